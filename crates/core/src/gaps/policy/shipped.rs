//! The measures that ship, and a district's own over them.

use jiff::civil::Date;

use super::{Measure, PolicyError};

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        /// The measures that ship: file name and text, in the order in which they are listed.
        pub const SHIPPED: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../../../policy/measures/", $name)))),+
        ];
    };
}

shipped!(
    "proficiency_mathematics.toml",
    "proficiency_ela.toml",
    "proficiency_science.toml",
    "score_mathematics.toml",
    "score_ela.toml",
    "score_science.toml",
    "levels_mathematics.toml",
    "levels_ela.toml",
    "graduation_4yr.toml",
    "graduation_5yr.toml",
    "chronic_absence.toml",
    "attendance_rate.toml",
    "out_of_school_suspension.toml",
    "ninth_grade_on_track.toml",
    "algebra_1_by_grade_8.toml",
    "algebra_1_by_grade_9.toml",
    "advanced_participation.toml",
    "kindergarten_readiness.toml",
    "experienced_teachers.toml",
    "novice_teachers.toml",
    "grade_level_minutes.toml",
    "newcomer_grade_level_minutes.toml",
    "published_chronic_absence.toml",
);

/// The measures in force for a district.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    list: Vec<Measure>,
}

impl Measures {
    /// The measures that ship.
    ///
    /// # Errors
    /// Never for the files that ship, as a test says.
    pub fn shipped() -> Result<Measures, PolicyError> {
        let list = SHIPPED
            .iter()
            .map(|(name, text)| Measure::parse(name, text))
            .collect::<Result<_, _>>()?;
        Ok(Measures { list })
    }

    /// Those whose id a test takes.
    pub fn only(&self, takes: impl Fn(&str) -> bool) -> Measures {
        Measures { list: self.list.iter().filter(|of| takes(&of.id)).cloned().collect() }
    }

    /// Adds a district's own measures: file name and text. A measure whose id there is already
    /// takes that one's place.
    ///
    /// # Errors
    /// The first file that is wrong.
    pub fn with<'a>(
        mut self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Measures, PolicyError> {
        for (name, text) in files {
            let measure = Measure::parse(name, text)?;
            match self.list.iter().position(|known| known.id == measure.id) {
                Some(place) => self.list[place] = measure,
                None => self.list.push(measure),
            }
        }
        Ok(self)
    }

    /// The measures in force on a day. Of the versions of a measure it is the latest that is not
    /// of a later day; a district's own come before those that ship, from the day of its first.
    /// A measure whose every version is of a later day is there by its first. `earlier` are
    /// versions that shipped with earlier programs.
    ///
    /// # Errors
    /// The first file that is wrong.
    pub fn in_force<'a>(
        own: impl IntoIterator<Item = (&'a str, &'a str)>,
        earlier: impl IntoIterator<Item = (&'a str, &'a str)>,
        on: Date,
    ) -> Result<Measures, PolicyError> {
        let own: Vec<Measure> = own
            .into_iter()
            .map(|(name, text)| Measure::parse(name, text))
            .collect::<Result<_, _>>()?;
        let ships = Measures::shipped()?.list;
        let order: Vec<&str> = ships.iter().map(|measure| measure.id.as_str()).collect();
        let mut shipped: Vec<Measure> = earlier
            .into_iter()
            .map(|(name, text)| Measure::parse(name, text))
            .collect::<Result<_, _>>()?;
        // Of two texts of one day the one that ships now comes last, and so is the one chosen.
        shipped.extend(ships.iter().cloned());
        let mut list: Vec<Measure> = Vec::new();
        for measure in shipped.iter().chain(&own) {
            if list.iter().any(|known| known.id == measure.id) {
                continue;
            }
            let versions = |of: &'_ [Measure]| -> Vec<Measure> {
                of.iter().filter(|version| version.id == measure.id).cloned().collect()
            };
            let (own, shipped) = (versions(&own), versions(&shipped));
            let by_then = |versions: &[Measure]| {
                let by_then = versions.iter().filter(|v| v.is_in_force(on));
                by_then.max_by(|a, b| a.version.cmp(&b.version)).cloned()
            };
            let first = own.iter().chain(&shipped).min_by(|a, b| a.version.cmp(&b.version));
            list.extend(by_then(&own).or_else(|| by_then(&shipped)).or(first.cloned()));
        }
        let place = |id: &str| order.iter().position(|known| *known == id).unwrap_or(order.len());
        list.sort_by_key(|measure| place(&measure.id));
        Ok(Measures { list })
    }

    /// The measures of these files alone: name and text.
    ///
    /// # Errors
    /// The first text that is wrong.
    pub fn of_texts<'a>(
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Measures, PolicyError> {
        Measures { list: Vec::new() }.with(texts)
    }

    /// These, and of other measures those whose ids are not among them.
    pub fn completed_by(mut self, others: &Measures) -> Measures {
        let new = others.list.iter().filter(|other| self.find(&other.id).is_none());
        let new: Vec<Measure> = new.cloned().collect();
        self.list.extend(new);
        self
    }

    /// All, in order.
    pub fn list(&self) -> &[Measure] {
        &self.list
    }

    /// The measure of that id.
    pub fn find(&self, id: &str) -> Option<&Measure> {
        self.list.iter().find(|measure| measure.id == id)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn dated(version: &str, tenth: &str) -> String {
        let (_, text) = SHIPPED.iter().find(|(n, _)| *n == "chronic_absence.toml").unwrap();
        text.replace("2026-11-01", version).replace("0.10", tenth)
    }

    #[test]
    fn a_version_is_in_force_from_its_day() {
        let (first, second) = (dated("2027-07-01", "0.08"), dated("2028-07-01", "0.05"));
        let own = [("a.toml", first.as_str()), ("b.toml", second.as_str())];
        let on = |day| {
            let measures = Measures::in_force(own, [], day).unwrap();
            assert_eq!(measures.list().len(), SHIPPED.len());
            measures.find("chronic_absence").unwrap().version.clone()
        };
        assert_eq!(on(date(2026, 12, 1)), "2026-11-01");
        assert_eq!(on(date(2027, 7, 1)), "2027-07-01");
        assert_eq!(on(date(2028, 6, 30)), "2027-07-01");
        assert_eq!(on(date(2030, 1, 1)), "2028-07-01");
        // Before the first of all there is the first.
        assert_eq!(on(date(2020, 1, 1)), "2026-11-01");
    }

    #[test]
    fn a_districts_older_version_stays_before_a_newer_one_that_ships() {
        let ours = dated("2026-01-01", "0.08");
        let measures =
            Measures::in_force([("a.toml", ours.as_str())], [], date(2027, 1, 1)).unwrap();
        assert_eq!(measures.find("chronic_absence").unwrap().version, "2026-01-01");
    }

    #[test]
    fn a_version_that_is_no_day_is_refused() {
        let error = Measure::parse("x.toml", &dated("second", "0.1")).unwrap_err();
        assert!(error.to_string().contains("version must be a day"), "{error}");
    }
}

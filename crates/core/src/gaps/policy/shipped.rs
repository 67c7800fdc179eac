//! The measures that ship, and a district's own over them.

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

    /// All, in order.
    pub fn list(&self) -> &[Measure] {
        &self.list
    }

    /// The measure of that id.
    pub fn find(&self, id: &str) -> Option<&Measure> {
        self.list.iter().find(|measure| measure.id == id)
    }
}

//! The diplomas that ship, and a district's own over them.

use super::{Diploma, PolicyMistake};
use crate::district::SchoolYear;

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        /// The diplomas that ship: file name and text, in the order in which they are listed.
        pub const SHIPPED: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../../../policy/graduation/", $name)))),+
        ];
    };
}

shipped!(
    "plain_24.toml",
    "new_york.toml",
    "texas_foundation.toml",
    "texas_endorsement.toml",
    "florida.toml",
    "california_ag.toml",
);

/// The diplomas that a district knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Diplomas {
    list: Vec<Diploma>,
}

impl Diplomas {
    /// The diplomas that ship.
    ///
    /// # Errors
    /// Never for the files that ship, as a test says.
    pub fn shipped() -> Result<Diplomas, (String, Vec<PolicyMistake>)> {
        Diplomas { list: Vec::new() }.with(SHIPPED.iter().copied())
    }

    /// Adds a district's own: file name and text. One whose id there is already takes that one's
    /// place, and those of the district's own that are adopted are adopted instead of the shipped.
    ///
    /// # Errors
    /// The first file that is wrong, and all that is wrong in it.
    pub fn with<'a>(
        mut self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Diplomas, (String, Vec<PolicyMistake>)> {
        let shipped = self.list.len();
        let mut own_adopted = false;
        for (name, text) in files {
            let diploma = Diploma::parse(text).map_err(|mistakes| (name.to_owned(), mistakes))?;
            if shipped > 0 && diploma.adopted && !own_adopted {
                self.list.iter_mut().for_each(|known| known.adopted = false);
                own_adopted = true;
            }
            match self.list.iter().position(|known| known.id == diploma.id) {
                Some(place) => self.list[place] = diploma,
                None => self.list.push(diploma),
            }
        }
        Ok(self)
    }

    /// All, in order.
    pub fn list(&self) -> &[Diploma] {
        &self.list
    }

    /// The diploma of that id.
    pub fn find(&self, id: &str) -> Option<&Diploma> {
        self.list.iter().find(|diploma| diploma.id == id)
    }

    /// The one that a student is held to: the one that a file names for them, else the adopted one
    /// that is written for the cohort, else the first adopted, which does not say so of itself.
    pub fn of_student(&self, named: Option<&str>, entered: SchoolYear) -> Option<&Diploma> {
        let written =
            || self.list.iter().find(|diploma| diploma.adopted && diploma.cohorts.governs(entered));
        named.and_then(|id| self.find(id)).or_else(written).or_else(|| self.adopted())
    }

    /// The first that is adopted.
    pub fn adopted(&self) -> Option<&Diploma> {
        self.list.iter().find(|diploma| diploma.adopted).or(self.list.first())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_student_is_held_to_the_diploma_of_the_cohort_or_of_the_file() {
        let plain = SHIPPED[0].1;
        let written = |id: &str, line: &str| {
            plain.replacen("id = \"plain_24\"", &format!("id = \"{id}\"\n{line}"), 1)
        };
        let older = written("older", "entering_until = \"2023-24\"");
        let newer = written("newer", "entering_from = \"2024-25\"");
        let files = [("a.toml", older.as_str()), ("b.toml", newer.as_str())];
        let diplomas = Diplomas::shipped().unwrap().with(files).unwrap();
        let held = |named, end| {
            diplomas.of_student(named, SchoolYear::ending(end)).map(|diploma| diploma.id.as_str())
        };
        assert_eq!(held(None, 2024), Some("older"));
        assert_eq!(held(None, 2025), Some("newer"));
        assert_eq!(held(Some("new_york"), 2025), Some("new_york"));
        assert_eq!(held(Some("no such"), 2025), Some("newer"));
    }
}

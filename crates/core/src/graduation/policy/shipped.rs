//! The diplomas that ship, and a district's own over them.

use super::{Diploma, PolicyMistake};

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
    /// place, and the first of the district's own that is adopted is adopted instead of the shipped.
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
            let mut diploma =
                Diploma::parse(text).map_err(|mistakes| (name.to_owned(), mistakes))?;
            if shipped > 0 && diploma.adopted {
                if own_adopted {
                    diploma.adopted = false;
                } else {
                    self.list.iter_mut().for_each(|known| known.adopted = false);
                    own_adopted = true;
                }
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

    /// The one that students are held to unless another is named.
    pub fn adopted(&self) -> Option<&Diploma> {
        self.list.iter().find(|diploma| diploma.adopted).or(self.list.first())
    }
}

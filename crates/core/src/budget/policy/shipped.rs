//! The formulas that ship, and a district's own over them.

use super::{Formula, Problem};

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        /// The formulas that ship: file name and text, in the order in which they are listed.
        pub const SHIPPED: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../../../policy/budget/", $name)))),+
        ];
    };
}

shipped!(
    "weights_and_ratios.toml",
    "chicago_fy2027.toml",
    "chicago_fy2026.toml",
    "nyc_fsf_fy2019.toml",
);

/// The formulas of a district.
#[derive(Debug, Clone, PartialEq)]
pub struct Formulas {
    list: Vec<Formula>,
}

impl Formulas {
    /// The formulas that ship.
    ///
    /// # Errors
    /// Never for the files that ship, as a test says.
    pub fn shipped() -> Result<Formulas, Vec<Problem>> {
        let list = SHIPPED
            .iter()
            .map(|(name, text)| Formula::parse(name, text))
            .collect::<Result<_, _>>()?;
        Ok(Formulas { list })
    }

    /// Adds a district's own formulas, file name and text, before those that ship. One whose id
    /// there is already takes that one's place.
    ///
    /// # Errors
    /// The problems of the first file that cannot be used.
    pub fn with<'a>(
        mut self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Formulas, Vec<Problem>> {
        let mut own = Vec::new();
        for (name, text) in files {
            let formula = Formula::parse(name, text)?;
            self.list.retain(|known| known.id != formula.id);
            own.retain(|known: &Formula| known.id != formula.id);
            own.push(formula);
        }
        own.append(&mut self.list);
        self.list = own;
        Ok(self)
    }

    /// All, in order.
    pub fn list(&self) -> &[Formula] {
        &self.list
    }

    /// The formula of that id.
    pub fn find(&self, id: &str) -> Option<&Formula> {
        self.list.iter().find(|formula| formula.id == id)
    }
}

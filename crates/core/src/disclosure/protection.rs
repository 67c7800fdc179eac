//! The primary rule: small groups, and groups that leave few others, are not shown.

use super::{Reason, Shown};

/// The smallest group that is shown unless the district's policy asks for a larger one.
///
/// NCES, *Statistical Methods for Protecting Personally Identifiable Information in Aggregate
/// Reporting* (NCES 2011-603, 2010), reports that states use minimums from 5 to 30 and that 10 is
/// common.
pub const DEFAULT_MINIMUM_GROUP: u64 = 10;

/// How small groups are protected in everything that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    minimum_group: u64,
    percent_decimals: u8,
}

impl Default for Protection {
    fn default() -> Self {
        Protection { minimum_group: DEFAULT_MINIMUM_GROUP, percent_decimals: 0 }
    }
}

impl Protection {
    /// Protection with a minimum group size of at least 3; below that a group of two would tell
    /// each of its members about the other.
    pub fn with_minimum_group(minimum_group: u64) -> Self {
        Protection { minimum_group: minimum_group.max(3), ..Protection::default() }
    }

    /// The same, with percents printed to this many decimals: 0 or 1.
    pub fn with_percent_decimals(self, decimals: u8) -> Self {
        Protection { percent_decimals: decimals.min(1), ..self }
    }

    /// The smallest group that is shown.
    pub fn minimum_group(&self) -> u64 {
        self.minimum_group
    }

    /// Decimals of a printed percent: 0 or 1.
    pub fn percent_decimals(&self) -> u8 {
        self.percent_decimals
    }

    /// Whether a group of `n` within a whole of `whole` may be shown. The whole itself
    /// (`n == whole`) leaves no one outside and only has to be large enough.
    ///
    /// # Errors
    /// What stands in the figure's place.
    pub fn allow(&self, n: u64, whole: u64) -> Result<(), Shown<()>> {
        let others = whole.saturating_sub(n);
        if n == 0 {
            Err(Shown::NoStudents)
        } else if n < self.minimum_group {
            Err(Shown::Suppressed(Reason::SmallGroup))
        } else if others > 0 && others < self.minimum_group {
            Err(Shown::Suppressed(Reason::SmallComplement))
        } else {
            Ok(())
        }
    }

    /// A figure about `n` students of a whole of `whole`, if it may be shown.
    pub fn show<T>(&self, n: u64, whole: u64, figure: impl FnOnce() -> T) -> Shown<T> {
        match self.allow(n, whole) {
            Ok(()) => Shown::Value(figure()),
            Err(instead) => instead.map(|()| unreachable!("what is not allowed holds no value")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_students_are_withheld_and_ten_are_shown() {
        let rule = Protection::default();
        assert_eq!(rule.show(9, 500, || 1), Shown::Suppressed(Reason::SmallGroup));
        assert_eq!(rule.show(10, 500, || 1), Shown::Value(1));
        assert_eq!(rule.show(0, 500, || 1), Shown::NoStudents);
    }

    #[test]
    fn all_but_nine_students_are_withheld_and_all_are_shown() {
        let rule = Protection::default();
        assert_eq!(rule.show(491, 500, || 1), Shown::Suppressed(Reason::SmallComplement));
        assert_eq!(rule.show(490, 500, || 1), Shown::Value(1));
        assert_eq!(rule.show(500, 500, || 1), Shown::Value(1));
    }

    #[test]
    fn a_district_can_ask_for_more_and_never_for_less_than_three() {
        assert_eq!(Protection::with_minimum_group(20).minimum_group(), 20);
        assert_eq!(Protection::with_minimum_group(0).minimum_group(), 3);
    }
}

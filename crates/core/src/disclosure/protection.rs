//! The primary rule: small groups, and groups that leave few others, are not shown.

use super::{Coded, Reason, Shown};

/// The smallest group that is shown unless the district's policy asks for a larger one.
///
/// NCES, *Statistical Methods for Protecting Personally Identifiable Information in Aggregate
/// Reporting* (NCES 2011-603, 2010), reports that states use minimums from 5 to 30 and that 10 is
/// common.
pub const DEFAULT_MINIMUM_GROUP: u64 = 10;

/// Bands of group size that have their own coding.
pub(super) const BANDS: usize = 5;

/// The coding of one band of group size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// The largest group of the band.
    pub students: u64,
    /// Percent at each end of the scale that are not told apart.
    pub ends: u8,
}

/// Coding by group size, as `policy/disclosure/ships.toml` has it and cites.
const CODING: [Band; BANDS] = [
    Band { students: 20, ends: 20 },
    Band { students: 40, ends: 10 },
    Band { students: 100, ends: 5 },
    Band { students: 300, ends: 2 },
    Band { students: u64::MAX, ends: 1 },
];

/// How figures are protected in everything that is shown: the rules in force, ready for use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    minimum_group: u64,
    percent_decimals: u8,
    protection_width: u64,
    coding: [Band; BANDS],
}

impl Default for Protection {
    fn default() -> Self {
        Protection {
            minimum_group: DEFAULT_MINIMUM_GROUP,
            percent_decimals: 0,
            protection_width: 5,
            coding: CODING,
        }
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

    /// The same with a larger minimum group, where that is asked for.
    pub fn at_least(self, minimum_group: u64) -> Self {
        Protection { minimum_group: self.minimum_group.max(minimum_group), ..self }
    }

    pub(super) fn tightened_to(
        self,
        minimum_group: Option<u64>,
        percent_decimals: Option<u8>,
        protection_width: Option<u64>,
        coding: Option<&[Band; BANDS]>,
    ) -> Self {
        // Of two ways to code a group of a size the one that tells less holds, size by size, so
        // a district's bands may begin and end elsewhere.
        let coding = coding.map_or(self.coding, |asked| {
            let mut bands = self.coding;
            for band in &mut bands {
                let at = |size: u64| {
                    asked.iter().find(|band| size <= band.students).map_or(0, |band| band.ends)
                };
                band.ends = band.ends.max(at(band.students));
            }
            bands
        });
        Protection {
            minimum_group: self.minimum_group.max(minimum_group.unwrap_or(0)),
            percent_decimals: self.percent_decimals.min(percent_decimals.unwrap_or(u8::MAX)),
            protection_width: self.protection_width.max(protection_width.unwrap_or(0)),
            coding,
        }
    }

    /// The smallest group that is shown.
    pub fn minimum_group(&self) -> u64 {
        self.minimum_group
    }

    /// Decimals of a printed percent: 0 or 1.
    pub fn percent_decimals(&self) -> u8 {
        self.percent_decimals
    }

    /// How wide a range must be left open about the size of a withheld group. A group that is said
    /// to be smaller than the minimum is from 1 to one less, so no more than that can be left.
    pub fn protection_width(&self) -> u64 {
        self.protection_width.min(self.minimum_group - 2)
    }

    /// Percent at each end of the scale that are not told apart in a group of this size.
    pub fn ends_percent(&self, n: u64) -> u8 {
        self.coding.iter().find(|band| n <= band.students).map_or(0, |band| band.ends)
    }

    /// The bands of the coding, smallest groups first.
    pub fn bands(&self) -> &[Band] {
        &self.coding
    }

    /// A share as it is printed: to the percent's decimals.
    pub fn printed_share(&self, hits: u64, n: u64) -> f64 {
        let scale = if self.percent_decimals == 0 { 100 } else { 1000 };
        // Whole numbers all the way, half up, so that no machine rounds another way.
        let rounded = (2 * u128::from(hits) * scale + u128::from(n)) / (2 * u128::from(n).max(1));
        rounded as f64 / scale as f64
    }

    /// How many of `n` the printed share stands for. Everything that is computed from a rate is
    /// computed from this, so that no figure says more than the printed one does.
    pub fn printed_hits(&self, hits: u64, n: u64) -> u64 {
        ((self.printed_share(hits, n) * n as f64).round() as u64).min(n)
    }

    /// The range that stands for a share near an end of the scale; `None` when it may be told.
    pub fn code(&self, hits: u64, n: u64) -> Option<Coded> {
        let ends = self.ends_percent(n);
        let share = self.printed_share(hits, n) * 100.0;
        if share <= f64::from(ends) {
            Some(Coded::between(None, Some(ends), n))
        } else if share >= f64::from(100 - ends) {
            Some(Coded::between(Some(100 - ends), None, n))
        } else {
            None
        }
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
    fn ends_of_the_scale_are_coded_by_the_size_of_the_group() {
        let rule = Protection::default();
        let words = |hits, n| rule.code(hits, n).map(|coded| coded.words().to_owned());
        assert_eq!(words(2, 10).as_deref(), Some("20% or less"));
        assert_eq!(words(3, 10), None);
        assert_eq!(words(40, 40).as_deref(), Some("90% or more"));
        assert_eq!(words(5, 100).as_deref(), Some("5% or less"));
        assert_eq!(words(6, 100), None);
        assert_eq!(words(0, 300).as_deref(), Some("2% or less"));
        assert_eq!(words(2990, 3000).as_deref(), Some("99% or more"));
        assert_eq!(words(2900, 3000), None);
    }

    #[test]
    fn everything_computed_from_a_printed_share_agrees_with_it() {
        let rule = Protection::default();
        for n in [10_u64, 33, 99, 250, 1000, 12_345] {
            for hits in (0..=n).step_by(1 + n as usize / 60) {
                let again = rule.printed_hits(hits, n);
                assert_eq!(rule.printed_share(again, n), rule.printed_share(hits, n));
                // Whoever prints the same gives the same hits: no more is told.
                assert_eq!(rule.printed_hits(again, n), again);
                if n < 100 {
                    assert_eq!(again, hits);
                }
            }
        }
    }

    #[test]
    fn a_district_can_ask_for_more_and_never_for_less_than_three() {
        assert_eq!(Protection::with_minimum_group(20).minimum_group(), 20);
        assert_eq!(Protection::with_minimum_group(0).minimum_group(), 3);
    }
}

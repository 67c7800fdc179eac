//! A figure as it may be shown, or the reason why it is not.

use serde::Serialize;

/// Why a figure that exists is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The group is smaller than the minimum.
    SmallGroup,
    /// Everyone else in the same whole is fewer than the minimum, so the group could be told
    /// from the whole.
    SmallComplement,
    /// The group is large enough, and a smaller one could be worked out from it and the whole.
    ToProtectOthers,
    /// One of the three above, and which is not said: in a table whose figures are protected
    /// together, which of them it is would tell how large the group is.
    Protected,
    /// The publisher of the source withheld it.
    AtSource,
    /// It would be made of a figure that is shown as a range only.
    FromARange,
    /// It is finer than what the district publishes.
    NotReleased,
    /// It differs from an earlier figure, by another definition or of an earlier extract, by so
    /// few students that the two together would tell about them.
    TooCloseToAnother,
}

impl Reason {
    /// In words, as a table's footnote says it.
    pub const fn words(self) -> &'static str {
        match self {
            Reason::SmallGroup => "too few students to show",
            Reason::SmallComplement => {
                "withheld, because too few students are left outside the group"
            }
            Reason::ToProtectOthers => "withheld, so that a smaller group cannot be worked out",
            Reason::Protected => "withheld to protect small groups",
            Reason::AtSource => "withheld by the source",
            Reason::FromARange => "not given, because a figure that it rests on is a range",
            Reason::NotReleased => "finer than what is published",
            Reason::TooCloseToAnother => {
                "withheld, because it differs by a few students from a figure published elsewhere"
            }
        }
    }

    /// The rule behind it, in full: what a reader is told who asks why.
    pub const fn rule(self) -> &'static str {
        match self {
            Reason::SmallGroup => {
                "A figure about fewer students than the minimum group is not shown, because whoever \
                 knows some of them could work out the rest."
            }
            Reason::SmallComplement => {
                "So few students are outside the group that taking it from the whole would tell \
                 about them."
            }
            Reason::ToProtectOthers => {
                "The group itself is large enough. A smaller one could be worked out from it, by \
                 taking what is shown from a total on this page or another, so it is withheld too."
            }
            Reason::Protected => {
                "The group is smaller than the minimum, or so few students are outside it that \
                 they could be told from the whole, or it is large enough and a smaller group could \
                 be worked out from it, by totals on this page or another. Which of these it is is \
                 not said: that alone would tell how large the group is."
            }
            Reason::AtSource => "Whoever published the file had withheld it already.",
            Reason::FromARange => {
                "One of the figures that it is made of is so near an end of the scale that only a \
                 range is shown, and this figure would tell more."
            }
            Reason::NotReleased => {
                "The tables that are protected together hold each group in the district, in its \
                 clusters and in its schools, all students by grade, and two groups crossed in the \
                 district. A group within a grade, and a crossing in a school or a cluster, are \
                 not among them, so no figure is given."
            }
            Reason::TooCloseToAnother => {
                "The same group is published by another definition, or was in an earlier extract, \
                 with only a few students more or fewer. The two figures side by side would tell \
                 about those few."
            }
        }
    }

    /// Every reason, in order.
    pub const ALL: [Reason; 8] = [
        Reason::Protected,
        Reason::SmallGroup,
        Reason::SmallComplement,
        Reason::ToProtectOthers,
        Reason::TooCloseToAnother,
        Reason::FromARange,
        Reason::NotReleased,
        Reason::AtSource,
    ];

    /// Its name in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Reason::SmallGroup => "small_group",
            Reason::SmallComplement => "small_complement",
            Reason::ToProtectOthers => "to_protect_others",
            Reason::Protected => "protected",
            Reason::AtSource => "at_source",
            Reason::FromARange => "from_a_range",
            Reason::NotReleased => "not_released",
            Reason::TooCloseToAnother => "too_close_to_another",
        }
    }
}

/// A share that is told only as lying in a range. Made by [`super::Protection::code`], which sees
/// to it that the range says no more than the rules allow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coded {
    /// The least that it can be; `None` for an open lower end.
    low: Option<f64>,
    /// The most that it can be; `None` for an open upper end.
    high: Option<f64>,
    /// Students that it is about.
    n: u64,
    /// In words: "5% or less".
    words: String,
}

impl Coded {
    pub(super) fn between(low: Option<u8>, high: Option<u8>, n: u64) -> Coded {
        let words = match (low, high) {
            (None, Some(high)) => format!("{high}% or less"),
            (Some(low), None) => format!("{low}% or more"),
            (low, high) => format!("{}% to {}%", low.unwrap_or(0), high.unwrap_or(100)),
        };
        let share = |percent: u8| f64::from(percent) / 100.0;
        Coded { low: low.map(share), high: high.map(share), n, words }
    }

    /// The least that it can be; `None` for an open lower end.
    pub fn low(&self) -> Option<f64> {
        self.low
    }

    /// The most that it can be; `None` for an open upper end.
    pub fn high(&self) -> Option<f64> {
        self.high
    }

    /// Students that it is about.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// In words: "5% or less".
    pub fn words(&self) -> &str {
        &self.words
    }
}

/// A figure, or what stands in its place. A range, withheld, no students and not collected are four
/// different things and look different.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown<T> {
    /// May be shown.
    Value(T),
    /// Is told as lying in a range only.
    Range(Coded),
    /// Exists, and is withheld.
    Suppressed(Reason),
    /// There is no student to count.
    NoStudents,
    /// The district's files do not hold what it would be counted from.
    NotCollected,
    /// The students are there, and the method gives no figure for them; the text says why.
    NotEstimated(String),
}

impl<T> Shown<T> {
    /// The figure, when it may be shown.
    pub fn value(&self) -> Option<&T> {
        match self {
            Shown::Value(value) => Some(value),
            _ => None,
        }
    }

    /// What stands in the figure's place; `None` when it is shown.
    pub fn words(&self) -> Option<&str> {
        match self {
            Shown::Value(_) => None,
            Shown::Range(coded) => Some(coded.words()),
            Shown::Suppressed(reason) => Some(reason.words()),
            Shown::NoStudents => Some("no students"),
            Shown::NotCollected => Some("not collected"),
            Shown::NotEstimated(why) => Some(why),
        }
    }

    /// The range, where that is what is shown.
    pub fn coded(&self) -> Option<&Coded> {
        match self {
            Shown::Range(coded) => Some(coded),
            _ => None,
        }
    }

    /// The same, with the figure changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Shown::Value(value) => Shown::Value(change(value)),
            other => other.withheld(),
        }
    }

    /// The same, with the figure changed by something that may itself be withheld.
    pub fn and_then<U>(self, change: impl FnOnce(T) -> Shown<U>) -> Shown<U> {
        match self {
            Shown::Value(value) => change(value),
            other => other.withheld(),
        }
    }

    /// A borrowed view.
    pub fn as_ref(&self) -> Shown<&T> {
        match self {
            Shown::Value(value) => Shown::Value(value),
            Shown::Range(coded) => Shown::Range(coded.clone()),
            Shown::Suppressed(reason) => Shown::Suppressed(*reason),
            Shown::NoStudents => Shown::NoStudents,
            Shown::NotCollected => Shown::NotCollected,
            Shown::NotEstimated(why) => Shown::NotEstimated(why.clone()),
        }
    }

    /// Both figures, when both may be shown; else what stands in the place of the first that may
    /// not.
    pub fn both<U>(self, other: Shown<U>) -> Shown<(T, U)> {
        self.and_then(|first| other.map(|second| (first, second)))
    }

    fn withheld<U>(self) -> Shown<U> {
        match self {
            Shown::Suppressed(reason) => Shown::Suppressed(reason),
            // What is made of a range could tell where in it the figure lies.
            Shown::Range(_) => Shown::Suppressed(Reason::FromARange),
            Shown::NoStudents | Shown::Value(_) => Shown::NoStudents,
            Shown::NotCollected => Shown::NotCollected,
            Shown::NotEstimated(why) => Shown::NotEstimated(why),
        }
    }
}

impl<T, E: std::fmt::Display> From<Result<T, E>> for Shown<T> {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(value) => Shown::Value(value),
            Err(why) => Shown::NotEstimated(why.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withheld_figure_stays_withheld_whatever_is_done_to_it() {
        let hidden: Shown<u64> = Shown::Suppressed(Reason::SmallGroup);
        assert_eq!(hidden.clone().map(|n| n * 2), Shown::Suppressed(Reason::SmallGroup));
        assert_eq!(Shown::Value(3).both(hidden), Shown::Suppressed(Reason::SmallGroup));
        assert_eq!(Shown::Value(3).and_then(|_| Shown::<u8>::NoStudents), Shown::NoStudents);
    }

    #[test]
    fn a_range_and_the_three_absences_read_differently() {
        let words: std::collections::BTreeSet<_> = [
            Shown::<u8>::Suppressed(Reason::SmallGroup),
            Shown::NoStudents,
            Shown::NotCollected,
            Shown::Range(Coded::between(None, Some(5), 60)),
        ]
        .iter()
        .map(|shown| shown.words().unwrap().to_owned())
        .collect();
        assert_eq!(words.len(), 4);
    }

    #[test]
    fn nothing_is_computed_from_a_range() {
        let range: Shown<u64> = Shown::Range(Coded::between(Some(95), None, 60));
        assert_eq!(range.clone().map(|n| n * 2), Shown::Suppressed(Reason::FromARange));
        assert_eq!(range.both(Shown::Value(1)), Shown::Suppressed(Reason::FromARange));
    }

    #[test]
    fn every_reason_has_its_own_words_rule_and_code() {
        let all = Reason::ALL;
        for (place, reason) in all.iter().enumerate() {
            for other in &all[..place] {
                assert_ne!(reason.words(), other.words());
                assert_ne!(reason.rule(), other.rule());
                assert_ne!(reason.code(), other.code());
            }
        }
    }
}

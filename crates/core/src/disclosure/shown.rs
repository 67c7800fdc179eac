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
    /// The publisher of the source withheld it.
    AtSource,
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
            Reason::AtSource => "withheld by the source",
        }
    }
}

/// A figure, or what stands in its place. Withheld, no students and not collected are three
/// different things and look different.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown<T> {
    /// May be shown.
    Value(T),
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
            Shown::Suppressed(reason) => Some(reason.words()),
            Shown::NoStudents => Some("no students"),
            Shown::NotCollected => Some("not collected"),
            Shown::NotEstimated(why) => Some(why),
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
    fn the_three_absences_read_differently() {
        let words: std::collections::BTreeSet<_> =
            [Shown::<u8>::Suppressed(Reason::SmallGroup), Shown::NoStudents, Shown::NotCollected]
                .iter()
                .map(|shown| shown.words().unwrap().to_owned())
                .collect();
        assert_eq!(words.len(), 3);
    }
}

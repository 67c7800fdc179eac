//! What is wrong with an expression, where, and what would be right.

use thiserror::Error;

/// A mistake in an expression. `at` counts characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExpressionError {
    /// Something stands where something else must.
    #[error("at {at}: found {found}, expected {allowed}")]
    Unexpected {
        /// Place.
        at: usize,
        /// What is there.
        found: String,
        /// What may be there.
        allowed: &'static str,
    },
    /// A name that the grain does not have.
    #[error("at {at}: there is no “{name}”{}; there are: {}", suggest(nearest), known.join(", "))]
    UnknownName {
        /// Place.
        at: usize,
        /// The name.
        name: String,
        /// The nearest known name.
        nearest: Option<String>,
        /// All names.
        known: Vec<String>,
    },
    /// A code that its list does not have.
    #[error("at {at}: “{code}” is not a code of {field}{}; the codes are: {}", suggest(nearest), known.join(", "))]
    UnknownCode {
        /// Place.
        at: usize,
        /// The field.
        field: &'static str,
        /// The code.
        code: String,
        /// The nearest known code.
        nearest: Option<String>,
        /// All codes.
        known: Vec<String>,
    },
    /// A value of the wrong sort.
    #[error("at {at}: this is {found}, and {wanted} is needed")]
    WrongType {
        /// Place.
        at: usize,
        /// What it is.
        found: &'static str,
        /// What is needed.
        wanted: &'static str,
    },
    /// Longer or deeper than any rule is.
    #[error("at {at}: an expression has at most {limit}")]
    TooLarge {
        /// Place.
        at: usize,
        /// The limit in words.
        limit: &'static str,
    },
}

fn suggest(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or(String::new(), |word| format!(", did you mean “{word}”?"))
}

/// The known word that is nearest to a text, if one is near: at most a third of its letters away.
pub(super) fn nearest<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|word| (distance(text, word), word))
        .filter(|(far, word)| *far <= word.chars().count().div_ceil(3))
        .min_by_key(|(far, _)| *far)
        .map(|(_, word)| word.to_owned())
}

/// Letters to change, add or drop (Levenshtein's distance).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

//! What is wrong with an expression, where, and what would be right.

use thiserror::Error;

use crate::syntax::SyntaxError;

/// A mistake in an expression. `at` counts characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExpressionError {
    /// What cannot be read.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// A name that the grain does not have.
    #[error("at character {at}: there is no “{name}”{}; there are: {}", suggest(nearest), known.join(", "))]
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
    #[error("at character {at}: “{code}” is not a code of {field}{}; the codes are: {}", suggest(nearest), known.join(", "))]
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
    #[error("at character {at}: this is {found}, and {wanted} is needed")]
    WrongType {
        /// Place.
        at: usize,
        /// What it is.
        found: &'static str,
        /// What is needed.
        wanted: &'static str,
    },
}

fn suggest(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or(String::new(), |word| format!(", did you mean “{word}”?"))
}

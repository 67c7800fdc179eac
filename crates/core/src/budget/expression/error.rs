//! What is wrong with an expression, where, and what would be right.

use thiserror::Error;

use crate::syntax::SyntaxError;

/// A mistake in an expression. Places count characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExpressionError {
    /// What cannot be read.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// A name that nothing has.
    #[error("at character {at}: there is no “{name}”{}", nearest.as_ref().map(|n| format!("; did you mean “{n}”?")).unwrap_or_default())]
    Unknown {
        /// Where.
        at: usize,
        /// The name.
        name: String,
        /// The nearest name that there is.
        nearest: Option<String>,
    },
    /// A number where yes or no is wanted, or the like.
    #[error("at character {at}: {found} stands where {wanted} is wanted")]
    Kind {
        /// Where.
        at: usize,
        /// What it is.
        found: &'static str,
        /// What it should be.
        wanted: &'static str,
    },
    /// A text that the input cannot have.
    #[error("at character {at}: {name} is never '{text}'; it is one of {}", known.join(", "))]
    Code {
        /// Where.
        at: usize,
        /// The input.
        name: String,
        /// The text.
        text: String,
        /// What it can be.
        known: Vec<String>,
    },
    /// A function with the wrong number of values.
    #[error("at character {at}: {function} takes {takes}")]
    Arguments {
        /// Where.
        at: usize,
        /// The function.
        function: &'static str,
        /// What it takes, in words.
        takes: &'static str,
    },
}

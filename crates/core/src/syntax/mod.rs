//! The grammar that every rule of Traction is written in: measures and formulas read the same.
//!
//! Numbers, names, quoted texts, `true` and `false`; `+ - * /`; `= != < <= > >=`; `and`, `or`,
//! `not`; `in ['a', 'b']`; `is missing`; and, where a room has them, functions. From loosest to
//! tightest: `or`, `and`, `not`, comparisons (which do not chain), plus and minus, times and over.
//! A room gives the tree its meaning; no text makes the reading panic, or nest without end.

mod lexer;
mod parser;
#[cfg(test)]
mod tests;
mod toml;

use thiserror::Error;

pub use self::toml::{TomlError, line_of, read_toml};
pub use parser::{Arithmetic, Compare, Function, Node, Part, parse};

/// What cannot be read. Places count characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SyntaxError {
    /// Something stands where it cannot.
    #[error("at character {at}: found {found}, where there can be {allowed}")]
    Unexpected {
        /// Where.
        at: usize,
        /// What is there.
        found: String,
        /// What could be.
        allowed: &'static str,
    },
    /// Longer or deeper than any rule needs.
    #[error("at character {at}: an expression has at most {limit}")]
    TooLarge {
        /// Where.
        at: usize,
        /// The limit, in words.
        limit: &'static str,
    },
}

//! The small language in which a formula's lines are written.
//!
//! `max(ceil(students / 24), 10)`: numbers, texts and flags of one school; `+ - * /`,
//! comparisons, `and`, `or`, `not`, `in ['a', 'b']`, `is missing`; `ceil`, `floor`, `round`,
//! `max`, `min`, `if(condition, then, otherwise)`. Names are inputs, numbers and lines of the
//! formula and are known before anything is computed; texts are checked against the input's list.
//!
//! Numbers are exact fractions. What is computed from something missing is missing, and says
//! what was; dividing by zero says so. No text makes it panic.

mod check;
mod columns;
mod error;
mod evaluate;
#[cfg(test)]
mod tests;

pub use check::{Kind, Name, Names};
pub use columns::Series;
pub(crate) use columns::{down as round_down, nearest as round_near, up as round_up};
pub use error::ExpressionError;
pub use evaluate::{Value, Why};

use crate::syntax::{self, Function, Node};

/// An expression that has been checked against the names of a formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    text: String,
    tree: Node,
    uses: Vec<usize>,
}

impl Expression {
    /// Reads and checks an expression over these names.
    ///
    /// # Errors
    /// The first mistake, with its place, what was allowed there, and the nearest known word.
    pub fn parse(text: &str, names: &Names, wanted: Kind) -> Result<Expression, ExpressionError> {
        let mut tree = syntax::parse(text, &Function::ALL)?;
        check::check(&mut tree, names, wanted)?;
        let mut uses = Vec::new();
        check::list_uses(&tree, &mut uses);
        Ok(Expression { text: text.to_owned(), tree, uses })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its tree.
    pub fn tree(&self) -> &Node {
        &self.tree
    }

    /// The names that it uses, by their places, each once, in the order in which they stand.
    pub fn uses(&self) -> &[usize] {
        &self.uses
    }

    /// Its value for one school.
    ///
    /// # Errors
    /// What is missing, or cannot be computed.
    pub fn value(&self, of: &[Result<Value, Why>]) -> Result<Value, Why> {
        evaluate::value(&self.tree, of)
    }

    /// Its value for many draws of one school, in floating point.
    pub fn series(&self, of: &[Series], texts: &[Option<&str>]) -> Series {
        columns::series(&self.tree, of, texts)
    }
}

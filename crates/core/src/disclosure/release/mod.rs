//! A release: tables whose cells are tied by sums, and what of them may be published together.
//!
//! **Question.** Some cells are too small to show. Which others must be withheld beside them, so
//! that no sum of what is published gives a small one away, over all tables of the release?
//!
//! **Sums.** Every way in which cells are tied is a [`Sum`]: groups and their whole, grades and
//! their school, schools and their cluster, clusters and the district, a crossing and its group.
//!
//! **Choice.** Cells are published greedily, the most important first, each unless a secret one
//! would then be a linear combination of what is published ([`protect_sums`]; the idea is
//! Langsrud's, *Secondary Cell Suppression by Gaussian Elimination*, PSD 2024, the code is ours).
//! Elimination is sparse and modulo a prime, so nothing is decided by a rounding error.
//!
//! **Remainders and bounds.** [`protect_counts`] also sees to it that what is withheld of a sum is
//! together none or enough, and that for every small cell there are whole-number worlds that agree
//! with everything published and leave the cell open over a wide enough range.
//!
//! **Layers.** A finer table can be decided later and alone: cells of the coarser tables enter as
//! [`State::Told`] or [`State::Kept`], and no sum of kept cells may become known that was not
//! known before. Layers made so are safe together: a combination over two of them that tells about
//! coarser cells alone tells nothing that one of them does not.

mod eliminate;
mod publish;
mod rates;
mod remainders;
mod worlds;

pub use publish::protect_sums;
pub use rates::protect_rates;
pub use remainders::protect_counts;

/// What may become of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is published unless that tells about another.
    Open,
    /// It must not be told, nor follow from what is.
    Secret,
    /// Nobody is told, and nothing follows if it is found out.
    Unknown,
    /// It is known whatever is decided here.
    Told,
    /// It was withheld by a coarser layer: nothing about such cells may become known here.
    Kept,
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Students.
    pub n: u64,
    /// How much it matters that it is published: larger is more.
    pub rank: u64,
    /// What may become of it.
    pub state: State,
    /// If it is not published, what whoever reads the reason in its place knows about the number of
    /// students: least and most.
    pub said: (u64, u64),
}

/// A cell that is the sum of others, all named by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The whole.
    pub whole: u32,
    /// Its parts.
    pub parts: Vec<u32>,
}

/// Cells and the sums that tie them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    /// Cells.
    pub cells: Vec<Cell>,
    /// Sums.
    pub sums: Vec<Sum>,
}

impl Tables {
    /// Adds a cell and gives its place.
    pub fn add(&mut self, cell: Cell) -> u32 {
        self.cells.push(cell);
        self.cells.len() as u32 - 1
    }

    /// Ties a whole to its parts.
    pub fn tie(&mut self, whole: u32, parts: Vec<u32>) {
        self.sums.push(Sum { whole, parts });
    }
}

#[cfg(test)]
mod tests;

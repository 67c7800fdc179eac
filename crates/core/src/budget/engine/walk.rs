//! A picture moved several times, one after another: what was moved before stays where it was put.

use super::picture::{Moved, Picture, PictureError, Quantity};
use crate::exact::Exact;

/// One thing that somebody does to a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Moves a quantity to a number.
    Move(Quantity, Exact),
    /// Holds a quantity from here on at what it is by now.
    Hold(Quantity),
}

impl Turn {
    /// What it is done to.
    pub fn quantity(self) -> Quantity {
        match self {
            Turn::Move(quantity, _) | Turn::Hold(quantity) => quantity,
        }
    }
}

/// A picture after several turns, one after another: what was moved before stays where it was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// The picture before the first.
    pub before: Picture,
    /// The picture after the last.
    pub after: Picture,
    /// The turns that could be made.
    pub done: Vec<Turn>,
    /// What each of their moves did.
    pub moves: Vec<Moved>,
    /// The turns that could not be made, and why; the others are made without them.
    pub refused: Vec<(Turn, PictureError)>,
}

impl Walk {
    /// Whether a quantity was moved.
    pub fn has_moved(&self, quantity: Quantity) -> bool {
        self.moves.iter().any(|moved| moved.quantity == quantity)
    }

    /// Whether a quantity is held, by a turn of its own.
    pub fn has_held(&self, quantity: Quantity) -> bool {
        self.done.contains(&Turn::Hold(quantity))
    }
}

impl Moved {
    /// What the move adds to the cost of the plan in a year.
    pub fn price(&self) -> Option<Exact> {
        self.after.get(Quantity::Cost)?.minus(self.before.get(Quantity::Cost)?)
    }
}

impl Picture {
    /// Makes one turn after another. A quantity that was moved is held while the next ones move.
    pub fn walked(&self, turns: &[Turn]) -> Walk {
        let mut walk = Walk {
            before: self.clone(),
            after: self.clone(),
            done: Vec::new(),
            moves: Vec::new(),
            refused: Vec::new(),
        };
        let mut held: Vec<Quantity> = Vec::new();
        for turn in turns {
            let quantity = turn.quantity();
            let done = match *turn {
                Turn::Move(quantity, to) => walk.after.moved(quantity, to, &held).map(|moved| {
                    walk.after = moved.after.clone();
                    walk.moves.push(moved);
                }),
                Turn::Hold(_) => {
                    walk.after.get(quantity).map(|_| ()).ok_or(PictureError::NotKnown { quantity })
                }
            };
            match done {
                Ok(()) => {
                    walk.done.push(*turn);
                    held.push(quantity);
                }
                Err(error) => walk.refused.push((*turn, error)),
            }
        }
        walk
    }
}

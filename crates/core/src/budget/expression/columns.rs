//! The value of a checked tree for many draws of one school at once, in floating point.
//!
//! A thousand draws of a school differ in a few inputs; everything else is one number. Rounding
//! up and down leaves a billionth of room, so that 7.000000000000001 sections are seven; a test
//! holds this way against the exact one.

use crate::syntax::{Arithmetic, Compare, Function, Node, Part};

/// One number for all draws, or one for each. What is missing is not a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Series {
    /// The same in every draw.
    One(f64),
    /// One for each draw.
    Each(Vec<f64>),
}

/// The room that rounding leaves.
const ROOM: f64 = 1e-9;

impl Series {
    /// The value in a draw.
    #[inline]
    pub fn at(&self, draw: usize) -> f64 {
        match self {
            Series::One(value) => *value,
            Series::Each(values) => values[draw],
        }
    }

    /// What is missing in every draw.
    pub fn missing() -> Series {
        Series::One(f64::NAN)
    }

    pub(crate) fn map(self, change: impl Fn(f64) -> f64) -> Series {
        match self {
            Series::One(value) => Series::One(change(value)),
            Series::Each(mut values) => {
                values.iter_mut().for_each(|v| *v = change(*v));
                Series::Each(values)
            }
        }
    }

    pub(crate) fn with(self, other: &Series, join: impl Fn(f64, f64) -> f64) -> Series {
        match (self, other) {
            (Series::One(a), Series::One(b)) => Series::One(join(a, *b)),
            (Series::One(a), Series::Each(b)) => {
                Series::Each(b.iter().map(|b| join(a, *b)).collect())
            }
            (Series::Each(mut a), Series::One(b)) => {
                a.iter_mut().for_each(|a| *a = join(*a, *b));
                Series::Each(a)
            }
            (Series::Each(mut a), Series::Each(b)) => {
                a.iter_mut().zip(b).for_each(|(a, b)| *a = join(*a, *b));
                Series::Each(a)
            }
        }
    }
}

/// Rounds up, with room.
pub(crate) fn up(value: f64) -> f64 {
    (value - ROOM).ceil()
}

/// Rounds down, with room.
pub(crate) fn down(value: f64) -> f64 {
    (value + ROOM).floor()
}

/// Rounds to the nearest, halves up, with room.
pub(crate) fn nearest(value: f64) -> f64 {
    (value + 0.5 + ROOM).floor()
}

fn truth(flag: bool) -> f64 {
    f64::from(u8::from(flag))
}

/// Three-valued: missing stays missing unless the other side decides.
fn decided(decides: f64, a: f64, b: f64) -> f64 {
    if a == decides || b == decides {
        decides
    } else if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        1.0 - decides
    }
}

/// The values of a node.
pub(super) fn series(node: &Node, of: &[Series], texts: &[Option<&str>]) -> Series {
    let go = |node: &Node| series(node, of, texts);
    match &node.part {
        Part::Number(number) => Series::One(number.to_f64()),
        Part::Flag(flag) => Series::One(truth(*flag)),
        Part::Text(_) => Series::missing(),
        Part::Name(_, place) => of.get(*place).cloned().unwrap_or_else(Series::missing),
        Part::Negative(inner) => go(inner).map(|v| -v),
        Part::Not(inner) => go(inner).map(|v| 1.0 - v),
        Part::Missing(inner) => match &inner.part {
            Part::Name(_, place) if texts.get(*place).copied().flatten().is_some() => {
                Series::One(0.0)
            }
            _ => go(inner).map(|v| truth(v.is_nan())),
        },
        Part::Arithmetic(sign, a, b) => {
            let right = go(b);
            go(a).with(&right, |a, b| match sign {
                Arithmetic::Plus => a + b,
                Arithmetic::Minus => a - b,
                Arithmetic::Times => a * b,
                Arithmetic::Over if b == 0.0 => f64::NAN,
                Arithmetic::Over => a / b,
            })
        }
        Part::And(a, b) => go(a).with(&go(b), |a, b| decided(0.0, a, b)),
        Part::Or(a, b) => go(a).with(&go(b), |a, b| decided(1.0, a, b)),
        Part::Compare(sign, a, b) => match (text(a, texts), text(b, texts)) {
            (Some(a), Some(b)) => Series::One(truth((a == b) == (*sign == Compare::Equal))),
            _ => go(a).with(&go(b), |a, b| compared(*sign, a, b)),
        },
        Part::In(inner, list) => match text(inner, texts) {
            Some(wanted) => {
                let found = list.iter().any(|item| text(item, texts) == Some(wanted));
                Series::One(truth(found))
            }
            None => {
                let value = go(inner);
                list.iter().fold(Series::One(0.0), |found, item| {
                    let same = value.clone().with(&go(item), |a, b| compared(Compare::Equal, a, b));
                    found.with(&same, |a, b| decided(1.0, a, b))
                })
            }
        },
        Part::Call(Function::If, list) => {
            let (condition, then, otherwise) = (go(&list[0]), go(&list[1]), go(&list[2]));
            match condition {
                Series::One(flag) if flag.is_nan() => Series::missing(),
                Series::One(flag) => {
                    if flag == 1.0 {
                        then
                    } else {
                        otherwise
                    }
                }
                Series::Each(flags) => Series::Each(
                    flags
                        .iter()
                        .enumerate()
                        .map(|(draw, flag)| match *flag {
                            flag if flag.is_nan() => f64::NAN,
                            1.0 => then.at(draw),
                            _ => otherwise.at(draw),
                        })
                        .collect(),
                ),
            }
        }
        Part::Call(function, list) => {
            let first = go(&list[0]);
            match function {
                Function::Ceil => first.map(up),
                Function::Floor => first.map(down),
                Function::Round => first.map(nearest),
                _ => list[1..].iter().fold(first, |so_far, item| {
                    so_far.with(&go(item), |a, b| match function {
                        _ if a.is_nan() || b.is_nan() => f64::NAN,
                        Function::Max => a.max(b),
                        _ => a.min(b),
                    })
                }),
            }
        }
    }
}

fn text<'a>(node: &'a Node, texts: &[Option<&'a str>]) -> Option<&'a str> {
    match &node.part {
        Part::Text(text) => Some(text),
        Part::Name(_, place) => texts.get(*place).copied().flatten(),
        _ => None,
    }
}

fn compared(sign: Compare, a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        return f64::NAN;
    }
    let close = (a - b).abs() <= ROOM;
    truth(match sign {
        Compare::Equal => close,
        Compare::Unequal => !close,
        Compare::Less => a < b && !close,
        Compare::AtMost => a < b || close,
        Compare::More => a > b && !close,
        Compare::AtLeast => a > b || close,
    })
}

//! A checked expression over columns, a whole column at a time.

use super::check::{Flag, Number};
use super::ratio::Ratio;
use crate::syntax::{Arithmetic, Compare};

/// One field of a grain for all rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldColumn {
    /// Numbers in ten-thousandths; [`MISSING_NUMBER`] where missing.
    Number(Vec<i64>),
    /// 0 no, 1 yes, anything else missing.
    Flag(Vec<u8>),
    /// Positions in the code set; 255 where missing.
    Code(Vec<u8>),
    /// Texts; `None` where missing.
    Text(Vec<Option<String>>),
}

/// Stands for a missing number.
pub const MISSING_NUMBER: i64 = i64::MIN;
const MISSING_CODE: u8 = u8::MAX;

/// A number as a field holds it, in ten-thousandths; missing when it is not finite or too large.
pub fn decimal(value: f64) -> i64 {
    let scaled = (value * 10_000.0).round();
    if scaled.abs() < 9e15 { scaled as i64 } else { MISSING_NUMBER }
}

/// A flag a row; `None` where missing.
pub type Flags = Vec<Option<bool>>;
/// A number a row; `None` where missing.
pub type Numbers = Vec<Option<Ratio>>;

impl FieldColumn {
    fn is_missing(&self, row: usize) -> bool {
        match self {
            FieldColumn::Number(values) => values[row] == MISSING_NUMBER,
            FieldColumn::Flag(values) => values[row] > 1,
            FieldColumn::Code(values) => values[row] == MISSING_CODE,
            FieldColumn::Text(values) => values[row].is_none(),
        }
    }
}

/// The number of each row.
pub(super) fn numbers(number: &Number, columns: &[FieldColumn], rows: usize) -> Numbers {
    match number {
        Number::Literal(value) => vec![Some(*value); rows],
        Number::Field(place) => match &columns[*place] {
            FieldColumn::Number(values) => values
                .iter()
                .map(|v| (*v != MISSING_NUMBER).then(|| Ratio::ten_thousandths(*v)))
                .collect(),
            _ => vec![None; rows],
        },
        Number::Negative(inner) => numbers(inner, columns, rows)
            .into_iter()
            .map(|value| value.and_then(Ratio::negative))
            .collect(),
        Number::Arithmetic(operation, left, right) => {
            let apply = |a: Ratio, b: Ratio| match operation {
                Arithmetic::Plus => a.plus(b),
                Arithmetic::Minus => b.negative().and_then(|b| a.plus(b)),
                Arithmetic::Times => a.times(b),
                Arithmetic::Over => a.divided_by(b),
            };
            numbers(left, columns, rows)
                .into_iter()
                .zip(numbers(right, columns, rows))
                .map(|(a, b)| apply(a?, b?))
                .collect()
        }
    }
}

/// The flag of each row.
pub(super) fn flags(flag: &Flag, columns: &[FieldColumn], rows: usize) -> Flags {
    let pair = |left: &Flag, right: &Flag| {
        flags(left, columns, rows).into_iter().zip(flags(right, columns, rows))
    };
    match flag {
        Flag::Literal(value) => vec![Some(*value); rows],
        Flag::Field(place) => match &columns[*place] {
            FieldColumn::Flag(values) => {
                values.iter().map(|v| (*v <= 1).then_some(*v == 1)).collect()
            }
            _ => vec![None; rows],
        },
        Flag::Missing(place) => {
            (0..rows).map(|row| Some(columns[*place].is_missing(row))).collect()
        }
        Flag::CodeIn(place, codes) => match &columns[*place] {
            FieldColumn::Code(values) => {
                values.iter().map(|v| (*v != MISSING_CODE).then(|| codes.contains(v))).collect()
            }
            _ => vec![None; rows],
        },
        Flag::TextIn(place, texts) => match &columns[*place] {
            FieldColumn::Text(values) => {
                values.iter().map(|v| v.as_ref().map(|text| texts.contains(text))).collect()
            }
            _ => vec![None; rows],
        },
        Flag::NumberIn(number, list) => {
            let compare =
                |item: &Number| Flag::Compare(Compare::Equal, number.clone(), item.clone());
            list.iter()
                .map(|item| flags(&compare(item), columns, rows))
                .reduce(|all, one| all.into_iter().zip(one).map(|(a, b)| or(a, b)).collect())
                .unwrap_or_else(|| vec![Some(false); rows])
        }
        Flag::Compare(sign, left, right) => numbers(left, columns, rows)
            .into_iter()
            .zip(numbers(right, columns, rows))
            .map(|(a, b)| a?.compared(b?).map(|order| sign.holds(order)))
            .collect(),
        Flag::Same(left, right) => pair(left, right).map(|(a, b)| Some(a? == b?)).collect(),
        Flag::Not(inner) => {
            flags(inner, columns, rows).into_iter().map(|value| value.map(|v| !v)).collect()
        }
        Flag::And(left, right) => {
            pair(left, right).map(|(a, b)| or(a.map(|v| !v), b.map(|v| !v)).map(|v| !v)).collect()
        }
        Flag::Or(left, right) => pair(left, right).map(|(a, b)| or(a, b)).collect(),
    }
}

/// Kleene's or: true when either is true, missing when it could still be.
fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

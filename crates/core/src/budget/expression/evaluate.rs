//! The value of a checked tree for one school, exactly.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::exact::Exact;
use crate::syntax::{Arithmetic, Compare, Function, Node, Part};

/// What a name holds for one school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(Exact),
    /// A text.
    Text(String),
}

impl Value {
    /// The number, when it is one.
    pub fn number(&self) -> Option<Exact> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// As a person reads it.
    pub fn print(&self) -> String {
        match self {
            Value::Flag(true) => "yes".to_owned(),
            Value::Flag(false) => "no".to_owned(),
            Value::Number(number) => number.print(4),
            Value::Text(text) => text.clone(),
        }
    }
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Why {
    /// An input that the school does not have.
    #[error("{0} is not known for this school")]
    Missing(String),
    /// A number whose rule does not cover the school.
    #[error("the rule for {0} does not cover this school")]
    NotCovered(String),
    /// Something divided by nothing.
    #[error("{0} divides by zero")]
    DividesByZero(String),
    /// A number that does not fit.
    #[error("{0} is too large to be exact")]
    TooLarge(String),
}

/// The value of a node.
pub(super) fn value(node: &Node, of: &[Result<Value, Why>]) -> Result<Value, Why> {
    Ok(match &node.part {
        Part::Number(number) => Value::Number(*number),
        Part::Text(text) => Value::Text(text.clone()),
        Part::Flag(flag) => Value::Flag(*flag),
        Part::Name(name, place) => match of.get(*place) {
            Some(value) => value.clone()?,
            None => return Err(Why::Missing(name.clone())),
        },
        Part::Negative(inner) => Value::Number(number(inner, of)?.negative()),
        Part::Not(inner) => Value::Flag(!flag(inner, of)?),
        Part::Missing(inner) => Value::Flag(value(inner, of).is_err()),
        Part::Arithmetic(sign, a, b) => Value::Number(arithmetic(*sign, a, b, of)?),
        Part::And(a, b) => Value::Flag(either(false, a, b, of)?),
        Part::Or(a, b) => Value::Flag(either(true, a, b, of)?),
        Part::Compare(sign, a, b) => Value::Flag(compare(*sign, &value(a, of)?, &value(b, of)?)),
        Part::In(inner, list) => {
            let wanted = value(inner, of)?;
            let mut found = false;
            for item in list {
                found |= value(item, of)? == wanted;
            }
            Value::Flag(found)
        }
        Part::Call(Function::If, list) => {
            let chosen = if flag(&list[0], of)? { &list[1] } else { &list[2] };
            value(chosen, of)?
        }
        Part::Call(function, list) => {
            let mut result = number(&list[0], of)?;
            match function {
                Function::Ceil => result = result.ceil(),
                Function::Floor => result = result.floor(),
                Function::Round => result = result.round(),
                Function::Max | Function::Min | Function::If => {
                    for item in &list[1..] {
                        let next = number(item, of)?;
                        let larger = *function == Function::Max;
                        result = if larger { result.max(next) } else { result.min(next) };
                    }
                }
            }
            Value::Number(result)
        }
    })
}

fn number(node: &Node, of: &[Result<Value, Why>]) -> Result<Exact, Why> {
    match value(node, of)? {
        Value::Number(number) => Ok(number),
        Value::Flag(_) | Value::Text(_) => Err(Why::Missing("a number".to_owned())),
    }
}

fn flag(node: &Node, of: &[Result<Value, Why>]) -> Result<bool, Why> {
    match value(node, of)? {
        Value::Flag(flag) => Ok(flag),
        Value::Number(_) | Value::Text(_) => Err(Why::Missing("yes or no".to_owned())),
    }
}

fn arithmetic(
    sign: Arithmetic,
    a: &Node,
    b: &Node,
    of: &[Result<Value, Why>],
) -> Result<Exact, Why> {
    let (left, right) = (number(a, of)?, number(b, of)?);
    let result = match sign {
        Arithmetic::Plus => left.plus(right),
        Arithmetic::Minus => left.minus(right),
        Arithmetic::Times => left.times(right),
        Arithmetic::Over if right.is_zero() => return Err(Why::DividesByZero(name_of(b))),
        Arithmetic::Over => left.over(right),
    };
    result.ok_or_else(|| Why::TooLarge("a number".to_owned()))
}

/// `and` (decided by false) and `or` (decided by true): one side that decides is enough, even
/// where the other is missing.
fn either(decides: bool, a: &Node, b: &Node, of: &[Result<Value, Why>]) -> Result<bool, Why> {
    match (flag(a, of), flag(b, of)) {
        (Ok(one), _) if one == decides => Ok(decides),
        (_, Ok(two)) if two == decides => Ok(decides),
        (Ok(_), Ok(_)) => Ok(!decides),
        (Err(why), _) | (_, Err(why)) => Err(why),
    }
}

fn compare(sign: Compare, a: &Value, b: &Value) -> bool {
    sign.holds(match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Flag(a), Value::Flag(b)) => a.cmp(b),
        _ => return false,
    })
}

fn name_of(node: &Node) -> String {
    match &node.part {
        Part::Name(name, _) => name.clone(),
        _ => "an expression".to_owned(),
    }
}

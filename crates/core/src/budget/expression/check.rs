//! A tree to a checked tree: every name known, every text of its list, every kind right.

use super::error::ExpressionError;
use crate::near::find_nearest;
use crate::syntax::{Function, Node, Part};

/// What an expression gives, or a name holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A text.
    Text,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Number => "a number",
            Kind::Flag => "yes or no",
            Kind::Text => "a text",
        }
    }
}

/// A name that expressions may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// The texts that it can be, when it is a text with a list.
    pub codes: Vec<String>,
}

/// The names of a formula: inputs, then numbers, then lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    list: Vec<Name>,
}

impl Names {
    /// Names in order.
    pub fn of(list: Vec<Name>) -> Names {
        Names { list }
    }

    /// All.
    pub fn list(&self) -> &[Name] {
        &self.list
    }

    /// The place of a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.list.iter().position(|known| known.name == name)
    }

    /// The name nearest to one that is not there.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        find_nearest(name, self.list.iter().map(|known| known.name.as_str()))
    }
}

/// Resolves names and checks kinds.
pub(super) fn check(node: &mut Node, names: &Names, wanted: Kind) -> Result<(), ExpressionError> {
    let found = kind(node, names)?;
    if found == wanted {
        return Ok(());
    }
    Err(ExpressionError::Kind { at: node.at, found: found.words(), wanted: wanted.words() })
}

/// The names used, each once.
pub(super) fn list_uses(node: &Node, uses: &mut Vec<usize>) {
    match &node.part {
        Part::Name(_, place) => {
            if !uses.contains(place) {
                uses.push(*place);
            }
        }
        Part::Negative(a) | Part::Not(a) | Part::Missing(a) => list_uses(a, uses),
        Part::Arithmetic(_, a, b) | Part::Compare(_, a, b) | Part::And(a, b) | Part::Or(a, b) => {
            list_uses(a, uses);
            list_uses(b, uses);
        }
        Part::In(a, list) => {
            list_uses(a, uses);
            list.iter().for_each(|node| list_uses(node, uses));
        }
        Part::Call(_, list) => list.iter().for_each(|node| list_uses(node, uses)),
        Part::Number(_) | Part::Text(_) | Part::Flag(_) => {}
    }
}

fn kind(node: &mut Node, names: &Names) -> Result<Kind, ExpressionError> {
    let at = node.at;
    Ok(match &mut node.part {
        Part::Number(_) => Kind::Number,
        Part::Text(_) => Kind::Text,
        Part::Flag(_) => Kind::Flag,
        Part::Name(name, place) => match names.find(name) {
            Some(found) => {
                *place = found;
                names.list[found].kind
            }
            None => {
                return Err(ExpressionError::Unknown {
                    at,
                    name: name.clone(),
                    nearest: names.nearest(name).map(str::to_owned),
                });
            }
        },
        Part::Negative(inner) => {
            check(inner, names, Kind::Number)?;
            Kind::Number
        }
        Part::Not(inner) => {
            check(inner, names, Kind::Flag)?;
            Kind::Flag
        }
        Part::Missing(inner) => {
            kind(inner, names)?;
            Kind::Flag
        }
        Part::Arithmetic(_, a, b) => {
            check(a, names, Kind::Number)?;
            check(b, names, Kind::Number)?;
            Kind::Number
        }
        Part::And(a, b) | Part::Or(a, b) => {
            check(a, names, Kind::Flag)?;
            check(b, names, Kind::Flag)?;
            Kind::Flag
        }
        Part::Compare(sign, a, b) => {
            let left = kind(a, names)?;
            if left != Kind::Number && sign.asks_equal().is_none() {
                let wanted = Kind::Number.words();
                return Err(ExpressionError::Kind { at: a.at, found: left.words(), wanted });
            }
            check(b, names, left)?;
            known_text(a, b, names)?;
            known_text(b, a, names)?;
            Kind::Flag
        }
        Part::In(value, list) => {
            let left = kind(value, names)?;
            for item in list {
                check(item, names, left)?;
                known_text(value, item, names)?;
            }
            Kind::Flag
        }
        Part::Call(function, list) => call(*function, list, at, names)?,
    })
}

fn call(
    function: Function,
    list: &mut [Node],
    at: usize,
    names: &Names,
) -> Result<Kind, ExpressionError> {
    let wrong = |takes| ExpressionError::Arguments { at, function: function.name(), takes };
    match function {
        Function::Ceil | Function::Floor | Function::Round => {
            let [one] = list else { return Err(wrong("one number")) };
            check(one, names, Kind::Number)?;
            Ok(Kind::Number)
        }
        Function::Max | Function::Min => {
            if list.len() < 2 {
                return Err(wrong("two numbers or more"));
            }
            for item in list {
                check(item, names, Kind::Number)?;
            }
            Ok(Kind::Number)
        }
        Function::If => {
            let [condition, then, otherwise] = list else {
                return Err(wrong("a condition and two values: if(students > 500, 2, 1)"));
            };
            check(condition, names, Kind::Flag)?;
            let first = kind(then, names)?;
            if first == Kind::Text {
                let wanted = Kind::Number.words();
                return Err(ExpressionError::Kind { at: then.at, found: first.words(), wanted });
            }
            check(otherwise, names, first)?;
            Ok(first)
        }
    }
}

/// A text compared with a name must be one that the name can be.
fn known_text(value: &Node, text: &Node, names: &Names) -> Result<(), ExpressionError> {
    if let (Part::Name(_, place), Part::Text(written)) = (&value.part, &text.part)
        && let Some(name) = names.list.get(*place)
        && !name.codes.is_empty()
        && !name.codes.contains(written)
    {
        return Err(ExpressionError::Code {
            at: text.at,
            name: name.name.clone(),
            text: written.clone(),
            known: name.codes.clone(),
        });
    }
    Ok(())
}

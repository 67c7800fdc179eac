//! A tree to a checked tree: every name known, every code of its list, every type right.

use super::error::ExpressionError;
use super::ratio::Ratio;
use super::{Field, FieldKind, Type};
use crate::near::find_nearest;
use crate::syntax::{Arithmetic, Compare, Node, Part, SyntaxError};

/// A checked expression.
#[derive(Debug, Clone)]
pub(super) enum Checked {
    Number(Number),
    Flag(Flag),
}

/// Gives a number. Fields are positions in the grain's list.
#[derive(Debug, Clone)]
pub(super) enum Number {
    Literal(Ratio),
    Field(usize),
    Negative(Box<Number>),
    Arithmetic(Arithmetic, Box<Number>, Box<Number>),
}

/// Gives yes or no.
#[derive(Debug, Clone)]
pub(super) enum Flag {
    Literal(bool),
    Field(usize),
    Missing(usize),
    CodeIn(usize, Vec<u8>),
    TextIn(usize, Vec<String>),
    NumberIn(Number, Vec<Number>),
    Compare(Compare, Number, Number),
    Same(Box<Flag>, Box<Flag>),
    Not(Box<Flag>),
    And(Box<Flag>, Box<Flag>),
    Or(Box<Flag>, Box<Flag>),
}

/// A value on its way to a type.
enum Value {
    Number(Number),
    Flag(Flag),
    Code(usize),
    Text(usize),
    Literal(String),
}

impl Value {
    fn words(&self) -> &'static str {
        match self {
            Value::Number(_) => "a number",
            Value::Flag(_) => "a yes or no",
            Value::Code(_) => "a code",
            Value::Text(_) | Value::Literal(_) => "a text",
        }
    }
}

/// Checks a tree against the fields and the wanted type.
pub(super) fn check(
    tree: &Node,
    fields: &'static [Field],
    wanted: Type,
) -> Result<Checked, ExpressionError> {
    let check = Check { fields };
    match wanted {
        Type::Number => check.number(tree).map(Checked::Number),
        Type::Flag => check.flag(tree).map(Checked::Flag),
    }
}

struct Check {
    fields: &'static [Field],
}

fn wrong(at: usize, value: &Value, wanted: &'static str) -> ExpressionError {
    ExpressionError::WrongType { at, found: value.words(), wanted }
}

impl Check {
    fn number(&self, node: &Node) -> Result<Number, ExpressionError> {
        match self.value(node)? {
            Value::Number(number) => Ok(number),
            other => Err(wrong(node.at, &other, "a number")),
        }
    }

    fn flag(&self, node: &Node) -> Result<Flag, ExpressionError> {
        match self.value(node)? {
            Value::Flag(flag) => Ok(flag),
            other => Err(wrong(node.at, &other, "a yes or no")),
        }
    }

    fn field(&self, at: usize, name: &str) -> Result<Value, ExpressionError> {
        let Some(place) = self.fields.iter().position(|field| field.name == name) else {
            return Err(ExpressionError::UnknownName {
                at,
                name: name.to_owned(),
                nearest: find_nearest(name, self.fields.iter().map(|field| field.name))
                    .map(str::to_owned),
                known: self.fields.iter().map(|field| field.name.to_owned()).collect(),
            });
        };
        Ok(match self.fields[place].kind {
            FieldKind::Number => Value::Number(Number::Field(place)),
            FieldKind::Flag => Value::Flag(Flag::Field(place)),
            FieldKind::Code(_) => Value::Code(place),
            FieldKind::Text => Value::Text(place),
        })
    }

    fn code(&self, at: usize, place: usize, text: &str) -> Result<u8, ExpressionError> {
        let field = &self.fields[place];
        let FieldKind::Code(set) = field.kind else {
            return Err(ExpressionError::WrongType { at, found: "a text", wanted: field.name });
        };
        let codes = || set.codes.iter().map(|code| code.code);
        codes().position(|code| code == text).and_then(|i| u8::try_from(i).ok()).ok_or_else(|| {
            ExpressionError::UnknownCode {
                at,
                field: field.name,
                code: text.to_owned(),
                nearest: find_nearest(text, codes()).map(str::to_owned),
                known: codes().map(str::to_owned).collect(),
            }
        })
    }

    fn value(&self, node: &Node) -> Result<Value, ExpressionError> {
        Ok(match &node.part {
            Part::Number(value) => Value::Number(Number::Literal(Ratio::from(*value))),
            Part::Text(text) => Value::Literal(text.clone()),
            Part::Flag(value) => Value::Flag(Flag::Literal(*value)),
            Part::Name(name, _) => self.field(node.at, name)?,
            Part::Negative(inner) => Value::Number(Number::Negative(Box::new(self.number(inner)?))),
            Part::Arithmetic(operation, left, right) => Value::Number(Number::Arithmetic(
                *operation,
                Box::new(self.number(left)?),
                Box::new(self.number(right)?),
            )),
            Part::Not(inner) => Value::Flag(Flag::Not(Box::new(self.flag(inner)?))),
            Part::And(left, right) => {
                Value::Flag(Flag::And(Box::new(self.flag(left)?), Box::new(self.flag(right)?)))
            }
            Part::Or(left, right) => {
                Value::Flag(Flag::Or(Box::new(self.flag(left)?), Box::new(self.flag(right)?)))
            }
            Part::Compare(sign, left, right) => Value::Flag(self.compare(*sign, left, right)?),
            Part::In(value, list) => Value::Flag(self.inside(value, list)?),
            Part::Missing(value) => {
                let place = match &value.part {
                    Part::Name(name, _) => self.fields.iter().position(|f| f.name == name),
                    _ => None,
                };
                let Some(place) = place else {
                    let found = self.value(value)?;
                    return Err(wrong(value.at, &found, "the name of a field"));
                };
                Value::Flag(Flag::Missing(place))
            }
            Part::Call(function, _) => {
                return Err(SyntaxError::Unexpected {
                    at: node.at,
                    found: format!("“{}”", function.name()),
                    allowed: "a number, a name or a quoted text",
                }
                .into());
            }
        })
    }

    fn compare(&self, sign: Compare, left: &Node, right: &Node) -> Result<Flag, ExpressionError> {
        let equal = sign.asks_equal();
        let (a, b) = (self.value(left)?, self.value(right)?);
        let same = match (a, b, equal) {
            (Value::Number(a), Value::Number(b), _) => return Ok(Flag::Compare(sign, a, b)),
            (Value::Flag(a), Value::Flag(b), Some(_)) => Flag::Same(Box::new(a), Box::new(b)),
            (Value::Code(field), Value::Literal(text), Some(_)) => {
                Flag::CodeIn(field, vec![self.code(right.at, field, &text)?])
            }
            (Value::Literal(text), Value::Code(field), Some(_)) => {
                Flag::CodeIn(field, vec![self.code(left.at, field, &text)?])
            }
            (Value::Text(field), Value::Literal(text), Some(_))
            | (Value::Literal(text), Value::Text(field), Some(_)) => {
                Flag::TextIn(field, vec![text])
            }
            (Value::Number(_), other, _) => return Err(wrong(right.at, &other, "a number")),
            (other, Value::Number(_), _) | (other, _, None) => {
                return Err(wrong(left.at, &other, "a number"));
            }
            (Value::Flag(_), other, _) => return Err(wrong(right.at, &other, "a yes or no")),
            (_, other, _) => return Err(wrong(right.at, &other, "a quoted text")),
        };
        Ok(if equal == Some(false) { Flag::Not(Box::new(same)) } else { same })
    }

    fn inside(&self, value: &Node, list: &[Node]) -> Result<Flag, ExpressionError> {
        let texts = || {
            list.iter().map(|item| match self.value(item)? {
                Value::Literal(text) => Ok((item.at, text)),
                other => Err(wrong(item.at, &other, "a quoted text")),
            })
        };
        match self.value(value)? {
            Value::Code(field) => texts()
                .map(|item| item.and_then(|(at, text)| self.code(at, field, &text)))
                .collect::<Result<_, _>>()
                .map(|codes| Flag::CodeIn(field, codes)),
            Value::Text(field) => texts()
                .map(|item| item.map(|(_, text)| text))
                .collect::<Result<_, _>>()
                .map(|list| Flag::TextIn(field, list)),
            Value::Number(number) => list
                .iter()
                .map(|item| self.number(item))
                .collect::<Result<_, _>>()
                .map(|list| Flag::NumberIn(number, list)),
            other => Err(wrong(value.at, &other, "a number, a code or a text")),
        }
    }
}

//! The allocation computed again, simply and slowly, by somebody who has not seen the engine.
//!
//! Every expression is evaluated afresh by its own walk of the tree in floating point, every line
//! from the written inputs alone; sums, shares and prices are added up again. A picture's
//! identities are multiplied out again, and a choice of levers is held against each rule.

use std::collections::BTreeMap;

use super::expression::Value;
use super::model::{Allocation, School};
use super::policy::{Bound, Formula, Gives, Item, Line, Round};
use crate::syntax::{Arithmetic, Compare, Function, Node, Part};

/// Something that does not come out the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The school, or empty for the district.
    pub school: String,
    /// The line.
    pub line: String,
    /// What is wrong.
    pub what: String,
}

/// A difference below this is rounding of floating point.
const SMALL: f64 = 1e-6;

/// Everything in which an allocation disagrees with its formula. Empty when it is right.
pub fn check(formula: &Formula, schools: &[School], given: &Allocation) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut say = |school: &str, line: &str, what: String| {
        wrong.push(Wrong { school: school.to_owned(), line: line.to_owned(), what });
    };
    if given.schools.len() != schools.len() {
        say("", "", format!("{} schools of {}", given.schools.len(), schools.len()));
        return wrong;
    }
    let mut known: Vec<BTreeMap<String, Plain>> =
        schools.iter().map(|s| inputs(formula, s)).collect();
    for item in &formula.order {
        match item {
            Item::Number(at) => {
                let rule = &formula.numbers[*at];
                for values in &mut known {
                    let band =
                        rule.bands.iter().map(|(when, is)| (eval(when.tree(), values), is.tree()));
                    let mut value = rule.otherwise.as_ref().and_then(|o| eval(o.tree(), values));
                    for (holds, is) in band.rev().collect::<Vec<_>>() {
                        value = match holds {
                            Some(Plain::Flag(true)) => eval(is, values),
                            Some(_) => value,
                            None => None,
                        };
                    }
                    values.extend(value.map(|value| (rule.id.clone(), value)));
                }
            }
            Item::Line(at) => {
                let line = &formula.lines[*at];
                for (place, values) in known.iter_mut().enumerate() {
                    let said = &given.schools[place].amounts[*at];
                    let again = match &line.share {
                        Some(_) => said.amount.as_ref().ok().map(|a| a.to_f64()),
                        None => amount(line, values),
                    };
                    let stated = said.amount.as_ref().ok().map(|a| a.to_f64());
                    let same = match (again, stated) {
                        (Some(a), Some(b)) => (a - b).abs() <= SMALL * (1.0 + a.abs()),
                        (None, None) => true,
                        _ => false,
                    };
                    if !same {
                        say(
                            &schools[place].id,
                            &line.id,
                            format!("{stated:?}, and counted again {again:?}"),
                        );
                    }
                    if let (Some(dollars), Some(b)) = (said.dollars, stated) {
                        let price = match line.gives {
                            Gives::Dollars => 1.0,
                            Gives::Positions => said.price.map_or(0.0, |p| p.to_f64()),
                        };
                        if (dollars.to_f64() - b * price).abs() > 0.006 {
                            say(
                                &schools[place].id,
                                &line.id,
                                format!("{dollars} dollars for {b} at {price}"),
                            );
                        }
                    }
                    values.extend(stated.map(|value| (line.id.clone(), Plain::Number(value))));
                }
                if let Some(share) = &line.share {
                    let given: f64 = given
                        .schools
                        .iter()
                        .filter_map(|s| s.amounts[*at].amount.as_ref().ok().map(|a| a.to_f64()))
                        .sum();
                    let any = known.iter().any(|values| {
                        matches!(eval(share.by.tree(), values), Some(Plain::Number(n)) if n > 0.0)
                    });
                    if any && given != 0.0 && (given - share.pool.to_f64()).abs() > 0.005 {
                        say(
                            "",
                            &line.id,
                            format!("shares add up to {given}, not to {}", share.pool),
                        );
                    }
                }
            }
        }
    }
    wrong
}

/// A value, plainly.
#[derive(Debug, Clone, PartialEq)]
enum Plain {
    Number(f64),
    Flag(bool),
    Text(String),
}

fn inputs(formula: &Formula, school: &School) -> BTreeMap<String, Plain> {
    let mut values = BTreeMap::new();
    for input in &formula.inputs {
        let written = match school.values.get(&input.name) {
            Some(Value::Text(text)) if !input.codes.is_empty() && !input.codes.contains(text) => {
                None
            }
            other => other,
        };
        match written.or(input.otherwise.as_ref()) {
            Some(Value::Number(number)) => {
                values.insert(input.name.clone(), Plain::Number(number.to_f64()));
            }
            Some(Value::Text(text)) => {
                values.insert(input.name.clone(), Plain::Text(text.clone()));
            }
            _ => {}
        }
    }
    values
}

fn number(node: &Node, values: &BTreeMap<String, Plain>) -> Option<f64> {
    match eval(node, values)? {
        Plain::Number(number) => Some(number),
        _ => None,
    }
}

fn flag(node: &Node, values: &BTreeMap<String, Plain>) -> Option<bool> {
    match eval(node, values)? {
        Plain::Flag(flag) => Some(flag),
        _ => None,
    }
}

fn eval(node: &Node, values: &BTreeMap<String, Plain>) -> Option<Plain> {
    Some(match &node.part {
        Part::Number(n) => Plain::Number(n.to_f64()),
        Part::Text(text) => Plain::Text(text.clone()),
        Part::Flag(flag) => Plain::Flag(*flag),
        Part::Name(name, _) => values.get(name)?.clone(),
        Part::Negative(a) => Plain::Number(-number(a, values)?),
        Part::Not(a) => Plain::Flag(!flag(a, values)?),
        Part::Missing(a) => Plain::Flag(eval(a, values).is_none()),
        Part::Arithmetic(sign, a, b) => {
            let (a, b) = (number(a, values)?, number(b, values)?);
            Plain::Number(match sign {
                Arithmetic::Plus => a + b,
                Arithmetic::Minus => a - b,
                Arithmetic::Times => a * b,
                Arithmetic::Over if b == 0.0 => return None,
                Arithmetic::Over => a / b,
            })
        }
        Part::And(a, b) => match (flag(a, values), flag(b, values)) {
            (Some(false), _) | (_, Some(false)) => Plain::Flag(false),
            (Some(true), Some(true)) => Plain::Flag(true),
            _ => return None,
        },
        Part::Or(a, b) => match (flag(a, values), flag(b, values)) {
            (Some(true), _) | (_, Some(true)) => Plain::Flag(true),
            (Some(false), Some(false)) => Plain::Flag(false),
            _ => return None,
        },
        Part::Compare(sign, a, b) => {
            let (a, b) = (eval(a, values)?, eval(b, values)?);
            Plain::Flag(match (a, b) {
                (Plain::Number(a), Plain::Number(b)) => {
                    let near = (a - b).abs() <= 1e-9;
                    match *sign {
                        Compare::Equal => near,
                        Compare::Unequal => !near,
                        Compare::Less => a < b && !near,
                        Compare::AtMost => a < b || near,
                        Compare::More => a > b && !near,
                        Compare::AtLeast => a > b || near,
                    }
                }
                (a, b) => (a == b) == (*sign == Compare::Equal),
            })
        }
        Part::In(a, list) => {
            let wanted = eval(a, values)?;
            let mut found = false;
            for item in list {
                found |= eval(item, values)? == wanted;
            }
            Plain::Flag(found)
        }
        Part::Call(Function::If, list) => {
            return if flag(&list[0], values)? {
                eval(&list[1], values)
            } else {
                eval(&list[2], values)
            };
        }
        Part::Call(function, list) => {
            let numbers: Option<Vec<f64>> = list.iter().map(|item| number(item, values)).collect();
            let numbers = numbers?;
            Plain::Number(match function {
                Function::Ceil => (numbers[0] - 1e-9).ceil(),
                Function::Floor => (numbers[0] + 1e-9).floor(),
                Function::Round => (numbers[0] + 0.5 + 1e-9).floor(),
                Function::Max => numbers.into_iter().fold(f64::NEG_INFINITY, f64::max),
                Function::Min | Function::If => numbers.into_iter().fold(f64::INFINITY, f64::min),
            })
        }
    })
}

/// A line's amount from its written parts.
fn amount(line: &Line, values: &BTreeMap<String, Plain>) -> Option<f64> {
    if let Some(when) = &line.when
        && !flag(when.tree(), values)?
    {
        return Some(0.0);
    }
    let mut total = 0.0;
    for term in &line.terms {
        if let Some(when) = &term.when
            && !flag(when.tree(), values)?
        {
            continue;
        }
        let mut gives = number(term.of.tree(), values)?;
        if let Some(per) = &term.per {
            let per = number(per.tree(), values)?;
            if per == 0.0 {
                return None;
            }
            gives /= per;
        }
        if let Some(times) = &term.times {
            gives *= number(times.tree(), values)?;
        }
        total += gives;
    }
    let step = line.step.to_f64();
    let mut amount = match line.round {
        Round::No => total,
        Round::Up => (total / step - 1e-9).ceil() * step,
        Round::Down => (total / step + 1e-9).floor() * step,
        Round::Nearest => (total / step + 0.5 + 1e-9).floor() * step,
    };
    let bound = |bound: &Bound| -> Option<Option<f64>> {
        match &bound.when {
            Some(when) if !flag(when.tree(), values)? => Some(None),
            _ => number(bound.amount.tree(), values).map(Some),
        }
    };
    if let Some(floor) = &line.at_least
        && let Some(floor) = bound(floor)?
    {
        amount = amount.max(floor);
    }
    if let Some(cap) = &line.at_most
        && let Some(cap) = bound(cap)?
    {
        amount = amount.min(cap);
    }
    if let Some(hold) = &line.hold {
        let least = number(hold.last.tree(), values)? - number(hold.may_lose.tree(), values)?;
        amount = amount.max(least);
    }
    Some(amount)
}

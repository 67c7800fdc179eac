//! Nouns in and out: a school's inputs, its amounts, and the steps that made each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::expression::{Value, Why};
use super::policy::{Formula, Unit};
use crate::exact::Exact;

/// What is known of one school, by the names of a formula's inputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct School {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Inputs by name.
    pub values: BTreeMap<String, Value>,
}

impl School {
    /// A school of which nothing is known yet.
    pub fn of(id: &str, name: &str) -> School {
        School { id: id.to_owned(), name: name.to_owned(), values: BTreeMap::new() }
    }

    /// The same, with a number.
    pub fn with(mut self, name: &str, number: Exact) -> School {
        self.values.insert(name.to_owned(), Value::Number(number));
        self
    }

    /// The same, with a text.
    pub fn with_text(mut self, name: &str, text: &str) -> School {
        self.values.insert(name.to_owned(), Value::Text(text.to_owned()));
        self
    }

    /// The inputs of a formula in its order: what is known, else what the formula says for the
    /// unknown, else why there is none. A text that an input cannot have counts as unknown.
    pub fn inputs_of(&self, formula: &Formula) -> Vec<Result<Value, Why>> {
        formula
            .inputs
            .iter()
            .map(|input| {
                let known = self.values.get(&input.name).filter(|value| match value {
                    Value::Text(text) => {
                        input.unit == Unit::Text
                            && (input.codes.is_empty() || input.codes.contains(text))
                    }
                    Value::Number(_) => input.unit != Unit::Text,
                    Value::Flag(_) => false,
                });
                known
                    .or(input.otherwise.as_ref())
                    .cloned()
                    .ok_or_else(|| Why::Missing(input.name.clone()))
            })
            .collect()
    }
}

/// One step on the way to an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The line is not for this school.
    NotForThis {
        /// The condition.
        when: String,
    },
    /// A term: so many of something, one for so many, or each worth so much.
    Term {
        /// Its place among the line's terms.
        term: usize,
        /// What is counted, as a number.
        of: Exact,
        /// One for so many.
        per: Option<Exact>,
        /// Each worth so much.
        times: Option<Exact>,
        /// What it gives.
        gives: Exact,
    },
    /// The sum was rounded.
    Rounded {
        /// Before.
        from: Exact,
        /// After.
        to: Exact,
    },
    /// The floor was reached.
    AtLeast {
        /// Before.
        from: Exact,
        /// The floor.
        to: Exact,
    },
    /// The cap was reached.
    AtMost {
        /// Before.
        from: Exact,
        /// The cap.
        to: Exact,
    },
    /// Held harmless.
    Held {
        /// Before.
        from: Exact,
        /// Last year's amount.
        last: Exact,
        /// What may be lost of it.
        may_lose: Exact,
        /// After.
        to: Exact,
    },
    /// A share of a fixed sum.
    Shared {
        /// The school's points.
        points: Exact,
        /// All schools' points.
        of: Exact,
        /// The sum.
        pool: Exact,
        /// What it gives.
        gives: Exact,
    },
}

/// What one line gives one school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Positions or dollars, or why there is no amount.
    pub amount: Result<Exact, Why>,
    /// How it came about.
    pub steps: Vec<Step>,
    /// What one position costs, where it has a price.
    pub price: Option<Exact>,
    /// Dollars, to the cent; `None` where positions have no price or there is no amount.
    pub dollars: Option<Exact>,
}

/// What one school gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolAllocation {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Every name of the formula with its value: inputs, numbers, lines.
    pub values: Vec<Result<Value, Why>>,
    /// Amounts, in the order of the formula's lines.
    pub amounts: Vec<Amount>,
}

impl SchoolAllocation {
    /// All dollars that are known.
    pub fn dollars(&self) -> Exact {
        sum(self.amounts.iter().filter_map(|amount| amount.dollars))
    }

    /// An input or number as a number.
    pub fn number(&self, place: usize) -> Option<Exact> {
        self.values.get(place)?.as_ref().ok()?.number()
    }
}

/// What every school gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// The formula's id.
    pub formula: String,
    /// The formula's version.
    pub version: String,
    /// Schools, in the order in which they were given.
    pub schools: Vec<SchoolAllocation>,
}

impl Allocation {
    /// The school of that id.
    pub fn find_school(&self, id: &str) -> Option<&SchoolAllocation> {
        self.schools.iter().find(|school| school.id == id)
    }

    /// All dollars of one line.
    pub fn line_dollars(&self, line: usize) -> Exact {
        sum(self.schools.iter().filter_map(|s| s.amounts.get(line)?.dollars))
    }

    /// All of one line: positions or dollars.
    pub fn line_amount(&self, line: usize) -> Exact {
        sum(self.schools.iter().filter_map(|s| s.amounts.get(line)?.amount.as_ref().ok().copied()))
    }
}

/// A sum; where its lower number would not fit, terms are taken to a millionth.
pub fn sum(numbers: impl IntoIterator<Item = Exact>) -> Exact {
    numbers.into_iter().fold(Exact::ZERO, |total, number| {
        total.plus(number).unwrap_or_else(|| {
            let near = total.to_places(6).plus(number.to_places(6));
            near.unwrap_or(total)
        })
    })
}

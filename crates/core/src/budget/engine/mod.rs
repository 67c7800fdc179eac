//! The verb: allocate. Beside it what is asked of an allocation.

pub mod bands;
pub mod cliffs;
pub mod diff;
pub mod draws;
pub mod fair;
pub mod funds;
pub mod people;
pub mod picture;
pub mod reproduce;
mod share;
pub mod sustain;
pub mod tradeoff;
pub mod walk;

use super::expression::{Expression, Value, Why};
use super::model::{Allocation, Amount, School, SchoolAllocation, Step};
use super::policy::{Bound, Formula, Gives, Item, Line, NumberRule, Round};
use crate::exact::Exact;

/// Gives every school every line of a formula.
pub fn allocate(formula: &Formula, schools: &[School]) -> Allocation {
    let places = formula.names.list().len();
    let mut values: Vec<Vec<Result<Value, Why>>> = schools
        .iter()
        .map(|school| {
            let mut known = school.inputs_of(formula);
            known.resize_with(places, || Err(Why::Missing(String::new())));
            known
        })
        .collect();
    let mut amounts: Vec<Vec<Option<Amount>>> =
        schools.iter().map(|_| vec![None; formula.lines.len()]).collect();
    for item in &formula.order {
        match item {
            Item::Number(number) => {
                let place = formula.number_place(*number);
                let rule = &formula.numbers[*number];
                for known in &mut values {
                    known[place] = number_of(rule, known).map(Value::Number);
                }
            }
            Item::Line(at) => {
                let (line, place) = (&formula.lines[*at], formula.line_place(*at));
                let given = match &line.share {
                    Some(share) => share::share(line, share, &values),
                    None => values.iter().map(|known| line_of(line, known)).collect(),
                };
                for (school, (amount, steps)) in given.into_iter().enumerate() {
                    let known = &mut values[school];
                    known[place] = amount.clone().map(Value::Number);
                    amounts[school][*at] = Some(priced(formula, line, amount, steps, known));
                }
            }
        }
    }
    let schools = schools.iter().zip(values).zip(amounts).map(|((school, values), amounts)| {
        SchoolAllocation {
            id: school.id.clone(),
            name: school.name.clone(),
            values,
            amounts: amounts.into_iter().flatten().collect(),
        }
    });
    Allocation {
        formula: formula.id.clone(),
        version: formula.version.clone(),
        schools: schools.collect(),
    }
}

type Known = [Result<Value, Why>];

/// The number that an expression is by a school's values.
///
/// # Errors
/// Why it is none.
pub fn number_in(expression: &Expression, known: &Known) -> Result<Exact, Why> {
    match expression.value(known)? {
        Value::Number(number) => Ok(number),
        Value::Flag(_) | Value::Text(_) => Err(Why::Missing(expression.text().to_owned())),
    }
}

pub(super) fn holds(when: Option<&Expression>, known: &Known) -> Result<bool, Why> {
    match when {
        None => Ok(true),
        Some(when) => Ok(when.value(known)? == Value::Flag(true)),
    }
}

fn number_of(rule: &NumberRule, known: &Known) -> Result<Exact, Why> {
    for (when, is) in &rule.bands {
        if holds(Some(when), known)? {
            return number_in(is, known);
        }
    }
    match &rule.otherwise {
        Some(otherwise) => number_in(otherwise, known),
        None => Err(Why::NotCovered(rule.id.clone())),
    }
}

/// A line's amount and its steps, for a line that is no share.
fn line_of(line: &Line, known: &Known) -> (Result<Exact, Why>, Vec<Step>) {
    let mut steps = Vec::new();
    let amount =
        summed(line, known, &mut steps).and_then(|sum| bounded(line, sum, known, &mut steps));
    (amount, steps)
}

fn summed(line: &Line, known: &Known, steps: &mut Vec<Step>) -> Result<Exact, Why> {
    if !holds(line.when.as_ref(), known)? {
        let when = line.when.as_ref().map(|when| when.text().to_owned()).unwrap_or_default();
        steps.push(Step::NotForThis { when });
        return Ok(Exact::ZERO);
    }
    let too_large = || Why::TooLarge(line.id.clone());
    let mut total = Exact::ZERO;
    for (place, term) in line.terms.iter().enumerate() {
        if !holds(term.when.as_ref(), known)? {
            continue;
        }
        let of = number_in(&term.of, known)?;
        let per = term.per.as_ref().map(|per| number_in(per, known)).transpose()?;
        let times = term.times.as_ref().map(|times| number_in(times, known)).transpose()?;
        let mut gives = of;
        if let Some(per) = per {
            if per.is_zero() {
                return Err(Why::DividesByZero(line.id.clone()));
            }
            gives = gives.over(per).ok_or_else(too_large)?;
        }
        if let Some(times) = times {
            gives = gives.times(times).ok_or_else(too_large)?;
        }
        steps.push(Step::Term { term: place, of, per, times, gives });
        total = total.plus(gives).ok_or_else(too_large)?;
    }
    Ok(total)
}

fn bounded(line: &Line, sum: Exact, known: &Known, steps: &mut Vec<Step>) -> Result<Exact, Why> {
    if matches!(steps.first(), Some(Step::NotForThis { .. })) {
        return Ok(sum);
    }
    let too_large = || Why::TooLarge(line.id.clone());
    let mut amount = rounded(sum, line.round, line.step).ok_or_else(too_large)?;
    if amount != sum {
        steps.push(Step::Rounded { from: sum, to: amount });
    }
    let bound = |bound: &Option<Bound>| match bound {
        Some(bound) if holds(bound.when.as_ref(), known)? => {
            number_in(&bound.amount, known).map(Some)
        }
        _ => Ok(None),
    };
    if let Some(floor) = bound(&line.at_least)?.filter(|floor| amount < *floor) {
        steps.push(Step::AtLeast { from: amount, to: floor });
        amount = floor;
    }
    if let Some(cap) = bound(&line.at_most)?.filter(|cap| amount > *cap) {
        steps.push(Step::AtMost { from: amount, to: cap });
        amount = cap;
    }
    if let Some(hold) = &line.hold {
        let (last, may_lose) = (number_in(&hold.last, known)?, number_in(&hold.may_lose, known)?);
        let least = last.minus(may_lose).ok_or_else(too_large)?;
        if amount < least {
            steps.push(Step::Held { from: amount, last, may_lose, to: least });
            amount = least;
        }
    }
    Ok(amount)
}

fn rounded(amount: Exact, round: Round, step: Exact) -> Option<Exact> {
    let steps = amount.over(step)?;
    let whole = match round {
        Round::No => return Some(amount),
        Round::Up => steps.ceil(),
        Round::Down => steps.floor(),
        Round::Nearest => steps.round(),
    };
    whole.times(step)
}

fn priced(
    formula: &Formula,
    line: &Line,
    amount: Result<Exact, Why>,
    steps: Vec<Step>,
    known: &Known,
) -> Amount {
    let cents = |dollars: Exact| dollars.to_cents().map(Exact::cents);
    let (price, dollars) = match (line.gives, &amount) {
        (_, Err(_)) => (None, None),
        (Gives::Dollars, Ok(amount)) => (None, cents(*amount)),
        (Gives::Positions, Ok(amount)) => {
            let price = line.job.as_ref().and_then(|job| price_of(formula, job, known));
            (price, price.and_then(|price| cents(amount.times(price)?)))
        }
    };
    Amount { amount, steps, price, dollars }
}

/// What one position of a job costs at a school: what its own people cost where the formula
/// prices so and it is known, else the average.
fn price_of(formula: &Formula, job: &str, known: &Known) -> Option<Exact> {
    let price = formula.find_price(job)?;
    let actual = price.actual.as_ref().filter(|_| formula.actual_salaries);
    actual
        .and_then(|actual| number_in(actual, known).ok())
        .or_else(|| number_in(&price.average, known).ok())
}

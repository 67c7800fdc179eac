//! The attack: given only what was published, what was not?
//!
//! It shares nothing with the engine: whole fractions instead of a prime, bounds carried from sum to
//! sum instead of worlds, and no knowledge of what was secret and why. A figure is *recovered* when
//! the published ones pin it to a range narrower than the policy leaves, or give it exactly.

mod fraction;
pub mod tables;

use std::collections::{BTreeMap, BTreeSet};

use fraction::Fraction;

/// What a reader knows of one number before any arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The least that it can be.
    pub least: i64,
    /// The most that it can be.
    pub most: i64,
    /// Whether it was withheld: then finding it is a disclosure.
    pub withheld: bool,
}

impl Known {
    /// Printed.
    pub fn exactly(value: i64) -> Known {
        Known { least: value, most: value, withheld: false }
    }

    /// Withheld, and said to be in a range.
    pub fn withheld(least: i64, most: i64) -> Known {
        Known { least, most, withheld: true }
    }

    /// Printed as a range, or not printed at all; finding it is no disclosure.
    pub fn within(least: i64, most: i64) -> Known {
        Known { least, most, withheld: false }
    }
}

/// Numbers, and which are the sum of which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Numbers.
    pub numbers: Vec<Known>,
    /// Wholes and their parts, by place.
    pub sums: Vec<(usize, Vec<usize>)>,
}

/// How a number was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// One sum: the whole less its other parts.
    FromOneSum,
    /// Several sums together.
    FromSeveralSums,
    /// By what sums leave possible.
    ByBounds,
}

impl How {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            How::FromOneSum => "a total less what is shown beside it",
            How::FromSeveralSums => "several totals together",
            How::ByBounds => "bounds that the totals leave",
        }
    }
}

/// A withheld number that could be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovered {
    /// Its place.
    pub place: usize,
    /// The least that it can be.
    pub least: i64,
    /// The most that it can be.
    pub most: i64,
    /// How.
    pub how: How,
}

/// Times that bounds go round; tables deeper than this would have more levels than any district.
const ROUNDS: usize = 60;

/// What sums leave of every number, and which are found by one sum and by several.
struct Left {
    bounds: Vec<(i64, i64)>,
    single: BTreeMap<usize, i64>,
    several: BTreeMap<usize, i64>,
}

fn leave(seen: &Seen) -> Left {
    let mut bounds: Vec<(i64, i64)> = seen.numbers.iter().map(|n| (n.least, n.most)).collect();
    let simple: Vec<Equation> =
        seen.sums.iter().map(|(whole, parts)| equation(*whole, parts)).collect();
    let single = alone(&simple, &bounds);
    let combined = reduce(&simple, &bounds);
    let several = alone(&combined, &bounds);
    for (place, value) in &several {
        bounds[*place] = (*value, *value);
    }
    for _ in 0..ROUNDS {
        let mut moved = false;
        for equation in simple.iter().chain(&combined) {
            moved |= tighten(equation, &mut bounds);
        }
        if !moved {
            break;
        }
    }
    Left { bounds, single, several }
}

/// The least and the most that is left of every number.
pub fn bounds(seen: &Seen) -> Vec<(i64, i64)> {
    leave(seen).bounds
}

/// The withheld numbers that are found exactly, or to a range narrower than `width`.
pub fn attack(seen: &Seen, width: i64) -> Vec<Recovered> {
    let Left { bounds, single, several } = leave(seen);
    let mut found = Vec::new();
    for (place, known) in seen.numbers.iter().enumerate().filter(|(_, known)| known.withheld) {
        let (least, most) = bounds[place];
        // What its own reason says about it is no more than the rule allows.
        let told = known.most.saturating_sub(known.least);
        let left = most.saturating_sub(least);
        let exactly = left <= 0 && told > 0;
        if !exactly && (left >= width || left >= told) {
            continue;
        }
        let how = if single.contains_key(&place) {
            How::FromOneSum
        } else if several.contains_key(&place) {
            How::FromSeveralSums
        } else {
            How::ByBounds
        };
        found.push(Recovered { place, least, most, how });
    }
    found
}

/// Terms that add up to zero.
type Equation = BTreeMap<usize, Fraction>;

fn equation(whole: usize, parts: &[usize]) -> Equation {
    let mut terms = Equation::new();
    for (place, sign) in parts.iter().map(|part| (*part, 1)).chain([(whole, -1)]) {
        let term = terms.entry(place).or_insert(Fraction::ZERO);
        *term = term.plus(Fraction::whole(sign)).unwrap_or(Fraction::ZERO);
    }
    terms.retain(|_, term| *term != Fraction::ZERO);
    terms
}

fn is_open(place: usize, bounds: &[(i64, i64)]) -> bool {
    bounds[place].0 != bounds[place].1
}

/// Numbers that stand alone in an equation, all others being known.
fn alone(equations: &[Equation], bounds: &[(i64, i64)]) -> BTreeMap<usize, i64> {
    let mut found = BTreeMap::new();
    for terms in equations {
        let mut open = terms.iter().filter(|(place, _)| is_open(**place, bounds));
        let (Some((place, factor)), None) = (open.next(), open.next()) else { continue };
        let rest = terms
            .iter()
            .filter(|(other, _)| *other != place)
            .try_fold(Fraction::ZERO, |sum, (other, factor)| {
                sum.plus(factor.times(Fraction::whole(bounds[*other].0))?)
            });
        let value = rest.and_then(|rest| rest.negated().over(*factor)).and_then(Fraction::as_whole);
        if let Some(value) = value {
            found.insert(*place, value);
        }
    }
    found
}

/// The equations with each open number led by at most one of them. One whose fractions grow too
/// large is left out: the attack is then weaker, never wrong.
fn reduce(equations: &[Equation], bounds: &[(i64, i64)]) -> Vec<Equation> {
    let mut leading: BTreeMap<usize, Equation> = BTreeMap::new();
    let mut used_in: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for equation in equations {
        let mut row = equation.clone();
        let leaders: Vec<usize> = row.keys().copied().filter(|p| leading.contains_key(p)).collect();
        let reduced = leaders.into_iter().try_for_each(|place| {
            let factor = row.get(&place).copied().unwrap_or(Fraction::ZERO);
            subtract(&mut row, factor, &leading[&place])
        });
        if reduced.is_none() {
            continue;
        }
        let first = row.iter().find(|(place, _)| is_open(**place, bounds));
        let Some((place, factor)) = first.map(|(place, factor)| (*place, *factor)) else {
            continue;
        };
        let scaled: Option<Equation> =
            row.iter().map(|(p, term)| Some((*p, term.over(factor)?))).collect();
        let Some(row) = scaled else { continue };
        for user in used_in.get(&place).cloned().unwrap_or_default() {
            let Some(mut known) = leading.get(&user).cloned() else { continue };
            let Some(factor) = known.get(&place).copied() else { continue };
            if subtract(&mut known, factor, &row).is_some() {
                for inner in known.keys() {
                    used_in.entry(*inner).or_default().insert(user);
                }
                leading.insert(user, known);
            }
        }
        for inner in row.keys() {
            used_in.entry(*inner).or_default().insert(place);
        }
        leading.insert(place, row);
    }
    leading.into_values().collect()
}

fn subtract(row: &mut Equation, factor: Fraction, other: &Equation) -> Option<()> {
    for (place, term) in other {
        let less = factor.times(*term)?.negated();
        let value = row.get(place).copied().unwrap_or(Fraction::ZERO).plus(less)?;
        if value == Fraction::ZERO {
            row.remove(place);
        } else {
            row.insert(*place, value);
        }
    }
    Some(())
}

/// Narrows each number of an equation to what the others leave; whether any was.
fn tighten(terms: &Equation, bounds: &mut [(i64, i64)]) -> bool {
    let mut moved = false;
    let ends = |factor: Fraction, (least, most): (i64, i64)| -> Option<(Fraction, Fraction)> {
        let (a, b) = (factor.times(Fraction::whole(least))?, factor.times(Fraction::whole(most))?);
        Some(if a.is_below(b)? { (a, b) } else { (b, a) })
    };
    for (place, factor) in terms {
        if !is_open(*place, bounds) {
            continue;
        }
        let rest = terms.iter().filter(|(other, _)| *other != place).try_fold(
            (Fraction::ZERO, Fraction::ZERO),
            |(low, high), (other, factor)| {
                let (a, b) = ends(*factor, bounds[*other])?;
                Some((low.plus(a)?, high.plus(b)?))
            },
        );
        let Some((low, high)) = rest else { continue };
        let (Some(a), Some(b)) = (low.negated().over(*factor), high.negated().over(*factor)) else {
            continue;
        };
        let Some(rising) = a.is_below(b) else { continue };
        let (low, high) = if rising { (a, b) } else { (b, a) };
        let old = bounds[*place];
        let new = (old.0.max(low.ceiling()), old.1.min(high.floor()));
        // Published figures that contradict each other narrow nothing.
        if new != old && new.0 <= new.1 {
            bounds[*place] = new;
            moved = true;
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: i64 = 1_000_000;

    #[test]
    fn a_total_less_its_siblings_is_found() {
        let seen = Seen {
            numbers: vec![
                Known::exactly(100),
                Known::exactly(60),
                Known::exactly(33),
                Known::withheld(1, 9),
            ],
            sums: vec![(0, vec![1, 2, 3])],
        };
        let found = attack(&seen, 5);
        assert_eq!(found, [Recovered { place: 3, least: 7, most: 7, how: How::FromOneSum }]);
    }

    #[test]
    fn two_totals_together_are_found_and_two_open_ends_are_not() {
        // A row and a column of a two by two table, with one cell shown.
        let ring = |shown: bool| Seen {
            numbers: vec![
                Known::exactly(20),
                Known::exactly(30),
                Known::exactly(25),
                Known::exactly(25),
                if shown { Known::exactly(8) } else { Known::withheld(0, ANY) },
                Known::withheld(0, ANY),
                Known::withheld(0, ANY),
                Known::withheld(0, ANY),
            ],
            sums: vec![(0, vec![4, 5]), (1, vec![6, 7]), (2, vec![4, 6]), (3, vec![5, 7])],
        };
        assert_eq!(attack(&ring(true), 5).len(), 3);
        assert_eq!(attack(&ring(false), 5), []);
    }

    #[test]
    fn what_two_small_cells_can_only_be_is_found_by_bounds() {
        let seen = Seen {
            numbers: vec![Known::exactly(18), Known::withheld(1, 9), Known::withheld(1, 9)],
            sums: vec![(0, vec![1, 2])],
        };
        let found = attack(&seen, 5);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|f| (f.least, f.most, f.how) == (9, 9, How::ByBounds)));
    }

    #[test]
    fn what_the_reason_itself_says_is_no_finding() {
        let seen = Seen { numbers: vec![Known::withheld(1, 3)], sums: Vec::new() };
        assert_eq!(attack(&seen, 5), []);
    }
}

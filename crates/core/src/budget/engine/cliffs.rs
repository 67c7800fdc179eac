//! Cliffs: which student triggers a position, and what reserve covers count day.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::draws::{DrawnLines, SchoolDraws, lines_over_draws};
use super::{Allocation, allocate};
use crate::budget::model::School;
use crate::budget::policy::{FactsRecipe, Formula, Gives, Unit};
use crate::exact::Exact;

/// How far from the students of now a cliff is looked for.
const FARTHEST: i64 = 60;

/// The nearest change of a school's students that moves a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cliff {
    /// The line, by its place.
    pub line: usize,
    /// So many students more (or, below zero, fewer).
    pub students: i64,
    /// What the line changes by.
    pub change: Exact,
    /// What all lines together change by at that point, in dollars; none where they have no price.
    pub dollars: Option<Exact>,
}

/// One school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolCliffs {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Students now.
    pub students: u32,
    /// Positions by the formula now.
    pub positions: Exact,
    /// Nearest cliff above.
    pub above: Option<Cliff>,
    /// Nearest cliff below.
    pub below: Option<Cliff>,
    /// Positions on average over the draws.
    pub expected: f64,
    /// One draw in ten is below, and one in ten above.
    pub band: (f64, f64),
    /// The share of draws in which it gains, and in which it loses, half a position or more.
    pub gains: f64,
    /// The same, losing.
    pub loses: f64,
    /// Students on average over the draws.
    pub expected_students: f64,
    /// What it would need and give on average over the draws, by job.
    pub by_job: Vec<JobMove>,
}

/// Positions of one job that a school would need, and give back, in an average draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobMove {
    /// The job.
    pub job: String,
    /// Needed beyond those of now.
    pub needs: f64,
    /// Given back.
    pub gives: f64,
}

/// The reserve for the district.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reserve {
    /// The share of draws that it covers.
    pub covers: f64,
    /// Positions that growing schools need, when no school gives any back.
    pub positions: f64,
    /// Dollars of them.
    pub dollars: f64,
    /// Positions when what shrinking schools give back is moved to growing ones.
    pub positions_after_moves: f64,
    /// Dollars of them.
    pub dollars_after_moves: f64,
}

/// What count day may bring.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cliffs {
    /// Draws that were looked at.
    pub draws: usize,
    /// Schools, in the order in which they were given.
    pub schools: Vec<SchoolCliffs>,
    /// The reserves that cover 80% and 95%.
    pub reserves: Vec<Reserve>,
    /// Positions that change schools in an average draw, when they are moved: given back and needed.
    pub moves: f64,
}

/// Looks at the cliffs of every school. `draws` hold the schools in any order; a school without
/// draws is left out of the distribution and keeps its cliffs.
pub fn cliffs(formula: &Formula, schools: &[School], draws: &[SchoolDraws]) -> Cliffs {
    let now = allocate(formula, schools);
    let count = draws.iter().map(|school| school.totals().len()).min().unwrap_or(0);
    let looked: Vec<Looked> = schools
        .par_iter()
        .enumerate()
        .map(|(at, school)| look(formula, school, &now, at, draws))
        .collect();
    let mut needed = vec![(0.0, 0.0); count];
    let mut back = vec![(0.0, 0.0); count];
    for school in &looked {
        for (draw, (positions, dollars)) in school.change.iter().enumerate().take(count) {
            let to = if *positions > 0.0 { &mut needed } else { &mut back };
            to[draw].0 += positions.abs();
            to[draw].1 += dollars.abs();
        }
    }
    let reserves = [0.80, 0.95].into_iter().filter(|_| count > 0).map(|covers| {
        let gross = |part: fn(&(f64, f64)) -> f64| quantile(needed.iter().map(part), covers);
        let net = |part: fn(&(f64, f64)) -> f64| {
            let left = needed.iter().zip(&back).map(|(n, b)| (part(n) - part(b)).max(0.0));
            quantile(left, covers)
        };
        Reserve {
            covers,
            positions: gross(|n| n.0),
            dollars: gross(|n| n.1),
            positions_after_moves: net(|n| n.0),
            dollars_after_moves: net(|n| n.1),
        }
    });
    let moved: f64 = needed.iter().zip(&back).map(|(n, b)| n.0.min(b.0)).sum();
    Cliffs {
        draws: count,
        reserves: reserves.collect(),
        moves: if count == 0 { 0.0 } else { moved / count as f64 },
        schools: looked.into_iter().map(|looked| looked.school).collect(),
    }
}

struct Looked {
    school: SchoolCliffs,
    /// Positions and their dollars that the school needs more (or fewer) in each draw.
    change: Vec<(f64, f64)>,
}

fn look(
    formula: &Formula,
    school: &School,
    now: &Allocation,
    at: usize,
    draws: &[SchoolDraws],
) -> Looked {
    let given = &now.schools[at];
    let positions: Vec<usize> = (0..formula.lines.len())
        .filter(|line| formula.lines[*line].gives == Gives::Positions)
        .collect();
    let of_now = |line: usize| given.amounts[line].amount.as_ref().ok().copied();
    let total = crate::budget::model::sum(positions.iter().filter_map(|line| of_now(*line)));
    let (above, below) = nearest_cliffs(formula, school, now, at, &positions);
    let mut found = SchoolCliffs {
        id: school.id.clone(),
        name: school.name.clone(),
        students: 0,
        positions: total,
        above,
        below,
        expected: total.to_f64(),
        band: (total.to_f64(), total.to_f64()),
        gains: 0.0,
        loses: 0.0,
        expected_students: 0.0,
        by_job: Vec::new(),
    };
    let Some(drawn) = draws.iter().find(|drawn| drawn.id == school.id) else {
        return Looked { school: found, change: Vec::new() };
    };
    let totals = drawn.totals();
    let shares: Vec<Option<Exact>> = (0..formula.lines.len()).map(of_now).collect();
    let lines = lines_over_draws(formula, school, drawn, &shares);
    let sums: Vec<f64> = (0..totals.len())
        .map(|draw| positions.iter().map(|line| finite(lines.amounts[*line].at(draw))).sum())
        .collect();
    let change = (0..totals.len()).map(|draw| changed(&lines, given, &positions, draw)).collect();
    let n = sums.len().max(1) as f64;
    found.students = drawn.now();
    found.expected = sums.iter().sum::<f64>() / n;
    found.band = (quantile(sums.iter().copied(), 0.1), quantile(sums.iter().copied(), 0.9));
    let moved = |by: &dyn Fn(f64) -> bool| {
        sums.iter().filter(|sum| by(*sum - total.to_f64())).count() as f64 / n
    };
    found.gains = moved(&|by| by >= 0.5 - 1e-9);
    found.loses = moved(&|by| by <= -0.5 + 1e-9);
    found.expected_students = totals.iter().map(|n| f64::from(*n)).sum::<f64>() / n;
    found.by_job = by_job(formula, &lines, given, &positions, totals.len());
    Looked { school: found, change }
}

/// What a school needs and gives by job: within a job its lines even out.
fn by_job(
    formula: &Formula,
    lines: &DrawnLines,
    given: &super::SchoolAllocation,
    positions: &[usize],
    draws: usize,
) -> Vec<JobMove> {
    let mut jobs: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for line in positions {
        if let Some(job) = &formula.lines[*line].job {
            jobs.entry(job).or_default().push(*line);
        }
    }
    let n = draws.max(1) as f64;
    jobs.into_iter()
        .map(|(job, lines_of_job)| {
            let by = |draw| changed(lines, given, &lines_of_job, draw).0;
            let changes: Vec<f64> = (0..draws).map(by).collect();
            JobMove {
                job: job.to_owned(),
                needs: changes.iter().map(|by| by.max(0.0)).sum::<f64>() / n,
                gives: changes.iter().map(|by| (-by).max(0.0)).sum::<f64>() / n,
            }
        })
        .filter(|job| job.needs >= 0.05 || job.gives >= 0.05)
        .collect()
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

/// Positions and dollars of them beside what the school has now.
fn changed(
    lines: &DrawnLines,
    given: &super::SchoolAllocation,
    positions: &[usize],
    draw: usize,
) -> (f64, f64) {
    let (mut count, mut dollars) = (0.0, 0.0);
    for line in positions {
        let was = given.amounts[*line].amount.as_ref().map_or(0.0, |amount| amount.to_f64());
        let by = finite(lines.amounts[*line].at(draw)) - was;
        count += by;
        dollars += finite(by * lines.prices[*line].at(draw));
    }
    (count, dollars)
}

/// The fewest students more, and fewer, at which a line of positions changes. Students join or
/// leave in proportion to grades and groups; each count of them is tried in turn.
fn nearest_cliffs(
    formula: &Formula,
    school: &School,
    now: &Allocation,
    at: usize,
    positions: &[usize],
) -> (Option<Cliff>, Option<Cliff>) {
    let Some(base) = counted_most(formula, school) else { return (None, None) };
    let search = |sign: i64| {
        (1..=FARTHEST.min(if sign < 0 { base } else { FARTHEST })).find_map(|step| {
            let then = allocate(formula, &[with_students(formula, school, base, sign * step)]);
            let (was, is) = (&now.schools[at], &then.schools[0]);
            let amount = |of: &super::SchoolAllocation, line: usize| {
                of.amounts[line].amount.as_ref().ok().copied()
            };
            let (line, change) = positions.iter().find_map(|line| {
                if formula.lines[*line].share.is_some() {
                    return None;
                }
                let by = amount(is, *line)?.minus(amount(was, *line)?)?;
                (!by.is_zero()).then_some((*line, by))
            })?;
            let price = was.amounts[line].price;
            let dollars = price.and_then(|price| price.times(change));
            Some(Cliff { line, students: sign * step, change, dollars })
        })
    };
    (search(1), search(-1))
}

/// The largest count of students among a school's inputs: what one student is one of.
fn counted_most(formula: &Formula, school: &School) -> Option<i64> {
    let counts = formula.inputs.iter().filter(|input| input.unit == Unit::Students);
    let numbers = counts.filter_map(|input| school.values.get(&input.name)?.number());
    numbers.max().and_then(|most| most.floor().to_whole()).filter(|most| *most > 0)
}

/// The school with `by` students more: an input that counts every student moves by all of them,
/// and one that counts some of them moves in proportion.
fn with_students(formula: &Formula, school: &School, base: i64, by: i64) -> School {
    let mut then = school.clone();
    for input in &formula.inputs {
        let last_year = matches!(input.facts, Some(FactsRecipe::Students { years_ago: 1.., .. }));
        if input.unit != Unit::Students || last_year || input.name.starts_with("last_") {
            continue;
        }
        if let Some(number) = school.values.get(&input.name).and_then(|value| value.number()) {
            let moved = Exact::of(i128::from(base + by), i128::from(base))
                .and_then(|factor| number.times(factor))
                .map_or(number, Exact::round);
            then.values.insert(input.name.clone(), crate::budget::expression::Value::Number(moved));
        }
    }
    then
}

/// The value below which a share of the numbers lies, by the nearest rank.
pub(crate) fn quantile(numbers: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied().unwrap_or(0.0)
}

//! The combination: methods weighted by kind of cell, totals by way, and the two brought to agree.

use super::methods::{Kind, Method, Said, TOTALS, USUAL_TOTALS};
use super::weights;
use crate::enrollment::model::{GRADES, Known, Roll};

/// How far cells of one school err together, 0 to 1: the correlation that the covariance of their
/// errors is shrunk to.
const TOGETHER: f64 = 0.25;
/// Variance of a cell beyond its size, for each student squared.
const BEYOND_SIZE: f64 = 0.004;

/// The weights in force for one origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// By kind, then method.
    pub cells: [Vec<f64>; Kind::LEARNED.len()],
    /// How many cells each kind was learned on.
    pub learned_on: [u64; Kind::LEARNED.len()],
    /// By way of projecting a total.
    pub totals: Vec<f64>,
}

impl Weights {
    /// One method alone, totals as the sum of grades.
    pub fn only(method: Method) -> Weights {
        let one: Vec<f64> =
            Method::ALL.iter().map(|m| if *m == method { 1.0 } else { 0.0 }).collect();
        let mut cells = std::array::from_fn(|_| one.clone());
        // Alone, a method says nothing of grades that a school has never taught but the next one.
        cells[Kind::NewLevel as usize] = vec![0.0; Method::COUNT];
        Weights { cells, learned_on: [0; Kind::LEARNED.len()], totals: way(TOTALS.len() - 1) }
    }

    /// The same with totals projected one way alone.
    pub fn with_totals(self, at: usize) -> Weights {
        Weights { totals: way(at), ..self }
    }
}

fn way(at: usize) -> Vec<f64> {
    (0..TOTALS.len()).map(|i| if i == at { 1.0 } else { 0.0 }).collect()
}

/// What the methods said at one origin, and which schools can tell how right they were.
pub struct Lesson<'a> {
    /// What was said of the next year.
    pub said: &'a Said,
    /// Position of the year that it was said of.
    pub next: usize,
}

/// Learns the weights from earlier lessons: every school that was open before and after.
pub fn learn(roll: &Roll, lessons: &[Lesson<'_>], pooled: bool) -> Weights {
    let used: Vec<bool> = Method::ALL.iter().map(|m| pooled || *m != Method::Pool).collect();
    let mut rows: [Vec<f64>; Kind::LEARNED.len()] = Default::default();
    let mut came: [Vec<f64>; Kind::LEARNED.len()] = Default::default();
    let open = |school: usize, next: usize| {
        roll.total(school, next) > 0.0 && roll.total(school, next - 1) > 0.0
    };
    for lesson in lessons {
        for school in (0..roll.schools().len()).filter(|s| open(*s, lesson.next)) {
            let actual = roll.grades(school, lesson.next);
            let known = roll.known(school, lesson.next);
            let counted = |(grade, _): &(usize, &f64)| known[*grade] != Known::Withheld;
            for (grade, actual) in actual.iter().enumerate().filter(counted) {
                let cell = school * GRADES + grade;
                let kind = lesson.said.kinds[cell];
                if kind != Kind::NotTaught {
                    let said = &lesson.said.cells[cell * Method::COUNT..][..Method::COUNT];
                    rows[kind as usize].extend_from_slice(said);
                    came[kind as usize].push(*actual);
                }
            }
        }
    }
    let cells = std::array::from_fn(|kind| {
        let only_kindergarten: Vec<bool> = used
            .iter()
            .enumerate()
            .map(|(m, used)| *used && (kind == 0 || Method::ALL[m] != Method::Pool))
            .collect();
        let usual = Kind::LEARNED[kind].usual_weights();
        weights::learn(&rows[kind], &came[kind], &usual, &only_kindergarten)
    });
    let learned_on = std::array::from_fn(|kind| {
        let n = came[kind].len();
        if n >= weights::FEWEST { n as u64 } else { 0 }
    });
    let mut learned = Weights { cells, learned_on, totals: way(TOTALS.len() - 1) };
    let (mut rows, mut came) = (Vec::new(), Vec::new());
    for lesson in lessons {
        let cells = weigh(lesson.said, &learned);
        for school in (0..roll.schools().len()).filter(|s| open(*s, lesson.next)) {
            rows.extend_from_slice(&lesson.said.totals[school]);
            rows.push(cells[school * GRADES..(school + 1) * GRADES].iter().sum());
            came.push(roll.total(school, lesson.next));
        }
    }
    learned.totals = weights::learn(&rows, &came, &USUAL_TOTALS, &[true; TOTALS.len()]);
    learned
}

/// The weighted cells, before they are made to agree with totals.
fn weigh(said: &Said, weights: &Weights) -> Vec<f64> {
    said.kinds
        .iter()
        .zip(said.cells.chunks_exact(Method::COUNT))
        .map(|(kind, methods)| match kind {
            Kind::NotTaught => 0.0,
            kind => {
                let weights = &weights.cells[*kind as usize];
                methods.iter().zip(weights).map(|(x, w)| x * w).sum()
            }
        })
        .collect()
}

/// The next year by these weights: cells that add up to their school's projected total.
///
/// The difference between a total and the sum of its cells is shared out by minimum trace: in
/// proportion to the row sums of the covariance of the cells' errors, which is shrunk to one
/// variance by size and one correlation.
pub fn project(said: &Said, weights: &Weights) -> Vec<f64> {
    let mut cells = weigh(said, weights);
    for (school, ways) in said.totals.iter().enumerate() {
        let own = &mut cells[school * GRADES..(school + 1) * GRADES];
        let sum: f64 = own.iter().sum();
        if sum <= 0.0 {
            continue;
        }
        let ways = ways.iter().chain([&sum]);
        let total: f64 = ways.zip(&weights.totals).map(|(x, w)| x * w).sum();
        let spread: Vec<f64> = own.iter().map(|x| (x + BEYOND_SIZE * x * x).sqrt()).collect();
        let all: f64 = spread.iter().sum();
        let shares: Vec<f64> =
            spread.iter().map(|s| s * ((1.0 - TOGETHER) * s + TOGETHER * all)).collect();
        let shares_sum: f64 = shares.iter().sum();
        for (cell, share) in own.iter_mut().zip(shares) {
            *cell = (*cell + (total - sum) * share / shares_sum).max(0.0);
        }
    }
    cells
}

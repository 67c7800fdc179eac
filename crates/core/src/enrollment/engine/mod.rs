//! The verb: project. Learns from the years that are over, and says what the next ones bring.

pub mod backtest;
pub mod bands;
mod combine;
mod district;
mod history;
mod known;
pub mod methods;
mod plain;
mod rates;
mod weights;

use std::sync::Arc;

use rayon::prelude::*;

use super::model::{Banded, GRADES, Inputs, KindWeights, LONGEST, Level, Projection, Roll};
use combine::{Lesson, Weights};
use history::History;
use methods::{Kind, Method, Said, State, TOTALS, ask};
use rates::Rates;

/// The earliest year (by position) from which a projection can be tested: one step to learn from,
/// one to choose weights by.
const FIRST: usize = 2;

/// Earlier years that weights are learned on.
const LESSONS: usize = 6;

/// What was learned at the end of one year.
#[derive(Debug)]
struct Learned {
    history: History,
    rates: Rates,
    said: Said,
}

/// Everything that projections of all origins share: made once for a district's facts.
#[derive(Debug)]
pub struct Study {
    inputs: Arc<Inputs>,
    pooled: bool,
    learned: Vec<Learned>,
    /// By origin: the default projection's cells, by year ahead.
    runs: Vec<Run>,
}

/// One origin's projection without its bands.
#[derive(Debug)]
struct Run {
    weights: Weights,
    /// By year ahead: cells.
    ahead: Vec<Vec<f64>>,
    /// By year ahead: the cells whose students are known by number.
    fixed: Vec<Vec<usize>>,
    /// By year ahead: the sum of schools before agreeing with the district, and the district alone.
    district: Vec<(f64, f64)>,
}

impl Study {
    /// Learns from every year of the roll and projects from each, up to `horizon` years.
    pub fn learn(inputs: impl Into<Arc<Inputs>>, horizon: usize) -> Study {
        let inputs = inputs.into();
        let horizon = horizon.clamp(1, LONGEST);
        let roll = &inputs.roll;
        let pooled = inputs.pool.district.iter().flatten().count() > 2;
        let learned: Vec<Learned> = (0..roll.years())
            .into_par_iter()
            .map(|origin| {
                let history = History::read(roll, &inputs.events, origin);
                let rates = Rates::learn(roll, &history, origin);
                let state = State::counted(roll, &history.starts, origin);
                let said = ask(&rates, &state, &inputs.pool, origin + 1);
                Learned { history, rates, said }
            })
            .collect();
        let mut study = Study { inputs: Arc::clone(&inputs), pooled, learned, runs: Vec::new() };
        study.runs =
            (0..roll.years()).into_par_iter().map(|origin| study.run(origin, horizon)).collect();
        study.agree_with_district();
        study
    }

    /// Learns the weights of one origin from the years before it, and projects.
    fn run(&self, origin: usize, horizon: usize) -> Run {
        let first = FIRST.min(origin.saturating_sub(1)).max(1).max(origin.saturating_sub(LESSONS));
        let lessons: Vec<Lesson<'_>> = (first..origin)
            .map(|earlier| Lesson { said: &self.learned[earlier].said, next: earlier + 1 })
            .collect();
        let weights = combine::learn(&self.inputs.roll, &lessons, self.pooled);
        let (ahead, fixed) = self.walk(origin, horizon, &weights, true);
        let own = district::move_up(&self.inputs.roll, origin, horizon);
        let sums = ahead.iter().map(|cells| cells.iter().sum::<f64>());
        let district = sums.zip(own).collect();
        Run { weights, ahead, fixed, district }
    }

    /// Projects year after year by these weights, with or without what is known of them: the cells,
    /// and which of them are known by number.
    fn walk(
        &self,
        origin: usize,
        horizon: usize,
        weights: &Weights,
        known: bool,
    ) -> (Vec<Vec<f64>>, Vec<Vec<usize>>) {
        let learned = &self.learned[origin];
        let roll = &self.inputs.roll;
        let mut state = State::counted(roll, &learned.history.starts, origin);
        let (mut ahead, mut fixed) = (Vec::with_capacity(horizon), Vec::with_capacity(horizon));
        for step in 1..=horizon {
            let mut cells = if step == 1 {
                combine::project(&learned.said, weights)
            } else {
                let said = ask(&learned.rates, &state, &self.inputs.pool, origin + step);
                combine::project(&said, weights)
            };
            // When it was projected from an earlier origin, only the next year's was announced.
            if known && (step == 1 || origin + 1 == roll.years()) {
                fixed.push(known::apply(&self.inputs, origin, origin + step, &mut cells));
            } else {
                fixed.push(Vec::new());
            }
            state = state.then(cells.clone());
            ahead.push(cells);
        }
        (ahead, fixed)
    }

    /// Weighs the district's own projection by its errors before each origin, and shares the
    /// difference out among the schools.
    fn agree_with_district(&mut self) {
        let inputs = Arc::clone(&self.inputs);
        let roll = &inputs.roll;
        let errors: Vec<Vec<(f64, f64)>> = self
            .runs
            .iter()
            .enumerate()
            .map(|(origin, run)| {
                let tested = run.district.iter().enumerate();
                let tested = tested.take_while(|(step, _)| origin + step + 1 < roll.years());
                tested
                    .map(|(step, (sum, own))| {
                        let came = all_members(roll, origin + step + 1).max(1.0);
                        (sum / came - 1.0, own / came - 1.0)
                    })
                    .collect()
            })
            .collect();
        for (origin, run) in self.runs.iter_mut().enumerate() {
            let before = (FIRST..origin).filter_map(|earlier| errors[earlier].first().copied());
            let weight = district::learn_weight(&before.collect::<Vec<_>>());
            let steps = run.ahead.iter_mut().zip(&run.fixed).zip(&run.district);
            for ((cells, fixed), (sum, own)) in steps {
                district::agree(cells, fixed, (1.0 - weight) * sum + weight * own);
            }
        }
    }

    /// The projection from the last year, with its bands.
    pub fn project(&self) -> Projection {
        let roll = &self.inputs.roll;
        let origin = roll.years() - 1;
        let run = &self.runs[origin];
        let horizon = run.ahead.len();
        let bands = bands::learn(self);
        let schools = roll.schools().len();
        let mut projection = Projection {
            origin: roll.year_at(origin).end(),
            horizon,
            schools: roll.schools().to_vec(),
            cells: Vec::with_capacity(horizon * schools * GRADES),
            totals: Vec::with_capacity(horizon * schools),
            district: Vec::with_capacity(horizon),
            weights: kind_weights(&run.weights),
            total_weights: TOTALS
                .iter()
                .zip(&run.weights.totals)
                .map(|(way, weight)| ((*way).to_owned(), *weight))
                .collect(),
        };
        for (cells, widths) in run.ahead.iter().zip(bands.iter().map(|step| &step.last)) {
            for (cell, value) in cells.iter().enumerate() {
                let kind = bands::cell_kind(roll, origin, cell / GRADES, cell % GRADES);
                projection.cells.push(widths[0].around(cell / GRADES, kind, *value));
            }
            for (school, own) in cells.chunks_exact(GRADES).enumerate() {
                projection.totals.push(widths[1].around(school, 0, own.iter().sum()));
            }
            projection.district.push(widths[2].around(0, 0, cells.iter().sum()));
        }
        projection
    }

    /// The default projection's cells from an origin, `ahead` years ahead counted from 1.
    fn cells(&self, origin: usize, ahead: usize) -> Option<&[f64]> {
        self.runs.get(origin)?.ahead.get(ahead - 1).map(Vec::as_slice)
    }

    /// What it was learned from.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    fn roll(&self) -> &Roll {
        &self.inputs.roll
    }
}

/// All members of a year, in all schools.
fn all_members(roll: &Roll, year: usize) -> f64 {
    (0..roll.schools().len()).map(|school| roll.total(school, year)).sum()
}

fn kind_weights(weights: &Weights) -> Vec<KindWeights> {
    let named = |values: &[f64]| {
        let each = Method::ALL.iter().zip(values).filter(|(_, weight)| **weight > 0.0);
        each.map(|(method, weight)| (method.id().to_owned(), *weight)).collect()
    };
    Kind::LEARNED
        .iter()
        .map(|kind| KindWeights {
            kind: kind.words().to_owned(),
            cells: weights.learned_on[*kind as usize],
            weights: named(&weights.cells[*kind as usize]),
        })
        .collect()
}

/// Projects `horizon` years from the last counted one.
pub fn project(inputs: &Inputs, horizon: usize) -> Projection {
    Study::learn(inputs.clone(), horizon).project()
}

/// The bands of a level in the order in which they are written: 50, 80 and 95 percent.
pub fn list_bands(banded: &Banded) -> [(f64, f64); 3] {
    [banded.half, banded.most, banded.nearly_all]
}

/// The level's place in arrays.
const fn place(level: Level) -> usize {
    level as usize
}

/// What was projected one year ahead of a year that has come, and what came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Past {
    /// Position of the year.
    pub year: usize,
    /// Projected the year before.
    pub projected: f64,
    /// What came.
    pub came: f64,
}

impl Study {
    /// One-year projections of earlier years, of a school or of the district, earliest first.
    pub fn past(&self, school: Option<usize>) -> Vec<Past> {
        let roll = self.roll();
        (FIRST..roll.years().saturating_sub(1))
            .filter_map(|origin| {
                let cells = self.cells(origin, 1)?;
                let year = origin + 1;
                let (projected, came, open) = match school {
                    None => (cells.iter().sum(), all_members(roll, year), true),
                    Some(at) => (
                        cells[at * GRADES..(at + 1) * GRADES].iter().sum(),
                        roll.total(at, year),
                        roll.total(at, origin) > 0.0 && roll.total(at, year) > 0.0,
                    ),
                };
                open.then_some(Past { year, projected, came })
            })
            .collect()
    }

    /// How a school's cohorts came compared with the district's, as a factor.
    pub fn pull(&self, school: usize) -> Option<f64> {
        Some(self.learned.last()?.rates.pull[school])
    }

    /// Whether the step into the last year was a rupture, which teaches nothing.
    pub fn ruptured(&self, school: usize) -> bool {
        self.learned.last().is_some_and(|learned| learned.rates.ruptured[school])
    }
}

//! The back-test: every method projects from every origin, and is told how far it was off.

use rayon::prelude::*;
use serde::Serialize;

use super::bands::{self, Tested};
use super::combine::Weights;
use super::methods::Method;
use super::plain::Plain;
use super::rates::FADING;
use super::{Study, all_members, place};
use crate::enrollment::model::{GRADES, Inputs, Known, LONGEST, Level, Roll};

/// Years of history that an origin has at least: five counted years, the origin among them.
pub const HISTORY: usize = 5;

/// Upper edges of the school sizes that errors are shown by.
pub const SIZES: [f64; 3] = [250.0, 500.0, 1000.0];

/// Absolute errors and what came, added up.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Missed {
    /// Absolute errors.
    pub errors: f64,
    /// Students who came.
    pub came: f64,
    /// Numbers projected.
    pub n: u64,
}

impl Missed {
    fn add(&mut self, projected: f64, came: f64) {
        self.errors += (projected - came).abs();
        self.came += came;
        self.n += 1;
    }

    /// The weighted absolute percentage error, as a share; `None` where nobody came.
    pub fn wape(&self) -> Option<f64> {
        (self.came > 0.0).then(|| self.errors / self.came)
    }
}

/// How far one method was off from one origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// The calendar year in which the origin's school year ends.
    pub origin: i16,
    /// Years ahead.
    pub ahead: usize,
    /// By level: cells, schools, district.
    pub missed: [Missed; 3],
    /// Schools by size: below each of [`SIZES`], and above the last.
    pub by_size: [Missed; 4],
}

/// One method's scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MethodScores {
    /// Short name; the default is `combination`.
    pub id: &'static str,
    /// What it does.
    pub words: &'static str,
    /// From each origin, for each year ahead that has come.
    pub scores: Vec<Score>,
}

/// How bands held, over all origins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Coverage {
    /// What was counted.
    pub level: Level,
    /// Years ahead.
    pub ahead: usize,
    /// Origins tested.
    pub origins: u64,
    /// Numbers projected.
    pub n: u64,
    /// The share within the 50, 80 and 95% bands: the mean over origins.
    pub held: [f64; 3],
    /// The width of the 80% band, in shares of the students who came.
    pub width: f64,
}

/// The whole back-test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backtest {
    /// First and last origin, by the calendar year in which it ends.
    pub origins: Option<(i16, i16)>,
    /// Every method: the default first, then the plain ones, then its members.
    pub methods: Vec<MethodScores>,
    /// How the default's bands held.
    pub coverage: Vec<Coverage>,
}

/// A method by its short name: the default, a plain one, or a member of the combination.
const PLAIN: [(&str, &str, Plain); 6] = [
    ("plain_last_year", "same as last year", Plain::LastYear),
    ("plain_1", "grade progression, last year's ratio", Plain::Progression(1, 1.0)),
    ("plain_3", "grade progression, three years pooled", Plain::Progression(3, 1.0)),
    ("plain_mean_3", "grade progression, mean of three yearly ratios", Plain::MeanRatio(3)),
    ("plain_5", "grade progression, five years pooled", Plain::Progression(5, 1.0)),
    (
        "plain_weighted",
        "grade progression, six years, earlier ones fading",
        Plain::Progression(6, FADING),
    ),
];

impl Backtest {
    /// The mean over origins of the WAPE of a method, as a share.
    pub fn wape(&self, method: &str, level: Level, ahead: usize) -> Option<f64> {
        let scores = &self.methods.iter().find(|m| m.id == method)?.scores;
        let wapes: Vec<f64> = scores
            .iter()
            .filter(|score| score.ahead == ahead)
            .filter_map(|score| score.missed[place(level)].wape())
            .collect();
        (!wapes.is_empty()).then(|| wapes.iter().sum::<f64>() / wapes.len() as f64)
    }

    /// How the bands of a level held so many years ahead.
    pub fn coverage(&self, level: Level, ahead: usize) -> Option<&Coverage> {
        self.coverage.iter().find(|c| c.level == level && c.ahead == ahead)
    }
}

impl Study {
    /// Tests every method from every origin that has [`HISTORY`] years.
    pub fn backtest(&self) -> Backtest {
        let roll = self.roll();
        let horizon = self.runs.first().map_or(0, |run| run.ahead.len());
        let origins = || HISTORY - 1..roll.years().saturating_sub(1);
        let score = |origin: usize, ahead: &[Vec<f64>]| -> Vec<Score> {
            let come = ahead.iter().enumerate().take_while(|(s, _)| origin + s + 1 < roll.years());
            come.map(|(s, cells)| score_of(roll, origin, s + 1, cells)).collect()
        };
        let each = |walk: &(dyn Fn(usize) -> Vec<Vec<f64>> + Sync)| -> Vec<Score> {
            let scores: Vec<Vec<Score>> =
                origins().into_par_iter().map(|origin| score(origin, &walk(origin))).collect();
            scores.into_iter().flatten().collect()
        };
        let mut methods = vec![MethodScores {
            id: "combination",
            words: "the default: all of the methods below, weighted by their earlier errors",
            scores: origins().flat_map(|origin| score(origin, &self.runs[origin].ahead)).collect(),
        }];
        for (id, words, plain) in PLAIN {
            let scores = each(&|origin| plain.walk(roll, origin, horizon));
            methods.push(MethodScores { id, words, scores });
        }
        for method in Method::ALL.into_iter().skip(1) {
            if method == Method::Pool && !self.pooled {
                continue;
            }
            let weights = Weights::only(method);
            let scores = each(&|origin| self.walk(origin, horizon, &weights, false).0);
            methods.push(MethodScores { id: method.id(), words: method.words(), scores });
        }
        for (id, words, at) in [
            ("total_trend", "school total by its trend, grades by shrunk progression", 1),
            ("total_growth", "school total with the district's growth, grades likewise", 2),
        ] {
            let weights = Weights::only(Method::Drawn).with_totals(at);
            let scores = each(&|origin| self.walk(origin, horizon, &weights, false).0);
            methods.push(MethodScores { id, words, scores });
        }
        let year = |position: usize| roll.year_at(position).end();
        let span = origins();
        Backtest {
            origins: (!span.is_empty()).then(|| (year(span.start), year(span.end - 1))),
            methods,
            coverage: cover(&bands::learn(self)),
        }
    }
}

/// Scores one projection: schools open at the origin and in the year projected, counted cells;
/// the district with all of its schools.
fn score_of(roll: &Roll, origin: usize, ahead: usize, cells: &[f64]) -> Score {
    let year = origin + ahead;
    let mut score = Score {
        origin: roll.year_at(origin).end(),
        ahead,
        missed: [Missed::default(); 3],
        by_size: [Missed::default(); 4],
    };
    for (school, own) in cells.chunks_exact(GRADES).enumerate() {
        let open = |year: usize| roll.total(school, year) > 0.0;
        if !open(origin) || !open(year) {
            continue;
        }
        let (came, known) = (roll.grades(school, year), roll.known(school, year));
        let (mut projected, mut total) = (0.0, 0.0);
        for grade in (0..GRADES).filter(|g| known[*g] != Known::Withheld) {
            score.missed[place(Level::Cell)].add(own[grade], came[grade]);
            projected += own[grade];
            total += came[grade];
        }
        score.missed[place(Level::School)].add(projected, total);
        let size = SIZES.iter().filter(|edge| roll.total(school, origin) >= **edge).count();
        score.by_size[size].add(projected, total);
    }
    score.missed[place(Level::District)].add(cells.iter().sum(), all_members(roll, year));
    score
}

fn cover(steps: &[bands::StepBands]) -> Vec<Coverage> {
    let mut coverage = Vec::new();
    for (step, bands) in steps.iter().enumerate() {
        for level in Level::ALL {
            let tested: Vec<&Tested> = bands
                .tested
                .iter()
                .filter(|t| t.level == level && t.n > 0 && t.origin + 1 >= HISTORY)
                .collect();
            if tested.is_empty() {
                continue;
            }
            let mean = |share: &dyn Fn(&Tested) -> f64| {
                tested.iter().map(|t| share(t)).sum::<f64>() / tested.len() as f64
            };
            let held = [0, 1, 2].map(|band| mean(&|t| t.held[band] as f64 / t.n as f64));
            coverage.push(Coverage {
                level,
                ahead: step + 1,
                origins: tested.len() as u64,
                n: tested.iter().map(|t| t.n).sum(),
                held,
                width: mean(&|t| t.width / t.came.max(1.0)),
            });
        }
    }
    coverage
}

/// Tests every method on a district's facts.
pub fn backtest(inputs: &Inputs, horizon: usize) -> Backtest {
    Study::learn(inputs.clone(), horizon.clamp(1, LONGEST)).backtest()
}

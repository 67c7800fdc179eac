//! Enrollment as it may come: draws by school and grade, and a formula over all of them at once.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::budget::expression::Series;
use crate::budget::model::School;
use crate::budget::policy::{FactsRecipe, Formula, Gives, Item, Line, Round, Unit};
use crate::district::GradeLevel;
use crate::exact::Exact;

/// Students of one grade of one school, as they may come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeDraws {
    /// The grade by its code; `None` for all grades together.
    pub grade: Option<String>,
    /// Students now.
    pub now: u32,
    /// Students in each draw.
    pub draws: Vec<u32>,
}

/// One school's grades. The draws of all its grades, and of all schools, belong together: draw 7
/// of one is draw 7 of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolDraws {
    /// The district's number.
    pub id: String,
    /// Its grades.
    pub grades: Vec<GradeDraws>,
}

impl SchoolDraws {
    /// Students now.
    pub fn now(&self) -> u32 {
        self.grades.iter().map(|grade| grade.now).sum()
    }

    /// Students in each draw.
    pub fn totals(&self) -> Vec<u32> {
        let draws = self.grades.iter().map(|grade| grade.draws.len()).min().unwrap_or(0);
        (0..draws).map(|draw| self.grades.iter().map(|grade| grade.draws[draw]).sum()).collect()
    }

    /// An input of now in each draw: it moves with the students of some grades, to the nearest
    /// student. Without grades, or where the grades are not known, with the whole school.
    fn moved(&self, input: f64, grades: &[GradeLevel]) -> Vec<f64> {
        let counts = |grade: &&GradeDraws| match &grade.grade {
            Some(code) if !grades.is_empty() => grades.iter().any(|g| g.code() == code),
            _ => true,
        };
        let chosen: Vec<&GradeDraws> = self.grades.iter().filter(counts).collect();
        let now: u32 = chosen.iter().map(|grade| grade.now).sum();
        let draws = self.grades.iter().map(|grade| grade.draws.len()).min().unwrap_or(0);
        (0..draws)
            .map(|draw| {
                let then: u32 = chosen.iter().map(|grade| grade.draws[draw]).sum();
                if now == 0 { input } else { (input * f64::from(then) / f64::from(now)).round() }
            })
            .collect()
    }
}

/// Students of a school on count day of past years, by grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The district's number.
    pub id: String,
    /// Totals by year, earliest first; `None` where the school had no students.
    pub totals: Vec<Option<u32>>,
    /// The latest year, by grade.
    pub now: Vec<(Option<String>, u32)>,
}

/// The default distribution, for as long as no projection is given: next year a school has its
/// students of this year times a ratio that some school of similar size had from one year to the
/// next. Ratios of all past pairs of years are pooled in three groups by size, cut at a half and
/// double, and drawn with one shock that the whole district shares: the mean of one past pair of
/// years. `years` steps follow one another. A projection that knows cohorts and births is better.
pub fn draw_from_history(
    schools: &[History],
    years: usize,
    draws: usize,
    seed: u64,
) -> Vec<Vec<SchoolDraws>> {
    let pool = Pool::of(schools);
    // One stream for what the district shares, and one for each school, so that a school's draws
    // do not depend on which others are asked for.
    let mut shared = ChaCha8Rng::seed_from_u64(seed);
    let shocks: Vec<f64> = (0..years * draws).map(|_| pool.shock(&mut shared)).collect();
    let mut by_year: Vec<Vec<SchoolDraws>> = vec![Vec::with_capacity(schools.len()); years];
    for school in schools {
        let mut own = ChaCha8Rng::seed_from_u64(seed ^ named(&school.id));
        let now: u32 = school.now.iter().map(|(_, n)| n).sum();
        let mut totals: Vec<f64> = vec![f64::from(now); draws];
        for (year, into) in by_year.iter_mut().enumerate() {
            for (draw, total) in totals.iter_mut().enumerate() {
                *total *= (shocks[year * draws + draw] + pool.own(now, &mut own)).clamp(0.3, 2.0);
            }
            let grades = school.now.iter().map(|(grade, count)| {
                let share = f64::from(*count) / f64::from(now.max(1));
                GradeDraws {
                    grade: grade.clone(),
                    now: *count,
                    draws: totals.iter().map(|total| (total * share).round() as u32).collect(),
                }
            });
            into.push(SchoolDraws { id: school.id.clone(), grades: grades.collect() });
        }
    }
    by_year
}

/// FNV-1a, so that a school's stream is its own.
pub(super) fn named(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// One-year ratios: the district's mean of each pair of years, and what schools had beside it.
struct Pool {
    shocks: Vec<f64>,
    /// Small, middle and large schools.
    own: [Vec<f64>; 3],
}

/// Fewer ratios than this do not make a group; all sizes are pooled then.
const FEWEST_RATIOS: usize = 30;

impl Pool {
    fn of(schools: &[History]) -> Pool {
        let pairs = schools.iter().map(|s| s.totals.len()).max().unwrap_or(0).saturating_sub(1);
        let ratio = |school: &History, pair: usize| {
            let before = (*school.totals.get(pair)?)?;
            let after = (*school.totals.get(pair + 1)?)?;
            (before >= 20 && after > 0).then(|| (before, f64::from(after) / f64::from(before)))
        };
        let mut pool = Pool { shocks: Vec::new(), own: Default::default() };
        for pair in 0..pairs {
            let ratios: Vec<(u32, f64)> = schools.iter().filter_map(|s| ratio(s, pair)).collect();
            let weight: f64 = ratios.iter().map(|(n, _)| f64::from(*n)).sum();
            if weight == 0.0 {
                continue;
            }
            let mean = ratios.iter().map(|(n, r)| f64::from(*n) * r).sum::<f64>() / weight;
            pool.shocks.push(mean);
            for (before, ratio) in ratios {
                pool.own[size_group(before)].push(ratio - mean);
            }
        }
        if pool.own.iter().any(|group| group.len() < FEWEST_RATIOS) {
            let all: Vec<f64> = pool.own.iter().flatten().copied().collect();
            pool.own = [all.clone(), all.clone(), all];
        }
        pool
    }

    fn shock(&self, rng: &mut ChaCha8Rng) -> f64 {
        if self.shocks.is_empty() {
            1.0
        } else {
            self.shocks[rng.random_range(0..self.shocks.len())]
        }
    }

    fn own(&self, students: u32, rng: &mut ChaCha8Rng) -> f64 {
        let group = &self.own[size_group(students)];
        if group.is_empty() { 0.0 } else { group[rng.random_range(0..group.len())] }
    }
}

fn size_group(students: u32) -> usize {
    match students {
        0..250 => 0,
        250..700 => 1,
        _ => 2,
    }
}

/// A school's lines in every draw.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnLines {
    /// Amounts by line.
    pub amounts: Vec<Series>,
    /// Prices by line; not a number where there is none.
    pub prices: Vec<Series>,
}

impl DrawnLines {
    /// Dollars of a draw, over all lines that have them.
    pub fn dollars(&self, formula: &Formula, draw: usize) -> f64 {
        let dollars = formula.lines.iter().enumerate().map(|(line, rule)| match rule.gives {
            Gives::Dollars => self.amounts[line].at(draw),
            Gives::Positions => self.amounts[line].at(draw) * self.prices[line].at(draw),
        });
        dollars.filter(|dollars| dollars.is_finite()).sum()
    }
}

/// A school's lines over its draws, in floating point. Inputs that count students move with the
/// students of their grades, to the nearest student; last year's positions and everything else
/// stay. A share of a fixed sum stays at its share of now.
pub fn lines_over_draws(
    formula: &Formula,
    school: &School,
    draws: &SchoolDraws,
    shares: &[Option<Exact>],
) -> DrawnLines {
    let known = school.inputs_of(formula);
    let mut of: Vec<Series> = vec![Series::missing(); formula.names.list().len()];
    let mut texts: Vec<Option<&str>> = vec![None; of.len()];
    for (place, input) in formula.inputs.iter().enumerate() {
        match &known[place] {
            Ok(crate::budget::expression::Value::Number(number)) => {
                let number = number.to_f64();
                let grades: Option<&[GradeLevel]> = match &input.facts {
                    Some(FactsRecipe::Students { grades, years_ago: 0, .. }) => Some(grades),
                    None if input.unit == Unit::Students => Some(&[]),
                    _ => None,
                };
                of[place] = match grades {
                    Some(grades) => Series::Each(draws.moved(number, grades)),
                    None => Series::One(number),
                };
            }
            Ok(crate::budget::expression::Value::Text(text)) => {
                texts[place] = match &school.values.get(&input.name) {
                    Some(crate::budget::expression::Value::Text(own)) if own == text => Some(own),
                    _ => input.otherwise.as_ref().and_then(|value| match value {
                        crate::budget::expression::Value::Text(text) => Some(text.as_str()),
                        _ => None,
                    }),
                };
            }
            _ => {}
        }
    }
    for item in &formula.order {
        match item {
            Item::Number(number) => {
                let rule = &formula.numbers[*number];
                let otherwise = match &rule.otherwise {
                    Some(otherwise) => otherwise.series(&of, &texts),
                    None => Series::missing(),
                };
                let value = rule.bands.iter().rev().fold(otherwise, |rest, (when, is)| {
                    choose(&when.series(&of, &texts), is.series(&of, &texts), rest)
                });
                of[formula.number_place(*number)] = value;
            }
            Item::Line(at) => {
                let line = &formula.lines[*at];
                let value = match &line.share {
                    Some(_) => Series::One(
                        shares.get(*at).copied().flatten().map_or(f64::NAN, Exact::to_f64),
                    ),
                    None => line_over(line, &of, &texts),
                };
                of[formula.line_place(*at)] = value;
            }
        }
    }
    let prices = formula.lines.iter().map(|line| {
        let price = line.job.as_ref().filter(|_| line.gives == Gives::Positions);
        let Some(price) = price.and_then(|job| formula.find_price(job)) else {
            return Series::missing();
        };
        let average = price.average.series(&of, &texts);
        match price.actual.as_ref().filter(|_| formula.actual_salaries) {
            Some(actual) => {
                actual.series(&of, &texts).with(&average, |a, b| if a.is_nan() { b } else { a })
            }
            None => average,
        }
    });
    let prices = prices.collect();
    let first = formula.line_place(0);
    DrawnLines { amounts: of.split_off(first), prices }
}

fn choose(when: &Series, then: Series, otherwise: Series) -> Series {
    match when {
        Series::One(flag) if flag.is_nan() => Series::missing(),
        Series::One(1.0) => then,
        Series::One(_) => otherwise,
        Series::Each(flags) => Series::Each(
            flags
                .iter()
                .enumerate()
                .map(|(draw, flag)| match *flag {
                    flag if flag.is_nan() => f64::NAN,
                    1.0 => then.at(draw),
                    _ => otherwise.at(draw),
                })
                .collect(),
        ),
    }
}

fn line_over(line: &Line, of: &[Series], texts: &[Option<&str>]) -> Series {
    let mut total = Series::One(0.0);
    for term in &line.terms {
        let mut gives = term.of.series(of, texts);
        if let Some(per) = &term.per {
            gives =
                gives.with(&per.series(of, texts), |a, b| if b == 0.0 { f64::NAN } else { a / b });
        }
        if let Some(times) = &term.times {
            gives = gives.with(&times.series(of, texts), |a, b| a * b);
        }
        if let Some(when) = &term.when {
            gives = choose(&when.series(of, texts), gives, Series::One(0.0));
        }
        total = total.with(&gives, |a, b| a + b);
    }
    let step = line.step.to_f64();
    let mut amount = match line.round {
        Round::No => total,
        Round::Up => total.map(|v| crate::budget::expression::round_up(v / step) * step),
        Round::Down => total.map(|v| crate::budget::expression::round_down(v / step) * step),
        Round::Nearest => total.map(|v| crate::budget::expression::round_near(v / step) * step),
    };
    if let Some(floor) = &line.at_least {
        let bound = floor.amount.series(of, texts);
        let raised = amount.clone().with(&bound, f64_max);
        amount = match &floor.when {
            Some(when) => choose(&when.series(of, texts), raised, amount),
            None => raised,
        };
    }
    if let Some(cap) = &line.at_most {
        let bound = cap.amount.series(of, texts);
        let lowered = amount.clone().with(&bound, f64_min);
        amount = match &cap.when {
            Some(when) => choose(&when.series(of, texts), lowered, amount),
            None => lowered,
        };
    }
    if let Some(hold) = &line.hold {
        let least =
            hold.last.series(of, texts).with(&hold.may_lose.series(of, texts), |a, b| a - b);
        amount = amount.with(&least, f64_max);
    }
    match &line.when {
        Some(when) => choose(&when.series(of, texts), amount, Series::One(0.0)),
        None => amount,
    }
}

fn f64_max(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

fn f64_min(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.min(b) }
}

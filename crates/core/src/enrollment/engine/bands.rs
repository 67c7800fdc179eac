//! Bands that hold as often as they say, learned from the errors of earlier projections.
//!
//! Each error is divided by the square root of what was projected and by how much the school's
//! errors run above or below others', and is kept by kind and size of cell. The band is cut from
//! the quantiles of such errors, recent years counting more. The share that is cut off is then
//! moved by what earlier bands held too much or too little (adaptive conformal inference: Gibbs and
//! Candès 2021), so that a district whose errors grow or shrink keeps its promise in the long run.

use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{FIRST, Study};
use crate::enrollment::model::{Banded, GRADES, Known, Level, Roll};

/// What the three bands promise to hold.
pub const PROMISES: [f64; 3] = [0.50, 0.80, 0.95];

/// How fast the share that is cut off follows what earlier bands held.
const FOLLOW: f64 = 0.5;
/// How much less each earlier year's errors count.
const FADING: f64 = 0.8;
/// Years of errors that count.
const LOOK_BACK: usize = 8;
/// Fewest errors of a kind and size; below, the kind's errors stand for them.
const FEWEST: usize = 60;
/// Fewest errors that any band is cut from.
const FEWEST_OF_ALL: usize = 20;
/// Errors that the prior of a school's own spread is worth, by level.
const OWN_PRIOR: [f64; 2] = [12.0, 3.0];
/// Sizes, by what is projected: cells, then schools.
const SIZES: [&[f64]; 2] = [
    &[2.0, 6.0, 12.0, 20.0, 32.0, 50.0, 80.0, 130.0, 220.0],
    &[60.0, 150.0, 250.0, 400.0, 600.0, 900.0, 1400.0],
];
/// Most sizes of a kind.
const SIZE_SLOTS: usize = 16;
/// Kinds of cell: a cohort, an entry, a grade that was not taught.
const KINDS: usize = 3;
/// The widest half of the district's band, as a share.
const WIDEST: f64 = 0.95;
/// Fewest degrees of freedom of the district's band: below, Student's t says nothing but that
/// nothing is known.
const FEWEST_FREE: f64 = 3.0;
/// How errors grow with years ahead where only one horizon was ever tested.
const USUAL_GROWTH: f64 = 0.75;

/// The kind of a cell, as errors are kept by.
pub(super) fn cell_kind(roll: &Roll, origin: usize, school: usize, grade: usize) -> usize {
    let row = roll.grades(school, origin);
    match (row[grade] > 0.0, grade > 0 && row[grade - 1] > 0.0) {
        (false, _) => 2,
        (true, false) => 1,
        (true, true) => 0,
    }
}

fn class_of(level: usize, kind: usize, value: f64) -> usize {
    kind * SIZE_SLOTS + SIZES[level].iter().filter(|edge| value >= **edge).count()
}

fn scale(value: f64) -> f64 {
    value.max(1.0).sqrt()
}

/// One projected number and what came.
#[derive(Debug, Clone, Copy)]
struct Seen {
    school: usize,
    class: usize,
    projected: f64,
    came: f64,
}

impl Seen {
    fn error(&self) -> f64 {
        (self.came - self.projected) / scale(self.projected)
    }
}

/// How wide bands are, for one level, origin and year ahead.
#[derive(Debug, Clone)]
pub struct Widths {
    level: Level,
    /// By class: the ends of each band in scaled errors; `None` where nothing was learned.
    ends: Vec<Option<[(f64, f64); 3]>>,
    /// By school: how its errors run against others'.
    own: Vec<f64>,
    /// Stretches bands of years that lie further ahead than any that was tested.
    stretch: f64,
    /// The district: half the band in relative terms.
    relative: [f64; 3],
}

impl Widths {
    /// Whether anything was learned to cut bands from.
    pub fn learned(&self) -> bool {
        match self.level {
            Level::District => self.relative[0] > 0.0,
            _ => self.ends.iter().any(Option::is_some),
        }
    }

    /// The band around a projected number; ends are whole students.
    pub fn around(&self, school: usize, kind: usize, value: f64) -> Banded {
        let still = Banded {
            value,
            half: (value, value),
            most: (value, value),
            nearly_all: (value, value),
        };
        let whole = |low: f64, high: f64| (low.round().max(0.0), high.round().max(0.0));
        let bands = if self.level == Level::District {
            self.relative.map(|r| whole(value * (1.0 - r), value * (1.0 + r)))
        } else {
            if value < 0.5 {
                return still;
            }
            let class = class_of(self.level as usize, kind, value);
            let Some(ends) = self.ends.get(class).copied().flatten() else { return still };
            let spread = self.own.get(school).copied().unwrap_or(1.0) * scale(value) * self.stretch;
            ends.map(|(low, high)| whole(value + low * spread, value + high * spread))
        };
        // A wider promise never has a narrower band.
        let wider = |a: (f64, f64), b: (f64, f64)| (a.0.min(b.0), a.1.max(b.1));
        let most = wider(bands[1], bands[0]);
        Banded { value, half: bands[0], most, nearly_all: wider(bands[2], most) }
    }
}

/// How the bands of one origin held.
#[derive(Debug, Clone)]
pub struct Tested {
    /// Position of the origin.
    pub origin: usize,
    /// What was counted.
    pub level: Level,
    /// Numbers projected.
    pub n: u64,
    /// How many came within each band.
    pub held: [u64; 3],
    /// The widths of the 80% bands, added up.
    pub width: f64,
    /// What came, added up.
    pub came: f64,
}

/// The bands of one number of years ahead.
#[derive(Debug, Clone)]
pub struct StepBands {
    /// Those of the projection from the last year, by level.
    pub last: [Widths; 3],
    /// How those of earlier origins held.
    pub tested: Vec<Tested>,
}

/// Learns the bands of every year ahead.
pub(super) fn learn(study: &Study) -> Vec<StepBands> {
    let horizon = study.runs.first().map_or(0, |run| run.ahead.len());
    let mut steps: Vec<StepBands> =
        (1..=horizon).into_par_iter().map(|step| learn_step(study, step)).collect();
    for level in 0..3 {
        stretch(&mut steps, level);
    }
    steps
}

/// Years further ahead than any that was tested take the bands of the last that was, stretched as
/// those before them grew.
fn stretch(steps: &mut [StepBands], level: usize) {
    let Some(known) = steps.iter().rposition(|step| step.last[level].learned()) else { return };
    let typical = |widths: &Widths| match widths.level {
        Level::District => widths.relative[1],
        _ => {
            let ends = widths.ends.iter().flatten();
            let (n, sum) = ends.fold((0.0, 0.0), |(n, s), e| (n + 1.0, s + e[1].1 - e[1].0));
            sum / f64::max(n, 1.0)
        }
    };
    // Further ahead is never surer: a step that few errors made narrower is widened to the one
    // before.
    let mut before = 0.0;
    for step in steps.iter_mut().take(known + 1) {
        let widths = &mut step.last[level];
        let own = typical(widths);
        if own > 0.0 && own < before {
            widths.stretch = before / own;
            widths.relative = widths.relative.map(|r| (r * before / own).min(WIDEST));
        }
        before = f64::max(before, own);
    }
    let reach = |widths: &Widths| match widths.level {
        Level::District => typical(widths),
        _ => typical(widths) * widths.stretch,
    };
    let (first, last) = (reach(&steps[0].last[level]), reach(&steps[known].last[level]));
    let growth = if known == 0 || first <= 0.0 {
        USUAL_GROWTH
    } else {
        ((last / first).ln() / ((known + 1) as f64).ln()).clamp(0.3, 1.5)
    };
    let widest = steps[known].last[level].clone();
    for (at, step) in steps.iter_mut().enumerate().skip(known + 1) {
        let by = ((at + 1) as f64 / (known + 1) as f64).powf(growth);
        let relative = widest.relative.map(|r| (r * by).min(WIDEST));
        step.last[level] = Widths { stretch: by * widest.stretch, relative, ..widest.clone() };
    }
}

fn learn_step(study: &Study, step: usize) -> StepBands {
    let origins = study.runs.len();
    let mut tested = Vec::new();
    let mut last = Vec::new();
    for level in [Level::Cell, Level::School] {
        let seen: Vec<Vec<Seen>> =
            (0..origins).map(|origin| look_back(study, level, origin, step)).collect();
        let mut cut_off = PROMISES.map(|promise| vec![1.0 - promise; origins]);
        for origin in FIRST + step..origins {
            for (cut_off, promise) in cut_off.iter_mut().zip(PROMISES) {
                // What was tested by now: origins whose year has come.
                let moved: f64 = tested
                    .iter()
                    .filter(|t: &&Tested| t.level == level && t.origin + step <= origin)
                    .map(|t| {
                        let at = PROMISES.iter().position(|p| *p == promise).unwrap_or(0);
                        t.held[at] as f64 / t.n.max(1) as f64 - promise
                    })
                    .sum();
                let nominal = 1.0 - promise;
                cut_off[origin] =
                    (nominal + FOLLOW * moved).clamp(0.2 * nominal, (2.0 * nominal).min(0.9));
            }
            let before = &seen[..=origin - step];
            let cuts = [cut_off[0][origin], cut_off[1][origin], cut_off[2][origin]];
            let widths = cut(level, before, cuts, study.roll().schools().len());
            if origin + step < origins {
                tested.push(test(&widths, &seen[origin], origin));
            } else if origin + 1 == origins {
                last.push(widths);
            }
        }
        if last.len() <= level as usize {
            last.push(nothing(level));
        }
    }
    let (district, held) = learn_district(study, step);
    tested.extend(held);
    let [cells, schools] = <[Widths; 2]>::try_from(last)
        .unwrap_or_else(|_| [nothing(Level::Cell), nothing(Level::School)]);
    StepBands { last: [cells, schools, district], tested }
}

fn nothing(level: Level) -> Widths {
    Widths { level, ends: Vec::new(), own: Vec::new(), stretch: 1.0, relative: [0.0; 3] }
}

/// What an origin projected and what came, where it is known.
fn look_back(study: &Study, level: Level, origin: usize, step: usize) -> Vec<Seen> {
    let roll = study.roll();
    let year = origin + step;
    if origin < FIRST || year >= roll.years() {
        return Vec::new();
    }
    let Some(cells) = study.cells(origin, step) else { return Vec::new() };
    let mut seen = Vec::new();
    for (school, own) in cells.chunks_exact(GRADES).enumerate() {
        if roll.total(school, origin) <= 0.0 || roll.total(school, year) <= 0.0 {
            continue;
        }
        let (came, known) = (roll.grades(school, year), roll.known(school, year));
        let counted = |grade: usize| known[grade] != Known::Withheld;
        if level == Level::School {
            let sum = |of: &[f64]| (0..GRADES).filter(|g| counted(*g)).map(|g| of[g]).sum::<f64>();
            let (projected, came) = (sum(own), sum(came));
            let class = class_of(1, 0, projected);
            seen.push(Seen { school, class, projected, came });
            continue;
        }
        for grade in (0..GRADES).filter(|grade| counted(*grade)) {
            let (projected, came) = (own[grade], came[grade]);
            if projected >= 0.5 || came > 0.0 {
                let class = class_of(0, cell_kind(roll, origin, school, grade), projected);
                seen.push(Seen { school, class, projected, came });
            }
        }
    }
    seen
}

/// Cuts bands from the errors of origins before, latest last.
fn cut(level: Level, before: &[Vec<Seen>], cut_off: [f64; 3], schools: usize) -> Widths {
    let recent = || before.iter().rev().take(LOOK_BACK).enumerate();
    let slots = KINDS * SIZE_SLOTS;
    // The mean absolute error of each class, wild ones held in.
    let mut means: Vec<(f64, f64)> = vec![(0.0, 0.0); slots];
    for (_, seen) in recent() {
        for one in seen {
            let mean = &mut means[one.class];
            mean.0 += one.error().abs().min(8.0);
            mean.1 += 1.0;
        }
    }
    let prior = OWN_PRIOR[level as usize];
    let mut own = vec![(prior, prior); schools];
    for (back, seen) in recent() {
        let weight = FADING.powi(i32::try_from(back).unwrap_or(i32::MAX));
        for one in seen {
            let mean = means[one.class].0 / means[one.class].1.max(1.0) + 1e-9;
            own[one.school].0 += weight * (one.error().abs() / mean).min(4.0);
            own[one.school].1 += weight;
        }
    }
    let own: Vec<f64> = own.into_iter().map(|(sum, n): (f64, f64)| (sum / n).sqrt()).collect();
    let mut by_class: Vec<Vec<(f64, f64)>> = vec![Vec::new(); slots];
    for (back, seen) in recent() {
        let weight = FADING.powi(i32::try_from(back).unwrap_or(i32::MAX));
        for one in seen {
            by_class[one.class].push((one.error() / own[one.school], weight));
        }
    }
    let all: Vec<(f64, f64)> = by_class.iter().flatten().copied().collect();
    let of_all = ends(all, cut_off);
    let of_kind: Vec<_> = by_class
        .chunks(SIZE_SLOTS)
        .map(|kind| {
            let kind: Vec<(f64, f64)> = kind.iter().flatten().copied().collect();
            if kind.len() < FEWEST { of_all } else { ends(kind, cut_off) }
        })
        .collect();
    let ends = by_class
        .into_iter()
        .enumerate()
        .map(|(class, errors)| match errors.len() {
            n if n < FEWEST => of_kind[class / SIZE_SLOTS],
            _ => ends(errors, cut_off),
        })
        .collect();
    Widths { level, ends, own, stretch: 1.0, relative: [0.0; 3] }
}

/// The ends of the three bands in weighted errors.
fn ends(mut errors: Vec<(f64, f64)>, cut_off: [f64; 3]) -> Option<[(f64, f64); 3]> {
    if errors.len() < FEWEST_OF_ALL {
        return None;
    }
    errors.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let all: f64 = errors.iter().map(|(_, weight)| weight).sum();
    let mut below = 0.0;
    let places: Vec<f64> = errors
        .iter()
        .map(|(_, weight)| {
            below += weight;
            (below - 0.5 * weight) / all
        })
        .collect();
    let quantile = |at: f64| {
        let next = places.partition_point(|place| *place < at);
        match (next.checked_sub(1), places.get(next)) {
            (None, _) => errors[0].0,
            (Some(before), None) => errors[before].0,
            (Some(before), Some(place)) => {
                let share = (at - places[before]) / (place - places[before]).max(1e-12);
                errors[before].0 + share * (errors[next].0 - errors[before].0)
            }
        }
    };
    // What is projected lies within its own band.
    Some(cut_off.map(|cut| (quantile(0.5 * cut).min(0.0), quantile(1.0 - 0.5 * cut).max(0.0))))
}

fn test(widths: &Widths, seen: &[Seen], origin: usize) -> Tested {
    let level = widths.level;
    let mut tested = Tested { origin, level, n: 0, held: [0; 3], width: 0.0, came: 0.0 };
    for one in seen {
        let kind = one.class / SIZE_SLOTS;
        let banded = widths.around(one.school, kind, one.projected);
        tested.n += 1;
        for (held, (low, high)) in tested.held.iter_mut().zip(super::list_bands(&banded)) {
            *held += u64::from((low.round()..=high.round()).contains(&one.came));
        }
        tested.width += banded.most.1 - banded.most.0;
        tested.came += one.came;
    }
    tested
}

/// The district's bands: the root of its mean squared relative errors at earlier origins, times
/// Student's t, widened for a new draw. Errors of projections several years ahead overlap, so that
/// `n` of them tell as much as `n / step` apart.
fn learn_district(study: &Study, step: usize) -> (Widths, Vec<Tested>) {
    let roll = study.roll();
    let origins = study.runs.len();
    let relative = |origin: usize| {
        let year = origin + step;
        let cells = study.cells(origin, step).filter(|_| origin >= FIRST && year < roll.years())?;
        let projected: f64 = cells.iter().sum();
        let came = super::all_members(roll, year);
        (projected > 0.0).then_some((projected, came))
    };
    let mut tested = Vec::new();
    let mut widths = nothing(Level::District);
    for origin in FIRST + step..origins {
        let errors: Vec<f64> =
            (FIRST..=origin - step).filter_map(relative).map(|(p, came)| came / p - 1.0).collect();
        if errors.is_empty() {
            continue;
        }
        let n = errors.len() as f64;
        let apart = (n / step as f64).max(FEWEST_FREE);
        let spread = (errors.iter().map(|e| e * e).sum::<f64>() / n * (1.0 + 1.0 / apart)).sqrt();
        let Ok(student) = StudentsT::new(0.0, 1.0, apart) else { continue };
        let relative_width =
            PROMISES.map(|p| (spread * student.inverse_cdf(0.5 + 0.5 * p)).min(WIDEST));
        widths = Widths { relative: relative_width, ..nothing(Level::District) };
        if let Some((projected, came)) = relative(origin) {
            let seen = [Seen { school: 0, class: 0, projected, came }];
            tested.push(test(&widths, &seen, origin));
        }
    }
    (widths, tested)
}

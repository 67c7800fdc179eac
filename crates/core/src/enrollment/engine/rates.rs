//! The rates at which students move up: of a cell, a school, a network, the district.
//!
//! A cell's own rate is drawn toward what is usual around it, the more the fewer students it was
//! learned on: `(came + K × usual) / (from + K)`, an empirical-Bayes mean with a prior of `K`
//! students. What is usual is the district's rate for the grade, drawn in the same way toward
//! nothing but itself for a network, and multiplied for one method by the school's pull: how its
//! cohorts, all grades together, came compared with the district's.

use super::history::{History, step};
use crate::enrollment::model::{GRADES, Roll};

/// Students that a cell's prior counts for.
const CELL_PRIOR: f64 = 60.0;
/// Students that a network's prior counts for.
const NETWORK_PRIOR: f64 = 300.0;
/// Students that the prior of a school's pull counts for.
const PULL_PRIOR: f64 = 100.0;
/// How much less each earlier year counts in weighted rates.
pub const FADING: f64 = 0.6;
/// Years that weighted rates look back.
const LOOK_BACK: usize = 6;
/// A rate beyond these is an entry or an exit of students, not a cohort moving up.
const REGULAR: (f64, f64) = (0.5, 2.0);

/// Students who moved up, and the students whom they came from, by school and grade.
struct Moved {
    came: Vec<f64>,
    from: Vec<f64>,
}

impl Moved {
    fn rate(&self, cell: usize) -> Option<f64> {
        (self.from[cell] > 0.0).then(|| self.came[cell] / self.from[cell])
    }

    fn drawn(&self, cell: usize, usual: f64, prior: f64) -> f64 {
        (self.came[cell] + prior * usual) / (self.from[cell] + prior)
    }
}

fn pool(roll: &Roll, history: &History, origin: usize, years: usize, fading: f64) -> Moved {
    let schools = roll.schools().len();
    let mut moved = Moved { came: vec![0.0; schools * GRADES], from: vec![0.0; schools * GRADES] };
    for school in 0..schools {
        let mut weight = 1.0;
        for year in (history.starts[school] + 1..=origin).rev().take(years) {
            if !history.ruptured(school, year) {
                for grade in 0..GRADES {
                    if let Some((from, came)) = step(roll, school, year, grade) {
                        moved.came[school * GRADES + grade] += weight * came;
                        moved.from[school * GRADES + grade] += weight * from;
                    }
                }
            }
            weight *= fading;
        }
    }
    moved
}

/// The rates learned up to one year, by school and grade.
#[derive(Debug)]
pub struct Rates {
    /// Whether the cell is a cohort moving up, and not an entry.
    pub regular: Vec<bool>,
    /// The cell's rate over six years, earlier ones fading; the district's where there is none.
    pub weighted: Vec<f64>,
    /// The cell's last year's rate, drawn toward the network's.
    pub last_drawn: Vec<f64>,
    /// The cell's weighted rate, drawn toward the network's.
    pub drawn: Vec<f64>,
    /// The cell's weighted rate, drawn toward the network's times the school's pull.
    pub drawn_to_pull: Vec<f64>,
    /// The network's rate times the school's pull.
    pub pulled: Vec<f64>,
    /// The network's rate, which is the district's where there is no network.
    pub usual: Vec<f64>,
    /// By school: its pull over the years.
    pub pull: Vec<f64>,
    /// By school: its pull in the last year.
    pub last_pull: Vec<f64>,
    /// By school: whether the last step was a rupture.
    pub ruptured: Vec<bool>,
}

impl Rates {
    /// Learns the rates from the years up to and including `origin`.
    pub fn learn(roll: &Roll, history: &History, origin: usize) -> Rates {
        let schools = roll.schools().len();
        let one = pool(roll, history, origin, 1, 1.0);
        let three = pool(roll, history, origin, 3, 1.0);
        let long = pool(roll, history, origin, LOOK_BACK, FADING);
        let cells = schools * GRADES;
        let cohort: Vec<bool> = (0..cells)
            .map(|cell| three.rate(cell).is_some_and(|r| r > REGULAR.0 && r < REGULAR.1))
            .collect();
        let usual = usual_rates(roll, &long, &cohort);
        let pull_of = |moved: &Moved, school: usize| {
            let (mut came, mut expected) = (PULL_PRIOR, PULL_PRIOR);
            for cell in (school * GRADES + 1..(school + 1) * GRADES).filter(|c| cohort[*c]) {
                came += moved.came[cell];
                expected += moved.from[cell] * usual[cell];
            }
            came / expected
        };
        let pull: Vec<f64> = (0..schools).map(|school| pull_of(&long, school)).collect();
        let last_pull = (0..schools).map(|school| pull_of(&one, school)).collect();
        let pulled: Vec<f64> = (0..cells).map(|cell| usual[cell] * pull[cell / GRADES]).collect();
        // In a school that is new, or was upset, a cell without a rate moves up as the district does.
        let upset =
            |school: usize| history.starts[school] == origin || history.ruptured(school, origin);
        let regular: Vec<bool> = (0..cells)
            .map(|cell| {
                let unknown = three.from[cell] <= 0.0 && cell % GRADES > 0;
                cohort[cell] || unknown && upset(cell / GRADES)
            })
            .collect();
        let each = |rate: &dyn Fn(usize) -> f64| (0..cells).map(rate).collect::<Vec<f64>>();
        Rates {
            weighted: each(&|cell| long.rate(cell).unwrap_or(usual[cell])),
            last_drawn: each(&|cell| one.drawn(cell, usual[cell], CELL_PRIOR)),
            drawn: each(&|cell| long.drawn(cell, usual[cell], CELL_PRIOR)),
            drawn_to_pull: each(&|cell| long.drawn(cell, pulled[cell], CELL_PRIOR)),
            pulled,
            usual,
            pull,
            last_pull,
            ruptured: (0..schools).map(|s| history.ruptured(s, origin)).collect(),
            regular,
        }
    }
}

/// The district's rate of each grade, and each network's drawn toward it.
fn usual_rates(roll: &Roll, moved: &Moved, cohort: &[bool]) -> Vec<f64> {
    let schools = roll.schools();
    let networks = roll.networks().len();
    let mut usual = vec![1.0; schools.len() * GRADES];
    for grade in 0..GRADES {
        let mut sums = vec![(0.0, 0.0); networks];
        let (mut came, mut from) = (0.0, 0.0);
        for (school, mark) in schools.iter().enumerate() {
            let cell = school * GRADES + grade;
            if !cohort[cell] {
                continue;
            }
            came += moved.came[cell];
            from += moved.from[cell];
            if let Some(sum) = mark.network.and_then(|network| sums.get_mut(network)) {
                sum.0 += moved.came[cell];
                sum.1 += moved.from[cell];
            }
        }
        let district = if from > 0.0 { came / from } else { 1.0 };
        for (school, mark) in schools.iter().enumerate() {
            usual[school * GRADES + grade] = match mark.network.and_then(|n| sums.get(n)) {
                None => district,
                Some((came, from)) => (came + NETWORK_PRIOR * district) / (from + NETWORK_PRIOR),
            };
        }
    }
    usual
}

//! Which of a school's past may teach: where its history begins, and which years were ruptures.
//!
//! An id whose members vanished for a year, or that shares neither a grade nor the grade above with
//! its own year before, is another school under an old number: its history begins there. A year in
//! which a school's whole cohorts came far more or far less than they do in the district (an
//! opening, a merger, a closed neighbour, a campus renumbered), or for which an event is on record,
//! is a rupture: what happened in it is not a rate at which students usually move on.

use rayon::prelude::*;

use crate::enrollment::model::{Event, GRADES, Known, Roll, WIDTH};

/// A school whose cohorts came to more than this share of what was to be expected had a rupture.
const FAR_ABOVE: f64 = 1.35;
/// The same, below.
const FAR_BELOW: f64 = 0.72;
/// Students added to both sides of that comparison, so that a small school needs more to be far.
const SOFTENING: f64 = 20.0;
/// A cell that grew or shrank more than this from one grade to the next is an entry or an exit, and
/// says nothing about the school's cohorts.
const ORDINARY: (f64, f64) = (0.4, 2.5);

/// What may be learned from, as it stands at the end of a year.
#[derive(Debug)]
pub struct History {
    /// By school: the first year of its history.
    pub starts: Vec<usize>,
    /// By school and year: whether the step into that year was a rupture.
    pub ruptures: Vec<bool>,
    years: usize,
}

impl History {
    /// Reads the history of every school up to and including the year `origin`.
    pub fn read(roll: &Roll, events: &[Event], origin: usize) -> History {
        let schools = roll.schools().len();
        let starts = (0..schools).map(|school| start_of(roll, school, origin)).collect::<Vec<_>>();
        let mut ruptures = vec![false; schools * (origin + 1)];
        let columns: Vec<Vec<bool>> =
            (1..=origin).into_par_iter().map(|year| find_ruptures(roll, &starts, year)).collect();
        for (year, column) in (1..=origin).zip(columns) {
            for (school, ruptured) in column.into_iter().enumerate() {
                ruptures[school * (origin + 1) + year] = ruptured;
            }
        }
        for event in events.iter().filter(|event| event.year <= origin && event.year > 0) {
            for school in std::iter::once(event.school).chain(event.other) {
                ruptures[school * (origin + 1) + event.year] = true;
            }
        }
        History { starts, ruptures, years: origin + 1 }
    }

    /// Whether the step of a school into a year was a rupture.
    pub fn ruptured(&self, school: usize, year: usize) -> bool {
        self.ruptures[school * self.years + year]
    }
}

fn start_of(roll: &Roll, school: usize, origin: usize) -> usize {
    let mut start = 0;
    for year in 1..=origin {
        let (now, before) = (roll.grades(school, year), roll.grades(school, year - 1));
        let members = roll.total(school, year) > 0.0;
        let before_members = roll.total(school, year - 1) > 0.0;
        let same = now.iter().zip(before).any(|(a, b)| *a > 0.0 && *b > 0.0);
        let above = now[1..].iter().zip(before).any(|(a, b)| *a > 0.0 && *b > 0.0);
        if members && (!before_members || !(same || above)) {
            start = year;
        }
    }
    start
}

/// Whether the step from one year's row to the next can be read as students moving up: both sides
/// counted, and neither withheld.
pub fn step(roll: &Roll, school: usize, year: usize, grade: usize) -> Option<(f64, f64)> {
    let came = roll.row(school, year)[grade + 1];
    let from = roll.row(school, year - 1)[grade];
    let withheld = roll.known(school, year)[grade] == Known::Withheld
        || grade > 0 && roll.known(school, year - 1)[grade - 1] == Known::Withheld;
    (came > 0.0 && from > 0.0 && !withheld).then_some((from, came))
}

fn find_ruptures(roll: &Roll, starts: &[usize], year: usize) -> Vec<bool> {
    let ordinary = |school: usize, grade: usize| {
        (starts[school] < year)
            .then(|| step(roll, school, year, grade))
            .flatten()
            .filter(|(from, came)| (ORDINARY.0 * from..=ORDINARY.1 * from).contains(came))
    };
    let mut usual = [1.0; GRADES];
    for (grade, usual) in usual.iter_mut().enumerate().skip(1) {
        let (mut from, mut came) = (0.0, 0.0);
        for pair in (0..starts.len()).filter_map(|school| ordinary(school, grade)) {
            from += pair.0;
            came += pair.1;
        }
        if from > 0.0 {
            *usual = came / from;
        }
    }
    debug_assert_eq!(usual.len() + 1, WIDTH);
    (0..starts.len())
        .map(|school| {
            let (mut came, mut expected) = (SOFTENING, SOFTENING);
            for (grade, usual) in usual.iter().enumerate().skip(1) {
                if let Some(pair) = ordinary(school, grade) {
                    came += pair.1;
                    expected += pair.0 * usual;
                }
            }
            !(FAR_BELOW..=FAR_ABOVE).contains(&(came / expected))
        })
        .collect()
}

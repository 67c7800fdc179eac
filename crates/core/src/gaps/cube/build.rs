//! Rows to slices.

use rayon::prelude::*;

use super::profile::{CELLS, PROFILES, Profile};
use super::slice::{Block, Slice, Table, Touched};
use super::tally::{LevelTally, MeanTally, RateTally, Tally};
use super::{Outcomes, Values};

/// Grades are positions of the code set, and one more for "not known".
const GRADES: usize = 32;

/// The slice of one measure in one year.
pub fn build(outcomes: &Outcomes) -> Slice {
    match &outcomes.values {
        Values::Rate(values) => Slice::rate(table::<RateTally>(outcomes, values)),
        Values::Mean(values) => Slice::mean(table::<MeanTally>(outcomes, values)),
        Values::Levels(values) => Slice::levels(table::<LevelTally>(outcomes, values)),
    }
}

/// The slices of several measures and years, in the order given, on all cores.
pub fn build_all(outcomes: &[Outcomes]) -> Vec<Slice> {
    outcomes.par_iter().map(build).collect()
}

/// Where the rows of each school and grade begin, when they are put in order.
struct Order {
    /// For each row its block, counted over all schools and grades.
    block: Vec<u32>,
    /// For each block where its rows begin, and at the end the number of rows.
    starts: Vec<u32>,
}

fn order(outcomes: &Outcomes) -> Order {
    let schools = outcomes.school.iter().filter(|s| **s != u32::MAX).max().map_or(0, |s| s + 1);
    let block: Vec<u32> = outcomes
        .school
        .iter()
        .zip(&outcomes.grade)
        .map(|(school, grade)| {
            (*school).min(schools) * GRADES as u32 + u32::from(*grade).min(GRADES as u32 - 1)
        })
        .collect();
    let mut starts = vec![0_u32; (schools as usize + 1) * GRADES + 1];
    for b in &block {
        starts[*b as usize + 1] += 1;
    }
    for b in 1..starts.len() {
        starts[b] += starts[b - 1];
    }
    Order { block, starts }
}

fn table<T: Tally>(outcomes: &Outcomes, values: &[T::Value]) -> Table<T> {
    assert_eq!(values.len(), outcomes.len(), "a value a row");
    assert!(u32::try_from(values.len()).is_ok(), "under 2^32 rows of a measure and year");
    let order = order(outcomes);
    let mut next = order.starts.clone();
    let mut rows = vec![(Profile::UNKNOWN, T::Value::default()); values.len()];
    for ((block, profile), value) in order.block.iter().zip(&outcomes.profile).zip(values) {
        let place = &mut next[*block as usize];
        rows[*place as usize] = (*profile, *value);
        *place += 1;
    }
    let last_school = order.starts.len() / GRADES - 1;
    let mut table = Table::default();
    let mut dense: Vec<T> = std::iter::repeat_n(T::default(), PROFILES).collect();
    let mut occurring: Vec<Profile> = Vec::new();
    let mut cells = [T::default(); CELLS];
    let mut touched = Touched::default();
    for (block, ends) in order.starts.windows(2).enumerate() {
        let (start, end) = (ends[0] as usize, ends[1] as usize);
        if start == end {
            continue;
        }
        for (profile, value) in &rows[start..end] {
            let tally = &mut dense[profile.index()];
            if tally.n() == 0 {
                occurring.push(*profile);
            }
            tally.count(*value);
        }
        for profile in occurring.drain(..) {
            let tally = std::mem::take(&mut dense[profile.index()]);
            for cell in profile.cells() {
                let sum = &mut cells[usize::from(*cell)];
                if sum.n() == 0 {
                    touched[usize::from(*cell / 64)] |= 1 << (cell % 64);
                }
                sum.add(&tally);
            }
        }
        let (school, grade) = (block / GRADES, block % GRADES);
        let school = if school == last_school { u32::MAX } else { school as u32 };
        let grade = if grade == GRADES - 1 { u8::MAX } else { grade as u8 };
        table.push(Block::of(school, grade), &mut cells, &mut touched);
    }
    table
}

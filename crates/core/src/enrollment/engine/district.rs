//! The district as a whole, projected by itself, and the schools brought to agree with it.

use super::rates::FADING;
use crate::enrollment::model::{GRADES, Roll};

/// Earlier years that even weights of the two district projections are worth.
const PRIOR_YEARS: f64 = 4.0;
/// Variance of a school beyond its size, for each student squared.
const BEYOND_SIZE: f64 = 0.004;

/// All members by grade, moved up by the district's rates: the whole district, whichever schools
/// open or close. Kindergarten stays as it is.
pub fn move_up(roll: &Roll, origin: usize, horizon: usize) -> Vec<f64> {
    let sums = |year: usize| {
        let mut sums = [0.0; GRADES + 1];
        for school in 0..roll.schools().len() {
            for (sum, n) in sums.iter_mut().zip(roll.row(school, year)) {
                *sum += n;
            }
        }
        sums
    };
    let (mut came, mut from) = ([0.0; GRADES], [0.0; GRADES]);
    let mut weight = 1.0;
    for year in (1..=origin).rev().take(6) {
        let (now, before) = (sums(year), sums(year - 1));
        for grade in 1..GRADES {
            came[grade] += weight * now[grade + 1];
            from[grade] += weight * before[grade];
        }
        weight *= FADING;
    }
    let mut members = [0.0; GRADES];
    members.copy_from_slice(&sums(origin)[1..]);
    (0..horizon)
        .map(|_| {
            let before = members;
            for grade in 1..GRADES {
                // A grade without one below it in the district stays as it is.
                if from[grade] > 0.0 {
                    members[grade] = before[grade - 1] * came[grade] / from[grade];
                }
            }
            members.iter().sum()
        })
        .collect()
}

/// How much the district's own projection counts beside the sum of its schools, from the relative
/// errors of both in earlier years; even where there are none.
pub fn learn_weight(errors: &[(f64, f64)]) -> f64 {
    let apart: f64 = errors.iter().map(|(sum, own)| (sum - own).powi(2)).sum();
    if errors.is_empty() || apart <= 0.0 {
        return 0.5;
    }
    let prior = PRIOR_YEARS * apart / errors.len() as f64;
    let toward: f64 = errors.iter().map(|(sum, own)| sum * (sum - own)).sum();
    ((toward + 0.5 * prior) / (apart + prior)).clamp(0.0, 1.0)
}

/// Brings the schools to a district total, each by its share of the variance of all. Cells that are
/// known (`fixed`, by position, in order) stay as they are.
pub fn agree(cells: &mut [f64], fixed: &[usize], district: f64) {
    let free = |cell: usize| fixed.binary_search(&cell).is_err();
    let totals: Vec<f64> = cells
        .chunks_exact(GRADES)
        .enumerate()
        .map(|(school, own)| {
            let own = own.iter().enumerate();
            own.filter(|(grade, _)| free(school * GRADES + grade)).map(|(_, n)| n).sum()
        })
        .collect();
    let sum: f64 = cells.iter().sum();
    let variance = |total: &f64| total + BEYOND_SIZE * total * total;
    let all: f64 = totals.iter().map(variance).sum();
    if all <= 0.0 {
        return;
    }
    for (school, total) in totals.iter().enumerate().filter(|(_, total)| **total > 0.0) {
        let factor = (1.0 + (district - sum) * variance(total) / all / total).max(0.0);
        for cell in (school * GRADES..(school + 1) * GRADES).filter(|cell| free(*cell)) {
            cells[cell] *= factor;
        }
    }
}

//! The plain methods that a district may use today, exactly as a spreadsheet does them: the bar.

use crate::enrollment::model::{GRADES, Roll};

/// A plain method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Plain {
    /// Same as last year.
    LastYear,
    /// Grade progression: each cell's own ratio over this many years, each year's weight this much
    /// of the next one's. Kindergarten is the mean of the last two years; a cell without a ratio
    /// stays as it is.
    Progression(usize, f64),
    /// The same with the mean of the yearly ratios in place of the ratio of the sums.
    MeanRatio(usize),
}

impl Plain {
    /// The next year's cells and the ratios' cells stay the same for every year ahead.
    pub fn walk(self, roll: &Roll, origin: usize, horizon: usize) -> Vec<Vec<f64>> {
        let schools = roll.schools().len();
        let mut now = Vec::with_capacity(schools * GRADES);
        for school in 0..schools {
            now.extend_from_slice(roll.grades(school, origin));
        }
        let ratios = match self {
            Plain::LastYear => return vec![now; horizon],
            Plain::Progression(years, fading) => ratios(roll, origin, years, fading),
            Plain::MeanRatio(years) => mean_ratios(roll, origin, years),
        };
        let mut kindergarten = Vec::with_capacity(schools);
        for school in 0..schools {
            let before = roll.grades(school, origin.saturating_sub(1))[0];
            kindergarten.push(0.5 * (now[school * GRADES] + before));
        }
        let mut ahead = Vec::with_capacity(horizon);
        for _ in 0..horizon {
            let mut next = now.clone();
            for school in 0..schools {
                next[school * GRADES] = kindergarten[school];
                for cell in school * GRADES + 1..(school + 1) * GRADES {
                    if let Some(ratio) = ratios[cell] {
                        next[cell] = now[cell - 1] * ratio;
                    }
                }
            }
            now = next.clone();
            ahead.push(next);
        }
        ahead
    }
}

fn ratios(roll: &Roll, origin: usize, years: usize, fading: f64) -> Vec<Option<f64>> {
    let mut ratios = vec![None; roll.schools().len() * GRADES];
    for school in 0..roll.schools().len() {
        for grade in 1..GRADES {
            let (mut came, mut from, mut weight) = (0.0, 0.0, 1.0);
            for year in (1..=origin).rev().take(years) {
                came += weight * roll.grades(school, year)[grade];
                from += weight * roll.grades(school, year - 1)[grade - 1];
                weight *= fading;
            }
            if from > 0.0 {
                ratios[school * GRADES + grade] = Some(came / from);
            }
        }
    }
    ratios
}

fn mean_ratios(roll: &Roll, origin: usize, years: usize) -> Vec<Option<f64>> {
    let cells = 0..roll.schools().len() * GRADES;
    cells
        .map(|cell| {
            let (school, grade) = (cell / GRADES, cell % GRADES);
            let below = grade.checked_sub(1)?;
            let ratios: Vec<f64> = (1..=origin)
                .rev()
                .take(years)
                .filter_map(|year| {
                    let from = roll.grades(school, year - 1)[below];
                    (from > 0.0).then(|| roll.grades(school, year)[grade] / from)
                })
                .collect();
            (!ratios.is_empty()).then(|| ratios.iter().sum::<f64>() / ratios.len() as f64)
        })
        .collect()
}

//! The plain methods, their errors and a projection's sums, done again simply and slowly.

use std::collections::BTreeMap;

use super::model::{Banded, GRADES, Inputs, Known, Projection, Roll};

/// Something that a projection has wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// Where: years ahead, school's number if any.
    pub place: (usize, Option<String>),
    /// What is wrong.
    pub what: String,
}

/// Everything in which a projection disagrees with itself or with the roll. Empty when it is right.
pub fn check(inputs: &Inputs, projection: &Projection) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut say = |ahead: usize, school: Option<&str>, what: String| {
        wrong.push(Wrong { place: (ahead, school.map(str::to_owned)), what });
    };
    if projection.schools != inputs.roll.schools() {
        say(0, None, "its schools are not the roll's".to_owned());
        return wrong;
    }
    for ahead in 1..=projection.horizon {
        let mut all = 0.0;
        for (school, mark) in projection.schools.iter().enumerate() {
            let grades: f64 = (0..GRADES).map(|g| projection.cell(ahead, school, g).value).sum();
            let total = projection.total(ahead, school);
            if (grades - total.value).abs() > 1e-6 * grades.max(1.0) {
                let what = format!("grades add up to {grades}, the school is {}", total.value);
                say(ahead, Some(&mark.id), what);
            }
            let cells = (0..GRADES).map(|g| projection.cell(ahead, school, g));
            for banded in cells.chain([total]) {
                if let Some(what) = out_of_order(banded) {
                    say(ahead, Some(&mark.id), what);
                }
            }
            all += total.value;
        }
        let district = &projection.district[ahead - 1];
        if (all - district.value).abs() > 1e-6 * all.max(1.0) {
            say(
                ahead,
                None,
                format!("schools add up to {all}, the district is {}", district.value),
            );
        }
        if let Some(what) = out_of_order(district) {
            say(ahead, None, what);
        }
    }
    wrong
}

fn out_of_order(banded: &Banded) -> Option<String> {
    let Banded { value, half, most, nearly_all } = *banded;
    let inside = |a: (f64, f64), b: (f64, f64)| b.0 <= a.0 && a.1 <= b.1;
    let sound = value >= 0.0 && half.0 >= 0.0 && half.0 <= half.1;
    let nested = inside(half, most) && inside(most, nearly_all);
    (!sound || !nested).then(|| format!("bands out of order: {banded:?}"))
}

/// Cells by school and grade.
pub type Cells = BTreeMap<(usize, usize), f64>;

fn counted(roll: &Roll, year: usize, school: usize, grade: usize) -> f64 {
    roll.grades(school, year)[grade]
}

/// As many as in the year `origin`, in every year after it.
pub fn last_year(roll: &Roll, origin: usize) -> Cells {
    let mut cells = Cells::new();
    for school in 0..roll.schools().len() {
        for grade in 0..GRADES {
            cells.insert((school, grade), counted(roll, origin, school, grade));
        }
    }
    cells
}

/// One year ahead by grade progression: those of the grade below times the ratio of all who came to
/// all whom they came from over `years` years; kindergarten as the mean of two years; as many as
/// this year where no ratio can be taken.
pub fn progression(roll: &Roll, origin: usize, years: usize) -> Cells {
    let mut cells = last_year(roll, origin);
    for school in 0..roll.schools().len() {
        let before = counted(roll, origin - 1, school, 0);
        cells.insert((school, 0), (counted(roll, origin, school, 0) + before) / 2.0);
        for grade in 1..GRADES {
            let (mut came, mut from) = (0.0, 0.0);
            for back in 0..years {
                if origin > back {
                    came += counted(roll, origin - back, school, grade);
                    from += counted(roll, origin - back - 1, school, grade - 1);
                }
            }
            if from > 0.0 {
                let below = counted(roll, origin, school, grade - 1);
                cells.insert((school, grade), below * came / from);
            }
        }
    }
    cells
}

/// The same with the mean of the yearly ratios.
pub fn mean_ratio(roll: &Roll, origin: usize, years: usize) -> Cells {
    let mut cells = progression(roll, origin, years);
    for school in 0..roll.schools().len() {
        for grade in 1..GRADES {
            let (mut sum, mut n) = (0.0, 0.0);
            for back in 0..years {
                let from = match origin.checked_sub(back + 1) {
                    Some(before) => counted(roll, before, school, grade - 1),
                    None => 0.0,
                };
                if from > 0.0 {
                    sum += counted(roll, origin - back, school, grade) / from;
                    n += 1.0;
                }
            }
            if n > 0.0 {
                cells.insert((school, grade), counted(roll, origin, school, grade - 1) * sum / n);
            }
        }
    }
    cells
}

/// The weighted absolute percentage errors of cells and of schools' totals, as shares: over schools
/// with members at the origin and in the year projected, and cells that were not withheld.
pub fn wape(roll: &Roll, origin: usize, year: usize, cells: &Cells) -> (f64, f64) {
    let (mut off, mut all, mut school_off) = (0.0, 0.0, 0.0);
    for school in 0..roll.schools().len() {
        let members =
            |year: usize| (0..GRADES).map(|g| counted(roll, year, school, g)).sum::<f64>();
        if members(origin) == 0.0 || members(year) == 0.0 {
            continue;
        }
        let mut difference = 0.0;
        for grade in 0..GRADES {
            if roll.known(school, year)[grade] == Known::Withheld {
                continue;
            }
            let came = counted(roll, year, school, grade);
            let projected = cells.get(&(school, grade)).copied().unwrap_or(0.0);
            off += (projected - came).abs();
            difference += projected - came;
            all += came;
        }
        school_off += difference.abs();
    }
    (off / all, school_off / all)
}

/// The share of numbers that lie within their bands, ends included.
pub fn coverage(bands: &[(f64, f64)], came: &[f64]) -> f64 {
    let held = bands.iter().zip(came).filter(|((low, high), came)| low <= came && *came <= high);
    held.count() as f64 / came.len() as f64
}

//! Fair? What schools have beside what their students need, and the same by student group.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Fewer schools than this give no line.
pub const FEWEST: usize = 8;
/// A school is off the line beyond so many standard deviations (externally studentized).
pub const OFF: f64 = 2.0;

/// One school: its need, what it has, and how many students that is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Has {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Students.
    pub students: u64,
    /// Need; a higher one is a higher need.
    pub need: f64,
    /// What it has: dollars a student, a share of teachers, students in a class.
    pub has: f64,
}

/// A school beside the line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Students.
    pub students: u64,
    /// Its need.
    pub need: f64,
    /// What it has.
    pub has: f64,
    /// What the line gives a school of its need.
    pub line: f64,
    /// How far it is off, in standard deviations without itself.
    pub off: f64,
}

/// The line: what a school of some need has, weighted by students.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What one unit of need more goes with.
    pub slope: f64,
    /// Its 95% interval.
    pub slope_interval: (f64, f64),
    /// What a school without need has.
    pub at_zero: f64,
    /// The share of the differences between schools that need goes with.
    pub explained: f64,
    /// Students that stand behind it.
    pub students: u64,
    /// Schools, by need.
    pub schools: Vec<Beside>,
    /// The mean over students of the quarter of schools with the least need, and the most.
    pub quarters: (f64, f64),
}

/// The line through schools, by least squares weighted by students. `None` for too few schools or
/// where all have the same need.
pub fn line(schools: &[Has]) -> Option<Line> {
    let n = schools.len();
    if n < FEWEST {
        return None;
    }
    let weight = |school: &Has| school.students as f64;
    let total: f64 = schools.iter().map(weight).sum();
    let mean =
        |of: &dyn Fn(&Has) -> f64| schools.iter().map(|s| weight(s) * of(s)).sum::<f64>() / total;
    let (need, has) = (mean(&|s| s.need), mean(&|s| s.has));
    let over = |a: &dyn Fn(&Has) -> f64, b: &dyn Fn(&Has) -> f64| {
        schools.iter().map(|s| weight(s) * a(s) * b(s)).sum::<f64>()
    };
    let (x, y) = (|s: &Has| s.need - need, |s: &Has| s.has - has);
    let (sxx, sxy, syy) = (over(&x, &x), over(&x, &y), over(&y, &y));
    if total <= 0.0 || sxx <= 1e-12 {
        return None;
    }
    let slope = sxy / sxx;
    let at_zero = has - slope * need;
    let free = (n - 2) as f64;
    let left = (syy - slope * sxy).max(0.0);
    let t = StudentsT::new(0.0, 1.0, free).ok()?.inverse_cdf(0.975);
    let error = (left / free / sxx).sqrt();
    let mut beside: Vec<Beside> = schools
        .iter()
        .map(|school| {
            let line = at_zero + slope * school.need;
            let (w, residual) = (weight(school), school.has - line);
            let leverage = w * (1.0 / total + x(school).powi(2) / sxx);
            let without =
                (left - w * residual * residual / (1.0 - leverage).max(1e-9)) / (free - 1.0);
            let scale = (without.max(1e-12) * (1.0 - leverage).max(1e-9) / w.max(1e-9)).sqrt();
            Beside {
                id: school.id.clone(),
                name: school.name.clone(),
                students: school.students,
                need: school.need,
                has: school.has,
                line,
                off: if residual.abs() < 1e-9 { 0.0 } else { residual / scale },
            }
        })
        .collect();
    beside.sort_by(|a, b| a.need.total_cmp(&b.need).then_with(|| a.id.cmp(&b.id)));
    let quarter = n.div_ceil(4);
    let of = |part: &[Beside]| {
        let students: f64 = part.iter().map(|s| s.students as f64).sum();
        part.iter().map(|s| s.students as f64 * s.has).sum::<f64>() / students.max(1e-9)
    };
    Some(Line {
        slope,
        slope_interval: (slope - t * error, slope + t * error),
        at_zero,
        explained: if syy > 0.0 { 1.0 - left / syy } else { 0.0 },
        students: schools.iter().map(|s| s.students).sum(),
        quarters: (of(&beside[..quarter]), of(&beside[n - quarter..])),
        schools: beside,
    })
}

/// One student group: what the school of an average student of it has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupHas {
    /// The group in words.
    pub name: String,
    /// Its students.
    pub students: u64,
    /// The mean over its students of what their schools have.
    pub has: f64,
    /// The same over all other students.
    pub others: f64,
}

/// What schools have, by group: `counts` are the group's students by school, in the order of the
/// schools.
pub fn by_group(name: &str, schools: &[Has], counts: &[u64]) -> Option<GroupHas> {
    let inside: u64 = counts.iter().sum();
    let all: u64 = schools.iter().map(|s| s.students).sum();
    let others = all.checked_sub(inside)?;
    if inside == 0 || others == 0 {
        return None;
    }
    let mean = |of: &dyn Fn(usize) -> u64, n: u64| {
        schools.iter().enumerate().map(|(at, s)| of(at) as f64 * s.has).sum::<f64>() / n as f64
    };
    let count = |at: usize| counts.get(at).copied().unwrap_or(0);
    Some(GroupHas {
        name: name.to_owned(),
        students: inside,
        has: mean(&count, inside),
        others: mean(&|at| schools[at].students.saturating_sub(count(at)), others),
    })
}

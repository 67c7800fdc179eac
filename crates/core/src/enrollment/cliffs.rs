//! Cliffs: the chance that a grade needs one section more, or one less, than it looks like.
//!
//! Whose class sizes these are is [`super::policy::From`]: of the budget formula that the district
//! adopted, else of its own file, else a published default that says it is not the district's.

use serde::Serialize;

use super::model::{GRADES, Projection};
use super::policy::Sections;

/// The smallest chance that is worth a line.
pub const WORTH_A_LINE: f64 = 0.10;

/// One grade of one school near a section threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cliff {
    /// Position of the school.
    pub school: usize,
    /// The grade, from 0.
    pub grade: usize,
    /// Years ahead, from 1.
    pub ahead: usize,
    /// Students projected.
    pub students: f64,
    /// Most students of one section.
    pub most: u32,
    /// Sections that the projected students make.
    pub sections: u32,
    /// Students from which on there must be one section more.
    pub more_at: u32,
    /// The chance that there are so many.
    pub chance_more: f64,
    /// Students down to which there is one section less; `None` for a single section.
    pub fewer_at: Option<u32>,
    /// The chance that there are no more than that.
    pub chance_fewer: f64,
}

impl Cliff {
    /// The larger of both chances.
    pub fn chance(&self) -> f64 {
        self.chance_more.max(self.chance_fewer)
    }
}

/// Every grade that is projected for the first `ahead` years and is worth a line, likeliest first
/// within a year.
pub fn list(projection: &Projection, sections: &Sections, ahead: usize) -> Vec<Cliff> {
    let mut cliffs = Vec::new();
    for step in 1..=ahead.min(projection.horizon) {
        for school in 0..projection.schools.len() {
            for grade in 0..GRADES {
                let banded = projection.cell(step, school, grade);
                let most = sections.in_force(projection.year(step), grade);
                let Some(most) = most.filter(|_| banded.value >= 1.0) else { continue };
                let students = banded.value.round() as u32;
                let made = students.div_ceil(most).max(1);
                let more_at = made * most + 1;
                let fewer_at = (made > 1).then(|| (made - 1) * most);
                let cliff = Cliff {
                    school,
                    grade,
                    ahead: step,
                    students: banded.value,
                    most,
                    sections: made,
                    more_at,
                    chance_more: banded.chance_of_at_least(f64::from(more_at)),
                    fewer_at,
                    chance_fewer: fewer_at
                        .map_or(0.0, |at| 1.0 - banded.chance_of_at_least(f64::from(at) + 1.0)),
                };
                if cliff.chance() >= WORTH_A_LINE {
                    cliffs.push(cliff);
                }
            }
        }
    }
    cliffs.sort_by(|a, b| {
        let place = |c: &Cliff| (c.ahead, c.school, c.grade);
        a.ahead.cmp(&b.ahead).then(b.chance().total_cmp(&a.chance())).then(place(a).cmp(&place(b)))
    });
    cliffs
}

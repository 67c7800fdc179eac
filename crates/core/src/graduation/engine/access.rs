//! Fair access: who was ready for advanced courses and who takes them; what a school does not offer.

use crate::district::{CreditStatus, Facts, Noun, Section};
use crate::graduation::model::Transcript;
use crate::graduation::policy::{Asks, Worth};

use super::rules::Rules;
use super::study::Study;

/// One student of grade 11 or 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// The member, by position on the roll.
    pub member: usize,
    /// Whether the average in core courses before the year is as high as the diploma's file asks, of
    /// everybody alike; nothing without marks.
    pub ready: Option<bool>,
    /// Whether the student takes an advanced course this year.
    pub takes: bool,
}

/// Every member of grades 11 and 12.
pub fn list_access(study: &Study<'_>) -> Vec<Access> {
    (0..study.roll.members.len())
        .filter(|at| matches!(study.member(*at).grade, 11 | 12))
        .map(|at| {
            let (rules, student) = (study.rules_of(at), study.transcript(at));
            let year = study.as_of.year.end();
            let takes =
                student.lines.iter().any(|l| l.year == year && rules.catalog.is_advanced(l.course));
            let average = core_average(rules, &student, year);
            Access {
                member: at,
                ready: average.map(|a| a + 1e-9 >= rules.diploma.ready_average),
                takes,
            }
        })
        .collect()
}

fn core_average(rules: &Rules<'_>, student: &Transcript<'_>, before: i16) -> Option<f64> {
    let (mut points, mut credits) = (0.0, 0.0);
    for line in student.lines {
        let counts = line.year < before
            && line.status == CreditStatus::Earned as u8
            && rules.catalog.is_core(line.course)
            && !(0..9).contains(&line.grade);
        if let (true, Worth::Points(worth)) = (counts, rules.worth(line)) {
            points += worth * f64::from(line.attempted);
            credits += f64::from(line.attempted);
        }
    }
    (credits > 0.0).then(|| points / credits)
}

/// For each school with sections this year, the credit requirements of the latest cohort for which no
/// section counts: school, by position, and the requirement's name.
pub fn list_not_offered(study: &Study<'_>, facts: &Facts) -> Vec<(u32, String)> {
    let Some(batch) = facts.find(&Section::TABLE, study.as_of.year) else { return Vec::new() };
    let Some(rules) = study.rules.iter().max_by_key(|rules| rules.entered) else {
        return Vec::new();
    };
    let (schools, courses) = (batch.column("school_id"), batch.column("course_id"));
    let mut offered = vec![None; study.roll.schools.len()];
    for row in 0..batch.len() {
        let id = schools.text(row).unwrap_or_default();
        let Ok(school) = study.roll.schools.binary_search_by(|(known, _)| known.as_str().cmp(id))
        else {
            continue;
        };
        let course = courses.text(row).and_then(|id| study.records.catalog.find(id));
        let bits = course.map_or(0, |course| rules.course_bits[course as usize]);
        *offered[school].get_or_insert(0u64) |= bits;
    }
    let mut lacking = Vec::new();
    for (school, bits) in offered.into_iter().enumerate() {
        let Some(bits) = bits else { continue };
        for at in &rules.active {
            let requirement = &rules.diploma.requirements[*at];
            let asked = matches!(requirement.asks, Asks::Credit { units, .. } if units > 0);
            // An option that is not offered leaves the others.
            if asked && requirement.option.is_none() && bits & 1 << at == 0 {
                lacking.push((school as u32, requirement.name.clone()));
            }
        }
    }
    lacking
}

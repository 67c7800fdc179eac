//! Measures in words: what one row is, and how rows become a figure.

use traction_core::district::SchoolYear;
use traction_core::gaps::Measure;
use traction_core::gaps::policy::{Authority, FigureKind};

/// What one row of a measure is.
pub fn row_words(grain: &str) -> &'static str {
    match grain {
        "attendance" => "one student’s year of attendance",
        "assessment" => "one student’s result on one assessment",
        "graduation_cohort" => "one student of the class that was to graduate that year",
        "ninth_grade" => "one student in grade 9 for the first time",
        "course_taking" => "one student of grades 6 to 12 and the courses taken so far",
        "discipline" => "one student and the actions taken in the year",
        "teacher_access" => "one student and the experience of that student’s teachers",
        "instruction" => "one student and the minutes a day in grade-level core courses",
        "published_attendance" => "students of a school and group whom the publisher counted",
        _ => "one student",
    }
}

/// How rows become a figure.
pub fn figure_words(measure: &Measure) -> &'static str {
    match measure.kind {
        FigureKind::Rate => "The share of those counted for whom it is true.",
        FigureKind::Mean => "The mean over those counted.",
        FigureKind::Levels => "The mean level; how many stand at each level is kept as well.",
    }
}

/// The years that a definition governs, in words; empty when it governs all.
pub fn force_words(authority: &Authority) -> String {
    let year = |year: Option<SchoolYear>| year.map(|year| year.to_string());
    match (year(authority.in_force_from), year(authority.in_force_until)) {
        (None, None) => String::new(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("from {from} until {until}"),
    }
}

/// What no measure of this kind says.
pub fn silent_on(measure: &Measure) -> Vec<&'static str> {
    let mut words = vec![
        "It does not say why a gap is there, nor what any one student will do.",
        "It does not say what a school added: students come to schools with different starts.",
    ];
    match measure.grain.id() {
        "attendance" | "published_attendance" => {
            words.push("It does not say why students were absent; excused and unexcused count alike unless the rule says otherwise.");
        }
        "discipline" => {
            words.push("It counts what was written down: schools differ in what they write down.");
        }
        "assessment" => {
            words.push("Students who were not tested are not in it; who is tested differs by group and school.");
        }
        "graduation_cohort" => {
            words.push("Students whose leaving was not documented count as still in the class.");
        }
        _ => {}
    }
    words
}

//! The test vendor's file: the latest state results under headers of its own.

use traction_core::district::{Batch, SchoolYear};
use traction_core::sample::{NOW, year_at};

/// Where it is written.
pub(super) const VENDOR_FILE: &str = "vendor/STATE_Results_Spring2026.csv";

/// The vendor's headers.
pub(super) const HEADS: [&str; 10] = [
    "AdminYear",
    "LocalStudentID",
    "TestedSchoolCode",
    "Program",
    "Subject",
    "TestedGrade",
    "TestDate",
    "ScaleScore",
    "AchievementLevel",
    "MetStandard",
];

/// The mapping that reads it.
pub(super) const MAPPING: &str = r#"# How the state test vendor's columns read as the `assessments` table.
file = "STATE_Results_*.csv"

[[table]]
name = "assessments"
[table.columns]
school_year = { from = "AdminYear", values = { "SPRING 2026" = "2025-26" } }
student_id = "LocalStudentID"
school_id = "TestedSchoolCode"
assessment = "Program"
academic_subject = { from = "Subject", values = { "SCI" = "science" } }
grade_level = "TestedGrade"
administration_date = "TestDate"
scale_score = { from = "ScaleScore", missing = { "NT" = "not collected" } }
performance_level = { from = "AchievementLevel", missing = { "NT" = "not collected" } }
performance_level_met = { from = "MetStandard", missing = { "NT" = "not collected" } }
"#;

/// Whether a row is one that the vendor reports: state results of the last finished year.
pub(super) fn is_vendors(year: Option<SchoolYear>, batch: &Batch, row: usize) -> bool {
    year == Some(year_at(NOW - 1))
        && batch.table().name == "assessments"
        && batch.column("assessment").text(row) == Some("STATE")
}

/// A row in the vendor's words.
pub(super) fn list_cells(batch: &Batch, row: usize) -> Vec<String> {
    let mut cells = super::cells::list_cells(batch, row);
    cells[0] = "SPRING 2026".to_owned();
    cells[4] = match cells[4].as_str() {
        "mathematics" => "MATH",
        "english_language_arts" => "ELA",
        "science" => "SCI",
        other => other,
    }
    .to_owned();
    cells[5] = cells[5].trim_start_matches('0').to_owned();
    for cell in &mut cells[7..] {
        match cell.as_str() {
            "not collected" => "NT".clone_into(cell),
            "true" => "Yes".clone_into(cell),
            "false" => "No".clone_into(cell),
            _ => {}
        }
    }
    cells
}

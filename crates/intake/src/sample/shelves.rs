//! Where each table's export goes, and how the system that writes it writes.

use traction_core::district::{Batch, SchoolYear, Table};
use traction_core::sample::Size;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// UTF-8 with commas.
    Plain,
    /// UTF-8 with commas and a byte-order mark, as spreadsheets save it.
    Marked,
    /// Windows-1252 with semicolons, as the old system wrote.
    Old,
    /// UTF-8 with commas, gzipped.
    Packed,
}

impl Style {
    /// What stands between cells.
    pub const fn separator(self) -> char {
        match self {
            Style::Old => ';',
            Style::Plain | Style::Marked | Style::Packed => ',',
        }
    }
}

/// The year that the old student information system wrote: 2018–19, its last.
pub(super) const OLD_YEAR: i16 = 2019;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shelf {
    /// Path inside the folder, with `/`.
    pub path: String,
    /// Whether it is an archive of people who had left.
    pub archive: bool,
}

/// The folder of the office that keeps a table.
fn office(table: &Table) -> &'static str {
    match table.name {
        "staff" | "staff_assignments" | "positions" => "hr",
        "budget_lines" => "finance",
        "programs" | "applications" | "choices" | "enrollment_events" | "school_offers"
        | "kindergarten_pool" | "registrations" => "enrollment_office",
        "school_enrollment" | "school_attendance" => "state",
        "surveys" => "surveys",
        "post_graduation_plans" => "counseling",
        _ => "sis",
    }
}

/// Tables whose files grow too large to send unpacked from a metro.
fn is_heavy(table: &Table) -> bool {
    matches!(
        table.name,
        "student_groups"
            | "enrollments"
            | "attendance"
            | "assessments"
            | "transcripts"
            | "section_students"
            | "students"
    )
}

/// The file of a table and year, and its style.
pub(super) fn shelve(
    size: Size,
    table: &Table,
    year: Option<SchoolYear>,
    archive: bool,
) -> (Shelf, Style) {
    let folder = office(table);
    let style = match year {
        _ if archive => Style::Old,
        Some(year)
            if year.end() == OLD_YEAR
                && matches!(table.name, "staff" | "student_groups" | "enrollments") =>
        {
            Style::Old
        }
        _ if size == Size::Metro && is_heavy(table) => Style::Packed,
        _ if table.name == "students" || table.name == "schools" => Style::Marked,
        _ => Style::Plain,
    };
    let end = if style == Style::Packed { "csv.gz" } else { "csv" };
    let path = match year {
        Some(year) => format!("{folder}/{0}_{1}.{end}", table.name, year.end()),
        None if archive => format!("{folder}/{}_archive.{end}", table.name),
        None => format!("{folder}/{}.{end}", table.name),
    };
    (Shelf { path, archive }, style)
}

/// Whether a student's row belongs to the old system's archive: too old to be in school after it.
pub(super) fn is_archived(batch: &Batch, row: usize) -> bool {
    batch.table().name == "students"
        && batch
            .column("birth_date")
            .date(row)
            .is_some_and(|born| born < jiff::civil::date(2000, 9, 1))
}

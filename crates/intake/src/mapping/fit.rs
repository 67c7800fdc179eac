//! Whether the settings of a mapping fit one another and the columns that they fill.

use traction_core::district::{Kind, Spec};

use super::model::{ColumnMapping, TableMapping};
use crate::source::can_delimit;

/// The sign that a mapping says stands between cells, or why it cannot.
pub(super) fn find_delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if can_delimit(*byte) => Ok(*byte),
        _ => Err(format!(
            "`{}` cannot stand between cells; write one sign, such as \",\", \";\", \"|\" or \"\\t\"",
            text.escape_default()
        )),
    }
}

/// What is wrong with the settings of one column, in words.
pub(super) fn check_column(spec: &Spec, column: &ColumnMapping) -> Vec<String> {
    let mut wrong = Vec::new();
    match (&column.constant, column.from.is_empty()) {
        (Some(_), false) => wrong.push("give a constant or a column, not both".to_owned()),
        (None, true) => wrong.push("say which column it comes `from`, or a `constant`".to_owned()),
        _ => {}
    }
    if column.constant.is_some() && !column.fall_back.is_empty() {
        wrong.push("a constant needs no `fall_back`".to_owned());
    }
    if !column.with.is_empty() && column.from.len() < 2 {
        wrong.push("`with` stands between the parts of a `join` of two or more columns".to_owned());
    }
    let fits = |kinds: &[Kind]| kinds.iter().any(|kind| same(*kind, spec.kind));
    let holds = describe_kind(spec.kind);
    if column.year.is_some() && !fits(&[Kind::Year]) {
        wrong.push(format!("`year` is for school years; this column holds {holds}"));
    }
    if column.date.is_some() && !fits(&[Kind::Date]) {
        wrong.push(format!("`date` is for dates; this column holds {holds}"));
    }
    if column.scale.is_some() && !fits(&[Kind::Integer, Kind::Number, Kind::Money]) {
        wrong.push(format!("`scale` is for numbers; this column holds {holds}"));
    }
    if column.pad.is_some() && !fits(&[Kind::Id, Kind::Text]) {
        wrong.push(format!("`pad` is for identifiers; this column holds {holds}"));
    }
    if let Some(form) = &column.date
        && jiff::fmt::strtime::format(form, jiff::civil::date(2026, 8, 24)).is_err()
    {
        wrong.push(format!("`{form}` is no form of date; write for example \"%m/%d/%Y\""));
    }
    wrong
}

/// Required columns that nothing fills: name, and why it is needed.
pub(super) fn list_absent(made: &TableMapping) -> Vec<(String, String)> {
    let mut absent = Vec::new();
    for spec in made.table.columns.iter().filter(|spec| spec.required) {
        let filled = made.columns.iter().any(|(name, _)| *name == spec.name);
        let unpivoted =
            made.unpivot.as_ref().is_some_and(|u| u.code == spec.name || u.value == spec.name);
        if !filled && !unpivoted {
            let why = format!(
                "every row of {} needs it; name a column, or a {{ constant = … }}",
                made.table.name
            );
            absent.push((spec.name.to_owned(), why));
        }
    }
    absent
}

fn same(a: Kind, b: Kind) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// What a column of a kind holds, in words.
pub(super) fn describe_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Id => "identifiers",
        Kind::Year => "school years",
        Kind::Date => "dates",
        Kind::Time => "times of day",
        Kind::Integer => "whole numbers",
        Kind::Number => "numbers",
        Kind::Money => "money",
        Kind::Flag => "true or false",
        Kind::Code(_) => "codes",
    }
}

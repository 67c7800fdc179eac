//! [`Mapping`] → the text of a mapping file. Parsing it again gives the same mapping.

use std::fmt::Write;

use super::model::{
    CASE_WORDS, ColumnMapping, Condition, MISSING_WORDS, Mapping, TableMapping, Unpivot,
    YEAR_WORDS, word_of,
};

/// The text of a mapping file.
pub fn write_mapping(mapping: &Mapping) -> String {
    let mut text = write_heading(mapping);
    for table in &mapping.tables {
        text.push('\n');
        write_table(&mut text, table, |_| None);
    }
    text
}

/// The settings that stand before the first table.
pub(super) fn write_heading(mapping: &Mapping) -> String {
    let mut text = String::new();
    let file = match mapping.files.as_slice() {
        [one] => quote(one),
        many => list(many),
    };
    push(&mut text, "file", &file);
    if let Some(sheet) = &mapping.sheet {
        push(&mut text, "sheet", &quote(sheet));
    }
    if let Some(encoding) = mapping.form.encoding {
        push(&mut text, "encoding", &quote(encoding.word()));
    }
    if let Some(delimiter) = mapping.form.delimiter {
        push(&mut text, "delimiter", &quote(&char::from(delimiter).to_string()));
    }
    text
}

/// One `[[table]]`; `remark` gives the comment above one of our columns.
pub(super) fn write_table(
    text: &mut String,
    table: &TableMapping,
    remark: impl Fn(&str) -> Option<String>,
) {
    text.push_str("[[table]]\n");
    push(text, "name", &quote(table.table.name));
    if table.distinct {
        push(text, "distinct", "true");
    }
    for (key, conditions) in [("keep", &table.keep), ("leave_out", &table.leave_out)] {
        if !conditions.is_empty() {
            push(text, key, &inline(conditions.iter().map(write_condition)));
        }
    }
    if !table.columns.is_empty() {
        text.push_str("[table.columns]\n");
    }
    for (name, column) in &table.columns {
        for line in remark(name).iter().flat_map(|remark| remark.lines()) {
            let _ = writeln!(text, "# {line}");
        }
        push(text, name, &write_column(column));
    }
    if let Some(unpivot) = &table.unpivot {
        write_unpivot(text, unpivot);
    }
}

fn write_condition(condition: &Condition) -> String {
    format!("{} = {}", quote(&condition.column), list(&condition.values))
}

fn write_unpivot(text: &mut String, unpivot: &Unpivot) {
    text.push_str("[table.unpivot]\n");
    push(text, "code", &quote(unpivot.code));
    push(text, "value", &quote(unpivot.value));
    if unpivot.keep_blank {
        push(text, "keep_blank", "true");
    }
    if !unpivot.missing.is_empty() {
        push(text, "missing", &inline(unpivot.missing.iter().map(write_reason)));
    }
    text.push_str("[table.unpivot.columns]\n");
    for (theirs, code) in &unpivot.columns {
        push(text, &quote(theirs), &quote(code));
    }
}

fn write_reason(pair: &(String, traction_core::district::Missing)) -> String {
    format!("{} = {}", quote(&pair.0), quote(word_of(&MISSING_WORDS, &pair.1)))
}

fn write_column(column: &ColumnMapping) -> String {
    if let [name] = column.from.as_slice()
        && *column == ColumnMapping::column(name)
    {
        return quote(name);
    }
    let mut parts = Vec::new();
    let mut part = |key: &str, value: String| parts.push(format!("{key} = {value}"));
    if let Some(constant) = &column.constant {
        part("constant", quote(constant));
    }
    match column.from.as_slice() {
        [] => {}
        [one] => part("from", quote(one)),
        many => part("join", list(many)),
    }
    if !column.with.is_empty() {
        part("with", quote(&column.with));
    }
    if !column.fall_back.is_empty() {
        part("fall_back", list(&column.fall_back));
    }
    if !column.strip.is_empty() {
        part("strip", list(&column.strip));
    }
    if !column.missing.is_empty() {
        part("missing", inline(column.missing.iter().map(write_reason)));
    }
    if !column.values.is_empty() {
        let pairs = column.values.iter().map(|(a, b)| format!("{} = {}", quote(a), quote(b)));
        part("values", inline(pairs));
    }
    if let Some(case) = &column.case {
        part("case", quote(word_of(&CASE_WORDS, case)));
    }
    if let Some(pad) = column.pad {
        part("pad", pad.to_string());
    }
    if let Some(year) = &column.year {
        part("year", quote(word_of(&YEAR_WORDS, year)));
    }
    if let Some(date) = &column.date {
        part("date", quote(date));
    }
    if let Some(scale) = column.scale {
        part("scale", format!("{scale:?}"));
    }
    if let Some(default) = &column.default {
        part("default", quote(default));
    }
    format!("{{ {} }}", parts.join(", "))
}

fn push(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {value}");
}

fn inline(parts: impl Iterator<Item = String>) -> String {
    format!("{{ {} }}", parts.collect::<Vec<_>>().join(", "))
}

fn list(items: &[String]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| quote(item)).collect();
    format!("[{}]", quoted.join(", "))
}

/// A TOML basic string.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

//! A table's page: what a row is, its columns, and what the field calls them.

use askama::Template;
use traction_core::district::{Kind, Period, Spec, Table as DistrictTable, find_table};
use traction_office::glance::{self, TableIn};
use traction_office::{Sheet, facts};

use super::loaded::{part_sheet, part_table};
use super::{table_href, table_name};
use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::parts::{Cell, Column, Link, Row, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// A list of codes that a column takes.
struct Codes {
    column: &'static str,
    codes: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "files/table.html")]
struct TablePage {
    frame: Frame,
    name: String,
    doc: String,
    cut: &'static str,
    key: String,
    status: String,
    enables: Option<String>,
    columns: Table,
    names: Option<Table>,
    codes: Vec<Codes>,
    parts: Option<Table>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such table, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let Some(table) = find_table(asked.name()) else {
        return Err(Refusal::unknown("table", asked.name(), "the home page lists every table")
            .with_way("/#loaded", "Every table"));
    };
    let glance = glance::glance(&asked.district)?;
    let frame = asked.frame_on(&glance, &table_name(table.name), Section::Data);
    // What a table holds, everybody may read; which files it was read from, only some.
    let mut parts = match frame.shows_files() {
        true => facts::parts(&asked.district)?,
        false => Vec::new(),
    };
    parts.retain(|part| part.table == table.name);
    let part_sheet = part_sheet(&parts);
    let sheet = column_sheet(table);
    let mut columns = table_of(&sheet);
    for (row, spec) in columns.rows.iter_mut().zip(table.columns) {
        if let (Some(target), Some(cell)) = (spec.references, row.cells.get_mut(2)) {
            *cell = Cell::Linked(Link::to(&table_href(target), &table_name(target)));
        }
    }
    let loaded = glance.tables.iter().find(|known| known.table == table.name);
    let missing = glance.missing.iter().find(|known| known.table == table.name);
    let key: Vec<&str> = table.list_key().map(|at| table.columns[at].name).collect();
    let page = TablePage {
        frame: frame.after("Data", "/data"),
        name: table.name.to_owned(),
        doc: table.doc.trim().to_owned(),
        cut: match table.period {
            Period::ByYear => "by school year: importing a year again replaces that year",
            Period::Standing => "one list for all years: importing again updates rows by key",
        },
        key: words::list(&key),
        status: status(loaded),
        enables: missing.map(|missing| missing.enables.to_owned()),
        names: names(&mut columns),
        columns,
        codes: table.columns.iter().filter_map(codes).collect(),
        parts: (!parts.is_empty()).then(|| part_table(&part_sheet, &parts)),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, vec![sheet, part_sheet]))
}

/// Takes what the field calls the columns into a table of its own; none where it has no names.
fn names(columns: &mut Table) -> Option<Table> {
    const AT: usize = 5;
    let heads: Vec<Column> = columns.columns.drain(AT + 1..).collect();
    let mut rows = Vec::new();
    for row in &mut columns.rows {
        let cells: Vec<Cell> = row.cells.drain(AT..).collect();
        if cells.iter().any(|cell| *cell != Cell::Plain(String::new())) {
            rows.push(Row::of(&row.head, cells));
        }
    }
    let mut all = vec![Column::words("Column")];
    all.extend(heads);
    let caption = "What the field calls them".to_owned();
    (!rows.is_empty()).then_some(Table { caption, columns: all, rows })
}

fn status(loaded: Option<&TableIn>) -> String {
    let Some(table) = loaded else { return "Not loaded.".to_owned() };
    let rows = words::count(table.rows);
    match table.years.as_slice() {
        [] => format!("Loaded: {rows} rows."),
        [only] => format!("Loaded: {rows} rows, {only}."),
        [first, .., last] => format!("Loaded: {rows} rows, {first} to {last}."),
    }
}

fn codes(spec: &'static Spec) -> Option<Codes> {
    match spec.kind {
        Kind::Code(set) => Some(Codes {
            column: spec.name,
            codes: set.codes.iter().map(|code| (code.code, code.label)).collect(),
        }),
        _ => None,
    }
}

fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Id => "identifier",
        Kind::Year => "school year",
        Kind::Date => "day",
        Kind::Time => "time of day",
        Kind::Integer => "whole number",
        Kind::Number => "number",
        Kind::Money => "money",
        Kind::Flag => "true or false",
        Kind::Code(_) => "code",
    }
}

fn column_sheet(table: &DistrictTable) -> Sheet {
    let columns = [
        "column|Column",
        "meaning|What it means",
        "kind|Kind",
        "refers|Refers to",
        "required|Required",
        "example|Example",
        "edfi|Ed-Fi",
        "ceds|CEDS",
        "oneroster|OneRoster",
    ];
    let title = format!("Columns of {}", table.name);
    let mut sheet = Sheet::of("columns", &title, &columns);
    for spec in table.columns {
        let required = match (spec.key, spec.required) {
            (true, _) => "key",
            (false, true) => "yes",
            (false, false) => "",
        };
        sheet.push(vec![
            spec.name.into(),
            spec.doc.trim().into(),
            kind_words(spec.kind).into(),
            spec.references.into(),
            required.into(),
            spec.example.into(),
            spec.edfi.into(),
            spec.ceds.into(),
            spec.oneroster.into(),
        ]);
    }
    sheet
}

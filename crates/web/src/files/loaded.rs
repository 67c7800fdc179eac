//! The first page of the files: imports, what was found, and the parts that hold the facts.

use askama::Template;
use traction_core::district::TABLES;
use traction_core::finding::Severity;
use traction_office::facts::{self, ImportLine, PartLine};
use traction_office::{Sheet, glance, years};

use super::findings::{by_file, check_sheet, count_sheet};
use super::years::Beside;
use super::{by_whom, size_words, table_href, table_name};
use crate::charts::words;
use crate::figures::linked_table;
use crate::frame::{Frame, Section};
use crate::parts::{Empty, Entry, Stat, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "files/loaded.html")]
struct LoadedPage {
    frame: Frame,
    stats: Stats,
    imports: Option<Table>,
    empty: Empty,
    findings: Option<Table>,
    by_file: Option<Table>,
    years: Option<Table>,
    year_forms: Vec<Entry>,
    parts: Option<Table>,
    fingerprint: String,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show(asked, None)
}

/// The page, with what is wrong beside a form.
pub(super) fn show(asked: &Asked, beside: Option<&Beside<'_>>) -> Result<Answer, Refusal> {
    let glance = glance::glance(&asked.district)?;
    let imports = facts::imports(&asked.district)?;
    let parts = facts::parts(&asked.district)?;
    let detail = match imports.first() {
        Some(newest) => Some(facts::import(&asked.district, newest.id)?),
        None => None,
    };
    let counts = detail.as_ref().map(|detail| check_sheet(detail, None));
    let import_sheet = import_sheet(&imports);
    let part_sheet = part_sheet(&parts);
    let year_sheets = years::sheets(&asked.district)?;
    let frame = asked.frame_on(&glance, "Data", Section::Data);
    let page = LoadedPage {
        year_forms: super::years::forms(asked, &frame, beside)?,
        frame,
        stats: Stats { stats: stats(&imports, &parts) },
        imports: (!imports.is_empty()).then(|| {
            linked_table(&without_nobody(&import_sheet), |at| {
                imports.get(at).map(|line| format!("/data/imports/{}", line.id))
            })
        }),
        empty: Empty {
            says: "Nothing was imported yet".to_owned(),
            because: "On this machine, run: traction import FILES. Any subset of the tables will \
                      do."
            .to_owned(),
            way_on: None,
        },
        findings: counts.as_ref().filter(|sheet| !sheet.rows.is_empty()).map(|sheet| {
            linked_table(sheet, |at| {
                let code = sheet.rows.get(at).and_then(|row| row.first())?;
                Some(format!("/data/checks/{}", code.print()))
            })
        }),
        by_file: detail.as_ref().and_then(|detail| by_file(&count_sheet(detail, None))),
        years: year_sheets.first().filter(|sheet| !sheet.rows.is_empty()).map(year_table),
        parts: (!parts.is_empty()).then(|| part_table(&part_sheet, &parts)),
        fingerprint: glance.fingerprint.clone(),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    let mut sheets = vec![import_sheet];
    sheets.extend(counts);
    sheets.extend(year_sheets);
    sheets.push(part_sheet);
    Ok(Answer::of(page, sheets))
}

/// How each school year stands.
fn year_table(sheet: &Sheet) -> Table {
    linked_table(sheet, |_| None)
}

fn stats(imports: &[ImportLine], parts: &[PartLine]) -> Vec<Stat> {
    let rows: u64 = parts.iter().map(|part| part.rows).sum();
    let bytes: u64 = parts.iter().map(|part| part.bytes).sum();
    let mut tables: Vec<&str> = parts.iter().map(|part| part.table).collect();
    tables.sort_unstable();
    tables.dedup();
    let last = imports.first();
    vec![
        Stat::of("Imports", &words::count(imports.len() as u64), ""),
        Stat::of("Tables", &tables.len().to_string(), &format!("of {}", TABLES.len())),
        Stat::of("Rows of facts", &words::count(rows), &size_words(bytes)),
        match last {
            Some(line) => Stat::of(
                "Set aside in the last import",
                &words::count(line.count(Severity::SetAside)),
                "each with its reason",
            ),
            None => Stat::of("Set aside", "0", ""),
        },
    ]
}

/// The sheet as the page shows it: who imported is left out where the system never said who.
fn without_nobody(sheet: &Sheet) -> Sheet {
    let mut shown = sheet.clone();
    let Some(who) = sheet.columns.iter().position(|column| column.key == "who") else {
        return shown;
    };
    if sheet.rows.iter().all(|row| row[who].print().is_empty()) {
        shown.columns.remove(who);
        shown.rows.iter_mut().for_each(|row| drop(row.remove(who)));
    }
    shown
}

fn import_sheet(imports: &[ImportLine]) -> Sheet {
    let columns = [
        "day|Day",
        "import|Import|n",
        "who|By",
        "files|Files|n",
        "changed|Tables and years changed|n",
        "rows|Rows in them|n",
        "set_aside|Set aside|n",
        "warnings|Warnings|n",
        "blocking|Blocking|n",
    ];
    let mut sheet = Sheet::of("imports", "Imports, newest first", &columns);
    for line in imports {
        sheet.push(vec![
            words::day(line.day).into(),
            line.id.unsigned_abs().into(),
            by_whom(&line.who).unwrap_or_default().into(),
            line.files.into(),
            (line.changed.len() as u64).into(),
            line.rows_changed.into(),
            line.count(Severity::SetAside).into(),
            line.count(Severity::Warning).into(),
            line.count(Severity::Blocking).into(),
        ]);
    }
    sheet
}

/// Parts as a sheet: a row for each table and school year.
pub(super) fn part_sheet(parts: &[PartLine]) -> Sheet {
    let columns = [
        "table|Table",
        "year|School year",
        "rows|Rows|n",
        "bytes|Bytes|n",
        "hash|Content",
        "imported_on|Imported",
    ];
    let mut sheet = Sheet::of("parts", "Parts that hold the facts", &columns);
    for part in parts {
        let year = part.year.map_or_else(|| "all years".to_owned(), |year| year.to_string());
        sheet.push(vec![
            part.table.into(),
            year.into(),
            part.rows.into(),
            part.bytes.into(),
            part.hash.as_str().into(),
            part.imported_on.to_string().into(),
        ]);
    }
    sheet
}

/// The same as a table: names in words, hashes short.
pub(super) fn part_table(sheet: &Sheet, parts: &[PartLine]) -> Table {
    let mut shown = sheet.clone();
    for row in &mut shown.rows {
        if let Some(traction_office::Cell::Text(name)) = row.first_mut() {
            *name = table_name(name);
        }
        if let Some(traction_office::Cell::Text(hash)) = row.get_mut(4) {
            *hash = hash.chars().take(12).collect();
        }
    }
    linked_table(&shown, |at| parts.get(at).map(|part| table_href(part.table)))
}

//! What is loaded, what is not, and what in the files needs somebody.

use traction_core::district::{Period, SchoolYear, find_table};
use traction_core::finding::Severity;
use traction_office::facts;
use traction_office::glance::Glance;
use traction_office::{Cell as SheetCell, Sheet};

use crate::charts::words;
use crate::figures::linked_table;
use crate::files::{check_sheet, table_href, table_name};
use crate::parts::Table;
use crate::server::{Asked, Refusal};

/// One table of the matrix.
pub struct MatrixRow {
    /// The table's name in words.
    pub name: String,
    /// Its page.
    pub href: String,
    /// What one row is.
    pub doc: String,
    /// Rows, with commas.
    pub rows: String,
    /// Whether each year of the matrix is loaded; empty for a table that has no years.
    pub years: Vec<bool>,
    rows_counted: u64,
    table: String,
}

/// Tables by school years.
pub struct Matrix {
    /// The years, earliest first.
    pub years: Vec<SchoolYear>,
    /// The tables that are loaded.
    pub rows: Vec<MatrixRow>,
}

impl Matrix {
    /// The matrix of what is loaded.
    pub fn of(glance: &Glance) -> Matrix {
        let mut years: Vec<SchoolYear> =
            glance.tables.iter().flat_map(|table| table.years.iter().copied()).collect();
        years.sort();
        years.dedup();
        let rows = glance
            .tables
            .iter()
            .map(|table| {
                let by_year =
                    find_table(table.table).is_some_and(|known| known.period == Period::ByYear);
                MatrixRow {
                    name: table_name(table.table),
                    href: table_href(table.table),
                    doc: table.doc.trim().to_owned(),
                    rows: words::count(table.rows),
                    years: if by_year {
                        years.iter().map(|year| table.years.contains(year)).collect()
                    } else {
                        Vec::new()
                    },
                    rows_counted: table.rows,
                    table: table.table.to_owned(),
                }
            })
            .collect();
        Matrix { years, rows }
    }

    /// How many columns the years take.
    pub fn width(&self) -> usize {
        self.years.len().max(1)
    }

    /// The same for the twins.
    pub fn sheet(&self) -> Sheet {
        let mut sheet =
            Sheet::of("tables", "What is loaded", &["table|Table", "rows|Rows|n", "years|Years"]);
        for row in &self.rows {
            let loaded = self.years.iter().zip(&row.years).filter(|(_, there)| **there);
            let years: Vec<String> = loaded.map(|(year, _)| year.to_string()).collect();
            sheet.push(vec![
                row.table.as_str().into(),
                row.rows_counted.into(),
                years.join("; ").into(),
            ]);
        }
        sheet
    }
}

/// What is not loaded, and what each would make answerable, for the twins.
pub fn missing_sheet(glance: &Glance) -> Sheet {
    let columns = ["table|Table", "holds|What one row is", "answers|What it would answer"];
    let mut sheet = Sheet::of("missing", "What is not loaded", &columns);
    for table in &glance.missing {
        let doc = table.doc.trim();
        sheet.push(vec![table.table.into(), doc.into(), table.enables.into()]);
    }
    sheet
}

/// The same as a table.
pub fn missing(glance: &Glance) -> Table {
    let mut sheet = missing_sheet(glance);
    for row in &mut sheet.rows {
        if let Some(SheetCell::Text(name)) = row.first_mut() {
            *name = table_name(name);
        }
    }
    sheet.title = "Tables that are not loaded".to_owned();
    linked_table(&sheet, |at| glance.missing.get(at).map(|table| table_href(table.table)))
}

/// The findings of the last import that need somebody, most grave first; none when there are none.
///
/// # Errors
/// When the office cannot answer.
pub fn attention(asked: &Asked, glance: &Glance) -> Result<Option<Table>, Refusal> {
    let Some(import) = &glance.last_import else { return Ok(None) };
    let detail = facts::import(&asked.district, import.id)?;
    let mut sheet = check_sheet(&detail, None);
    let note = Severity::Note.word();
    sheet.rows.retain(|row| row.get(2).is_none_or(|weight| weight.print() != note));
    sheet.rows.truncate(6);
    sheet.title = "In the last import".to_owned();
    let href = |at: usize| {
        let code = sheet.rows.get(at).and_then(|row| row.first())?;
        Some(format!("/data/checks/{}", code.print()))
    };
    Ok((!sheet.rows.is_empty()).then(|| linked_table(&sheet, href)))
}

//! What a figure stands on: the rule, the rows, the files, the day.

use askama::Template;
use askama::filters::HtmlSafe;
use traction_core::gaps::report::{MeasureMark, Provenance};
use traction_office::Sheet;
use traction_office::facts::{self, PartLine};
use traction_office::glance::Glance;

use crate::charts::words;
use crate::figures::{Around, linked_table};
use crate::files::{table_href, table_name};
use crate::links::{below, href};
use crate::parts::{Link, Table};
use crate::server::{Asked, Form, Refusal};

/// The block at the foot of an answer.
#[derive(Template)]
#[template(path = "gaps/grounds.html")]
pub struct Grounds {
    measure: MeasureMark,
    definition: Link,
    rule: String,
    counted: String,
    excluded: Vec<(String, String)>,
    parts: Table,
    /// The same parts for the twins.
    pub sheet: Sheet,
    fingerprint: String,
    day: String,
}

impl HtmlSafe for Grounds {}

/// The parts that a report was read from.
fn parts_of(provenance: &Provenance, all: Vec<PartLine>) -> Vec<PartLine> {
    let used = |part: &PartLine| {
        let short: String = part.hash.chars().take(12).collect();
        provenance.parts.iter().any(|text| {
            text.starts_with(part.table) && (text.contains(&part.hash) || text.contains(&short))
        })
    };
    all.into_iter().filter(used).collect()
}

impl Grounds {
    /// Loads what a report was made from.
    ///
    /// # Errors
    /// When the office cannot answer.
    pub fn load(
        asked: &Asked,
        glance: &Glance,
        measure: &MeasureMark,
        provenance: &Provenance,
    ) -> Result<Grounds, Refusal> {
        let parts = parts_of(provenance, facts::parts(&asked.district)?);
        let least = u64::from(asked.district.minimum_group_size());
        let counted = |rows: u64| {
            if rows > 0 && rows < least {
                format!("fewer than {least}")
            } else {
                words::count(rows)
            }
        };
        let files = load_files(asked, &parts)?;
        let sheet = part_sheet(&parts, &files);
        let tables: Vec<String> = parts.iter().map(|part| part.table.to_owned()).collect();
        let mut shown = sheet.clone();
        for row in &mut shown.rows {
            if let Some(traction_office::Cell::Text(name)) = row.first_mut() {
                *name = table_name(name);
            }
            if let Some(traction_office::Cell::Text(hash)) = row.get_mut(3) {
                *hash = hash.chars().take(12).collect();
            }
        }
        Ok(Grounds {
            definition: definition_link(measure),
            measure: measure.clone(),
            rule: provenance.rule.clone(),
            counted: counted(provenance.rows_counted),
            excluded: provenance
                .rows_excluded
                .iter()
                .map(|excluded| (excluded.reason.clone(), counted(excluded.rows)))
                .collect(),
            parts: linked_table(&shown, |at| tables.get(at).map(|table| table_href(table))),
            sheet,
            fingerprint: glance.fingerprint.clone(),
            day: glance.loaded_on.map(words::day).unwrap_or_default(),
        })
    }

    /// What stands around every figure of the page.
    pub fn around(&self, asked: &Asked) -> Around {
        Around {
            definition: Some(self.definition.clone()),
            files: self.files(),
            csv: asked.twin(Form::Csv, ""),
            json: asked.twin(Form::Json, ""),
        }
    }

    /// The tables that were read, in words; the block names every file.
    fn files(&self) -> Option<String> {
        let mut tables: Vec<String> = self
            .sheet
            .rows
            .iter()
            .filter_map(|row| row.first())
            .map(|table| table_name(&table.print()).to_lowercase())
            .collect();
        tables.dedup();
        tables.sort();
        tables.dedup();
        let names: Vec<&str> = tables.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{}, loaded {}", words::list(&names), self.day))
    }
}

/// The definition that a report counted by.
pub fn definition_link(measure: &MeasureMark) -> Link {
    let page = below("/measures", &measure.id);
    Link::to(&format!("{}#{}", href(&page, &[]), measure.authority), "How it is counted")
}

/// The files that the newest import of each part's table and year read, one entry for each part.
fn load_files(asked: &Asked, parts: &[PartLine]) -> Result<Vec<String>, Refusal> {
    let mut files = vec![String::new(); parts.len()];
    for line in facts::imports(&asked.district)? {
        if files.iter().all(|files| !files.is_empty()) {
            break;
        }
        let read = facts::import(&asked.district, line.id)?.files;
        for (part, files) in parts.iter().zip(&mut files).filter(|(_, files)| files.is_empty()) {
            let fed = read.iter().filter(|file| {
                file.feeds
                    .iter()
                    .any(|slot| slot.table.name == part.table && slot.year == part.year)
            });
            let names: Vec<&str> = fed.map(|file| file.path.as_str()).collect();
            *files = names.join("; ");
        }
    }
    Ok(files)
}

fn part_sheet(parts: &[PartLine], files: &[String]) -> Sheet {
    let columns = [
        "table|Table",
        "year|School year",
        "rows|Rows|n",
        "hash|Content",
        "imported_on|Imported",
        "files|Files",
    ];
    let mut sheet = Sheet::of("parts", "Parts that were read", &columns);
    for (part, files) in parts.iter().zip(files) {
        let year = part.year.map_or_else(|| "all years".to_owned(), |year| year.to_string());
        sheet.push(vec![
            part.table.into(),
            year.into(),
            part.rows.into(),
            part.hash.as_str().into(),
            part.imported_on.to_string().into(),
            files.as_str().into(),
        ]);
    }
    sheet
}

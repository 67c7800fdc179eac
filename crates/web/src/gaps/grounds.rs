//! What a figure stands on: the rule, the rows, the files, the day.

use askama::Template;
use askama::filters::HtmlSafe;
use traction_core::gaps::report::{MeasureMark, PartRead, Provenance};
use traction_office::Sheet;
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
        let least = traction_office::disclosure::minimum_group(&asked.district);
        let counted = |rows: u64| {
            if rows > 0 && rows < least {
                format!("fewer than {least}")
            } else {
                words::count(rows)
            }
        };
        let sheet = part_sheet(&provenance.parts);
        let tables: Vec<String> =
            provenance.parts.iter().map(|part| part.table.to_owned()).collect();
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
                .map(|excluded| {
                    let rows = excluded.rows.value().copied().map(counted);
                    (excluded.reason.clone(), rows.unwrap_or_else(|| format!("fewer than {least}")))
                })
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

fn part_sheet(parts: &[PartRead]) -> Sheet {
    let columns = [
        "table|Table",
        "year|School year",
        "rows|Rows|n",
        "hash|Content",
        "imported_on|Imported",
        "files|Files",
    ];
    let mut sheet = Sheet::of("parts", "Parts that were read", &columns);
    for part in parts {
        let year = part.year.clone().unwrap_or_else(|| "all years".to_owned());
        sheet.push(vec![
            part.table.into(),
            year.into(),
            part.rows.into(),
            part.hash.as_str().into(),
            part.imported_on.as_str().into(),
            part.files.join("; ").into(),
        ]);
    }
    sheet
}

//! One file of a bundle as it is written, and the manifest that lists them.

use std::io::{self, Write};

use super::columns::{PARTS, Part, UNREAD, Version, facts_of};
use super::write::BundleOptions;

/// One file being written: cells are put by the standard's column names.
pub(super) struct Sheet<'w> {
    csv: csv::Writer<&'w mut dyn Write>,
    columns: Vec<&'static str>,
    cells: Vec<String>,
    rows: u64,
}

impl<'w> Sheet<'w> {
    /// Begins a file with its header.
    pub(super) fn start(out: &'w mut dyn Write, part: Part, version: Version) -> io::Result<Self> {
        let columns = facts_of(part).list_columns(version);
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(&columns)?;
        let cells = vec![String::new(); columns.len()];
        Ok(Sheet { csv, columns, cells, rows: 0 })
    }

    /// Writes a row; columns that the version does not have are left out.
    pub(super) fn row(&mut self, cells: &[(&str, &str)]) -> io::Result<()> {
        self.cells.iter_mut().for_each(String::clear);
        for (name, value) in cells {
            if let Some(position) = self.columns.iter().position(|column| column == name) {
                self.cells[position].push_str(value);
            }
        }
        self.rows += 1;
        Ok(self.csv.write_record(&self.cells)?)
    }

    /// Ends the file; its rows.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.csv.flush()?;
        Ok(self.rows)
    }
}

/// Writes the manifest: what is there in bulk, and what is absent.
pub(super) fn write_manifest(
    out: &mut dyn Write,
    options: &BundleOptions,
    parts: &[Part],
) -> io::Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["propertyName", "value"])?;
    csv.write_record(["manifest.version", "1.0"])?;
    csv.write_record(["oneroster.version", options.version.number()])?;
    let new = ["lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds"];
    let newer = ["resultScoreScales", "scoreScales", "userResources", "userFlags"];
    let listed = PARTS.iter().filter(|facts| facts.part != Part::Manifest);
    let listed = listed.filter(|facts| options.version == Version::V1p2 || facts.in_1p1 > 0);
    let mut files: Vec<(&str, &str)> = listed
        .map(|facts| (facts.name, if parts.contains(&facts.part) { "bulk" } else { "absent" }))
        .collect();
    for name in UNREAD {
        let later = new.contains(&name) || newer.contains(&name);
        if name != "userFlags" && (options.version == Version::V1p2 || !later) {
            files.push((name, "absent"));
        }
    }
    files.sort_by_key(|(name, _)| name.to_lowercase());
    for (name, word) in files {
        csv.write_record([format!("file.{name}").as_str(), word])?;
    }
    csv.write_record(["source.systemName", &options.district_name])?;
    csv.write_record(["source.systemCode", "traction"])?;
    csv.flush()?;
    Ok(0)
}

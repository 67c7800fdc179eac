//! Facts as files, and the templates that are files without facts.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use traction_core::district::{Batch, Period, SchoolYear, TABLES, Table};
use traction_intake::enables::find_purpose;
use traction_intake::oneroster::{self, BundleOptions, Version};
use traction_intake::write::{
    WriteError, write_csv, write_template, write_template_workbook, write_workbook,
};
use traction_store::{Slot, Snapshot, Want};

use crate::access::Sight;
use crate::district::District;
use crate::error::OfficeError;
use crate::facts::table;
use crate::progress::Progress;
use crate::sheet::Sheet;

/// Where exported rows go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Text, for one table.
    Text,
    /// One CSV file for each table, in this folder.
    Folder(PathBuf),
    /// One workbook with a sheet for each table.
    Workbook(PathBuf),
    /// A OneRoster 1.1 bundle of one year.
    OneRoster(PathBuf),
}

/// What to export.
#[derive(Debug, Clone)]
pub struct ExportOrder {
    /// Tables; all that have rows when empty.
    pub tables: Vec<String>,
    /// Only this school year, by the calendar year in which it ends.
    pub year: Option<i16>,
    /// Where they go.
    pub target: Target,
    /// The time, for the access log.
    pub now: jiff::Timestamp,
}

/// What was exported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// Tables written.
    pub tables: usize,
    /// Rows written.
    pub rows: u64,
    /// The rows as CSV, for [`Target::Text`].
    pub text: Option<String>,
}

/// Writes facts as files. Student rows leave by this door, so the look is written into the access
/// log.
///
/// # Errors
/// [`OfficeError::NoReason`]; a table or an import that there is not; the disk's errors.
pub fn export(
    district: &District,
    order: &ExportOrder,
    progress: &dyn Progress,
) -> Result<Exported, OfficeError> {
    district.why_see(Sight::Files)?;
    crate::look::why_all_students(district)?;
    let snapshot = district.snapshot()?;
    let year = order.year.map(SchoolYear::ending);
    if let Target::OneRoster(path) = &order.target {
        let year = year.ok_or_else(|| OfficeError::Refused {
            what: "a roster is of one school year".to_owned(),
            hint: "name it: --year 2027".to_owned(),
        })?;
        return export_roster(district, &snapshot, year, path, order.now);
    }
    let named = find_tables(&order.tables)?;
    let mut chosen: Vec<(&'static Table, Vec<Slot>)> =
        named.into_iter().map(|table| (table, list_slots(&snapshot, table, year))).collect();
    if order.tables.is_empty() {
        chosen.retain(|(_, slots)| !slots.is_empty());
    }
    if order.target == Target::Text && chosen.len() != 1 {
        return Err(OfficeError::Refused {
            what: format!("{} tables do not fit into one stream", chosen.len()),
            hint: "name one table, or a folder or workbook: --dir DIR, --xlsx FILE".to_owned(),
        });
    }
    progress.begin("Writing", Some(chosen.len() as u64));
    let exported = write_tables(&snapshot, &chosen, &order.target, progress)?;
    progress.end();
    let names: Vec<&str> = chosen.iter().map(|(table, _)| table.name).collect();
    if names.iter().any(|name| holds_students(name)) {
        let kind = format!("export of {}", names.join(", "));
        crate::facts::log_student_rows(district, &kind, exported.rows, order.now)?;
    }
    Ok(exported)
}

/// Whether a row of the table is about one student.
fn holds_students(name: &str) -> bool {
    name == "students"
        || TABLES.iter().any(|table| {
            table.name == name && table.columns.iter().any(|c| c.references == Some("students"))
        })
}

fn list_slots(snapshot: &Snapshot, table: &'static Table, year: Option<SchoolYear>) -> Vec<Slot> {
    let wanted = |slot: &Slot| {
        slot.table == table
            && (table.period == Period::Standing || year.is_none() || slot.year == year)
    };
    snapshot.list_slots().into_iter().map(|entry| entry.slot).filter(wanted).collect()
}

fn write_tables(
    snapshot: &Snapshot,
    chosen: &[(&'static Table, Vec<Slot>)],
    target: &Target,
    progress: &dyn Progress,
) -> Result<Exported, OfficeError> {
    let mut exported = Exported { tables: chosen.len(), ..Exported::default() };
    let load = |slots: &[Slot]| -> Result<Vec<Batch>, OfficeError> {
        let batches = slots.iter().filter_map(|slot| snapshot.load_slot(slot).transpose());
        Ok(batches.collect::<Result<_, _>>()?)
    };
    match target {
        Target::Workbook(path) => {
            let mut sheets = Vec::new();
            for (table, slots) in chosen {
                sheets.push((*table, load(slots)?));
            }
            exported.rows = sheets.iter().flat_map(|(_, b)| b).map(|b| b.len() as u64).sum();
            let sheets: Vec<(&'static Table, Vec<&Batch>)> =
                sheets.iter().map(|(table, batches)| (*table, batches.iter().collect())).collect();
            write_workbook(&sheets, create(path)?).map_err(not_written(path))?;
        }
        Target::Folder(folder) => {
            fs::create_dir_all(folder).map_err(OfficeError::file(folder, "made"))?;
            for (at, (table, slots)) in chosen.iter().enumerate() {
                let batches = load(slots)?;
                let path = folder.join(format!("{}.csv", table.name));
                let batches: Vec<&Batch> = batches.iter().collect();
                exported.rows +=
                    write_csv(table, &batches, create(&path)?).map_err(not_written(&path))?;
                progress.reach(at as u64 + 1);
            }
        }
        Target::Text | Target::OneRoster(_) => {
            let mut text = Vec::new();
            for (table, slots) in chosen {
                let batches = load(slots)?;
                let batches: Vec<&Batch> = batches.iter().collect();
                exported.rows += write_csv(table, &batches, &mut text)
                    .map_err(not_written(Path::new("standard output")))?;
            }
            exported.text = Some(String::from_utf8_lossy(&text).into_owned());
        }
    }
    Ok(exported)
}

fn export_roster(
    district: &District,
    snapshot: &Snapshot,
    year: SchoolYear,
    path: &Path,
    now: jiff::Timestamp,
) -> Result<Exported, OfficeError> {
    let wants: Vec<Want> = TABLES.into_iter().map(|table| Want::all(table).years([year])).collect();
    let facts = snapshot.load(&wants)?;
    let options =
        BundleOptions { version: Version::V1p1, district_name: district.name().to_owned() };
    let written = oneroster::write_bundle(&facts, year, &options, create(path)?)
        .map_err(|error| OfficeError::Refused { what: error.to_string(), hint: String::new() })?;
    let rows = written.files.iter().map(|(_, rows)| rows).sum();
    crate::facts::log_student_rows(district, "export of a OneRoster bundle", rows, now)?;
    Ok(Exported { tables: written.files.len(), rows, text: None })
}

/// The tables of these names; all of them when none is named.
///
/// # Errors
/// A name that is none of ours.
pub fn find_tables(names: &[String]) -> Result<Vec<&'static Table>, OfficeError> {
    if names.is_empty() {
        return Ok(TABLES.to_vec());
    }
    names.iter().map(|name| table(name)).collect()
}

/// The tables, and what each makes answerable.
pub fn list_tables() -> Sheet {
    let columns = ["table|Table", "row|One row is", "without|Without it you cannot"];
    let mut sheet = Sheet::of("tables", "Tables", &columns);
    for table in TABLES {
        let doc = table.doc.trim().trim_end_matches('.');
        sheet.push(vec![table.name.into(), doc.into(), find_purpose(table).into()]);
    }
    sheet
        .notes
        .push("Any subset is worth importing. traction template TABLE writes the file.".into());
    sheet
}

/// The CSV template of a table: its header.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn csv_template(table: &Table) -> Result<String, OfficeError> {
    let mut text = Vec::new();
    write_template(table, &mut text).map_err(not_written(Path::new("standard output")))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Writes one workbook with an empty sheet for each table.
///
/// # Errors
/// When the file cannot be written.
pub fn write_workbook_template(tables: &[&'static Table], path: &Path) -> Result<(), OfficeError> {
    write_template_workbook(tables, create(path)?).map_err(not_written(path))
}

/// Writes a CSV template for each table into a folder; gives the number of files.
///
/// # Errors
/// When a file cannot be written.
pub fn write_csv_templates(tables: &[&'static Table], folder: &Path) -> Result<usize, OfficeError> {
    fs::create_dir_all(folder).map_err(OfficeError::file(folder, "made"))?;
    for table in tables {
        let path = folder.join(format!("{}.csv", table.name));
        write_template(table, create(&path)?).map_err(not_written(&path))?;
    }
    Ok(tables.len())
}

fn create(path: &Path) -> Result<BufWriter<File>, OfficeError> {
    File::create(path).map(BufWriter::new).map_err(OfficeError::file(path, "written"))
}

fn not_written(path: &Path) -> impl FnOnce(WriteError) -> OfficeError {
    let path = path.to_owned();
    move |error| match error {
        WriteError::Unwritable(source) => OfficeError::File { path, verb: "written", source },
        WriteError::TooManyRows { .. } => OfficeError::Refused {
            what: error.to_string(),
            hint: "write CSV files instead: --dir DIR, or one year: --year 2026".to_owned(),
        },
        other => OfficeError::Refused {
            what: format!("{} could not be written: {other}", path.display()),
            hint: String::new(),
        },
    }
}

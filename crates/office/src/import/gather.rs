//! From what the person named to feeds: mappings first, then tables, then OneRoster bundles.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use traction_core::district::SchoolYear;
use traction_core::finding::Finding;
use traction_intake::feed::Feed;
use traction_intake::mapping::{self, Mapping, parse_mapping};
use traction_intake::oneroster;
use traction_intake::plan::{Plan, find_source_error};
use traction_intake::source::{Input, Limits, open_path};
use traction_store::parts::hash_file;

use super::ImportOrder;
use crate::district::District;
use crate::error::OfficeError;

/// Folders below a folder that are looked into.
const DEPTH: usize = 4;

/// One input as the catalog records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatheredInput {
    /// Name as the person knows it.
    pub name: String,
    /// Bytes on the disk.
    pub bytes: u64,
    /// Hash of the file's bytes; a zip's members and a workbook's sheets share their file's.
    pub hash: String,
    /// The mapping that claimed it.
    pub mapping: Option<String>,
}

/// What will be read.
pub struct Gathered {
    /// Files on their way into tables.
    pub feeds: Vec<Feed>,
    /// What was noticed already.
    pub noticed: Vec<Finding>,
    /// Every input that was looked at.
    pub inputs: Vec<GatheredInput>,
}

/// Opens what an order names, and finds the reader for each file.
pub fn gather(
    district: &District,
    order: &ImportOrder,
    limits: &Limits,
) -> Result<Gathered, OfficeError> {
    let mut mapping_files = order.mappings.clone();
    mapping_files.extend(list_mapping_files(&district.mappings_path()));
    let mappings = load_mappings(&mapping_files)?;
    let mut plan = Plan::default();
    let mut inputs: Vec<Input> = Vec::new();
    for path in &order.files {
        // A slip of the finger is no finding: nothing is read before every name is right.
        fs::metadata(path).map_err(OfficeError::file(path, "read"))?;
    }
    for path in order.files.iter().flat_map(|path| list_folders(path, DEPTH)) {
        match open_path(&path, limits) {
            Ok(opened) => {
                plan.findings.extend(opened.findings);
                inputs.extend(opened.inputs);
            }
            Err(error) => plan.findings.push(find_source_error(&error)),
        }
    }
    let mut gathered = record(&inputs)?;
    let unclaimed = claim_by_mapping(inputs, &mappings, limits, &mut plan, &mut gathered);
    // A bundle knows less of a course or a person than our own tables do: where both have a row,
    // the first read is kept, so bundles come last.
    let mut bundles = Plan::default();
    let year = order.school_year.map(SchoolYear::ending);
    let unclaimed = claim_bundles(unclaimed, year, limits, &mut bundles);
    for input in unclaimed {
        plan.add(input, limits);
    }
    plan.feeds.append(&mut bundles.feeds);
    plan.findings.append(&mut bundles.findings);
    plan.give_up();
    Ok(Gathered { feeds: plan.feeds, noticed: plan.findings, inputs: gathered })
}

/// The folder and the folders below it, so that exports may be sorted into them; a file alone.
fn list_folders(path: &Path, depth: usize) -> Vec<PathBuf> {
    let mut folders = vec![path.to_owned()];
    if depth == 0 {
        return folders;
    }
    let Ok(entries) = fs::read_dir(path) else { return folders };
    let mut inner: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|n| !n.to_string_lossy().starts_with('.')))
        .collect();
    inner.sort();
    folders.extend(inner.iter().flat_map(|folder| list_folders(folder, depth - 1)));
    folders
}

fn record(inputs: &[Input]) -> Result<Vec<GatheredInput>, OfficeError> {
    let mut hashes: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut gathered = Vec::new();
    for input in inputs {
        let path = input.path().to_owned();
        let hash = match hashes.get(&path) {
            Some(hash) => hash.clone(),
            None => hashes.entry(path.clone()).or_insert(hash_file(&path)?.0).clone(),
        };
        gathered.push(GatheredInput {
            name: input.name().to_owned(),
            bytes: input.bytes(),
            hash,
            mapping: None,
        });
    }
    Ok(gathered)
}

/// Gives the files that a mapping fits to it; the others come back.
fn claim_by_mapping(
    inputs: Vec<Input>,
    mappings: &[(String, Mapping)],
    limits: &Limits,
    plan: &mut Plan,
    gathered: &mut [GatheredInput],
) -> Vec<Input> {
    let mut unclaimed = Vec::new();
    for input in inputs {
        let Some((name, mapping)) = mappings.iter().find(|(_, m)| claims(m, &input)) else {
            unclaimed.push(input);
            continue;
        };
        for record in gathered.iter_mut().filter(|record| record.name == input.name()) {
            record.mapping = Some(name.clone());
        }
        let input = input.written_as(mapping.form);
        let feeds = input
            .open(limits)
            .map(|source| mapping::list_feeds(mapping, &input, limits, source.header()));
        match feeds {
            Ok(Ok(feeds)) => plan.feeds.extend(feeds),
            Ok(Err(absent)) => plan.findings.extend(absent.iter().map(|column| column.finding())),
            Err(error) => plan.findings.push(find_source_error(&error)),
        }
    }
    unclaimed
}

/// Whether a mapping is meant for an input: by the name of its file, and for a workbook's sheet by
/// the sheet that the mapping names.
fn claims(mapping: &Mapping, input: &Input) -> bool {
    let last = input.name().rsplit('/').next().unwrap_or_default();
    let workbook = input.path().extension().is_some_and(|e| e == "xlsx" || e == "xlsm");
    if !workbook {
        return mapping.fits(last);
    }
    let file = input.path().file_name().unwrap_or_default().to_string_lossy();
    let sheet = mapping.sheet.as_ref().is_none_or(|sheet| sheet.eq_ignore_ascii_case(last));
    mapping.fits(&file) && sheet
}

/// Gives the files of each OneRoster bundle to its reader; the others come back. `year` is for
/// bundles that name none.
fn claim_bundles(
    inputs: Vec<Input>,
    year: Option<SchoolYear>,
    limits: &Limits,
    plan: &mut Plan,
) -> Vec<Input> {
    let mut groups: BTreeMap<String, Vec<Input>> = BTreeMap::new();
    for input in inputs {
        let container = input.name().rsplit_once('/').map_or("", |(container, _)| container);
        groups.entry(container.to_owned()).or_default().push(input);
    }
    let mut unclaimed = Vec::new();
    for group in groups.into_values() {
        if !oneroster::is_bundle(&group) {
            unclaimed.extend(group);
            continue;
        }
        match oneroster::open_bundle(&group, year, limits) {
            Ok(bundle) => {
                plan.findings.extend(bundle.findings);
                plan.feeds.extend(bundle.feeds);
                let claimed = |input: &Input| bundle.claimed.iter().any(|n| n == input.name());
                unclaimed.extend(group.into_iter().filter(|input| !claimed(input)));
            }
            Err(error) => plan.findings.push(find_source_error(&error)),
        }
    }
    unclaimed
}

/// The mapping files of a folder, by name.
pub fn list_mapping_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}

fn load_mappings(files: &[PathBuf]) -> Result<Vec<(String, Mapping)>, OfficeError> {
    let mut mappings = Vec::new();
    for path in files {
        let text = fs::read_to_string(path).map_err(OfficeError::file(path, "read"))?;
        let name = path.display().to_string();
        match parse_mapping(&name, &text) {
            Ok(mapping) => {
                let short = path.file_name().unwrap_or(path.as_os_str());
                mappings.push((short.to_string_lossy().into_owned(), mapping));
            }
            Err(errors) => {
                let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
                return Err(OfficeError::Refused {
                    what: format!("a mapping cannot be used\n  {}", lines.join("\n  ")),
                    hint: "correct the lines named, or move the file out of mappings/".into(),
                });
            }
        }
    }
    Ok(mappings)
}

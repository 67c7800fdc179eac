//! A release written into a folder that anybody may have, and such a folder read again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use traction_core::choice::lottery::hash;
use traction_core::district::SchoolYear;
use traction_core::gaps::check::{Found, attack_release, read_release};
use traction_core::gaps::published::{self, COLUMNS};
use traction_core::gaps::released::{Release, Tally};

use super::{ROOM, describe, find_kept, load_policy, protection};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::Proposal;
use crate::sheet::{Sheet, group_thousands};

/// The file that says what is in the folder.
const MANIFEST: &str = "manifest.json";
/// The file that says it to people.
const README: &str = "README.md";
/// What such a manifest is.
const WHAT: &str = "traction release";

/// What a folder of a release holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    what: String,
    district: String,
    release: i64,
    /// The day on which it was made.
    made: String,
    /// The rules by which it was protected.
    rules: String,
    /// The fewest students that a figure is about, and how wide a withheld number is kept open.
    minimum_group: u64,
    protection_width: u64,
    /// The fingerprint of the facts that it was counted from.
    facts: String,
    counted: Tally,
    tables: Vec<TableFile>,
    /// Groups that are everybody together, as the tables name them.
    together: Vec<Vec<String>>,
}

/// One file of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct TableFile {
    file: String,
    measure: String,
    authority: String,
    school_year: i16,
    /// All students at all schools, counted at each, where pages say so.
    at_schools: Option<u64>,
    counted: Tally,
    /// The definition, as it is today.
    definition: Option<Definition>,
    sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Definition {
    name: String,
    question: String,
    says: String,
    by: String,
    citation: String,
    version: String,
}

/// Writes a kept release into a folder: one CSV a table, a manifest and a page for people. `None` is
/// the latest release.
///
/// # Errors
/// That there is no such release; a folder that holds something; the disk's errors.
pub fn export_release(
    district: &District,
    release: Option<i64>,
    folder: &Path,
) -> Result<Sheet, OfficeError> {
    let kept = find_kept(district, release)?;
    refuse_unless_empty(folder)?;
    let names: BTreeMap<String, String> =
        crate::glance::list_schools(district)?.into_iter().map(|s| (s.id, s.name)).collect();
    let name_of = |id: &str| names.get(id).cloned();
    let mut files: Vec<(String, String)> = Vec::new();
    for table in &kept.result.tables {
        let table = published::table(&kept.result, table, &name_of);
        let columns: Vec<&str> = table.header.iter().map(String::as_str).collect();
        let mut sheet = Sheet::of("table", "", &columns);
        for row in table.rows {
            sheet.push(row.into_iter().map(Into::into).collect());
        }
        files.push((table.name, sheet.to_csv()));
    }
    let manifest = manifest(district, &kept, &files)?;
    let readme = readme(district, &kept, &manifest)?;
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| OfficeError::Refused {
        what: format!("the manifest could not be written: {error}"),
        hint: String::new(),
    })?;
    files.push((README.to_owned(), readme));
    // Last, so that a folder that holds it is whole.
    files.push((MANIFEST.to_owned(), text + "\n"));
    fs::create_dir_all(folder).map_err(OfficeError::file(folder, "made"))?;
    let mut sheet = Sheet::of("files", "Files", &["file|File", "sha256|SHA-256"]);
    for (name, text) in &files {
        let path = folder.join(name);
        fs::write(&path, text).map_err(OfficeError::file(&path, "written"))?;
        sheet.push(vec![name.as_str().into(), hash(text).into()]);
    }
    sheet.notes.push(format!(
        "Release {} of {}: {} tables, {} cells, {} withheld.",
        kept.id,
        manifest.made,
        manifest.tables.len(),
        group_thousands(manifest.counted.cells),
        group_thousands(manifest.counted.withheld)
    ));
    sheet.notes.push(format!(
        "Attack it before you hand it out: traction disclosure attack {}",
        folder.display()
    ));
    Ok(sheet)
}

/// What lies in the folder already would be published with the release.
fn refuse_unless_empty(folder: &Path) -> Result<(), OfficeError> {
    let Ok(mut entries) = fs::read_dir(folder) else { return Ok(()) };
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(OfficeError::Refused {
            what: format!("{} is not empty: what is in it would go out as well", folder.display()),
            hint: "name a folder that is empty or not there yet".to_owned(),
        }),
    }
}

fn manifest(
    district: &District,
    kept: &Proposal<Release>,
    files: &[(String, String)],
) -> Result<Manifest, OfficeError> {
    let day = kept.at.to_zoned(TimeZone::system()).date();
    let rule = protection(district, day)?;
    let measures = crate::gaps::measures(district)?;
    let tables = kept.result.tables.iter().zip(files).map(|(table, (file, text))| {
        let measure = measures.find(&table.measure);
        let definition = measure.and_then(|measure| {
            let authority = measure.find_authority(&table.authority)?;
            Some(Definition {
                name: measure.name.clone(),
                question: measure.question.clone(),
                says: authority.definition.clone(),
                by: authority.name.clone(),
                citation: authority.citation.clone(),
                version: measure.version.clone(),
            })
        });
        TableFile {
            file: file.clone(),
            measure: table.measure.clone(),
            authority: table.authority.clone(),
            school_year: table.year,
            at_schools: table.rows,
            counted: table.tally(),
            definition,
            sha256: hash(text),
        }
    });
    Ok(Manifest {
        what: WHAT.to_owned(),
        district: district.name().to_owned(),
        release: kept.id,
        made: day.to_string(),
        rules: kept.policy.clone(),
        minimum_group: rule.minimum_group(),
        protection_width: rule.protection_width(),
        facts: kept.facts.clone(),
        counted: kept.result.tally(),
        tables: tables.collect(),
        together: published::list_partitions(&kept.result),
    })
}

/// The folder in words.
fn readme(
    district: &District,
    kept: &Proposal<Release>,
    manifest: &Manifest,
) -> Result<String, OfficeError> {
    let day = kept.at.to_zoned(TimeZone::system()).date();
    let mut text = format!("# Figures of {}\n\n", manifest.district);
    let mut say = |words: &str| {
        text.push_str(words);
        text.push_str("\n\n");
    };
    say(&format!(
        "Release {}, made on {} by the rules {}. It may be published whole: figures about few \
         students are withheld in all of its tables together, and it was attacked before it was \
         kept.",
        manifest.release, manifest.made, manifest.rules
    ));
    say("## Tables");
    say(&format!(
        "{} Together: {} cells, {} figures, {} ranges, {} withheld.",
        Tally::WORDS,
        group_thousands(manifest.counted.cells),
        group_thousands(manifest.counted.figures),
        group_thousands(manifest.counted.ranges),
        group_thousands(manifest.counted.withheld)
    ));
    let mut lines = "| file | school year | cells | figures | ranges | withheld | SHA-256 |\n\
                     |---|---|---|---|---|---|---|"
        .to_owned();
    for table in &manifest.tables {
        let _ = write!(
            lines,
            "\n| `{}` | {} | {} | {} | {} | {} | `{}` |",
            table.file,
            SchoolYear::ending(table.school_year),
            table.counted.cells,
            table.counted.figures,
            table.counted.ranges,
            table.counted.withheld,
            table.sha256
        );
    }
    say(&lines);
    say("## What is measured");
    let mut said = BTreeSet::new();
    for table in &manifest.tables {
        let key = (table.measure.as_str(), table.authority.as_str());
        let Some(definition) = table.definition.as_ref().filter(|_| said.insert(key)) else {
            continue;
        };
        say(&format!(
            "**{}** (`{}`, `{}`). {} {} By {}: {}. Definition of {}.",
            definition.name,
            table.measure,
            table.authority,
            definition.question.trim(),
            definition.says.trim(),
            definition.by.trim_end_matches('.'),
            definition.citation.trim_end_matches('.'),
            definition.version
        ));
    }
    say("## Columns");
    let columns: Vec<String> =
        COLUMNS.iter().map(|(name, words)| format!("- `{name}`: {words}")).collect();
    say(&columns.join("\n"));
    say("## Rules");
    let rules = describe(&protection(district, day)?);
    let rules: Vec<String> =
        rules.iter().map(|rule| format!("- {}: {}", rule.name, rule.words)).collect();
    say(&rules.join("\n"));
    let policy = load_policy(district)?;
    for rules in policy.list_in_force(day) {
        say(&format!("{} {}: {}.", rules.id, rules.version, rules.citation.trim_end_matches('.')));
    }
    say("## Check");
    say("`sha256sum` of each file is in the table above. `traction disclosure attack` on this \
         folder tries to work out what is withheld, from these files alone, and says how much of \
         it can be.");
    Ok(text.trim_end().to_owned() + "\n")
}

/// A folder of a release, read from its files.
pub(super) struct Handed {
    pub manifest: Manifest,
    /// Files that are not as they were written, or not there.
    pub changed: Vec<String>,
    pub release: Release,
}

impl Handed {
    /// Groups that are everybody together.
    pub fn partitions(&self) -> &[Vec<String>] {
        &self.manifest.together
    }

    /// What can be found, knowing how a district is made of schools and schools of groups.
    pub fn attack(&self) -> Vec<Found> {
        attack_release(&self.release, self.manifest.protection_width)
    }

    /// What it is, and whether it is as it was written.
    pub fn describe(&self, folder: &Path) -> String {
        let as_written = match self.changed.as_slice() {
            [] => "All files are as they were written.".to_owned(),
            some => format!("Not as it was written: {}.", some.join(", ")),
        };
        format!(
            "{} is release {} of {}, made on {} by the rules {}. {as_written}",
            folder.display(),
            self.manifest.release,
            self.manifest.district,
            self.manifest.made,
            self.manifest.rules
        )
    }
}

/// Reads a folder of a release; nothing where a path is none.
///
/// # Errors
/// A manifest or a table that cannot be read.
pub(super) fn read_folder(folder: &Path) -> Result<Option<Handed>, OfficeError> {
    let path: PathBuf = folder.join(MANIFEST);
    let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
    // Another program's manifest is none of ours.
    let Ok(manifest) = serde_json::from_str::<Manifest>(&text) else { return Ok(None) };
    if manifest.what != WHAT {
        return Ok(None);
    }
    let mut changed = Vec::new();
    let (mut tables, mut rows) = (Vec::new(), Vec::new());
    for table in &manifest.tables {
        // A name that leads elsewhere is no file of this folder.
        let is_plain = !table.file.contains(['/', '\\']);
        let file = folder.join(&table.file);
        match fs::read_to_string(&file) {
            Ok(text) if is_plain => {
                if hash(&text) != table.sha256 {
                    changed.push(table.file.clone());
                }
                tables.extend(super::attack::read_tables(&file)?);
                rows.push(table.at_schools);
            }
            _ => changed.push(table.file.clone()),
        }
    }
    let mut release = read_release(&tables).map_err(|error| OfficeError::Refused {
        what: error.to_string(),
        hint: format!("write the folder again: traction {ROOM} release export DIR"),
    })?;
    for (table, rows) in release.tables.iter_mut().zip(rows) {
        table.rows = rows;
    }
    Ok(Some(Handed { manifest, changed, release }))
}

//! Files that were published elsewhere, attacked.

use std::path::{Path, PathBuf};

use traction_core::disclosure::check::tables::{
    Outcome, Published, Reading, attack_files as attack,
};
use traction_core::gaps::check::Found;
use traction_intake::source::{Limits, Step, open_path};

use super::folder::{Handed, read_folder};
use crate::error::OfficeError;
use crate::sheet::{Sheet, group_thousands};

/// Files to attack, and what is known of their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileAttack {
    /// Files, folders, zips or workbooks.
    pub files: Vec<PathBuf>,
    /// What columns are; what is left out is found out.
    pub reading: Reading,
    /// How many places to name.
    pub places: usize,
}

/// Reads files and says how much of what they withhold can be worked out. No value that is found
/// is printed or kept.
///
/// # Errors
/// A file that cannot be read, or whose columns cannot be made out.
pub fn attack_files(order: &FileAttack) -> Result<Attacked, OfficeError> {
    let mut reading = order.reading.clone();
    let (mut tables, mut releases) = (Vec::new(), Vec::new());
    for path in &order.files {
        tables.extend(read_tables(path)?);
        if let Some(handed) = read_folder(path)? {
            reading.partitions.extend(handed.partitions().iter().cloned());
            releases.push((path, handed));
        }
    }
    let outcome = attack(&tables, &reading, order.places).map_err(|error| {
        refuse(
            error.to_string(),
            "say which columns are which: --group COLUMN --total NAME --value COLUMN",
        )
    })?;
    // A release that nothing stands beside says all that there is to say.
    let is_all = releases.len() == 1 && order.files.len() == 1 && outcome.count_found() == 0;
    let mut sheets = if is_all { Vec::new() } else { sheets(&outcome) };
    let mut in_releases = 0;
    for (path, handed) in &releases {
        let found = handed.attack();
        in_releases += found.len();
        sheets.insert(0, release_sheet(handed, path, &found, order.places));
    }
    let rests_on_nothing = releases.is_empty() && outcome.rests_on_no_sum();
    Ok(Attacked { outcome, in_releases, rests_on_nothing, sheets })
}

/// What an attack on files came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Attacked {
    /// What was found in the files as anybody's.
    pub outcome: Outcome,
    /// What was found in those that are releases of ours, known as such.
    pub in_releases: usize,
    /// Whether something is withheld and no sum was there to find it by.
    pub rests_on_nothing: bool,
    /// The answer.
    pub sheets: Vec<Sheet>,
}

impl Attacked {
    /// Whether these files should not go out as they are, or nothing is known about that.
    pub fn is_blocking(&self) -> bool {
        self.outcome.count_found() > 0 || self.in_releases > 0 || self.rests_on_nothing
    }
}

/// A release is attacked with all that it says about itself: which schools are in which cluster, how
/// groups make up a school, percents and ranges.
fn release_sheet(handed: &Handed, path: &Path, found: &[Found], places: usize) -> Sheet {
    let columns = ["figure|Figure", "what|What is found", "how|How"];
    let mut sheet = Sheet::of("release", "What can be worked out of the release", &columns);
    for found in found.iter().take(places) {
        let figure = format!("{}: {}", found.table, found.cell);
        sheet.push(vec![figure.into(), found.what.into(), found.how.into()]);
    }
    let tally = handed.release.tally();
    sheet.notes.push(format!(
        "{} tables, {} cells, {} withheld: {} numbers of students, or of those who count, can be \
         worked out from what is not.",
        handed.release.tables.len(),
        group_thousands(tally.cells),
        group_thousands(tally.withheld),
        group_thousands(found.len() as u64)
    ));
    sheet.notes.push(handed.describe(path));
    sheet
}

fn refuse(what: String, hint: &str) -> OfficeError {
    OfficeError::Refused { what, hint: hint.to_owned() }
}

/// The tables of a file, a folder, a zip or a workbook.
pub(super) fn read_tables(path: &Path) -> Result<Vec<Published>, OfficeError> {
    let limits = Limits::default();
    let mut tables = Vec::new();
    let opened = open_path(path, &limits).map_err(|error| refuse(error.to_string(), ""))?;
    for input in &opened.inputs {
        let mut source = input.open(&limits).map_err(|error| refuse(error.to_string(), ""))?;
        let header: Vec<String> = source.header().to_vec();
        let mut rows = Vec::new();
        loop {
            match source.step().map_err(|error| refuse(error.to_string(), ""))? {
                Step::Row(row) => {
                    let cells = (0..header.len()).map(|at| row.cell(at).unwrap_or("").to_owned());
                    rows.push(cells.collect());
                }
                Step::SetAside(_) => {}
                Step::End => break,
            }
        }
        tables.push(Published { name: input.name().to_owned(), header, rows });
    }
    Ok(tables)
}

fn sheets(outcome: &Outcome) -> Vec<Sheet> {
    let columns = ["how|How", "found|Withheld figures found|n"];
    let mut found = Sheet::of("attack", "What can be worked out", &columns);
    for (way, count) in &outcome.found {
        found.push(vec![(*way).into(), (*count).into()]);
    }
    found.notes.push(format!(
        "{} figures, {} withheld, {} of them found.",
        group_thousands(outcome.numbers),
        group_thousands(outcome.withheld),
        group_thousands(outcome.count_found())
    ));
    found.notes.extend(outcome.reading.iter().cloned());
    for (groups, tables) in &outcome.partitions {
        found.notes.push(format!(
            "In {} tables everyone is the sum of: {}.",
            group_thousands(*tables),
            groups.join(", ")
        ));
    }
    for whole in &outcome.wholes {
        found.notes.push(format!(
            "In {} figures {} in {} is the sum of the other places.",
            group_thousands(whole.held),
            whole.whole,
            whole.column
        ));
    }
    if outcome.rests_on_no_sum() {
        found.notes.push(
            "No total was found that groups or places add up to, so nothing could be taken from \
             anything. Name them: --parts \"GROUP; GROUP\", or --place COLUMN --whole NAME."
                .to_owned(),
        );
    }
    found.notes.push("What was found is not printed: only how much, and where.".to_owned());
    let mut sheets = vec![found];
    if !outcome.places.is_empty() {
        let mut places = Sheet::of("places", "Where", &["place|Figure and how"]);
        for place in &outcome.places {
            places.push(vec![place.clone().into()]);
        }
        sheets.push(places);
    }
    sheets
}

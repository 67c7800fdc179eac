//! Files that were published elsewhere, attacked.

use std::path::PathBuf;

use traction_core::disclosure::check::tables::{
    Outcome, Published, Reading, attack_files as attack,
};
use traction_intake::source::{Limits, Step, open_path};

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
pub fn attack_files(order: &FileAttack) -> Result<(Outcome, Vec<Sheet>), OfficeError> {
    let refuse = |what: String, hint: &str| OfficeError::Refused { what, hint: hint.to_owned() };
    let limits = Limits::default();
    let mut tables = Vec::new();
    for path in &order.files {
        let opened = open_path(path, &limits).map_err(|error| refuse(error.to_string(), ""))?;
        for input in &opened.inputs {
            let mut source = input.open(&limits).map_err(|error| refuse(error.to_string(), ""))?;
            let header: Vec<String> = source.header().to_vec();
            let mut rows = Vec::new();
            loop {
                match source.step().map_err(|error| refuse(error.to_string(), ""))? {
                    Step::Row(row) => {
                        let cells =
                            (0..header.len()).map(|at| row.cell(at).unwrap_or("").to_owned());
                        rows.push(cells.collect());
                    }
                    Step::SetAside(_) => {}
                    Step::End => break,
                }
            }
            tables.push(Published { name: input.name().to_owned(), header, rows });
        }
    }
    let outcome = attack(&tables, &order.reading, order.places).map_err(|error| {
        refuse(
            error.to_string(),
            "say which columns are which: --group COLUMN --total NAME --value COLUMN",
        )
    })?;
    let sheets = sheets(&outcome);
    Ok((outcome, sheets))
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

//! A first mapping for a file that nobody has mapped yet, from its header and its values. The
//! person reads it, mends it and imports; nothing is asked before.
//!
//! Names and birth dates are never shown, nor any value of a column that no table asks for: what
//! is shown are the codes of columns of codes.

mod guess;
mod names;
mod pattern;
mod shape;
mod totals;
mod why;

use std::collections::BTreeSet;
use std::fmt::Write;

use guess::{Guess, Sample, TableGuess};
use pattern::find_pattern;
use shape::Profile;

use super::model::Mapping;
use super::write::{write_heading, write_table};
use crate::source::{Form, FoundForm, RowSource, SourceError, Step};

/// Rows of the file's beginning that are looked at.
const FIRST: usize = 2_500;
/// Rows of the rest that are looked at, evenly spread: at most this many, at least half as many.
const SPREAD: usize = 5_000;
/// Rows after which reading stops.
const FAR: usize = 2_000_000;
/// Codes that a remark lists.
const LISTED: usize = 12;

/// A proposed mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The mapping; without tables when the file is like none of ours.
    pub mapping: Mapping,
    /// The text of the mapping file, with the evidence for each line as remarks. When no table is
    /// proposed it is all remarks.
    pub text: String,
}

/// Proposes a mapping for an open file.
///
/// # Errors
/// When the first rows cannot be read.
pub fn suggest_mapping(source: &mut RowSource) -> Result<Suggestion, SourceError> {
    let mut first: Vec<Vec<String>> = Vec::new();
    let mut spread: Vec<Vec<String>> = Vec::new();
    let (mut read, mut stride) = (0, 1);
    while read < FAR {
        match source.step()? {
            Step::SetAside(_) => {}
            Step::End => break,
            Step::Row(row) => {
                if first.len() < FIRST {
                    first.push(row.iter().map(str::to_owned).collect());
                } else if read % stride == 0 {
                    spread.push(row.iter().map(str::to_owned).collect());
                    if spread.len() > SPREAD {
                        let mut keep = false;
                        spread.retain(|_| {
                            keep = !keep;
                            keep
                        });
                        stride *= 2;
                    }
                }
                read += 1;
            }
        }
    }
    first.append(&mut spread);
    let rows = first;
    Ok(propose(source.name(), source.header(), &rows, &source.form()))
}

/// Proposes a mapping from a file's name, its header and some of its rows.
pub fn suggest(file: &str, header: &[String], rows: &[Vec<String>]) -> Suggestion {
    propose(file, header, rows, &FoundForm::default())
}

fn propose(file: &str, header: &[String], rows: &[Vec<String>], found: &FoundForm) -> Suggestion {
    let cells =
        |position: usize| rows.iter().map(move |row| row.get(position).map_or("", String::as_str));
    let profiles = (0..header.len()).map(|position| Profile::of(cells(position))).collect();
    let sample = Sample { header, words: guess::words_of(header), profiles, rows };
    let tables = guess::list_tables(&sample);
    let (pattern, sheet) = find_pattern(file);
    let mapping = Mapping {
        files: vec![pattern],
        sheet,
        form: Form {
            encoding: found.encoding.filter(|_| found.encoding_doubt.is_some()),
            delimiter: found.delimiter.filter(|_| found.delimiter_doubt.is_some()),
        },
        tables: tables.iter().map(|table| table.mapping.clone()).collect(),
    };
    let text = write_text(file, &sample, &mapping, &tables, found);
    Suggestion { mapping, text }
}

fn write_text(
    file: &str,
    sample: &Sample<'_>,
    mapping: &Mapping,
    tables: &[TableGuess],
    found: &FoundForm,
) -> String {
    let mut text = String::new();
    let last = file.rsplit('/').next().unwrap_or(file);
    let _ = writeln!(
        text,
        "# A first mapping for {}, from its header and {} of its rows.\n\
         # Read each line, mend what is wrong, and import. A line that begins with # is a remark.",
        one_line(last),
        sample.rows.len()
    );
    let why = why::say_why(sample, tables);
    if !why.is_empty() {
        text.push_str("#\n");
    }
    for sentence in &why {
        let _ = writeln!(text, "# {}", one_line(sentence));
    }
    for (key, doubt) in [("encoding", &found.encoding_doubt), ("delimiter", &found.delimiter_doubt)]
    {
        if let Some(doubt) = doubt {
            let _ = writeln!(text, "# {key}, perhaps: {}.", one_line(doubt));
        }
    }
    if tables.is_empty() {
        text.push_str("# To map it by hand, begin with:\n");
        for line in write_heading(mapping).lines() {
            let _ = writeln!(text, "# {line}");
        }
    } else {
        text.push_str(&write_heading(mapping));
    }
    for table in tables {
        let _ = writeln!(text, "\n# {}: {}.", table.mapping.table.name, say_sure(table.sureness));
        if let Some(remark) = &table.remark {
            let _ = writeln!(text, "# {}", one_line(remark));
        }
        let yearly = ["enrollments", "student_groups"].contains(&table.mapping.table.name);
        if yearly && tables.iter().any(|other| other.mapping.table.name == "assessments") {
            text.push_str(
                "# Take this out if a roster gives it: an import replaces the whole year.\n",
            );
        }
        write_table(&mut text, &table.mapping, |column| {
            table.guesses.iter().find(|guess| guess.column == column).map(remark)
        });
    }
    let used: BTreeSet<&str> = mapping
        .tables
        .iter()
        .flat_map(|table| {
            let wide = table.unpivot.iter().flat_map(|u| u.columns.iter().map(|(name, _)| name));
            table.columns.iter().flat_map(|(_, column)| &column.from).chain(wide)
        })
        .map(String::as_str)
        .collect();
    let unread: Vec<usize> =
        (0..sample.header.len()).filter(|p| !used.contains(sample.header[*p].as_str())).collect();
    if !unread.is_empty() {
        text.push_str("\n# Columns that nothing reads:\n");
    }
    for position in unread {
        let profile = &sample.profiles[position];
        let _ = writeln!(
            text,
            "#   {} (different values: {}; empty cells: {})",
            one_line(&sample.header[position]),
            profile.count_words(),
            profile.blank
        );
    }
    text
}

/// A text without line breaks, which would end a remark.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn say_sure(sureness: f64) -> &'static str {
    match sureness {
        0.9.. => "sure",
        0.75.. => "likely",
        _ => "perhaps",
    }
}

fn remark(guess: &Guess) -> String {
    let mut remark = format!("{}: {}", say_sure(guess.sureness), one_line(&guess.evidence));
    if !guess.unmapped.is_empty() {
        let listed: Vec<String> =
            guess.unmapped.iter().take(LISTED).map(|code| one_line(code)).collect();
        let more = guess.unmapped.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = write!(remark, "\nvalues to map: {}{more}", listed.join("; "));
    }
    remark
}

//! What the person named, as feeds for the tables that it holds by name or by header.

use std::path::Path;

use traction_core::finding::{Finding, Severity};

use crate::binding::Binding;
use crate::checks;
use crate::feed::Feed;
use crate::header::find_table_of;
use crate::source::{Input, Limits, SourceError, open_path};

/// Files kept open between judging their header and reading their rows.
const KEPT_OPEN: usize = 64;

/// What will be read, and what was noticed already.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files on their way into tables.
    pub feeds: Vec<Feed>,
    /// What was noticed about names and headers.
    pub findings: Vec<Finding>,
    /// Files that are none of our tables by name or header, for other readers to try; whoever
    /// gives up on one adds [`checks::file_not_recognised::finding`].
    pub unrecognised: Vec<(Input, Vec<String>)>,
}

/// The finding for a file that could not be opened or read.
pub fn find_source_error(error: &SourceError) -> Finding {
    match error {
        SourceError::Refused { .. } | SourceError::UnpacksTooFar { .. } => {
            checks::zip_refused::finding(error)
        }
        _ => checks::file_unreadable::finding(error),
    }
}

impl Plan {
    /// Opens what the person named and plans the files that are Traction tables. A path that
    /// cannot be opened is a blocking finding, and the others are planned all the same.
    pub fn of_paths<P: AsRef<Path>>(paths: &[P], limits: &Limits) -> Plan {
        let mut plan = Plan::default();
        for path in paths {
            match open_path(path.as_ref(), limits) {
                Ok(opened) => {
                    plan.findings.extend(opened.findings);
                    for input in opened.inputs {
                        plan.add(input, limits);
                    }
                }
                Err(error) => plan.findings.push(find_source_error(&error)),
            }
        }
        plan
    }

    /// Plans one input.
    pub fn add(&mut self, input: Input, limits: &Limits) {
        let source = match input.open(limits) {
            Ok(source) => source,
            // A cover sheet of a workbook may be empty.
            Err(SourceError::Empty { .. }) if is_cover(input.stem()) => return,
            Err(error) => {
                self.findings.push(find_source_error(&error));
                return;
            }
        };
        let Some(table) = find_table_of(input.stem(), source.header()) else {
            if !is_cover(input.stem()) {
                self.unrecognised.push((input, source.header().to_vec()));
            }
            return;
        };
        let (binding, findings) =
            Binding::by_header(table, input.name(), input.stem(), source.header());
        self.findings.extend(findings);
        let Some(binding) = binding else { return };
        self.feeds.push(match self.feeds.len() {
            0..KEPT_OPEN => {
                Feed { file: input.name().to_owned(), binding, open: Box::new(move || Ok(source)) }
            }
            _ => Feed::of(&input, limits, binding),
        });
    }

    /// Says of every file that nobody recognised that it was not read.
    pub fn give_up(&mut self) {
        for (input, header) in self.unrecognised.drain(..) {
            self.findings.push(checks::file_not_recognised::finding(input.name(), &header));
        }
    }

    /// Whether something named could not be read at all.
    pub fn is_blocked(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Blocking)
    }
}

/// Sheets and files that explain others.
fn is_cover(stem: &str) -> bool {
    matches!(stem, "readme" | "read me" | "cover" | "notes" | "about" | "instructions")
}

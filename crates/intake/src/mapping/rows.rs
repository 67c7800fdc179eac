//! The rows of a file as a mapping turns them. Every row of the file comes out, once for each
//! copy; those that the mapping passes over say so in their last cell, so that the account adds up.

use std::sync::Arc;

use hashbrown::HashMap;
use traction_core::district::{Missing, Table};
use traction_core::finding::Finding;

use super::checks;
use super::model::{Mapping, TableMapping};
use super::plan::{AbsentColumn, Plan, list_outputs};
use crate::binding::{Binding, Bound, Condition, Take};
use crate::feed::Feed;
use crate::findings::Place;
use crate::source::{FoundForm, Input, Limits, Row, RowSource, Rows, SourceError, Step};

/// What stands in the last cell of a row that is read.
const READ: &str = "read";
/// What stands in the last cell of a row that the mapping passes over.
const PASSED_OVER: &str = "passed over";
/// Examples of ids that a finding shows.
const EXAMPLES: usize = 3;

/// The feeds of one file: one for each table of the mapping. `header` is the file's, opened in the
/// form that the mapping says.
///
/// # Errors
/// Every column that the mapping names and the file does not have.
pub fn list_feeds(
    mapping: &Mapping,
    input: &Input,
    limits: &Limits,
    header: &[String],
) -> Result<Vec<Feed>, Vec<AbsentColumn>> {
    let mut feeds = Vec::new();
    let mut absent = Vec::new();
    for table in &mapping.tables {
        if let Err(missing) = Plan::of(table, input.name(), header) {
            absent.extend(missing);
            continue;
        }
        let input = input.clone().written_as(mapping.form);
        let (limits, table) = (limits.clone(), table.clone());
        feeds.push(Feed {
            file: input.name().to_owned(),
            binding: bind(&table),
            open: Box::new(move || Ok(map_rows(&table, input.open(&limits)?))),
        });
    }
    if absent.is_empty() { Ok(feeds) } else { Err(absent) }
}

/// How the reader takes the rows that [`map_rows`] gives.
pub fn bind(table: &TableMapping) -> Binding {
    let outputs = list_outputs(table);
    let mut binding = Binding::empty(table.table);
    for (position, (name, heading, _)) in outputs.iter().enumerate() {
        let others: Vec<usize> = (0..outputs.len()).filter(|i| outputs[*i].0 == *name).collect();
        if others[0] != position {
            continue;
        }
        let bound = match others.as_slice() {
            [_] => Bound::column(position, heading),
            _ => {
                let headings: Vec<&str> = others.iter().map(|at| outputs[*at].1.as_str()).collect();
                Bound::of(Take::FirstOf(others), &headings.join(", then "))
            }
        };
        binding.bind(name, bound);
    }
    binding.only.push(Condition { column: outputs.len(), one_of: vec![READ.to_owned()] });
    binding
}

/// The rows of a source as the mapping turns them. A source that lacks a column gives one finding
/// for it and no rows; [`list_feeds`] says so before anything is read.
pub fn map_rows(table: &TableMapping, source: RowSource) -> RowSource {
    let name = source.name().to_owned();
    let guarded = source.is_guarded();
    let outputs = list_outputs(table);
    let mut header: Vec<String> = outputs.iter().map(|(_, heading, _)| heading.clone()).collect();
    header.push(String::new());
    let plan = Plan::of(table, &name, source.header());
    let rows: Box<dyn Rows> = match plan {
        Ok(plan) => Box::new(MappedRows {
            excluded: vec![0; table.keep.len() + table.leave_out.len()],
            table: Arc::new(table.clone()),
            source,
            plan,
            made: Made::default(),
            next: 0,
            empty_cells: 0,
            first_of: HashMap::new(),
            distinct: Vec::new(),
            folded: 0,
            conflicts: vec![Conflict::default(); outputs.len()],
            drained: 0,
            ended: false,
        }),
        Err(absent) => Box::new(Refused { absent }),
    };
    RowSource::new(name, header, guarded, rows)
}

/// Rows made of the last row read, waiting to be given.
#[derive(Debug, Default)]
struct Made {
    number: u64,
    text: String,
    /// Cells of all rows, one row after another; each row ends with the cell that says whether
    /// it is read.
    cells: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Default)]
struct Conflict {
    count: u64,
    examples: Vec<String>,
}

/// A row of a `distinct` table: its row in the file, and its cells.
#[derive(Debug)]
struct Kept {
    number: u64,
    text: Box<str>,
    cells: Box<[(u32, u32)]>,
}

struct MappedRows {
    table: Arc<TableMapping>,
    source: RowSource,
    plan: Plan,
    made: Made,
    next: usize,
    excluded: Vec<u64>,
    empty_cells: u64,
    first_of: HashMap<Box<str>, usize>,
    distinct: Vec<Kept>,
    folded: u64,
    conflicts: Vec<Conflict>,
    drained: usize,
    ended: bool,
}

impl Rows for MappedRows {
    fn step(&mut self) -> Result<Step<'_>, SourceError> {
        let width = self.plan.width() + 1;
        while self.next * width >= self.made.cells.len() {
            if self.ended {
                return Ok(self.drain());
            }
            self.next = 0;
            self.made.text.clear();
            self.made.cells.clear();
            match self.source.step()? {
                Step::SetAside(finding) => return Ok(Step::SetAside(finding)),
                Step::End => self.ended = true,
                Step::Row(row) if row.iter().all(|cell| cell.trim().is_empty()) => {}
                Step::Row(row) => {
                    self.made.number = row.number;
                    let excluded = self.plan.find_exclusion(row);
                    if let Some(condition) = excluded {
                        self.excluded[condition] += 1;
                    }
                    for copy in 0..self.plan.count_copies() {
                        let start = self.made.cells.len();
                        let text_start = self.made.text.len();
                        let made = &mut self.made;
                        let wanted = self.plan.write(row, copy, &mut made.text, &mut made.cells);
                        self.empty_cells += u64::from(!wanted && excluded.is_none());
                        let mut read = wanted && excluded.is_none();
                        if read && self.plan.distinct {
                            let (made, plan) = (&mut self.made, &self.plan);
                            let fold = Fold {
                                first_of: &mut self.first_of,
                                distinct: &mut self.distinct,
                                conflicts: &mut self.conflicts,
                            };
                            match fold.take(plan, made, start, text_start) {
                                Folded::New => {
                                    made.cells.truncate(start);
                                    continue;
                                }
                                Folded::Again => {
                                    self.folded += 1;
                                    read = false;
                                }
                                Folded::NoKey => {}
                            }
                        }
                        let at = self.made.text.len() as u32;
                        self.made.text.push_str(if read { READ } else { PASSED_OVER });
                        self.made.cells.push((at, self.made.text.len() as u32));
                    }
                }
            }
        }
        let cells = &self.made.cells[self.next * width..][..width];
        self.next += 1;
        Ok(Step::Row(Row::over(self.made.number, &self.made.text, cells)))
    }

    fn bytes_read(&self) -> u64 {
        self.source.bytes_read()
    }

    fn list_findings(&mut self) -> Vec<Finding> {
        let mut findings = self.source.list_findings();
        let file = self.source.name().to_owned();
        let note = |found: String, expected: String| {
            checks::PASSED_OVER.finding(Place::file(&file), found, expected)
        };
        let table = self.table.table.name;
        let conditions = self.table.keep.iter().chain(&self.table.leave_out);
        for (condition, count) in conditions.zip(&self.excluded).filter(|(_, count)| **count > 0) {
            let found =
                format!("{count} rows passed over by the condition on {}", condition.column);
            findings.push(note(found, format!("rows of {table}")));
        }
        if self.empty_cells > 0 {
            let found = format!("{} empty cells that give no row", self.empty_cells);
            findings.push(note(found, format!("a value of {table}")));
        }
        if self.folded > 0 {
            let found =
                format!("{} rows repeat the key of another; the last was taken", self.folded);
            findings.push(note(found, format!("one row of {table} for each key")));
        }
        let outputs = list_outputs(&self.table);
        for (conflict, (name, heading, _)) in self.conflicts.iter().zip(&outputs) {
            if conflict.count > 0 {
                findings.push(self.describe_conflict(conflict, name, heading));
            }
        }
        findings
    }

    fn form(&self) -> FoundForm {
        self.source.form()
    }

    fn numeric_columns(&self) -> &[bool] {
        &[]
    }
}

impl MappedRows {
    /// The next row of a `distinct` table, once the file is read to its end.
    fn drain(&mut self) -> Step<'_> {
        match self.distinct.get(self.drained) {
            Some(kept) => {
                self.drained += 1;
                Step::Row(Row::over(kept.number, &kept.text, &kept.cells))
            }
            None => Step::End,
        }
    }

    fn describe_conflict(&self, conflict: &Conflict, name: &str, heading: &str) -> Finding {
        let shown = conflict.examples.join(", ");
        let found =
            format!("{} rows change {name} of a key already read, first {shown}", conflict.count);
        let expected = format!("one {name} for each key of {}", self.table.table.name);
        let place = Place { file: self.source.name(), row: None, column: Some(heading) };
        checks::CONFLICT.finding(place, found, expected)
    }
}

enum Folded {
    New,
    Again,
    NoKey,
}

/// The parts of [`MappedRows`] that remember the rows of a `distinct` table.
struct Fold<'a> {
    first_of: &'a mut HashMap<Box<str>, usize>,
    distinct: &'a mut Vec<Kept>,
    conflicts: &'a mut Vec<Conflict>,
}

impl Fold<'_> {
    /// Remembers the row whose cells begin at `start`, in place of an earlier one with its key.
    fn take(self, plan: &Plan, made: &mut Made, start: usize, text_start: usize) -> Folded {
        let cell = |position: usize| {
            let (from, to) = made.cells[start + position];
            &made.text[from as usize..to as usize]
        };
        if plan.required_key.iter().any(|position| cell(*position).is_empty()) {
            return Folded::NoKey;
        }
        let key: Vec<&str> = plan.key.iter().map(|position| cell(*position)).collect();
        let base = text_start as u32;
        let mut text = made.text[text_start..].to_owned();
        let mut cells: Vec<(u32, u32)> =
            made.cells[start..].iter().map(|(from, to)| (from - base, to - base)).collect();
        cells.push((text.len() as u32, (text.len() + READ.len()) as u32));
        text.push_str(READ);
        let row = Kept { number: made.number, text: text.into(), cells: cells.into() };
        let joined = key.join("\u{1f}");
        match self.first_of.get(joined.as_str()) {
            Some(position) => {
                let kept = &mut self.distinct[*position];
                for (position, conflict) in self.conflicts.iter_mut().enumerate() {
                    let (from, to) = kept.cells[position];
                    if kept.text[from as usize..to as usize] != *cell(position) {
                        conflict.count += 1;
                        let shown = key.join(" ");
                        if conflict.examples.len() < EXAMPLES && !conflict.examples.contains(&shown)
                        {
                            conflict.examples.push(shown);
                        }
                    }
                }
                *kept = row;
                Folded::Again
            }
            None => {
                self.first_of.insert(joined.into(), self.distinct.len());
                self.distinct.push(row);
                Folded::New
            }
        }
    }
}

/// What takes the place of a file that lacks columns of the mapping.
struct Refused {
    absent: Vec<AbsentColumn>,
}

impl Rows for Refused {
    fn step(&mut self) -> Result<Step<'_>, SourceError> {
        Ok(Step::End)
    }

    fn list_findings(&mut self) -> Vec<Finding> {
        self.absent.iter().map(AbsentColumn::finding).collect()
    }
}

impl AbsentColumn {
    /// The same in the form of a finding.
    pub fn finding(&self) -> Finding {
        let meant = self.near.as_ref().map(|near| format!("; perhaps `{near}` is meant"));
        let found = format!("no column `{}`{}", self.column, meant.unwrap_or_default());
        let expected = format!("the column that the mapping reads for {}", self.wanted_for);
        let mut finding = checks::ABSENT_COLUMN.finding(Place::row(&self.file, 1), found, expected);
        finding.mend = format!("The file has: {}. Change the mapping.", self.header.join(", "));
        finding
    }
}

/// What a mapping leaves unsaid: the columns of its table that stay empty.
pub fn list_unmapped(table: &TableMapping) -> Vec<&'static str> {
    let filled = bind(table);
    let target: &'static Table = table.table;
    let empty = |position: usize| {
        matches!(filled.columns[position].take, Take::Nothing(Missing::NotCollected))
    };
    (0..target.columns.len()).filter(|p| empty(*p)).map(|p| target.columns[p].name).collect()
}

//! A mapping's table met with the header of a real file: which of the file's cells are read.

use hashbrown::HashSet;
use thiserror::Error;
use traction_core::district::Kind;
use traction_core::near::find_nearest;

use super::model::{ColumnMapping, Condition, TableMapping};
use super::turn::Turn;
use crate::source::Row;

/// A column that a mapping names and the file does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file} has no column `{column}`, which the mapping reads for {wanted_for}")]
pub struct AbsentColumn {
    /// File as the person knows it.
    pub file: String,
    /// The column that the mapping names.
    pub column: String,
    /// Our table and column, or the condition, that it is wanted for.
    pub wanted_for: String,
    /// The file's column that was perhaps meant.
    pub near: Option<String>,
    /// The file's columns.
    pub header: Vec<String>,
    /// Whether the table cannot do without it.
    pub required: bool,
}

/// How the rows of one file become rows of one table.
#[derive(Debug)]
pub(super) struct Plan {
    /// One for each cell that is written, in order.
    outputs: Vec<Output>,
    keep: Vec<Test>,
    leave_out: Vec<Test>,
    unpivot: Option<Wide>,
    /// Positions, among the outputs, of the key and of its required part.
    pub(super) key: Vec<usize>,
    pub(super) required_key: Vec<usize>,
    pub(super) distinct: bool,
}

#[derive(Debug)]
struct Output {
    turn: Turn,
    from: Vec<usize>,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    Cell,
    UnpivotedCode,
    UnpivotedValue,
}

#[derive(Debug)]
struct Wide {
    /// Positions in the file, with the code of each.
    columns: Vec<(usize, String)>,
    keep_blank: bool,
}

#[derive(Debug)]
struct Test {
    position: usize,
    values: HashSet<String>,
}

impl Test {
    fn holds(&self, row: Row<'_>) -> bool {
        let cell = row.cell(self.position).unwrap_or_default();
        self.values.contains(cell.trim().to_lowercase().as_str())
    }
}

/// The columns that a mapped table gives, each with the file's heading for it: first ours in the
/// order of the mapping, then one for each fall-back.
pub(super) fn list_outputs(table: &TableMapping) -> Vec<(&'static str, String, ColumnMapping)> {
    let mut outputs: Vec<(&'static str, String, ColumnMapping)> = table
        .columns
        .iter()
        .map(|(name, column)| (*name, column.from.join(" + "), column.clone()))
        .collect();
    if let Some(unpivot) = &table.unpivot {
        outputs.push((unpivot.code, String::new(), ColumnMapping::default()));
        let value = ColumnMapping {
            from: vec![String::new()],
            missing: unpivot.missing.clone(),
            ..ColumnMapping::default()
        };
        outputs.push((unpivot.value, String::new(), value));
    }
    for (name, column) in &table.columns {
        for fall_back in &column.fall_back {
            let other = ColumnMapping {
                from: vec![fall_back.clone()],
                with: String::new(),
                ..column.clone()
            };
            outputs.push((*name, fall_back.clone(), other));
        }
    }
    outputs
}

impl Plan {
    /// Finds the mapping's columns in a header.
    ///
    /// # Errors
    /// Every column that is named and not there.
    pub(super) fn of(
        table: &TableMapping,
        file: &str,
        header: &[String],
    ) -> Result<Plan, Vec<AbsentColumn>> {
        let mut finder = Finder { file, header, absent: Vec::new() };
        let unpivoted = table.unpivot.as_ref().map(|unpivot| (unpivot.code, unpivot.value));
        let mut outputs = Vec::new();
        for (name, _, column) in list_outputs(table) {
            let spec = table.table.columns.iter().find(|spec| spec.name == name);
            let kind = spec.map_or(Kind::Text, |spec| spec.kind);
            let role = match unpivoted {
                Some((code, _)) if code == name => Role::UnpivotedCode,
                Some((_, value)) if value == name => Role::UnpivotedValue,
                _ => Role::Cell,
            };
            let required = spec.is_some_and(|spec| spec.required);
            let wanted_for = format!("{}.{name}", table.table.name);
            let from = match role {
                Role::Cell => finder.find_all(&column.from, &wanted_for, required),
                _ => Vec::new(),
            };
            outputs.push(Output { turn: Turn::of(kind, &column), from, role });
        }
        let keep = finder.tests(&table.keep, "`keep`");
        let leave_out = finder.tests(&table.leave_out, "`leave_out`");
        let unpivot = table.unpivot.as_ref().map(|unpivot| Wide {
            columns: unpivot
                .columns
                .iter()
                .flat_map(|(column, code)| {
                    let found = finder.find(column, "`unpivot`", true);
                    found.map(|position| (position, code.clone()))
                })
                .collect(),
            keep_blank: unpivot.keep_blank,
        });
        if !finder.absent.is_empty() {
            return Err(finder.absent);
        }
        let names: Vec<&str> = list_outputs(table).iter().map(|(name, ..)| *name).collect();
        let place = |name: &str| names.iter().position(|n| *n == name);
        let keys = table.table.list_key().map(|position| &table.table.columns[position]);
        let (mut key, mut required_key) = (Vec::new(), Vec::new());
        for spec in keys {
            if let Some(position) = place(spec.name) {
                key.push(position);
                if spec.required {
                    required_key.push(position);
                }
            }
        }
        Ok(Plan { outputs, keep, leave_out, unpivot, key, required_key, distinct: table.distinct })
    }

    /// Number of cells of a row that it writes.
    pub(super) fn width(&self) -> usize {
        self.outputs.len()
    }

    /// The first condition that keeps a row out: position among `keep` then `leave_out`.
    pub(super) fn find_exclusion(&self, row: Row<'_>) -> Option<usize> {
        let kept_out = self.keep.iter().position(|test| !test.holds(row));
        kept_out.or_else(|| {
            let left_out = self.leave_out.iter().position(|test| test.holds(row));
            left_out.map(|position| self.keep.len() + position)
        })
    }

    /// How many rows of ours one row of the file gives.
    pub(super) fn count_copies(&self) -> usize {
        self.unpivot.as_ref().map_or(1, |wide| wide.columns.len())
    }

    /// Writes the cells of one copy of a row; `false` when the unpivoted cell is empty and empty
    /// cells give no row. `cells` takes the byte ranges in `text`.
    pub(super) fn write(
        &self,
        row: Row<'_>,
        copy: usize,
        text: &mut String,
        cells: &mut Vec<(u32, u32)>,
    ) -> bool {
        let wide = self.unpivot.as_ref().map(|wide| (wide, &wide.columns[copy]));
        let mut wanted = true;
        for output in &self.outputs {
            let start = text.len() as u32;
            match (output.role, wide) {
                (Role::UnpivotedCode, Some((_, (_, code)))) => text.push_str(code),
                (Role::UnpivotedValue, Some((wide, (position, _)))) => {
                    let cell = row.cell(*position).unwrap_or_default();
                    wanted = wide.keep_blank || !cell.trim().is_empty();
                    output.turn.write([cell].into_iter(), text);
                }
                _ => {
                    let parts = output.from.iter().map(|p| row.cell(*p).unwrap_or_default());
                    output.turn.write(parts, text);
                }
            }
            cells.push((start, text.len() as u32));
        }
        wanted
    }
}

struct Finder<'a> {
    file: &'a str,
    header: &'a [String],
    absent: Vec<AbsentColumn>,
}

impl Finder<'_> {
    fn find(&mut self, column: &str, wanted_for: &str, required: bool) -> Option<usize> {
        let exact = self.header.iter().position(|name| name == column);
        let found = exact.or_else(|| {
            let same = |name: &String| name.trim().eq_ignore_ascii_case(column.trim());
            self.header.iter().position(same)
        });
        if found.is_none() {
            let near = find_nearest(column, self.header.iter().map(String::as_str));
            self.absent.push(AbsentColumn {
                file: self.file.to_owned(),
                column: column.to_owned(),
                wanted_for: wanted_for.to_owned(),
                near: near.map(str::to_owned),
                header: self.header.to_vec(),
                required,
            });
        }
        found
    }

    fn find_all(&mut self, columns: &[String], wanted_for: &str, required: bool) -> Vec<usize> {
        columns.iter().filter_map(|column| self.find(column, wanted_for, required)).collect()
    }

    fn tests(&mut self, conditions: &[Condition], wanted_for: &str) -> Vec<Test> {
        let mut tests = Vec::new();
        for condition in conditions {
            if let Some(position) = self.find(&condition.column, wanted_for, true) {
                let values = condition.values.iter().map(|value| value.trim().to_lowercase());
                tests.push(Test { position, values: values.collect() });
            }
        }
        tests
    }
}

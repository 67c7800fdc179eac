//! The bytes of a part to rows: all columns or some, row groups in parallel.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::ConvertedType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::SchemaDescriptor;
use rayon::prelude::*;
use traction_core::district::TextColumn;
use traction_core::district::{Batch, CodeSet, Column, Kind, Missing, Spec, Table, Values};

use super::layout::value_field;
use super::{REASON_SUFFIX, SCHEMA_MARK, SCHEMA_VERSION, TABLE_MARK};
use crate::error::{Result, StoreError};

/// Reads a part, after hashing its bytes: a figure is never made from a file that is not the one
/// that was written, and a damaged file never reaches the Parquet reader. Columns for which `wanted`
/// says no, and columns that the part does not have because it is older than they are, come back as
/// *not collected* in every row.
///
/// # Errors
/// [`StoreError::PartMissing`], [`StoreError::PartDamaged`], [`StoreError::PartTooNew`], or what
/// keeps the file from being read; each names the part.
pub fn read(path: &Path, hash: &str, table: &'static Table, wanted: &[bool]) -> Result<Batch> {
    let part = Part { path, table, wanted };
    let bytes = Bytes::from(part.load()?);
    let found = blake3::hash(&bytes).to_hex();
    if found.as_str() != hash {
        return Err(part.damaged(format!("its bytes hash to {found}")));
    }
    let metadata =
        ParquetMetaDataReader::new().parse_and_finish(&bytes).map_err(|e| part.damaged(e))?;
    part.check_marks(&metadata)?;
    let places = part.find_columns(metadata.file_metadata().schema_descr())?;

    let bytes = Arc::new(bytes);
    let groups: Vec<Result<Batch>> = metadata
        .row_groups()
        .par_iter()
        .map(|group| part.read_group(&bytes, group, &places))
        .collect();
    Ok(Batch::concat(table, groups.into_iter().collect::<Result<_>>()?))
}

/// Where a column and its reasons stand in the file.
type Places = (Option<usize>, Option<usize>);

struct Part<'a> {
    path: &'a Path,
    table: &'static Table,
    wanted: &'a [bool],
}

impl Part<'_> {
    fn load(&self) -> Result<Vec<u8>> {
        fs::read(self.path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => StoreError::PartMissing { path: self.path.to_path_buf() },
            _ => StoreError::io(self.path, "read")(error),
        })
    }

    fn damaged(&self, what: impl ToString) -> StoreError {
        StoreError::PartDamaged { path: self.path.to_path_buf(), what: what.to_string() }
    }

    fn check_marks(&self, metadata: &ParquetMetaData) -> Result<()> {
        let marks = metadata.file_metadata().key_value_metadata();
        let find = |key: &str| {
            marks?.iter().find(|mark| mark.key == key).and_then(|mark| mark.value.as_deref())
        };
        let table = find(TABLE_MARK).unwrap_or("no table");
        if table != self.table.name {
            return Err(self.damaged(format!("it holds {table}, not {}", self.table.name)));
        }
        match find(SCHEMA_MARK).and_then(|version| version.parse::<u32>().ok()) {
            Some(version) if version <= SCHEMA_VERSION => Ok(()),
            Some(found) => Err(StoreError::PartTooNew {
                path: self.path.to_path_buf(),
                found,
                known: SCHEMA_VERSION,
            }),
            None => Err(self.damaged("it names no schema version")),
        }
    }

    fn find_columns(&self, schema: &SchemaDescriptor) -> Result<Vec<Places>> {
        let place = |name: &str| schema.columns().iter().position(|c| c.name() == name);
        let mut places = Vec::with_capacity(self.table.columns.len());
        for (spec, wanted) in self.table.columns.iter().zip(self.wanted) {
            let Some(value) = place(spec.name) else {
                if spec.required {
                    return Err(self.damaged(format!("it lacks the column {}", spec.name)));
                }
                places.push((None, None));
                continue;
            };
            let found = schema.column(value);
            let expected = value_field(spec.name, spec.kind).map_err(|e| self.damaged(e))?;
            let kind = (expected.get_physical_type(), expected.get_basic_info().converted_type());
            if (found.physical_type(), found.converted_type()) != kind {
                let found = say((found.physical_type(), found.converted_type()));
                let what = format!("column {} holds {found}, not {}", spec.name, say(kind));
                return Err(self.damaged(what));
            }
            let reason = place(&format!("{}{REASON_SUFFIX}", spec.name));
            places.push(if *wanted { (Some(value), reason) } else { (None, None) });
        }
        Ok(places)
    }

    fn read_group(
        &self,
        bytes: &Arc<Bytes>,
        group: &RowGroupMetaData,
        places: &[Places],
    ) -> Result<Batch> {
        let rows = usize::try_from(group.num_rows()).map_err(|e| self.damaged(e))?;
        let open = |at: usize| {
            let chunk = group.column(at);
            let pages = SerializedPageReader::new(bytes.clone(), chunk, rows, None);
            let pages = pages.map_err(|e| self.damaged(e))?;
            Ok(get_column_reader(chunk.column_descr_ptr(), Box::new(pages)))
        };
        let mut columns = Vec::with_capacity(self.table.columns.len());
        for (spec, (value, reason)) in self.table.columns.iter().zip(places) {
            let Some(value) = value else {
                columns.push(not_collected(spec, rows));
                continue;
            };
            let reasons = match reason {
                Some(at) => Some(self.read_reasons(open(*at)?, rows)?),
                None => None,
            };
            columns.push(self.read_column(spec, open(*value)?, rows, reasons.as_deref())?);
        }
        Ok(Batch::from_columns(self.table, columns))
    }

    fn read_reasons(&self, reader: ColumnReader, rows: usize) -> Result<Vec<i32>> {
        let ColumnReader::Int32ColumnReader(reader) = reader else {
            return Err(self.damaged("a reason is not a small number"));
        };
        let cells = self.read_cells(reader, rows)?;
        if cells.values.len() != rows {
            return Err(self.damaged("a row has no reason"));
        }
        Ok(cells.values)
    }

    fn read_column(
        &self,
        spec: &Spec,
        reader: ColumnReader,
        rows: usize,
        reasons: Option<&[i32]>,
    ) -> Result<Column> {
        let (values, levels) = match (spec.kind, reader) {
            (Kind::Text | Kind::Id, ColumnReader::ByteArrayColumnReader(reader)) => {
                let cells = self.read_cells(reader, rows)?;
                (Values::Text(self.texts(spec, &cells)?), cells.levels)
            }
            (Kind::Code(set), ColumnReader::ByteArrayColumnReader(reader)) => {
                let cells = self.read_cells(reader, rows)?;
                (Values::Code(self.codes(spec, set, &cells)?), cells.levels)
            }
            (Kind::Year, ColumnReader::Int32ColumnReader(reader)) => {
                let cells = self.read_cells(reader, rows)?;
                (Values::Year(cells.spread(|year| *year as i16)), cells.levels)
            }
            (Kind::Date, ColumnReader::Int32ColumnReader(reader)) => {
                let cells = self.read_cells(reader, rows)?;
                (Values::Date(cells.spread(|day| *day)), cells.levels)
            }
            (Kind::Time | Kind::Integer | Kind::Money, ColumnReader::Int64ColumnReader(reader)) => {
                let cells = self.read_cells(reader, rows)?;
                (Values::Integer(cells.spread(|number| *number)), cells.levels)
            }
            (Kind::Number, ColumnReader::DoubleColumnReader(reader)) => {
                let cells = self.read_cells(reader, rows)?;
                (Values::Number(cells.spread(|number| *number)), cells.levels)
            }
            (Kind::Flag, ColumnReader::BoolColumnReader(reader)) => {
                let cells = self.read_cells(reader, rows)?;
                (Values::Flag(cells.spread(|flag| *flag)), cells.levels)
            }
            _ => return Err(self.damaged(format!("column {} holds other values", spec.name))),
        };
        Ok(Column::from_parts(values, missing_of(&levels, reasons)))
    }

    /// All cells of one column of a row group.
    fn read_cells<T: DataType>(
        &self,
        mut reader: ColumnReaderImpl<T>,
        rows: usize,
    ) -> Result<Cells<T::T>> {
        let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::new());
        let (found, _, _) = reader
            .read_records(rows, Some(&mut levels), None, &mut values)
            .map_err(|e| self.damaged(e))?;
        if found != rows {
            return Err(self.damaged(format!("{found} rows where {rows} were written")));
        }
        if levels.iter().all(|level| *level == 1) {
            levels.clear();
        }
        Ok(Cells { values, levels })
    }

    fn texts(&self, spec: &Spec, cells: &Cells<ByteArray>) -> Result<TextColumn> {
        let bytes = cells.values.iter().map(ByteArray::len).sum();
        let mut text = TextColumn::with_capacity(cells.rows(), bytes);
        let mut values = cells.values.iter();
        for row in 0..cells.rows() {
            let cell = if cells.is_null(row) { None } else { values.next() };
            text.push(match cell {
                None => "",
                Some(cell) => cell.as_utf8().map_err(|_| {
                    self.damaged(format!("column {} holds bytes that are no text", spec.name))
                })?,
            });
        }
        Ok(text)
    }

    fn codes(&self, spec: &Spec, set: &CodeSet, cells: &Cells<ByteArray>) -> Result<Vec<u8>> {
        // Cells with the same code point at the same bytes, mostly: the last ones are remembered.
        let mut seen: Vec<(*const u8, usize, u8)> = Vec::new();
        let mut position = |cell: &ByteArray| {
            let (start, len) = (cell.data().as_ptr(), cell.len());
            if let Some((_, _, code)) = seen.iter().find(|s| (s.0, s.1) == (start, len)) {
                return Ok(*code);
            }
            let text = cell.as_utf8().unwrap_or_default();
            let exact = set.codes.iter().position(|code| code.code == text);
            let found =
                exact.and_then(|p| u8::try_from(p).ok()).or_else(|| set.find_position(text));
            let code = found.ok_or_else(|| {
                self.damaged(format!("column {} holds no code {text:?}", spec.name))
            })?;
            if seen.len() < set.codes.len() {
                seen.push((start, len, code));
            }
            Ok(code)
        };
        let codes: Vec<u8> = cells.values.iter().map(&mut position).collect::<Result<_>>()?;
        Ok(Cells { values: codes, levels: cells.levels.clone() }.spread(|code| *code))
    }
}

/// The values of a column that are there, and for each row whether it is (1) or not (0): no levels
/// where nothing is missing.
struct Cells<T> {
    values: Vec<T>,
    levels: Vec<i16>,
}

impl<T> Cells<T> {
    fn rows(&self) -> usize {
        if self.levels.is_empty() { self.values.len() } else { self.levels.len() }
    }

    fn is_null(&self, row: usize) -> bool {
        self.levels.get(row).is_some_and(|level| *level == 0)
    }

    /// A value for each row: zero, no or the first where there is none.
    fn spread<V: Default>(&self, of: impl Fn(&T) -> V) -> Vec<V> {
        let mut values = self.values.iter().map(of);
        (0..self.rows())
            .map(
                |row| {
                    if self.is_null(row) { V::default() } else { values.next().unwrap_or_default() }
                },
            )
            .collect()
    }
}

fn missing_of(levels: &[i16], reasons: Option<&[i32]>) -> Vec<u8> {
    let reason = |row: usize| {
        let byte = reasons.and_then(|reasons| u8::try_from(reasons[row]).ok());
        byte.and_then(Missing::from_byte).unwrap_or(Missing::Blank) as u8
    };
    let byte = |(row, level): (usize, &i16)| if *level == 0 { reason(row) } else { 0 };
    levels.iter().enumerate().map(byte).collect()
}

fn say((physical, meaning): (parquet::basic::Type, ConvertedType)) -> String {
    match meaning {
        ConvertedType::NONE => physical.to_string(),
        _ => format!("{physical} ({meaning})"),
    }
}

fn not_collected(spec: &Spec, rows: usize) -> Column {
    let mut column = Column::empty(spec.kind);
    column.push_many_missing(Missing::NotCollected, rows);
    column
}

//! The bytes of a part to rows: all columns or some, row groups in parallel.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int16Type, Int32Type, Int64Type, UInt8Type};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::ParquetMetaData;
use rayon::prelude::*;
use traction_core::district::TextColumn;
use traction_core::district::{Batch, Column, Kind, Missing, Spec, Table, Values};

use super::disk::hash_file;
use super::encode::{code_type, stored_type};
use super::{REASON_SUFFIX, SCHEMA_MARK, SCHEMA_VERSION, TABLE_MARK};
use crate::error::{Result, StoreError};

/// Reads a part, after hashing its bytes: a figure is never made from a file that is not the one
/// that was written, and a damaged file never reaches the Parquet reader. Columns for which `wanted` says no, and columns that the part does not have
/// because it is older than they are, come back as *not collected* in every row.
///
/// # Errors
/// [`StoreError::PartMissing`], [`StoreError::PartDamaged`], [`StoreError::PartTooNew`], or what
/// keeps the file from being read; each names the part.
pub fn read(path: &Path, hash: &str, table: &'static Table, wanted: &[bool]) -> Result<Batch> {
    let part = Part { path, table, wanted };
    let (found, _) = hash_file(path)?;
    if found != hash {
        return Err(part.damaged(format!("its bytes hash to {found}")));
    }
    let file = part.open()?;
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let found = ArrowReaderMetadata::load(&file, options).map_err(|e| part.damaged(e))?;
    part.check_marks(found.metadata())?;

    // Codes are read as dictionaries, which spares making a text of every cell.
    let is_code = |name: &str| {
        table.find_column(name).is_some_and(|at| matches!(table.columns[at].kind, Kind::Code(_)))
    };
    let fields: Vec<Field> = (found.schema().fields().iter())
        .map(|field| match field.data_type() {
            DataType::Utf8 if is_code(field.name()) => {
                Field::new(field.name(), code_type(), field.is_nullable())
            }
            _ => field.as_ref().clone(),
        })
        .collect();
    let columns = part.find_columns(&fields)?;
    let schema = Arc::new(Schema::new(fields));
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true).with_schema(schema);
    let found = ArrowReaderMetadata::try_new(found.metadata().clone(), options)
        .map_err(|e| part.damaged(e))?;
    let picked = columns.iter().flat_map(|(value, reason)| [*value, *reason]).flatten();
    let mask = ProjectionMask::leaves(found.parquet_schema(), picked);

    let groups: Vec<Result<Batch>> = (0..found.metadata().num_row_groups())
        .into_par_iter()
        .map(|group| part.read_group(&found, &mask, group))
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
    fn open(&self) -> Result<File> {
        File::open(self.path).map_err(|error| match error.kind() {
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

    fn find_columns(&self, fields: &[Field]) -> Result<Vec<Places>> {
        let place = |name: &str| fields.iter().position(|field| field.name() == name);
        let mut places = Vec::with_capacity(self.table.columns.len());
        for (spec, wanted) in self.table.columns.iter().zip(self.wanted) {
            let Some(value) = place(spec.name) else {
                if spec.required {
                    return Err(self.damaged(format!("it lacks the column {}", spec.name)));
                }
                places.push((None, None));
                continue;
            };
            let (found, expected) = (fields[value].data_type(), stored_type(spec.kind));
            if *found != expected {
                let what = format!("column {} holds {found}, not {expected}", spec.name);
                return Err(self.damaged(what));
            }
            let reason = place(&format!("{}{REASON_SUFFIX}", spec.name));
            places.push(if *wanted { (Some(value), reason) } else { (None, None) });
        }
        Ok(places)
    }

    fn read_group(
        &self,
        found: &ArrowReaderMetadata,
        mask: &ProjectionMask,
        group: usize,
    ) -> Result<Batch> {
        let rows = usize::try_from(found.metadata().row_group(group).num_rows())
            .map_err(|e| self.damaged(e))?;
        // Each task opens the file anew: clones of one file share its position.
        let reader =
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.open()?, found.clone())
                .with_row_groups(vec![group])
                .with_projection(mask.clone())
                .with_batch_size(rows.max(1))
                .build()
                .map_err(|e| self.damaged(e))?;
        let decode = |read: Result<RecordBatch, arrow_schema::ArrowError>| {
            self.decode(&read.map_err(|e| self.damaged(e))?)
        };
        let batch = Batch::concat(self.table, reader.map(decode).collect::<Result<_>>()?);
        if batch.len() != rows {
            return Err(self.damaged(format!("{} rows where {rows} were written", batch.len())));
        }
        Ok(batch)
    }

    fn decode(&self, read: &RecordBatch) -> Result<Batch> {
        let mut columns = Vec::with_capacity(self.table.columns.len());
        for spec in self.table.columns {
            let column = match read.column_by_name(spec.name) {
                None => not_collected(spec, read.num_rows()),
                Some(values) => {
                    let reasons = read.column_by_name(&format!("{}{REASON_SUFFIX}", spec.name));
                    let reasons = match reasons {
                        None => None,
                        Some(array) => Some(
                            array
                                .as_primitive_opt::<UInt8Type>()
                                .ok_or_else(|| self.damaged("a reason is not a small number"))?,
                        ),
                    };
                    let missing = missing_of(values.as_ref(), reasons);
                    let values = self.values_of(spec, values.as_ref())?;
                    Column::from_parts(values, missing)
                }
            };
            columns.push(column);
        }
        Ok(Batch::from_columns(self.table, columns))
    }

    fn values_of(&self, spec: &Spec, array: &dyn Array) -> Result<Values> {
        Ok(match spec.kind {
            Kind::Text | Kind::Id => {
                let array = array.as_string::<i32>();
                let mut text = TextColumn::with_capacity(array.len(), array.value_data().len());
                for row in 0..array.len() {
                    text.push(if array.is_null(row) { "" } else { array.value(row) });
                }
                Values::Text(text)
            }
            Kind::Year => Values::Year(numbers(array.as_primitive::<Int16Type>())),
            Kind::Date => Values::Date(numbers(array.as_primitive::<Date32Type>())),
            Kind::Time | Kind::Integer | Kind::Money => {
                Values::Integer(numbers(array.as_primitive::<Int64Type>()))
            }
            Kind::Number => Values::Number(numbers(array.as_primitive::<Float64Type>())),
            Kind::Flag => {
                let array = array.as_boolean();
                let flag = |row| !array.is_null(row) && array.value(row);
                Values::Flag((0..array.len()).map(flag).collect())
            }
            Kind::Code(set) => {
                let array = array.as_dictionary::<Int32Type>();
                let texts = array.values().as_string::<i32>();
                let positions: Vec<Option<u8>> = (0..texts.len())
                    .map(|at| {
                        let text = texts.value(at);
                        let exact = set.codes.iter().position(|code| code.code == text);
                        exact.and_then(|p| u8::try_from(p).ok()).or_else(|| set.find_position(text))
                    })
                    .collect();
                let keys = array.keys();
                let mut codes = Vec::with_capacity(keys.len());
                for row in 0..keys.len() {
                    if keys.is_null(row) {
                        codes.push(0);
                        continue;
                    }
                    let key = keys.value(row) as usize;
                    codes.push(positions[key].ok_or_else(|| {
                        let text = texts.value(key);
                        self.damaged(format!("column {} holds no code {text:?}", spec.name))
                    })?);
                }
                Values::Code(codes)
            }
        })
    }
}

/// The values, with zeros for nulls.
fn numbers<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>) -> Vec<T::Native> {
    let mut values = array.values().to_vec();
    if let Some(nulls) = array.nulls() {
        for (row, value) in values.iter_mut().enumerate() {
            if nulls.is_null(row) {
                *value = T::default_value();
            }
        }
    }
    values
}

fn missing_of(values: &dyn Array, reasons: Option<&PrimitiveArray<UInt8Type>>) -> Vec<u8> {
    let Some(nulls) = values.logical_nulls().filter(|nulls| nulls.null_count() > 0) else {
        return Vec::new();
    };
    let reason = |row: usize| match reasons {
        Some(reasons) => Missing::from_byte(reasons.value(row)).unwrap_or(Missing::Blank) as u8,
        None => Missing::Blank as u8,
    };
    (0..values.len()).map(|row| if nulls.is_null(row) { reason(row) } else { 0 }).collect()
}

fn not_collected(spec: &Spec, rows: usize) -> Column {
    let values = match spec.kind {
        Kind::Text | Kind::Id => {
            let mut text = TextColumn::default();
            for _ in 0..rows {
                text.push("");
            }
            Values::Text(text)
        }
        Kind::Year => Values::Year(vec![0; rows]),
        Kind::Date => Values::Date(vec![0; rows]),
        Kind::Time | Kind::Integer | Kind::Money => Values::Integer(vec![0; rows]),
        Kind::Number => Values::Number(vec![0.0; rows]),
        Kind::Flag => Values::Flag(vec![false; rows]),
        Kind::Code(_) => Values::Code(vec![0; rows]),
    };
    Column::from_parts(values, vec![Missing::NotCollected as u8; rows])
}

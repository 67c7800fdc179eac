//! Rows to the bytes of a part.

use std::sync::Arc;

use arrow_array::builder::{NullBufferBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int16Array, Int32Array,
    Int64Array, StringArray, UInt8Array,
};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowWriterOptions, compute_leaves};
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use rayon::prelude::*;
use traction_core::district::{Batch, Column, Kind, Missing, SchoolYear, Values};

use super::{REASON_SUFFIX, ROWS_PER_GROUP, SCHEMA_MARK, SCHEMA_VERSION, TABLE_MARK, YEAR_MARK};
use crate::error::{Result, StoreError};

/// Named in every part as its writer; pinned, because it is part of the bytes.
const CREATED_BY: &str = "traction";

/// A part before it is written.
#[derive(Debug, Clone)]
pub struct Encoded {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// blake3 of the bytes, lower-case hexadecimal: the part's name.
    pub hash: String,
    /// Rows.
    pub rows: u64,
}

/// The Arrow type that a kind is stored as.
pub(super) fn stored_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text | Kind::Id => DataType::Utf8,
        Kind::Year => DataType::Int16,
        Kind::Date => DataType::Date32,
        Kind::Time | Kind::Integer | Kind::Money => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Flag => DataType::Boolean,
        Kind::Code(_) => code_type(),
    }
}

/// Codes travel as a dictionary and lie in the file as text.
pub(super) fn code_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// What one stored column is made from.
struct Source<'a> {
    field: Field,
    column: &'a Column,
    kind: Kind,
    reasons: bool,
}

/// Encodes rows as a part. Columns are compressed in parallel; the bytes do not depend on it.
///
/// # Errors
/// [`StoreError::Encode`] when a code's position is outside its list, or the writer refuses.
pub fn encode(batch: &Batch, year: Option<SchoolYear>) -> Result<Encoded> {
    let table = batch.table();
    let refuse = |what: String| StoreError::Encode { table: table.name, what };
    let failed = |error: parquet::errors::ParquetError| refuse(error.to_string());

    let sources = list_sources(batch);
    let fields: Vec<Field> = sources.iter().map(|source| source.field.clone()).collect();
    let schema = Arc::new(Schema::new(fields));
    let options = ArrowWriterOptions::new()
        .with_properties(properties(table.name, year))
        .with_skip_arrow_metadata(true);
    let writer = ArrowWriter::try_new_with_options(Vec::new(), schema, options).map_err(failed)?;
    let (mut file, factory) = writer.into_serialized_writer().map_err(failed)?;

    let starts: Vec<usize> = (0..batch.len()).step_by(ROWS_PER_GROUP).collect();
    let mut tasks = Vec::with_capacity(starts.len() * sources.len());
    for (group, start) in starts.iter().enumerate() {
        let rows = *start..(start + ROWS_PER_GROUP).min(batch.len());
        let writers = factory.create_column_writers(group).map_err(failed)?;
        tasks.extend(sources.iter().zip(writers).map(|(s, w)| (s, w, rows.clone())));
    }
    let chunks: Vec<Result<ArrowColumnChunk>> = tasks
        .into_par_iter()
        .map(|(source, mut writer, rows)| {
            let array = array_of(source, rows).map_err(refuse)?;
            for leaf in compute_leaves(&source.field, &array).map_err(failed)? {
                writer.write(&leaf).map_err(failed)?;
            }
            writer.close().map_err(failed)
        })
        .collect();
    let mut chunks = chunks.into_iter();
    for _ in &starts {
        let mut group = file.next_row_group().map_err(failed)?;
        for chunk in chunks.by_ref().take(sources.len()) {
            chunk?.append_to_row_group(&mut group).map_err(failed)?;
        }
        group.close().map_err(failed)?;
    }
    let bytes = file.into_inner().map_err(failed)?;
    let hash = blake3::hash(&bytes).to_hex().to_string();
    Ok(Encoded { bytes, hash, rows: batch.len() as u64 })
}

fn list_sources(batch: &Batch) -> Vec<Source<'_>> {
    let mut sources = Vec::new();
    for (spec, column) in batch.table().columns.iter().zip(batch.columns()) {
        let field = Field::new(spec.name, stored_type(spec.kind), true);
        sources.push(Source { field, column, kind: spec.kind, reasons: false });
        if column.missing_bytes().iter().any(|byte| *byte > Missing::Blank as u8) {
            let name = format!("{}{REASON_SUFFIX}", spec.name);
            let field = Field::new(name, DataType::UInt8, false);
            sources.push(Source { field, column, kind: spec.kind, reasons: true });
        }
    }
    sources
}

fn properties(table: &str, year: Option<SchoolYear>) -> WriterProperties {
    let mark = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(true)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
        .set_key_value_metadata(Some(vec![
            mark(TABLE_MARK, table.to_owned()),
            mark(YEAR_MARK, super::year_word(year)),
            mark(SCHEMA_MARK, SCHEMA_VERSION.to_string()),
        ]))
        .build()
}

fn array_of(source: &Source<'_>, rows: std::ops::Range<usize>) -> Result<ArrayRef, String> {
    let missing = source.column.missing_bytes();
    let missing = if missing.is_empty() { missing } else { &missing[rows.clone()] };
    if source.reasons {
        return Ok(Arc::new(UInt8Array::from(missing.to_vec())));
    }
    let present = |row: usize| missing.get(row).is_none_or(|byte| *byte == 0);
    let mut nulls = NullBufferBuilder::new(rows.len());
    for byte in missing {
        nulls.append(*byte == 0);
    }
    let nulls = nulls.finish();
    Ok(match source.column.values() {
        Values::Text(text) => {
            let mut built = StringBuilder::with_capacity(rows.len(), rows.len() * 8);
            for (at, row) in rows.enumerate() {
                if present(at) {
                    built.append_value(text.get(row));
                } else {
                    built.append_null();
                }
            }
            Arc::new(built.finish())
        }
        Values::Year(v) => Arc::new(Int16Array::new(v[rows].to_vec().into(), nulls)),
        Values::Date(v) => Arc::new(Date32Array::new(v[rows].to_vec().into(), nulls)),
        Values::Integer(v) => Arc::new(Int64Array::new(v[rows].to_vec().into(), nulls)),
        Values::Number(v) => Arc::new(Float64Array::new(v[rows].to_vec().into(), nulls)),
        Values::Flag(v) => Arc::new(BooleanArray::new(v[rows].to_vec().into(), nulls)),
        Values::Code(v) => {
            let Kind::Code(set) = source.kind else {
                return Err(format!("column {} holds codes", source.field.name()));
            };
            let positions = &v[rows];
            let outside = |&at: &usize| present(at) && positions[at] as usize >= set.codes.len();
            if let Some(at) = (0..positions.len()).find(outside) {
                let position = positions[at];
                return Err(format!("{} has no code at position {position}", set.name));
            }
            let keys: Vec<i32> = positions.iter().map(|position| i32::from(*position)).collect();
            let texts = StringArray::from_iter_values(set.codes.iter().map(|code| code.code));
            let keys = Int32Array::new(keys.into(), nulls);
            let coded = DictionaryArray::<Int32Type>::try_new(keys, Arc::new(texts));
            Arc::new(coded.map_err(|error| error.to_string())?)
        }
    })
}

//! Rows to the bytes of a part.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesPtr, WriterVersion,
};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, Type};
use rayon::prelude::*;
use traction_core::district::{Batch, Column, Kind, Missing, SchoolYear, Values};

use super::layout::{reason_field, schema, value_field};
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

/// What one stored column is made from.
struct Source<'a> {
    field: Type,
    column: &'a Column,
    kind: Kind,
    reasons: bool,
}

/// One column of one row group, compressed.
type Chunk = (Bytes, ColumnCloseResult);

/// Encodes rows as a part. Columns are compressed in parallel; the bytes do not depend on it.
///
/// # Errors
/// [`StoreError::Encode`] when a code's position is outside its list, or the writer refuses.
pub fn encode(batch: &Batch, year: Option<SchoolYear>) -> Result<Encoded> {
    let table = batch.table();
    let refuse = |what: String| StoreError::Encode { table: table.name, what };
    let failed = |error: ParquetError| refuse(error.to_string());

    let sources = list_sources(batch).map_err(failed)?;
    let fields = sources.iter().map(|source| source.field.clone()).collect();
    let properties = Arc::new(properties(table.name, year));
    let schema = Arc::new(schema(fields).map_err(failed)?);
    let mut file =
        SerializedFileWriter::new(Vec::new(), schema, properties.clone()).map_err(failed)?;

    let starts: Vec<usize> = (0..batch.len()).step_by(ROWS_PER_GROUP).collect();
    let mut tasks = Vec::with_capacity(starts.len() * sources.len());
    for start in &starts {
        let rows = *start..(start + ROWS_PER_GROUP).min(batch.len());
        let columns = file.schema_descr().columns();
        tasks.extend(sources.iter().zip(columns).map(|(s, c)| (s, c.clone(), rows.clone())));
    }
    let chunks: Vec<Result<Chunk, String>> = tasks
        .into_par_iter()
        .map(|(source, column, rows)| compress(source, rows, column, properties.clone()))
        .collect();
    let mut chunks = chunks.into_iter();
    for _ in &starts {
        let mut group = file.next_row_group().map_err(failed)?;
        for chunk in chunks.by_ref().take(sources.len()) {
            let (bytes, close) = chunk.map_err(refuse)?;
            group.append_column(&bytes, close).map_err(failed)?;
        }
        group.close().map_err(failed)?;
    }
    let bytes = file.into_inner().map_err(failed)?;
    let hash = blake3::hash(&bytes).to_hex().to_string();
    Ok(Encoded { bytes, hash, rows: batch.len() as u64 })
}

fn list_sources(batch: &Batch) -> Result<Vec<Source<'_>>, ParquetError> {
    let mut sources = Vec::new();
    for (spec, column) in batch.table().columns.iter().zip(batch.columns()) {
        let field = value_field(spec.name, spec.kind)?;
        sources.push(Source { field, column, kind: spec.kind, reasons: false });
        if column.missing_bytes().iter().any(|byte| *byte > Missing::Blank as u8) {
            let field = reason_field(&format!("{}{REASON_SUFFIX}", spec.name))?;
            sources.push(Source { field, column, kind: spec.kind, reasons: true });
        }
    }
    Ok(sources)
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

fn compress(
    source: &Source<'_>,
    rows: Range<usize>,
    column: ColumnDescPtr,
    properties: WriterPropertiesPtr,
) -> Result<Chunk, String> {
    let failed = |error: ParquetError| error.to_string();
    let mut sink = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut sink));
    let mut writer = get_column_writer(column, properties, pages);
    write(source, rows, &mut writer)?;
    let close = writer.close().map_err(failed)?;
    Ok((sink.into_inner().map_err(failed)?.into(), close))
}

/// Writes the rows that are there, and for each row whether it is.
fn write(
    source: &Source<'_>,
    rows: Range<usize>,
    writer: &mut ColumnWriter<'_>,
) -> Result<(), String> {
    let missing = source.column.missing_bytes();
    let missing = if missing.is_empty() { missing } else { &missing[rows.clone()] };
    let levels: Vec<i16> = match missing {
        [] => vec![1; rows.len()],
        _ => missing.iter().map(|byte| i16::from(*byte == 0)).collect(),
    };
    let written = match (writer, source.column.values()) {
        (ColumnWriter::Int32ColumnWriter(w), _) if source.reasons => {
            let reasons: Vec<i32> = missing.iter().map(|byte| i32::from(*byte)).collect();
            w.write_batch(&reasons, None, None)
        }
        (ColumnWriter::ByteArrayColumnWriter(w), Values::Text(text)) => {
            // All texts in one allocation, which each of them points into.
            let (all, ends) = text.parts();
            let begin = |row: usize| if row == 0 { 0 } else { ends[row - 1] as usize };
            let first = begin(rows.start);
            let shared = Bytes::copy_from_slice(&all.as_bytes()[first..begin(rows.end)]);
            let cell =
                |row| ByteArray::from(shared.slice(begin(row) - first..begin(row + 1) - first));
            let cells: Vec<ByteArray> = present(missing, rows).map(cell).collect();
            w.write_batch(&cells, Some(&levels), None)
        }
        (ColumnWriter::ByteArrayColumnWriter(w), Values::Code(v)) => {
            let Kind::Code(set) = source.kind else {
                return Err(format!("column {} holds codes", source.field.name()));
            };
            let texts: Vec<ByteArray> = (set.codes.iter())
                .map(|code| ByteArray::from(Bytes::from_static(code.code.as_bytes())))
                .collect();
            let text = |row: usize| {
                let position = v[row];
                texts
                    .get(position as usize)
                    .cloned()
                    .ok_or_else(|| format!("{} has no code at position {position}", set.name))
            };
            let cells = present(missing, rows).map(text).collect::<Result<Vec<_>, _>>()?;
            w.write_batch(&cells, Some(&levels), None)
        }
        (ColumnWriter::Int32ColumnWriter(w), Values::Year(v)) => {
            let cells: Vec<i32> = present(missing, rows).map(|row| i32::from(v[row])).collect();
            w.write_batch(&cells, Some(&levels), None)
        }
        (ColumnWriter::Int32ColumnWriter(w), Values::Date(v)) => {
            w.write_batch(&pick(v, missing, rows), Some(&levels), None)
        }
        (ColumnWriter::Int64ColumnWriter(w), Values::Integer(v)) => {
            w.write_batch(&pick(v, missing, rows), Some(&levels), None)
        }
        (ColumnWriter::DoubleColumnWriter(w), Values::Number(v)) => {
            w.write_batch(&pick(v, missing, rows), Some(&levels), None)
        }
        (ColumnWriter::BoolColumnWriter(w), Values::Flag(v)) => {
            w.write_batch(&pick(v, missing, rows), Some(&levels), None)
        }
        _ => return Err(format!("column {} holds other values", source.field.name())),
    };
    written.map(|_| ()).map_err(|error| error.to_string())
}

/// Those of the rows that are not missing.
fn present(missing: &[u8], rows: Range<usize>) -> impl Iterator<Item = usize> {
    rows.enumerate()
        .filter(|(at, _)| missing.get(*at).is_none_or(|byte| *byte == 0))
        .map(|(_, r)| r)
}

fn pick<T: Copy>(values: &[T], missing: &[u8], rows: Range<usize>) -> Vec<T> {
    match missing {
        [] => values[rows].to_vec(),
        _ => present(missing, rows).map(|row| values[row]).collect(),
    }
}

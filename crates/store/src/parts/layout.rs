//! How each kind of column lies in a Parquet file.

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::Type;
use traction_core::district::Kind;

/// The root of the schema. Its name is in the bytes, and so in the name of every part.
const ROOT: &str = "arrow_schema";

/// The numbers that a kind is stored as, and what they mean.
fn stored_as(kind: Kind) -> (Physical, Option<LogicalType>) {
    match kind {
        Kind::Text | Kind::Id | Kind::Code(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Year => (Physical::INT32, Some(LogicalType::integer(16, true))),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Time | Kind::Integer | Kind::Money => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Flag => (Physical::BOOLEAN, None),
    }
}

/// A column of values; a missing one is a null.
pub(super) fn value_field(name: &str, kind: Kind) -> Result<Type> {
    let (physical, logical) = stored_as(kind);
    Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()
}

/// A column of reasons: a small number in every row.
pub(super) fn reason_field(name: &str) -> Result<Type> {
    Type::primitive_type_builder(name, Physical::INT32)
        .with_logical_type(Some(LogicalType::integer(8, false)))
        .with_repetition(Repetition::REQUIRED)
        .build()
}

/// The schema of a part with these columns.
pub(super) fn schema(fields: Vec<Type>) -> Result<Type> {
    let fields = fields.into_iter().map(Into::into).collect();
    Type::group_type_builder(ROOT).with_fields(fields).build()
}

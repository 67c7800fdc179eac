//! Random rows of every table, nasty texts and every reason for a missing cell included.

use proptest::prelude::*;
use proptest::sample::select;
use traction_core::district::{Batch, Column, Kind, Missing, Spec, Table};

/// A cell to push.
#[derive(Debug, Clone)]
pub enum Cell {
    Text(String),
    Year(i16),
    Days(i32),
    Integer(i64),
    Number(f64),
    Flag(bool),
    Code(u8),
    Missing(Missing),
}

impl Cell {
    fn push(&self, column: &mut Column) {
        match self {
            Cell::Text(text) => column.push_text(text),
            Cell::Year(year) => column.push_year(*year),
            Cell::Days(days) => column.push_days(*days),
            Cell::Integer(number) => column.push_integer(*number),
            Cell::Number(number) => column.push_number(*number),
            Cell::Flag(flag) => column.push_flag(*flag),
            Cell::Code(code) => column.push_code(*code),
            Cell::Missing(reason) => column.push_missing(*reason),
        }
    }
}

/// Texts that have broken readers: signs of formulas, quotation marks, line breaks, spaces.
fn text() -> impl Strategy<Value = String> {
    let nasty = select(vec![
        "=1+1",
        "+1",
        "-2",
        "@SUM(A1)",
        "'quoted",
        "''twice",
        "'=x",
        "a,b",
        "a;b",
        "say \"hi\"",
        "\"",
        "two\nlines",
        " lead",
        "trail ",
        "\ttab",
        "0012",
        "1e5",
        "Zoë 🙂",
        "naïve–dash",
        "null",
        "true",
        "_x0041_",
        "=",
        "-",
        "a\n",
        "<&>",
    ]);
    prop_oneof![nasty.prop_map(str::to_owned), "[a-zA-Z0-9 ,'\"=+@\n;-]{0,12}x"]
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{1,9}", "[-=+@']?[A-Z0-9][A-Z0-9 .-]{0,6}[A-Z0-9]"]
}

fn value(kind: Kind) -> BoxedStrategy<Cell> {
    match kind {
        Kind::Text => text().prop_map(Cell::Text).boxed(),
        Kind::Id => id().prop_map(Cell::Text).boxed(),
        Kind::Year => (1950i16..2100).prop_map(Cell::Year).boxed(),
        Kind::Date => (-25_000i32..65_000).prop_map(Cell::Days).boxed(),
        Kind::Time => (0i64..1440).prop_map(Cell::Integer).boxed(),
        Kind::Integer => {
            prop_oneof![any::<i64>(), -1_000i64..1_000].prop_map(Cell::Integer).boxed()
        }
        Kind::Money => prop_oneof![(-(1i64 << 60)..1i64 << 60), -100_000i64..100_000]
            .prop_map(Cell::Integer)
            .boxed(),
        Kind::Number => {
            let any = any::<f64>().prop_filter("finite", |number| number.is_finite());
            prop_oneof![any, (-4_000i32..4_000).prop_map(|n| f64::from(n) / 4.0)]
                .prop_map(Cell::Number)
                .boxed()
        }
        Kind::Flag => any::<bool>().prop_map(Cell::Flag).boxed(),
        Kind::Code(set) => (0..set.codes.len() as u8).prop_map(Cell::Code).boxed(),
    }
}

fn cell(spec: &'static Spec) -> BoxedStrategy<Cell> {
    if spec.required {
        return value(spec.kind);
    }
    let reasons = select(vec![
        Missing::Blank,
        Missing::NotCollected,
        Missing::NotApplicable,
        Missing::Suppressed,
    ]);
    prop_oneof![3 => value(spec.kind), 1 => reasons.prop_map(Cell::Missing)].boxed()
}

/// Up to `rows` random rows of a table.
pub fn batch(table: &'static Table, rows: usize) -> impl Strategy<Value = Batch> {
    let row: Vec<BoxedStrategy<Cell>> = table.columns.iter().map(cell).collect();
    prop::collection::vec(row, 0..=rows).prop_map(move |rows| {
        let mut batch = Batch::empty(table);
        for row in rows {
            for (cell, column) in row.iter().zip(batch.columns_mut()) {
                cell.push(column);
            }
            batch.row_written();
        }
        batch
    })
}

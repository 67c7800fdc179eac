//! Chicago, 21 years of published counts: every method from every origin, ten years ahead, with all
//! bands. Beside it, `peers/enrollment_peer.py` does the one plain ratio method in pandas.
//!
//! Needs the shared data (`TRACTION_SHARED_DATA`); without it nothing is timed, and it says so.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

#[path = "../tests/real/mod.rs"]
mod real;

use std::hint::black_box;

use criterion::Criterion;
use traction_core::enrollment::report::methods_in_markdown;
use traction_core::enrollment::{Study, roll};

fn main() {
    let Some(facts) = real::CHICAGO.facts() else { return };
    let inputs = roll::read(&facts, (10, 1)).unwrap();
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    criterion.bench_function("enrollment/chicago/learn and project, 10 years", |bencher| {
        bencher.iter(|| black_box(Study::learn(inputs.clone(), 10).project()));
    });
    criterion.bench_function("enrollment/chicago/all methods, all origins, 10 years", |bencher| {
        bencher.iter(|| black_box(Study::learn(inputs.clone(), 10).backtest()));
    });
    criterion.final_summary();
    if std::env::var_os("TRACTION_BENCH_TABLE").is_some() {
        println!("{}", methods_in_markdown(&Study::learn(inputs, 10).backtest()));
    }
}

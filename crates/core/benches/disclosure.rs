//! Protecting a city's release: 23 measures, each with all students and 22 groups of eight
//! dimensions in 93 schools, 12 clusters and the district, about 57,000 cells in 23 tables of one
//! year; twice that with `TRACTION_BENCH_YEARS=2`.
//!
//! Prints the share withheld, beside the rule that withholds every part of a sum in which one is
//! small. With `TRACTION_BENCH_TABLE=PATH` the cells and sums of one measure are written as CSV, for
//! `peers/disclosure_peers.py`, which does the elimination densely with numpy.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use traction_core::disclosure::Protection;
use traction_core::disclosure::release::{Cell, State, Tables, protect_counts};

const SCHOOLS: usize = 93;
const CLUSTERS: usize = 12;
const MEASURES: usize = 23;
/// Shares of the groups of each dimension, as they are in cities.
const DIMENSIONS: [&[f64]; 8] = [
    &[0.005, 0.06, 0.33, 0.42, 0.004, 0.04, 0.141],
    &[0.35, 0.65],
    &[0.74, 0.16, 0.10],
    &[0.85, 0.15],
    &[0.96, 0.04],
    &[0.99, 0.01],
    &[0.997, 0.003],
    &[0.486, 0.513, 0.001],
];

/// One measure's cells: place by place all students, then the groups of each dimension.
fn tables(seed: u64) -> Tables {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let width = 1 + DIMENSIONS.iter().map(|groups| groups.len()).sum::<usize>();
    let mut counts = vec![vec![0_u64; width]; 1 + CLUSTERS + SCHOOLS];
    for school in 0..SCHOOLS {
        let size: u64 = random.random_range(120..1200);
        let mut own = vec![size];
        for groups in DIMENSIONS {
            // Schools lean one way or another, so that small groups gather in some.
            let leaning: Vec<f64> =
                groups.iter().map(|share| share * random.random_range(0.2..1.8)).collect();
            let sum: f64 = leaning.iter().sum();
            let mut left = size;
            for (place, share) in leaning.iter().enumerate() {
                let last = place + 1 == groups.len();
                let n = if last { left } else { (share / sum * size as f64) as u64 };
                own.push(n.min(left));
                left -= n.min(left);
            }
        }
        for (at, n) in own.iter().enumerate() {
            counts[0][at] += n;
            counts[1 + school % CLUSTERS][at] += n;
            counts[1 + CLUSTERS + school][at] += n;
        }
    }
    let least = Protection::default().minimum_group();
    let mut tables = Tables::default();
    for (place, row) in counts.iter().enumerate() {
        for (at, n) in row.iter().enumerate() {
            let state = match *n {
                0 => State::Told,
                n if n < least => State::Secret,
                _ => State::Open,
            };
            let level = if place == 0 { 2 } else { u64::from(place <= CLUSTERS) };
            let rank = (level << 40) + (u64::from(at == 0) << 32) + n;
            tables.add(Cell { n: *n, rank, state, said: (u64::from(*n > 0), 1 << 40) });
        }
    }
    let cell = |place: usize, at: usize| (place * width + at) as u32;
    for place in 0..counts.len() {
        let mut first = 1;
        for groups in DIMENSIONS {
            let parts = (first..first + groups.len()).map(|at| cell(place, at)).collect();
            tables.tie(cell(place, 0), parts);
            first += groups.len();
        }
    }
    for at in 0..width {
        tables.tie(cell(0, at), (1..=CLUSTERS).map(|cluster| cell(cluster, at)).collect());
        for cluster in 0..CLUSTERS {
            let schools = (0..SCHOOLS).filter(|school| school % CLUSTERS == cluster);
            let parts = schools.map(|school| cell(1 + CLUSTERS + school, at)).collect();
            tables.tie(cell(1 + cluster, at), parts);
        }
    }
    tables
}

/// Cells withheld when every part of a sum with a small part is.
fn withhold_all_siblings(tables: &Tables) -> usize {
    let mut withheld: Vec<bool> =
        tables.cells.iter().map(|cell| cell.state == State::Secret).collect();
    for sum in &tables.sums {
        if sum.parts.iter().any(|part| tables.cells[*part as usize].state == State::Secret) {
            sum.parts.iter().for_each(|part| withheld[*part as usize] = true);
        }
    }
    tables.cells.iter().zip(withheld).filter(|(cell, withheld)| cell.n > 0 && *withheld).count()
}

fn write(path: &str, tables: &Tables) {
    let mut text = String::from("kind,place,n,rank,secret,parts\n");
    for (place, cell) in tables.cells.iter().enumerate() {
        let secret = u8::from(cell.state == State::Secret);
        writeln!(text, "cell,{place},{},{},{secret},", cell.n, cell.rank).unwrap();
    }
    for sum in &tables.sums {
        let parts: Vec<String> = sum.parts.iter().map(u32::to_string).collect();
        writeln!(text, "sum,{},,,,{}", sum.whole, parts.join(" ")).unwrap();
    }
    std::fs::write(path, text).unwrap();
}

fn main() {
    let years: u64 = std::env::var("TRACTION_BENCH_YEARS")
        .ok()
        .and_then(|years| years.parse().ok())
        .unwrap_or(1);
    let release: Vec<Tables> = (0..MEASURES as u64 * years).map(tables).collect();
    if let Ok(path) = std::env::var("TRACTION_BENCH_TABLE") {
        write(&path, &release[0]);
    }
    let rule = Protection::default();
    let some: usize = release.iter().flat_map(|t| &t.cells).filter(|cell| cell.n > 0).count();
    let cells: usize = release.iter().map(|tables| tables.cells.len()).sum();
    let small: usize =
        release.iter().flat_map(|t| &t.cells).filter(|cell| cell.state == State::Secret).count();
    let ours: usize = release
        .iter()
        .map(|tables| protect_counts(tables, &rule).iter().filter(|told| !**told).count())
        .sum();
    let naive: usize = release.iter().map(withhold_all_siblings).sum();
    let percent = |count: usize| 100.0 * count as f64 / some as f64;
    println!(
        "{cells} cells, {some} with students; small {:.1}%, withheld {:.1}%, all siblings {:.1}%",
        percent(small),
        percent(ours),
        percent(naive)
    );
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("disclosure");
    group.throughput(Throughput::Elements(cells as u64));
    group.bench_function(format!("release/{cells}"), |b| {
        b.iter(|| {
            let protect = |tables: &Tables| protect_counts(tables, &rule).len();
            black_box(release.par_iter().map(protect).sum::<usize>())
        });
    });
    group.bench_function("one table", |b| {
        b.iter(|| black_box(protect_counts(&release[0], &rule).len()));
    });
    group.finish();
    criterion.final_summary();
}

//! Protecting a city's release: 23 measures, each with all students and 22 groups of eight
//! dimensions in 93 schools, 12 clusters and the district, about 57,000 cells in 23 tables of one
//! year; twice that with `TRACTION_BENCH_YEARS=2`.
//!
//! Prints the share withheld, beside the rule that withholds every part of a sum in which one is
//! small.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use traction_core::disclosure::Protection;
use traction_core::disclosure::release::{Cell, Places, Table, decide};

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

/// One measure: the places, all students of each, and a table for each dimension.
struct Measure {
    places: Places,
    all: Vec<Cell>,
    tables: Vec<Table>,
}

/// How many of a number count: more in some places than in others.
fn hits(n: u64, random: &mut ChaCha8Rng) -> u64 {
    (n as f64 * random.random_range(0.05..0.45)) as u64
}

fn measure(seed: u64) -> Measure {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let parent = (0..1 + CLUSTERS + SCHOOLS)
        .map(|place| if place <= CLUSTERS { 0 } else { 1 + (place % CLUSTERS) as u32 });
    let places = Places { parent: parent.collect() };
    let many = places.parent.len();
    let mut all = vec![Cell::default(); many];
    let mut tables: Vec<Table> = DIMENSIONS
        .iter()
        .map(|groups| Table {
            levels: groups.len(),
            cells: vec![Cell::default(); many * groups.len()],
            unknown: None,
            sides: vec![groups.len() > 2; groups.len()],
        })
        .collect();
    for school in 1 + CLUSTERS..many {
        let size: u64 = random.random_range(120..1200);
        let counted = hits(size, &mut random);
        let chain = [school, places.parent[school] as usize, 0];
        for place in chain {
            all[place].n += size;
            all[place].hits += counted;
        }
        for (groups, table) in DIMENSIONS.iter().zip(&mut tables) {
            // Schools lean one way or another, so that small groups gather in some.
            let leaning: Vec<f64> =
                groups.iter().map(|share| share * random.random_range(0.2..1.8)).collect();
            let sum: f64 = leaning.iter().sum();
            let (mut left, mut left_counted) = (size, counted);
            for (level, share) in leaning.iter().enumerate() {
                let last = level + 1 == groups.len();
                let n = if last { left } else { ((share / sum * size as f64) as u64).min(left) };
                let share = if left == 0 { 0.0 } else { n as f64 / left as f64 };
                let own = if last { left_counted } else { (left_counted as f64 * share) as u64 };
                left -= n;
                left_counted -= own;
                for place in chain {
                    table.cells[place * groups.len() + level].n += n;
                    table.cells[place * groups.len() + level].hits += own;
                }
            }
        }
    }
    Measure { places, all, tables }
}

/// Cells of groups, and of them small, withheld, and withheld where every part of a sum with a small
/// part is: of a place its groups, of a group in a place the places in it.
fn count(measure: &Measure, rule: &Protection) -> [usize; 4] {
    let Measure { places, all, tables } = measure;
    let told = decide(places, all, tables, true, rule);
    let mut counts = [0; 4];
    for (table, decided) in tables.iter().zip(&told.tables) {
        let levels = table.levels;
        let small = |cell: usize| (1..rule.minimum_group()).contains(&table.cells[cell].n);
        let mut naive: Vec<bool> = (0..table.cells.len()).map(small).collect();
        let mut sums: Vec<Vec<usize>> = Vec::new();
        for place in 0..all.len() {
            sums.push((0..levels).map(|level| place * levels + level).collect());
            for level in 0..levels {
                let inside = (1..all.len()).filter(|part| places.parent[*part] as usize == place);
                sums.push(inside.map(|part| part * levels + level).collect());
            }
        }
        for parts in sums.iter().filter(|parts| parts.iter().any(|part| small(*part))) {
            parts.iter().for_each(|part| naive[*part] = true);
        }
        for (cell, naive) in naive.into_iter().enumerate().filter(|(at, _)| table.cells[*at].n > 0)
        {
            counts[0] += 1;
            counts[1] += usize::from(small(cell));
            counts[2] += usize::from(!decided.counted[cell]);
            counts[3] += usize::from(naive);
        }
    }
    counts
}

fn main() {
    let years: u64 = std::env::var("TRACTION_BENCH_YEARS")
        .ok()
        .and_then(|years| years.parse().ok())
        .unwrap_or(1);
    let release: Vec<Measure> = (0..MEASURES as u64 * years).map(measure).collect();
    let rule = Protection::default();
    let mut counts = [0; 4];
    for measure in &release {
        for (sum, own) in counts.iter_mut().zip(count(measure, &rule)) {
            *sum += own;
        }
    }
    let cells = counts[0];
    let percent = |count: usize| 100.0 * count as f64 / cells as f64;
    println!(
        "{cells} cells of groups with students; small {:.1}%, withheld {:.1}%, all siblings {:.1}%",
        percent(counts[1]),
        percent(counts[2]),
        percent(counts[3])
    );
    let protect = |measure: &Measure| {
        decide(&measure.places, &measure.all, &measure.tables, true, &rule).tables.len()
    };
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("disclosure");
    group.throughput(Throughput::Elements(cells as u64));
    group.bench_function(format!("release/{cells}"), |b| {
        b.iter(|| black_box(release.par_iter().map(protect).sum::<usize>()));
    });
    group.bench_function("one measure", |b| b.iter(|| black_box(protect(&release[0]))));
    group.finish();
    criterion.final_summary();
}

//! The cube over realistic rows: 600 schools (10 in a town), 13 grades, 10 years, groups of very unequal
//! size that go together, in the order in which a district's files come.
//!
//! `TRACTION_BENCH_SIZE` is `town` (50,000 rows), `city` (the default, 1,000,000) or `metro`
//! (20,000,000). With `TRACTION_BENCH_ROWS=PATH` the rows are also written as CSV, for
//! `peers/cube_peers.py`, which does the same with polars and DuckDB.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;

use criterion::{Criterion, Throughput};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use traction_core::gaps::cube::{Outcomes, Profile, Values, build_all};

const YEARS: usize = 10;
/// Kindergarten's position among grade levels.
const KINDERGARTEN: u8 = 3;

/// One school: how many students it draws, and its share of low-income families.
struct School {
    weight: f64,
    low_income: f64,
    grades: (u8, u8),
}

fn schools(random: &mut ChaCha8Rng, count: u32) -> Vec<School> {
    (0..count)
        .map(|number| {
            let grades = match number % 10 {
                0..=5 => (0, 5),
                6..=7 => (6, 8),
                _ => (9, 12),
            };
            let size: f64 = random.random_range(0.3..1.7);
            let weight = size * f64::from(grades.1 - grades.0 + 1);
            School { weight, low_income: random.random_range(0.1..0.98), grades }
        })
        .collect()
}

/// A student's groups, which go together as they do in cities: low income with school, race with
/// low income, homelessness and learning English with both.
fn profile(random: &mut ChaCha8Rng, low_income_share: f64) -> Profile {
    let mut yes = |share: f64| random.random_bool(share.clamp(0.0, 1.0));
    let low_income = yes(low_income_share);
    let race = if yes(0.38 + 0.2 * low_income_share) {
        3
    } else if yes(0.3 + 0.4 * low_income_share) {
        2
    } else if yes(0.6) {
        6
    } else if yes(0.6) {
        1
    } else if yes(0.7) {
        5
    } else {
        u8::from(yes(0.3)) * 4
    };
    let hispanic_or_asian = race == 3 || race == 1;
    let learner = if yes(if hispanic_or_asian { 0.32 } else { 0.03 }) {
        1
    } else {
        u8::from(yes(if hispanic_or_asian { 0.25 } else { 0.02 })) * 2
    };
    let disability = yes(0.13 + 0.05 * low_income_share);
    let homeless = low_income && yes(0.06);
    let foster = low_income && yes(0.012);
    let migrant = low_income && yes(0.004);
    let sex = if yes(0.004) { 2 } else { u8::from(yes(0.513)) };
    let known = !yes(0.02);
    let flag = |value: bool| known.then(|| u8::from(value));
    Profile::of([
        Some(race),
        flag(low_income),
        Some(learner),
        flag(disability),
        flag(homeless),
        flag(foster),
        flag(migrant),
        Some(sex),
    ])
}

/// One rate a year, and the same rows with a score.
fn rows(total: usize) -> (Vec<Outcomes>, Vec<Outcomes>) {
    let mut random = ChaCha8Rng::seed_from_u64(1954);
    let schools = schools(&mut random, if total < 1_000_000 { 10 } else { 600 });
    let weight: f64 = schools.iter().map(|school| school.weight).sum();
    let (mut rates, mut means) = (Vec::new(), Vec::new());
    for _ in 0..YEARS {
        let students = total / YEARS;
        // Students come in the order of their numbers, which says nothing of their schools.
        let mut places: Vec<(u32, u8)> = Vec::with_capacity(students);
        for (number, school) in (0..).zip(&schools) {
            let share = (school.weight / weight * students as f64).round() as usize;
            let (low, high) = school.grades;
            places.extend(
                (0..share).map(|_| (number, KINDERGARTEN + random.random_range(low..=high))),
            );
        }
        while places.len() < students {
            places.push((0, KINDERGARTEN));
        }
        places.truncate(students);
        for place in (1..places.len()).rev() {
            places.swap(place, random.random_range(0..=place));
        }
        let mut profiles = Vec::with_capacity(students);
        let (mut hits, mut scores) = (Vec::with_capacity(students), Vec::with_capacity(students));
        for (school, _) in &places {
            let share = schools[*school as usize].low_income;
            profiles.push(profile(&mut random, share));
            hits.push(random.random_bool(0.12 + 0.25 * share));
            scores.push((500 - (60.0 * share) as i64 + random.random_range(-80..80)) * 1_000_000);
        }
        let outcomes = Outcomes {
            school: places.iter().map(|(school, _)| *school).collect(),
            grade: places.iter().map(|(_, grade)| *grade).collect(),
            profile: profiles,
            values: Values::Rate(hits),
        };
        means.push(Outcomes { values: Values::Mean(scores), ..outcomes.clone() });
        rates.push(outcomes);
    }
    (rates, means)
}

/// The rate rows as CSV: year, school, grade, eight groups (blank where not known), hit.
fn write(path: &str, rates: &[Outcomes]) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(
        file,
        "year,school,grade,race,income,learner,disability,homeless,foster,migrant,sex,hit"
    )
    .unwrap();
    let mut line = String::new();
    for (year, outcomes) in (2017..).zip(rates) {
        let Values::Rate(hits) = &outcomes.values else { unreachable!("rates hold flags") };
        for (row, hit) in hits.iter().enumerate() {
            line.clear();
            write!(line, "{year},{},{}", outcomes.school[row], outcomes.grade[row]).unwrap();
            for level in outcomes.profile[row].levels() {
                line.push(',');
                if let Some(level) = level {
                    write!(line, "{level}").unwrap();
                }
            }
            writeln!(line, ",{}", u8::from(*hit)).unwrap();
            file.write_all(line.as_bytes()).unwrap();
        }
    }
}

fn main() {
    let total = match std::env::var("TRACTION_BENCH_SIZE").as_deref() {
        Ok("town") => 50_000,
        Ok("metro") => 20_000_000,
        _ => 1_000_000,
    };
    let (rates, means) = rows(total);
    if let Ok(path) = std::env::var("TRACTION_BENCH_ROWS") {
        write(&path, &rates);
    }
    let cells: usize = build_all(&rates).iter().map(|slice| slice.count_cells()).sum();
    println!("{total} rows, {cells} cells");
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("cube");
    group.throughput(Throughput::Elements(total as u64));
    group.bench_function(format!("rate/{total}"), |b| b.iter(|| black_box(build_all(&rates))));
    group.bench_function(format!("mean/{total}"), |b| b.iter(|| black_box(build_all(&means))));
    group.finish();
    criterion.final_summary();
}

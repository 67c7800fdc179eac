//! The cube over realistic rows: 600 schools (10 in a town), 13 grades, 10 years, groups of very unequal
//! size that go together, in the order in which a district's files come.
//!
//! `TRACTION_BENCH_SIZE` is `town` (50,000 rows), `city` (the default, 1,000,000) or `metro`
//! (20,000,000). Where `TRACTION_BENCH_PYTHON` (else `python3`) has polars and duckdb, the same rows
//! go through `peers/cube_peers.py` in the same run; the cells must be as many, and the ratio is
//! printed. With `TRACTION_BENCH_ROWS=PATH` the rows are left there as CSV.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

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
fn write(path: &Path, rates: &[Outcomes]) {
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

/// Seconds of processor time of this process so far; `None` where the system does not say.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    // Linux reports a hundredth of a second a tick on every platform that Rust supports.
    Some(ticks as f64 / 100.0)
}

/// The cube's seconds and seconds of processor time, the best of three, as the peers are timed.
fn best_of_three(rates: &[Outcomes]) -> (f64, Option<f64>) {
    let round = || {
        let (start, used) = (Instant::now(), processor_seconds());
        let slices = black_box(build_all(rates));
        let times = (start.elapsed().as_secs_f64(), used.zip(processor_seconds()));
        drop(slices);
        (times.0, times.1.map(|(before, after)| after - before))
    };
    let rounds = [round(), round(), round()];
    rounds.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

/// The same rows by polars and DuckDB, between two measurements of the cube.
fn beside_peers(rates: &[Outcomes], cells: usize) {
    let python = std::env::var("TRACTION_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_both = Command::new(&python).args(["-c", "import polars, duckdb"]).output();
    if !has_both.is_ok_and(|output| output.status.success()) {
        println!(
            "peers: skipped, because {python} has not both polars and duckdb; \
             name one that has with TRACTION_BENCH_PYTHON"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    write(&path, rates);
    let before = best_of_three(rates);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/cube_peers.py");
    let output = Command::new(&python).arg(script).arg(&path).stderr(Stdio::inherit()).output();
    let output = output.unwrap();
    assert!(output.status.success(), "the peers' script fails");
    let after = best_of_three(rates);
    let (ours, processor) = if before.0 <= after.0 { before } else { after };
    let said = |seconds: Option<f64>| seconds.map_or("?".to_owned(), |s| format!("{s:.2} s"));
    for (when, (seconds, processor)) in [("before", before), ("after", after)] {
        let processor = said(processor);
        println!("  cube, {when} the peers: {seconds:.3} s, processor {processor}, {cells} cells");
    }
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        if let Some(words) = line.strip_prefix("# ") {
            println!("  peers: {words}");
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, seconds, used, found] = fields[..] else { panic!("not a line of four: {line}") };
        assert_eq!(found.parse::<usize>().unwrap(), cells, "cells of {name}");
        let (seconds, used): (f64, f64) = (seconds.parse().unwrap(), used.parse().unwrap());
        let by_processor = processor.map_or(String::new(), |ours| {
            format!(", {:.1} in processor time", used / ours.max(0.01))
        });
        println!(
            "  {name}: {seconds:.3} s, processor {used:.2} s, {found} cells; \
             {:.1} times the cube{by_processor}",
            seconds / ours
        );
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
        write(Path::new(&path), &rates);
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
    drop(means);
    beside_peers(&rates, cells);
}

//! Deferred acceptance at four sizes, and a thousand lotteries of two.
//!
//! `TRACTION_BENCH_ROWS=FOLDER` writes the three smaller instances as CSV and runs the peers on them
//! in the same run: plain Python and PyPI's `matching` (`peers/choice_peers.py`, by
//! `TRACTION_BENCH_PYTHON`, else `python3`), and R's matchingR (`peers/choice_matchingr.R`) where
//! `Rscript` has it. `TRACTION_BENCH_SIZE=metro` adds a million applications. Everybody prints the
//! check sum of the assignment.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::Command;

use criterion::{Criterion, Throughput};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use traction_core::choice::engine::{Mechanism, Solver, assign};
use traction_core::choice::model::{Assignment, Listed, Market, Numbers, SeatGroup};
use traction_core::choice::simulate::Draws;

fn unit(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// Students rank programs by Gumbel noise over a Zipf-like popularity; seats are a little more than
/// students; a fifth of choices carry a priority.
fn instance(students: usize, programs: usize, choices: usize, seed: u64) -> (Market, Numbers) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let pull: Vec<f64> =
        (0..programs).map(|_| (1.0 + 49.0 * unit(&mut random).powi(6)).ln()).collect();
    let sizes: Vec<f64> = (0..programs).map(|_| 0.4 + 1.6 * unit(&mut random)).collect();
    let total: f64 = sizes.iter().sum();
    let groups: Vec<[SeatGroup; 1]> = sizes
        .iter()
        .map(|size| (size / total * students as f64 * 1.02).round().max(1.0) as u32)
        .map(|seats| [SeatGroup::open(seats)])
        .collect();
    // A sample of programs for each student, by popularity, instead of noise on all of them.
    let mut cumulated = Vec::with_capacity(programs);
    let mut sum = 0.0;
    for pull in &pull {
        sum += pull.exp();
        cumulated.push(sum);
    }
    let mut lists: Vec<Vec<Listed>> = Vec::with_capacity(students);
    for _ in 0..students {
        let mut list: Vec<Listed> = Vec::with_capacity(choices);
        while list.len() < choices {
            let at = cumulated.partition_point(|c| *c < unit(&mut random) * sum);
            let program = at.min(programs - 1) as u32;
            if list.iter().any(|listed| listed.program == program) {
                continue;
            }
            let class = match unit(&mut random) {
                x if x < 0.80 => 3,
                x if x < 0.92 => 2,
                x if x < 0.97 => 1,
                _ => 0,
            };
            list.push(Listed { program, class, reserves: 0 });
        }
        lists.push(list);
    }
    let market =
        Market::of(groups.iter().map(|group| group.as_slice()), lists.iter().map(Vec::as_slice))
            .unwrap();
    let numbers = Draws::alone(students, seed).numbers(0);
    (market, numbers)
}

fn write(folder: &str, name: &str, market: &Market, numbers: &Numbers) {
    let folder = std::path::Path::new(folder).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let mut rows = String::from("applicant_id,program_id,ranking,class,lottery_number\n");
    for application in 0..market.count_applications() {
        for (rank, choice) in market.list(application).enumerate() {
            let listed = market.listed(choice);
            let number = numbers.at(application, choice);
            writeln!(rows, "{application},{},{rank},{},{number}", listed.program, listed.class)
                .unwrap();
        }
    }
    std::fs::write(folder.join("applications.csv"), rows).unwrap();
    let mut seats = String::from("program_id,seats\n");
    for program in 0..market.count_programs() {
        writeln!(seats, "{program},{}", market.count_seats(program)).unwrap();
    }
    std::fs::write(folder.join("seats.csv"), seats).unwrap();
}

/// A number that two programs get only from the same assignment, for all that matters here.
fn check_sum(market: &Market, assignment: &Assignment) -> u64 {
    let place = |(at, choice): (usize, &u32)| match *choice {
        u32::MAX => 0,
        choice => (at as u64 + 1) * (market.program(choice as usize) as u64 + 1),
    };
    assignment.given.iter().enumerate().map(place).fold(0, u64::wrapping_add)
}

/// The most memory that the process has held, in megabytes, where the system says.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

fn thousand(market: &Market) -> u64 {
    let draws = Draws::alone(market.count_applications(), 5);
    (0..1000u32)
        .collect::<Vec<_>>()
        .par_chunks(32)
        .map(|numbers| {
            let mut solver = Solver::of(market);
            let mut result = Assignment::empty(market.count_applications());
            let mut given = 0;
            for lottery in numbers {
                solver.solve_into(market, &draws.numbers(*lottery), &mut result);
                given += result.count_given() as u64;
            }
            given
        })
        .sum()
}

/// Runs the peers on the instances that were written; what is not installed is left out, and said.
fn run_peers(folder: &str) {
    let peers = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/");
    let python = std::env::var("TRACTION_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    for (program, script) in
        [(python.as_str(), "choice_peers.py"), ("Rscript", "choice_matchingr.R")]
    {
        let ran = Command::new(program).arg(format!("{peers}{script}")).arg(folder).status();
        if !ran.is_ok_and(|status| status.success()) {
            println!("{script}: left out, or not to its end, by {program}");
        }
    }
}

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut sizes = vec![(2_000, 20, 8), (8_000, 70, 12), (80_000, 700, 12)];
    if std::env::var("TRACTION_BENCH_SIZE").is_ok_and(|size| size == "metro") {
        sizes.push((1_000_000, 10_000, 10));
    }
    for (students, programs, choices) in sizes {
        let name = format!("{students}x{programs}x{choices}");
        let (market, numbers) = instance(students, programs, choices, 11);
        if let Ok(folder) = std::env::var("TRACTION_BENCH_ROWS")
            && students < 1_000_000
        {
            write(&folder, &name, &market, &numbers);
        }
        let mut solver = Solver::of(&market);
        let found = solver.solve(&market, &numbers);
        println!(
            "{name}: {} given, {} proposals, check sum {}, at most {} MB so far",
            found.count_given(),
            solver.proposals(),
            check_sum(&market, &found),
            most_memory().unwrap_or(0)
        );
        let mut group = criterion.benchmark_group("choice");
        group.throughput(Throughput::Elements(students as u64));
        let mut result = Assignment::empty(students);
        group.bench_function(format!("deferred acceptance/{name}"), |b| {
            b.iter(|| solver.solve_into(&market, black_box(&numbers), &mut result));
        });
        for mechanism in [Mechanism::TopTradingCycles, Mechanism::ImmediateAcceptance] {
            if students < 1_000_000 {
                group.bench_function(format!("{}/{name}", mechanism.id()), |b| {
                    b.iter(|| black_box(assign(mechanism, &market, &numbers)));
                });
            }
        }
        if (8_000..1_000_000).contains(&students) {
            group.bench_function(format!("1000 lotteries/{name}"), |b| {
                b.iter(|| black_box(thousand(&market)));
            });
        }
        group.finish();
    }
    criterion.final_summary();
    if let Ok(folder) = std::env::var("TRACTION_BENCH_ROWS") {
        run_peers(&folder);
    }
}

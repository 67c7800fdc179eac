//! A nation's supply with generated wishes: Chile's 80,109 programs, 1,035,133 seats and 64,130
//! family links (SAE 2020, main round, Ministry of Education open data), placed under a policy with
//! a low-income reserve and families kept together.
//!
//! `cargo run --release -p traction-core --example nation -- FOLDER`, where the folder holds
//! `vacancies_example1.csv` and `F1_relations_main_round.csv`. Applications are not public; here
//! each child asks for four to six programs of the grade near one school, by size and chance.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use traction_core::choice::check::families::{Cause, check_families};
use traction_core::choice::engine::families::{Outcome, place};
use traction_core::choice::model::SeatGroup;
use traction_core::choice::policy::{Condition, SHIPPED, check_policy};
use traction_core::choice::round::{ApplicationLine, ChoiceLine, ProgramLine, Round};
use traction_core::choice::simulate::Draws;
use traction_core::district::GradeLevel;

fn numbers_of(line: &str, mark: char) -> Vec<i64> {
    line.split(mark).map(|cell| cell.trim().parse().unwrap()).collect()
}

fn below(random: &mut ChaCha8Rng, n: usize) -> usize {
    ((u64::from(random.next_u32()) * n as u64) >> 32) as usize
}

/// The grade of Chile's code: -1 is prekindergarten, 0 kindergarten, then 1 to 12.
fn grade(code: i64) -> GradeLevel {
    match code {
        -1 => GradeLevel::Prekindergarten,
        code => GradeLevel::numbered(i8::try_from(code).unwrap()).unwrap(),
    }
}

fn main() {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("skipped: name the folder that holds Chile's supply");
        return;
    };
    let folder = Path::new(&folder);
    let supply = std::fs::read_to_string(folder.join("vacancies_example1.csv")).unwrap();
    let links = std::fs::read_to_string(folder.join("F1_relations_main_round.csv")).unwrap();
    let policy = check_policy(SHIPPED[0].1).policy.unwrap();
    let mut programs: Vec<ProgramLine> = Vec::new();
    let mut schools: Vec<(i64, i64)> = Vec::new();
    for line in supply.lines().skip(1) {
        let [school, grade_code, program, seats] = numbers_of(line, ',')[..] else { panic!() };
        let half = (seats / 2) as u32;
        let mut groups = vec![SeatGroup::open(seats as u32 - half)];
        if half > 0 {
            groups.push(SeatGroup::reserved(half, 0));
        }
        schools.push((school, grade_code));
        programs.push(ProgramLine {
            id: program.to_string(),
            name: "regular".to_owned(),
            kind: "magnet".to_owned(),
            school: school.to_string(),
            school_name: school.to_string(),
            grade: grade(grade_code).code().to_owned(),
            seats: seats as u32,
            groups,
            at: None,
        });
    }
    let seats: u64 = programs.iter().map(|program| u64::from(program.seats)).sum();
    println!("{} programs, {seats} seats", programs.len());

    // Programs of one grade, in the order of schools, which in the data is by region.
    let mut by_grade: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (at, program) in programs.iter().enumerate() {
        if program.seats > 0 {
            by_grade.entry(program.grade.clone()).or_default().push(at as u32);
        }
    }
    let weights: Vec<(String, u64)> = by_grade
        .iter()
        .map(|(grade, all)| {
            (grade.clone(), all.iter().map(|at| u64::from(programs[*at as usize].seats)).sum())
        })
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(2020);
    let children = 480_000;
    let mut applications: Vec<ApplicationLine> = Vec::with_capacity(children);
    let wish = |grade: &str, home: f64, poor: bool, random: &mut ChaCha8Rng| {
        let here = &by_grade[grade];
        let middle = (home * here.len() as f64) as usize;
        let wanted = 4 + below(random, 3);
        let mut list: Vec<ChoiceLine> = Vec::new();
        for _ in 0..wanted * 4 {
            if list.len() == wanted {
                break;
            }
            let at = (middle + here.len() + below(random, 41)).saturating_sub(20) % here.len();
            let program = here[at];
            // Of two, the larger school is liked better, mostly.
            let other = here[(at + 1) % here.len()];
            let larger = programs[other as usize].seats > programs[program as usize].seats;
            let program = if larger && below(random, 3) > 0 { other } else { program };
            if list.iter().any(|choice| choice.program == program) {
                continue;
            }
            let mut holds = if poor { Condition::LowIncome.bit() } else { 0 };
            if below(random, 12) == 0 {
                holds |= Condition::Sibling.bit();
            }
            let rank = list.len() as u16 + 1;
            list.push(ChoiceLine { program, rank, holds, class: 0, reserves: 0 });
        }
        list
    };
    let pick = |random: &mut ChaCha8Rng| {
        let total: u64 = weights.iter().map(|(_, weight)| weight).sum();
        let mut left = random.next_u64() % total;
        for (grade, weight) in &weights {
            if left < *weight {
                return grade.clone();
            }
            left -= weight;
        }
        unreachable!("the weights add up")
    };
    let mut homes: Vec<f64> = Vec::with_capacity(children);
    for at in 0..children {
        let (grade, home) =
            (pick(&mut random), below(&mut random, 1 << 30) as f64 / f64::from(1 << 30));
        let poor = below(&mut random, 2) == 0;
        homes.push(home);
        applications.push(ApplicationLine {
            id: format!("{at:07}"),
            student: None,
            area: None,
            low_income: Some(poor),
            isolated: None,
            follows: at as u32,
            list: wish(&grade, home, poor, &mut random),
            refused: Vec::new(),
            grade,
        });
    }
    // Chile's links, each mask given to one child; linked children live at one place.
    let mut children_of: BTreeMap<i64, usize> = BTreeMap::new();
    let mut leads = vec![false; children];
    let (mut lines, mut linked) = (0, 0);
    for line in links.lines().skip(1) {
        let [one, other, same_grade, _, block] = numbers_of(line, ';')[..] else { panic!() };
        lines += 1;
        let mut child = |mask: i64| {
            let next = children_of.len();
            *children_of.entry(mask).or_insert(next)
        };
        let (a, b) = (child(one), child(other));
        if block == 0 || applications[b].follows as usize != b || a == b {
            continue;
        }
        if same_grade == 1 {
            applications[b].grade = applications[a].grade.clone();
        }
        let (grade, home) = (applications[b].grade.clone(), homes[a]);
        let poor = applications[a].low_income == Some(true);
        homes[b] = home;
        applications[b].low_income = Some(poor);
        applications[b].list = wish(&grade, home, poor, &mut random);
        // Everybody of a family follows its first child: whoever leads others follows nobody.
        let first = applications[a].follows;
        if first as usize != b && !leads[b] {
            applications[b].follows = first;
            leads[first as usize] = true;
            linked += 1;
        }
    }
    println!("{children} children, {lines} family links, {linked} asked to stay together");
    let mut round =
        Round { year: 2021, policy, programs, areas: Vec::new(), applications, after: None };
    let mut lists: Vec<Vec<ChoiceLine>> =
        round.applications.iter_mut().map(|a| std::mem::take(&mut a.list)).collect();
    for choice in lists.iter_mut().flatten() {
        round.judge(choice);
    }
    for (application, list) in round.applications.iter_mut().zip(lists) {
        application.list = list;
    }
    let market = round.market().unwrap();
    println!("{} choices", market.count_choices());
    let numbers = Draws::of(&round, &market, 2020).numbers(0);
    let begin = Instant::now();
    let alone = traction_core::choice::assign(round.policy.mechanism, &market, &numbers);
    println!("deferred acceptance: {} placed in {:?}", alone.count_given(), begin.elapsed());
    let begin = Instant::now();
    let placed = place(&round, round.policy.mechanism, &|_| numbers.clone()).unwrap();
    println!("with families: {} placed in {:?}", placed.assignment.count_given(), begin.elapsed());
    let count = |outcome| placed.families.iter().filter(|f| f.outcome == outcome).count();
    println!(
        "families: {} together, {} apart, {} with no school in common",
        count(Outcome::Together),
        count(Outcome::Apart),
        count(Outcome::NoSchoolInCommon)
    );
    let starts: Vec<usize> =
        (0..market.count_applications()).map(|a| market.list(a).start).collect();
    let school = |assignment: &traction_core::choice::Assignment, round: &Round, at: u32| {
        let choice = assignment.find(at as usize)? - starts[at as usize];
        let program = round.applications[at as usize].list[choice].program;
        Some(round.programs[program as usize].school.clone())
    };
    let without = placed
        .families
        .iter()
        .filter(|f| {
            let leader = school(&alone, &round, f.leader);
            leader.is_some() && leader == school(&alone, &round, f.follower)
        })
        .count();
    println!("without the family rule {without} would have been together");
    let begin = Instant::now();
    let used = placed.round.market().unwrap();
    let found = check_families(&market, &used, &numbers, &placed.assignment);
    println!("check, in {:?}:", begin.elapsed());
    println!("- by the lists that were used: {} claims or seats are wrong", found.by_used.len());
    println!("- by the lists that families wrote: {} claims are open", found.by_own.len());
    for cause in Cause::ALL {
        println!("  - {}: {}", cause.words(), found.count(cause));
    }
    if !found.is_explained() {
        eprintln!("the engine is at fault: a claim has no family to explain it");
        std::process::exit(1);
    }
}

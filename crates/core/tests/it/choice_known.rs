//! Known answers: published instances and three sizes of generated ones, from the shared data.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::Value;
use traction_core::choice::check::{check_seats, check_stable};
use traction_core::choice::engine::{Mechanism, assign};
use traction_core::choice::model::{Assignment, Listed, Market, NONE, Numbers, SeatGroup};
use traction_testkit::needs::find_shared;

/// A file of the shared data; `None`, with a line that says so, when it is not on this machine.
fn shared(file: &str) -> Option<String> {
    std::fs::read_to_string(find_shared(&format!("choice/{file}"))?).ok()
}

struct Known {
    students: Vec<String>,
    schools: Vec<String>,
    lists: Vec<Vec<Listed>>,
    numbers: Vec<u32>,
    seats: Vec<u32>,
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

impl Known {
    /// Strict priorities become numbers for each program: a place in its order.
    fn read(case: &Value) -> Known {
        let preferences = case["preferences"].as_object().unwrap();
        let priorities = case["priorities"].as_object().unwrap();
        let students: Vec<String> = preferences.keys().cloned().collect();
        let schools: Vec<String> = priorities.keys().cloned().collect();
        let minority: Vec<String> =
            if case["minority"].is_array() { texts(&case["minority"]) } else { Vec::new() };
        let (mut lists, mut numbers) = (Vec::new(), Vec::new());
        for student in &students {
            let mut list = Vec::new();
            for school in texts(&preferences[student]) {
                let order = texts(&priorities[&school]);
                let Some(place) = order.iter().position(|one| one == student) else { continue };
                let program = schools.iter().position(|one| *one == school).unwrap() as u32;
                let reserves = u16::from(minority.contains(student));
                list.push(Listed { program, class: 0, reserves });
                numbers.push(place as u32);
            }
            lists.push(list);
        }
        let seats = |school: &String| case["capacities"][school].as_u64().unwrap() as u32;
        let seats = schools.iter().map(seats).collect();
        Known { students, schools, lists, numbers, seats }
    }

    fn market(&self, groups: impl Fn(usize) -> Vec<SeatGroup>) -> Market {
        let groups: Vec<Vec<SeatGroup>> = (0..self.schools.len()).map(groups).collect();
        Market::of(groups.iter().map(Vec::as_slice), self.lists.iter().map(Vec::as_slice)).unwrap()
    }

    fn open(&self) -> Market {
        self.market(|at| vec![SeatGroup::open(self.seats[at])])
    }

    fn told(&self, market: &Market, assignment: &Assignment) -> BTreeMap<String, Value> {
        let of = |at: usize| match assignment.find(at) {
            None => Value::Null,
            Some(choice) => Value::from(self.schools[market.program(choice)].clone()),
        };
        self.students.iter().enumerate().map(|(at, id)| (id.clone(), of(at))).collect()
    }

    /// The matching that an answer tells, as an assignment.
    fn matching(&self, market: &Market, told: &Value) -> Assignment {
        let mut assignment = Assignment::empty(self.students.len());
        for (at, student) in self.students.iter().enumerate() {
            let school = told[student].as_str();
            let choice = market
                .list(at)
                .find(|choice| Some(self.schools[market.program(*choice)].as_str()) == school);
            assignment.given[at] = choice.map_or(NONE, |choice| choice as u32);
        }
        assignment
    }
}

fn expected(value: &Value) -> BTreeMap<String, Value> {
    value.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect()
}

fn count_stable(market: &Market, numbers: &Numbers) -> u64 {
    let mut begun: Vec<Vec<u32>> = vec![Vec::new()];
    for student in 0..market.count_applications() {
        let choices: Vec<u32> = market.list(student).map(|c| c as u32).chain([NONE]).collect();
        begun = begun
            .iter()
            .flat_map(|begun| {
                choices.iter().map(move |choice| {
                    let mut next = begun.clone();
                    next.push(*choice);
                    next
                })
            })
            .collect();
    }
    let stable = begun.into_iter().filter(|given| {
        let matching = Assignment { given: given.clone(), group: vec![0; given.len()] };
        check_stable(market, numbers, &matching).is_empty()
    });
    stable.count() as u64
}

#[test]
fn seven_known_instances_come_out_as_published() {
    let Some(text) = shared("known-answer/known_answers.json") else { return };
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut seen = 0;
    for case in cases.iter().filter(|case| case["preferences"].is_object()) {
        let id = case["id"].as_str().unwrap();
        let known = Known::read(case);
        let numbers = Numbers::PerProgram(known.numbers.clone());
        let solve =
            |market: &Market, mechanism| known.told(market, &assign(mechanism, market, &numbers));
        let open = known.open();
        if case["student_optimal_stable"].is_object() {
            let found = solve(&open, Mechanism::DeferredAcceptance);
            assert_eq!(found, expected(&case["student_optimal_stable"]), "{id}");
            let count = case["number_of_stable_matchings"].as_u64().unwrap();
            assert_eq!(count_stable(&open, &numbers), count, "{id}");
            seen += 1;
        }
        if case["ttc"].is_object() {
            assert_eq!(solve(&open, Mechanism::TopTradingCycles), expected(&case["ttc"]), "{id}");
        }
        if case["school_optimal_stable"].is_object() {
            let matching = known.matching(&open, &case["school_optimal_stable"]);
            assert_eq!(check_stable(&open, &numbers, &matching), [], "{id}");
        }
        if case["da_minority_reserve"].is_object() {
            let reserve = |at: usize| {
                u32::try_from(case["reserves"][&known.schools[at]].as_u64().unwrap()).unwrap()
            };
            let soft = known.market(|at| {
                let seats = known.seats[at];
                vec![SeatGroup::reserved(reserve(at), 0), SeatGroup::open(seats - reserve(at))]
            });
            let hard = known.market(|at| {
                let seats = known.seats[at];
                vec![SeatGroup::open(seats - reserve(at)), SeatGroup::only_for(reserve(at), 0)]
            });
            for (market, answer) in [
                (&open, "da_no_policy"),
                (&soft, "da_minority_reserve"),
                (&hard, "da_majority_hard_quota"),
            ] {
                let found = solve(market, Mechanism::DeferredAcceptance);
                assert_eq!(found, expected(&case[answer]), "{id} {answer}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 7);
}

/// Azevedo, E. & Leshno, J. (2016). A supply and demand framework for two-sided matching markets.
/// *Journal of Political Economy* 124(5): two colleges, scores uniform and independent.
#[test]
fn azevedo_leshno_2016_cutoffs_of_a_large_market() {
    let Some(text) = shared("known-answer/known_answers.json") else { return };
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let case = cases.iter().find(|case| case["cutoffs"].is_array()).unwrap();
    let cutoffs: Vec<f64> =
        case["cutoffs"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    let students = 60_000;
    let mut random = ChaCha8Rng::seed_from_u64(2016);
    let scores: Vec<[u32; 2]> =
        (0..students).map(|_| [random.next_u32(), random.next_u32()]).collect();
    let mut numbers = vec![0u32; 2 * students];
    for college in 0..2 {
        let mut order: Vec<usize> = (0..students).collect();
        order.sort_by_key(|at| std::cmp::Reverse((scores[*at][college], *at)));
        for (place, at) in order.into_iter().enumerate() {
            // Every second student likes the second college better.
            numbers[2 * at + (college + at % 2) % 2] = place as u32;
        }
    }
    let list = |at: usize| {
        [at % 2, 1 - at % 2].map(|program| Listed {
            program: program as u32,
            class: 0,
            reserves: 0,
        })
    };
    let lists: Vec<[Listed; 2]> = (0..students).map(list).collect();
    let groups = [[SeatGroup::open(15_000)], [SeatGroup::open(30_000)]];
    let market =
        Market::of(groups.iter().map(|g| g.as_slice()), lists.iter().map(|l| l.as_slice()))
            .unwrap();
    let found = assign(Mechanism::DeferredAcceptance, &market, &Numbers::PerProgram(numbers));
    for (college, cutoff) in cutoffs.into_iter().enumerate() {
        let admitted = (0..students)
            .filter(|at| found.find(*at).is_some_and(|choice| market.program(choice) == college));
        let least = admitted.map(|at| scores[at][college]).min().unwrap();
        let least = f64::from(least) / f64::from(u32::MAX);
        assert!((least - cutoff).abs() < 0.01, "{college}: {least} and {cutoff}");
    }
}

fn read_synthetic(size: &str) -> Option<(Market, Numbers, Vec<u32>)> {
    let applications = shared(&format!("synthetic/{size}/applications.csv"))?;
    let vacancies = shared(&format!("synthetic/{size}/vacancies.csv"))?;
    let answer = shared(&format!("synthetic/{size}/expected_assignment.csv"))?;
    let numbers_of = |line: &str| -> Vec<u32> {
        line.split(',').map(|cell| cell.trim().parse().unwrap()).collect()
    };
    let seats: Vec<u32> = vacancies.lines().skip(1).map(|line| numbers_of(line)[1]).collect();
    let (mut lists, mut numbers): (Vec<Vec<Listed>>, Vec<u32>) = (Vec::new(), Vec::new());
    for line in applications.lines().skip(1) {
        let [applicant, program, rank, profile, number] = numbers_of(line)[..] else { panic!() };
        if lists.len() < applicant as usize {
            lists.push(Vec::new());
            numbers.push(number - 1);
        }
        // A larger profile comes first.
        let listed = Listed { program: program - 1, class: (4 - profile) as u8, reserves: 0 };
        let list = lists.last_mut().unwrap();
        list.push(listed);
        assert_eq!(list.len(), rank as usize);
    }
    let mut expected = vec![NONE; lists.len()];
    for line in answer.lines().skip(1) {
        let cells = numbers_of(line);
        expected[cells[0] as usize - 1] = cells[1] - 1;
    }
    let groups: Vec<[SeatGroup; 1]> = seats.iter().map(|seats| [SeatGroup::open(*seats)]).collect();
    let market =
        Market::of(groups.iter().map(|group| group.as_slice()), lists.iter().map(Vec::as_slice))
            .unwrap();
    Some((market, Numbers::Single(numbers), expected))
}

fn synthetic(size: &str) {
    let Some((market, numbers, expected)) = read_synthetic(size) else { return };
    let found = assign(Mechanism::DeferredAcceptance, &market, &numbers);
    let program = |at: usize| found.find(at).map_or(NONE, |choice| market.program(choice) as u32);
    let different = (0..expected.len()).filter(|at| program(*at) != expected[*at]).count();
    assert_eq!(different, 0, "{size}");
    assert_eq!(check_stable(&market, &numbers, &found), [], "{size}");
    for mechanism in Mechanism::ALL {
        assert_eq!(check_seats(&market, &assign(mechanism, &market, &numbers)), [], "{size}");
    }
}

#[test]
fn two_thousand_students_and_twenty_programs_as_two_peers_assign_them() {
    synthetic("n2000_m20_k8");
}

#[test]
fn eight_thousand_students_and_seventy_programs_as_two_peers_assign_them() {
    synthetic("n8000_m70_k12");
}

#[test]
fn eighty_thousand_students_and_seven_hundred_programs_as_the_reference_assigns_them() {
    synthetic("n80000_m700_k12");
}

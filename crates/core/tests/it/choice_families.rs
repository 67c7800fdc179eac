//! Families kept together, and every claim that this leaves open: on random towns each one leads
//! to a list that was changed for a brother or sister.

use std::collections::BTreeSet;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use traction_core::choice::Round;
use traction_core::choice::check::families::{Cause, FamilyCheck, check_families};
use traction_core::choice::engine::families::{Placed, place};
use traction_core::choice::model::{Numbers, SeatGroup};
use traction_core::choice::policy::{Condition, Lottery, SHIPPED, check_policy};
use traction_core::choice::round::{ApplicationLine, ChoiceLine, ProgramLine};
use traction_core::choice::simulate::Draws;

fn below(random: &mut ChaCha8Rng, n: u32) -> u32 {
    random.next_u32() % n.max(1)
}

/// A town of four schools with three grades each, and families of up to three children, linked to
/// the oldest or in a chain.
fn town(random: &mut ChaCha8Rng, lottery: Lottery) -> Round {
    let mut policy = check_policy(SHIPPED[0].1).policy.unwrap();
    policy.lottery = lottery;
    let mut programs = Vec::new();
    for school in 0..4 {
        for grade in ["06", "07", "08"] {
            let groups = vec![
                SeatGroup::open(1 + below(random, 2)),
                SeatGroup::reserved(below(random, 2), 0),
            ];
            programs.push(ProgramLine {
                id: format!("{school}-{grade}"),
                name: "Science".to_owned(),
                kind: "magnet".to_owned(),
                school: school.to_string(),
                school_name: school.to_string(),
                grade: grade.to_owned(),
                seats: groups.iter().map(|group| group.seats).sum(),
                groups,
                at: None,
            });
        }
    }
    let mut applications: Vec<ApplicationLine> = Vec::new();
    while applications.len() < 24 {
        let first = applications.len() as u32;
        let poor = below(random, 2) == 0;
        let chain = below(random, 2) == 0;
        for child in 0..1 + below(random, 3) {
            let grade = below(random, 3);
            let mut schools: Vec<u32> = (0..4).collect();
            for place in (1..4).rev() {
                schools.swap(place, below(random, place as u32 + 1) as usize);
            }
            schools.truncate(2 + below(random, 3) as usize);
            let list = (1..).zip(schools).map(|(rank, school)| {
                let mut holds = if poor { Condition::LowIncome.bit() } else { 0 };
                if below(random, 6) == 0 {
                    holds |= Condition::Sibling.bit();
                }
                ChoiceLine { program: 3 * school + grade, rank, holds, class: 0, reserves: 0 }
            });
            let at = applications.len() as u32;
            applications.push(ApplicationLine {
                id: format!("{at:03}"),
                student: None,
                grade: ["06", "07", "08"][grade as usize].to_owned(),
                area: None,
                low_income: Some(poor),
                isolated: None,
                follows: if child > 0 && chain { at - 1 } else { first },
                list: list.collect(),
                refused: Vec::new(),
            });
        }
    }
    let mut round =
        Round { year: 2028, policy, programs, areas: Vec::new(), applications, after: None };
    for at in 0..round.applications.len() {
        let mut list = std::mem::take(&mut round.applications[at].list);
        list.iter_mut().for_each(|choice| round.judge(choice));
        round.applications[at].list = list;
    }
    round
}

/// Places the town by a lottery. Numbers for each choice follow it to wherever it stands.
fn placed(round: &Round, seed: u64) -> (Placed, Numbers) {
    let before = round.market().unwrap();
    let drawn = Draws::of(round, &before, seed).numbers(0);
    let numbers = |used: &Round| match &drawn {
        Numbers::Single(all) => Numbers::Single(all.clone()),
        Numbers::PerProgram(all) => {
            let mut start = 0;
            let mut moved = Vec::new();
            for (own, used) in round.applications.iter().zip(&used.applications) {
                moved.extend(used.list.iter().map(|choice| {
                    let place = own.list.iter().position(|one| one.program == choice.program);
                    all[start + place.unwrap()]
                }));
                start += own.list.len();
            }
            Numbers::PerProgram(moved)
        }
    };
    let placed = place(round, round.policy.mechanism, &numbers).unwrap();
    let numbers = numbers(&placed.round);
    (placed, numbers)
}

fn check(round: &Round, placed: &Placed, numbers: &Numbers) -> FamilyCheck {
    let [own, used] = [round, &placed.round].map(|round| round.market().unwrap());
    check_families(&own, &used, numbers, &placed.assignment)
}

#[test]
fn every_claim_that_is_open_is_explained_by_a_family() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut seen = [0; 4];
    for seed in 0..600 {
        let lottery = if seed % 3 == 0 { Lottery::PerProgram } else { Lottery::Single };
        let round = town(&mut random, lottery);
        let (placed, numbers) = placed(&round, seed);
        let found = check(&round, &placed, &numbers);
        assert_eq!(found.by_used, [], "{seed}");
        assert!(found.is_explained(), "{seed}: {:?}", found.by_own);
        for (sum, cause) in seen.iter_mut().zip(Cause::ALL) {
            *sum += found.count(cause);
        }
    }
    let [own, holders, program, none] = seen;
    assert!(own > 100 && holders > 100 && program > 0 && none == 0, "{seen:?}");
}

#[test]
fn a_claim_without_a_family_is_called_a_fault() {
    let mut random = ChaCha8Rng::seed_from_u64(12);
    let mut faults = 0;
    for seed in 0..50 {
        let mut round = town(&mut random, Lottery::Single);
        // Nobody follows anybody, so no list is changed.
        for at in 0..round.applications.len() {
            round.applications[at].follows = at as u32;
        }
        let (mut placed, numbers) = placed(&round, seed);
        assert_eq!(check(&round, &placed, &numbers), FamilyCheck::default());
        // One who has a seat is put out of it: the seat is empty, and they want it.
        let Some(at) = placed.assignment.given.iter().position(|given| *given != u32::MAX) else {
            continue;
        };
        placed.assignment.given[at] = u32::MAX;
        let found = check(&round, &placed, &numbers);
        assert!(!found.is_explained() && found.count(Cause::Unexplained) > 0);
        faults += 1;
    }
    assert!(faults > 40, "{faults}");
}

#[test]
fn each_child_of_a_chain_draws_a_number_of_its_own_beside_the_first() {
    let mut random = ChaCha8Rng::seed_from_u64(13);
    for seed in 0..50 {
        let round = town(&mut random, Lottery::Single);
        let market = round.market().unwrap();
        let Numbers::Single(numbers) = Draws::of(&round, &market, seed).numbers(0) else {
            panic!()
        };
        let different: BTreeSet<&u32> = numbers.iter().collect();
        assert_eq!(different.len(), numbers.len(), "nobody shares a place");
        for (at, first) in round.drawn_as().into_iter().enumerate() {
            assert_eq!(round.drawn_as()[first as usize], first, "the first draws for itself");
            let apart = numbers[at].abs_diff(numbers[first as usize]);
            assert!(apart <= 2, "{at} stands {apart} behind {first}");
        }
    }
}

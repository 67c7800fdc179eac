//! Attacks on letters: what all of them together say of any one child who is not their own.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use traction_core::choice::engine::families::place;
use traction_core::choice::explain::{Explainer, Language, Reason};
use traction_core::choice::lottery::{Receipt, Secret, print_number};
use traction_core::choice::model::{NONE, Numbers};
use traction_core::choice::policy::{SHIPPED, check_policy};
use traction_core::choice::simulate::{Draws, compare, find_seats_worth_moving, simulate};
use traction_core::choice::{Mechanism, Round, check, ledger, report, round};
use traction_core::disclosure::Protection;
use traction_core::district::{
    Application, Area, Batch, Choice, Facts, Noun, Program, School, SchoolYear,
};
use traction_core::sample::{Size, generate};

fn town() -> Facts {
    let wanted: BTreeSet<&str> = [
        Program::TABLE.name,
        Application::TABLE.name,
        Choice::TABLE.name,
        School::TABLE.name,
        Area::TABLE.name,
    ]
    .into();
    let mut batches: BTreeMap<(&'static str, Option<SchoolYear>), Batch> = BTreeMap::new();
    let done: Result<(), Infallible> = generate(Size::Town, 7, |year, batch| {
        if wanted.contains(batch.table().name) {
            batches
                .entry((batch.table().name, year))
                .and_modify(|whole| whole.append(batch))
                .or_insert_with(|| batch.clone());
        }
        Ok(())
    });
    let Ok(()) = done;
    let mut facts = Facts::default();
    for ((_, year), batch) in batches {
        facts.insert(year, Arc::new(batch));
    }
    facts
}

fn town_round(policy: usize) -> Round {
    let policy = check_policy(SHIPPED[policy].1).policy.unwrap();
    round::build(&town(), &policy, SchoolYear::ending(2028)).unwrap().0
}

/// How many were offered a seat at a program, by class.
fn offered(round: &Round, given: &[u32]) -> BTreeMap<(u32, u8), Vec<usize>> {
    let mut offered: BTreeMap<(u32, u8), Vec<usize>> = BTreeMap::new();
    let mut start = 0;
    for (at, line) in round.applications.iter().enumerate() {
        if given[at] != NONE {
            let choice = line.list[given[at] as usize - start];
            offered.entry((choice.program, choice.class)).or_default().push(at);
        }
        start += line.list.len();
    }
    offered
}

#[test]
fn no_letter_names_a_class_or_a_last_number_that_too_few_stand_behind() {
    let (mut named, mut cut) = (0, 0);
    // The town is small, so a lower minimum is tried as well: then more is said.
    for (policy, minimum) in [(0, 10), (1, 10), (0, 3), (1, 3)] {
        let round = town_round(policy);
        let market = round.market().unwrap();
        let numbers = Draws::of(&round, &market, 3).numbers(0);
        let placed = place(&round, round.policy.mechanism, &|_| numbers.clone()).unwrap();
        let market = placed.round.market().unwrap();
        assert_eq!(check::check_stable(&market, &numbers, &placed.assignment), []);
        let rule = Protection::with_minimum_group(minimum);
        let minimum = minimum as usize;
        let (round, assignment) = (&placed.round, &placed.assignment);
        let explainer = Explainer::of(round, &numbers, assignment, rule).unwrap();
        let offered = offered(round, &assignment.given);
        let Numbers::Single(places) = &numbers else { unreachable!() };
        for (at, line) in round.applications.iter().enumerate() {
            for (why, choice) in explainer.explain(at).iter().filter_map(|why| {
                let choice = line.list.iter().find(|c| c.rank == why.rank)?;
                Some((why, choice))
            }) {
                let Reason::Full { classes, reserves, cutoff, .. } = &why.reason else { continue };
                let many = |class: u8| {
                    offered.get(&(choice.program, class)).map_or(0, |all: &Vec<usize>| all.len())
                };
                for class in classes {
                    named += 1;
                    assert!(many(*class) >= minimum, "a class of {}", many(*class));
                }
                let here = |class: u8| offered.get(&(choice.program, class)).into_iter().flatten();
                for reserve in reserves {
                    let members =
                        (0..round.policy.classes.len() as u8).flat_map(here).filter(|a| {
                            let list = &round.applications[**a].list;
                            list.iter().any(|c| {
                                c.program == choice.program && c.reserves >> reserve & 1 == 1
                            })
                        });
                    assert!(members.count() >= minimum);
                }
                if let Some(last) = cutoff {
                    cut += 1;
                    let behind = here(choice.class).filter(|other| places[**other] <= *last);
                    assert!(behind.count() >= minimum);
                    assert!(*last < places[at], "nobody with a worse number came in before");
                }
                // No number in the sentences is another child's but the last one of a line.
                for language in [Language::En, Language::Es] {
                    let said = explainer.say(why, language);
                    let own = print_number(places[at]);
                    let allowed = [Some(own), cutoff.map(print_number)];
                    let digits = said.split(|c: char| !c.is_ascii_digit());
                    for number in digits.filter(|number| number.len() >= 4) {
                        assert!(allowed.contains(&Some(number.to_owned())), "{said}");
                    }
                    for other in &round.applications {
                        assert!(!said.contains(&other.id), "{said}");
                    }
                }
            }
        }
        let shown = report::cutoffs(round, explainer.lines(), rule);
        let enough = |n: &u64| *n >= minimum as u64;
        assert!(shown.iter().all(|line| line.offered.value().is_some_and(enough)));
    }
    assert!(named > 0 && cut > 0, "letters name {named} classes and {cut} last numbers");
}

#[test]
fn the_rare_class_of_guaranteed_seats_is_in_no_other_childs_letter() {
    let mut round = town_round(1);
    let promised = traction_core::choice::policy::Condition::Guaranteed.bit();
    for at in 0..3 {
        let mut choice = round.applications[at].list[0];
        choice.holds |= promised;
        round.judge(&mut choice);
        round.applications[at].list[0] = choice;
    }
    let market = round.market().unwrap();
    let numbers = Draws::of(&round, &market, 4).numbers(0);
    let assignment = traction_core::choice::assign(round.policy.mechanism, &market, &numbers);
    let rule = Protection::default();
    let explainer = Explainer::of(&round, &numbers, &assignment, rule).unwrap();
    let guaranteed = &round.policy.classes[0].name.en;
    let in_it = |at: usize| round.applications[at].list.iter().any(|choice| choice.class == 0);
    for at in (0..round.applications.len()).filter(|at| !in_it(*at)) {
        for why in explainer.explain(at) {
            let said = explainer.say(&why, Language::En);
            assert!(!said.contains(guaranteed), "{said}");
        }
    }
}

#[test]
fn a_round_of_the_town_is_written_sealed_and_verified_and_every_change_is_found() {
    for policy in [0, 1] {
        let mut round = town_round(policy);
        // Some are brothers and sisters: who could be at the first choice of another, and ranks it
        // lower.
        let mut linked = BTreeSet::new();
        let many = round.applications.len();
        for (leader, follower) in
            (0..many).flat_map(|leader| (leader + 1..many).map(move |f| (leader, f)))
        {
            let (one, other) = (&round.applications[leader], &round.applications[follower]);
            let school =
                |choice: &round::ChoiceLine| &round.programs[choice.program as usize].school;
            let same = one.list.first().is_some_and(|first| {
                other.list.iter().skip(1).any(|choice| school(choice) == school(first))
                    && other.list.first().is_some_and(|own| school(own) != school(first))
            });
            let free = !linked.contains(&leader) && !linked.contains(&follower);
            if one.grade == other.grade && same && free && linked.len() < 40 {
                linked.extend([leader, follower]);
                round.applications[follower].follows = leader as u32;
            }
        }
        let (seed, salt) = (Secret::of([1; 32]), Secret::of([2; 32]));
        let receipts: Vec<Receipt> =
            round.applications.iter().map(|line| salt.receipt(&line.id)).collect();
        let tickets: Vec<String> = receipts.iter().map(Receipt::ticket).collect();
        let key = seed.key("04 11 23");
        let drawn_as = round.drawn_as();
        let numbers = traction_core::choice::lottery::single(&key, &tickets, &drawn_as);
        let placed = place(&round, round.policy.mechanism, &|_| numbers.clone()).unwrap();
        let text = SHIPPED[policy].1;
        let (commitment, revealed) = (seed.commitment(text), seed.reveal());
        let facts = ledger::Facts {
            policy: text,
            commitment: &commitment,
            committed_at: "2027-01-12T15:00:00Z".parse().unwrap(),
            sealed_at: Some("2027-02-01T15:00:00Z".parse().unwrap()),
            seed: Some(&revealed),
            public_draw: "04 11 23",
        };
        let own = ledger::own_lists(&round, &placed.round);
        assert!(!own.is_empty(), "brothers and sisters were put in one school");
        let given = Some(&placed.assignment);
        let written = ledger::write(&placed.round, &own, &receipts, &facts, given);
        // What is sealed before the draw comes out the same after it, though lists were used in
        // another order.
        let before_facts = ledger::Facts { seed: None, public_draw: "", ..facts.clone() };
        let before = ledger::write(&round, &[], &receipts, &before_facts, None);
        assert_eq!(ledger::seal(&before.public), ledger::seal(&written.public));
        let bound = ledger::compare_before(&before.public, &written.public).unwrap();
        assert_eq!((bound.agrees.len(), bound.differs.len()), (3, 0), "{bound:?}");
        let mut other = round.clone();
        other.applications[0].list.reverse();
        let other = ledger::write(&other, &[], &receipts, &before_facts, None);
        let bound = ledger::compare_before(&other.public, &written.public).unwrap();
        assert_eq!(bound.differs, ["The sealed lists are not those of before the draw."]);
        let sealed = policy == 0;
        assert_eq!(written.auditor.is_empty(), !sealed);
        let public = ledger::verify(&written.public).unwrap();
        assert!(public.differs.is_empty());
        assert_eq!(public.agrees.len(), if sealed { 2 } else { 6 }, "{public:?}");
        let files = if sealed { &written.auditor } else { &written.public };
        let verified = ledger::verify(files).unwrap();
        assert_eq!((verified.agrees.len(), verified.differs.len()), (6, 0), "{verified:?}");
        assert!(verified.agrees.iter().any(|words| words.contains("another order")));
        // No file holds an application's number, and the public ones of a sealed register hold
        // nothing of a list.
        for (name, text) in written.public.iter().chain(files) {
            assert!(round.applications.iter().all(|a| !text.contains(&a.id)), "{name}");
        }
        if sealed {
            assert!(!written.public.contains_key("register.csv"));
            assert!(!written.public["sealed.csv"].contains("HOME"));
        }
        let own = ledger::find_own(files, &receipts[5]).unwrap().unwrap();
        let Numbers::Single(places) = &numbers else { unreachable!() };
        assert_eq!(own.number, Some(places[5]));
        assert_eq!(ledger::find_own(files, &salt.receipt("nobody")).unwrap(), None);
        // Whatever is changed afterwards is found.
        let change = |name: &str, from: &str, to: &str| {
            let mut files = files.clone();
            let text = &files[name];
            assert!(text.contains(from), "{name} {from}");
            let text = text.replacen(from, to, 1);
            files.insert(name.to_owned(), text);
            match ledger::verify(&files) {
                Ok(found) => assert!(!found.differs.is_empty(), "{name}: {from} to {to}"),
                Err(broken) => assert_eq!(broken.file, name),
            }
        };
        change("lottery.csv", &revealed, &"00".repeat(32));
        change("lottery.csv", "04 11 23", "04 11 24");
        change("lottery.csv", "2027-01-12T15", "2027-03-12T15");
        change("policy.toml", "days_to_answer = ", "days_to_answer = 1");
        let first = files["assignment.csv"].lines().nth(1).unwrap();
        let given: Vec<&str> = first.split(',').collect();
        let begins = format!("{},{},1,", given[1], given[2]);
        let seats = files["programs.csv"].lines().find(|line| line.starts_with(&begins)).unwrap();
        let rest: Vec<&str> = seats[begins.len()..].splitn(2, ',').collect();
        change("programs.csv", seats, &format!("{begins}0,{}", rest[1]));
        let line = files["register.csv"].lines().nth(4).unwrap();
        let cells: Vec<&str> = line.split(',').collect();
        let class = format!(",{},{},{}", cells[2], cells[3], cells[4]);
        change("register.csv", &class, &format!(",{},{},6", cells[2], cells[3]));
        let used = format!("{},{},{}", cells[6], cells[7], cells[8]);
        change("register.csv", line, &line.replace(&used, &format!("9,{},{}", cells[7], cells[8])));
        change("assignment.csv", &format!("{first}\n"), "");
    }
}

#[test]
fn every_mechanism_says_no_by_its_own_rule_in_both_languages() {
    let rule = Protection::with_minimum_group(3);
    let mut seen = BTreeSet::new();
    for mechanism in
        [Mechanism::TopTradingCycles, Mechanism::ImmediateAcceptance, Mechanism::SerialDictatorship]
    {
        let mut round = town_round(0);
        round.policy.mechanism = mechanism;
        for group in round.programs.iter_mut().flat_map(|program| &mut program.groups) {
            group.seats = group.seats.min(4);
        }
        let market = round.market().unwrap();
        let numbers = Draws::of(&round, &market, 3).numbers(0);
        let Numbers::Single(places) = &numbers else { unreachable!() };
        let assignment = traction_core::choice::assign(mechanism, &market, &numbers);
        let explainer = Explainer::of(&round, &numbers, &assignment, rule).unwrap();
        for (at, line) in round.applications.iter().enumerate() {
            for why in explainer.explain(at) {
                let said = [Language::En, Language::Es].map(|l| explainer.say(&why, l));
                let program = line.list.iter().find(|c| c.rank == why.rank).map(|c| c.program);
                let behind = |last: u32| {
                    (0..round.applications.len())
                        .filter(|other| places[*other] <= last)
                        .filter(|other| {
                            let given = assignment.find(*other);
                            given.map(|choice| market.program(choice) as u32) == program
                        })
                        .count()
                };
                match &why.reason {
                    Reason::Traded { .. } => {
                        seen.insert("traded");
                        assert!(said[0].contains("traded") && said[1].contains("cambiaron"));
                    }
                    Reason::Gone { last: Some(last), .. } => {
                        seen.insert("gone");
                        assert!(*last < places[at] && behind(*last) >= 3);
                        assert!(said.iter().all(|said| said.contains(&print_number(*last))));
                    }
                    Reason::Earlier { round: Some(last), own, .. } => {
                        seen.insert("earlier");
                        assert!(last < own, "{said:?}");
                        let own = own.to_string();
                        assert!(said.iter().all(|said| said.contains(&own)), "{said:?}");
                    }
                    Reason::Full { cutoff: Some(last), .. } => {
                        seen.insert("full");
                        assert!(*last < places[at] && behind(*last) >= 3);
                    }
                    _ => {}
                }
            }
        }
    }
    assert_eq!(seen, BTreeSet::from(["traded", "gone", "earlier", "full"]));
}

#[test]
fn one_more_seat_is_tried_by_the_policys_own_mechanism() {
    let worth = |mechanism: Mechanism| {
        let mut round = town_round(0);
        round.policy.mechanism = mechanism;
        find_seats_worth_moving(&round, 3, 9).unwrap()
    };
    let [deferred, trading] =
        [Mechanism::DeferredAcceptance, Mechanism::TopTradingCycles].map(worth);
    assert!(deferred.iter().all(|line| line.hurt == 0.0), "nobody is worse off");
    assert_ne!(deferred, trading);
}

#[test]
fn practice_lotteries_add_up_and_come_out_the_same_again() {
    let round = town_round(0);
    let groupings = report::groupings(&round);
    let one = simulate(&round, &groupings, 24, 9).unwrap();
    assert_eq!(one, simulate(&round, &groupings, 24, 9).unwrap());
    let everybody = round.applications.len() as u32;
    for counts in one.all.of(0) {
        assert_eq!(counts.iter().sum::<u32>(), everybody);
    }
    for (grouping, tally) in groupings.iter().zip(&one.tallies) {
        for (group, many) in grouping.count().into_iter().enumerate() {
            for counts in tally.of(group) {
                assert_eq!(u64::from(counts.iter().sum::<u32>()), many, "{}", grouping.id);
            }
        }
    }
    let given: u64 = one.given.iter().map(|n| u64::from(*n)).sum();
    let placed: u64 = one.all.of(0).map(|counts| u64::from(everybody - counts[3])).sum();
    assert_eq!(given, placed);
    let rule = Protection::default();
    let rows = report::outcomes(&round, &one, &groupings, rule);
    for row in &rows {
        assert_eq!(row.applicants.value().is_some(), row.any.value().is_some());
        assert!(row.applicants.value().is_none_or(|n| *n >= 10));
    }
    // Against itself nobody gains, and against another policy somebody does.
    let same = compare(&round, &round, &groupings, 6, 9).unwrap();
    assert!(same.all.iter().all(|sides| sides.better == 0 && sides.worse == 0));
    let other = town_round(1);
    let differs = compare(&round, &other, &groupings, 6, 9).unwrap();
    assert!(differs.all.iter().any(|sides| sides.better > 0 && sides.worse > 0));
    // One more seat hurts nobody and helps at least one where many ask in vain.
    let worth = find_seats_worth_moving(&round, 3, 9).unwrap();
    assert!(worth.iter().all(|line| line.helped >= 0.0));
    assert!(worth[0].helped >= 1.0 && worth[0].weighted >= worth[0].helped, "{:?}", worth[0]);
}

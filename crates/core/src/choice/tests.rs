//! The engines beside brute force: every stable matching enumerated, every false list tried.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::check::{Violation, check_seats, check_stable, find_profitable_misreport};
use super::engine::{Mechanism, assign};
use super::model::{Assignment, Listed, Market, MarketError, NONE, Numbers, SeatGroup};
use super::policy::{SHIPPED, check_policy};
use crate::finding::Severity;

fn below(random: &mut ChaCha8Rng, n: u32) -> u32 {
    random.next_u32() % n.max(1)
}

fn shuffled(random: &mut ChaCha8Rng, n: u32) -> Vec<u32> {
    let mut all: Vec<u32> = (0..n).collect();
    for place in (1..all.len()).rev() {
        all.swap(place, below(random, place as u32 + 1) as usize);
    }
    all
}

/// A random market of a few applicants and programs, with classes, reserves and reserved groups in
/// any order, and its numbers.
fn random_market(random: &mut ChaCha8Rng, applicants: u32, programs: u32) -> (Market, Numbers) {
    let groups: Vec<Vec<SeatGroup>> = (0..programs)
        .map(|_| {
            (0..1 + below(random, 3))
                .map(|_| {
                    let (seats, reserve) = (below(random, 3), below(random, 2) as u8);
                    match below(random, 5) {
                        0 | 1 => SeatGroup::open(seats),
                        2 | 3 => SeatGroup::reserved(seats, reserve),
                        _ => SeatGroup::only_for(seats, reserve),
                    }
                })
                .collect()
        })
        .collect();
    let lists: Vec<Vec<Listed>> = (0..applicants)
        .map(|_| {
            let many = 1 + below(random, programs) as usize;
            let order = shuffled(random, programs);
            let mut listed = |program: u32| Listed {
                program,
                class: below(random, 3) as u8,
                reserves: below(random, 4) as u16,
            };
            order.into_iter().take(many).map(&mut listed).collect()
        })
        .collect();
    let market = market_of(&groups, &lists);
    let numbers = Numbers::Single(shuffled(random, applicants));
    (market, numbers)
}

/// Four applicants who list all of four programs with one seat each, and an order of its own at each:
/// there are often several stable matchings.
fn tight_market(random: &mut ChaCha8Rng) -> (Market, Numbers) {
    let groups: Vec<Vec<SeatGroup>> = (0..4).map(|_| vec![SeatGroup::open(1)]).collect();
    let lists: Vec<Vec<Listed>> = (0..4)
        .map(|_| {
            let order = shuffled(random, 4);
            order.into_iter().map(|program| Listed { program, class: 0, reserves: 0 }).collect()
        })
        .collect();
    let numbers = shuffled(random, 16);
    (market_of(&groups, &lists), Numbers::PerProgram(numbers))
}

fn market_of(groups: &[Vec<SeatGroup>], lists: &[Vec<Listed>]) -> Market {
    Market::of(groups.iter().map(Vec::as_slice), lists.iter().map(Vec::as_slice)).unwrap()
}

/// Every matching of a small market.
fn all_matchings(market: &Market) -> Vec<Assignment> {
    let applicants = market.count_applications();
    let mut all = vec![Vec::new()];
    for applicant in 0..applicants {
        let choices = market.list(applicant).map(|choice| choice as u32).chain([NONE]);
        all = all
            .iter()
            .flat_map(|begun: &Vec<u32>| {
                choices.clone().map(move |choice| {
                    let mut next = begun.clone();
                    next.push(choice);
                    next
                })
            })
            .collect();
    }
    let whole = |given: Vec<u32>| Assignment { given, group: vec![0; applicants] };
    all.into_iter().map(whole).collect()
}

/// Whether everybody likes the first at least as much as the second.
fn liked_by_all(first: &Assignment, second: &Assignment) -> bool {
    first.given.iter().zip(&second.given).all(|(a, b)| a <= b)
}

#[test]
fn deferred_acceptance_is_the_stable_matching_that_every_applicant_likes_best() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut several = 0;
    for round in 0..400 {
        let (market, numbers) = if round % 2 == 0 {
            tight_market(&mut random)
        } else {
            random_market(&mut random, 5, 3)
        };
        let found = assign(Mechanism::DeferredAcceptance, &market, &numbers);
        assert_eq!(check_stable(&market, &numbers, &found), []);
        let stable: Vec<Assignment> = all_matchings(&market)
            .into_iter()
            .filter(|matching| check_stable(&market, &numbers, matching).is_empty())
            .collect();
        several += usize::from(stable.len() > 1);
        assert!(stable.iter().any(|matching| matching.given == found.given));
        assert!(stable.iter().all(|matching| liked_by_all(&found, matching)), "{market:?}");
    }
    assert!(several > 10, "some markets have more than one stable matching: {several}");
}

#[test]
fn no_false_list_gains_but_under_immediate_acceptance() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    let mut gained = 0;
    for round in 0..60 {
        let (market, numbers) = random_market(&mut random, 6, 3);
        for mechanism in Mechanism::ALL.into_iter().filter(|one| one.is_strategy_proof()) {
            let solve = |market: &Market, numbers: &Numbers| assign(mechanism, market, numbers);
            assert_eq!(find_profitable_misreport(&market, &numbers, solve, 40, round), None);
        }
        let solve = |market: &Market, numbers: &Numbers| {
            assign(Mechanism::ImmediateAcceptance, market, numbers)
        };
        let found = find_profitable_misreport(&market, &numbers, solve, 40, round);
        gained += usize::from(found.is_some());
    }
    assert!(gained > 5, "{gained}");
}

#[test]
fn trading_and_dictatorship_leave_nothing_that_all_would_rather_have() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    for _ in 0..150 {
        let programs: Vec<Vec<SeatGroup>> =
            (0..3).map(|_| vec![SeatGroup::open(below(&mut random, 3))]).collect();
        let lists: Vec<Vec<Listed>> = (0..5)
            .map(|_| {
                let many = 1 + below(&mut random, 3) as usize;
                let order = shuffled(&mut random, 3);
                let mut listed =
                    |program| Listed { program, class: below(&mut random, 3) as u8, reserves: 0 };
                order.into_iter().take(many).map(&mut listed).collect()
            })
            .collect();
        let market = market_of(&programs, &lists);
        let numbers = Numbers::Single(shuffled(&mut random, 5));
        for mechanism in [Mechanism::TopTradingCycles, Mechanism::SerialDictatorship] {
            let found = assign(mechanism, &market, &numbers);
            assert_eq!(check_seats(&market, &found), []);
            let better = all_matchings(&market).into_iter().find(|other| {
                check_seats(&market, other).is_empty()
                    && liked_by_all(other, &found)
                    && other.given != found.given
            });
            assert_eq!(better, None, "{mechanism:?} {market:?}");
        }
    }
}

#[test]
fn every_mechanism_keeps_to_the_seats_and_lists() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for _ in 0..200 {
        let (market, numbers) = random_market(&mut random, 12, 4);
        for mechanism in Mechanism::ALL {
            let found = assign(mechanism, &market, &numbers);
            assert_eq!(check_seats(&market, &found), [], "{mechanism:?}");
            assert_eq!(Mechanism::find(mechanism.id()), Some(mechanism));
        }
    }
}

#[test]
fn the_order_in_which_applications_come_changes_nothing() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for _ in 0..100 {
        let (market, numbers) = random_market(&mut random, 9, 4);
        let Numbers::Single(numbers) = numbers else { unreachable!() };
        let order = shuffled(&mut random, 9);
        let lists: Vec<Vec<Listed>> = order
            .iter()
            .map(|a| market.list(*a as usize).map(|choice| market.listed(choice)).collect())
            .collect();
        let groups: Vec<Vec<SeatGroup>> =
            (0..market.count_programs()).map(|program| market.groups(program).to_vec()).collect();
        let moved = market_of(&groups, &lists);
        let moved_numbers = Numbers::Single(order.iter().map(|a| numbers[*a as usize]).collect());
        let numbers = Numbers::Single(numbers);
        for mechanism in Mechanism::ALL {
            let one = assign(mechanism, &market, &numbers);
            let two = assign(mechanism, &moved, &moved_numbers);
            for (place, application) in order.iter().enumerate() {
                let program = |market: &Market, assignment: &Assignment, at: usize| {
                    assignment.find(at).map(|choice| market.program(choice))
                };
                assert_eq!(
                    program(&market, &one, *application as usize),
                    program(&moved, &two, place),
                    "{mechanism:?}"
                );
            }
        }
    }
}

fn listed(program: u32, class: u8, reserves: u16) -> Listed {
    Listed { program, class, reserves }
}

#[test]
fn a_check_finds_what_was_made_wrong() {
    let lists = [vec![listed(0, 0, 0)], vec![listed(0, 1, 0)], vec![listed(0, 1, 1)]];
    let market = market_of(&[vec![SeatGroup::reserved(1, 0), SeatGroup::open(1)]], &lists);
    let numbers = Numbers::Single(vec![2, 0, 1]);
    let right = assign(Mechanism::DeferredAcceptance, &market, &numbers);
    assert_eq!(right.given, [0, NONE, 2]);
    assert_eq!(right.group, [1, u8::MAX, 0]);
    let wrong =
        |given: Vec<u32>| check_stable(&market, &numbers, &Assignment { given, group: vec![0; 3] });
    let envy = |application, holder, reserved| {
        [Violation::JustifiedEnvy { application, program: 0, holder, reserved }]
    };
    assert_eq!(wrong(vec![0, 1, NONE]), envy(2, 1, true));
    assert_eq!(wrong(vec![NONE, 1, 2]), envy(0, 1, false));
    let wasted = |application| Violation::Wasted { application, program: 0 };
    assert_eq!(wrong(vec![0, NONE, NONE]), [wasted(1), wasted(2)]);
    let over = Violation::OverSeats { program: 0, given: 3, seats: 2 };
    let not_chosen = Violation::NotChosen { application: 1, program: 0 };
    assert_eq!(wrong(vec![0, 1, 2]), [over, not_chosen]);
    assert_eq!(wrong(vec![1, NONE, 2])[0], Violation::NotOnList { application: 0 });
}

#[test]
fn a_reserve_does_more_for_its_members_after_the_open_seats() {
    // Four members and four others, alternating numbers; two reserved seats and two open ones.
    let lists: Vec<Vec<Listed>> =
        (0..8).map(|at| vec![listed(0, 0, u16::from(at % 2 == 0))]).collect();
    let numbers = Numbers::Single((0..8).collect());
    let members = |groups: Vec<SeatGroup>| {
        let market = market_of(&[groups], &lists);
        let found = assign(Mechanism::DeferredAcceptance, &market, &numbers);
        (0..8).filter(|at| at % 2 == 0 && found.find(*at).is_some()).count()
    };
    let (reserve, open) = (SeatGroup::reserved(2, 0), SeatGroup::open(2));
    assert_eq!(members(vec![reserve, open]), 2, "the reserve first: those in it come in anyway");
    assert_eq!(members(vec![open, reserve]), 3);
}

#[test]
fn a_market_says_what_is_wrong_with_it() {
    let groups = [vec![SeatGroup::open(1)]];
    let of = |list: Vec<Listed>| {
        Market::of(groups.iter().map(Vec::as_slice), [list.as_slice()]).map(|_| ())
    };
    let twice = MarketError::ListedTwice { application: 0, program: 0 };
    assert_eq!(of(vec![listed(0, 0, 0), listed(0, 1, 0)]), Err(twice));
    assert!(matches!(of(vec![listed(1, 0, 0)]), Err(MarketError::NoSuchProgram { .. })));
    assert!(matches!(of(vec![listed(0, 200, 0)]), Err(MarketError::TooMany { .. })));
}

#[test]
fn the_policies_that_ship_can_be_used_and_read_aloud() {
    for (name, text) in SHIPPED {
        let reading = check_policy(text);
        let bad: Vec<_> =
            reading.problems.iter().filter(|p| p.severity != Severity::Note).collect();
        assert!(bad.is_empty(), "{name}: {bad:?}");
        let policy = reading.policy.unwrap();
        assert_eq!(*name, format!("{}.toml", policy.id));
        assert!(policy.in_words().len() > 6);
    }
}

const LATE_ROUND: &str = "
[[round]]
name = \"Late round\"
closes = \"2027-04-02\"
offers = \"2027-04-16\"
answer_by = \"2027-04-30\"
unplaced = \"carried\"
holders = \"may_move\"
lines_before = \"end\"
";

#[test]
fn every_mistake_in_a_policy_is_told_with_its_line_and_a_remedy() {
    let good = SHIPPED[0].1;
    let swap = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        let text = good.replacen(from, to, 1);
        let line = text.lines().position(|line| line.contains(to.lines().next().unwrap_or(to)));
        (text.clone(), line.map(|line| line + 1))
    };
    for (from, to, words) in [
        ("deferred_acceptance", "defered_acceptance", "Did you mean deferred_acceptance?"),
        ("when = [\"sibling\"]", "when = [\"siblings\"]", "Did you mean sibling?"),
        ("share = 0.5", "share = 1.5", "from 0 to 1"),
        ("share = 0.5", "share = 0.5\nseats = 3", "share = 0.5 or seats = 20"),
        ("share = 0.1", "share = 0.6", "Make them smaller"),
        ("\"open\", \"isolated\"", "\"open\", \"far\"", "open"),
        ("more_than_miles = 2.0", "more_than_minutes = 20", "minutes_per_mile"),
        ("closes = \"2027-01-29\"", "closes = \"29 January\"", "2027-01-29"),
        ("closes = \"2027-01-29\"", "closes = \"2027-04-29\"", "Applications close, then"),
        ("days_to_answer = 7", "days_to_answer = 0", "whole number from 1"),
        ("when = [\"staff\"]", "when = [\"sibling\", \"staff\"]", "take it out"),
        ("register = \"sealed\"", "register = \"open\"", "sealed"),
        (
            "mechanism = \"deferred_acceptance\"",
            "mechanism = \"immediate_acceptance\"",
            "tell families",
        ),
        ("id = \"low_income_reserve\"", "idd = \"x\"", "traction choice example"),
    ] {
        let (text, line) = swap(from, to);
        let reading = check_policy(&text);
        let told = reading.problems.iter().find(|problem| problem.remedy.contains(words));
        let told = told.unwrap_or_else(|| panic!("{to}: {:?}", reading.problems));
        assert!(told.severity != Severity::Note, "{told:?}");
        let near = told.line.zip(line).is_some_and(|(told, meant)| told.abs_diff(meant) <= 6);
        assert!(near || told.line.is_none(), "{to}: {told:?}, line {line:?}");
    }
    for (from, to, words) in [
        ("", "", ""),
        ("unplaced = \"carried\"\n", "", "does not say unplaced"),
        ("unplaced = \"carried\"", "unplaced = \"caried\"", "no way to say unplaced “caried”"),
        ("lines_before = \"end\"", "lines_before = \"come_first\"", "first in line already"),
        ("closes = \"2027-04-02\"", "closes = \"2027-03-25\"", "nobody knows what is left"),
    ] {
        let told = check_policy(&format!("{good}{}", LATE_ROUND.replace(from, to)));
        let found = told.problems.iter().find(|p| p.blocks());
        let right = match words {
            "" => found.is_none() && told.policy.as_ref().is_some_and(|p| p.count_rounds() == 2),
            words => found.is_some_and(|p| p.what.contains(words) && p.line.is_some()),
        };
        assert!(right, "{words}: {found:?}");
    }
    let early = good.replacen("[[round]]", "[[round]]\nholders = \"stay\"", 1);
    let told = check_policy(&early).problems;
    assert!(told.iter().any(|p| p.blocks() && p.what.contains("none before it")), "{told:?}");
    let both = check_policy(&format!("{good}{LATE_ROUND}")).policy.unwrap();
    let words = both.in_words().into_iter().find(|(rule, _)| rule == "Late round").unwrap().1;
    for says in ["April 2, 2027", "by a lottery of its own", "list of before", "waitlists end"] {
        assert!(words.contains(says), "{words}");
    }
    // With a number for each program there is no one order in which all choose.
    let pair = good.replacen("\"deferred_acceptance\"", "\"serial_dictatorship\"", 1).replacen(
        "\"single\"",
        "\"per_program\"",
        1,
    );
    let told = check_policy(&pair).problems;
    assert!(told.iter().any(|p| p.blocks() && p.what.contains("choose its turn")), "{told:?}");
    let open_class =
        good.replace("id = \"everyone\"\n", "id = \"everyone\"\nwhen = [\"feeder\"]\n");
    let problems = check_policy(&open_class).problems;
    assert!(problems.iter().any(|p| p.what.contains("does not take everybody")), "{problems:?}");
    assert!(problems.iter().any(|p| p.what.contains("nowhere defined")), "{problems:?}");
}

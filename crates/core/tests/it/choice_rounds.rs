//! Two rounds on random towns: no seat is given twice, nobody holds two, and the check sees it when
//! that is made untrue.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use traction_core::choice::check::rounds::check_rounds;
use traction_core::choice::check::{Violation, check_stable};
use traction_core::choice::coming::Coming;
use traction_core::choice::course::{Course, Held};
use traction_core::choice::engine::families::place;
use traction_core::choice::model::Numbers;
use traction_core::choice::policy::{Policy, SHIPPED, check_policy};
use traction_core::choice::round::{build, build_later};
use traction_core::choice::simulate::Draws;
use traction_core::choice::waitlist::{Answer, Event, Move, State, What};
use traction_core::choice::{Assignment, Round};
use traction_core::district::*;
use traction_core::enrollment::funnel::{Rows, funnel};

const YEAR: SchoolYear = SchoolYear::ending(2028);

fn below(random: &mut ChaCha8Rng, n: u32) -> u32 {
    random.next_u32() % n.max(1)
}

/// A policy with a late round, in one of the ways that there are.
fn policy(way: u32) -> Policy {
    let (unplaced, lines) = match way % 3 {
        0 => ("carried", "end"),
        1 => ("apply_again", "end"),
        _ => ("apply_again", "come_first"),
    };
    let holders = if (way / 3).is_multiple_of(2) { "may_move" } else { "stay" };
    let makes_room = (way / 6).is_multiple_of(2);
    let text = SHIPPED[0].1.replace("makes_room = true", &format!("makes_room = {makes_room}"));
    let late = format!(
        "[[round]]\nname = \"Late round\"\ncloses = \"2027-04-02\"\noffers = \"2027-04-16\"\n\
         answer_by = \"2027-04-30\"\nunplaced = \"{unplaced}\"\nholders = \"{holders}\"\n\
         lines_before = \"{lines}\"\n"
    );
    let reading = check_policy(&format!("{text}\n{late}"));
    reading.policy.unwrap_or_else(|| panic!("{:?}", reading.problems))
}

fn school(number: u32) -> School {
    School {
        school_id: format!("S{number}").as_str().into(),
        school_name: format!("School {number}"),
        school_type: Err(Missing::Blank),
        cluster_id: Err(Missing::Blank),
        area_id: Err(Missing::Blank),
        low_grade: GradeLevel::numbered(6).ok_or(Missing::Blank),
        high_grade: GradeLevel::numbered(8).ok_or(Missing::Blank),
        latitude: Ok(40.3 + 0.02 * f64::from(number)),
        longitude: Ok(-89.6),
        opened_on: Err(Missing::Blank),
        closed_on: Err(Missing::Blank),
        nces_school_id: Err(Missing::Blank),
    }
}

/// Three schools with two programs, 18 families in time and 8 late ones, of whom some applied before.
fn town(random: &mut ChaCha8Rng) -> Facts {
    let mut programs = Vec::new();
    for number in 0..3 {
        for (kind, most) in [("magnet", 4), ("neighborhood", 3)] {
            programs.push(Program {
                school_year: YEAR,
                program_id: ProgramId(format!("S{number}-{kind}")),
                school_id: format!("S{number}").as_str().into(),
                program_name: Err(Missing::Blank),
                program_type: Ok(kind.to_owned()),
                grade_level: GradeLevel::numbered(6).unwrap(),
                seats: i64::from(below(random, most + 1)),
            });
        }
    }
    let areas: Vec<Area> = (0..2)
        .map(|number| Area {
            area_id: AreaId(format!("A{number}")),
            area_name: format!("Area {number}"),
            latitude: Ok(40.3 + 0.06 * f64::from(number)),
            longitude: Ok(-89.6),
            elementary_school_id: Err(Missing::Blank),
            middle_school_id: Ok(format!("S{number}").as_str().into()),
            high_school_id: Err(Missing::Blank),
        })
        .collect();
    let (mut applications, mut choices) = (Vec::new(), Vec::new());
    for number in 0..26u32 {
        let late = number >= 18;
        let id = ApplicationId(format!("R-{number:02}"));
        let before = (late && below(random, 2) == 0).then(|| below(random, 18));
        // Some are known by the student, some by the number of the earlier application.
        let student = |number: u32| StudentId(format!("{number:03}"));
        let known = number % 2 == 0;
        applications.push(Application {
            school_year: YEAR,
            application_id: id.clone(),
            student_id: match before {
                Some(before) if known => Ok(student(before)),
                Some(_) => Err(Missing::Blank),
                None => Ok(student(number)),
            },
            grade_level: GradeLevel::numbered(6).unwrap(),
            home_area: Ok(AreaId(format!("A{}", below(random, 3)))),
            economically_disadvantaged: Ok(below(random, 2) == 0),
            current_school_id: Err(Missing::Blank),
            sibling_school_id: match below(random, 6) {
                0 => Ok(format!("S{}", below(random, 3)).as_str().into()),
                _ => Err(Missing::Blank),
            },
            staff_school_id: Err(Missing::Blank),
            guaranteed_program_id: Err(Missing::Blank),
            linked_application_id: Err(Missing::Blank),
            round: if late { Ok(2) } else { Err(Missing::Blank) },
            earlier_application_id: match before {
                Some(before) if !known => Ok(ApplicationId(format!("R-{before:02}"))),
                _ => Err(Missing::Blank),
            },
        });
        let mut order: Vec<usize> = (0..programs.len()).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, below(random, place as u32 + 1) as usize);
        }
        order.truncate(1 + below(random, 4) as usize);
        choices.extend((1..).zip(order).map(|(rank, program)| Choice {
            school_year: YEAR,
            application_id: id.clone(),
            rank,
            program_id: programs[program].program_id.clone(),
        }));
    }
    let schools: Vec<School> = (0..3).map(school).collect();
    let mut facts = Facts::default();
    facts.insert(None, Arc::new(School::batch(&schools)));
    facts.insert(None, Arc::new(Area::batch(&areas)));
    facts.insert(Some(YEAR), Arc::new(Program::batch(&programs)));
    facts.insert(Some(YEAR), Arc::new(Application::batch(&applications)));
    facts.insert(Some(YEAR), Arc::new(Choice::batch(&choices)));
    facts
}

/// What families answer at random on each day, to whatever stands.
fn answers(
    random: &mut ChaCha8Rng,
    held: &[Held<'_>],
    (from, to): (Date, Date),
    events: &mut Vec<(usize, Event)>,
) {
    let course = Course::of(held).unwrap();
    let mut day = from;
    while day <= to {
        let states = course.replay(day.yesterday().unwrap(), events);
        for (stage, state) in states.iter().enumerate() {
            if stage > 0 && held[stage].round.days().offers >= day {
                continue;
            }
            for (application, standing) in (0..).zip(&state.standings) {
                for offer in &standing.offers {
                    let answer = match below(random, 8) {
                        0 => Answer::Declined,
                        1 | 2 => Answer::Accepted,
                        3 if below(random, 4) == 0 => Answer::Withdrawn,
                        _ => continue,
                    };
                    events
                        .push((stage, Event { on: day, application, place: offer.place, answer }));
                }
                if let Some(place) = standing.seat
                    && below(random, 40) == 0
                {
                    let answer = Answer::Declined;
                    events.push((stage, Event { on: day, application, place, answer }));
                }
            }
        }
        day = day.checked_add(2.days()).unwrap();
    }
}

struct Drawn {
    round: Round,
    numbers: Numbers,
    assignment: Assignment,
}

impl Drawn {
    fn of(round: &Round, seed: u64) -> Drawn {
        let numbers = Draws::of(round, &round.market().unwrap(), seed).numbers(0);
        let placed = place(round, round.policy.mechanism, &|_| numbers.clone()).unwrap();
        let market = placed.round.market().unwrap();
        assert_eq!(check_stable(&market, &numbers, &placed.assignment), []);
        Drawn { round: placed.round, numbers, assignment: placed.assignment }
    }

    fn held(&self) -> Held<'_> {
        Held { round: &self.round, numbers: &self.numbers, assignment: &self.assignment }
    }
}

/// Both rounds of a random town, with what was answered in the first, and in both up to May.
fn two_rounds(random: &mut ChaCha8Rng, seed: u64) -> ([Drawn; 2], Vec<(usize, Event)>) {
    let policy = policy(seed as u32);
    let facts = town(random);
    let first = Drawn::of(&build(&facts, &policy, YEAR).unwrap().0, seed);
    let closes = policy.find_days(2).unwrap().closes;
    let mut events = Vec::new();
    let later = {
        let held = [first.held()];
        answers(random, &held, (policy.round.offers, closes), &mut events);
        let course = Course::of(&held).unwrap();
        let states = course.replay(closes, &events);
        assert_eq!(check_rounds(&held, &states), [], "{seed}");
        let before = (&course, held.as_slice(), states.as_slice());
        build_later(&facts, &policy, YEAR, 2, before).unwrap().0
    };
    let later = Drawn::of(&later, seed + 1000);
    let from = closes.tomorrow().unwrap();
    answers(random, &[first.held(), later.held()], (from, closes + 40.days()), &mut events);
    ([first, later], events)
}

#[test]
fn over_two_rounds_no_seat_is_given_twice_and_nobody_holds_two() {
    let mut random = ChaCha8Rng::seed_from_u64(21);
    let (mut offered, mut moved, mut carried, mut line) = (0, 0, 0, 0);
    for seed in 0..120 {
        let (drawn, events) = two_rounds(&mut random, seed);
        let held = [drawn[0].held(), drawn[1].held()];
        let course = Course::of(&held).unwrap();
        let last = held[1].round.days().answer_by + 30.days();
        let states = course.replay(last, &events);
        assert_eq!(check_rounds(&held, &states), [], "{seed}");
        let late = &drawn[1];
        offered += late.assignment.count_given();
        carried += (0..late.round.applications.len())
            .filter(|at| late.round.earlier(*at) == Some(late.round.applications[*at].id.as_str()))
            .count();
        // Who accepted in the late round what is better than a seat of before gave that one back.
        for (at, standing) in states[1].standings.iter().enumerate() {
            if let Some((_, before)) = course.earlier(1, at)
                && standing.seat.is_some()
            {
                assert_eq!(states[0].standings[before as usize].seat, None, "{seed}");
                moved += states[0]
                    .moves
                    .iter()
                    .filter(|one| one.application == before && one.what == What::GivenBack)
                    .count();
            }
        }
        let offers = held[1].round.days().offers;
        let later = |one: &&Move| one.what == What::Offered && one.on > offers;
        line += states[1].moves.iter().filter(later).count();
        if held[0].round.policy.lines_end(1).is_some() {
            let closes = held[1].round.days().closes;
            let any = states[0].moves.iter().any(|m| m.what == What::Offered && m.on > closes);
            assert!(!any, "{seed}: lines ended, and a seat was offered in one");
        }
    }
    assert!(
        offered > 100 && moved > 5 && carried > 50 && line > 25,
        "{offered} {moved} {carried} {line}"
    );
}

/// Children who hold a seat, and who hold a seat or an offer, by school, as the standings have it.
fn holders<'a>(
    held: &'a [Held<'a>],
    course: &Course<'_>,
    states: &[State],
) -> BTreeMap<&'a str, [BTreeSet<(usize, u32)>; 2]> {
    let mut all: BTreeMap<&str, [BTreeSet<(usize, u32)>; 2]> = BTreeMap::new();
    for (stage, state) in states.iter().enumerate() {
        let round = held[stage].round;
        for (one, standing) in (0..).zip(&state.standings) {
            let list = &round.applications[one as usize].list;
            let offers = standing.offers.iter().map(|offer| (offer.place, false));
            for (place, seat) in standing.seat.iter().map(|p| (*p, true)).chain(offers) {
                let program = &round.programs[list[place as usize].program as usize];
                let of = all.entry(&program.school).or_default();
                of[1].insert(course.first(stage, one));
                if seat {
                    of[0].insert(course.first(stage, one));
                }
            }
        }
    }
    all
}

#[test]
fn the_funnel_counts_who_holds_an_offer_or_a_seat_on_every_day() {
    let mut random = ChaCha8Rng::seed_from_u64(24);
    let (mut accepted, mut offered, mut again_too) = (0, 0, 0);
    for seed in 0..60 {
        let (drawn, events) = two_rounds(&mut random, seed);
        let held = [drawn[0].held(), drawn[1].held()];
        let course = Course::of(&held).unwrap();
        let last = held[1].round.days().answer_by + 14.days();
        let states = course.replay(last, &events);
        let coming = Coming::of(&course, &held, &states, last);
        // The office registers under the number of a later application: it is one child all the
        // same.
        let later = &drawn[1].round;
        let again = (0..later.applications.len())
            .filter(|one| later.applications[*one].own().next().is_some())
            .find(|one| later.earlier(*one).is_some_and(|id| id != later.applications[*one].id));
        let registered = |one: usize| Registration {
            school_year: YEAR,
            application_id: later.applications[one].id.as_str().into(),
            school_id: later.programs[later.choice(one, 0).program as usize].school.as_str().into(),
            grade_level: GradeLevel::numbered(6).unwrap(),
            stage: RegistrationStage::Registered,
            stage_date: last,
        };
        let office: Vec<Registration> = again.into_iter().map(registered).collect();
        again_too += office.len();
        let children = |rows: &[Registration]| -> BTreeSet<(SchoolId, ApplicationId)> {
            rows.iter().map(|row| (row.school_id.clone(), row.application_id.clone())).collect()
        };
        let known = children(&coming.rows);
        let rows = coming.join(office);
        assert_eq!(children(&rows), known, "{seed}: registering makes nobody two children");
        let mut day = held[0].round.days().offers;
        while day < last {
            let standing = course.replay(day, &events);
            let holds = holders(&held, &course, &standing);
            let rows = Rows { now: &rows, then: &[] };
            let found = funnel(rows, YEAR, day, None).unwrap();
            for school in &found.schools {
                let none = Default::default();
                let [seats, either] = holds.get(school.school_id.as_str()).unwrap_or(&none);
                let now = school.now.at_least;
                assert_eq!(now[1], either.len() as u64, "{seed}, {day}, {}", school.school_id);
                assert!((seats.len() as u64..=now[1]).contains(&now[2]), "{seed}, {day}");
                accepted += now[2];
                offered += now[1];
            }
            day = day.checked_add(5.days()).unwrap();
        }
    }
    assert!(
        accepted > 1_000 && offered > accepted && again_too > 20,
        "{accepted} {offered} {again_too}"
    );
}

#[test]
fn the_seats_of_the_late_round_are_those_that_nobody_holds() {
    let mut random = ChaCha8Rng::seed_from_u64(22);
    for seed in 0..60 {
        let (drawn, events) = two_rounds(&mut random, seed);
        let held = [drawn[0].held()];
        let closes = drawn[1].round.days().closes;
        let states = Course::of(&held).unwrap().replay(closes, &events);
        for (at, program) in drawn[1].round.programs.iter().enumerate() {
            let mut taken = 0;
            for (one, standing) in states[0].standings.iter().enumerate() {
                let places = standing.offers.iter().map(|offer| offer.place).chain(standing.seat);
                let list = &drawn[0].round.applications[one].list;
                taken += places.filter(|place| list[*place as usize].program as usize == at).count()
                    as u32;
            }
            let left: u32 =
                program.groups.iter().filter(|group| !group.only).map(|group| group.seats).sum();
            assert_eq!(left, program.seats.saturating_sub(taken), "{seed}, {}", program.id);
        }
    }
}

#[test]
fn the_check_of_rounds_sees_a_seat_given_twice_two_seats_and_one_who_may_not() {
    let mut random = ChaCha8Rng::seed_from_u64(23);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for seed in 0..40 {
        let (drawn, events) = two_rounds(&mut random, seed);
        let held = [drawn[0].held(), drawn[1].held()];
        let course = Course::of(&held).unwrap();
        let last = held[1].round.days().answer_by;
        let states = course.replay(last, &events);
        let found = |change: &dyn Fn(&mut Vec<State>)| {
            let mut states = states.clone();
            change(&mut states);
            check_rounds(&held, &states)
        };
        // Nobody ever loses an offer: soon there are more than seats.
        let kept = found(&|states| {
            for state in states.iter_mut() {
                state.moves.retain(|one| matches!(one.what, What::Offered | What::Accepted));
            }
        });
        for wrong in kept {
            seen.insert(match wrong {
                Violation::GivenTwice { .. } => "twice",
                Violation::TwoSeats { .. } => "two",
                _ => "other",
            });
        }
        // Somebody who holds a seat is let in by a policy that does not let them.
        let mut strict = drawn[1].round.clone();
        strict.policy.later[0].holders_may_move = false;
        let strict = Held { round: &strict, ..held[1] };
        let wrong = check_rounds(&[held[0], strict], &states);
        if wrong.iter().any(|one| matches!(one, Violation::NotFree { .. })) {
            seen.insert("not free");
        }
    }
    assert!(["twice", "two", "not free"].iter().all(|one| seen.contains(one)), "{seen:?}");
}

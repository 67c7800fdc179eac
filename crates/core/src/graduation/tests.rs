//! Unit and property tests: the engine against trying everything.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::check::{Small, best_seats, best_value, fewest_terms};
use super::engine::assign::{Piece, Problem, assign};
use super::engine::first_fit::{Short, first_fit, short_by_first_fit};
use super::engine::mend::Mending;
use super::engine::openings::list_openings;
use super::engine::pace::{FALL, Job, SPRING, terms_needed};
use super::engine::place::{NewSection, Requests, place};
use super::engine::seats::{Want, share_out};
use super::model::Season;

fn random_problem(random: &mut ChaCha8Rng) -> Problem {
    let requirements = random.random_range(1..=4usize);
    let needs: Vec<u32> = (0..requirements).map(|_| random.random_range(0..=3)).collect();
    let every = (1u64 << requirements) - 1;
    let mut units = random.random_range(0..=6u32);
    let mut lots = Vec::new();
    while units > 0 {
        let take = random.random_range(1..=units.min(3));
        lots.push((random.random_range(0..=every), take));
        units -= take;
    }
    let mut shares = Vec::new();
    if requirements > 1 && random.random_bool(0.5) {
        let first = random.random_range(0..requirements - 1);
        let second = random.random_range(first + 1..requirements);
        let most = if random.random_bool(0.5) { u32::MAX } else { random.random_range(1..=2) };
        shares.push((first, second, most));
    }
    let choices = if requirements > 2 && random.random_bool(0.3) {
        vec![vec![1 << (requirements - 1), 1 << (requirements - 2)]]
    } else {
        Vec::new()
    };
    let coming = lots.iter().map(|_| random.random_bool(0.4)).collect();
    // What takes the rest is fitted by everything, as electives are, or not quite, as some are.
    let mut left = 0;
    for at in 0..requirements {
        if random.random_bool(0.25) {
            left |= 1 << at;
            if random.random_bool(0.7) {
                lots.iter_mut().for_each(|lot: &mut (u64, u32)| lot.0 |= 1 << at);
            }
        }
    }
    Problem { needs, choices, lots, coming, left, shares }
}

/// What is wrong with a solution on its face.
fn broken(problem: &Problem, pieces: &[Piece]) -> Option<String> {
    let mut used = vec![0; problem.lots.len()];
    let mut have = vec![0; problem.needs.len()];
    let mut shared = vec![0u32; problem.shares.len()];
    for piece in pieces {
        used[piece.lot] += piece.units;
        for at in std::iter::once(piece.first).chain(piece.second) {
            have[at] += piece.units;
            if problem.lots[piece.lot].0 & 1 << at == 0 {
                return Some("a lot counts where it does not fit".to_owned());
            }
        }
        if let Some(second) = piece.second {
            let pair =
                problem.shares.iter().position(|(a, b, _)| (*a, *b) == (piece.first, second));
            let Some(pair) = pair else { return Some("a pair that may not share".to_owned()) };
            shared[pair] += piece.units;
        }
    }
    let over = used.iter().zip(&problem.lots).any(|(used, (_, units))| used > units)
        || have.iter().zip(&problem.needs).any(|(have, need)| have > need)
        || shared.iter().zip(&problem.shares).any(|(n, (.., most))| n > most);
    over.then(|| "more than there is".to_owned())
}

#[test]
fn the_assignment_is_the_best_of_all_in_four_thousand_small_transcripts() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for number in 0..4_000 {
        let problem = random_problem(&mut random);
        let found = assign(&problem);
        assert_eq!(broken(&problem, &found.pieces), None, "{number}: {problem:?}");
        let small = Small {
            needs: problem.needs.clone(),
            choices: problem.choices.clone(),
            lots: problem.lots.clone(),
            coming: problem.coming.clone(),
            rest: (0..problem.needs.len()).filter(|at| problem.left & 1 << at != 0).collect(),
            shares: problem.shares.clone(),
        };
        let score = found.score;
        let best = best_value(&small);
        let rest =
            best.4.iter().zip(0..).fold(0, |sum, (n, at)| sum | u64::from(*n) << (56 - 8 * at));
        let found =
            (score.unmet, score.missing, score.missing_named, score.unmet_order, score.left_order);
        assert_eq!(found, (best.0, best.1, best.2, best.3, rest), "{number}: {problem:?}");
        let found = (score.coming, score.misplaced, score.flexibility);
        assert_eq!(found, (best.5, best.6, best.7), "{number}: {problem:?}");
    }
}

#[test]
fn the_order_of_lots_changes_no_score() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for _ in 0..500 {
        let mut problem = random_problem(&mut random);
        let score = assign(&problem).score;
        problem.lots.reverse();
        problem.coming.reverse();
        assert_eq!(assign(&problem).score, score);
    }
}

#[test]
fn first_fit_takes_what_only_another_could_use() {
    // Statistics may be mathematics or a career credit; Algebra II only mathematics. Counted in the
    // order of years, Statistics fills mathematics and Algebra II is left without a place.
    let (mathematics, career) = (0, 1);
    let problem =
        Problem { needs: vec![2, 2], lots: vec![(0b11, 2), (0b01, 2)], ..Problem::default() };
    let (have, _) = first_fit(&problem);
    assert_eq!((have[mathematics], have[career]), (2, 0));
    assert_eq!(short_by_first_fit(&problem), Short { unmet: 1 << career, missing: 2 });
    let found = assign(&problem);
    assert_eq!((found.score.unmet, found.score.missing), (0, 0));
}

#[test]
fn first_fit_never_meets_more_than_the_assignment() {
    let mut random = ChaCha8Rng::seed_from_u64(6);
    let mut worse = 0;
    for _ in 0..2_000 {
        let problem = Problem { shares: Vec::new(), ..random_problem(&mut random) };
        let best = assign(&problem).score;
        let short = short_by_first_fit(&problem);
        let named = (short.unmet & !problem.left).count_ones();
        let no_less = named >= best.unmet && short.missing >= best.missing;
        // Of options the assignment would rather miss more in what takes the rest.
        assert!(no_less || !problem.choices.is_empty(), "{problem:?}");
        worse += u32::from(short.missing > best.missing);
    }
    assert!(worse > 20, "{worse}");
}

#[test]
fn electives_take_what_english_leaves_and_what_is_earned_counts_before_what_is_coming() {
    // English 4 and electives 2 of any course; three English credits and one other are there.
    let (english, electives) = (0, 1);
    let problem = Problem {
        needs: vec![4, 2],
        lots: vec![(0b11, 3), (0b10, 1)],
        left: 1 << electives,
        ..Problem::default()
    };
    let got = |problem: &Problem, at: usize| -> u32 {
        assign(problem).pieces.iter().filter(|piece| piece.first == at).map(|p| p.units).sum()
    };
    assert_eq!((got(&problem, english), got(&problem, electives)), (3, 1));
    // Without that order the electives would be met, and English said to lack three.
    let plain = Problem { left: 0, ..problem };
    assert_eq!((got(&plain, english), got(&plain, electives)), (2, 2));
    // Two sciences are passed, and one that fits nothing else is coming: what is passed counts.
    let science = Problem {
        needs: vec![2, 1],
        lots: vec![(0b01, 1), (0b11, 1), (0b11, 1), (0b10, 1)],
        coming: vec![true, false, false, false],
        left: 1 << electives,
        ..Problem::default()
    };
    let used: Vec<usize> = assign(&science).pieces.iter().map(|piece| piece.lot).collect();
    assert_eq!(used, [1, 2, 3]);
}

#[test]
fn seats_go_to_the_most_students_at_the_least_cost() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for number in 0..1_500 {
        let sections = random.random_range(1..=4usize);
        let seats: Vec<u32> = (0..sections).map(|_| random.random_range(0..=2)).collect();
        let single = number % 2 == 0;
        let students: Vec<Vec<Want>> = (0..random.random_range(1..=6usize))
            .map(|_| {
                (0..random.random_range(0..=3usize))
                    .map(|_| {
                        let count = if single { 1 } else { random.random_range(1..=2usize) };
                        let mut list: Vec<u32> =
                            (0..count).map(|_| random.random_range(0..sections as u32)).collect();
                        list.sort_unstable();
                        list.dedup();
                        Want { sections: list, cost: random.random_range(0..=5) }
                    })
                    .collect()
            })
            .collect();
        let found = share_out(&students, &seats);
        let plain: Vec<Vec<(Vec<usize>, u32)>> = students
            .iter()
            .map(|ways| {
                ways.iter()
                    .map(|w| (w.sections.iter().map(|s| *s as usize).collect(), w.cost))
                    .collect()
            })
            .collect();
        assert!(found.proved);
        assert_eq!(
            (found.mended, found.cost),
            best_seats(&plain, &seats),
            "{number}: {students:?} {seats:?}"
        );
    }
}

#[test]
fn a_large_group_of_double_ways_stays_within_its_seats_and_its_bound() {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    for _ in 0..40 {
        let seats: Vec<u32> = (0..6).map(|_| random.random_range(1..=3)).collect();
        let students: Vec<Vec<Want>> = (0..16)
            .map(|_| {
                (0..3)
                    .map(|_| {
                        let a = random.random_range(0..6u32);
                        let b = (a + random.random_range(1..6u32)) % 6;
                        Want { sections: vec![a.min(b), a.max(b)], cost: 1 }
                    })
                    .collect()
            })
            .collect();
        let found = share_out(&students, &seats);
        assert!(found.mended <= found.bound && found.mended > 0);
        let mut taken = [0; 6];
        for (ways, chosen) in students.iter().zip(&found.chosen) {
            for section in chosen.map(|at| &ways[at].sections).into_iter().flatten() {
                taken[*section as usize] += 1;
            }
        }
        assert!(taken.iter().zip(&seats).all(|(taken, seats)| taken <= seats));
    }
}

#[test]
fn chains_of_courses_are_done_in_the_fewest_terms() {
    let mut random = ChaCha8Rng::seed_from_u64(9);
    let (mut same, mut later) = (0, 0);
    for number in 0..600 {
        let with_halves = number % 2 == 1;
        let mut jobs: Vec<Job> = Vec::new();
        while jobs.len() < random.random_range(1..=7usize) {
            let long = random.random_range(1..=3usize);
            for step in 0..long {
                let halves = match (with_halves, step % 2) {
                    (false, _) => FALL | SPRING,
                    (true, 0) => FALL,
                    (true, _) => SPRING,
                };
                let after = (step > 0).then(|| jobs.len() - 1);
                jobs.push(Job { halves, after });
            }
        }
        jobs.truncate(7);
        let room: Vec<u32> = (0..6).map(|_| random.random_range(0..=2)).collect();
        let first = if random.random_bool(0.5) { Season::Fall } else { Season::Spring };
        let plain: Vec<(u8, Option<usize>)> =
            jobs.iter().map(|job| (job.halves, job.after)).collect();
        let best = fewest_terms(&plain, &room, usize::from(first == Season::Spring));
        let found = terms_needed(&jobs, &room, first);
        // A schedule that is found can be done; it is best where nothing depends on halves.
        assert!(found.is_none_or(|found| best.is_some_and(|best| best <= found)), "{number}");
        same += u32::from(found == best);
        later += u32::from(found != best);
        if !with_halves {
            assert_eq!(found, best, "{number}: {jobs:?} {room:?} {first:?}");
        }
    }
    assert!(later * 100 <= same, "{later} of {}", same + later);
}

#[test]
fn sections_are_placed_so_that_nobody_teaches_twice_at_once() {
    let section =
        |course, teacher| NewSection { course, blocks: 0b111, teacher: Some(teacher), seats: None };
    let sections = [section(0, 0), section(1, 0), section(2, 1), section(0, 1)];
    let students = vec![Requests { courses: vec![0, 1, 2], closed: 0 }; 3];
    let placed = place(&sections, &students, 1, 500);
    assert_ne!(placed.blocks[0], placed.blocks[1]);
    assert_ne!(placed.blocks[2], placed.blocks[3]);
    assert_eq!((placed.count, placed.bound), (9, 9));
    assert_eq!(placed, place(&sections, &students, 1, 500));
}

#[test]
fn sections_are_opened_for_the_most_students_where_their_day_has_room() {
    // Three students would be brought back by course 1 in period 0, one of them also by course 2; a
    // fourth only by course 2, in period 1. Course 2 takes two periods of a teacher.
    let student = |member, would_mend: &[u32], open_periods| Mending {
        member,
        ways: Vec::new(),
        would_mend: would_mend.to_vec(),
        open_periods,
    };
    let left_out = [
        student(0, &[1], 0b01),
        student(1, &[1, 2], 0b01),
        student(2, &[1], 0b01),
        student(3, &[2], 0b10),
        student(4, &[], 0b11),
    ];
    let fte = |course| if course == 2 { 0.2 } else { 0.1 };
    let openings = list_openings(&left_out, |_| 7, |_| 25, 2, fte);
    let found: Vec<_> =
        openings.iter().map(|o| (o.school, o.course, o.period, o.members.len(), o.fte)).collect();
    assert_eq!(found, [(7, 1, 0, 3, 0.1), (7, 2, 1, 1, 0.2)]);
    // A section of two seats leaves one of the three out, for whom another is opened.
    let small = list_openings(&left_out[..1], |_| 7, |_| 2, 2, fte);
    assert_eq!(small.len(), 1);
    let small = list_openings(&left_out[..3], |_| 7, |_| 2, 2, fte);
    assert_eq!(small.iter().map(|o| o.members.len()).sum::<usize>(), 3);
    assert!(small.iter().all(|opening| opening.members.len() <= 2));
}

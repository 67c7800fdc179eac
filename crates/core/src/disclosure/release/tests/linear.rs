//! A second witness: a linear program says how far each withheld number can fall and rise while all
//! that is told stays true. It shares nothing with the engine's worlds, nor with the attack's bounds.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem};

use super::*;
use crate::disclosure::check::bounds;

/// Towns that are looked at, without the largest, whose programs take the longest.
const TOWNS: u64 = 160;
/// What a linear program's answer may be off by.
const OFF: f64 = 1e-5;

/// The least and the most that a number can be, each that is withheld or open within 0 and more, and
/// every sum true: not in whole students, so no narrower than the truth. With `whole`, in whole ones.
fn range(seen: &Seen, place: usize, whole: bool) -> (f64, f64) {
    let end = |direction: OptimizationDirection| -> f64 {
        let mut problem = Problem::new(direction);
        let mut fixed = vec![0.0; seen.numbers.len()];
        let mut variables = vec![None; seen.numbers.len()];
        for (at, known) in seen.numbers.iter().enumerate() {
            if known.least == known.most {
                fixed[at] = known.least as f64;
                continue;
            }
            let factor = if at == place { 1.0 } else { 0.0 };
            variables[at] = Some(match (whole, known.most >= MANY) {
                (true, _) => {
                    let most = i32::try_from(known.most).unwrap_or(1_000_000);
                    problem.add_integer_var(factor, (known.least as i32, most))
                }
                (false, true) => problem.add_var(factor, (known.least as f64, f64::INFINITY)),
                (false, false) => problem.add_var(factor, (known.least as f64, known.most as f64)),
            });
        }
        for (sum, parts) in &seen.sums {
            let mut terms = Vec::new();
            let mut told = 0.0;
            for (at, sign) in parts.iter().map(|part| (*part, 1.0)).chain([(*sum, -1.0)]) {
                match variables[at] {
                    Some(variable) => terms.push((variable, sign)),
                    None => told += sign * fixed[at],
                }
            }
            if terms.is_empty() {
                assert!(told == 0.0, "what is told contradicts itself");
            } else {
                problem.add_constraint(terms, ComparisonOp::Eq, -told);
            }
        }
        let open = match direction {
            OptimizationDirection::Minimize => f64::NEG_INFINITY,
            OptimizationDirection::Maximize => f64::INFINITY,
        };
        match problem.solve() {
            Ok(solved) => solved.into_solution().expect("no limit of time").objective(),
            Err(Error::Unbounded) => open,
            Err(error) => panic!("what is told fits no table: {error}"),
        }
    };
    (end(OptimizationDirection::Minimize), end(OptimizationDirection::Maximize))
}

/// Ends in whole students.
fn in_students((least, most): (f64, f64)) -> (i64, i64) {
    let most = if most >= MANY as f64 { MANY } else { (most + OFF).floor() as i64 };
    ((least - OFF).ceil() as i64, most)
}

/// What looking at towns came to.
#[derive(Debug, Default, Clone, Copy)]
struct Counted {
    /// Withheld numbers.
    withheld: u64,
    /// Of them those of which the attack's range is the linear program's.
    equal: u64,
    /// Those of which it is wider.
    wider: u64,
    /// Narrower, which only whole students can make true.
    by_whole_students: u64,
    /// Those left a range narrower than is promised, by the linear program and by the attack.
    narrow: u64,
    found: u64,
}

impl std::ops::Add for Counted {
    type Output = Counted;

    fn add(self, other: Counted) -> Counted {
        Counted {
            withheld: self.withheld + other.withheld,
            equal: self.equal + other.equal,
            wider: self.wider + other.wider,
            by_whole_students: self.by_whole_students + other.by_whole_students,
            narrow: self.narrow + other.narrow,
            found: self.found + other.found,
        }
    }
}

/// Compares both ranges of every withheld number.
fn compare(seen: &Seen, width: i64, name: &str) -> Counted {
    let carried = bounds(seen);
    let found: BTreeSet<usize> = attack(seen, width).iter().map(|found| found.place).collect();
    let mut counted = Counted::default();
    for (place, known) in seen.numbers.iter().enumerate().filter(|(_, known)| known.withheld) {
        let told = known.most - known.least;
        if told == 0 {
            // Its own words leave one number: the rule allows that.
            continue;
        }
        let real = in_students(range(seen, place, false));
        let (least, most) = (carried[place].0, carried[place].1.min(MANY));
        counted.withheld += 1;
        match (real.0.cmp(&least), real.1.cmp(&most)) {
            (Ordering::Equal, Ordering::Equal) => counted.equal += 1,
            (Ordering::Less, _) | (_, Ordering::Greater) => {
                // Tighter than the relaxed program: then it must be right in whole students.
                let whole = in_students(range(seen, place, true));
                let is_right = least <= whole.0 && whole.1.min(MANY) <= most.max(whole.0);
                assert!(is_right, "{name}, {place}: {least} to {most}, and {whole:?} is true");
                counted.by_whole_students += 1;
            }
            _ => counted.wider += 1,
        }
        let left = real.1 - real.0;
        let is_narrow = left <= 0 || (left < width && left < told);
        counted.narrow += u64::from(is_narrow);
        counted.found += u64::from(found.contains(&place));
    }
    counted
}

fn look(of: impl Fn(&Town) -> Vec<(Seen, i64, &'static str)> + Sync) -> Counted {
    (0..TOWNS)
        .into_par_iter()
        .filter(|seed| !seed.is_multiple_of(100))
        .map(|seed| {
            let town = Town::dealt(seed);
            let looks = of(&town);
            let looks = looks.into_iter().map(|(seen, width, what)| {
                compare(&seen, width, &format!("{what} of town {seed}"))
            });
            looks.fold(Counted::default(), std::ops::Add::add)
        })
        .reduce(Counted::default, std::ops::Add::add)
}

#[test]
fn a_linear_program_leaves_every_withheld_number_as_open_as_is_promised() {
    let rule = Protection::default();
    let width = rule.protection_width() as i64;
    let counted = look(|town| {
        let (rates, means) = (town.decide(true, &rule), town.decide(false, &rule));
        vec![
            (town.seen(&rates), width, "counts of rates"),
            (town.seen(&means), width, "counts of means"),
            (town.seen_rates(&rates, &rule), 1, "rates"),
        ]
    });
    assert!(counted.withheld > 3000, "{counted:?}");
    assert_eq!(counted.narrow, 0, "{counted:?}");
    // The attack's bounds are nearly those of the program, and its page says how nearly.
    assert!(counted.equal * 100 >= counted.withheld * 90, "{counted:?}");
}

#[test]
fn where_small_cells_alone_are_withheld_the_attack_finds_what_the_program_finds() {
    let rule = Protection::default();
    let width = rule.protection_width() as i64;
    let counted =
        look(|town| vec![(town.seen(&withhold_small(town, &rule)), width, "small cells")]);
    assert!(counted.narrow > 200, "{counted:?}");
    assert_eq!(counted.found, counted.narrow, "{counted:?}");
}

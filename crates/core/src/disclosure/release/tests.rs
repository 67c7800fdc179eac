//! Thousands of random hierarchical tables: what is published is attacked, and nothing is found.

mod linear;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::*;
use crate::disclosure::check::{Known, Recovered, Seen, attack};

/// A small district: students and those who count, by school, grade and group.
struct Town {
    places: Places,
    grades: usize,
    groups: usize,
    all: Vec<Cell>,
    /// By group, with those of no known group last; by grade.
    tables: Vec<Table>,
}

impl Town {
    /// Most towns are small, so that there can be thousands; some are not.
    fn dealt(seed: u64) -> Town {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let most = match seed {
            seed if seed.is_multiple_of(100) => 12,
            seed if seed.is_multiple_of(10) => 5,
            _ => 3,
        };
        let (schools, grades) = (random.random_range(2..=most), random.random_range(1..most));
        let groups = random.random_range(2..=most.min(7));
        let clusters = random.random_range(1..=schools.min(3));
        let parent: Vec<u32> = (0..1 + clusters + schools)
            .map(|place| if place <= clusters { 0 } else { 1 + (place % clusters) as u32 })
            .collect();
        let places = Places { parent };
        // Something rare in a third of the towns, so that most of their cells are coded.
        let rare = random.random_range(0..3) == 0;
        let is_known = random.random_range(0..2) == 0;
        let mut all = vec![Cell::default(); places.count()];
        let mut by_group = vec![Cell::default(); places.count() * (groups + 1)];
        let mut by_grade = vec![Cell::default(); places.count() * grades];
        for school in 1 + clusters..places.count() {
            let size = random.random_range(0..4);
            for grade in 0..grades {
                for group in 0..=groups {
                    let n: u64 = match random.random_range(0..10) {
                        _ if group == groups && is_known => 0,
                        _ if group == groups => random.random_range(0..3),
                        0..2 => 0,
                        2..5 => random.random_range(1..10),
                        5..8 => random.random_range(10..30),
                        _ => random.random_range(30..120) * if size == 0 { 10 } else { 1 },
                    };
                    let hits = match n {
                        0 => 0,
                        n if rare => n / 20,
                        n => random.random_range(0..=n),
                    };
                    for place in places.chain(school) {
                        for cell in [
                            &mut all[place],
                            &mut by_group[place * (groups + 1) + group],
                            &mut by_grade[place * grades + grade],
                        ] {
                            cell.n += n;
                            cell.hits += hits;
                        }
                    }
                }
            }
        }
        // The others of every group, or of some.
        let every = random.random_range(0..2) == 0;
        let mut has_side = |group: usize| every || random.random_range(0..2) == group % 2;
        let sides = (0..=groups).map(|g| g < groups && groups > 2 && has_side(g)).collect();
        let tables = vec![
            Table { levels: groups + 1, cells: by_group, unknown: Some(groups), sides },
            Table { levels: grades, cells: by_grade, unknown: None, sides: vec![false; grades] },
        ];
        Town { places, grades, groups, all, tables }
    }

    fn decide(&self, is_rate: bool, rule: &Protection) -> Told {
        decide(&self.places, &self.all, &self.tables, is_rate, rule)
    }

    /// Every number of the town: what it is, whether its count, its rate and its range are told.
    fn list(&self, told: &Told) -> Vec<(Cell, [bool; 3], bool)> {
        let mut list = Vec::new();
        let wholes = &told.wholes;
        for (place, cell) in self.all.iter().enumerate() {
            let of = [wholes.counted[place], wholes.told[place], wholes.ranged[place]];
            list.push((*cell, of, true));
        }
        for (table, decided) in self.tables.iter().zip(&told.tables) {
            for (at, cell) in table.cells.iter().enumerate() {
                let figure = Some(at % table.levels) != table.unknown;
                let of = [decided.counted[at], decided.told[at], decided.ranged[at]];
                list.push((*cell, if figure { of } else { [false; 3] }, figure));
            }
        }
        let (table, decided) = (&self.tables[0], &told.tables[0]);
        for place in 0..self.places.count() {
            for level in 0..self.groups {
                let side = decided.sides[place * table.levels + level];
                let of = [side.counted, side.told, side.ranged];
                list.push((table.others(place, level), of, table.sides[level]));
            }
        }
        list
    }

    /// Which numbers are the sum of which.
    fn sums(&self) -> Vec<(usize, Vec<usize>)> {
        let many = self.places.count();
        let group = |place: usize, group: usize| many + place * (self.groups + 1) + group;
        let grade = |place: usize, grade: usize| {
            many + many * (self.groups + 1) + place * self.grades + grade
        };
        let side = |place: usize, level: usize| grade(many, 0) + place * self.groups + level;
        let inside = |place: usize| {
            (1..many).filter(move |part| self.places.parent[*part] as usize == place)
        };
        let mut sums = Vec::new();
        for place in 0..many {
            sums.push((place, (0..=self.groups).map(|g| group(place, g)).collect()));
            sums.push((place, (0..self.grades).map(|g| grade(place, g)).collect()));
            for level in 0..self.groups {
                let others = (0..self.groups).filter(|g| *g != level);
                sums.push((side(place, level), others.map(|g| group(place, g)).collect()));
            }
            if inside(place).next().is_some() {
                sums.push((place, inside(place).collect()));
                for g in 0..=self.groups {
                    sums.push((group(place, g), inside(place).map(|p| group(p, g)).collect()));
                }
                for g in 0..self.grades {
                    sums.push((grade(place, g), inside(place).map(|p| grade(p, g)).collect()));
                }
            }
        }
        sums
    }

    /// What a reader sees of numbers of students.
    fn seen(&self, told: &Told) -> Seen {
        let numbers = self.list(told).into_iter().map(|(cell, told, is_figure)| match cell.n {
            0 => Known::exactly(0),
            n if told[0] => Known::exactly(n as i64),
            _ if is_figure => Known::withheld(1, MANY),
            _ => Known::within(0, MANY),
        });
        Seen { numbers: numbers.collect(), sums: self.sums() }
    }

    /// What a reader sees of those who count: percents as far as they tell, ranges as they say.
    fn seen_rates(&self, told: &Told, rule: &Protection) -> Seen {
        let numbers = self.list(told).into_iter().map(|(cell, told, is_figure)| {
            let (n, hits) = (cell.n as i64, cell.hits);
            let of = |share: f64| share * n as f64;
            match rule.code(hits, cell.n) {
                _ if n == 0 => Known::exactly(0),
                _ if !told[0] && is_figure => Known::withheld(0, MANY),
                _ if !is_figure => Known::within(0, MANY),
                Some(coded) if told[2] => {
                    let low = coded.low().map_or(0, |low| of(low - 0.005).ceil() as i64);
                    let high = coded.high().map_or(n, |high| of(high + 0.005).floor() as i64);
                    Known::withheld(low.min(high), high.min(n))
                }
                _ if told[1] => {
                    let share = rule.printed_share(hits, cell.n);
                    let like = |count: &u64| rule.printed_share(*count, cell.n) == share;
                    let first = (0..=cell.n).find(like).unwrap_or(hits);
                    let last = (first..=cell.n).take_while(like).last().unwrap_or(hits);
                    Known::within(first as i64, last as i64)
                }
                _ => Known::withheld(0, n),
            }
        });
        Seen { numbers: numbers.collect(), sums: self.sums() }
    }
}

fn describe(town: &Town, seen: &Seen, found: &[Recovered]) -> String {
    let of = |found: &Recovered| {
        let mut words = format!("{found:?}");
        for (whole, parts) in &seen.sums {
            if *whole == found.place || parts.contains(&found.place) {
                let known = |at: &usize| format!("{at} {:?}", seen.numbers[*at]);
                let parts: Vec<String> = parts.iter().map(known).collect();
                words.push_str(&format!("\n    {} = {}", known(whole), parts.join(" + ")));
            }
        }
        words
    };
    let places = town.places.count();
    format!("{places} places\n{}", found.iter().map(of).collect::<Vec<_>>().join("\n"))
}

#[test]
fn nothing_is_recovered_from_thousands_of_random_tables() {
    let rule = Protection::default();
    let width = rule.protection_width() as i64;
    let attacked = |seed: u64| -> Vec<String> {
        let town = Town::dealt(seed);
        let mut wrong = Vec::new();
        let (rates, means) = (town.decide(true, &rule), town.decide(false, &rule));
        let looks = [
            ("counts of rates", town.seen(&rates), width),
            ("counts of means", town.seen(&means), width),
            ("rates", town.seen_rates(&rates, &rule), 1),
        ];
        for (what, seen, width) in looks {
            let found = attack(&seen, width);
            if !found.is_empty() {
                wrong.push(format!("{what} of town {seed}: {}", describe(&town, &seen, &found)));
            }
        }
        wrong
    };
    let wrong: Vec<String> = (0..3000_u64).into_par_iter().flat_map_iter(attacked).collect();
    assert!(wrong.is_empty(), "{} towns:\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n"));
}

/// A carry that changed the whole of a cluster which is told was taken for a world, and a table's
/// other side gave away what it was to keep open.
#[test]
fn a_way_in_which_wholes_change_leaves_every_place_as_it_is_told() {
    let rule = Protection::default();
    let mut ways = 0;
    for seed in (0..3000).step_by(10) {
        let town = Town::dealt(seed);
        let wholes = town.decide(true, &rule).wholes;
        let changes = |carry: &Carry| {
            let mut change = vec![0; town.places.count()];
            for (node, amount) in [(carry.from, -carry.amount), (carry.to, carry.amount)] {
                let place = (node as usize).checked_sub(1);
                for place in place.map(|place| town.places.chain(place)).unwrap_or_default() {
                    change[place] += amount;
                }
            }
            change.into_iter().enumerate().filter(|(_, change)| *change != 0)
        };
        for (place, change) in wholes.students.iter().flat_map(changes) {
            assert!(!wholes.counted[place], "{seed}: {place} is told and changes by {change}");
            ways += 1;
        }
        for (place, change) in wholes.hits.iter().flat_map(changes) {
            let (n, hits) = (town.all[place].n, town.all[place].hits);
            let other = hits.checked_add_signed(change).filter(|other| *other <= n);
            let other = other.unwrap_or_else(|| panic!("{seed}: {hits} of {n} and {change}"));
            if wholes.told[place] {
                assert_eq!(rule.printed_share(other, n), rule.printed_share(hits, n), "{seed}");
            } else if wholes.ranged[place] {
                assert_eq!(rule.code(other, n), rule.code(hits, n), "{seed}");
            }
            ways += 1;
        }
    }
    assert!(ways > 500, "{ways}");
}

/// What is told where small cells are withheld and nothing else.
fn withhold_small(town: &Town, rule: &Protection) -> Told {
    let mut told = town.decide(true, rule);
    let tell = |counted: &mut Vec<bool>, cells: &[Cell]| {
        for (cell, counted) in cells.iter().zip(counted) {
            *counted = cell.n >= rule.minimum_group() || cell.n == 0;
        }
    };
    tell(&mut told.wholes.counted, &town.all);
    for (table, decided) in town.tables.iter().zip(&mut told.tables) {
        tell(&mut decided.counted, &table.cells);
    }
    told
}

#[test]
fn withholding_small_cells_alone_is_not_enough_and_the_attack_knows() {
    let rule = Protection::default();
    let mut recovered = 0;
    for seed in 0..100 {
        let town = Town::dealt(seed);
        let told = withhold_small(&town, &rule);
        recovered += attack(&town.seen(&told), rule.protection_width() as i64).len();
    }
    assert!(recovered > 100, "{recovered}");
}

#[test]
fn less_is_withheld_than_by_withholding_every_sibling() {
    let rule = Protection::default();
    let (mut ours, mut naive, mut all) = (0, 0, 0);
    for seed in 0..300 {
        let town = Town::dealt(seed);
        let told = town.decide(true, &rule);
        let list = town.list(&told);
        let sides = list.len() - town.places.count() * town.groups;
        let small = |cell: &Cell| cell.n > 0 && cell.n < rule.minimum_group();
        let mut withheld: Vec<bool> = list.iter().map(|(cell, ..)| small(cell)).collect();
        for (whole, parts) in town.sums() {
            if whole < sides && parts.iter().any(|part| small(&list[*part].0)) {
                parts.iter().for_each(|part| withheld[*part] = true);
            }
        }
        for ((cell, told, is_figure), withheld) in list.iter().zip(withheld).take(sides) {
            if cell.n > 0 && *is_figure {
                all += 1;
                ours += usize::from(!told[0]);
                naive += usize::from(withheld);
            }
        }
    }
    assert!(ours < naive && naive < all, "{ours} of {all}, naively {naive}");
}

#[test]
fn most_large_groups_of_a_district_are_told_whatever_its_schools_hide() {
    let rule = Protection::default();
    let (mut withheld, mut large) = (0, 0);
    for seed in (0..10_000).step_by(100) {
        let town = Town::dealt(seed);
        let told = town.decide(true, &rule);
        let of = (0..town.groups).filter(|group| town.tables[0].cells[*group].n >= 100);
        let hidden = |group: &usize| !told.tables[0].counted[*group];
        let (own, many) = (of.clone().filter(hidden).count(), of.count());
        withheld += own;
        large += many;
    }
    assert!(large > 100 && withheld * 20 < large, "{withheld} of {large}");
}

#[test]
fn deciding_twice_decides_the_same() {
    let town = Town::dealt(100);
    let rule = Protection::default();
    assert_eq!(town.decide(true, &rule), town.decide(true, &rule));
}

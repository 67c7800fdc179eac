//! Thousands of random hierarchical tables: what is published is attacked, and nothing is found.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::*;
use crate::disclosure::Protection;
use crate::disclosure::check::{Known, Recovered, Seen, attack};

const MANY: u64 = 1_000_000;

/// A small district: counts by school, grade and group, with its coarser tables and its layers.
struct Town {
    schools: usize,
    grades: usize,
    groups: usize,
    clusters: usize,
    counts: Vec<u64>,
    hits: Vec<u64>,
}

impl Town {
    /// Most towns are small, so that there can be thousands; some are not.
    fn dealt(seed: u64) -> Town {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let most = match seed {
            seed if seed % 100 == 0 => 5,
            seed if seed % 10 == 0 => 4,
            _ => 3,
        };
        let usual = (most - 1).max(2);
        let (schools, grades) = (random.random_range(2..=usual), random.random_range(1..usual));
        let groups = random.random_range(2..=most);
        let clusters = random.random_range(1..3);
        let counts: Vec<u64> = (0..schools * grades * groups)
            .map(|_| match random.random_range(0..10) {
                0..2 => 0,
                2..5 => random.random_range(1..10),
                5..8 => random.random_range(10..30),
                _ => random.random_range(30..120),
            })
            .collect();
        // Something rare in a third of the towns, so that most of their cells are coded.
        let rare = random.random_range(0..3) == 0;
        let hits = counts
            .iter()
            .map(|n| match *n {
                0 => 0,
                n if rare => n / 20,
                n => random.random_range(0..=n),
            })
            .collect();
        Town { schools, grades, groups, clusters, counts, hits }
    }

    /// Students (or those who count) of a choice; `None` is all.
    fn count(
        &self,
        of: &[u64],
        at: impl Fn(usize) -> bool,
        grade: Option<usize>,
        group: Option<usize>,
    ) -> u64 {
        let mut sum = 0;
        for school in (0..self.schools).filter(|school| at(*school)) {
            for g in (0..self.grades).filter(|g| grade.is_none_or(|grade| grade == *g)) {
                for k in (0..self.groups).filter(|k| group.is_none_or(|group| group == *k)) {
                    sum += of[(school * self.grades + g) * self.groups + k];
                }
            }
        }
        sum
    }

    fn cluster(&self, school: usize) -> usize {
        school % self.clusters
    }

    /// Places: the district, clusters, schools.
    fn places(&self) -> usize {
        1 + self.clusters + self.schools
    }

    fn inside(&self, place: usize, school: usize) -> bool {
        match place {
            0 => true,
            p if p <= self.clusters => self.cluster(school) == p - 1,
            p => school == p - 1 - self.clusters,
        }
    }

    fn parts_of(&self, place: usize) -> Vec<usize> {
        let school = |school: usize| 1 + self.clusters + school;
        match place {
            0 => (1..=self.clusters).collect(),
            p if p <= self.clusters => {
                (0..self.schools).filter(|s| self.cluster(*s) == p - 1).map(school).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A cell of a town: place, grade, group.
type Key = (usize, Option<usize>, Option<usize>);

/// Everything that was decided about a town.
struct Decided {
    keys: Vec<Key>,
    counts: Tables,
    published: Vec<bool>,
    told: Vec<bool>,
    hits: Vec<u64>,
}

fn state_of(n: u64, rule: &Protection) -> (State, (u64, u64)) {
    match n {
        0 => (State::Told, (0, 0)),
        n if n < rule.minimum_group() => (State::Secret, (1, MANY)),
        _ => (State::Open, (1, MANY)),
    }
}

fn cells(town: &Town, keys: &[Key], known: &Decided, rule: &Protection) -> Decided {
    let mut tables = Tables::default();
    let mut all: Vec<Key> = Vec::new();
    let mut hits = Vec::new();
    for key in known.keys.iter().chain(keys) {
        let (place, grade, group) = *key;
        let at = |school| town.inside(place, school);
        let n = town.count(&town.counts, at, grade, group);
        let (mut state, said) = state_of(n, rule);
        if let Some(before) = known.keys.iter().position(|k| k == key)
            && state != State::Told
        {
            state = if known.published[before] { State::Told } else { State::Kept };
        }
        let level = if place == 0 { 2 } else { u64::from(place <= town.clusters) };
        let rank = (level << 32) + (u64::from(group.is_none()) << 31) + n;
        tables.add(Cell { n, rank, state, said });
        hits.push(town.count(&town.hits, at, grade, group));
        all.push(*key);
    }
    let find = |key: Key| all.iter().position(|k| *k == key).map(|place| place as u32);
    for (place, key) in all.iter().enumerate() {
        let (at, grade, group) = *key;
        let mut tie = |parts: Vec<Key>| {
            let parts: Option<Vec<u32>> = parts.into_iter().map(find).collect();
            if let Some(parts) = parts.filter(|parts| !parts.is_empty()) {
                tables.tie(place as u32, parts);
            }
        };
        tie(town.parts_of(at).into_iter().map(|part| (part, grade, group)).collect());
        if group.is_none() {
            tie((0..town.groups).map(|group| (at, grade, Some(group))).collect());
        }
        if grade.is_none() {
            tie((0..town.grades).map(|grade| (at, Some(grade), group)).collect());
        }
    }
    let published = protect_counts(&tables, rule);
    // Rates: coded ones are secret, and what earlier layers decided stands.
    let mut rates = tables.clone();
    for (place, cell) in rates.cells.iter_mut().enumerate() {
        let before = known.keys.iter().position(|k| *k == all[place]);
        cell.state = match before {
            _ if cell.n == 0 => State::Told,
            Some(before) if known.told[before] => State::Told,
            Some(_) => State::Kept,
            None if !published[place] => State::Unknown,
            None if rule.code(hits[place], cell.n).is_some() => State::Secret,
            None => State::Open,
        };
    }
    let told = protect_rates(&rates, &hits, rule);
    Decided { keys: all, counts: tables, published, told, hits }
}

/// The base tables, then grades as a layer on them.
fn decide(town: &Town, rule: &Protection) -> Decided {
    let groups = || std::iter::once(None).chain((0..town.groups).map(Some));
    let base: Vec<Key> =
        (0..town.places()).flat_map(|p| groups().map(move |g| (p, None, g))).collect();
    let nothing = Decided {
        keys: Vec::new(),
        counts: Tables::default(),
        published: Vec::new(),
        told: Vec::new(),
        hits: Vec::new(),
    };
    let base = cells(town, &base, &nothing, rule);
    let grades: Vec<Key> = (0..town.places())
        .flat_map(|p| (0..town.grades).map(move |grade| (p, grade)))
        .flat_map(|(p, grade)| groups().map(move |g| (p, Some(grade), g)))
        .collect();
    cells(town, &grades, &base, rule)
}

/// What a reader sees of the counts.
fn seen(decided: &Decided) -> Seen {
    let numbers = decided.counts.cells.iter().zip(&decided.published).map(|(cell, published)| {
        let (least, most) = (cell.said.0 as i64, cell.said.1 as i64);
        match cell {
            cell if *published || cell.n == 0 => Known::exactly(cell.n as i64),
            _ => Known::withheld(least, most),
        }
    });
    Seen { numbers: numbers.collect(), sums: sums(&decided.counts) }
}

/// What a reader sees of those who count: printed percents as far as they tell, ranges as said.
fn seen_rates(decided: &Decided, rule: &Protection) -> Seen {
    let numbers = decided.counts.cells.iter().enumerate().map(|(place, cell)| {
        let (n, hits) = (cell.n, decided.hits[place]);
        let most = |share: f64| (share * n as f64).floor() as i64;
        if n == 0 {
            return Known::exactly(0);
        }
        if !decided.published[place] {
            // Of a small group nobody knows even the size.
            return if cell.said.1 < 10 {
                Known::withheld(0, 9)
            } else {
                Known::within(0, MANY as i64)
            };
        }
        if decided.told[place] {
            let share = rule.printed_share(hits, n);
            let like = |count: u64| rule.printed_share(count, n) == share;
            let first = (0..=n).find(|count| like(*count)).unwrap_or(hits);
            let last = (first..=n).take_while(|count| like(*count)).last().unwrap_or(hits);
            return Known::within(first as i64, last as i64);
        }
        match rule.code(hits, n) {
            Some(coded) => {
                // A share is rounded before it is coded, and readers know the rule.
                let low = coded.low().map_or(0, |low| ((low - 0.005) * n as f64).ceil() as i64);
                let high = coded.high().map_or(n as i64, |high| most(high + 0.005));
                Known::withheld(low.min(high), high)
            }
            None => Known::within(0, n as i64),
        }
    });
    Seen { numbers: numbers.collect(), sums: sums(&decided.counts) }
}

fn sums(tables: &Tables) -> Vec<(usize, Vec<usize>)> {
    let list = |parts: &Vec<u32>| parts.iter().map(|part| *part as usize).collect();
    tables.sums.iter().map(|sum| (sum.whole as usize, list(&sum.parts))).collect()
}

fn describe(decided: &Decided, found: &[Recovered]) -> String {
    let cell = |place: usize| {
        let (cell, told) = (decided.counts.cells[place], decided.published[place]);
        format!(
            "{:?} n {} {:?}{}",
            decided.keys[place],
            cell.n,
            cell.state,
            if told { " told" } else { "" }
        )
    };
    let of = |found: &Recovered| {
        let mut words = format!("{}: {found:?}", cell(found.place));
        for (whole, parts) in sums(&decided.counts) {
            if whole == found.place || parts.contains(&found.place) {
                let parts: Vec<String> = parts.iter().map(|part| cell(*part)).collect();
                words.push_str(&format!("\n    {} = {}", cell(whole), parts.join(" + ")));
            }
        }
        words
    };
    found.iter().map(of).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_recovered_from_thousands_of_random_tables() {
    let rule = Protection::default();
    let attacked = |seed: u64| -> Vec<String> {
        let decided = decide(&Town::dealt(seed), &rule);
        let mut wrong = Vec::new();
        let mut found = attack(&seen(&decided), rule.protection_width() as i64);
        // A large group that is withheld for a small one is no secret: only to be found out
        // exactly would make withholding it pointless.
        found.retain(|found| {
            decided.counts.cells[found.place].state == State::Secret || found.least == found.most
        });
        if !found.is_empty() {
            wrong.push(format!("town {seed}:\n{}", describe(&decided, &found)));
        }
        let found = attack(&seen_rates(&decided, &rule), 1);
        if !found.is_empty() {
            wrong.push(format!("rates of town {seed}:\n{}", describe(&decided, &found)));
        }
        wrong
    };
    let wrong: Vec<String> = (0..2000_u64).into_par_iter().flat_map_iter(attacked).collect();
    assert!(wrong.is_empty(), "{} towns:\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n"));
}

#[test]
fn withholding_small_cells_alone_is_not_enough_and_the_attack_knows() {
    let rule = Protection::default();
    let mut recovered = 0;
    for seed in 0..100 {
        let town = Town::dealt(seed);
        let mut decided = decide(&town, &rule);
        for (cell, published) in decided.counts.cells.iter().zip(&mut decided.published) {
            *published = cell.n >= rule.minimum_group() || cell.n == 0;
        }
        recovered += attack(&seen(&decided), rule.protection_width() as i64).len();
    }
    assert!(recovered > 100, "{recovered}");
}

#[test]
fn less_is_withheld_than_by_withholding_every_sibling() {
    let rule = Protection::default();
    let (mut ours, mut naive, mut all) = (0, 0, 0);
    for seed in 0..100 {
        let decided = decide(&Town::dealt(seed), &rule);
        let cells = &decided.counts.cells;
        let mut withheld: Vec<bool> =
            cells.iter().map(|c| c.n > 0 && c.n < rule.minimum_group()).collect();
        for sum in &decided.counts.sums {
            if sum.parts.iter().any(|part| withheld[*part as usize]) {
                sum.parts.iter().for_each(|part| withheld[*part as usize] = true);
            }
        }
        all += cells.iter().filter(|cell| cell.n > 0).count();
        ours += decided.published.iter().filter(|published| !**published).count();
        naive += cells.iter().zip(&withheld).filter(|(c, w)| c.n > 0 && **w).count();
    }
    assert!(ours < naive && naive < all, "{ours} of {all}, naively {naive}");
}

#[test]
fn the_order_of_cells_and_sums_matters_only_among_equals() {
    let decided = decide(&Town::dealt(5), &Protection::default());
    let again = decide(&Town::dealt(5), &Protection::default());
    assert_eq!(decided.published, again.published);
    assert_eq!(decided.told, again.told);
}

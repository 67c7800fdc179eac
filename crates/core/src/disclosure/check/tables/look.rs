//! The attack on figures that were gathered: what each row knows, then all sums together.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{How, Known, Seen, attack};
use super::{ByPlace, Figures, Key, Name, Outcome, Printed, Reading, SUMMED, Whole, count_of};

const OPEN: i64 = i64::MAX / 8;

/// Looks at all figures. Tables that no whole binds together are attacked apart.
pub(super) fn look(
    figures: &Figures,
    total: &str,
    reading: &Reading,
    most_places: usize,
    outcome: &mut Outcome,
) {
    let mut bound: BTreeMap<Key, Vec<&Key>> = BTreeMap::new();
    for key in figures.keys() {
        let mut apart = key.clone();
        apart.retain(|(column, _)| outcome.wholes.iter().all(|whole| whole.column != *column));
        bound.entry(apart).or_default().push(key);
    }
    let wholes: Vec<(Whole, ByPlace<'_>)> =
        outcome.wholes.iter().map(|whole| (whole.clone(), whole.by_place(figures))).collect();
    for keys in bound.values() {
        let mut board = Board::of(figures, keys);
        for place in 0..keys.len() {
            board.read(place, outcome);
        }
        board.attack(total, reading, outcome, &wholes);
        for (place, way) in board.found {
            *outcome.found.entry(way).or_default() += 1;
            if outcome.places.len() < most_places {
                let (key, name) = board.names[place];
                let words: Vec<&str> = key
                    .iter()
                    .map(|(_, value)| value.as_str())
                    .chain([name.0.as_str(), name.1.as_str()])
                    .collect();
                outcome.places.push(format!("{}: {way}", words.join(", ")));
            }
        }
    }
}

/// The numbers of tables that are attacked together.
struct Board<'a> {
    figures: &'a Figures,
    keys: &'a [&'a Key],
    names: Vec<(&'a Key, &'a Name)>,
    at: BTreeMap<(&'a Key, &'a str, &'a str), usize>,
    numbers: Vec<Known>,
    /// By place of the number, the way in which it was found.
    found: BTreeMap<usize, &'static str>,
}

impl<'a> Board<'a> {
    fn of(figures: &'a Figures, keys: &'a [&'a Key]) -> Board<'a> {
        let mut board = Board {
            figures,
            keys,
            names: Vec::new(),
            at: BTreeMap::new(),
            numbers: Vec::new(),
            found: BTreeMap::new(),
        };
        for key in keys {
            for name in figures[*key].keys() {
                board.at.insert((*key, &name.0, &name.1), board.names.len());
                board.names.push((*key, name));
            }
        }
        board
    }

    fn printed(&self, place: usize) -> &'a Vec<Printed> {
        let (key, name) = self.names[place];
        &self.figures[key][name]
    }

    fn exact(&self, place: Option<usize>) -> Option<i64> {
        let known = self.numbers[place?];
        (known.least == known.most).then_some(known.least)
    }

    fn note(&mut self, place: usize, way: &'static str) {
        self.found.entry(place).or_insert(way);
    }

    /// What the rows of one table say, each by itself.
    fn read(&mut self, table: usize, outcome: &mut Outcome) {
        let key = self.keys[table];
        let mut groups = BTreeSet::new();
        for name in self.figures[key].keys() {
            groups.insert(name.0.as_str());
            let place = self.numbers.len();
            let printed = self.printed(place);
            outcome.numbers += 1;
            let masked = printed.contains(&Printed::Masked);
            outcome.withheld += u64::from(masked);
            if masked && printed.iter().any(|printed| *printed != Printed::Masked) {
                self.note(place, "shown in another edition or file");
            }
            self.numbers.push(match count_of(Some(printed)) {
                Some(count) => Known::exactly(count),
                // Without a stated minimum a withheld count may be any.
                None if masked => Known::withheld(0, OPEN),
                None => Known::within(0, OPEN),
            });
        }
        for group in groups {
            self.read_percent(key, group);
            // Those who count are no more than those counted: a withheld count has an end.
            let at = |kind| self.at.get(&(key, group, kind)).copied();
            if let (Some(c), Some(s)) = (at("count"), at("students")) {
                self.numbers[c].most = self.numbers[c].most.min(self.numbers[s].most);
                let least = self.numbers[c].least.min(self.numbers[s].most);
                self.numbers[s].least = self.numbers[s].least.max(least);
            }
        }
    }

    /// A percent of a known group is a count, and a count over its percent is a group.
    fn read_percent(&mut self, key: &'a Key, group: &'a str) {
        let at = |kind| self.at.get(&(key, group, kind)).copied();
        let (count, students) = (at("count"), at("students"));
        let percent = at("percent").and_then(|place| {
            self.printed(place).iter().find_map(|printed| match printed {
                Printed::Percent(value, half) => Some((*value, *half)),
                _ => None,
            })
        });
        let Some((value, half)) = percent else { return };
        let (exact_count, exact_students) = (self.exact(count), self.exact(students));
        if let (Some(c), Some(n)) = (count, exact_students) {
            let low = ((value - half) / 100.0 * n as f64 - 1e-9).ceil().max(0.0) as i64;
            let high = ((value + half) / 100.0 * n as f64 + 1e-9).floor() as i64;
            self.narrow(c, low, high, "percent × group size");
        }
        if let (Some(c), Some(s)) = (exact_count, students)
            && value - half > 0.0
        {
            let low = (c as f64 * 100.0 / (value + half) - 1e-9).ceil() as i64;
            let high = (c as f64 * 100.0 / (value - half) + 1e-9).floor() as i64;
            self.narrow(s, low, high, "count ÷ percent");
        }
    }

    fn narrow(&mut self, place: usize, low: i64, high: i64, way: &'static str) {
        let known = &mut self.numbers[place];
        if !known.withheld {
            return;
        }
        known.least = known.least.max(low);
        known.most = known.most.min(high.max(low));
        if low == high {
            self.note(place, way);
        }
    }

    /// Every sum together: groups in each table, and places in each whole.
    fn attack(
        &mut self,
        total: &str,
        reading: &Reading,
        outcome: &Outcome,
        wholes: &[(Whole, ByPlace<'a>)],
    ) {
        let mut sums = Vec::new();
        for kind in SUMMED {
            for key in self.keys {
                let Some(whole) = self.at.get(&(*key, total, kind)) else { continue };
                for (partition, _) in &outcome.partitions {
                    let parts: Vec<usize> = partition
                        .iter()
                        .filter_map(|group| self.at.get(&(*key, group.as_str(), kind)).copied())
                        .collect();
                    if parts.len() > 1 {
                        sums.push((*whole, parts));
                    }
                }
            }
        }
        for (whole, by_place) in wholes {
            for key in self.keys {
                let of_parts = whole.parts(by_place, key);
                for name in self.figures[*key].keys() {
                    if of_parts.len() < 2 || !SUMMED.contains(&name.1.as_str()) {
                        continue;
                    }
                    let at = |key| self.at.get(&(key, name.0.as_str(), name.1.as_str())).copied();
                    let parts = of_parts.iter().filter_map(|part| at(*part)).collect();
                    sums.extend(at(*key).map(|whole| (whole, parts)));
                }
            }
        }
        let small = i64::try_from(reading.minimum.max(1)).unwrap_or(OPEN) - 1;
        let seen = Seen { numbers: self.numbers.clone(), sums };
        for found in attack(&seen, (small / 2).max(1)) {
            let way = match found.how {
                How::FromOneSum | How::FromSeveralSums => found.how.words(),
                How::ByBounds if found.least == found.most => "bounds that leave one number",
                How::ByBounds => "bounds that leave a few numbers",
            };
            self.note(found.place, way);
        }
        // A percent that is withheld beside a count and a group that are shown is not withheld.
        for place in 0..self.names.len() {
            let (key, (group, kind)) = self.names[place];
            if kind != "percent" || !self.printed(place).contains(&Printed::Masked) {
                continue;
            }
            let exact = |kind| self.exact(self.at.get(&(key, group.as_str(), kind)).copied());
            if exact("count").is_some() && exact("students").is_some() {
                self.note(place, "count ÷ group size");
            }
        }
    }
}

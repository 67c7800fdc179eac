//! Cells and sums of a layer, and what is decided about them.

use std::collections::BTreeMap;

use super::{Fate, Layer, Planned, Spot, Where, Who};
use crate::disclosure::release::{Cell, State, Tables, protect_counts, protect_rates};
use crate::disclosure::{Protection, Reason};
use crate::gaps::cube::{CellKey, Slice};

/// More students than there are.
const MANY: u64 = 1 << 40;

/// How many, and how many of them count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Many {
    pub n: u64,
    pub hits: u64,
}

impl Many {
    pub(super) fn add(&mut self, other: Many) {
        self.n += other.n;
        self.hits += other.hits;
    }
}

/// What was published of a measure, authority and year before: for each cell the number of students,
/// or nothing where it was withheld.
pub(in crate::gaps::engine) type Before = BTreeMap<String, Option<u64>>;

/// A layer as it is put together.
pub(super) struct Builder<'a> {
    planned: &'a Planned<'a>,
    tables: Tables,
    layer: Layer,
    /// Reasons of cells that are withheld for one of their own.
    own: Vec<Option<Reason>>,
    /// Cells of coarser layers, whose fate stands.
    fixed: Vec<Option<Fate>>,
}

impl<'a> Builder<'a> {
    pub(super) fn of(planned: &'a Planned<'a>) -> Self {
        Builder {
            planned,
            tables: Tables::default(),
            layer: Layer::default(),
            own: Vec::new(),
            fixed: Vec::new(),
        }
    }

    fn rule(&self) -> &'a Protection {
        self.planned.rule
    }

    /// A figure that pages may show. That its complement may be a few, a sum knows.
    pub(super) fn figure(&mut self, spot: Spot, many: Many) {
        let (state, said) = match many.n {
            0 => (State::Told, (0, 0)),
            n if n < self.rule().minimum_group() => (State::Secret, (1, MANY)),
            _ => (State::Open, (1, MANY)),
        };
        self.push(spot, many, state, said);
    }

    /// A helper: no figure, told to nobody, and a secret where it is about a few.
    pub(super) fn helper(&mut self, spot: Spot, many: Many) {
        let state = match many.n {
            // Nobody is told that there is no one, and everybody would guess it.
            0 if many.hits == 0 => State::Told,
            0 => State::Unknown,
            n if n < self.rule().minimum_group() => State::Secret,
            _ => State::Unknown,
        };
        self.push(spot, many, state, (0, MANY));
    }

    /// A number that is printed whatever is decided.
    pub(super) fn printed(&mut self, spot: Spot, many: Many) {
        self.push(spot, many, State::Told, (many.n, many.n));
    }

    /// A cell of a coarser layer; whether there was one.
    pub(super) fn coarser(&mut self, layer: &Layer, spot: Spot) -> bool {
        let Some((place, fate)) = layer.fate(&spot) else { return false };
        let place = place as usize;
        let many = Many { n: layer.n[place], hits: layer.hits[place] };
        let state = if layer.counted[place] { State::Told } else { State::Kept };
        self.push(spot, many, state, layer.said[place]);
        if let Some(fixed) = self.fixed.last_mut() {
            *fixed = Some(fate.clone());
        }
        true
    }

    fn push(&mut self, spot: Spot, many: Many, state: State, said: (u64, u64)) {
        let place = self.tables.add(Cell { n: many.n, rank: rank(&spot, many.n), state, said });
        self.layer.places.insert(spot, place);
        self.layer.spots.push(spot);
        self.layer.n.push(many.n);
        self.layer.hits.push(many.hits);
        self.layer.said.push(said);
        self.own.push(None);
        self.fixed.push(None);
    }

    /// Withholds a cell for a reason of its own.
    pub(super) fn withhold(&mut self, spot: &Spot, reason: Reason, state: State) {
        let Some(place) = self.layer.places.get(spot) else { return };
        let place = *place as usize;
        if self.tables.cells[place].state == State::Open {
            self.tables.cells[place].state = state;
            self.own[place] = Some(reason);
        }
    }

    /// The cells that were added.
    pub(super) fn spots(&self) -> &[Spot] {
        &self.layer.spots
    }

    /// The number of students of a cell that was added.
    pub(super) fn n(&self, spot: &Spot) -> Option<u64> {
        self.layer.places.get(spot).map(|place| self.layer.n[*place as usize])
    }

    /// Ties a whole to its parts, where the whole was added. Parts that were not are no one.
    pub(super) fn tie(&mut self, whole: Spot, parts: impl IntoIterator<Item = Spot>) {
        let Some(whole) = self.layer.places.get(&whole).copied() else { return };
        let parts: Vec<u32> =
            parts.into_iter().filter_map(|part| self.layer.places.get(&part).copied()).collect();
        if !parts.is_empty() {
            self.tables.tie(whole, parts);
        }
    }

    /// Decides.
    pub(super) fn decide(mut self) -> Layer {
        let rule = *self.rule();
        let together = rule.tables_together();
        let published = match together {
            true => protect_counts(&self.tables, &rule),
            false => self.decide_sum_by_sum(&rule),
        };
        let is_range = |place: usize| rule.code(self.layer.hits[place], self.layer.n[place]);
        let told: Vec<bool> = match (self.planned.is_rate, together) {
            (false, _) => published.clone(),
            (true, true) => self.decide_rates(&published, &rule),
            (true, false) => {
                let places = published.iter().enumerate();
                places.map(|(place, published)| *published && is_range(place).is_none()).collect()
            }
        };
        for place in 0..published.len() {
            let (n, hits) = (self.layer.n[place], self.layer.hits[place]);
            let is_helper = matches!(
                self.layer.spots[place],
                Spot { place: Where::Main(_) | Where::Elsewhere(_) | Where::AllSchools, .. }
                    | Spot { who: Who::NotKnown(_) | Who::TwoNotKnown(..), .. }
            );
            let fate = match &self.fixed[place] {
                Some(fate) => fate.clone(),
                None if is_helper => Fate::Helper,
                None if n == 0 => Fate::NoStudents,
                None if told[place] => Fate::Told,
                None if published[place] => match rule.code(hits, n) {
                    Some(coded) => Fate::Range(coded),
                    None => Fate::Withheld(Reason::Protected),
                },
                None => Fate::Withheld(self.own[place].unwrap_or(Reason::Protected)),
            };
            self.layer.fates.push(fate);
        }
        self.layer.counted = published;
        self.layer
    }

    /// What is withheld of any sum that is told is none or enough, and a side of all others is told
    /// only beside its group; the least important cell of a sum goes first.
    fn decide_sum_by_sum(&self, rule: &Protection) -> Vec<bool> {
        let cells = &self.tables.cells;
        let mut told: Vec<bool> =
            cells.iter().map(|cell| matches!(cell.state, State::Told | State::Open)).collect();
        let others: Vec<(usize, usize)> = self
            .layer
            .spots
            .iter()
            .enumerate()
            .filter_map(|(place, spot)| match spot.who {
                Who::Others(group) => {
                    let own = Spot { who: Who::One(group), ..*spot };
                    Some((place, *self.layer.places.get(&own)? as usize))
                }
                _ => None,
            })
            .collect();
        loop {
            let mut changed = false;
            for (side, group) in &others {
                if told[*side] && !told[*group] && cells[*group].n > 0 {
                    told[*side] = false;
                    changed = true;
                }
            }
            for sum in &self.tables.sums {
                let whole = sum.whole as usize;
                let parts = || sum.parts.iter().map(|part| *part as usize);
                // A side is the lesser figure: it goes before any group that it is made of.
                let is_side =
                    matches!(self.layer.spots[whole].who, Who::Others(_) | Who::EverEnglishLearner)
                        && parts().all(|part| matches!(self.layer.spots[part].who, Who::One(_)));
                while told[whole] {
                    let left: u64 =
                        parts().filter(|part| !told[*part]).map(|part| cells[part].n).sum();
                    if left == 0 || left >= rule.minimum_group() {
                        break;
                    }
                    let open = parts().filter(|part| {
                        told[*part] && cells[*part].state == State::Open && cells[*part].n > 0
                    });
                    let least = match is_side {
                        true => Some(whole),
                        false => open.min_by_key(|part| (cells[*part].rank, *part)),
                    };
                    let Some(least) = least else { break };
                    told[least] = false;
                    changed = true;
                }
            }
            if !changed {
                return told;
            }
        }
    }

    fn decide_rates(&self, published: &[bool], rule: &Protection) -> Vec<bool> {
        let mut rates = self.tables.clone();
        for (place, cell) in rates.cells.iter_mut().enumerate() {
            let hits = self.layer.hits[place];
            cell.state = match &self.fixed[place] {
                _ if cell.n == 0 && hits == 0 => State::Told,
                Some(Fate::Told) => State::Told,
                Some(_) => State::Kept,
                // A number that is printed is a number of students, not of those who count.
                None if self.layer.spots[place].place == Where::AllSchools => State::Unknown,
                None if cell.state == State::Told => State::Told,
                None if !published[place] => State::Unknown,
                None if rule.code(hits, cell.n).is_some() => State::Secret,
                None => State::Open,
            };
        }
        protect_rates(&rates, &self.layer.hits, rule)
    }
}

/// The district before clusters before schools, all students before a group, many before few.
fn rank(spot: &Spot, n: u64) -> u64 {
    let place = match spot.place {
        Where::District | Where::AllSchools => 3,
        Where::Cluster(_) => 2,
        Where::School(_) => 1,
        Where::Main(_) | Where::Elsewhere(_) => 0,
    };
    let who = match spot.who {
        Who::All => 2,
        Who::One(_) | Who::Two(..) => 1,
        _ => 0,
    };
    let grade = u64::from(spot.grade.is_none());
    (place << 48) + (grade << 46) + (who << 44) + n.min(1 << 40)
}

/// A slice's cell by school and grade.
pub(super) fn tally(slice: &Slice, key: CellKey) -> BTreeMap<(u32, u8), Many> {
    let mut tally = BTreeMap::new();
    slice.each(key, |school, grade, stats| {
        tally.insert((school, grade), Many { n: stats.n, hits: stats.hits() });
    });
    tally
}

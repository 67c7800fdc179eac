//! Fingerprints: rows are told apart by 128 bits of them and ids by 64, so that neither need be
//! kept.
//!
//! Two lanes of folded multiplication run side by side, each over sixteen bytes a step, with
//! seeds that differ from run to run, so that no file can be written to make two of them meet.

use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;
use traction_core::district::{Column, Missing, Values};

/// A fingerprint on its way or finished. The first half alone is one of 64 bits.
pub(crate) type Fingerprint = (u64, u64);

/// Tag of a missing cell; the lengths of texts stay far below.
const MISSING: u64 = 1 << 40;
/// Tag of a piece of a long text.
const PIECE: u64 = 1 << 41;
/// Tag of a number.
const NUMBER: u64 = 1 << 42;

/// Makes fingerprints; those of one maker and its clones can be compared.
#[derive(Debug, Clone)]
pub(crate) struct Fingerprints {
    starts: [u64; 2],
    keys: [u64; 2],
    tags: [u64; 2],
}

impl Default for Fingerprints {
    fn default() -> Self {
        let random = DefaultHashBuilder::default();
        let [a, b, c, d, e, f] = [1u64, 2, 3, 4, 5, 6].map(|at| random.hash_one(at));
        Fingerprints { starts: [a, b], keys: [c, d], tags: [e | 1, f | 1] }
    }
}

#[inline]
fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product as u64) ^ ((product >> 64) as u64)
}

/// At most sixteen bytes as two words; with the length, no two texts give the same.
#[inline]
pub(crate) fn words(bytes: &[u8]) -> (u64, u64) {
    if let (Some(head), Some(tail)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        return (u64::from_le_bytes(*head), u64::from_le_bytes(*tail));
    }
    if let (Some(head), Some(tail)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return (u64::from(u32::from_le_bytes(*head)), u64::from(u32::from_le_bytes(*tail)));
    }
    match *bytes {
        [] => (0, 0),
        [one] => (u64::from(one), 0),
        [one, two] => (u64::from(one), u64::from(two)),
        [one, two, three, ..] => (u64::from(one), u64::from(two) << 8 | u64::from(three)),
    }
}

impl Fingerprints {
    /// Where a row of that number, such as its year, begins.
    #[inline]
    pub(crate) fn begin(&self, number: u64) -> Fingerprint {
        (self.starts[0] ^ number, self.starts[1] ^ number.rotate_left(32))
    }

    #[inline]
    fn lane(&self, lane: usize, state: u64, (one, two): (u64, u64), tag: u64) -> u64 {
        let key = self.keys[lane].wrapping_add(tag.wrapping_mul(self.tags[lane]));
        fold(state ^ one, two ^ key)
    }

    #[inline]
    fn add(&self, state: &mut Fingerprint, words: (u64, u64), tag: u64) {
        state.0 = self.lane(0, state.0, words, tag);
        state.1 = self.lane(1, state.1, words, tag);
    }

    #[inline]
    fn add_text(&self, state: &mut Fingerprint, text: &[u8]) {
        let mut rest = text;
        while rest.len() > 16 {
            let (piece, after) = rest.split_at(16);
            self.add(state, words(piece), PIECE);
            rest = after;
        }
        self.add(state, words(rest), text.len() as u64);
    }

    /// A fingerprint of 64 bits of a text.
    #[inline]
    pub(crate) fn short(&self, text: &str) -> u64 {
        self.lane_of(self.starts[0], text.as_bytes())
    }

    /// Adds a column's cells, each to the fingerprint of its row.
    pub(crate) fn add_column(&self, rows: &mut [Fingerprint], column: &Column) {
        let reasons = column.missing_bytes();
        let number = |number: u64| (number, number.rotate_left(29));
        match column.values() {
            Values::Text(texts) => {
                for ((at, row), text) in rows.iter_mut().enumerate().zip(texts.iter_bytes()) {
                    match reasons.get(at) {
                        None | Some(0) => self.add_text(row, text),
                        Some(reason) => self.add(row, (u64::from(*reason), 0), MISSING),
                    }
                }
            }
            Values::Year(v) => self.add_numbers(rows, reasons, v, |year| number(*year as u64)),
            Values::Date(v) => self.add_numbers(rows, reasons, v, |days| number(*days as u64)),
            Values::Integer(v) => self.add_numbers(rows, reasons, v, |whole| number(*whole as u64)),
            Values::Number(v) => self.add_numbers(rows, reasons, v, |real| number(real.to_bits())),
            Values::Flag(v) => self.add_numbers(rows, reasons, v, |flag| number(u64::from(*flag))),
            Values::Code(v) => self.add_numbers(rows, reasons, v, |code| number(u64::from(*code))),
        }
    }

    /// Adds what a column's cells say to a sum for each row, in any order of columns: enough to
    /// tell whether two rows of one key agree. Cells that were not collected add nothing, so a
    /// column that a file lacks costs nothing.
    pub(crate) fn sum_column(&self, sums: &mut [u64], column: &Column, place: usize) {
        const ABSENT: u8 = Missing::NotCollected as u8;
        let reasons = column.missing_bytes();
        if !reasons.is_empty() && reasons.iter().all(|reason| *reason == ABSENT) {
            return;
        }
        let begin = self.starts[1] ^ (place as u64).rotate_left(48);
        let reason_of = |at: usize| reasons.get(at).copied().unwrap_or(0);
        let missing = |reason: u8| match reason {
            ABSENT => 0,
            reason => self.lane(0, begin, (u64::from(reason), 0), MISSING),
        };
        if let Values::Text(texts) = column.values() {
            for ((at, sum), text) in sums.iter_mut().enumerate().zip(texts.iter_bytes()) {
                let cell = match reason_of(at) {
                    0 => self.lane_of(begin, text),
                    reason => missing(reason),
                };
                *sum = sum.wrapping_add(cell);
            }
            return;
        }
        let each = |at: usize, number: u64| match reason_of(at) {
            0 => self.lane(0, begin, (number, number.rotate_left(29)), NUMBER),
            reason => missing(reason),
        };
        fn add<T: Copy>(sums: &mut [u64], values: &[T], each: impl Fn(usize, T) -> u64) {
            for ((at, sum), value) in sums.iter_mut().enumerate().zip(values) {
                *sum = sum.wrapping_add(each(at, *value));
            }
        }
        match column.values() {
            Values::Text(_) => {}
            Values::Year(v) => add(sums, v, |at, year| each(at, year as u64)),
            Values::Date(v) => add(sums, v, |at, days| each(at, days as u64)),
            Values::Integer(v) => add(sums, v, |at, whole| each(at, whole as u64)),
            Values::Number(v) => add(sums, v, |at, real| each(at, real.to_bits())),
            Values::Flag(v) => add(sums, v, |at, flag| each(at, u64::from(flag))),
            Values::Code(v) => add(sums, v, |at, code| each(at, u64::from(code))),
        }
    }

    /// One lane over a text.
    #[inline]
    fn lane_of(&self, begin: u64, text: &[u8]) -> u64 {
        let (mut state, mut rest) = (begin, text);
        while rest.len() > 16 {
            let (piece, after) = rest.split_at(16);
            state = self.lane(0, state, words(piece), PIECE);
            rest = after;
        }
        self.lane(0, state, words(rest), text.len() as u64)
    }

    #[inline]
    fn add_numbers<T>(
        &self,
        rows: &mut [Fingerprint],
        reasons: &[u8],
        values: &[T],
        words: impl Fn(&T) -> (u64, u64),
    ) {
        for ((at, row), value) in rows.iter_mut().enumerate().zip(values) {
            match reasons.get(at) {
                None | Some(0) => self.add(row, words(value), NUMBER),
                Some(reason) => self.add(row, (u64::from(*reason), 0), MISSING),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use traction_core::district::{Area, Missing, Noun};

    #[test]
    fn texts_of_every_length_are_told_apart_by_each_half() {
        let makes = Fingerprints::default();
        let mut texts: Vec<String> = Vec::new();
        for length in 0..40 {
            texts.push("a".repeat(length));
            for at in 0..length {
                let mut text = "a".repeat(length);
                text.replace_range(at..=at, "b");
                texts.push(text);
            }
        }
        let whole = |text: &String| {
            let mut state = makes.begin(0);
            makes.add_text(&mut state, text.as_bytes());
            state
        };
        let found: Vec<Fingerprint> = texts.iter().map(whole).collect();
        assert_eq!(found.iter().map(|f| f.0).collect::<HashSet<_>>().len(), texts.len());
        assert_eq!(found.iter().map(|f| f.1).collect::<HashSet<_>>().len(), texts.len());
        let short = |text: &String| makes.short(text);
        assert_eq!(texts.iter().map(short).collect::<HashSet<_>>().len(), texts.len());
        assert_eq!(makes.clone().short("0081234"), makes.short("0081234"));
    }

    #[test]
    fn cells_do_not_run_into_one_another_and_a_missing_one_keeps_its_reason() {
        let area = |id: &str, name: &str, latitude| Area {
            area_id: id.into(),
            area_name: name.into(),
            latitude,
            longitude: Ok(1.0),
            elementary_school_id: Err(Missing::Blank),
            middle_school_id: Err(Missing::Blank),
            high_school_id: Err(Missing::Blank),
        };
        let batch = Area::batch(&[
            area("1", "2", Ok(0.0)),
            area("12", "", Ok(0.0)),
            area("", "12", Ok(0.0)),
            area("1", "2", Ok(1.0)),
            area("1", "2", Err(Missing::Blank)),
            area("1", "2", Err(Missing::Suppressed)),
            area("1", "2", Ok(0.0)),
        ]);
        let makes = Fingerprints::default();
        let mut rows = vec![makes.begin(2027); batch.len()];
        for column in batch.columns() {
            makes.add_column(&mut rows, column);
        }
        assert_eq!(rows[0], rows[6]);
        assert_eq!(rows.iter().collect::<HashSet<_>>().len(), 6);
        assert_ne!(makes.begin(2027), makes.begin(2026));
        let mut sums = vec![0u64; batch.len()];
        for (place, column) in batch.columns().iter().enumerate().rev() {
            makes.sum_column(&mut sums, column, place);
        }
        assert_eq!(sums[0], sums[6]);
        assert_eq!(sums.iter().collect::<HashSet<_>>().len(), 6);
    }
}

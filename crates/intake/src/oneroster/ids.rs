//! Texts as small numbers, so that millions of rows join without copying their ids.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use traction_core::district::TextColumn;

/// Gives each text a number from 0, in order of first sight.
#[derive(Debug, Default)]
pub(super) struct Interner {
    texts: TextColumn,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interner {
    /// The number of a text; a new one when it was not seen before.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        if let Some(number) = self.find(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text);
        let (texts, hasher) = (&self.texts, &self.hasher);
        self.table.insert_unique(hasher.hash_one(text), number, |other| {
            hasher.hash_one(texts.get(*other as usize))
        });
        number
    }

    /// The number of a text that was seen.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.table.find(hash, |number| self.texts.get(*number as usize) == text).copied()
    }

    /// The text of a number.
    pub(super) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize)
    }

    /// How many texts were seen.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }
}

/// Which id a record goes by: its human `identifier` when it has one that no other has, else its
/// `sourcedId`.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// Number of the sourcedId and of the identifier, if any.
    records: Vec<(u32, Option<u32>)>,
    identifiers: Interner,
    uses: Vec<u32>,
}

impl Choice {
    /// Notes a record; the same record twice counts once.
    pub(super) fn note(&mut self, record: u32, identifier: &str) {
        if self.records.iter().rev().take(1).any(|(last, _)| *last == record) {
            return;
        }
        if identifier.is_empty() {
            self.records.push((record, None));
            return;
        }
        let number = self.identifiers.intern(identifier);
        if number as usize == self.uses.len() {
            self.uses.push(0);
        }
        self.uses[number as usize] += 1;
        self.records.push((record, Some(number)));
    }

    /// Notes a record that goes by this identifier whoever else does; empty for none.
    pub(super) fn note_settled(&mut self, record: u32, identifier: &str) {
        let number = (!identifier.is_empty()).then(|| self.identifiers.intern(identifier));
        self.uses.resize(self.identifiers.len(), 1);
        self.records.push((record, number));
    }

    /// For each record, by its number, the identifier to go by; `None` for the sourcedId.
    pub(super) fn settle(self, records: usize) -> Settled {
        let mut settled = Settled { chosen: TextColumn::default(), none: 0, shared: 0 };
        let mut of_record: Vec<Option<u32>> = vec![None; records];
        for (record, identifier) in self.records {
            match identifier {
                None => settled.none += 1,
                Some(number) if self.uses[number as usize] > 1 => settled.shared += 1,
                Some(number) => of_record[record as usize] = Some(number),
            }
        }
        for identifier in of_record {
            settled.chosen.push(identifier.map_or("", |number| self.identifiers.text(number)));
        }
        settled
    }
}

/// The identifiers that records go by.
#[derive(Debug, Default)]
pub(super) struct Settled {
    chosen: TextColumn,
    /// Records without an identifier.
    pub(super) none: u64,
    /// Records whose identifier another has too.
    pub(super) shared: u64,
}

impl Settled {
    /// The identifier that a record goes by; `None` when it goes by its sourcedId.
    pub(super) fn find(&self, record: u32) -> Option<&str> {
        let record = record as usize;
        (record < self.chosen.len()).then(|| self.chosen.get(record)).filter(|id| !id.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number() {
        let mut interner = Interner::default();
        let numbers: Vec<u32> = ["a", "b", "a", ""].map(|text| interner.intern(text)).to_vec();
        assert_eq!(numbers, [0, 1, 0, 2]);
        assert_eq!(interner.text(1), "b");
        assert_eq!(interner.find("c"), None);
    }

    #[test]
    fn a_shared_identifier_is_nobodys() {
        let mut choice = Choice::default();
        for (record, identifier) in [(0, "11"), (1, ""), (2, "12"), (3, "11")] {
            choice.note(record, identifier);
        }
        let settled = choice.settle(4);
        assert_eq!(settled.find(0), None);
        assert_eq!(settled.find(1), None);
        assert_eq!(settled.find(2), Some("12"));
        assert_eq!(settled.find(9), None);
        assert_eq!((settled.none, settled.shared), (1, 2));
    }
}

//! What was last found for short texts, found again at little cost: a column of codes, days or
//! schools holds few different ones.

use crate::fingerprint::words;

/// Texts remembered at a time.
const PLACES: usize = 256;
/// Longest text that is remembered, in bytes.
const LONGEST: usize = 16;
/// An odd number without order, 2^64 over the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Remembers what short texts stand for; a later text may take an earlier one's place.
#[derive(Debug)]
pub(crate) struct Near<T> {
    places: Vec<Option<(u64, u64, usize, T)>>,
}

impl<T: Copy> Near<T> {
    pub(crate) fn new() -> Self {
        Near { places: vec![None; PLACES] }
    }

    fn place(head: u64, tail: u64) -> usize {
        let mixed = (head ^ tail.rotate_left(32)).wrapping_mul(SPREAD);
        (mixed >> 32) as usize % PLACES
    }

    /// What the text stands for, if it is remembered.
    #[inline]
    pub(crate) fn find(&self, text: &str) -> Option<T> {
        if text.len() > LONGEST {
            return None;
        }
        let (head, tail) = words(text.as_bytes());
        match self.places[Self::place(head, tail)] {
            Some((h, t, length, found)) if h == head && t == tail && length == text.len() => {
                Some(found)
            }
            _ => None,
        }
    }

    /// Remembers what the text stands for, if it is short.
    #[inline]
    pub(crate) fn remember(&mut self, text: &str, value: T) {
        if text.len() <= LONGEST {
            let (head, tail) = words(text.as_bytes());
            self.places[Self::place(head, tail)] = Some((head, tail, text.len(), value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_share_a_place_or_a_beginning_are_told_apart() {
        let mut near = Near::new();
        for number in 0..2_000 {
            let text = format!("{number}");
            near.remember(&text, number);
            assert_eq!(near.find(&text), Some(number));
        }
        let kept = (0..2_000).filter(|number| near.find(&format!("{number}")).is_some());
        assert!(kept.clone().count() <= PLACES);
        assert!(kept.clone().all(|number| near.find(&format!("{number}")) == Some(number)));
        near.remember("a", 1);
        assert_eq!(near.find("a\0"), None);
        near.remember("a text of more than sixteen bytes", 1);
        assert_eq!(near.find("a text of more than sixteen bytes"), None);
    }
}

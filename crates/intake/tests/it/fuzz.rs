//! The fuzz targets' entry points under seeded, bounded mutation: the same bytes each time.
//!
//! `fuzz/` holds the targets for libFuzzer, which run for as long as one lets them; this runs the
//! same entries for a few seconds in every `cargo test`.

use std::path::{Path, PathBuf};

#[path = "../../../../fuzz/src/entries.rs"]
mod entries;

type Entry = fn(&Path, &[u8]);

/// Numbers that look random and are the same each time (SplitMix64, Steele and others 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.roll() % limit.max(1) as u64) as usize
    }
}

/// Pieces that readers treat in ways of their own.
const PIECES: [&[u8]; 26] = [
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"2025-26",
    b"999999999999999999999",
    b"-0",
    b"1e308",
    b"*",
    b"=",
    b"'",
    b"[[table]]\n",
    b"}",
    b" and ",
    b" / 0",
    b"((",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xc3",
    b"is missing",
];

fn mutate(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = dice.roll() as u8,
            2 => bytes.truncate(at),
            3 => {
                let end = (at + dice.below(16)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let end = (at + dice.below(64)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            5 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ => {
                bytes.splice(at..at, PIECES[dice.below(PIECES.len())].iter().copied());
            }
        }
    }
    bytes
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// How many times over each entry is run, with other mutations each time: 1, or what
/// `TRACTION_FUZZ_ROUNDS` says, for whoever has an evening.
fn rounds() -> u64 {
    let said = std::env::var("TRACTION_FUZZ_ROUNDS").ok();
    said.and_then(|rounds| rounds.parse().ok()).unwrap_or(1)
}

/// Runs the seeds as they are and then as many mutations.
fn run(target: &str, entry: Entry, times: usize) {
    let folder = tempfile::tempdir().unwrap();
    let seeds = seeds(target);
    assert!(seeds.len() >= 3, "{target} has a corpus");
    for seed in &seeds {
        entry(folder.path(), seed);
    }
    let mut dice = Dice(7);
    for time in 0..times as u64 * rounds() {
        let bytes = mutate(&seeds, &mut dice);
        let done = std::panic::catch_unwind(|| entry(folder.path(), &bytes));
        assert!(done.is_ok(), "{target}, mutation {time}: {:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn no_mutation_of_a_csv_breaks_the_reader() {
    run("csv", entries::csv, 200);
}

#[test]
fn no_mutation_of_a_csv_breaks_a_proposal() {
    run("proposal", entries::proposal, 24);
}

#[test]
fn no_mutation_of_a_zip_breaks_the_reader() {
    run("zip", entries::zip, 150);
}

#[test]
fn no_mutation_of_a_workbook_breaks_the_reader() {
    run("xlsx", entries::xlsx, 150);
}

#[test]
fn no_mutation_of_a_mapping_breaks_the_reader() {
    run("mapping", entries::mapping, 600);
}

#[test]
fn no_mutation_of_an_expression_breaks_the_checker() {
    run("expression", entries::expression, 1_500);
}

//! Reproduce: a formula fed from published files, beside the results that those files hold.

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;

use super::{allocate, holds};
use crate::budget::expression::{Value, Why};
use crate::budget::model::School;
use crate::budget::policy::{Fold, Formula, Recipe, Unit};
use crate::exact::Exact;

/// A published file: its header and its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LongFile {
    /// Column names.
    pub header: Vec<String>,
    /// Rows, each as wide as the header.
    pub rows: Vec<Vec<String>>,
}

/// Why published files cannot feed a formula.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FeedError {
    /// The formula says nothing about published files.
    #[error("the formula {0} does not say where its inputs are published")]
    NotPublished(String),
    /// Not as many files as the formula names.
    #[error("the formula reads {} files ({}), and {given} were given", wanted.len(), wanted.join(", "))]
    Files {
        /// The files by id, in order.
        wanted: Vec<String>,
        /// How many were given.
        given: usize,
    },
    /// A column is not there.
    #[error("the file “{file}” has no column “{column}”")]
    Column {
        /// The file's id.
        file: String,
        /// The column.
        column: String,
    },
}

/// Schools with their inputs, and the published results by name of line or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fed {
    /// Schools, by number: those that the first file has.
    pub schools: Vec<School>,
    /// Published results: school, then name.
    pub published: BTreeMap<String, BTreeMap<String, Exact>>,
}

/// Reads a formula's inputs and published results.
///
/// # Errors
/// See [`FeedError`].
pub fn feed(formula: &Formula, files: &[LongFile]) -> Result<Fed, FeedError> {
    if formula.files.is_empty() {
        return Err(FeedError::NotPublished(formula.id.clone()));
    }
    if files.len() != formula.files.len() {
        let wanted = formula.files.iter().map(|file| file.id.clone()).collect();
        return Err(FeedError::Files { wanted, given: files.len() });
    }
    let mut schools: BTreeMap<String, School> = BTreeMap::new();
    let (first, spec) = (&files[0], &formula.files[0]);
    let key = column(first, &spec.id, &spec.key)?;
    let name = spec.name.as_ref().map(|name| column(first, &spec.id, name)).transpose()?;
    let only = conditions(first, &spec.id, &spec.only)?;
    for row in first.rows.iter().filter(|row| meets(row, &only)) {
        let id = row[key].trim();
        if !id.is_empty() && !schools.contains_key(id) {
            let name = name.map_or(id, |name| row[name].trim());
            schools.insert(id.to_owned(), School::of(id, name));
        }
    }
    for input in &formula.inputs {
        let Some(recipe) = &input.published else { continue };
        for (id, text) in read(formula, files, recipe)? {
            let Some(school) = schools.get_mut(&id) else { continue };
            let value = if input.unit == Unit::Text {
                let code = recipe.codes.iter().find(|(written, _)| *written == text);
                Some(Value::Text(code.map_or(text, |(_, code)| code.clone())))
            } else {
                Exact::parse(&text).map(Value::Number)
            };
            if let Some(value) = value {
                school.values.insert(input.name.clone(), value);
            }
        }
    }
    let mut published: BTreeMap<String, BTreeMap<String, Exact>> = BTreeMap::new();
    let results = formula.lines.iter().map(|line| (&line.id, &line.published));
    let numbers = formula.numbers.iter().map(|number| (&number.id, &number.published));
    for (id, recipe) in results.chain(numbers) {
        let Some(recipe) = recipe else { continue };
        for (school, text) in read(formula, files, recipe)? {
            if let (true, Some(number)) = (schools.contains_key(&school), Exact::parse(&text)) {
                published.entry(school).or_default().insert(id.clone(), number);
            }
        }
    }
    Ok(Fed { schools: schools.into_values().collect(), published })
}

/// A column and the values that it may have.
type Condition<'a> = (usize, &'a [String]);

fn column(file: &LongFile, id: &str, name: &str) -> Result<usize, FeedError> {
    let found = file.header.iter().position(|column| column.trim() == name);
    found.ok_or_else(|| FeedError::Column { file: id.to_owned(), column: name.to_owned() })
}

fn conditions<'a>(
    file: &LongFile,
    id: &str,
    list: &'a [(String, Vec<String>)],
) -> Result<Vec<Condition<'a>>, FeedError> {
    list.iter().map(|(name, values)| Ok((column(file, id, name)?, values.as_slice()))).collect()
}

fn meets(row: &[String], conditions: &[Condition<'_>]) -> bool {
    conditions.iter().all(|(at, values)| values.iter().any(|value| *value == row[*at]))
}

/// One text for each school that a recipe finds something for.
fn read(
    formula: &Formula,
    files: &[LongFile],
    recipe: &Recipe,
) -> Result<BTreeMap<String, String>, FeedError> {
    let (file, spec) = (&files[recipe.file], &formula.files[recipe.file]);
    let key = column(file, &spec.id, &spec.key)?;
    let value = column(file, &spec.id, &recipe.value)?;
    let mut only = conditions(file, &spec.id, &recipe.only)?;
    for (name, values) in &spec.only {
        if !recipe.only.iter().any(|(own, _)| own == name) {
            only.push((column(file, &spec.id, name)?, values));
        }
    }
    let without = conditions(file, &spec.id, &recipe.without)?;
    let mut found: BTreeMap<String, (String, Exact)> = BTreeMap::new();
    for row in &file.rows {
        let id = row[key].trim();
        let left_out = || without.iter().any(|(at, values)| values.contains(&row[*at]));
        if id.is_empty() || !meets(row, &only) || left_out() {
            continue;
        }
        let text = row[value].trim();
        let text = match &recipe.before {
            Some(sign) => text.split(sign.as_str()).next().unwrap_or(text).trim(),
            None => text,
        };
        let number = Exact::parse(text).unwrap_or(Exact::ZERO);
        let number = match recipe.fold {
            Fold::CountAboveZero => Exact::whole(i64::from(number > Exact::ZERO)),
            Fold::First | Fold::Sum => number,
        };
        match found.get_mut(id) {
            None => {
                found.insert(id.to_owned(), (text.to_owned(), number));
            }
            Some((_, so_far)) if recipe.fold != Fold::First => {
                *so_far = so_far.plus(number).unwrap_or(*so_far);
            }
            Some(_) => {}
        }
    }
    Ok(found
        .into_iter()
        .map(|(id, (text, number))| match recipe.fold {
            Fold::First => (id, text),
            Fold::Sum | Fold::CountAboveZero => (id, plain(number)),
        })
        .collect())
}

/// A number as a file writes it.
fn plain(number: Exact) -> String {
    number.print(8).replace(',', "").replace('−', "-")
}

/// A school whose published result the formula does not give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The school's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is published.
    pub published: Exact,
    /// What the formula gives, or why nothing.
    pub computed: Result<Exact, Why>,
}

/// One line or number beside what is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Schools with a published result.
    pub schools: usize,
    /// Schools for which the formula gives exactly that, or as near as the formula allows.
    pub exact: usize,
    /// The others.
    pub misses: Vec<Miss>,
}

impl Match {
    /// The share that is exact.
    pub fn rate(&self) -> f64 {
        self.exact as f64 / self.schools.max(1) as f64
    }
}

/// Sets what a formula gives beside what is published, for the schools that are asked for.
pub fn compare(formula: &Formula, fed: &Fed, asked: impl Fn(&str) -> bool) -> Vec<Match> {
    let given = allocate(formula, &fed.schools);
    let lines = formula.lines.iter().enumerate().filter_map(|(at, line)| {
        let recipe = line.published.as_ref()?;
        Some((line.id.as_str(), line.name.as_str(), formula.line_place(at), recipe))
    });
    let numbers = formula.numbers.iter().enumerate().filter_map(|(at, number)| {
        let recipe = number.published.as_ref()?;
        Some((number.id.as_str(), number.name.as_str(), formula.number_place(at), recipe))
    });
    lines
        .chain(numbers)
        .map(|(id, name, place, recipe)| {
            let mut found = Match {
                id: id.to_owned(),
                name: name.to_owned(),
                schools: 0,
                exact: 0,
                misses: vec![],
            };
            for school in given.schools.iter().filter(|school| asked(&school.id)) {
                let published = fed.published.get(&school.id).and_then(|results| results.get(id));
                let Some(published) = published else { continue };
                if holds(recipe.when.as_ref(), &school.values) == Ok(false) {
                    continue;
                }
                found.schools += 1;
                let computed = match &school.values[place] {
                    Ok(value) => value.number().ok_or_else(|| Why::Missing(id.to_owned())),
                    Err(why) => Err(why.clone()),
                };
                if computed.as_ref().is_ok_and(|given| is_near(*given, *published, recipe.within)) {
                    found.exact += 1;
                } else {
                    let (id, name) = (school.id.clone(), school.name.clone());
                    found.misses.push(Miss { id, name, published: *published, computed });
                }
            }
            found
        })
        .collect()
}

/// Whether two numbers lie no further apart than is allowed.
fn is_near(given: Exact, published: Exact, within: Exact) -> bool {
    let apart = given.max(published).minus(given.min(published));
    apart.is_some_and(|apart| apart <= within)
}

/// Whether the SHA-256 of a school's number is even: the split between the schools that rules were
/// found from and those that they are judged by, so that anybody can make the same one.
pub fn is_even(id: &str) -> bool {
    sha256(id.as_bytes())[31].is_multiple_of(2)
}

/// SHA-256 (FIPS 180-4), for the split alone.
fn sha256(message: &[u8]) -> [u8; 32] {
    let primes: Vec<u32> = (2_u32..312).filter(|n| (2..*n).all(|d| !n.is_multiple_of(d))).collect();
    // The first 32 bits of the fractional parts of cube and square roots of primes, found exactly.
    let root = |prime: u32, power: u32| -> u32 {
        let wanted = u128::from(prime) << (32 * power);
        let (mut low, mut high) = (0_u128, 1_u128 << 36);
        while low < high {
            let middle = (low + high).div_ceil(2);
            if middle.pow(power) <= wanted { low = middle } else { high = middle - 1 }
        }
        (low & 0xffff_ffff) as u32
    };
    let round: Vec<u32> = primes.iter().take(64).map(|p| root(*p, 3)).collect();
    let mut state: Vec<u32> = primes.iter().take(8).map(|p| root(*p, 2)).collect();
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words: Vec<u32> = block
            .chunks_exact(4)
            .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
            .collect();
        for t in 16..64 {
            let (a, b) = (words[t - 15], words[t - 2]);
            let small = a.rotate_right(7) ^ a.rotate_right(18) ^ (a >> 3);
            let large = b.rotate_right(17) ^ b.rotate_right(19) ^ (b >> 10);
            words.push(
                words[t - 16].wrapping_add(small).wrapping_add(words[t - 7]).wrapping_add(large),
            );
        }
        let mut v = state.clone();
        for t in 0..64 {
            let sum1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choose = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let first = v[7]
                .wrapping_add(sum1)
                .wrapping_add(choose)
                .wrapping_add(round[t])
                .wrapping_add(words[t]);
            let sum0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let most = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(first);
            v[0] = first.wrapping_add(sum0.wrapping_add(most));
        }
        state.iter_mut().zip(v).for_each(|(s, v)| *s = s.wrapping_add(v));
    }
    let mut digest = [0; 32];
    for (place, word) in state.iter().enumerate() {
        digest[place * 4..place * 4 + 4].copy_from_slice(&word.to_be_bytes());
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_split_is_by_the_published_hash() {
        let hex: String = sha256(b"abc").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}

//! Files that somebody published: which columns are what, which groups make up which whole.

mod look;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use read::{Read, describe, guess, is_mask, kind_of, kind_of_column, number, read};

/// A table as it was published: a header and rows of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Where it came from, for messages.
    pub name: String,
    /// Column names.
    pub header: Vec<String>,
    /// Rows, each as wide as the header.
    pub rows: Vec<Vec<String>>,
}

/// What the columns of a table are. What is left out is found out from the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The column of student groups.
    pub group: Option<String>,
    /// The group of all students.
    pub total: Option<String>,
    /// The column that says what a number is: a count, a group's size, a percent.
    pub statistic: Option<String>,
    /// Columns of numbers.
    pub values: Vec<String>,
    /// Columns that only tell editions of one figure apart, such as the year of release.
    pub editions: Vec<String>,
    /// Texts that stand for a withheld number.
    pub masked: Vec<String>,
    /// The column of places, of which one is the whole of the others.
    pub place: Option<String>,
    /// The place that the others make up.
    pub whole: Option<String>,
    /// Groups that make up the whole, as far as the caller knows.
    pub partitions: Vec<Vec<String>>,
    /// The fewest students that the publisher shows.
    pub minimum: u64,
}

/// Why a file cannot be attacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// A named column is not there.
    #[error("{file} has no column {column}")]
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        column: String,
    },
    /// No column could be taken for the groups.
    #[error("{file} has no column in which one group is all students")]
    NoGroups {
        /// The file.
        file: String,
    },
    /// No place has the name of the whole.
    #[error("{column} has no place that is called {whole}")]
    NoWhole {
        /// The column.
        column: String,
        /// The name.
        whole: String,
    },
    /// Places do not make up what they are said to.
    #[error(
        "the places in {column} do not add up to {whole}: in {broken} figures they come to another number"
    )]
    NoSum {
        /// The column.
        column: String,
        /// The place that should be the whole.
        whole: String,
        /// In how many figures they do not.
        broken: u64,
    },
    /// No column of numbers.
    #[error("{file} has no column of numbers")]
    NoNumbers {
        /// The file.
        file: String,
    },
}

/// What the attack came to. Values that were found are never held: places and counts only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Numbers looked at.
    pub numbers: u64,
    /// Of them withheld.
    pub withheld: u64,
    /// Groups that were found to make up the whole: how many, and in how many tables that held.
    pub partitions: Vec<(Vec<String>, u64)>,
    /// Places that were found to be the whole of others.
    pub wholes: Vec<Whole>,
    /// Withheld numbers found, by way.
    pub found: BTreeMap<&'static str, u64>,
    /// Where: the row's words without its numbers, at most as many as asked for.
    pub places: Vec<String>,
    /// What columns were taken to be, in words.
    pub reading: Vec<String>,
}

impl Outcome {
    /// Withheld numbers found in any way.
    pub fn count_found(&self) -> u64 {
        self.found.values().sum()
    }

    /// Whether something is withheld and no sum was there to work it out from, so that nothing
    /// found says nothing.
    pub fn rests_on_no_sum(&self) -> bool {
        self.withheld > 0 && self.partitions.is_empty() && self.wholes.is_empty()
    }
}

/// Attacks tables that were published, all together: what one file withholds another may print, and
/// the parts of a whole may stand in several.
///
/// # Errors
/// A file whose columns cannot be made out; places that are said to make up a whole and do not.
pub fn attack_files(
    tables: &[Published],
    reading: &Reading,
    most_places: usize,
) -> Result<Outcome, Unread> {
    let mut outcome = Outcome::default();
    let mut figures = Figures::new();
    let mut total: Option<String> = None;
    for table in tables {
        let read = read(table, reading)?;
        outcome.reading.push(describe(table, &read));
        let total = total.get_or_insert_with(|| read.total.clone());
        for row in &table.rows {
            gather(table, &read, reading, row, total, &mut figures);
        }
    }
    let total = total.unwrap_or_default();
    let figures = without_constants(figures, reading);
    let groups: BTreeSet<&str> =
        figures.values().flat_map(|of| of.keys().map(|(group, _)| group.as_str())).collect();
    let mut candidates = reading.partitions.clone();
    candidates.extend(guess(&groups));
    for partition in candidates {
        let count = |says: bool| {
            figures.values().filter(|f| adds_up(f, &total, &partition) == Some(says)).count() as u64
        };
        let (held, broken) = (count(true), count(false));
        // Parts that add up almost everywhere make up the whole; elsewhere they do not.
        if held >= 3 && broken * 20 <= held {
            outcome.partitions.push((partition, held));
        }
    }
    outcome.wholes = find_wholes(&figures, reading)?;
    look::look(&figures, &total, reading, most_places, &mut outcome);
    Ok(outcome)
}

/// What tells one table of groups from another: columns with their values, by column.
type Key = Vec<(String, String)>;
/// A group and what of it a number is.
type Name = (String, String);
/// One figure may stand in several rows: editions, files.
type Figures = BTreeMap<Key, BTreeMap<Name, Vec<Printed>>>;

/// Figures without the columns that have one value everywhere.
fn without_constants(figures: Figures, reading: &Reading) -> Figures {
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (column, value) in figures.keys().flatten() {
        values.entry(column.clone()).or_default().insert(value.clone());
    }
    let is_place = |column: &str| reading.place.as_deref() == Some(column);
    values.retain(|column, of| of.len() < 2 && !is_place(column));
    let mut left = Figures::new();
    for (mut key, of) in figures {
        key.retain(|(column, _)| !values.contains_key(column));
        let at = left.entry(key).or_default();
        for (name, printed) in of {
            at.entry(name).or_default().extend(printed);
        }
    }
    left
}

/// A column of places, and which of them is the whole of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The column.
    pub column: String,
    /// The place that the others make up.
    pub whole: String,
    /// In how many figures, all of them printed, that held.
    pub held: u64,
}

/// Tables by all that tells them apart but the place in one column.
type ByPlace<'a> = BTreeMap<Key, Vec<&'a Key>>;

impl Whole {
    fn without_place(&self, key: &Key) -> Key {
        key.iter().filter(|(column, _)| *column != self.column).cloned().collect()
    }

    /// The tables that differ in the place alone.
    fn by_place<'a>(&self, figures: &'a Figures) -> ByPlace<'a> {
        let mut by_place = ByPlace::new();
        for key in figures.keys() {
            by_place.entry(self.without_place(key)).or_default().push(key);
        }
        by_place
    }

    /// The places whose figures make up that of a key, where it is the whole.
    fn parts<'a>(&self, by_place: &ByPlace<'a>, key: &Key) -> Vec<&'a Key> {
        let is_own = |(column, _): &&(String, String)| *column == self.column;
        let is_whole = |key: &Key| key.iter().find(is_own).is_some_and(|of| of.1 == self.whole);
        if !is_whole(key) {
            return Vec::new();
        }
        let beside = by_place.get(&self.without_place(key)).into_iter().flatten();
        beside.filter(|other| other.len() == key.len() && !is_whole(other)).copied().collect()
    }
}

/// Columns in which one place is the whole of the others: as the caller says, or by its name where
/// the figures bear it out.
fn find_wholes(figures: &Figures, reading: &Reading) -> Result<Vec<Whole>, Unread> {
    let mut candidates: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (column, value) in figures.keys().flatten() {
        let said = reading.place.as_deref() == Some(column) || reading.place.is_none();
        let named = match &reading.whole {
            Some(whole) => value == whole,
            None => WHOLES.contains(&value.to_lowercase().as_str()),
        };
        if said && named {
            candidates.insert((column, value));
        }
    }
    let asked = reading.place.is_some() || reading.whole.is_some();
    if asked && candidates.is_empty() {
        return Err(Unread::NoWhole {
            column: reading.place.clone().unwrap_or_else(|| "any column".to_owned()),
            whole: reading.whole.clone().unwrap_or_else(|| "the whole".to_owned()),
        });
    }
    let mut found = Vec::new();
    for (column, whole) in candidates {
        let mut one = Whole { column: column.to_owned(), whole: whole.to_owned(), held: 0 };
        let mut broken = 0_u64;
        let by_place = one.by_place(figures);
        for (key, of) in figures {
            let parts = one.parts(&by_place, key);
            if parts.len() < 2 {
                continue;
            }
            for (name, printed) in of.iter().filter(|(name, _)| SUMMED.contains(&name.1.as_str())) {
                let Some(sum) = count_of(Some(printed)) else { continue };
                // A group that a place does not list has no students there.
                let of_parts: Option<i64> = parts
                    .iter()
                    .filter_map(|part| figures[*part].get(name))
                    .map(|printed| count_of(Some(printed)))
                    .sum();
                match of_parts {
                    Some(parts) if parts == sum => one.held += 1,
                    Some(_) => broken += 1,
                    None => {}
                }
            }
        }
        if broken * 20 <= one.held && (asked || one.held >= 3) {
            found.push(one);
        } else if asked {
            return Err(Unread::NoSum { column: one.column, whole: one.whole, broken });
        }
    }
    Ok(found)
}

/// Numbers of which the whole is the sum of its parts.
const SUMMED: [&str; 2] = ["students", "count"];
/// Names of the whole of all places.
const WHOLES: [&str; 11] = [
    "district",
    "districtwide",
    "district total",
    "all schools",
    "all clusters",
    "all grades",
    "state",
    "statewide",
    "state total",
    "all districts",
    "total",
];

/// What one row prints of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Printed {
    Count(i64),
    /// A percent, and half of its last decimal.
    Percent(f64, f64),
    Masked,
}

fn gather(
    table: &Published,
    read: &Read,
    reading: &Reading,
    row: &[String],
    total: &str,
    figures: &mut Figures,
) {
    let name = |place: usize| table.header[place].trim().to_lowercase();
    let mut key: Key =
        read.by.iter().map(|place| (name(*place), row[*place].trim().to_owned())).collect();
    key.sort();
    let group = match row[read.group].trim() {
        group if group == read.total => total,
        group => group,
    };
    let flagged = read.flag.is_some_and(|place| {
        ["1", "true", "yes", "y"].contains(&row[place].trim().to_lowercase().as_str())
    });
    for value in &read.values {
        let text = row[*value].trim();
        let kind = match read.statistic {
            Some(place) => kind_of(&row[place]).unwrap_or("other"),
            None => kind_of_column(&table.header[*value]),
        };
        let printed = match number(text) {
            _ if flagged || is_mask(text, reading) => Printed::Masked,
            Some(value) if kind == "percent" => {
                let decimals =
                    text.trim_end_matches('%').split_once('.').map_or(0, |(_, d)| d.len());
                Printed::Percent(value, 0.5 * 10_f64.powi(-(decimals as i32)))
            }
            Some(value) if value >= 0.0 && value.fract() == 0.0 => Printed::Count(value as i64),
            _ => continue,
        };
        let head = if read.statistic.is_some()
            || read.values.len() == 1
            || ["count", "students", "percent"].contains(&kind)
        {
            kind.to_owned()
        } else {
            table.header[*value].clone()
        };
        let at = figures.entry(key.clone()).or_default();
        at.entry((group.to_owned(), head)).or_default().push(printed);
    }
}

fn count_of(printed: Option<&Vec<Printed>>) -> Option<i64> {
    printed?.iter().find_map(|printed| match printed {
        Printed::Count(count) => Some(*count),
        _ => None,
    })
}

/// Whether parts add up to the whole where all are printed; `None` where they are not.
fn adds_up(
    figures: &BTreeMap<Name, Vec<Printed>>,
    total: &str,
    partition: &[String],
) -> Option<bool> {
    let kind = SUMMED
        .into_iter()
        .find(|kind| count_of(figures.get(&(total.to_owned(), (*kind).to_owned()))).is_some())?;
    let whole = count_of(figures.get(&(total.to_owned(), kind.to_owned())))?;
    let mut sum = 0;
    for group in partition {
        match figures.get(&(group.clone(), kind.to_owned())) {
            // A group that is not listed has no students.
            None => {}
            some => sum += count_of(some)?,
        }
    }
    Some(sum == whole)
}

#[cfg(test)]
mod tests;

//! Files that somebody published: which columns are what, which groups make up which whole.

mod read;

use std::collections::{BTreeMap, BTreeSet};

use super::{How, Known, Seen, attack};
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
}

/// Attacks tables that were published, each by itself and all together.
///
/// # Errors
/// A file whose columns cannot be made out.
pub fn attack_files(
    tables: &[Published],
    reading: &Reading,
    most_places: usize,
) -> Result<Outcome, Unread> {
    let mut outcome = Outcome::default();
    // One figure may stand in several rows: editions, files.
    let mut figures: BTreeMap<Vec<String>, BTreeMap<(String, String), Vec<Printed>>> =
        BTreeMap::new();
    for table in tables {
        let read = read(table, reading)?;
        outcome.reading.push(describe(table, &read));
        for row in &table.rows {
            gather(table, &read, reading, row, &mut figures);
        }
        outcome.partitions.clear();
        let groups: BTreeSet<&str> = table.rows.iter().map(|r| r[read.group].as_str()).collect();
        let mut candidates = reading.partitions.clone();
        candidates.extend(guess(&groups));
        for partition in candidates {
            let held =
                figures.values().filter(|f| adds_up(f, &read.total, &partition) == Some(true));
            let broken =
                figures.values().filter(|f| adds_up(f, &read.total, &partition) == Some(false));
            let (held, broken) = (held.count() as u64, broken.count() as u64);
            // Parts that add up almost everywhere make up the whole; elsewhere they do not.
            if held >= 3 && broken * 20 <= held {
                outcome.partitions.push((partition, held));
            }
        }
        let partitions: Vec<Vec<String>> =
            outcome.partitions.iter().map(|(groups, _)| groups.clone()).collect();
        for (place, figures) in &figures {
            look(place, figures, &read.total, &partitions, reading, most_places, &mut outcome);
        }
        figures.clear();
    }
    Ok(outcome)
}

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
    figures: &mut BTreeMap<Vec<String>, BTreeMap<(String, String), Vec<Printed>>>,
) {
    let key: Vec<String> = read.by.iter().map(|place| row[*place].trim().to_owned()).collect();
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
        at.entry((row[read.group].trim().to_owned(), head)).or_default().push(printed);
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
    figures: &BTreeMap<(String, String), Vec<Printed>>,
    total: &str,
    partition: &[String],
) -> Option<bool> {
    let kinds = ["students", "count"];
    let kind = kinds
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

#[allow(clippy::too_many_arguments)]
fn look(
    place: &[String],
    figures: &BTreeMap<(String, String), Vec<Printed>>,
    total: &str,
    partitions: &[Vec<String>],
    reading: &Reading,
    most_places: usize,
    outcome: &mut Outcome,
) {
    const OPEN: i64 = i64::MAX / 8;
    let small = i64::try_from(reading.minimum.max(1)).unwrap_or(OPEN) - 1;
    let mut note = |key: &(String, String), way: &'static str| {
        *outcome.found.entry(way).or_default() += 1;
        if outcome.places.len() < most_places {
            let words: Vec<&str> =
                place.iter().map(String::as_str).chain([key.0.as_str(), key.1.as_str()]).collect();
            outcome.places.push(format!("{}: {way}", words.join(", ")));
        }
    };
    let keys: Vec<&(String, String)> = figures.keys().collect();
    let mut numbers: Vec<Known> = Vec::new();
    let mut done = vec![false; keys.len()];
    for (at, key) in keys.iter().enumerate() {
        let printed = &figures[*key];
        outcome.numbers += 1;
        let masked = printed.contains(&Printed::Masked);
        outcome.withheld += u64::from(masked);
        let count = count_of(Some(printed));
        let shown = printed.iter().any(|printed| *printed != Printed::Masked);
        if masked && shown {
            note(key, "shown in another edition");
            done[at] = true;
        }
        numbers.push(match count {
            Some(count) => Known::exactly(count),
            // Without a stated minimum a withheld count may be any.
            None if masked => Known::withheld(0, OPEN),
            None => Known::within(0, OPEN),
        });
    }
    let at = |group: &str, kind: &str| keys.iter().position(|key| key.0 == group && key.1 == kind);
    // A percent of a known group is a count, and a count over its percent is a group.
    let groups: BTreeSet<&str> = keys.iter().map(|key| key.0.as_str()).collect();
    for group in &groups {
        let percent = at(group, "percent").and_then(|p| {
            figures[keys[p]].iter().find_map(|printed| match printed {
                Printed::Percent(value, half) => Some((*value, *half)),
                _ => None,
            })
        });
        let (count, students) = (at(group, "count"), at(group, "students"));
        let exact = |place: Option<usize>| {
            place.filter(|p| numbers[*p].least == numbers[*p].most).map(|p| numbers[p].least)
        };
        let (exact_count, exact_students) = (exact(count), exact(students));
        if let (Some((value, half)), Some(c), Some(n)) = (percent, count, exact_students)
            && numbers[c].withheld
        {
            let low = ((value - half) / 100.0 * n as f64 - 1e-9).ceil().max(0.0) as i64;
            let high = ((value + half) / 100.0 * n as f64 + 1e-9).floor() as i64;
            numbers[c].least = numbers[c].least.max(low);
            numbers[c].most = numbers[c].most.min(high.max(low));
            if low == high && !done[c] {
                note(keys[c], "percent × group size");
                done[c] = true;
            }
        }
        if let (Some((value, half)), Some(c), Some(s)) = (percent, exact_count, students)
            && numbers[s].withheld
            && value - half > 0.0
        {
            let low = (c as f64 * 100.0 / (value + half) - 1e-9).ceil() as i64;
            let high = (c as f64 * 100.0 / (value - half) + 1e-9).floor() as i64;
            numbers[s].least = numbers[s].least.max(low);
            numbers[s].most = numbers[s].most.min(high.max(low));
            if low == high && !done[s] {
                note(keys[s], "count ÷ percent");
                done[s] = true;
            }
        }
    }
    let mut sums = Vec::new();
    for kind in ["students", "count"] {
        let Some(whole) = at(total, kind) else { continue };
        for partition in partitions {
            let parts: Vec<usize> = partition.iter().filter_map(|group| at(group, kind)).collect();
            if parts.len() > 1 {
                sums.push((whole, parts));
            }
        }
    }
    // Those who count are no more than those counted: a withheld count has an end.
    for group in &groups {
        if let (Some(c), Some(s)) = (at(group, "count"), at(group, "students")) {
            numbers[c].most = numbers[c].most.min(numbers[s].most);
            numbers[s].least = numbers[s].least.max(numbers[c].least.min(numbers[s].most));
        }
    }
    let seen = Seen { numbers: numbers.clone(), sums };
    for found in attack(&seen, (small / 2).max(1)) {
        if done[found.place] {
            continue;
        }
        let way = match found.how {
            How::FromOneSum | How::FromSeveralSums => found.how.words(),
            How::ByBounds if found.least == found.most => "bounds that leave one number",
            How::ByBounds => "bounds that leave a few numbers",
        };
        note(keys[found.place], way);
    }
    // A percent that is withheld beside a count and a group that are shown is no longer withheld.
    for group in &groups {
        let Some(p) = at(group, "percent").filter(|p| figures[keys[*p]].contains(&Printed::Masked))
        else {
            continue;
        };
        let exact = |kind: &str| {
            at(group, kind).is_some_and(|place| numbers[place].least == numbers[place].most)
        };
        if exact("count") && exact("students") && !done[p] {
            note(keys[p], "count ÷ group size");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Published {
        let mut lines =
            text.lines().map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect());
        Published {
            name: "file.csv".to_owned(),
            header: lines.next().unwrap_or_default(),
            rows: lines.collect(),
        }
    }

    fn found(text: &str) -> BTreeMap<&'static str, u64> {
        attack_files(&[table(text)], &Reading::default(), 10).unwrap().found
    }

    const LONG: &str = "release_year,school,group,stat,value
2020,A,All Students,D,100
2020,A,Female,D,60
2020,A,Male,D,40
2020,B,All Students,D,50
2020,B,Female,D,20
2020,B,Male,D,30
2020,C,All Students,D,70
2020,C,Female,D,30
2020,C,Male,D,40
";

    #[test]
    fn one_masked_group_of_a_whole_is_counted_as_found_and_its_value_is_not_kept() {
        let text = format!("{LONG}2020,D,All Students,D,47\n2020,D,Female,D,41\n2020,D,Male,D,*");
        let outcome = attack_files(&[table(&text)], &Reading::default(), 10).unwrap();
        assert_eq!(outcome.count_found(), 1);
        assert_eq!(outcome.withheld, 1);
        assert_eq!(outcome.places, ["D, Male, students: a total less what is shown beside it"]);
        let words = outcome.places.join(" ");
        assert!(!words.contains(char::is_numeric), "no value: {words}");
    }

    #[test]
    fn two_masked_groups_of_a_whole_are_not_found() {
        let text = format!("{LONG}2020,D,All Students,D,47\n2020,D,Female,D,*\n2020,D,Male,D,*");
        assert!(found(&text).is_empty());
    }

    #[test]
    fn a_percent_of_a_known_group_is_a_count() {
        let text = format!(
            "{LONG}2020,D,All Students,D,40\n2020,D,All Students,N,*\n2020,D,All Students,R,12.5"
        );
        assert_eq!(found(&text), BTreeMap::from([("percent × group size", 1)]));
    }

    #[test]
    fn what_another_edition_shows_is_found() {
        let text = format!("{LONG}2020,D,All Students,D,*\n2021,D,All Students,D,8");
        assert_eq!(found(&text), BTreeMap::from([("shown in another edition", 1)]));
    }

    #[test]
    fn a_file_without_everyone_is_refused_with_words() {
        let error = attack_files(&[table("school,group,n\nA,Female,3")], &Reading::default(), 1);
        assert_eq!(
            error.unwrap_err().to_string(),
            "file.csv has no column in which one group is all students"
        );
    }
}

//! What the columns of a published table are: said by the caller, or found out from the table.

use std::collections::BTreeSet;

use super::{Published, Reading, Unread};

/// Names of the group of everyone.
const TOTALS: [&str; 5] = ["all students", "all", "total", "all student", "alle"];
/// Words that name groups of race and ethnicity.
const RACES: [&str; 12] = [
    "african american",
    "black",
    "american indian",
    "asian",
    "hispanic",
    "latino",
    "pacific islander",
    "hawaiian",
    "two or more",
    "multirac",
    "white",
    "alaska",
];
const SEXES: [&str; 5] = ["female", "male", "girls", "boys", "nonbinary"];
/// Texts that stand for a withheld number wherever they are found.
const MASKS: [&str; 14] = [
    "*",
    "**",
    "***",
    "s",
    "n<10",
    "<10",
    "n < 10",
    "< 10",
    "suppressed",
    "redacted",
    "masked",
    "-",
    "—",
    "–",
];

/// Places of a table\'s columns.
pub(super) struct Read {
    pub group: usize,
    pub total: String,
    pub statistic: Option<usize>,
    pub values: Vec<usize>,
    pub flag: Option<usize>,
    pub editions: Vec<usize>,
    pub by: Vec<usize>,
}

pub(super) fn describe(table: &Published, read: &Read) -> String {
    let names = |places: &[usize]| {
        places.iter().map(|place| table.header[*place].as_str()).collect::<Vec<_>>().join(", ")
    };
    let statistic = read
        .statistic
        .map(|s| format!("; what a number is: {}", table.header[s]))
        .unwrap_or_default();
    let editions = match read.editions.as_slice() {
        [] => String::new(),
        some => format!("; editions: {}", names(some)),
    };
    format!(
        "{}: groups in {}, everyone is “{}”, numbers in {}{statistic}{editions}; one table for each {}",
        table.name,
        table.header[read.group],
        read.total,
        names(&read.values),
        names(&read.by),
    )
}

pub(super) fn is_mask(text: &str, reading: &Reading) -> bool {
    let text = text.trim().to_lowercase();
    reading.masked.iter().any(|mask| mask.trim().to_lowercase() == text)
        || MASKS.contains(&text.as_str())
}

pub(super) fn number(text: &str) -> Option<f64> {
    text.trim().trim_end_matches('%').replace(',', "").parse().ok()
}

pub(super) fn read(table: &Published, reading: &Reading) -> Result<Read, Unread> {
    let file = || table.name.clone();
    let column = |name: &String| {
        let found = table.header.iter().position(|head| head.eq_ignore_ascii_case(name.trim()));
        found.ok_or_else(|| Unread::NoColumn { file: file(), column: name.clone() })
    };
    let distinct = |place: usize| -> BTreeSet<&str> {
        table.rows.iter().map(|row| row[place].trim()).collect()
    };
    let all_of = |place: usize| {
        distinct(place)
            .into_iter()
            .find(|text| TOTALS.contains(&text.to_lowercase().as_str()))
            .map(str::to_owned)
    };
    let columns = 0..table.header.len();
    let group = match &reading.group {
        Some(name) => column(name)?,
        None => columns
            .clone()
            .find(|p| all_of(*p).is_some())
            .ok_or_else(|| Unread::NoGroups { file: file() })?,
    };
    let total = match &reading.total {
        Some(total) => total.clone(),
        None => all_of(group).ok_or_else(|| Unread::NoGroups { file: file() })?,
    };
    let flag = table
        .header
        .iter()
        .position(|head| ["masked", "suppressed"].contains(&head.trim().to_lowercase().as_str()));
    let statistic = match &reading.statistic {
        Some(name) => Some(column(name)?),
        None => columns.clone().find(|place| {
            let kinds = distinct(*place);
            let known = kinds.iter().filter(|kind| kind_of(kind).is_some()).count();
            known > 0 && known == kinds.len()
        }),
    };
    let values = if reading.values.is_empty() {
        columns
            .clone()
            .filter(|place| {
                *place != group && Some(*place) != flag && is_of_numbers(&table.header[*place])
            })
            .filter(|place| table.rows.iter().any(|row| number(&row[*place]).is_some()))
            .collect()
    } else {
        reading.values.iter().map(column).collect::<Result<Vec<_>, _>>()?
    };
    if values.is_empty() {
        return Err(Unread::NoNumbers { file: file() });
    }
    let editions = if reading.editions.is_empty() {
        let named = |head: &str| {
            ["release", "edition", "version", "published"]
                .iter()
                .any(|w| head.to_lowercase().contains(w))
        };
        columns.clone().filter(|place| named(&table.header[*place])).collect()
    } else {
        reading.editions.iter().map(column).collect::<Result<Vec<_>, _>>()?
    };
    // What tells tables apart: not a column that differs from row to row as a code, a note or a mean
    // does, unless it names places.
    let names_places = |place: usize| {
        let head = table.header[place].trim().to_lowercase();
        reading.place.as_ref() == Some(&head)
            || ["school", "district", "campus", "county", "place"].iter().any(|w| head.contains(w))
    };
    if let Some(place) = &reading.place {
        column(place)?;
    }
    let by = columns
        .filter(|place| {
            *place != group
                && Some(*place) != statistic
                && Some(*place) != flag
                && !values.contains(place)
                && !editions.contains(place)
                // Where only ranges and marks stand in it, too.
                && !(reading.values.is_empty() && is_of_numbers(&table.header[*place]))
                && (names_places(*place)
                    || table.rows.len() <= 50
                    || distinct(*place).len() * 3 <= table.rows.len())
                && !["code", "note", "notes", "mean", "average"]
                    .contains(&table.header[*place].trim().to_lowercase().as_str())
        })
        .collect();
    Ok(Read { group, total, statistic, values, flag, editions, by })
}

/// Whether a column by its name holds numbers.
fn is_of_numbers(head: &str) -> bool {
    let head = head.trim().to_lowercase();
    let words = [
        "value",
        "count",
        "n",
        "students",
        "number",
        "percent",
        "pct",
        "rate",
        "numerator",
        "denominator",
    ];
    words.iter().any(|word| {
        head == *word
            || head.starts_with(&format!("{word}_"))
            || head.ends_with(&format!("_{word}"))
    })
}

/// What a word in a column of statistics says: a count of those who count, of all, or a percent.
pub(super) fn kind_of(text: &str) -> Option<&'static str> {
    match text.trim().to_lowercase().as_str() {
        "n" | "numerator" | "num" | "count" => Some("count"),
        "d" | "denominator" | "den" | "students" | "total" => Some("students"),
        "r" | "rate" | "percent" | "pct" | "%" => Some("percent"),
        _ => None,
    }
}

pub(super) fn kind_of_column(head: &str) -> &'static str {
    let head = head.to_lowercase();
    if ["percent", "pct", "rate", "%"].iter().any(|word| head.contains(word)) {
        "percent"
    } else if ["denominator", "students", "tested", "enrolled"].iter().any(|w| head.contains(w))
        || head == "n"
    {
        "students"
    } else {
        "count"
    }
}

/// Groups that by their names could make up everyone.
pub(super) fn guess(groups: &BTreeSet<&str>) -> Vec<Vec<String>> {
    let named = |words: &[&str]| -> Vec<String> {
        let holds = |group: &&&str| words.iter().any(|word| group.to_lowercase().contains(word));
        groups.iter().filter(holds).map(|group| (*group).to_owned()).collect()
    };
    let mut guesses = vec![named(&RACES), named(&SEXES)];
    for group in groups {
        let lower = group.to_lowercase();
        for no in ["non-", "not ", "non ", "without "] {
            let Some(base) = lower.strip_prefix(no) else { continue };
            if let Some(yes) =
                groups.iter().find(|other| other.to_lowercase().trim_start_matches("with ") == base)
            {
                guesses.push(vec![(*yes).to_owned(), (*group).to_owned()]);
            }
        }
    }
    guesses.retain(|guess| guess.len() > 1);
    guesses
}

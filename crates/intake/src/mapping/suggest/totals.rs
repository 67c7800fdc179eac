//! Rows that are not schools but totals over schools: a blank, all-zero or all-nine number beside a
//! name such as "All Baltimore City Schools".

use std::collections::BTreeMap;

use super::guess::{Sample, TableGuess};
use super::names::list_words;
use crate::mapping::model::Condition;

/// Words that make a name one of a total when its number is no school's number.
const TOTALS: [&str; 10] = [
    "total",
    "totals",
    "district",
    "districtwide",
    "state",
    "statewide",
    "citywide",
    "systemwide",
    "countywide",
    "lea",
];

/// Adds a `leave_out` to every table that would take the rows of totals for a school's, and the
/// remark that says so.
pub(super) fn leave_out_totals(sample: &Sample<'_>, tables: &mut [TableGuess]) {
    let schools = tables.iter().find(|guess| guess.mapping.table.name == "schools");
    let named = schools.and_then(|schools| find_from(schools, "school_name")).or_else(|| {
        let spelled = |words: &Vec<String>| words == &["school", "name"];
        sample.words.iter().position(spelled)
    });
    for table in tables {
        let Some(number) = find_from(table, "school_id") else { continue };
        let (conditions, shown) = list_conditions(sample, number, named);
        if !conditions.is_empty() {
            let shown = shown.join("; ");
            table.remark = Some(format!("Rows that look like totals are left out: {shown}."));
            table.mapping.leave_out = conditions;
        }
    }
}

fn find_from(table: &TableGuess, column: &str) -> Option<usize> {
    table.guesses.iter().find(|guess| guess.column == column)?.from
}

/// The conditions, and each total as it stands in the file.
fn list_conditions(
    sample: &Sample<'_>,
    number: usize,
    named: Option<usize>,
) -> (Vec<Condition>, Vec<String>) {
    // By number: the names of totals, and whether a row with the number is none.
    let mut found: BTreeMap<&str, (Vec<&str>, bool)> = BTreeMap::new();
    for row in sample.rows {
        let cell = |position: usize| row.get(position).map_or("", |cell| cell.trim());
        let (id, name) = (cell(number), named.map_or("", cell));
        let (names, mixed) = found.entry(id).or_default();
        let is_total = names_all(id) || (is_nobodys(id) && names_total(name));
        if !is_total {
            *mixed = true;
        } else if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut conditions: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut shown = Vec::new();
    for (id, (names, mixed)) in found.iter().filter(|(_, (names, _))| !names.is_empty()) {
        // A number that rows of other sorts share, or none, says too little; the name decides.
        let by_name = (*mixed || id.is_empty()).then_some(named).flatten();
        match by_name {
            Some(position) => {
                conditions.entry(position).or_default().extend(names.iter().map(|n| n.to_string()));
            }
            None => conditions.entry(number).or_default().push(id.to_string()),
        }
        let names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
        let id = if id.is_empty() { "no number" } else { *id };
        shown.push(format!("{id} ({})", names.join(", ")).replace(" ()", ""));
    }
    let condition = |(position, values): (usize, Vec<String>)| Condition {
        column: sample.header[position].clone(),
        values,
    };
    (conditions.into_iter().map(condition).collect(), shown)
}

/// Whether a number is one that no school has: blank, all zeros, or nines.
fn is_nobodys(id: &str) -> bool {
    let bare = id.strip_suffix(".0").unwrap_or(id);
    let is_na = ["na", "n/a"].contains(&bare.to_lowercase().as_str());
    let all = |digit: char| bare.chars().all(|c| c == digit);
    bare.is_empty() || is_na || all('0') || (bare.len() >= 2 && all('9'))
}

fn names_total(name: &str) -> bool {
    let words = list_words(name);
    words.first().is_some_and(|word| word == "all")
        || words.iter().any(|word| TOTALS.contains(&word.as_str()))
}

/// Whether words stand where a number should: "All", "District Total".
fn names_all(id: &str) -> bool {
    let words = list_words(id);
    !words.is_empty()
        && words.iter().all(|word| {
            TOTALS.contains(&word.as_str()) || ["all", "schools"].contains(&word.as_str())
        })
        && words != ["schools"]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_whose_name_begins_with_all_keeps_its_rows() {
        assert!(!is_nobodys("412") && !is_nobodys("9") && !is_nobodys("0990"));
        assert!(is_nobodys("") && is_nobodys("0000") && is_nobodys("999"));
        assert!(names_total("All Baltimore City Schools") && !names_total("Lincoln Elementary"));
    }

    #[test]
    fn words_in_place_of_a_number_are_a_total() {
        assert!(names_all("District Total") && names_all("ALL"));
        assert!(!names_all("Schools") && !names_all("District 75"));
    }
}

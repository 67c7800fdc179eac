//! Why a file's figures are like no table, and which table they come nearest to.

use traction_core::district::TABLES;

use super::guess::{Sample, TableGuess, assign, find_constant, list_telling};
use super::shape::is_missing;

/// Words that tell results of an assessment.
const RESULTS: [&str; 18] = [
    "score",
    "scores",
    "scale",
    "tested",
    "test",
    "proficient",
    "proficiency",
    "readiness",
    "assessment",
    "math",
    "ela",
    "reading",
    "literacy",
    "naep",
    "sat",
    "passing",
    "met",
    "performance",
];
/// Columns that many tables have; alone they make no table the nearest.
const SHARED: [&str; 5] =
    ["school_year", "school_id", "student_id", "student_group", "school_level"];
/// Figures that a sentence lists.
const LISTED: usize = 3;

/// Sentences that say why no table is proposed, or why only the schools or the students are; none when the tables
/// hold what the file is about.
pub(super) fn say_why(sample: &Sample<'_>, tables: &[TableGuess]) -> Vec<String> {
    let only = match tables {
        [] => None,
        [one] if one.mapping.distinct => Some(one.mapping.table.name),
        _ => return Vec::new(),
    };
    if only.is_some_and(|name| !["schools", "students"].contains(&name)) {
        return Vec::new();
    }
    let read = |position: &usize| {
        tables.iter().any(|table| table.guesses.iter().any(|guess| guess.from == Some(*position)))
    };
    let figures: Vec<usize> = (0..sample.header.len())
        .filter(|position| !read(position) && is_figure(sample, *position))
        .collect();
    if only.is_some() && figures.is_empty() {
        return Vec::new();
    }
    let start = match only {
        Some(name) => {
            format!("Only the {name} are read from this file; the rest is like no table.")
        }
        None => "The columns are like those of no table.".to_owned(),
    };
    vec![format!("{start} {}", say_reason(sample, &figures)), say_nearest(sample, only)]
}

/// Whether a column holds numbers and is no id or year.
fn is_figure(sample: &Sample<'_>, position: usize) -> bool {
    let profile = &sample.profiles[position];
    let (mut numbers, mut others) = (0, 0);
    for (value, count) in profile.values.iter().filter(|(value, _)| is_missing(value).is_none()) {
        let is_number = value.replace([',', '$', '%'], "").parse::<f64>().is_ok();
        *(if is_number { &mut numbers } else { &mut others }) += count;
    }
    let named = |list: &[&str]| has_word(&sample.words[position], list);
    numbers > others
        && !named(&["id", "code", "year", "grade", "date", "zip", "phone", "latitude", "longitude"])
        && (!named(&["number"]) || named(&["of", "tested"]))
}

fn has_word(words: &[String], list: &[&str]) -> bool {
    words.iter().any(|word| list.contains(&word.as_str()))
}

fn say_reason(sample: &Sample<'_>, figures: &[usize]) -> String {
    let finds = |column: &str| {
        TABLES.into_iter().any(|table| {
            let place = table.find_column(column);
            place.is_some_and(|place| assign(sample, table)[place].is_some())
        })
    };
    let listed: Vec<&str> =
        figures.iter().take(LISTED).map(|position| sample.header[*position].as_str()).collect();
    let more = if figures.len() > listed.len() { ", …" } else { "" };
    let listed = format!("{}{more}", listed.join(", "));
    let results = figures.iter().filter(|p| has_word(&sample.words[**p], &RESULTS)).count();
    let by_school = finds("school_id") || finds("school_name");
    if finds("student_id") {
        "It has rows for each student, but not all that another table of students needs.".to_owned()
    } else if figures.is_empty() {
        "No header reads as a student, and no column holds figures.".to_owned()
    } else if results * 3 >= figures.len() && results > 0 {
        format!(
            "These look like published results of an assessment, added up over students \
             ({listed}): Traction has no table for them yet and reads results student by student."
        )
    } else if by_school {
        format!(
            "These look like published figures by school ({listed}): of such figures Traction \
             has tables for enrollment and attendance only."
        )
    } else {
        format!(
            "No header reads as a school or a student, so the figures ({listed}) have nothing \
             to stand by."
        )
    }
}

fn say_nearest(sample: &Sample<'_>, proposed: Option<&str>) -> String {
    let mut nearest: Option<(f64, String)> = None;
    for table in TABLES.into_iter().filter(|table| proposed != Some(table.name)) {
        let found = assign(sample, table);
        let have: Vec<&str> = table
            .columns
            .iter()
            .zip(&found)
            .filter(|(_, found)| found.is_some())
            .map(|(spec, _)| spec.name)
            .collect();
        let lacks: Vec<&str> = table
            .columns
            .iter()
            .zip(&found)
            .filter(|(spec, found)| spec.required && found.is_none())
            .map(|(spec, _)| spec.name)
            .filter(|column| find_constant(table.name, column).is_none())
            .collect();
        let telling = list_telling(table.name);
        let tells = telling.iter().any(|column| have.contains(column));
        if have.is_empty() {
            continue;
        }
        let own = have.iter().filter(|column| !SHARED.contains(column)).count();
        let score =
            have.len() as f64 + own as f64 - lacks.len() as f64 + f64::from(u8::from(tells));
        if nearest.as_ref().is_some_and(|(best, _)| *best >= score) {
            continue;
        }
        let mut wants = Vec::new();
        if !lacks.is_empty() {
            wants.push(format!("no header reads as {}", lacks.join(" or ")));
        }
        if !tells && !telling.is_empty() {
            wants.push(format!("it needs {}", telling.join(" or ")));
        }
        let wants = if wants.is_empty() {
            String::new()
        } else {
            format!(", but {}", wants.join(", and "))
        };
        nearest = Some((
            score,
            format!(
                "The nearest table is {}: its {} could be read{wants}.",
                table.name,
                have.join(", "),
            ),
        ));
    }
    nearest.map_or("No table of Traction's is near.".to_owned(), |(_, said)| said)
}

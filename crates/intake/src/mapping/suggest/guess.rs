//! Which tables a file could fill, and from which of its columns.

use std::collections::{BTreeMap, BTreeSet};

use traction_core::district::{Kind, Period, Spec, TABLES, Table};

use super::names::{find_group, list_words, measure};
use super::shape::{Fit, Profile};
use super::totals::leave_out_totals;
use crate::mapping::model::{ColumnMapping, TableMapping, Unpivot};

/// Names at least this near are taken for the same.
const NEAR: f64 = 0.6;

/// What is proposed for one of our columns.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    /// Our column.
    pub column: &'static str,
    /// The file's column; `None` for a constant.
    pub from: Option<usize>,
    /// How sure, from 0 to 1.
    pub sureness: f64,
    /// Why, in words.
    pub evidence: String,
    /// Codes that the person must map.
    pub unmapped: Vec<String>,
}

/// What is proposed for one table.
#[derive(Debug, Clone)]
pub(super) struct TableGuess {
    pub mapping: TableMapping,
    pub guesses: Vec<Guess>,
    /// Mean sureness.
    pub sureness: f64,
    /// What else is to be said of the table.
    pub remark: Option<String>,
}

/// The sample that is judged.
pub(super) struct Sample<'a> {
    pub header: &'a [String],
    pub words: Vec<Vec<String>>,
    pub profiles: Vec<Profile>,
    pub rows: &'a [Vec<String>],
}

/// Columns that make a file a file of the table: one of these must be found.
pub(super) fn list_telling(table: &str) -> &'static [&'static str] {
    match table {
        "schools" => &["school_name"],
        "students" => &["last_surname", "birth_date", "sex", "state_student_id"],
        "student_groups" => &[
            "race_ethnicity",
            "economically_disadvantaged",
            "english_learner",
            "student_with_disability",
            "homeless",
        ],
        "enrollments" => &["grade_level"],
        "attendance" => &["days_absent"],
        "assessments" => &["scale_score", "performance_level"],
        "courses" => &["course_title"],
        "transcripts" => &["mark", "credits_earned", "credits_attempted"],
        "staff" => {
            &["last_surname", "highest_degree", "hire_date", "years_of_prior_teaching_experience"]
        }
        "staff_assignments" => &["fte"],
        "positions" => &["fte", "status"],
        "sections" => &["periods", "staff_id", "seats", "term"],
        "section_students" => &["student_id"],
        "school_enrollment" => &["enrollment"],
        "school_attendance" => &["attendance_percent", "days_attended", "chronically_absent"],
        "budget_lines" => &["amount"],
        "programs" => &["seats"],
        "discipline_actions" => &["discipline"],
        "surveys" => &["response"],
        "choices" => &["rank"],
        "applications" => &["grade_level"],
        "bell_periods" => &["start_time"],
        "areas" => &["area_name"],
        "clusters" => &["cluster_name"],
        _ => &[],
    }
}

/// The value that stands in for a required column that the file does not have.
pub(super) fn find_constant(table: &str, column: &str) -> Option<(&'static str, &'static str)> {
    Some(match (table, column) {
        ("assessments", "assessment") => {
            ("STATE", "the file does not name the assessment; write its name")
        }
        ("school_enrollment", "grade_level") => {
            ("n/a", "the file has no grades; all are counted together")
        }
        ("school_enrollment" | "school_attendance", "student_group") => {
            ("all", "the file has no groups")
        }
        ("school_attendance", "school_level") => ("all", "the file has no levels"),
        ("budget_lines", "version") => ("adopted", "the file does not name the version; write it"),
        ("transcripts", "status") => {
            ("earned", "the file has no status; its courses are taken as finished")
        }
        ("bell_periods", "day") => ("all", "the file has no days"),
        _ => return None,
    })
}

/// Proposes tables, most telling first.
pub(super) fn list_tables(sample: &Sample<'_>) -> Vec<TableGuess> {
    let mut found: Vec<TableGuess> =
        TABLES.into_iter().filter_map(|table| guess_table(sample, table)).collect();
    let of_students = found
        .iter()
        .any(|guess| guess.guesses.iter().any(|g| g.column == "student_id" && g.sureness >= 0.75));
    if of_students {
        found.retain(|guess| !guess.mapping.table.name.starts_with("school_"));
    }
    if let Some(wide) = guess_wide(sample).filter(|_| !of_students) {
        found.retain(|guess| guess.mapping.table.name != wide.mapping.table.name);
        found.push(wide);
    }
    leave_out_totals(sample, &mut found);
    found
}

fn guess_table(sample: &Sample<'_>, table: &'static Table) -> Option<TableGuess> {
    let mut guesses: Vec<Guess> = Vec::new();
    let mut columns: Vec<(&'static str, ColumnMapping)> = Vec::new();
    for (spec, found) in table.columns.iter().zip(assign(sample, table)) {
        match found {
            Some((position, sureness, spelling, fit)) => {
                let (guess, column) = propose(sample, spec, position, sureness, &spelling, fit);
                columns.push((spec.name, column));
                guesses.push(guess);
            }
            None if spec.required || spec.key => {
                let (value, why) = match find_constant(table.name, spec.name) {
                    Some(constant) => constant,
                    None if spec.required => return None,
                    None => continue,
                };
                columns.push((spec.name, ColumnMapping::constant(value)));
                guesses.push(Guess {
                    column: spec.name,
                    from: None,
                    sureness: 0.5,
                    evidence: why.to_owned(),
                    unmapped: Vec::new(),
                });
            }
            None => {}
        }
    }
    let telling = list_telling(table.name);
    let mut mapping = TableMapping {
        table,
        columns,
        keep: Vec::new(),
        leave_out: Vec::new(),
        distinct: false,
        unpivot: None,
    };
    join_ids(sample, &mut mapping, &mut guesses);
    mapping.distinct = is_repeated(sample, &mapping);
    if mapping.distinct {
        drop_unsteady(sample, &mut mapping, &mut guesses);
    }
    if !guesses.iter().any(|g| telling.contains(&g.column) && g.from.is_some()) {
        return None;
    }
    let sureness = guesses.iter().map(|g| g.sureness).sum::<f64>() / guesses.len() as f64;
    Some(TableGuess { mapping, guesses, sureness, remark: None })
}

/// The file's column, how sure, the spelling that it is near to, and how its values fit.
pub(super) type Found = Option<(usize, f64, String, Fit)>;

/// For each column of a table the column of the file that fits best; each is used once, except
/// that a level of performance may also say whether it meets the standard.
pub(super) fn assign(sample: &Sample<'_>, table: &'static Table) -> Vec<Found> {
    let mut scored = Vec::new();
    for (ours, spec) in table.columns.iter().enumerate() {
        for (theirs, words) in sample.words.iter().enumerate() {
            let (name, spelling) = measure(words, table, spec);
            if name < NEAR {
                continue;
            }
            let fit = sample.profiles[theirs].fit(spec, words);
            let weight = match spec.kind {
                Kind::Id | Kind::Text => 0.2,
                _ => 0.5,
            };
            let strict = !matches!(spec.kind, Kind::Id | Kind::Text | Kind::Code(_) | Kind::Flag);
            let sureness = name * (1.0 - weight) + fit.share * weight;
            if fit.share >= if strict { 0.5 } else { 0.15 } && sureness >= NEAR {
                scored.push((sureness, ours, theirs, spelling, fit));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut found: Vec<Found> = vec![None; table.columns.len()];
    let mut used = BTreeSet::new();
    for (sureness, ours, theirs, spelling, fit) in scored {
        if found[ours].is_none() && used.insert(theirs) {
            found[ours] = Some((theirs, sureness, spelling, fit));
        }
    }
    let place = |name: &str| table.find_column(name);
    if let (Some(level), Some(met)) = (place("performance_level"), place("performance_level_met"))
        && let (Some((theirs, sureness, ..)), None) = (found[level].clone(), &found[met])
    {
        let mut fit = Fit::default();
        sample.profiles[theirs].fit_scale(&table.columns[met], &mut fit);
        if !fit.values.is_empty() {
            found[met] = Some((theirs, sureness, "the level that meets the standard".into(), fit));
        }
    }
    found
}

fn propose(
    sample: &Sample<'_>,
    spec: &'static Spec,
    position: usize,
    sureness: f64,
    spelling: &str,
    fit: Fit,
) -> (Guess, ColumnMapping) {
    let profile = &sample.profiles[position];
    let mut column = ColumnMapping::column(&sample.header[position]);
    if !profile.prefix.is_empty() && !matches!(spec.kind, Kind::Text) {
        column.strip = vec![profile.prefix.clone()];
    }
    column.year = fit.year;
    column.date = fit.date.map(str::to_owned);
    column.missing = fit.missing;
    column.values = fit.values;
    let guess = Guess {
        column: spec.name,
        from: Some(position),
        sureness,
        evidence: format!("the header reads as \"{spelling}\"; the values are {}", fit.words),
        unmapped: fit.unmapped,
    };
    (guess, column)
}

/// The file's column of districts or agencies, if it has one.
fn find_agency(sample: &Sample<'_>) -> Option<usize> {
    sample.words.iter().position(|words| {
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        has(&["lea", "district", "leaid", "agency", "corporation", "county"])
            && (has(&["number", "id", "code"]) || words.len() == 1)
    })
}

/// A school number that several districts use is joined with the district's.
fn join_ids(sample: &Sample<'_>, mapping: &mut TableMapping, guesses: &mut [Guess]) {
    let Some(agency) = find_agency(sample) else { return };
    for guess in guesses.iter_mut().filter(|g| g.column == "school_id") {
        let Some(school) = guess.from.filter(|school| *school != agency) else { continue };
        let pairs: BTreeSet<(&str, &str)> =
            sample.rows.iter().map(|row| (cell(row, school), cell(row, agency))).collect();
        let schools: BTreeSet<&str> = pairs.iter().map(|(school, _)| *school).collect();
        // A few schools may have moved from one district to another.
        if (pairs.len() - schools.len()) * 20 > schools.len() {
            let parts = vec![sample.header[agency].clone(), sample.header[school].clone()];
            for (_, column) in mapping.columns.iter_mut().filter(|(name, _)| *name == "school_id") {
                *column = ColumnMapping {
                    from: parts.clone(),
                    with: "-".to_owned(),
                    ..ColumnMapping::default()
                };
            }
            guess.evidence.push_str(
                "; one number stands for several schools, so the district's number goes before it",
            );
        }
    }
}

fn cell(row: &[String], position: usize) -> &str {
    row.get(position).map_or("", |cell| cell.trim())
}

/// Positions in the file of the key of a table.
fn list_key(sample: &Sample<'_>, mapping: &TableMapping) -> Vec<usize> {
    mapping
        .table
        .list_key()
        .filter_map(|position| {
            let name = mapping.table.columns[position].name;
            mapping.columns.iter().find(|(column, _)| *column == name)
        })
        .flat_map(|(_, column)| &column.from)
        .filter_map(|name| sample.header.iter().position(|header| header == name))
        .collect()
}

/// Whether a table that has one row for each person or place repeats them in this file.
fn is_repeated(sample: &Sample<'_>, mapping: &TableMapping) -> bool {
    let one_row = ["schools", "students", "student_groups", "enrollments", "courses", "staff"];
    if !one_row.contains(&mapping.table.name) {
        return false;
    }
    let key = list_key(sample, mapping);
    let mut seen = BTreeSet::new();
    sample.rows.iter().any(|row| {
        let key: Vec<&str> = key.iter().map(|position| cell(row, *position)).collect();
        !seen.insert(key)
    })
}

/// Drops columns that often change within one key: a student's grade is nothing of the school's.
fn drop_unsteady(sample: &Sample<'_>, mapping: &mut TableMapping, guesses: &mut Vec<Guess>) {
    let key = list_key(sample, mapping);
    let telling = list_telling(mapping.table.name);
    guesses.retain(|guess| {
        let Some(position) = guess.from.filter(|position| !key.contains(position)) else {
            return true;
        };
        // What the table is about stays: schools do change their names.
        if telling.contains(&guess.column) {
            return true;
        }
        let mut values: BTreeMap<Vec<&str>, BTreeSet<&str>> = BTreeMap::new();
        for row in sample.rows {
            let key: Vec<&str> = key.iter().map(|position| cell(row, *position)).collect();
            values.entry(key).or_default().insert(cell(row, position));
        }
        let changing = values.values().filter(|values| values.len() > 1).count();
        changing * 10 <= values.len()
    });
    mapping.columns.retain(|(name, _)| guesses.iter().any(|guess| guess.column == *name));
}

/// Published counts with a column for each student group.
fn guess_wide(sample: &Sample<'_>) -> Option<TableGuess> {
    let groups: Vec<(usize, &'static str)> = sample
        .header
        .iter()
        .enumerate()
        .filter_map(|(position, header)| find_group(header).map(|group| (position, group)))
        .filter(|(position, _)| {
            let profile = &sample.profiles[*position];
            profile.filled == 0 || profile.values.keys().all(|value| value.parse::<f64>().is_ok())
        })
        .collect();
    let table = TABLES.into_iter().find(|table| table.name == "school_enrollment")?;
    debug_assert_eq!(table.period, Period::ByYear);
    let races = groups.iter().filter(|(_, group)| group.starts_with("race_ethnicity=")).count();
    if races < 3 {
        return None;
    }
    let mut guesses = Vec::new();
    let mut columns = Vec::new();
    for (spec, found) in table.columns.iter().zip(assign(sample, table)) {
        match (spec.name, found) {
            (
                "school_year" | "school_id" | "grade_level",
                Some((position, sure, spelling, fit)),
            ) => {
                let (guess, column) = propose(sample, spec, position, sure, &spelling, fit);
                columns.push((spec.name, column));
                guesses.push(guess);
            }
            ("grade_level", None) => columns.push((spec.name, ColumnMapping::constant("n/a"))),
            ("school_year" | "school_id", None) => return None,
            _ => {}
        }
    }
    let mut used = BTreeSet::new();
    let unpivot = Unpivot {
        columns: groups
            .iter()
            .filter(|(_, group)| used.insert(*group))
            .map(|(position, group)| (sample.header[*position].clone(), (*group).to_owned()))
            .collect(),
        code: "student_group",
        value: "enrollment",
        missing: Vec::new(),
        keep_blank: false,
    };
    let mapping = TableMapping {
        table,
        columns,
        keep: Vec::new(),
        leave_out: Vec::new(),
        distinct: false,
        unpivot: Some(unpivot),
    };
    let sureness = guesses.iter().map(|g| g.sureness).sum::<f64>() / guesses.len().max(1) as f64;
    Some(TableGuess { mapping, guesses, sureness, remark: None })
}

/// The words of every header.
pub(super) fn words_of(header: &[String]) -> Vec<Vec<String>> {
    header.iter().map(|name| list_words(name)).collect()
}

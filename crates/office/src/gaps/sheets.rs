//! Gap reports as sheets, and the one-screen summary.

use std::fmt::Write;
use std::path::Path;

use traction_core::disclosure::Shown;
use traction_core::gaps::engine::Overview;
use traction_core::gaps::policy::Unit;
use traction_core::gaps::report::{Brief, Course, Figure, GapReport, Measured};
use traction_core::gaps::tables::{self, Table};
use traction_core::gaps::{Measure, Measures};
use traction_store::Folder;

use crate::access::Person;
use crate::as_of::AsOf;
use crate::district::District;
use crate::error::OfficeError;
use crate::sheet::{Cell, Column, Sheet, group_thousands};

use super::Question;

/// The tables of a report; only the one of that id if one is named.
pub fn report_sheets(report: &GapReport, only: Option<&str>) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = report
        .tables()
        .iter()
        .filter(|table| only.is_none_or(|id| table.id == id))
        .map(sheet_of)
        .collect();
    // What must be known to read any of them stands once, beneath the last.
    for at in 1..sheets.len() {
        let (before, after) = sheets.split_at_mut(at);
        before[at - 1].notes.retain(|note| !after[0].notes.contains(note));
    }
    if only.is_none()
        && let Some(first) = sheets.first_mut()
    {
        let mut title = report.headline.clone();
        for sentence in &report.sentences {
            title.push('\n');
            title.push_str(sentence);
        }
        first.title = format!("{title}\n\n{}", first.title);
    }
    if let Some(last) = sheets.last_mut() {
        let provenance = &report.provenance;
        last.notes.push(format!(
            "By {}. {} rows counted.",
            provenance.rule,
            group_thousands(provenance.rows_counted)
        ));
        for excluded in &provenance.rows_excluded {
            let rows = match excluded.rows.value() {
                Some(rows) => format!("{} rows", group_thousands(*rows)),
                None => "a few rows".to_owned(),
            };
            last.notes.push(format!("Not counted: {rows}, {}.", excluded.reason));
        }
        let parts = provenance.parts.len();
        last.notes.push(format!("Read from {parts} parts; --format json names them."));
    }
    sheets
}

/// A report's table as a sheet.
fn sheet_of(table: &Table) -> Sheet {
    let columns = table.columns.iter().map(|column| Column {
        key: key_of(&column.name),
        label: column.name.clone(),
        numeric: column.unit.is_some(),
    });
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().zip(&table.columns);
        cells.map(|(cell, column)| cell_of(cell, column.unit)).collect()
    });
    Sheet {
        id: table.id.to_owned(),
        title: table.title.clone(),
        columns: columns.collect(),
        rows: rows.collect(),
        notes: table.footnotes.clone(),
    }
}

fn cell_of(cell: &tables::Cell, unit: Option<Unit>) -> Cell {
    match cell {
        tables::Cell::Text(text) if text.is_empty() => Cell::Empty,
        tables::Cell::Count(count) => Cell::Count(*count),
        tables::Cell::Number(value) => Cell::Number { value: *value, printed: cell.print(unit) },
        words => Cell::Text(words.print(unit)),
    }
}

/// A heading as a key: lower case, words joined by underscores.
fn key_of(heading: &str) -> String {
    let mut key = String::new();
    for letter in heading.chars() {
        if letter.is_alphanumeric() {
            key.extend(letter.to_lowercase());
        } else if !key.ends_with('_') {
            key.push('_');
        }
    }
    key.trim_matches('_').to_owned()
}

fn figure_cell(shown: &Shown<Figure>, unit: Unit) -> Cell {
    match (shown.value(), shown.words()) {
        (Some(figure), _) => {
            Cell::Number { value: figure.value, printed: unit.print(figure.value) }
        }
        (None, words) => Cell::Text(words.unwrap_or_default().to_owned()),
    }
}

fn count_cell(shown: &Shown<Figure>) -> Cell {
    shown.value().map_or(Cell::Empty, |figure| Cell::Count(figure.n))
}

fn gap_cells(shown: &Shown<Measured>, unit: Unit) -> [Cell; 2] {
    let Some(gap) = shown.value() else {
        return [Cell::Text(shown.words().unwrap_or_default().to_owned()), Cell::Empty];
    };
    let interval = gap.interval.map_or(Cell::Empty, |(low, high)| {
        Cell::Text(format!("{} to {}", unit.print(low), unit.print(high)))
    });
    [Cell::Number { value: gap.value, printed: unit.print(gap.value) }, interval]
}

const fn course_words(course: Course) -> &'static str {
    match course {
        Course::Closing => "closing",
        Course::Widening => "widening",
        Course::Unclear => "no clear trend",
    }
}

/// The findings of the brief.
pub fn brief_sheet(brief: &Brief) -> Sheet {
    let mut sheet = Sheet::of(
        "brief",
        "What to look at first",
        &[
            "why|Why",
            "finding|Finding",
            "measure|Measure",
            "group|Group",
            "gap|Gap|n",
            "interval|95% interval",
            "students|Students of the group|n",
            "students_needed|Students needed|n",
        ],
    );
    for finding in &brief.findings {
        let [gap, interval] = gap_cells(&finding.gap, finding.measure.unit.of_difference());
        sheet.push(vec![
            finding.chosen.words().into(),
            finding.headline.clone().into(),
            finding.measure.id.clone().into(),
            finding.comparison.code.clone().into(),
            gap,
            interval,
            count_cell(&finding.focus),
            finding.students_needed.value().copied().into(),
        ]);
    }
    sheet.notes = brief_notes(brief);
    sheet
}

fn brief_notes(brief: &Brief) -> Vec<String> {
    let mut notes = vec![
        format!(
            "{} gaps looked at; {} are beyond chance.",
            group_thousands(brief.looked_at),
            group_thousands(brief.told_from_chance)
        ),
        brief.rule.clone(),
    ];
    for (measure, tables) in &brief.without {
        notes.push(format!("{measure} cannot be answered without {}.", tables.join(", ")));
    }
    notes
}

/// Every group's gap of one measure.
pub fn overview_sheet(overview: &Overview) -> Sheet {
    let unit = overview.measure.unit;
    let title = format!("{}: {}, {}", overview.measure.name, overview.place, overview.year);
    let mut sheet = Sheet::of(
        "overview",
        &title,
        &[
            "group|Group",
            "students|Students|n",
            "figure|Figure|n",
            "others|Compared with",
            "others_figure|Theirs|n",
            "gap|Gap|n",
            "interval|95% interval",
            "beyond_chance|Beyond chance",
            "trend|Trend",
        ],
    );
    let mut everyone =
        vec!["All students".into(), count_cell(&overview.all), figure_cell(&overview.all, unit)];
    everyone.resize(sheet.columns.len(), Cell::Empty);
    sheet.push(everyone);
    for line in &overview.lines {
        let [gap, interval] = gap_cells(&line.gap, unit.of_difference());
        let yes_or_no = |flag: &bool| if *flag { "yes" } else { "no" };
        sheet.push(vec![
            line.comparison.focus.clone().into(),
            count_cell(&line.focus),
            figure_cell(&line.focus, unit),
            line.comparison.reference.clone().into(),
            figure_cell(&line.reference, unit),
            gap,
            interval,
            line.flagged.value().map(yes_or_no).into(),
            line.course.value().copied().map(course_words).into(),
        ]);
    }
    sheet.notes.push(format!(
        "Counted by {}: {}",
        overview.measure.authority_name, overview.measure.definition
    ));
    sheet.notes.push(format!(
        "Gaps are in {}. One in full: traction gaps {} --group GROUP",
        match unit.of_difference().word() {
            "" => "the measure's unit",
            word => word,
        },
        overview.measure.id
    ));
    sheet
}

/// The measures: those that ship, and those of the district folder that `from` lies in, if any.
///
/// # Errors
/// A measure's file that cannot be read.
pub fn list_measures(from: &Path, as_of: Option<AsOf>) -> Result<Sheet, OfficeError> {
    let mut sheet = Sheet::of(
        "measures",
        "Measures",
        &["id|Measure", "question|Question", "authorities|Authorities", "needs|Counted from"],
    );
    for measure in measures_at(from, as_of)?.list() {
        let authorities: Vec<&str> = measure.authorities.iter().map(|a| a.id.as_str()).collect();
        sheet.push(vec![
            measure.id.clone().into(),
            measure.question.clone().into(),
            authorities.join(", ").into(),
            measure.grain.needs().join(", ").into(),
        ]);
    }
    sheet.notes.push("traction measures MEASURE says what is counted, and by whose rule.".into());
    Ok(sheet)
}

/// One measure: a sheet with a row for each authority.
///
/// # Errors
/// That there is no such measure; a measure's file that cannot be read.
pub fn measure_sheets(
    from: &Path,
    id: &str,
    as_of: Option<AsOf>,
) -> Result<Vec<Sheet>, OfficeError> {
    let measures = measures_at(from, as_of)?;
    let measure = measures.find(id).ok_or_else(|| OfficeError::Unknown {
        kind: "measure",
        name: id.to_owned(),
        known: measures.list().iter().map(|m| m.id.clone()).collect(),
    })?;
    Ok(vec![definition_sheet(measure)])
}

fn definition_sheet(measure: &Measure) -> Sheet {
    let title = format!("{}\n{}", measure.name, measure.question);
    let mut sheet = Sheet::of(measure.id.as_str(), &title, &["what|", "words|"]);
    let mut say = |what: &str, words: &str| {
        if !words.is_empty() {
            sheet.push(vec![what.into(), words.into()]);
        }
    };
    for authority in &measure.authorities {
        say("authority", &format!("{} ({})", authority.name, authority.id));
        say("  definition", &authority.definition);
        say("  who is counted", authority.who.text());
        say("  what counts", authority.value.text());
        say("  written in", &authority.citation);
        say("  which says", &authority.source);
        say("  checked", if authority.verified { "against that text" } else { "not yet" });
        say("  note", &authority.note);
        if let Some(year) = authority.in_force_from {
            say("  in force from", &year.to_string());
        }
        if let Some(year) = authority.in_force_until {
            say("  in force until", &year.to_string());
        }
    }
    say("counted from", &measure.grain.needs().join(", "));
    for impacted in &measure.impacted {
        say(&format!("in {}", impacted.year), &impacted.reason);
    }
    say("version", &measure.version);
    sheet
}

/// The measures of the district that a folder lies in, or those that ship.
fn measures_at(from: &Path, as_of: Option<AsOf>) -> Result<Measures, OfficeError> {
    match (Folder::find_upward(from), as_of) {
        (Ok(_), Some(as_of)) => {
            let district = District::find(from, Person::at_this_machine())?.as_of(as_of)?;
            crate::definitions::in_use(&district)
        }
        (folder, _) => {
            let policy = folder.ok().map(|folder| folder.policy_path());
            crate::definitions::in_force_at(policy.as_deref())
        }
    }
}

/// One screen for a terminal: the district, the five findings, where to go on.
///
/// # Errors
/// The catalog's and the parts' errors.
pub fn summary(district: &District, brief: &Brief) -> Result<String, OfficeError> {
    let glance = crate::glance::glance(district)?;
    let mut text = String::new();
    let mut line = |words: String| {
        writeln!(text, "{words}").unwrap_or_default();
    };
    let students = glance.students.value().map_or("–".to_owned(), |n| group_thousands(*n));
    let year = glance.latest_year.map(|year| year.to_string()).unwrap_or_default();
    line(format!("{}: {students} students in {} schools, {year}", glance.name, glance.schools));
    let rows: u64 = glance.tables.iter().map(|table| table.rows).sum();
    line(format!("{} rows of facts in {} tables", group_thousands(rows), glance.tables.len()));
    line(String::new());
    line("What to look at first".to_owned());
    for (number, finding) in brief.findings.iter().enumerate() {
        line(String::new());
        for (at, part) in wrap(&finding.headline, 92).into_iter().enumerate() {
            let mark = if at == 0 { format!("{}.", number + 1) } else { String::new() };
            line(format!("  {mark:<3}{part}"));
        }
        for part in wrap(&finding.detail, 92) {
            line(format!("     {part}"));
        }
    }
    line(String::new());
    for note in brief_notes(brief).iter().take(1) {
        line(note.clone());
    }
    if let Some(first) = brief.findings.first() {
        let place = district.path().display();
        let asked = Question::compared(&first.comparison.code);
        let options = [("group", asked.group), ("versus", asked.versus), ("among", asked.among)];
        let options: String = options
            .into_iter()
            .filter_map(|(name, value)| Some(format!(" --{name} {}", value?)))
            .collect();
        line(format!("The first in full: traction -C {place} gaps {}{options}", first.measure.id));
    }
    Ok(text)
}

/// Words in lines of at most so many letters.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

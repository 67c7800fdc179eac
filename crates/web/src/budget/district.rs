//! What every school gets: the district's allocation, with the way to why.

use traction_core::budget::explain::dollars;
use traction_office::Silent;
use traction_office::budget::{self, allocation_sheets, day_words};

use super::sections::{Form as AskForm, Part, SectionsPage};
use super::{formula_select, frame, nothing, open, tabs};
use crate::charts::words;
use crate::figures::{linked_table, table_of};
use crate::links::{below, href};
use crate::parts::{Stat, Stats};
use crate::server::{Answer, Asked, Form, Refusal};

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula"])?;
    let desk = match open(asked)? {
        Ok(desk) => desk,
        Err(answer) => return Ok(*answer),
    };
    if desk.schools.is_empty() {
        return nothing(asked, "no school has students in the year", "see what is loaded");
    }
    let (_, report) = budget::allocation(&asked.district, asked.find("formula"), &Silent)?;
    let sheets = allocation_sheets(&report);
    let formula = asked.text("formula").to_owned();
    let to_school = |at: usize| {
        let id = &report.schools.get(at)?.id;
        Some(href(&below("/budget/schools", id), &[("formula", &formula)]))
    };
    // The school's name leads to why; its number stays in the downloads.
    let by_school =
        sheets[0].only(&["school", "students", "positions", "dollars", "dollars_a_student"]);
    let mut columns = vec!["name", "fund", "decides", "amount", "dollars", "schools"];
    // Only where a line could not be computed everywhere.
    if report.lines.iter().any(|line| line.not_computed > 0) {
        columns.push("not_computed");
    }
    columns.push("because");
    let mut lines = sheets[1].only(&columns);
    for row in &mut lines.rows {
        if let Some(fund) = desk.formula.funds.iter().find(|fund| row[1] == fund.id.as_str().into())
        {
            row[1] = fund.name.as_str().into();
        }
    }
    let mut parts = vec![
        Part::of("schools", "School by school", linked_table(&by_school, to_school)).saying(&[
            "Each school leads to its picture and to why it gets what it gets, down to the students."
                .to_owned(),
        ]),
        Part::of("lines", "Line by line", table_of(&lines)),
    ];
    // A path is no words for a reader of the page.
    let told = [&desk.formula.source, &desk.formula.citation];
    let told = told.into_iter().filter(|text| !text.contains("docs/"));
    parts.push(Part {
        id: "formula".to_owned(),
        heading: "The formula".to_owned(),
        words: told.map(|text| format!("{}.", text.trim_end_matches('.'))).collect(),
        ..Part::default()
    });
    let students: u64 =
        report.schools.iter().filter_map(|school| school.students.value().copied()).sum();
    let page = SectionsPage {
        frame: frame(asked, "Budget")?,
        tabs: tabs(asked, "/budget"),
        eyebrow: format!("{}, students of {}", report.name, desk.year),
        headline: format!(
            "{} for {} schools",
            dollars(report.dollars.round()),
            words::count(report.schools.len() as u64)
        ),
        sentences: Vec::new(),
        stats: Stats {
            stats: vec![
                Stat::of("Positions", &report.positions.print(1), "over all lines"),
                Stat::of(
                    "Dollars",
                    &dollars(report.dollars.round()),
                    "where a position has a price",
                ),
                Stat::of(
                    "Students",
                    &words::count(students),
                    &format!("on count day, {}", day_words(desk.formula.calendar.count_day)),
                ),
                Stat::of("Lines", &words::count(report.lines.len() as u64), "of the formula"),
            ],
        },
        form: Some(AskForm {
            action: "/budget".to_owned(),
            selects: vec![formula_select(asked, "formula", "Formula", &desk.formula.id)?],
            numbers: Vec::new(),
            button: "Show".to_owned(),
        }),
        parts,
        footnotes: report.footnotes.clone(),
        csv: asked.twin(Form::Csv, "schools"),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

//! The principal's page: by tier, requirement and group, and the sections worth opening.

use askama::Template;
use traction_office::graduation::{self, OpeningLine, Question};
use traction_office::{Silent, glance};

use super::district::{headline, report_notices, requirement_table, tier_stats};
use super::shown;
use crate::figures::{Around, instead_cell};
use crate::frame::{Frame, Section};
use crate::links::{below, href};
use crate::parts::{Cell, Column, Empty, Figure, Link, Notice, Row, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "graduation/school.html")]
struct SchoolPage {
    frame: Frame,
    eyebrow: String,
    headline: String,
    stats: Stats,
    notices: Vec<Notice>,
    requirements: Option<Table>,
    groups: Figure,
    openings: Option<Table>,
    no_openings: Empty,
    not_offered: Vec<String>,
    list: Option<Link>,
    measures: Link,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such school, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["diploma"])?;
    if let Some(lacking) = super::lacking::page(asked, "Graduation")? {
        return Ok(lacking);
    }
    let id = asked.name();
    let question = Question {
        diploma: asked.find("diploma").map(str::to_owned),
        school: Some(id.to_owned()),
        tier: None,
    };
    let report = graduation::audit(&asked.district, &question, &Silent)?;
    let openings = graduation::openings(&asked.district, &question, &Silent)?;
    let not_offered = graduation::not_offered(&asked.district, &question, &Silent)?;
    let glance = glance::glance(&asked.district)?;
    let diploma = asked.text("diploma");
    let frame = asked
        .frame_on(&glance, &report.place, Section::Graduation)
        .after("Graduation", &href("/graduation", &[("diploma", diploma)]));
    let around = Around {
        definition: None,
        files: None,
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    let measured = format!("Share of students of grades 9 to 12 who are on track, {}", report.year);
    let page = SchoolPage {
        eyebrow: format!("{}, {}, {}", report.place, report.diploma, report.year),
        headline: headline(&report),
        stats: tier_stats(&report),
        notices: report_notices(&report),
        requirements: requirement_table(&report),
        groups: shown::groups_figure(&report.groups, &report.on_track, &measured, around.source("groups", None)),
        openings: (!openings.is_empty()).then(|| opening_table(&openings)),
        no_openings: Empty {
            says: "No new section would bring more students back".to_owned(),
            because: "Everybody whom one course could bring back next term has a seat, or needs more than one course.".to_owned(),
            way_on: None,
        },
        not_offered,
        list: frame.shows(Section::Students).then(|| {
            Link::to(&href("/graduation/list", &[("school", id), ("diploma", diploma)]), "The list for Monday")
        }),
        measures: Link::to(&below("/schools", id), &format!("Every measure at {}", report.place)),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    let mut sheets = graduation::report_sheets(&report);
    sheets.push(graduation::opening_sheet(&openings));
    Ok(Answer::of(page, sheets))
}

fn opening_table(openings: &[OpeningLine]) -> Table {
    let columns = vec![
        Column::words("Course"),
        Column::words("Period"),
        Column::numbers("Students brought back"),
        Column::numbers("FTE"),
        Column::numbers("Students for each FTE"),
    ];
    let rows = openings.iter().map(|line| {
        let students = match line.students.value() {
            Some(_) => Cell::Plain(shown::count(&line.students)),
            None => instead_cell(&line.students),
        };
        let per = match line.per_fte.value() {
            Some(value) => Cell::Plain(format!("{value:.0}")),
            None => Cell::Plain(String::new()),
        };
        Row::of(
            &line.course.1,
            [line.period.as_str().into(), students, format!("{:.2}", line.fte).into(), per],
        )
    });
    Table { caption: "Sections worth opening next term".to_owned(), columns, rows: rows.collect() }
}

//! The funnel's page: where each expected student is, by school, against the same day last year.

use askama::Template;
use jiff::civil::Date;
use traction_core::disclosure::Shown;
use traction_core::district::GradeLevel;
use traction_core::enrollment::funnel::STAGES;
use traction_core::enrollment::report::FunnelLine;
use traction_office::enrollment::{self, FunnelReport};
use traction_office::{OfficeError, Silent};

use super::district::NothingPage;
use super::fans::count_cell;
use crate::charts::words;
use crate::figures::instead_cell;
use crate::frame::{Frame, Section};
use crate::links::below;
use crate::parts::{Cell, Column, Empty, Filters, Link, Row, Search, Select, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "enrollment/funnel.html")]
struct FunnelPage {
    frame: Frame,
    lede: String,
    filters: Filters,
    table: Table,
    /// What is counted besides the office's rows; empty where nothing is.
    note: &'static str,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When the day cannot be read, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["year", "day", "grade"])?;
    let frame =
        asked.frame("Registration", Section::Enrollment)?.after("Enrollment", "/enrollment");
    let day = asked
        .find("day")
        .map(|text| {
            text.parse::<Date>().map_err(|_| {
                Refusal::unclear(&format!("“day” must be a day such as 2027-03-15, not “{text}”."))
            })
        })
        .transpose()?;
    let grade = asked.find("grade").map(grade_of).transpose()?;
    let year = asked.number("year")?;
    let report = match enrollment::funnel(&asked.district, year, day, grade, asked.today(), &Silent)
    {
        Ok(report) => report,
        Err(OfficeError::NotYet { .. }) => {
            let empty = Empty {
                says: "No registrations are loaded for this".to_owned(),
                because: "The table of registrations holds one row for each stage that an \
                          expected student reaches: applied, offered, accepted, registered, \
                          attending. An adopted choice round is counted as well."
                    .to_owned(),
                way_on: Some(Link::to("/data/tables/registrations", "What the table holds")),
            };
            return Ok(Answer::of(NothingPage { frame, empty }, Vec::new()));
        }
        Err(error) => return Err(error.into()),
    };
    let page = FunnelPage {
        lede: format!(
            "Students expected in {}: how many have come at least so far by {}; in brackets, as \
             many by {}. Whoever withdrew is in none.",
            report.year,
            words::day(report.day),
            words::day(report.day_before)
        ),
        note: if report.from_rounds { enrollment::FROM_ROUNDS } else { "" },
        filters: filters(&report),
        table: table(&report),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, vec![enrollment::funnel_sheet(&report)]))
}

fn grade_of(code: &str) -> Result<GradeLevel, Refusal> {
    GradeLevel::find(code)
        .ok_or_else(|| Refusal::unclear(&format!("“{code}” is no grade; write it as KG or 06.")))
}

fn filters(report: &FunnelReport) -> Filters {
    let years: Vec<(String, String)> =
        report.years.iter().rev().map(|y| (y.end().to_string(), y.to_string())).collect();
    let choices: Vec<(&str, &str)> = years.iter().map(|(v, t)| (v.as_str(), t.as_str())).collect();
    Filters {
        action: "/enrollment/funnel".to_owned(),
        search: Some(Search {
            name: "day".to_owned(),
            label: "Day, such as 2027-03-15".to_owned(),
            value: report.day.to_string(),
        }),
        selects: vec![
            Select::of("year", "Expected in", &choices, &report.year.end().to_string()),
            grades(report),
        ],
        button: "Show".to_owned(),
    }
}

fn grades(report: &FunnelReport) -> Select {
    let all = [(String::new(), "All grades".to_owned())];
    let each = report.grades.iter().map(|g| (g.code().to_owned(), words::grade(g.code())));
    let choices: Vec<(String, String)> = all.into_iter().chain(each).collect();
    let choices: Vec<(&str, &str)> =
        choices.iter().map(|(value, text)| (value.as_str(), text.as_str())).collect();
    Select::of("grade", "Grade", &choices, report.grade.map_or("", GradeLevel::code))
}

/// How many came so far: nobody is a number here, not a figure that is missing.
fn stage_cell(now: &Shown<u64>) -> Cell {
    match now {
        Shown::NoStudents => Cell::Plain(words::count(0)),
        other => count_cell(other),
    }
}

fn table(report: &FunnelReport) -> Table {
    let mut columns = vec![Column::words("School")];
    columns.extend(STAGES.iter().map(|stage| Column::numbers(stage.label())));
    columns.push(Column::numbers("Came last year"));
    if let Some(grade) = report.grade {
        columns.push(Column::numbers(&format!("{} projected", words::grade(grade.code()))));
    }
    let row = |name: &str, line: &FunnelLine| {
        let mut cells: Vec<Cell> = line
            .now
            .iter()
            .zip(&line.then)
            .map(|(now, then)| match (now.value(), then.value()) {
                (Some(now), Some(then)) => {
                    Cell::Plain(format!("{} ({})", words::count(*now), words::count(*then)))
                }
                _ => stage_cell(now),
            })
            .collect();
        cells.push(stage_cell(&line.then_attending));
        if report.grade.is_some() {
            cells.push(match line.projected.value() {
                Some(n) => Cell::Plain(words::number(*n, 0)),
                None => instead_cell(&line.projected),
            });
        }
        Row::of(name, cells)
    };
    let whole = row("All schools", &report.district);
    let schools = report
        .schools
        .iter()
        .map(|(name, line)| row(name, line).linked(&below("/enrollment/schools", &line.school_id)));
    let rows = std::iter::once(whole).chain(schools).collect();
    Table { caption: format!("Registration for {}", report.year), columns, rows }
}

//! A school's page: the fan, why, every grade, the cliffs.

use askama::Template;
use traction_core::enrollment::report::{GradeLine, SchoolReport};
use traction_office::{Silent, enrollment, glance};

use super::district::{cliff_table, cliff_words};
use super::fans::{self, Drawn, banded_cells, count_cell};
use crate::charts::words;
use crate::frame::{Frame, Section};
use crate::links::below;
use crate::parts::{Cell, Column, Figure, Link, Row, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "enrollment/school.html")]
struct SchoolPage {
    frame: Frame,
    lede: String,
    why: Vec<String>,
    fan: Figure,
    grades: Table,
    cliffs: Option<Table>,
    cliff_words: String,
    notes: Vec<String>,
    measures: Option<Link>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such school, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let report = enrollment::school(&asked.district, asked.name(), &Silent)
        .map_err(|error| Refusal::from(error).with_way("/enrollment", "All schools"))?;
    let drawn = Drawn {
        of: &report.name,
        counted: &report.counted,
        past: &report.past,
        projected: &report.projected,
        twins: (asked.twin(Form::Csv, "years"), asked.twin(Form::Json, "years")),
    };
    let page = SchoolPage {
        frame: asked.frame(&report.name, Section::Enrollment)?.after("Enrollment", "/enrollment"),
        lede: report.headline.clone(),
        why: report.why.clone(),
        fan: fans::figure(&drawn),
        grades: grade_table(&report),
        cliffs: (!report.cliffs.is_empty()).then(|| cliff_table(&report.cliffs, false)),
        cliff_words: cliff_words(report.cliffs.len(), &report.sections),
        notes: report.notes.clone(),
        measures: glance::list_schools(&asked.district)?
            .iter()
            .any(|school| school.id == report.id)
            .then(|| Link::to(&below("/schools", &report.id), "Every measure of this school")),
        csv: asked.twin(Form::Csv, "grades"),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, enrollment::school_sheets(&report, usize::MAX)))
}

/// Counted years on the page; the twin has more.
const COUNTED: usize = 3;

/// Each grade: its last counted years, then next year with its bands, and three years on.
fn grade_table(report: &SchoolReport) -> Table {
    let mut columns = vec![Column::words("Grade")];
    let earlier = report.grade_years.len().saturating_sub(COUNTED);
    columns.extend(report.grade_years.iter().skip(earlier).map(|year| Column::numbers(year)));
    let projected = |ahead: usize| report.projected.get(ahead - 1).map(|year| year.year.clone());
    if let Some(year) = projected(1) {
        columns.push(Column::numbers(&format!("Projected {year}")));
        columns.push(Column::numbers("80% band"));
    }
    let later = projected(3).filter(|_| report.projected.len() >= 3);
    if let Some(year) = &later {
        columns.push(Column::numbers(&format!("Projected {year}")));
        columns.push(Column::numbers("80% band"));
    }
    let row = |grade: &GradeLine| {
        let mut cells: Vec<Cell> = grade.counted.iter().skip(earlier).map(count_cell).collect();
        if let Some(next) = grade.projected.first() {
            let [value, most, _] = banded_cells(next);
            cells.extend([value, most]);
        }
        if later.is_some()
            && let Some(third) = grade.projected.get(2)
        {
            let [value, most, _] = banded_cells(third);
            cells.extend([value, most]);
        }
        Row::of(&words::grade(grade.grade), cells)
    };
    Table {
        caption: format!("Grades of {}", report.name),
        columns,
        rows: report.grades.iter().map(row).collect(),
    }
}

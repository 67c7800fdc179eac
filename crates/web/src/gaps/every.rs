//! Every group's gap in one measure.

use askama::Template;
use traction_office::Silent;
use traction_office::gaps::{self, Question};
use traction_office::glance::Glance;

use super::grounds::Grounds;
use super::{cautions, form};
use crate::figures::overview_figure;
use crate::frame::{Frame, Section};
use crate::parts::{Figure, Filters, Notice};
use crate::server::{Answer, Asked, Refusal};

#[derive(Template)]
#[template(path = "gaps/every.html")]
struct EveryPage {
    frame: Frame,
    filters: Filters,
    eyebrow: String,
    title: String,
    question: String,
    notices: Vec<Notice>,
    figure: Figure,
    grounds: Grounds,
}

/// The page.
pub fn answer(
    asked: &Asked,
    glance: &Glance,
    question: &Question,
    filters: Filters,
) -> Result<Answer, Refusal> {
    let overview = gaps::overview(&asked.district, question, &Silent)?;
    let grounds = Grounds::load(asked, glance, &overview.measure, &overview.provenance)?;
    let figure = overview_figure(&overview, &grounds.around(asked), |row| {
        let sides = Question::compared(&row.comparison.code);
        let (group, versus, among) = (sides.group, sides.versus, sides.among);
        form::address(&Question { group, versus, among, ..question.clone() })
    });
    let sheets = vec![gaps::overview_sheet(&overview), grounds.sheet.clone()];
    let page = EveryPage {
        frame: asked.frame_on(glance, &overview.measure.name, Section::Gaps),
        filters,
        eyebrow: format!("{}, {}", overview.place, overview.year),
        title: overview.measure.name.clone(),
        question: overview.measure.question.clone(),
        notices: cautions(&overview.measure),
        figure,
        grounds,
    };
    Ok(Answer::of(page, sheets))
}

//! Every group's gap in one measure.

use askama::Template;
use traction_office::gaps::{self, Overview, Question};
use traction_office::glance::Glance;
use traction_office::{Sheet, Silent};

use super::grounds::Grounds;
use super::{cautions, compared, form};
use crate::figures::{gap_unit_of, instead, overview_figure, unit_of};
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
        let sides = compared(&row.code);
        let (group, versus, among) = (sides.group, sides.versus, sides.among);
        form::address(&Question { group, versus, among, ..question.clone() })
    });
    let sheets = vec![sheet(&overview), grounds.sheet.clone()];
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

/// The same rows for the twins.
fn sheet(overview: &Overview) -> Sheet {
    let columns = [
        "group|Group",
        "dimension|Told apart by",
        "focus|Group, in words",
        "figure|Figure|n",
        "students|Students|n",
        "reference|Compared with",
        "reference_figure|Figure|n",
        "reference_students|Students|n",
        "gap|Gap|n",
        "gap_low|Low|n",
        "gap_high|High|n",
    ];
    let title = format!("{}: every group’s gap, {}", overview.measure.name, overview.year);
    let mut sheet = Sheet::of("overview", &title, &columns);
    let unit = unit_of(overview.measure.unit);
    let gap_unit = gap_unit_of(overview.measure.unit);
    let number = |value: f64, printed: String| traction_office::Cell::Number { value, printed };
    for row in &overview.rows {
        let side = |shown: &traction_core::disclosure::Shown<_>| match shown.value() {
            Some(figure) => {
                let figure: &traction_core::gaps::report::Figure = figure;
                [number(figure.value, unit.label(figure.value)), figure.n.into()]
            }
            None => [instead(shown).into(), traction_office::Cell::Empty],
        };
        let [focus, focus_n] = side(&row.focus);
        let [reference, reference_n] = side(&row.reference);
        let gap = row.gap.value();
        let end = |pick: fn((f64, f64)) -> f64| {
            let end = gap.and_then(|gap| gap.interval).map(pick);
            end.map_or(traction_office::Cell::Empty, |v| number(v, gap_unit.bare(v)))
        };
        sheet.push(vec![
            row.code.as_str().into(),
            row.dimension.to_string().into(),
            row.focus_label.as_str().into(),
            focus,
            focus_n,
            row.reference_label.as_str().into(),
            reference,
            reference_n,
            match gap {
                Some(gap) => number(gap.value, gap_unit.bare(gap.value)),
                None => instead(&row.gap).into(),
            },
            end(|interval| interval.0),
            end(|interval| interval.1),
        ]);
    }
    sheet
}

//! Goals at a glance: those of the plan with where each began, should be and is, or that there is
//! none yet.

use traction_core::plan::model::LineKind;
use traction_office::{Sheet, Silent, plan};

use crate::figures::linked_table;
use crate::links::below;
use crate::parts::{Empty, Link, Table};
use crate::server::{Asked, Refusal};

/// What the first page says of goals.
pub(super) struct Goals {
    /// The plan in one sentence.
    pub says: String,
    /// Each goal.
    pub table: Option<Table>,
    /// The words in their place.
    pub instead: Option<Empty>,
    /// The same for the page's twins.
    pub sheet: Option<Sheet>,
}

/// Reads the plan.
pub(super) fn goals(asked: &Asked) -> Result<Goals, Refusal> {
    let report = plan::report(&asked.district, asked.today(), None, &Silent)?;
    if report.priorities.is_empty() {
        return Ok(Goals::instead(
            "No plan has been written yet",
            "Goals stand here once there is one: each with where it began, where it should be by \
             now, and where it is.",
            "Start a plan",
        ));
    }
    let ids: Vec<String> = report
        .lines()
        .filter(|told| told.line.kind == LineKind::Goal)
        .map(|told| told.line.id.clone())
        .collect();
    if ids.is_empty() {
        return Ok(Goals::instead(
            "The plan has no goal yet",
            "A goal is a line that is tied to a measure, with a baseline and a target.",
            "The plan",
        ));
    }
    let sheet = plan::goal_sheet(&report);
    let mut shown = sheet.clone();
    // Its name and its address are the same line: one of them is enough to read.
    shown.columns.remove(0);
    for row in &mut shown.rows {
        row.remove(0);
    }
    Ok(Goals {
        says: report.headline.clone(),
        table: Some(linked_table(&shown, |at| Some(below("/plan/lines", ids.get(at)?)))),
        instead: None,
        sheet: Some(sheet),
    })
}

impl Goals {
    fn instead(says: &str, because: &str, way_on: &str) -> Goals {
        Goals {
            says: String::new(),
            table: None,
            instead: Some(Empty {
                says: says.to_owned(),
                because: because.to_owned(),
                way_on: Some(Link::to("/plan", way_on)),
            }),
            sheet: None,
        }
    }
}

//! Gaps: any measure, by group, place, grades, years and authority.
//!
//! Without a group, every group's gap in the measure; with one, that gap in full.

mod answer;
mod every;
mod form;
mod grounds;

pub use form::list_groups;
pub use grounds::definition_link;

use askama::Template;
use traction_core::gaps::findings::GapFinding;
use traction_core::gaps::report::MeasureMark;
use traction_core::gaps::{Measure, MeasureStatus};
use traction_office::gaps::{self, Question};
use traction_office::{Silent, glance};

use crate::charts::words;
use crate::figures::finding_school;
use crate::files::table_name;
use crate::frame::{Frame, Section};
use crate::measures::missing_tables;
use crate::parts::{Empty, Filters, Link, Notice, Tone};
use crate::server::{Answer, Asked, Refusal};

use form::Choices;

/// The keys that this page can be asked for.
const KEYS: [&str; 11] = [
    "measure",
    "group",
    "versus",
    "among",
    "authority",
    "place",
    "school",
    "cluster",
    "grades",
    "from",
    "to",
];

#[derive(Template)]
#[template(path = "gaps/unanswered.html")]
struct Unanswered {
    frame: Frame,
    filters: Filters,
    title: String,
    question: String,
    empty: Empty,
}

/// The address of a finding in full.
pub fn address_of(finding: &GapFinding) -> String {
    let question = Question {
        measure: finding.measure.id.clone(),
        authority: Some(finding.measure.authority.clone()),
        school: finding_school(finding).map(|school| school.school_id.clone()),
        ..Question::compared(&finding.comparison.code)
    };
    form::address(&question)
}

/// The page.
///
/// # Errors
/// When the question makes no sense, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&KEYS)?;
    let glance = glance::glance(&asked.district)?;
    let measures = gaps::measures(&asked.district)?;
    let mut question = form::read(asked)?;
    let statuses = gaps::statuses(&asked.district, &Silent)?;
    let chosen = choose(measures.list(), &question, &statuses)?;
    question.measure = chosen.id.clone();
    let choices = Choices::load(asked, &glance, measures.list(), &statuses)?;
    if let Some(missing) = missing_tables(&statuses, &chosen.id) {
        return Ok(unanswered(asked, &glance, chosen, missing, choices.filters(&question)));
    }
    if question.group.is_none() {
        every::answer(asked, &glance, &question, choices.filters(&question))
    } else {
        answer::answer(asked, &glance, &question, choices.filters(&question))
    }
}

/// The measure that is asked for; when none is, the first that can be answered.
fn choose<'a>(
    measures: &'a [Measure],
    question: &Question,
    statuses: &[MeasureStatus],
) -> Result<&'a Measure, Refusal> {
    if question.measure.is_empty() {
        let first = measures.iter().find(|measure| missing_tables(statuses, &measure.id).is_none());
        return first.or(measures.first()).ok_or_else(Refusal::nothing);
    }
    measures.iter().find(|measure| measure.id == question.measure).ok_or_else(|| {
        Refusal::unknown("measure", &question.measure, "every measure is on the list below")
            .with_way("/measures", "Every measure")
    })
}

fn unanswered(
    asked: &Asked,
    glance: &glance::Glance,
    measure: &Measure,
    missing: &[String],
    filters: Filters,
) -> Answer {
    let needs: Vec<String> = missing.iter().map(|table| table_name(table)).collect();
    let needs = words::list(&needs.iter().map(String::as_str).collect::<Vec<_>>());
    let page = Unanswered {
        frame: asked.frame_on(glance, &measure.name, Section::Gaps),
        filters,
        title: measure.name.clone(),
        question: measure.question.clone(),
        empty: Empty {
            says: "This measure cannot be answered yet".to_owned(),
            because: format!("It is counted from files that are not loaded: {needs}."),
            way_on: Some(Link::to(
                &crate::links::below("/measures", &measure.id),
                "What it counts, and from what",
            )),
        },
    };
    let columns = ["measure|Measure", "missing|Files that are not loaded"];
    let mut sheet = traction_office::Sheet::of("unanswered", "Not answered yet", &columns);
    sheet.push(vec![measure.name.as_str().into(), needs.into()]);
    Answer::of(page, vec![sheet])
}

/// What must be read before the figures of a measure are used.
fn cautions(measure: &MeasureMark) -> Vec<Notice> {
    let mut notices = Vec::new();
    if !measure.verified {
        notices.push(Notice {
            tone: Tone::Caution,
            says: "This definition has not been checked against its source.".to_owned(),
            more: format!(
                "It follows {} as well as we could tell. Check before publishing.",
                measure.citation
            ),
        });
    }
    notices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_is_taken_apart_as_links_write_it() {
        let question = Question::compared("race_ethnicity=black~race_ethnicity=white@sex=male");
        assert_eq!(question.group.as_deref(), Some("race_ethnicity=black"));
        assert_eq!(question.versus.as_deref(), Some("race_ethnicity=white"));
        assert_eq!(question.among.as_deref(), Some("sex=male"));
        let question = Question::compared("homeless=true");
        assert_eq!((question.versus, question.among), (None, None));
    }
}

//! Riverbend's strategic plan and the records of its governing: text with the city's own numbers
//! of schools and clusters put in.
//!
//! People and events are invented with the city. The figures of the goals are those that the city
//! of seed 7 has; what a page then shows is counted from the facts, whatever the plan says.

use crate::plan::model::Records;
use crate::plan::policy::{PlanFileError, PlanText, parse_records};

use super::Size;

const PLAN: &str = include_str!("plan.toml");
const RECORDS: &str = include_str!("records.toml");
/// What only a city has: a second cluster under contract, a second supervisor.
const SECOND: &str = include_str!("second_cluster.toml");

/// What stands in the text for what differs between sizes.
fn fill(text: &str, size: Size) -> String {
    let town = [
        ("@A@", "0412"),
        ("@B@", "0415"),
        ("@C@", "0418"),
        ("@MIDDLE@", "0520"),
        ("@HIGH@", "0610"),
        ("@ABSENCE_FROM@", "0.45"),
        ("@ABSENCE_2025@", "0.34"),
        ("@ABSENCE_TO@", "0.27"),
        ("@ON_TRACK_2025@", "0.67"),
        ("@ON_TRACK_FROM@", "0.48"),
        ("@ON_TRACK_TO@", "0.75"),
        ("@GRADUATION_FROM@", "0.77"),
        ("@GRADUATION_TO@", "0.88"),
        ("@FAMILY_CENTS@", "1150000"),
        ("@TUTOR_CENTS@", "3000000"),
    ];
    let city = [
        ("@A@", "0101"),
        ("@B@", "0102"),
        ("@C@", "0103"),
        ("@MIDDLE@", "0501"),
        ("@HIGH@", "0601"),
        ("@ABSENCE_FROM@", "0.37"),
        ("@ABSENCE_2025@", "0.31"),
        ("@ABSENCE_TO@", "0.24"),
        ("@ON_TRACK_2025@", "0.66"),
        ("@ON_TRACK_FROM@", "0.62"),
        ("@ON_TRACK_TO@", "0.74"),
        ("@GRADUATION_FROM@", "0.74"),
        ("@GRADUATION_TO@", "0.86"),
        ("@FAMILY_CENTS@", "85000000"),
        ("@TUTOR_CENTS@", "240000000"),
    ];
    let values = if size == Size::Town { town } else { city };
    let mut text = text.to_owned();
    for (name, value) in values {
        // A metro's numbers have a fifth digit.
        let school = value.len() == 4 && value.starts_with('0') && !value.contains('.');
        match (size, school) {
            (Size::Metro, true) => {
                let metro = format!("{}0{}", &value[1..2], &value[2..]);
                text = text.replace(name, &format!("{metro:0>5}"));
            }
            _ => text = text.replace(name, value),
        }
    }
    text
}

/// The plan's text.
pub fn plan_text(size: Size) -> String {
    fill(PLAN, size)
}

/// The records' text.
pub fn records_text(size: Size) -> String {
    match size {
        Size::Town => fill(RECORDS, size),
        Size::City | Size::Metro => fill(&format!("{RECORDS}\n{SECOND}"), size),
    }
}

/// The plan and the records, read.
///
/// # Errors
/// Never for those that ship, as a test says.
pub fn governing(size: Size) -> Result<(PlanText, Records), PlanFileError> {
    let plan = PlanText::parse("plan/plan.toml", &plan_text(size))?;
    let records = parse_records("plan/records.toml", &records_text(size))?;
    Ok((plan, records))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_sample_governs_by_reads_and_names_lines_that_are_there() {
        for size in Size::ALL {
            let (plan, records) = governing(size).unwrap();
            let there = |id: &String| plan.lines.iter().any(|line| line.id == *id);
            let lines = records
                .cabinet
                .iter()
                .flat_map(|cabinet| &cabinet.shared)
                .chain(records.pledge.iter().map(|pledge| &pledge.line))
                .chain(records.done.iter().map(|done| &done.line))
                .chain(records.story.iter().map(|story| &story.line));
            for id in lines {
                assert!(there(id), "{id}");
            }
            assert!(!records_text(size).contains('@') && !plan_text(size).contains('@'));
            assert_eq!(records.contract.len(), if size == Size::Town { 1 } else { 2 });
            assert!(records.meeting.len() >= 10, "a year of meetings");
            // Each part of the cabinet's pages has something to show: who came for whom, and what
            // a group found.
            let member = |id: &String| records.member.iter().find(|member| member.id == *id);
            for meeting in &records.meeting {
                for id in &meeting.by_delegate {
                    let delegate = member(id).map(|member| member.delegate.as_str());
                    assert!(delegate.is_some_and(|name| !name.is_empty()), "{id} sent somebody");
                    assert!(!meeting.present.contains(id), "{id} came once");
                }
            }
            let groups = &records.working_group;
            let people =
                groups.iter().flat_map(|group| std::iter::once(&group.lead).chain(&group.members));
            assert!(people.into_iter().all(|id| member(id).is_some()));
            assert!(groups.iter().any(|group| group.reported_on.is_some()));
            assert!(groups.iter().any(|group| group.reported_on.is_none()));
        }
    }

    #[test]
    fn the_schools_named_are_schools_of_the_sample() {
        for size in [Size::Town, Size::City, Size::Metro] {
            let plan = super::super::plan::Plan::draw(size, 7);
            let (_, records) = governing(size).unwrap();
            let visited = records.visit.iter().filter_map(|visit| visit.school_id.as_ref());
            let assigned = records.assigned.iter().flat_map(|assigned| &assigned.schools);
            let handed = records.handoff.iter().flat_map(|h| [&h.from_school, &h.to_school]);
            for id in visited.chain(assigned).chain(handed) {
                assert!(plan.schools.iter().any(|school| school.id == *id), "{id} of {size:?}");
            }
        }
    }
}

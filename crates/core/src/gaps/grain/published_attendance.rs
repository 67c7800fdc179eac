//! Students of a school and group whom a publisher has counted already.
//!
//! The publisher's rule decides who is chronically absent; here it is only carried over. Groups
//! are written `DIMENSION=CODE` or `all`; they need not add up to all, and are never added up:
//! a school that is published in several levels is the sum of its levels.

use super::roster::{NO_GRADE, Roster, UNKNOWN};
use super::{GrainRows, Reasons, Rows};
use crate::district::{Facts, Noun, SchoolAttendance, SchoolYear};
use crate::gaps::expression::{Field, FieldColumn, FieldKind};
use crate::gaps::model::Group;

pub(super) const FIELDS: &[Field] = &[Field {
    name: "chronically_absent",
    kind: FieldKind::Flag,
    doc: "Whether the publisher counted these students as chronically absent.",
}];

pub(super) fn derive(facts: &Facts, roster: &Roster, year: SchoolYear) -> GrainRows {
    let mut reasons = Reasons::default();
    let Some(batch) = facts.find(&SchoolAttendance::TABLE, year) else {
        return GrainRows::default();
    };
    let (mut rows, mut absent) = (Rows::default(), Vec::new());
    for row in 0..batch.len() {
        let text = |name: &str| batch.column(name).text(row);
        let Some(school) = text("school_id").and_then(|id| roster.find_school(id)) else {
            continue;
        };
        let group = text("student_group").unwrap_or("all");
        if group != "all" && Group::find(group).is_none() {
            reasons.count(&format!("a row of a group that is not known here, {group}"));
            continue;
        }
        let whole = |name: &str| {
            batch.column(name).integer(row).and_then(|count| u64::try_from(count).ok())
        };
        let counts = (whole("chronically_absent"), whole("chronic_absence_students"));
        let (Some(hits), Some(n)) = counts else {
            reasons.count("a row whose counts are withheld or missing");
            continue;
        };
        if hits > n {
            reasons.count("a row with more absent than counted");
            continue;
        }
        for (count, value) in [(hits, 1), (n - hits, 0)] {
            rows.push(UNKNOWN, school, NO_GRADE);
            rows.counted.push((group.to_owned(), count));
            absent.push(value);
        }
    }
    rows.fields = vec![FieldColumn::Flag(absent)];
    GrainRows { at_schools: rows, in_district: None, excluded: reasons.list() }
}

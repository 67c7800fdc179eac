//! ID004: Few ids are known.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};
use crate::sink::MatchRate;

/// The check.
pub const CHECK: Check = Check {
    code: "ID004",
    severity: Severity::Warning,
    title: "Few ids are known",
    words: "Less than nine in ten of a column's ids are known to the table that it refers to. Either the two files use different ids, such as the state's and the district's, or one of them is incomplete. The load goes on; the report gives the rate for each id column that was tried.",
    mend: "Compare the first ids of both files; a mapping can name another id column, with fall-backs.",
};

/// A column whose ids are known in less than nine of ten rows.
pub fn finding(file: &str, rate: &MatchRate) -> Finding {
    let place = Place { file, row: None, column: Some(&rate.heading) };
    let found = format!("{} of {} ids are known to {}", rate.matched, rate.tried, rate.references);
    CHECK.finding(place, found, "nine in ten or more".to_owned())
}

/// Whether so few of so many ids are known that it must be said.
pub fn applies(rate: &MatchRate) -> bool {
    rate.percent().is_some_and(|percent| percent < 90.0)
}

//! The grade-9 indicator, exactly as published.
//!
//! On track at the end of grade 9 is a first-time ninth grader with at least 5 credits of full-year
//! courses and no more than one semester F in a core course (English, mathematics, science, social
//! science): Allensworth & Easton, *The On-Track Indicator as a Predictor of High School Graduation*
//! (2005) and *What Matters for Staying On-Track and Graduating in Chicago Public High Schools*
//! (2007), UChicago Consortium on School Research. Summer is not counted, as districts restate it.

use crate::district::{CreditStatus, Term};
use crate::graduation::model::Line;

use super::rules::Rules;

/// Credits of full-year courses that are enough, in hundredths.
pub const ENOUGH: u32 = 500;
/// Semester Fs in core courses that are still on track.
pub const MOST_FS: u32 = 1;

/// Where a first-time ninth grader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OnTrack {
    /// Credits earned in grade 9 outside summer, in hundredths.
    pub credits: u32,
    /// Semester Fs in core courses: marks that fail, as the diploma's file says.
    pub core_fs: u32,
    /// Whether any line of the year is finished.
    pub any_finished: bool,
    /// Whether any line of the year is still in progress or planned.
    pub unfinished: bool,
}

impl OnTrack {
    /// Whether both conditions hold.
    pub fn holds(self) -> bool {
        self.enough_credits() && self.few_fs()
    }

    /// Whether the credits are enough.
    pub fn enough_credits(self) -> bool {
        self.credits >= ENOUGH
    }

    /// Whether the Fs are few enough.
    pub fn few_fs(self) -> bool {
        self.core_fs <= MOST_FS
    }
}

/// The indicator of a student of the cohort of these rules, whose marks say what fails; nothing when
/// there is no line of the first year in grade 9.
pub fn indicator(rules: &Rules<'_>, lines: &[Line]) -> Option<OnTrack> {
    let mut found = None;
    for line in lines.iter().filter(|line| line.year == rules.entered.end()) {
        let track: &mut OnTrack = found.get_or_insert_with(OnTrack::default);
        if line.term == Term::Summer as u8 {
            continue;
        }
        if line.status != CreditStatus::Earned as u8 {
            track.unfinished = true;
            continue;
        }
        track.any_finished = true;
        if !rules.diploma.marks.fails(rules.worth(line)) {
            track.credits += rules.credits(line);
        } else if rules.catalog.is_core(line.course) {
            // A course with one mark for the whole year stands for two semesters.
            track.core_fs += if line.term == Term::Year as u8 { 2 } else { 1 };
        }
    }
    found
}

//! Graduation: the district over the years, a school, the counselor's Monday list, one student.

mod act;
mod district;
mod lacking;
mod list;
mod school;
mod shown;
mod student;
mod words;

pub use act::{allow, decide, withdraw};
pub use district::page as district_page;
pub use list::page as list_page;
pub use school::page as school_page;
pub use student::page as student_page;

use traction_core::graduation::Tier;

use crate::links::{below, href};

/// The address of a student's page, in the language in force.
fn student_href(id: &str, diploma: &str) -> String {
    href(&below("/graduation/students", id), &[("diploma", diploma)])
}

/// What a tier means for what is done about it, in one line.
fn tier_means(tier: Tier) -> &'static str {
    match tier {
        Tier::OnTrack => {
            "What is left fits the terms that are left, with this year’s schedule as it stands."
        }
        Tier::InTheDay => {
            "Their day has room next term for what is missing; the list for Monday says for whom a section has a seat."
        }
        Tier::BeyondTheDay => {
            "More than the schedule is needed: summer or recovery courses, an examination, better marks."
        }
        Tier::NotByTheDate => "What is missing does not fit before the day of graduation.",
        Tier::NoTranscript => "Nothing is on file that could be audited.",
    }
}

//! Graduation: the district over the years, a school, the counselor's Monday list, one student.

mod act;
mod district;
mod lacking;
mod list;
mod school;
mod shown;
mod student;

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
        Tier::InTheDay => "A change of next term’s schedule brings them back.",
        Tier::BeyondTheDay => "Summer, evening or recovery courses are needed as well.",
        Tier::NotByTheDate => "What is missing does not fit before the day of graduation.",
    }
}

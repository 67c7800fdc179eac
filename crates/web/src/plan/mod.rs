//! The plan: what was promised, who owes what, whether the gear turns.
//!
//! One page holds the plan with its four gears drawn; each line has a page of its own with its
//! path, its story and the form that changes it; the desks of the cabinet, the calendar, the
//! contracts, the supervisors and the snapshot stand beside it.

mod act;
mod desk;
mod gears;
mod line;
mod overview;
mod supervision;

pub use act::{
    add_line, answer_snapshot, change_line, drop_line, log_visit, mark_done, start_from,
    write_story,
};
pub use desk::{
    cabinet_page, calendar_page, contracts_page, log_page, person_page, snapshot_page,
};
pub use line::page as line_page;
pub use overview::page;
pub use supervision::page as visits_page;

use jiff::civil::Date;

use crate::links::below;
use crate::server::Asked;

/// The day that a page stands on: today where the server is.
fn today(asked: &Asked) -> Date {
    asked.now.to_zoned(jiff::tz::TimeZone::system()).date()
}

/// The address of a line's page.
fn line_href(id: &str) -> String {
    below("/plan/lines", id)
}

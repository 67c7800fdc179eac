//! The plan: what was promised, who owes what, whether the gear turns.
//!
//! One page holds the plan with its four gears drawn; each line has a page of its own with its
//! path, its story and the form that changes it; the desks of the cabinet, the calendar, the
//! contracts, the supervisors and the snapshot stand beside it.

mod act;
mod act_cabinet;
mod act_contracts;
mod act_govern;
mod act_reviews;
mod cabinet;
mod choices;
mod contracts;
mod desk;
mod gears;
mod govern;
mod line;
mod line_form;
mod overview;
mod person;
mod reviews;
mod supervision;

pub use act::{
    add_line, answer_snapshot, change_line, drop_line, mark_done, start_from, write_story,
};
pub use act_cabinet::{
    add_member, carry_out, change_member, decide, group_reported, pledge, record_meeting,
    set_up_group, share_lines,
};
pub use act_contracts::{add_target, change_terms, hand_off, sign};
pub use act_govern::{
    assign_schools, change_schools, close_snapshot, consequence, first_day, log_visit,
    open_snapshot, release, support, undo,
};
pub use act_reviews::{
    ask_evidence, begin_review, evidence_came, recommend, take_up, write_finding, write_interview,
};
pub use cabinet::cabinet_page;
pub use contracts::{contract_page, contracts_page};
pub use desk::{calendar_page, log_page};
pub use govern::{public_page, snapshot_page, surveys_page};
pub use line::page as line_page;
pub use overview::page;
pub use person::{end_feed, feed_page, make_feed, person_page, reminders_page, week_page};
pub use reviews::{review_page, reviews_page};
pub use supervision::page as visits_page;

use crate::links::below;

/// The address of a line's page.
fn line_href(id: &str) -> String {
    below("/plan/lines", id)
}

//! Governing: the cabinet's desk, contracts, the calendar, supervision, reviews, the snapshot,
//! and what a person must know on any day.

mod cabinet;
mod calendar;
mod contracts;
mod feed;
mod person;
mod reviews;
mod snapshot;
mod supervision;
mod surveys;

pub use cabinet::{
    Attendance, CabinetView, add_group, add_pledge, cabinet, carry_out, decide, enter_meeting,
    members, public_cabinet, put_cabinet, put_member, record_meeting, report_group, set_shared,
    share,
};
pub(super) use cabinet::{write_group, write_member, write_pledge};
pub(crate) use calendar::note_release;
pub use calendar::{
    Calendar, Planned, calendar, log_release, names_of, planning_figures, put_first_day,
};
pub(super) use calendar::{first_days, list_releases, planning_year};
pub(super) use contracts::write_contract;
pub use contracts::{
    ContractView, FeederView, add_target, change_contract, choose_consequence, contract_at,
    contracts, feeders, find_contract, mark_support, put_contract, put_handoff, tiers,
};
pub use feed::{end_feed, feed, has_feed, make_feed};
pub use person::{digest, hand_over, ics};
pub(super) use reviews::write_review;
pub use reviews::{find_review, may_read_reviews, put_review, reviews};
pub(super) use snapshot::{ANSWERS, has_round};
pub use snapshot::{
    SnapshotResult, SnapshotRound, answer_for, answer_snapshot, close_snapshot, open_snapshot,
    snapshot,
};
pub(super) use supervision::CONTACT;
pub use supervision::{
    Assigned, SchoolNeed, SupervisionView, enter_contact, may_supervise, put_assigned, supervision,
    write_assigned,
};
pub use surveys::{SurveyView, surveys};

use traction_core::plan::policy::PlanFileError;

use crate::district::District;
use crate::error::OfficeError;

/// The district's own file of a plan policy, or the one that ships.
fn policy_text(district: &District, name: &str, shipped: &str) -> Result<String, OfficeError> {
    let path = district.folder.policy_path().join("plan").join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(shipped.to_owned()),
        Err(source) => Err(OfficeError::File { path, verb: "read", source }),
    }
}

fn refuse(error: PlanFileError) -> OfficeError {
    OfficeError::Refused {
        what: error.to_string(),
        hint: "correct the file in policy/plan/, or take it away".to_owned(),
    }
}

//! Plan: what was promised, who owes what, whether the gear turns. Reads the journal, asks the
//! facts what they know of each line, tracks, and enters what people change.
//!
//! Everything that people write is a journal entry of its subject; the newest one holds, an empty
//! one takes it back, and undoing is entering the one before again. A plan as of a day is what had
//! been entered by then.

mod book;
mod edit;
mod govern;
mod known;
mod names;
mod records;
mod sheets;
mod sheets_cabinet;
mod sheets_govern;
mod sheets_people;
mod whole;
mod workbook;

use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::plan::engine::track;
use traction_core::plan::model::{Line, LineKind, PlanHead};
use traction_core::plan::policy::{EXAMPLES, PlanText};
use traction_core::plan::report::PlanReport;

pub use book::{Changed, Kept, LogLine};
pub use edit::{
    Done, Story, change_line, drop_line, line_at, mark_done, put_head, put_line, undo, write_story,
};
pub(crate) use govern::note_release;
pub use govern::{
    Assigned, Attendance, CabinetView, Calendar, ContractView, FeederView, Planned, SchoolNeed,
    SnapshotResult, SnapshotRound, SupervisionView, SurveyView, add_group, add_pledge, add_target,
    answer_for, answer_snapshot, cabinet, calendar, carry_out, change_contract, choose_consequence,
    close_snapshot, contract_at, contracts, decide, digest, end_feed, enter_contact, enter_meeting,
    feed, feeders, find_contract, find_review, hand_over, has_feed, ics, log_release, make_feed,
    mark_support, may_read_reviews, may_supervise, members, names_of, open_snapshot,
    planning_figures, public_cabinet, put_assigned, put_cabinet, put_contract, put_first_day,
    put_handoff, put_member, put_review, record_meeting, report_group, reviews, set_shared, share,
    snapshot, supervision, surveys, tiers, write_assigned,
};
pub use names::own_name;
pub use records::{Entered, enter_history, enter_records, is_workbook, read_plan, read_records};
pub use sheets::{
    calendar_sheets, contract_sheet, feeder_sheets, goal_sheet, log_sheet, plan_sheet,
    standing_words, tier_sheet,
};
pub use sheets_cabinet::{agenda_words, cabinet_sheets, public_sheets};
pub use sheets_govern::{review_sheets, scorecard_sheets, survey_sheet};
pub use sheets_people::{hand_over_sheets, snapshot_sheet, supervision_sheets};
pub use whole::{Taken, put_over, start_from, take_plan, whole};
pub use workbook::{read_cents, read_workbook, write_workbook};

use crate::access::{Deed, Reason, Sight, why_may_do, why_may_see};
use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;

/// The room's name in the journal.
pub(crate) const ROOM: &str = "plan";

/// How often a record is read again because somebody else wrote it in between.
const TRIES: usize = 5;

/// A line as it stands, with the entry that made it so.
#[derive(Debug, Clone, PartialEq)]
pub struct StandingLine {
    /// The line.
    pub line: Line,
    /// The number of the newest entry about it: whoever changes it names this one.
    pub entry: i64,
    /// When it was entered.
    pub at: Timestamp,
    /// By whom.
    pub who: String,
}

/// A plan as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct StandingPlan {
    /// What stands above the lines.
    pub head: PlanHead,
    /// The number of the newest entry about the head, if it was ever entered.
    pub head_entry: Option<i64>,
    /// The lines, in the order in which each was first entered.
    pub lines: Vec<StandingLine>,
}

impl StandingPlan {
    /// The lines alone.
    pub fn list_lines(&self) -> Vec<Line> {
        self.lines.iter().map(|standing| standing.line.clone()).collect()
    }

    /// The line of that id.
    pub fn find(&self, id: &str) -> Option<&StandingLine> {
        self.lines.iter().find(|standing| standing.line.id == id)
    }
}

/// The plan as it stands, or stood.
///
/// # Errors
/// The catalog's errors.
pub fn load(district: &District, as_of: Option<Timestamp>) -> Result<StandingPlan, OfficeError> {
    book::load(district, as_of)
}

/// The plan, tracked on a day.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn report(
    district: &District,
    on: Date,
    as_of: Option<Timestamp>,
    progress: &dyn Progress,
) -> Result<PlanReport, OfficeError> {
    may_see(district)?;
    let plan = load(district, as_of)?;
    let lines = plan.list_lines();
    let known = known::gather(district, &lines, on, as_of, progress)?;
    Ok(PlanReport::of(&plan.head, &lines, &track(&lines, &known, on), on))
}

/// The figures by year of one line's measure, as far as they may be shown.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn figures(
    district: &District,
    line: &Line,
    progress: &dyn Progress,
) -> Result<Option<Vec<traction_core::plan::model::Observed>>, OfficeError> {
    may_see(district)?;
    match &line.target {
        Some(target) => Ok(known::figures(district, target, progress)?.and_then(Result::ok)),
        None => Ok(None),
    }
}

/// What people wrote about a line, oldest first, each by the name that the plan knows them by.
///
/// # Errors
/// The catalog's errors.
pub fn stories(
    district: &District,
    id: &str,
    as_of: Option<Timestamp>,
) -> Result<Vec<crate::journal::Entry<Story>>, OfficeError> {
    let names = names::Names::load(district)?;
    let mut stories: Vec<crate::journal::Entry<Story>> =
        crate::journal::list(district, ROOM, edit::STORY, Some(id), as_of)?;
    for story in &mut stories {
        story.who = names.of(&story.who).to_owned();
    }
    Ok(stories)
}

/// Everything that was entered about the plan, newest first.
///
/// # Errors
/// The catalog's errors.
pub fn log(district: &District, subject: Option<&str>) -> Result<Vec<LogLine>, OfficeError> {
    may_write(district, Deed::Plan)?;
    book::log(district, subject)
}

/// The example plans that one can start from.
///
/// # Errors
/// Never for those that ship, as a test says.
pub fn list_examples() -> Result<Vec<PlanHead>, OfficeError> {
    EXAMPLES
        .iter()
        .map(|(name, text)| {
            PlanText::parse(name, text).map(|plan| plan.plan).map_err(|error| {
                OfficeError::Refused { what: error.to_string(), hint: String::new() }
            })
        })
        .collect()
}

/// Writes a noun of the plan from its text in TOML: `line`, `contract`, `member`, `working_group`,
/// `pledge`, `meeting` or `review`.
///
/// # Errors
/// A kind that there is not; text that does not read; what the noun's own function refuses.
pub fn put_text(
    district: &District,
    kind: &str,
    text: &str,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, OfficeError> {
        traction_core::syntax::read_toml(text).map_err(|error| OfficeError::Refused {
            what: format!("line {}: {error}", error.line(text)),
            hint: "docs/guides/write-a-plan.md shows each kind".to_owned(),
        })
    }
    match kind {
        "line" => {
            let line: Line = read(text)?;
            let seen = load(district, None)?.find(&line.id).map(|standing| standing.entry);
            put_line(district, seen, &line, "", now)
        }
        "contract" => govern::write_contract(district, &read(text)?, now),
        "member" => govern::write_member(district, &read(text)?, now),
        "working_group" => govern::write_group(district, &read(text)?, now),
        "pledge" => govern::write_pledge(district, &read(text)?, now),
        "meeting" => enter_meeting(district, &read(text)?, now),
        "handoff" => put_handoff(district, &read(text)?, now),
        "review" => govern::write_review(district, &read(text)?, now),
        other => Err(OfficeError::Unknown {
            kind: "kind of entry",
            name: other.to_owned(),
            known: KINDS.iter().map(|&kind| kind.to_owned()).collect(),
        }),
    }
}

/// The kinds that [`put_text`] reads.
pub const KINDS: [&str; 8] =
    ["line", "contract", "member", "working_group", "pledge", "meeting", "handoff", "review"];

/// The next free id for a kind of line: its letter and a number.
pub fn next_id(plan: &StandingPlan, kind: LineKind) -> String {
    let letter = match kind {
        LineKind::Priority => 'P',
        LineKind::Theory => 'T',
        LineKind::Goal => 'G',
        LineKind::People | LineKind::Time | LineKind::Money => 'S',
        LineKind::Roles => 'R',
        LineKind::Mindset => 'N',
        LineKind::DataTools => 'D',
        LineKind::Timelines => 'L',
        LineKind::Milestone => 'M',
    };
    free_id(letter, |id| plan.find(id).is_some())
}

/// The first short name of a letter that is free: `G1`, `G2`.
pub fn free_id(letter: char, is_taken: impl Fn(&str) -> bool) -> String {
    let name = |n: u32| format!("{letter}{n}");
    name((1..).find(|n| !is_taken(&name(*n))).unwrap_or(1))
}

/// Plans are shown to everybody who may see figures.
pub(crate) fn may_see(district: &District) -> Result<Reason, OfficeError> {
    why_may_see(district.person(), Sight::Aggregates).ok_or_else(|| OfficeError::NoReason {
        who: district.person().name().to_owned(),
        what: Sight::Aggregates.words(),
    })
}

/// Who may write what holds for the whole district: the plan, the cabinet, contracts, the calendar.
pub(crate) fn may_govern(district: &District) -> Result<Reason, OfficeError> {
    let reason = may_write(district, Deed::Plan)?;
    if reason.scope().is_district() {
        return Ok(reason);
    }
    Err(OfficeError::NoReason {
        who: district.person().name().to_owned(),
        what: "write for the whole district",
    })
}

/// Whether whoever asks may write what holds for the whole district.
pub fn governs(district: &District) -> bool {
    may_govern(district).is_ok()
}

/// Whether whoever asks may plan, for the whole district or for a part of it.
pub fn plans(district: &District) -> bool {
    may_write(district, Deed::Plan).is_ok()
}

/// Whether whoever asks may review.
pub fn may_review(district: &District) -> bool {
    may_write(district, Deed::Review).is_ok()
}

/// Who may write in the room.
pub(crate) fn may_write(district: &District, deed: Deed) -> Result<Reason, OfficeError> {
    why_may_do(district.person(), deed).ok_or_else(|| OfficeError::NoReason {
        who: district.person().name().to_owned(),
        what: deed.words(),
    })
}

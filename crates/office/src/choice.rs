//! Choice: who gets which seat. Policy → commit → run → check → compare → adopt → letters →
//! waitlist; each step is a journal entry or a proposal, and none changes an earlier one.

mod answers;
mod desk;
mod draw;
mod letters;
mod policies;
mod practice;
mod publish;
mod rounds;
mod sampled;
mod seal;
mod sheets;
#[cfg(test)]
mod tests;
mod waitlist;

use traction_core::choice::Policy;
use traction_core::choice::round::{Round, RoundError, RoundFinding};
use traction_core::district::{Application, Area, Choice, Noun, Program, School, SchoolYear};
use traction_store::Want;

pub use answers::{Answered, GivenAnswer, answer, answers};
pub use desk::{Desk, RunSummary, desk};
pub use draw::{Adopted, Committed, Drawn, adopt, commit, find_adopted, load_drawn, run};
pub use letters::{Letter, LetterLine, family, letter, letters};
pub use policies::{
    PolicyLine, check_rows, find_policy, list_policies, problems_sheet, words_sheet,
};
pub use practice::{Compared, Odds, Practised, Trial, compare, odds, practise, seats};
pub use publish::{public_files, publish, read_files, verify_folder};
pub use rounds::current_round;
pub(crate) use rounds::{coming, list_held_years};
pub use sampled::{Held, hold_sample_round};
pub use seal::{Sealed, seal};
pub use sheets::{
    areas_sheet, chances_sheet, cutoffs_sheet, groups_sheet, programs_sheet, sides_sheet,
    worth_sheet,
};
pub use waitlist::{
    LineSummary, WaitlistDay, lines, lines_sheet, offers_sheet, spanish, waitlist, waitlist_sheets,
};

use crate::access::{Deed, Reason, Sight};
use crate::district::District;
use crate::error::OfficeError;

/// The room's name in journal and proposals.
pub const ROOM: &str = "choice";

/// The school year that is asked for, or the latest that has applications.
///
/// # Errors
/// When there are none.
pub fn year_of(district: &District, year: Option<i16>) -> Result<SchoolYear, OfficeError> {
    if let Some(year) = year {
        return Ok(SchoolYear::ending(year));
    }
    list_years(district)?.pop().ok_or_else(|| OfficeError::NotYet {
        what: "no applications are loaded".to_owned(),
        hint: "traction template programs applications choices shows the columns".to_owned(),
    })
}

/// The school years that have applications, in order.
///
/// # Errors
/// The store's errors.
pub fn list_years(district: &District) -> Result<Vec<SchoolYear>, OfficeError> {
    let slots = district.snapshot()?.list_slots();
    let mut years: Vec<SchoolYear> = slots
        .into_iter()
        .map(|rows| rows.slot)
        .filter_map(|slot| {
            (slot.table.name == Application::TABLE.name).then_some(slot.year).flatten()
        })
        .collect();
    years.sort();
    years.dedup();
    Ok(years)
}

/// The round of a year under a policy, and what is wrong with its rows.
pub(crate) fn load_round(
    district: &District,
    policy: &Policy,
    year: SchoolYear,
) -> Result<(Round, Vec<RoundFinding>), OfficeError> {
    let facts = facts_of(district, year)?;
    traction_core::choice::round::build(&facts, policy, year).map_err(|error| refuse_round(&error))
}

/// The same for any round of the policy, from 1.
pub(crate) fn load_any_round(
    district: &District,
    policy: &Policy,
    year: SchoolYear,
    round: u8,
) -> Result<(Round, Vec<RoundFinding>), OfficeError> {
    match round {
        1 => load_round(district, policy, year),
        _ => rounds::load_later(district, policy, year, round),
    }
}

/// The rows of a year that rounds are made of.
fn facts_of(
    district: &District,
    year: SchoolYear,
) -> Result<traction_core::district::Facts, OfficeError> {
    district.why_see(Sight::Aggregates)?;
    let mut wants: Vec<Want> = [&Program::TABLE, &Application::TABLE, &Choice::TABLE]
        .into_iter()
        .map(|table| Want::all(table_of(table)).years([year]))
        .collect();
    wants.extend([&School::TABLE, &Area::TABLE].into_iter().map(|t| Want::all(table_of(t))));
    Ok(district.snapshot()?.load(&wants)?)
}

/// Why there is no round, as the office says it.
fn refuse_round(error: &RoundError) -> OfficeError {
    let what = error.to_string();
    match error {
        RoundError::Without { tables, .. } => OfficeError::NotYet {
            what,
            hint: format!("traction template {} shows the columns", tables.join(" ")),
        },
        RoundError::NoSuchRound { .. } => OfficeError::Refused {
            what,
            hint: "traction choice status shows the rounds".to_owned(),
        },
        RoundError::Cell(_) => {
            OfficeError::Refused { what, hint: "import the files again".to_owned() }
        }
    }
}

/// The table of a name, as the registry of tables holds it.
fn table_of(table: &traction_core::district::Table) -> &'static traction_core::district::Table {
    traction_core::district::find_table(table.name)
        .unwrap_or_else(|| unreachable!("every noun's table is listed"))
}

/// Asks whether the person may run the lottery: commit, draw, adopt, enter answers, publish.
pub(crate) fn may_assign(district: &District) -> Result<(), OfficeError> {
    district.why_do(Deed::Assign).map(|_| ())
}

/// Asks why the person may see applications, of the whole district, and writes the look into the
/// log. Every use case that shows a row of somebody's application goes through here.
pub(crate) fn log_applications(
    district: &District,
    kind: &str,
    rows: u64,
    now: jiff::Timestamp,
) -> Result<(), OfficeError> {
    crate::look::log(district, &may_see_applications(district)?, kind, rows, now)
}

/// Why the person may see applications of the whole district.
///
/// # Errors
/// When nobody gave them a reason.
pub(crate) fn may_see_applications(district: &District) -> Result<Reason, OfficeError> {
    let reason = district.why_see(Sight::Applications)?;
    if reason.scope().is_district() {
        return Ok(reason);
    }
    Err(OfficeError::NoReason {
        who: district.person.name().to_owned(),
        what: Sight::Applications.words(),
    })
}

/// What keeps the engines from numbering a round.
pub(crate) fn refuse(error: traction_core::choice::model::MarketError) -> OfficeError {
    OfficeError::Refused {
        what: error.to_string(),
        hint: "correct the rows and import them again".to_owned(),
    }
}

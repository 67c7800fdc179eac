//! Budget: what each school gets and why, what each trade is worth, and whether its plan lasts.
//!
//! Loads counts, positions and the ledger, runs the room, and gives protected figures and sheets.
//! Nothing here hands out a student row.

mod ahead;
mod choose;
mod coming;
mod day;
mod desk;
mod proposals;
mod published;
mod sheets;
mod tables;
mod workbook;

pub use ahead::{
    Ahead, CheckInLine, Coming, Forecast, ahead, check_ins, cliffs, cliffs_of, outlook,
};
pub use choose::{
    FairTables, LimitsAsked, MoneyTables, PeopleTables, fair, money, people, tradeoff,
};
pub use coming::{cliff_sheets, coming_year, day_words, job_words, outlook_sheets};
pub use day::{SchoolPicture, list_pictures, picture};
pub use desk::{Desk, Desks, desk, formulas, list_policy_texts};
pub use proposals::{
    Adopted, ProposalLine, adopt, check_year, list_proposals, propose, year_planned,
};
pub(crate) use proposals::{AdoptedFormula, find_adopted_formula};
pub use published::{Half, Reproduced, reproduce};
pub use sheets::{
    allocation_sheets, diff_sheets, expansion_sheets, picture_sheets, problem_sheet,
    reproduced_sheets,
};
pub use tables::{choice_sheets, fair_sheets, fund_sheets, people_sheets};
pub use workbook::{Filed, input_sheet, read_pasted, read_workbook, workbook, write_workbook};

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use traction_core::budget::engine::diff::{self, Diff};
use traction_core::budget::explain::Expansion;
use traction_core::budget::report::{self, AllocationReport};
use traction_core::budget::{Formula, Problem, allocate};
use traction_core::disclosure::Shown;

use crate::access::{Deed, Sight};
use crate::district::District;
use crate::error::OfficeError;
use crate::look;
use crate::progress::Progress;
use crate::sheet::{Cell, Sheet};

/// What every school gets by a formula: the formula's id, or the first that there is.
///
/// # Errors
/// [`OfficeError::NoReason`]; the files' and the catalog's errors; a formula that is not there.
pub fn allocation(
    district: &District,
    formula: Option<&str>,
    progress: &dyn Progress,
) -> Result<(Desk, AllocationReport), OfficeError> {
    let desk = desk(district, formula, progress)?;
    let report = report::allocation(&desk.formula, &desk.given, desk.protection);
    Ok((desk, report))
}

/// Why one school gets what it gets: one line, or all.
///
/// # Errors
/// The same; a school or a line that is not there.
pub fn explain(
    desk: &Desk,
    school: &str,
    line: Option<&str>,
) -> Result<Vec<Shown<Expansion>>, OfficeError> {
    let place = desk.find_school(school)?;
    let lines: Vec<usize> = match line {
        None => (0..desk.formula.lines.len()).collect(),
        Some(id) => vec![desk.formula.find_line(id).ok_or_else(|| OfficeError::Unknown {
            kind: "line of the formula",
            name: id.to_owned(),
            known: desk.formula.lines.iter().map(|line| line.id.clone()).collect(),
        })?],
    };
    let expand = |line| report::expansion(&desk.formula, &desk.given, place, line, desk.protection);
    Ok(lines.into_iter().map(expand).collect())
}

/// Two formulas on the schools of the facts: by line, school and group.
///
/// # Errors
/// The same as [`allocation`].
pub fn compare(
    district: &District,
    old: &str,
    new: &str,
    progress: &dyn Progress,
) -> Result<(Desk, Desk, Diff), OfficeError> {
    let before = desk(district, Some(old), progress)?;
    let after = desk(district, Some(new), progress)?;
    // Each formula reads the inputs that it names; a school has those of both.
    let mut schools = after.all.to_vec();
    for (school, other) in schools.iter_mut().zip(before.all.iter()) {
        for (name, value) in &other.values {
            school.values.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    let all = after.counts.all();
    let groups = if after.whole { after.counts.groups(after.protection) } else { Vec::new() };
    let mut diff = diff::diff(&before.formula, &after.formula, &schools, &all, &groups);
    let mine: BTreeSet<&str> = after.schools.iter().map(|school| school.id.as_str()).collect();
    diff.schools.retain(|school| mine.contains(school.id.as_str()));
    Ok((before, after, diff))
}

/// The problems of a formula's file; empty when it can be used and nothing is to be looked at.
///
/// # Errors
/// That the file cannot be read.
pub fn check_policy(path: &Path) -> Result<Vec<Problem>, OfficeError> {
    let text = std::fs::read_to_string(path).map_err(OfficeError::file(path, "read"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(match Formula::parse(&name, &text) {
        Ok(formula) => formula.warnings,
        Err(problems) => problems,
    })
}

/// Allocations are made for the whole district or not at all.
fn may_allocate(district: &District) -> Result<(), OfficeError> {
    let reason = district.why_do(Deed::Allocate)?;
    if reason.scope().is_district() {
        return Ok(());
    }
    Err(OfficeError::NoReason {
        who: district.person().name().to_owned(),
        what: Deed::Allocate.words(),
    })
}

/// Positions with their status, who holds them and which funds pay: rows about staff, so the reason
/// is asked here and the look is logged.
///
/// # Errors
/// [`OfficeError::NoReason`]; a school that is not there; the catalog's errors.
pub fn positions(
    district: &District,
    desk: &Desk,
    school: Option<&str>,
    now: Timestamp,
) -> Result<Sheet, OfficeError> {
    let reason = district.why_see(Sight::StaffRows)?;
    if let Some(school) = school {
        desk.find_school(school)?;
    }
    let columns = [
        "school_id|School",
        "position_id|Position",
        "job|Job",
        "fte|Full-time share|n",
        "fund|Fund",
        "status|Status",
        "staff_id|Held by",
    ];
    let mut sheet =
        Sheet::of("positions", "Positions, one line for each fund of a split", &columns);
    for post in desk.posts.iter() {
        let place = post.school.as_deref();
        let inside = match place {
            Some(id) => reason.scope().covers_school(id),
            None => reason.scope().is_district(),
        };
        if !inside || (school.is_some() && place != school) {
            continue;
        }
        sheet.push(vec![
            place.unwrap_or("central office").into(),
            post.position.clone().into(),
            post.job.clone().into(),
            Cell::Number { value: post.fte, printed: format!("{:.2}", post.fte) },
            post.fund.clone().into(),
            format!("{:?}", post.held).to_lowercase().into(),
            post.person.clone().into(),
        ]);
    }
    look::log(district, &reason, "positions and who holds them", sheet.rows.len() as u64, now)?;
    Ok(sheet)
}

/// The desk with the inputs that a person brought in a workbook.
pub fn with_filed(desk: Desk, filed: Filed) -> Desk {
    Desk { given: allocate(&desk.formula, &filed.schools), schools: filed.schools, ..desk }
}

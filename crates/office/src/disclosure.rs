//! Disclosure: the rules in force, releases that are kept and attacked, files published elsewhere.

mod attack;
mod folder;
mod policy;

use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::district::SchoolYear;
use traction_core::gaps::check::{Found, attack_release};
use traction_core::gaps::released::{Release, Tally};

pub use attack::{Attacked, FileAttack, attack_files};
pub use folder::export_release;
pub(crate) use policy::protection_now;
pub use policy::{Rule, describe, load_policy, minimum_group, policy_sheet, protection};

use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Made, Proposal};
use crate::progress::Progress;
use crate::sheet::Sheet;

/// The word under which releases are recorded.
const ROOM: &str = "disclosure";
const KIND: &str = "release";
/// The journal's word for a release that was made.
const RELEASED: &str = "released";

/// What a release came to.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseAccount {
    /// Its number.
    pub id: i64,
    /// What it holds.
    pub sheet: Sheet,
    /// What the attack found.
    pub found: usize,
}

/// Makes a release of the base tables of a year, or of each measure's latest, attacks it and
/// records it. One in which anything is found is not recorded.
///
/// # Errors
/// What cannot be answered from the facts; that the attack found something.
pub fn release(
    district: &District,
    measure: Option<&str>,
    year: Option<i16>,
    (now, today): (Timestamp, Date),
    progress: &dyn Progress,
) -> Result<ReleaseAccount, OfficeError> {
    let release = crate::gaps::release(district, measure, year.map(SchoolYear::ending), progress)?;
    if release.tables.is_empty() {
        let what = "there is no table to release".to_owned();
        return Err(OfficeError::Refused { what, hint: "traction measures".to_owned() });
    }
    progress.begin("Attacking what would be published", None);
    let rule = protection(district, today)?;
    let found = attack_release(&release, rule.protection_width());
    progress.end();
    if let Some(first) = found.first() {
        let what = format!(
            "{} withheld figures could be worked out, the first in {}; nothing was recorded",
            found.len(),
            first.table
        );
        let hint = "release one measure at a time: --measure NAME".to_owned();
        return Err(OfficeError::Refused { what, hint });
    }
    let version = load_policy(district)?.version(today);
    let made = Made {
        room: ROOM,
        kind: KIND,
        policy: &version,
        seed: 0,
        result: &release,
        findings: &Vec::<String>::new(),
    };
    let id = journal::propose(district, &made, now)?;
    journal::enter(district, ROOM, RELEASED, &id.to_string(), &id, now)?;
    Ok(ReleaseAccount { id, sheet: release_sheet(id, &release, &found), found: found.len() })
}

/// The releases of a district, latest first.
///
/// # Errors
/// The catalog's errors.
pub fn list_releases(district: &District) -> Result<Vec<Proposal<Release>>, OfficeError> {
    journal::list_proposals(district, ROOM, KIND)
}

/// The numbers of the releases, earliest first.
///
/// # Errors
/// The catalog's errors.
pub(crate) fn list_numbers(district: &District) -> Result<Vec<i64>, OfficeError> {
    let entries: Vec<journal::Entry<i64>> = journal::list(district, ROOM, RELEASED, None, None)?;
    Ok(entries.into_iter().map(|entry| entry.body).collect())
}

/// What was released, earliest first.
///
/// # Errors
/// The catalog's errors.
pub(crate) fn list_recorded(district: &District) -> Result<Vec<Release>, OfficeError> {
    list_numbers(district)?.into_iter().map(|id| load_release(district, id)).collect()
}

/// A release by its number.
///
/// # Errors
/// The catalog's errors; that there is none.
fn load_release(district: &District, id: i64) -> Result<Release, OfficeError> {
    Ok(journal::load_proposal(district, ROOM, KIND, id)?.result)
}

/// The releases as a sheet.
///
/// # Errors
/// The catalog's errors.
pub fn releases_sheet(district: &District) -> Result<Sheet, OfficeError> {
    let columns = [
        "release|Release|n",
        "made|Made",
        "who|By",
        "tables|Tables|n",
        "cells|Cells|n",
        "withheld|Withheld|n",
        "policy|Rules",
    ];
    let mut sheet = Sheet::of("releases", "Releases", &columns);
    for kept in list_releases(district)? {
        let tally = kept.result.tally();
        sheet.push(vec![
            u64::try_from(kept.id).unwrap_or(0).into(),
            kept.at.strftime("%Y-%m-%d").to_string().into(),
            kept.who.clone().into(),
            (kept.result.tables.len() as u64).into(),
            tally.cells.into(),
            tally.withheld.into(),
            kept.policy.clone().into(),
        ]);
    }
    sheet.notes.push(
        "What a release withheld stays withheld when the year is counted again, and so does what \
         has changed by a few students."
            .to_owned(),
    );
    Ok(sheet)
}

/// Attacks a kept release again; `None` is the latest.
///
/// # Errors
/// The catalog's errors; that there is no such release.
pub fn attack_kept(
    district: &District,
    id: Option<i64>,
    today: Date,
) -> Result<ReleaseAccount, OfficeError> {
    let kept = find_kept(district, id)?;
    let rule = protection(district, today)?;
    let found = attack_release(&kept.result, rule.protection_width());
    Ok(ReleaseAccount {
        id: kept.id,
        sheet: release_sheet(kept.id, &kept.result, &found),
        found: found.len(),
    })
}

/// A kept release; `None` is the latest.
fn find_kept(district: &District, id: Option<i64>) -> Result<Proposal<Release>, OfficeError> {
    match id {
        Some(id) => journal::load_proposal(district, ROOM, KIND, id),
        None => list_releases(district)?.into_iter().next().ok_or_else(|| OfficeError::Refused {
            what: "nothing has been released yet".to_owned(),
            hint: "traction disclosure release make".to_owned(),
        }),
    }
}

fn release_sheet(id: i64, release: &Release, found: &[Found]) -> Sheet {
    let columns = [
        "measure|Measure",
        "authority|Authority",
        "year|School year",
        "cells|Cells|n",
        "figures|Figures|n",
        "ranges|Ranges|n",
        "withheld|Withheld|n",
        "found|Found by the attack|n",
    ];
    let mut sheet = Sheet::of("release", &format!("Release {id}"), &columns);
    for table in &release.tables {
        let name = format!("{} {} {}", table.measure, table.authority, table.year);
        let tally = table.tally();
        sheet.push(vec![
            table.measure.clone().into(),
            table.authority.clone().into(),
            SchoolYear::ending(table.year).to_string().into(),
            tally.cells.into(),
            tally.figures.into(),
            tally.ranges.into(),
            tally.withheld.into(),
            (found.iter().filter(|found| found.table == name).count() as u64).into(),
        ]);
    }
    let tally = release.tally();
    sheet.notes.push(format!(
        "{} tables, {} cells, {} withheld; the attack found {}.",
        release.tables.len(),
        crate::sheet::group_thousands(tally.cells),
        crate::sheet::group_thousands(tally.withheld),
        found.len()
    ));
    sheet.notes.push(Tally::WORDS.to_owned());
    sheet
}

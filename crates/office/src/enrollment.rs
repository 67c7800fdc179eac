//! Enrollment: how many students will come. Loads the facts, projects once, keeps versions.

mod funnel;
mod sheets;
mod thresholds;

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use traction_core::district::find_table;
use traction_core::enrollment::check::check;
use traction_core::enrollment::model::{LONGEST, Projection};
use traction_core::enrollment::report::{self, DistrictReport, SchoolReport};
use traction_core::enrollment::version::{self, LaterError, METHOD, Since};
use traction_core::enrollment::{Backtest, Desk, Inputs, Kept, Sections, Study, roll};
use traction_store::Want;

pub use funnel::{FunnelReport, funnel};
pub use sheets::{
    FROM_ROUNDS, backtest_sheets, compare_sheet, district_sheets, event_sheet, funnel_sheet,
    school_sheets, version_sheet,
};

use crate::access::{Deed, Sight, why_may_see};
use crate::disclosure::protection_now;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Made, Proposal};
use crate::progress::Progress;
use crate::sheet::Sheet;

/// The room's name in the journal and among proposals.
const ROOM: &str = "enrollment";
/// The kind of its proposals.
const KIND: &str = "projection";

/// What was projected last, and of which facts and thresholds.
#[derive(Debug, Default)]
pub(crate) struct Projected {
    kept: Mutex<Option<Arc<Case>>>,
}

/// A district's projection with everything that it stands on.
#[derive(Debug)]
struct Case {
    key: String,
    study: Study,
    projection: Projection,
    sections: Sections,
    /// Why the adopted budget formula gives no thresholds, where there is one.
    aside: Option<String>,
    backtest: Mutex<Option<Arc<Backtest>>>,
}

impl Case {
    fn inputs(&self) -> &Inputs {
        self.study.inputs()
    }

    fn desk(&self, district: &District) -> Result<Desk<'_>, OfficeError> {
        Ok(Desk {
            inputs: self.inputs(),
            study: &self.study,
            projection: &self.projection,
            sections: &self.sections,
            aside: self.aside.as_deref(),
            protection: protection_now(district)?,
        })
    }
}

fn may_see_figures(district: &District) -> Result<(), OfficeError> {
    match why_may_see(&district.person, Sight::Aggregates) {
        Some(_) => Ok(()),
        None => {
            let who = district.person.name().to_owned();
            Err(OfficeError::NoReason { who, what: "figures" })
        }
    }
}

/// The columns of student rows that members are counted from: no name and no group.
const MEMBER_COLUMNS: [&str; 7] = [
    "school_year",
    "student_id",
    "school_id",
    "grade_level",
    "entry_date",
    "exit_date",
    "exit_type",
];

fn case(district: &District, progress: &dyn Progress) -> Result<Arc<Case>, OfficeError> {
    may_see_figures(district)?;
    let (sections, aside) = thresholds::load(district)?;
    let snapshot = district.snapshot()?;
    let count_day = district.count_day();
    let key = format!("{} {METHOD} {count_day:?} {sections:?} {aside:?}", snapshot.fingerprint());
    let mut kept = district.projected.kept.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(case) = kept.as_ref().filter(|case| case.key == key) {
        return Ok(Arc::clone(case));
    }
    progress.begin("Loading the counts", None);
    let wants: Vec<Want> = roll::READS
        .into_iter()
        .filter_map(find_table)
        .map(|table| match table.name {
            "enrollments" => Want::all(table).columns(MEMBER_COLUMNS),
            _ => Want::all(table),
        })
        .collect();
    let facts = snapshot.load(&wants)?;
    let Some(inputs) = roll::read(&facts, count_day) else {
        return Err(OfficeError::NotYet {
            what: "no school year has been counted yet".to_owned(),
            hint: "traction template enrollments school_enrollment shows the columns of either \
                   table"
                .to_owned(),
        });
    };
    progress.begin("Projecting from every year, to learn how far off each method was", None);
    let study = Study::learn(inputs, LONGEST);
    let projection = study.project();
    progress.end();
    let backtest = Mutex::default();
    let case = Arc::new(Case { key, study, projection, sections, aside, backtest });
    *kept = Some(Arc::clone(&case));
    Ok(case)
}

/// The district's projection, up to ten years ahead.
///
/// # Errors
/// That no year is counted; the files' and the catalog's errors.
pub fn project(
    district: &District,
    progress: &dyn Progress,
) -> Result<DistrictReport, OfficeError> {
    let case = case(district, progress)?;
    Ok(case.desk(district)?.district())
}

/// The projection itself, for the rooms that build on it.
///
/// # Errors
/// That no year is counted; the files' and the catalog's errors.
pub(crate) fn with_projection<T>(
    district: &District,
    progress: &dyn Progress,
    with: impl FnOnce(&Projection) -> T,
) -> Result<T, OfficeError> {
    Ok(with(&case(district, progress)?.projection))
}

/// One school's projection.
///
/// # Errors
/// That there is no such school; the files' and the catalog's errors.
pub fn school(
    district: &District,
    id: &str,
    progress: &dyn Progress,
) -> Result<SchoolReport, OfficeError> {
    let case = case(district, progress)?;
    let at = case.inputs().roll.find_school(id).ok_or_else(|| OfficeError::Unknown {
        kind: "school with counted or expected students",
        name: id.to_owned(),
        known: case.inputs().roll.schools().iter().map(|school| school.id.clone()).collect(),
    })?;
    Ok(case.desk(district)?.school(at))
}

/// Every method's errors from every earlier year, side by side.
///
/// # Errors
/// That no year is counted; the files' and the catalog's errors.
pub fn backtest(
    district: &District,
    progress: &dyn Progress,
) -> Result<Arc<Backtest>, OfficeError> {
    let case = case(district, progress)?;
    let mut kept = case.backtest.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(backtest) = kept.as_ref() {
        return Ok(Arc::clone(backtest));
    }
    progress.begin("Testing every method from every year", None);
    let backtest = Arc::new(case.study.backtest());
    progress.end();
    *kept = Some(Arc::clone(&backtest));
    Ok(backtest)
}

/// The events that the projection knows, past and to come: a stable key and a sentence.
///
/// # Errors
/// That no year is counted; the files' and the catalog's errors.
pub fn events(
    district: &District,
    progress: &dyn Progress,
) -> Result<Vec<(String, String)>, OfficeError> {
    let case = case(district, progress)?;
    Ok(traction_core::enrollment::explain::list_events(case.inputs()))
}

/// A kept version of the projection, in one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its number.
    pub id: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub who: String,
    /// The version itself.
    pub kept: Kept,
    /// Its errors in the years that have come since.
    pub errors: Vec<LaterError>,
    /// The district next year, if it may be shown.
    pub next: Option<(i16, f64)>,
}

/// Keeps the projection as a version, with what changed since the one before and why. Schools can
/// read it from then on, which the plan's calendar counts as the day on which they had it.
///
/// # Errors
/// [`OfficeError::Refused`] when the independent check finds something; when the person does not
/// bring in the district's files; the catalog's errors.
pub fn keep(
    district: &District,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<i64, OfficeError> {
    district.why_do(Deed::Import)?;
    let case = case(district, progress)?;
    let wrong = check(case.inputs(), &case.projection);
    if let Some(first) = wrong.first() {
        return Err(OfficeError::Refused {
            what: format!("the projection disagrees with itself and was not kept: {}", first.what),
            hint: "this is a mistake in Traction; please send the words above".to_owned(),
        });
    }
    let mut kept = Kept::of(&case.projection, case.inputs());
    let before = journal::list_proposals::<Kept>(district, ROOM, KIND)?;
    if let Some(before) = before.first() {
        progress.begin("Finding what changed since the last version", None);
        kept.since = version::compare(before.id, &before.result, &kept, case.inputs());
        progress.end();
    }
    let findings: Vec<String> = wrong.into_iter().map(|wrong| wrong.what).collect();
    let policy = format!("enrollment {METHOD}; sections {}", case.sections.version);
    let made = Made {
        room: ROOM,
        kind: KIND,
        policy: &policy,
        seed: 0,
        result: &kept,
        findings: &findings,
    };
    let id = journal::propose(district, &made, now)?;
    let schools: Vec<String> = kept.schools.iter().map(|(number, _)| number.clone()).collect();
    crate::plan::note_release(district, "enrollment", kept.origin + 1, &schools, now)?;
    Ok(id)
}

/// The kept versions, latest first, each with its errors since.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn versions(district: &District, progress: &dyn Progress) -> Result<Vec<Version>, OfficeError> {
    let case = case(district, progress)?;
    let kept = journal::list_proposals::<Kept>(district, ROOM, KIND)?;
    kept.into_iter().map(|proposal| version_of(district, &case, proposal)).collect()
}

fn version_of(
    district: &District,
    case: &Case,
    proposal: Proposal<Kept>,
) -> Result<Version, OfficeError> {
    let Proposal { id, at, who, result: kept, .. } = proposal;
    let rule = protection_now(district)?;
    let next = kept.district_in(kept.origin + 1).filter(|banded| {
        let n = banded.value.max(0.0) as u64;
        rule.show(n, n, || ()).value().is_some()
    });
    Ok(Version {
        next: next.map(|banded| (kept.origin + 1, banded.value)),
        errors: version::later_errors(&kept, &case.inputs().roll),
        id,
        at,
        who,
        kept,
    })
}

/// What changed between two kept versions, the older first; without numbers, the last two.
///
/// # Errors
/// [`OfficeError::Refused`] when there are not two, or they project no common year; the files' and
/// the catalog's errors.
pub fn compare(
    district: &District,
    pair: Option<(i64, i64)>,
    progress: &dyn Progress,
) -> Result<Comparison, OfficeError> {
    let case = case(district, progress)?;
    let few = || OfficeError::NotYet {
        what: "there are not two kept versions to compare".to_owned(),
        hint: "traction enrollment project --keep keeps one".to_owned(),
    };
    let (older, newer) = match pair {
        Some((older, newer)) => (
            journal::load_proposal::<Kept>(district, ROOM, KIND, older)?,
            journal::load_proposal::<Kept>(district, ROOM, KIND, newer)?,
        ),
        None => {
            let mut kept = journal::list_proposals::<Kept>(district, ROOM, KIND)?.into_iter();
            let newer = kept.next().ok_or_else(few)?;
            (kept.next().ok_or_else(few)?, newer)
        }
    };
    // What was found when the newer was made stands; another pair is compared by today's facts.
    let kept = newer.result.since.clone().filter(|since| since.version == older.id);
    let since = match kept {
        Some(since) => since,
        None => version::compare(older.id, &older.result, &newer.result, case.inputs())
            .ok_or_else(|| OfficeError::Refused {
                what: format!("versions {} and {} project no common year", older.id, newer.id),
                hint: "traction enrollment compare lists the versions".to_owned(),
            })?,
    };
    let rule = protection_now(district)?;
    let schools = since
        .schools
        .iter()
        .filter(|moved| {
            let (a, b) = (moved.before.max(0.0) as u64, moved.now.max(0.0) as u64);
            [a, b].into_iter().all(|n| n == 0 || rule.show(n, n, || ()).value().is_some())
        })
        .map(|moved| {
            let at = case.inputs().roll.find_school(&moved.school_id);
            let name = at.map_or_else(
                || moved.school_id.clone(),
                |at| case.inputs().roll.schools()[at].name.clone(),
            );
            (name, moved.clone())
        })
        .collect();
    Ok(Comparison { older: older.id, newer: newer.id, year: since.year, schools, since })
}

/// What changed between two versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The older version.
    pub older: i64,
    /// The newer.
    pub newer: i64,
    /// The calendar year in which the school year ends that both project.
    pub year: i16,
    /// School by school: its name, and how far it moved and by what; small schools are left out.
    pub schools: Vec<(String, version::Moved)>,
    /// The same in full.
    since: Since,
}

impl Comparison {
    /// Schools that moved and are too small to show.
    pub fn left_out(&self) -> usize {
        self.since.schools.len() - self.schools.len()
    }
}

/// The method page's table of all methods, in Markdown.
///
/// # Errors
/// That no year is counted; the files' and the catalog's errors.
pub fn methods_in_markdown(
    district: &District,
    progress: &dyn Progress,
) -> Result<String, OfficeError> {
    Ok(report::methods_in_markdown(&*backtest(district, progress)?))
}

/// How the default's weights fall, by kind of cell.
///
/// # Errors
/// That no year is counted; the files' and the catalog's errors.
pub fn weights(district: &District, progress: &dyn Progress) -> Result<Sheet, OfficeError> {
    let case = case(district, progress)?;
    Ok(sheets::weight_sheet(&case.projection))
}

//! The study of a district's facts, counted once for each state of facts and rules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use traction_core::disclosure::Protection;
use traction_core::district::{Facts, SchoolYear, find_table};
use traction_core::gaps::engine::list_unlike;
use traction_core::gaps::report::Brief;
use traction_core::gaps::{Measures, Study};
use traction_store::{ImportId, Snapshot, Want};

use super::FINDINGS;
use crate::access::Sight;
use crate::definitions;
use crate::disclosure;
use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;
use crate::years::{self, Closed};

/// What was counted last, and of which facts and rules.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    kept: Mutex<Option<Kept>>,
    /// Whether no more is counted than the measure that a question is about.
    is_sparing: bool,
}

impl Counted {
    /// For one question and its answer.
    pub(crate) fn sparing() -> Counted {
        Counted { is_sparing: true, ..Counted::default() }
    }
}

#[derive(Debug)]
struct Kept {
    key: String,
    study: Arc<Study>,
    brief: Option<Arc<Brief>>,
}

/// The study of the facts as they are, or as they stood. Closed years are counted from what they
/// were closed with.
pub(super) fn study(
    district: &District,
    progress: &dyn Progress,
) -> Result<Arc<Study>, OfficeError> {
    count(district, None, progress)
}

/// A study that holds at least a measure: it alone where the district is asked one thing only.
pub(super) fn study_of(
    district: &District,
    measure: &str,
    progress: &dyn Progress,
) -> Result<Arc<Study>, OfficeError> {
    count(district, Some(measure).filter(|_| district.counted.is_sparing), progress)
}

fn count(
    district: &District,
    alone: Option<&str>,
    progress: &dyn Progress,
) -> Result<Arc<Study>, OfficeError> {
    district.why_see(Sight::Aggregates)?;
    let measures = definitions::in_use(district)?;
    // A measure that there is not is refused by the study of all, which knows their names.
    let alone = alone.filter(|id| measures.find(id).is_some());
    let closed = years::closed(district)?;
    let rule = disclosure::protection_now(district)?;
    let releases = disclosure::list_numbers(district)?;
    let mut key = key_of(district, &measures, &closed, &rule, releases.len())?;
    key.extend(alone);
    // Whoever asks while it is being counted waits here and gets the same study.
    let mut kept = district.counted.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(kept) = kept.as_ref().filter(|kept| kept.key == key) {
        return Ok(Arc::clone(&kept.study));
    }
    progress.begin("Loading the facts", None);
    let snapshot = district.snapshot()?;
    let apart = list_apart(district, &snapshot, &measures, &closed)?;
    let only = |measures: Measures| match alone {
        Some(id) => measures.only(|of| of == id),
        None => measures,
    };
    let measures = only(measures);
    let facts = load_tables(&snapshot, [&measures], None)?;
    let what = match alone {
        Some(_) => "Counting by year, school and group",
        None => "Counting every measure by year, school and group",
    };
    progress.begin(what, None);
    let left_out: BTreeSet<SchoolYear> =
        apart.iter().flat_map(|group| group.years.iter().copied()).collect();
    let mut study = Study::build_but(&left_out, &facts, &measures, rule);
    drop(facts);
    for group in apart {
        let (last, measures) = (group.years.last().copied(), only(group.measures));
        let facts = load_tables(&group.snapshot, [&measures], last)?;
        study.keep(&group.years, &facts, &measures);
    }
    let study = study.after(&disclosure::list_recorded(district)?);
    progress.end();
    if district.past().is_none()
        && let Err(error) = definitions::note(district, Timestamp::now())
    {
        // A folder that may only be read is shown all the same.
        tracing::warn!(%error, "the definitions in use could not be noted");
    }
    let study = Arc::new(study);
    *kept = Some(Kept { key, study: Arc::clone(&study), brief: None });
    Ok(study)
}

/// Closed years that are counted together from other facts or definitions than those in use.
struct Apart {
    years: BTreeSet<SchoolYear>,
    snapshot: Snapshot,
    measures: Measures,
}

/// The closed years whose facts or definitions are not those of the others any more.
fn list_apart(
    district: &District,
    snapshot: &Snapshot,
    measures: &Measures,
    closed: &[Closed],
) -> Result<Vec<Apart>, OfficeError> {
    let mut groups: BTreeMap<(i64, String), Apart> = BTreeMap::new();
    for year in closed {
        let then = definitions::of_definitions(&year.closing.measures)?;
        if let Some(id) = list_unlike(measures, &then).first() {
            return Err(OfficeError::Refused {
                what: format!(
                    "{id} is now a figure of another kind than when {} was closed",
                    year.year
                ),
                hint: "give the new definition an id of its own, in policy/measures/".to_owned(),
            });
        }
        let at_closing = district.folder.snapshot_as_of(ImportId(year.closing.import))?;
        let same_facts = list_hashes(&at_closing, &then, year.year)
            == list_hashes(snapshot, measures, year.year);
        let same_rules = then.list().iter().all(|old| measures.find(&old.id) == Some(old));
        if same_facts && same_rules {
            continue;
        }
        let hashes: Vec<&str> = year.closing.measures.iter().map(|d| d.hash.as_str()).collect();
        groups
            .entry((year.closing.import, hashes.join(" ")))
            .or_insert_with(|| Apart {
                years: BTreeSet::new(),
                snapshot: at_closing,
                // What was no measure then has no figure that could move: it is counted by what is
                // in use, from the facts of then.
                measures: then.completed_by(measures),
            })
            .years
            .insert(year.year);
    }
    Ok(groups.into_values().collect())
}

/// The parts that figures of a year may be read from: of standing tables and of years up to it.
fn list_hashes(snapshot: &Snapshot, measures: &Measures, until: SchoolYear) -> Vec<String> {
    let tables = list_tables(&[measures]);
    let parts = snapshot.list_parts().into_iter();
    parts
        .filter(|part| tables.contains(part.slot.table.name))
        .filter(|part| part.slot.year.is_none_or(|year| year <= until))
        .map(|part| format!("{} {}", part.slot, part.hash))
        .collect()
}

/// The brief of the facts as they are now.
pub(super) fn brief(
    district: &District,
    progress: &dyn Progress,
) -> Result<Arc<Brief>, OfficeError> {
    if district.snapshot()?.list_slots().is_empty() {
        return Err(OfficeError::Refused {
            what: match district.past() {
                Some(_) => "nothing had been imported by then".to_owned(),
                None => "no files are loaded yet".to_owned(),
            },
            hint: match district.past() {
                Some(_) => "traction facts log says when files came in".to_owned(),
                None => "traction import FILES; any subset of the tables will do".to_owned(),
            },
        });
    }
    let study = study(district, progress)?;
    let lock = || district.counted.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let of_this_study = |kept: &Kept| Arc::ptr_eq(&kept.study, &study);
    if let Some(brief) = lock().as_ref().filter(|k| of_this_study(k)).and_then(|k| k.brief.clone())
    {
        return Ok(brief);
    }
    progress.begin("Choosing the findings", None);
    let brief = Arc::new(study.brief(FINDINGS));
    progress.end();
    if let Some(kept) = lock().as_mut().filter(|k| of_this_study(k)) {
        kept.brief = Some(Arc::clone(&brief));
    }
    Ok(brief)
}

fn key_of(
    district: &District,
    measures: &Measures,
    closed: &[Closed],
    rule: &Protection,
    releases: usize,
) -> Result<String, OfficeError> {
    let fingerprint = district.snapshot()?.fingerprint();
    let closed: Vec<String> = closed.iter().map(|closed| closed.entry.to_string()).collect();
    Ok(format!("{fingerprint} {rule:?} {releases} {} {measures:?}", closed.join(" ")))
}

/// The tables that some measure is counted from.
fn list_tables(measures: &[&Measures]) -> BTreeSet<&'static str> {
    let mut names: BTreeSet<&'static str> = BTreeSet::from(["clusters"]);
    for measure in measures.iter().flat_map(|measures| measures.list()) {
        names.extend(measure.grain.reads());
    }
    names
}

/// Those tables, of all years or of those up to one: a cohort's history lies in earlier years.
pub(crate) fn load_tables<'a>(
    snapshot: &Snapshot,
    measures: impl IntoIterator<Item = &'a Measures>,
    until: Option<SchoolYear>,
) -> Result<Facts, OfficeError> {
    let measures: Vec<&Measures> = measures.into_iter().collect();
    let years: Vec<SchoolYear> = snapshot
        .list_slots()
        .into_iter()
        .filter_map(|entry| entry.slot.year)
        .filter(|year| until.is_none_or(|until| *year <= until))
        .collect();
    let tables = list_tables(&measures).into_iter().filter_map(find_table);
    let wants: Vec<Want> =
        tables.map(|table| Want::all(table).years(years.iter().copied())).collect();
    Ok(snapshot.load(&wants)?)
}

/// What the figures of a year are counted from: what it was closed with, or what there is.
pub(super) fn load_grounds(
    district: &District,
    year: SchoolYear,
) -> Result<(Facts, Measures), OfficeError> {
    if let Some(closed) = years::closed(district)?.into_iter().find(|c| c.year == year) {
        let measures = definitions::of_definitions(&closed.closing.measures)?
            .completed_by(&definitions::in_use(district)?);
        let snapshot = district.folder.snapshot_as_of(ImportId(closed.closing.import))?;
        return Ok((load_tables(&snapshot, [&measures], Some(year))?, measures));
    }
    let measures = definitions::in_use(district)?;
    Ok((load_tables(&district.snapshot()?, [&measures], None)?, measures))
}

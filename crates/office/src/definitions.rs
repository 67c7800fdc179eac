//! Which definitions of measures are in use, now or at a past moment, and what changes with them.
//!
//! A definition is a dated text: one that ships, or a file in the district's `policy/measures/`.
//! Each text that comes into use is noted in the journal, so that a figure of a past day can be
//! counted by the text of that day even when the file is another by now.

mod diff;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use traction_core::gaps::policy::{PolicyError, SHIPPED};
use traction_core::gaps::{Measure, Measures};

pub use diff::{Versions, diff};

use crate::district::District;
use crate::error::OfficeError;
use crate::journal;

/// The journal's room for definitions.
const ROOM: &str = "measures";

/// The kind of entry that says which text of a measure came into use; its subject is the measure.
const IN_USE: &str = "in_use";

/// Where a text that ships comes from.
const SHIPS: &str = "ships with Traction";

/// One text of one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The measure's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The hash of its text.
    pub hash: String,
    /// Where the text came from.
    pub from: String,
    /// The text; `None` says that the measure went out of use.
    pub text: Option<String>,
}

/// The measures in use, now or at the moment as of which the district is looked at.
pub(crate) fn in_use(district: &District) -> Result<Measures, OfficeError> {
    let noted = list_noted(district, district.moment())?;
    if district.past().is_none() || noted.is_empty() {
        let texts = list_own(district)?;
        return by_day(&texts, &[], district.day());
    }
    of_definitions(&latest(&noted))
}

/// The measures of noted definitions, in the usual order.
pub(crate) fn of_definitions(definitions: &[Definition]) -> Result<Measures, OfficeError> {
    let texts = definitions.iter().filter_map(|d| Some((d.id.as_str(), d.text.as_deref()?)));
    let measures = Measures::of_texts(texts).map_err(refuse)?;
    Ok(measures)
}

/// The definitions in force now, each with its text.
pub(crate) fn list_in_force(district: &District) -> Result<Vec<Definition>, OfficeError> {
    let own = list_own(district)?;
    let measures = by_day(&own, &[], district.day())?;
    let ours = own.iter().map(|(name, text)| {
        (format!("policy/measures/{name}"), text.as_str(), Measure::parse(name, text))
    });
    let shipped =
        SHIPPED.iter().map(|(name, text)| (SHIPS.to_owned(), *text, Measure::parse(name, text)));
    let known: Vec<_> = ours.chain(shipped).collect();
    let definition = |measure: &Measure| {
        let is_it = |parsed: &Result<Measure, PolicyError>| parsed.as_ref() == Ok(measure);
        let (from, text, _) = known.iter().find(|(_, _, parsed)| is_it(parsed))?;
        Some(Definition {
            id: measure.id.clone(),
            version: measure.version.clone(),
            hash: traction_store::parts::hash_text(text),
            from: from.clone(),
            text: Some((*text).to_owned()),
        })
    };
    Ok(measures.list().iter().filter_map(definition).collect())
}

/// Notes the settings and the definitions that came into use since they were noted last.
///
/// # Errors
/// The catalog's errors; a measure's file that cannot be read.
pub fn note(district: &District, now: Timestamp) -> Result<(), OfficeError> {
    district.may_change()?;
    let who = district.person().name();
    district.folder.catalog()?.note_settings(district.folder.settings(), who, now)?;
    let noted = latest(&list_noted(district, None)?);
    let in_force = list_in_force(district)?;
    let mut changed: Vec<(String, Definition)> =
        in_force.iter().filter(|d| !noted.contains(d)).map(|d| (d.id.clone(), d.clone())).collect();
    for gone in noted.iter().filter(|d| !in_force.iter().any(|known| known.id == d.id)) {
        changed.push((gone.id.clone(), Definition { text: None, ..gone.clone() }));
    }
    if !changed.is_empty() {
        journal::enter_all(district, ROOM, IN_USE, &changed, now)?;
    }
    Ok(())
}

/// Every text that was noted by a moment, earliest first.
fn list_noted(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<Vec<Definition>, OfficeError> {
    let entries = journal::list::<Definition>(district, ROOM, IN_USE, None, as_of)?;
    Ok(entries.into_iter().map(|entry| entry.body).collect())
}

/// The latest text of each measure that has one, those that ship first and in their order.
fn latest(noted: &[Definition]) -> Vec<Definition> {
    let mut by_id: BTreeMap<&str, &Definition> = BTreeMap::new();
    for definition in noted {
        by_id.insert(&definition.id, definition);
    }
    let place = |id: &str| {
        let file = format!("{id}.toml");
        SHIPPED.iter().position(|(name, _)| *name == file).unwrap_or(SHIPPED.len())
    };
    let mut latest: Vec<Definition> = by_id.into_values().cloned().collect();
    latest.retain(|definition| definition.text.is_some());
    latest.sort_by_key(|definition| place(&definition.id));
    latest
}

fn by_day(
    own: &[(String, String)],
    earlier: &[(String, String)],
    day: jiff::civil::Date,
) -> Result<Measures, OfficeError> {
    Measures::in_force(
        own.iter().map(|(name, text)| (name.as_str(), text.as_str())),
        earlier.iter().map(|(name, text)| (name.as_str(), text.as_str())),
        day,
    )
    .map_err(refuse)
}

/// The district's own measure files: name and text, by name.
pub(crate) fn list_own(district: &District) -> Result<Vec<(String, String)>, OfficeError> {
    list_texts(&district.folder.policy_path(), "measures")
}

/// The measures in force today for a policy folder, or those that ship.
pub(crate) fn in_force_at(policy: Option<&std::path::Path>) -> Result<Measures, OfficeError> {
    let own = policy.map_or_else(|| Ok(Vec::new()), |policy| list_texts(policy, "measures"))?;
    by_day(&own, &[], jiff::Zoned::now().date())
}

/// The TOML files of one of the policy folders: name and text, by name.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn list_texts(
    policy: &std::path::Path,
    of: &str,
) -> Result<Vec<(String, String)>, OfficeError> {
    let Ok(entries) = std::fs::read_dir(policy.join(of)) else { return Ok(Vec::new()) };
    let mut paths: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    paths.into_iter().map(read_text).collect()
}

fn read_text(path: std::path::PathBuf) -> Result<(String, String), OfficeError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((name, text)),
        Err(source) => Err(OfficeError::File { path, verb: "read", source }),
    }
}

pub(crate) fn refuse(error: PolicyError) -> OfficeError {
    OfficeError::Refused {
        what: error.to_string(),
        hint: "correct the file, or move it out of policy/measures/".to_owned(),
    }
}

//! The study of a district's facts, counted once for each state of facts and rules.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use traction_core::disclosure::Protection;
use traction_core::district::{Facts, find_table};
use traction_core::gaps::report::Brief;
use traction_core::gaps::{Measures, Study};
use traction_store::Want;

use super::FINDINGS;
use crate::access::Sight;
use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;

/// What was counted last, and of which facts and rules.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug)]
struct Kept {
    key: String,
    study: Arc<Study>,
    brief: Option<Arc<Brief>>,
}

/// The study of the facts as they are now.
pub(super) fn study(
    district: &District,
    progress: &dyn Progress,
) -> Result<Arc<Study>, OfficeError> {
    district.why_see(Sight::Aggregates)?;
    let texts = list_policy_texts(Some(&district.folder.policy_path()))?;
    let key = key_of(district, &texts)?;
    // Whoever asks while it is being counted waits here and gets the same study.
    let mut kept = district.counted.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(kept) = kept.as_ref().filter(|kept| kept.key == key) {
        return Ok(Arc::clone(&kept.study));
    }
    let measures = measures_of(&texts)?;
    progress.begin("Loading the facts", None);
    let facts = load_facts(district)?;
    progress.begin("Counting every measure by year, school and group", None);
    let minimum = u64::from(district.minimum_group_size());
    let study = Study::build(&facts, &measures, Protection::with_minimum_group(minimum));
    progress.end();
    let study = Arc::new(study);
    *kept = Some(Kept { key, study: Arc::clone(&study), brief: None });
    Ok(study)
}

/// The brief of the facts as they are now.
pub(super) fn brief(
    district: &District,
    progress: &dyn Progress,
) -> Result<Arc<Brief>, OfficeError> {
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

fn key_of(district: &District, texts: &[(String, String)]) -> Result<String, OfficeError> {
    let fingerprint = district.folder.snapshot()?.fingerprint();
    let minimum = district.minimum_group_size();
    let texts: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    Ok(format!("{fingerprint} {minimum} {}", texts.join("\n")))
}

/// The tables that some measure is counted from. All years: a cohort's history lies in earlier ones.
pub(super) fn load_facts(district: &District) -> Result<Facts, OfficeError> {
    let measures = super::measures(district)?;
    let mut names: BTreeSet<&'static str> = BTreeSet::from(["clusters"]);
    for measure in measures.list() {
        names.extend(measure.grain.reads());
    }
    let wants: Vec<Want> = names.into_iter().filter_map(find_table).map(Want::all).collect();
    Ok(district.folder.snapshot()?.load(&wants)?)
}

/// The measures that ship, and those of a policy folder over them.
pub(super) fn load_measures(policy: Option<&Path>) -> Result<Measures, OfficeError> {
    measures_of(&list_policy_texts(policy)?)
}

fn measures_of(texts: &[(String, String)]) -> Result<Measures, OfficeError> {
    let refuse = |error: traction_core::gaps::policy::PolicyError| OfficeError::Refused {
        what: error.to_string(),
        hint: "correct the file, or move it out of policy/measures/".to_owned(),
    };
    let files = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Measures::shipped().and_then(|shipped| shipped.with(files)).map_err(refuse)
}

/// The district's own measure files: name and text, by name.
fn list_policy_texts(policy: Option<&Path>) -> Result<Vec<(String, String)>, OfficeError> {
    let Some(folder) = policy.map(|path| path.join("measures")) else { return Ok(Vec::new()) };
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut paths: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).map_err(|source| OfficeError::File {
                path,
                verb: "read",
                source,
            })?;
            Ok((name, text))
        })
        .collect()
}

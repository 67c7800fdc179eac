//! The policies that a district can choose from, and what is wrong with one.

use std::path::Path;

use serde::Serialize;
use traction_core::choice::Policy;
use traction_core::choice::policy::{Problem, Reading, SHIPPED, check_policy};

use super::{load_round, year_of};
use crate::definitions::list_texts as list_files;
use crate::district::District;
use crate::error::OfficeError;
use crate::sheet::{Cell, Sheet};

/// One policy on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyLine {
    /// Its id: the file's name without its ending.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is for.
    pub about: String,
    /// Whether it is the district's own.
    pub own: bool,
    /// Whether it can be used.
    pub usable: bool,
}

/// The district's own policies and those that ship; an own one stands in the place of a shipped
/// one of the same name. `folder` is the district's policy folder.
fn list_texts(folder: Option<&Path>) -> Result<Vec<(String, String, bool)>, OfficeError> {
    let mut texts: Vec<(String, String, bool)> = Vec::new();
    if let Some(folder) = folder {
        for (file, text) in list_files(folder, "choice")? {
            let id = file.strip_suffix(".toml").unwrap_or(&file);
            texts.push((id.to_owned(), text, true));
        }
    }
    for (file, text) in SHIPPED {
        let id = file.trim_end_matches(".toml");
        if !texts.iter().any(|(known, _, _)| known == id) {
            texts.push((id.to_owned(), (*text).to_owned(), false));
        }
    }
    texts.sort();
    Ok(texts)
}

fn read_text(path: &Path) -> Result<String, OfficeError> {
    std::fs::read_to_string(path).map_err(OfficeError::file(path, "read"))
}

/// Every policy that the district can choose.
///
/// # Errors
/// A file that cannot be read.
pub fn list_policies(district: &District) -> Result<Vec<PolicyLine>, OfficeError> {
    let texts = list_texts(Some(&district.folder.policy_path()))?;
    let line = |(id, text, own): (String, String, bool)| {
        let policy = check_policy(&text).policy;
        let of = |part: fn(&Policy) -> &String| policy.as_ref().map(part).cloned();
        PolicyLine {
            name: of(|p| &p.name).unwrap_or_else(|| id.clone()),
            version: of(|p| &p.version).unwrap_or_default(),
            about: of(|p| &p.about).unwrap_or_default(),
            usable: policy.is_some(),
            own,
            id,
        }
    };
    Ok(texts.into_iter().map(line).collect())
}

/// The text of a policy: a file, or the name of one of the district's or of those that ship.
///
/// # Errors
/// When there is none of that name.
pub fn find_policy(district: Option<&District>, name: &str) -> Result<String, OfficeError> {
    let path = Path::new(name);
    if path.extension().is_some_and(|ending| ending == "toml") && path.exists() {
        return read_text(path);
    }
    let texts = list_texts(district.map(|d| d.folder.policy_path()).as_deref())?;
    let wanted = name.trim_end_matches(".toml");
    match texts.iter().find(|(id, _, _)| id == wanted) {
        Some((_, text, _)) => Ok(text.clone()),
        None => Err(OfficeError::Unknown {
            kind: "choice policy",
            name: name.to_owned(),
            known: texts.into_iter().map(|(id, _, _)| id).collect(),
        }),
    }
}

/// A policy that can be used.
///
/// # Errors
/// When there is none of that name, or something blocks it.
pub(super) fn usable(district: &District, name: &str) -> Result<(Policy, String), OfficeError> {
    let text = find_policy(Some(district), name)?;
    let Reading { policy, problems } = check_policy(&text);
    policy.map(|policy| (policy, text)).ok_or_else(|| {
        let first = problems.iter().find(|problem| problem.blocks());
        OfficeError::Refused {
            what: first.map_or_else(String::new, |p| format!("{name} cannot be used: {}", p.what)),
            hint: format!("traction choice check-policy {name}"),
        }
    })
}

/// What a policy meets in the district's own rows.
///
/// # Errors
/// When no applications are loaded.
pub fn check_rows(
    district: &District,
    policy: &Policy,
    year: Option<i16>,
) -> Result<Sheet, OfficeError> {
    let year = year_of(district, year)?;
    let (round, findings) = load_round(district, policy, year)?;
    let title = format!(
        "{} applications for {year} under {}",
        crate::sheet::group_thousands(round.applications.len() as u64),
        policy.name
    );
    let mut sheet = Sheet::of("rows", &title, &["found|Found in the rows", "remedy|What follows"]);
    for finding in findings {
        sheet.push(vec![finding.what.into(), finding.remedy.into()]);
    }
    if sheet.rows.is_empty() {
        sheet.notes.push("Nothing in the rows stands in the policy's way.".to_owned());
    }
    Ok(sheet)
}

/// What is worth saying about a policy's text.
pub fn problems_sheet(name: &str, problems: &[Problem]) -> Sheet {
    let blocking = problems.iter().filter(|problem| problem.blocks()).count();
    let title = match (blocking, problems.len()) {
        (0, 0) => format!("{name}: nothing to say; it can be used"),
        (0, _) => format!("{name}: it can be used; read these"),
        (1, _) => format!("{name}: one thing keeps it from being used"),
        (many, _) => format!("{name}: {many} things keep it from being used"),
    };
    let columns = ["line|Line|n", "severity|How much", "what|What", "remedy|What to do"];
    let mut sheet = Sheet::of("problems", &title, &columns);
    for problem in problems {
        sheet.push(vec![
            problem.line.map_or(Cell::Empty, |line| Cell::Count(line as u64)),
            problem.severity.word().into(),
            problem.what.clone().into(),
            problem.remedy.clone().into(),
        ]);
    }
    sheet
}

/// A policy rule by rule.
pub fn words_sheet(policy: &Policy) -> Sheet {
    let mut sheet = Sheet::of("policy", &policy.name, &["rule|Rule", "says|What it says"]);
    for (rule, says) in policy.in_words() {
        sheet.push(vec![rule.into(), says.into()]);
    }
    sheet.notes.push(policy.about.clone());
    sheet
}

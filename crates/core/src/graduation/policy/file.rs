//! How one diploma's file is laid out.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DiplomaFile {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub name_es: String,
    #[serde(default)]
    pub place: String,
    pub version: String,
    #[serde(default)]
    pub adopted: bool,
    pub entering_from: Option<Spanned<String>>,
    pub entering_until: Option<Spanned<String>>,
    pub citation: String,
    pub verified: bool,
    #[serde(default)]
    pub note: String,
    pub unit: Spanned<f64>,
    #[serde(default = "one")]
    pub year_course: f64,
    pub total: Spanned<f64>,
    #[serde(default = "seven")]
    pub periods: u32,
    #[serde(default)]
    pub beside_day: f64,
    #[serde(default)]
    pub summer: f64,
    #[serde(default)]
    pub college_hours: f64,
    #[serde(default = "tenth")]
    pub section_fte: f64,
    pub marks: MarksFile,
    pub middle_school: Option<MiddleSchoolFile>,
    pub repeats: Option<Spanned<String>>,
    #[serde(default)]
    pub repeatable: Vec<Spanned<MatcherFile>>,
    #[serde(default)]
    pub same_courses: Vec<Vec<String>>,
    #[serde(default)]
    pub never_give_up: Vec<Spanned<MatcherFile>>,
    #[serde(default = "b_minus")]
    pub ready_average: f64,
    #[serde(default)]
    pub ledger: Vec<LedgerFile>,
    #[serde(default)]
    pub requirement: Vec<Spanned<RequirementFile>>,
    #[serde(default)]
    pub may_share: Vec<Spanned<ShareFile>>,
}

pub(super) fn one() -> f64 {
    1.0
}

pub(super) fn seven() -> u32 {
    7
}

/// Where a file does not say when a student is ready: our own rule, a B−.
pub(super) fn b_minus() -> f64 {
    2.7
}

pub(super) fn tenth() -> f64 {
    0.1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarksFile {
    pub points: BTreeMap<String, f64>,
    #[serde(default)]
    pub pass: Vec<String>,
    pub pass_counts_as: Option<Spanned<String>>,
    #[serde(default)]
    pub pass_in: Vec<PassFile>,
    pub passing: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PassFile {
    pub year: Spanned<String>,
    pub counts_as: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MiddleSchoolFile {
    pub counts_as: Spanned<String>,
    #[serde(default)]
    pub accepts: Vec<Spanned<MatcherFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LedgerFile {
    pub id: String,
    pub name: String,
    pub name_es: Option<String>,
    pub required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MatcherFile {
    pub course: Option<String>,
    pub sced: Option<String>,
    pub subject: Option<String>,
    pub tag: Option<String>,
    pub level: Option<String>,
    #[serde(default)]
    pub any: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequirementFile {
    pub id: String,
    pub name: String,
    pub name_es: Option<String>,
    pub area: Option<String>,
    #[serde(default = "diploma_ledger")]
    pub ledger: String,
    pub choice: Option<String>,
    pub option: Option<String>,
    pub credits: Option<Spanned<f64>>,
    #[serde(default)]
    pub accepts: Vec<Spanned<MatcherFile>>,
    #[serde(default)]
    pub except: Vec<Spanned<MatcherFile>>,
    pub minimum_mark: Option<Spanned<String>>,
    pub exams: Option<u32>,
    #[serde(default)]
    pub ways: Vec<Vec<ExamFile>>,
    pub average: Option<f64>,
    #[serde(default)]
    pub shown: bool,
    pub entering_from: Option<Spanned<String>>,
    pub entering_until: Option<Spanned<String>>,
    pub citation: Option<String>,
    pub verified: Option<bool>,
    pub note: Option<String>,
}

pub(super) fn diploma_ledger() -> String {
    "diploma".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExamFile {
    pub assessment: String,
    pub subject: Option<String>,
    pub minimum_score: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShareFile {
    pub first: String,
    pub second: String,
    pub credits: Option<f64>,
}

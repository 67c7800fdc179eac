//! Reading a policy's text; every value keeps its line, so that a mistake can be pointed at.

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFile {
    pub id: String,
    pub name: String,
    pub version: String,
    #[serde(default)]
    pub about: String,
    pub mechanism: Spanned<String>,
    #[serde(default = "single")]
    pub lottery: Spanned<String>,
    #[serde(default = "sealed")]
    pub register: Spanned<String>,
    pub isolated: Option<Spanned<IsolatedFile>>,
    pub feeder: Option<Spanned<FeederFile>>,
    pub neighborhood: Option<Spanned<NeighborhoodFile>>,
    #[serde(default, rename = "class")]
    pub classes: Vec<Spanned<ClassFile>>,
    #[serde(default, rename = "reserve")]
    pub reserves: Vec<Spanned<ReserveFile>>,
    #[serde(default)]
    pub precedence: Vec<Spanned<String>>,
    pub siblings: Option<SiblingsFile>,
    pub default_school: Option<DefaultFile>,
    pub waitlist: Option<WaitlistFile>,
    #[serde(default, rename = "round")]
    pub rounds: Vec<Spanned<RoundFile>>,
    #[serde(default)]
    pub need: Vec<Spanned<NeedFile>>,
}

fn single() -> Spanned<String> {
    Spanned::new(0..0, "single".to_owned())
}

fn sealed() -> Spanned<String> {
    Spanned::new(0..0, "sealed".to_owned())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IsolatedFile {
    pub program_types: Vec<String>,
    pub more_than_miles: Option<f64>,
    pub more_than_minutes: Option<f64>,
    pub minutes_per_mile: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeederFile {
    pub by: Spanned<String>,
    #[serde(default)]
    pub from: Vec<FeedsFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeedsFile {
    pub school: String,
    pub to: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeighborhoodFile {
    pub by: Spanned<String>,
    pub miles: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassFile {
    pub id: Spanned<String>,
    pub name: String,
    pub name_es: Option<String>,
    #[serde(default)]
    pub when: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReserveFile {
    pub id: Spanned<String>,
    pub name: String,
    pub name_es: Option<String>,
    pub when: Vec<Spanned<String>>,
    #[serde(default)]
    pub at: Vec<String>,
    pub share: Option<Spanned<f64>>,
    pub seats: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiblingsFile {
    pub same_school: bool,
    #[serde(default)]
    pub share_number: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DefaultFile {
    pub program_type: String,
    pub makes_room: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitlistFile {
    pub keep: bool,
    pub days_to_answer: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoundFile {
    pub name: String,
    pub name_es: Option<String>,
    pub closes: Spanned<String>,
    pub offers: Spanned<String>,
    pub answer_by: Spanned<String>,
    pub unplaced: Option<Spanned<String>>,
    pub holders: Option<Spanned<String>>,
    pub lines_before: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeedFile {
    pub when: Spanned<String>,
    pub adds: Spanned<f64>,
}

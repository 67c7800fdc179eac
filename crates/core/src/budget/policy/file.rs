//! The shape of a formula's file, as TOML has it, before anything is checked.

use serde::Deserialize;
use toml::Spanned;

/// A text, and where it stands in the file.
pub(super) type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormulaFile {
    pub id: String,
    pub name: String,
    pub year: Text,
    pub version: String,
    pub authority: String,
    pub citation: String,
    pub source: String,
    #[serde(default)]
    pub verified: bool,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub salaries: Option<Text>,
    #[serde(default)]
    pub file: Vec<PublishedFile>,
    #[serde(default)]
    pub input: Vec<InputFile>,
    #[serde(default)]
    pub number: Vec<NumberFile>,
    #[serde(default)]
    pub price: Vec<PriceFile>,
    #[serde(default)]
    pub fund: Vec<FundFile>,
    #[serde(default)]
    pub line: Vec<LineFile>,
    #[serde(default)]
    pub money: Option<Text>,
    #[serde(default)]
    pub calendar: Option<CalendarFile>,
    #[serde(default)]
    pub class_size: Vec<ClassSizeFile>,
    #[serde(default)]
    pub account: Vec<AccountFile>,
    #[serde(default)]
    pub need: Option<NeedFile>,
    #[serde(default)]
    pub stipend: Vec<StipendFile>,
    #[serde(default)]
    pub support: Vec<SupportFile>,
    #[serde(default)]
    pub lever: Vec<LeverFile>,
    #[serde(default)]
    pub tradeoff: Option<TradeoffFile>,
    #[serde(default)]
    pub growth: Option<GrowthFile>,
    #[serde(default)]
    pub check_in: Vec<CheckInFile>,
    #[serde(default)]
    pub plan_b: Vec<PlanBFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PublishedFile {
    pub id: String,
    pub key: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub only: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InputFile {
    pub name: Text,
    pub doc: String,
    #[serde(default)]
    pub unit: Option<Text>,
    #[serde(default)]
    pub codes: Vec<String>,
    #[serde(default)]
    pub otherwise: Option<Text>,
    #[serde(default)]
    pub facts: Option<FactsFile>,
    #[serde(default)]
    pub published: Option<RecipeFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactsFile {
    #[serde(default)]
    pub students: Option<Text>,
    #[serde(default)]
    pub grades: Vec<String>,
    #[serde(default)]
    pub positions: Option<String>,
    #[serde(default)]
    pub funds: Vec<String>,
    #[serde(default)]
    pub moved: Option<(Text, Text)>,
    #[serde(default)]
    pub below: Option<BelowFile>,
    #[serde(default)]
    pub pay: Option<String>,
    #[serde(default)]
    pub school: Option<Text>,
    #[serde(default)]
    pub years_ago: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BelowFile {
    pub assessment: String,
    #[serde(default)]
    pub subject: Option<Text>,
    pub level: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecipeFile {
    pub file: Text,
    pub value: String,
    #[serde(default)]
    pub only: Vec<(String, Vec<String>)>,
    #[serde(default)]
    pub without: Vec<(String, Vec<String>)>,
    #[serde(default)]
    pub before: Option<String>,
    #[serde(default)]
    pub fold: Option<Text>,
    #[serde(default)]
    pub codes: Vec<(String, String)>,
    #[serde(default)]
    pub when: Option<Text>,
    #[serde(default)]
    pub within: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BandFile {
    pub when: Text,
    pub is: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberFile {
    pub id: Text,
    pub name: String,
    #[serde(default)]
    pub because: String,
    #[serde(default)]
    pub is: Option<Text>,
    #[serde(default)]
    pub bands: Vec<BandFile>,
    #[serde(default)]
    pub otherwise: Option<Text>,
    #[serde(default)]
    pub published: Option<RecipeFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PriceFile {
    pub job: Text,
    pub average: Text,
    #[serde(default)]
    pub actual: Option<Text>,
    #[serde(default)]
    pub because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FundFile {
    pub id: Text,
    pub name: String,
    pub from: Text,
    #[serde(default)]
    pub pays_for: String,
    #[serde(default)]
    pub may_not: String,
    #[serde(default)]
    pub goal: String,
    #[serde(default)]
    pub until: Option<String>,
    #[serde(default)]
    pub restricted: Option<bool>,
    #[serde(default)]
    pub tier: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountFile {
    pub begins: Text,
    pub kind: Text,
    #[serde(default)]
    pub job: Option<Text>,
    #[serde(default)]
    pub tier: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarFile {
    pub count_day: Text,
    pub school_days: Text,
    #[serde(default)]
    pub duty_minutes: Option<Text>,
    #[serde(default)]
    pub because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassSizeFile {
    pub grades: Vec<Text>,
    pub most_students: Text,
    #[serde(default)]
    pub because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermFile {
    #[serde(default)]
    pub name: String,
    pub of: Text,
    #[serde(default)]
    pub per: Option<Text>,
    #[serde(default)]
    pub times: Option<Text>,
    #[serde(default)]
    pub when: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundFile {
    pub amount: Text,
    #[serde(default)]
    pub when: Option<Text>,
    #[serde(default)]
    pub because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldFile {
    pub last: Text,
    pub may_lose: Text,
    #[serde(default)]
    pub because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShareFile {
    pub pool: Text,
    pub by: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineFile {
    pub id: Text,
    pub name: String,
    pub gives: Text,
    #[serde(default)]
    pub job: Option<Text>,
    #[serde(default)]
    pub fund: Option<Text>,
    #[serde(default)]
    pub tier: Option<Text>,
    #[serde(default)]
    pub when: Option<Text>,
    #[serde(default)]
    pub terms: Vec<TermFile>,
    #[serde(default)]
    pub share: Option<ShareFile>,
    #[serde(default)]
    pub round: Option<Text>,
    #[serde(default)]
    pub step: Option<Text>,
    #[serde(default)]
    pub at_least: Option<BoundFile>,
    #[serde(default)]
    pub at_most: Option<BoundFile>,
    #[serde(default)]
    pub hold: Option<HoldFile>,
    #[serde(default)]
    pub because: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub unsettled: String,
    #[serde(default)]
    pub published: Option<RecipeFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeedFile {
    pub name: String,
    pub is: Text,
    #[serde(default)]
    pub tiers: Option<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StipendFile {
    pub name: String,
    pub tier: u8,
    pub job: String,
    pub dollars: Text,
    #[serde(default)]
    pub strong_only: bool,
    #[serde(default)]
    pub exit: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SupportFile {
    pub name: String,
    pub schools: u32,
    pub dollars: Text,
    #[serde(default)]
    pub minutes_a_day: Option<Text>,
    #[serde(default)]
    pub teacher_hours: Option<Text>,
    #[serde(default)]
    pub exit: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeverFile {
    pub id: Text,
    pub name: String,
    pub cost: Text,
    pub reaches: Text,
    pub effect: (Text, Text, Text),
    #[serde(default)]
    pub central_positions: Option<Text>,
    #[serde(default)]
    pub at_most: Option<u32>,
    #[serde(default)]
    pub when: Option<Text>,
    #[serde(default)]
    pub gives: String,
    pub citation: String,
    #[serde(default)]
    pub exit: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TradeoffFile {
    pub budget: Text,
    #[serde(default)]
    pub central_positions: Option<Text>,
    #[serde(default)]
    pub levers_a_school: Option<u32>,
    #[serde(default)]
    pub high_need: Option<Text>,
    #[serde(default)]
    pub high_need_share: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BandOfGrowth {
    pub low: Text,
    pub middle: Text,
    pub high: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrowthFile {
    pub salaries: BandOfGrowth,
    pub prices: BandOfGrowth,
    pub revenue: BandOfGrowth,
    pub follows_students: Text,
    #[serde(default)]
    pub scale: Option<ScaleFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleFile {
    pub name: String,
    pub citation: String,
    pub first_step: u8,
    #[serde(default)]
    pub leaving: Option<Text>,
    pub dollars: Vec<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckInFile {
    pub on: Text,
    pub name: String,
    pub look: String,
    #[serde(default)]
    pub count: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanBFile {
    pub account: String,
    pub name: String,
    pub share: Text,
}

//! Who decides what at which tier, and the three-year contract with a lead partner.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::line::Target;

/// Where a decision is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The central office: standards, monitoring, fair enrollment.
    CentralOffice,
    /// The lead partner of a cluster: staffing, budget, programs, schedule.
    LeadPartner,
    /// The school: teaching.
    School,
}

impl Tier {
    /// All three, from the center outward.
    pub const ALL: [Tier; 3] = [Tier::CentralOffice, Tier::LeadPartner, Tier::School];

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Tier::CentralOffice => "Central office",
            Tier::LeadPartner => "Lead partner",
            Tier::School => "School",
        }
    }
}

/// A decision, the tier that holds it, and why there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierDecision {
    /// Short name, such as `hiring`.
    pub id: String,
    /// The decision, in words.
    pub decision: String,
    /// Who decides.
    pub held_by: Tier,
    /// Who must be asked before.
    #[serde(default)]
    pub consulted: Vec<Tier>,
    /// Why it is held there.
    pub reason: String,
}

/// A power that a contract gives to the lead partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Autonomy {
    /// The decision's id in the tier matrix.
    pub decision: String,
    /// Its limits, in words.
    #[serde(default)]
    pub limits: String,
}

/// Something that the central office owes the lead partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// Short name.
    pub id: String,
    /// What is owed.
    pub what: String,
    /// Who owes it.
    pub owner: String,
    /// By when.
    pub due: Date,
}

/// A target of a contract: a goal with a figure for each of its years.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractTarget {
    /// Short name.
    pub id: String,
    /// In words.
    pub title: String,
    /// The measure, group, baseline and the figure for each year as waypoints and target.
    pub target: Target,
}

/// A performance contract between superintendent and lead partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Short name.
    pub id: String,
    /// The cluster.
    pub cluster_id: String,
    /// The lead partner's name.
    pub lead_partner: String,
    /// The first school year, by the calendar year in which it ends.
    pub first_year: i16,
    /// How many years it runs; three, unless the contract says otherwise.
    #[serde(default = "three")]
    pub years: u8,
    /// What is to be reached, each year.
    pub targets: Vec<ContractTarget>,
    /// What the lead partner may decide.
    pub autonomies: Vec<Autonomy>,
    /// What the central office owes.
    pub supports: Vec<Support>,
    /// What may follow, from the mildest to the end of the contract; only these may be chosen.
    pub consequences: Vec<String>,
}

const fn three() -> u8 {
    3
}

impl Contract {
    /// The calendar years in which its school years end, first to last.
    pub fn list_years(&self) -> impl Iterator<Item = i16> {
        let first = self.first_year;
        (0..i16::from(self.years)).map(move |offset| first + offset)
    }
}

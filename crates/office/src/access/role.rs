//! The roles that an account can hold, and how far each reaches.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use traction_core::near::find_nearest;

use crate::error::OfficeError;

/// A role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Loads the district's files and checks its numbers.
    Analyst,
    /// The superintendent and chief officers.
    Superintendent,
    /// Keeps the budget.
    Finance,
    /// Runs the lottery and enrols students.
    EnrollmentOffice,
    /// Leads a school, or several.
    Principal,
    /// Advises the students of a caseload.
    Counselor,
    /// Supervises principals of some schools.
    Supervisor,
    /// Runs a cluster of schools under contract.
    LeadPartner,
    /// Sits in the children's cabinet for another agency.
    CabinetMember,
    /// A member of a review team.
    Reviewer,
    /// Sees published figures.
    Public,
    /// Keeps accounts and reads the access log; sees no student by that.
    Admin,
}

/// How far a role may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Always the whole district.
    District,
    /// The schools, or the clusters of schools, that the grant names.
    Schools,
    /// The students of a caseload.
    Caseload,
    /// The whole district, or the schools that the grant names.
    Either,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 12] = [
        Role::Analyst,
        Role::Superintendent,
        Role::Finance,
        Role::EnrollmentOffice,
        Role::Principal,
        Role::Counselor,
        Role::Supervisor,
        Role::LeadPartner,
        Role::CabinetMember,
        Role::Reviewer,
        Role::Public,
        Role::Admin,
    ];

    /// Its name as it is typed and stored.
    pub fn code(self) -> &'static str {
        match self {
            Role::Analyst => "analyst",
            Role::Superintendent => "superintendent",
            Role::Finance => "finance",
            Role::EnrollmentOffice => "enrollment_office",
            Role::Principal => "principal",
            Role::Counselor => "counselor",
            Role::Supervisor => "supervisor",
            Role::LeadPartner => "lead_partner",
            Role::CabinetMember => "cabinet_member",
            Role::Reviewer => "reviewer",
            Role::Public => "public",
            Role::Admin => "admin",
        }
    }

    /// Its name as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Role::Analyst => "Analyst",
            Role::Superintendent => "Superintendent",
            Role::Finance => "Finance",
            Role::EnrollmentOffice => "Enrollment office",
            Role::Principal => "Principal",
            Role::Counselor => "Counselor",
            Role::Supervisor => "Principal supervisor",
            Role::LeadPartner => "Lead partner",
            Role::CabinetMember => "Cabinet member",
            Role::Reviewer => "Reviewer",
            Role::Public => "Public",
            Role::Admin => "Accounts administrator",
        }
    }

    /// How far it may reach.
    pub fn bound(self) -> Bound {
        match self {
            Role::Principal | Role::Supervisor | Role::LeadPartner => Bound::Schools,
            Role::Counselor => Bound::Caseload,
            Role::Reviewer => Bound::Either,
            _ => Bound::District,
        }
    }

    /// The role of that name; hyphens and capitals do not matter.
    ///
    /// # Errors
    /// That there is none, with the nearest name.
    pub fn parse(text: &str) -> Result<Role, OfficeError> {
        let code = text.trim().to_lowercase().replace([' ', '-'], "_");
        Role::ALL.into_iter().find(|role| role.code() == code).ok_or_else(|| {
            let known = Role::ALL.map(Role::code);
            let nearest = find_nearest(&code, known);
            let name = text.to_owned();
            let known = nearest.map_or(known.to_vec(), |word| vec![word]);
            let known = known.into_iter().map(str::to_owned).collect();
            OfficeError::Unknown { kind: "role", name, known }
        })
    }
}

/// What a grant reaches, as it was granted. Clusters are turned into schools each time somebody
/// asks, so that a school that joins a cluster is in at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The whole district.
    District,
    /// Schools by their numbers, and all schools of these clusters.
    Schools {
        /// Schools by number.
        schools: BTreeSet<String>,
        /// Clusters by number.
        clusters: BTreeSet<String>,
    },
    /// The students of the account's caseload.
    Caseload,
}

/// A role as it was granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// What it reaches.
    pub reach: Reach,
    /// Whether a reviewer may see names.
    #[serde(default)]
    pub names: bool,
}

impl Grant {
    /// A role with the schools and clusters that were named, if it reaches as far and no farther.
    ///
    /// # Errors
    /// When the role needs schools and none are named, or takes none and some are.
    pub fn of(
        role: Role,
        schools: BTreeSet<String>,
        clusters: BTreeSet<String>,
        names: bool,
    ) -> Result<Grant, OfficeError> {
        let refuse =
            |what: String, hint: &str| Err(OfficeError::Refused { what, hint: hint.to_owned() });
        let named = !schools.is_empty() || !clusters.is_empty();
        let label = role.label().to_lowercase();
        if names && role != Role::Reviewer {
            return refuse(format!("names are granted to a reviewer, not to: {label}"), "");
        }
        let reach = match (role.bound(), named) {
            (Bound::Schools | Bound::Either, true) => Reach::Schools { schools, clusters },
            (Bound::District | Bound::Either, false) => Reach::District,
            (Bound::Caseload, false) => Reach::Caseload,
            (Bound::Schools, false) => {
                let hint = "name them: a school's number, or a cluster's";
                return refuse(
                    format!("the role {label} is for some schools, and none is named"),
                    hint,
                );
            }
            (Bound::District, true) => {
                return refuse(
                    format!("the role {label} is for the whole district"),
                    "leave out the schools",
                );
            }
            (Bound::Caseload, true) => {
                let hint = "leave out the schools and list the students: traction people caseload";
                return refuse(format!("the role {label} is for a caseload of students"), hint);
            }
        };
        Ok(Grant { role, reach, names })
    }

    /// What it reaches, in words.
    pub fn reach_words(&self) -> String {
        let reach = match &self.reach {
            Reach::District => "the district".to_owned(),
            Reach::Caseload => "a caseload".to_owned(),
            Reach::Schools { schools, clusters } => {
                let listed = |ids: &BTreeSet<String>| {
                    ids.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
                };
                match (schools.len(), clusters.len()) {
                    (0, 1) => format!("cluster {}", listed(clusters)),
                    (0, _) => format!("clusters {}", listed(clusters)),
                    (1, 0) => format!("school {}", listed(schools)),
                    (_, 0) => format!("schools {}", listed(schools)),
                    _ => format!("schools {} and clusters {}", listed(schools), listed(clusters)),
                }
            }
        };
        if self.names { format!("{reach}, with names") } else { reach }
    }
}

//! What a principal supervisor logs: where, with whom, how long.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the time went to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// In a school, in classrooms with the principal.
    Classrooms,
    /// In a school, coaching the principal or a team.
    Coaching,
    /// In a school, anything else.
    OtherInSchool,
    /// With a principal, away from the school.
    PrincipalElsewhere,
    /// A meeting of the central office.
    CentralMeeting,
    /// Compliance, reports, mail.
    Desk,
}

impl Activity {
    /// All, in the order in which a form offers them.
    pub const ALL: [Activity; 6] = [
        Activity::Classrooms,
        Activity::Coaching,
        Activity::OtherInSchool,
        Activity::PrincipalElsewhere,
        Activity::CentralMeeting,
        Activity::Desk,
    ];

    /// As forms and files write it.
    pub const fn code(self) -> &'static str {
        match self {
            Activity::Classrooms => "classrooms",
            Activity::Coaching => "coaching",
            Activity::OtherInSchool => "other_in_school",
            Activity::PrincipalElsewhere => "principal_elsewhere",
            Activity::CentralMeeting => "central_meeting",
            Activity::Desk => "desk",
        }
    }

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Activity::Classrooms => "In classrooms with the principal",
            Activity::Coaching => "Coaching in the school",
            Activity::OtherInSchool => "Other work in the school",
            Activity::PrincipalElsewhere => "With a principal, elsewhere",
            Activity::CentralMeeting => "Central office meeting",
            Activity::Desk => "Reports, compliance, mail",
        }
    }

    /// The activity of that code.
    pub fn find(code: &str) -> Option<Activity> {
        Activity::ALL.into_iter().find(|activity| activity.code() == code)
    }

    /// Whether it is time in schools.
    pub const fn in_school(self) -> bool {
        matches!(self, Activity::Classrooms | Activity::Coaching | Activity::OtherInSchool)
    }
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The supervisor.
    pub supervisor: String,
    /// The day.
    pub on: Date,
    /// What the time went to.
    pub activity: Activity,
    /// The school, where there was one.
    #[serde(default)]
    pub school_id: Option<String>,
    /// Minutes, more than 0.
    pub minutes: u32,
    /// A few words.
    #[serde(default)]
    pub note: String,
}

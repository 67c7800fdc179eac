//! The files and columns of OneRoster 1.1 and 1.2, as 1EdTech's CSV bindings define them
//! (OneRoster 1.1 CSV Tables, 1.1.1; OneRoster CSV Binding, 1.2.1).

/// A version of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// OneRoster 1.1: a user's role and schools stand in `users.csv`.
    V1p1,
    /// OneRoster 1.2: they stand in `roles.csv`.
    V1p2,
}

impl Version {
    /// As `oneroster.version` in the manifest says it.
    pub const fn number(self) -> &'static str {
        match self {
            Version::V1p1 => "1.1",
            Version::V1p2 => "1.2",
        }
    }
}

/// A file that Traction reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `manifest.csv`
    Manifest,
    /// `orgs.csv`
    Orgs,
    /// `academicSessions.csv`
    AcademicSessions,
    /// `courses.csv`
    Courses,
    /// `classes.csv`
    Classes,
    /// `users.csv`
    Users,
    /// `roles.csv` (1.2)
    Roles,
    /// `userProfiles.csv` (1.2)
    UserProfiles,
    /// `demographics.csv`
    Demographics,
    /// `enrollments.csv`
    Enrollments,
}

/// One file of the standard.
#[derive(Debug)]
pub(super) struct PartFacts {
    pub part: Part,
    /// File name without its ending.
    pub name: &'static str,
    /// Columns in the order of 1.1, then those that 1.2 added.
    pub columns: &'static [&'static str],
    /// How many of the columns 1.1 has; 0 when the file is new in 1.2.
    pub in_1p1: usize,
    /// Columns of 1.1 that 1.2 dropped.
    pub dropped: &'static [&'static str],
    /// Columns without which the file says nothing.
    pub needed: &'static [&'static str],
}

/// The three columns that every file begins with, and those that follow.
macro_rules! columns {
    ($($name:literal),* $(,)?) => { &["sourcedId", "status", "dateLastModified", $($name),*] };
}

/// All files that Traction reads, in the order of the manifest.
pub(super) static PARTS: [PartFacts; 10] = [
    PartFacts {
        part: Part::Manifest,
        name: "manifest",
        columns: &["propertyName", "value"],
        in_1p1: 2,
        dropped: &[],
        needed: &["propertyName", "value"],
    },
    PartFacts {
        part: Part::AcademicSessions,
        name: "academicSessions",
        columns: columns!["title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"],
        in_1p1: 9,
        dropped: &[],
        needed: &["sourcedId", "type", "startDate", "endDate"],
    },
    PartFacts {
        part: Part::Classes,
        name: "classes",
        columns: columns![
            "title",
            "grades",
            "courseSourcedId",
            "classCode",
            "classType",
            "location",
            "schoolSourcedId",
            "termSourcedIds",
            "subjects",
            "subjectCodes",
            "periods",
        ],
        in_1p1: 14,
        dropped: &[],
        needed: &["sourcedId", "courseSourcedId", "schoolSourcedId", "termSourcedIds"],
    },
    PartFacts {
        part: Part::Courses,
        name: "courses",
        columns: columns![
            "schoolYearSourcedId",
            "title",
            "courseCode",
            "grades",
            "orgSourcedId",
            "subjects",
            "subjectCodes",
        ],
        in_1p1: 10,
        dropped: &[],
        needed: &["sourcedId", "title"],
    },
    PartFacts {
        part: Part::Demographics,
        name: "demographics",
        columns: columns![
            "birthDate",
            "sex",
            "americanIndianOrAlaskaNative",
            "asian",
            "blackOrAfricanAmerican",
            "nativeHawaiianOrOtherPacificIslander",
            "white",
            "demographicRaceTwoOrMoreRaces",
            "hispanicOrLatinoEthnicity",
            "countryOfBirthCode",
            "stateOfBirthAbbreviation",
            "cityOfBirth",
            "publicSchoolResidenceStatus",
        ],
        in_1p1: 16,
        dropped: &[],
        needed: &["sourcedId"],
    },
    PartFacts {
        part: Part::Enrollments,
        name: "enrollments",
        columns: columns![
            "classSourcedId",
            "schoolSourcedId",
            "userSourcedId",
            "role",
            "primary",
            "beginDate",
            "endDate",
        ],
        in_1p1: 10,
        dropped: &[],
        needed: &["classSourcedId", "userSourcedId", "role"],
    },
    PartFacts {
        part: Part::Orgs,
        name: "orgs",
        columns: columns!["name", "type", "identifier", "parentSourcedId"],
        in_1p1: 7,
        dropped: &[],
        needed: &["sourcedId", "name", "type"],
    },
    PartFacts {
        part: Part::Roles,
        name: "roles",
        columns: columns![
            "userSourcedId",
            "roleType",
            "role",
            "beginDate",
            "endDate",
            "orgSourcedId",
            "userProfileSourcedId",
        ],
        in_1p1: 0,
        dropped: &[],
        needed: &["userSourcedId", "roleType", "role", "orgSourcedId"],
    },
    PartFacts {
        part: Part::UserProfiles,
        name: "userProfiles",
        columns: columns![
            "userSourcedId",
            "profileType",
            "vendorId",
            "applicationId",
            "description",
            "credentialType",
            "username",
            "password",
        ],
        in_1p1: 0,
        dropped: &[],
        needed: &["userSourcedId", "profileType", "vendorId", "credentialType", "username"],
    },
    PartFacts {
        part: Part::Users,
        name: "users",
        columns: columns![
            "enabledUser",
            "orgSourcedIds",
            "role",
            "username",
            "userIds",
            "givenName",
            "familyName",
            "middleName",
            "identifier",
            "email",
            "sms",
            "phone",
            "agentSourcedIds",
            "grades",
            "password",
            "userMasterIdentifier",
            "preferredGivenName",
            "preferredMiddleName",
            "preferredFamilyName",
            "primaryOrgSourcedId",
            "pronouns",
        ],
        in_1p1: 18,
        dropped: &["orgSourcedIds", "role"],
        needed: &["sourcedId"],
    },
];

/// Files of the standard that hold nothing Traction asks for: gradebooks and resources.
pub(super) static UNREAD: [&str; 13] = [
    "categories",
    "classResources",
    "courseResources",
    "lineItems",
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resources",
    "results",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "scoreScales",
    "userResources",
    "userFlags",
];

/// Spellings met in exports of real systems, beside the standard's own.
pub(super) static SPELLINGS: [(&str, &[&str]); 7] = [
    ("sourcedId", &["userSourcedId"]),
    ("birthDate", &["birthdate", "dateOfBirth"]),
    ("grades", &["grade"]),
    ("userIds", &["userId"]),
    ("agentSourcedIds", &["agents"]),
    ("schoolYearSourcedId", &["schoolYearId"]),
    ("dateLastModified", &["dataLastModified"]),
];

impl PartFacts {
    /// The columns of a version, in the order in which it writes them.
    pub(super) fn list_columns(&self, version: Version) -> Vec<&'static str> {
        match version {
            Version::V1p1 => self.columns[..self.in_1p1].to_vec(),
            Version::V1p2 => {
                self.columns.iter().copied().filter(|c| !self.dropped.contains(c)).collect()
            }
        }
    }

    /// Columns without which the file says nothing, in a version.
    pub(super) fn list_needed(&self, version: Version) -> Vec<&'static str> {
        let mut needed = self.needed.to_vec();
        if self.part == Part::Users && version == Version::V1p1 {
            needed.extend(self.dropped);
        }
        needed
    }
}

/// The facts of a file.
pub(super) fn facts_of(part: Part) -> &'static PartFacts {
    match PARTS.iter().find(|facts| facts.part == part) {
        Some(facts) => facts,
        None => unreachable!("every part is listed, and a test says so"),
    }
}

/// The part that a file name without its ending stands for, in any letter case.
pub(super) fn find_part(stem: &str) -> Option<Part> {
    PARTS.iter().find(|facts| facts.name.eq_ignore_ascii_case(stem)).map(|facts| facts.part)
}

/// Position of a column in a header: the standard's name in any letter case, else a spelling met
/// in the field.
pub(super) fn find_column(header: &[String], name: &str) -> Option<usize> {
    let place = |name: &str| header.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
    place(name).or_else(|| {
        let spellings = SPELLINGS.iter().find(|(standard, _)| *standard == name)?.1;
        spellings.iter().find_map(|spelling| place(spelling))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_facts_and_its_needed_columns_are_its_own() {
        use Part::*;
        for part in [
            Manifest,
            Orgs,
            AcademicSessions,
            Courses,
            Classes,
            Users,
            Roles,
            UserProfiles,
            Demographics,
            Enrollments,
        ] {
            let facts = facts_of(part);
            assert!(facts.needed.iter().all(|name| facts.columns.contains(name)), "{}", facts.name);
            assert_eq!(find_part(&facts.name.to_uppercase()), Some(part));
        }
    }

    #[test]
    fn a_user_of_1p2_has_no_role_in_users() {
        let users = facts_of(Part::Users);
        assert_eq!(users.list_columns(Version::V1p1).len(), 18);
        assert!(!users.list_columns(Version::V1p2).contains(&"role"));
        assert_eq!(users.list_columns(Version::V1p2).len(), 22);
    }
}

//! Who sees what and who does what, and why: two tables, and nothing besides them.

use super::{Deed, Role, Sight};

use Role::{
    Admin, Analyst, CabinetMember, Counselor, EnrollmentOffice, Finance, LeadPartner, Principal,
    Reviewer, Superintendent, Supervisor,
};

/// What each role sees besides protected figures, which every role sees, and the reason that the
/// log keeps. A reviewer's row holds only where names were granted.
pub const SEES: [(Role, &[Sight], &str); 10] = [
    (
        Analyst,
        &[Sight::StudentRows, Sight::Applications, Sight::Money, Sight::StaffRows, Sight::Files],
        "loads and checks the district's files",
    ),
    (
        Superintendent,
        &[Sight::StudentRows, Sight::Applications, Sight::Money, Sight::StaffRows, Sight::Files],
        "answers for the district's schools",
    ),
    (Finance, &[Sight::Money, Sight::StaffRows], "keeps the district's budget"),
    (
        EnrollmentOffice,
        &[Sight::StudentRows, Sight::Applications, Sight::Files],
        "enrols the district's students",
    ),
    (Principal, &[Sight::StudentRows, Sight::Money, Sight::StaffRows], "leads the school"),
    (Counselor, &[Sight::StudentRows], "has the student in the caseload"),
    (Supervisor, &[Sight::StudentRows, Sight::Money, Sight::StaffRows], "supervises the school"),
    (
        LeadPartner,
        &[Sight::StudentRows, Sight::Money, Sight::StaffRows],
        "runs the schools of the cluster",
    ),
    (Reviewer, &[Sight::StudentRows], "reviews, and was granted names"),
    (Admin, &[Sight::Accounts, Sight::AccessLog], "keeps the accounts"),
];

/// What each role may do, and the reason.
pub const DOES: [(Role, &[Deed], &str); 11] = [
    (Analyst, &[Deed::Import, Deed::CloseYears, Deed::Plan], "keeps the district's numbers"),
    (
        Superintendent,
        &[Deed::CloseYears, Deed::Plan, Deed::Assign, Deed::Allocate, Deed::Review],
        "answers for the district's schools",
    ),
    (Finance, &[Deed::Allocate], "keeps the district's budget"),
    (EnrollmentOffice, &[Deed::Import, Deed::Assign], "enrols the district's students"),
    (Principal, &[Deed::Plan, Deed::Allocate, Deed::Advise], "leads the school"),
    (Counselor, &[Deed::Advise], "has the student in the caseload"),
    (Supervisor, &[Deed::Plan, Deed::Review], "supervises the school"),
    (LeadPartner, &[Deed::Plan, Deed::Allocate], "runs the schools of the cluster"),
    (CabinetMember, &[Deed::Plan], "sits in the cabinet"),
    (Reviewer, &[Deed::Review], "reviews"),
    (Admin, &[Deed::KeepAccounts], "keeps the accounts"),
];

/// Why a role sees something; none where it does not.
pub(super) fn sees(role: Role, sight: Sight, names: bool) -> Option<&'static str> {
    if role == Reviewer && !names {
        return None;
    }
    SEES.iter().find(|(r, sights, _)| *r == role && sights.contains(&sight)).map(|(.., why)| *why)
}

/// Why a role does something; none where it may not.
pub(super) fn does(role: Role, deed: Deed) -> Option<&'static str> {
    DOES.iter().find(|(r, deeds, _)| *r == role && deeds.contains(&deed)).map(|(.., why)| *why)
}

//! Every role and every sight, written out a second time as a picture.

use super::*;

fn person(role: Role, names: bool) -> Person {
    let scope = match role.bound() {
        role::Bound::District => Scope::District,
        role::Bound::Schools | role::Bound::Either => Scope::of_schools(["0412"]),
        role::Bound::Caseload => Scope::of_students(["1"]),
    };
    let held = vec![Held { role, scope, names }];
    Person::Account(Arc::new(Account { email: "a@b".into(), name: "A".into(), held }))
}

/// One letter a sight: D for the whole district, S for schools, C for a caseload, - for nothing.
fn picture<T>(all: impl IntoIterator<Item = T>, why: impl Fn(T) -> Option<Reason>) -> String {
    all.into_iter()
        .map(|asked| match why(asked).map(|reason| reason.scope().clone()) {
            None => '-',
            Some(Scope::District) => 'D',
            Some(Scope::Schools(_)) => 'S',
            Some(Scope::Students(_)) => 'C',
            Some(Scope::Both(..)) => 'B',
        })
        .collect()
}

#[test]
fn every_role_sees_what_the_picture_says() {
    // Aggregates, StudentRows, Applications, Money, StaffRows, Files, Accounts, AccessLog.
    let expected = [
        (Role::Analyst, "DDDDDD--"),
        (Role::Superintendent, "DDDDDD--"),
        (Role::Finance, "D--DD---"),
        (Role::EnrollmentOffice, "DDD--D--"),
        (Role::Principal, "DS-SS---"),
        (Role::Counselor, "DC------"),
        (Role::Supervisor, "DS-SS---"),
        (Role::LeadPartner, "DS-SS---"),
        (Role::CabinetMember, "D-------"),
        (Role::Reviewer, "D-------"),
        (Role::Public, "D-------"),
        (Role::Admin, "D-----DD"),
    ];
    assert_eq!(expected.map(|(role, _)| role), Role::ALL);
    for (role, sees) in expected {
        let person = person(role, false);
        assert_eq!(picture(Sight::ALL, |s| why_may_see(&person, s)), sees, "{}", role.code());
    }
    let granted = person(Role::Reviewer, true);
    assert_eq!(picture(Sight::ALL, |s| why_may_see(&granted, s)), "DS------");
    assert_eq!(picture(Sight::ALL, |s| why_may_see(&Person::Public, s)), "D-------");
    assert_eq!(picture(Sight::ALL, |s| why_may_see(&Person::at_this_machine(), s)), "DDDDDDDD");
}

#[test]
fn every_role_does_what_the_picture_says() {
    // Import, CloseYears, Plan, Assign, Allocate, Advise, Review, KeepAccounts.
    let expected = [
        (Role::Analyst, "DDD-----"),
        (Role::Superintendent, "-DDDD-D-"),
        (Role::Finance, "----D---"),
        (Role::EnrollmentOffice, "D--D----"),
        (Role::Principal, "--S-SS--"),
        (Role::Counselor, "-----C--"),
        (Role::Supervisor, "--S---S-"),
        (Role::LeadPartner, "--S-S---"),
        (Role::CabinetMember, "--D-----"),
        (Role::Reviewer, "------S-"),
        (Role::Public, "--------"),
        (Role::Admin, "-------D"),
    ];
    assert_eq!(expected.map(|(role, _)| role), Role::ALL);
    for (role, does) in expected {
        let person = person(role, false);
        assert_eq!(picture(Deed::ALL, |d| why_may_do(&person, d)), does, "{}", role.code());
    }
    assert_eq!(picture(Deed::ALL, |d| why_may_do(&Person::Public, d)), "--------");
}

#[test]
fn two_roles_reach_what_either_reaches_and_the_log_says_both() {
    let held = vec![
        Held { role: Role::Principal, scope: Scope::of_schools(["0412"]), names: false },
        Held { role: Role::Counselor, scope: Scope::of_students(["7"]), names: false },
        Held { role: Role::Admin, scope: Scope::District, names: false },
    ];
    let account = Account { email: "a@b".into(), name: "A".into(), held };
    let person = Person::Account(Arc::new(account));
    let reason = why_may_see(&person, Sight::StudentRows).unwrap();
    assert_eq!(reason.to_string(), "leads the school; has the student in the caseload");
    assert!(reason.scope().covers_student("7", Some("0999")));
    assert!(reason.scope().covers_student("8", Some("0412")));
    assert!(!reason.scope().covers_student("8", Some("0999")));
    // Keeping accounts lends its district to nothing else.
    assert_eq!(picture([Sight::Money], |s| why_may_see(&person, s)), "S");
}

#[test]
fn a_role_that_reaches_nobody_gives_no_reason() {
    let person = Person::with_role("a@b", Role::Counselor, Scope::of_students([]));
    assert!(why_may_see(&person, Sight::StudentRows).is_none());
    assert!(why_may_see(&person, Sight::Aggregates).is_some());
}

#[test]
fn a_grant_reaches_as_far_as_its_role_and_no_farther() {
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    let of = |role, schools: &[&str], clusters: &[&str], names| {
        Grant::of(role, set(schools), set(clusters), names)
    };
    assert!(of(Role::Principal, &[], &[], false).is_err());
    assert!(of(Role::Analyst, &["0412"], &[], false).is_err());
    assert!(of(Role::Counselor, &["0412"], &[], false).is_err());
    assert!(of(Role::Principal, &["0412"], &[], true).is_err());
    assert_eq!(of(Role::LeadPartner, &[], &["N"], false).unwrap().reach_words(), "cluster N");
    assert_eq!(
        of(Role::Reviewer, &["1", "2"], &[], true).unwrap().reach_words(),
        "schools 1, 2, with names"
    );
    assert_eq!(of(Role::Counselor, &[], &[], false).unwrap().reach, Reach::Caseload);
}

#[test]
fn a_role_is_read_as_people_write_it() {
    assert_eq!(Role::parse("Lead partner").unwrap(), Role::LeadPartner);
    assert_eq!(Role::parse("enrollment-office").unwrap(), Role::EnrollmentOffice);
    assert_eq!(Role::parse("principle").unwrap_err().hint(), "did you mean principal?");
}

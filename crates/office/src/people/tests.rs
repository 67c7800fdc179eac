//! Accounts from the first to the last, as their people meet them.

use std::net::Ipv4Addr;

use super::*;
use crate::access::why_may_see;
use crate::district::NewDistrict;
use crate::plan;

const PASSWORD: &str = "seven small boats";

fn moment(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + 60 * minute).unwrap()
}

fn district() -> (tempfile::TempDir, District) {
    let home = tempfile::tempdir().unwrap();
    let new = NewDistrict { name: "Riverbend".to_owned(), nces_id: None };
    let person = Person::Operator { account: "keeper".to_owned() };
    let district = District::create(&home.path().join("riverbend"), &new, person).unwrap();
    (home, district)
}

fn grant_of(role: Role) -> Grant {
    Grant::of(role, BTreeSet::new(), BTreeSet::new(), false).unwrap()
}

/// Adds an account with a password; gives its person, signed in.
fn person(district: &District, email: &str, role: Role) -> District {
    add(district, email, "Somebody", &[grant_of(role)], moment(0)).unwrap();
    let link = make_link(district, email, moment(0)).unwrap();
    let token = link.rsplit('/').next().unwrap();
    let session = choose_password(district, token, PASSWORD, None, moment(0)).unwrap();
    district.seen_by(find_session(district, &session, moment(0)).unwrap().unwrap())
}

fn attempt<'a>(email: &'a str, password: &'a str, last: u8) -> Attempt<'a> {
    Attempt { email, password, from: Some(Ipv4Addr::new(10, 0, 0, last).into()) }
}

#[test]
fn the_first_account_chooses_its_password_once() {
    let (_home, district) = district();
    assert!(!has_accounts(&district).unwrap());
    add(&district, "Ana@Example.org ", "Ana Ruiz", &[grant_of(Role::Admin)], moment(0)).unwrap();
    assert!(has_accounts(&district).unwrap());
    assert!(add(&district, "ana@example.org", "Ana", &[], moment(0)).is_err(), "taken");
    let path = make_link(&district, "ana@example.org", moment(0)).unwrap();
    let token = path.rsplit('/').next().unwrap();
    assert!(choose_password(&district, token, "short", None, moment(1)).is_err());
    assert_eq!(find_link(&district, token, moment(1)).unwrap().as_deref(), Some("ana@example.org"));
    choose_password(&district, token, PASSWORD, None, moment(1)).unwrap();
    assert!(choose_password(&district, token, PASSWORD, None, moment(2)).is_err(), "once");
    let said = sign_in(&district, &attempt("ANA@example.org", PASSWORD, 1), moment(3)).unwrap();
    let SignIn::In(session) = said else { panic!("{said:?}") };
    let ana = find_session(&district, &session, moment(4)).unwrap().unwrap();
    assert_eq!(ana.name(), "ana@example.org");
    assert!(why_may_see(&ana, Sight::Accounts).is_some());
    assert!(why_may_see(&ana, Sight::StudentRows).is_none());
    sign_out(&district, &session).unwrap();
    assert!(find_session(&district, &session, moment(4)).unwrap().is_none());
}

#[test]
fn a_link_holds_three_days_and_only_the_latest() {
    let (_home, district) = district();
    add(&district, "b@c", "B", &[], moment(0)).unwrap();
    let token = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let first = token(&make_link(&district, "b@c", moment(0)).unwrap());
    let second = token(&make_link(&district, "b@c", moment(0)).unwrap());
    assert!(find_link(&district, &first, moment(1)).unwrap().is_none());
    assert!(find_link(&district, &second, moment(72 * 60 - 1)).unwrap().is_some());
    assert!(find_link(&district, &second, moment(72 * 60)).unwrap().is_none());
    assert!(find_link(&district, "no token", moment(1)).unwrap().is_none());
}

#[test]
fn five_wrong_passwords_close_an_account_for_a_quarter_of_an_hour() {
    let (_home, district) = district();
    person(&district, "ana@b", Role::Analyst);
    for email in ["ana@b", "nobody@b"] {
        let tries = |password, minute| {
            sign_in(&district, &attempt(email, password, 9), moment(minute)).unwrap()
        };
        for minute in 0..5 {
            assert_eq!(tries("not this one at all", minute), SignIn::Wrong, "{email}");
        }
        // The right password is not tried either, and there is no telling whether it was right.
        assert_eq!(tries(PASSWORD, 5), SignIn::TooOften, "{email}");
        assert_eq!(tries(PASSWORD, 14), SignIn::TooOften, "{email}");
    }
    let after = sign_in(&district, &attempt("ana@b", PASSWORD, 9), moment(20)).unwrap();
    assert!(matches!(after, SignIn::In(_)));
}

#[test]
fn an_address_that_tries_many_accounts_is_closed_as_well() {
    let (_home, district) = district();
    person(&district, "ana@b", Role::Analyst);
    for number in 0..30 {
        let email = format!("guess{number}@b");
        assert_eq!(sign_in(&district, &attempt(&email, "x", 7), moment(0)).unwrap(), SignIn::Wrong);
    }
    let here = sign_in(&district, &attempt("ana@b", PASSWORD, 7), moment(1)).unwrap();
    assert_eq!(here, SignIn::TooOften);
    let elsewhere = sign_in(&district, &attempt("ana@b", PASSWORD, 8), moment(1)).unwrap();
    assert!(matches!(elsewhere, SignIn::In(_)));
}

#[test]
fn a_session_ends_when_it_is_idle_or_old() {
    let (_home, district) = district();
    person(&district, "ana@b", Role::Analyst);
    let begin = || match sign_in(&district, &attempt("ana@b", PASSWORD, 1), moment(0)).unwrap() {
        SignIn::In(token) => token,
        other => panic!("{other:?}"),
    };
    let idle = begin();
    assert!(find_session(&district, &idle, moment(121)).unwrap().is_none());
    let used = begin();
    for hour in 1..=12 {
        let found = find_session(&district, &used, moment(60 * hour)).unwrap();
        assert!(found.is_some(), "hour {hour}");
    }
    assert!(find_session(&district, &used, moment(12 * 60 + 1)).unwrap().is_none());
}

#[test]
fn another_password_ends_every_other_session() {
    let (_home, district) = district();
    let ana = person(&district, "ana@b", Role::Analyst);
    let SignIn::In(other) = sign_in(&district, &attempt("ana@b", PASSWORD, 1), moment(0)).unwrap()
    else {
        panic!("not in")
    };
    let next = "eight large barges";
    assert!(change_password(&ana, "wrong", next, None, moment(1)).is_err());
    assert!(change_password(&ana, PASSWORD, "ana", None, moment(1)).is_err());
    let this = change_password(&ana, PASSWORD, next, None, moment(1)).unwrap();
    assert!(find_session(&district, &other, moment(1)).unwrap().is_none());
    assert!(find_session(&district, &this, moment(1)).unwrap().is_some());
    let sessions = list_own_sessions(&ana, Some(&this)).unwrap();
    assert_eq!(sessions.iter().map(|s| s.is_this).collect::<Vec<_>>(), [true]);
    end_session(&ana, &sessions[0].id).unwrap();
    assert!(find_session(&district, &this, moment(1)).unwrap().is_none());
}

#[test]
fn a_disabled_account_is_out_at_once() {
    let (_home, district) = district();
    person(&district, "ana@b", Role::Analyst);
    let SignIn::In(token) = sign_in(&district, &attempt("ana@b", PASSWORD, 1), moment(0)).unwrap()
    else {
        panic!("not in")
    };
    set_disabled(&district, "ana@b", true, moment(1)).unwrap();
    assert!(find_session(&district, &token, moment(1)).unwrap().is_none());
    let again = sign_in(&district, &attempt("ana@b", PASSWORD, 1), moment(1)).unwrap();
    assert_eq!(again, SignIn::Wrong);
    assert!(begin_for(&district, "ana@b", None, moment(1)).unwrap().is_none());
    assert!(make_link(&district, "ana@b", moment(1)).is_err());
    set_disabled(&district, "ana@b", false, moment(2)).unwrap();
    assert!(begin_for(&district, "ana@b", None, moment(2)).unwrap().is_some());
}

#[test]
fn only_those_who_keep_accounts_change_them_and_nobody_their_own() {
    let (_home, district) = district();
    let admin = person(&district, "admin@b", Role::Admin);
    let analyst = person(&district, "ana@b", Role::Analyst);
    let finance = grant_of(Role::Finance);
    for refused in [
        grant(&analyst, "ana@b", &finance, moment(1)),
        set_disabled(&analyst, "admin@b", true, moment(1)),
        list(&analyst).map(|_| ()),
        access_sheet(&analyst, &LookQuery::default()).map(|_| ()),
        make_link(&analyst, "admin@b", moment(1)).map(|_| ()),
    ] {
        assert!(matches!(refused, Err(OfficeError::NoReason { .. })), "{refused:?}");
    }
    let own = grant(&admin, "admin@b", &grant_of(Role::Superintendent), moment(1));
    assert!(own.unwrap_err().to_string().contains("their own roles"));
    grant(&admin, "ana@b", &finance, moment(1)).unwrap();
    revoke(&admin, "ana@b", Role::Analyst, moment(2)).unwrap();
    assert!(revoke(&admin, "ana@b", Role::Analyst, moment(2)).is_err());
    let ana = list(&admin).unwrap().into_iter().find(|line| line.email == "ana@b").unwrap();
    assert_eq!(ana.roles(), "Finance (the district)");
    let log = account_log_sheet(&admin, None).unwrap().to_csv();
    assert!(log.contains("admin@b,ana@b,finance for the district"), "{log}");
    assert!(log.contains("admin@b,ana@b,no longer analyst"), "{log}");
    assert!(log.contains("keeper,admin@b,added as admin for the district"), "{log}");
}

#[test]
fn the_last_administrator_stays_one() {
    let (_home, district) = district();
    let first = person(&district, "first@b", Role::Admin);
    add(&district, "second@b", "Second", &[grant_of(Role::Admin)], moment(0)).unwrap();
    set_disabled(&first, "second@b", true, moment(1)).unwrap();
    set_disabled(&district, "second@b", false, moment(2)).unwrap();
    let second = person_of(&district, &find_entry(&district, "second@b").unwrap()).unwrap();
    let second = district.seen_by(second);
    revoke(&second, "first@b", Role::Admin, moment(3)).unwrap();
    grant(&second, "first@b", &grant_of(Role::Analyst), moment(3)).unwrap();
    let first_now = person_of(&district, &find_entry(&district, "first@b").unwrap()).unwrap();
    assert!(why_may_see(&first_now, Sight::Accounts).is_none());
    // The machine's own person may, and makes another.
    revoke(&district, "second@b", Role::Admin, moment(4)).unwrap();
}

#[test]
fn an_address_is_written_as_addresses_are() {
    for text in ["", "ana", "@b", "a@", "a@b@c", "a b@c", "a@b\nc"] {
        assert!(read_email(text).is_err(), "{text}");
    }
    assert_eq!(read_email(" Ana@B.org ").unwrap(), "ana@b.org");
}

#[test]
fn whoever_answers_is_an_account_in_use_or_sits_in_the_cabinet() {
    let (_home, district) = district();
    let named = |of: &District, name: &str| answerable(of, name);
    assert_eq!(named(&district, " anybody ").unwrap(), "anybody", "without accounts");
    assert_eq!(acting(&district).unwrap(), "keeper");
    add(&district, "ana@b", "Ana Ruiz", &[grant_of(Role::Admin)], moment(0)).unwrap();
    assert_eq!(named(&district, "ANA RUIZ").unwrap(), "Ana Ruiz (ana@b)");
    assert_eq!(acting(&district).unwrap(), "keeper, at the machine’s own shell");
    assert!(named(&district, "Olu Adeyemi").unwrap_err().to_string().contains("nobody called Olu"));
    let mayor = traction_core::plan::model::Member {
        id: "mayor".to_owned(),
        name: "Olu Adeyemi".to_owned(),
        agency: "City".to_owned(),
        office: "Mayor".to_owned(),
        authority: "budget".to_owned(),
        delegate: String::new(),
        chairs: true,
    };
    plan::put_member(&district, None, &mayor, moment(1)).unwrap();
    assert_eq!(named(&district, "olu adeyemi").unwrap(), "Olu Adeyemi (City; no account)");

    // Two of one name: the address tells them apart, or whoever signed in means themselves.
    let first = person(&district, "one@b", Role::Analyst);
    person(&district, "two@b", Role::Analyst);
    assert!(named(&district, "Somebody").unwrap_err().hint().contains("one@b, two@b"));
    assert_eq!(named(&district, "two@b").unwrap(), "Somebody (two@b)");
    assert_eq!(named(&first, "Somebody").unwrap(), "Somebody (one@b)");
    assert_eq!(acting(&first).unwrap(), "one@b");
}

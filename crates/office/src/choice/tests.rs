//! A small round through the office: who may do what, what is refused, what is written down.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use traction_core::choice::waitlist::Answer;
use traction_core::disclosure::Shown;
use traction_core::district::SchoolYear;

use super::*;
use crate::access::{Person, Role, Scope};
use crate::district::NewDistrict;
use crate::enrollment;
use crate::import::{ImportOrder, import};
use crate::progress::Silent;

const YEAR: SchoolYear = SchoolYear::ending(2028);
const OFFERS: Date = date(2027, 3, 6);
const SEED: u8 = 1;

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

/// Writes files into a folder and imports it.
fn load(
    district: &District,
    folder: &Path,
    files: &[(&str, &str)],
    add: bool,
    (now, today): (Timestamp, Date),
) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let order = ImportOrder {
        files: vec![folder.to_owned()],
        add,
        replace: false,
        school_year: None,
        dry_run: false,
        mappings: Vec::new(),
        wait: true,
        now,
        today,
    };
    import(district, &order, &Silent).unwrap();
}

/// Thirty applications for twenty seats of a magnet.
fn district() -> (tempfile::TempDir, District) {
    let home = tempfile::tempdir().unwrap();
    let exports = home.path().join("exports");
    let mut applications =
        String::from("school_year,application_id,grade_level,economically_disadvantaged\n");
    let mut choices = String::from("school_year,application_id,rank,program_id\n");
    for number in 0..30 {
        writeln!(applications, "2027-28,R-{number:03},06,{}", number % 2 == 0).unwrap();
        writeln!(choices, "2027-28,R-{number:03},1,0530-STEM").unwrap();
    }
    let programs = "school_year,program_id,school_id,program_name,program_type,grade_level,seats\n\
                    2027-28,0530-STEM,0530,Science,magnet,06,20\n";
    let schools = "school_id,school_name\n0530,Dogwood Middle\n";
    let new = NewDistrict { name: "Riverbend".to_owned(), nces_id: None };
    let person = Person::Operator { account: "ana".to_owned() };
    let district = District::create(&home.path().join("riverbend"), &new, person).unwrap();
    let files = [
        ("applications.csv", applications.as_str()),
        ("choices.csv", &choices),
        ("programs.csv", programs),
        ("schools.csv", schools),
    ];
    load(&district, &exports, &files, false, (moment(0), date(2027, 1, 2)));
    (home, district)
}

fn adopted(district: &District) {
    // A fixed seed, so that the same families are drawn in every run of the tests.
    let secrets = || Ok([[SEED; 32], [2; 32]]);
    let policy = "low_income_reserve";
    draw::commit_to(district, YEAR, policy, "", None, moment(1), secrets).unwrap();
    let summary = run(district, None, "", moment(2)).unwrap();
    assert_eq!((summary.given, summary.first, summary.violations), (20, 20, 0));
    adopt(district, summary.proposal, "Ana Ruiz", moment(3)).unwrap();
}

#[test]
fn whoever_commits_twice_says_why_and_nothing_is_drawn_after_adoption() {
    let (_home, district) = district();
    let begin = |because: Option<&str>, second: i64| {
        commit(&district, YEAR, "low_income_reserve", "dice", because, moment(second))
    };
    assert!(run(&district, None, "", moment(1)).is_err(), "nothing was committed to");
    let first = begin(None, 1).unwrap();
    assert!(begin(None, 2).is_err());
    let second = begin(Some("the policy's date was wrong"), 3).unwrap();
    assert_ne!(first.commitment, second.commitment);
    assert!(run(&district, None, "", moment(4)).is_err(), "the public draw is missing");
    let one = run(&district, None, "3 5 1", moment(5)).unwrap();
    let again = run(&district, None, "3 5 1", moment(6)).unwrap();
    let given = |id| load_drawn(&district, id).unwrap().result.assignment;
    assert_eq!(given(one.proposal), given(again.proposal), "the same draw, the same seats");
    assert!(adopt(&district, one.proposal, " ", moment(7)).is_err(), "nobody is named");
    adopt(&district, one.proposal, "Ana Ruiz", moment(7)).unwrap();
    assert!(adopt(&district, again.proposal, "Ana Ruiz", moment(8)).is_err());
    assert!(begin(Some("luck"), 9).is_err(), "an adopted lottery is not drawn again");
    let desk = desk(&district, None, None).unwrap();
    assert_eq!((desk.runs.len(), desk.applications), (2, 30));
}

/// Writes a policy of the district's own: one that ships, with some words in the place of others.
fn own_policy(district: &District, id: &str, changes: &[(&str, &str)]) {
    let mut text = find_policy(None, "low_income_reserve").unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let folder = district.folder.policy_path().join("choice");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{id}.toml")), text).unwrap();
}

#[test]
fn a_run_says_what_its_own_mechanism_promises_and_no_more() {
    let (_home, district) = district();
    own_policy(&district, "trading", &[("\"deferred_acceptance\"", "\"top_trading_cycles\"")]);
    let policies =
        [("trading", "more students than seats"), ("low_income_reserve", "better claim")];
    for (at, (policy, words)) in (1..).zip(policies) {
        commit(&district, YEAR, policy, "", Some("another mechanism"), moment(at)).unwrap();
        let said = run(&district, None, "", moment(at)).unwrap().checked();
        assert!(said.contains(words), "{policy}: {said}");
    }
}

#[test]
fn rows_that_changed_since_they_were_sealed_are_not_drawn_for() {
    let (home, district) = district();
    commit(&district, YEAR, "low_income_reserve", "", None, moment(1)).unwrap();
    let first = seal(&district, None, None, moment(2)).unwrap();
    assert_eq!(seal(&district, None, None, moment(3)).unwrap(), first, "it stands");
    // One family puts its list in another order, or is put: the office's rows are not the sealed.
    let choices = home.path().join("exports/choices.csv");
    let text = std::fs::read_to_string(&choices).unwrap();
    std::fs::write(&choices, text.replace("2027-28,R-007,1,0530-STEM\n", "")).unwrap();
    let order = ImportOrder {
        files: vec![choices],
        add: false,
        replace: true,
        school_year: None,
        dry_run: false,
        mappings: Vec::new(),
        wait: true,
        now: moment(4),
        today: date(2027, 1, 2),
    };
    import(&district, &order, &Silent).unwrap();
    let refused = run(&district, None, "", moment(5)).unwrap_err();
    assert!(refused.to_string().contains("are not those that were sealed"), "{refused}");
    assert!(public_files(&district, None, None).is_err());
    let again = seal(&district, None, Some("a family withdrew its list"), moment(6)).unwrap();
    assert_ne!(again.body.seal, first.body.seal);
    assert_eq!(run(&district, None, "", moment(7)).unwrap().applications, 30);
}

#[test]
fn a_commitment_after_applications_closed_says_so() {
    let (_home, district) = district();
    let late = |second: i64| {
        let because = Some("again");
        commit(&district, YEAR, "low_income_reserve", "", because, moment(second)).unwrap();
        desk(&district, None, None).unwrap().late
    };
    // Applications close on January 29, 2027.
    assert_eq!(late(0), None);
    let said = late(30 * 24 * 60 * 60).unwrap();
    assert!(said.contains("after applications closed on January 29, 2027"), "{said}");
}

#[test]
fn a_receipt_opens_its_own_year_whatever_year_came_after() {
    let (home, district) = district();
    adopted(&district);
    let own = letter(&district, None, "R-001", OFFERS, moment(4)).unwrap();
    let exports = home.path().join("exports");
    for name in ["applications.csv", "choices.csv", "programs.csv"] {
        let text = std::fs::read_to_string(exports.join(name)).unwrap();
        std::fs::write(exports.join(name), text.replace("2027-28", "2028-29")).unwrap();
    }
    let order = ImportOrder {
        files: vec![exports],
        add: false,
        replace: false,
        school_year: None,
        dry_run: false,
        mappings: Vec::new(),
        wait: true,
        now: moment(5),
        today: date(2027, 1, 2),
    };
    import(&district, &order, &Silent).unwrap();
    assert_eq!(year_of(&district, None).unwrap(), SchoolYear::ending(2029));
    assert_eq!(family(&district, &own.receipt, OFFERS).unwrap().year, own.year);
}

#[test]
fn a_place_in_line_says_who_comes_first_to_reserved_seats() {
    let (_home, district) = district();
    adopted(&district);
    let all = letters(&district, None, None, OFFERS, moment(4)).unwrap();
    let waits = all.iter().find(|letter| letter.lines[0].waiting.is_some()).unwrap();
    let (en, es) = &waits.lines[0].in_line;
    assert!(en.contains("A seat of the low-income reserve goes first to its members"), "{en}");
    assert!(es.contains("Un lugar de la reserva para familias de bajos ingresos"), "{es}");
}

#[test]
fn applications_are_for_those_who_enrol_and_each_look_is_written_down() {
    let (_home, district) = district();
    adopted(&district);
    let as_role =
        |role| district.seen_by(Person::with_role("x@example.org", role, Scope::District));
    let office = as_role(Role::EnrollmentOffice);
    assert_eq!(letters(&office, None, None, OFFERS, moment(4)).unwrap().len(), 30);
    let looks = district.folder.catalog().unwrap().list_access(Some("x@example.org"), 9).unwrap();
    let look = &looks[0].access;
    assert_eq!((look.rows, look.kind.starts_with("letters")), (30, true));
    for other in
        [as_role(Role::Counselor), as_role(Role::Principal), district.seen_by(Person::Public)]
    {
        assert!(letters(&other, None, None, OFFERS, moment(5)).is_err());
        assert!(letter(&other, None, "R-001", OFFERS, moment(5)).is_err());
        assert!(waitlist(&other, None, OFFERS, moment(5)).is_err());
        assert!(run(&other, None, "", moment(5)).is_err());
        let said = Answer::Accepted;
        assert!(answer(&other, None, "R-001", "0530-STEM", said, OFFERS, moment(5)).is_err());
        let folder = district.path().join("outbox");
        assert!(publish(&other, None, None, &folder).is_err());
    }
    // Its receipt opens a family's page for whoever holds it, and shows no number or name.
    let own = letter(&office, None, "R-001", OFFERS, moment(6)).unwrap();
    let family = family(&district.seen_by(Person::Public), &own.receipt, OFFERS).unwrap();
    assert_eq!((family.application, family.name), (None, None));
    assert_eq!(family.lines, own.lines);
}

#[test]
fn a_declined_seat_goes_to_the_next_and_letters_say_so() {
    let (_home, district) = district();
    adopted(&district);
    let all = letters(&district, None, None, OFFERS, moment(4)).unwrap();
    let offered = all.iter().find(|letter| letter.offer.is_some()).unwrap();
    let id = offered.application.clone().unwrap();
    let day = date(2027, 3, 10);
    answer(&district, None, &id, "0530-STEM", Answer::Declined, day, moment(5)).unwrap();
    let earlier = answer(&district, None, &id, "0530-STEM", Answer::Accepted, OFFERS, moment(6));
    assert!(earlier.is_err(), "answers come in the order of their days");
    let unknown = answer(&district, None, &id, "0610-IB", Answer::Accepted, day, moment(6));
    assert!(matches!(unknown, Err(OfficeError::Unknown { .. })));
    let shown = waitlist(&district, None, day, moment(7)).unwrap();
    assert_eq!(shown.moves.len(), 2);
    // A seat of the reserve goes first to whom the reserve prefers: families of low income, whose
    // numbers are even here. Any other goes to the first in line.
    let waiting = |letter: &&Letter| letter.lines[0].waiting.is_some();
    let even = |letter: &&Letter| {
        let id = letter.application.as_deref().unwrap_or_default();
        id.ends_with(['0', '2', '4', '6', '8'])
    };
    let place = |letter: &&Letter| letter.lines[0].waiting;
    let first = all.iter().filter(waiting).min_by_key(place).unwrap();
    let reserved = all.iter().filter(waiting).filter(even).min_by_key(place);
    let who = Some(&shown.moves[1].1);
    let next = [Some(first), reserved]
        .into_iter()
        .flatten()
        .find(|letter| letter.application.as_ref() == who)
        .expect("the first in line, or the first whom the reserve prefers");
    assert!(next.offer.is_none() && next.since.0.is_empty());
    // The funnel knows it without a file: thirty applied, and somebody new has the declined seat.
    let on = |day: Date| {
        let found = enrollment::funnel(&district, None, Some(day), None, day, &Silent).unwrap();
        assert!(found.from_rounds && found.schools.len() == 1);
        let count = |shown: Shown<u64>| match shown {
            Shown::NoStudents => Some(0),
            other => other.value().copied(),
        };
        found.district.now.into_iter().map(count).collect::<Vec<Option<u64>>>()
    };
    let closed = date(2027, 2, 5);
    assert_eq!(on(closed), [Some(30), Some(0), Some(0), Some(0), Some(0)]);
    assert_eq!(on(OFFERS)[..2], [Some(30), Some(20)]);
    assert_eq!(on(day)[..2], [Some(29), None], "nine wait, which are few");
    assert!(enrollment::funnel(&district, None, None, None, closed, &Silent).is_ok());
    assert!(offered.asked && offered.seat.is_none());
    let declined = family(&district, &offered.receipt, day).unwrap();
    assert!(!declined.asked && declined.offer == offered.offer);
    assert_eq!(declined.since.0, "You hold no offer today.");
    let now = family(&district, &next.receipt, day).unwrap();
    assert!(now.since.0.contains("You are offered Dogwood Middle, Science"), "{}", now.since.0);
    assert!(now.since.1.contains("17 de marzo de 2027"), "{}", now.since.1);
    assert_eq!(shown.lines[0].offered.value(), Some(&20));
}

const LATE_ROUND: &str = "[[round]]
name = \"Late round\"
name_es = \"Ronda tardía\"
closes = \"2027-04-02\"
offers = \"2027-04-16\"
answer_by = \"2027-04-30\"
unplaced = \"carried\"
holders = \"stay\"
lines_before = \"end\"

[[need]]";

/// Adds rows to what is loaded.
fn add_rows(home: &tempfile::TempDir, district: &District, files: &[(&str, &str)], second: i64) {
    load(district, &home.path().join("late"), files, true, (moment(second), date(2027, 3, 30)));
}

#[test]
fn a_late_round_gives_out_what_is_left_with_its_own_seal_letters_and_lines() {
    let (home, district) = district();
    own_policy(
        &district,
        "ours",
        &[("id = \"low_income_reserve\"", "id = \"ours\""), ("[[need]]", LATE_ROUND)],
    );
    let secrets = |byte| move || Ok([[byte; 32], [byte + 1; 32]]);
    draw::commit_to(&district, YEAR, "ours", "", None, moment(1), secrets(SEED)).unwrap();
    let first = run(&district, None, "", moment(2)).unwrap();
    assert_eq!((first.given, current_round(&district, YEAR).unwrap()), (20, 1));
    adopt(&district, first.proposal, "Ana Ruiz", moment(3)).unwrap();
    assert_eq!(current_round(&district, YEAR).unwrap(), 2);
    assert!(run(&district, None, "", moment(4)).is_err(), "the late round has no commitment yet");
    let before = public_files(&district, None, Some(1)).unwrap();

    // All twenty accept but one, whose seat goes to the first in line, who lets it pass, as do all
    // after: nobody in line is left, and one seat is.
    let all = letters(&district, None, None, OFFERS, moment(4)).unwrap();
    let id = |letter: &Letter| letter.application.clone().unwrap();
    let offered: Vec<String> = all.iter().filter(|l| l.offer.is_some()).map(id).collect();
    let program = "0530-STEM".to_owned();
    let said = |application: &String, answer, on| GivenAnswer {
        application: application.clone(),
        program: program.clone(),
        answer,
        on,
    };
    let day = date(2027, 3, 10);
    let mut given: Vec<GivenAnswer> =
        offered.iter().skip(1).map(|id| said(id, Answer::Accepted, day)).collect();
    given.push(said(&offered[0], Answer::Declined, date(2027, 3, 26)));
    assert_eq!(answers(&district, None, &given, moment(5)).unwrap(), 20);
    let early = [said(&offered[1], Answer::Declined, OFFERS)];
    assert!(answers(&district, None, &early, moment(5)).is_err(), "earlier days come too late");

    // Two late families; one of them holds a seat by an earlier application, and has to stay out.
    let holder = offered[1].clone();
    let applications = format!(
        "school_year,application_id,grade_level,economically_disadvantaged,round,earlier_application_id\n\
         2027-28,R-L01,06,true,2,\n2027-28,R-L02,06,true,2,{holder}\n"
    );
    let choices = "school_year,application_id,rank,program_id\n\
                   2027-28,R-L01,1,0530-STEM\n2027-28,R-L02,1,0530-STEM\n";
    add_rows(&home, &district, &[("applications.csv", &applications), ("choices.csv", choices)], 6);
    let after = public_files(&district, None, Some(1)).unwrap();
    assert_eq!(after, before, "late rows do not touch what was sealed");

    // On the closing day the free seat is offered to somebody in line until 2 April; it is theirs
    // or nobody's until then.
    let other = commit(&district, YEAR, "low_income_reserve", "", None, moment(7));
    assert!(other.unwrap_err().to_string().contains("word for word"));
    draw::commit_to(&district, YEAR, "ours", "", None, moment(7), secrets(7)).unwrap();
    let sealed = seal(&district, None, None, moment(8)).unwrap();
    // Ten had no seat in March: nine are in line still or were, one has the offer. Late: one.
    assert_eq!(sealed.body.applications, 10);
    let second = run(&district, None, "", moment(9)).unwrap();
    assert_eq!((second.applications, second.given, second.violations), (10, 0, 0));
    adopt(&district, second.proposal, "Ana Ruiz", moment(10)).unwrap();
    assert!(commit(&district, YEAR, "ours", "", Some("luck"), moment(11)).is_err());
    assert!(adopt(&district, second.proposal, "Ana Ruiz", moment(11)).is_err());

    // The offer of 26 March ran out on the closing day; on 16 April the seat has a line again.
    let on = date(2027, 4, 16);
    let shown = waitlist(&district, None, on, moment(12)).unwrap();
    let last = shown.moves.iter().rfind(|one| one.3 == "offered").unwrap();
    assert_eq!(last.0, on);
    let next = last.1.clone();
    let written = letters(&district, None, None, on, moment(13)).unwrap();
    let late = ("Late round".to_owned(), "Ronda tardía".to_owned());
    assert_eq!((written.len(), written[0].round.as_ref()), (10, Some(&late)));
    let own = written.iter().find(|letter| letter.application.as_ref() == Some(&next)).unwrap();
    assert!(own.since.0.contains("You are offered Dogwood Middle, Science"), "{}", own.since.0);
    assert!(own.lines[0].en.contains("no seat left for this round"), "{}", own.lines[0].en);
    let page = family(&district, &own.receipt, on).unwrap();
    assert_eq!((page.round, page.seat, page.asked), (Some(late), None, false));
    assert!(letters(&district, None, Some(3), on, moment(13)).is_err());
    let said = Answer::Accepted;
    answer(&district, None, &next, &program, said, date(2027, 4, 20), moment(14)).unwrap();
    let page = family(&district, &own.receipt, date(2027, 4, 21)).unwrap();
    assert_eq!(page.seat.as_deref(), Some("Dogwood Middle, Science"));
    let shown = waitlist(&district, None, date(2027, 4, 21), moment(15)).unwrap();
    assert_eq!(shown.lines[0].accepted.value(), Some(&20));

    // Each round has files of its own, and each is verified from them alone.
    for (round, agrees) in [(1, "the same 20 seats"), (2, "the same 0 seats")] {
        let folder = district.path().join(format!("outbox{round}"));
        publish(&district, None, Some(round), &folder).unwrap();
        let (_, verified) = verify_folder(&folder.join("auditor"), None, None).unwrap();
        assert_eq!(verified.differs, Vec::<String>::new());
        assert!(verified.agrees.iter().any(|said| said.contains(agrees)), "{:?}", verified.agrees);
    }
    let desk = desk(&district, None, Some(1)).unwrap();
    assert_eq!((desk.rounds.len(), desk.round, desk.runs.len()), (2, 1, 1));
}

//! The sample town through the office: who sees whom, what is entered, what becomes of it.

use std::sync::OnceLock;

use jiff::Timestamp;
use tempfile::TempDir;
use traction_core::graduation::explain::Language;
use traction_core::graduation::{Grant, Tier};

use super::*;
use crate::access::{Person, Role, Scope};
use crate::district::NewDistrict;
use crate::import::{ImportOrder, import};
use crate::progress::Silent;
use crate::sample::{Size, write};

/// The senior of the cast who misses half a credit of English.
const NAOMI: &str = "0081242";
/// The senior who has no Geometry.
const ELIAS: &str = "0081243";

fn moment(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + 60 * minute).unwrap()
}

static TOWN: OnceLock<(TempDir, District)> = OnceLock::new();

/// A town that no other test writes into.
fn fresh_town() -> (TempDir, District) {
    let home = tempfile::tempdir().unwrap();
    let exports = home.path().join("exports");
    write(&exports, Size::Town, 7, &Silent).unwrap();
    let new = NewDistrict { name: "Riverbend".to_owned(), nces_id: None };
    let person = Person::Operator { account: "ana".to_owned() };
    let district = District::create(&home.path().join("riverbend"), &new, person).unwrap();
    let order = ImportOrder {
        files: vec![exports],
        add: false,
        replace: false,
        school_year: None,
        dry_run: false,
        mappings: Vec::new(),
        wait: true,
        now: moment(0),
        today: jiff::civil::date(2026, 11, 2),
    };
    import(&district, &order, &Silent).unwrap();
    (home, district)
}

fn town() -> District {
    TOWN.get_or_init(fresh_town).1.clone()
}

fn page(district: &District, id: &str) -> Result<StudentPage, OfficeError> {
    student(district, id, None, Language::English, moment(5), &Silent)
}

#[test]
fn the_towns_report_shows_no_group_below_the_minimum() {
    let district = town();
    let report = audit(&district, &Question::default(), &Silent).unwrap();
    let all = *report.students.value().unwrap();
    assert!(all > 100, "{all}");
    let shown: u64 = report.tiers.iter().filter_map(|line| line.students.value()).sum();
    assert!(shown == all || all - shown >= 10, "what is withheld together is no few");
    for line in report.groups.iter().flat_map(|table| &table.rows) {
        assert!(line.on_track.value().is_none_or(|share| share.n >= 10), "{}", line.label);
    }
    let unknown = Question { school: Some("9999".to_owned()), ..Question::default() };
    assert!(matches!(audit(&district, &unknown, &Silent), Err(OfficeError::Unknown { .. })));
    assert!(years(&district, None, &Silent).unwrap().len() > 2);
}

#[test]
fn nobody_outside_a_scope_is_listed_explained_or_entered_for() {
    let district = town();
    let everyone = students(&district, &Question::default(), moment(1), &Silent).unwrap();
    let own = Scope::of_students([NAOMI]);
    let counselor = Person::with_role("ruiz@riverbend.example", Role::Counselor, own);
    let theirs = district.seen_by(counselor);
    let listed = students(&theirs, &Question::default(), moment(1), &Silent).unwrap();
    assert_eq!(listed.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [NAOMI]);
    assert!(everyone.len() > 100);
    assert!(page(&theirs, NAOMI).is_ok());
    assert!(matches!(page(&theirs, ELIAS), Err(OfficeError::Unknown { .. })));
    let grant = Grant::Waiver { requirement: "health".to_owned(), credits: None };
    let refused =
        enter_allowance(Language::English, &theirs, ELIAS, grant.clone(), "why", moment(2));
    assert!(matches!(refused, Err(OfficeError::Unknown { .. })));
    let public = district.seen_by(Person::Public);
    assert!(matches!(page(&public, NAOMI), Err(OfficeError::NoReason { .. })));
    let refused = enter_allowance(Language::English, &public, NAOMI, grant, "why", moment(2));
    assert!(matches!(refused, Err(OfficeError::NoReason { .. })));
    // Figures are for everybody.
    assert!(audit(&public, &Question::default(), &Silent).is_ok());
}

#[test]
fn a_substitution_counts_from_its_entry_until_it_is_taken_back_and_both_are_kept() {
    let district = town();
    let geometry = |district: &District| {
        let page = page(district, ELIAS).unwrap();
        page.standings.into_iter().find(|s| s.id == "geometry").unwrap().met
    };
    assert_eq!(geometry(&district), (false, false));
    let grant =
        || Grant::Substitution { course: "MA1101".to_owned(), requirement: "geometry".to_owned() };
    let blank = enter_allowance(Language::English, &district, ELIAS, grant(), "  ", moment(2));
    assert!(matches!(blank, Err(OfficeError::Refused { .. })));
    let wrong = Grant::Shown { requirement: "geometri".to_owned() };
    let unknown =
        enter_allowance(Language::English, &district, ELIAS, wrong, "why", moment(2)).unwrap_err();
    assert_eq!(unknown.hint(), "did you mean geometry?");
    let id = enter_allowance(
        Language::English,
        &district,
        ELIAS,
        grant(),
        "Algebra II covers it",
        moment(3),
    )
    .unwrap();
    assert_eq!(geometry(&district), (true, true));
    withdraw_allowance(Language::English, &district, ELIAS, id, "the board said no", moment(4))
        .unwrap();
    assert_eq!(geometry(&district), (false, false));
    assert!(
        withdraw_allowance(Language::English, &district, ELIAS, id, "again", moment(4)).is_err()
    );
    let kept = list_allowances(&district, ELIAS).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].allowance.reason, "Algebra II covers it");
    assert_eq!(kept[0].withdrawn, Some(("the board said no".to_owned(), "ana".to_owned())));
}

#[test]
fn a_line_that_is_accepted_is_kept_and_typed() {
    let district = town();
    let page = page(&district, NAOMI).unwrap();
    assert_eq!(page.tier, Tier::InTheDay);
    assert!(!page.options.is_empty(), "there is a way back");
    let line = &page.options[0].lines[0].line;
    let line = find_line(&district, NAOMI, &line.section, None, moment(6), &Silent).unwrap();
    let said = LineDecision {
        decision: Decision::Accepted,
        reason: "talked with her family".to_owned(),
        ..line.clone()
    };
    decide(Language::English, &district, &said, moment(7)).unwrap();
    let sheet = accepted_sheet(&district, moment(8)).unwrap();
    let rows: Vec<Vec<String>> =
        sheet.rows.iter().map(|row| row.iter().map(crate::Cell::print).collect()).collect();
    let added = |row: &&Vec<String>| row[0] == NAOMI && row[1] == "add" && row[2] == line.section;
    assert_eq!(rows.iter().filter(added).count(), 1, "{rows:?}");
    assert!(rows.iter().any(|row| row[6] == "talked with her family"));
    let (lines, schools) = mend(&district, &Question::default(), moment(9), &Silent).unwrap();
    assert!(!schools.is_empty());
    let own = lines.iter().find(|one| one.line.subject() == said.subject());
    assert!(own.is_none_or(|one| {
        one.decided.as_ref().is_some_and(|said| said.decision == Decision::Accepted)
    }));
    let other = find_line(&district, NAOMI, "S-none", None, moment(9), &Silent);
    assert!(matches!(other, Err(OfficeError::Unknown { .. })));
}

#[test]
fn seniors_have_plans_on_file_and_groups_are_held_against_readiness() {
    let district = town();
    let figures = access(&district, &Question::default(), &Silent).unwrap();
    assert!(figures.plans.is_some());
    assert!(!figures.advanced.is_empty());
    for line in &figures.advanced {
        assert!(line.take.value().is_none_or(|share| share.n >= 10));
    }
}

#[test]
fn a_districts_own_diploma_is_the_one_that_students_are_held_to() {
    let home = tempfile::tempdir().unwrap();
    let new = NewDistrict { name: "Riverbend".to_owned(), nces_id: None };
    let person = Person::Operator { account: "ana".to_owned() };
    let district = District::create(&home.path().join("riverbend"), &new, person).unwrap();
    let folder = district.path().join("policy/graduation");
    std::fs::create_dir_all(&folder).unwrap();
    let text = shipped_text("plain_24").unwrap();
    let ours = text.replacen("id = \"plain_24\"", "id = \"ours\"", 1);
    std::fs::write(folder.join("ours.toml"), &ours).unwrap();
    let known = diplomas(&district).unwrap();
    let adopted: Vec<&str> = known.iter().filter(|d| d.adopted).map(|d| d.id.as_str()).collect();
    assert_eq!(adopted, ["ours"]);
    std::fs::write(folder.join("ours.toml"), ours.replacen("0100*", "01x0*", 1)).unwrap();
    let refused = diplomas(&district).unwrap_err();
    assert!(refused.to_string().contains("ours.toml: line "), "{refused}");
    assert!(refused.hint().starts_with("traction graduation check-policy"));
}

/// The lines that the mend of the district lists, as student and section.
fn listed(district: &District) -> Vec<(String, String)> {
    let (lines, _) = mend(district, &Question::default(), moment(20), &Silent).unwrap();
    lines.into_iter().map(|line| (line.line.student, line.line.section)).collect()
}

#[test]
fn a_declined_line_leaves_the_list_and_an_accepted_one_closes_the_other_ways() {
    let (_home, district) = fresh_town();
    let first = listed(&district).into_iter().next().expect("a line");
    let (student_id, section) = first.clone();
    let say = |section: &str, decision| {
        let line = find_line(&district, &student_id, section, None, moment(21), &Silent).unwrap();
        let said = LineDecision { decision, reason: "said".to_owned(), ..line };
        decide(Language::English, &district, &said, moment(22))
    };
    let ways = |district: &District| page(district, &student_id).unwrap().options;
    let before = ways(&district);
    say(&section, Decision::Declined).unwrap();
    assert!(!listed(&district).contains(&first), "what was declined is not listed");
    let holds = |way: &WayBack, section: &str| way.lines.iter().any(|l| l.line.section == section);
    assert!(!ways(&district).iter().any(|way| holds(way, &section)));
    // Said anew, it is a way again, and the only one that is left.
    say(&section, Decision::Accepted).unwrap();
    let after = ways(&district);
    assert!(after.iter().all(|way| holds(way, &section)), "other ways are closed");
    assert!(listed(&district).contains(&first));
    // Its seat is taken: the timetable that others see has one less.
    let other = before.iter().flat_map(|way| &way.lines).find(|line| line.line.section != section);
    if let Some(other) = other.filter(|other| other.line.course == before[0].lines[0].line.course) {
        let mut line = other.line.clone();
        line.decision = Decision::Accepted;
        let refused = decide(Language::English, &district, &line, moment(23)).unwrap_err();
        assert!(matches!(refused, OfficeError::Refused { .. }), "{refused}");
        assert!(refused.hint().contains("declined"));
    }
    // The same course in the same section number for another period does not go with it.
    let mut clash = before[0].lines[0].line.clone();
    clash.section = other_section_of(&district, &student_id, &section);
    clash.decision = Decision::Accepted;
    let refused = decide(Language::English, &district, &clash, moment(24)).unwrap_err();
    assert!(refused.to_string().contains("does not go with"), "{refused}");
}

/// Another section that meets in the same period or is of the same course.
fn other_section_of(district: &District, student: &str, section: &str) -> String {
    let held = held::load(district, None, &Silent).unwrap();
    let table = &held.timetable;
    let one = &table.slots[table.find(section).unwrap() as usize];
    assert!(held.member(student).is_some());
    let clashes = |slot: &&traction_core::graduation::engine::timetable::Slot| {
        slot.section != section && slot.school == one.school && slot.periods & one.periods != 0
    };
    table.slots.iter().find(clashes).unwrap().section.clone()
}

#[test]
fn an_allowance_names_what_is_there_and_is_no_more_than_could_be() {
    let (_home, district) = fresh_town();
    let enter =
        |grant| enter_allowance(Language::English, &district, ELIAS, grant, "why", moment(30));
    let transfer = |title: &str, from: &str, credits| Grant::Transfer {
        title: title.to_owned(),
        from: from.to_owned(),
        credits,
        requirement: None,
    };
    let substitution =
        Grant::Substitution { course: "NO0000".to_owned(), requirement: "geometry".to_owned() };
    let refused = enter(substitution).unwrap_err();
    assert!(refused.to_string().contains("on this student’s transcript"), "{refused}");
    for (grant, words) in [
        (transfer("Biology", "Elsewhere High", 500.0), "more than the 7"),
        (transfer("", "Elsewhere High", 1.0), "title"),
        (transfer("Biology", " ", 1.0), "title"),
        (transfer("Biology", "Elsewhere High", 0.3), "whole number"),
        (
            Grant::Waiver { requirement: "health".to_owned(), credits: Some(2.0) },
            "more than the 0.5",
        ),
        (Grant::Shown { requirement: "health".to_owned() }, "asks for credit"),
    ] {
        let refused = enter(grant.clone()).unwrap_err();
        assert!(refused.to_string().contains(words), "{grant:?}: {refused}");
    }
    let id = enter(transfer("Biology", "Elsewhere High", 1.0)).unwrap();
    withdraw_allowance(Language::English, &district, ELIAS, id, "a test", moment(31)).unwrap();
}

#[test]
fn whoever_may_see_the_students_sees_how_many_a_section_would_bring_back() {
    let district = town();
    let lines = openings(&district, &Question::default(), &Silent).unwrap();
    assert!(lines.iter().all(|line| line.students.value().is_some()));
    let public =
        openings(&district.seen_by(Person::Public), &Question::default(), &Silent).unwrap();
    assert_eq!(public.len(), lines.len());
    assert!(public.iter().all(|line| line.students.value().is_none_or(|n| *n >= 10)));
}

#[test]
fn audits_are_found_again_and_every_year_cohort_and_group_has_a_protected_row() {
    let district = town();
    let sheet = check(&district, &Question::default(), moment(40), &Silent).unwrap();
    assert!(sheet.rows.is_empty(), "{:?}", sheet.rows);
    assert!(sheet.notes[0].starts_with("145 audits"), "{:?}", sheet.notes);
    let years = years(&district, None, &Silent).unwrap();
    let lines: Vec<&CohortGroupLine> = years.iter().flat_map(|year| &year.cohorts).collect();
    let seen: BTreeSet<&str> = lines.iter().map(|line| line.year.as_str()).collect();
    assert_eq!(seen.len(), years.len(), "every year has rows");
    assert!(lines.iter().all(|line| line.on_track.value().is_none_or(|share| share.n >= 10)));
}

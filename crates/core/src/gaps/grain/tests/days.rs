//! Days, actions and published counts: who is a row, and where.

use super::*;

#[test]
fn days_of_two_schools_are_added_for_the_district_and_kept_apart_for_schools() {
    let mut facts = Facts::default();
    put(
        &mut facts,
        Some(year(2026)),
        &[
            attended(2026, "s1", "A", 100.0, 5.0),
            attended(2026, "s1", "B", 80.0, 13.0),
            attended(2026, "s2", "B", 10.0, 12.0),
        ],
    );
    put(
        &mut facts,
        Some(year(2026)),
        &[
            Enrollment {
                exit_date: Ok(jiff::civil::date(2026, 1, 31)),
                ..enrolled(2026, "s1", "A", GradeLevel::Grade3)
            },
            Enrollment {
                entry_date: Ok(jiff::civil::date(2026, 2, 1)),
                ..enrolled(2026, "s1", "B", GradeLevel::Grade3)
            },
            enrolled(2026, "s3", "B", GradeLevel::Grade3),
        ],
    );
    let (roster, rows) = derive(&facts, 2026, "chronic_absence");
    assert_eq!(rows.at_schools.len(), 2);
    let district = rows.in_district.unwrap();
    let absent = numbers(&roster, Grain::Attendance, &district, "days_absent");
    assert_eq!(absent, pairs(&[("s1", 18.0)]));
    assert_eq!(roster.schools()[district.school[0] as usize].id, "A");
    let reasons: Vec<_> = rows.excluded.iter().map(|e| (e.reason.as_str(), e.rows)).collect();
    assert_eq!(
        reasons,
        [
            ("a member of the school without a row of attendance", 1),
            ("more days absent than enrolled, or fewer than none", 1),
        ]
    );
}

#[test]
fn the_main_school_is_that_with_the_most_days_and_then_the_latest() {
    let mut facts = Facts::default();
    let half = |school: &str, from, to| Enrollment {
        entry_date: Ok(from),
        exit_date: Ok(to),
        ..enrolled(2026, "s1", school, GradeLevel::Grade5)
    };
    put(
        &mut facts,
        Some(year(2026)),
        &[
            half("A", jiff::civil::date(2025, 9, 1), jiff::civil::date(2025, 9, 30)),
            half("B", jiff::civil::date(2026, 4, 1), jiff::civil::date(2026, 4, 30)),
            Enrollment {
                exit_type: Ok(ExitType::NoShow),
                ..enrolled(2026, "s1", "C", GradeLevel::Grade5)
            },
        ],
    );
    let roster = Roster::of(&facts);
    let main = roster.year(year(2026)).unwrap().main(0).unwrap();
    assert_eq!(roster.schools()[main.school as usize].id, "B");
}

#[test]
fn a_student_without_an_action_is_a_row_with_none() {
    let action = |id: &str, student: &str, school: &str| DisciplineAction {
        school_year: year(2026),
        discipline_action_id: id.to_owned(),
        student_id: student.into(),
        school_id: school.into(),
        discipline: Discipline::OutOfSchoolSuspension,
        discipline_date: Err(Missing::Blank),
        days: Ok(Days(2.5)),
    };
    let mut facts = Facts::default();
    put(
        &mut facts,
        Some(year(2026)),
        &["s1", "s2"].map(|s| enrolled(2026, s, "A", GradeLevel::Grade7)),
    );
    put(
        &mut facts,
        Some(year(2026)),
        &[action("1", "s1", "A"), action("2", "s1", "B"), action("3", "gone", "A")],
    );
    let (roster, rows) = derive(&facts, 2026, "out_of_school_suspension");
    let of = |rows, field| numbers(&roster, Grain::Discipline, rows, field);
    assert_eq!(
        of(&rows.at_schools, "out_of_school_suspensions"),
        pairs(&[("s1", 1.0), ("s2", 0.0)])
    );
    let district = rows.in_district.unwrap();
    assert_eq!(of(&district, "out_of_school_suspensions"), pairs(&[("s1", 2.0), ("s2", 0.0)]));
    assert_eq!(of(&district, "days_suspended"), pairs(&[("s1", 5.0), ("s2", 0.0)]));
    assert_eq!(rows.excluded.len(), 2);
}

#[test]
fn published_counts_are_taken_as_they_are() {
    let row = |group: &str, absent, of| SchoolAttendance {
        school_year: year(2026),
        school_id: "A".into(),
        school_level: "all".to_owned(),
        student_group: group.to_owned(),
        days_enrolled: Err(Missing::Blank),
        days_attended: Err(Missing::Blank),
        attendance_percent: Err(Missing::Blank),
        chronically_absent: absent,
        chronic_absence_students: of,
    };
    let mut facts = Facts::default();
    put(
        &mut facts,
        Some(year(2026)),
        &[
            row("all", Ok(30), Ok(100)),
            row("homeless=true", Err(Missing::Suppressed), Ok(12)),
            row("planet=mars", Ok(1), Ok(2)),
        ],
    );
    let (_, rows) = derive(&facts, 2026, "published_chronic_absence");
    assert_eq!(rows.at_schools.counted, [("all".to_owned(), 30), ("all".to_owned(), 70)]);
    assert_eq!(rows.excluded.len(), 2);
}

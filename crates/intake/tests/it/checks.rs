//! Each check on a file in which it must speak, and what becomes of the rows.

use traction_core::district::{SchoolYear, find_table};
use traction_core::finding::Severity;
use traction_intake::checks::CHECKS;
use traction_intake::known::Known;

use crate::folder::Folder;

const STUDENTS: &str = "student_id\n0000001\n0000002\n0000003\n";
const SCHOOLS: &str = "school_id,school_name\n0412,Alder\n0520,Birch\n";

fn enrollments(rows: &str) -> String {
    format!("school_year,student_id,school_id,grade_level,entry_date,exit_date\n{rows}")
}

#[test]
fn a_clean_import_keeps_every_row_and_says_what_is_missing() {
    let imported = Folder::new()
        .with("students.csv", STUDENTS)
        .with("schools.csv", SCHOOLS)
        .with("enrollments.csv", enrollments("2026-27,0000001,0412,05,2026-08-24,\n"))
        .import();
    assert_eq!(imported.report.totals(), (6, 6, 0));
    assert_eq!(imported.report.findings.find_worst(), Some(Severity::Note));
    let missing: Vec<&str> = imported.report.missing.iter().map(|m| m.table).collect();
    assert!(missing.contains(&"student_groups") && !missing.contains(&"schools"));
    let rates = &imported.file("enrollments.csv").match_rates;
    assert_eq!(rates.len(), 2);
    assert!(rates.iter().all(|rate| rate.percent() == Some(100.0)));
}

#[test]
fn unknown_students_are_kept_and_said_and_a_low_rate_is_no_failure() {
    let rows = "2027,1,0412,05,,\n2027,2,0412,05,,\n2027,0000003,0412,06,,\n";
    let imported = Folder::new()
        .with("students.csv", STUDENTS)
        .with("enrollments.csv", enrollments(rows))
        .import();
    assert_eq!(imported.rows_kept("enrollments"), 3);
    assert_eq!(imported.found("ID001"), [(Some(2), "1"), (Some(3), "2")]);
    assert_eq!(imported.severity("ID001"), Some(Severity::Warning));
    assert_eq!(imported.found("ID004"), [(None, "1 of 3 ids are known to students")]);
    assert_eq!(imported.found("CE009").len(), 1);
    // Nobody gave schools: said once, and no row is set aside for it.
    assert_eq!(imported.found("ID005"), [(None, "3 ids without schools")]);
}

#[test]
fn a_row_that_must_name_a_section_of_its_year_is_set_aside_when_it_names_none() {
    let sections = "school_year,section_id,course_id,school_id,staff_id\n\
                    2027,S1,MA,0412,T1\n2027,S2,MA,0412,\n";
    let students = "school_year,section_id,student_id\n2027,S1,a\n2027,S9,a\n2026,S1,a\n";
    let imported = Folder::new()
        .with("sections.csv", sections)
        .with("section_students.csv", students)
        .import();
    assert_eq!(imported.found("ID001"), [(Some(3), "S9")]);
    assert_eq!(imported.severity("ID001"), Some(Severity::SetAside));
    assert_eq!(imported.file("section_students.csv").set_aside["ID001"], 1);
    // Nobody gave the sections of 2025–26, so its row is kept unchecked.
    assert_eq!(imported.rows_kept("section_students"), 2);
    assert_eq!(imported.found("SE001"), [(Some(3), "no teacher")]);
}

#[test]
fn ids_that_the_district_has_already_are_known() {
    let mut district = Known::none();
    district.set_mut(find_table("students").unwrap(), None).insert("0000009");
    for year in [2024, 2026] {
        district.set_mut(find_table("enrollments").unwrap(), Some(SchoolYear::ending(year)));
    }
    let imported = Folder::new()
        .with("students.csv", STUDENTS)
        .with("enrollments.csv", enrollments("2027,0000009,0412,05,,\n2027,0000001,0412,05,,\n"))
        .import_over(&district);
    assert_eq!(imported.found("ID001"), []);
    assert_eq!(imported.found("YR001"), [(None, "no rows of enrollments for 2024–25")]);
}

#[test]
fn the_same_row_twice_is_told_from_two_rows_with_one_key() {
    let rows = "2027,1,0412,05,2026-08-24,\n2027,1,0412,05,8/24/2026,\n2027,1,0412,06,2026-08-24,\n\
                2027,1,0412,06,2026-09-24,\n";
    let imported = Folder::new().with("enrollments.csv", enrollments(rows)).import();
    assert_eq!(imported.found("ID002"), [(Some(3), "the key of row 2")]);
    assert_eq!(imported.found("ID003"), [(Some(4), "the key of row 2")]);
    assert_eq!(imported.rows_kept("enrollments"), 2);
}

#[test]
fn memberships_that_overlap_end_early_or_jump_grades_are_found() {
    let rows = "2026,1,A,05,2025-08-24,2025-12-01\n2026,1,B,05,2025-11-01,2026-06-10\n\
                2027,1,B,07,2026-08-24,\n2028,1,B,06,2027-08-24,\n\
                2026,2,A,05,2025-08-24,2025-12-01\n2026,2,B,05,2025-12-01,\n\
                2027,2,B,05,2026-08-24,\n2029,2,B,07,2028-08-24,2028-08-01\n\
                2026,3,A,05,2020-08-24,\n2026,4,A,PK,,\n2027,4,A,KG,,\n";
    let imported = Folder::new().with("enrollments.csv", enrollments(rows)).import();
    assert_eq!(imported.found("EN001"), [(Some(3), "an entry before the exit of row 2")]);
    assert_eq!(imported.found("EN002"), [(Some(9), "an end 23 days before the beginning")]);
    assert_eq!(imported.found("EN003"), [(Some(10), "2020-08-24")]);
    assert_eq!(
        imported.found("EN004"),
        [(Some(4), "grade 7 after grade 5 in row 2"), (Some(5), "grade 6 after grade 7 in row 4"),]
    );
    assert_eq!(imported.rows_kept("enrollments"), 10);
}

#[test]
fn a_student_without_groups_is_found_only_in_years_that_have_groups() {
    let groups = "school_year,student_id,race_ethnicity\n2027,1,Asian\n";
    let imported = Folder::new()
        .with("student_groups.csv", groups)
        .with("enrollments.csv", enrollments("2027,1,A,05,,\n2027,2,A,05,,\n2026,2,A,04,,\n"))
        .import();
    assert_eq!(imported.found("EN005"), [(Some(3), "a student without groups in 2026–27")]);
}

#[test]
fn cells_that_cannot_be_read_cost_the_row_only_when_they_are_required() {
    let rows = "2027,1,A,5th,soon,\n2027,2,A,grade five,,\nlater,3,A,05,,\n2027,,A,05,,\n,,,,,\n";
    let imported = Folder::new().with("enrollments.csv", enrollments(rows)).import();
    assert_eq!(imported.found("CE003"), [(Some(2), "aaaa")]);
    assert_eq!(imported.severity("CE003"), Some(Severity::Warning));
    assert_eq!(imported.found("CE008"), [(Some(3), "grade five")]);
    assert_eq!(imported.found("CE002"), [(Some(4), "later")]);
    assert_eq!(imported.found("CE001"), [(Some(5), "nothing")]);
    let file = imported.file("enrollments.csv");
    assert_eq!((file.rows, file.kept, file.count_set_aside()), (4, 1, 3));
}

#[test]
fn each_kind_of_cell_has_its_own_check() {
    let imported = Folder::new()
        .with(
            "bell_periods.csv",
            "school_year,school_id,day,period,start_time,end_time\n2027,A,all,1,9,10:00\n",
        )
        .with(
            "budget_lines.csv",
            "school_year,version,line,account,amount\n2027,adopted,1,x,lots\n",
        )
        .with(
            "programs.csv",
            "school_year,program_id,school_id,grade_level,seats\n2027,P,A,09,many\n",
        )
        .with("student_groups.csv", "school_year,student_id,homeless\n2027,1,perhaps\n")
        .import();
    for code in ["CE004", "CE005", "CE006", "CE007"] {
        assert_eq!(imported.found(code).len(), 1, "{code}");
    }
    assert_eq!(imported.rows_kept("student_groups"), 1);
    assert_eq!(imported.report.totals(), (4, 1, 3));
}

#[test]
fn figures_that_contradict_themselves_are_found() {
    let attendance = "school_year,student_id,school_id,days_enrolled,days_absent\n\
                      2026,1,A,170,171\n2026,2,A,170,170\n";
    let counts = "school_year,school_id,school_level,student_group,attendance_percent\n\
                  2026,A,all,all,104.5\n2026,A,all,race=asian,94.8%\n";
    let transcripts = "school_year,student_id,course_id,term,credits_attempted,credits_earned,mark,status\n\
                       2026,1,MA,fall,0.5,1.0,B+,earned\n2026,2,MA,fall,0.5,0.5,Zeta,earned\n";
    let imported = Folder::new()
        .with("attendance.csv", attendance)
        .with("school_attendance.csv", counts)
        .with("transcripts.csv", transcripts)
        .import();
    assert_eq!(imported.found("AT001"), [(Some(2), "171 of 170 days")]);
    assert_eq!(imported.found("CE010"), [(Some(2), "104.5")]);
    assert_eq!(imported.found("CR001"), [(Some(2), "1 of 0.5 credits")]);
    assert_eq!(imported.found("CR002"), [(Some(3), "Zeta")]);
    assert_eq!(imported.report.totals(), (6, 5, 1));
}

#[test]
fn headers_that_repeat_and_rows_of_the_wrong_length_are_found() {
    let schools =
        "School ID,School Name,mascot\n1,A,x\nSchool ID,School Name,mascot\n2,B\n3,C,y,z\n4,D,y,\n";
    let imported = Folder::new().with("schools.csv", schools).import();
    assert_eq!(imported.found("FI009"), [(Some(1), "column mascot")]);
    assert_eq!(imported.found("FI010").len(), 2);
    assert_eq!(imported.found("FI014"), [(Some(3), "the header once more")]);
    assert_eq!(imported.found("FI015"), [(Some(4), "2 cells")]);
    assert_eq!(imported.found("FI016"), [(Some(5), "4 cells")]);
    assert_eq!(imported.report.totals(), (5, 3, 2));
}

#[test]
fn files_that_are_no_table_are_said_and_the_others_are_read() {
    let imported = Folder::new()
        .with("areas.csv", "area_id,area_name,area_name\n1,A,B\n")
        .with("clusters.csv", "cluster_id,cluster_name\n")
        .with("empty.csv", "")
        .with("lunch.csv", "menu,price\npizza,2\n")
        .with("schools.dat", SCHOOLS)
        .with("students.csv", "student_name,sex\nAda,F\n")
        .import();
    assert_eq!(imported.found("FI011").len(), 1);
    assert_eq!(imported.found("FI013"), [(None, "a header and no rows")]);
    assert_eq!(imported.found("FI001"), [(None, "empty.csv is empty")]);
    assert_eq!(imported.found("FI002").len(), 2);
    assert_eq!(imported.found("FI003"), [(None, "a name ending in dat")]);
    assert_eq!(imported.rows_kept("schools"), 2);
}

#[test]
fn a_finding_of_each_check_is_shown_a_hundred_times_and_counted_in_full() {
    let rows: String = (0..250).map(|n| format!("2027,{n},A,eleventeen,,\n")).collect();
    let imported = Folder::new().with("enrollments.csv", enrollments(&rows)).import();
    assert_eq!(imported.found("CE008").len(), 100);
    assert_eq!(imported.report.findings.count_of("CE008"), 250);
    assert_eq!(imported.file("enrollments.csv").set_aside["CE008"], 250);
}

#[test]
fn a_closed_year_has_its_finding() {
    let year = SchoolYear::ending(2026);
    let finding = traction_intake::checks::closed_year_changed::finding(
        "e.csv",
        "enrollments",
        year,
        "1 figure",
    );
    assert_eq!(finding.severity, Severity::Blocking);
    assert_eq!(finding.found, "other rows of enrollments for 2025–26: 1 figure");
    assert!(CHECKS.iter().any(|check| check.code == finding.code));
}

//! Every grain on small hand-made tables.

use std::sync::Arc;

use super::*;
use crate::district::*;
use crate::gaps::policy::Measures;

pub(crate) fn year(end: i16) -> SchoolYear {
    SchoolYear::ending(end)
}

pub(crate) fn put<N: Noun>(facts: &mut Facts, year: Option<SchoolYear>, rows: &[N]) {
    facts.insert(year, Arc::new(N::batch(rows)));
}

pub(crate) fn enrolled(end: i16, student: &str, school: &str, grade: GradeLevel) -> Enrollment {
    Enrollment {
        school_year: year(end),
        student_id: student.into(),
        school_id: school.into(),
        grade_level: grade,
        entry_date: Ok(jiff::civil::date(end - 1, 8, 25)),
        exit_date: Ok(jiff::civil::date(end, 6, 10)),
        exit_type: Ok(ExitType::EndOfYear),
    }
}

pub(crate) fn attended(end: i16, student: &str, school: &str, of: f64, away: f64) -> Attendance {
    Attendance {
        school_year: year(end),
        student_id: student.into(),
        school_id: school.into(),
        days_enrolled: Days(of),
        days_absent: Days(away),
    }
}

fn line(
    end: i16,
    student: &str,
    course: &str,
    term: Term,
    credits: f64,
    mark: &str,
) -> TranscriptLine {
    TranscriptLine {
        school_year: year(end),
        student_id: student.into(),
        course_id: course.into(),
        term,
        school_id: Ok("H".into()),
        grade_level: Err(Missing::Blank),
        credits_attempted: Ok(Credits(1.0)),
        credits_earned: Ok(Credits(credits)),
        mark: Ok(mark.to_owned()),
        status: CreditStatus::Earned,
        credit_source: Ok(CreditSource::Local),
    }
}

fn course(id: &str, subject: AcademicSubject, tags: &str) -> Course {
    Course {
        course_id: id.into(),
        course_title: id.to_owned(),
        sced_code: Err(Missing::Blank),
        academic_subject: Ok(subject),
        course_level: Err(Missing::Blank),
        credits: Ok(Credits(1.0)),
        tags: Ok(tags.to_owned()),
        prerequisites: Err(Missing::Blank),
        low_grade: Err(Missing::Blank),
        high_grade: Err(Missing::Blank),
    }
}

fn student(id: &str) -> Student {
    Student {
        student_id: id.into(),
        state_student_id: Err(Missing::Blank),
        last_surname: Err(Missing::Blank),
        first_name: Err(Missing::Blank),
        birth_date: Err(Missing::Blank),
        sex: Ok(Sex::Female),
        first_ninth_grade_year: Err(Missing::Blank),
        first_us_school_date: Err(Missing::Blank),
    }
}

fn derive(facts: &Facts, end: i16, measure: &str) -> (Roster, GrainRows) {
    let measures = Measures::shipped().unwrap();
    let measure = measures.find(measure).unwrap();
    let roster = Roster::of(facts);
    let rows = measure.grain.derive(facts, &roster, year(end), measure).unwrap();
    (roster, rows)
}

/// The numbers of a field by student id, in whole units.
fn numbers(roster: &Roster, grain: Grain, rows: &Rows, field: &str) -> Vec<(String, f64)> {
    let place = grain.fields().iter().position(|f| f.name == field).unwrap();
    let value = |row: usize| match &rows.fields[place] {
        FieldColumn::Number(values) => values[row] as f64 / 10_000.0,
        FieldColumn::Flag(values) => f64::from(values[row]),
        _ => panic!("not a number or flag"),
    };
    (0..rows.len())
        .map(|row| (roster.student_id(rows.student[row]).to_owned(), value(row)))
        .collect()
}

fn pairs(list: &[(&str, f64)]) -> Vec<(String, f64)> {
    list.iter().map(|(id, value)| ((*id).to_owned(), *value)).collect()
}

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
fn of_several_results_the_latest_counts_and_other_assessments_are_named() {
    let result = |name: &str, day: i8, met: bool| AssessmentResult {
        school_year: year(2026),
        student_id: "s1".into(),
        school_id: Ok("A".into()),
        assessment: name.to_owned(),
        academic_subject: AcademicSubject::Mathematics,
        grade_level: Ok(GradeLevel::Grade4),
        administration_date: Ok(jiff::civil::date(2026, 4, day)),
        scale_score: Ok(500.0 + f64::from(day)),
        performance_level: Err(Missing::Blank),
        performance_level_met: Ok(met),
    };
    let mut facts = Facts::default();
    put(
        &mut facts,
        Some(year(2026)),
        &[result("STATE", 20, true), result("STATE", 3, false), result("MAP", 25, false)],
    );
    let (roster, rows) = derive(&facts, 2026, "proficiency_mathematics");
    let met = numbers(&roster, Grain::Assessment, &rows.at_schools, "performance_level_met");
    assert_eq!(met, pairs(&[("s1", 1.0)]));
    let reasons: Vec<_> = rows.excluded.iter().map(|e| e.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "a result of another assessment, MAP",
            "an earlier result of the same student, subject and year",
        ]
    );
}

#[test]
fn the_cohort_loses_confirmed_transfers_and_keeps_dropouts() {
    let mut facts = Facts::default();
    let ends = |student: &str, exit: ExitType| Enrollment {
        exit_type: Ok(exit),
        ..enrolled(2026, student, "H", GradeLevel::Grade12)
    };
    let ninth: Vec<_> = ["graduate", "dropout", "moved", "died", "retained", "ged"]
        .map(|s| enrolled(2023, s, "H", GradeLevel::Grade9))
        .into();
    put(&mut facts, Some(year(2023)), &ninth);
    put(
        &mut facts,
        Some(year(2024)),
        &[
            Enrollment {
                exit_type: Ok(ExitType::TransferOut),
                ..enrolled(2024, "moved", "H", GradeLevel::Grade10)
            },
            Enrollment {
                exit_type: Ok(ExitType::DroppedOut),
                ..enrolled(2024, "dropout", "H", GradeLevel::Grade10)
            },
            enrolled(2024, "came", "H", GradeLevel::Grade10),
        ],
    );
    put(
        &mut facts,
        Some(year(2026)),
        &[
            ends("graduate", ExitType::Graduated),
            ends("died", ExitType::Died),
            ends("ged", ExitType::OtherCompleter),
            ends("came", ExitType::EndOfYear),
            Enrollment {
                grade_level: GradeLevel::Grade11,
                ..ends("retained", ExitType::EndOfYear)
            },
        ],
    );
    put(
        &mut facts,
        Some(year(2027)),
        &[
            // A diploma in August is of the fourth year; one in September is not.
            Enrollment {
                exit_date: Ok(jiff::civil::date(2026, 8, 14)),
                ..ends("came", ExitType::Graduated)
            },
            Enrollment {
                exit_date: Ok(jiff::civil::date(2026, 9, 14)),
                ..ends("retained", ExitType::Graduated)
            },
        ],
    );
    let (roster, rows) = derive(&facts, 2026, "graduation_4yr");
    let rows_of = |field| numbers(&roster, Grain::GraduationCohort, &rows.at_schools, field);
    assert_eq!(
        rows_of("graduated"),
        pairs(&[
            ("came", 1.0),
            ("dropout", 0.0),
            ("ged", 0.0),
            ("graduate", 1.0),
            ("retained", 0.0),
        ])
    );
    assert_eq!(rows_of("dropped_out")[1].1, 1.0);
    assert_eq!(rows_of("other_completer")[2].1, 1.0);
    assert!(rows_of("cohort_years").iter().all(|(_, years)| *years == 4.0));
    let reasons: Vec<_> = rows.excluded.iter().map(|e| e.reason.as_str()).collect();
    assert_eq!(reasons, ["died", "transferred out, confirmed"]);
    let (roster, rows) = derive(&facts, 2027, "graduation_5yr");
    let graduated = numbers(&roster, Grain::GraduationCohort, &rows.at_schools, "graduated");
    assert!(graduated.contains(&("retained".to_owned(), 1.0)));
}

#[test]
fn on_track_counts_credits_and_semester_fs_without_summer_and_repeaters() {
    let mut facts = Facts::default();
    put(&mut facts, Some(year(2025)), &[enrolled(2025, "again", "H", GradeLevel::Grade9)]);
    put(
        &mut facts,
        Some(year(2026)),
        &["one", "again", "none"].map(|s| enrolled(2026, s, "H", GradeLevel::Grade9)),
    );
    put(
        &mut facts,
        None,
        &[
            course("ENG", AcademicSubject::EnglishLanguageArts, ""),
            course("ART", AcademicSubject::Arts, ""),
        ],
    );
    put(
        &mut facts,
        Some(year(2026)),
        &[
            line(2026, "one", "ENG", Term::Fall, 0.0, "F"),
            line(2026, "one", "ENG", Term::Spring, 0.5, "C-"),
            line(2026, "one", "ART", Term::Fall, 0.0, "F"),
            line(2026, "one", "ENG", Term::Summer, 0.5, "B"),
            line(2026, "one", "ART", Term::Year, 1.0, "FR"),
            line(2026, "again", "ENG", Term::Year, 0.0, "F"),
        ],
    );
    let (roster, rows) = derive(&facts, 2026, "ninth_grade_on_track");
    let of = |field| numbers(&roster, Grain::NinthGrade, &rows.at_schools, field);
    assert_eq!(of("credits_earned"), pairs(&[("one", 1.5)]));
    assert_eq!(of("core_semester_fs"), pairs(&[("one", 1.0)]));
    assert_eq!(rows.excluded.len(), 2);
}

#[test]
fn algebra_taken_in_an_earlier_year_counts_and_planned_courses_do_not() {
    let mut facts = Facts::default();
    put(&mut facts, Some(year(2025)), &[line(2025, "early", "ALG", Term::Year, 1.0, "A")]);
    put(
        &mut facts,
        Some(year(2026)),
        &["early", "now", "plans"].map(|s| enrolled(2026, s, "M", GradeLevel::Grade8)),
    );
    put(&mut facts, None, &[course("ALG", AcademicSubject::Mathematics, "core; algebra_1")]);
    put(
        &mut facts,
        Some(year(2026)),
        &[
            TranscriptLine {
                status: CreditStatus::InProgress,
                ..line(2026, "now", "ALG", Term::Year, 0.0, "")
            },
            TranscriptLine {
                status: CreditStatus::Planned,
                ..line(2026, "plans", "ALG", Term::Year, 0.0, "")
            },
            TranscriptLine {
                credit_source: Ok(CreditSource::DualEnrollment),
                ..line(2026, "plans", "X", Term::Fall, 0.5, "A")
            },
            line(2026, "early", "ENG", Term::Fall, 0.5, "A"),
            line(2026, "early", "ENG", Term::Spring, 0.5, "A"),
        ],
    );
    let (roster, rows) = derive(&facts, 2026, "algebra_1_by_grade_8");
    let of = |field| numbers(&roster, Grain::CourseTaking, &rows.at_schools, field);
    assert_eq!(of("algebra_1_taken"), pairs(&[("early", 1.0), ("now", 1.0), ("plans", 0.0)]));
    assert_eq!(of("algebra_1_credit"), pairs(&[("early", 1.0), ("now", 0.0), ("plans", 0.0)]));
    assert_eq!(of("dual"), pairs(&[("early", 0.0), ("now", 0.0), ("plans", 1.0)]));
    assert_eq!(of("has_transcript"), pairs(&[("early", 1.0), ("now", 1.0), ("plans", 1.0)]));
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

fn timetable(facts: &mut Facts) {
    let section = |id: &str, course: &str, term: Term, periods: &str, teacher: &str| Section {
        school_year: year(2026),
        section_id: id.into(),
        course_id: course.into(),
        school_id: "H".into(),
        term: Ok(term),
        periods: Ok(periods.to_owned()),
        staff_id: Ok(teacher.into()),
        seats: Err(Missing::Blank),
    };
    let place = |section: &str, student: &str| SectionStudent {
        school_year: year(2026),
        section_id: section.into(),
        student_id: student.into(),
        begin_date: Err(Missing::Blank),
        end_date: Err(Missing::Blank),
    };
    let bell = |day: &str, period: &str, start: u16, end: u16| BellPeriod {
        school_year: year(2026),
        school_id: "H".into(),
        day: day.to_owned(),
        period: period.to_owned(),
        start_time: ClockTime(start),
        end_time: ClockTime(end),
    };
    let teacher = |id: &str, years: f64| Staff {
        school_year: year(2026),
        staff_id: id.into(),
        last_surname: Err(Missing::Blank),
        first_name: Err(Missing::Blank),
        years_of_prior_teaching_experience: Ok(years),
        highest_degree: Err(Missing::Blank),
        hire_date: Err(Missing::Blank),
        race_ethnicity: Err(Missing::Blank),
        evaluation_rating: Err(Missing::Blank),
    };
    let y = Some(year(2026));
    put(
        facts,
        y,
        &[
            section("1", "ENG", Term::Year, "1", "old"),
            section("2", "MAT", Term::Fall, "2; 3", "new"),
            section("3", "ART", Term::Year, "9", "old"),
        ],
    );
    put(facts, y, &[place("1", "s1"), place("2", "s1"), place("1", "s2"), place("3", "s2")]);
    // Period 1 on both days, period 2 on one of them only, period 3 on both.
    put(
        facts,
        y,
        &[
            bell("A", "1", 480, 540),
            bell("B", "1", 480, 540),
            bell("A", "2", 540, 620),
            bell("A", "3", 620, 660),
            bell("B", "3", 620, 660),
        ],
    );
    put(facts, y, &[teacher("old", 5.0), teacher("new", 2.0)]);
    put(
        facts,
        None,
        &[
            course("ENG", AcademicSubject::EnglishLanguageArts, "grade_level"),
            course("MAT", AcademicSubject::Mathematics, "core"),
            course("ART", AcademicSubject::Arts, ""),
        ],
    );
    put(
        facts,
        None,
        &[
            Student { first_us_school_date: Ok(jiff::civil::date(2022, 10, 1)), ..student("s1") },
            student("s2"),
        ],
    );
    put(
        facts,
        y,
        &[StudentGroups {
            school_year: year(2026),
            student_id: "s1".into(),
            race_ethnicity: Err(Missing::Blank),
            economically_disadvantaged: Err(Missing::Blank),
            english_learner: Ok(EnglishLearner::Current),
            student_with_disability: Err(Missing::Blank),
            homeless: Err(Missing::Blank),
            foster_care: Err(Missing::Blank),
            migrant: Err(Missing::Blank),
            home_area: Err(Missing::Blank),
        }],
    );
}

#[test]
fn minutes_follow_the_bell_schedule_and_the_term() {
    let mut facts = Facts::default();
    timetable(&mut facts);
    let (roster, rows) = derive(&facts, 2026, "newcomer_grade_level_minutes");
    let of = |field| numbers(&roster, Grain::Instruction, &rows.at_schools, field);
    assert_eq!(of("grade_level_minutes"), pairs(&[("s1", 60.0)]));
    // (80 + 2·40) minutes over two days, half of the year.
    assert_eq!(of("core_minutes"), pairs(&[("s1", 100.0)]));
    assert_eq!(of("newcomer"), pairs(&[("s1", 1.0)]));
    assert_eq!(rows.excluded[0].reason, "in a section whose periods are not in the bell schedule");
}

#[test]
fn time_with_experienced_teachers_is_weighed_by_minutes_where_they_are_known() {
    let mut facts = Facts::default();
    timetable(&mut facts);
    let (roster, rows) = derive(&facts, 2026, "experienced_teachers");
    let of = |field| numbers(&roster, Grain::TeacherAccess, &rows.at_schools, field);
    // s2 has a section without minutes, so periods are counted for that student.
    assert_eq!(of("section_time"), pairs(&[("s1", 100.0), ("s2", 2.0)]));
    assert_eq!(of("experienced_time"), pairs(&[("s1", 60.0), ("s2", 2.0)]));
    assert_eq!(of("novice_time"), pairs(&[("s1", 40.0), ("s2", 0.0)]));
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

#[test]
fn a_grain_without_its_tables_says_which() {
    let facts = Facts::default();
    let measures = Measures::shipped().unwrap();
    let measure = measures.find("ninth_grade_on_track").unwrap();
    let without =
        measure.grain.derive(&facts, &Roster::of(&facts), year(2026), measure).unwrap_err();
    assert_eq!(without.tables, ["enrollments", "transcripts", "courses"]);
}

#[test]
fn a_year_that_has_only_begun_has_no_graduates_and_no_credits() {
    let mut facts = Facts::default();
    put(&mut facts, Some(year(2024)), &[enrolled(2024, "s1", "H", GradeLevel::Grade9)]);
    put(
        &mut facts,
        Some(year(2027)),
        &[
            Enrollment {
                exit_date: Err(Missing::Blank),
                exit_type: Err(Missing::Blank),
                ..enrolled(2027, "s1", "H", GradeLevel::Grade12)
            },
            enrolled(2027, "s2", "H", GradeLevel::Grade9),
        ],
    );
    let (_, rows) = derive(&facts, 2027, "graduation_4yr");
    assert!(rows.at_schools.is_empty());
    assert_eq!(rows.excluded[0].reason, "no diploma of the year is recorded yet");
    put(&mut facts, None, &[course("ALG", AcademicSubject::Mathematics, "algebra_1")]);
    let taking = TranscriptLine {
        status: CreditStatus::InProgress,
        ..line(2027, "s2", "ALG", Term::Year, 0.0, "")
    };
    // One course that was made up in the autumn does not finish the year.
    let made_up = line(2027, "s1", "ALG", Term::Fall, 0.5, "P");
    put(&mut facts, Some(year(2027)), &[taking, made_up]);
    let (roster, rows) = derive(&facts, 2027, "algebra_1_by_grade_9");
    for field in ["algebra_1_credit", "algebra_1_taken"] {
        let flags = numbers(&roster, Grain::CourseTaking, &rows.at_schools, field);
        assert!(flags.len() == 2 && flags.iter().all(|(_, flag)| *flag == 2.0), "{field}");
    }
}

#[test]
fn a_dropout_stays_in_the_groups_last_recorded_in_the_cohorts_years() {
    let of = |end: i16, id: &str, poor: bool| StudentGroups {
        school_year: year(end),
        student_id: id.into(),
        race_ethnicity: Err(Missing::Blank),
        economically_disadvantaged: Ok(poor),
        english_learner: Err(Missing::Blank),
        student_with_disability: Err(Missing::Blank),
        homeless: Err(Missing::Blank),
        foster_care: Err(Missing::Blank),
        migrant: Err(Missing::Blank),
        home_area: Err(Missing::Blank),
    };
    let leaves = |end: i16, id: &str, exit: ExitType| Enrollment {
        exit_type: Ok(exit),
        ..enrolled(end, id, "H", GradeLevel::Grade9)
    };
    let mut facts = Facts::default();
    let left = ExitType::DroppedOut;
    put(&mut facts, Some(year(2022)), &[of(2022, "early", true), of(2022, "unlisted", true)]);
    put(
        &mut facts,
        Some(year(2023)),
        &[leaves(2023, "early", left), leaves(2023, "unlisted", left), leaves(2023, "ends", left)],
    );
    put(&mut facts, Some(year(2023)), &[of(2023, "early", false), of(2023, "ends", true)]);
    put(
        &mut facts,
        Some(year(2026)),
        &[Enrollment {
            grade_level: GradeLevel::Grade12,
            ..leaves(2026, "ends", ExitType::Graduated)
        }],
    );
    put(&mut facts, Some(year(2026)), &[of(2026, "ends", false)]);
    let (roster, rows) = derive(&facts, 2026, "graduation_4yr");
    let place = crate::gaps::model::Dimension::EconomicallyDisadvantaged as usize;
    let poor: Vec<_> = (0..rows.at_schools.len())
        .map(|row| {
            let levels = rows.at_schools.profile(&roster, year(2026), row).levels();
            (roster.student_id(rows.at_schools.student[row]), levels[place])
        })
        .collect();
    // What was recorded before grade 9 is not of the cohort's years.
    assert_eq!(poor, [("early", Some(0)), ("ends", Some(0)), ("unlisted", None)]);
}

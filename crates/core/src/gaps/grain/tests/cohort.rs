//! Who stays in a graduation cohort, and which years have one.

use super::*;

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

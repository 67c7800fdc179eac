//! Results, credits and courses of one year.

use super::*;

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

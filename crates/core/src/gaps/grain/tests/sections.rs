//! Minutes of sections by bell schedule and term, and who teaches them.

use super::*;

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

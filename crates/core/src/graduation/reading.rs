//! From facts to dense records: the catalog, every student's lines, members, sections.

mod coming;
mod roll;

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rayon::prelude::*;

pub use coming::next_term;
pub use roll::Roll;

use super::model::{ExamResult, Line, NO_GRADE, NO_MARK};
use crate::district::{
    AcademicSubject, AssessmentResult, Batch, Course, CourseLevel, CreditSource, CreditStatus,
    Facts, GradeLevel, Noun, SchoolYear, Section, Term, TranscriptLine,
};

/// The courses of the catalog, and those that only a transcript names.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// The courses; those that only a transcript names have a number and nothing else.
    pub courses: Vec<Course>,
    /// Prerequisites, by position.
    pub before: Vec<Vec<u32>>,
    by_id: HashMap<String, u32>,
}

impl Catalog {
    /// A catalog of these courses.
    pub fn of(courses: Vec<Course>) -> Self {
        let mut by_id = HashMap::new();
        for (at, course) in courses.iter().enumerate() {
            by_id.insert(course.course_id.0.clone(), at as u32);
        }
        let before = courses
            .iter()
            .map(|course| {
                let Ok(text) = &course.prerequisites else { return Vec::new() };
                let ids = text.split(';').map(str::trim).filter(|id| !id.is_empty());
                ids.filter_map(|id| by_id.get(id).copied()).collect()
            })
            .collect();
        Catalog { courses, before, by_id }
    }

    /// The course of an id.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// A course.
    pub fn course(&self, at: u32) -> &Course {
        &self.courses[at as usize]
    }

    /// Credits of the whole course in hundredths, where the catalog says so.
    pub fn hundredths(&self, at: u32) -> Option<u32> {
        let credits = self.course(at).credits.as_ref().ok()?;
        Some((credits.0 * 100.0).round().max(0.0) as u32)
    }

    /// Whether a course is one of the core subjects of the grade-9 indicator.
    pub fn is_core(&self, at: u32) -> bool {
        matches!(
            self.course(at).academic_subject,
            Ok(AcademicSubject::EnglishLanguageArts
                | AcademicSubject::Mathematics
                | AcademicSubject::Science
                | AcademicSubject::SocialStudies)
        )
    }

    /// Whether a course is of Advanced Placement, International Baccalaureate or a college.
    pub fn is_advanced(&self, at: u32) -> bool {
        matches!(self.course(at).course_level, Ok(CourseLevel::Enriched | CourseLevel::College))
            || ["ap", "ib", "dual"].iter().any(|tag| self.is_tagged(at, tag))
    }

    /// Whether a course carries a tag.
    pub fn is_tagged(&self, at: u32, tag: &str) -> bool {
        let tags = self.course(at).tags.as_ref();
        tags.is_ok_and(|tags| tags.split(';').any(|known| known.trim() == tag))
    }

    /// Adds a course that only a transcript names.
    fn name(&mut self, id: &str) -> u32 {
        let at = self.courses.len() as u32;
        self.by_id.insert(id.to_owned(), at);
        self.before.push(Vec::new());
        let none = crate::district::Missing::Blank;
        self.courses.push(Course {
            course_id: id.into(),
            course_title: id.to_owned(),
            sced_code: Err(none),
            academic_subject: Err(none),
            course_level: Err(none),
            credits: Err(none),
            tags: Err(none),
            prerequisites: Err(none),
            low_grade: Err(none),
            high_grade: Err(none),
        });
        at
    }
}

/// Every student's lines, one student after another, each in the order of years.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// The catalog.
    pub catalog: Catalog,
    /// Students with at least one line, in the order of their ids.
    pub students: Vec<String>,
    /// Marks met, by position.
    pub marks: Vec<String>,
    /// For each course, whether some section of the year takes one half of it alone, so that either
    /// half can be made up in either half of the year.
    pub in_halves: Vec<bool>,
    starts: Vec<u32>,
    lines: Vec<Line>,
    by_id: HashMap<String, u32>,
}

impl Records {
    /// Reads the transcripts of all years up to one, and what students sit in this year and no
    /// transcript says yet.
    pub fn read(facts: &Facts, until: SchoolYear) -> Self {
        let courses =
            facts.find_standing(&Course::TABLE).map(|b| Course::list(b).unwrap_or_default());
        let mut catalog = Catalog::of(courses.unwrap_or_default());
        let years: Vec<&Batch> = facts
            .list_years(&TranscriptLine::TABLE)
            .into_iter()
            .filter(|year| *year <= until)
            .filter_map(|year| facts.find(&TranscriptLine::TABLE, year))
            .collect();
        let mut marks: Vec<String> = Vec::new();
        let coming = coming::list_coming(facts, until, &catalog);
        let by_id = number_students(&years, &coming);
        let mut students = vec![String::new(); by_id.len()];
        for (id, at) in &by_id {
            students[*at as usize].clone_from(id);
        }
        let met: Vec<(Vec<&str>, Vec<&str>)> = years
            .par_iter()
            .map(|batch| (list_unknown(batch, &catalog), list_marks(batch)))
            .collect();
        for (courses, written) in met {
            for id in courses {
                if catalog.find(id).is_none() {
                    catalog.name(id);
                }
            }
            for mark in written {
                if !marks.iter().any(|known| known == mark) && marks.len() < usize::from(NO_MARK) {
                    marks.push(mark.to_owned());
                }
            }
        }
        let mut read: Vec<(Vec<u32>, Vec<Line>)> =
            years.par_iter().map(|batch| read_year(batch, &catalog, &marks, &by_id)).collect();
        let this_year = read
            .last()
            .filter(|(_, lines)| lines.first().is_some_and(|line| line.year == until.end()));
        read.push(coming::not_written_yet(coming, &by_id, this_year));
        let mut starts = vec![0u32; students.len() + 1];
        for (of, _) in &read {
            for student in of {
                starts[*student as usize + 1] += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let nothing = Line {
            course: 0,
            year: 0,
            attempted: 0,
            earned: 0,
            mark: NO_MARK,
            term: 0,
            grade: NO_GRADE,
            status: 0,
            source: 0,
        };
        let mut lines = vec![nothing; starts.last().copied().unwrap_or(0) as usize];
        for (of, year) in read {
            for (student, line) in of.into_iter().zip(year) {
                let to = &mut next[student as usize];
                lines[*to as usize] = line;
                *to += 1;
            }
        }
        let in_halves = list_in_halves(facts, until, &catalog);
        Records { catalog, students, marks, in_halves, starts, lines, by_id }
    }

    /// A student's lines.
    pub fn lines(&self, student: u32) -> &[Line] {
        let at = student as usize;
        &self.lines[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// A student's position, if there is a line.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// A line's mark, as the school writes it.
    pub fn mark(&self, line: &Line) -> &str {
        self.marks.get(usize::from(line.mark)).map_or("", String::as_str)
    }

    /// Number of lines.
    pub fn count_lines(&self) -> usize {
        self.lines.len()
    }
}

/// Courses of a whole year of which some section in a year is of one semester.
fn list_in_halves(facts: &Facts, year: SchoolYear, catalog: &Catalog) -> Vec<bool> {
    let mut halves = vec![false; catalog.courses.len()];
    let Some(batch) = facts.find(&Section::TABLE, year) else { return halves };
    let (courses, terms) = (batch.column("course_id"), batch.column("term"));
    for row in 0..batch.len() {
        let half = matches!(terms.code(row).and_then(Term::at), Some(Term::Fall | Term::Spring));
        let course = courses.text(row).and_then(|id| catalog.find(id));
        if let (true, Some(course)) = (half, course) {
            halves[course as usize] |= catalog.hundredths(course).is_some_and(|c| c >= 100);
        }
    }
    halves
}

/// Numbers the students of all years, and of what is coming, in the order of their ids.
fn number_students(years: &[&Batch], coming: &[coming::Coming<'_>]) -> HashMap<String, u32> {
    let of_years: Vec<Vec<&str>> = years
        .par_iter()
        .map(|batch| {
            let ids = batch.column("student_id");
            let mut known: Vec<&str> = Vec::new();
            let mut last = "";
            for row in 0..batch.len() {
                let id = ids.text(row).unwrap_or_default();
                // Files come student by student, or nearly.
                if id != last {
                    known.push(id);
                    last = id;
                }
            }
            known.sort_unstable();
            known.dedup();
            known
        })
        .collect();
    let mut all: Vec<&str> = of_years.into_iter().flatten().collect();
    all.extend(coming.iter().map(|one| one.student));
    all.par_sort_unstable();
    all.dedup();
    let mut by_id = HashMap::with_capacity(all.len());
    for (at, id) in all.into_iter().enumerate() {
        by_id.insert(id.to_owned(), at as u32);
    }
    by_id
}

/// Courses that a batch names and the catalog does not, in the order in which they are met.
fn list_unknown<'a>(batch: &'a Batch, catalog: &Catalog) -> Vec<&'a str> {
    let ids = batch.column("course_id");
    let mut met: Vec<&str> = Vec::new();
    let mut last = "";
    for row in 0..batch.len() {
        let id = ids.text(row).unwrap_or_default();
        if id != last && catalog.find(id).is_none() && !met.contains(&id) {
            met.push(id);
        }
        last = id;
    }
    met
}

/// Marks of a batch, in the order in which they are met.
fn list_marks(batch: &Batch) -> Vec<&str> {
    let column = batch.column("mark");
    let mut met: Vec<&str> = Vec::new();
    for row in 0..batch.len() {
        if let Some(mark) = column.text(row)
            && !met.contains(&mark)
        {
            met.push(mark);
        }
    }
    met
}

fn read_year(
    batch: &Batch,
    catalog: &Catalog,
    marks: &[String],
    by_id: &HashMap<String, u32>,
) -> (Vec<u32>, Vec<Line>) {
    let column = |name| batch.column(name);
    let (ids, courses, years) = (column("student_id"), column("course_id"), column("school_year"));
    let (terms, grades, written) = (column("term"), column("grade_level"), column("mark"));
    let (attempted, earned) = (column("credits_attempted"), column("credits_earned"));
    let (status, source) = (column("status"), column("credit_source"));
    let mut students = Vec::with_capacity(batch.len());
    let mut lines = Vec::with_capacity(batch.len());
    let (mut last_id, mut last_student) = ("", 0);
    let hundredths =
        |value: Option<f64>| (value.unwrap_or(0.0) * 100.0).round().clamp(0.0, 6e4) as u16;
    for row in 0..batch.len() {
        let id = ids.text(row).unwrap_or_default();
        if id != last_id {
            last_student = by_id.get(id).copied().unwrap_or_default();
            last_id = id;
        }
        let course = courses.text(row).and_then(|id| catalog.find(id)).unwrap_or_default();
        let mark = written.text(row).and_then(|mark| marks.iter().position(|known| known == mark));
        let grade = grades.code(row).and_then(GradeLevel::at).and_then(GradeLevel::number);
        students.push(last_student);
        lines.push(Line {
            course,
            year: years.year(row).unwrap_or_default(),
            attempted: hundredths(attempted.number(row)),
            earned: hundredths(earned.number(row)),
            mark: mark.map_or(NO_MARK, |at| at as u16),
            term: terms.code(row).unwrap_or(Term::Year as u8),
            grade: grade.unwrap_or(NO_GRADE),
            status: status.code(row).unwrap_or(CreditStatus::Earned as u8),
            source: source.code(row).unwrap_or(CreditSource::Local as u8),
        });
    }
    (students, lines)
}

/// Every student's results of the named assessments, up to a year.
pub fn read_exams(
    facts: &Facts,
    names: &[&str],
    until: SchoolYear,
) -> BTreeMap<String, Vec<ExamResult>> {
    let mut results: BTreeMap<String, Vec<ExamResult>> = BTreeMap::new();
    if names.is_empty() {
        return results;
    }
    for year in facts.list_years(&AssessmentResult::TABLE).into_iter().filter(|y| *y <= until) {
        let Some(batch) = facts.find(&AssessmentResult::TABLE, year) else { continue };
        let (ids, assessments) = (batch.column("student_id"), batch.column("assessment"));
        let (subjects, scores) = (batch.column("academic_subject"), batch.column("scale_score"));
        let (met, grades) = (batch.column("performance_level_met"), batch.column("grade_level"));
        for row in 0..batch.len() {
            let Some(assessment) = assessments.text(row).filter(|text| names.contains(text)) else {
                continue;
            };
            let grade = grades.code(row).and_then(GradeLevel::at).and_then(GradeLevel::number);
            if grade.is_some_and(|grade| grade < 8) {
                continue;
            }
            let subject = subjects.code(row).and_then(AcademicSubject::at);
            results.entry(ids.text(row).unwrap_or_default().to_owned()).or_default().push(
                ExamResult {
                    assessment: assessment.to_owned(),
                    subject: subject.map_or("", AcademicSubject::code).to_owned(),
                    score: scores.number(row),
                    met: met.flag(row),
                },
            );
        }
    }
    results
}

//! One child's school life, as the simulation knows it before it becomes rows.

use jiff::civil::Date;

use crate::district::{
    AcademicSubject, CreditSource, CreditStatus, Discipline, EnglishLearner, ExitType,
    RaceEthnicity, Sex, Term,
};

use super::catalog::CourseNo;
use super::plan::{AreaNo, SchoolNo};

/// What stays the same about a child.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// Unique in the city; the id is made from it.
    pub number: u32,
    pub id: String,
    pub first: String,
    pub last: String,
    pub birth: Date,
    pub sex: Sex,
    pub race: RaceEthnicity,
    /// Whether a language other than English is spoken at home.
    pub bilingual: bool,
    /// What the child would score where conditions are equal, in standard deviations.
    pub ability: f64,
    /// Lasting part of the log of the absence rate.
    pub absence: f64,
    /// Lasting part of the log of the rate of incidents.
    pub conduct: f64,
    /// Decides which electives the child likes.
    pub taste: u64,
    /// Grade in which a disability is identified.
    pub disability_from: Option<i8>,
    /// First day in a school of the United States, for those who came from abroad.
    pub first_us: Option<Date>,
    /// Position of the year in which the child was first a ninth grader; may be before the first.
    pub ninth: Option<i16>,
}

/// Membership of one school within a year.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub school: SchoolNo,
    /// First and last school day of membership, from 0.
    pub first: usize,
    pub last: usize,
    pub exit: Option<ExitType>,
    pub days_enrolled: f64,
    pub days_absent: f64,
}

/// One score.
#[derive(Debug, Clone)]
pub(super) struct Score {
    pub assessment: &'static str,
    pub subject: AcademicSubject,
    pub grade: i8,
    pub day: usize,
    /// Missing when the child did not sit the test.
    pub scale: Option<f64>,
    pub level: i64,
    pub met: bool,
}

/// One disciplinary action.
#[derive(Debug, Clone)]
pub(super) struct Action {
    pub kind: Discipline,
    pub day: usize,
    pub days: f64,
}

/// One course taken, or one half of it.
#[derive(Debug, Clone)]
pub(super) struct Take {
    pub course: CourseNo,
    pub term: Term,
    /// Period of the day, from 1; 0 for a course that is not timetabled.
    pub period: u8,
    pub attempted: f64,
    pub earned: f64,
    pub mark: Option<&'static str>,
    pub status: CreditStatus,
    pub source: CreditSource,
    /// Years before this one in which it was taken; transferred credit is older.
    pub years_ago: i16,
}

/// One year of a child's school life.
#[derive(Debug, Clone)]
pub(super) struct YearOf {
    /// Position of the school year.
    pub year: usize,
    pub grade: i8,
    pub area: AreaNo,
    pub low_income: bool,
    pub english: EnglishLearner,
    pub disability: bool,
    pub homeless: bool,
    pub foster: bool,
    pub migrant: bool,
    pub spans: Vec<Span>,
    pub scores: Vec<Score>,
    pub actions: Vec<Action>,
    pub takes: Vec<Take>,
}

impl YearOf {
    /// Days absent in days enrolled, over all of the year's schools.
    pub fn absence_rate(&self) -> f64 {
        let enrolled: f64 = self.spans.iter().map(|span| span.days_enrolled).sum();
        let absent: f64 = self.spans.iter().map(|span| span.days_absent).sum();
        if enrolled > 0.0 { absent / enrolled } else { 0.0 }
    }

    /// The school that the year ends in, or ended in.
    pub fn school(&self) -> SchoolNo {
        self.spans.last().map_or(0, |span| span.school)
    }
}

/// A child and the years in the district's schools.
#[derive(Debug, Clone)]
pub(super) struct Life {
    pub person: Person,
    pub years: Vec<YearOf>,
}

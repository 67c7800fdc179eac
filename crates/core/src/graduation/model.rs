//! The nouns of an audit: lines, allowances, outcomes, tiers, changes.

use serde::{Deserialize, Serialize};

use crate::district::{EnglishLearner, RaceEthnicity, SchoolYear, StudentId};

/// Which half of the year a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// The first half.
    Fall,
    /// The second half.
    Spring,
}

/// The moment that an audit looks from: the current school year, and the next term that can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The school year whose lines may still be in progress.
    pub year: SchoolYear,
    /// The next term whose schedule can change: `Spring` of this year, or `Fall` of the year after.
    pub next: Season,
}

/// One line of a transcript, dense: credits in hundredths, as transcripts count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Course, by position in the catalog.
    pub course: u32,
    /// School year, by the calendar year in which it ends.
    pub year: i16,
    /// Credits that it could give, in hundredths.
    pub attempted: u16,
    /// Credits that it gave, in hundredths.
    pub earned: u16,
    /// Mark, by position among the marks met; `u16::MAX` when there is none.
    pub mark: u16,
    /// Term, by code.
    pub term: u8,
    /// Grade level as a number; −100 when it is not known.
    pub grade: i8,
    /// Status, by code.
    pub status: u8,
    /// Credit source, by code.
    pub source: u8,
}

/// No grade level is written.
pub const NO_GRADE: i8 = -100;
/// No mark is written.
pub const NO_MARK: u16 = u16::MAX;

/// What a counselor may enter for a student.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Grant {
    /// A course of the student's transcript may count for a requirement that does not list it.
    Substitution {
        /// The course.
        course: String,
        /// The requirement's id.
        requirement: String,
    },
    /// A requirement is not asked of the student, or less of it.
    Waiver {
        /// The requirement's id.
        requirement: String,
        /// Credits of the policy that are not asked; all when there is none.
        credits: Option<f64>,
    },
    /// Credit of another school that is not on the transcript, as the registrar read it.
    Transfer {
        /// The course as the other school calls it.
        title: String,
        /// Where it was earned.
        from: String,
        /// Credits of the policy.
        credits: f64,
        /// The requirement that it counts for; electives and the total when there is none.
        requirement: Option<String>,
    },
    /// Somebody saw what a requirement asks to be shown.
    Shown {
        /// The requirement's id.
        requirement: String,
    },
}

/// A grant as it was entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Allowance {
    /// What is granted.
    pub grant: Grant,
    /// Why.
    pub reason: String,
    /// Who entered it.
    #[serde(default)]
    pub who: String,
    /// The day, as it is written.
    #[serde(default)]
    pub day: String,
}

/// One result of an examination.
#[derive(Debug, Clone, PartialEq)]
pub struct ExamResult {
    /// The assessment.
    pub assessment: String,
    /// Its subject, as a code.
    pub subject: String,
    /// The score.
    pub score: Option<f64>,
    /// Whether the standard is met, where the file says so.
    pub met: Option<bool>,
}

/// A student as an audit needs them.
#[derive(Debug, Clone, Copy)]
pub struct Transcript<'a> {
    /// The lines.
    pub lines: &'a [Line],
    /// The school year of first entry into grade 9.
    pub entered: SchoolYear,
    /// Grade in the current year, as a number.
    pub grade: i8,
    /// What was granted.
    pub allowances: &'a [Allowance],
    /// Results of examinations.
    pub exams: &'a [ExamResult],
}

/// What is noteworthy about a line's credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditNote {
    /// The course was passed before; the second credit does not count.
    PassedBefore,
    /// The mark fails and the line has credit; it does not count.
    FailingMark,
    /// Of a year that is over and still in progress; it does not count.
    NeverFinished,
    /// Taken before grade 9, where it does not count.
    BeforeGrade9,
    /// Taken before grade 9: it meets the course, and the credit must be earned in another.
    CourseOnly,
    /// More credit is written than was tried for or than the catalog gives; the rest does not count.
    MoreThanOffered,
    /// Part of it is smaller than the unit in which credit counts.
    BelowUnit,
}

/// Credit of one line or grant that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Lot {
    /// Where it comes from.
    pub from: From,
    /// Units.
    pub units: u32,
    /// The requirements that it may count for, a bit each.
    #[serde(skip)]
    pub fits: u64,
    /// Whether it is still to be earned.
    pub coming: bool,
}

/// Where a lot comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// A line of the transcript, by position.
    Line(usize),
    /// An allowance, by position.
    Grant(usize),
}

/// Units of a lot that count for a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Placement {
    /// The lot, by position.
    pub lot: usize,
    /// The requirement, by position in the diploma.
    pub requirement: usize,
    /// How many.
    pub units: u32,
}

/// How one requirement stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standing {
    /// The requirement, by position in the diploma.
    pub requirement: usize,
    /// Units asked, waivers taken off; examinations asked; 1 for an average or a proficiency.
    pub asked: u32,
    /// Units in hand.
    pub have: u32,
    /// Units in hand if every course of this year is passed.
    pub will_have: u32,
    /// The average so far, for a requirement that asks one.
    pub average: Option<f64>,
    /// Whether all of it is waived.
    pub waived: bool,
    /// Whether anything of its kind is on file for anybody; where nothing is, nobody is held to it.
    pub on_file: bool,
}

impl Standing {
    /// Whether it is met.
    pub fn met(&self) -> bool {
        self.have >= self.asked
    }

    /// Whether it is met if every course of this year is passed.
    pub fn will_be_met(&self) -> bool {
        self.will_have >= self.asked
    }
}

/// An audit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// Every requirement that is asked of the student, in the registrar's order.
    pub standings: Vec<Standing>,
    /// Units of all credit in hand.
    pub total: u32,
    /// The same if every course of this year is passed.
    pub total_coming: u32,
    /// Units that the diploma asks in all.
    pub total_asked: u32,
    /// All credit that counts.
    pub lots: Vec<Lot>,
    /// Where it counts, this year's courses counted as passed.
    pub placements: Vec<Placement>,
    /// What is noteworthy about lines, by position.
    pub notes: Vec<(usize, CreditNote)>,
}

/// How a student stands against the day of graduation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// What is left fits the terms that are left, with this year's schedule as it stands.
    OnTrack,
    /// It fits if next term's schedule is changed.
    InTheDay,
    /// It fits only with more: summer, evening or recovery courses, an examination, better marks.
    BeyondTheDay,
    /// It does not fit by the day of graduation.
    NotByTheDate,
    /// Nothing is on file that could be audited.
    NoTranscript,
}

impl Tier {
    /// Every tier, from on track down.
    pub const ALL: [Tier; 5] =
        [Tier::OnTrack, Tier::InTheDay, Tier::BeyondTheDay, Tier::NotByTheDate, Tier::NoTranscript];

    /// Whether the student was audited and something must change.
    pub const fn is_off_track(self) -> bool {
        !matches!(self, Tier::OnTrack | Tier::NoTranscript)
    }

    /// As files and addresses write it.
    pub const fn code(self) -> &'static str {
        match self {
            Tier::OnTrack => "on_track",
            Tier::InTheDay => "in_the_day",
            Tier::BeyondTheDay => "beyond_the_day",
            Tier::NotByTheDate => "not_by_the_date",
            Tier::NoTranscript => "no_transcript",
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Tier::OnTrack => "On track",
            Tier::InTheDay => "Recoverable in the school day",
            Tier::BeyondTheDay => "Needs more than the school day",
            Tier::NotByTheDate => "Not possible by the date",
            Tier::NoTranscript => "No transcript on file",
        }
    }

    /// The tier of a code.
    pub fn find(code: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| tier.code() == code)
    }
}

/// A member of a high school in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The student.
    pub id: StudentId,
    /// The student's lines, by position among the records' students; none without a transcript.
    pub history: Option<u32>,
    /// School, by position among the records' schools.
    pub school: u32,
    /// Grade, as a number.
    pub grade: i8,
    /// First entry into grade 9.
    pub entered: SchoolYear,
    /// The diploma that a file names for the student.
    pub diploma: Option<String>,
    /// Groups, for looking at how the system treats them; nothing is decided by them.
    pub groups: Groups,
}

/// The groups of a student in a year, where they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Groups {
    /// One of the federal seven.
    pub race_ethnicity: Option<RaceEthnicity>,
    /// Low income.
    pub economically_disadvantaged: Option<bool>,
    /// English learner.
    pub english_learner: Option<EnglishLearner>,
    /// Student with a disability.
    pub student_with_disability: Option<bool>,
    /// Homeless.
    pub homeless: Option<bool>,
    /// In foster care.
    pub foster_care: Option<bool>,
}

/// Every dimension of groups: code, name, and the names of its groups.
pub const DIMENSIONS: [(&str, &str, &[&str]); 6] = [
    ("race_ethnicity", "Race and ethnicity", &RACES),
    ("economically_disadvantaged", "Family income", &["Not low income", "Low income"]),
    ("english_learner", "English learners", &["Never", "Current", "Former"]),
    ("student_with_disability", "Disability", &["No disability", "With a disability"]),
    ("homeless", "Homelessness", &["Not homeless", "Homeless"]),
    ("foster_care", "Foster care", &["Not in foster care", "In foster care"]),
];

/// A group outside its own heading: "Never" alone says nothing.
pub fn group_in_words(group: &str) -> &str {
    match group {
        "Never" => "Never an English learner",
        "Current" => "English learner now",
        "Former" => "Former English learner",
        other => other,
    }
}

const RACES: [&str; 7] = [
    "American Indian or Alaska Native",
    "Asian",
    "Black or African American",
    "Hispanic or Latino",
    "Native Hawaiian or Pacific Islander",
    "Two or more races",
    "White",
];

impl Groups {
    /// The group of a dimension, by position among its groups.
    pub fn level(&self, dimension: usize) -> Option<usize> {
        match dimension {
            0 => self.race_ethnicity.map(|race| race as usize),
            1 => self.economically_disadvantaged.map(usize::from),
            2 => self.english_learner.map(|status| status as usize),
            3 => self.student_with_disability.map(usize::from),
            4 => self.homeless.map(usize::from),
            _ => self.foster_care.map(usize::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_small_and_the_names_of_races_are_the_codes_own() {
        assert_eq!(size_of::<Line>(), 16);
        let labels: Vec<&str> = RaceEthnicity::ALL.iter().map(|race| race.label()).collect();
        assert_eq!(labels, RACES);
        assert_eq!(Tier::find("in_the_day"), Some(Tier::InTheDay));
    }
}

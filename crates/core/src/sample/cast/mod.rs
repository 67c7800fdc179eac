//! The cast: sixty named students in the town's five schools, whose facts are fixed.
//!
//! Each stands for an edge that a measure or a check must get right: absent exactly a tenth of the
//! days, enrolled one day too few, moved out with and without confirmation. A member is an ordinary
//! good student (every course passed, six days absent a year) with the edits that the story tells.
//! The same people appear in the town's exports, in tests and in the documentation.

mod edits;
mod high;
mod leavers;
mod middle;
mod young;

use jiff::civil::date;

use crate::district::*;

use self::edits::Stage;
use super::calendar::{CLOSED_AFTER, DAYS, EXPORT_DAY, FIRST_END, NOW, PANDEMIC};
use super::choosing::{application_id, write_choices};
use super::dice::{Dice, Purpose};
use super::life::{Life, Person, Span, YearOf};
use super::outcomes;
use super::plan::Plan;
use super::record::Chunk;
use super::schooling::Credit;

/// One member, as the town's files know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastMember {
    /// The district's number, such as `0081234`.
    pub student_id: String,
    /// First name.
    pub first_name: &'static str,
    /// Last name.
    pub last_surname: &'static str,
    /// What the member is there to show.
    pub story: &'static str,
}

/// A member as it is written down in this folder's lists.
struct Part {
    number: u32,
    first: &'static str,
    last: &'static str,
    /// Grade in 2026–27 of a child who is never held back; over 12 for those who are done.
    grade: i8,
    /// Elementary school: 0 Alder, 1 Birch, 2 Cedar.
    home: u16,
    story: &'static str,
    edit: fn(&mut Stage<'_>),
}

/// Writes a list of members: number, names, grade, elementary school, story, edits.
macro_rules! parts {
    ($( $number:literal $first:literal $last:literal $grade:literal $home:literal $story:literal $edit:expr; )+) => {
        &[ $( $crate::sample::cast::Part {
            number: $number, first: $first, last: $last, grade: $grade, home: $home, story: $story, edit: $edit,
        } ),+ ]
    };
}
use parts;

/// Numbers that belong to the cast in the town.
const NUMBERS: std::ops::RangeInclusive<u32> = 81_201..=81_299;

fn list_parts() -> impl Iterator<Item = &'static Part> {
    young::PARTS.iter().chain(middle::PARTS).chain(high::PARTS).chain(leavers::PARTS)
}

/// Everyone in the cast, by number.
pub fn list_cast() -> Vec<CastMember> {
    let mut members: Vec<CastMember> = list_parts()
        .map(|part| CastMember {
            student_id: format!("{:07}", part.number),
            first_name: part.first,
            last_surname: part.last,
            story: part.story,
        })
        .collect();
    members.sort_by(|a, b| a.student_id.cmp(&b.student_id));
    members
}

/// Whether an id is one of the cast's in the town.
pub fn is_cast(student_id: &str) -> bool {
    student_id.len() == 7 && student_id.parse().is_ok_and(|number: u32| NUMBERS.contains(&number))
}

/// Where a member lives: near the elementary school, twins together.
fn family_area(part: &Part) -> u16 {
    part.home * 3 + (part.number / 2 % 3) as u16
}

/// The rows of the cast.
pub(super) fn chunk(plan: &Plan) -> Chunk {
    let lives: Vec<Life> = list_parts().map(|part| play(plan, part)).collect();
    let mut chunk = Chunk::of_lives(plan, &lives);
    apply(plan, &mut chunk);
    chunk
}

/// A member's life: an ordinary one, then the story's edits.
fn play(plan: &Plan, part: &Part) -> Life {
    let mut life = ordinary(plan, part);
    (part.edit)(&mut Stage { plan, life: &mut life });
    life.years.retain(|this| !this.spans.is_empty());
    life
}

fn ordinary(plan: &Plan, part: &Part) -> Life {
    let kindergarten = NOW as i16 - i16::from(part.grade);
    let race = [
        RaceEthnicity::Black,
        RaceEthnicity::Hispanic,
        RaceEthnicity::White,
        RaceEthnicity::Hispanic,
        RaceEthnicity::Asian,
        RaceEthnicity::Black,
        RaceEthnicity::Multiracial,
    ][part.number as usize % 7];
    let mut dice = Dice::of(1, Purpose::Child, u64::from(part.number));
    let ninth = kindergarten + 9;
    let person = Person {
        number: part.number,
        id: format!("{:07}", part.number),
        first: part.first.to_owned(),
        last: part.last.to_owned(),
        birth: date(
            FIRST_END - 6 + kindergarten,
            (part.number % 7 + 1) as i8,
            (part.number % 27 + 1) as i8,
        ),
        sex: if part.number.is_multiple_of(2) { Sex::Female } else { Sex::Male },
        race,
        bilingual: false,
        ability: 0.9,
        absence: 0.0,
        conduct: -3.0,
        taste: u64::from(part.number) * 7_919,
        disability_from: None,
        first_us: None,
        ninth: (ninth <= NOW as i16).then_some(ninth),
    };
    let mut life = Life { person, years: Vec::new() };
    let mut credit = Credit::default();
    for year in kindergarten.max(0) as usize..=NOW {
        let grade = (year as i16 - kindergarten) as i8;
        if grade > 12 {
            break;
        }
        let mut this = ordinary_year(part, year, grade);
        if grade > 9 && life.years.is_empty() {
            credit.assume(plan, grade, 3.0, false, &mut dice);
        }
        outcomes::sit_tests(plan, &life.person, &mut this, &mut dice);
        credit.take_courses(plan, &life.person, &mut this, &mut dice);
        this.takes.retain(|take| take.source != CreditSource::Recovery);
        for take in this.takes.iter_mut().filter(|take| take.mark == Some("F")) {
            (take.mark, take.earned) = (Some("C"), take.attempted);
        }
        life.years.push(this);
    }
    life
}

fn ordinary_year(part: &Part, year: usize, grade: i8) -> YearOf {
    let school = match grade {
        ..=5 => part.home,
        6..=8 => 3,
        _ => 4,
    };
    let exit = match (year, grade) {
        (NOW, _) => None,
        (_, 12) => Some(ExitType::Graduated),
        _ => Some(ExitType::EndOfYear),
    };
    let days = if year == PANDEMIC { CLOSED_AFTER + 1 } else { DAYS };
    YearOf {
        year,
        grade,
        area: family_area(part),
        low_income: !(part.number / 2).is_multiple_of(3),
        english: EnglishLearner::Never,
        disability: false,
        homeless: false,
        foster: false,
        migrant: false,
        spans: vec![Span {
            school,
            first: 0,
            last: if year == NOW { EXPORT_DAY } else { DAYS - 1 },
            exit,
            days_enrolled: days as f64,
            days_absent: 6.0,
        }],
        scores: Vec::new(),
        actions: Vec::new(),
        takes: Vec::new(),
    }
}

/// A member's number, the programs wanted, a linked member, and the school of a brother or sister.
type Applicant = (u32, &'static [&'static str], Option<u32>, Option<u16>);

/// Applications of the cast for 2027–28: who, and which programs, best first.
const APPLICANTS: &[Applicant] = &[
    (81_220, &["0520-STEM", "0520-HOME"], Some(81_221), None),
    (81_221, &["0520-STEM", "0520-HOME"], Some(81_220), None),
    (81_236, &["0610-IB", "0610-HOME"], None, None),
    (81_237, &["0610-IB", "0610-CTE", "0610-HOME"], None, Some(4)),
];

fn apply(plan: &Plan, chunk: &mut Chunk) {
    for (number, wanted, linked, sibling) in APPLICANTS {
        let Some(part) = list_parts().find(|part| part.number == *number) else { continue };
        let school = |no: u16| SchoolId(plan.schools[usize::from(no)].id.clone());
        let area = &plan.areas[usize::from(family_area(part))];
        Application {
            school_year: SchoolYear::ending(FIRST_END + NOW as i16 + 1),
            application_id: application_id(*number),
            student_id: Ok(StudentId(format!("{number:07}"))),
            grade_level: GradeLevel::numbered(part.grade + 1).unwrap_or(GradeLevel::Ungraded),
            home_area: Ok(AreaId(area.id.clone())),
            economically_disadvantaged: Ok(!(part.number / 2).is_multiple_of(3)),
            current_school_id: Ok(school(if part.grade <= 5 { part.home } else { 3 })),
            sibling_school_id: sibling.map(school).ok_or(Missing::Blank),
            staff_school_id: Err(Missing::Blank),
            guaranteed_program_id: Err(Missing::Blank),
            linked_application_id: linked.map(application_id).ok_or(Missing::Blank),
            round: Err(Missing::Blank),
            earlier_application_id: Err(Missing::Blank),
        }
        .write(&mut chunk.applications);
        let ranked = wanted.iter().filter_map(|id| plan.programs.iter().find(|p| p.id == *id));
        write_choices(plan, *number, ranked, chunk);
    }
}

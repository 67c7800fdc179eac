//! The registration funnel: how far the expected students have come, against the same day last year.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use crate::district::{
    Facts, GradeLevel, Noun, Registration, RegistrationStage, SchoolYear, find_table,
};

/// The stages on the way in, in order.
pub const STAGES: [RegistrationStage; 5] = [
    RegistrationStage::Applied,
    RegistrationStage::Offered,
    RegistrationStage::Accepted,
    RegistrationStage::Registered,
    RegistrationStage::Attending,
];

/// How many expected students had come at least so far, by stage, and how many had withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// At least this far, and not withdrawn.
    pub at_least: [u64; 5],
    /// Withdrawn.
    pub withdrawn: u64,
}

/// One school's funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolFunnel {
    /// The school's number.
    pub school_id: String,
    /// On the day.
    pub now: Reached,
    /// On the same day of the year before; `None` where that year has no registrations.
    pub then: Option<Reached>,
    /// How the year before ended.
    pub then_in_the_end: Option<Reached>,
}

impl std::ops::AddAssign for Reached {
    fn add_assign(&mut self, other: Reached) {
        for (sum, more) in self.at_least.iter_mut().zip(other.at_least) {
            *sum += more;
        }
        self.withdrawn += other.withdrawn;
    }
}

/// The funnel of a school year on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funnel {
    /// The school year that students are expected in.
    pub year: SchoolYear,
    /// The day.
    pub day: Date,
    /// The same day of the year before.
    pub day_before: Date,
    /// The grade that students are expected in; `None` for all.
    pub grade: Option<GradeLevel>,
    /// Each school, by its number.
    pub schools: Vec<SchoolFunnel>,
}

impl Funnel {
    /// All schools together. Whoever applies to two is in both.
    pub fn district(&self) -> SchoolFunnel {
        let sum = |of: fn(&SchoolFunnel) -> Option<Reached>| {
            self.schools.iter().filter_map(of).reduce(|mut sum, more| {
                sum += more;
                sum
            })
        };
        SchoolFunnel {
            school_id: String::new(),
            now: sum(|school| Some(school.now)).unwrap_or_default(),
            then: sum(|school| school.then),
            then_in_the_end: sum(|school| school.then_in_the_end),
        }
    }
}

/// The years that a registration office's rows are known for.
pub fn list_years(facts: &Facts) -> Vec<SchoolYear> {
    find_table(Registration::TABLE.name).map_or_else(Vec::new, |table| facts.list_years(table))
}

/// A registration office's rows of a year.
pub fn list_rows(facts: &Facts, year: SchoolYear) -> Vec<Registration> {
    let table = find_table(Registration::TABLE.name);
    let batch = table.and_then(|table| facts.find(table, year));
    batch.and_then(|batch| Registration::list(batch).ok()).unwrap_or_default()
}

/// The grades that students are expected in.
pub fn list_grades(rows: &[Registration]) -> Vec<GradeLevel> {
    let mut grades: Vec<GradeLevel> = rows.iter().map(|row| row.grade_level).collect();
    grades.sort_by_key(|grade| (grade.number(), grade.code()));
    grades.dedup();
    grades
}

/// A year before; the last day of February where there is no 29th.
fn year_before(day: Date) -> Date {
    let (year, month) = (day.year() - 1, day.month());
    Date::new(year, month, day.day()).unwrap_or_else(|_| date(year, month, 28))
}

/// How far one has come into one school.
#[derive(Default)]
struct Way {
    /// The last day on which they withdrew.
    withdrew: Option<Date>,
    /// The stages reached, each with its day.
    reached: Vec<(usize, Date)>,
}

/// How far everybody had come by the end of a day (`None`: in the end), by school. Who comes back
/// after having withdrawn is where they have come since.
fn reached<'a>(
    rows: impl Iterator<Item = &'a Registration>,
    by: Option<Date>,
) -> BTreeMap<&'a str, Reached> {
    let mut ways: BTreeMap<(&str, &str), Way> = BTreeMap::new();
    for row in rows.filter(|row| by.is_none_or(|day| row.stage_date <= day)) {
        let way = ways.entry((row.school_id.as_str(), row.application_id.as_str())).or_default();
        match STAGES.iter().position(|stage| *stage == row.stage) {
            Some(stage) => way.reached.push((stage, row.stage_date)),
            None => way.withdrew = way.withdrew.max(Some(row.stage_date)),
        }
    }
    let mut schools: BTreeMap<&str, Reached> = BTreeMap::new();
    for ((school, _), way) in ways {
        let since = |day: &Date| way.withdrew.is_none_or(|withdrew| *day > withdrew);
        let stages = way.reached.iter().filter(|(_, day)| since(day)).map(|(stage, _)| *stage);
        let reached = schools.entry(school).or_default();
        match stages.max() {
            None => reached.withdrawn += 1,
            Some(stage) => {
                for count in &mut reached.at_least[..=stage] {
                    *count += 1;
                }
            }
        }
    }
    schools
}

/// The rows that a funnel is made of, each stage that somebody reached at a school: those of the
/// year and those of the year before.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Of the year that students are expected in.
    pub now: &'a [Registration],
    /// Of the year before.
    pub then: &'a [Registration],
}

impl Rows<'_> {
    /// The last day that a stage of the year is dated.
    pub fn last_day(&self) -> Option<Date> {
        self.now.iter().map(|row| row.stage_date).max()
    }
}

/// The funnel of a year on a day, of all grades or of one. `None` where nobody is expected.
pub fn funnel(
    rows: Rows<'_>,
    year: SchoolYear,
    day: Date,
    grade: Option<GradeLevel>,
) -> Option<Funnel> {
    let of = |row: &&Registration| grade.is_none_or(|grade| row.grade_level == grade);
    let (rows_now, rows_then) = (rows.now.iter().filter(of), rows.then.iter().filter(of));
    rows_now.clone().next()?;
    let day_before = year_before(day);
    let now = reached(rows_now, Some(day));
    let then = reached(rows_then.clone(), Some(day_before));
    let end = reached(rows_then.clone(), None);
    let mut ids: Vec<&str> = now.keys().chain(end.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let knows_then = rows_then.clone().next().is_some();
    let known = |of: &BTreeMap<&str, Reached>, id: &str| {
        knows_then.then(|| of.get(id).copied().unwrap_or_default())
    };
    let schools = ids
        .into_iter()
        .map(|id| SchoolFunnel {
            school_id: id.to_owned(),
            now: now.get(id).copied().unwrap_or_default(),
            then: known(&then, id),
            then_in_the_end: known(&end, id),
        })
        .collect();
    Some(Funnel { year, day, day_before, grade, schools })
}

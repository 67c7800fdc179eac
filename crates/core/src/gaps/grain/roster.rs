//! Dense numbers for students and schools, and for each year who was a member where.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::district::{
    Attendance, Cluster, Column, Enrollment, ExitType, Facts, GradeLevel, Noun, School, SchoolYear,
    Student, StudentGroups, TABLES,
};
use crate::gaps::cube::Profile;

/// Stands for a student or school that is not known.
pub const UNKNOWN: u32 = u32::MAX;
/// Stands for a grade that is not known.
pub(super) const NO_GRADE: u8 = u8::MAX;

/// One school as reports name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolMark {
    /// The district's id.
    pub id: String,
    /// Its name; the id where the schools table does not have it.
    pub name: String,
    /// Its cluster's id.
    pub cluster: Option<String>,
}

/// A student's membership of one school in a year; several entries there are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The student.
    pub student: u32,
    /// The school.
    pub school: u32,
    /// Position of the grade level at the last entry; 255 where not known.
    pub grade: u8,
    /// Calendar days of membership; 0 where the dates are not known.
    pub days: i32,
    /// Day of the last entry, in days since 1970; `i32::MIN` where not known.
    pub entry: i32,
    /// Day on which the last of them ended.
    pub exit: Option<i32>,
    /// How the last of them ended.
    pub exit_type: Option<ExitType>,
}

/// One school year.
#[derive(Debug, Clone, Default)]
pub struct YearRoster {
    /// Sorted by student, then school.
    members: Vec<Member>,
    /// The position in `members` of each student's main school; `UNKNOWN` for none.
    main: Vec<u32>,
    /// Each student's groups.
    profiles: Vec<Profile>,
    /// Whether each student has a row of groups in the year.
    grouped: Vec<bool>,
}

impl YearRoster {
    /// Memberships, by student and school.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The membership with the most days, and among equals the latest.
    pub fn main(&self, student: u32) -> Option<&Member> {
        let place = *self.main.get(student as usize)?;
        self.members.get(place as usize)
    }

    /// The membership of one school.
    pub fn at(&self, student: u32, school: u32) -> Option<&Member> {
        let place =
            self.members.binary_search_by_key(&(student, school), |m| (m.student, m.school));
        place.ok().map(|place| &self.members[place])
    }

    /// The student's groups in the year.
    pub fn profile(&self, student: u32) -> Profile {
        self.profiles.get(student as usize).copied().unwrap_or(Profile::UNKNOWN)
    }

    /// Whether the files say anything of the student's groups in the year.
    fn has_groups(&self, student: u32) -> bool {
        self.grouped.get(student as usize).copied().unwrap_or(false)
    }
}

/// Everyone and every school in the facts, by dense number.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    student_ids: Vec<String>,
    student_numbers: HashMap<String, u32>,
    schools: Vec<SchoolMark>,
    school_numbers: HashMap<String, u32>,
    clusters: BTreeMap<String, String>,
    first_ninth: Vec<Option<SchoolYear>>,
    /// The same with what enrollments tell, and the years of Algebra I: read when first asked for.
    known_ninth: OnceLock<Vec<Option<SchoolYear>>>,
    algebra: OnceLock<FirstAlgebra>,
    first_us_school: Vec<Option<i32>>,
    years: BTreeMap<SchoolYear, YearRoster>,
}

/// The rank of an id is its number, so that numbers do not depend on the order of rows.
fn number(ids: Vec<String>) -> (Vec<String>, HashMap<String, u32>) {
    let numbers = ids.iter().cloned().zip(0..).collect();
    (ids, numbers)
}

impl Roster {
    /// Reads everyone in the facts.
    pub fn of(facts: &Facts) -> Roster {
        let mut roster = Roster::default();
        let ids = |name| number(list_ids(facts, name));
        let (students, (school_ids, school_numbers)) =
            rayon::join(|| ids("student_id"), || ids("school_id"));
        (roster.student_ids, roster.student_numbers) = students;
        roster.school_numbers = school_numbers;
        roster.schools = school_ids
            .into_iter()
            .map(|id| SchoolMark { name: id.clone(), id, cluster: None })
            .collect();
        roster.read_schools(facts);
        let sex = roster.read_students(facts);
        let years: Vec<(SchoolYear, YearRoster)> = list_years(facts)
            .into_par_iter()
            .map(|year| (year, roster.read_year(facts, year, &sex)))
            .collect();
        roster.years = years.into_iter().collect();
        roster
    }

    fn read_schools(&mut self, facts: &Facts) {
        if let Some(batch) = facts.find_standing(&Cluster::TABLE) {
            let (ids, names) = (batch.column("cluster_id"), batch.column("cluster_name"));
            self.clusters = (0..batch.len())
                .filter_map(|row| Some((ids.text(row)?.to_owned(), names.text(row)?.to_owned())))
                .collect();
        }
        let Some(batch) = facts.find_standing(&School::TABLE) else { return };
        let ids = batch.column("school_id");
        for row in 0..batch.len() {
            let Some(number) = ids.text(row).and_then(|id| self.find_school(id)) else { continue };
            let mark = &mut self.schools[number as usize];
            if let Some(name) = batch.column("school_name").text(row) {
                name.clone_into(&mut mark.name);
            }
            mark.cluster = batch.column("cluster_id").text(row).map(str::to_owned);
        }
    }

    /// Reads the students table; gives each student's sex.
    fn read_students(&mut self, facts: &Facts) -> Vec<Option<u8>> {
        let count = self.student_ids.len();
        self.first_ninth = vec![None; count];
        self.first_us_school = vec![None; count];
        let mut sex = vec![None; count];
        let Some(batch) = facts.find_standing(&Student::TABLE) else { return sex };
        let ids = batch.column("student_id");
        for row in 0..batch.len() {
            let Some(number) = ids.text(row).and_then(|id| self.find_student(id)) else { continue };
            let student = number as usize;
            let year = batch.column("first_ninth_grade_year").year(row);
            self.first_ninth[student] = year.map(SchoolYear::ending);
            self.first_us_school[student] = day(batch.column("first_us_school_date"), row);
            sex[student] = batch.column("sex").code(row);
        }
        sex
    }

    fn read_year(&self, facts: &Facts, year: SchoolYear, sex: &[Option<u8>]) -> YearRoster {
        let mut members = self.read_members(facts, year);
        members.sort_by_key(|m| (m.student, m.school, m.entry, m.exit, m.grade));
        members.dedup_by(|later, kept| {
            let same = (later.student, later.school) == (kept.student, kept.school);
            if same {
                *kept = Member { days: kept.days + later.days, ..*later };
            }
            same
        });
        let mut main = vec![UNKNOWN; self.student_ids.len()];
        for (place, member) in (0_u32..).zip(&members) {
            let best = &mut main[member.student as usize];
            let rank = |m: &Member| (m.days, m.entry);
            if *best == UNKNOWN || rank(&members[*best as usize]) < rank(member) {
                *best = place;
            }
        }
        let (profiles, grouped) = self.read_profiles(facts, year, sex);
        YearRoster { members, main, profiles, grouped }
    }

    /// From enrollments; where the district has none for the year, from attendance.
    fn read_members(&self, facts: &Facts, year: SchoolYear) -> Vec<Member> {
        let none = Member {
            student: UNKNOWN,
            school: UNKNOWN,
            grade: NO_GRADE,
            days: 0,
            entry: i32::MIN,
            exit: None,
            exit_type: None,
        };
        if let Some(batch) = facts.find(&Enrollment::TABLE, year) {
            let last = jiff::civil::date(year.end(), 6, 30);
            let last = crate::district::column::days_since_epoch(last);
            let (students, schools) = (batch.column("student_id"), batch.column("school_id"));
            let (mut student_finder, mut school_finder) = (self.students(), self.schools_by_id());
            let (entries, exits) = (batch.column("entry_date"), batch.column("exit_date"));
            let (exit_types, grades) = (batch.column("exit_type"), batch.column("grade_level"));
            return (0..batch.len())
                .filter_map(|row| {
                    let student = student_finder.find(students.text(row)?)?;
                    let school = school_finder.find(schools.text(row)?)?;
                    let exit_type = exit_types.code(row).and_then(ExitType::at);
                    let grade = grades.code(row).unwrap_or(NO_GRADE);
                    let (entry, exit) = (day(entries, row), day(exits, row));
                    let days = entry.map_or(0, |e| (exit.unwrap_or(last) - e + 1).max(0));
                    let entry = entry.unwrap_or(i32::MIN);
                    (exit_type != Some(ExitType::NoShow)).then_some(Member {
                        student,
                        school,
                        grade,
                        days,
                        entry,
                        exit,
                        exit_type,
                    })
                })
                .collect();
        }
        let Some(batch) = facts.find(&Attendance::TABLE, year) else { return Vec::new() };
        (0..batch.len())
            .filter_map(|row| {
                let student = self.find_student(batch.column("student_id").text(row)?)?;
                let school = self.find_school(batch.column("school_id").text(row)?)?;
                let days = batch.column("days_enrolled").number(row).unwrap_or(0.0) as i32;
                Some(Member { student, school, days, ..none })
            })
            .collect()
    }

    /// Each student's groups, and whether the year has a row of them.
    fn read_profiles(
        &self,
        facts: &Facts,
        year: SchoolYear,
        sex: &[Option<u8>],
    ) -> (Vec<Profile>, Vec<bool>) {
        let mut profiles: Vec<Profile> = sex
            .iter()
            .map(|sex| Profile::of([None, None, None, None, None, None, None, *sex]))
            .collect();
        let mut grouped = vec![false; profiles.len()];
        let Some(batch) = facts.find(&StudentGroups::TABLE, year) else {
            return (profiles, grouped);
        };
        let ids = batch.column("student_id");
        let (race, learner) = (batch.column("race_ethnicity"), batch.column("english_learner"));
        let flags = [
            "economically_disadvantaged",
            "student_with_disability",
            "homeless",
            "foster_care",
            "migrant",
        ];
        let flags = flags.map(|name| batch.column(name));
        for row in 0..batch.len() {
            let Some(student) = ids.text(row).and_then(|id| self.find_student(id)) else {
                continue;
            };
            let student = student as usize;
            grouped[student] = true;
            let [poor, disability, homeless, foster, migrant] =
                flags.map(|column| column.flag(row).map(u8::from));
            let (race, learner) = (race.code(row), learner.code(row));
            profiles[student] = Profile::of([
                race,
                poor,
                learner,
                disability,
                homeless,
                foster,
                migrant,
                sex[student],
            ]);
        }
        (profiles, grouped)
    }

    /// The student's groups as last recorded in the years from `first` to `last`; where no year of
    /// them has a row, what is known without one.
    pub fn last_profile(&self, student: u32, first: SchoolYear, last: SchoolYear) -> Profile {
        let years = || self.years.range(first..=last).rev().map(|(_, year)| year);
        let recorded = years().find(|year| year.has_groups(student)).or_else(|| years().next());
        recorded.map_or(Profile::UNKNOWN, |year| year.profile(student))
    }

    /// Finds students of rows, one after the other.
    pub(super) fn students(&self) -> Finder<'_> {
        Finder { numbers: &self.student_numbers, last: None }
    }

    /// Finds schools of rows, one after the other.
    pub(super) fn schools_by_id(&self) -> Finder<'_> {
        Finder { numbers: &self.school_numbers, last: None }
    }

    /// The number of a student.
    pub fn find_student(&self, id: &str) -> Option<u32> {
        self.student_numbers.get(id).copied()
    }

    /// The id of a student.
    pub fn student_id(&self, number: u32) -> &str {
        self.student_ids.get(number as usize).map_or("", String::as_str)
    }

    /// How many students there are.
    pub fn count_students(&self) -> usize {
        self.student_ids.len()
    }

    /// The number of a school.
    pub fn find_school(&self, id: &str) -> Option<u32> {
        self.school_numbers.get(id).copied()
    }

    /// Every school that any table names, by number.
    pub fn schools(&self) -> &[SchoolMark] {
        &self.schools
    }

    /// Names of clusters by id.
    pub fn clusters(&self) -> &BTreeMap<String, String> {
        &self.clusters
    }

    /// One school year; `None` when no table has it.
    pub fn year(&self, year: SchoolYear) -> Option<&YearRoster> {
        self.years.get(&year)
    }

    /// The school years, earliest first.
    pub fn years(&self) -> impl DoubleEndedIterator<Item = (SchoolYear, &YearRoster)> {
        self.years.iter().map(|(year, roster)| (*year, roster))
    }

    /// The school year of a student's first grade 9, as the file states it or, where it does not,
    /// as the earliest enrollment in grades 9 to 12 tells: a student first seen in grade 10 was in
    /// grade 9 the year before.
    pub fn first_ninth_years(&self) -> &[Option<SchoolYear>] {
        self.known_ninth.get_or_init(|| self.read_first_ninth_years())
    }

    fn read_first_ninth_years(&self) -> Vec<Option<SchoolYear>> {
        let mut first = self.first_ninth.clone();
        let nine = GradeLevel::Grade9 as u8;
        for (year, roster) in self.years() {
            for member in roster.members() {
                let known = &mut first[member.student as usize];
                let later = (nine..nine + 4).contains(&member.grade);
                if known.is_none() && later {
                    let years = i16::from(member.grade - nine);
                    *known = Some(SchoolYear::ending(year.end() - years));
                }
            }
        }
        first
    }

    /// The years in which students first took Algebra I and had credit in it.
    pub(super) fn first_algebra(&self, read: impl FnOnce() -> FirstAlgebra) -> &FirstAlgebra {
        self.algebra.get_or_init(read)
    }

    /// The student's first day in a school of the United States, in days since 1970.
    pub fn first_us_school_day(&self, student: u32) -> Option<i32> {
        self.first_us_school.get(student as usize).copied().flatten()
    }
}

/// Numbers of ids in rows. Rows of one student or school mostly follow each other, so that the last
/// one is remembered.
pub(super) struct Finder<'a> {
    numbers: &'a HashMap<String, u32>,
    last: Option<(&'a str, u32)>,
}

impl<'a> Finder<'a> {
    pub(super) fn find(&mut self, id: &str) -> Option<u32> {
        if let Some((_, number)) = self.last.filter(|(last, _)| *last == id) {
            return Some(number);
        }
        let (known, number) = self.numbers.get_key_value(id)?;
        self.last = Some((known, *number));
        Some(*number)
    }
}

/// For each student the year in which Algebra I was first taken, and first earned.
#[derive(Debug, Clone, Default)]
pub(super) struct FirstAlgebra {
    pub taken: Vec<Option<SchoolYear>>,
    pub credit: Vec<Option<SchoolYear>>,
}

/// A date cell as days since 1970.
pub(super) fn day(column: &Column, row: usize) -> Option<i32> {
    column.date(row).map(crate::district::column::days_since_epoch)
}

fn list_years(facts: &Facts) -> Vec<SchoolYear> {
    let mut years: Vec<SchoolYear> =
        TABLES.into_iter().flat_map(|table| facts.list_years(table)).collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// Every id in every column of that name, sorted.
fn list_ids(facts: &Facts, name: &str) -> Vec<String> {
    let mut known: HashMap<&str, ()> = HashMap::new();
    for table in TABLES {
        let Some(place) = table.find_column(name) else { continue };
        let years = facts.list_years(table).into_iter().map(|year| facts.find(table, year));
        for batch in years.chain([facts.find_standing(table)]).flatten() {
            let column = &batch.columns()[place];
            let mut last = None;
            for row in 0..batch.len() {
                let id = column.text(row);
                // Rows of one student or school mostly follow each other.
                if let Some(id) = id.filter(|_| id != last) {
                    known.insert(id, ());
                    last = Some(id);
                }
            }
        }
    }
    let mut ids: Vec<String> = known.into_keys().map(str::to_owned).collect();
    ids.sort_unstable();
    ids
}

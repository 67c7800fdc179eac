//! What the rows of one OneRoster file need to know of the others: read once, kept as numbers.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use traction_core::district::column::{date_from_epoch, days_since_epoch};
use traction_core::district::{RaceEthnicity, SchoolYear, Term};

use super::columns::{Part, Version};
use super::ids::{Choice, Interner, Settled};
use super::joined::read_rows;
use super::sessions::{Session, find_term, parse_day};
use crate::source::{Input, Limits, SourceError};

/// No person, no school.
pub(super) const NOBODY: u32 = u32::MAX;
const NO_DAY: i32 = i32::MAX;

/// What is known of a user.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct User {
    /// Has a student's role.
    pub student: bool,
    /// Has a role in which people work for the district.
    pub staff: bool,
}

/// What is known of a class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Class {
    /// Number of its school.
    pub school: u32,
    /// Number of its teacher of record.
    pub teacher: u32,
    /// Whether that teacher is marked as the primary one.
    pub primary: bool,
    /// Its school year.
    pub year: Option<SchoolYear>,
    /// Its term.
    pub term: Option<Term>,
}

/// What `demographics.csv` says of a user.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Demographic {
    /// Days since 1970-01-01.
    pub birth: Option<i32>,
    /// Position among [`SEXES`].
    pub sex: u8,
}

/// The words for sex, by [`Demographic::sex`].
pub(super) const SEXES: [&str; 4] = ["", "female", "male", "other"];

/// A student's first day in a class of a school.
type FirstDay = (u32, u32, i32);

/// The joined knowledge of a bundle.
#[derive(Debug, Default)]
pub(super) struct Roster {
    pub orgs: Interner,
    pub is_school: Vec<bool>,
    pub schools: Settled,
    pub users: Interner,
    pub user: Vec<User>,
    pub students: Settled,
    pub staff: Settled,
    pub demographics: Vec<Demographic>,
    pub courses: Interner,
    pub course_codes: Settled,
    pub classes: Interner,
    pub class: Vec<Class>,
    /// Sorted.
    first_days: Vec<FirstDay>,
    /// The school year of what stands under no class.
    pub year: Option<SchoolYear>,
    /// The school year that the bundle itself names.
    pub named: Option<SchoolYear>,
    /// Sessions whose `schoolYear` contradicts their dates.
    pub contradictions: u64,
}

/// Whether a record is not to be read: `tobedeleted` or `inactive`.
pub(super) fn is_gone(status: &str) -> bool {
    status.eq_ignore_ascii_case("tobedeleted") || status.eq_ignore_ascii_case("inactive")
}

/// The items of a list cell.
pub(super) fn split_list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',').map(|item| item.trim().trim_matches('"').trim()).filter(|item| !item.is_empty())
}

/// Whether people with this role work for the district.
pub(super) fn is_staff(role: &str) -> bool {
    ["student", "parent", "guardian", "relative", "user", ""]
        .iter()
        .all(|other| !role.eq_ignore_ascii_case(other))
}

/// The race category of the federal seven that the flags of a row give: Hispanic of any race
/// first, then two or more, then the one that is true.
pub(super) fn find_race(flags: [&str; 7]) -> Option<RaceEthnicity> {
    let yes = |flag: &str| flag.eq_ignore_ascii_case("true") || flag == "1";
    let [indian, asian, black, islander, white, multiple, hispanic] = flags;
    let single = [
        (indian, RaceEthnicity::AmericanIndian),
        (asian, RaceEthnicity::Asian),
        (black, RaceEthnicity::Black),
        (islander, RaceEthnicity::PacificIslander),
        (white, RaceEthnicity::White),
    ];
    let mut named = single.iter().filter(|(flag, _)| yes(flag)).map(|(_, race)| *race);
    if yes(hispanic) {
        return Some(RaceEthnicity::Hispanic);
    }
    match (named.next(), named.next()) {
        (Some(_), Some(_)) => Some(RaceEthnicity::Multiracial),
        _ if yes(multiple) => Some(RaceEthnicity::Multiracial),
        (one, _) => {
            one.or_else(|| single.iter().find(|(flag, _)| yes(flag)).map(|(_, race)| *race))
        }
    }
}

fn at<T: Default + Clone>(list: &mut Vec<T>, number: u32) -> &mut T {
    let number = number as usize;
    if list.len() <= number {
        list.resize(number + 1, T::default());
    }
    &mut list[number]
}

impl Roster {
    /// Reads what is needed of a bundle's files, each once.
    ///
    /// # Errors
    /// When a file cannot be read to its end.
    pub(super) fn load(
        parts: &BTreeMap<Part, &Input>,
        version: Version,
        year: Option<SchoolYear>,
        limits: &Limits,
    ) -> Result<Self, SourceError> {
        let mut roster = Roster::default();
        let sessions = match parts.get(&Part::AcademicSessions) {
            Some(input) => roster.load_sessions(input, limits)?,
            None => HashMap::new(),
        };
        if let Some(input) = parts.get(&Part::Classes) {
            roster.load_classes(input, &sessions, limits)?;
        }
        roster.named = roster.find_year(&sessions);
        roster.year = roster.named.or(year);
        if let Some(input) = parts.get(&Part::Orgs) {
            roster.load_orgs(input, limits)?;
        }
        if let Some(input) = parts.get(&Part::Courses) {
            roster.load_courses(input, limits)?;
        }
        if version == Version::V1p2
            && let Some(input) = parts.get(&Part::Roles)
        {
            read_rows(
                input,
                limits,
                ["status", "userSourcedId", "role"],
                |[status, user, role]| {
                    if !is_gone(status) {
                        roster.note_role(user, role);
                    }
                },
            )?;
        }
        if let Some(input) = parts.get(&Part::Users) {
            roster.load_users(input, version, limits)?;
        }
        if let Some(input) = parts.get(&Part::Demographics) {
            roster.load_demographics(input, limits)?;
        }
        if let Some(input) = parts.get(&Part::Enrollments) {
            roster.load_enrollments(input, limits)?;
        }
        Ok(roster)
    }

    fn load_sessions(
        &mut self,
        input: &Input,
        limits: &Limits,
    ) -> Result<HashMap<String, Session>, SourceError> {
        let mut sessions = HashMap::new();
        let names = ["sourcedId", "status", "type", "title", "startDate", "endDate", "schoolYear"];
        read_rows(input, limits, names, |[id, status, kind, title, start, end, year]| {
            if !is_gone(status) {
                let session = Session::of(kind, title, start, end, year);
                self.contradictions += u64::from(session.contradicts);
                sessions.insert(id.to_owned(), session);
            }
        })?;
        Ok(sessions)
    }

    fn load_classes(
        &mut self,
        input: &Input,
        sessions: &HashMap<String, Session>,
        limits: &Limits,
    ) -> Result<(), SourceError> {
        let names = ["sourcedId", "status", "schoolSourcedId", "termSourcedIds"];
        read_rows(input, limits, names, |[id, status, school, terms]| {
            if is_gone(status) || id.is_empty() {
                return;
            }
            let terms: Vec<&Session> = split_list(terms).filter_map(|t| sessions.get(t)).collect();
            let school = if school.is_empty() { NOBODY } else { self.orgs.intern(school) };
            if school != NOBODY {
                *at(&mut self.is_school, school) = true;
            }
            let number = self.classes.intern(id) as usize;
            let class = Class {
                school,
                teacher: NOBODY,
                primary: false,
                year: terms.iter().find_map(|session| session.year),
                term: find_term(&terms),
            };
            if number == self.class.len() {
                self.class.push(class);
            } else {
                self.class[number] = class;
            }
        })
    }

    /// The year of the only `schoolYear` session; else the latest year of a class; else the latest
    /// year of any session.
    fn find_year(&self, sessions: &HashMap<String, Session>) -> Option<SchoolYear> {
        let mut whole: Vec<SchoolYear> =
            sessions.values().filter(|s| s.whole_year).filter_map(|s| s.year).collect();
        whole.sort_unstable();
        whole.dedup();
        match whole.as_slice() {
            [only] => Some(*only),
            _ => self
                .class
                .iter()
                .filter_map(|class| class.year)
                .max()
                .or_else(|| sessions.values().filter_map(|session| session.year).max()),
        }
    }

    fn load_orgs(&mut self, input: &Input, limits: &Limits) -> Result<(), SourceError> {
        let mut choice = Choice::default();
        let names = ["sourcedId", "status", "type", "identifier"];
        read_rows(input, limits, names, |[id, status, kind, identifier]| {
            if is_gone(status) || id.is_empty() {
                return;
            }
            let number = self.orgs.intern(id);
            let school = at(&mut self.is_school, number);
            *school |= kind.eq_ignore_ascii_case("school");
            if *school {
                // Twelve digits are the federal id, which no other export of the district uses.
                choice.note(number, if is_federal(identifier) { "" } else { identifier });
            }
        })?;
        self.schools = choice.settle(self.orgs.len());
        Ok(())
    }

    /// A course goes by its code where all courses of that code have one title: a course that
    /// several schools teach has a row for each.
    fn load_courses(&mut self, input: &Input, limits: &Limits) -> Result<(), SourceError> {
        let mut titles: HashMap<String, Option<String>> = HashMap::new();
        let mut codes: Vec<(u32, String)> = Vec::new();
        let names = ["sourcedId", "status", "courseCode", "title"];
        read_rows(input, limits, names, |[id, status, code, title]| {
            if is_gone(status) || id.is_empty() {
                return;
            }
            let number = self.courses.intern(id);
            codes.push((number, code.to_owned()));
            titles
                .entry(code.to_owned())
                .and_modify(|one| {
                    if one.as_deref() != Some(title) {
                        *one = None;
                    }
                })
                .or_insert_with(|| Some(title.to_owned()));
        })?;
        let mut choice = Choice::default();
        for (number, code) in &codes {
            let shared = !code.is_empty() && titles.get(code).is_some_and(Option::is_some);
            // Each record its own key, so that a code of one title is never "shared".
            choice.note_settled(*number, if shared { code } else { "" });
        }
        self.course_codes = choice.settle(self.courses.len());
        Ok(())
    }

    fn note_role(&mut self, user: &str, role: &str) {
        if user.is_empty() {
            return;
        }
        let number = self.users.intern(user);
        let user = at(&mut self.user, number);
        user.student |= role.eq_ignore_ascii_case("student");
        user.staff |= is_staff(role);
    }

    fn load_users(
        &mut self,
        input: &Input,
        version: Version,
        limits: &Limits,
    ) -> Result<(), SourceError> {
        let (mut students, mut staff) = (Choice::default(), Choice::default());
        let names = ["sourcedId", "status", "role", "identifier"];
        read_rows(input, limits, names, |[id, status, role, identifier]| {
            if is_gone(status) || id.is_empty() {
                return;
            }
            if version == Version::V1p1 {
                self.note_role(id, role);
            }
            let number = self.users.intern(id);
            let user = *at(&mut self.user, number);
            if user.student {
                students.note(number, identifier);
            }
            if user.staff {
                staff.note(number, identifier);
            }
        })?;
        self.students = students.settle(self.users.len());
        self.staff = staff.settle(self.users.len());
        Ok(())
    }

    fn load_demographics(&mut self, input: &Input, limits: &Limits) -> Result<(), SourceError> {
        let names = ["sourcedId", "status", "birthDate", "sex"];
        read_rows(input, limits, names, |[id, status, birth, sex]| {
            let Some(number) = self.users.find(id).filter(|_| !is_gone(status)) else { return };
            let sex = match sex.to_lowercase().as_str() {
                "female" | "f" => 1,
                "male" | "m" => 2,
                "" => 0,
                _ => 3,
            };
            let birth = parse_day(birth).map(days_since_epoch);
            *at(&mut self.demographics, number) = Demographic { birth, sex };
        })
    }

    fn load_enrollments(&mut self, input: &Input, limits: &Limits) -> Result<(), SourceError> {
        let mut first: HashMap<(u32, u32), i32> = HashMap::new();
        let names = ["status", "classSourcedId", "userSourcedId", "role", "primary", "beginDate"];
        read_rows(input, limits, names, |[status, class, user, role, primary, begin]| {
            if is_gone(status) {
                return;
            }
            let (Some(class), Some(user)) = (self.classes.find(class), self.users.find(user))
            else {
                return;
            };
            let class = &mut self.class[class as usize];
            if role.eq_ignore_ascii_case("teacher") {
                let primary = primary.eq_ignore_ascii_case("true");
                if class.teacher == NOBODY || (primary && !class.primary) {
                    class.teacher = user;
                    class.primary = primary;
                }
            } else if role.eq_ignore_ascii_case("student") && class.school != NOBODY {
                let begin = parse_day(begin).map_or(NO_DAY, days_since_epoch);
                let day = first.entry((user, class.school)).or_insert(begin);
                *day = begin.min(*day);
            }
        })?;
        self.first_days = first.into_iter().map(|((user, org), day)| (user, org, day)).collect();
        self.first_days.sort_unstable();
        Ok(())
    }

    /// The schools in whose classes a student sits, with the first day where it is known.
    pub(super) fn list_class_schools(&self, user: u32) -> &[FirstDay] {
        let start = self.first_days.partition_point(|(number, ..)| *number < user);
        let end = self.first_days.partition_point(|(number, ..)| *number <= user);
        &self.first_days[start..end]
    }

    /// The first day of a student in a class of a school, as text; empty when unknown.
    pub(super) fn find_first_day(&self, user: u32, org: u32) -> String {
        let days = self.list_class_schools(user);
        let found = days.iter().find(|(_, school, day)| *school == org && *day != NO_DAY);
        found.and_then(|(.., day)| date_from_epoch(*day)).map_or(String::new(), |d| d.to_string())
    }

    /// The id that a school goes by.
    pub(super) fn school_id(&self, org: u32) -> &str {
        if org == NOBODY {
            return "";
        }
        self.schools.find(org).unwrap_or_else(|| self.orgs.text(org))
    }

    /// The id that a student goes by.
    pub(super) fn student_id(&self, user: u32) -> &str {
        self.students.find(user).unwrap_or_else(|| self.users.text(user))
    }

    /// The id that a member of staff goes by; empty for nobody.
    pub(super) fn staff_id(&self, user: u32) -> &str {
        if user == NOBODY {
            return "";
        }
        self.staff.find(user).unwrap_or_else(|| self.users.text(user))
    }

    /// The id that a course goes by; a course that is not listed goes by what refers to it.
    pub(super) fn course_id<'a>(&'a self, sourced_id: &'a str) -> &'a str {
        let number = self.courses.find(sourced_id);
        number.and_then(|number| self.course_codes.find(number)).unwrap_or(sourced_id)
    }

    /// What is known of a user; `None` when no file but this row names them.
    pub(super) fn find_user(&self, sourced_id: &str) -> Option<(u32, User)> {
        let number = self.users.find(sourced_id)?;
        self.user.get(number as usize).map(|user| (number, *user))
    }

    /// The number of an org that is a school.
    pub(super) fn find_school(&self, sourced_id: &str) -> Option<u32> {
        let number = self.orgs.find(sourced_id)?;
        self.is_school.get(number as usize).is_some_and(|school| *school).then_some(number)
    }
}

/// Whether an identifier is a federal school id: twelve digits.
pub(super) fn is_federal(identifier: &str) -> bool {
    identifier.len() == 12 && identifier.bytes().all(|byte| byte.is_ascii_digit())
}

/// A school year as a Traction file writes it; empty when unknown.
pub(super) fn write_year(year: Option<SchoolYear>) -> String {
    year.map_or(String::new(), |year| {
        format!("{}-{:02}", year.end() - 1, year.end().rem_euclid(100))
    })
}

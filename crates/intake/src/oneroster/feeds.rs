//! Each table that a bundle gives: which file its rows come from, and how.

use std::collections::BTreeMap;
use std::sync::Arc;

use traction_core::district::column::date_from_epoch;
use traction_core::district::year::GRADE_LEVELS;
use traction_core::district::{ACADEMIC_SUBJECTS, SchoolYear};

use super::columns::{Part, Version};
use super::joined::{Made, Target, feed};
use super::roster::{
    NOBODY, Roster, SEXES, User, find_race, is_federal, is_gone, is_staff, split_list, write_year,
};
use super::sessions::parse_day;
use crate::feed::Feed;
use crate::source::{Input, Limits};

const SCHOOLS: Target = Target {
    table: "schools",
    columns: &[
        ("school_id", "identifier"),
        ("school_name", "name"),
        ("nces_school_id", "identifier"),
    ],
};

const STUDENTS: Target = Target {
    table: "students",
    columns: &[
        ("student_id", "identifier"),
        ("last_surname", "familyName"),
        ("first_name", "givenName"),
        ("birth_date", "birthDate"),
        ("sex", "sex"),
    ],
};

const STUDENT_GROUPS: Target = Target {
    table: "student_groups",
    columns: &[("school_year", ""), ("student_id", "sourcedId"), ("race_ethnicity", "white …")],
};

const ENROLLMENTS: Target = Target {
    table: "enrollments",
    columns: &[
        ("school_year", ""),
        ("student_id", "sourcedId"),
        ("school_id", "orgSourcedIds"),
        ("grade_level", "grades"),
        ("entry_date", "beginDate"),
        ("exit_date", "endDate"),
    ],
};

const COURSES: Target = Target {
    table: "courses",
    columns: &[
        ("course_id", "courseCode"),
        ("course_title", "title"),
        ("sced_code", "subjectCodes"),
        ("academic_subject", "subjects"),
        ("low_grade", "grades"),
        ("high_grade", "grades"),
    ],
};

const STAFF: Target = Target {
    table: "staff",
    columns: &[
        ("school_year", ""),
        ("staff_id", "identifier"),
        ("last_surname", "familyName"),
        ("first_name", "givenName"),
    ],
};

const STAFF_ASSIGNMENTS: Target = Target {
    table: "staff_assignments",
    columns: &[
        ("school_year", ""),
        ("staff_id", "userSourcedId"),
        ("school_id", "orgSourcedId"),
        ("job", "role"),
        ("fte", ""),
    ],
};

const SECTIONS: Target = Target {
    table: "sections",
    columns: &[
        ("school_year", "termSourcedIds"),
        ("section_id", "sourcedId"),
        ("course_id", "courseSourcedId"),
        ("school_id", "schoolSourcedId"),
        ("term", "termSourcedIds"),
        ("periods", "periods"),
        ("staff_id", "enrollments.userSourcedId"),
    ],
};

const SECTION_STUDENTS: Target = Target {
    table: "section_students",
    columns: &[
        ("school_year", ""),
        ("section_id", "classSourcedId"),
        ("student_id", "userSourcedId"),
        ("begin_date", "beginDate"),
        ("end_date", "endDate"),
    ],
};

/// The feeds of a bundle, in the order in which their tables are loaded.
pub(super) fn list(
    parts: &BTreeMap<Part, &Input>,
    version: Version,
    roster: &Arc<Roster>,
    limits: &Limits,
) -> Vec<Feed> {
    let mut feeds = Vec::new();
    let mut add = |part: Part, make: fn(&Input, &Arc<Roster>, &Limits) -> Feed| {
        if let Some(input) = parts.get(&part) {
            feeds.push(make(input, roster, limits));
        }
    };
    add(Part::Orgs, schools);
    add(Part::Users, students);
    add(Part::Demographics, student_groups);
    match version {
        Version::V1p1 => add(Part::Users, memberships_of_users),
        Version::V1p2 => {}
    }
    add(Part::Courses, courses);
    add(Part::Users, staff);
    if version == Version::V1p1 {
        add(Part::Users, assignments_of_users);
    }
    add(Part::Classes, sections);
    add(Part::Enrollments, section_students);
    if version == Version::V1p2
        && let (Some(roles), Some(users)) = (parts.get(&Part::Roles), parts.get(&Part::Users))
    {
        let grades = Grades { users: (*users).clone(), limits: limits.clone() };
        feeds.push(memberships_of_roles(roles, roster, limits, grades));
        feeds.push(assignments_of_roles(roles, roster, limits));
    }
    feeds
}

fn schools(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let names = ["sourcedId", "status", "name", "identifier"];
    feed(&SCHOOLS, input, limits, names, move |[id, status, name, identifier], made| {
        if is_gone(status) {
            return;
        }
        if let Some(org) = roster.find_school(id) {
            let federal = if is_federal(identifier) { identifier } else { "" };
            made.row().cell(roster.school_id(org)).cell(name).cell(federal);
        }
    })
}

fn students(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let names = ["sourcedId", "status", "familyName", "givenName"];
    feed(&STUDENTS, input, limits, names, move |[id, status, last, first], made| {
        let Some((number, user)) = roster.find_user(id).filter(|_| !is_gone(status)) else {
            return;
        };
        if !user.student {
            return;
        }
        let known = roster.demographics.get(number as usize).copied().unwrap_or_default();
        let birth = known.birth.and_then(date_from_epoch).map(|day| day.to_string());
        let sex = SEXES[usize::from(known.sex)];
        made.row().cell(roster.student_id(number)).cell(last).cell(first);
        made.cell(birth.as_deref().unwrap_or_default()).cell(sex);
    })
}

fn student_groups(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let year = write_year(roster.year);
    let names = [
        "sourcedId",
        "status",
        "americanIndianOrAlaskaNative",
        "asian",
        "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander",
        "white",
        "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity",
    ];
    feed(&STUDENT_GROUPS, input, limits, names, move |cells, made| {
        let [id, status, flags @ ..] = cells;
        if is_gone(status) {
            return;
        }
        let student = match roster.find_user(id) {
            Some((number, User { student: true, .. })) => roster.student_id(number),
            Some(_) => return,
            None => id,
        };
        let race = find_race(flags).map_or("", |race| race.code());
        made.row().cell(&year).cell(student).cell(race);
    })
}

/// The grade that a list of grades gives for a student: the first that is one.
fn first_grade(grades: &str) -> &str {
    split_list(grades).next().unwrap_or_default()
}

fn memberships_of_users(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let year = write_year(roster.year);
    let names = ["sourcedId", "status", "orgSourcedIds", "grades"];
    feed(&ENROLLMENTS, input, limits, names, move |[id, status, orgs, grades], made| {
        let Some((user, facts)) = roster.find_user(id).filter(|_| !is_gone(status)) else { return };
        if !facts.student {
            return;
        }
        let schools = choose_schools(&roster, user, split_list(orgs));
        for org in &schools {
            let day = roster.find_first_day(user, *org);
            made.row().cell(&year).cell(roster.student_id(user)).cell(roster.school_id(*org));
            made.cell(first_grade(grades)).cell(&day).cell("");
        }
        if schools.is_empty() {
            // No school: the reader sets the row aside and says so.
            made.row().cell(&year).cell(roster.student_id(user)).cell("");
            made.cell(first_grade(grades)).cell("").cell("");
        }
    })
}

/// The schools of which a student is a member: those listed; where several are, those of them in
/// whose classes the student sits; where none is, those in whose classes the student sits.
fn choose_schools<'a>(
    roster: &Roster,
    user: u32,
    listed: impl Iterator<Item = &'a str>,
) -> Vec<u32> {
    let mut schools: Vec<u32> = Vec::new();
    for org in listed.filter_map(|org| roster.find_school(org)) {
        if !schools.contains(&org) {
            schools.push(org);
        }
    }
    let attended: Vec<u32> =
        roster.list_class_schools(user).iter().map(|(_, org, _)| *org).collect();
    match schools.len() {
        0 => attended,
        1 => schools,
        _ if schools.iter().any(|org| attended.contains(org)) => {
            schools.into_iter().filter(|org| attended.contains(org)).collect()
        }
        _ => schools,
    }
}

/// Where the grades of users stand, for 1.2, whose memberships stand in another file.
struct Grades {
    users: Input,
    limits: Limits,
}

impl Grades {
    /// The grade of each user, as its position among the codes plus one; 0 when there is none.
    fn load(&self, roster: &Roster) -> Vec<u8> {
        let mut grades = vec![0; roster.users.len()];
        let names = ["sourcedId", "grades"];
        let read = super::joined::read_rows(&self.users, &self.limits, names, |[id, list]| {
            if let Some(user) = roster.users.find(id)
                && let Some(grade) = GRADE_LEVELS.find_position(first_grade(list))
            {
                grades[user as usize] = grade + 1;
            }
        });
        // The same file gives the students: an error is reported there, and nothing is taken.
        if read.is_err() { vec![0; roster.users.len()] } else { grades }
    }
}

fn memberships_of_roles(
    input: &Input,
    roster: &Arc<Roster>,
    limits: &Limits,
    grades: Grades,
) -> Feed {
    let roster = roster.clone();
    let year = write_year(roster.year);
    let mut grade_of: Option<Vec<u8>> = None;
    let names =
        ["status", "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId"];
    feed(&ENROLLMENTS, input, limits, names, move |cells, made| {
        let [status, user, kind, role, begin, end, org] = cells;
        if is_gone(status)
            || !role.eq_ignore_ascii_case("student")
            || kind.eq_ignore_ascii_case("secondary")
        {
            return;
        }
        let known = roster.users.find(user);
        let student = known.map_or(user, |number| roster.student_id(number));
        let grades = grade_of.get_or_insert_with(|| grades.load(&roster));
        let grade = known.map_or(0, |number| grades[number as usize]);
        let grade = grade.checked_sub(1).map_or("", |g| GRADE_LEVELS.codes[usize::from(g)].code);
        let school = roster.find_school(org);
        let first = match (begin, known, school) {
            ("", Some(user), Some(org)) => roster.find_first_day(user, org),
            _ => begin.to_owned(),
        };
        let school = school.map_or(org, |org| roster.school_id(org));
        made.row().cell(&year).cell(student).cell(school).cell(grade).cell(&first);
        made.cell(&last_day(end, roster.year));
    })
}

/// The last day before an exclusive end; empty when the end is open or is the end of the year.
fn last_day(end: &str, year: Option<SchoolYear>) -> String {
    match parse_day(end).and_then(|day| day.yesterday().ok()) {
        // A role that ends in a later year is a membership that lasts.
        Some(day) if year.is_some_and(|year| SchoolYear::of(day) > year) => String::new(),
        Some(day) => day.to_string(),
        None => end.to_owned(),
    }
}

fn courses(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let mut given = hashbrown::HashSet::new();
    let names = ["sourcedId", "status", "title", "subjectCodes", "subjects", "grades"];
    feed(&COURSES, input, limits, names, move |cells, made| {
        let [id, status, title, codes, subjects, grades] = cells;
        if is_gone(status) {
            return;
        }
        let course = roster.course_id(id);
        if course != id && !given.insert(course.to_owned()) {
            return;
        }
        let sced = split_list(codes)
            .find(|code| code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit()));
        let subject = split_list(subjects)
            .find_map(|s| ACADEMIC_SUBJECTS.find_position(s))
            .map_or("", |s| ACADEMIC_SUBJECTS.codes[usize::from(s)].code);
        let mut range: Vec<u8> =
            split_list(grades).filter_map(|g| GRADE_LEVELS.find_position(g)).collect();
        range.sort_unstable();
        let code =
            |grade: Option<&u8>| grade.map_or("", |g| GRADE_LEVELS.codes[usize::from(*g)].code);
        made.row().cell(course).cell(title).cell(sced.unwrap_or_default()).cell(subject);
        made.cell(code(range.first())).cell(code(range.last()));
    })
}

fn staff(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let year = write_year(roster.year);
    let names = ["sourcedId", "status", "familyName", "givenName"];
    feed(&STAFF, input, limits, names, move |[id, status, last, first], made| {
        if let Some((number, user)) = roster.find_user(id).filter(|_| !is_gone(status))
            && user.staff
        {
            made.row().cell(&year).cell(roster.staff_id(number)).cell(last).cell(first);
        }
    })
}

/// A job as Traction writes it: `siteAdministrator` is `site_administrator`.
fn write_job(role: &str) -> String {
    let role = role.strip_prefix("ext:").unwrap_or(role);
    let mut job = String::with_capacity(role.len() + 2);
    for c in role.chars() {
        if c.is_ascii_uppercase() && !job.is_empty() && !job.ends_with('_') {
            job.push('_');
        }
        job.push(c.to_ascii_lowercase());
    }
    job
}

/// One full-time job, shared evenly: OneRoster does not say.
fn write_fte(assignments: usize) -> String {
    let fte = 1.0 / assignments.max(1) as f64;
    format!("{fte:.4}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn assignments_of_users(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let year = write_year(roster.year);
    let names = ["sourcedId", "status", "orgSourcedIds", "role"];
    feed(&STAFF_ASSIGNMENTS, input, limits, names, move |[id, status, orgs, role], made| {
        let Some((number, _)) = roster.find_user(id) else { return };
        if is_gone(status) || !is_staff(role) {
            return;
        }
        let mut schools: Vec<u32> =
            split_list(orgs).filter_map(|org| roster.find_school(org)).collect();
        schools.dedup();
        if schools.is_empty() {
            schools.push(NOBODY);
        }
        let fte = write_fte(schools.len());
        for org in &schools {
            assignment(made, &year, roster.staff_id(number), roster.school_id(*org), role, &fte);
        }
    })
}

fn assignment(made: &mut Made, year: &str, staff: &str, school: &str, role: &str, fte: &str) {
    let school = if school.is_empty() { "n/a" } else { school };
    made.row().cell(year).cell(staff).cell(school).cell(&write_job(role)).cell(fte);
}

fn assignments_of_roles(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let year = write_year(roster.year);
    let (again, limits_again) = (input.clone(), limits.clone());
    let mut counts: Option<hashbrown::HashMap<u32, usize>> = None;
    let names = ["status", "userSourcedId", "role", "orgSourcedId"];
    feed(&STAFF_ASSIGNMENTS, input, limits, names, move |[status, user, role, org], made| {
        if is_gone(status) || !is_staff(role) {
            return;
        }
        let counts = counts.get_or_insert_with(|| {
            let mut counts = hashbrown::HashMap::new();
            let names = ["status", "userSourcedId", "role"];
            let read = super::joined::read_rows(&again, &limits_again, names, |[s, user, role]| {
                if let Some(number) =
                    roster.users.find(user).filter(|_| !is_gone(s) && is_staff(role))
                {
                    *counts.entry(number).or_insert(0) += 1;
                }
            });
            // This very file is being read: an error shows there, and nothing is taken.
            if read.is_err() { hashbrown::HashMap::new() } else { counts }
        });
        let number = roster.users.find(user);
        let staff = number.map_or(user, |number| roster.staff_id(number));
        let fte = write_fte(number.and_then(|n| counts.get(&n).copied()).unwrap_or(1));
        let school = roster.find_school(org).map_or("", |org| roster.school_id(org));
        assignment(made, &year, staff, school, role, &fte);
    })
}

fn sections(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let names = ["sourcedId", "status", "courseSourcedId", "schoolSourcedId", "periods"];
    feed(&SECTIONS, input, limits, names, move |[id, status, course, school, periods], made| {
        if is_gone(status) {
            return;
        }
        let class = roster.classes.find(id).map(|number| roster.class[number as usize]);
        let year = write_year(class.and_then(|class| class.year).or(roster.year));
        let school = class.map_or(school, |class| roster.school_id(class.school));
        let term = class.and_then(|class| class.term).map_or("", |term| term.code());
        let teacher = class.map_or("", |class| roster.staff_id(class.teacher));
        let periods: Vec<&str> = split_list(periods).collect();
        made.row().cell(&year).cell(id).cell(roster.course_id(course)).cell(school);
        made.cell(term).cell(&periods.join(";")).cell(teacher);
    })
}

fn section_students(input: &Input, roster: &Arc<Roster>, limits: &Limits) -> Feed {
    let roster = roster.clone();
    let bundle_year = write_year(roster.year);
    let mut last = (roster.year, bundle_year.clone());
    let names = ["status", "classSourcedId", "userSourcedId", "role", "beginDate", "endDate"];
    feed(&SECTION_STUDENTS, input, limits, names, move |cells, made| {
        let [status, class, user, role, begin, end] = cells;
        if is_gone(status) || !role.eq_ignore_ascii_case("student") {
            return;
        }
        let year = roster.classes.find(class).and_then(|n| roster.class[n as usize].year);
        let student = roster.users.find(user).map_or(user, |number| roster.student_id(number));
        if year.is_some() && year != last.0 {
            last = (year, write_year(year));
        }
        let year = if year.is_some() { &last.1 } else { &bundle_year };
        made.row().cell(year).cell(class).cell(student);
        made.cell(begin.get(..10).unwrap_or(begin)).cell(&last_day(end, None));
    })
}

//! A district's tables for one school year, looked at as a student information system would.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use traction_core::district::year::GRADE_LEVELS;
use traction_core::district::{
    Batch, Course, Enrollment, Facts, Noun, School, SchoolYear, Section, SectionStudent, Staff,
    StaffAssignment, Student, StudentGroups, TERMS, Term,
};

/// The tables, and who is where.
pub(super) struct Roll<'a> {
    pub year: SchoolYear,
    pub schools: Option<&'a Batch>,
    pub courses: Option<&'a Batch>,
    pub sections: Option<&'a Batch>,
    pub places: Option<&'a Batch>,
    pub groups: Option<&'a Batch>,
    pub students: Option<&'a Batch>,
    pub staff: Option<&'a Batch>,
    /// Rows of `students`, by id.
    pub student_row: HashMap<&'a str, usize>,
    /// Rows of `student_groups`, by student.
    pub group_row: HashMap<&'a str, usize>,
    /// Rows of `courses`, by id.
    pub course_row: HashMap<&'a str, usize>,
    /// Students who are members of a school now, in order, with their memberships.
    pub members: Vec<(&'a str, Vec<Membership<'a>>)>,
    /// Members, by id.
    pub is_member: HashMap<&'a str, usize>,
    /// Staff in order, with their jobs.
    pub jobs: Vec<(&'a str, Vec<Job<'a>>)>,
    /// The terms in which sections meet.
    pub terms: Vec<Term>,
    /// Students whose membership has ended.
    pub gone: u64,
}

/// A student's membership of a school that has not ended.
#[derive(Debug, Clone)]
pub(super) struct Membership<'a> {
    pub school: &'a str,
    pub grade: &'static str,
    pub entry: String,
}

/// What a member of staff does, where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Job<'a> {
    pub school: &'a str,
    pub job: &'a str,
}

/// The text of a cell; empty when there is none.
pub(super) fn text<'a>(batch: &'a Batch, column: &str, row: usize) -> &'a str {
    batch.column(column).text(row).unwrap_or_default()
}

fn index<'a>(batch: Option<&'a Batch>, column: &str) -> HashMap<&'a str, usize> {
    batch.map_or_else(HashMap::new, |batch| {
        (0..batch.len()).map(|row| (text(batch, column, row), row)).collect()
    })
}

impl<'a> Roll<'a> {
    /// Looks at the facts of a year.
    pub(super) fn of(facts: &'a Facts, year: SchoolYear) -> Self {
        let students = facts.find_standing(&Student::TABLE);
        let courses = facts.find_standing(&Course::TABLE);
        let groups = facts.find(&StudentGroups::TABLE, year);
        let sections = facts.find(&Section::TABLE, year);
        let staff = facts.find(&Staff::TABLE, year);
        let (members, gone) = list_members(students, facts.find(&Enrollment::TABLE, year));
        let is_member = members.iter().enumerate().map(|(i, (id, _))| (*id, i)).collect();
        let mut terms: Vec<Term> = sections.map_or_else(Vec::new, |sections| {
            let term = sections.column("term");
            (0..sections.len()).filter_map(|row| term.code(row).and_then(Term::at)).collect()
        });
        terms.push(Term::Year);
        terms.sort_unstable();
        terms.dedup();
        Roll {
            year,
            schools: facts.find_standing(&School::TABLE),
            courses,
            sections,
            places: facts.find(&SectionStudent::TABLE, year),
            groups,
            students,
            staff,
            student_row: index(students, "student_id"),
            group_row: index(groups, "student_id"),
            course_row: index(courses, "course_id"),
            members,
            is_member,
            jobs: list_jobs(staff, facts.find(&StaffAssignment::TABLE, year)),
            terms,
            gone,
        }
    }

    /// The sourcedId of the session of a term; of the whole year when there is none.
    pub(super) fn session_id(&self, term: Option<Term>) -> String {
        let term = term.unwrap_or(Term::Year);
        format!("{}-{}", self.year.end(), TERMS.codes[term as usize].code)
    }
}

type Members<'a> = Vec<(&'a str, Vec<Membership<'a>>)>;

/// Students with a membership that has not ended, in the order of `students`, then of
/// `enrollments`; and how many have none left.
fn list_members<'a>(students: Option<&'a Batch>, all: Option<&'a Batch>) -> (Members<'a>, u64) {
    let Some(all) = all else { return (Vec::new(), 0) };
    let mut open: HashMap<&str, Vec<Membership<'a>>> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    if let Some(students) = students {
        order.extend((0..students.len()).map(|row| text(students, "student_id", row)));
    }
    let mut seen: hashbrown::HashSet<&str> = order.iter().copied().collect();
    let (grades, entries) = (all.column("grade_level"), all.column("entry_date"));
    let exits = all.column("exit_date");
    let mut everyone = hashbrown::HashSet::new();
    for row in 0..all.len() {
        let student = text(all, "student_id", row);
        everyone.insert(student);
        if seen.insert(student) {
            order.push(student);
        }
        if exits.date(row).is_none() {
            let grade = grades.code(row).map_or("", |g| GRADE_LEVELS.codes[usize::from(g)].code);
            let entry = entries.date(row).map_or(String::new(), |day| day.to_string());
            let school = text(all, "school_id", row);
            open.entry(student).or_default().push(Membership { school, grade, entry });
        }
    }
    let gone = everyone.len() as u64 - open.len() as u64;
    let members = order.into_iter().filter_map(|id| open.remove(id).map(|list| (id, list)));
    (members.collect(), gone)
}

fn list_jobs<'a>(
    staff: Option<&'a Batch>,
    assignments: Option<&'a Batch>,
) -> Vec<(&'a str, Vec<Job<'a>>)> {
    let mut jobs: BTreeMap<&str, Vec<Job<'a>>> = BTreeMap::new();
    let mut order = Vec::new();
    let mut seen = hashbrown::HashSet::new();
    for batch in [staff, assignments].into_iter().flatten() {
        for row in 0..batch.len() {
            let id = text(batch, "staff_id", row);
            if seen.insert(id) {
                order.push(id);
            }
        }
    }
    if let Some(batch) = assignments {
        for row in 0..batch.len() {
            let job = Job { school: text(batch, "school_id", row), job: text(batch, "job", row) };
            let list = jobs.entry(text(batch, "staff_id", row)).or_default();
            // A job that two funds pay is one job.
            if !list.contains(&job) {
                list.push(job);
            }
        }
    }
    order.into_iter().map(|id| (id, jobs.remove(id).unwrap_or_default())).collect()
}

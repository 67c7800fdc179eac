//! The roster: one's own students, which is what most people with a school or a caseload look
//! for first.
//!
//! Members of the latest school year who have not left. Rows leave by [`look::at_students`], so
//! nobody is on it outside the scope of a reason.

use std::collections::BTreeMap;

use jiff::Timestamp;
use traction_core::district::{Enrollment, GradeLevel, School, SchoolYear, Student};
use traction_store::Want;

use crate::district::District;
use crate::error::OfficeError;
use crate::glance::{rows, table};
use crate::look;
use crate::sheet::Sheet;

/// Which students are asked for, and how many of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterQuery {
    /// Only at this school.
    pub school: Option<String>,
    /// Only in this grade, by its code.
    pub grade: Option<String>,
    /// Leave out so many from the start.
    pub skip: usize,
    /// At most so many; all when none is said.
    pub limit: Option<usize>,
}

/// A school or a grade that some of one's students are in.
pub type Named = (String, String);

/// One's own students.
#[derive(Debug, Clone, PartialEq)]
pub struct Roster {
    /// The school year.
    pub year: Option<SchoolYear>,
    /// How many match, of whom the rows are some.
    pub matching: usize,
    /// The rows: number, last name, first name, grade, school.
    pub sheet: Sheet,
    /// The schools of one's students, by number and name.
    pub schools: Vec<Named>,
    /// Their grades, by code and name.
    pub grades: Vec<Named>,
    /// Why one may see them.
    pub reason: String,
}

struct Member {
    student: String,
    school: String,
    grade: GradeLevel,
    last: String,
    first: String,
}

/// Lists one's own students. The look is written into the access log, with as many rows as are
/// given out.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's and the parts' errors.
pub fn list(
    district: &District,
    query: &RosterQuery,
    now: Timestamp,
) -> Result<Roster, OfficeError> {
    let reason = district.why_see(crate::Sight::StudentRows)?;
    let snapshot = district.snapshot()?;
    let enrollments = table::<Enrollment>();
    let year = snapshot
        .list_slots()
        .into_iter()
        .filter(|entry| entry.slot.table == enrollments)
        .filter_map(|entry| entry.slot.year)
        .max();
    let mut wants = vec![
        Want::all(table::<Student>()).columns(["student_id", "last_surname", "first_name"]),
        Want::all(table::<School>()),
    ];
    wants.extend(year.map(|year| Want::all(enrollments).years([year])));
    let facts = snapshot.load(&wants)?;
    let in_scope: Vec<Enrollment> = year
        .map(|year| rows::<Enrollment>(facts.find(enrollments, year)))
        .unwrap_or_default()
        .into_iter()
        .filter(|row| row.exit_date.is_err())
        .filter(|row| {
            reason.scope().covers_student(row.student_id.as_str(), Some(row.school_id.as_str()))
        })
        .collect();
    let names = names_of(facts.find_standing(table::<Student>()));
    let schools: BTreeMap<String, String> = rows::<School>(facts.find_standing(table::<School>()))
        .into_iter()
        .map(|school| (school.school_id.0, school.school_name))
        .collect();
    let mut all: Vec<Member> = in_scope
        .into_iter()
        .map(|row| {
            let (last, first) = names.get(row.student_id.as_str()).cloned().unwrap_or_default();
            Member {
                student: row.student_id.0,
                school: row.school_id.0,
                grade: row.grade_level,
                last,
                first,
            }
        })
        .collect();
    all.sort_by(|a, b| {
        (&a.last, &a.first, &a.student, &a.school).cmp(&(&b.last, &b.first, &b.student, &b.school))
    });
    let name_of = |id: &str| schools.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let mut offered: Vec<Named> =
        all.iter().map(|m| (m.school.clone(), name_of(&m.school))).collect();
    offered.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    offered.dedup();
    let mut grades: Vec<GradeLevel> = all.iter().map(|member| member.grade).collect();
    grades.sort_unstable();
    grades.dedup();
    all.retain(|member| {
        query.school.as_ref().is_none_or(|id| *id == member.school)
            && query.grade.as_ref().is_none_or(|code| code == member.grade.code())
    });
    let matching = all.len();
    let limit = query.limit.unwrap_or(usize::MAX);
    let asked: Vec<Member> = all.into_iter().skip(query.skip).take(limit).collect();
    let shown = look::at_students(
        district,
        "roster of students",
        asked,
        |member| (&member.student, Some(&member.school)),
        now,
    )?;
    let columns = [
        "student_id|Number",
        "last_surname|Last name",
        "first_name|First name",
        "grade|Grade",
        "school_id|School number",
        "school|School",
    ];
    let mut sheet = Sheet::of("students", "Students", &columns);
    for member in &shown {
        sheet.push(vec![
            member.student.as_str().into(),
            member.last.as_str().into(),
            member.first.as_str().into(),
            member.grade.code().into(),
            member.school.as_str().into(),
            name_of(&member.school).into(),
        ]);
    }
    Ok(Roster {
        year,
        matching,
        sheet,
        schools: offered,
        grades: grades.iter().map(|g| (g.code().to_owned(), g.code().to_owned())).collect(),
        reason: reason.to_string(),
    })
}

/// Last and first names by number, for rows that are about to leave with a reason.
fn names_of(batch: Option<&traction_core::district::Batch>) -> BTreeMap<String, (String, String)> {
    let Some(batch) = batch else { return BTreeMap::new() };
    let (ids, last, first) =
        (batch.column("student_id"), batch.column("last_surname"), batch.column("first_name"));
    let text = |column: &traction_core::district::Column, row| {
        column.text(row).unwrap_or_default().to_owned()
    };
    (0..batch.len()).map(|row| (text(ids, row), (text(last, row), text(first, row)))).collect()
}

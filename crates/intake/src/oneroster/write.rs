//! A district's tables → a OneRoster bundle, as a student information system would write it.
//!
//! Only members of a school are written: students whose membership has ended are counted and left
//! out, as they are in a system's nightly export. Our tables hold no term dates, so sessions get
//! the usual ones; what OneRoster has no place for (FTE, exits, programs, marks) is not written.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;

use jiff::civil::{Date, date};
use thiserror::Error;
use traction_core::district::year::GRADE_LEVELS;
use traction_core::district::{
    ACADEMIC_SUBJECTS, Batch, Facts, RaceEthnicity, SchoolYear, Sex, TERMS, Term,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::columns::{Part, Version, facts_of};
use super::roll::{Job, Roll, text};
use super::sheet::{Sheet, write_manifest};

/// How a bundle is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleOptions {
    /// The version of the standard.
    pub version: Version,
    /// The district's name, for its org and the manifest.
    pub district_name: String,
}

/// A bundle could not be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The disk refused.
    #[error("{file} cannot be written")]
    Unwritable {
        /// The member or file.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// The zip could not be made.
    #[error("the zip cannot be written")]
    Zip {
        /// What the packer says.
        source: zip::result::ZipError,
    },
}

/// What was written, and what OneRoster has no place for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows of each file, in the order written.
    pub files: Vec<(String, u64)>,
    /// Students left out because their membership has ended.
    pub students_gone: u64,
    /// Jobs left out because the version has no role for them.
    pub jobs_without_role: u64,
}

/// Writes a bundle as a zip.
///
/// # Errors
/// When the writer refuses.
pub fn write_bundle<W: Write + Seek>(
    facts: &Facts,
    year: SchoolYear,
    options: &BundleOptions,
    out: W,
) -> Result<Written, WriteError> {
    let mut zip = ZipWriter::new(out);
    let written = write_all(facts, year, options, |name, fill| {
        // A fixed time of change: the same facts give the same bytes.
        let settings = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        zip.start_file(name, settings).map_err(|source| WriteError::Zip { source })?;
        fill(&mut zip).map_err(|source| WriteError::Unwritable { file: name.to_owned(), source })
    })?;
    zip.finish().map_err(|source| WriteError::Zip { source })?;
    Ok(written)
}

/// Writes a bundle as files of a folder that exists.
///
/// # Errors
/// When the disk refuses.
pub fn write_folder(
    facts: &Facts,
    year: SchoolYear,
    options: &BundleOptions,
    folder: &Path,
) -> Result<Written, WriteError> {
    write_all(facts, year, options, |name, fill| {
        let mut write = || {
            let mut out = BufWriter::new(File::create(folder.join(name))?);
            let rows = fill(&mut out)?;
            out.flush()?;
            Ok(rows)
        };
        write().map_err(|source| WriteError::Unwritable { file: name.to_owned(), source })
    })
}

type Fill<'f> = &'f mut dyn FnMut(&mut dyn Write) -> io::Result<u64>;

fn write_all(
    facts: &Facts,
    year: SchoolYear,
    options: &BundleOptions,
    mut put: impl FnMut(&str, Fill<'_>) -> Result<u64, WriteError>,
) -> Result<Written, WriteError> {
    let roll = Roll::of(facts, year);
    let mut written = Written { students_gone: roll.gone, ..Written::default() };
    let version = options.version;
    let mut parts = vec![
        Part::Orgs,
        Part::AcademicSessions,
        Part::Courses,
        Part::Classes,
        Part::Users,
        Part::Demographics,
        Part::Enrollments,
    ];
    if version == Version::V1p2 {
        parts.insert(5, Part::Roles);
    }
    put("manifest.csv", &mut |out| write_manifest(out, options, &parts))?;
    for part in &parts {
        let name = format!("{}.csv", facts_of(*part).name);
        let mut left_out = 0;
        let rows = put(&name, &mut |out| {
            let mut sheet = Sheet::start(out, *part, version)?;
            match part {
                Part::Orgs => write_orgs(&mut sheet, &roll, options)?,
                Part::AcademicSessions => write_sessions(&mut sheet, &roll)?,
                Part::Courses => write_courses(&mut sheet, &roll)?,
                Part::Classes => write_classes(&mut sheet, &roll)?,
                Part::Users => left_out += write_users(&mut sheet, &roll, version)?,
                Part::Roles => write_roles(&mut sheet, &roll)?,
                Part::Demographics => write_demographics(&mut sheet, &roll, version)?,
                _ => write_enrollments(&mut sheet, &roll)?,
            }
            sheet.finish()
        })?;
        written.jobs_without_role += left_out;
        written.files.push((name, rows));
    }
    Ok(written)
}

const DISTRICT: &str = "district";

fn write_orgs(sheet: &mut Sheet<'_>, roll: &Roll<'_>, options: &BundleOptions) -> io::Result<()> {
    let name = options.district_name.as_str();
    sheet.row(&[("sourcedId", DISTRICT), ("name", name), ("type", "district")])?;
    let Some(schools) = roll.schools else { return Ok(()) };
    for row in 0..schools.len() {
        let id = text(schools, "school_id", row);
        let federal = text(schools, "nces_school_id", row);
        sheet.row(&[
            ("sourcedId", id),
            ("name", text(schools, "school_name", row)),
            ("type", "school"),
            ("identifier", if federal.is_empty() { id } else { federal }),
            ("parentSourcedId", DISTRICT),
        ])?;
    }
    Ok(())
}

/// The usual days of a term: first, and the one after the last.
fn usual_days(term: Term, year: SchoolYear) -> (Date, Date) {
    let (first, last) = (year.end() - 1, year.end());
    match term {
        Term::Year => (date(first, 8, 15), date(last, 6, 15)),
        Term::Fall => (date(first, 8, 15), date(last, 1, 15)),
        Term::Spring => (date(last, 1, 15), date(last, 6, 15)),
        Term::Summer => (date(last, 6, 1), date(last, 7, 1)),
        Term::Quarter1 => (date(first, 8, 15), date(first, 10, 20)),
        Term::Quarter2 => (date(first, 10, 20), date(last, 1, 15)),
        Term::Quarter3 => (date(last, 1, 15), date(last, 3, 25)),
        Term::Quarter4 => (date(last, 3, 25), date(last, 6, 15)),
    }
}

fn write_sessions(sheet: &mut Sheet<'_>, roll: &Roll<'_>) -> io::Result<()> {
    let whole = roll.session_id(None);
    for term in &roll.terms {
        let (start, end) = usual_days(*term, roll.year);
        let kind = match term {
            Term::Year => "schoolYear",
            Term::Fall | Term::Spring => "semester",
            Term::Summer => "term",
            _ => "gradingPeriod",
        };
        sheet.row(&[
            ("sourcedId", &roll.session_id(Some(*term))),
            ("title", TERMS.codes[*term as usize].label),
            ("type", kind),
            ("startDate", &start.to_string()),
            ("endDate", &end.to_string()),
            ("parentSourcedId", if *term == Term::Year { "" } else { &whole }),
            ("schoolYear", &roll.year.end().to_string()),
        ])?;
    }
    Ok(())
}

fn write_courses(sheet: &mut Sheet<'_>, roll: &Roll<'_>) -> io::Result<()> {
    let Some(courses) = roll.courses else { return Ok(()) };
    for row in 0..courses.len() {
        let id = text(courses, "course_id", row);
        let subject = courses.column("academic_subject").code(row);
        let subject = subject.map_or("", |s| ACADEMIC_SUBJECTS.codes[usize::from(s)].label);
        sheet.row(&[
            ("sourcedId", id),
            ("schoolYearSourcedId", &roll.session_id(None)),
            ("title", text(courses, "course_title", row)),
            ("courseCode", id),
            ("grades", &list_grades(courses, row)),
            ("orgSourcedId", DISTRICT),
            ("subjects", subject),
            ("subjectCodes", text(courses, "sced_code", row)),
        ])?;
    }
    Ok(())
}

fn list_grades(courses: &Batch, row: usize) -> String {
    let (low, high) =
        (courses.column("low_grade").code(row), courses.column("high_grade").code(row));
    let (Some(low), Some(high)) = (low.or(high), high.or(low)) else { return String::new() };
    let codes: Vec<&str> =
        (low..=high).map(|grade| GRADE_LEVELS.codes[usize::from(grade)].code).collect();
    codes.join(",")
}

fn write_classes(sheet: &mut Sheet<'_>, roll: &Roll<'_>) -> io::Result<()> {
    let Some(sections) = roll.sections else { return Ok(()) };
    for row in 0..sections.len() {
        let (id, course) = (text(sections, "section_id", row), text(sections, "course_id", row));
        let title = roll.courses.zip(roll.course_row.get(course));
        let title = title.map_or(course, |(courses, at)| text(courses, "course_title", *at));
        let term = sections.column("term").code(row).and_then(Term::at);
        sheet.row(&[
            ("sourcedId", id),
            ("title", title),
            ("courseSourcedId", course),
            ("classCode", id),
            ("classType", "scheduled"),
            ("schoolSourcedId", text(sections, "school_id", row)),
            ("termSourcedIds", &roll.session_id(term)),
            ("periods", &text(sections, "periods", row).replace(';', ",")),
        ])?;
    }
    Ok(())
}

fn student_key(id: &str) -> String {
    format!("s-{id}")
}

fn staff_key(id: &str) -> String {
    format!("t-{id}")
}

/// The role of OneRoster 1.1 that a job is; `None` when it has none.
fn find_role_1p1(job: &str) -> Option<&'static str> {
    let job = job.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| job.contains(word));
    if job == "teacher" || job.ends_with("_teacher") || job.ends_with(" teacher") {
        Some("teacher")
    } else if has(&["aide", "paraprofessional"]) {
        Some("aide")
    } else if has(&["principal", "administrator", "superintendent", "director"]) {
        Some("administrator")
    } else {
        None
    }
}

/// The role of OneRoster 1.2 that a job is; others carry the standard's mark of an extension.
fn find_role_1p2(job: &Job<'_>) -> String {
    match job.job.to_lowercase().as_str() {
        "teacher" => "teacher".into(),
        "aide" => "aide".into(),
        "counselor" => "counselor".into(),
        "principal" => "principal".into(),
        "proctor" => "proctor".into(),
        "administrator" if job.school.is_empty() => "districtAdministrator".into(),
        "administrator" => "siteAdministrator".into(),
        "district_administrator" => "districtAdministrator".into(),
        "site_administrator" => "siteAdministrator".into(),
        "system_administrator" => "systemAdministrator".into(),
        other => format!("ext:{other}"),
    }
}

/// Writes students, then staff; returns how many jobs the version has no role for.
fn write_users(sheet: &mut Sheet<'_>, roll: &Roll<'_>, version: Version) -> io::Result<u64> {
    for (id, schools) in &roll.members {
        let row = roll.student_row.get(id).copied();
        let name = |column| {
            roll.students.zip(row).map_or("", |(students, row)| text(students, column, row))
        };
        let orgs: Vec<&str> = schools.iter().map(|membership| membership.school).collect();
        let key = student_key(id);
        sheet.row(&[
            ("sourcedId", &key),
            ("enabledUser", "true"),
            ("orgSourcedIds", &orgs.join(",")),
            ("role", "student"),
            ("username", &key),
            ("givenName", name("first_name")),
            ("familyName", name("last_surname")),
            ("identifier", id),
            ("grades", schools.first().map_or("", |membership| membership.grade)),
            ("primaryOrgSourcedId", orgs.first().copied().unwrap_or_default()),
        ])?;
    }
    let mut without_role = 0;
    for (row, (id, jobs)) in roll.jobs.iter().enumerate() {
        let name = |column| match roll.staff {
            Some(staff) if row < staff.len() => text(staff, column, row),
            _ => "",
        };
        let role = jobs.iter().find_map(|job| find_role_1p1(job.job));
        if version == Version::V1p1 {
            without_role +=
                jobs.iter().filter(|job| find_role_1p1(job.job).is_none()).count() as u64;
            if role.is_none() {
                continue;
            }
        }
        let mut orgs: Vec<&str> = jobs
            .iter()
            .filter(|job| version == Version::V1p2 || find_role_1p1(job.job) == role)
            .map(|job| if job.school.is_empty() { DISTRICT } else { job.school })
            .collect();
        orgs.dedup();
        let key = staff_key(id);
        sheet.row(&[
            ("sourcedId", &key),
            ("enabledUser", "true"),
            ("orgSourcedIds", &orgs.join(",")),
            ("role", role.unwrap_or_default()),
            ("username", &key),
            ("givenName", name("first_name")),
            ("familyName", name("last_surname")),
            ("identifier", id),
            ("primaryOrgSourcedId", orgs.first().copied().unwrap_or_default()),
        ])?;
    }
    Ok(without_role)
}

fn write_roles(sheet: &mut Sheet<'_>, roll: &Roll<'_>) -> io::Result<()> {
    let mut write = |user: &str, nth: usize, role: &str, org: &str, begin: &str| {
        sheet.row(&[
            ("sourcedId", &format!("r{nth}-{user}")),
            ("userSourcedId", user),
            ("roleType", if nth == 0 || role == "student" { "primary" } else { "secondary" }),
            ("role", role),
            ("beginDate", begin),
            ("orgSourcedId", if org.is_empty() { DISTRICT } else { org }),
        ])
    };
    for (id, schools) in &roll.members {
        for (nth, membership) in schools.iter().enumerate() {
            write(&student_key(id), nth, "student", membership.school, &membership.entry)?;
        }
    }
    for (id, jobs) in &roll.jobs {
        for (nth, job) in jobs.iter().enumerate() {
            write(&staff_key(id), nth, &find_role_1p2(job), job.school, "")?;
        }
    }
    Ok(())
}

fn write_demographics(sheet: &mut Sheet<'_>, roll: &Roll<'_>, version: Version) -> io::Result<()> {
    for (id, _) in &roll.members {
        let student = roll.students.zip(roll.student_row.get(id).copied());
        let birth = student.and_then(|(batch, row)| batch.column("birth_date").date(row));
        let sex = student.and_then(|(batch, row)| batch.column("sex").code(row)).and_then(Sex::at);
        let groups = roll.groups.zip(roll.group_row.get(id).copied());
        let race = groups.and_then(|(batch, row)| batch.column("race_ethnicity").code(row));
        let race = race.and_then(RaceEthnicity::at);
        if birth.is_none() && sex.is_none() && race.is_none() {
            continue;
        }
        let sex = match (sex, version) {
            (Some(Sex::Other), Version::V1p1) | (None, _) => "",
            (Some(sex), _) => sex.code(),
        };
        let flag = |one: RaceEthnicity| match race {
            None => "",
            Some(race) if race == one => "true",
            Some(_) => "false",
        };
        sheet.row(&[
            ("sourcedId", &student_key(id)),
            ("birthDate", &birth.map_or(String::new(), |day| day.to_string())),
            ("sex", sex),
            ("americanIndianOrAlaskaNative", flag(RaceEthnicity::AmericanIndian)),
            ("asian", flag(RaceEthnicity::Asian)),
            ("blackOrAfricanAmerican", flag(RaceEthnicity::Black)),
            ("nativeHawaiianOrOtherPacificIslander", flag(RaceEthnicity::PacificIslander)),
            ("white", flag(RaceEthnicity::White)),
            ("demographicRaceTwoOrMoreRaces", flag(RaceEthnicity::Multiracial)),
            ("hispanicOrLatinoEthnicity", flag(RaceEthnicity::Hispanic)),
        ])?;
    }
    Ok(())
}

fn write_enrollments(sheet: &mut Sheet<'_>, roll: &Roll<'_>) -> io::Result<()> {
    let Some(sections) = roll.sections else { return Ok(()) };
    let mut school_of = hashbrown::HashMap::new();
    for row in 0..sections.len() {
        let (id, teacher) = (text(sections, "section_id", row), text(sections, "staff_id", row));
        let school = text(sections, "school_id", row);
        school_of.insert(id, school);
        if !teacher.is_empty() {
            sheet.row(&[
                ("sourcedId", &format!("e-{id}-{}", staff_key(teacher))),
                ("classSourcedId", id),
                ("schoolSourcedId", school),
                ("userSourcedId", &staff_key(teacher)),
                ("role", "teacher"),
                ("primary", "true"),
            ])?;
        }
    }
    let Some(places) = roll.places else { return Ok(()) };
    let (begins, ends) = (places.column("begin_date"), places.column("end_date"));
    for row in 0..places.len() {
        let (id, student) = (text(places, "section_id", row), text(places, "student_id", row));
        if !roll.is_member.contains_key(student) {
            continue;
        }
        let begin = begins.date(row).map_or(String::new(), |day| day.to_string());
        let end = ends.date(row).and_then(|day| day.tomorrow().ok());
        sheet.row(&[
            ("sourcedId", &format!("e-{id}-{}", student_key(student))),
            ("classSourcedId", id),
            ("schoolSourcedId", school_of.get(id).copied().unwrap_or_default()),
            ("userSourcedId", &student_key(student)),
            ("role", "student"),
            ("primary", "false"),
            ("beginDate", &begin),
            ("endDate", &end.map_or(String::new(), |day| day.to_string())),
        ])?;
    }
    Ok(())
}

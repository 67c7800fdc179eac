//! The current year's rosters as a OneRoster 1.1 bundle (1EdTech, CSV binding, bulk files).
//!
//! A zip takes its files one after another while rows arrive mixed, so each file grows on its own
//! beside the zip and is packed at the end.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use traction_core::district::{Batch, RaceEthnicity, SchoolYear};
use traction_core::sample::{Calendar, NOW, year_at};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::SampleError;
use super::cells::{list_cells, push_line};

const FILE: &str = "oneroster.zip";
const PARTS: &str = ".oneroster-parts";

/// The bundle's files and their columns.
const MEMBERS: [(&str, &str); 8] = [
    (
        "academicSessions",
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    ),
    ("orgs", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"),
    (
        "courses",
        "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    ),
    (
        "classes",
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    ),
    (
        "users",
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
    ),
    (
        "enrollments",
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    ),
    (
        "demographics",
        "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
    ),
    ("manifest", "propertyName,value"),
];

/// The bundle while it grows.
pub(super) struct Bundle {
    dir: PathBuf,
    parts: BTreeMap<&'static str, BufWriter<File>>,
    /// Students and their groups of the chunk that is passing.
    students: Option<Batch>,
    groups: Option<Batch>,
    /// Course titles, subjects and codes by course.
    courses: BTreeMap<String, [String; 4]>,
    /// School of each section, and what each member of staff does there.
    schools: BTreeMap<String, String>,
    staff: Option<Batch>,
    calendar: Calendar,
}

fn year_id() -> String {
    format!("sy-{}", year_at(NOW).end())
}

impl Bundle {
    pub fn begin(dir: &Path) -> Result<Self, SampleError> {
        let mut bundle = Bundle {
            dir: dir.to_owned(),
            parts: BTreeMap::new(),
            students: None,
            groups: None,
            courses: BTreeMap::new(),
            schools: BTreeMap::new(),
            staff: None,
            calendar: Calendar::of_riverbend(),
        };
        let parts = dir.join(PARTS);
        let fail = |path: &Path| {
            let path = path.to_owned();
            move |source| SampleError::File { path, source }
        };
        fs::create_dir_all(&parts).map_err(fail(&parts))?;
        for (name, _) in MEMBERS {
            let path = parts.join(name);
            bundle.parts.insert(name, BufWriter::new(File::create(&path).map_err(fail(&path))?));
        }
        for (name, heads) in MEMBERS {
            bundle.put(name, &heads.split(',').collect::<Vec<_>>())?;
        }
        bundle.put_sessions()?;
        bundle.put_manifest()?;
        bundle.put(
            "orgs",
            &["org-district", "", "", "Riverbend School District", "district", "1799990", ""],
        )?;
        Ok(bundle)
    }

    fn put<T: AsRef<str>>(&mut self, member: &str, cells: &[T]) -> Result<(), SampleError> {
        let mut line = String::new();
        push_line(cells, ',', &mut line);
        let Some(part) = self.parts.get_mut(member) else { return Ok(()) };
        let wrote = part.write_all(line.as_bytes());
        wrote
            .map_err(|source| SampleError::File { path: self.dir.join(PARTS).join(member), source })
    }

    fn put_manifest(&mut self) -> Result<(), SampleError> {
        let mut lines =
            vec![("manifest.version".to_owned(), "1.0"), ("oneroster.version".to_owned(), "1.1")];
        for name in [
            "academicSessions",
            "categories",
            "classes",
            "classResources",
            "courses",
            "courseResources",
            "demographics",
            "enrollments",
            "lineItems",
            "orgs",
            "resources",
            "results",
            "users",
        ] {
            let here = MEMBERS.iter().any(|(member, _)| *member == name);
            lines.push((format!("file.{name}"), if here { "bulk" } else { "absent" }));
        }
        lines.push(("source.systemName".to_owned(), "Riverbend SIS"));
        lines.push(("source.systemCode".to_owned(), "RSIS"));
        for (name, value) in lines {
            self.put("manifest", &[name.as_str(), value])?;
        }
        Ok(())
    }

    fn put_sessions(&mut self) -> Result<(), SampleError> {
        let year = year_at(NOW).end();
        let day = |at: usize| self.calendar.date(NOW, at).to_string();
        let (start, middle, after, end) = (day(0), day(89), day(90), day(179));
        let (id, ends) = (year_id(), year.to_string());
        let title = year_at(NOW).to_string().replace('–', "-");
        self.put(
            "academicSessions",
            &[&id, "", "", &title, "schoolYear", &start, &end, "", &ends],
        )?;
        let fall = format!("{id}-fall");
        let spring = format!("{id}-spring");
        self.put(
            "academicSessions",
            &[&fall, "", "", "Fall Semester", "semester", &start, &middle, &id, &ends],
        )?;
        self.put(
            "academicSessions",
            &[&spring, "", "", "Spring Semester", "semester", &after, &end, &id, &ends],
        )
    }

    /// Takes what the bundle needs of a batch.
    pub fn take(&mut self, year: Option<SchoolYear>, batch: &Batch) -> Result<(), SampleError> {
        let now = year == Some(year_at(NOW));
        match batch.table().name {
            "schools" => self.put_schools(batch),
            "courses" => self.put_courses(batch),
            "students" => {
                self.students = Some(batch.clone());
                Ok(())
            }
            "student_groups" if now => {
                self.groups = Some(batch.clone());
                Ok(())
            }
            "enrollments" if now => self.put_students(batch),
            "staff" if now => {
                self.staff = Some(batch.clone());
                Ok(())
            }
            "staff_assignments" if now => self.put_staff(batch),
            "sections" if now => self.put_classes(batch),
            "section_students" if now => self.put_places(batch),
            _ => Ok(()),
        }
    }

    fn put_schools(&mut self, batch: &Batch) -> Result<(), SampleError> {
        for row in 0..batch.len() {
            if batch.column("closed_on").date(row).is_some() {
                continue;
            }
            let id = batch.column("school_id").text(row).unwrap_or_default();
            let name = batch.column("school_name").text(row).unwrap_or_default();
            self.put("orgs", &[&format!("org-{id}"), "", "", name, "school", id, "org-district"])?;
        }
        Ok(())
    }

    fn put_courses(&mut self, batch: &Batch) -> Result<(), SampleError> {
        for row in 0..batch.len() {
            let cells = list_cells(batch, row);
            let number = |text: &str| text.parse::<i8>().unwrap_or(0);
            let grades = match (cells[8].as_str(), cells[9].as_str()) {
                ("KG", "KG") => "KG".to_owned(),
                (low, high) => {
                    let first = if low == "KG" { vec!["KG".to_owned()] } else { Vec::new() };
                    let rest = number(low).max(1)..=number(high);
                    first
                        .into_iter()
                        .chain(rest.map(|grade| format!("{grade:02}")))
                        .collect::<Vec<_>>()
                        .join(",")
                }
            };
            let (id, title, code, subject) = (&cells[0], &cells[1], &cells[2], &cells[3]);
            let course = format!("crs-{id}");
            self.put(
                "courses",
                &[&course, "", "", &year_id(), title, id, &grades, "org-district", subject, code],
            )?;
            self.courses.insert(id.clone(), [title.clone(), grades, subject.clone(), code.clone()]);
        }
        Ok(())
    }

    fn put_students(&mut self, batch: &Batch) -> Result<(), SampleError> {
        let (Some(students), Some(groups)) = (self.students.take(), self.groups.take()) else {
            return Ok(());
        };
        let index = |batch: &Batch| -> BTreeMap<String, usize> {
            let ids = batch.column("student_id");
            (0..batch.len()).filter_map(|row| Some((ids.text(row)?.to_owned(), row))).collect()
        };
        let (people, memberships) = (index(&students), index(&groups));
        for row in 0..batch.len() {
            let cells = list_cells(batch, row);
            let id = cells[1].as_str();
            let (Some(person), Some(group)) = (people.get(id), memberships.get(id)) else {
                continue;
            };
            if !cells[5].is_empty() {
                continue;
            }
            let person = list_cells(&students, *person);
            let user = format!("stu-{id}");
            let (org, name) = (format!("org-{}", cells[2]), format!("s{id}"));
            self.put(
                "users",
                &[
                    &user,
                    "",
                    "",
                    "true",
                    &org,
                    "student",
                    &name,
                    &format!("{{LocalID:{id}}}"),
                    &person[3],
                    &person[2],
                    "",
                    id,
                    "",
                    "",
                    "",
                    "",
                    &cells[3],
                    "",
                ],
            )?;
            let race = groups.column("race_ethnicity").code(*group).and_then(RaceEthnicity::at);
            let is = |one: RaceEthnicity| if race == Some(one) { "true" } else { "false" };
            let sex = if person[5] == "other" { "" } else { person[5].as_str() };
            self.put(
                "demographics",
                &[
                    &user,
                    "",
                    "",
                    &person[4],
                    sex,
                    is(RaceEthnicity::AmericanIndian),
                    is(RaceEthnicity::Asian),
                    is(RaceEthnicity::Black),
                    is(RaceEthnicity::PacificIslander),
                    is(RaceEthnicity::White),
                    is(RaceEthnicity::Multiracial),
                    is(RaceEthnicity::Hispanic),
                    "",
                    "",
                    "",
                    "",
                ],
            )?;
        }
        Ok(())
    }

    fn put_staff(&mut self, batch: &Batch) -> Result<(), SampleError> {
        let Some(staff) = self.staff.take() else { return Ok(()) };
        let jobs: BTreeMap<&str, (&str, &str)> = (0..batch.len())
            .filter_map(|row| {
                let text = |name: &str| batch.column(name).text(row);
                Some((text("staff_id")?, (text("job")?, text("school_id")?)))
            })
            .collect();
        for row in 0..staff.len() {
            let cells = list_cells(&staff, row);
            let Some((job, school)) = jobs.get(cells[1].as_str()) else { continue };
            let role = match *job {
                "teacher" => "teacher",
                "principal" | "assistant_principal" => "administrator",
                _ => "aide",
            };
            let (user, org) = (format!("tch-{}", cells[1]), format!("org-{school}"));
            let name = cells[1].to_lowercase();
            self.put(
                "users",
                &[
                    &user, "", "", "true", &org, role, &name, "", &cells[3], &cells[2], "",
                    &cells[1], "", "", "", "", "", "",
                ],
            )?;
        }
        Ok(())
    }

    fn put_classes(&mut self, batch: &Batch) -> Result<(), SampleError> {
        self.schools.clear();
        for row in 0..batch.len() {
            let cells = list_cells(batch, row);
            let [_, id, course, school, term, periods, teacher, _] = cells.as_slice() else {
                continue;
            };
            let Some([title, grades, subject, code]) = self.courses.get(course).cloned() else {
                continue;
            };
            let class = format!("cls-{id}");
            let kind = if periods.contains(';') { "homeroom" } else { "scheduled" };
            let session = match term.as_str() {
                "year" => year_id(),
                term => format!("{}-{term}", year_id()),
            };
            let periods = periods.replace(';', ",");
            let org = format!("org-{school}");
            self.put(
                "classes",
                &[
                    &class,
                    "",
                    "",
                    &title,
                    &grades,
                    &format!("crs-{course}"),
                    id,
                    kind,
                    "",
                    &org,
                    &session,
                    &subject,
                    &code,
                    &periods,
                ],
            )?;
            if !teacher.is_empty() {
                let user = format!("tch-{teacher}");
                let place = format!("enr-{id}-{teacher}");
                self.put(
                    "enrollments",
                    &[&place, "", "", &class, &org, &user, "teacher", "true", "", ""],
                )?;
            }
            self.schools.insert(id.clone(), school.clone());
        }
        Ok(())
    }

    fn put_places(&mut self, batch: &Batch) -> Result<(), SampleError> {
        for row in 0..batch.len() {
            let cells = list_cells(batch, row);
            let (section, student) = (&cells[1], &cells[2]);
            let school = self.schools.get(section).cloned().unwrap_or_default();
            let (place, class) = (format!("enr-{section}-{student}"), format!("cls-{section}"));
            let (org, user) = (format!("org-{school}"), format!("stu-{student}"));
            self.put(
                "enrollments",
                &[&place, "", "", &class, &org, &user, "student", "", &cells[3], &cells[4]],
            )?;
        }
        Ok(())
    }

    /// Packs the files; gives the bundle's path inside the folder.
    pub fn close(mut self) -> Result<String, SampleError> {
        let parts = self.dir.join(PARTS);
        let path = self.dir.join(FILE);
        for (name, part) in std::mem::take(&mut self.parts) {
            let flushed = part.into_inner().map_err(io::IntoInnerError::into_error);
            flushed.map_err(|source| SampleError::File { path: parts.join(name), source })?;
        }
        pack(&path, &parts)?;
        fs::remove_dir_all(&parts).map_err(|source| SampleError::File { path: parts, source })?;
        Ok(FILE.to_owned())
    }
}

fn pack(path: &Path, parts: &Path) -> Result<(), SampleError> {
    let file = |source| SampleError::File { path: path.to_owned(), source };
    let bundle = |source| SampleError::Bundle { path: path.to_owned(), source };
    let mut zip = ZipWriter::new(BufWriter::new(File::create(path).map_err(file)?));
    // A fixed time, or the same seed would not give the same bytes.
    let exported = DateTime::from_date_and_time(2026, 10, 30, 6, 0, 0).unwrap_or_default();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(4))
        .last_modified_time(exported)
        .unix_permissions(0o644);
    for (name, _) in MEMBERS.iter().rev() {
        zip.start_file(format!("{name}.csv"), options).map_err(bundle)?;
        let mut part = File::open(parts.join(name)).map_err(file)?;
        io::copy(&mut part, &mut zip).map_err(file)?;
    }
    zip.finish().map_err(bundle)?.flush().map_err(file)
}

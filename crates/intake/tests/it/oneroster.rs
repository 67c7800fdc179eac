//! OneRoster bundles: real ones, broken ones, and our own written and read again.

use std::fs;
use std::path::Path;

use traction_core::district::{
    CourseId, Enrollment, Facts, GradeLevel, Noun, School, SchoolYear, Section, SectionStudent,
    Student, Term, find_table,
};
use traction_core::finding::Severity;
use traction_intake::oneroster::{
    Bundle, BundleOptions, Version, is_bundle, open_bundle, write_bundle, write_folder,
};
use traction_intake::source::{Limits, open_path};

use crate::drive::{Driven, drive};
use traction_testkit::needs::find_shared;

fn open(path: &Path, year: Option<SchoolYear>) -> Bundle {
    let limits = Limits::default();
    let opened = open_path(path, &limits).unwrap();
    assert!(is_bundle(&opened.inputs));
    open_bundle(&opened.inputs, year, &limits).unwrap()
}

fn codes(bundle: &Bundle) -> Vec<&'static str> {
    bundle.findings.iter().map(|finding| finding.code).collect()
}

fn say(bundle: &Bundle) -> String {
    let lines = bundle.findings.iter().map(|f| {
        format!(
            "{} {} {}: {}; expected {}\n",
            f.code,
            f.severity.word(),
            f.file,
            f.found,
            f.expected
        )
    });
    lines.collect()
}

fn show(driven: &Driven) -> String {
    let mut text = String::new();
    for ((table, year), batch) in &driven.kept.batches {
        let year = year.map_or(String::new(), |year| format!(" {year}"));
        text.push_str(&format!("{table}{year}: {}\n", batch.len()));
    }
    for report in &driven.reports {
        if report.count_set_aside() > 0 {
            text.push_str(&format!(
                "{} → {}: set aside {:?}\n",
                report.file,
                report.table.unwrap_or(""),
                report.set_aside
            ));
        }
    }
    text
}

/// Writes files into a new folder.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

const MANIFEST: &str = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n";
const ORGS: &str = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n\
    d,,,District,district,,\ng1,,,Alder,school,0412,d\ng2,,,Birch,school,170993000520,d\n";
const SESSIONS: &str = "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n\
    y,,,2026-27,schoolYear,2026-08-24,2027-06-12,,2027\n\
    f,,,S1,semester,2026-08-24,2027-01-16,y,2027\ns,,,S2,semester,2027-01-18,2027-06-12,y,2027\n";
const USERS: &str = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,\
    givenName,familyName,identifier,grades\n\
    u1,,,true,\"d,g1\",student,a,Ada,Okafor,0081234,05\n\
    u2,,,false,\"g1,g2\",student,b,Ben,Ruiz,0081235,\"09,10\"\n\
    u3,tobedeleted,,true,g1,student,c,Cy,Gone,0081236,05\n\
    u4,,,true,\"g1,g2\",teacher,t,Marta,Reyes,T0911,\n\
    u5,,,true,g1,parent,p,Pat,Okafor,,\n";
const CLASSES: &str = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,\
    classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n\
    c1,,,Algebra,09,m9,,scheduled,,g2,\"f,s\",,,\"1, 2\"\nc2,,,Art,05,ar,,scheduled,,g1,f,,,3\n";
const ENROLLMENTS: &str = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,\
    userSourcedId,role,primary,beginDate,endDate\n\
    e1,,,c1,g2,u2,student,false,2026-08-25,2027-06-12\ne2,,,c2,g1,u1,student,,2026-09-01,\n\
    e3,,,c1,g2,u9,teacher,false,,\ne4,,,c1,g2,u4,teacher,TRUE,,\ne5,inactive,,c2,g1,u2,student,,,\n";

fn sample() -> Vec<(&'static str, &'static str)> {
    vec![
        ("manifest.csv", MANIFEST),
        ("orgs.csv", ORGS),
        ("academicSessions.csv", SESSIONS),
        ("users.csv", USERS),
        ("classes.csv", CLASSES),
        ("enrollments.csv", ENROLLMENTS),
    ]
}

fn rows<T: Noun>(driven: &Driven, year: Option<SchoolYear>) -> Vec<T> {
    driven.kept.batches.get(&(T::TABLE.name, year)).map_or(Vec::new(), |b| T::list(b).unwrap())
}

const YEAR: Option<SchoolYear> = Some(SchoolYear::ending(2027));

#[test]
fn a_bundle_joins_its_files() {
    let folder = folder(&sample());
    let bundle = open(folder.path(), None);
    assert_eq!(codes(&bundle), ["OR006", "OR007"], "{}", say(&bundle));
    let driven = drive(bundle.feeds);
    let schools: Vec<School> = rows(&driven, None);
    let ids: Vec<&str> = schools.iter().map(|school| school.school_id.as_str()).collect();
    // A federal id is kept as such; the school goes by its sourcedId.
    assert_eq!(ids, ["0412", "g2"]);
    assert_eq!(schools[1].nces_school_id.as_deref(), Ok("170993000520"));
    let students: Vec<Student> = rows(&driven, None);
    assert_eq!(students.len(), 2);
    assert_eq!(students[0].student_id.as_str(), "0081234");
    assert_eq!(driven.report("students").passed_over, 3);
    let members: Vec<Enrollment> = rows(&driven, YEAR);
    // Ben is listed at two schools and sits in a class of one of them.
    assert_eq!(members.len(), 2);
    assert_eq!(members[1].school_id.as_str(), "g2");
    assert_eq!(members[1].grade_level, GradeLevel::Grade9);
    assert_eq!(members[1].entry_date, Ok(jiff::civil::date(2026, 8, 25)));
    let sections: Vec<Section> = rows(&driven, YEAR);
    assert_eq!(sections[0].term, Ok(Term::Year));
    assert_eq!(sections[1].term, Ok(Term::Fall));
    assert_eq!(sections[0].periods.as_deref(), Ok("1;2"));
    assert_eq!(sections[0].course_id, CourseId("m9".into()));
    // The primary teacher wins over the one listed first, who is nobody's user.
    assert_eq!(sections[0].staff_id.as_ref().unwrap().as_str(), "T0911");
    let places: Vec<SectionStudent> = rows(&driven, YEAR);
    assert_eq!(places.len(), 2);
    // The standard's end is the day after the last.
    assert_eq!(places[0].end_date, Ok(jiff::civil::date(2027, 6, 11)));
    assert_eq!(driven.count("staff_assignments"), 2);
}

#[test]
fn a_bundle_without_optional_files_still_gives_the_rest() {
    let folder = folder(&[("orgs.csv", ORGS), ("USERS.CSV", USERS)]);
    let bundle = open(folder.path(), YEAR);
    assert_eq!(bundle.version, Version::V1p1);
    let driven = drive(bundle.feeds);
    assert_eq!(driven.count("enrollments"), 3);
    assert_eq!(driven.count("students"), 2);
    assert_eq!(driven.count("sections"), 0);
}

#[test]
fn hispanic_comes_first_and_two_flags_are_two_or_more_races() {
    let demographics = "userSourcedId,birthdate,sex,AmericanIndianOrAlaskaNative,asian,\
        blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,\
        demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity\n\
        u1,2015-03-09,Female,false,true,true,false,false,false,false\n\
        u2,2011-01-31,male,false,false,true,false,false,false,TRUE\n";
    let mut files = sample();
    files.push(("demographics.csv", demographics));
    let folder = folder(&files);
    let driven = drive(open(folder.path(), None).feeds);
    let groups: Vec<traction_core::district::StudentGroups> = rows(&driven, YEAR);
    let races: Vec<&str> = groups.iter().map(|g| g.race_ethnicity.unwrap().code()).collect();
    assert_eq!(races, ["multiracial", "hispanic"]);
    let students: Vec<Student> = rows(&driven, None);
    assert_eq!(students[0].birth_date.unwrap().reveal(), jiff::civil::date(2015, 3, 9));
}

#[test]
fn a_shared_identifier_is_nobodys_and_is_said() {
    let users = USERS.replace("0081235", "0081234");
    let files = [("orgs.csv", ORGS), ("users.csv", users.as_str())];
    let folder = folder(&files);
    let bundle = open(folder.path(), YEAR);
    insta::assert_snapshot!(
        say(&bundle).replace(&*folder.path().file_name().unwrap().to_string_lossy(), "bundle")
    );
    let students: Vec<Student> = rows(&drive(bundle.feeds), None);
    let ids: Vec<&str> = students.iter().map(|s| s.student_id.as_str()).collect();
    assert_eq!(ids, ["u1", "u2"]);
}

#[test]
fn a_bundle_of_changes_is_refused() {
    let manifest = format!("{MANIFEST}file.users,delta\nfile.orgs,bulk\nfile.courses,bulk\n");
    let mut files = sample();
    files[0].1 = &manifest;
    let folder = folder(&files);
    let bundle = open(folder.path(), None);
    assert!(codes(&bundle).contains(&"OR001"), "{}", say(&bundle));
    // Courses are said to be there and are not.
    assert!(say(&bundle).contains("courses.csv is said to be there and is not"));
    assert!(bundle.feeds.is_empty());
}

#[test]
fn an_empty_member_is_said_and_the_rest_is_read() {
    let mut files = sample();
    files.push(("courses.csv", ""));
    files.push(("results.csv", "sourcedId\n"));
    let folder = folder(&files);
    let bundle = open(folder.path(), None);
    assert!(codes(&bundle).contains(&"OR004") && codes(&bundle).contains(&"OR008"));
    assert_eq!(drive(bundle.feeds).count("sections"), 2);
}

#[test]
fn a_file_under_anothers_name_refuses_the_bundle() {
    let mut files = sample();
    files[3].1 = CLASSES;
    let folder = folder(&files);
    let bundle = open(folder.path(), None);
    assert!(bundle.feeds.is_empty());
    let refusal = bundle.findings.iter().find(|f| f.code == "OR002").unwrap();
    assert!(refusal.found.contains("its columns are those of classes.csv"), "{}", refusal.found);
}

#[test]
fn a_year_that_begins_is_put_right_by_the_dates() {
    let sessions = SESSIONS.replace(",2027\n", ",2026\n");
    let mut files = sample();
    files[2].1 = &sessions;
    let folder = folder(&files);
    let bundle = open(folder.path(), None);
    assert_eq!(bundle.year, YEAR);
    assert!(codes(&bundle).contains(&"OR005"));
}

#[test]
fn a_year_given_with_the_import_stands_in_only_where_no_session_tells() {
    let given = Some(SchoolYear::ending(2026));
    let folder_of = folder(&[("orgs.csv", ORGS), ("USERS.CSV", USERS)]);
    let bundle = open(folder_of.path(), given);
    assert_eq!(bundle.year, given);
    assert!(say(&bundle).contains("2025–26 is taken, as the import names it"), "{}", say(&bundle));
    let driven = drive(bundle.feeds);
    assert_eq!(driven.count("enrollments"), 3);
    let members: Vec<Enrollment> = rows(&driven, given);
    assert_eq!(members.len(), 3);
    let folder_of = folder(&sample());
    let bundle = open(folder_of.path(), given);
    assert_eq!(bundle.year, YEAR);
    assert!(say(&bundle).contains("2026–27 by its sessions, 2025–26 by the import"));
}

fn read_real(name: &str) -> Option<(Bundle, String)> {
    let path = find_shared(&format!("interop/oneroster/{name}"))?;
    let mut bundle = open(&path, None);
    let driven = drive(std::mem::take(&mut bundle.feeds));
    let text = format!("{}\n{}", say(&bundle), show(&driven));
    Some((bundle, text))
}

#[test]
fn the_1p1_bundle_of_oat_gives_its_schools_and_students() {
    let Some((_, text)) = read_real("oat-sa/OneRosterv1p1BaseCSV") else { return };
    insta::assert_snapshot!(text);
}

#[test]
fn the_full_1p1_zip_of_moodle_is_read() {
    let Some((_, text)) = read_real("moodle-enrol_oneroster/Test_full_data_set.zip") else {
        return;
    };
    insta::assert_snapshot!(text);
}

#[test]
fn the_minimal_1p1_zip_of_moodle_is_read() {
    let name = "moodle-enrol_oneroster/Test_minimal_data_set.zip";
    let Some((_, text)) = read_real(name) else { return };
    insta::assert_snapshot!(text);
}

#[test]
fn the_delta_zip_of_moodle_is_refused_in_words() {
    let name = "moodle-enrol_oneroster/oneroster_test_data.zip";
    let Some((bundle, text)) = read_real(name) else { return };
    assert!(bundle.findings.iter().any(|finding| finding.severity == Severity::Blocking));
    insta::assert_snapshot!(text);
}

#[test]
fn the_malformed_1p2_zip_of_moodle_is_refused_in_words() {
    let name = "moodle-enrol_oneroster/v1p2_full_dataset.zip";
    let Some((bundle, text)) = read_real(name) else { return };
    assert!(bundle.findings.iter().any(|finding| finding.severity == Severity::Blocking));
    insta::assert_snapshot!(text);
}

#[test]
fn a_delta_zip_made_bulk_reads_as_1p2() {
    let Some(path) = find_shared("interop/oneroster/moodle-enrol_oneroster/oneroster_test_data")
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(path).unwrap() {
        let entry = entry.unwrap();
        let text = fs::read_to_string(entry.path()).unwrap().replace(",delta", ",bulk");
        fs::write(folder.path().join(entry.file_name()), text).unwrap();
    }
    let bundle = open(folder.path(), None);
    assert_eq!(bundle.version, Version::V1p2);
    // Its schoolYear says 2023 of a semester that begins in September 2023.
    assert_eq!(bundle.year, Some(SchoolYear::ending(2024)));
    let driven = drive(bundle.feeds);
    assert_eq!((driven.count("students"), driven.count("courses")), (1, 1));
    // Its one student has no grade, which a membership needs.
    assert_eq!(driven.report("enrollments").count_set_aside(), 1);
}

/// Facts out of a driven bundle.
fn facts(driven: &Driven) -> Facts {
    let mut facts = Facts::default();
    for ((_, year), batch) in &driven.kept.batches {
        facts.insert(*year, std::sync::Arc::new(batch.clone()));
    }
    facts
}

fn write_and_read(from: &Facts, version: Version) -> Driven {
    let options = BundleOptions { version, district_name: "Riverbend".to_owned() };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.zip");
    let file = fs::File::create(&path).unwrap();
    let written = write_bundle(from, YEAR.unwrap(), &options, file).unwrap();
    assert_eq!((written.students_gone, written.jobs_without_role), (0, 0));
    let bundle = open(&path, None);
    assert_eq!(bundle.version, version);
    assert!(bundle.findings.iter().all(|f| f.severity <= Severity::Warning), "{}", say(&bundle));
    drive(bundle.feeds)
}

#[test]
fn what_is_written_reads_back_the_same() {
    let demographics = "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,\
        asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,\
        demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity\n\
        u1,,,2015-03-09,female,,,true,,,,\nu2,,,2011-01-31,male,,,,,,true,\n";
    let courses = "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,\
        orgSourcedId,subjects,subjectCodes\n\
        m9,,,y,Algebra I,MA0901,\"08,09\",d,Mathematics,02052\nar,,,y,Art,AR05,05,d,Arts,\n";
    let mut files = sample();
    files.push(("demographics.csv", demographics));
    files.push(("courses.csv", courses));
    let folder = folder(&files);
    let first = drive(open(folder.path(), None).feeds);
    for version in [Version::V1p1, Version::V1p2] {
        let second = write_and_read(&facts(&first), version);
        assert_eq!(first.kept.batches.len(), second.kept.batches.len());
        for (key, batch) in &first.kept.batches {
            assert_eq!(Some(batch), second.kept.batches.get(key), "{key:?} in {version:?}");
        }
    }
}

#[test]
fn the_same_facts_give_the_same_bytes_and_a_folder_holds_the_same_files() {
    let source = folder(&sample());
    let facts = facts(&drive(open(source.path(), None).feeds));
    let options = BundleOptions { version: Version::V1p2, district_name: "Riverbend".to_owned() };
    let write = || {
        let mut bytes = std::io::Cursor::new(Vec::new());
        write_bundle(&facts, YEAR.unwrap(), &options, &mut bytes).unwrap();
        bytes.into_inner()
    };
    assert_eq!(write(), write());
    let out = tempfile::tempdir().unwrap();
    let written = write_folder(&facts, YEAR.unwrap(), &options, out.path()).unwrap();
    assert_eq!(written.files.len(), 8);
    insta::assert_snapshot!(fs::read_to_string(out.path().join("roles.csv")).unwrap());
    assert!(find_table("schools").is_some_and(|table| facts.find_standing(table).is_some()));
}

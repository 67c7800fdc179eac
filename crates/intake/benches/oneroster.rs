//! Rows a second: an import of a OneRoster bundle beside a bare read of the same bytes by the `csv`
//! crate, in the same run, and the ratio of the two.
//! `TRACTION_BENCH_SIZE=metro cargo bench -p traction-intake --bench oneroster` for a million
//! students.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

mod beside;

use std::path::Path;

use beside::{Counted, Writing, measure, sizes, sum};
use criterion::{Criterion, criterion_group, criterion_main};
use traction_intake::import::{Options, import};
use traction_intake::known::Known;
use traction_intake::oneroster::open_bundle;
use traction_intake::source::{Limits, open_path};

/// Students of one school.
const SCHOOL: u32 = 600;
/// Classes of one student.
const CLASSES: u32 = 6;

/// Writes a 1.1 bundle: schools of 600, classes of 30, six classes a student. Rows and bytes.
fn write_district(folder: &Path, students: u32) -> (u64, u64) {
    let begin = |name, header| Writing::begin(folder, name, header);
    let schools = students.div_ceil(SCHOOL);
    let sections = students.div_ceil(30) * CLASSES;
    let mut orgs = begin("orgs.csv", "sourcedId,status,dateLastModified,name,type,identifier");
    for school in 0..schools {
        orgs.line(format_args!("o{school},,,School {school},school,{school:04}"));
    }
    let mut sessions = begin(
        "academicSessions.csv",
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,schoolYear",
    );
    sessions.line(format_args!("y,,,2026-27,schoolYear,2026-08-24,2027-06-12,2027"));
    let mut users = begin(
        "users.csv",
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName,identifier,grades",
    );
    let mut races = begin(
        "demographics.csv",
        "sourcedId,status,dateLastModified,birthDate,sex,asian,blackOrAfricanAmerican,white,hispanicOrLatinoEthnicity",
    );
    for n in 0..students {
        let (school, grade) = (n / SCHOOL, n % 12 + 1);
        users.line(format_args!("s{n},,,true,o{school},student,s{n},First,Last,{n:07},{grade:02}"));
        races.line(format_args!("s{n},,,2012-03-09,female,false,true,false,{}", n % 3 == 0));
    }
    for n in 0..sections / 5 + 1 {
        let school = n % schools;
        users.line(format_args!("t{n},,,true,o{school},teacher,t{n},First,Last,T{n},"));
    }
    let mut classes = begin(
        "classes.csv",
        "sourcedId,status,dateLastModified,title,courseSourcedId,classType,schoolSourcedId,termSourcedIds,periods",
    );
    let mut enrollments = begin(
        "enrollments.csv",
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    );
    let in_school = SCHOOL * CLASSES / 30;
    for n in 0..sections {
        let (school, course, period) = (n / in_school, n % 90, n % 7);
        classes.line(format_args!("c{n},,,Class,k{course},scheduled,o{school},y,{period}"));
        let teacher = n / 5;
        enrollments.line(format_args!("et{n},,,c{n},o{school},t{teacher},teacher,true,,"));
    }
    for n in 0..students * CLASSES {
        let student = n / CLASSES;
        let class = student / 30 * CLASSES + n % CLASSES;
        let school = class / in_school;
        enrollments.line(format_args!(
            "e{n},,,c{class},o{school},s{student},student,false,2026-08-24,2027-06-12"
        ));
    }
    sum(vec![orgs, sessions, users, races, classes, enrollments])
}

fn bench(criterion: &mut Criterion) {
    for (size, students) in sizes() {
        let folder = tempfile::tempdir().unwrap();
        let (rows, bytes) = write_district(folder.path(), *students);
        measure(criterion, "oneroster", (size, rows, bytes), folder.path(), || {
            let limits = Limits::default();
            let opened = open_path(folder.path(), &limits).unwrap();
            let bundle = open_bundle(&opened.inputs, None, &limits).unwrap();
            let (mut sink, options) = (Counted::default(), Options::default());
            import(bundle.feeds, bundle.findings, &Known::none(), &options, &mut sink).unwrap();
            assert!(sink.rows > u64::from(*students) * u64::from(CLASSES));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);

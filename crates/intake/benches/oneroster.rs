//! How fast a OneRoster bundle is read, beside a plain read of the same bytes.
//! `TRACTION_BENCH_SIZE=metro cargo bench -p traction-intake --bench oneroster` for a million
//! students.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use traction_core::district::{Batch, SchoolYear, Table};
use traction_intake::import::{Options, import};
use traction_intake::known::Known;
use traction_intake::oneroster::open_bundle;
use traction_intake::sink::{Sink, SinkError};
use traction_intake::source::{Limits, open_path};

/// Students of one school.
const SCHOOL: u32 = 600;
/// Classes of one student.
const CLASSES: u32 = 6;

#[derive(Default)]
struct Counted {
    rows: u64,
}

impl Sink for Counted {
    fn receive(
        &mut self,
        _: &'static Table,
        _: Option<SchoolYear>,
        batch: Batch,
    ) -> Result<(), SinkError> {
        self.rows += batch.len() as u64;
        Ok(())
    }

    fn refuse(&mut self, _: &'static Table) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Writes a 1.1 bundle: schools of 600, classes of 30, six classes a student. Rows and bytes.
fn write_district(folder: &Path, students: u32) -> (u64, u64) {
    let schools = students.div_ceil(SCHOOL);
    let sections = students.div_ceil(30) * CLASSES;
    let mut orgs = String::from("sourcedId,status,dateLastModified,name,type,identifier\n");
    for school in 0..schools {
        let _ = writeln!(orgs, "o{school},,,School {school},school,{school:04}");
    }
    let sessions = "sourcedId,status,dateLastModified,title,type,startDate,endDate,schoolYear\n\
        y,,,2026-27,schoolYear,2026-08-24,2027-06-12,2027\n";
    let mut users = String::from(
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName,identifier,grades\n",
    );
    let mut races = String::from(
        "sourcedId,status,dateLastModified,birthDate,sex,asian,blackOrAfricanAmerican,white,hispanicOrLatinoEthnicity\n",
    );
    for n in 0..students {
        let (school, grade) = (n / SCHOOL, n % 12 + 1);
        let _ = writeln!(users, "s{n},,,true,o{school},student,s{n},First,Last,{n:07},{grade:02}");
        let _ = writeln!(races, "s{n},,,2012-03-09,female,false,true,false,{}", n % 3 == 0);
    }
    for n in 0..sections / 5 + 1 {
        let _ = writeln!(users, "t{n},,,true,o{},teacher,t{n},First,Last,T{n},", n % schools);
    }
    let mut classes = String::from(
        "sourcedId,status,dateLastModified,title,courseSourcedId,classType,schoolSourcedId,termSourcedIds,periods\n",
    );
    let mut enrollments = String::from(
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n",
    );
    let in_school = SCHOOL * CLASSES / 30;
    for n in 0..sections {
        let school = n / in_school;
        let _ = writeln!(classes, "c{n},,,Class,k{},scheduled,o{school},y,{}", n % 90, n % 7);
        let _ = writeln!(enrollments, "et{n},,,c{n},o{school},t{},teacher,true,,", n / 5);
    }
    for n in 0..students * CLASSES {
        let student = n / CLASSES;
        let class = student / 30 * CLASSES + n % CLASSES;
        let school = class / in_school;
        let _ = writeln!(
            enrollments,
            "e{n},,,c{class},o{school},s{student},student,false,2026-08-24,2027-06-12"
        );
    }
    let (mut rows, mut bytes) = (0, 0);
    for (name, text) in [
        ("orgs.csv", orgs.as_str()),
        ("academicSessions.csv", sessions),
        ("users.csv", &users),
        ("demographics.csv", &races),
        ("classes.csv", &classes),
        ("enrollments.csv", &enrollments),
    ] {
        rows += text.lines().count() as u64 - 1;
        bytes += text.len() as u64;
        fs::write(folder.join(name), text).unwrap();
    }
    (rows, bytes)
}

fn read_bytes(folder: &Path) -> u64 {
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let mut file = fs::File::open(entry.unwrap().path()).unwrap();
        loop {
            match file.read(&mut buffer).unwrap() {
                0 => break,
                read => bytes += read as u64,
            }
        }
    }
    bytes
}

fn read_bundle(folder: &Path) -> u64 {
    let limits = Limits::default();
    let opened = open_path(folder, &limits).unwrap();
    let bundle = open_bundle(&opened.inputs, None, &limits).unwrap();
    let mut sink = Counted::default();
    import(bundle.feeds, bundle.findings, &Known::none(), &Options::default(), &mut sink).unwrap();
    sink.rows
}

fn bench(criterion: &mut Criterion) {
    let sizes: &[(&str, u32)] = match std::env::var("TRACTION_BENCH_SIZE").as_deref() {
        Ok("metro") => &[("metro", 1_000_000)],
        Ok("town") => &[("town", 5_000)],
        _ => &[("town", 5_000), ("city", 50_000)],
    };
    for (size, students) in sizes {
        let folder = tempfile::tempdir().unwrap();
        let (rows, bytes) = write_district(folder.path(), *students);
        assert_eq!(read_bytes(folder.path()), bytes);
        assert!(read_bundle(folder.path()) > u64::from(*students) * u64::from(CLASSES));
        for (unit, throughput) in
            [("rows", Throughput::Elements(rows)), ("bytes", Throughput::Bytes(bytes))]
        {
            let mut group = criterion.benchmark_group(format!("oneroster by {unit}"));
            group.sample_size(10).measurement_time(Duration::from_secs(4)).throughput(throughput);
            group.bench_function(BenchmarkId::new("bytes", size), |b| {
                b.iter(|| read_bytes(folder.path()));
            });
            group.bench_function(BenchmarkId::new("import", size), |b| {
                b.iter(|| read_bundle(folder.path()));
            });
            group.finish();
        }
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);

//! Rows and bytes a second: an import beside a bare read of the same bytes by the `csv` crate, in
//! the same run. `TRACTION_BENCH_SIZE=metro cargo bench -p traction-intake` for a million students.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use traction_core::district::{Batch, SchoolYear, Table};
use traction_intake::import::{Options, import};
use traction_intake::known::Known;
use traction_intake::plan::Plan;
use traction_intake::sink::{Sink, SinkError};
use traction_intake::source::Limits;

/// A sink that counts and forgets.
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

    fn refuse(&mut self, table: &'static Table) -> Result<(), SinkError> {
        Err(format!("{} was refused", table.name).into())
    }
}

/// Writes the files of a district of that many students; gives rows and bytes.
fn write_district(folder: &Path, students: u32) -> (u64, u64) {
    let mut files: Vec<(&str, String)> = Vec::new();
    let schools = (students / 600).max(2);
    let mut text = "school_id,school_name,school_type\n".to_owned();
    for school in 0..schools {
        let _ = writeln!(text, "{school:04},School of the number {school},elementary");
    }
    files.push(("schools.csv", text));
    let mut people = "student_id,last_surname,first_name,birth_date,sex\n".to_owned();
    let mut enrolled =
        "school_year,student_id,school_id,grade_level,entry_date,exit_date,exit_type\n".to_owned();
    let mut groups = "school_year,student_id,race_ethnicity,economically_disadvantaged,english_learner,student_with_disability\n".to_owned();
    let mut present = "school_year,student_id,school_id,days_enrolled,days_absent\n".to_owned();
    let mut placed = "school_year,section_id,student_id,begin_date,end_date\n".to_owned();
    let mut sections =
        "school_year,section_id,course_id,school_id,term,periods,staff_id,seats\n".to_owned();
    for student in 0..students {
        // A number without order, as ids in files are.
        let id = (u64::from(student) * 7_919 + 13) % 100_000_000;
        let school = student % schools;
        let grade = 1 + student % 12;
        let _ = writeln!(
            people,
            "{id:08},Surname{},Name{},20{:02}-{:02}-{:02},{}",
            student % 9_973,
            student % 997,
            8 + student % 10,
            1 + student % 12,
            1 + student % 28,
            ["F", "M"][(student % 2) as usize]
        );
        for year in ["2025-26", "2026-27"] {
            let start = &year[..4];
            let _ = writeln!(enrolled, "{year},{id:08},{school:04},{grade:02},{start}-08-24,,");
            let _ = writeln!(
                groups,
                "{year},{id:08},{},true,never,false",
                ["Asian", "black", "White", "H"][(student % 4) as usize]
            );
        }
        let _ = writeln!(present, "2025-26,{id:08},{school:04},178,{}.5", student % 20);
        for period in 1..=6 {
            let section = (student / 30) * 6 + period;
            let _ = writeln!(placed, "2026-27,S-{section:07},{id:08},2026-08-24,");
        }
    }
    for section in 1..=(students / 30 + 1) * 6 {
        let _ = writeln!(
            sections,
            "2026-27,S-{section:07},MA0901,{:04},year,{},T{section:06},30",
            section % schools,
            section % 8
        );
    }
    files.extend([
        ("students.csv", people),
        ("enrollments.csv", enrolled),
        ("student_groups.csv", groups),
        ("attendance.csv", present),
        ("sections.csv", sections),
        ("section_students.csv", placed),
    ]);
    let (mut rows, mut bytes) = (0, 0);
    for (name, text) in files {
        rows += text.lines().count() as u64 - 1;
        bytes += text.len() as u64;
        fs::write(folder.join(name), text).unwrap();
    }
    (rows, bytes)
}

fn list_files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn read_bare(folder: &Path) -> u64 {
    let mut rows = 0;
    for path in list_files(folder) {
        let mut reader = csv::Reader::from_reader(BufReader::new(File::open(path).unwrap()));
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap() {
            rows += 1;
        }
    }
    rows
}

fn read_all(folder: &Path) -> u64 {
    let plan = Plan::of_paths(&[folder], &Limits::default());
    let mut sink = Counted::default();
    import(plan.feeds, plan.findings, &Known::none(), &Options::default(), &mut sink).unwrap();
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
        assert_eq!((read_bare(folder.path()), read_all(folder.path())), (rows, rows));
        for (unit, throughput) in
            [("rows", Throughput::Elements(rows)), ("bytes", Throughput::Bytes(bytes))]
        {
            let mut group = criterion.benchmark_group(format!("intake by {unit}"));
            group.sample_size(10).measurement_time(Duration::from_secs(4)).throughput(throughput);
            group.bench_function(BenchmarkId::new("bare csv", size), |b| {
                b.iter(|| read_bare(folder.path()));
            });
            group.bench_function(BenchmarkId::new("import", size), |b| {
                b.iter(|| read_all(folder.path()));
            });
            group.finish();
        }
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);

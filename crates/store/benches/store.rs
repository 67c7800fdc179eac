//! Writing, reading and importing enrollments of a town (5,000 students) and a city (50,000), and
//! attendance of a metro (1,000,000), in bytes of the part a second.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use jiff::civil::date;
use traction_core::district::{
    Attendance, Batch, Days, Enrollment, ExitType, GradeLevel, Noun, SchoolId, SchoolYear,
    StudentId,
};
use traction_store::parts::{encode, read};
use traction_store::{Folder, ImportStart, Settings, Wait};

const YEAR: SchoolYear = SchoolYear::ending(2026);

fn enrollments(students: u32) -> Batch {
    let rows: Vec<Enrollment> = (0..students)
        .map(|student| Enrollment {
            school_year: YEAR,
            student_id: StudentId(format!("{:07}", student.wrapping_mul(7919) % 10_000_000)),
            school_id: SchoolId(format!("{:04}", student % 97)),
            grade_level: GradeLevel::numbered((student % 13) as i8).unwrap(),
            entry_date: Ok(date(2025, 8, 25)),
            exit_date: Ok(date(2026, 6, 12)),
            exit_type: Ok(ExitType::EndOfYear),
        })
        .collect();
    Enrollment::batch(&rows)
}

fn attendance(students: u32) -> Batch {
    let rows: Vec<Attendance> = (0..students)
        .map(|student| Attendance {
            school_year: YEAR,
            student_id: StudentId(format!("{:07}", student.wrapping_mul(7919) % 10_000_000)),
            school_id: SchoolId(format!("{:04}", student % 997)),
            days_enrolled: Days(180.0),
            days_absent: Days(f64::from(student.wrapping_mul(31) % 61) / 2.0),
        })
        .collect();
    Attendance::batch(&rows)
}

fn parts(c: &mut Criterion) {
    let home = tempfile::tempdir().unwrap();
    for (size, batch) in [
        ("town", enrollments(5_000)),
        ("city", enrollments(50_000)),
        ("metro", attendance(1_000_000)),
    ] {
        let part = encode(&batch, Some(YEAR)).unwrap();
        let path = home.path().join(format!("{size}.parquet"));
        fs::write(&path, &part.bytes).unwrap();
        let mut group = c.benchmark_group(size);
        group.sample_size(10).throughput(Throughput::Bytes(part.bytes.len() as u64));
        group
            .bench_function("write", |b| b.iter(|| encode(black_box(&batch), Some(YEAR)).unwrap()));
        let table = batch.table();
        let all = vec![true; table.columns.len()];
        group.bench_function("read", |b| b.iter(|| read(&path, &part.hash, table, &all).unwrap()));
        let mut one = vec![false; table.columns.len()];
        one[table.columns.len() - 1] = true;
        group.bench_function("read one column", |b| {
            b.iter(|| read(&path, &part.hash, table, &one).unwrap());
        });
        group.finish();
    }
}

fn imports(c: &mut Criterion) {
    let mut group = c.benchmark_group("import");
    group.sample_size(10);
    for (size, batch) in [("town", enrollments(5_000)), ("city", enrollments(50_000))] {
        group.throughput(Throughput::Elements(batch.len() as u64));
        group.bench_function(size, |b| {
            b.iter_batched(
                || {
                    let home = tempfile::tempdir().unwrap();
                    let path = home.path().join("riverbend");
                    (Folder::create(&path, &Settings::named("Riverbend")).unwrap(), home)
                },
                |(folder, home)| {
                    let start = ImportStart::by("bench", Timestamp::UNIX_EPOCH, date(2026, 9, 22));
                    let mut session = folder.begin_import(start, Wait::Refuse).unwrap();
                    session.accept(Some(YEAR), &batch).unwrap();
                    session.finish(Timestamp::UNIX_EPOCH).unwrap();
                    home
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, parts, imports);
criterion_main!(benches);

//! Rows a second: an import of Traction tables beside a bare read of the same bytes by the `csv`
//! crate, in the same run, and the ratio of the two.
//! `TRACTION_BENCH_SIZE=metro cargo bench -p traction-intake --bench intake` for a million students.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

mod beside;

use std::path::Path;

use beside::{Counted, Writing, measure, sizes, sum};
use criterion::{Criterion, criterion_group, criterion_main};
use traction_intake::import::{Options, import};
use traction_intake::known::Known;
use traction_intake::plan::Plan;
use traction_intake::source::Limits;

/// Writes the files of a district of that many students; gives rows and bytes.
fn write_district(folder: &Path, students: u32) -> (u64, u64) {
    let begin = |name, header| Writing::begin(folder, name, header);
    let schools = (students / 600).max(2);
    let mut places = begin("schools.csv", "school_id,school_name,school_type");
    for school in 0..schools {
        places.line(format_args!("{school:04},School of the number {school},elementary"));
    }
    let mut people = begin("students.csv", "student_id,last_surname,first_name,birth_date,sex");
    let mut enrolled = begin(
        "enrollments.csv",
        "school_year,student_id,school_id,grade_level,entry_date,exit_date,exit_type",
    );
    let mut groups = begin(
        "student_groups.csv",
        "school_year,student_id,race_ethnicity,economically_disadvantaged,english_learner,student_with_disability",
    );
    let mut present =
        begin("attendance.csv", "school_year,student_id,school_id,days_enrolled,days_absent");
    let mut placed =
        begin("section_students.csv", "school_year,section_id,student_id,begin_date,end_date");
    let mut sections = begin(
        "sections.csv",
        "school_year,section_id,course_id,school_id,term,periods,staff_id,seats",
    );
    for student in 0..students {
        // A number without order, as ids in files are.
        let id = (u64::from(student) * 7_919 + 13) % 100_000_000;
        let school = student % schools;
        let grade = 1 + student % 12;
        people.line(format_args!(
            "{id:08},Surname{},Name{},20{:02}-{:02}-{:02},{}",
            student % 9_973,
            student % 997,
            8 + student % 10,
            1 + student % 12,
            1 + student % 28,
            ["F", "M"][(student % 2) as usize]
        ));
        for year in ["2025-26", "2026-27"] {
            let start = &year[..4];
            enrolled.line(format_args!("{year},{id:08},{school:04},{grade:02},{start}-08-24,,"));
            groups.line(format_args!(
                "{year},{id:08},{},true,never,false",
                ["Asian", "black", "White", "H"][(student % 4) as usize]
            ));
        }
        present.line(format_args!("2025-26,{id:08},{school:04},178,{}.5", student % 20));
        for period in 1..=6 {
            let section = (student / 30) * 6 + period;
            placed.line(format_args!("2026-27,S-{section:07},{id:08},2026-08-24,"));
        }
    }
    for section in 1..=(students / 30 + 1) * 6 {
        sections.line(format_args!(
            "2026-27,S-{section:07},MA0901,{:04},year,{},T{section:06},30",
            section % schools,
            section % 8
        ));
    }
    sum(vec![places, people, enrolled, groups, present, placed, sections])
}

fn bench(criterion: &mut Criterion) {
    for (size, students) in sizes() {
        let folder = tempfile::tempdir().unwrap();
        let (rows, bytes) = write_district(folder.path(), *students);
        measure(criterion, "tables", (size, rows, bytes), folder.path(), || {
            let plan = Plan::of_paths(&[folder.path()], &Limits::default());
            let (mut sink, options) = (Counted::default(), Options::default());
            import(plan.feeds, plan.findings, &Known::none(), &options, &mut sink).unwrap();
            assert_eq!(sink.rows, rows);
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);

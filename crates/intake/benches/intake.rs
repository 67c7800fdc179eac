//! Rows and bytes a second: an import beside a bare read of the same bytes by the `csv` crate, in
//! the same run, round by round, and the ratio of the two.
//! `TRACTION_BENCH_SIZE=metro cargo bench -p traction-intake --bench intake` for a million students.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Instant;

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

/// Seconds of processor time that this process has used so far; `None` where the system does not
/// say.
fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    // Linux reports a hundredth of a second a tick on every platform that Rust supports.
    Some(ticks as f64 / 100.0)
}

/// The rounds of one of the two ways to read.
#[derive(Default)]
struct Rounds {
    wall: Vec<f64>,
    processor: f64,
}

impl Rounds {
    fn run(&mut self, rows: u64, read: impl FnOnce() -> u64) {
        let before = processor_seconds();
        let start = Instant::now();
        assert_eq!(read(), rows);
        self.wall.push(start.elapsed().as_secs_f64());
        if let (Some(before), Some(after)) = (before, processor_seconds()) {
            self.processor += after - before;
        }
    }

    fn find_median(&self) -> f64 {
        let mut wall = self.wall.clone();
        wall.sort_by(f64::total_cmp);
        wall[wall.len() / 2]
    }

    fn find_least(&self) -> f64 {
        self.wall.iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn print(&self, name: &str, rows: u64, bytes: u64) {
        let seconds = self.find_median();
        println!(
            "  {name:<9} {:>7.0} ms {:>12.0} rows/s {:>7.0} MB/s   least {:.0} ms, processor {:.0} ms",
            seconds * 1e3,
            rows as f64 / seconds,
            bytes as f64 / seconds / 1e6,
            self.find_least() * 1e3,
            self.processor / self.wall.len() as f64 * 1e3,
        );
    }
}

fn main() {
    let sizes: &[(&str, u32, usize)] = match std::env::var("TRACTION_BENCH_SIZE").as_deref() {
        Ok("metro") => &[("metro", 1_000_000, 3)],
        Ok("city") => &[("city", 50_000, 11)],
        Ok("town") => &[("town", 5_000, 41)],
        _ => &[("town", 5_000, 41), ("city", 50_000, 11)],
    };
    for (size, students, rounds) in sizes {
        let folder = tempfile::tempdir().unwrap();
        let (rows, bytes) = write_district(folder.path(), *students);
        let (mut bare, mut whole) = (Rounds::default(), Rounds::default());
        for _ in 0..*rounds {
            bare.run(rows, || read_bare(folder.path()));
            whole.run(rows, || read_all(folder.path()));
        }
        println!("{size}: {rows} rows, {:.1} MB, {rounds} rounds", bytes as f64 / 1e6);
        bare.print("bare csv", rows, bytes);
        whole.print("import", rows, bytes);
        let processor = match bare.processor {
            0.0 => String::new(),
            bare => format!(", in processor time {:.1}", whole.processor / bare),
        };
        println!(
            "  import over bare csv: median {:.1}, least {:.1}{processor}",
            whole.find_median() / bare.find_median(),
            whole.find_least() / bare.find_least(),
        );
    }
}

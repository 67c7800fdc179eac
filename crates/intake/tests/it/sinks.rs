//! What a sink is told, and what happens when it cannot go on.

use std::sync::atomic::{AtomicU64, Ordering};

use traction_core::district::{Batch, SchoolYear, Table};
use traction_intake::import::{ImportError, Options, import};
use traction_intake::known::Known;
use traction_intake::plan::Plan;
use traction_intake::sink::{Kept, Sink, SinkError};
use traction_intake::source::Limits;

use crate::folder::Folder;

/// Takes so many batches and then no more.
struct Full {
    left: u32,
}

impl Sink for Full {
    fn receive(
        &mut self,
        _: &'static Table,
        _: Option<SchoolYear>,
        _: Batch,
    ) -> Result<(), SinkError> {
        self.left = self.left.checked_sub(1).ok_or("no room")?;
        Ok(())
    }

    fn refuse(&mut self, _: &'static Table) -> Result<(), SinkError> {
        Ok(())
    }
}

fn folder() -> Folder {
    let rows: String = (0..5_000).map(|n| format!("2027,{n},A,05,,\n")).collect();
    let students: String = (0..5_000).map(|n| format!("{n}\n")).collect();
    Folder::new().with("students.csv", format!("student_id\n{students}")).with(
        "enrollments.csv",
        format!("school_year,student_id,school_id,grade_level,entry_date,exit_date\n{rows}"),
    )
}

#[test]
fn a_sink_without_room_stops_the_import_at_any_batch() {
    let folder = folder();
    for left in [0, 3, 60, 99] {
        let plan = Plan::of_paths(&[folder.path()], &Limits::default());
        let options = Options { batch_rows: 100, progress: None };
        let mut sink = Full { left };
        let error = import(plan.feeds, plan.findings, &Known::none(), &options, &mut sink);
        assert!(matches!(error, Err(ImportError::Sink(_))), "{left}");
    }
}

#[test]
fn progress_ends_at_the_bytes_of_the_files_and_batches_keep_their_size() {
    let folder = folder();
    let bytes: u64 = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    let furthest = AtomicU64::new(0);
    let progress = |read: u64| {
        furthest.fetch_max(read, Ordering::Relaxed);
    };
    let plan = Plan::of_paths(&[folder.path()], &Limits::default());
    let options = Options { batch_rows: 100, progress: Some(&progress) };
    let mut kept = Kept::default();
    let report = import(plan.feeds, plan.findings, &Known::none(), &options, &mut kept).unwrap();
    assert_eq!(furthest.into_inner(), bytes);
    assert_eq!(report.totals(), (10_000, 10_000, 0));
    let order: Vec<&str> = report.files.iter().filter_map(|file| file.table).collect();
    assert_eq!(order, ["students", "enrollments"]);
}

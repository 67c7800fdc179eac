//! All feeds of one import: read in the order in which tables refer to one another, checked, and
//! handed to a sink; every row accounted for.
//!
//! Tables whose rows must name others wait for them. The first ones (schools, students, courses,
//! staff and the like) are held until all of them are read, because they refer to one another in
//! circles; the large ones stream. Tables of one level are read side by side.

mod keys;
mod refer;
mod settle;
mod watch;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;

use thiserror::Error;
use traction_core::district::{Batch, Kind, Period, SchoolYear, TABLES, Table};
use traction_core::finding::Finding;

use crate::binding::Binding;
use crate::checks;
use crate::enables;
use crate::feed::Feed;
use crate::findings::Findings;
use crate::fingerprint::Fingerprints;
use crate::known::{Ids, Known};
use crate::plan::find_source_error;
use crate::read::{Chunk, TableReader};
use crate::sink::{FileReport, Report, Sink, SinkError};
use crate::source::{SourceError, Step};

use settle::{Settled, Settling};
use watch::Watched;

/// The import could not go on. Nothing that was received may be used.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The sink could not take the rows.
    #[error("the rows cannot be stored")]
    Sink(#[source] SinkError),
}

/// How an import runs.
pub struct Options<'a> {
    /// Rows of a batch.
    pub batch_rows: usize,
    /// Told the bytes read so far, of all files together, from worker threads.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { batch_rows: 1 << 16, progress: None }
    }
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("batch_rows", &self.batch_rows).finish_non_exhaustive()
    }
}

/// What all tables of an import share.
struct Shared<'a> {
    options: &'a Options<'a>,
    district: &'a Known,
    makes: Fingerprints,
    sink: Mutex<&'a mut dyn Sink>,
    bytes: AtomicU64,
}

impl Shared<'_> {
    fn send(&self, year: Option<SchoolYear>, batch: Batch) -> Result<(), ImportError> {
        // An empty batch would say that the year is empty, when all of its rows are set aside.
        if batch.is_empty() {
            return Ok(());
        }
        let table = batch.table();
        let mut sink = self.sink.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        sink.receive(table, year, batch).map_err(ImportError::Sink)
    }

    fn refuse(&self, table: &'static Table) -> Result<(), ImportError> {
        let mut sink = self.sink.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        sink.refuse(table).map_err(ImportError::Sink)
    }

    fn told(&self, more: u64) {
        let bytes = self.bytes.fetch_add(more, Ordering::Relaxed) + more;
        if let Some(progress) = self.options.progress {
            progress(bytes);
        }
    }
}

/// What became of one table.
struct Done {
    table: &'static Table,
    files: Vec<FileReport>,
    findings: Findings,
    ids: Known,
    years: Vec<SchoolYear>,
    watched: Watched,
}

/// One table's feeds, and the level at which all that its rows must name is read.
struct Job {
    table: &'static Table,
    feeds: Vec<Feed>,
    level: usize,
}

/// How many tables deep a table's required references go.
fn find_level(table: &Table) -> usize {
    table
        .columns
        .iter()
        .filter(|spec| spec.required)
        .filter_map(|spec| spec.references)
        .filter_map(traction_core::district::find_table)
        .map(|target| 1 + find_level(target))
        .max()
        .unwrap_or(0)
}

/// Whether other tables refer to a table, so that its ids are gathered.
fn is_referred_to(table: &Table) -> bool {
    TABLES.iter().any(|t| t.columns.iter().any(|spec| spec.references == Some(table.name)))
}

/// Reads all feeds into a sink. `district` holds the ids that the district has already, and
/// `noticed` what was found while planning. Bad rows and files are in the report; the import goes
/// on without them. When a file of a table cannot be read to its end, the sink is told to refuse
/// the table.
///
/// # Errors
/// Only when the sink cannot take rows.
pub fn import(
    feeds: Vec<Feed>,
    noticed: Vec<Finding>,
    district: &Known,
    options: &Options<'_>,
    sink: &mut dyn Sink,
) -> Result<Report, ImportError> {
    let mut report = Report::default();
    for finding in noticed {
        report.findings.push(finding);
    }
    let shared = Shared {
        options,
        district,
        makes: Fingerprints::default(),
        sink: Mutex::new(sink),
        bytes: AtomicU64::new(0),
    };
    let mut jobs: Vec<Job> = TABLES
        .into_iter()
        .map(|table| Job { table, feeds: Vec::new(), level: find_level(table) })
        .collect();
    for feed in feeds {
        if let Some(job) = jobs.iter_mut().find(|job| job.table == feed.binding.table) {
            job.feeds.push(feed);
        }
    }
    jobs.retain(|job| !job.feeds.is_empty());
    let deepest = jobs.iter().map(|job| job.level).max().unwrap_or(0);
    let mut ids = Known::none();
    let mut done: Vec<Done> = Vec::new();
    for level in 0..=deepest {
        let (now, later): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(|j| j.level == level);
        jobs = later;
        done.extend(if level == 0 {
            run_held(now, &shared, &mut ids)?
        } else {
            let known = Ids { import: &ids, district };
            let mut finished: Vec<Done> =
                run_side_by_side(now, |job| run_streaming(job, &shared, known))?;
            for table in &mut finished {
                ids.take_over(std::mem::take(&mut table.ids));
            }
            finished
        });
    }
    done.sort_by_key(|done| TABLES.iter().position(|table| *table == done.table));
    let mut watched = Watched::default();
    for table in done {
        note_years(&table, district, &mut report.findings);
        report.files.extend(table.files);
        report.findings.append(table.findings);
        watched.append(table.watched);
    }
    watched.judge(&mut report.findings);
    let imported: Vec<&str> = report.files.iter().filter_map(|file| file.table).collect();
    report.missing = enables::list_missing(&imported, district);
    Ok(report)
}

/// The first level: all tables are read, then all are checked against one another.
fn run_held(
    jobs: Vec<Job>,
    shared: &Shared<'_>,
    ids: &mut Known,
) -> Result<Vec<Done>, ImportError> {
    struct Held {
        table: &'static Table,
        files: Vec<(Binding, Vec<Chunk>, FileReport, Findings)>,
        failure: Option<SourceError>,
        ids: Known,
    }
    let mut held: Vec<Held> = run_side_by_side(jobs, |job| {
        let mut held =
            Held { table: job.table, files: Vec::new(), failure: None, ids: Known::none() };
        for feed in job.feeds {
            let mut chunks = Vec::new();
            let binding = feed.binding.clone();
            let outcome = read_feed(feed, None, shared, &mut |chunk| {
                chunks.push(chunk);
                true
            });
            if held.failure.is_none() {
                held.failure = outcome.failure;
            }
            held.files.push((binding, chunks, outcome.report, outcome.findings));
        }
        if held.failure.is_none() && is_referred_to(held.table) {
            for chunk in held.files.iter().flat_map(|(_, chunks, ..)| chunks) {
                settle::gather_ids(&mut held.ids, chunk);
            }
        }
        Ok(held)
    })?;
    for table in &mut held {
        ids.take_over(std::mem::take(&mut table.ids));
    }
    let known = Ids { import: ids, district: shared.district };
    run_side_by_side(held, |held| {
        let mut settling = Settling::new(held.table, known, &shared.makes);
        let mut files = Vec::new();
        for (binding, chunks, report, findings) in held.files {
            let file = report.file.clone();
            settling.begin(&file, report, findings);
            if held.failure.is_none() {
                for chunk in chunks {
                    let Settled { year, batch } = settling.settle(&file, &binding, chunk);
                    shared.send(year, batch)?;
                }
            }
            files.push(settling.end(&file, &binding));
        }
        finish(settling, files, held.failure, Known::none(), shared)
    })
}

/// What the reading thread of a table says.
enum Said {
    /// Rows of the feed that is being read.
    Rows(Chunk),
    /// The feed is over.
    Over(Outcome),
}

/// A later level: chunks are checked and sent as they are read.
fn run_streaming(job: Job, shared: &Shared<'_>, known: Ids<'_>) -> Result<Done, ImportError> {
    let Job { table, feeds, .. } = job;
    let mut settling = Settling::new(table, known, &shared.makes);
    let mut ids = Known::none();
    let mut files = Vec::new();
    let mut failure = None;
    let gathers = is_referred_to(table);
    let names: Vec<(String, Binding)> =
        feeds.iter().map(|feed| (feed.file.clone(), feed.binding.clone())).collect();
    // One thread reads, feed after feed, while this one judges: a large table is often alone in
    // its level.
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<Said>(2);
        let reading = scope.spawn(move || {
            for feed in feeds {
                let mut take = |chunk| send.send(Said::Rows(chunk)).is_ok();
                let outcome = read_feed(feed, Some(&known), shared, &mut take);
                if send.send(Said::Over(outcome)).is_err() {
                    break;
                }
            }
        });
        for (file, binding) in &names {
            settling.begin(file, FileReport::of(file, Some(table.name)), Findings::default());
            for said in &receive {
                match said {
                    Said::Rows(chunk) => {
                        let Settled { year, batch } = settling.settle(file, binding, chunk);
                        if gathers {
                            settle::gather_ids_of(&mut ids, year, &batch);
                        }
                        if failure.is_none() {
                            shared.send(year, batch)?;
                        }
                    }
                    Said::Over(outcome) => {
                        settling.join(outcome.report, outcome.findings);
                        if failure.is_none() {
                            failure = outcome.failure;
                        }
                        break;
                    }
                }
            }
            files.push(settling.end(file, binding));
        }
        reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok::<(), ImportError>(())
    })?;
    finish(settling, files, failure, ids, shared)
}

/// Does the same with each of several things, as many at a time as there are processors; results
/// come in the order of the things. These are threads of their own: a sink may put work to the
/// common pool while it is locked, and a thread of the pool that waits for such work could take up
/// another table meanwhile and wait for the sink that it holds itself.
fn run_side_by_side<T: Send, R: Send>(
    things: Vec<T>,
    run: impl Fn(T) -> Result<R, ImportError> + Sync,
) -> Result<Vec<R>, ImportError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(things.len());
    let queue = Mutex::new(things.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    let work = || {
        let mut done = Vec::new();
        while let Some((at, thing)) = next() {
            let result = run(thing);
            let failed = result.is_err();
            done.push((at, result));
            if failed {
                break;
            }
        }
        done
    };
    let mut done: Vec<(usize, Result<R, ImportError>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Vec<_>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().flat_map(join).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn finish(
    settling: Settling<'_>,
    mut files: Vec<FileReport>,
    failure: Option<SourceError>,
    ids: Known,
    shared: &Shared<'_>,
) -> Result<Done, ImportError> {
    let table = settling.table();
    let (mut findings, mut watched) = settling.finish();
    let mut ids = ids;
    if let Some(error) = failure {
        shared.refuse(table)?;
        let finding = find_source_error(&error);
        for file in &mut files {
            file.kept = 0;
            file.by_year.clear();
            let taken_back = file.rows - file.count_set_aside() - file.passed_over;
            if taken_back > 0 {
                *file.set_aside.entry(finding.code).or_default() += taken_back;
            }
        }
        findings.push(finding);
        watched = Watched::default();
        ids = Known::none();
    }
    let mut years: Vec<SchoolYear> =
        files.iter().flat_map(|file| file.by_year.keys().flatten().copied()).collect();
    years.sort_unstable();
    years.dedup();
    Ok(Done { table, files, findings, ids, years, watched })
}

/// What became of one feed's rows until they were typed.
struct Outcome {
    report: FileReport,
    findings: Findings,
    failure: Option<SourceError>,
}

/// Reads one feed to its end or its failure, or until `take` wants no more.
fn read_feed(
    feed: Feed,
    ids: Option<&Ids<'_>>,
    shared: &Shared<'_>,
    take: &mut dyn FnMut(Chunk) -> bool,
) -> Outcome {
    let Feed { file, binding, open } = feed;
    let mut source = match open() {
        Ok(source) => source,
        Err(error) => {
            let report = FileReport::of(&file, Some(binding.table.name));
            return Outcome { report, findings: Findings::default(), failure: Some(error) };
        }
    };
    let mut reader = TableReader::new(&source, &binding, ids, shared.options.batch_rows);
    reader.report.file.clone_from(&file);
    let mut failure = None;
    let mut told = 0;
    loop {
        match source.block() {
            Ok(Some(block)) => {
                let goes_on = reader.push_block(&block, take);
                let read = source.bytes_read();
                if read > told {
                    shared.told(read - told);
                    told = read;
                }
                if !goes_on {
                    break;
                }
                continue;
            }
            Ok(None) => {}
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
        match source.step() {
            Ok(Step::Row(row)) => {
                if let Some(chunk) = reader.push(&row) {
                    if !take(chunk) {
                        break;
                    }
                    shared.told(source.bytes_read() - told);
                    told = source.bytes_read();
                }
            }
            Ok(Step::SetAside(finding)) => reader.push_set_aside(finding),
            Ok(Step::End) => break,
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    shared.told(source.bytes_read() - told);
    for (position, bound) in binding.columns.iter().enumerate() {
        let spec = &binding.table.columns[position];
        let numeric = |column: &usize| source.numeric_columns().get(*column) == Some(&true);
        if spec.kind == Kind::Id && bound.take.list_columns().iter().any(numeric) {
            reader.findings.push(checks::zeros_lost::numbers(&file, &bound.heading));
        }
    }
    for finding in source.list_findings() {
        reader.findings.push(finding);
    }
    reader.report.encoding = source.form().encoding;
    let (chunks, report, mut findings) = reader.finish();
    if report.rows == 0 && failure.is_none() {
        findings.push(checks::no_rows::finding(&file));
    }
    for chunk in chunks {
        if !take(chunk) {
            break;
        }
    }
    Outcome { report, findings, failure }
}

/// Says which school years lie within a table's history and are not there.
fn note_years(done: &Done, district: &Known, findings: &mut Findings) {
    if done.table.period == Period::Standing {
        return;
    }
    let mut years = district.list_years(done.table);
    years.extend(&done.years);
    years.sort_unstable();
    years.dedup();
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return };
    let mut year = first.next();
    while year < *last {
        if !years.contains(&year) {
            findings.push(checks::year_not_covered::finding(done.table.name, year, &years));
        }
        year = year.next();
    }
}

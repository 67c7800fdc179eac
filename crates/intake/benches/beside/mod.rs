//! What the benches of this crate share: a sink that forgets, a read by the bare `csv` crate beside
//! an import of the same bytes, and the ratio of the two.
//!
//! Other work on the machine comes and goes, so each import follows a bare read at once and the
//! ratio is of such pairs. Criterion's own figures are of the imports and, by themselves, the bare
//! reads.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use traction_core::district::{Batch, SchoolYear, Table};
use traction_intake::sink::{Sink, SinkError};

/// A sink that counts and forgets.
#[derive(Default)]
pub struct Counted {
    pub rows: u64,
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

/// Names and students of the sizes that `TRACTION_BENCH_SIZE` asks for: town and city if it is
/// silent.
pub fn sizes() -> &'static [(&'static str, u32)] {
    match std::env::var("TRACTION_BENCH_SIZE").as_deref() {
        Ok("metro") => &[("metro", 1_000_000)],
        Ok("city") => &[("city", 50_000)],
        Ok("town") => &[("town", 5_000)],
        _ => &[("town", 5_000), ("city", 50_000)],
    }
}

/// A file on its way; counts its rows but the header, and its bytes.
pub struct Writing {
    file: BufWriter<File>,
    pub rows: u64,
    pub bytes: u64,
}

impl Writing {
    pub fn begin(folder: &Path, name: &str, header: &str) -> Self {
        let file = BufWriter::new(File::create(folder.join(name)).unwrap());
        let mut writing = Writing { file, rows: 0, bytes: 0 };
        writing.line(format_args!("{header}"));
        writing.rows = 0;
        writing
    }

    pub fn line(&mut self, line: std::fmt::Arguments<'_>) {
        let line = format!("{line}\n");
        self.file.write_all(line.as_bytes()).unwrap();
        self.rows += 1;
        self.bytes += line.len() as u64;
    }
}

/// Rows and bytes of finished files.
pub fn sum(files: Vec<Writing>) -> (u64, u64) {
    files.into_iter().fold((0, 0), |(rows, bytes), mut writing| {
        writing.file.flush().unwrap();
        (rows + writing.rows, bytes + writing.bytes)
    })
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

/// Seconds of processor time that this process has used so far; `None` where the system does not
/// say.
fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    // Linux reports a hundredth of a second a tick on every platform that Rust supports.
    Some(ticks as f64 / 100.0)
}

/// Forgets the greatest memory so far; whether the system could.
fn forget_peak() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// The greatest resident memory since it was forgotten, in megabytes; `None` where the system does
/// not say.
fn peak_megabytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

/// The rounds of one of the two ways to read.
#[derive(Default)]
struct Rounds {
    wall: Vec<f64>,
    processor: f64,
}

impl Rounds {
    fn run(&mut self, read: impl FnOnce()) -> Duration {
        let before = processor_seconds();
        let start = Instant::now();
        read();
        let elapsed = start.elapsed();
        self.wall.push(elapsed.as_secs_f64());
        if let (Some(before), Some(after)) = (before, processor_seconds()) {
            self.processor += after - before;
        }
        elapsed
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

/// Measures an import of a folder beside a bare read of it, and prints the ratio and the greatest
/// memory of the import.
pub fn measure(
    criterion: &mut Criterion,
    what: &str,
    (size, rows, bytes): (&str, u64, u64),
    folder: &Path,
    import: impl Fn(),
) {
    assert_eq!(read_bare(folder), rows);
    let both = RefCell::new((Rounds::default(), Rounds::default()));
    let peak = forget_peak().then(|| {
        import();
        peak_megabytes()
    });
    let mut group = criterion.benchmark_group(what);
    group.sample_size(10).sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(rows));
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(8));
    group.bench_function(BenchmarkId::new("bare csv", size), |b| {
        b.iter(|| assert_eq!(read_bare(folder), rows));
    });
    group.bench_function(BenchmarkId::new("import", size), |b| {
        b.iter_custom(|rounds| {
            let (bare, whole) = &mut *both.borrow_mut();
            (0..rounds)
                .map(|_| {
                    bare.run(|| assert_eq!(read_bare(folder), rows));
                    whole.run(&import)
                })
                .sum()
        });
    });
    group.finish();
    let (bare, whole) = both.into_inner();
    // A run that only lists or filters has no rounds.
    if whole.wall.is_empty() {
        return;
    }
    println!(
        "{what}, {size}: {rows} rows, {:.1} MB, {} pairs",
        bytes as f64 / 1e6,
        whole.wall.len()
    );
    bare.print("bare csv", rows, bytes);
    whole.print("import", rows, bytes);
    let processor = match bare.processor {
        0.0 => String::new(),
        bare => format!(", in processor time {:.2}", whole.processor / bare),
    };
    println!(
        "  import over bare csv: median {:.2}, least {:.2}{processor}",
        whole.find_median() / bare.find_median(),
        whole.find_least() / bare.find_least(),
    );
    match peak.flatten() {
        Some(megabytes) => println!("  greatest memory of an import: {megabytes:.0} MB"),
        None => println!("  greatest memory: this system does not say"),
    }
}

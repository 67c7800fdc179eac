//! Reads feeds into memory, and keeps their accounts.

use std::path::PathBuf;

use traction_intake::feed::Feed;
use traction_intake::findings::Findings;
use traction_intake::read::TableReader;
use traction_intake::sink::{FileReport, Kept, Sink};
use traction_intake::source::Step;

/// Rows, accounts and findings of some feeds.
#[derive(Debug, Default)]
pub struct Driven {
    pub kept: Kept,
    pub reports: Vec<FileReport>,
    pub findings: Findings,
}

impl Driven {
    pub fn report(&self, table: &str) -> &FileReport {
        self.reports.iter().find(|report| report.table == Some(table)).unwrap()
    }

    pub fn count(&self, table: &str) -> usize {
        let batches = self.kept.batches.iter().filter(|((name, _), _)| *name == table);
        batches.map(|(_, batch)| batch.len()).sum()
    }
}

/// Reads every feed to its end.
pub fn drive(feeds: Vec<Feed>) -> Driven {
    let mut driven = Driven::default();
    for feed in feeds {
        let mut source = (feed.open)().unwrap();
        let mut reader = TableReader::new(&source, &feed.binding, None, 1 << 16);
        let table = feed.binding.table;
        let mut kept = 0;
        let mut take = |chunk: traction_intake::read::Chunk, driven: &mut Driven| {
            kept += chunk.batch.len() as u64;
            driven.kept.receive(table, chunk.year, chunk.batch).unwrap();
        };
        loop {
            match source.step().unwrap() {
                Step::Row(row) => {
                    if let Some(chunk) = reader.push(&row) {
                        take(chunk, &mut driven);
                    }
                }
                Step::SetAside(finding) => reader.push_set_aside(finding),
                Step::End => break,
            }
        }
        let (chunks, mut report, findings) = reader.finish();
        chunks.into_iter().for_each(|chunk| take(chunk, &mut driven));
        report.kept = kept;
        assert!(report.reconciles(), "{report:?}");
        driven.reports.push(report);
        driven.findings.append(findings);
        source.list_findings().into_iter().for_each(|finding| driven.findings.push(finding));
    }
    driven
}

/// A file of this repository.
pub fn in_repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

//! Unpacking that counts what comes out and stops before a bomb fills the machine.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Crc;

use super::error::SourceError;
use super::limits::Limits;

/// Bytes read from the district's file, shared between reader and progress.
pub(super) type Counter = Arc<AtomicU64>;

/// Counts the bytes read from a file.
pub(super) struct Counted<R> {
    inner: R,
    counter: Counter,
}

impl<R> Counted<R> {
    /// Counts into a counter.
    pub(super) fn new(inner: R, counter: Counter) -> Self {
        Counted { inner, counter }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.counter.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Carried inside an `io::Error` when a limit is met.
#[derive(Debug)]
pub(super) struct TooFar(pub(super) u64);

impl fmt::Display for TooFar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unpacks to more than {} bytes", self.0)
    }
}

impl std::error::Error for TooFar {}

/// What an unpacked file should amount to, where its archive says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expected {
    /// Unpacked bytes.
    pub(super) size: u64,
    /// Checksum.
    pub(super) crc: u32,
}

/// An unpacking reader under guard. Headers are not trusted: bytes are counted as they come.
pub(super) struct Guarded<R> {
    inner: R,
    packed: Counter,
    packed_before: u64,
    unpacked: u64,
    limit: u64,
    ratio: u64,
    ratio_after: u64,
    expected: Option<Expected>,
    crc: Crc,
}

impl<R: Read> Guarded<R> {
    /// Guards a reader whose packed bytes are counted in `packed`.
    pub(super) fn new(
        inner: R,
        packed: Counter,
        limits: &Limits,
        expected: Option<Expected>,
    ) -> Self {
        Guarded {
            inner,
            packed_before: packed.load(Ordering::Relaxed),
            packed,
            unpacked: 0,
            limit: limits.unpacked_bytes,
            ratio: limits.ratio,
            ratio_after: limits.ratio_after,
            expected,
            crc: Crc::new(),
        }
    }

    fn refuse(&self) -> Option<u64> {
        let packed = self.packed.load(Ordering::Relaxed) - self.packed_before;
        let by_ratio = self.ratio_after.max(packed.saturating_mul(self.ratio));
        let limit = self.limit.min(by_ratio);
        (self.unpacked > limit).then_some(limit)
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.unpacked += read as u64;
        if let Some(limit) = self.refuse() {
            return Err(io::Error::other(TooFar(limit)));
        }
        if let Some(expected) = self.expected {
            self.crc.update(&out[..read]);
            let wrong_size = self.unpacked > expected.size;
            let wrong_end = read == 0
                && !out.is_empty()
                && (self.unpacked != expected.size || self.crc.sum() != expected.crc);
            if wrong_size || wrong_end {
                let reason = "it does not unpack to what its archive says";
                return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
            }
        }
        Ok(read)
    }
}

/// Says what an error of reading means for a file.
pub(super) fn explain(file: &str, packed: bool, error: io::Error) -> SourceError {
    if let Some(TooFar(limit)) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
        return SourceError::UnpacksTooFar { file: file.to_owned(), limit: *limit };
    }
    let damaged = matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
    );
    if packed && damaged {
        return SourceError::Damaged { file: file.to_owned(), reason: error.to_string() };
    }
    SourceError::Unreadable { file: file.to_owned(), source: error }
}

/// Opens a file for reading.
pub(super) fn open_file(path: &std::path::Path, name: &str) -> Result<File, SourceError> {
    File::open(path).map_err(|source| SourceError::Unreadable { file: name.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacked_bytes_are_counted_and_not_believed() {
        let limits = Limits { ratio: 10, ratio_after: 100, ..Limits::default() };
        let zeros = io::repeat(0).take(1 << 20);
        let counter = Counter::default();
        counter.fetch_add(5, Ordering::Relaxed);
        let mut guarded = Guarded::new(zeros, counter.clone(), &limits, None);
        counter.fetch_add(20, Ordering::Relaxed);
        let mut piece = [0u8; 50];
        let mut taken = 0;
        let error = loop {
            match guarded.read(&mut piece) {
                Ok(read) => taken += read,
                Err(error) => break error,
            }
        };
        assert_eq!(taken, 200);
        let explained = explain("bomb.gz", true, error);
        assert!(matches!(explained, SourceError::UnpacksTooFar { limit: 200, .. }));
    }

    #[test]
    fn a_wrong_checksum_is_damage() {
        let expected = Some(Expected { size: 5, crc: 1 });
        let limits = Limits::default();
        let mut guarded = Guarded::new(&b"hello"[..], Counter::default(), &limits, expected);
        let error = io::copy(&mut guarded, &mut io::sink()).unwrap_err();
        assert!(matches!(explain("a.zip", true, error), SourceError::Damaged { .. }));
    }
}

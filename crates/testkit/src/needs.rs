//! What a test needs that a machine may not have: a browser, Node, the shared data.
//!
//! A test that cannot run says so where it is seen, also when its output is captured; with
//! `TRACTION_REQUIRE_ALL=1` it fails instead, so that a machine that has everything loses nothing
//! unnoticed.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Says that a test is skipped and why.
///
/// # Panics
/// Where `TRACTION_REQUIRE_ALL` is set.
pub fn skip(why: &str) {
    assert!(std::env::var_os("TRACTION_REQUIRE_ALL").is_none(), "not to be skipped: {why}");
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // Past the harness, which keeps what a passing test prints.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

/// A file or folder of the shared data: below `TRACTION_SHARED_DATA`, or `shared/data` beside the
/// checkout. Where there is none the test is skipped.
pub fn find_shared(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("TRACTION_SHARED_DATA").map(PathBuf::from);
    let beside = ["../shared/data", "../../shared/data"].map(|up| root.join(up));
    let found = named.into_iter().chain(beside).map(|data| data.join(path)).find(|p| p.exists());
    if found.is_none() {
        skip(&format!("{path} is not in the shared data (TRACTION_SHARED_DATA)"));
    }
    found
}

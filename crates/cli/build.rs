//! Says whether the shared data is here, so that a test that needs it counts as ignored where it is not.

use std::path::PathBuf;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(has_course_requests)");
    println!("cargo::rerun-if-env-changed=TRACTION_SHARED_DATA");
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder =
        std::env::var_os("TRACTION_SHARED_DATA").map_or_else(|| beside.into(), PathBuf::from);
    let file = folder.join("sections/course-requests/st_margarets.json");
    println!("cargo::rerun-if-changed={}", file.display());
    if file.exists() {
        println!("cargo::rustc-cfg=has_course_requests");
        println!("cargo::rustc-env=TRACTION_COURSE_REQUESTS={}", file.display());
    }
}

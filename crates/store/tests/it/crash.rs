//! The plug is pulled after every durable step of an import: what is found again is what was
//! before it or what it was to leave, never something between.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use traction_core::district::{Attendance, Batch, Noun, School};
use traction_store::{Folder, ImportStart, Steps, Wait};

use crate::sample::{attendance, district, import, moment, school, slot_of, start};

const FOLDER: &str = "TRACTION_TEST_CRASH_FOLDER";
const STEPS: &str = "TRACTION_TEST_CRASH_AFTER";

fn order() -> ImportStart {
    ImportStart { rows_per_part: 400, ..start() }
}

fn before() -> Vec<(Option<i16>, Batch)> {
    vec![
        (Some(2025), attendance(2025, 0..900, 0)),
        (Some(2026), attendance(2026, 0..900, 0)),
        (None, School::batch(&[school("1", "Alder"), school("2", "Birch")])),
    ]
}

fn after() -> Vec<(Option<i16>, Batch)> {
    vec![
        (Some(2025), attendance(2025, 0..900, 0)),
        (Some(2026), attendance(2026, 0..1000, 1)),
        (Some(2027), attendance(2027, 0..300, 1)),
        (None, School::batch(&[school("2", "Birch Academy"), school("3", "Cedar")])),
    ]
}

/// The child: imports, and dies after so many steps.
fn import_and_die(folder: &Path, steps: usize) {
    let taken = AtomicUsize::new(0);
    let listener = Steps::told_to(move |_| {
        if taken.fetch_add(1, Ordering::SeqCst) + 1 == steps {
            std::process::abort();
        }
    });
    let folder = Folder::open(folder).unwrap();
    import(&folder, ImportStart { steps: listener, ..order() }, &after());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn count_files(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count_files(&path) } else { 1 }).sum()
}

#[test]
fn a_crash_after_any_step_leaves_the_last_good_state() {
    if let (Ok(folder), Ok(steps)) = (env::var(FOLDER), env::var(STEPS)) {
        import_and_die(Path::new(&folder), steps.parse().unwrap());
        return;
    }
    let (home, base) = district();
    import(&base, order(), &before());
    let old = base.snapshot().unwrap().fingerprint();
    let done = home.path().join("done");
    copy(base.path(), &done);
    let whole = Folder::open(&done).unwrap();
    import(&whole, order(), &after());
    let new = whole.snapshot().unwrap().fingerprint();
    assert_ne!(old, new);

    let mut found = Vec::new();
    for steps in 1.. {
        let path = home.path().join(format!("after-{steps}"));
        copy(base.path(), &path);
        let child = Command::new(env::current_exe().unwrap())
            .args(["crash::a_crash_after_any_step_leaves_the_last_good_state", "--exact"])
            .env(FOLDER, &path)
            .env(STEPS, steps.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        let folder = Folder::open(&path).unwrap();
        let snapshot = folder.snapshot().unwrap();
        let fingerprint = snapshot.fingerprint();
        assert!(fingerprint == old || fingerprint == new, "after step {steps}");
        let rows = snapshot.load_slot(&slot_of::<Attendance>(Some(2026))).unwrap().unwrap();
        let expected = if fingerprint == new { after() } else { before() };
        assert_eq!(rows, expected[1].1, "after step {steps}");
        found.push(fingerprint == new);

        // The next writer is not kept out, and leaves no file that nobody needs.
        folder.begin_import(start(), Wait::Refuse).unwrap().finish(moment(1)).unwrap();
        assert_eq!(folder.snapshot().unwrap().fingerprint(), fingerprint);
        let verified = folder.verify().unwrap();
        assert!(verified.damaged.is_empty(), "after step {steps}: {verified:?}");
        assert_eq!(count_files(&folder.facts_path()), verified.parts, "after step {steps}");
        // And the same import again brings what it was to bring.
        import(&folder, order(), &after());
        assert_eq!(folder.snapshot().unwrap().fingerprint(), new, "after step {steps}");
        fs::remove_dir_all(&path).unwrap();
        if child.success() {
            break;
        }
    }
    // Before the commit it is the old state, from then on the new one; both were met.
    let turned = found.iter().position(|is_new| *is_new).unwrap();
    assert!(turned > 20, "{found:?}");
    assert!(found[turned..].iter().all(|is_new| *is_new), "{found:?}");
    assert!(found.len() - turned >= 2, "{found:?}");
}

//! A backup is whole or is not there; what is restored is what was backed up.

use std::env;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use traction_core::district::Noun;
use traction_core::district::School;
use traction_store::{Folder, Steps, StoreError, Wait, restore};

use crate::sample::{attendance, district, import, school, start};

const JOB: &str = "TRACTION_TEST_BACKUP_JOB";
const STEPS: &str = "TRACTION_TEST_BACKUP_STEPS";

/// A district with two imports, a rule and a mapping of its own.
fn filled() -> (tempfile::TempDir, Folder) {
    let (home, folder) = district();
    let schools = School::batch(&[school("1", "Alder"), school("2", "Birch")]);
    import(&folder, start(), &[(Some(2025), attendance(2025, 0..900, 0)), (None, schools)]);
    import(&folder, start(), &[(Some(2025), attendance(2025, 0..900, 1))]);
    fs::create_dir_all(folder.policy_path().join("measures")).unwrap();
    fs::write(folder.policy_path().join("measures/ours.toml"), "id = 'ours'\n").unwrap();
    fs::write(folder.mappings_path().join("scores.toml"), "table = 'x'\n").unwrap();
    (home, folder)
}

fn list_names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_restored_is_what_was_backed_up() {
    let (home, folder) = filled();
    let file = home.path().join("riverbend.zip");
    let done = folder.back_up(&file, &Steps::default()).unwrap();
    assert_eq!((done.parts, done.files), (3, 7));
    assert_eq!(list_names(home.path()), ["riverbend", "riverbend.zip"]);
    let again = home.path().join("again");
    let restored = restore(&file, &again, &Steps::default()).unwrap().folder;
    assert_eq!(restored.settings(), folder.settings());
    let (old, new) = (folder.snapshot().unwrap(), restored.snapshot().unwrap());
    assert_eq!(old.fingerprint(), new.fingerprint());
    let log = |folder: &Folder| folder.catalog().unwrap().list_imports().unwrap();
    assert_eq!(log(&folder), log(&restored));
    let verified = restored.verify().unwrap();
    assert_eq!((verified.parts, verified.damaged.len()), (3, 0));
    assert!(restored.check_catalog().unwrap().is_empty());
    for inside in ["policy/measures/ours.toml", "mappings/scores.toml", "traction.toml"] {
        let read = |folder: &Folder| fs::read(folder.path().join(inside)).unwrap();
        assert_eq!(read(&folder), read(&restored), "{inside}");
    }
    // And it is a district like any other.
    import(&restored, start(), &[(Some(2026), attendance(2026, 0..30, 0))]);
}

#[test]
fn a_backup_is_taken_while_an_import_runs() {
    let (home, folder) = filled();
    let before = folder.snapshot().unwrap().fingerprint();
    let mut session = folder.begin_import(start(), Wait::Refuse).unwrap();
    let rows = attendance(2025, 0..5000, 2);
    session.accept(Some(traction_core::district::SchoolYear::ending(2025)), &rows).unwrap();
    session.settle().unwrap();
    let file = home.path().join("riverbend.zip");
    folder.back_up(&file, &Steps::default()).unwrap();
    session.finish(crate::sample::moment(60)).unwrap();
    assert_ne!(folder.snapshot().unwrap().fingerprint(), before);
    let restored = restore(&file, &home.path().join("again"), &Steps::default()).unwrap().folder;
    assert_eq!(restored.snapshot().unwrap().fingerprint(), before);
    // The part that was being written is in no backup.
    assert_eq!(restored.verify().unwrap().parts, 3);
}

#[test]
fn nothing_is_written_over() {
    let (home, folder) = filled();
    let file = home.path().join("riverbend.zip");
    fs::write(&file, "mine").unwrap();
    let refused = folder.back_up(&file, &Steps::default()).unwrap_err();
    assert!(matches!(refused, StoreError::Exists { .. }), "{refused}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let refused = restore(&file, folder.path(), &Steps::default()).unwrap_err();
    assert!(matches!(refused, StoreError::Exists { .. }), "{refused}");
    let refused = restore(&file, &home.path().join("again"), &Steps::default()).unwrap_err();
    assert!(matches!(refused, StoreError::NotABackup { .. }), "{refused}");
    assert_eq!(list_names(home.path()), ["riverbend", "riverbend.zip"]);
}

#[test]
fn a_damaged_part_is_named_and_not_backed_up() {
    let (home, folder) = filled();
    let part = folder.snapshot().unwrap().list_parts().remove(0);
    let path = folder.part_path(part.slot.table, part.slot.year, &part.hash);
    let sound = fs::read(&path).unwrap();
    let file = home.path().join("riverbend.zip");
    let mut flipped = sound.clone();
    flipped[sound.len() / 2] ^= 1;
    fs::write(&path, &flipped).unwrap();
    let refused = folder.back_up(&file, &Steps::default()).unwrap_err();
    assert!(refused.to_string().contains(&part.hash), "{refused}");
    fs::remove_file(&path).unwrap();
    let refused = folder.back_up(&file, &Steps::default()).unwrap_err();
    assert!(matches!(&refused, StoreError::PartMissing { .. }), "{refused}");
    assert_eq!(list_names(home.path()), ["riverbend"]);
}

/// The backup again, with every byte of one file's stored content changed by `change`.
fn altered(backup: &Path, inside: &str, change: impl Fn(Vec<u8>) -> Option<Vec<u8>>) -> PathBuf {
    let mut zip = zip::ZipArchive::new(fs::File::open(backup).unwrap()).unwrap();
    let path = backup.with_file_name("altered.zip");
    let mut out = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let bytes = if name == inside { change(bytes) } else { Some(bytes) };
        if let Some(bytes) = bytes {
            out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(&bytes).unwrap();
        }
    }
    out.finish().unwrap();
    path
}

#[test]
fn a_backup_with_one_wrong_byte_anywhere_is_refused_by_the_files_name() {
    let (home, folder) = filled();
    let file = home.path().join("riverbend.zip");
    folder.back_up(&file, &Steps::default()).unwrap();
    let names: Vec<String> = {
        let zip = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
        zip.file_names().map(|name| name.unwrap().into_owned()).collect()
    };
    assert_eq!(names.len(), 8);
    let flip = |mut bytes: Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        Some(bytes)
    };
    let again = home.path().join("again");
    for name in &names {
        for lost in [false, true] {
            let bad =
                if lost { altered(&file, name, |_| None) } else { altered(&file, name, flip) };
            let refused = restore(&bad, &again, &Steps::default()).unwrap_err();
            let words = refused.to_string();
            // A wrong byte in the list is met where the list then says what is not so.
            assert!(words.contains(name.as_str()) || name == "traction-backup.txt", "{words}");
            assert_eq!(list_names(home.path()), ["altered.zip", "riverbend", "riverbend.zip"]);
        }
    }
    // A list that leaves out a part, all else in order.
    let part = names.iter().find(|name| name.starts_with("facts/")).unwrap();
    let bad = altered(&file, "traction-backup.txt", |bytes| {
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.ends_with(part)).collect();
        Some((lines.join("\n") + "\n").into_bytes())
    });
    let words = restore(&bad, &again, &Steps::default()).unwrap_err().to_string();
    assert!(words.contains(part) && words.contains("the catalog names it"), "{words}");
    // A file cut short.
    let whole = fs::read(&file).unwrap();
    fs::write(&bad, &whole[..whole.len() - 40]).unwrap();
    assert!(restore(&bad, &again, &Steps::default()).is_err());
    assert!(!again.exists());
}

/// The child: backs up or restores, and dies after so many steps.
fn work_and_die(job: &str, steps: usize) {
    let taken = AtomicUsize::new(0);
    let listener = Steps::told_to(move |_| {
        if taken.fetch_add(1, Ordering::SeqCst) + 1 == steps {
            std::process::abort();
        }
    });
    let (what, home) = job.split_once(' ').unwrap();
    let home = Path::new(home);
    if what == "back_up" {
        let folder = Folder::open(&home.join("riverbend")).unwrap();
        folder.back_up(&home.join("made.zip"), &listener).unwrap();
    } else {
        restore(&home.join("riverbend.zip"), &home.join("made"), &listener).unwrap();
    }
}

#[test]
fn a_crash_after_any_step_leaves_nothing_half_that_looks_whole() {
    if let (Ok(job), Ok(steps)) = (env::var(JOB), env::var(STEPS)) {
        work_and_die(&job, steps.parse().unwrap());
        return;
    }
    let (home, folder) = filled();
    folder.back_up(&home.path().join("riverbend.zip"), &Steps::default()).unwrap();
    let fingerprint = folder.snapshot().unwrap().fingerprint();
    for (what, made) in [("back_up", "made.zip"), ("restore", "made")] {
        let made = home.path().join(made);
        let mut half = 0;
        for steps in 1.. {
            let child = Command::new(env::current_exe().unwrap())
                .args(["backup::a_crash_after_any_step_leaves_nothing_half_that_looks_whole"])
                .arg("--exact")
                .env(JOB, format!("{what} {}", home.path().display()))
                .env(STEPS, steps.to_string())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            if made.exists() {
                // What has the name is whole.
                let whole = match what {
                    "back_up" => {
                        let to = home.path().join("checked");
                        let folder = restore(&made, &to, &Steps::default()).unwrap().folder;
                        let found = folder.snapshot().unwrap().fingerprint();
                        assert!(folder.verify().unwrap().damaged.is_empty());
                        fs::remove_dir_all(&to).unwrap();
                        fs::remove_file(&made).unwrap();
                        found
                    }
                    _ => {
                        let folder = Folder::open(&made).unwrap();
                        let found = folder.snapshot().unwrap().fingerprint();
                        assert!(folder.verify().unwrap().damaged.is_empty());
                        fs::remove_dir_all(&made).unwrap();
                        found
                    }
                };
                assert_eq!(whole, fingerprint, "{what} after step {steps}");
            } else {
                half += 1;
                for name in list_names(home.path()) {
                    // What is half has another name and is no district; one that was filled to
                    // the end and only lacks its name is whole.
                    let Ok(found) = Folder::open(&home.path().join(&name)) else { continue };
                    assert!(found.verify().unwrap().damaged.is_empty(), "{name}");
                    assert_eq!(found.snapshot().unwrap().fingerprint(), fingerprint, "{name}");
                }
            }
            if child.success() {
                break;
            }
        }
        assert!(half >= 4, "{what}: died before the end {half} times");
    }
    // The district itself was never touched.
    assert!(folder.verify().unwrap().damaged.is_empty());
    assert_eq!(folder.snapshot().unwrap().fingerprint(), fingerprint);
}

#[test]
fn a_catalog_that_is_not_sound_is_named() {
    let (_home, folder) = filled();
    assert!(folder.check_catalog().unwrap().is_empty());
    let db = rusqlite::Connection::open(folder.catalog_path()).unwrap();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    db.execute("UPDATE pointers SET rows = rows + 1 WHERE id = 1", []).unwrap();
    let wrong = folder.check_catalog().unwrap();
    assert!(wrong.iter().any(|words| words.contains("counts other rows")), "{wrong:?}");
    db.execute("UPDATE pointers SET rows = rows - 1 WHERE id = 1", []).unwrap();
    db.execute("DELETE FROM import_files", []).unwrap();
    db.execute("DELETE FROM parts WHERE year = 2025", []).unwrap();
    let wrong = folder.check_catalog().unwrap();
    assert!(wrong.iter().any(|words| words.contains("does not have")), "{wrong:?}");
}

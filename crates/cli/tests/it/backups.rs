//! Backups, restores and damage, as typed: words are given, and nothing is lost.

use std::path::Path;
use std::process::{Command, Stdio};

use super::command::{Desk, copy_folder, traction};

fn list_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            files.extend(list_files(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    files
}

fn a_part(desk: &Desk) -> std::path::PathBuf {
    list_files(&desk.at("riverbend/facts/attendance")).remove(0)
}

#[test]
fn a_restored_backup_gives_the_same_figures() {
    let desk = Desk::with_town();
    let figures = desk.run("-C riverbend gaps --format json").with_status(0).out;
    desk.run("-C riverbend backup ../riverbend.zip").with_status(0);
    let said = desk.run("-C riverbend backup ../riverbend.zip").with_status(2);
    assert!(said.err.contains("riverbend.zip already exists"), "{}", said.err);
    let said = desk.run("restore riverbend.zip again").with_status(0);
    assert!(said.err.contains("every hash verified"), "{}", said.err);
    assert_eq!(desk.run("-C again gaps --format json").with_status(0).out, figures);
    desk.run("-C again verify").with_status(0);
    let said = desk.run("restore riverbend.zip again").with_status(2);
    assert!(said.err.contains("again already exists"), "{}", said.err);
    let said = desk.run("restore exports/README.txt third").status;
    assert_eq!(said, 2);
    assert!(!desk.at("third").exists());
}

#[test]
fn a_flipped_byte_is_found_and_named_and_so_is_a_part_that_is_gone() {
    let desk = Desk::with_town();
    let part = a_part(&desk);
    let sound = std::fs::read(&part).expect("a part");
    let name = part.file_name().expect("a name").to_string_lossy().into_owned();
    let mut flipped = sound.clone();
    flipped[sound.len() / 3] ^= 0x10;
    std::fs::write(&part, flipped).expect("written");
    for words in ["-C riverbend verify", "-C riverbend facts verify"] {
        let said = desk.run(words).with_status(1);
        assert!(said.out.contains(&name) && said.out.contains("changed"), "{}", said.out);
    }
    let said = desk.run("-C riverbend backup ../riverbend.zip").with_status(2);
    assert!(said.err.contains(&name), "{}", said.err);
    let said = desk.run("-C riverbend year close 2026").with_status(2);
    assert!(said.err.contains("not as it was written"), "{}", said.err);
    std::fs::remove_file(&part).expect("removed");
    let said = desk.run("-C riverbend verify").with_status(1);
    assert!(said.out.contains(&name) && said.out.contains("missing"), "{}", said.out);
    let said = desk.run("-C riverbend export attendance").with_status(2);
    assert!(said.err.contains(&name) && said.err.contains("hint: put the file back"));
    std::fs::write(&part, sound).expect("written");
    desk.run("-C riverbend verify").with_status(0);
}

#[test]
fn a_catalog_with_a_page_overwritten_is_named() {
    let desk = Desk::with_town();
    let path = desk.at("riverbend/traction.db");
    let sound = std::fs::read(&path).expect("the catalog");
    let mut damaged = sound.clone();
    // Past the first pages, so that it still opens.
    let at = sound.len() / 4096 / 2 * 4096;
    damaged[at..at + 512].fill(0x5a);
    std::fs::write(&path, &damaged).expect("written");
    let said = desk.run("-C riverbend verify");
    assert!(said.status > 0, "{}", said.out);
    assert!(said.out.contains("traction.db") || said.err.contains("traction.db"), "{}", said.out);
    std::fs::write(&path, sound).expect("written");
    desk.run("-C riverbend verify").with_status(0);
}

#[test]
fn killed_at_any_step_a_backup_or_a_restore_leaves_nothing_half_that_looks_whole() {
    let desk = Desk::with_town();
    desk.run("-C riverbend backup ../sound.zip").with_status(0);
    let figures = desk.run("-C riverbend facts show --format csv").with_status(0).out;
    let mut killed = 0;
    for (what, made) in [("backup", "made.zip"), ("restore", "made")] {
        let args: Vec<&str> = match what {
            "backup" => vec!["-C", "riverbend", "backup", "../made.zip"],
            _ => vec!["restore", "sound.zip", "made"],
        };
        for step in 0..12 {
            let mut child = traction()
                .args(&args)
                .current_dir(desk.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the command starts");
            // A step is a further hundred kilobytes on the disk.
            let mut ended = false;
            loop {
                if child.try_wait().expect("a child").is_some() {
                    ended = true;
                    break;
                }
                if half_bytes(desk.path()) > step * 100_000 {
                    break;
                }
                std::thread::yield_now();
            }
            child.kill().ok();
            child.wait().expect("the child is gone");
            killed += u32::from(!ended);
            let whole = desk.at(made).exists();
            if whole {
                let folder = if what == "backup" {
                    desk.run("restore made.zip checked").with_status(0);
                    "checked"
                } else {
                    "made"
                };
                let shown = desk.run(&format!("-C {folder} facts show --format csv"));
                assert_eq!(shown.with_status(0).out, figures);
                desk.run(&format!("-C {folder} verify")).with_status(0);
            }
            for entry in std::fs::read_dir(desk.path()).expect("a folder").flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let ours =
                    name.starts_with(".made") || name.starts_with("made") || name == "checked";
                if ours && entry.path().is_dir() {
                    std::fs::remove_dir_all(entry.path()).expect("removed");
                } else if ours {
                    std::fs::remove_file(entry.path()).expect("removed");
                }
            }
        }
    }
    assert!(killed >= 6, "killed before the end {killed} times");
    desk.run("-C riverbend verify").with_status(0);
}

/// Bytes in what is being made.
fn half_bytes(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(".made") || name.starts_with("made")
        })
        .map(|path| match path.is_dir() {
            true => walk_bytes(&path),
            false => size(&path),
        })
        .sum()
}

fn walk_bytes(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.path().is_dir() {
        true => walk_bytes(&entry.path()),
        false => std::fs::metadata(entry.path()).map_or(0, |file| file.len()),
    });
    sizes.sum()
}

/// Runs a script with mounts of its own; `None`, said in words, where the system does not let us.
fn with_mounts(desk: &Desk, mount: &str, script: &str) -> Option<super::command::Said> {
    let command = Path::new(env!("CARGO_BIN_EXE_traction"));
    let run = |script: &str| {
        let path = format!(
            "{}:{}",
            command.parent().expect("a folder").display(),
            std::env::var("PATH").unwrap_or_default()
        );
        Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-c", script])
            .current_dir(desk.path())
            .env("PATH", path)
            .env("USER", "analyst")
            .output()
    };
    match run(mount) {
        Ok(tried) if tried.status.success() => {}
        _ => {
            traction_testkit::needs::skip("mounts of one's own are not allowed here");
            return None;
        }
    }
    Some(run(&format!("{mount} && {script}")).expect("a shell").into())
}

#[test]
fn a_full_disk_gives_words_and_loses_nothing() {
    let desk = Desk::with_town();
    std::fs::create_dir(desk.at("small")).expect("a folder");
    let mount = "mount -t tmpfs -o size=256k tmpfs small";
    let Some(said) = with_mounts(
        &desk,
        mount,
        "traction -C riverbend backup ../small/b.zip; \
        status=$?; ls -A small; exit $status",
    ) else {
        return;
    };
    let said = said.with_status(2);
    assert!(said.err.contains("the disk is full"), "{}", said.err);
    assert!(said.err.contains("hint: nothing was lost"), "{}", said.err);
    assert_eq!(said.out, "", "nothing half stays");
    desk.run("-C riverbend backup ../whole.zip").with_status(0);
    let script = "traction restore whole.zip small/again; status=$?; ls -A small; exit $status";
    let said = with_mounts(&desk, mount, script).expect("as before").with_status(2);
    assert!(said.err.contains("the disk is full"), "{}", said.err);
    assert_eq!(said.out, "");
    // An import into a district whose disk has no room left.
    copy_folder(&desk.at("riverbend"), &desk.at("kept"));
    let mount = "mount -t tmpfs -o size=64m tmpfs small && cp -r kept small/riverbend && \
                 { cat /dev/zero > small/filled 2>/dev/null; truncate -s -100K small/filled; }";
    let script = "traction -C small/riverbend import --replace ../../other; status=$?; \
                  traction -C small/riverbend verify >/dev/null || exit 9; \
                  traction -C small/riverbend facts show --format csv; exit $status";
    let text = desk.run("-C riverbend export student_groups").with_status(0).out;
    desk.write("other/student_groups.csv", &text.replace(",true,", ",false,"));
    let before = desk.run("-C riverbend facts show --format csv").with_status(0).out;
    desk.run("-C riverbend export assessments --dir ../other").with_status(0);
    let path = desk.at("other/assessments.csv");
    let scores = std::fs::read_to_string(&path).expect("scores");
    std::fs::write(&path, scores.replace("25,", "26,")).expect("other scores");
    let said = with_mounts(&desk, mount, script).expect("as before").with_status(2);
    assert!(said.err.contains("the disk is full"), "{}", said.err);
    assert_eq!(said.out, before);
}

#[test]
fn a_folder_that_may_only_be_read_gives_words_and_loses_nothing() {
    let desk = Desk::with_town();
    let mount = "mount --bind riverbend riverbend && mount -o remount,bind,ro riverbend";
    let script = "traction -C riverbend import ../exports; echo $?; \
                  traction -C riverbend year close 2026; echo $?; \
                  traction -C exports restore ../whole.zip ../riverbend/again; echo $?; \
                  traction -C riverbend facts show --format csv";
    let shown = desk.run("-C riverbend facts show --format csv").with_status(0).out;
    desk.run("-C riverbend backup ../whole.zip").with_status(0);
    let Some(said) = with_mounts(&desk, mount, script) else { return };
    // And it can be read.
    assert_eq!(said.out, format!("2\n2\n2\n{shown}"), "{}", said.err);
    assert_eq!(said.err.matches("may not be written").count(), 3, "{}", said.err);
    desk.run("-C riverbend verify").with_status(0);
}

#[test]
fn a_limit_on_the_length_of_files_gives_words_and_leaves_nothing() {
    let desk = Desk::with_town();
    let command = env!("CARGO_BIN_EXE_traction");
    let script = format!(
        "trap '' XFSZ; ulimit -f 64; '{command}' -C riverbend backup ../made.zip; echo $?; ls"
    );
    let said: super::command::Said = Command::new("sh")
        .args(["-c", &script])
        .current_dir(desk.path())
        .output()
        .expect("sh")
        .into();
    assert!(said.out.starts_with("2\n") && !said.out.contains("made.zip"), "{}", said.out);
    assert!(said.err.starts_with("error: "), "{}", said.err);
    desk.run("-C riverbend verify").with_status(0);
}

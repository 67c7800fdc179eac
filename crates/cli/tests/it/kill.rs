//! `kill -9` at any instant leaves the last good state.
//!
//! The real command imports, and is killed as soon as the folder holds one more file than the
//! time before: after the first byte, between parts, during the last transaction. No clock is
//! asked; each round kills at a later step. After every death the district opens, every part is
//! sound, and the figures are those before the import or those after it.

use std::path::Path;
use std::process::Stdio;

use super::command::{Desk, traction};

/// Files below a folder.
fn count_files(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| if entry.path().is_dir() { count_files(&entry.path()) } else { 1 })
        .sum()
}

/// What the facts hold now, or the words of the failure.
fn state(desk: &Desk) -> String {
    let verified = desk.run("-C riverbend facts verify");
    assert_eq!(verified.status, 0, "{}\n{}", verified.out, verified.err);
    desk.run("-C riverbend facts show --format csv").with_status(0).out
}

#[test]
fn killed_at_any_step_the_facts_are_those_before_or_those_after() {
    let desk = Desk::with_town();
    let before = state(&desk);
    // A second export: one school fewer days of attendance, so that several parts change.
    desk.run("-C riverbend export attendance student_groups assessments --dir ../second")
        .with_status(0);
    for table in ["attendance", "student_groups", "assessments"] {
        let path = desk.at(&format!("second/{table}.csv"));
        let text = std::fs::read_to_string(&path).expect("an exported table");
        let kept: Vec<&str> =
            text.lines().enumerate().filter(|(n, _)| n % 10 != 9).map(|(_, line)| line).collect();
        std::fs::write(path, kept.join("\n") + "\n").expect("a shorter table");
    }
    let pristine = Desk::empty();
    super::command::copy_folder(&desk.at("riverbend"), &pristine.at("riverbend"));

    let mut outcomes = (0, 0);
    let mut after = None;
    for step in 0..200 {
        std::fs::remove_dir_all(desk.at("riverbend")).expect("removed");
        super::command::copy_folder(&pristine.at("riverbend"), &desk.at("riverbend"));
        let files_before = count_files(&desk.at("riverbend"));
        let mut child = traction()
            .args(["-C", "riverbend", "import", "../second"])
            .current_dir(desk.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        let mut ended = false;
        loop {
            if child.try_wait().expect("a child").is_some() {
                ended = true;
                break;
            }
            if count_files(&desk.at("riverbend")) > files_before + step {
                break;
            }
            std::thread::yield_now();
        }
        child.kill().ok();
        child.wait().expect("the child is gone");
        let now = state(&desk);
        if now == before {
            outcomes.0 += 1;
        } else {
            match &after {
                None => after = Some(now),
                Some(after) => assert_eq!(&now, after, "a state between the two, step {step}"),
            }
            outcomes.1 += 1;
        }
        if ended {
            break;
        }
    }
    let after = after.expect("the last import ran to its end");
    assert_ne!(before, after);
    assert!(outcomes.0 >= 3, "killed before the end {} times", outcomes.0);

    // And the killed district takes the import as if nothing had happened.
    desk.run("-C riverbend import ../second").with_status(0);
    assert_eq!(state(&desk), after);
}

//! The guides do what they say: every block marked `sh run` is run, in order, in one folder.

use std::path::Path;
use std::process::Command;

use super::command::Desk;

#[test]
fn guides_run_as_written() {
    let guides = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides");
    let mut files: Vec<_> =
        std::fs::read_dir(&guides).expect("docs/guides").flatten().map(|e| e.path()).collect();
    files.sort();
    let mut commands = 0;
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "md")) {
        let text = std::fs::read_to_string(file).expect("a guide");
        assert_eq!(find_unfenced(&text), None, "{}: a command that nothing runs", file.display());
        let desk = Desk::empty();
        for line in lines_to_run(&text) {
            run_line(&desk, file, line);
            commands += 1;
        }
    }
    assert!(commands > 10, "the guides run {commands} commands");
}

/// A command that stands outside any block, where a reader takes it for prose.
fn find_unfenced(text: &str) -> Option<&str> {
    let mut inside = false;
    text.lines().find(|line| {
        inside ^= line.starts_with("```");
        !inside && line.starts_with("traction ")
    })
}

/// The lines of all blocks that are marked to be run.
fn lines_to_run(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.trim_end() {
            "```sh run" => inside = true,
            "```" => inside = false,
            line if inside && !line.trim().is_empty() => lines.push(line),
            _ => {}
        }
    }
    lines
}

fn run_line(desk: &Desk, guide: &Path, line: &str) {
    // The shell finds the command that was just built, whatever else is installed.
    let command = Path::new(env!("CARGO_BIN_EXE_traction"));
    let folder = command.parent().expect("a folder").display();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(desk.path())
        .env("PATH", path)
        .output()
        .expect("a shell");
    let status = output.status.code().unwrap_or(-1);
    // 1 is done, with findings that block: real files have them, and the sample is as messy.
    assert!(
        status == 0 || (status == 1 && line.contains(" import ")),
        "{}: `{line}` ended with {status}\n{}",
        guide.display(),
        String::from_utf8_lossy(&output.stderr)
    );
}

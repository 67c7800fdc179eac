//! How files are named, begin, and end.

use std::path::Path;

use super::Checkout;

/// Lines past which a file must be divided.
const TOO_LONG: usize = 800;

/// Every Rust file says in its first line what it is for.
pub fn check_file_heads(checkout: &Checkout) -> Vec<String> {
    checkout
        .rust_files()
        .filter(|path| !checkout.text(path).starts_with("//!"))
        .map(|path| format!("{} does not begin with //!", path.display()))
        .collect()
}

/// No Rust file passes 800 lines.
pub fn check_file_sizes(checkout: &Checkout) -> Vec<String> {
    checkout
        .rust_files()
        .map(|path| (path, checkout.text(path).lines().count()))
        .filter(|(_, lines)| *lines > TOO_LONG)
        .map(|(path, lines)| format!("{} has {lines} lines; divide it", path.display()))
        .collect()
}

/// No file is called by a word that says nothing.
pub fn check_file_names(checkout: &Checkout) -> Vec<String> {
    const EMPTY_WORDS: [&str; 8] =
        ["utils", "util", "helpers", "common", "manager", "service", "info", "data"];
    checkout
        .rust_files()
        .filter(|path| {
            path.iter().any(|part| {
                let word = part.to_string_lossy();
                EMPTY_WORDS.contains(&word.trim_end_matches(".rs"))
            })
        })
        .map(|path| format!("{} is named by a word that says nothing", path.display()))
        .collect()
}

/// No open ends in code, no ignored tests, nothing quoted from a machine of ours.
pub fn check_nothing_left_open(checkout: &Checkout) -> Vec<String> {
    // Written apart so that this file does not find itself.
    let words: [String; 6] = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
        ["#[ig", "nore"].concat(),
        ["/work", "/"].concat(),
    ];
    let mut broken = Vec::new();
    for path in checkout.files() {
        let is_text = path.extension().is_some_and(|ending| {
            ["rs", "md", "toml", "html", "css", "py", "sh"].iter().any(|e| ending == *e)
        }) || path == Path::new(".ci/run");
        if !is_text {
            continue;
        }
        let text = checkout.text(path);
        for (number, line) in text.lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(word.as_str())) {
                broken.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    broken
}

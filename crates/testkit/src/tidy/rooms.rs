//! Rooms stand in every storey under the same word, and do not reach into one another.

use std::path::Path;

use super::Checkout;

/// The rooms of ARCHITECTURE.md. One is open once `crates/core/src/<room>/mod.rs` exists.
pub const ROOMS: [&str; 11] = [
    "gaps",
    "growth",
    "graduation",
    "choice",
    "enrollment",
    "budget",
    "bells",
    "impact",
    "peers",
    "plan",
    "chain",
];

/// File names that a room may have besides folders of the same words.
const ROOM_FILES: [&str; 8] =
    ["mod", "model", "policy", "engine", "check", "explain", "report", "tests"];

fn open_rooms(checkout: &Checkout) -> impl Iterator<Item = &'static str> + '_ {
    ROOMS.into_iter().filter(|room| checkout.has(&format!("crates/core/src/{room}/mod.rs")))
}

/// An open room has its page, its command, its use cases, its method and its cases.
pub fn check_rooms_are_mirrored(checkout: &Checkout) -> Vec<String> {
    let mut broken = Vec::new();
    for room in open_rooms(checkout) {
        for place in [
            format!("crates/office/src/{room}.rs"),
            format!("crates/cli/src/commands/{room}.rs"),
            format!("crates/web/src/{room}"),
            format!("crates/web/templates/{room}"),
            format!("docs/methods/{room}.md"),
            format!("cases/{room}"),
        ] {
            if !checkout.has(&place) && !checkout.has(place.trim_end_matches(".rs")) {
                broken.push(format!("room {room} is open, but {place} is not there"));
            }
        }
        let essay = format!("crates/core/src/{room}/mod.rs");
        let lines = checkout.text(Path::new(&essay)).lines().count();
        if lines > 80 {
            broken.push(format!("{essay} has {lines} lines; an essay has at most 80"));
        }
        for name in ["model", "engine", "check", "report"] {
            let file = format!("crates/core/src/{room}/{name}");
            if !checkout.has(&format!("{file}.rs")) && !checkout.has(&file) {
                broken
                    .push(format!("room {room} has no {name}; a room's files are {ROOM_FILES:?}"));
            }
        }
    }
    broken
}

/// No room imports another's engine (only `chain` may), and no check imports the engine it checks.
pub fn check_rooms_keep_apart(checkout: &Checkout) -> Vec<String> {
    let mut broken = Vec::new();
    for path in checkout.rust_files() {
        let Ok(inside) = path.strip_prefix("crates/core/src") else { continue };
        let Some(room) = inside.iter().next().and_then(|part| part.to_str()) else { continue };
        if !ROOMS.contains(&room) {
            continue;
        }
        let text = checkout.text(path);
        for other in ROOMS.into_iter().filter(|other| *other != room && room != "chain") {
            if text.contains(&format!("crate::{other}::")) {
                broken.push(format!("{}: {room} reaches into {other}", path.display()));
            }
        }
        let is_check = path.file_stem().is_some_and(|stem| stem == "check");
        if is_check && (text.contains("super::engine") || text.contains("::engine::")) {
            broken.push(format!("{}: a check may not use the engine", path.display()));
        }
    }
    broken
}

//! Which crate may use which: the arrows of ARCHITECTURE.md.

use std::path::Path;

use super::Checkout;

/// What each crate of ours may name under `[dependencies]`.
const ARROWS: [(&str, &[&str]); 7] = [
    ("core", &[]),
    ("intake", &["core"]),
    ("store", &["core"]),
    ("office", &["core", "intake", "store"]),
    ("web", &["core", "office"]),
    ("cli", &["core", "office", "web"]),
    ("testkit", &["core", "intake", "store", "office"]),
];

/// What must never be a dependency of `core`: the clock, the disk, the network, a database.
const NOT_IN_CORE: [&str; 7] = ["tokio", "axum", "rusqlite", "parquet", "csv", "zip", "tempfile"];

/// Every crate uses only the crates below it, and `core` stays pure.
pub fn check_layers(checkout: &Checkout) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, allowed) in ARROWS {
        let path = format!("crates/{name}/Cargo.toml");
        let manifest = checkout.text(Path::new(&path));
        let mut section = String::new();
        for line in manifest.lines().map(str::trim) {
            if line.starts_with('[') {
                section = line.to_owned();
            } else if section == "[dependencies]" {
                let dependency = line.split(['.', '=', ' ']).next().unwrap_or_default();
                if let Some(ours) = dependency.strip_prefix("traction-")
                    && !allowed.contains(&ours)
                {
                    broken.push(format!("{path}: {name} may not use {ours}"));
                }
                if name == "core" && NOT_IN_CORE.contains(&dependency) {
                    broken.push(format!("{path}: core is pure and may not use {dependency}"));
                }
            }
        }
    }
    for path in checkout.rust_files().filter(|path| path.starts_with("crates/core/src")) {
        let text = checkout.text(path);
        for word in
            ["std::fs", "std::net", "SystemTime", "Instant::now", "Timestamp::now", "Zoned::now"]
        {
            if text.contains(word) {
                broken.push(format!("{}: core is pure and may not use {word}", path.display()));
            }
        }
    }
    broken
}

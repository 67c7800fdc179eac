//! What the documents name must exist.

use std::path::Path;

use super::Checkout;

/// Every path that `ARCHITECTURE.md` and `README.md` write between backticks exists.
pub fn check_architecture_paths(checkout: &Checkout) -> Vec<String> {
    let mut broken = Vec::new();
    for document in ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md"] {
        let text = checkout.text(Path::new(document));
        if text.is_empty() {
            broken.push(format!("{document} is missing or empty"));
        }
        for quoted in text.split('`').skip(1).step_by(2) {
            if names_a_path(quoted) && !checkout.has(quoted.trim_end_matches('/')) {
                broken.push(format!("{document} names `{quoted}`, which is not there"));
            }
        }
    }
    broken
}

fn names_a_path(quoted: &str) -> bool {
    const ROOTS: [&str; 7] =
        ["crates/", "docs/", "policy/", "cases/", "benches/", ".ci/", "examples/"];
    ROOTS.iter().any(|root| quoted.starts_with(root)) && !quoted.contains(['<', '*', ' ', '{'])
}

/// Every table and every list of codes has its row in the glossary.
pub fn check_glossary_rows(checkout: &Checkout) -> Vec<String> {
    let glossary = checkout.text(Path::new("docs/glossary.md"));
    traction_core::district::TABLES
        .iter()
        .flat_map(|table| {
            table
                .columns
                .iter()
                .map(move |column| format!("| `{}` | `{}` |", column.name, table.name))
        })
        .filter(|term| !glossary.contains(term.as_str()))
        .map(|term| format!("docs/glossary.md has no row for {term}"))
        .collect()
}

//! The pages in `docs/` that the program makes are what it makes. `TRACTION_BLESS=1 cargo test`
//! rewrites them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use traction_intake::reference::{
    list_checks, render_check, render_check_index, render_glossary, render_tables,
};

fn compare(page: &str, made: &str) {
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page);
    if std::env::var_os("TRACTION_BLESS").is_some() {
        fs::create_dir_all(docs.parent().unwrap()).unwrap();
        fs::write(&docs, made).unwrap();
    }
    let found = fs::read_to_string(&docs).unwrap_or_default();
    assert!(found == made, "docs/{page} is not what the program makes; set TRACTION_BLESS=1");
}

#[test]
fn the_page_of_tables_and_the_glossary_are_true() {
    compare("reference/tables.md", &render_tables());
    compare("glossary.md", &render_glossary());
}

#[test]
fn every_check_has_its_page_and_no_page_is_left_over() {
    compare("checks/README.md", &render_check_index());
    let mut names = BTreeSet::from(["README.md".to_owned()]);
    for check in list_checks() {
        let name = format!("{}.md", check.code);
        compare(&format!("checks/{name}"), &render_check(check));
        assert!(names.insert(name), "{} is used twice", check.code);
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/checks");
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(names.contains(&name), "docs/checks/{name} is of no check");
    }
}

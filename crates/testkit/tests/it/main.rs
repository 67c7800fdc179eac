//! The house rules, run over this checkout.

use traction_testkit::tidy::{self, Checkout};

/// Declares one test a rule.
macro_rules! rules {
    ($( $name:ident => $rule:path; )+) => {
        $(
            #[test]
            fn $name() {
                let broken = $rule(&Checkout::here());
                assert!(broken.is_empty(), "\n{}", broken.join("\n"));
            }
        )+
    };
}

rules! {
    crates_use_only_what_is_below_them => tidy::check_layers;
    every_file_says_what_it_is_for => tidy::check_file_heads;
    no_file_is_too_long => tidy::check_file_sizes;
    no_file_is_named_by_an_empty_word => tidy::check_file_names;
    nothing_is_left_open => tidy::check_nothing_left_open;
    documents_name_only_paths_that_exist => tidy::check_architecture_paths;
    every_column_has_its_glossary_row => tidy::check_glossary_rows;
    rooms_stand_in_every_storey => tidy::check_rooms_are_mirrored;
    rooms_do_not_reach_into_one_another => tidy::check_rooms_keep_apart;
}

#[test]
fn a_broken_rule_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = folder.path().join("crates/core/src/gaps");
    std::fs::create_dir_all(&source).expect("folders");
    std::fs::write(source.join("check.rs"), "use super::engine::run;\nuse crate::choice::x;\n")
        .expect("file");
    std::fs::write(source.join("utils.rs"), "fn now() { std::time::SystemTime::now(); }\n")
        .expect("file");
    std::fs::write(folder.path().join("crates/core/Cargo.toml"), "[dependencies]\ntokio = \"1\"\n")
        .expect("file");
    let checkout = Checkout::read(folder.path());
    assert_eq!(tidy::check_layers(&checkout).len(), 2);
    assert_eq!(tidy::check_file_heads(&checkout).len(), 2);
    assert_eq!(tidy::check_file_names(&checkout).len(), 1);
    assert_eq!(tidy::check_rooms_keep_apart(&checkout).len(), 2);
    assert!(!tidy::check_glossary_rows(&checkout).is_empty());
    assert!(!tidy::check_architecture_paths(&checkout).is_empty());
}

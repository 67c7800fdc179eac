//! Mappings that say how their files are written, and proposals that write down what is in doubt.

use traction_core::district::{Noun, School};
use traction_intake::mapping::{parse_mapping, suggest_mapping};
use traction_intake::source::{Encoding, Form, Limits, open_path};

use crate::mapping::read;

/// A school whose name a Macintosh wrote, under a header with as many commas as semicolons.
const MAC: &[u8] = b"id;name, short;name, long\n0412;Pe\x96a;Pe\x96a, Elem\n";

fn write_file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
fn a_mapping_says_the_encoding_and_the_sign_between_cells() {
    let text = "file = \"s.csv\"\nencoding = \"macintosh\"\ndelimiter = \";\"\n[[table]]\n\
        name = \"schools\"\n[table.columns]\nschool_id = \"id\"\nschool_name = \"name, long\"\n";
    let mapping = parse_mapping("m.toml", text).unwrap();
    let said = Form { encoding: Some(Encoding::Macintosh), delimiter: Some(b';') };
    assert_eq!(mapping.form, said);
    let (_folder, path) = write_file("s.csv", MAC);
    let driven = read(&mapping, &path);
    let schools = School::list(&driven.kept.batches[&("schools", None)]).unwrap();
    assert_eq!(schools[0].school_name, "Peña, Elem");
    assert!(driven.findings.shown().iter().all(|finding| finding.code != "FI005"));
}

#[test]
fn a_form_that_cannot_be_is_refused_with_its_line() {
    let mistakes = |form: &str| {
        let text = format!(
            "file = \"s.csv\"\n{form}\n[[table]]\nname = \"schools\"\n[table.columns]\n\
             school_id = \"id\"\nschool_name = \"name\"\n"
        );
        let errors = parse_mapping("m.toml", &text).unwrap_err();
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(
        [
            mistakes("encoding = \"latin\""),
            mistakes("delimiter = \";;\""),
            mistakes("delimiter = \"a\""),
            mistakes("sheet = \"Staff\"\ndelimiter = \";\""),
        ]
        .join("\n")
    );
}

#[test]
fn a_proposal_writes_down_what_detection_is_unsure_of() {
    let (_folder, path) = write_file("s.csv", MAC);
    let limits = Limits::default();
    let opened = open_path(&path, &limits).unwrap();
    let suggestion = suggest_mapping(&mut opened.inputs[0].open(&limits).unwrap()).unwrap();
    let form = Form { encoding: Some(Encoding::Windows1252), delimiter: Some(b',') };
    assert_eq!(suggestion.mapping.form, form);
    assert!(
        suggestion.text.contains("# delimiter, perhaps: the header has 2 commas and 2 semicolons.")
    );
    assert!(suggestion.text.contains("# encoding, perhaps: 1 rows are not UTF-8"));
    let (_folder, path) = write_file("s.csv", b"school_id,school_name\n0412,Alder\n");
    let opened = open_path(&path, &limits).unwrap();
    let suggestion = suggest_mapping(&mut opened.inputs[0].open(&limits).unwrap()).unwrap();
    assert_eq!(suggestion.mapping.form, Form::default());
    assert!(!suggestion.text.contains("perhaps:"));
}

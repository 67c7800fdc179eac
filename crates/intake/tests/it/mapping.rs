//! Mapping files: their words, their rows, and the real files that they were made for.

use std::path::Path;

use traction_core::district::{Missing, SchoolYear};
use traction_intake::mapping::{
    Mapping, Suggestion, list_feeds, parse_mapping, suggest, suggest_mapping, write_mapping,
};
use traction_intake::source::{Limits, open_path};

use crate::drive::{Driven, drive, in_repository};
use traction_testkit::needs::find_shared;

fn example(name: &str) -> Mapping {
    let path = in_repository(&format!("docs/examples/mappings/{name}.toml"));
    let text = std::fs::read_to_string(path).unwrap();
    parse_mapping(&format!("{name}.toml"), &text).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// Reads a file through a mapping.
pub fn read(mapping: &Mapping, path: &Path) -> Driven {
    let limits = Limits::default();
    let opened = open_path(path, &limits).unwrap();
    let input = &opened.inputs[0];
    assert!(mapping.fits_input(input.name()), "{:?} fits {}", mapping.files, input.name());
    let input = input.clone().written_as(mapping.form);
    let header = input.open(&limits).unwrap().header().to_vec();
    drive(list_feeds(mapping, &input, &limits, &header).unwrap())
}

/// The account of a reading, for snapshots.
fn account(driven: &Driven) -> String {
    let mut text = String::new();
    for report in &driven.reports {
        text.push_str(&format!(
            "{}: {} rows, {} kept, {} passed over, {} set aside {:?}\n",
            report.table.unwrap_or_default(),
            report.rows,
            report.kept,
            report.passed_over,
            report.count_set_aside(),
            report.set_aside,
        ));
    }
    for finding in driven.findings.shown() {
        let column = finding.column.as_deref().unwrap_or("the file");
        // Real ids stay out of the repository.
        let found = finding.found.split(", first ").next().unwrap_or_default();
        text.push_str(&format!("{} {column}: {found}\n", finding.code));
    }
    text
}

const SGP: &str = "growth/sgp_sgpData_LONG.csv.gz";
const CHICAGO: &str = "enrollment/chicago_cps_20thday_school_grade_2005_2025.csv.gz";
const CHICAGO_GROUPS: &str = "enrollment/chicago_cps_school_subgroups_2008_2025.csv.gz";
const MARYLAND: &str = "enrollment/maryland_msde_school_grade_2009_2019.csv.gz";
const MARYLAND_DAYS: &str = "enrollment/maryland_msde_attendance_2009_2019.csv.gz";

fn suggest_real(path: &str) -> Option<Suggestion> {
    let path = find_shared(path)?;
    let limits = Limits::default();
    let opened = open_path(&path, &limits).unwrap();
    let mut source = opened.inputs[0].open(&limits).unwrap();
    Some(suggest_mapping(&mut source).unwrap())
}

/// Reads a real file through its example, and proposes a mapping for it.
fn check_real(mapping: &str, path: &str) -> Option<(Driven, String)> {
    let driven = read(&example(mapping), &find_shared(path)?);
    insta::assert_snapshot!(format!("{mapping}_account"), account(&driven));
    let suggestion = suggest_real(path)?;
    insta::assert_snapshot!(format!("{mapping}_suggestion"), suggestion.text);
    // What is proposed is a mapping file.
    assert_eq!(parse_mapping("proposed.toml", &suggestion.text), Ok(suggestion.mapping));
    Some((driven, suggestion.text))
}

/// Imports a real file by what is proposed for it, as it stands.
fn import_proposed(path: &str) -> Driven {
    let mapping = suggest_real(path).unwrap().mapping;
    read(&mapping, &find_shared(path).unwrap())
}

fn text_at<'a>(
    driven: &'a Driven,
    table: &'static str,
    year: i16,
    column: &str,
    row: usize,
) -> &'a str {
    let key = (table, Some(SchoolYear::ending(year)));
    driven.kept.batches[&key].column(column).text(row).unwrap_or_default()
}

#[test]
fn a_proposal_for_state_results_in_long_form_finds_five_tables() {
    let Some(suggestion) = suggest_real(SGP) else { return };
    insta::assert_snapshot!(suggestion.text);
    let tables: Vec<&str> = suggestion.mapping.tables.iter().map(|t| t.table.name).collect();
    assert_eq!(tables, ["schools", "students", "student_groups", "enrollments", "assessments"]);
}

#[test]
fn chicago_counts_begin_in_the_fall() {
    let Some((driven, _)) = check_real("chicago-enrollment", CHICAGO) else { return };
    assert_eq!(driven.count("school_enrollment"), 208_905);
    assert_eq!(driven.count("schools"), 866);
    assert_eq!(text_at(&driven, "school_enrollment", 2006, "school_id", 0), "610212");
    let proposed = import_proposed(CHICAGO);
    assert_eq!(proposed.count("school_enrollment"), 208_905);
    assert_eq!(proposed.count("schools"), 866);
}

#[test]
fn chicago_groups_turn_from_columns_into_rows() {
    let Some((driven, _)) = check_real("chicago-subgroups", CHICAGO_GROUPS) else { return };
    let report = driven.report("school_enrollment");
    // 11,924 school-years times 14 groups.
    assert_eq!(report.rows, 11_924 * 14);
    let batch = &driven.kept.batches[&("school_enrollment", Some(SchoolYear::ending(2009)))];
    let counts = batch.column("enrollment");
    // The first school of the file: 319 in all, 3 of them white.
    assert_eq!((counts.integer(0), counts.integer(1)), (Some(319), Some(3)));
    assert_eq!(batch.column("grade_level").missing(0), Some(Missing::NotApplicable));
    assert!(import_proposed(CHICAGO_GROUPS).count("school_enrollment") > 100_000);
}

#[test]
fn maryland_days_keep_their_stars_as_suppressed() {
    let Some((driven, _)) = check_real("maryland-attendance", MARYLAND_DAYS) else { return };
    // 18,533 rows less 896 sums of a whole agency.
    assert_eq!(driven.count("school_attendance"), 17_637);
    let batch = &driven.kept.batches[&("school_attendance", Some(SchoolYear::ending(2009)))];
    assert_eq!(batch.column("school_id").text(0), Some("01-0301"));
    assert_eq!(batch.column("attendance_percent").missing(0), Some(Missing::Suppressed));
    assert_eq!(batch.column("chronically_absent").missing(0), Some(Missing::NotCollected));
    assert_eq!(batch.column("attendance_percent").number(1), Some(94.8));
}

#[test]
fn maryland_numbers_are_joined_with_their_agency() {
    let Some((driven, _)) = check_real("maryland-enrollment", MARYLAND) else { return };
    assert_eq!(driven.count("school_enrollment"), 91_159);
    assert_eq!(driven.count("schools"), 1_511);
    let suppressed: usize = driven
        .kept
        .batches
        .values()
        .map(|batch| match batch.table().name {
            "school_enrollment" => batch.column("enrollment").count_missing(),
            _ => 0,
        })
        .sum();
    assert_eq!(suppressed, 4_063);
    let proposed = import_proposed(MARYLAND);
    assert_eq!(proposed.count("school_enrollment"), 91_159);
    assert_eq!(proposed.count("schools"), 1_511);
}

/// The words of every mistake in a mapping.
fn mistakes(text: &str) -> String {
    let errors = parse_mapping("roster.toml", text).expect_err("a mistake");
    errors.iter().map(|error| format!("{error}\n")).collect()
}

#[test]
fn every_mistake_says_line_key_and_what_is_allowed() {
    let text = r#"
file = "roster*.csv"
shet = "2026"

[[table]]
name = "student_group"

[[table]]
name = "attendance"
distinkt = true
[table.columns]
school_year = { from = "Year", year = "ends" }
student_id = { from = "ID", date = "%m/%d/%Y" }
schol_id = "School"
days_enrolled = { from = "Days", constant = "180", pad = 0 }
days_absent = { from = "Absent", missing = { "*" = "hidden" }, scale = "half" }
"#;
    insta::assert_snapshot!(mistakes(text));
}

#[test]
fn what_is_missing_from_a_mapping_is_named() {
    let absent = "file = \"a.csv\"\n[[table]]\nname = \"attendance\"\n[table.columns]\nstudent_id = \"ID\"\n";
    let unpivot = "file = \"a.csv\"\n[[table]]\nname = \"school_enrollment\"\n[table.unpivot]\ncode = \"student_group\"\n";
    let texts = ["", "file = \"a.csv\"\n", "file = a.csv\n", absent, unpivot];
    insta::assert_snapshot!(texts.map(mistakes).join("---\n"));
}

/// A file of the test's own.
fn write_file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.csv");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn a_column_that_the_export_dropped_is_named_with_the_one_that_was_meant() {
    let (_folder, path) = write_file("Student Numbr,Name\n1,x\n");
    let text = "file = \"*\"\n[[table]]\nname = \"students\"\n[table.columns]\nstudent_id = \"Student Number\"\n";
    let mapping = parse_mapping("m.toml", text).unwrap();
    let limits = Limits::default();
    let input = &open_path(&path, &limits).unwrap().inputs[0];
    let header = input.open(&limits).unwrap().header().to_vec();
    let absent = list_feeds(&mapping, input, &limits, &header).unwrap_err();
    let finding = absent[0].finding();
    insta::assert_snapshot!(format!("{} → {} → {}", finding.found, finding.expected, finding.mend));
}

#[test]
fn the_last_row_of_a_key_wins_and_what_it_changes_is_said() {
    let (_folder, path) = write_file("ID,Sex\n1,F\n2,M\n1,M\n,F\n1,M\n");
    let text = "file = \"*\"\n[[table]]\nname = \"students\"\ndistinct = true\n[table.columns]\nstudent_id = \"ID\"\nsex = \"Sex\"\n";
    let driven = read(&parse_mapping("m.toml", text).unwrap(), &path);
    let report = driven.report("students");
    assert_eq!((report.rows, report.kept, report.passed_over), (5, 2, 2));
    assert_eq!(report.count_set_aside(), 1);
    let batch = &driven.kept.batches[&("students", None)];
    assert_eq!(batch.column("sex").code(0), batch.column("sex").code(1));
    assert_eq!(driven.findings.count_of("MP002"), 1);
}

#[test]
fn a_fall_back_is_tried_when_the_first_id_is_blank() {
    let (_folder, path) = write_file("Local,State,Days,Absent\n,900,180,2\n12,901,180,3\n");
    let text = r#"file = "*"
[[table]]
name = "attendance"
[table.columns]
school_year = { constant = "2025-26" }
student_id = { from = "Local", fall_back = ["State"], pad = 4 }
school_id = { constant = "0412" }
days_enrolled = "Days"
days_absent = "Absent"
"#;
    let driven = read(&parse_mapping("m.toml", text).unwrap(), &path);
    assert_eq!(text_at(&driven, "attendance", 2026, "student_id", 0), "0900");
    assert_eq!(text_at(&driven, "attendance", 2026, "student_id", 1), "0012");
}

#[test]
fn no_name_and_no_birth_date_stands_in_a_proposal() {
    let header = ["Student Number", "Last Name", "First Name", "DOB", "Gender", "Nickname"];
    let header = header.map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = (0..20)
        .map(|n| {
            let row = [&format!("00{n}"), "Okafor", "Ada", "03/09/2012", "F", "Addie"];
            row.map(|cell| cell.to_string()).to_vec()
        })
        .collect();
    let proposed = suggest("students_2026.csv", &header, &rows).text;
    for secret in ["Okafor", "Ada", "2012", "Addie"] {
        assert!(!proposed.contains(secret), "{proposed}");
    }
    insta::assert_snapshot!(proposed);
}

#[test]
fn a_file_like_none_of_ours_gives_remarks_and_no_mapping() {
    let header = vec!["Temperature".to_owned(), "Wind".to_owned()];
    let rows = vec![vec!["21".to_owned(), "NW".to_owned()]];
    let proposed = suggest("weather.csv", &header, &rows);
    assert!(proposed.mapping.tables.is_empty());
    assert!(proposed.text.lines().all(|line| line.is_empty() || line.starts_with('#')));
}

/// Mappings of every shape that the words of a mapping file allow.
mod any {
    use proptest::collection::{btree_map, vec};
    use proptest::option;
    use proptest::prelude::*;
    use traction_core::district::{Kind, Missing, Spec, TABLES};
    use traction_intake::mapping::{
        Case, ColumnMapping, Condition, Mapping, TableMapping, YearForm,
    };
    use traction_intake::source::{ENCODINGS, Form, can_delimit};

    fn text() -> impl Strategy<Value = String> {
        "[ -~éß“\t]{0,10}"
    }

    fn reason() -> impl Strategy<Value = Missing> {
        prop::sample::select(vec![
            Missing::Blank,
            Missing::NotCollected,
            Missing::NotApplicable,
            Missing::Suppressed,
        ])
    }

    prop_compose! {
        fn column(spec: &'static Spec)(
            from in vec(text(), 1..4),
            with in text(),
            fall_back in vec(text(), 0..2),
            strip in vec(text(), 0..3),
            missing in btree_map(text(), reason(), 0..3),
            values in btree_map(text(), text(), 0..3),
            case in option::of(prop::sample::select(vec![Case::Upper, Case::Lower])),
            pad in option::of(1_usize..33),
            year in option::of(prop::sample::select(
                vec![YearForm::Ending, YearForm::Beginning, YearForm::Range])),
            date in option::of(prop::sample::select(vec!["%m/%d/%Y", "%Y%m%d"])),
            scale in option::of(prop::sample::select(vec![0.01, 100.0, -2.5e-9, 1e20])),
            default in option::of(text()),
            constant in option::weighted(0.2, text()),
        ) -> ColumnMapping {
            if constant.is_some() {
                return ColumnMapping { constant, ..ColumnMapping::default() };
            }
            ColumnMapping {
                with: if from.len() > 1 { with } else { String::new() },
                from,
                fall_back,
                strip,
                missing: missing.into_iter().collect(),
                values: values.into_iter().collect(),
                case,
                pad: pad.filter(|_| matches!(spec.kind, Kind::Id | Kind::Text)),
                year: year.filter(|_| spec.kind == Kind::Year),
                date: date.filter(|_| spec.kind == Kind::Date).map(str::to_owned),
                scale: scale.filter(|_| matches!(spec.kind, Kind::Integer | Kind::Number | Kind::Money)),
                default,
                constant: None,
            }
        }
    }

    fn conditions() -> impl Strategy<Value = Vec<Condition>> {
        btree_map(text(), vec(text(), 0..3), 0..3).prop_map(|map| {
            map.into_iter().map(|(column, values)| Condition { column, values }).collect()
        })
    }

    fn table() -> impl Strategy<Value = TableMapping> {
        let table = prop::sample::select(TABLES.to_vec());
        (table, conditions(), conditions(), any::<bool>()).prop_flat_map(
            |(table, keep, leave_out, distinct)| {
                let columns: Vec<_> =
                    table.columns.iter().map(|spec| (Just(spec.name), column(spec))).collect();
                columns.prop_map(move |columns| TableMapping {
                    table,
                    columns,
                    keep: keep.clone(),
                    leave_out: leave_out.clone(),
                    distinct,
                    unpivot: None,
                })
            },
        )
    }

    pub fn mapping() -> impl Strategy<Value = Mapping> {
        let said = prop::sample::select(ENCODINGS.map(|(_, encoding)| encoding).to_vec());
        let sign = (0u8..128).prop_filter("a sign between cells", |byte| can_delimit(*byte));
        let form = (option::of(said), option::of(sign))
            .prop_map(|(encoding, delimiter)| Form { encoding, delimiter });
        (vec(text(), 1..3), option::of(text()), form, vec(table(), 1..3)).prop_map(
            |(files, sheet, form, tables)| {
                // A sheet of a workbook has no form of text.
                let form = if sheet.is_some() { Form::default() } else { form };
                Mapping { files, sheet, form, tables }
            },
        )
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn a_mapping_written_parses_back_the_same(mapping in any::mapping()) {
        let text = write_mapping(&mapping);
        proptest::prop_assert_eq!(parse_mapping("m.toml", &text), Ok(mapping), "{}", text);
    }

    #[test]
    fn a_mapping_never_loses_a_row(
        cells in proptest::collection::vec(("[ab]{0,1}", "[0-9]{0,2}", "[xyz]{0,1}"), 1..40),
        distinct in proptest::prelude::any::<bool>(),
        keep in "[xyz]{0,1}",
        leave_out in "[xyz]",
    ) {
        let mut file = String::from("ID,Score,Flag\n");
        for (id, score, flag) in &cells {
            file.push_str(&format!("{id},{score},{flag}\n"));
        }
        let filled = cells.iter().filter(|(a, b, c)| !(a.is_empty() && b.is_empty() && c.is_empty()));
        let filled = filled.count() as u64;
        let keep = if keep.is_empty() { String::new() } else { format!("keep = {{ Flag = [\"{keep}\", \"\"] }}\n") };
        let text = format!(
            "file = \"*\"\n[[table]]\nname = \"attendance\"\ndistinct = {distinct}\n{keep}\
             leave_out = {{ Flag = [\"{leave_out}\"] }}\n[table.columns]\n\
             school_year = {{ constant = \"2025-26\" }}\nstudent_id = \"ID\"\n\
             school_id = {{ constant = \"1\" }}\ndays_enrolled = {{ constant = \"180\" }}\n\
             days_absent = \"Score\"\n\
             [[table]]\nname = \"school_enrollment\"\n[table.columns]\n\
             school_year = {{ constant = \"2025-26\" }}\nschool_id = \"ID\"\n\
             grade_level = {{ constant = \"n/a\" }}\n[table.unpivot]\ncode = \"student_group\"\n\
             value = \"enrollment\"\n[table.unpivot.columns]\nScore = \"all\"\nFlag = \"other\"\n"
        );
        let (_folder, path) = write_file(&file);
        let driven = read(&parse_mapping("m.toml", &text).unwrap(), &path);
        // `drive` asserts that every row read is kept, set aside or passed over.
        proptest::prop_assert_eq!(driven.report("attendance").rows, filled);
        proptest::prop_assert_eq!(driven.report("school_enrollment").rows, 2 * filled);
    }
}

#[test]
fn the_mappings_of_the_guide_parse() {
    let guide = std::fs::read_to_string(in_repository("docs/guides/map-your-files.md")).unwrap();
    let blocks: Vec<&str> = guide
        .split("```toml\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap_or_default())
        .collect();
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        assert!(parse_mapping("map-your-files.md", block).is_ok(), "{block}");
    }
}

#[test]
fn the_file_of_the_guide_gets_a_mapping_that_can_be_used() {
    let header = "Student Number,School,Test Year,Subject,Grade,Scale Score,Achievement Level";
    let rows = [
        "0081234,0412,2025-26,Math,05,512,Proficient",
        "0081235,0412,2025-26,Math,05,,No Score",
        "0081236,0412,2025-26,Reading,05,471,Basic",
    ];
    let cells = |line: &str| -> Vec<String> { line.split(',').map(str::to_owned).collect() };
    let proposed = suggest("scores_2026.csv", &cells(header), &rows.map(cells));
    let tables: Vec<&str> = proposed.mapping.tables.iter().map(|t| t.table.name).collect();
    assert!(tables.contains(&"assessments"), "{}", proposed.text);
    assert_eq!(parse_mapping("scores.toml", &proposed.text), Ok(proposed.mapping));
}

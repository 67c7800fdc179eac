//! Whole imports of what a person would name.

use std::fs;
use std::path::Path;

use traction_core::district::SchoolYear;
use traction_core::finding::Severity;
use traction_intake::import::{Options, import};
use traction_intake::known::Known;
use traction_intake::mapping::{Mapping, list_feeds, parse_mapping};
use traction_intake::oneroster::{is_bundle, open_bundle};
use traction_intake::plan::Plan;
use traction_intake::sink::{Kept, Report};
use traction_intake::source::{Input, Limits, open_path};

use crate::drive::in_repository;
use traction_testkit::needs::find_shared;

/// Plans what was named as an office does, and imports it.
fn import_all<P: AsRef<Path>>(paths: &[P], mappings: &[Mapping]) -> (Kept, Report) {
    let limits = Limits::default();
    let mut plan = Plan::default();
    let inputs = paths.iter().flat_map(|path| open_path(path.as_ref(), &limits).unwrap().inputs);
    let mut inputs: Vec<Input> = inputs.collect();
    if is_bundle(&inputs) {
        let bundle = open_bundle(&inputs, None, &limits).unwrap();
        plan.feeds.extend(bundle.feeds);
        plan.findings.extend(bundle.findings);
        inputs.retain(|input| !bundle.claimed.iter().any(|claimed| claimed == input.name()));
    }
    for input in inputs {
        match mappings.iter().find(|mapping| mapping.fits_input(input.name())) {
            Some(mapping) => {
                let header = input.open(&limits).unwrap().header().to_vec();
                plan.feeds.extend(list_feeds(mapping, &input, &limits, &header).unwrap());
            }
            None => plan.add(input, &limits),
        }
    }
    plan.give_up();
    let mut kept = Kept::default();
    let report =
        import(plan.feeds, plan.findings, &Known::none(), &Options::default(), &mut kept).unwrap();
    for file in &report.files {
        assert!(file.reconciles(), "{file:?}");
    }
    (kept, report)
}

fn account(report: &Report) -> String {
    let mut text = String::new();
    for file in &report.files {
        text.push_str(&format!(
            "{} → {}: {} rows, {} kept, {} passed over, set aside {:?}\n",
            file.file,
            file.table.unwrap_or("nothing"),
            file.rows,
            file.kept,
            file.passed_over,
            file.set_aside
        ));
        for rate in &file.match_rates {
            text.push_str(&format!(
                "  {} by {}: {} of {} known\n",
                rate.column, rate.heading, rate.matched, rate.tried
            ));
        }
    }
    for (file, code, tally) in report.findings.tallies() {
        text.push_str(&format!("{code} {} {file}: {}\n", tally.severity.word(), tally.count));
    }
    text
}

#[test]
fn state_results_import_whole() {
    let Some(path) = find_shared("growth/sgp_sgpData_LONG.csv.gz") else { return };
    let text = fs::read_to_string(in_repository("docs/examples/mappings/sgp.toml")).unwrap();
    let mapping = parse_mapping("sgp.toml", &text).unwrap();
    let (kept, report) = import_all(&[path], &[mapping]);
    insta::assert_snapshot!(account(&report));
    let assessments = kept.batches.iter().filter(|((table, _), _)| *table == "assessments");
    let (mut rows, mut met) = (0, 0);
    for (_, batch) in assessments {
        let column = batch.column("performance_level_met");
        rows += batch.len();
        met += (0..batch.len()).filter(|row| column.flag(*row) == Some(true)).count();
    }
    // Proficient and above meets the standard: 181,804 and 60,646 rows of the file.
    assert_eq!((rows, met), (368_301, 242_450));
}

#[test]
fn a_bundle_named_file_by_file_beside_a_table_is_still_a_bundle() {
    let Some(folder) = find_shared("interop/oneroster/moodle-enrol_oneroster/Test_full_data_set")
    else {
        return;
    };
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let own = tempfile::tempdir().unwrap();
    let areas = own.path().join("areas.csv");
    fs::write(&areas, "area_id,area_name\nA1,Riverside\n").unwrap();
    paths.push(areas);
    let (_, report) = import_all(&paths, &[]);
    insta::assert_snapshot!(account(&report));
}

#[test]
fn nothing_of_the_malformed_bundle_is_imported() {
    let name = "interop/oneroster/moodle-enrol_oneroster/v1p2_full_dataset.zip";
    let Some(path) = find_shared(name) else { return };
    let (kept, report) = import_all(&[path], &[]);
    assert!(kept.batches.is_empty() && report.files.is_empty());
    assert_eq!(report.findings.find_worst(), Some(Severity::Blocking));
}

#[test]
fn every_id_column_that_was_tried_has_a_match_rate() {
    let own = tempfile::tempdir().unwrap();
    let students = own.path().join("students.csv");
    fs::write(&students, "student_id\n0001\n0002\n0003\n").unwrap();
    let schools = own.path().join("schools.csv");
    fs::write(&schools, "school_id,school_name\n0412,Alder\n").unwrap();
    let days = own.path().join("days_2026.csv");
    fs::write(
        &days,
        "Vendor ID,Local ID,Days,Absent\nv1,1,180,2\n2,99,180,3\n,3,180,4\nv9,98,180,1\n",
    )
    .unwrap();
    let text = "file = \"days_*.csv\"\n[[table]]\nname = \"attendance\"\n[table.columns]\n\
        school_year = { constant = \"2025-26\" }\n\
        student_id = { from = \"Vendor ID\", fall_back = [\"Local ID\"], pad = 4 }\n\
        school_id = { constant = \"0412\" }\ndays_enrolled = \"Days\"\ndays_absent = \"Absent\"\n";
    let mapping = parse_mapping("days.toml", text).unwrap();
    let (kept, report) = import_all(&[students, schools, days], &[mapping]);
    insta::assert_snapshot!(account(&report));
    let batch = &kept.batches[&("attendance", Some(SchoolYear::ending(2026)))];
    let ids: Vec<_> =
        (0..batch.len()).filter_map(|row| batch.column("student_id").text(row)).collect();
    // Where no column holds a known id, the first that holds any is kept, and warned of.
    assert_eq!(ids, ["0001", "0002", "0003", "00v9"]);
}

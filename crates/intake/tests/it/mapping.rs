//! Mapping files: their words, their rows, and the real files that they were made for.

use traction_intake::mapping::{Mapping, list_feeds, parse_mapping};
use traction_intake::source::{Limits, open_path};

use crate::drive::{Driven, drive, find_real, in_repository};

fn example(name: &str) -> Mapping {
    let path = in_repository(&format!("docs/examples/mappings/{name}.toml"));
    let text = std::fs::read_to_string(path).unwrap();
    parse_mapping(&format!("{name}.toml"), &text).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn read_real(mapping: &str, path: &str) -> Option<Driven> {
    let path = find_real(path)?;
    let mapping = example(mapping);
    assert!(mapping.fits(path.file_name()?.to_str()?));
    let limits = Limits::default();
    let opened = open_path(&path, &limits).unwrap();
    let header = opened.inputs[0].open(&limits).unwrap().header().to_vec();
    let feeds = list_feeds(&mapping, &opened.inputs[0], &limits, &header).unwrap();
    let driven = drive(feeds);
    for report in &driven.reports {
        println!("{report:#?}");
    }
    for finding in driven.findings.shown() {
        println!(
            "{} {:?} {} | {} | {}",
            finding.code,
            finding.row,
            finding.found,
            finding.expected,
            finding.column.as_deref().unwrap_or("")
        );
    }
    Some(driven)
}

#[test]
fn sgp_reads_all_rows() {
    let Some(_driven) = read_real("sgp", "growth/sgp_sgpData_LONG.csv.gz") else { return };
}
#[test]
fn chicago_enrollment_reads_all_rows() {
    let Some(_driven) = read_real(
        "chicago-enrollment",
        "enrollment/chicago_cps_20thday_school_grade_2005_2025.csv.gz",
    ) else {
        return;
    };
}
#[test]
fn chicago_subgroups_reads_all_rows() {
    let Some(_driven) =
        read_real("chicago-subgroups", "enrollment/chicago_cps_school_subgroups_2008_2025.csv.gz")
    else {
        return;
    };
}
#[test]
fn maryland_attendance_reads_all_rows() {
    let Some(_driven) =
        read_real("maryland-attendance", "enrollment/maryland_msde_attendance_2009_2019.csv.gz")
    else {
        return;
    };
}
#[test]
fn maryland_enrollment_reads_all_rows() {
    let Some(_driven) =
        read_real("maryland-enrollment", "enrollment/maryland_msde_school_grade_2009_2019.csv.gz")
    else {
        return;
    };
}

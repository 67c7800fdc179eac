//! The cases of `cases/gaps`: rules in prose, run.

use std::path::Path;

use traction_core::district::SchoolYear;
use traction_core::gaps::{Measures, list_students};
use traction_testkit::cases::{Case, list_cases};

/// What the engine says of each student, under the columns that the case expects: `student_id`,
/// `outcome`, any field of the grain, and any dimension of groups.
fn found(case: &Case, by: &str, columns: &[String]) -> Vec<Vec<String>> {
    let measure = case.setting("Measure").unwrap();
    let begin: i16 = case.setting("Year").unwrap()[..4].parse().unwrap();
    let measures = Measures::shipped().unwrap();
    let facts = case.facts().unwrap();
    let year = SchoolYear::beginning(begin);
    let rows = list_students(&facts, &measures, measure, by, year).unwrap();
    rows.reveal()
        .iter()
        .map(|row| {
            let number = |name: &String| {
                row.numbers.iter().find(|(field, _)| field == name).map(|(_, v)| v.clone())
            };
            let group = |name: &String| {
                row.groups.iter().find(|(code, _)| code == name).map(|(_, v)| (*v).to_owned())
            };
            columns
                .iter()
                .map(|column| match column.as_str() {
                    "student_id" => row.student_id.clone(),
                    "school_id" => row.school_id.clone(),
                    "outcome" => row.outcome.clone(),
                    _ => number(column).or_else(|| group(column)).unwrap(),
                })
                .collect()
        })
        .collect()
}

#[test]
fn every_case_of_the_gaps_room_comes_out_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/gaps");
    let cases = list_cases(&folder).unwrap();
    assert!(cases.len() >= 4, "the cases are there");
    let mut differences = Vec::new();
    for case in &cases {
        for (by, table) in &case.expected {
            differences.extend(case.compare(table, &found(case, by, &table.columns)));
        }
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

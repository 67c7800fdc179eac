//! The cases of `cases/enrollment`: rules in prose, run.

use std::path::Path;

use traction_core::district::SchoolYear;
use traction_core::enrollment::model::{GRADES, grade_at};
use traction_core::enrollment::{check, project, roll};
use traction_testkit::cases::{Case, list_cases};

/// Every grade with projected students in the school year that a table is named for.
fn found(case: &Case, year: &str) -> Vec<Vec<String>> {
    let inputs = roll::read(&case.facts().unwrap(), (10, 1)).unwrap();
    let projection = project(&inputs, case.setting("Ahead").unwrap().parse().unwrap());
    assert_eq!(check::check(&inputs, &projection), vec![]);
    let wanted = SchoolYear::beginning(year[..4].parse().unwrap());
    let ahead = (1..=projection.horizon).find(|ahead| projection.year(*ahead) == wanted).unwrap();
    let mut rows = Vec::new();
    for (school, mark) in projection.schools.iter().enumerate() {
        for grade in 0..GRADES {
            let value = projection.cell(ahead, school, grade).value.round();
            if value > 0.0 {
                let code = grade_at(grade).code().to_owned();
                rows.push(vec![mark.id.clone(), code, value.to_string()]);
            }
        }
    }
    rows
}

#[test]
fn every_case_of_the_enrollment_room_comes_out_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/enrollment");
    let cases = list_cases(&folder).unwrap();
    assert!(cases.len() >= 6, "the cases are there");
    let mut differences = Vec::new();
    for case in &cases {
        for (year, table) in &case.expected {
            differences.extend(case.compare(table, &found(case, year)));
        }
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

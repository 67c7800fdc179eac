//! A district's own rules: what they withhold is withheld on the pages of every room.

use serde_json::Value;
use traction_web::router;

use super::attack::sample_town;
use super::town::{read, run};

/// Pages of rooms that show figures about students.
const PATHS: [&str; 8] = [
    "/schools.json",
    "/enrollment.json",
    "/enrollment/funnel.json",
    "/gaps.json?measure=chronic_absence",
    "/graduation.json",
    "/choice/practice.json",
    "/budget/fair.json",
    "/budget.json",
];

/// Figures in the rows of an answer.
fn count_numbers(text: &str) -> usize {
    fn count(value: &Value) -> usize {
        match value {
            Value::Number(_) => 1,
            Value::Array(of) => of.iter().map(count).sum(),
            Value::Object(of) => of.values().map(count).sum(),
            _ => 0,
        }
    }
    let json: Value = serde_json::from_str(text).expect("JSON");
    let tables = json["tables"].as_array().into_iter().flatten();
    tables.map(|table| count(&table["rows"])).sum()
}

#[test]
fn a_districts_stricter_file_takes_figures_from_every_room() {
    let (folder, district) = sample_town();
    let own = folder.path().join("riverbend/policy/disclosure");
    run(async {
        let router = router(district);
        let mut before = Vec::new();
        for path in PATHS {
            let said = read(&router, path).await;
            assert_eq!(said.status, 200, "{path}");
            before.push((path, count_numbers(&said.text)));
        }
        std::fs::create_dir_all(&own).expect("a folder");
        let rules = "id = \"board\"\nversion = \"2026-09-01\"\ncitation = \"Board policy 5125\"\n\
                     source = \"Three hundred students.\"\nverified = true\nminimum_group = 300\n";
        std::fs::write(own.join("board.toml"), rules).expect("a file");
        for (path, was) in before {
            let said = read(&router, path).await;
            assert_eq!(said.status, 200, "{path}");
            let is = count_numbers(&said.text);
            assert!(is < was, "{path} shows {is} figures, and showed {was}");
        }
    });
}

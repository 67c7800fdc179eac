//! Pages of every room attacked: no number of a few students is printed, and no total less what is
//! printed beside it gives one.

use axum::Router;
use serde_json::{Map, Value};
use traction_core::disclosure::check::{Known, Seen, attack};
use traction_web::router;

use super::attack::sample_town;
use super::html::attributes;
use super::town::{read, run};

const MANY: i64 = 1 << 40;

/// Pages that show students in groups. Pages of single students, which only those who have a reason
/// see, are not among them.
const PAGES: [&str; 22] = [
    "/home",
    "/brief",
    "/gaps",
    "/graduation",
    "/schools",
    "/enrollment",
    "/enrollment/funnel",
    "/enrollment/backtest",
    "/enrollment/versions",
    "/choice",
    "/choice/practice",
    "/choice/compare",
    "/budget",
    "/budget/ahead",
    "/budget/trade",
    "/budget/fair",
    "/budget/funds",
    "/budget/keep",
    "/plan",
    "/plan/surveys",
    "/plan/snapshot",
    "/plan/contracts",
];

/// Pages of one school.
const OF_A_SCHOOL: [&str; 4] =
    ["/schools/", "/graduation/schools/", "/enrollment/schools/", "/budget/schools/"];

/// Columns of numbers of students.
const COUNTS: [&str; 12] = [
    "students",
    "applicants",
    "members",
    "seniors",
    "listed",
    "applied",
    "accepted",
    "attending",
    "registered",
    "applied_before",
    "accepted_before",
    "last",
];

/// Columns that name whole groupings, and the columns of their groups.
const GROUPINGS: [(&str, &str); 2] = [("dimension", "group"), ("by", "group")];

fn count(row: &Map<String, Value>, column: &str) -> Option<Known> {
    let value = row.get(column)?;
    if let Some(n) = value.as_i64() {
        return Some(Known::exactly(n));
    }
    // What is beside it says whether there is nobody or too few.
    let is_nobody = row.values().any(|value| value.as_str() == Some("no students"));
    Some(if is_nobody { Known::exactly(0) } else { Known::withheld(1, MANY) })
}

/// What can be found in one table: groups of each grouping, and those of no known group, are everybody;
/// where there is no grouping, the rows are.
fn attack_table(rows: &[Map<String, Value>], column: &str, whole: Option<i64>) -> usize {
    let mut found = 0;
    for (grouping, group) in GROUPINGS {
        let names = rows.iter().filter_map(|row| row.get(grouping)?.as_str());
        let names: std::collections::BTreeSet<&str> = names.collect();
        for name in names {
            let of = |row: &&Map<String, Value>| {
                row.get(grouping).and_then(Value::as_str) == Some(name) && row.contains_key(group)
            };
            let mut numbers: Vec<Known> =
                rows.iter().filter(of).filter_map(|row| count(row, column)).collect();
            let parts: Vec<usize> = (0..numbers.len() + 1).collect();
            numbers.push(Known::within(0, MANY));
            numbers.push(whole.map_or(Known::within(0, MANY), Known::exactly));
            let seen = Seen { sums: vec![(numbers.len() - 1, parts)], numbers };
            found += attack(&seen, 5).len();
        }
    }
    found
}

/// Numbers of students that a text says: `7 students`, `n = 7`.
fn said(text: &str) -> Vec<i64> {
    let digits = |c: &char| c.is_ascii_digit() || *c == ',';
    let read = |text: String| text.replace(',', "").parse().ok();
    // "3 students more bring a position", "within 5 students of a position": these are no students.
    let change = |at: &usize| {
        let rest = &text[at + " students".len()..];
        [" more", " fewer", " of a position"].iter().any(|words| rest.starts_with(words))
    };
    let before = text.match_indices(" students").map(|(at, _)| at).filter(|at| !change(at));
    let before = before.filter_map(|at| {
        let number: String = text[..at].chars().rev().take_while(digits).collect();
        read(number.chars().rev().collect())
    });
    let after = text.split("n = ").skip(1);
    let after = after.filter_map(|rest| read(rest.chars().take_while(digits).collect()));
    before.chain(after).collect()
}

async fn read_json(router: &Router, path: &str) -> Option<Value> {
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    let said = read(router, &format!("{page}.json?{query}")).await;
    (said.status == 200).then(|| serde_json::from_str(&said.text).expect("JSON"))
}

#[test]
fn no_page_of_any_room_prints_a_few_students_or_gives_them_away() {
    let (_folder, district) = sample_town();
    run(async {
        let router = router(district);
        let schools = read_json(&router, "/schools").await.expect("schools");
        let ids: Vec<String> = schools["tables"][0]["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .filter_map(|row| row["school_id"].as_str().map(str::to_owned))
            .collect();
        let mut paths: Vec<String> = PAGES.iter().map(|path| (*path).to_owned()).collect();
        for page in OF_A_SCHOOL {
            paths.extend(ids.iter().map(|id| format!("{page}{id}")));
        }
        let (mut pages, mut counts, mut withheld) = (0, 0, 0);
        let mut wrong = Vec::new();
        for path in &paths {
            let page = read(&router, path).await;
            if page.status != 200 {
                continue;
            }
            pages += 1;
            // What is drawn, and what is said to those who do not see it.
            let mut texts = vec![page.text.clone()];
            for name in ["aria-label", "title", "alt"] {
                texts.extend(attributes(&page.text, name));
            }
            for text in &texts {
                let few = said(text).into_iter().filter(|n| (1..10).contains(n));
                wrong.extend(few.map(|n| format!("{path} says {n}")));
            }
            let Some(json) = read_json(&router, path).await else { continue };
            for table in json["tables"].as_array().into_iter().flatten() {
                let rows = table["rows"].as_array().into_iter().flatten();
                let rows: Vec<Map<String, Value>> =
                    rows.filter_map(|row| row.as_object().cloned()).collect();
                let id = table["id"].as_str().unwrap_or_default();
                // Counted exactly for whoever sees the students themselves, as this reader does; for
                // others they are withheld, as the office's tests say.
                if id == "openings" {
                    continue;
                }
                for column in COUNTS {
                    let known: Vec<Known> =
                        rows.iter().filter_map(|row| count(row, column)).collect();
                    counts += known.len();
                    withheld += known.iter().filter(|known| known.withheld).count();
                    let few = known.iter().filter(|known| (1..10).contains(&known.most));
                    wrong.extend(few.map(|few| format!("{path} {id} {column} prints {few:?}")));
                    // Everybody, where the table or the page says how many they are.
                    let tiers = json["tables"].as_array().into_iter().flatten();
                    let tiers = tiers.filter(|table| table["id"] == "tiers");
                    let tiers =
                        tiers.flat_map(|table| table["rows"].as_array().into_iter().flatten());
                    let tiers: Option<i64> =
                        tiers.map(|row| row["students"].as_i64()).sum::<Option<i64>>();
                    let everybody = rows
                        .iter()
                        .find(|row| row.get("by").and_then(Value::as_str) == Some("Everybody"));
                    let everybody = everybody.and_then(|row| row.get(column)?.as_i64());
                    let whole = everybody.or(tiers.filter(|n| *n > 0));
                    let found = attack_table(&rows, column, whole);
                    if found > 0 {
                        wrong.push(format!("{path} {id} {column}: {found} found"));
                    }
                }
            }
            // The other twin prints what the first does.
            let csv = read(&router, &format!("{path}.csv")).await;
            if csv.status == 200 {
                let mut lines = csv.text.lines().map(|line| line.split(',').collect::<Vec<_>>());
                let header = lines.next().unwrap_or_default();
                let columns: Vec<usize> =
                    (0..header.len()).filter(|at| COUNTS.contains(&header[*at])).collect();
                for line in lines.filter(|line| line.len() == header.len()) {
                    let few = columns.iter().filter_map(|at| line[*at].parse::<i64>().ok());
                    let few = few.filter(|n| (1..10).contains(n));
                    wrong.extend(few.map(|n| format!("{path}.csv prints {n}")));
                }
            }
        }
        assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
        assert!(pages > 25 && counts > 200, "{pages} pages, {counts} numbers");
        assert!(withheld > 20, "there is what to find: {withheld}");
    });
}

//! The sample town's pages attacked: what JSON, CSV, charts and texts print, put together.

use std::collections::BTreeMap;

use serde_json::Value;
use tempfile::TempDir;
use traction_core::disclosure::check::{Known, Seen, attack};
use traction_core::gaps::Dimension;
use traction_core::sample::Size;
use traction_office::import::{ImportOrder, import};
use traction_office::{District, NewDistrict, Person, Silent};
use traction_web::router;

use super::html::attributes;
use super::town::{read, run};

const MANY: i64 = 1 << 40;
/// Every grade of the town, so that grades add up to all of them.
const GRADES: [&str; 13] =
    ["KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];

pub(super) fn sample_town() -> (TempDir, District) {
    let folder = tempfile::tempdir().expect("a folder");
    let exports = folder.path().join("exports");
    traction_office::sample::write(&exports, Size::Town, 7, &Silent).expect("a sample");
    let new = NewDistrict { name: "Riverbend".to_owned(), nces_id: None };
    let person = Person::Operator { account: "analyst".to_owned() };
    let district =
        District::create(&folder.path().join("riverbend"), &new, person).expect("a district");
    let order = ImportOrder {
        files: vec![exports],
        add: false,
        replace: false,
        school_year: None,
        dry_run: false,
        mappings: Vec::new(),
        wait: true,
        now: "2026-11-02T09:00:00Z".parse().expect("a time"),
        today: jiff::civil::date(2026, 11, 2),
    };
    import(&district, &order, &Silent).expect("an import");
    (folder, district)
}

/// What pages print: numbers of students by place, grade and group; `None` is withheld.
#[derive(Default)]
struct Board {
    printed: BTreeMap<(String, String, String), Option<i64>>,
}

impl Board {
    /// Notes a number; two pages that print one thing differently are found out.
    fn note(&mut self, place: &str, grade: &str, who: &str, n: Option<i64>) {
        let key = (place.to_owned(), grade.to_owned(), who.to_owned());
        match self.printed.get(&key) {
            Some(Some(known)) if n.is_some() => assert_eq!(Some(*known), n, "{key:?}"),
            Some(Some(_)) => {}
            _ => {
                self.printed.insert(key, n);
            }
        }
    }

    /// Reads the groups and crossings that a gap's JSON prints.
    fn read(&mut self, json: &Value, place: &str, grade: &str) {
        for table in json["tables"].as_array().into_iter().flatten() {
            let id = table["id"].as_str().unwrap_or_default();
            for row in table["rows"].as_array().into_iter().flatten() {
                let Some(row) = row.as_object() else { continue };
                let who = row.get("group").and_then(Value::as_str).unwrap_or_default();
                let n = row.iter().find(|(key, _)| key.ends_with("_students")).map(|(_, n)| n);
                let Some(n) = n.filter(|_| !who.is_empty()) else { continue };
                let n = match n.as_str() {
                    Some("no students") => Some(0),
                    Some("not collected") => continue,
                    _ => n.as_i64(),
                };
                match id {
                    "groups" => self.note(place, grade, who, n),
                    "crossed" => self.note(place, grade, who, n),
                    _ => {}
                }
            }
        }
    }

    /// Reads the groups that a gap's CSV prints: what it says beside what the JSON says.
    fn read_csv(&mut self, csv: &str, place: &str) {
        let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let header = lines.next().expect("a header");
        let at = |name: &str| header.iter().position(|column| *column == name);
        let n = header.iter().position(|column| column.ends_with("_students"));
        let (group, n) = (at("group").expect("groups"), n.expect("numbers of students"));
        let mut rows = 0;
        for line in lines.filter(|line| line.len() == header.len()) {
            let n = match line[n] {
                "no students" => Some(0),
                "not collected" => continue,
                text => text.parse().ok(),
            };
            self.note(place, "", line[group], n);
            rows += 1;
        }
        assert!(rows > 10, "{csv}");
    }

    fn attack(&self, schools: &[String]) -> Vec<String> {
        let keys: Vec<&(String, String, String)> = self.printed.keys().collect();
        let mut numbers: Vec<Known> = keys
            .iter()
            .map(|key| match self.printed[*key] {
                Some(n) => Known::exactly(n),
                // A group in one grade is not released, whether or not it has anybody.
                None if !key.1.is_empty() => Known::withheld(0, MANY),
                None => Known::withheld(1, MANY),
            })
            .collect();
        let spots: BTreeMap<[&str; 3], usize> =
            keys.iter().enumerate().map(|(at, key)| ([&*key.0, &*key.1, &*key.2], at)).collect();
        let at = |place: &str, grade: &str, who: &str| spots.get(&[place, grade, who]).copied();
        let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
        let slack = |numbers: &mut Vec<Known>| {
            numbers.push(Known::within(0, MANY));
            numbers.len() - 1
        };
        for (whole, key) in keys.iter().enumerate() {
            let (place, grade, who) = (&key.0, &key.1, key.2.as_str());
            for dimension in Dimension::ALL {
                // Groups, or crossings of a group, with those of no known group.
                let label = |group: &str| match who {
                    "All students" => group.to_owned(),
                    focus => format!("{focus}: {group}"),
                };
                let mut parts: Vec<usize> = dimension
                    .groups()
                    .filter_map(|group| at(place, grade, &label(group.label())))
                    .collect();
                if !parts.is_empty() {
                    parts.push(slack(&mut numbers));
                    sums.push((whole, parts));
                }
            }
            if grade.is_empty() {
                let grades = keys.iter().enumerate().filter(|(_, other)| {
                    other.0 == *place && other.2 == who && !other.1.is_empty()
                });
                let parts: Vec<usize> = grades.map(|(part, _)| part).collect();
                if !parts.is_empty() {
                    sums.push((whole, parts));
                }
            }
            if place == "district" {
                // Schools count those who moved twice.
                let parts: Vec<usize> =
                    schools.iter().filter_map(|school| at(school, grade, who)).collect();
                if !parts.is_empty() {
                    let together = slack(&mut numbers);
                    sums.push((together, parts));
                    let moved = slack(&mut numbers);
                    sums.push((together, vec![whole, moved]));
                }
            }
        }
        let seen = Seen { numbers, sums };
        // A group of ten or more whose rate is withheld is no secret: its number may follow.
        // Nor is it that there is nobody, which other pages say.
        let found = attack(&seen, 5).into_iter();
        let found = found.filter(|found| found.least < 10 && found.most > 0);
        found.map(|found| format!("{:?} {found:?}", keys.get(found.place))).collect()
    }
}

/// Numbers after `n = ` in everything that a page says, its charts' texts included.
fn numbers_said(text: &str) -> Vec<i64> {
    text.split("n = ")
        .skip(1)
        .filter_map(|rest| {
            let digits: String =
                rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
            digits.replace(',', "").parse().ok()
        })
        .collect()
}

#[test]
fn nothing_is_recovered_from_the_sample_towns_pages() {
    let (_folder, district) = sample_town();
    run(async {
        let router = router(district);
        let list: Value =
            serde_json::from_str(&read(&router, "/schools.json").await.text).expect("JSON");
        let rows = list["tables"][0]["rows"].as_array().expect("schools").clone();
        let ids: Vec<String> =
            rows.iter().filter_map(|row| row["school_id"].as_str().map(str::to_owned)).collect();
        assert!(ids.len() > 3, "{list}");
        let mut places = vec![("district".to_owned(), String::new())];
        places.extend(ids.iter().map(|id| (format!("school:{id}"), format!("&place=school:{id}"))));
        let schools: Vec<String> = ids.iter().map(|id| format!("school:{id}")).collect();
        let mut withheld = 0;
        for measure in ["chronic_absence", "out_of_school_suspension"] {
            let mut board = Board::default();
            for (place, query) in &places {
                for group in ["economically_disadvantaged=true", "race_ethnicity=black"] {
                    let asked = format!("measure={measure}&group={group}{query}&to=2026");
                    let said = read(&router, &format!("/gaps.json?{asked}")).await;
                    if said.status != 200 {
                        continue;
                    }
                    let json: Value = serde_json::from_str(&said.text).expect("JSON");
                    board.read(&json, place, "");
                    // The page and the other twin say no number that is too small.
                    let page = read(&router, &format!("/gaps?{asked}")).await.text;
                    let words = attributes(&page, "aria-label").join(" ");
                    for n in numbers_said(&page).into_iter().chain(numbers_said(&words)) {
                        assert!(n >= 10, "{asked}: n = {n}");
                    }
                    let csv = read(&router, &format!("/gaps.csv?{asked}&table=groups")).await.text;
                    board.read_csv(&csv, place);
                }
                if measure == "chronic_absence" {
                    for grade in GRADES {
                        let asked = format!(
                            "measure={measure}&group=sex=male{query}&to=2026&grades={grade}"
                        );
                        let said = read(&router, &format!("/gaps.json?{asked}")).await;
                        if said.status == 200 {
                            let json: Value = serde_json::from_str(&said.text).expect("JSON");
                            board.read(&json, place, grade);
                        }
                    }
                }
            }
            withheld += board.printed.values().filter(|n| n.is_none()).count();
            let found = board.attack(&schools);
            assert!(found.is_empty(), "{measure}: {} found\n{}", found.len(), found.join("\n"));
        }
        assert!(withheld > 50, "there is what to find: {withheld}");
    });
}

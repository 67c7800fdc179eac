//! A page and its twins say the same.

use serde_json::Value;
use traction_web::router;

use super::html::{attributes, outline};
use super::town::{district, read, run};

/// Comma-separated rows, as RFC 4180 writes them.
pub fn parse_csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let (mut letters, mut quoted) = (text.chars().peekable(), false);
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().expect("a row");
        let cell = row.last_mut().expect("a cell");
        match (letter, quoted) {
            ('"', true) if letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(String::new()),
            ('\n', false) => rows.push(vec![String::new()]),
            (other, _) => cell.push(other),
        }
    }
    rows.pop();
    rows
}

#[test]
fn every_page_has_twins_that_parse_and_agree() {
    run(async {
        let router = router(district());
        for (page, query) in [
            ("/index", ""),
            ("/brief", ""),
            ("/gaps", "?measure=chronic_absence"),
            ("/gaps", "?measure=chronic_absence&group=economically_disadvantaged"),
            ("/schools", ""),
            ("/schools/0412", ""),
            ("/budget", ""),
            ("/budget/ahead", ""),
            ("/budget/trade", ""),
            ("/budget/fair", ""),
            ("/budget/funds", ""),
            ("/budget/compare", ""),
            ("/budget/positions", ""),
            ("/budget/keep", ""),
            ("/budget/schools/0412", ""),
            ("/measures", ""),
            ("/measures/chronic_absence", ""),
            ("/data", ""),
            ("/data/findings", ""),
            ("/data/imports/1", ""),
            ("/data/tables/attendance", ""),
        ] {
            let json = read(&router, &format!("{page}.json{query}")).await;
            assert_eq!(json.status, 200, "{page}\n{}", json.text);
            let whole: Value = serde_json::from_str(&json.text).expect("JSON");
            let tables = whole["tables"].as_array().expect("tables");
            assert!(!tables.is_empty(), "{page}");
            for table in tables {
                let id = table["id"].as_str().expect("an id");
                let and = if query.is_empty() { "?" } else { "&" };
                let csv = read(&router, &format!("{page}.csv{query}{and}table={id}")).await;
                assert_eq!(csv.status, 200, "{page} {id}");
                let rows = parse_csv(&csv.text);
                assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{page} {id}");
                let same = table["rows"].as_array().expect("rows");
                assert_eq!(rows.len() - 1, same.len(), "{page} {id}");
            }
        }
    });
}

#[test]
fn a_pages_table_has_the_rows_of_its_twin() {
    run(async {
        let router = router(district());
        for (page, query, table) in [
            ("/schools", "", "schools"),
            ("/gaps", "?measure=chronic_absence", "overview"),
            ("/gaps", "?measure=chronic_absence&group=economically_disadvantaged", "years"),
            ("/gaps", "?measure=chronic_absence&group=economically_disadvantaged", "schools"),
            ("/data/tables/attendance", "", "columns"),
        ] {
            let and = if query.is_empty() { "?" } else { "&" };
            let csv = read(&router, &format!("{page}.csv{query}{and}table={table}")).await;
            let rows = parse_csv(&csv.text);
            let text = outline(&read(&router, &format!("{page}{query}")).await.text);
            // The words that head a row in the twin head one on the page.
            let column = usize::from(rows[0][0] == "school_id" || rows[0][0] == "school");
            for row in rows.iter().skip(1) {
                let head = format!("| {}", row[column]);
                assert!(text.contains(&head), "{page} {table}: {head}\n{text}");
            }
        }
    });
}

#[test]
fn a_figures_links_give_its_own_table() {
    run(async {
        let router = router(district());
        let page =
            read(&router, "/gaps?measure=chronic_absence&group=economically_disadvantaged").await;
        let links = attributes(&page.text, "href");
        let twins: Vec<&String> = links.iter().filter(|link| link.contains(".csv")).collect();
        assert!(twins.len() > 3, "{twins:?}");
        for link in twins {
            let said = read(&router, link).await;
            assert_eq!(said.status, 200, "{link}\n{}", said.text);
            assert!(said.text.lines().count() > 1, "{link}");
        }
    });
}

#[test]
fn the_first_page_has_its_twins_under_both_its_names() {
    run(async {
        let router = router(district());
        for ending in ["csv", "json"] {
            let index = read(&router, &format!("/index.{ending}")).await;
            let home = read(&router, &format!("/home.{ending}")).await;
            assert_eq!((home.status.as_u16(), &home.text), (200, &index.text), "{ending}");
        }
        let page = read(&router, "/").await;
        let links = attributes(&page.text, "href");
        for twin in ["/index.csv", "/index.json"] {
            assert!(links.iter().any(|link| link == twin), "{twin}: {links:?}");
        }
    });
}

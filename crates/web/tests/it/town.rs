//! A small district, imported through the office like any other, and its pages.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;
use traction_office::import::{ImportOrder, import};
use traction_office::{District, NewDistrict, Person, Silent};

const SCHOOLS: [(&str, &str, &str, &str, &str, &str); 4] = [
    ("0410", "Alder Elementary", "elementary", "NORTH", "KG", "05"),
    ("0412", "Birch & Sons <Elementary>", "elementary", "SOUTH", "KG", "05"),
    ("0520", "Cedar Middle", "middle", "NORTH", "06", "08"),
    ("0610", "Dogwood High", "high", "SOUTH", "09", "12"),
];
const YEARS: [&str; 3] = ["2023-24", "2024-25", "2025-26"];
/// Students of each school, one in three of low income.
const STUDENTS: usize = 60;

/// One answer.
pub struct Said {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

/// The folder stays for as long as the tests run.
static FOLDER: OnceLock<TempDir> = OnceLock::new();
static DISTRICT: OnceLock<District> = OnceLock::new();

/// A district with schools, students, groups, enrollments and attendance of three years.
pub fn district() -> District {
    DISTRICT.get_or_init(load).clone()
}

/// A district into which nothing was imported.
pub fn empty_district() -> (TempDir, District) {
    let folder = tempfile::tempdir().expect("a folder");
    let district = make(&folder.path().join("empty"));
    (folder, district)
}

fn make(path: &Path) -> District {
    let new = NewDistrict { name: "Testing <City> Schools".to_owned(), nces_id: None };
    District::create(path, &new, Person::Operator { account: "analyst".to_owned() })
        .expect("a district")
}

fn load() -> District {
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder"));
    let exports = folder.path().join("exports");
    std::fs::create_dir(&exports).expect("a folder");
    for (name, text) in files() {
        std::fs::write(exports.join(name), text).expect("a file");
    }
    let district = make(&folder.path().join("testing"));
    import_at(&district, &exports, "2026-11-02T09:00:00Z");
    district
}

/// A district of its own, made and filled at a moment; its export files lie in `exports`.
pub fn district_at(now: &str) -> (TempDir, District) {
    let folder = tempfile::tempdir().expect("a folder");
    let exports = folder.path().join("exports");
    std::fs::create_dir(&exports).expect("a folder");
    for (name, text) in files() {
        std::fs::write(exports.join(name), text).expect("a file");
    }
    let district = make(&folder.path().join("testing"));
    import_at(&district, &exports, now);
    (folder, district)
}

/// Imports a file or folder at a moment.
pub fn import_at(district: &District, exports: &Path, now: &str) {
    let now: jiff::Timestamp = now.parse().expect("a time");
    let order = ImportOrder {
        files: vec![exports.to_owned()],
        add: false,
        replace: false,
        dry_run: false,
        school_year: None,
        mappings: Vec::new(),
        wait: true,
        now,
        today: now.to_zoned(jiff::tz::TimeZone::UTC).date(),
    };
    import(district, &order, &Silent).expect("an import");
}

fn files() -> Vec<(&'static str, String)> {
    let mut schools =
        String::from("school_id,school_name,school_type,cluster_id,low_grade,high_grade\n");
    for (id, name, kind, cluster, low, high) in SCHOOLS {
        writeln!(schools, "{id},{name},{kind},{cluster},{low},{high}").expect("text");
    }
    let clusters = "cluster_id,cluster_name\nNORTH,North cluster\nSOUTH,South cluster\n".to_owned();
    let mut students = String::from("student_id,last_surname,first_name,birth_date,sex\n");
    let mut groups = String::from(
        "school_year,student_id,race_ethnicity,economically_disadvantaged,english_learner,\
         student_with_disability,homeless,foster_care,migrant\n",
    );
    let mut enrollments =
        String::from("school_year,student_id,school_id,grade_level,entry_date,exit_date\n");
    let mut attendance =
        String::from("school_year,student_id,school_id,days_enrolled,days_absent\n");
    for (place, (school, _, _, _, _, high)) in SCHOOLS.into_iter().enumerate() {
        for number in 0..STUDENTS {
            let id = format!("{:05}", 10_000 * (place + 1) + number);
            let sex = if number % 2 == 0 { "female" } else { "male" };
            writeln!(students, "{id},Surname{number},Given,2012-03-0{},{sex}", 1 + number % 9)
                .expect("text");
            for (at, year) in YEARS.into_iter().enumerate() {
                let poor = number % 3 == 0;
                let race = ["black", "white", "hispanic", "asian"][number / 2 % 4];
                let learner = if number % 5 == 0 { "current" } else { "never" };
                let begins = &year[..4];
                writeln!(
                    groups,
                    "{year},{id},{race},{poor},{learner},{},{},false,false",
                    number % 7 == 0,
                    number == 3
                )
                .expect("text");
                writeln!(enrollments, "{year},{id},{school},{high},{begins}-08-24,").expect("text");
                // More of the poor are absent much, a little fewer each year.
                let often = (number * 7 + place * 3 + at * 5) % 10 < if poor { 6 - at } else { 2 };
                let absent = if often { 24 } else { 4 };
                writeln!(attendance, "{year},{id},{school},178,{absent}").expect("text");
            }
        }
    }
    // A row that a check sets aside.
    writeln!(attendance, "2025-26,10001,0410,many,4").expect("text");
    vec![
        ("schools.csv", schools),
        ("clusters.csv", clusters),
        ("students.csv", students),
        ("student_groups.csv", groups),
        ("enrollments.csv", enrollments),
        ("attendance.csv", attendance),
    ]
}

/// Sends a request to the pages of a district.
pub async fn send(router: &Router, request: Request<Body>) -> Said {
    let response = router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    Said {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// Reads a page.
pub async fn read(router: &Router, path: &str) -> Said {
    let request = Request::get(path).header("host", "localhost:7700").body(Body::empty());
    send(router, request.expect("a request")).await
}

/// Runs a test's future to its end.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(work)
}

//! Nobody reads a row outside their scope: every page for every role, and random people with
//! random requests, through the server as it is.
//!
//! What somebody may see is worked out here from the exported enrollments, not by the code that
//! the pages use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use axum::Router;
use axum::http::StatusCode;
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tempfile::TempDir;
use traction_office::access::{Grant, Role};
use traction_office::export::{ExportOrder, Target, export};
use traction_office::import::{ImportOrder, adopt_mappings, import};
use traction_office::{District, NewDistrict, Person, Silent, choice, people, plan, sample};
use traction_web::router;
use traction_web::server::list_pages;

use super::html::attributes;
use super::reader::Reader;
use super::town::{Said, run};
use super::twins::parse_csv;

/// Addresses that the crawl collects.
const POOL: usize = 420;
/// Random people, and how many addresses each asks for.
const PEOPLE: u32 = 16;
const ASKED: usize = 30;
/// The student's number in the documentation of tables.
const EXAMPLE: &str = "0081234";

/// The sample town, loaded once, and what its operator can reach.
pub struct Town {
    _folder: TempDir,
    district: District,
    pool: Vec<String>,
    /// Schools at which each student was enrolled in the latest year; every student has an entry.
    schools_of: BTreeMap<String, BTreeSet<String>>,
    schools: Vec<String>,
    clusters: BTreeMap<String, BTreeSet<String>>,
}

impl Town {
    pub fn district(&self) -> &District {
        &self.district
    }
}

pub fn town() -> &'static Town {
    static TOWN: OnceLock<Town> = OnceLock::new();
    TOWN.get_or_init(load)
}

pub fn operator() -> Person {
    Person::Operator { account: "analyst".to_owned() }
}

fn load() -> Town {
    let folder = tempfile::tempdir().expect("a folder");
    let exports = folder.path().join("exports");
    sample::write(&exports, sample::Size::Town, 7, &Silent).expect("a town");
    let new = NewDistrict { name: "Riverbend".to_owned(), nces_id: None };
    let path = folder.path().join("riverbend");
    let district = District::create(&path, &new, operator()).expect("a district");
    adopt_mappings(&district, &exports).expect("mappings");
    let order = ImportOrder {
        files: vec![exports],
        add: false,
        replace: false,
        dry_run: false,
        school_year: None,
        mappings: Vec::new(),
        wait: true,
        now: "2026-11-02T09:00:00Z".parse().expect("a time"),
        today: jiff::civil::date(2026, 11, 2),
    };
    import(&district, &order, &Silent).expect("an import");
    govern(&district, &order.files[0]);
    let pool = run(crawl(&router(district.clone())));
    let mut schools_of: BTreeMap<String, BTreeSet<String>> =
        column_rows(&district, "students", &["student_id"])
            .into_iter()
            .map(|row| (row[0].clone(), BTreeSet::new()))
            .collect();
    // Pages about tables print this number as an example, and mean nobody.
    schools_of.remove(EXAMPLE);
    let enrolled =
        column_rows(&district, "enrollments", &["school_year", "student_id", "school_id"]);
    let latest = enrolled.iter().map(|row| row[0].clone()).max().expect("a year");
    for row in enrolled.iter().filter(|row| row[0] == latest && row[1] != EXAMPLE) {
        schools_of.entry(row[1].clone()).or_default().insert(row[2].clone());
    }
    let mut schools = Vec::new();
    let mut clusters: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in column_rows(&district, "schools", &["school_id", "cluster_id"]) {
        schools.push(row[0].clone());
        if !row[1].is_empty() {
            clusters.entry(row[1].clone()).or_default().insert(row[0].clone());
        }
    }
    Town { _folder: folder, district, pool, schools_of, schools, clusters }
}

/// Enters the plan and the records that lie beside the exports.
fn govern(district: &District, exports: &Path) {
    let now = Timestamp::now();
    let text = plan::read_plan(&exports.join("plan/plan.toml")).expect("a plan");
    plan::take_plan(district, &text, now).expect("entered");
    let records = plan::read_records(&exports.join("plan/records.toml")).expect("records");
    plan::enter_records(district, &records, now).expect("entered");
}

/// Columns of an exported table.
fn column_rows(district: &District, table: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let order = ExportOrder {
        tables: vec![table.to_owned()],
        year: None,
        target: Target::Text,
        now: Timestamp::UNIX_EPOCH,
    };
    let text = export(district, &order, &Silent).expect("an export").text.expect("text");
    let mut rows = parse_csv(&text).into_iter();
    let head = rows.next().expect("a header");
    let at = |column: &&str| head.iter().position(|name| name == column).expect("a column");
    let at: Vec<usize> = columns.iter().map(at).collect();
    rows.filter(|row| row.len() == head.len())
        .map(|row| at.iter().map(|at| row[*at].clone()).collect())
        .collect()
}

/// Every kind of page that the operator reaches, and its twins.
async fn crawl(router: &Router) -> Vec<String> {
    let mut reader = Reader::new(router);
    let mut waiting = vec!["/".to_owned(), "/students".to_owned()];
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut pool = Vec::new();
    while let Some(path) = waiting.pop() {
        // Of each kind of page some are read: there are thousands of gaps.
        let kind = path.split(['?', '/', '=', '&']).take(3).collect::<Vec<_>>().join("/");
        let seen = kinds.entry(kind).or_default();
        *seen += 1;
        if *seen > 40 || pool.len() >= POOL {
            continue;
        }
        let said = reader.get(&path).await;
        assert_eq!(said.status, StatusCode::OK, "{path}");
        if said.headers["content-type"].to_str().is_ok_and(|kind| kind.starts_with("text/html")) {
            for link in attributes(&said.text, "href") {
                let page = link.split('#').next().unwrap_or_default().to_owned();
                let ours = page.starts_with('/') && !page.starts_with("/static/");
                if ours && known.insert(page.clone()) {
                    waiting.insert(0, page);
                }
            }
        }
        pool.push(path);
    }
    pool
}

/// A district of its own for a test that adds accounts: a copy of the town.
pub fn copy() -> (TempDir, District) {
    let folder = tempfile::tempdir().expect("a folder");
    copy_folder(town().district.path(), folder.path());
    let district = District::open(folder.path(), operator()).expect("a district");
    (folder, district)
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder to copy").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copied file");
        }
    }
}

/// Somebody, with what they were granted.
#[derive(Debug, Clone)]
pub struct Somebody {
    role: Role,
    schools: BTreeSet<String>,
    clusters: BTreeSet<String>,
    caseload: BTreeSet<String>,
    names: bool,
}

impl Somebody {
    pub fn with(role: Role) -> Somebody {
        let none = BTreeSet::new;
        Somebody { role, schools: none(), clusters: none(), caseload: none(), names: false }
    }

    /// Whether they may see a student, by the exported enrollments and PRODUCT's table of roles.
    fn may_see(&self, town: &Town, student: &str) -> bool {
        self.reaches(town, student, &town.schools_of[student])
    }

    fn reaches(&self, town: &Town, student: &str, at: &BTreeSet<String>) -> bool {
        let in_schools = || {
            let of_clusters = self.clusters.iter().flat_map(|id| &town.clusters[id]);
            self.schools.iter().chain(of_clusters).any(|school| at.contains(school))
        };
        match self.role {
            Role::Analyst | Role::Superintendent | Role::EnrollmentOffice => true,
            Role::Principal | Role::Supervisor | Role::LeadPartner => in_schools(),
            Role::Counselor => self.caseload.contains(student),
            Role::Reviewer if self.names => {
                self.schools.is_empty() && self.clusters.is_empty() || in_schools()
            }
            _ => false,
        }
    }

    pub fn join(&self, district: &District, email: &str) {
        let now = Timestamp::now();
        let grant = Grant::of(self.role, self.schools.clone(), self.clusters.clone(), self.names);
        people::add(district, email, "Somebody", &[grant.expect("a grant")], now).expect("added");
        if self.role == Role::Counselor {
            people::set_caseload(district, email, &self.caseload, now).expect("a caseload");
        }
    }
}

/// The students whose numbers an answer holds, as words of their own.
pub fn students_in<'a>(town: &'a Town, said: &Said) -> BTreeSet<&'a str> {
    let words = said.text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .filter_map(|word| town.schools_of.get_key_value(word))
        .map(|(id, _)| id.as_str())
        .collect()
}

fn somebody(town: &'static Town) -> impl Strategy<Value = Somebody> {
    let ids: Vec<String> = town.schools_of.keys().cloned().collect();
    let clusters: Vec<String> = town.clusters.keys().cloned().collect();
    (
        proptest::sample::select(Role::ALL.to_vec()),
        proptest::sample::subsequence(town.schools.clone(), 1..4),
        proptest::sample::subsequence(clusters.clone(), 0..=clusters.len().min(2)),
        proptest::collection::btree_set(proptest::sample::select(ids), 1..40),
        any::<bool>(),
    )
        .prop_map(|(role, schools, clusters, caseload, flag)| {
            let mut made = Somebody::with(role);
            match role {
                Role::Principal | Role::Supervisor | Role::LeadPartner => {
                    made.schools = schools.into_iter().collect();
                    made.clusters = clusters.into_iter().collect();
                }
                Role::Reviewer => {
                    made.names = flag;
                    made.schools = schools.into_iter().collect();
                }
                Role::Counselor => made.caseload = caseload,
                _ => {}
            }
            made
        })
}

#[test]
fn no_answer_holds_a_student_outside_the_scope() {
    let town = town();
    let (_folder, district) = copy();
    let router = router(district.clone());
    let letter = adopt_a_round(&district);
    let application = letter.rsplit('/').next().expect("a number");
    people::add(&district, "first@b", "First", &[], Timestamp::now()).expect("added");
    let mut runner = TestRunner::new_with_rng(
        Config { failure_persistence: None, ..Config::default() },
        TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]),
    );
    let (mut answered, mut with_rows) = (0, 0);
    for number in 0..PEOPLE {
        let made = somebody(town).new_tree(&mut runner).expect("somebody").current();
        let email = format!("p{number}@b");
        made.join(&district, &email);
        let asked = proptest::sample::subsequence(town.pool.clone(), ASKED.min(town.pool.len()))
            .new_tree(&mut runner)
            .expect("addresses")
            .current();
        let school = &town.schools[number as usize % town.schools.len()];
        let always = [
            "/students".to_owned(),
            "/students.csv".to_owned(),
            "/students.json".to_owned(),
            format!("/students.csv?school={school}"),
            "/students?grade=09&page=2".to_owned(),
            "/data/findings".to_owned(),
            "/data/imports/1".to_owned(),
            "/people/looks.json".to_owned(),
            letter.clone(),
            format!("{letter}.json"),
            format!("/choice/letters?application={application}"),
        ];
        let enrols =
            matches!(made.role, Role::Analyst | Role::Superintendent | Role::EnrollmentOffice);
        run(async {
            let mut reader = Reader::signed_in(&router, &district, &email);
            for path in asked.iter().chain(&always) {
                let said = reader.get(path).await;
                let expected = [StatusCode::OK, StatusCode::NOT_FOUND];
                assert!(expected.contains(&said.status), "{path}: {}", said.status);
                // A letter says what a child asked for and got, and has no student's number in it.
                if path.starts_with("/choice/letters") {
                    assert_eq!(said.status == StatusCode::OK, enrols, "{path} for {made:?}");
                }
                answered += usize::from(said.status == StatusCode::OK);
                let found = students_in(town, &said);
                with_rows += usize::from(!found.is_empty());
                let outside: Vec<_> =
                    found.into_iter().filter(|id| !made.may_see(town, id)).collect();
                assert!(outside.is_empty(), "{path} shows {outside:?} to {made:?}");
            }
        });
    }
    // The test would pass on a server that shows nothing: it does not.
    assert!(answered > 250 && with_rows > 20, "{answered} answered, {with_rows} with rows");
}

#[test]
fn everybody_finds_exactly_their_own_students() {
    let town = town();
    let (_folder, district) = copy();
    let router = router(district.clone());
    let caseload: BTreeSet<String> = town.schools_of.keys().take(25).cloned().collect();
    let counselor = Somebody { caseload, ..Somebody::with(Role::Counselor) };
    let one = BTreeSet::from([town.schools[0].clone()]);
    let principal = Somebody { schools: one, ..Somebody::with(Role::Principal) };
    let cluster = town.clusters.keys().next().expect("a cluster").clone();
    let partner =
        Somebody { clusters: BTreeSet::from([cluster]), ..Somebody::with(Role::LeadPartner) };
    let columns = ["school_year", "student_id", "school_id", "exit_date"];
    let mut members = column_rows(&district, "enrollments", &columns);
    let latest = members.iter().map(|row| row[0].clone()).max().expect("a year");
    members.retain(|row| row[0] == latest && row[3].is_empty() && row[1] != EXAMPLE);
    run(async {
        for (made, email) in [(counselor, "c@b"), (principal, "p@b"), (partner, "l@b")] {
            made.join(&district, email);
            let mut reader = Reader::signed_in(&router, &district, email);
            let said = reader.get("/students.csv").await;
            let expected: BTreeSet<&str> = members
                .iter()
                .filter(|row| made.reaches(town, &row[1], &BTreeSet::from([row[2].clone()])))
                .map(|row| row[1].as_str())
                .collect();
            assert_eq!(students_in(town, &said), expected, "{email}");
            assert!(!expected.is_empty());
            // And the look is written down, with as many rows and the reason.
            let log = people::access_sheet(
                &district,
                &people::LookQuery { who: Some(email.to_owned()), limit: Some(1) },
            );
            let line = log.expect("a log").to_csv().lines().nth(1).expect("a look").to_owned();
            let rows = said.text.lines().count() - 1;
            assert!(line.contains(&format!("roster of students,{rows},")), "{line}");
        }
    });
}

/// Gives out the town's seats, so that there are letters; gives the address of one.
fn adopt_a_round(district: &District) -> String {
    let now = Timestamp::now();
    let year = choice::year_of(district, None).expect("a year with applications");
    choice::commit(district, year, "low_income_reserve", "", None, now).expect("committed");
    let run = choice::run(district, None, "", now).expect("a run");
    choice::adopt(district, run.proposal, "Ana Ruiz", now).expect("adopted");
    let applications = column_rows(district, "applications", &["application_id"]);
    format!("/choice/letters/{}", applications.last().expect("an application")[0])
}

/// One address of each page, as the town has it.
pub fn address_of(page: &str) -> String {
    match page {
        "/graduation/schools/{id}" => return "/graduation/schools/0610".to_owned(),
        // A senior at the high school, in nobody's caseload.
        "/graduation/students/{id}" => return "/graduation/students/0081242".to_owned(),
        "/plan/lines/{id}" => return "/plan/lines/G1".to_owned(),
        "/plan/contracts/{id}" => return "/plan/contracts/north-2026".to_owned(),
        "/plan/reviews/{id}" => return "/plan/reviews/2026-spring".to_owned(),
        _ => {}
    }
    page.replace("{name}", "Grace%20Lindqvist")
        .replace("{id}", if page.contains("imports") { "1" } else { "chronic_absence" })
        .replace("/schools/chronic_absence", &format!("/schools/{}", town().schools[0]))
        .replace("{code}", "EN001")
        .replace("{table}", "schools")
        .replace("{email}", "admin@b")
        .replace("{link}", &"0".repeat(64))
        .replace("{secret}", &"0".repeat(64))
}

/// Who reads which page: everybody, or one letter a role in the order of `Role::ALL`: y for the
/// page, - for nothing there.
const EVERYBODY: &str = "yyyyyyyyyyyy";
const FILES: &str = "yy-y--------";
const ROWS: &str = "yy-yyyyy----";
const MONEY: &str = "yyy-y-yy----";
const PLANNERS: &str = "yy--y-yyy---";
const SUPERVISES: &str = "yy--y-yy----";
const REVIEWS: &str = "yy--y-yyyy--";
const ACCOUNTS: &str = "-----------y";
const ASSIGNS: &str = "-y-y--------";
const NOBODY: &str = "------------";

fn readers_of(page: &str) -> &'static str {
    match page {
        "/"
        | "/brief"
        | "/gaps"
        | "/graduation"
        | "/graduation/schools/{id}"
        | "/schools"
        | "/schools/{id}"
        | "/measures"
        | "/measures/{id}"
        | "/data/tables/{table}"
        | "/sign-in"
        | "/disclosure"
        | "/choice"
        | "/choice/practice"
        | "/choice/compare"
        | "/choice/waitlist"
        | "/choice/family"
        | "/enrollment"
        | "/enrollment/schools/{id}"
        | "/enrollment/backtest"
        | "/enrollment/funnel"
        | "/enrollment/versions"
        | "/plan"
        | "/plan/lines/{id}"
        | "/plan/calendar"
        | "/plan/contracts"
        | "/plan/contracts/{id}"
        | "/plan/cabinet/public"
        | "/plan/surveys"
        | "/plan/week"
        | "/account" => EVERYBODY,
        "/plan/cabinet"
        | "/plan/snapshot"
        | "/plan/log"
        | "/plan/people/{name}"
        | "/plan/reminders/{name}" => PLANNERS,
        // An agency outside the district does not see where staff spend their time.
        "/plan/visits" => SUPERVISES,
        "/plan/reviews" | "/plan/reviews/{id}" => REVIEWS,
        // A policy that is not there.
        "/choice/policies/{id}" => NOBODY,
        // Applications are of the whole district: whoever enrols it, answers for it, checks it.
        "/choice/letters" | "/choice/letters/{id}" | "/choice/letters/all" | "/choice/turns" => {
            FILES
        }
        // Whoever assigns seats publishes what the lottery is verified from.
        "/choice/public" => ASSIGNS,
        "/data" | "/data/findings" | "/data/imports/{id}" | "/data/checks/{code}" => FILES,
        "/students" | "/graduation/list" => ROWS,
        // Those who see the whole district: the others answer for another school or caseload.
        "/graduation/students/{id}" => FILES,
        "/budget"
        | "/budget/ahead"
        | "/budget/trade"
        | "/budget/fair"
        | "/budget/funds"
        | "/budget/compare"
        | "/budget/positions"
        | "/budget/keep"
        | "/budget/workbook"
        | "/budget/schools/{id}" => MONEY,
        "/people" | "/people/{email}" | "/people/looks" | "/people/changes" => ACCOUNTS,
        // A link and an address that never were.
        "/sign-in/password/{link}" | "/plan/feed/{secret}" => NOBODY,
        other => panic!("say who reads {other}"),
    }
}

#[test]
fn every_page_is_there_for_those_who_may_read_it_and_for_nobody_else() {
    let town = town();
    let (_folder, district) = copy();
    let router = router(district.clone());
    let letter = adopt_a_round(&district);
    Somebody::with(Role::Admin).join(&district, "admin@b");
    let one = || BTreeSet::from([town.schools[0].clone()]);
    let emails: Vec<String> = Role::ALL.iter().map(|role| format!("{}@b", role.code())).collect();
    for (role, email) in Role::ALL.iter().zip(&emails).filter(|(_, email)| *email != "admin@b") {
        let mut made = Somebody::with(*role);
        match role {
            Role::Principal | Role::Supervisor | Role::LeadPartner => made.schools = one(),
            Role::Counselor => made.caseload = town.schools_of.keys().take(3).cloned().collect(),
            _ => {}
        }
        made.join(&district, email);
    }
    run(async {
        let mut nobody = Reader::new(&router);
        for page in list_pages() {
            let path = match page {
                "/choice/letters/{id}" => letter.clone(),
                _ => address_of(page),
            };
            let open =
                ["/sign-in", "/choice/family", "/plan/feed"].iter().any(|o| page.starts_with(o));
            let said = nobody.get(&path).await;
            match open {
                true => assert_ne!(said.status, StatusCode::SEE_OTHER, "{path}"),
                false => assert_eq!(said.status, StatusCode::SEE_OTHER, "{path}"),
            }
            let mut picture = String::new();
            for email in &emails {
                let said = Reader::signed_in(&router, &district, email).get(&path).await;
                picture.push(match said.status {
                    StatusCode::OK => 'y',
                    StatusCode::NOT_FOUND => '-',
                    other => panic!("{path}: {other} for {email}\n{}", said.text),
                });
                // What is not there is not in the masthead either.
                let links = attributes(&said.text, "href");
                if said.status == StatusCode::OK && page == "/" {
                    for link in ["/data", "/students", "/people", "/budget"] {
                        let at = Role::ALL.iter().position(|r| format!("{}@b", r.code()) == *email);
                        let there = readers_of(link).as_bytes()[at.expect("a role")] == b'y';
                        let shown = links.iter().any(|href| href == link);
                        assert_eq!(shown, there, "{link} for {email}");
                    }
                }
            }
            assert_eq!(picture, readers_of(page), "{path}");
        }
    });
}

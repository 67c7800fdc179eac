//! Each role's first task in a real browser, by keyboard where it matters.
//! `TRACTION_SCREENSHOTS=DIR` keeps pictures.

use std::path::Path;

use thirtyfour::prelude::*;

use super::browser::{fits, is_installed, open_browser, set_width, start_driver, start_pages};
use super::command::{Desk, Said};

/// The town's high school, one of its elementary schools, and a senior whom one change of the
/// schedule brings back.
pub const HIGH_SCHOOL: &str = "0610";
pub const ELEMENTARY: &str = "0412";
pub const SENIOR: &str = "0081242";

pub(super) const PASSWORD: &str = "seven small boats";

pub(super) fn say(desk: &Desk, words: &[&str], input: &str) -> Said {
    use std::io::Write;
    use std::process::Stdio;
    let mut child = super::command::traction()
        .args(["-C", "riverbend"])
        .args(words)
        .current_dir(desk.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    child.stdin.take().expect("input").write_all(input.as_bytes()).expect("sent");
    Said::from(child.wait_with_output().expect("it ends")).with_status(0)
}

/// The town with one account of each role whose task is walked, at `ROLE@b.example`.
pub fn town_with_people(desk: &Desk) {
    let add = |email: &str, more: &[&str]| {
        let email = format!("{email}@b.example");
        let mut words = vec!["people", "add", &email, "--name", "Ana Ruiz", "--password-stdin"];
        words.extend(more);
        say(desk, &words, &format!("{PASSWORD}\n"));
    };
    add("admin", &["--admin"]);
    for role in [
        "analyst",
        "superintendent",
        "finance",
        "enrollment_office",
        "cabinet_member",
        "counselor",
        "reviewer",
    ] {
        add(role, &["--role", role]);
    }
    add("principal", &["--role", "principal", "--school", HIGH_SCHOOL]);
    add("supervisor", &["--role", "supervisor", "--school", ELEMENTARY]);
    add("lead_partner", &["--role", "lead_partner", "--school", ELEMENTARY]);
    let students = desk.run("-C riverbend export students").with_status(0).out;
    let (head, rest) = students.split_once('\n').expect("a header and rows");
    let hers = rest.lines().filter(|line| line.starts_with(SENIOR));
    let caseload: Vec<&str> =
        std::iter::once(head).chain(hers).chain(rest.lines().take(40)).collect();
    say(desk, &["people", "caseload", "counselor@b.example", "-"], &caseload.join("\n"));
}

pub async fn sign_in(browser: &WebDriver, home: &str, email: &str) -> WebDriverResult<()> {
    browser.goto(&format!("{home}/sign-in")).await?;
    browser.find(By::Name("email")).await?.send_keys(email).await?;
    browser.find(By::Name("password")).await?.send_keys(PASSWORD + Key::Enter).await?;
    browser.query(By::Css(".masthead .who")).first().await?;
    Ok(())
}

pub async fn sign_out(browser: &WebDriver, home: &str) -> WebDriverResult<()> {
    browser.goto(&format!("{home}/account")).await?;
    browser.find(By::Css("#sign-out button")).await?.click().await?;
    browser.query(By::Css("form#sign-in")).first().await?;
    Ok(())
}

pub(super) async fn words(browser: &WebDriver) -> WebDriverResult<String> {
    browser.find(By::Tag("main")).await?.text().await
}

async fn masthead(browser: &WebDriver) -> WebDriverResult<String> {
    browser.find(By::Css(".masthead nav")).await?.text().await
}

/// Keeps a picture of the whole page where somebody wants to look at it.
pub async fn picture(browser: &WebDriver, name: &str) -> WebDriverResult<()> {
    let Some(folder) = std::env::var_os("TRACTION_SCREENSHOTS") else { return Ok(()) };
    std::fs::create_dir_all(&folder).ok();
    browser.screenshot(&Path::new(&folder).join(format!("{name}.png"))).await
}

#[test]
fn each_role_does_its_first_task() {
    if !is_installed("chromium") || !is_installed("chromedriver") {
        traction_testkit::needs::skip("chromium and chromedriver are not installed");
        return;
    }
    let desk = Desk::with_town();
    town_with_people(&desk);
    let application = first_application(&desk);
    let (_pages, home) = start_pages(&desk);
    let (_driver, driver) = start_driver();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let browser = open_browser(&driver, &desk, &[]).await;
        let done = async {
            accounts(&browser, &home).await?;
            district_office(&browser, &home).await?;
            schools(&browser, &home).await?;
            seats(&browser, &home, &application).await
        };
        let done = done.await;
        browser.quit().await.ok();
        done.expect("every task");
    });
}

/// The number of one of the town's applications.
pub fn first_application(desk: &Desk) -> String {
    let said = desk.run("-C riverbend export applications").with_status(0).out;
    let mut rows = said.lines().map(|line| line.split(','));
    let at = rows.next().and_then(|mut head| head.position(|name| name == "application_id"));
    let cell = rows.next().and_then(|mut row| row.nth(at.expect("the column")));
    cell.expect("an application").to_owned()
}

async fn follow(browser: &WebDriver, text: &str) -> WebDriverResult<()> {
    browser.query(By::LinkText(text)).first().await?.click().await
}

async fn type_into(browser: &WebDriver, id: &str, words: &str) -> WebDriverResult<()> {
    browser.query(By::Id(id)).first().await?.send_keys(words).await
}

async fn press_in(browser: &WebDriver, form: &str) -> WebDriverResult<()> {
    browser.query(By::Css(format!("{form} button"))).first().await?.click().await
}

/// What a page says once after something was done.
async fn said(browser: &WebDriver) -> WebDriverResult<String> {
    browser.query(By::Css(".said")).first().await?.text().await
}

/// A page that is not there for whoever is signed in.
async fn is_not_there(browser: &WebDriver, home: &str, path: &str) -> WebDriverResult<()> {
    browser.goto(&format!("{home}{path}")).await?;
    let page = words(browser).await?;
    assert!(page.contains("There is no page here"), "{path}: {page}");
    Ok(())
}

/// An administrator keeps the accounts; a principal comes in by a link.
async fn accounts(browser: &WebDriver, home: &str) -> WebDriverResult<()> {
    browser.set_window_rect(0, 0, 1100, 1500).await?;
    // Signing in by keyboard alone, from a page that needs it and back to it.
    browser.goto(&format!("{home}/people")).await?;
    let press = async |keys: TypingData| browser.action_chain().send_keys(keys).perform().await;
    for _ in 0..3 {
        press(Key::Tab.into()).await?;
    }
    let focused = browser.active_element().await?;
    assert_eq!(focused.attr("name").await?.as_deref(), Some("email"), "skip, district, e-mail");
    press("admin@b.example".into()).await?;
    press(Key::Tab.into()).await?;
    press(PASSWORD + Key::Enter).await?;
    browser.query(By::Css("#add-account")).first().await?;
    assert_eq!(browser.current_url().await?.path(), "/people");
    picture(browser, "people").await?;

    // An administrator adds a principal and gives them a link.
    type_into(browser, "add-email", "lee@b.example").await?;
    type_into(browser, "add-name", "Lee Park").await?;
    browser.find(By::Css("#add-role option[value=principal]")).await?.click().await?;
    press_in(browser, "#add").await?;
    browser.query(By::Css(".entry .wrong")).first().await?;
    assert!(words(browser).await?.contains("is for some schools, and none is named"));
    picture(browser, "people-wrong").await?;
    type_into(browser, "add-schools", HIGH_SCHOOL).await?;
    press_in(browser, "#add").await?;
    said(browser).await?;
    press_in(browser, "#link").await?;
    let link = browser.query(By::Css(".notice code")).first().await?.text().await?;
    picture(browser, "person").await?;
    assert!(!masthead(browser).await?.contains("Students"), "an administrator sees none");

    // Nobody loses a word of a form at 200% zoom or on a phone.
    for width in [640, 360] {
        set_width(browser, width).await?;
        let person = "/people/lee%40b.example";
        for path in ["/people", person, "/people/changes", "/people/looks", "/account"] {
            browser.goto(&format!("{home}{path}")).await?;
            fits(browser, path, width).await;
            picture(browser, &format!("{width}{}", path.replace('/', "-"))).await?;
        }
    }
    set_width(browser, 1100).await?;
    sign_out(browser, home).await?;

    // The principal chooses a password and finds the school's students, and nobody else's.
    browser.goto(&format!("{home}{link}")).await?;
    picture(browser, "choose-password").await?;
    browser.find(By::Id("choose-password")).await?.send_keys(PASSWORD + Key::Enter).await?;
    browser.query(By::Css(".masthead .who")).first().await?;
    follow(browser, "Students").await?;
    browser.query(By::Css("main table")).first().await?;
    let page = words(browser).await?;
    assert!(page.contains("Your reason to see them: leads the school."), "{page}");
    picture(browser, "students").await?;
    is_not_there(browser, home, "/data").await?;

    // Who is off track here, and which section would bring them back?
    follow(browser, "Graduation").await?;
    follow(browser, "Elm High").await?;
    browser.query(By::Css("#worth-opening")).first().await?;
    assert!(words(browser).await?.contains("high school students are on track to graduate"));
    picture(browser, "principal").await?;
    sign_out(browser, home).await
}

/// Whoever answers for the whole district.
async fn district_office(browser: &WebDriver, home: &str) -> WebDriverResult<()> {
    // A cabinet member sees figures and no way to anything else.
    sign_in(browser, home, "cabinet_member@b.example").await?;
    let sections = masthead(browser).await?;
    assert!(sections.contains("Gaps") && !sections.contains("Students"), "{sections}");
    assert!(!sections.contains("Data") && !sections.contains("People"), "{sections}");
    assert!(words(browser).await?.contains("Why we say so"));
    is_not_there(browser, home, "/students").await?;
    sign_out(browser, home).await?;

    // A superintendent asks why.
    sign_in(browser, home, "superintendent@b.example").await?;
    follow(browser, "Why we say so").await?;
    browser.query(By::Css("main h1")).first().await?;
    assert!(words(browser).await?.contains("95%"));
    sign_out(browser, home).await?;

    // An analyst asks what is wrong in the files, and what to do about the first of it.
    sign_in(browser, home, "analyst@b.example").await?;
    follow(browser, "Data").await?;
    follow(browser, "ID002").await?;
    browser.query(By::Css("main h1")).first().await?;
    assert!(words(browser).await?.to_lowercase().contains("how to mend it"));
    picture(browser, "analyst").await?;
    sign_out(browser, home).await?;

    // A reviewer without names sees evidence and no child.
    sign_in(browser, home, "reviewer@b.example").await?;
    follow(browser, "Gaps").await?;
    browser.query(By::Css("main figure, main table")).first().await?;
    let senior = format!("/graduation/students/{SENIOR}");
    for path in ["/students", "/graduation/list", &senior, "/choice/letters"] {
        is_not_there(browser, home, path).await?;
    }
    sign_out(browser, home).await?;

    // Finance opens a school, makes its classes smaller by keyboard, and reads the price.
    sign_in(browser, home, "finance@b.example").await?;
    follow(browser, "Budget").await?;
    follow(browser, "Elm High").await?;
    let before = browser.query(By::Css("#q-class_size .value")).first().await?.text().await?;
    let less = browser.find(By::Css("#q-class_size a.press[aria-label^=Less]")).await?;
    less.focus().await?;
    browser.action_chain().send_keys(Key::Enter).perform().await?;
    let was = browser.query(By::Css("#q-class_size .was")).first().await?.text().await?;
    assert_eq!(was, format!("was {before}"));
    let price = browser.find(By::Css(".play .price")).await?.text().await?;
    assert!(price.contains('$'), "{price}");
    let cost = browser.find(By::Css("#q-balance .was")).await?.text().await?;
    assert!(cost.contains('$'), "{cost}");
    picture(browser, "finance").await?;
    follow(browser, "Back to how it is").await?;
    browser.query(By::Css(".play .tries")).first().await?;
    assert!(browser.find_all(By::Css(".quantity .was")).await?.is_empty(), "nothing is moved");
    is_not_there(browser, home, "/students").await?;
    sign_out(browser, home).await
}

/// Whoever is near students.
async fn schools(browser: &WebDriver, home: &str) -> WebDriverResult<()> {
    // A counselor: which of mine, and what do I change on Monday?
    sign_in(browser, home, "counselor@b.example").await?;
    follow(browser, "Graduation").await?;
    follow(browser, "The list for Monday").await?;
    let line = format!(".monday a[href*='{SENIOR}']");
    let line = browser.query(By::Css(&line)).first().await?;
    picture(browser, "monday").await?;
    line.click().await?;
    let keep = browser.query(By::Css(".way form button")).first().await?;
    picture(browser, "student").await?;
    keep.click().await?;
    said(browser).await?;
    assert!(words(browser).await?.contains("accepted"), "the line says what was decided");
    browser.goto(&format!("{home}/account")).await?;
    assert!(words(browser).await?.contains("Why") || words(browser).await?.contains("looks"));
    sign_out(browser, home).await?;

    // A supervisor and a lead partner find the students of their school, and of no other.
    for (email, reason) in [
        ("supervisor@b.example", "supervises the school"),
        ("lead_partner@b.example", "runs the schools of the cluster"),
    ] {
        sign_in(browser, home, email).await?;
        follow(browser, "Students").await?;
        browser.query(By::Css("main table")).first().await?;
        let page = words(browser).await?;
        assert!(page.contains(reason), "{page}");
        assert!(!page.contains("Elm High"), "another school's students");
        is_not_there(browser, home, &format!("/graduation/students/{SENIOR}")).await?;
        browser.goto(&format!("{home}/budget/schools/{ELEMENTARY}")).await?;
        browser.query(By::Css("#q-class_size")).first().await?;
        sign_out(browser, home).await?;
    }
    Ok(())
}

/// The enrollment office holds a lottery, and a family reads what came of it.
async fn seats(browser: &WebDriver, home: &str, application: &str) -> WebDriverResult<()> {
    sign_in(browser, home, "enrollment_office@b.example").await?;
    follow(browser, "Choice").await?;
    press_in(browser, "#commit").await?;
    assert!(said(browser).await?.contains("Committed. Publish now"));
    picture(browser, "committed").await?;
    press_in(browser, "#run").await?;
    assert!(said(browser).await?.contains("is drawn and checked"));
    type_into(browser, "adopt-by", "Ana Ruiz").await?;
    press_in(browser, "#adopt").await?;
    assert!(said(browser).await?.contains("is adopted"));
    picture(browser, "adopted").await?;
    follow(browser, "Open a letter").await?;
    type_into(browser, "application", application).await?;
    press_in(browser, "main form.filters").await?;
    let receipt = browser.query(By::Css(".letter .receipt")).first().await?.text().await?;
    let letter = words(browser).await?;
    assert!(
        letter.contains("Your lottery number is") && letter.contains("Se le ofrece"),
        "{letter}"
    );
    picture(browser, "letter").await?;
    sign_out(browser, home).await?;

    // The family opens its own page with the receipt alone, on a phone, and nobody is named.
    set_width(browser, 360).await?;
    browser.goto(&format!("{home}/choice/family")).await?;
    type_into(browser, "receipt", &receipt.to_lowercase()).await?;
    press_in(browser, "main form.filters").await?;
    browser.query(By::Css(".letter")).first().await?;
    let own = words(browser).await?;
    assert!(own.contains(&receipt) && !own.contains(application), "{own}");
    fits(browser, "/choice/family", 360).await;
    picture(browser, "family").await?;
    set_width(browser, 1100).await?;

    // Whoever is nobody finds this, the way in, and nothing else.
    browser.goto(&format!("{home}/choice")).await?;
    browser.query(By::Css("form#sign-in")).first().await?;
    Ok(())
}

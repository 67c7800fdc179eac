//! Each role's first task in a real browser, by keyboard where it matters, and axe's rules of
//! accessibility on every kind of page, light and dark. `TRACTION_SCREENSHOTS=DIR` keeps pictures.

use std::path::Path;

use thirtyfour::prelude::*;

use super::browser::{is_installed, number, open_browser, start_driver, start_pages};
use super::command::{Desk, Said};
use super::oidc::node_modules;

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

/// The town with one account of each kind whose task is walked; gives a school's number.
fn town_with_people(desk: &Desk) -> String {
    let schools = desk.run("-C riverbend export schools").with_status(0).out;
    let school = schools.lines().nth(1).and_then(|l| l.split(',').next()).expect("one").to_owned();
    let add = |email: &str, more: &[&str]| {
        let mut words = vec!["people", "add", email, "--name", "Ana Ruiz", "--password-stdin"];
        words.extend(more);
        say(desk, &words, &format!("{PASSWORD}\n"));
    };
    add("admin@b.example", &["--admin"]);
    add("super@b.example", &["--role", "superintendent"]);
    add("cabinet@b.example", &["--role", "cabinet_member"]);
    add("counselor@b.example", &["--role", "counselor"]);
    let students = desk.run("-C riverbend export students").with_status(0).out;
    let caseload: Vec<&str> = students.lines().take(41).collect();
    say(desk, &["people", "caseload", "counselor@b.example", "-"], &caseload.join("\n"));
    school
}

pub(super) async fn sign_in(browser: &WebDriver, home: &str, email: &str) -> WebDriverResult<()> {
    browser.goto(&format!("{home}/sign-in")).await?;
    browser.find(By::Name("email")).await?.send_keys(email).await?;
    browser.find(By::Name("password")).await?.send_keys(PASSWORD + Key::Enter).await?;
    browser.query(By::Css(".masthead .who")).first().await?;
    Ok(())
}

async fn sign_out(browser: &WebDriver, home: &str) -> WebDriverResult<()> {
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
pub(super) async fn picture(browser: &WebDriver, name: &str) -> WebDriverResult<()> {
    let Some(folder) = std::env::var_os("TRACTION_SCREENSHOTS") else { return Ok(()) };
    std::fs::create_dir_all(&folder).ok();
    browser.screenshot(&Path::new(&folder).join(format!("{name}.png"))).await
}

#[test]
fn each_role_does_its_first_task() {
    if !is_installed("chromium") || !is_installed("chromedriver") {
        println!("skipped: chromium and chromedriver are not installed");
        return;
    }
    let desk = Desk::with_town();
    let school = town_with_people(&desk);
    let (_pages, home) = start_pages(&desk);
    let (_driver, driver) = start_driver();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let browser = open_browser(&driver, &desk, &[]).await;
        let done = tasks(&browser, &home, &school).await;
        browser.quit().await.ok();
        done.expect("every task");
    });
}

async fn tasks(browser: &WebDriver, home: &str, school: &str) -> WebDriverResult<()> {
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
    browser.find(By::Id("add-email")).await?.send_keys("lee@b.example").await?;
    browser.find(By::Id("add-name")).await?.send_keys("Lee Park").await?;
    browser.find(By::Css("#add-role option[value=principal]")).await?.click().await?;
    browser.find(By::Css("#add button")).await?.click().await?;
    browser.query(By::Css(".entry .wrong")).first().await?;
    assert!(words(browser).await?.contains("is for some schools, and none is named"));
    picture(browser, "people-wrong").await?;
    browser.find(By::Id("add-schools")).await?.send_keys(school).await?;
    browser.find(By::Css("#add button")).await?.click().await?;
    browser.query(By::Css(".said")).first().await?;
    browser.find(By::Css("#link button")).await?.click().await?;
    let link = browser.query(By::Css(".notice code")).first().await?.text().await?;
    picture(browser, "person").await?;
    assert!(!masthead(browser).await?.contains("Students"), "an administrator sees none");
    sign_out(browser, home).await?;

    // The principal chooses a password and finds the school's students, and nobody else's.
    browser.goto(&format!("{home}{link}")).await?;
    picture(browser, "choose-password").await?;
    browser.find(By::Id("choose-password")).await?.send_keys(PASSWORD + Key::Enter).await?;
    browser.query(By::Css(".masthead .who")).first().await?;
    browser.find(By::LinkText("Students")).await?.click().await?;
    browser.query(By::Css("main table")).first().await?;
    let page = words(browser).await?;
    assert!(page.contains("Your reason to see them: leads the school."), "{page}");
    picture(browser, "students").await?;
    browser.goto(&format!("{home}/data")).await?;
    assert!(words(browser).await?.contains("There is no page here"));
    sign_out(browser, home).await?;

    // A counselor sees the caseload, and that the look was written down.
    sign_in(browser, home, "counselor@b.example").await?;
    browser.find(By::LinkText("Students")).await?.click().await?;
    browser.query(By::Css("main table")).first().await?;
    assert!(words(browser).await?.contains("has the student in the caseload"));
    browser.goto(&format!("{home}/account")).await?;
    assert!(words(browser).await?.contains("roster of students"));
    picture(browser, "account").await?;
    sign_out(browser, home).await?;

    // A cabinet member sees figures and no way to anything else.
    sign_in(browser, home, "cabinet@b.example").await?;
    let sections = masthead(browser).await?;
    assert!(sections.contains("Gaps") && !sections.contains("Students"), "{sections}");
    assert!(!sections.contains("Data") && !sections.contains("People"), "{sections}");
    assert!(words(browser).await?.contains("Why we say so"));
    sign_out(browser, home).await?;

    // A superintendent asks why.
    sign_in(browser, home, "super@b.example").await?;
    browser.find(By::LinkText("Why we say so")).await?.click().await?;
    browser.query(By::Css("main h1")).first().await?;
    assert!(words(browser).await?.contains("95%"));
    sign_out(browser, home).await?;

    // Nobody loses a word of a form at 200% zoom or on a phone.
    sign_in(browser, home, "admin@b.example").await?;
    for width in [640, 360] {
        browser.set_window_rect(0, 0, width, 900).await?;
        let person = "/people/lee%40b.example";
        for path in ["/people", person, "/people/changes", "/people/looks", "/account"] {
            browser.goto(&format!("{home}{path}")).await?;
            let script = "return document.documentElement.scrollWidth - \
                          document.documentElement.clientWidth;";
            let over = number(browser, script).await;
            assert!(over <= 1.0, "{path} is {over} points too wide at {width}");
            picture(browser, &format!("{width}{}", path.replace('/', "-"))).await?;
        }
    }
    Ok(())
}

/// One address of each kind of page, and who reads it.
const PAGES: [(&str, &[&str]); 3] = [
    (
        "super@b.example",
        &[
            "/",
            "/brief",
            "/gaps",
            "/gaps?measure=chronic_absence&group=economically_disadvantaged",
            "/schools",
            "/measures",
            "/measures/chronic_absence",
            "/data",
            "/data/findings",
            "/data/imports/1",
            "/data/checks/EN001",
            "/data/tables/students",
            "/students",
            "/account",
            "/nowhere",
        ],
    ),
    (
        "admin@b.example",
        &["/people", "/people/counselor%40b.example", "/people/looks", "/people/changes"],
    ),
    ("", &["/sign-in", "/sign-in/password/none"]),
];

#[test]
fn axe_finds_nothing_serious_on_any_page() {
    let axe = std::fs::read_to_string(node_modules().join("axe-core/axe.min.js"));
    let (true, true, Ok(axe)) = (is_installed("chromium"), is_installed("chromedriver"), axe)
    else {
        println!("skipped: chromium, chromedriver or axe-core in target/node is not there");
        return;
    };
    let desk = Desk::with_town();
    let school = town_with_people(&desk);
    let (_pages, home) = start_pages(&desk);
    let (_driver, driver) = start_driver();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        for (scheme, dark) in [("light", 1.0), ("dark", 0.0)] {
            let profile = Desk::empty();
            let setting = format!("--blink-settings=preferredColorScheme={dark}");
            let browser = open_browser(&driver, &profile, &[&setting]).await;
            let done = examine(&browser, &home, &school, &axe, scheme).await;
            browser.quit().await.ok();
            done.expect("every page");
        }
    });
}

async fn examine(
    browser: &WebDriver,
    home: &str,
    school: &str,
    axe: &str,
    scheme: &str,
) -> WebDriverResult<()> {
    browser.set_window_rect(0, 0, 1100, 1500).await?;
    let a_school = format!("/schools/{school}");
    let is_dark =
        number(browser, "return matchMedia('(prefers-color-scheme: dark)').matches ? 1 : 0");
    assert_eq!(is_dark.await, if scheme == "dark" { 1.0 } else { 0.0 }, "{scheme}");
    for (email, paths) in PAGES {
        if !email.is_empty() {
            sign_in(browser, home, email).await?;
        }
        let more: &[&str] = if email.starts_with("super") { &[&a_school] } else { &[] };
        for path in paths.iter().chain(more) {
            browser.goto(&format!("{home}{path}")).await?;
            let name = path.replace(['/', '?', '%'], "-");
            picture(browser, &format!("{scheme}{name}")).await?;
            browser.execute(axe, Vec::new()).await?;
            let run = "const done = arguments[arguments.length - 1]; \
                axe.run(document, { resultTypes: ['violations'] }).then(found => done(\
                    JSON.stringify(found.violations.filter(v => \
                        ['serious', 'critical'].includes(v.impact)).map(v => \
                        v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | ')))));";
            let found = browser.execute_async(run, Vec::new()).await?;
            assert_eq!(found.json().as_str(), Some("[]"), "{scheme} {path}");
        }
        if !email.is_empty() {
            sign_out(browser, home).await?;
        }
    }
    Ok(())
}

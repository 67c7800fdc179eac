//! The plan in real browsers: two people change one line at once and no word is lost; a supervisor
//! logs a visit on a phone; a superintendent finds the gears; a member of the cabinet records what
//! was decided; a reviewer writes up an interview; a lead partner records a hand-off; a
//! principal, a counselor and a finance officer read and explain; a contract is signed. `TRACTION_SCREENSHOTS=DIR` keeps pictures.

use thirtyfour::prelude::*;

use super::browser::{is_installed, number, open_browser, start_driver, start_pages};
use super::browser_roles::{picture, say, sign_in, words};
use super::command::Desk;

/// The town with its plan, and somebody of each role whose task is walked.
fn town_with_a_plan() -> Desk {
    let desk = Desk::with_town();
    desk.run("-C riverbend plan import ../exports/plan/plan.toml").with_status(0);
    desk.run("-C riverbend plan enter ../exports/plan/records.toml").with_status(0);
    let add = |email: &str, name: &str, more: &[&str]| {
        let mut all = vec!["people", "add", email, "--name", name, "--password-stdin"];
        all.extend(more);
        say(&desk, &all, &format!("{}\n", super::browser_roles::PASSWORD));
    };
    add("admin@b.example", "Ada Min", &["--admin"]);
    add("super@b.example", "Ines Moreno", &["--role", "superintendent"]);
    add("analyst@b.example", "Lucy Tran", &["--role", "analyst"]);
    add("cabinet@b.example", "Grace Lindqvist", &["--role", "cabinet_member"]);
    add(
        "visits@b.example",
        "Amara Osei",
        &["--role", "supervisor", "--school", "0412", "--school", "0610"],
    );
    add("peer@b.example", "Noor Aziz", &["--role", "reviewer"]);
    add("lead@b.example", "Marcus Bell", &["--role", "lead_partner", "--school", "0412"]);
    add("principal@b.example", "Lee Park", &["--role", "principal", "--school", "0610"]);
    add("counselor@b.example", "Dana Cruz", &["--role", "counselor"]);
    add("finance@b.example", "Rosa Diaz", &["--role", "finance"]);
    desk
}

#[test]
fn each_role_does_its_first_task_with_the_plan() {
    if !is_installed("chromium") || !is_installed("chromedriver") {
        traction_testkit::needs::skip("chromium and chromedriver are not installed");
        return;
    }
    let desk = town_with_a_plan();
    let (_pages, home) = start_pages(&desk);
    let (_driver, driver) = start_driver();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        // A browser keeps its cookies in a profile of its own.
        let (one, other) = (Desk::empty(), Desk::empty());
        let ana = open_browser(&driver, &one, &[]).await;
        let ben = open_browser(&driver, &other, &[]).await;
        let done = async {
            two_write_at_once(&ana, &ben, &home).await?;
            tasks(&ana, &home).await
        }
        .await;
        ana.quit().await.ok();
        ben.quit().await.ok();
        done.expect("every task");
    });
}

async fn open_change(browser: &WebDriver, home: &str) -> WebDriverResult<()> {
    browser.goto(&format!("{home}/plan/lines/G1")).await?;
    browser.find(By::XPath("//summary[text()='Change the line']")).await?.click().await?;
    browser.query(By::Id("change-title")).first().await?.wait_until().displayed().await
}

async fn rewrite(browser: &WebDriver, field: &str, text: &str) -> WebDriverResult<()> {
    let field = browser.find(By::Id(field)).await?;
    field.clear().await?;
    field.send_keys(text).await
}

async fn keep(browser: &WebDriver) -> WebDriverResult<()> {
    browser.find(By::Css("form#change button")).await?.click().await
}

async fn two_write_at_once(ana: &WebDriver, ben: &WebDriver, home: &str) -> WebDriverResult<()> {
    for (browser, email) in [(ana, "super@b.example"), (ben, "analyst@b.example")] {
        browser.set_window_rect(0, 0, 1100, 1500).await?;
        sign_in(browser, home, email).await?;
        open_change(browser, home).await?;
    }
    rewrite(ana, "change-title", "Far fewer are absent").await?;
    rewrite(ben, "change-owner", "Omar Said").await?;
    keep(ana).await?;
    ana.query(By::Css(".said")).first().await?;
    keep(ben).await?;
    let said = ben.query(By::Css(".said")).first().await?.text().await?;
    assert!(said.contains("together with what super@b.example changed"), "{said}");
    let page = words(ben).await?;
    assert!(page.contains("Far fewer are absent") && page.contains("Omar Said"), "{page}");
    // Both change the same words: the second is shown both and decides.
    open_change(ana, home).await?;
    open_change(ben, home).await?;
    rewrite(ana, "change-title", "Every child is there").await?;
    rewrite(ben, "change-title", "Nobody is missed").await?;
    keep(ana).await?;
    ana.query(By::Css(".said")).first().await?;
    keep(ben).await?;
    let wrong = ben.query(By::Css("form#change .wrong")).first().await?.text().await?;
    assert!(wrong.contains("Every child is there"), "{wrong}");
    let typed = ben.find(By::Id("change-title")).await?.prop("value").await?;
    assert_eq!(typed.as_deref(), Some("Nobody is missed"));
    picture(ben, "plan-clash").await?;
    rewrite(ben, "change-title", "Every child is there, and nobody is missed").await?;
    keep(ben).await?;
    ben.query(By::Css(".said")).first().await?;
    ben.goto(&format!("{home}/plan/log?about=G1")).await?;
    let log = words(ben).await?;
    for words in ["Far fewer are absent", "Every child is there", "and nobody is missed"] {
        assert!(log.contains(words), "{words}");
    }
    Ok(())
}

/// Opens the form behind these words.
async fn open(browser: &WebDriver, summary: &str) -> WebDriverResult<()> {
    browser.find(By::XPath(format!("//summary[text()='{summary}']"))).await?.click().await
}

/// Sends a form that is taken.
async fn send(browser: &WebDriver, form: &str) -> WebDriverResult<()> {
    browser.find(By::Css(format!("form#{form} button"))).await?.click().await?;
    browser.query(By::Css(".said")).first().await?;
    Ok(())
}

/// Sends a form that is refused, and waits for what is wrong with it.
async fn send_refused(browser: &WebDriver, form: &str) -> WebDriverResult<()> {
    browser.find(By::Css(format!("form#{form} button"))).await?.click().await?;
    browser.query(By::Css(format!("form#{form} .wrong"))).first().await?;
    Ok(())
}

async fn leave(browser: &WebDriver) -> WebDriverResult<()> {
    browser.delete_all_cookies().await
}

async fn tasks(browser: &WebDriver, home: &str) -> WebDriverResult<()> {
    // A superintendent finds whether the gears turn, and what is one's own to do.
    browser.goto(&format!("{home}/")).await?;
    browser.find(By::LinkText("Plan")).await?.click().await?;
    browser.query(By::Css("svg.gears")).first().await?;
    let page = words(browser).await?;
    assert!(page.contains("standing still") && page.contains("no such line is in the budget"));
    picture(browser, "plan").await?;
    browser.find(By::LinkText("My week")).await?.click().await?;
    browser.query(By::Css("main table")).first().await?;
    assert!(words(browser).await?.contains("Compliance reports are taken off"));
    leave(browser).await?;

    // A member of the cabinet records a decision.
    sign_in(browser, home, "cabinet@b.example").await?;
    browser.goto(&format!("{home}/plan/cabinet")).await?;
    browser.find(By::XPath("//summary[text()='Record a decision']")).await?.click().await?;
    browser.find(By::Id("decide-what")).await?.send_keys("A clinic at the high school").await?;
    browser.find(By::Css("#decide-owner option[value=health]")).await?.click().await?;
    browser.execute("document.getElementById('decide-due').value = '2027-03-01'", vec![]).await?;
    browser.find(By::Css("form#decide button")).await?.click().await?;
    browser.query(By::Css(".said")).first().await?;
    assert!(words(browser).await?.contains("A clinic at the high school"));
    picture(browser, "plan-cabinet").await?;
    leave(browser).await?;

    // A reviewer reads what became of the findings, and writes up whom they heard.
    sign_in(browser, home, "peer@b.example").await?;
    browser.goto(&format!("{home}/plan/reviews/2026-spring")).await?;
    assert!(words(browser).await?.contains("We share students and no hour."));
    open(browser, "Write up an interview").await?;
    browser.find(By::Id("interview-role")).await?.send_keys("school secretary").await?;
    browser.find(By::Id("interview-said")).await?.send_keys("Nobody told us the day.").await?;
    send(browser, "interview").await?;
    assert!(words(browser).await?.contains("Nobody told us the day."));
    open(browser, "Write a finding").await?;
    browser.find(By::Id("finding-finding")).await?.send_keys("Days are told late").await?;
    send_refused(browser, "finding").await?;
    let held = browser.find(By::Id("finding-finding")).await?.value().await?;
    assert_eq!(held.as_deref(), Some("Days are told late"), "what was typed stays");
    picture(browser, "plan-review").await?;
    leave(browser).await?;

    // A lead partner reads the scorecard and records that two schools met.
    sign_in(browser, home, "lead@b.example").await?;
    browser.goto(&format!("{home}/plan/contracts/north-2026")).await?;
    assert!(words(browser).await?.contains("Marcus Bell answers for the cluster NORTH"));
    browser.goto(&format!("{home}/plan/contracts")).await?;
    open(browser, "A hand-off was held").await?;
    browser.find(By::Id("handoff-from")).await?.send_keys("0412").await?;
    browser.find(By::Id("handoff-to")).await?.send_keys("0610").await?;
    browser.find(By::Id("handoff-agreed")).await?.send_keys("Marks move in May").await?;
    send(browser, "handoff").await?;
    picture(browser, "plan-contracts").await?;
    leave(browser).await?;

    // A principal says what explains a figure; a counselor reads it.
    sign_in(browser, home, "principal@b.example").await?;
    browser.goto(&format!("{home}/plan/lines/G1")).await?;
    open(browser, "Write the story behind it").await?;
    browser.find(By::Id("story-words")).await?.send_keys("The bus came late.").await?;
    send(browser, "story").await?;
    leave(browser).await?;
    sign_in(browser, home, "counselor@b.example").await?;
    browser.goto(&format!("{home}/plan/lines/G1")).await?;
    assert!(words(browser).await?.contains("The bus came late."));
    leave(browser).await?;

    // Whoever keeps the money finds which lines are in the budget.
    sign_in(browser, home, "finance@b.example").await?;
    browser.goto(&format!("{home}/plan")).await?;
    assert!(words(browser).await?.contains("no such line is in the budget"));
    leave(browser).await?;

    // A superintendent signs a contract, and takes what they owe along in their calendar.
    sign_in(browser, home, "super@b.example").await?;
    browser.goto(&format!("{home}/plan/contracts")).await?;
    open(browser, "Write a contract").await?;
    for (field, text) in [
        ("id", "south-2027"),
        ("lead_partner", "Lucy Tran"),
        ("cluster_id", "SOUTH"),
        ("first_year", "2027"),
        ("consequences", "The contract goes on"),
        ("title", "Fewer are chronically absent"),
        ("measure", "chronic_absence"),
        ("baseline_year", "2026"),
        ("baseline", "30%"),
        ("target_year", "2029"),
        ("target", "20%"),
    ] {
        browser.find(By::Id(format!("contract-{field}"))).await?.send_keys(text).await?;
    }
    send(browser, "contract").await?;
    assert!(words(browser).await?.contains("Lucy Tran answers for the cluster SOUTH"));
    picture(browser, "plan-contract").await?;
    browser.goto(&format!("{home}/plan/week")).await?;
    open(browser, "An address for my calendar").await?;
    browser.find(By::Css("form#feed button")).await?.click().await?;
    let feed = browser.query(By::LinkText("What I owe")).first().await?.attr("href").await?;
    assert!(feed.is_some_and(|href| href.starts_with("/plan/feed/") && href.len() == 75));
    leave(browser).await?;

    // A supervisor logs a visit on a phone, with the keyboard.
    browser.set_window_rect(0, 0, 400, 800).await?;
    sign_in(browser, home, "visits@b.example").await?;
    browser.goto(&format!("{home}/plan/visits")).await?;
    browser.find(By::Css("#visit-school option[value='0610']")).await?.click().await?;
    browser.find(By::Id("visit-minutes")).await?.send_keys(Key::Enter).await?;
    browser.query(By::Css(".said")).first().await?;
    let page = words(browser).await?;
    assert!(page.contains("60 minutes, in classrooms with the principal, Elm High"), "{page}");
    picture(browser, "plan-visits").await?;

    // Nothing is cut off on a phone or at 200% zoom.
    for width in [640, 360] {
        browser.set_window_rect(0, 0, width, 900).await?;
        for path in [
            "/plan",
            "/plan/lines/G1",
            "/plan/calendar?year=2027",
            "/plan/contracts",
            "/plan/contracts/north-2026",
            "/plan/cabinet/public",
            "/plan/visits",
            "/plan/snapshot",
            "/plan/surveys",
            "/plan/week",
        ] {
            browser.goto(&format!("{home}{path}")).await?;
            let script = "return document.documentElement.scrollWidth - \
                          document.documentElement.clientWidth;";
            let over = number(browser, script).await;
            assert!(over <= 1.0, "{path} is {over} points too wide at {width}");
        }
    }
    Ok(())
}

//! Every kind of page in a real browser: axe's rules of accessibility, light and dark, and nothing
//! lost at 200% zoom or on a phone. `TRACTION_SCREENSHOTS=DIR` keeps pictures.

use thirtyfour::prelude::*;

use super::browser::{
    beyond, is_installed, number, open_browser, set_width, start_driver, start_pages,
};
use super::browser_roles::{first_application, picture, sign_in, sign_out, town_with_people};
use super::command::Desk;
use super::lottery::receipt_of;
use super::oidc::node_modules;

/// One address of each kind of page, and who reads it.
const PAGES: [(&str, &[&str]); 8] = [
    (
        "superintendent@b.example",
        &[
            "/",
            "/brief",
            "/gaps",
            "/gaps?measure=chronic_absence&group=economically_disadvantaged",
            "/schools",
            "/schools/0412",
            "/measures",
            "/measures/chronic_absence",
            "/data",
            "/data/findings",
            "/data/imports/1",
            "/data/checks/EN001",
            "/data/tables/students",
            "/disclosure",
            "/students",
            "/graduation",
            "/enrollment",
            "/enrollment/schools/0412",
            "/enrollment/backtest",
            "/plan",
            "/plan/calendar",
            "/plan/contracts",
            "/plan/cabinet",
            "/plan/cabinet/public",
            "/plan/snapshot",
            "/plan/visits",
            "/plan/surveys",
            "/plan/week",
            "/plan/log",
            "/account",
            "/nowhere",
        ],
    ),
    (
        "finance@b.example",
        &[
            "/budget",
            "/budget/ahead",
            "/budget/trade",
            "/budget/fair",
            "/budget/funds",
            "/budget/compare",
            "/budget/schools/0610",
            "/budget/schools/0610?turns=hold:teachers&move=class_size&to=20",
        ],
    ),
    (
        "enrollment_office@b.example",
        &[
            "/choice",
            "/choice/policies/low_income_reserve",
            "/choice/practice",
            "/choice/compare",
            "/choice?round=2",
            "/choice/waitlist",
            "/choice/turns",
            "/choice/letters",
            "/choice/letters/APPLICATION",
            "/enrollment/funnel",
            "/enrollment/versions",
        ],
    ),
    ("reviewer@b.example", &["/plan/reviews"]),
    ("counselor@b.example", &["/graduation/list", "/graduation/students/0081242"]),
    ("principal@b.example", &["/graduation/schools/0610", "/graduation/list"]),
    (
        "admin@b.example",
        &["/people", "/people/counselor%40b.example", "/people/looks", "/people/changes"],
    ),
    (
        "",
        &["/sign-in", "/sign-in/password/none", "/choice/family", "/choice/family?receipt=RECEIPT"],
    ),
];

/// The town as the demo leaves it, with its plan and its choice round, and a projection that is kept;
/// gives the number of an application, and what opens the page of its family.
fn make_town(desk: &Desk) -> [String; 2] {
    desk.run("demo --size town --seed 7 --dir . --no-serve").with_status(0);
    desk.run("-C riverbend enrollment project --keep").with_status(0);
    let application = first_application(desk);
    desk.run(&format!("-C riverbend choice letters letters --application {application}"))
        .with_status(0);
    let path = desk.at(&format!("riverbend/letters/{application}.html"));
    let receipt = receipt_of(&std::fs::read_to_string(path).expect("a letter"));
    [application, receipt]
}

#[test]
fn axe_finds_nothing_serious_on_any_page() {
    let axe = std::fs::read_to_string(node_modules().join("axe-core/axe.min.js"));
    let (true, true, Ok(axe)) = (is_installed("chromium"), is_installed("chromedriver"), axe)
    else {
        traction_testkit::needs::skip(
            "chromium, chromedriver or axe-core in target/node is not there",
        );
        return;
    };
    let desk = Desk::empty();
    let [application, receipt] = make_town(&desk);
    town_with_people(&desk);
    let (_pages, home) = start_pages(&desk);
    let (_driver, driver) = start_driver();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        for (scheme, dark) in [("light", 1.0), ("dark", 0.0)] {
            let profile = Desk::empty();
            let setting = format!("--blink-settings=preferredColorScheme={dark}");
            let browser = open_browser(&driver, &profile, &[&setting]).await;
            let done = examine(&browser, &home, [&application, &receipt], &axe, scheme).await;
            browser.quit().await.ok();
            let wrong = done.expect("every page");
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
    });
}

async fn examine(
    browser: &WebDriver,
    home: &str,
    [application, receipt]: [&str; 2],
    axe: &str,
    scheme: &str,
) -> WebDriverResult<Vec<String>> {
    let mut wrong = Vec::new();
    browser.set_window_rect(0, 0, 1100, 1500).await?;
    let is_dark =
        number(browser, "return matchMedia('(prefers-color-scheme: dark)').matches ? 1 : 0");
    assert_eq!(is_dark.await, if scheme == "dark" { 1.0 } else { 0.0 }, "{scheme}");
    for (email, paths) in PAGES {
        if !email.is_empty() {
            sign_in(browser, home, email).await?;
        }
        for path in paths {
            let path = path.replace("APPLICATION", application).replace("RECEIPT", receipt);
            browser.goto(&format!("{home}{path}")).await?;
            let name = path.replace(['/', '?', '%'], "-");
            picture(browser, &format!("{scheme}{name}")).await?;
            browser.execute(axe, Vec::new()).await?;
            // Only colours differ in the dark.
            let rules = if scheme == "dark" { ", runOnly: ['color-contrast']" } else { "" };
            let options = format!("{{ resultTypes: ['violations']{rules} }}");
            let run = "const done = arguments[arguments.length - 1]; \
                axe.run(document, OPTIONS).then(found => done(\
                    JSON.stringify(found.violations.filter(v => \
                        ['serious', 'critical'].includes(v.impact)).map(v => \
                        v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | ')))));";
            let found = browser.execute_async(run.replace("OPTIONS", &options), Vec::new()).await?;
            match found.json().as_str() {
                Some("[]") => {}
                found => wrong.push(format!("{scheme} {path}: {found:?}")),
            }
            if scheme == "light" {
                for width in [640, 360] {
                    set_width(browser, width).await?;
                    let over = beyond(browser).await;
                    if over > 1.0 {
                        wrong.push(format!("{path} is {over} points too wide at {width}"));
                    }
                    picture(browser, &format!("{width}{name}")).await?;
                }
                set_width(browser, 1100).await?;
            }
        }
        if !email.is_empty() {
            sign_out(browser, home).await?;
        }
    }
    Ok(wrong)
}

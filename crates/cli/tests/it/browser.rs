//! The first tasks of the pages' readers, in a real browser. Without Chromium and its driver
//! (Debian: `chromium`, `chromium-driver`) this says that it is skipped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use thirtyfour::prelude::*;

use super::command::{Desk, traction};

/// A process that ends with the test.
pub struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

pub fn is_installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// Reads lines until one holds the mark; gives what stands after it up to a space.
fn read_until(lines: impl std::io::Read, mark: &str) -> String {
    for line in BufReader::new(lines).lines().map_while(Result::ok) {
        if let Some((_, after)) = line.split_once(mark) {
            let end = after.find(|c: char| c.is_whitespace()).unwrap_or(after.len());
            return after[..end].trim_end_matches('.').to_owned();
        }
    }
    panic!("nothing said {mark}");
}

pub fn start_pages(desk: &Desk) -> (Ends, String) {
    let mut child = traction()
        .args(["-C", "riverbend", "serve", "--port", "0"])
        .current_dir(desk.path())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the pages start");
    let said = child.stderr.take().expect("standard error");
    let address = format!("http://{}", read_until(said, "http://"));
    (Ends(child), address)
}

pub fn start_driver() -> (Ends, String) {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the driver starts");
    let said = child.stdout.take().expect("standard output");
    let port = read_until(said, "successfully on port ");
    (Ends(child), format!("http://127.0.0.1:{port}"))
}

pub async fn open_browser(driver: &str, profile: &Desk, more: &[&str]) -> WebDriver {
    let mut caps = DesiredCapabilities::chrome();
    for arg in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ] {
        caps.add_arg(arg).expect("an argument");
    }
    for arg in more {
        caps.add_arg(arg).expect("an argument");
    }
    caps.add_arg(&format!("--user-data-dir={}", profile.at("profile").display()))
        .expect("a folder");
    WebDriver::new(driver, caps).await.expect("a browser")
}

pub async fn number(browser: &WebDriver, script: &str) -> f64 {
    let value = browser.execute(script, Vec::new()).await.expect("a script");
    value.json().as_f64().expect("a number")
}

/// Makes the page as wide as that, whatever the least width of a window is.
pub async fn set_width(browser: &WebDriver, width: u32) -> WebDriverResult<()> {
    let metrics = serde_json::json!({
        "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false
    });
    browser.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
    assert_eq!(number(browser, "return window.innerWidth;").await, f64::from(width));
    Ok(())
}

/// How far a page reaches beyond its right edge, in points.
pub async fn beyond(browser: &WebDriver) -> f64 {
    let script = "return document.documentElement.scrollWidth - \
                  document.documentElement.clientWidth;";
    number(browser, script).await
}

/// Nothing of a page stands beyond its right edge.
pub async fn fits(browser: &WebDriver, path: &str, width: u32) {
    let over = beyond(browser).await;
    assert!(over <= 1.0, "{path} is {over} points too wide at {width}");
}

#[test]
fn the_first_tasks_can_be_done_in_a_browser() {
    if !is_installed("chromium") || !is_installed("chromedriver") {
        traction_testkit::needs::skip("chromium and chromedriver are not installed");
        return;
    }
    let desk = Desk::with_town();
    let (_pages, home) = start_pages(&desk);
    let (_driver, driver) = start_driver();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let browser = open_browser(&driver, &desk, &[]).await;
        let done = visit(&browser, &home).await;
        browser.quit().await.ok();
        done.expect("every task");
    });
}

async fn visit(browser: &WebDriver, home: &str) -> WebDriverResult<()> {
    // A superintendent reads the findings and asks why.
    browser.goto(home).await?;
    assert_eq!(browser.find_all(By::Css("h1")).await?.len(), 1);
    let why = browser.find(By::LinkText("Why we say so")).await?;
    why.click().await?;
    let address = browser.current_url().await?;
    assert!(address.path().starts_with("/gaps"), "{address}");
    let page = browser.find(By::Tag("main")).await?.text().await?;
    assert!(page.contains("95%"), "an interval is on the page");

    // An analyst reaches the definition with the keyboard alone: the first stop skips to the text.
    browser.goto(&format!("{home}/measures/chronic_absence")).await?;
    browser.action_chain().send_keys(Key::Tab).perform().await?;
    let focused = browser.active_element().await?;
    assert_eq!(focused.attr("href").await?.as_deref(), Some("#main"));
    let definition = browser.find(By::Tag("main")).await?.text().await?;
    assert!(definition.contains("10%") || definition.contains("10 percent"), "{definition}");

    // Nobody loses text at 200% zoom (640 points wide) or on a phone.
    for width in [640, 360] {
        set_width(browser, width).await?;
        for path in [
            "/",
            "/gaps?measure=chronic_absence",
            "/schools",
            "/enrollment",
            "/enrollment/schools/0412",
            "/enrollment/backtest",
            "/enrollment/funnel",
            "/measures",
            "/data",
        ] {
            browser.goto(&format!("{home}{path}")).await?;
            fits(browser, path, width).await;
        }
    }
    Ok(())
}

//! Signing in with a real OpenID provider on this machine. It runs where Node and the package
//! `oidc-provider` are there (`.ci/run` installs it into `target/node`); elsewhere this says that
//! it is skipped.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::command::{Desk, traction};

/// Where packages for tests are installed.
pub fn node_modules() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/node/node_modules")
}

struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Reads lines until one holds the mark; gives the word after it.
fn word_after(lines: impl std::io::Read, mark: &str) -> String {
    for line in BufReader::new(lines).lines().map_while(Result::ok) {
        if let Some((_, after)) = line.split_once(mark) {
            return after.split_whitespace().next().unwrap_or_default().to_owned();
        }
    }
    panic!("nothing said {mark}");
}

/// A browser without pages: it keeps cookies of each place, and shows each answer.
struct Browser {
    agent: ureq::Agent,
    jar: BTreeMap<String, BTreeMap<String, String>>,
}

struct Shown {
    status: u16,
    place: Option<String>,
    text: String,
}

impl Browser {
    fn new() -> Browser {
        let config =
            ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build();
        Browser { agent: config.into(), jar: BTreeMap::new() }
    }

    fn open(&mut self, address: &str, form: Option<&[(&str, &str)]>) -> Shown {
        let from = address.find("://").expect("an address") + 3;
        let end = address[from..].find('/').map_or(address.len(), |at| from + at);
        let place = address[..end].to_owned();
        let cookies: Vec<String> = self
            .jar
            .entry(place.clone())
            .or_default()
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let cookies = cookies.join("; ");
        let answer = match form {
            None => self.agent.get(address).header("cookie", &cookies).call(),
            Some(fields) => {
                let request = self.agent.post(address).header("cookie", &cookies);
                request.send_form(fields.iter().copied())
            }
        };
        let mut answer = answer.expect("an answer");
        for line in answer.headers().get_all("set-cookie") {
            let line = line.to_str().expect("text");
            let (name, value) =
                line.split(';').next().and_then(|p| p.split_once('=')).expect("one");
            self.jar.entry(place.clone()).or_default().insert(name.to_owned(), value.to_owned());
        }
        let text = |name: &str| {
            answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned())
        };
        let next = text("location")
            .map(|to| if to.starts_with('/') { format!("{place}{to}") } else { to });
        Shown {
            status: answer.status().as_u16(),
            place: next,
            text: answer.body_mut().read_to_string().expect("text"),
        }
    }

    /// Follows the provider's own pages as somebody who signs in and agrees, until it sends the
    /// browser back; gives the address that it is sent to.
    fn agree(&mut self, start: &str, name: &str, home: &str) -> String {
        let mut place = start.to_owned();
        for _ in 0..20 {
            if place.starts_with(&format!("{home}/sign-in/provider/return")) {
                return place;
            }
            let shown = self.open(&place, None);
            if let Some(next) = shown.place {
                place = next;
                continue;
            }
            let (_, after) =
                shown.text.split_once("action=\"").unwrap_or_else(|| panic!("{}", shown.text));
            let action = after.split('"').next().expect("an address").to_owned();
            let prompt = if shown.text.contains("value=\"login\"") { "login" } else { "consent" };
            let fields = [("prompt", prompt), ("login", name), ("password", "anything")];
            place = self.open(&action, Some(&fields)).place.expect("the next step");
        }
        panic!("the provider never sends the browser back")
    }
}

#[test]
fn somebody_signs_in_with_a_real_provider() {
    let modules = node_modules();
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).status();
    if !node.is_ok_and(|status| status.success()) || !modules.join("oidc-provider").is_dir() {
        traction_testkit::needs::skip(
            "node, or its package oidc-provider in target/node, is not there",
        );
        return;
    }
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    desk.run("-C riverbend people add ana@b.example --name Ana --admin").with_status(0);
    let mut pages = traction()
        .args(["-C", "riverbend", "serve", "--port", "0"])
        .current_dir(desk.path())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the pages start");
    let mut words = pages.stderr.take().expect("words");
    let port = word_after(&mut words, "http://127.0.0.1:");
    let _pages = Ends(pages);
    // A browser reaches loopback pages by either name; the provider is told this one.
    let home = format!("http://localhost:{port}");
    let mut provider = Command::new("node")
        .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/provider/provider.mjs"))
        .arg(&modules)
        .arg(format!("{home}/sign-in/provider/return"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the provider starts");
    // What it says later must have somewhere to go, or it ends.
    let mut says = provider.stdout.take().expect("words");
    let issuer = word_after(&mut says, "issuer ");
    let _provider = Ends(provider);
    let settings = |adds: bool| {
        format!(
            "name = \"District sign-on\"\nissuer = \"{issuer}\"\nclient_id = \"traction\"\n\
             client_secret = \"a secret of the test: 100%\"\naddress = \"{home}\"\n\
             adds_accounts = {adds}\n"
        )
    };
    desk.write("riverbend/sign-in.toml", &settings(false));

    let mut browser = Browser::new();
    let page = browser.open(&format!("{home}/sign-in?then=/people"), None).text;
    assert!(page.contains("Sign in with District sign-on"), "{page}");
    let begin = format!("{home}/sign-in/provider?then=/people");
    let go = browser.open(&begin, None).place.expect("the way to the provider");
    assert!(go.contains("code_challenge_method=S256") && go.contains("&nonce="), "{go}");
    let back = browser.agree(&go, "ana", &home);
    let shown = browser.open(&back, None);
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert!(shown.text.contains("content=\"0; url=/people\""), "{}", shown.text);
    let people = browser.open(&format!("{home}/people"), None);
    assert!(people.text.contains("ana@b.example"), "{}", people.text);

    // The same answer again, or in another browser, is of no use.
    assert_eq!(browser.open(&back, None).status, 400);
    assert_eq!(Browser::new().open(&back, None).status, 400);

    // Somebody else's answer does not fit this browser's question.
    let mut thief = Browser::new();
    let theirs = thief.open(&begin, None).place.expect("the way");
    let their_answer = thief.agree(&theirs, "ana", &home);
    let mut victim = Browser::new();
    victim.open(&begin, None);
    let shown = victim.open(&their_answer, None);
    assert_eq!(shown.status, 400);
    assert!(shown.text.contains("belongs to another question"), "{}", shown.text);

    let tries = |name: &str| {
        let mut browser = Browser::new();
        let go = browser.open(&begin, None).place.expect("the way");
        let back = browser.agree(&go, name, &home);
        browser.open(&back, None)
    };
    let stranger = tries("stranger");
    assert_eq!(stranger.status, 403);
    assert!(stranger.text.contains("There is no account for you"), "{}", stranger.text);
    desk.write("riverbend/sign-in.toml", &settings(true));
    assert_eq!(tries("stranger").status, 200);
    let unverified = tries("unverified");
    assert!(unverified.text.contains("has not verified an e-mail address"), "{}", unverified.text);
    let list = desk.run("-C riverbend people list --format csv").with_status(0).out;
    assert!(list.contains("stranger@b.example,stranger Somebody,,no password yet"), "{list}");
    assert!(!list.contains("unverified"), "{list}");
    desk.run("-C riverbend people disable stranger@b.example").with_status(0);
    assert_eq!(tries("stranger").status, 403);

    // A provider that is not the one it says it is.
    let elsewhere = settings(false).replace(&issuer, &issuer.replace("127.0.0.1", "localhost"));
    desk.write("riverbend/sign-in.toml", &elsewhere);
    let shown = Browser::new().open(&begin, None);
    assert!(shown.text.contains("configuration is odd"), "{}", shown.text);
}

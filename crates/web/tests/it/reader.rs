//! A reader of the pages with a browser's manners: cookies are kept, forms are sent as they are.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use traction_office::{District, people};

use super::html::attributes;
use super::town::{Said, send};

/// Somebody who reads pages.
pub struct Reader {
    router: Router,
    cookies: BTreeMap<String, String>,
}

impl Reader {
    /// Somebody who has not been here.
    pub fn new(router: &Router) -> Reader {
        Reader { router: router.clone(), cookies: BTreeMap::new() }
    }

    /// Somebody with a session of an account.
    pub fn signed_in(router: &Router, district: &District, email: &str) -> Reader {
        let token = people::begin_for(district, email, None, jiff::Timestamp::now());
        let token = token.expect("a catalog").expect("an account");
        let mut reader = Reader::new(router);
        reader.cookies.insert("traction-session".to_owned(), token.reveal().to_owned());
        reader
    }

    /// Reads a page.
    pub async fn get(&mut self, path: &str) -> Said {
        let request = self.request("GET", path).body(Body::empty()).expect("a request");
        self.send(request).await
    }

    /// Sends fields to an address, as a form of ours would.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Said {
        let body: Vec<String> =
            fields.iter().map(|(k, v)| format!("{}={}", escape(k), escape(v))).collect();
        let request = self
            .request("POST", path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.join("&")))
            .expect("a request");
        self.send(request).await
    }

    /// Opens a page, fills in the form that is sent to an address there, and sends it.
    pub async fn fill_in(&mut self, page: &str, to: &str, fields: &[(&str, &str)]) -> Said {
        let said = self.get(page).await;
        let token = token_of(&said.text, to);
        let mut all = vec![("form_token", token.as_str())];
        all.extend(fields);
        self.post(to, &all).await
    }

    /// A cookie that is kept.
    pub fn cookie(&self, name: &str) -> Option<&String> {
        self.cookies.get(name)
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let request = Request::builder().method(method).uri(path).header("host", "localhost:7700");
        if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
    }

    /// Sends any request, and keeps the cookies of the answer.
    pub async fn send(&mut self, request: Request<Body>) -> Said {
        let said = send(&self.router, request).await;
        for line in said.headers.get_all("set-cookie") {
            let line = line.to_str().expect("text");
            let (pair, rest) = line.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a pair");
            assert!(rest.contains("HttpOnly") && rest.contains("SameSite=Strict"), "{line}");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        said
    }
}

/// The token of the form on a page that is sent to an address.
pub fn token_of(html: &str, to: &str) -> String {
    let form = html.split("<form").find(|form| {
        attributes(&format!("<form{form}"), "action")
            .first()
            .is_some_and(|action| action.split('#').next() == Some(to))
    });
    let form = form.unwrap_or_else(|| panic!("no form is sent to {to}:\n{html}"));
    let (_, after) = form.split_once(r#"name="form_token" value=""#).expect("a token");
    after.split('"').next().expect("a value").to_owned()
}

fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

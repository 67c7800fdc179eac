//! Who asks: a session's person, or whoever works on this machine, or nobody we know.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use jiff::Timestamp;
use traction_office::people::{self, SessionToken};
use traction_office::{District, Person};

use super::{Refusal, Site};
use crate::frame::{Around, Frame, Section};

/// What a request says about whoever sent it.
#[derive(Debug, Clone, Default)]
pub(super) struct Sender {
    /// The address that it came from, as far as we know it.
    pub address: Option<IpAddr>,
    session: Option<String>,
    said: Option<String>,
}

impl Sender {
    /// Reads the cookies that are ours.
    pub fn of(headers: &HeaderMap, address: Option<IpAddr>, secure: bool) -> Sender {
        let cookies = || headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let find = |name: &str| {
            let pairs = cookies().flat_map(|line| line.split(';'));
            let mut found = pairs.filter_map(|pair| pair.trim().split_once('='));
            found.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
        };
        Sender {
            address,
            session: find(SESSION.name(secure)),
            said: find(SAID.name(secure)).map(|text| unescape(&text)),
        }
    }
}

/// A cookie of ours: its name bare, and its name where the connection is secret. The prefix makes
/// a browser refuse it from anybody but this host over TLS.
pub(super) struct CookieName(pub &'static str, pub &'static str);

impl CookieName {
    /// The name in force.
    pub fn name(&self, secure: bool) -> &'static str {
        if secure { self.1 } else { self.0 }
    }
}

/// Holds a session's token.
pub(super) const SESSION: CookieName = CookieName("traction-session", "__Host-traction-session");
/// Holds what the next page says once.
pub(super) const SAID: CookieName = CookieName("traction-said", "__Host-traction-said");

/// Somebody who asks, and the district as they see it.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The district, asked by this person.
    pub district: District,
    /// The address that the request came from, as far as we know it.
    pub address: Option<IpAddr>,
    /// Whether the district has accounts, so that pages are for those who signed in.
    pub(super) must_sign_in: bool,
    session: Option<SessionToken>,
    token: String,
    said: Option<String>,
}

impl Visitor {
    /// Finds out who sent a request.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub(super) fn find(site: &Site, sender: Sender, now: Timestamp) -> Result<Visitor, Refusal> {
        let district = &site.district;
        let must_sign_in = people::has_accounts(district)? || !site.reach.loopback_only;
        let token = sender.session.as_deref().and_then(SessionToken::read);
        let known = match (&token, must_sign_in) {
            (Some(token), true) => people::find_session(district, token, now)?,
            _ => None,
        };
        let session = token.filter(|_| known.is_some());
        let person = match (known, must_sign_in) {
            (Some(person), _) => person,
            (None, true) => Person::Public,
            (None, false) => district.person().clone(),
        };
        let token = site.secret.form_token(session.as_ref());
        Ok(Visitor {
            district: district.seen_by(person),
            address: sender.address,
            must_sign_in,
            session,
            token,
            said: sender.said,
        })
    }

    /// Somebody about whom nothing is known yet.
    pub(super) fn unknown(site: &Site) -> Visitor {
        Visitor {
            district: site.district.seen_by(Person::Public),
            address: None,
            must_sign_in: true,
            session: None,
            token: String::new(),
            said: None,
        }
    }

    /// Who it is.
    pub fn person(&self) -> &Person {
        self.district.person()
    }

    /// Whether it is somebody with a session, or whoever works on this machine.
    pub fn is_known(&self) -> bool {
        !matches!(self.person(), Person::Public)
    }

    /// The session that the request belongs to.
    pub fn session(&self) -> Option<&SessionToken> {
        self.session.as_ref()
    }

    /// Whether a form's token is the one that our pages gave this visitor.
    pub(super) fn gave(&self, token: &str) -> bool {
        !self.token.is_empty() && people::same_secret(&self.token, token)
    }

    /// Whether the page says something once.
    pub(super) fn is_told(&self) -> bool {
        self.said.is_some()
    }

    /// A frame for this visitor: the sections that they may see, their name, what is said once.
    pub fn frame(&self, title: &str, section: Section) -> Frame {
        let signed_in = match self.person() {
            Person::Account(account) => Some(account.name.clone()),
            Person::Operator { .. } | Person::Public => None,
        };
        let sections = Section::IN_MASTHEAD
            .into_iter()
            .filter(|section| self.is_known() && section.is_shown_to(self.person()))
            .collect();
        Frame::of(title, self.district.name(), section)
            .withholding_below(traction_office::disclosure::minimum_group(&self.district))
            .looking_back(self.district.past(), "/")
            .seen_by(Around {
                sections,
                signed_in,
                token: self.token.clone(),
                said: self.said.clone(),
            })
    }
}

/// The longest that a page says once, in bytes of the cookie.
const LONGEST_SAID: usize = 2000;

/// A cookie that holds what the next page says.
pub(super) fn say_once(words: &str, secure: bool) -> String {
    let mut value = crate::links::escape(words);
    if value.len() > LONGEST_SAID {
        value.truncate(LONGEST_SAID);
    }
    cookie(SAID.name(secure), &value, Some(60), secure)
}

/// A cookie of ours: out of reach of scripts and of other sites.
pub(super) fn cookie(name: &str, value: &str, seconds: Option<i64>, secure: bool) -> String {
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{age}{secure}")
}

/// A cookie taken back.
pub(super) fn no_cookie(name: &str, secure: bool) -> String {
    cookie(name, "", Some(0), secure)
}

/// Words that were escaped for an address or a cookie, without what nobody types.
pub(super) fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                plain.push(byte);
                at += 3;
            }
            (byte, _) => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    let plain = String::from_utf8_lossy(&plain).into_owned();
    plain.chars().filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn what_is_said_once_comes_back_as_it_was_written() {
        let words = "“Ana” was added; 100% done";
        let line = say_once(words, false);
        let value = line.split(';').next().unwrap();
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("other=1"));
        headers.append(COOKIE, HeaderValue::from_str(value).unwrap());
        let sender = Sender::of(&headers, None, false);
        assert_eq!(sender.said.as_deref(), Some(words));
        assert!(Sender::of(&headers, None, true).said.is_none(), "another name over TLS");
    }

    #[test]
    fn a_cookie_is_out_of_reach() {
        let line = cookie(SESSION.name(true), "abc", None, true);
        assert_eq!(line, "__Host-traction-session=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
        assert!(no_cookie("a", false).contains("Max-Age=0"));
    }
}

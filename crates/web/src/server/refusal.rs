//! One page for whatever cannot be answered: what happened, in words, and ways on.

use std::cmp::Ordering;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use traction_office::OfficeError;
use traction_office::graduation::STUDENT;

use super::keep::keep_as_of;
use super::visitor::Visitor;
use super::{Incoming, Site, finish};
use crate::frame::{Frame, Section};
use crate::parts::Link;
use crate::provider::ProviderError;

/// Why a page is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    says: String,
    because: String,
    ways: Vec<Link>,
}

#[derive(Template)]
#[template(path = "server/refusal.html")]
struct RefusalPage<'a> {
    frame: Frame,
    refusal: &'a Refusal,
}

impl Refusal {
    fn of(status: StatusCode, says: &str, because: &str) -> Refusal {
        let (says, because) = (with_short_quotes(says), with_short_quotes(because));
        Refusal { status, says, because, ways: Vec::new() }
    }

    /// Nothing is at the address, or nothing that may be seen: the two look alike.
    pub fn nothing() -> Refusal {
        let because = "The address may be mistyped, or the page may have been about files that \
                       are no longer loaded.";
        Refusal::of(StatusCode::NOT_FOUND, "There is no page here", because)
    }

    /// There is no such school, measure or table.
    pub fn unknown(kind: &str, name: &str, hint: &str) -> Refusal {
        let says = format!("There is no {kind} called “{name}”");
        Refusal::of(StatusCode::NOT_FOUND, &says, &sentence(hint))
    }

    /// What was asked does not make sense.
    pub fn unclear(because: &str) -> Refusal {
        Refusal::of(StatusCode::BAD_REQUEST, "This cannot be answered as it was asked", because)
    }

    /// Something broke that should not.
    pub fn broken() -> Refusal {
        let because = "Something in Traction broke; nothing was lost or changed. What happened is \
                       in the program's log.";
        Refusal::of(StatusCode::INTERNAL_SERVER_ERROR, "This page could not be made", because)
    }

    /// The figures are being counted and are not ready.
    pub fn still_counting() -> Refusal {
        let because = "The first look at new files takes longest. Load this page again in a \
                       minute: what has been counted is kept.";
        Refusal::of(StatusCode::SERVICE_UNAVAILABLE, "The figures are still being counted", because)
    }

    /// Only reading is possible here.
    pub(super) fn only_reading() -> Refusal {
        let because = "This page can be read and not written to. Files are loaded with the \
                       command line: traction import.";
        Refusal::of(StatusCode::METHOD_NOT_ALLOWED, "Nothing can be sent here", because)
    }

    /// A form was sent that no page of ours gave to whoever sent it.
    pub(super) fn old_form() -> Refusal {
        let because = "The page that the form is on was opened before you signed in, or before the \
                       program was started again. Nothing was changed: go back, load the page \
                       again, and send it once more.";
        Refusal::of(StatusCode::FORBIDDEN, "This form is no longer in force", because)
    }

    /// A form was sent from a page of another site.
    pub(super) fn from_elsewhere() -> Refusal {
        let because = "It came from a page of another site. Nothing was changed.";
        Refusal::of(StatusCode::FORBIDDEN, "This form is not ours", because)
    }

    /// What was sent is no form.
    pub(super) fn not_a_form() -> Refusal {
        let because = "Only a form of these pages can be sent here.";
        Refusal::of(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This is not a form", because)
    }

    /// A form is too long.
    pub(super) fn too_long(longest: usize) -> Refusal {
        let because = format!(
            "It may hold {} kB. Nothing was changed. Longer files are loaded with the command \
             line.",
            longest / 1024
        );
        Refusal::of(StatusCode::PAYLOAD_TOO_LARGE, "This form is too long", &because)
    }

    /// A form did not arrive in time.
    pub(super) fn too_slow() -> Refusal {
        let because = "It did not arrive in time. Nothing was changed; send it once more.";
        Refusal::of(StatusCode::REQUEST_TIMEOUT, "The form took too long", because)
    }

    /// Whoever asks must sign in first.
    pub(super) fn sign_in() -> Refusal {
        let because = "These pages are for people with an account of the district.";
        Refusal::of(StatusCode::UNAUTHORIZED, "Sign in first", because)
    }

    /// Somebody tried too often.
    pub fn too_often(because: &str) -> Refusal {
        Refusal::of(StatusCode::TOO_MANY_REQUESTS, "Too many attempts", because)
    }

    /// A one-time link was used, is too old, or never was.
    pub(crate) fn old_link() -> Refusal {
        let because = "A link with which a password is chosen works once and for three days. \
                       Whoever keeps the accounts can give you another.";
        Refusal::of(StatusCode::NOT_FOUND, "This link no longer holds", because)
    }

    /// Signing in with a provider did not come to an end.
    pub(super) fn provider(why: &str) -> Refusal {
        let because = format!("Signing in did not come to an end: {why}. Try once more.");
        Refusal::of(StatusCode::BAD_REQUEST, "You are not signed in", &because)
            .with_way("/sign-in", "Sign in")
    }

    /// A provider vouches for somebody who has no account here.
    pub(super) fn no_account() -> Refusal {
        let because = "You proved who you are, and no account in use has your address. Whoever \
                       keeps the accounts can add you.";
        Refusal::of(StatusCode::FORBIDDEN, "There is no account for you", because)
            .with_way("/sign-in", "Sign in with another account")
    }

    /// The status that it is answered with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The pages were asked for under a name that is not this machine's own.
    pub(super) fn strange_host() -> Refusal {
        let because = "These pages answer to localhost and loopback addresses only, so that no \
                       other site can read them through a browser.";
        Refusal::of(StatusCode::MISDIRECTED_REQUEST, "Not at this name", because)
    }

    /// A request did not come by the proxy on this machine, over TLS.
    pub(super) fn not_by_proxy() -> Refusal {
        let because = "These pages are served behind a proxy on their machine that speaks TLS and \
                       says so (X-Forwarded-Proto: https).";
        Refusal::of(StatusCode::FORBIDDEN, "Not this way", because)
    }

    /// The same refusal, with a way on besides the usual ones.
    pub fn with_way(mut self, href: &str, text: &str) -> Refusal {
        self.ways.push(Link::to(href, text));
        self
    }

    /// The refusal as a page.
    pub fn render(&self, visitor: &Visitor) -> Response {
        let frame = visitor.frame(&self.says, Section::Elsewhere);
        let page = RefusalPage { frame, refusal: self };
        let html = page.render().unwrap_or_else(|_| self.says.clone());
        let html = match visitor.district.past() {
            Some(past) => keep_as_of(&html, &past.asked.to_string()),
            None => html,
        };
        let headers = [(CONTENT_TYPE, "text/html; charset=utf-8")];
        let mut response = (self.status, headers, html).into_response();
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            let allowed = axum::http::HeaderValue::from_static("GET, HEAD");
            response.headers_mut().insert(ALLOW, allowed);
        }
        response
    }
}

impl From<OfficeError> for Refusal {
    fn from(error: OfficeError) -> Self {
        let hint = error.hint();
        match &error {
            // What somebody may not see looks as if it were not there.
            OfficeError::NoReason { .. } => Refusal::nothing(),
            // Nor is a student's number said back.
            OfficeError::Unknown { kind, .. } if *kind == STUDENT => Refusal::nothing(),
            OfficeError::Unknown { kind, name, .. } => Refusal::unknown(kind, name, &hint),
            OfficeError::NotYet { what, .. } | OfficeError::Refused { what, .. } => {
                Refusal::unclear(&format!("{} {}", sentence(what), sentence(&hint)))
            }
            _ => {
                tracing::error!(%error, "the office could not answer");
                let because = format!("{} {}", sentence(&error.to_string()), sentence(&hint));
                Refusal { because, ..Refusal::broken() }
            }
        }
    }
}

impl From<ProviderError> for Refusal {
    fn from(error: ProviderError) -> Self {
        tracing::warn!(%error, "a provider did not vouch for somebody");
        Refusal::provider(&error.to_string())
    }
}

/// What the office refused, in words that stand beside a form; everything else is a page of its own.
///
/// # Errors
/// What is no fault of what was typed.
pub fn words_beside_a_form(error: OfficeError) -> Result<String, Refusal> {
    match &error {
        OfficeError::NotYet { .. }
        | OfficeError::Refused { .. }
        | OfficeError::Unknown { .. }
        | OfficeError::Overtaken { .. } => {
            let words = format!("{} {}", sentence(&error.to_string()), sentence(&error.hint()));
            Ok(with_short_quotes(words.trim_end()))
        }
        _ => Err(error.into()),
    }
}

/// The most characters of a value that a page repeats.
const MOST_REPEATED: usize = 80;

/// Words in which no “quoted” part, and no unbroken run of letters, is longer than a value may be
/// when it is repeated.
fn with_short_quotes(words: &str) -> String {
    let mut shortened = String::with_capacity(words.len());
    let mut run = 0;
    let mut quoted = false;
    for letter in words.chars() {
        match letter {
            '“' => (quoted, run) = (true, 0),
            '”' => (quoted, run) = (false, 0),
            ' ' if !quoted => run = 0,
            _ => run += 1,
        }
        match run.cmp(&(MOST_REPEATED + 1)) {
            Ordering::Less => shortened.push(letter),
            Ordering::Equal => shortened.push('…'),
            Ordering::Greater => {}
        }
    }
    shortened
}

/// Words as a sentence: a capital first, a full stop last.
fn sentence(words: &str) -> String {
    let mut letters = words.trim().chars();
    let Some(first) = letters.next() else { return String::new() };
    let rest = letters.as_str();
    let stop = if words.trim().ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{rest}{stop}", first.to_uppercase())
}

/// Answers wherever there is no page.
pub(super) async fn nothing_here(State(site): State<Site>, request: Request) -> Response {
    let incoming = Incoming::of(&site, Vec::new(), &request);
    finish(site, incoming, |_, _| Err(Refusal::nothing())).await
}

/// Answers wherever there is a page, and nothing can be sent to it.
pub(super) async fn not_here(State(site): State<Site>, request: Request) -> Response {
    let incoming = Incoming::of(&site, Vec::new(), &request);
    finish(site, incoming, |_, _| Err(Refusal::only_reading())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_repeated_in_part() {
        let long = "x y".repeat(60);
        let said = with_short_quotes(&format!("“grades” is “{long}”. There are others."));
        assert!(said.starts_with("“grades” is “x yx y"), "{said}");
        assert!(said.ends_with("…”. There are others."), "{said}");
        assert_eq!(said.split('“').nth(2).and_then(|q| q.find('…')), Some(MOST_REPEATED));
        assert_eq!(with_short_quotes(&"z".repeat(500)).chars().count(), MOST_REPEATED + 1);
        assert_eq!(with_short_quotes("“a” and “b”, in words"), "“a” and “b”, in words");
    }
}

//! One page for whatever cannot be answered: what happened, in words, and ways on.

use askama::Template;
use axum::extract::State;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use traction_office::{District, OfficeError};

use crate::frame::{Frame, Section};
use crate::parts::Link;

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
        Refusal { status, says: says.to_owned(), because: because.to_owned(), ways: Vec::new() }
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
        let because = "Pages can be read and not written to. Files are loaded with the command \
                       line: traction import.";
        Refusal::of(StatusCode::METHOD_NOT_ALLOWED, "Nothing can be sent here", because)
    }

    /// The pages were asked for under a name that is not this machine's own.
    pub(super) fn strange_host() -> Refusal {
        let because = "These pages answer to localhost and loopback addresses only, so that no \
                       other site can read them through a browser.";
        Refusal::of(StatusCode::MISDIRECTED_REQUEST, "Not at this name", because)
    }

    /// The same refusal, with a way on besides the usual ones.
    pub fn with_way(mut self, href: &str, text: &str) -> Refusal {
        self.ways.push(Link::to(href, text));
        self
    }

    /// The refusal as a page.
    pub fn render(&self, district: &District) -> Response {
        let frame = Frame::of(&self.says, district.name(), Section::Elsewhere);
        let page = RefusalPage { frame, refusal: self };
        let html = page.render().unwrap_or_else(|_| self.says.clone());
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
            OfficeError::NoReason { .. } => Refusal::nothing(),
            OfficeError::Unknown { kind, name, .. } => Refusal::unknown(kind, name, &hint),
            OfficeError::Refused { what, .. } => {
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

/// Words as a sentence: a capital first, a full stop last.
fn sentence(words: &str) -> String {
    let mut letters = words.trim().chars();
    let Some(first) = letters.next() else { return String::new() };
    let rest = letters.as_str();
    let stop = if words.trim().ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{rest}{stop}", first.to_uppercase())
}

/// Answers wherever there is no page.
pub(super) async fn nothing_here(State(district): State<District>, _: Uri) -> Response {
    Refusal::nothing().render(&district)
}

//! What is sent to the pages: read within limits, proved to come from a page of ours, done once.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Request};
use axum::response::Response;

use super::fields::TOKEN_FIELD;
use super::{Asked, Fields, Incoming, Outcome, Refusal, Site, finish};

/// What an action does.
pub(super) type Do = fn(&Asked, &Fields) -> Result<Outcome, Refusal>;

/// An action at an address.
#[derive(Clone, Copy)]
pub(super) struct Action {
    /// The address that the form is sent to.
    pub path: &'static str,
    /// What is done.
    pub act: Do,
    /// The longest form, in bytes.
    pub longest: usize,
}

impl Action {
    /// An action whose form is short.
    pub const fn at(path: &'static str, act: Do) -> Action {
        Action { path, act, longest: 64 * 1024 }
    }

    /// An action whose form holds a pasted file.
    pub const fn taking_a_file(path: &'static str, act: Do) -> Action {
        Action { path, act, longest: 1024 * 1024 }
    }
}

/// Reads the form and does what it asks.
pub(super) async fn act(
    site: Site,
    names: Vec<String>,
    request: Request<Body>,
    action: Action,
) -> Response {
    let incoming = Incoming::of(&site, names, &request);
    let fields = read(request, action.longest, site.form_within).await;
    finish(site, incoming, move |asked, site| {
        let fields = fields?;
        if !asked.visitor.gave(fields.exact(TOKEN_FIELD)) {
            return Err(Refusal::old_form());
        }
        (action.act)(asked, &fields)?.render(asked, site.reach.secure)
    })
    .await
}

async fn read(request: Request<Body>, longest: usize, within: Duration) -> Result<Fields, Refusal> {
    if !is_form(request.headers()) {
        return Err(Refusal::not_a_form());
    }
    let said = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if said.and_then(|text| text.parse::<usize>().ok()).is_some_and(|length| length > longest) {
        return Err(Refusal::too_long(longest));
    }
    match tokio::time::timeout(within, to_bytes(request.into_body(), longest)).await {
        Ok(Ok(body)) => Fields::parse(&body),
        Ok(Err(error)) if is_length(&error) => Err(Refusal::too_long(longest)),
        Ok(Err(_)) => Err(Refusal::unclear("The form did not arrive whole.")),
        Err(_) => Err(Refusal::too_slow()),
    }
}

fn is_length(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(inner) = cause {
        if inner.to_string().contains("length limit") {
            return true;
        }
        cause = inner.source();
    }
    false
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

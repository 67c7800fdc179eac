//! A page that leads on by itself.
//!
//! A browser that another site sent here leaves the session's cookie behind, because it is strict.
//! When our own page leads on, the cookie comes along.

use askama::Template;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::{Asked, Refusal, Visitor};
use crate::frame::{Frame, Section};

#[derive(Template)]
#[template(path = "server/onward.html")]
struct OnwardPage<'a> {
    frame: Frame,
    place: &'a str,
}

/// Leads on to a place of ours.
pub(super) fn onward(asked: &Asked, place: &str, says: &str) -> Result<Response, Refusal> {
    page(&asked.visitor, place, says)
}

/// The same, before it is known what was asked.
pub(super) fn page(visitor: &Visitor, place: &str, says: &str) -> Result<Response, Refusal> {
    let frame = visitor.frame(says, Section::Elsewhere);
    let html = OnwardPage { frame, place }.render().map_err(|broken| {
        tracing::error!(%broken, "a template broke");
        Refusal::broken()
    })?;
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
}

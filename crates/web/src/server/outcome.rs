//! How an action went: on to a page that says what was done, or the form again with its errors.

use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use traction_office::people::SessionToken;

use super::visitor::{SESSION, cookie, no_cookie, say_once};
use super::{Answer, Asked, Refusal};

/// How an action went.
pub struct Outcome(Way);

enum Way {
    On { to: String, says: Option<String>, session: Session },
    Page(StatusCode, Box<Answer>),
}

/// What becomes of the session.
enum Session {
    Same,
    Begun(SessionToken),
    Ended,
}

impl Outcome {
    /// Done: the browser goes on to a page of ours, which it then reads (303), so that loading it
    /// again sends nothing twice.
    pub fn to(address: &str) -> Outcome {
        let to = Self::place(address);
        Outcome(Way::On { to, says: None, session: Session::Same })
    }

    /// An address if it is a page of this site, and the first page if it is not.
    pub(crate) fn place(address: &str) -> String {
        let ours = address.starts_with('/')
            && !address.starts_with("//")
            && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if ours { address.to_owned() } else { "/".to_owned() }
    }

    /// What that page says once, above its title.
    #[must_use]
    pub fn saying(self, words: &str) -> Outcome {
        match self.0 {
            Way::On { to, session, .. } => {
                Outcome(Way::On { to, says: Some(words.to_owned()), session })
            }
            page @ Way::Page(..) => Outcome(page),
        }
    }

    /// Not done: the page again, with what was typed and what is wrong with it beside the field.
    pub fn again(answer: Answer) -> Outcome {
        Outcome(Way::Page(StatusCode::UNPROCESSABLE_ENTITY, Box::new(answer)))
    }

    /// Done, and what came of it is on this page and never again: a one-time link.
    pub(crate) fn shown_once(answer: Answer) -> Outcome {
        Outcome(Way::Page(StatusCode::OK, Box::new(answer)))
    }

    /// The same, with a session that has just begun.
    pub(crate) fn signing_in(self, token: SessionToken) -> Outcome {
        self.with_session(Session::Begun(token))
    }

    /// The same, with the session ended.
    pub(crate) fn signing_out(self) -> Outcome {
        self.with_session(Session::Ended)
    }

    fn with_session(self, session: Session) -> Outcome {
        match self.0 {
            Way::On { to, says, .. } => Outcome(Way::On { to, says, session }),
            page @ Way::Page(..) => Outcome(page),
        }
    }

    pub(super) fn render(self, asked: &Asked, secure: bool) -> Result<Response, Refusal> {
        match self.0 {
            Way::Page(status, answer) => {
                let mut response = answer.render(asked)?;
                *response.status_mut() = status;
                Ok(response)
            }
            Way::On { to, says, session } => {
                let mut response = StatusCode::SEE_OTHER.into_response();
                let headers = response.headers_mut();
                let place = HeaderValue::try_from(to).map_err(|_| Refusal::broken())?;
                headers.insert(LOCATION, place);
                let name = SESSION.name(secure);
                let cookies = [
                    says.map(|words| say_once(&words, secure)),
                    match session {
                        Session::Same => None,
                        Session::Begun(token) => Some(cookie(name, token.reveal(), None, secure)),
                        Session::Ended => Some(no_cookie(name, secure)),
                    },
                ];
                for line in cookies.into_iter().flatten() {
                    let value = HeaderValue::try_from(line).map_err(|_| Refusal::broken())?;
                    headers.append(SET_COOKIE, value);
                }
                Ok(response)
            }
        }
    }
}

//! The way to an OpenID provider and back.
//!
//! A browser that comes back was sent by another site, so cookies of ours that are strict stay
//! behind: the errand's own cookie is lax, and the session begins on a page that leads on by
//! itself.

use axum::extract::{Query, Request, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use traction_office::people::{Provider, same_secret, sign_in_verified};

use super::onward::onward;
use super::visitor::{CookieName, SESSION, cookie, no_cookie};
use super::{Asked, Incoming, Outcome, Refusal, Site, finish};
use crate::provider::{self, Errand};

/// Holds the errand, signed, between going and coming back.
const ERRAND: CookieName = CookieName("traction-errand", "__Host-traction-errand");
/// How long somebody may take at the provider, in seconds.
const ERRAND_HOLDS: i64 = 600;

/// Sends a browser to the provider.
pub(super) async fn begin(State(site): State<Site>, request: Request) -> Response {
    let incoming = Incoming::of(&site, Vec::new(), &request);
    finish(site, incoming, |asked, site| {
        asked.only(&["then"])?;
        let provider = find(asked)?;
        let errand = Errand { state: random(site), nonce: random(site), verifier: random(site) };
        let place = provider::begin(&provider, &errand)?;
        let until = asked.now.as_second() + ERRAND_HOLDS;
        let then = crate::links::escape(asked.text("then"));
        let Errand { state, nonce, verifier } = &errand;
        let words = format!("{state}.{nonce}.{verifier}.{until}.{then}");
        let words = format!("{words}.{}", site.secret.sign("errand", &words));
        let secure = site.reach.secure;
        let lax = cookie(ERRAND.name(secure), &words, Some(ERRAND_HOLDS), secure)
            .replace("SameSite=Strict", "SameSite=Lax");
        let header = |text: String| HeaderValue::try_from(text).map_err(|_| Refusal::broken());
        let mut response = StatusCode::SEE_OTHER.into_response();
        response.headers_mut().insert(LOCATION, header(place)?);
        response.headers_mut().append(SET_COOKIE, header(lax)?);
        Ok(response)
    })
    .await
}

/// Takes a browser back from the provider and begins a session.
pub(super) async fn come_back(State(site): State<Site>, request: Request) -> Response {
    let incoming = Incoming::of(&site, Vec::new(), &request);
    let kept = find_errand(request.headers(), site.reach.secure);
    let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map(|query| query.0);
    finish(site, incoming, move |asked, site| {
        let provider = find(asked)?;
        let query = query.map_err(|_| Refusal::provider("its answer cannot be read"))?;
        let said = |key: &str| {
            query.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
        };
        let (errand, then) = kept
            .and_then(|kept| read(site, &kept, asked.now.as_second()))
            .ok_or_else(|| Refusal::provider("it was too long ago, or began in another browser"))?;
        if !said("state").is_some_and(|state| same_secret(state, &errand.state)) {
            return Err(Refusal::provider("its answer belongs to another question"));
        }
        if said("iss").is_some_and(|issuer| issuer != provider.issuer) {
            return Err(Refusal::provider("it is another provider"));
        }
        if let Some(error) = said("error") {
            return Err(Refusal::provider(&format!("it said “{error}”")));
        }
        let code = said("code").ok_or_else(|| Refusal::provider("its answer holds no code"))?;
        let vouched = provider::finish(&provider, &errand, code, asked.now)?;
        let who = (vouched.email.as_str(), vouched.name.as_str());
        let from = asked.visitor.address;
        let token = sign_in_verified(&site.district, &provider, who, from, asked.now)?
            .ok_or_else(Refusal::no_account)?;
        let secure = site.reach.secure;
        let place = Outcome::place(&then);
        let mut response = onward(asked, &place, "You are signed in")?;
        let begun = cookie(SESSION.name(secure), token.reveal(), None, secure);
        for line in [begun, no_cookie(ERRAND.name(secure), secure)] {
            let value = HeaderValue::try_from(line).map_err(|_| Refusal::broken())?;
            response.headers_mut().append(SET_COOKIE, value);
        }
        Ok(response)
    })
    .await
}

fn find(asked: &Asked) -> Result<Provider, Refusal> {
    Provider::load(&asked.district)?.ok_or_else(Refusal::nothing)
}

/// Words that nobody guesses: a new secret's signature under ours.
fn random(site: &Site) -> String {
    let fresh = traction_office::people::Secret::random();
    fresh.sign("errand", &site.secret.form_token(None))
}

fn find_errand(headers: &HeaderMap, secure: bool) -> Option<String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|p| p.trim().split_once('='));
    pairs.find(|(name, _)| *name == ERRAND.name(secure)).map(|(_, value)| value.to_owned())
}

/// The errand that we signed, while it holds, and where somebody wanted to go.
fn read(site: &Site, kept: &str, now: i64) -> Option<(Errand, String)> {
    let (words, signature) = kept.rsplit_once('.')?;
    if !same_secret(signature, &site.secret.sign("errand", words)) {
        return None;
    }
    let mut parts = words.splitn(5, '.');
    let mut next = || parts.next().map(str::to_owned);
    let errand = Errand { state: next()?, nonce: next()?, verifier: next()? };
    let until: i64 = next()?.parse().ok()?;
    (now < until).then_some((errand, super::visitor::unescape(&next()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Reach;
    use traction_office::{District, NewDistrict, Person};

    #[test]
    fn an_errand_that_was_changed_or_is_old_is_none() {
        let home = tempfile::tempdir().unwrap();
        let new = NewDistrict { name: "R".to_owned(), nces_id: None };
        let person = Person::Operator { account: "a".to_owned() };
        let district = District::create(&home.path().join("r"), &new, person).unwrap();
        let site = Site::of(district, Reach::LOOPBACK);
        let words = "s.n.v.1000.%2Fgaps%3Fa%3D1.5";
        let kept = format!("{words}.{}", site.secret.sign("errand", words));
        let (errand, then) = read(&site, &kept, 999).unwrap();
        assert_eq!((errand.state.as_str(), then.as_str()), ("s", "/gaps?a=1.5"));
        assert!(read(&site, &kept, 1000).is_none());
        assert!(read(&site, &kept.replace("s.n", "t.n"), 999).is_none());
        assert!(read(&site, "a.b", 999).is_none() && read(&site, "", 999).is_none());
    }
}

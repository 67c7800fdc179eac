//! Signing in with an OpenID provider: OpenID Connect Core 1.0, authorization code with PKCE.
//!
//! The provider's configuration is found as OpenID Connect Discovery 1.0 says. A browser is sent
//! there with a state, a nonce and the hash of a verifier, and comes back with a code, which is
//! exchanged for an ID token. Its signature, issuer, audience, times and nonce are checked, and
//! only an e-mail address that the provider has verified counts.

mod fetch;
mod id_token;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use thiserror::Error;
use traction_office::people::{Provider, is_secret_or_here};

use fetch::Client;
pub use id_token::IdTokenError;

use crate::links::href;

/// Why a provider did not vouch for somebody.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// It cannot be reached, or does not answer as it should.
    #[error("{0}")]
    Unreachable(String),
    /// Its configuration is not the one of the issuer that was named, or leads elsewhere.
    #[error("the provider’s configuration is odd: {0}")]
    Configuration(String),
    /// It refused.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// Its token does not hold.
    #[error("the provider’s token does not hold: {0}")]
    Token(#[from] IdTokenError),
    /// It did not say that it verified an e-mail address.
    #[error("the provider has not verified an e-mail address of yours")]
    NotVerified,
}

/// What is kept in the browser between going there and coming back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Comes back as it was sent, so that an answer belongs to a question.
    pub state: String,
    /// Comes back inside the token.
    pub nonce: String,
    /// Its hash is sent first and itself with the code, so that a stolen code is of no use.
    pub verifier: String,
}

/// Whom a provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// Their verified address.
    pub email: String,
    /// Their name, where it is said.
    pub name: String,
}

/// What a provider says about itself.
#[derive(Debug, Deserialize)]
struct Configuration {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

/// What the token endpoint answers.
#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

/// What is said about somebody, in the token or at the userinfo endpoint.
#[derive(Debug, Default, Deserialize)]
struct Claims {
    #[serde(default)]
    sub: String,
    email: Option<String>,
    email_verified: Option<serde_json::Value>,
    name: Option<String>,
}

impl Claims {
    fn vouched(self) -> Option<Vouched> {
        let verified = match self.email_verified {
            Some(serde_json::Value::Bool(verified)) => verified,
            Some(serde_json::Value::String(text)) => text == "true",
            _ => false,
        };
        let email = self.email.filter(|_| verified)?;
        Some(Vouched { email, name: self.name.unwrap_or_default() })
    }
}

/// The address to which a browser is sent.
///
/// # Errors
/// When the provider's configuration cannot be had.
pub fn begin(provider: &Provider, errand: &Errand) -> Result<String, ProviderError> {
    let configuration = configure(&Client::new(), provider)?;
    let hash = ring::digest::digest(&ring::digest::SHA256, errand.verifier.as_bytes());
    let query = [
        ("response_type", "code"),
        ("client_id", provider.client_id.as_str()),
        ("redirect_uri", &provider.return_address()),
        ("scope", "openid email profile"),
        ("state", &errand.state),
        ("nonce", &errand.nonce),
        ("code_challenge", &URL_SAFE_NO_PAD.encode(hash)),
        ("code_challenge_method", "S256"),
    ];
    Ok(href(&configuration.authorization_endpoint, &query))
}

/// Whom the provider vouches for, by the code with which a browser came back.
///
/// # Errors
/// When the provider does not, or its token does not hold.
pub fn finish(
    provider: &Provider,
    errand: &Errand,
    code: &str,
    now: Timestamp,
) -> Result<Vouched, ProviderError> {
    let client = Client::new();
    let configuration = configure(&client, provider)?;
    let back = provider.return_address();
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", back.as_str()),
        ("code_verifier", errand.verifier.as_str()),
    ];
    // Without a word about it, a provider takes the secret in the header (Discovery, section 3).
    let methods = &configuration.token_endpoint_auth_methods_supported;
    let basic = methods.is_empty() || methods.iter().any(|m| m == "client_secret_basic");
    if !basic {
        fields.push(("client_id", &provider.client_id));
        fields.push(("client_secret", &provider.client_secret));
    }
    let secret = basic.then_some((provider.client_id.as_str(), provider.client_secret.as_str()));
    let tokens: Tokens = client.post(&configuration.token_endpoint, &fields, secret)?;
    let keys = client.get(&configuration.jwks_uri, None)?;
    let expected = id_token::Expected {
        issuer: &configuration.issuer,
        audience: &provider.client_id,
        nonce: &errand.nonce,
        now: now.as_second(),
    };
    let payload = id_token::verify(&tokens.id_token, &keys, &expected)?;
    let claims: Claims = serde_json::from_value(payload).map_err(|_| IdTokenError::Unreadable)?;
    let subject = claims.sub.clone();
    if let Some(vouched) = claims.vouched() {
        return Ok(vouched);
    }
    // Many providers say the address only when asked with the access token.
    let (Some(place), Some(token)) = (&configuration.userinfo_endpoint, &tokens.access_token)
    else {
        return Err(ProviderError::NotVerified);
    };
    let claims: Claims = client.get(place, Some(token))?;
    if claims.sub != subject {
        return Err(ProviderError::Configuration("it speaks of somebody else".to_owned()));
    }
    claims.vouched().ok_or(ProviderError::NotVerified)
}

fn configure(client: &Client, provider: &Provider) -> Result<Configuration, ProviderError> {
    let issuer = provider.issuer.trim_end_matches('/');
    let place = format!("{issuer}/.well-known/openid-configuration");
    let configuration: Configuration = client.get(&place, None)?;
    if configuration.issuer.trim_end_matches('/') != issuer {
        let what = format!("it names the issuer {}", configuration.issuer);
        return Err(ProviderError::Configuration(what));
    }
    let places = [
        Some(&configuration.authorization_endpoint),
        Some(&configuration.token_endpoint),
        Some(&configuration.jwks_uri),
        configuration.userinfo_endpoint.as_ref(),
    ];
    if let Some(place) = places.into_iter().flatten().find(|place| !is_secret_or_here(place)) {
        return Err(ProviderError::Configuration(format!("{place} is not secret")));
    }
    Ok(configuration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_verified_address_counts() {
        let read = |text: &str| serde_json::from_str::<Claims>(text).unwrap().vouched();
        let email = |text: &str| read(text).map(|vouched| vouched.email);
        assert_eq!(email(r#"{"email":"a@b","email_verified":true}"#).as_deref(), Some("a@b"));
        assert_eq!(email(r#"{"email":"a@b","email_verified":"true"}"#).as_deref(), Some("a@b"));
        for text in [
            r#"{"email":"a@b"}"#,
            r#"{"email":"a@b","email_verified":false}"#,
            r#"{"email":"a@b","email_verified":"yes"}"#,
            r#"{"email":"a@b","email_verified":1}"#,
            r#"{"email_verified":true}"#,
        ] {
            assert_eq!(email(text), None, "{text}");
        }
    }
}

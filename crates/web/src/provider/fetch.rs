//! Asking a provider: over TLS, for a short time, for a short answer, and following nobody.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use ureq::http::Response;
use ureq::{Agent, Body};

use super::ProviderError;
use crate::links::escape;

/// How long a provider may take.
const WITHIN: Duration = Duration::from_secs(10);
/// The longest answer, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Asks providers.
pub(super) struct Client(Agent);

impl Client {
    pub fn new() -> Client {
        let config = Agent::config_builder()
            .timeout_global(Some(WITHIN))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Client(config.into())
    }

    /// Reads JSON, with an access token where one is needed.
    pub fn get<T: DeserializeOwned>(
        &self,
        place: &str,
        token: Option<&str>,
    ) -> Result<T, ProviderError> {
        let mut request = self.0.get(place).header("accept", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        read(place, request.call())
    }

    /// Sends a form and reads JSON; `secret` is the client's name and secret for the header.
    pub fn post<T: DeserializeOwned>(
        &self,
        place: &str,
        fields: &[(&str, &str)],
        secret: Option<(&str, &str)>,
    ) -> Result<T, ProviderError> {
        let mut request = self.0.post(place).header("accept", "application/json");
        if let Some((name, secret)) = secret {
            let pair = STANDARD.encode(format!("{}:{}", escape(name), escape(secret)));
            request = request.header("authorization", format!("Basic {pair}"));
        }
        read(place, request.send_form(fields.iter().copied()))
    }
}

fn read<T: DeserializeOwned>(
    place: &str,
    answer: Result<Response<Body>, ureq::Error>,
) -> Result<T, ProviderError> {
    let unreachable = |what: String| ProviderError::Unreachable(format!("{place}: {what}"));
    let mut answer = answer.map_err(|error| unreachable(error.to_string()))?;
    let status = answer.status();
    let text = answer
        .body_mut()
        .with_config()
        .limit(LONGEST)
        .read_to_string()
        .map_err(|error| unreachable(error.to_string()))?;
    if !status.is_success() {
        let said: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let why = said["error"].as_str().unwrap_or(status.as_str()).to_owned();
        return Err(ProviderError::Refused(why));
    }
    serde_json::from_str(&text).map_err(|error| unreachable(error.to_string()))
}

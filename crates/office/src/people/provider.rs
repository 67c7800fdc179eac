//! Another place where people prove who they are: an OpenID provider, as `sign-in.toml` names it.
//!
//! The file lies in the district folder and holds a secret, so it is no part of a backup. A
//! provider vouches for an e-mail address; roles are still granted here, and an account is made
//! for somebody whom nobody added only if the file says so.

use jiff::Timestamp;
use serde::Deserialize;
use traction_core::near::find_nearest;

use super::{SessionToken, add, begin_for, refused};
use crate::district::District;
use crate::error::OfficeError;

/// The file's name in the district folder.
pub const FILE: &str = "sign-in.toml";

const KEYS: [&str; 6] =
    ["name", "issuer", "client_id", "client_secret", "address", "adds_accounts"];

/// An OpenID provider, and how this district is known there.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Provider {
    /// Its name, as the button says it.
    pub name: String,
    /// Its issuer: the address below which its configuration is found.
    pub issuer: String,
    /// How this district is known there.
    pub client_id: String,
    /// What proves that it is this district.
    pub client_secret: String,
    /// The address under which browsers reach these pages, such as `https://traction.example.org`.
    pub address: String,
    /// Whether somebody whom nobody added gets an account, without a role.
    #[serde(default)]
    pub adds_accounts: bool,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("name", &self.name).field("issuer", &self.issuer).finish()
    }
}

impl Provider {
    /// The provider that the district folder names; none when it names none.
    ///
    /// # Errors
    /// When the file cannot be read, or an address in it is neither secret nor of this machine.
    pub fn load(district: &District) -> Result<Option<Provider>, OfficeError> {
        let path = district.path().join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(OfficeError::File { path, verb: "read", source }),
        };
        Self::parse(&text).map(Some)
    }

    fn parse(text: &str) -> Result<Provider, OfficeError> {
        let wrong = |what: &str, hint: &str| refused(&format!("{FILE}: {what}"), hint);
        let table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| wrong(error.message(), "it is a TOML file"))?;
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let hint = find_nearest(key, KEYS).map(|near| format!("did you mean {near}?"));
            return Err(wrong(&format!("there is no setting {key}"), &hint.unwrap_or_default()));
        }
        let provider: Provider =
            toml::Value::Table(table).try_into().map_err(|error: toml::de::Error| {
                wrong(error.message(), "it needs name, issuer, client_id, client_secret, address")
            })?;
        for (key, address) in [("issuer", &provider.issuer), ("address", &provider.address)] {
            if !is_secret_or_here(address) {
                let what = format!("{key} is {address}");
                return Err(wrong(&what, "it must begin with https:// (or be of this machine)"));
            }
        }
        Ok(provider)
    }

    /// The address to which the provider sends a browser back.
    pub fn return_address(&self) -> String {
        format!("{}/sign-in/provider/return", self.address.trim_end_matches('/'))
    }
}

/// Whether an address is read over TLS, or does not leave this machine.
pub fn is_secret_or_here(address: &str) -> bool {
    let here = |host: &str| {
        address.strip_prefix("http://").and_then(|rest| rest.strip_prefix(host)).is_some_and(
            |rest| rest.is_empty() || rest.starts_with(['/', ':']) && !rest.contains('@'),
        )
    };
    address.starts_with("https://") || ["localhost", "127.0.0.1", "[::1]"].into_iter().any(here)
}

/// Begins a session for somebody whose address a provider has verified; none when they have no
/// account in use and none may be made.
///
/// # Errors
/// The catalog's errors.
pub fn sign_in_verified(
    district: &District,
    provider: &Provider,
    (email, name): (&str, &str),
    from: Option<std::net::IpAddr>,
    now: Timestamp,
) -> Result<Option<SessionToken>, OfficeError> {
    let known = district.folder.catalog()?.find_account(email.trim())?.is_some();
    if !known && provider.adds_accounts {
        let name = if name.trim().is_empty() { email } else { name };
        add(district, email, name, &[], now)?;
    }
    begin_for(district, email, from, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE_TEXT: &str = "name = \"District sign-on\"\nissuer = \"https://id.example.org\"\n\
        client_id = \"traction\"\nclient_secret = \"s\"\naddress = \"https://t.example.org/\"\n";

    #[test]
    fn a_provider_is_read_and_prints_no_secret() {
        let provider = Provider::parse(FILE_TEXT).unwrap();
        assert!(!provider.adds_accounts, "unless it is said");
        let back = "https://t.example.org/sign-in/provider/return";
        assert_eq!(provider.return_address(), back);
        assert!(!format!("{provider:?}").contains("client_secret"));
    }

    #[test]
    fn an_address_that_is_not_secret_is_refused() {
        for (from, to) in [
            ("https://id.example.org", "http://id.example.org"),
            ("https://id.example.org", "http://localhost@evil.example"),
            ("https://id.example.org", "http://localhost.evil.example"),
            ("https://t.example.org/", "t.example.org"),
            ("client_id", "client"),
            ("name = \"District sign-on\"\n", ""),
        ] {
            assert!(Provider::parse(&FILE_TEXT.replace(from, to)).is_err(), "{to}");
        }
        let here = FILE_TEXT.replace("https://id.example.org", "http://127.0.0.1:9000/oidc");
        assert!(Provider::parse(&here).is_ok());
    }
}

//! An ID token is checked: who signed it, who issued it, for whom, when, and for which question
//! (OpenID Connect Core 1.0, section 3.1.3.7; signatures by RFC 7515 and RFC 7518).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdTokenError {
    /// It is no token.
    #[error("it cannot be read")]
    Unreadable,
    /// It is signed in a way that is not taken, or not at all.
    #[error("it is signed in a way that is not taken")]
    Algorithm,
    /// No key of the provider signed it.
    #[error("no key of the provider signed it")]
    Signature,
    /// It is of another issuer.
    #[error("it is of another issuer")]
    Issuer,
    /// It is for somebody else.
    #[error("it is for another application")]
    Audience,
    /// It is too old or not in force yet.
    #[error("it is too old")]
    Time,
    /// It answers another question.
    #[error("it answers another question")]
    Nonce,
}

/// What a token must hold.
pub struct Expected<'a> {
    /// Who issued it.
    pub issuer: &'a str,
    /// For whom.
    pub audience: &'a str,
    /// For which question.
    pub nonce: &'a str,
    /// The time, in seconds.
    pub now: i64,
}

/// How far clocks may differ, in seconds.
const LEEWAY: i64 = 60;

/// A provider's keys.
#[derive(Debug, Deserialize)]
pub struct Keys {
    keys: Vec<Key>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Key {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: String,
    n: String,
    e: String,
    x: String,
    y: String,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Marks {
    iss: String,
    aud: Value,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
}

/// The payload of a token that holds.
pub fn verify(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Value, IdTokenError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(IdTokenError::Unreadable)?;
    let (head, payload) = signed.split_once('.').ok_or(IdTokenError::Unreadable)?;
    let head: Head = parse(head)?;
    let signature = bytes(signature)?;
    let good = |key: &&Key| {
        key.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && (head.kid.is_none() || key.kid == head.kid)
    };
    let mut keys = keys.keys.iter().filter(good);
    let signed_by = |key: &Key| match head.alg.as_str() {
        "RS256" => key.kty == "RSA" && is_rsa(key, signed, &signature),
        _ => key.kty == "EC" && key.crv == "P-256" && is_p256(key, signed, &signature),
    };
    if !matches!(head.alg.as_str(), "RS256" | "ES256") {
        return Err(IdTokenError::Algorithm);
    }
    if !keys.any(signed_by) {
        return Err(IdTokenError::Signature);
    }
    let payload: Value = parse(payload)?;
    let marks: Marks =
        serde_json::from_value(payload.clone()).map_err(|_| IdTokenError::Unreadable)?;
    check(&marks, expected)?;
    Ok(payload)
}

fn check(marks: &Marks, expected: &Expected<'_>) -> Result<(), IdTokenError> {
    if marks.iss != expected.issuer {
        return Err(IdTokenError::Issuer);
    }
    let (ours, several) = match &marks.aud {
        Value::String(one) => (one == expected.audience, false),
        Value::Array(all) => (all.iter().any(|one| one == expected.audience), all.len() > 1),
        _ => (false, false),
    };
    let party = marks.azp.as_deref();
    if !ours || (several && party.is_none()) || party.is_some_and(|azp| azp != expected.audience) {
        return Err(IdTokenError::Audience);
    }
    let late = expected.now - LEEWAY >= marks.exp;
    let early = marks.iat.max(marks.nbf.unwrap_or(i64::MIN)) > expected.now + LEEWAY;
    if late || early {
        return Err(IdTokenError::Time);
    }
    if marks.nonce.as_deref() != Some(expected.nonce) {
        return Err(IdTokenError::Nonce);
    }
    Ok(())
}

fn is_rsa(key: &Key, signed: &str, signature: &[u8]) -> bool {
    let (Ok(n), Ok(e)) = (bytes(&key.n), bytes(&key.e)) else { return false };
    let parts = RsaPublicKeyComponents { n: &n, e: &e };
    parts.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), signature).is_ok()
}

fn is_p256(key: &Key, signed: &str, signature: &[u8]) -> bool {
    let (Ok(x), Ok(y)) = (bytes(&key.x), bytes(&key.y)) else { return false };
    // An uncompressed point begins with a four (SEC 1, section 2.3.3).
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    key.verify(signed.as_bytes(), signature).is_ok()
}

fn bytes(text: &str) -> Result<Vec<u8>, IdTokenError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| IdTokenError::Unreadable)
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, IdTokenError> {
    serde_json::from_slice(&bytes(text)?).map_err(|_| IdTokenError::Unreadable)
}

#[cfg(test)]
mod tests;

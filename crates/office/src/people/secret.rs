//! Tokens that nobody guesses, and how they are compared and kept.

use std::fmt;

/// Bytes of randomness in a token.
const BYTES: usize = 32;

/// A token that proves a session, or opens a one-time link. Printed masked.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// A new one, from the system's randomness.
    pub(crate) fn random() -> Self {
        SessionToken(hex(&random_bytes()))
    }

    /// Reads a token as a cookie or an address holds it; none when it cannot be one.
    pub fn read(text: &str) -> Option<Self> {
        let is_token = text.len() == 2 * BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_token.then(|| SessionToken(text.to_ascii_lowercase()))
    }

    /// The token itself, for the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(•••)")
    }
}

/// A secret of the running server, from which form tokens are made.
pub struct Secret([u8; BYTES]);

impl Secret {
    /// A new one, from the system's randomness.
    pub fn random() -> Self {
        Secret(random_bytes())
    }

    /// What a form of a session holds to prove that one of our pages gave it: nobody can make it
    /// without the secret, and one session's is of no use in another.
    pub fn form_token(&self, session: Option<&SessionToken>) -> String {
        self.sign("form", session.map(SessionToken::reveal).unwrap_or_default())
    }

    /// A keyed hash of words for one purpose.
    pub fn sign(&self, purpose: &str, words: &str) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(purpose.as_bytes()).update(b"\0").update(words.as_bytes());
        hasher.finalize().to_hex().to_string()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(•••)")
    }
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub fn same_secret(one: &str, other: &str) -> bool {
    // Hashes of both are compared, and blake3 compares in constant time.
    blake3::hash(one.as_bytes()) == blake3::hash(other.as_bytes())
}

/// What is kept of a token. It is random and long, so a fast hash is as good as a slow one.
pub(crate) fn hash_of(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

fn random_bytes() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    // A system without randomness can keep no secret: there is no way on that is safe.
    getrandom::fill(&mut bytes).unwrap_or_else(|error| panic!("there is no randomness: {error}"));
    bytes
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_nothing_else_is_one() {
        let token = SessionToken::random();
        assert_eq!(SessionToken::read(token.reveal()), Some(token.clone()));
        assert_ne!(token, SessionToken::random());
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(63), &"a".repeat(65)] {
            assert_eq!(SessionToken::read(text), None);
        }
        assert_eq!(format!("{token:?}"), "SessionToken(•••)");
        assert!(!hash_of(token.reveal()).contains(token.reveal()));
    }

    #[test]
    fn a_form_of_one_session_is_of_no_use_in_another() {
        let secret = Secret::random();
        let (one, other) = (SessionToken::random(), SessionToken::random());
        let given = secret.form_token(Some(&one));
        assert!(same_secret(&given, &secret.form_token(Some(&one))));
        assert!(!same_secret(&given, &secret.form_token(Some(&other))));
        assert!(!same_secret(&given, &secret.form_token(None)));
        assert!(!same_secret(&given, &Secret::random().form_token(Some(&one))));
    }
}

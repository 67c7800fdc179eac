//! What a form sent: names and values, read with the same care as an address.

use std::collections::BTreeSet;
use std::str::FromStr;

use axum::extract::Query;
use axum::http::Uri;

use super::Refusal;

/// The most fields that a form may have.
const MOST_FIELDS: usize = 2_000;
/// The name of the field that proves that a form came from a page of ours.
pub const TOKEN_FIELD: &str = "form_token";

/// The fields of a form.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    pairs: Vec<(String, String)>,
}

impl Fields {
    /// Reads a body of the type `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// When it cannot be read, has too many fields, or holds what nobody types.
    pub(super) fn parse(body: &[u8]) -> Result<Fields, Refusal> {
        let unreadable = || Refusal::unclear("What was sent cannot be read as a form.");
        let text = std::str::from_utf8(body).map_err(|_| unreadable())?;
        if text.split('&').count() > MOST_FIELDS {
            let words = format!("A form may have {MOST_FIELDS} fields, and this one has more.");
            return Err(Refusal::unclear(&words));
        }
        // A form is written as a query is (WHATWG URL, application/x-www-form-urlencoded).
        let safe = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        let uri: Uri = format!("/?{text}").parse().map_err(|_| unreadable())?;
        let query = Query::<Vec<(String, String)>>::try_from_uri(&uri).map_err(|_| unreadable())?;
        if !safe {
            return Err(unreadable());
        }
        let odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        if query.0.iter().any(|(name, value)| name.chars().chain(value.chars()).any(odd)) {
            return Err(Refusal::unclear("The form holds a character that cannot be typed."));
        }
        Ok(Fields { pairs: query.0 })
    }

    /// Fields as a test or another page writes them.
    pub fn of(pairs: &[(&str, &str)]) -> Fields {
        let pairs = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Fields { pairs }
    }

    /// The value of a field that has one, without the space around it.
    pub fn find(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The same, empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// A value exactly as it was typed, as a password is.
    pub fn exact(&self, name: &str) -> &str {
        let found = self.pairs.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Every value of a field that may be chosen several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.pairs.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether a box was ticked.
    pub fn is_on(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The names of the fields that were sent.
    pub fn names(&self) -> BTreeSet<&str> {
        self.pairs.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The value of a field as a number; none where it is empty.
    ///
    /// # Errors
    /// When it is none.
    pub fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        self.find(name)
            .map(|text| {
                text.parse().map_err(|_| {
                    Refusal::unclear(&format!("“{name}” must be a number, and is “{text}”."))
                })
            })
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let fields =
            Fields::parse(b"name=Ana+Ruiz%21&role=a&role=b&empty=+&note=x%0D%0Ay").unwrap();
        assert_eq!(fields.find("name"), Some("Ana Ruiz!"));
        assert_eq!(fields.find("empty"), None);
        assert_eq!(fields.all("role").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(fields.text("note"), "x\r\ny");
        assert!(Fields::parse(b"").unwrap().names().is_empty());
    }

    #[test]
    fn what_nobody_types_is_refused() {
        for body in [&b"a=%00"[..], b"a=%1b", b"\xff=1", b"a=1 2", b"a=1#b", b"a=\n"] {
            assert!(Fields::parse(body).is_err(), "{body:?}");
        }
        let many = vec!["a=1"; MOST_FIELDS + 1].join("&");
        assert!(Fields::parse(many.as_bytes()).is_err());
    }
}

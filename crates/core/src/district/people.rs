//! What names a person. It prints masked, so that no log or message can carry it.

use std::fmt;

use jiff::civil::Date;

use super::cell::wraps;
use super::table::Kind;

/// A part of a person's name. `Debug` and `Display` print it masked; [`PersonName::reveal`] is
/// the one way to the text.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(pub String);
wraps!(PersonName, String, Kind::Text);

impl PersonName {
    /// The name itself, for a page whose reader has a reason.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for PersonName {
    fn from(text: &str) -> Self {
        PersonName(text.to_owned())
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// A day of birth. Prints masked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BirthDate(pub Date);
wraps!(BirthDate, Date, Kind::Date);

impl BirthDate {
    /// The day itself, for a page whose reader has a reason.
    pub fn reveal(&self) -> Date {
        self.0
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("••••-••-••")
    }
}

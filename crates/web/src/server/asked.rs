//! What was asked: the name in the path, the form wanted, and the query, all still text.

use axum::extract::Query;
use axum::http::Uri;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use traction_office::glance::{self, Glance};
use traction_office::{AsOf, District, Person};

use super::visitor::Visitor;
use super::{Form, Refusal};
use crate::frame::{Frame, Section};
use crate::links::href;

/// One question to a page.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The district that is asked about, by whoever asks.
    pub district: District,
    /// Who asks.
    pub visitor: Visitor,
    /// When it was asked.
    pub now: Timestamp,
    /// In which form the answer is wanted.
    pub form: Form,
    path: String,
    name: String,
    query: Vec<(String, String)>,
}

impl Asked {
    /// The day that a page stands on: today where the server is, or the past day that is looked at.
    pub fn today(&self) -> Date {
        match self.district.past() {
            Some(past) => past.day(),
            None => self.now.to_zoned(TimeZone::system()).date(),
        }
    }

    /// Reads an address: `names` are the parts of the path that the route leaves open.
    ///
    /// # Errors
    /// When the query cannot be read.
    pub(super) fn read(
        visitor: Visitor,
        names: Vec<String>,
        uri: &Uri,
        now: Timestamp,
    ) -> Result<Asked, Refusal> {
        let (path, form) = Form::of(uri.path());
        let name = names.last().map(|name| Form::of(name).0.to_owned()).unwrap_or_default();
        let query = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|_| Refusal::unclear("The part of the address after “?” cannot be read."))?;
        let pairs = query.0.iter().flat_map(|(key, value)| [key, value]);
        for text in names.iter().chain(pairs) {
            readable(text)?;
        }
        let asked = query.0.iter().rev().find(|(key, value)| key == AS_OF && !value.is_empty());
        let mut visitor = visitor;
        if let Some((_, when)) = asked {
            let when: AsOf = when.parse().map_err(|says: String| Refusal::unclear(&says))?;
            visitor.district = visitor.district.as_of(when)?;
        }
        let path = if path == "/index" || path == "/home" { "/" } else { path };
        let (district, path) = (visitor.district.clone(), path.to_owned());
        Ok(Asked { district, visitor, now, form, path, name, query: query.0 })
    }

    /// Who asks.
    pub fn person(&self) -> &Person {
        self.visitor.person()
    }

    /// The open part of the path, without the ending of a twin: a school's number, a measure.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of a key that has one.
    pub fn find(&self, key: &str) -> Option<&str> {
        let found = self.query.iter().rev().find(|(known, _)| known == key);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The same, empty where there is none.
    pub fn text(&self, key: &str) -> &str {
        self.find(key).unwrap_or_default()
    }

    /// The value of a key as a whole number.
    ///
    /// # Errors
    /// When it is none.
    pub fn number<T: std::str::FromStr>(&self, key: &str) -> Result<Option<T>, Refusal> {
        self.find(key)
            .map(|text| {
                text.parse().map_err(|_| {
                    Refusal::unclear(&format!("“{key}” must be a number, and is “{text}”."))
                })
            })
            .transpose()
    }

    /// Refuses keys that the page does not know, so that a mistyped one is not passed over.
    /// `table` is known everywhere: it names one table of a twin; and `as_of`, a past moment.
    ///
    /// # Errors
    /// The first key that is not known.
    pub fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        match self
            .query
            .iter()
            .find(|(key, _)| key != "table" && key != AS_OF && !known.contains(&key.as_str()))
        {
            None => Ok(()),
            Some((key, _)) if known.is_empty() => {
                Err(Refusal::unclear(&format!("This page cannot be asked for “{key}”.")))
            }
            Some((key, _)) => Err(Refusal::unclear(&format!(
                "This page cannot be asked for “{key}”. It can be asked for: {}.",
                known.join(", ")
            ))),
        }
    }

    /// The address of this page's twin, with one of its tables or with all.
    pub fn twin(&self, form: Form, table: &str) -> String {
        let path = match (self.path.as_str(), form) {
            (path, Form::Html) => path.to_owned(),
            ("/", form) => format!("/index{}", form.ending()),
            (path, form) => format!("{path}{}", form.ending()),
        };
        href(&path, &self.query_with("table", table))
    }

    /// This page's address with one key changed; an empty value takes it away.
    pub fn with(&self, key: &str, value: &str) -> String {
        href(&self.path, &self.query_with(key, value))
    }

    fn query_with<'a>(&'a self, key: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        let others = self.query.iter().filter(|(known, _)| known != key && known != "table");
        let mut query: Vec<_> = others.map(|(k, v)| (k.as_str(), v.as_str())).collect();
        query.push((key, value));
        query
    }
}

/// The key of a past moment, which every page knows.
pub(super) const AS_OF: &str = "as_of";

/// The longest name or value that a page looks at, in characters; the longest that a page's own
/// links hold, two groups among a third, is shorter.
const LONGEST: usize = 300;

/// Refuses what nobody types, and does not repeat it.
fn readable(text: &str) -> Result<(), Refusal> {
    if text.chars().any(char::is_control) {
        return Err(Refusal::unclear("The address holds a character that cannot be typed."));
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::unclear(&format!(
            "A part of the address is longer than {LONGEST} characters."
        )));
    }
    Ok(())
}

/// How much of a fingerprint is written at the foot of a page.
const FINGERPRINT_SHOWN: usize = 16;

impl Asked {
    /// The frame of a page, standing on what is loaded.
    pub fn frame_on(&self, glance: &Glance, title: &str, section: Section) -> Frame {
        let frame = self
            .visitor
            .frame(title, section)
            .looking_back(self.district.past(), &self.with(AS_OF, ""));
        match glance.loaded_on {
            Some(day) => {
                let short = glance.fingerprint.chars().take(FINGERPRINT_SHOWN);
                frame.standing_on(&short.collect::<String>(), day)
            }
            None => frame,
        }
    }

    /// The frame of a page that stands on no facts.
    pub fn bare_frame(&self, title: &str, section: Section) -> Frame {
        self.visitor.frame(title, section)
    }

    /// The same, for a page that needs nothing else from the glance.
    ///
    /// # Errors
    /// When the office cannot answer.
    pub fn frame(&self, title: &str, section: Section) -> Result<Frame, Refusal> {
        Ok(self.frame_on(&glance::glance(&self.district)?, title, section))
    }
}

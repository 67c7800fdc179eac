//! Filters and pages of a list: plain GET forms and links, so that an address can be shared.
//! What is sent and changes something is an [`super::Entry`].

use askama::Template;

use super::Link;

/// One choice of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// Whether it is the one in force.
    pub chosen: bool,
}

/// A filter: choose one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// The name of the query parameter.
    pub name: String,
    /// What is chosen.
    pub label: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

impl Select {
    /// A filter from `(value, text)` pairs and the value in force.
    pub fn of(name: &str, label: &str, choices: &[(&str, &str)], chosen: &str) -> Select {
        let choices = choices
            .iter()
            .map(|(value, text)| Choice {
                value: (*value).to_owned(),
                text: (*text).to_owned(),
                chosen: *value == chosen,
            })
            .collect();
        Select { name: name.to_owned(), label: label.to_owned(), choices }
    }
}

/// A field to write a name in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The name of the query parameter.
    pub name: String,
    /// What is written.
    pub label: String,
    /// What was written.
    pub value: String,
}

/// Filters above a figure or a list.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/filters.html")]
pub struct Filters {
    /// The page that answers.
    pub action: String,
    /// A field to search by, before the filters.
    pub search: Option<Search>,
    /// The filters.
    pub selects: Vec<Select>,
    /// What the button says.
    pub button: String,
}

/// The way through a long list.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/pages.html")]
pub struct Pages {
    /// What is shown, such as "Schools 1–25 of 61".
    pub shown: String,
    /// The page before.
    pub before: Option<Link>,
    /// The page after.
    pub after: Option<Link>,
}

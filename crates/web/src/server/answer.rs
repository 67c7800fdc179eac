//! An answer in three forms: the page, and the same figures as CSV and JSON.

use askama::{DynTemplate, Template};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use traction_office::Sheet;

use super::keep::keep_as_of;
use super::{Asked, Refusal};

/// In which form an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page to read.
    Html,
    /// Comma-separated values, one table.
    Csv,
    /// JSON, every table.
    Json,
}

impl Form {
    /// A path without the ending of a twin, and the form that its ending asks for.
    pub fn of(path: &str) -> (&str, Form) {
        match path.rsplit_once('.') {
            Some((path, "csv")) => (path, Form::Csv),
            Some((path, "json")) => (path, Form::Json),
            _ => (path, Form::Html),
        }
    }

    /// What stands after the address of a twin.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Html => "",
            Form::Csv => ".csv",
            Form::Json => ".json",
        }
    }
}

/// What a page answers.
pub struct Answer {
    page: Box<dyn DynTemplate>,
    sheets: Vec<Sheet>,
    file: Option<OtherFile>,
}

/// A file of another kind than a page or its twins.
struct OtherFile {
    kind: &'static str,
    name: String,
    bytes: Vec<u8>,
}

#[derive(Template)]
#[template(source = "", ext = "html")]
struct NoPage;

impl Answer {
    /// A page and the tables that are on it, the main one first.
    pub fn of(page: impl DynTemplate + 'static, sheets: Vec<Sheet>) -> Answer {
        Answer { page: Box::new(page), sheets, file: None }
    }

    /// A file alone, with no page around it.
    pub fn of_file(kind: &'static str, name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
        Answer::of(NoPage, Vec::new()).as_file(kind, name, bytes)
    }

    /// The same, answered as a file of a media type of its own where no twin is asked for.
    #[must_use]
    pub fn as_file(self, kind: &'static str, name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
        let file = OtherFile { kind, name: name.to_owned(), bytes: bytes.into() };
        Answer { file: Some(file), ..self }
    }

    /// Writes the answer in the form that was asked for.
    pub(super) fn render(self, asked: &Asked) -> Result<Response, Refusal> {
        if let (Form::Html, Some(file)) = (asked.form, &self.file) {
            let named = format!("attachment; filename=\"{}\"", file.name);
            let headers = [(CONTENT_TYPE, file.kind.to_owned()), (CONTENT_DISPOSITION, named)];
            return Ok((headers, file.bytes.clone()).into_response());
        }
        let wanted = asked.find("table");
        if let Some(id) = wanted
            && !self.sheets.iter().any(|sheet| sheet.id == id)
        {
            let known: Vec<&str> = self.sheets.iter().map(|sheet| sheet.id.as_str()).collect();
            let says = format!("There is no table “{id}” here. There are: {}.", known.join(", "));
            return Err(Refusal::unclear(&says));
        }
        let mut sheets = self.sheets;
        sheets.retain(|sheet| wanted.is_none_or(|id| sheet.id == id));
        match asked.form {
            Form::Html => {
                let html = self.page.dyn_render().map_err(|broken| {
                    tracing::error!(%broken, "a template broke");
                    Refusal::broken()
                })?;
                let html = match asked.district.past() {
                    Some(past) => keep_as_of(&html, &past.asked.to_string()),
                    None => html,
                };
                Ok(([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
            }
            Form::Csv => {
                let sheet = sheets.into_iter().next().ok_or_else(Refusal::nothing)?;
                let when = match asked.district.past() {
                    Some(past) => format!("_as_of_{}", past.asked).replace(':', ""),
                    None => String::new(),
                };
                let name = format!("inline; filename=\"{}{when}.csv\"", sheet.id);
                let headers = [
                    (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                    (CONTENT_DISPOSITION, name),
                ];
                Ok((headers, sheet.to_csv()).into_response())
            }
            Form::Json => {
                let tables: Vec<Value> = sheets.iter().map(Sheet::to_json).collect();
                let mut body = json!({ "district": asked.district.name(), "tables": tables });
                if let Some(past) = asked.district.past() {
                    body["as_of"] = json!(past.asked.to_string());
                }
                let headers = [(CONTENT_TYPE, "application/json; charset=utf-8")];
                Ok((headers, format!("{body:#}\n")).into_response())
            }
        }
    }
}

//! How a failure is told: what happened, a blank line, and a hint that can be acted on.

use std::error::Error;

use traction_office::OfficeError;

/// Why the command was not done.
#[derive(Debug)]
pub struct Failure {
    what: String,
    hint: String,
}

impl Failure {
    /// A failure in words, with what to do next.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Failure { what: what.into(), hint: hint.into() }
    }

    /// Prints it to standard error.
    pub fn print(&self) {
        eprintln!("error: {}", self.what);
        if !self.hint.is_empty() {
            eprintln!("\nhint: {}", self.hint);
        }
    }
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        let hint = error.hint();
        let mut what = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let words = inner.to_string();
            if !what.contains(&words) {
                what = format!("{what}: {words}");
            }
            cause = inner.source();
        }
        Failure { what, hint }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::new(error.to_string(), "")
    }
}

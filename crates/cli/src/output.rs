//! Printing results in the format that was asked for.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use traction_office::Sheet;

use crate::everywhere::Format;
use crate::failure::Failure;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Done.
    Well,
    /// Done, with findings that block something.
    WithBlockingFindings,
}

impl Done {
    /// 0 or 1.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Done::Well => ExitCode::SUCCESS,
            Done::WithBlockingFindings => ExitCode::from(1),
        }
    }
}

/// Writes text to standard output. A reader that went away early (`| head`) is no failure.
pub fn put(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints sheets: one after the other as text, an array (or one object) as JSON; CSV holds the
/// first only, because a CSV file has one header.
pub fn put_sheets(sheets: &[Sheet], format: Format) -> Result<(), Failure> {
    match format {
        Format::Text => {
            let texts: Vec<String> = sheets.iter().map(Sheet::to_text).collect();
            put(&texts.join("\n"))
        }
        Format::Csv => put(&sheets.first().map(Sheet::to_csv).unwrap_or_default()),
        Format::Json => {
            let values: Vec<_> = sheets.iter().map(Sheet::to_json).collect();
            let value = match values.len() {
                1 => values.into_iter().next().unwrap_or_default(),
                _ => serde_json::Value::Array(values),
            };
            put(&format!("{value:#}\n"))
        }
    }
}

/// Prints one JSON document.
pub fn put_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(format!("the result could not be written: {error}"), ""))?;
    put(&format!("{text}\n"))
}

//! Several texts as one file to download.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::error::OfficeError;

/// Packs texts by name into one zip file. The same texts give the same bytes.
///
/// # Errors
/// When a name cannot be one in a zip file.
pub fn pack(files: &BTreeMap<String, String>) -> Result<Vec<u8>, OfficeError> {
    let broken = |error: &dyn std::fmt::Display| OfficeError::Refused {
        what: format!("the files could not be packed: {error}"),
        hint: "write them into a folder at the command line".to_owned(),
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in files {
        zip.start_file(name, options).map_err(|error| broken(&error))?;
        zip.write_all(text.as_bytes()).map_err(|error| broken(&error))?;
    }
    Ok(zip.finish().map_err(|error| broken(&error))?.into_inner())
}

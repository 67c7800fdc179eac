//! What `traction.toml` said over time.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::{Catalog, read_time};
use crate::error::Result;
use crate::settings::Settings;

/// The settings from one moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsEntry {
    /// Since when, as far as the catalog saw.
    pub at: Timestamp,
    /// Who was at work when the change was seen.
    pub who: String,
    /// The settings, as [`Settings::render`] writes them.
    pub text: String,
}

impl Catalog {
    /// Notes the settings if they differ from those noted last; says whether they did.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn note_settings(&mut self, settings: &Settings, who: &str, at: Timestamp) -> Result<bool> {
        let text = settings.render();
        self.write(|db| {
            let last: Option<String> = db
                .query_row(
                    "SELECT text FROM settings_history ORDER BY id DESC LIMIT 1",
                    [],
                    |row| row.get(0),
                )
                .optional()?;
            if last.as_deref() == Some(text.as_str()) {
                return Ok(false);
            }
            db.execute(
                "INSERT INTO settings_history (at, who, text) VALUES (?1, ?2, ?3)",
                params![at.to_string(), who, text],
            )?;
            Ok(true)
        })
    }

    /// The settings over time, latest first.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_settings(&mut self) -> Result<Vec<SettingsEntry>> {
        self.read(|db| {
            let mut query =
                db.prepare("SELECT at, who, text FROM settings_history ORDER BY id DESC")?;
            let entries = query.query_map([], |row| {
                Ok(SettingsEntry {
                    at: read_time(&row.get::<_, String>(0)?)?,
                    who: row.get(1)?,
                    text: row.get(2)?,
                })
            })?;
            entries.collect()
        })
    }
}

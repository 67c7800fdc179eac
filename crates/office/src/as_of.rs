//! As of a past moment: facts, settings, definitions and journal as they stood then.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use traction_store::{ImportId, Settings, Snapshot, StoreError};

use crate::district::District;
use crate::error::OfficeError;

/// A moment as somebody names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// The end of a day on this machine's calendar.
    Day(Date),
    /// An instant.
    Moment(Timestamp),
    /// Just after an import.
    Import(i64),
}

impl FromStr for AsOf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(number) = text.parse() {
            return Ok(AsOf::Import(number));
        }
        if let Ok(moment) = text.parse() {
            return Ok(AsOf::Moment(moment));
        }
        text.parse().map(AsOf::Day).map_err(|_| {
            format!(
                "“{text}” is no day such as 2026-03-01, no moment such as 2026-03-01T12:00:00Z, \
                 and no number of an import"
            )
        })
    }
}

/// As [`AsOf::from_str`] reads it.
impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AsOf::Day(day) => day.fmt(f),
            AsOf::Moment(moment) => moment.fmt(f),
            AsOf::Import(number) => number.fmt(f),
        }
    }
}

/// A past moment at which a district is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// As it was asked for.
    pub asked: AsOf,
    /// The last instant that counts.
    pub moment: Timestamp,
}

impl Past {
    /// The day of the moment, on this machine's calendar.
    pub fn day(&self) -> Date {
        match self.asked {
            AsOf::Day(day) => day,
            _ => self.moment.to_zoned(TimeZone::system()).date(),
        }
    }
}

impl District {
    /// The district as it stood at a past moment. It can be looked at and not changed.
    ///
    /// Figures about few students are withheld by today's minimum where that is the stricter: what
    /// a district has since found too small to show is not shown again.
    ///
    /// # Errors
    /// A moment to come; an import that there is not; the catalog's errors.
    pub fn as_of(&self, asked: AsOf) -> Result<District, OfficeError> {
        let mut catalog = self.folder.catalog()?;
        let moment = match asked {
            AsOf::Moment(moment) => moment,
            AsOf::Import(number) => match catalog.load_import(ImportId(number)) {
                Ok(import) => import.finished,
                Err(StoreError::NoSuchImport { .. }) => {
                    let (kind, name) = ("import", number.to_string());
                    return Err(OfficeError::Unknown { kind, name, known: Vec::new() });
                }
                Err(error) => return Err(error.into()),
            },
            AsOf::Day(day) => end_of(day).ok_or_else(|| to_come(&asked))?,
        };
        let today = Zoned::now();
        let later = match asked {
            AsOf::Day(day) => day > today.date(),
            AsOf::Moment(moment) => moment > today.timestamp(),
            AsOf::Import(_) => false,
        };
        if later {
            return Err(to_come(&asked));
        }
        let now = self.folder.settings();
        let then = catalog.list_settings()?.into_iter().find(|entry| entry.at <= moment);
        let then = match then {
            Some(entry) => Settings::parse(&self.folder.catalog_path(), &entry.text)?,
            None => now.clone(),
        };
        let minimum_group_size = then.minimum_group_size.max(now.minimum_group_size);
        let mut district = self.clone();
        district.settings = Settings { minimum_group_size, ..then };
        district.counted = self.past_counted.clone();
        district.past = Some(Past { asked, moment });
        match district.snapshot() {
            Err(error @ StoreError::SnapshotPruned { .. }) => {
                let what = error.to_string();
                Err(OfficeError::Refused { hint: OfficeError::Store(error).hint(), what })
            }
            Err(error) => Err(error.into()),
            Ok(_) => Ok(district),
        }
    }

    /// The past moment at which the district is looked at; `None` when it is looked at now.
    pub fn past(&self) -> Option<&Past> {
        self.past.as_ref()
    }

    /// The last instant that counts, if it is a past one.
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        self.past.map(|past| past.moment)
    }

    /// The day by which definitions are in force.
    pub(crate) fn day(&self) -> Date {
        self.past.map_or_else(|| Zoned::now().date(), |past| past.day())
    }

    /// The facts, as they are or as they stood.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, StoreError> {
        match self.past {
            None => self.folder.snapshot(),
            Some(Past { asked: AsOf::Import(number), .. }) => {
                self.folder.snapshot_as_of(ImportId(number))
            }
            Some(Past { moment, .. }) => self.folder.snapshot_at(moment),
        }
    }

    /// Refuses to change what is looked at as of a past moment.
    pub(crate) fn may_change(&self) -> Result<(), OfficeError> {
        match &self.past {
            None => Ok(()),
            Some(past) => Err(OfficeError::Refused {
                what: format!("the past cannot be changed: this is as of {}", past.asked),
                hint: "leave --as-of (or ?as_of=) out".to_owned(),
            }),
        }
    }
}

fn to_come(asked: &AsOf) -> OfficeError {
    OfficeError::Refused {
        what: format!("{asked} is still to come"),
        hint: "name a day that has been, such as 2026-03-01".to_owned(),
    }
}

fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_zoned(TimeZone::system()).ok()?.timestamp();
    next.checked_sub(jiff::SignedDuration::from_nanos(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_is_written() {
        for text in ["2026-03-01", "2026-03-01T12:00:00Z", "17"] {
            assert_eq!(text.parse::<AsOf>().unwrap().to_string(), text);
        }
        let words = "March".parse::<AsOf>().unwrap_err();
        assert!(words.contains("2026-03-01"), "{words}");
    }

    #[test]
    fn a_day_ends_just_before_the_next() {
        let day = jiff::civil::date(2026, 3, 1);
        let end = end_of(day).unwrap().to_zoned(TimeZone::system());
        assert_eq!(end.date(), day);
        assert_eq!(end.time(), jiff::civil::time(23, 59, 59, 999_999_999));
    }
}

//! The rules by which figures are protected: dated, cited, and only ever tightened by a district.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

use super::protection::{BANDS, Band, Protection};
use crate::syntax::read_toml;

/// The rules that ship: file name and text.
pub const SHIPPED: (&str, &str) =
    ("ships.toml", include_str!("../../../../policy/disclosure/ships.toml"));

/// What is wrong with a file of rules.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulesError {
    /// It is not of the form of such a file.
    #[error("{file}: {message}")]
    Shape {
        /// The file.
        file: String,
        /// What the reader says.
        message: String,
    },
    /// A value that cannot be.
    #[error("{file}: {what}")]
    Value {
        /// The file.
        file: String,
        /// What is wrong.
        what: &'static str,
    },
}

/// One file of rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Id.
    pub id: String,
    /// The day on which it last changed.
    pub version: String,
    /// First day on which it holds.
    pub in_force_from: Option<Date>,
    /// Last day on which it holds.
    pub in_force_until: Option<Date>,
    /// Where it is written.
    pub citation: String,
    /// What that text says, in our words.
    pub source: String,
    /// Whether it was checked against that text.
    pub verified: bool,
    /// What is unsure, and anything else that a reader must know.
    pub note: String,
    /// What it asks for; a district's file may leave out what it does not tighten.
    asks: Asks,
}

#[derive(Debug, Clone, PartialEq)]
struct Asks {
    minimum_group: Option<u64>,
    percent_decimals: Option<u8>,
    protection_width: Option<u64>,
    coding: Option<[Band; BANDS]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    id: String,
    version: String,
    in_force_from: Option<String>,
    in_force_until: Option<String>,
    citation: String,
    source: String,
    verified: bool,
    #[serde(default)]
    note: String,
    minimum_group: Option<u64>,
    percent_decimals: Option<u8>,
    protection_width: Option<u64>,
    coding: Option<Vec<BandFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandFile {
    students: Option<u64>,
    ends: u8,
}

impl Rules {
    /// Reads one file. `file` is its name, for messages.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Rules, RulesError> {
        let wrong = |what| RulesError::Value { file: file.to_owned(), what };
        let read: RulesFile = read_toml(text).map_err(|error| RulesError::Shape {
            file: file.to_owned(),
            message: error.message().to_owned(),
        })?;
        let day = |text: &Option<String>| -> Result<Option<Date>, RulesError> {
            let parse = |text: &String| {
                text.parse().map_err(|_| wrong("a day is written like \"2026-11-01\""))
            };
            text.as_ref().map(parse).transpose()
        };
        if read.minimum_group.is_some_and(|least| least < 3) {
            return Err(wrong("minimum_group is at least 3: of two, each knows about the other"));
        }
        if read.percent_decimals.is_some_and(|decimals| decimals > 1) {
            return Err(wrong("percent_decimals is 0 or 1"));
        }
        let coding = read.coding.as_deref().map(bands).transpose().map_err(wrong)?;
        Ok(Rules {
            in_force_from: day(&read.in_force_from)?,
            in_force_until: day(&read.in_force_until)?,
            id: read.id,
            version: read.version,
            citation: read.citation,
            source: read.source,
            verified: read.verified,
            note: read.note,
            asks: Asks {
                minimum_group: read.minimum_group,
                percent_decimals: read.percent_decimals,
                protection_width: read.protection_width,
                coding,
            },
        })
    }

    /// Whether the rules hold on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.in_force_from.is_none_or(|from| from <= on)
            && self.in_force_until.is_none_or(|until| on <= until)
    }
}

fn bands(read: &[BandFile]) -> Result<[Band; BANDS], &'static str> {
    if read.len() != BANDS {
        return Err("coding has five bands of group size, the last without an end");
    }
    let mut bands = [Band { students: u64::MAX, ends: 0 }; BANDS];
    let mut least = 0;
    for (place, (band, read)) in bands.iter_mut().zip(read).enumerate() {
        band.students = match (read.students, place == BANDS - 1) {
            (Some(students), false) if students > least => students,
            (None, true) => u64::MAX,
            _ => return Err("the bands of coding rise, and only the last has no end"),
        };
        if read.ends > 45 {
            return Err("coding withholds at most 45 percent at each end");
        }
        least = band.students;
        band.ends = read.ends;
    }
    Ok(bands)
}

/// All rules of a district: those that ship, and its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    rules: Vec<Rules>,
}

impl Policy {
    /// The rules that ship.
    ///
    /// # Errors
    /// Never for the file that ships, as a test says.
    pub fn shipped() -> Result<Policy, RulesError> {
        Ok(Policy { rules: vec![Rules::parse(SHIPPED.0, SHIPPED.1)?] })
    }

    /// Lays a district's own files over them: file name and text.
    ///
    /// # Errors
    /// The first file that is wrong.
    pub fn with<'a>(
        mut self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Policy, RulesError> {
        for (name, text) in files {
            self.rules.push(Rules::parse(name, text)?);
        }
        Ok(self)
    }

    /// The files of rules that hold on a day, those that ship first. The rules that ship always
    /// hold: on a day before them there was no weaker rule to fall back on.
    pub fn list_in_force(&self, on: Date) -> Vec<&Rules> {
        let (shipped, own) = self.rules.split_at(1.min(self.rules.len()));
        shipped.iter().chain(own.iter().filter(|rules| rules.in_force(on))).collect()
    }

    /// What holds on a day: of each rule the strictest that any file asks for.
    pub fn in_force(&self, on: Date) -> Protection {
        let mut protection = Protection::default();
        for rules in self.list_in_force(on) {
            let asks = &rules.asks;
            protection = protection.tightened_to(
                asks.minimum_group,
                asks.percent_decimals,
                asks.protection_width,
                asks.coding.as_ref(),
            );
        }
        protection
    }

    /// The version of what holds on a day: ids and versions of its files.
    pub fn version(&self, on: Date) -> String {
        let mut version = String::new();
        for rules in self.list_in_force(on) {
            let space = if version.is_empty() { "" } else { ", " };
            write!(version, "{space}{} {}", rules.id, rules.version).unwrap_or_default();
        }
        version
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const NOW: Date = date(2026, 11, 25);

    fn own(rest: &str) -> String {
        format!(
            "id = \"ours\"\nversion = \"2026-09-01\"\nin_force_from = \"2026-09-01\"\n\
             citation = \"Board policy 5125\"\nsource = \"Fifteen.\"\nverified = true\n{rest}"
        )
    }

    #[test]
    fn the_rules_that_ship_are_what_protection_is_by_default() {
        let policy = Policy::shipped().unwrap();
        assert_eq!(policy.in_force(NOW), Protection::default());
        assert_eq!(policy.version(NOW), "ships 2026-11-01");
    }

    #[test]
    fn a_district_tightens_and_never_loosens() {
        let with = |text: &str| Policy::shipped().unwrap().with([("ours.toml", text)]).unwrap();
        let stricter = with(&own("minimum_group = 15"));
        assert_eq!(stricter.in_force(NOW).minimum_group(), 15);
        assert_eq!(stricter.in_force(date(2026, 8, 31)).minimum_group(), 10);
        let looser = with(&own("minimum_group = 5\nprotection_width = 1\npercent_decimals = 1"));
        assert_eq!(looser.in_force(NOW), Protection::default());
        let coding = "coding = [{students = 20, ends = 5}, {students = 40, ends = 15}, \
                      {students = 100, ends = 5}, {students = 300, ends = 2}, {ends = 1}]";
        let mixed = with(&own(coding)).in_force(NOW);
        assert_eq!(mixed.ends_percent(15), 20, "looser for the smallest: what ships holds");
        assert_eq!(mixed.ends_percent(30), 15, "stricter for the next: the district's holds");
    }

    #[test]
    fn a_file_that_cannot_be_meant_is_refused() {
        for rest in [
            "minimum_group = 2",
            "percent_decimals = 2",
            "coding = [{ends = 1}]",
            "minimum_grup = 12",
        ] {
            assert!(Rules::parse("ours.toml", &own(rest)).is_err(), "{rest}");
        }
    }
}

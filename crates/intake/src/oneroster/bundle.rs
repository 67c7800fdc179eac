//! Opening a bundle: which files it has, whether they can be read, and what stands against it.

use std::collections::BTreeMap;
use std::sync::Arc;

use traction_core::district::SchoolYear;
use traction_core::finding::{Finding, Severity};
use traction_core::near::find_nearest;

use super::checks;
use super::columns::{PARTS, Part, SPELLINGS, UNREAD, Version, facts_of, find_column, find_part};
use super::feeds;
use super::joined::read_rows;
use super::roster::Roster;
use crate::feed::Feed;
use crate::findings::{Check, Place};
use crate::source::{Input, Limits, SourceError, Step};

/// A OneRoster bundle, ready to be read.
#[derive(Debug)]
pub struct Bundle {
    /// The version, by the manifest or by the files.
    pub version: Version,
    /// One for each table that the bundle gives; none when a finding is blocking.
    pub feeds: Vec<Feed>,
    /// What is wrong with the bundle as a whole.
    pub findings: Vec<Finding>,
    /// Names of the inputs that belong to the bundle, read or not.
    pub claimed: Vec<String>,
    /// The school year of what stands under no class; `None` when nothing tells.
    pub year: Option<SchoolYear>,
}

/// Whether these inputs hold a OneRoster bundle: a manifest, or orgs or users with `sourcedId`s.
/// Looks at headers only.
pub fn is_bundle(inputs: &[Input]) -> bool {
    let limits = Limits::default();
    inputs.iter().any(|input| {
        let sign = match find_part(input.stem()) {
            Some(Part::Manifest) => "propertyName",
            Some(Part::Orgs | Part::Users) => "sourcedId",
            _ => return false,
        };
        input.open(&limits).is_ok_and(|source| find_column(source.header(), sign).is_some())
    })
}

/// Opens the bundle among these inputs. `year` is the school year to take where no session tells.
///
/// # Errors
/// When a file cannot be read to its end.
pub fn open_bundle(
    inputs: &[Input],
    year: Option<SchoolYear>,
    limits: &Limits,
) -> Result<Bundle, SourceError> {
    let mut judge = Judge { findings: Vec::new() };
    let mut parts: BTreeMap<Part, &Input> = BTreeMap::new();
    let mut claimed = Vec::new();
    for input in inputs {
        match find_part(input.stem()) {
            Some(part) => {
                if let Some(first) = parts.get(&part) {
                    let found =
                        format!("{} is there too; only {} is read", input.name(), first.name());
                    judge.say(
                        &checks::MANIFEST,
                        input.name(),
                        None,
                        found,
                        "one file of each kind",
                    );
                } else {
                    parts.insert(part, input);
                }
            }
            None if UNREAD.iter().any(|name| name.eq_ignore_ascii_case(input.stem())) => {
                let found = "a file that Traction does not read".to_owned();
                judge.say(&checks::UNREAD, input.name(), None, found, "rosters");
            }
            None => continue,
        }
        claimed.push(input.name().to_owned());
    }
    let manifest = match parts.get(&Part::Manifest) {
        Some(input) => match read_manifest(input, limits) {
            Err(SourceError::Empty { .. }) => BTreeMap::new(),
            read => read?,
        },
        None => BTreeMap::new(),
    };
    let version = judge.find_version(&parts, &manifest);
    judge.compare_manifest(&parts, &manifest);
    for (part, input) in parts.clone() {
        if !judge.check_header(part, input, version, limits)? {
            parts.remove(&part);
        }
    }
    let mut bundle =
        Bundle { version, feeds: Vec::new(), findings: Vec::new(), claimed, year: None };
    if !judge.is_refused() {
        let roster = Roster::load(&parts, version, year, limits)?;
        judge.check_year(&parts, &roster, year);
        judge.check_roster(&parts, &roster);
        bundle.year = roster.year;
        bundle.feeds = feeds::list(&parts, version, &Arc::new(roster), limits);
    }
    bundle.findings = judge.findings;
    Ok(bundle)
}

type Manifest = BTreeMap<String, String>;

fn read_manifest(input: &Input, limits: &Limits) -> Result<Manifest, SourceError> {
    let mut manifest = BTreeMap::new();
    read_rows(input, limits, ["propertyName", "value"], |[name, value]| {
        manifest.insert(name.to_lowercase(), value.to_owned());
    })?;
    Ok(manifest)
}

struct Judge {
    findings: Vec<Finding>,
}

impl Judge {
    fn say(
        &mut self,
        check: &Check,
        file: &str,
        column: Option<&str>,
        found: String,
        expected: &str,
    ) {
        let row = column.map(|_| 1);
        let place = Place { file, row, column };
        self.findings.push(check.finding(place, found, expected.to_owned()));
    }

    fn is_refused(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Blocking)
    }

    fn find_version(&mut self, parts: &BTreeMap<Part, &Input>, manifest: &Manifest) -> Version {
        let by_files = if parts.contains_key(&Part::Roles) { Version::V1p2 } else { Version::V1p1 };
        let Some(input) = parts.get(&Part::Manifest) else { return by_files };
        match manifest.get("oneroster.version").map(String::as_str) {
            Some("1.1") => Version::V1p1,
            Some("1.2") => Version::V1p2,
            other => {
                let found = match other {
                    Some(version) => format!("oneroster.version {version}"),
                    None => "no oneroster.version".to_owned(),
                };
                let found = format!("{found}; read as {}", by_files.number());
                self.say(
                    &checks::MANIFEST,
                    input.name(),
                    None,
                    found,
                    "oneroster.version 1.1 or 1.2",
                );
                by_files
            }
        }
    }

    fn compare_manifest(&mut self, parts: &BTreeMap<Part, &Input>, manifest: &Manifest) {
        let Some(input) = parts.get(&Part::Manifest) else { return };
        let lists_files = manifest.keys().any(|name| name.starts_with("file."));
        let mut delta = Vec::new();
        for facts in PARTS.iter().filter(|facts| facts.part != Part::Manifest) {
            let said = manifest.get(&format!("file.{}", facts.name.to_lowercase()));
            let said = said.map(|word| word.to_lowercase());
            let present = parts.get(&facts.part);
            match (said.as_deref(), present) {
                (Some("delta"), _) => delta.push(facts.name),
                (Some("bulk"), None) => {
                    let found = format!("{}.csv is said to be there and is not", facts.name);
                    self.say(
                        &checks::MANIFEST,
                        input.name(),
                        None,
                        found,
                        "the files that the manifest lists",
                    );
                }
                (Some("absent"), Some(file)) => {
                    let found = format!("{}.csv is said to be absent and is there", facts.name);
                    self.say(
                        &checks::MANIFEST,
                        file.name(),
                        None,
                        found,
                        "the files that the manifest lists",
                    );
                }
                (Some("") | None, Some(file)) if lists_files => {
                    let found = format!("the manifest says nothing of {}.csv", facts.name);
                    self.say(&checks::MANIFEST, file.name(), None, found, "bulk");
                }
                (Some(word), Some(file)) if word != "bulk" => {
                    let found = format!("the manifest says `{word}` of {}.csv", facts.name);
                    self.say(&checks::MANIFEST, file.name(), None, found, "bulk, delta or absent");
                }
                _ => {}
            }
        }
        if !delta.is_empty() {
            let found = format!("delta for {}", delta.join(", "));
            self.say(&checks::DELTA, input.name(), None, found, "bulk");
        }
    }

    /// Judges a file by its header; whether there is anything to read.
    fn check_header(
        &mut self,
        part: Part,
        input: &Input,
        version: Version,
        limits: &Limits,
    ) -> Result<bool, SourceError> {
        let facts = facts_of(part);
        let mut source = match input.open(limits) {
            Err(SourceError::Empty { .. }) => {
                let found = "an empty file".to_owned();
                self.say(&checks::MANIFEST, input.name(), None, found, "a header at least");
                return Ok(false);
            }
            opened => opened?,
        };
        let header = source.header().to_vec();
        let blank = header.iter().filter(|name| name.trim().is_empty()).count();
        if blank > 0 {
            let found = format!("{blank} of {} columns have no name", header.len());
            self.say(&checks::UNCLEAR_HEADER, input.name(), None, found, "a name for each column");
        }
        let lower: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        for (position, name) in lower.iter().enumerate() {
            if !name.is_empty() && lower[..position].contains(name) {
                let name = &header[position];
                let found = format!("a second column {name}");
                self.say(
                    &checks::UNCLEAR_HEADER,
                    input.name(),
                    Some(name),
                    found,
                    "each name once",
                );
            }
        }
        self.list_misspelt(facts.columns, input, &header);
        let needed = facts.list_needed(version);
        let absent: Vec<&str> =
            needed.into_iter().filter(|name| find_column(&header, name).is_none()).collect();
        if absent.is_empty() || matches!(source.step()?, Step::End) {
            return Ok(true);
        }
        let alike = PARTS.iter().filter(|other| other.part != part).find(|other| {
            !other.needed.is_empty()
                && other.columns.len() > 3
                && other.columns[3..].iter().filter(|c| find_column(&header, c).is_some()).count()
                    * 4
                    >= (other.columns.len() - 3) * 3
        });
        let alike = alike.map(|other| format!("; its columns are those of {}.csv", other.name));
        let found = format!("no column {}{}", absent.join(", "), alike.unwrap_or_default());
        let expected = format!("{}.csv of OneRoster {}", facts.name, version.number());
        self.say(&checks::ABSENT_COLUMN, input.name(), None, found, &expected);
        Ok(true)
    }

    fn list_misspelt(&mut self, standard: &[&str], input: &Input, header: &[String]) {
        for name in header.iter().filter(|name| !name.trim().is_empty()) {
            let known = |listed: &str| listed.eq_ignore_ascii_case(name.trim());
            if standard.iter().any(|listed| known(listed)) {
                continue;
            }
            let spelt = SPELLINGS.iter().find(|(_, spellings)| spellings.iter().any(|s| known(s)));
            let absent =
                standard.iter().copied().filter(|listed| find_column(header, listed).is_none());
            if spelt.is_none()
                && let Some(near) = find_nearest(name.trim(), absent)
            {
                let found = format!("a column {name}");
                self.say(
                    &checks::MISSPELT,
                    input.name(),
                    Some(name),
                    found,
                    &format!("{near}, perhaps"),
                );
            }
        }
    }

    /// Says what is in doubt about the school year. `given` is the one that the import names.
    fn check_year(
        &mut self,
        parts: &BTreeMap<Part, &Input>,
        roster: &Roster,
        given: Option<SchoolYear>,
    ) {
        let sessions = parts.get(&Part::AcademicSessions).map(|input| input.name());
        if let Some(file) = sessions
            && roster.contradictions > 0
        {
            let found = format!(
                "{} sessions whose schoolYear contradicts their dates",
                roster.contradictions
            );
            self.say(
                &checks::YEAR,
                file,
                Some("schoolYear"),
                found,
                "the year in which the school year ends",
            );
        }
        let found = match (roster.named, given) {
            (None, None) => "no session that says which school year this is".to_owned(),
            (None, Some(given)) => format!(
                "no session that says which school year this is; {given} is taken, as the import names it"
            ),
            (Some(named), Some(given)) if named != given => {
                format!("{named} by its sessions, {given} by the import; its sessions count")
            }
            _ => return,
        };
        let first = parts.values().next().map(|input| input.name());
        let file = sessions.or(first).unwrap_or_default();
        let expected = "a session of type schoolYear, or a term with dates";
        self.say(&checks::YEAR, file, None, found, expected);
    }

    fn check_roster(&mut self, parts: &BTreeMap<Part, &Input>, roster: &Roster) {
        for (part, who, settled, all) in [
            (
                Part::Orgs,
                "schools",
                &roster.schools,
                roster.is_school.iter().filter(|s| **s).count(),
            ),
            (
                Part::Users,
                "students",
                &roster.students,
                roster.user.iter().filter(|u| u.student).count(),
            ),
            (Part::Users, "staff", &roster.staff, roster.user.iter().filter(|u| u.staff).count()),
        ] {
            let Some(input) = parts.get(&part) else { continue };
            let without = settled.none + settled.shared;
            if settled.shared > 0 || (settled.none > 0 && (settled.none as usize) < all) {
                let found = format!(
                    "{without} of {all} {who} go by their sourcedId: {} have no identifier, {} share one",
                    settled.none, settled.shared
                );
                self.say(
                    &checks::IDENTIFIER,
                    input.name(),
                    Some("identifier"),
                    found,
                    "an identifier that no other has",
                );
            }
        }
        if let Some(input) = parts.get(&Part::Users)
            && roster.user.iter().any(|user| user.staff)
        {
            let found =
                "no full-time equivalents; one full-time job a person is assumed".to_owned();
            self.say(&checks::FTE, input.name(), None, found, "staff_assignments with FTE");
        }
    }
}

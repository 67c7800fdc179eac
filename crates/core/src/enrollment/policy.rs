//! Section thresholds as data: how many students make a section, by whose rule, since when.

use serde::Deserialize;
use thiserror::Error;

use super::model::GRADES;
use crate::district::{GradeLevel, SchoolYear};
use crate::syntax::read_toml;

/// The thresholds that ship.
pub const SHIPPED: &str = include_str!("../../../../policy/enrollment/sections.toml");

/// A policy's file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: {what}")]
pub struct PolicyError {
    /// Which file.
    pub file: String,
    /// What is wrong in it.
    pub what: String,
}

/// Where thresholds are from, the first that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The budget formula that the district adopted.
    AdoptedFormula,
    /// The district's own file.
    OwnFile,
    /// A published rule that ships, which is not the district's.
    Published,
}

/// Most students of a section, by grade, under one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sections {
    /// Whose rule, in words.
    pub name: String,
    /// Where it is written.
    pub citation: String,
    /// Version of the file.
    pub version: String,
    /// Whether the figures were checked against that text.
    pub verified: bool,
    /// Where they are from.
    pub from: From,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    from: SchoolYear,
    until: Option<SchoolYear>,
    most: [Option<u32>; GRADES],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    citation: String,
    version: String,
    verified: bool,
    rule: Vec<FileRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    in_force_from: String,
    in_force_until: Option<String>,
    section: Vec<FileSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSection {
    grades: Vec<String>,
    most_students: u32,
}

impl Sections {
    /// Reads a file of thresholds.
    ///
    /// # Errors
    /// What is wrong in it.
    pub fn parse(file: &str, text: &str) -> Result<Sections, PolicyError> {
        let wrong = |what: String| PolicyError { file: file.to_owned(), what };
        let read: File = read_toml(text)
            .map_err(|error| wrong(format!("line {}: {error}", error.line(text))))?;
        let mut rules = Vec::new();
        for rule in read.rule {
            let year = |text: &str| {
                let begin = text.get(..4).and_then(|t| t.parse::<i16>().ok());
                begin
                    .map(SchoolYear::beginning)
                    .ok_or_else(|| wrong(format!("{text} is no school year, such as 2010-11")))
            };
            let mut most = [None; GRADES];
            for section in &rule.section {
                if section.most_students == 0 {
                    return Err(wrong("most_students must be 1 or more".to_owned()));
                }
                for code in &section.grades {
                    let at = GradeLevel::find(code)
                        .and_then(GradeLevel::number)
                        .and_then(|n| usize::try_from(n).ok());
                    let slot = at.and_then(|at| most.get_mut(at));
                    let slot =
                        slot.ok_or_else(|| wrong(format!("{code} is no grade from KG to 12")))?;
                    *slot = Some(section.most_students);
                }
            }
            rules.push(Rule {
                from: year(&rule.in_force_from)?,
                until: rule.in_force_until.as_deref().map(year).transpose()?,
                most,
            });
        }
        let File { name, citation, version, verified, .. } = read;
        Ok(Sections { name, citation, version, verified, from: From::OwnFile, rules })
    }

    /// The class sizes of the budget formula that the district adopted: most students by grade. They
    /// hold in every year that is projected: a formula says what the district goes by now.
    pub fn of_formula(
        name: &str,
        citation: &str,
        version: &str,
        sizes: &[(GradeLevel, u32)],
    ) -> Sections {
        let mut most = [None; GRADES];
        for (grade, size) in sizes {
            let at = grade.number().and_then(|n| usize::try_from(n).ok());
            if let Some(slot) = at.and_then(|at| most.get_mut(at)) {
                *slot = Some((*size).max(1));
            }
        }
        Sections {
            name: name.to_owned(),
            citation: citation.to_owned(),
            version: version.to_owned(),
            verified: true,
            from: From::AdoptedFormula,
            rules: vec![Rule { from: SchoolYear::ending(0), until: None, most }],
        }
    }

    /// The thresholds that ship.
    ///
    /// # Errors
    /// Never for the file that ships, as a test says.
    pub fn shipped() -> Result<Sections, PolicyError> {
        let shipped = Sections::parse("policy/enrollment/sections.toml", SHIPPED)?;
        Ok(Sections { from: From::Published, ..shipped })
    }

    /// Whose thresholds they are, for the end of a sentence.
    pub fn whose(&self) -> String {
        match self.from {
            From::AdoptedFormula => {
                format!("class sizes of the adopted budget formula, {} {}", self.name, self.version)
            }
            From::OwnFile => format!("the district’s own, {}", self.name),
            From::Published => format!("{}, which is not the district’s own", self.name),
        }
    }

    /// What a reader must know of where they are from; nothing where they are the district's and
    /// checked.
    pub fn note(&self) -> Option<String> {
        let unchecked = "as commonly cited and not checked against the text";
        match self.from {
            From::AdoptedFormula => None,
            From::OwnFile if self.verified => None,
            From::OwnFile => Some(format!(
                "Section thresholds ({}) are {unchecked}, says policy/enrollment/sections.toml in \
                 the district's folder.",
                self.name
            )),
            From::Published => {
                let checked = if self.verified { "" } else { ", " };
                let unchecked = if self.verified { "" } else { unchecked };
                Some(format!(
                    "Section thresholds are not the district's own: they are a published default, \
                     {} ({}){checked}{unchecked}. The district's own are [[class_size]] in the \
                     budget formula that it adopts, or policy/enrollment/sections.toml in its \
                     folder.",
                    self.name, self.citation
                ))
            }
        }
    }

    /// Most students of one section of a grade in a school year; `None` where no rule says.
    pub fn in_force(&self, on: SchoolYear, grade: usize) -> Option<u32> {
        let rule = self
            .rules
            .iter()
            .filter(|rule| rule.from <= on && rule.until.is_none_or(|until| on <= until))
            .max_by_key(|rule| rule.from)?;
        rule.most.get(grade).copied().flatten()
    }
}

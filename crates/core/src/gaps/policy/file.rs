//! Reading one measure's file.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Authority, Direction, FigureKind, Impacted, Measure, PolicyError, Unit};
use crate::district::{AcademicSubject, SchoolYear};
use crate::gaps::expression::{Expression, Type};
use crate::gaps::grain::Grain;
use crate::syntax::read_toml;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureFile {
    id: String,
    name: String,
    question: String,
    version: String,
    grain: String,
    kind: FigureKind,
    unit: Unit,
    direction: Direction,
    subject: Option<String>,
    assessment: Option<String>,
    min: Option<f64>,
    max: Option<f64>,
    #[serde(default)]
    parameters: BTreeMap<String, f64>,
    #[serde(default)]
    impacted: Vec<ImpactedFile>,
    authority: Vec<AuthorityFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ImpactedFile {
    year: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthorityFile {
    id: String,
    name: String,
    citation: String,
    source: String,
    verified: bool,
    #[serde(default)]
    note: String,
    definition: String,
    in_force_from: Option<String>,
    in_force_until: Option<String>,
    who: String,
    value: Option<String>,
    numerator: Option<String>,
    denominator: Option<String>,
}

/// A school year written `2026-27`.
fn parse_year(file: &str, text: &str) -> Result<SchoolYear, PolicyError> {
    let wrong = || PolicyError::Year { file: file.to_owned(), text: text.to_owned() };
    SchoolYear::parse(text).ok_or_else(wrong)
}

impl Measure {
    /// Reads one measure's file. `file` is its name, for messages.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Measure, PolicyError> {
        let read: MeasureFile = read_toml(text).map_err(|error| PolicyError::Shape {
            file: file.to_owned(),
            message: error.message().to_owned(),
        })?;
        let grain = Grain::find(&read.grain).ok_or_else(|| PolicyError::Code {
            file: file.to_owned(),
            text: read.grain.clone(),
            known: Grain::ALL.iter().map(|grain| grain.id().to_owned()).collect(),
        })?;
        let subject = match &read.subject {
            None => None,
            Some(code) => {
                Some(AcademicSubject::ALL.iter().copied().find(|s| s.code() == code).ok_or_else(
                    || PolicyError::Code {
                        file: file.to_owned(),
                        text: code.clone(),
                        known: AcademicSubject::ALL.iter().map(|s| s.code().to_owned()).collect(),
                    },
                )?)
            }
        };
        if read.authority.is_empty() {
            let what = "a measure needs at least one [[authority]]";
            return Err(PolicyError::Incomplete { file: file.to_owned(), what });
        }
        let authorities = read
            .authority
            .into_iter()
            .map(|authority| parse_authority(file, grain, read.kind, authority))
            .collect::<Result<_, _>>()?;
        if read.version.parse::<jiff::civil::Date>().is_err() {
            let what = "the version must be a day such as 2026-11-01, in quotes";
            return Err(PolicyError::Incomplete { file: file.to_owned(), what });
        }
        let impacted = read
            .impacted
            .into_iter()
            .map(|i| Ok(Impacted { year: parse_year(file, &i.year)?, reason: i.reason }))
            .collect::<Result<_, PolicyError>>()?;
        Ok(Measure {
            id: read.id,
            name: read.name,
            question: read.question,
            version: read.version,
            grain,
            kind: read.kind,
            unit: read.unit,
            direction: read.direction,
            subject,
            assessment: read.assessment,
            plausible: (read.min.unwrap_or(-1e6), read.max.unwrap_or(1e6)),
            parameters: read.parameters,
            impacted,
            authorities,
        })
    }
}

fn parse_authority(
    file: &str,
    grain: Grain,
    kind: FigureKind,
    read: AuthorityFile,
) -> Result<Authority, PolicyError> {
    let checked = |part: &'static str, text: &str, wanted: Type| {
        Expression::parse(text, grain.fields(), wanted).map_err(|error| PolicyError::Expression {
            file: file.to_owned(),
            authority: read.id.clone(),
            part,
            error: Box::new(error),
        })
    };
    let who = checked("who", &read.who, Type::Flag)?;
    let wanted = if kind == FigureKind::Rate { Type::Flag } else { Type::Number };
    let value = match (&read.value, &read.numerator, &read.denominator) {
        (Some(value), None, None) => checked("value", value, wanted)?,
        (None, Some(numerator), Some(denominator)) if wanted == Type::Number => {
            checked("numerator", numerator, Type::Number)?;
            checked("denominator", denominator, Type::Number)?;
            checked("value", &format!("({numerator}) / ({denominator})"), Type::Number)?
        }
        _ => {
            let what = "an authority needs either value, or numerator and denominator of a mean";
            return Err(PolicyError::Incomplete { file: file.to_owned(), what });
        }
    };
    let year =
        |text: &Option<String>| text.as_deref().map(|text| parse_year(file, text)).transpose();
    Ok(Authority {
        in_force_from: year(&read.in_force_from)?,
        in_force_until: year(&read.in_force_until)?,
        id: read.id,
        name: read.name,
        citation: read.citation,
        source: read.source,
        verified: read.verified,
        note: read.note,
        definition: read.definition,
        who,
        value,
    })
}

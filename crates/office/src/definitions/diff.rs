//! What a changed definition moves: every figure before and after, in the years that are open.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::civil::Date;
use traction_core::district::SchoolYear;
use traction_core::gaps::engine::{Grounds, list_moves, list_unlike};
use traction_core::gaps::{Measure, Measures};

use super::{SHIPS, by_day, in_use, list_noted, list_own, read_text, refuse};
use crate::access::Sight;
use crate::district::District;
use crate::error::OfficeError;
use crate::gaps::load_tables;
use crate::progress::Progress;
use crate::sheet::Sheet;
use crate::years::{self, MoveLine};

/// Which two versions of a measure are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Versions {
    /// Those in force on two days.
    Days(Date, Date),
    /// The one in use, and the one in a file that is not.
    File(PathBuf),
}

/// Every figure of a measure that another version of its definition moves, in the years that are
/// not closed: those keep what they were closed with.
///
/// # Errors
/// A measure that is not known by that name on one of the days; a file that cannot be read or is
/// about another measure; versions whose figures cannot be compared.
pub fn diff(
    district: &District,
    measure: &str,
    versions: &Versions,
    progress: &dyn Progress,
) -> Result<Vec<Sheet>, OfficeError> {
    district.why_see(Sight::Aggregates)?;
    let (before, after) = find_versions(district, measure, versions)?;
    let (old, new) = (find(&before, measure)?, find(&after, measure)?);
    if !list_unlike(&after, &before).iter().all(|id| id != measure) {
        return Err(OfficeError::Refused {
            what: format!("the two versions of {measure} are figures of different kinds"),
            hint: "give the new one an id of its own".to_owned(),
        });
    }
    let closed: BTreeSet<SchoolYear> =
        years::closed(district)?.into_iter().map(|closed| closed.year).collect();
    progress.begin("Loading the facts", None);
    let facts = load_tables(&district.snapshot()?, [&before, &after], None)?;
    progress.begin("Counting by both definitions", None);
    let moves = list_moves(
        &Grounds { facts: &facts, measures: &before },
        &Grounds { facts: &facts, measures: &after },
        crate::disclosure::protection_now(district)?,
        &crate::disclosure::list_recorded(district)?,
        &|id, year| id == measure && !closed.contains(&year),
    );
    progress.end();
    let lines: Vec<MoveLine> = moves.iter().map(MoveLine::of).collect();
    let title = format!("{}: from {} to {}", new.name, old.version, new.version);
    let mut sheet = years::move_sheet(&title, &lines);
    if lines.is_empty() {
        sheet.notes.push(if old == new {
            "The same definition was in force on both days.".to_owned()
        } else {
            "No figure moves.".to_owned()
        });
    }
    for year in &closed {
        sheet
            .notes
            .push(format!("{year} is closed and keeps the definition that it was closed with."));
    }
    Ok(vec![sheet, text_sheet(old, new)])
}

fn find<'a>(measures: &'a Measures, id: &str) -> Result<&'a Measure, OfficeError> {
    measures.find(id).ok_or_else(|| OfficeError::Unknown {
        kind: "measure",
        name: id.to_owned(),
        known: measures.list().iter().map(|m| m.id.clone()).collect(),
    })
}

fn find_versions(
    district: &District,
    measure: &str,
    versions: &Versions,
) -> Result<(Measures, Measures), OfficeError> {
    match versions {
        Versions::File(path) => {
            let (name, text) = read_text(path.clone())?;
            let file = Measure::parse(&name, &text).map_err(refuse)?;
            if file.id != measure {
                return Err(OfficeError::Refused {
                    what: format!("{} defines {}, not {measure}", path.display(), file.id),
                    hint: format!("traction measures diff {} --file {}", file.id, path.display()),
                });
            }
            let now = in_use(district)?;
            let pair = [(name.as_str(), text.as_str())];
            let after = now.clone().with(pair).map_err(refuse)?;
            Ok((now, after))
        }
        Versions::Days(from, to) => {
            let mut own = list_own(district)?;
            let mut earlier = Vec::new();
            // A version that was in use and whose file is another by now.
            for noted in list_noted(district, None)?.into_iter().filter(|d| d.id == measure) {
                if let Some(text) = noted.text {
                    let list = if noted.from == SHIPS { &mut earlier } else { &mut own };
                    list.insert(0, (noted.from, text));
                }
            }
            Ok((by_day(&own, &earlier, *from)?, by_day(&own, &earlier, *to)?))
        }
    }
}

/// The two definitions side by side, where they differ.
fn text_sheet(old: &Measure, new: &Measure) -> Sheet {
    let columns = ["authority|By whose rule", "what|What", "before|Before", "after|After"];
    let mut sheet = Sheet::of("definitions", "What is defined otherwise", &columns);
    let ids: BTreeSet<&str> =
        old.authorities.iter().chain(&new.authorities).map(|a| a.id.as_str()).collect();
    for id in ids {
        let texts = |measure: &Measure| {
            measure.find_authority(id).map_or_else(
                || [String::new(), String::new(), String::new()],
                |a| [a.definition.clone(), a.who.text().to_owned(), a.value.text().to_owned()],
            )
        };
        let words = ["definition", "who is counted", "what counts"];
        for ((what, before), after) in words.into_iter().zip(texts(old)).zip(texts(new)) {
            if before != after {
                sheet.push(vec![id.into(), what.into(), before.into(), after.into()]);
            }
        }
    }
    sheet
}

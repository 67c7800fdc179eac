//! The versions' page: each with its later error, and what changed from one to another, and why.

use askama::Template;
use traction_office::Silent;
use traction_office::access::{Deed, why_may_do};
use traction_office::enrollment::{self, Comparison};

use super::district::NothingPage;
use super::nothing_counted;
use crate::charts::words;
use crate::figures::{linked_table, table_of};
use crate::frame::{Frame, Section};
use crate::links::below;
use crate::parts::{Empty, Entry, Filters, Select, Table};
use crate::server::{Answer, Asked, Fields, Form, Outcome, Refusal};

#[derive(Template)]
#[template(path = "enrollment/versions.html")]
struct VersionsPage {
    frame: Frame,
    versions: Option<Table>,
    empty: Empty,
    /// For whoever brings in the district's files.
    keep: Option<Entry>,
    filters: Option<Filters>,
    changes: Option<Table>,
    said: String,
    left_out: String,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When a version is not known, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["older", "newer"])?;
    let frame = asked
        .frame("Versions of the projection", Section::Enrollment)?
        .after("Enrollment", "/enrollment");
    let versions = match enrollment::versions(&asked.district, &Silent) {
        Ok(versions) => versions,
        Err(error) => {
            let empty = nothing_counted(error)?;
            return Ok(Answer::of(NothingPage { frame, empty }, Vec::new()));
        }
    };
    let pair = asked.number::<i64>("older")?.zip(asked.number::<i64>("newer")?);
    let comparison = match enrollment::compare(&asked.district, pair, &Silent) {
        Ok(comparison) => Some(comparison),
        Err(error) if error.is_no_answer() => None,
        Err(error) => return Err(error.into()),
    };
    let mut sheets = vec![enrollment::version_sheet(&versions)];
    // Before a year is counted that a version projected, there is nothing to say how far it was off.
    let tested = versions.iter().any(|version| !version.errors.is_empty());
    let table = (!versions.is_empty()).then(|| match tested {
        true => table_of(&sheets[0]),
        false => {
            table_of(&sheets[0].only(&["version", "made", "who", "last_counted", "next", "year"]))
        }
    });
    let changes = comparison.as_ref().map(|comparison| {
        let sheet = enrollment::compare_sheet(comparison);
        let ids: Vec<String> =
            comparison.schools.iter().map(|(_, moved)| moved.school_id.clone()).collect();
        let mut table =
            linked_table(&sheet, |at| ids.get(at).map(|id| below("/enrollment/schools", id)));
        // The page leads with the name; the number is in the twins.
        table.columns.remove(0);
        for row in &mut table.rows {
            if let crate::parts::Cell::Plain(name) = row.cells.remove(0) {
                row.head = name;
            }
        }
        sheets.push(sheet);
        table
    });
    let numbers: Vec<String> = versions.iter().map(|version| version.id.to_string()).collect();
    let keep = why_may_do(asked.person(), Deed::Import)
        .map(|_| Entry::of(&frame, "keep", "/enrollment/keep", "Keep this projection"));
    let page = VersionsPage {
        frame,
        keep,
        versions: table,
        empty: Empty {
            says: "No version is kept yet".to_owned(),
            because: "A version keeps the projection as it is now; later its error stands beside \
                      it here."
                .to_owned(),
            way_on: None,
        },
        filters: comparison.as_ref().map(|comparison| filters(comparison, &numbers)),
        changes: changes.filter(|table| !table.rows.is_empty()),
        said: comparison.as_ref().map(said).unwrap_or_default(),
        left_out: match comparison.as_ref().map_or(0, Comparison::left_out) {
            0 => String::new(),
            n => format!("{n} schools with too few students to show moved as well."),
        },
        csv: asked.twin(Form::Csv, if comparison.is_some() { "changes" } else { "versions" }),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

/// Keeps the projection as it is now.
///
/// # Errors
/// When whoever asks does not bring in the district's files, or the office cannot answer.
pub fn keep(asked: &Asked, _: &Fields) -> Result<Outcome, Refusal> {
    let version = enrollment::keep(&asked.district, asked.now, &Silent)?;
    Ok(Outcome::to("/enrollment/versions").saying(&format!("Version {version} is kept.")))
}

fn filters(comparison: &Comparison, numbers: &[String]) -> Filters {
    let choices: Vec<(&str, &str)> = numbers.iter().map(|n| (n.as_str(), n.as_str())).collect();
    let (older, newer) = (comparison.older.to_string(), comparison.newer.to_string());
    Filters {
        action: "/enrollment/versions".to_owned(),
        search: None,
        selects: vec![
            Select::of("older", "From version", &choices, &older),
            Select::of("newer", "to version", &choices, &newer),
        ],
        button: "Compare".to_owned(),
    }
}

/// The comparison in a sentence or two.
fn said(comparison: &Comparison) -> String {
    let year = words::school_year(i32::from(comparison.year));
    if comparison.schools.is_empty() {
        return format!(
            "From version {} to {} no school's projection for {year} moved by a student.",
            comparison.older, comparison.newer
        );
    }
    let sum = |pick: fn(&traction_core::enrollment::version::Moved) -> f64| -> f64 {
        comparison.schools.iter().map(|(_, moved)| pick(moved)).sum()
    };
    format!(
        "From version {} to {} the projection for {year} moved by {} students in all: {} by new \
         or corrected counts, {} by a change of method, {} by events.",
        comparison.older,
        comparison.newer,
        words::signed(sum(|moved| moved.now - moved.before), 0),
        words::signed(sum(|moved| moved.by_counts), 0),
        words::signed(sum(|moved| moved.by_method), 0),
        words::signed(sum(|moved| moved.by_events), 0)
    )
}

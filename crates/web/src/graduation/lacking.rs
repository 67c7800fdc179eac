//! What stands where nobody can be audited yet.

use askama::Template;
use traction_office::{Sheet, glance, graduation};

use crate::files::table_name;
use crate::frame::{Frame, Section};
use crate::parts::{Empty, Link};
use crate::server::{Answer, Asked, Refusal};

#[derive(Template)]
#[template(path = "graduation/lacking.html")]
struct LackingPage {
    frame: Frame,
    title: String,
    empty: Empty,
}

/// The page that says which files are wanted; none where they are in.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked, title: &str) -> Result<Option<Answer>, Refusal> {
    let missing = graduation::list_missing_tables(&asked.district)?;
    if missing.is_empty() {
        return Ok(None);
    }
    let glance = glance::glance(&asked.district)?;
    let names: Vec<String> = missing.iter().map(|table| table_name(table)).collect();
    let mut sheet = Sheet::of("missing", "Files that are not loaded", &["table|Table"]);
    missing.iter().for_each(|table| sheet.push(vec![(*table).into()]));
    let frame = asked.frame_on(&glance, title, Section::Graduation);
    let page = LackingPage {
        title: title.to_owned(),
        empty: Empty {
            says: "Nobody can be audited yet".to_owned(),
            because: format!("An audit reads files that are not loaded: {}.", names.join(", ")),
            way_on: frame.shows_files().then(|| Link::to("/data", "What is loaded")),
        },
        frame,
    };
    Ok(Some(Answer::of(page, vec![sheet])))
}

//! Positions with their status, who holds them and which funds pay: rows about staff, so the look is
//! logged, and only what the reader's reason covers is there.

use traction_office::budget;

use super::sections::{Form as AskForm, Part, SectionsPage};
use super::{frame, open, tabs};
use crate::figures::table_of;
use crate::parts::{Choice, Select, Stat, Stats};
use crate::server::{Answer, Asked, Form, Refusal};

/// The page.
///
/// # Errors
/// When the office cannot answer, or the reader has no reason to see staff.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula", "school"])?;
    let desk = match open(asked)? {
        Ok(desk) => desk,
        Err(answer) => return Ok(*answer),
    };
    let school = asked.find("school");
    let posts = budget::positions(&asked.district, &desk, school, asked.now)?;
    let people = budget::people(&desk, school)?;
    let total = |of: fn(&traction_core::budget::engine::people::JobLine) -> f64| -> f64 {
        people.jobs.iter().map(of).sum()
    };
    let (filled, vacant, held) =
        (total(|job| job.filled), total(|job| job.vacant), total(|job| job.substitute));
    let mut choices = vec![Choice {
        value: String::new(),
        text: "All schools".to_owned(),
        chosen: school.is_none(),
    }];
    choices.extend(desk.schools.iter().map(|place| Choice {
        value: place.id.clone(),
        text: place.name.clone(),
        chosen: school == Some(place.id.as_str()),
    }));
    let page = SectionsPage {
        frame: frame(asked, "Positions")?.after("Budget", "/budget"),
        tabs: tabs(asked, "/budget/positions"),
        eyebrow: format!("Positions of {}", desk.year),
        headline: format!(
            "{:.1} of {:.1} full-time positions are filled",
            filled,
            filled + vacant + held
        ),
        sentences: Vec::new(),
        stats: Stats {
            stats: vec![
                Stat::of("Filled", &format!("{filled:.1}"), "full-time"),
                Stat::of("Vacant", &format!("{vacant:.1}"), "full-time"),
                Stat::of("With a substitute", &format!("{held:.1}"), "full-time"),
            ],
        },
        form: Some(AskForm {
            action: "/budget/positions".to_owned(),
            selects: vec![Select {
                name: "school".to_owned(),
                label: "School".to_owned(),
                choices,
            }],
            numbers: Vec::new(),
            button: "Show".to_owned(),
        }),
        parts: vec![
            Part::of("jobs", "By job and fund", table_of(&budget::people_sheets(&people)[0])),
            Part::of("positions", "Position by position", table_of(&posts)).folded(&format!(
                "{} lines; a position that several funds pay for has one for each",
                posts.rows.len()
            )),
        ],
        footnotes: vec!["Each look at this page is in the log of looks.".to_owned()],
        csv: asked.twin(Form::Csv, "positions"),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, vec![posts]))
}

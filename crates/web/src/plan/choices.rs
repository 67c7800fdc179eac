//! What the plan's forms offer to choose from.

use traction_core::plan::model::Line;
use traction_office::{gaps, plan};

use crate::gaps::list_groups;
use crate::parts::Choice;
use crate::server::{Asked, Refusal};

/// Choices with a value and a text each.
pub(super) fn choices<'a>(of: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Choice> {
    of.map(|(value, text)| Choice { value: value.to_owned(), text: text.to_owned(), chosen: false })
        .collect()
}

/// The plan's lines to choose from.
pub(super) fn line_choices(lines: &[Line]) -> Vec<Choice> {
    let choice = |line: &Line| Choice {
        value: line.id.clone(),
        text: format!("{} {}", line.id, line.title),
        chosen: false,
    };
    lines.iter().map(choice).collect()
}

/// The same, with none before them.
pub(super) fn line_or_none(lines: &[Line]) -> Vec<Choice> {
    let mut choices = line_choices(lines);
    choices.insert(0, Choice { value: String::new(), text: "No line".to_owned(), chosen: true });
    choices
}

/// The measures, the groups and the figures of the planning year, for forms that tie something to
/// them.
pub(super) struct Offered {
    measures: Vec<(String, String)>,
    figures: Vec<(String, String)>,
}

impl Offered {
    /// What this district has.
    ///
    /// # Errors
    /// When the office cannot answer.
    pub fn of(asked: &Asked) -> Result<Offered, Refusal> {
        let measures = gaps::measures(&asked.district)?;
        let figures = plan::planning_figures(&asked.district)?;
        Ok(Offered {
            measures: measures.list().iter().map(|m| (m.id.clone(), m.name.clone())).collect(),
            figures: figures.into_iter().map(|figure| (figure.id, figure.name)).collect(),
        })
    }

    /// The measures.
    pub fn measures(&self, held: &str) -> Vec<Choice> {
        with_held("No measure", self.measures.iter().cloned(), held)
    }

    /// What a measure is called.
    pub fn measure(&self, id: &str) -> Option<&str> {
        self.measures.iter().find(|(known, _)| known == id).map(|(_, name)| name.as_str())
    }

    /// The student groups.
    pub fn groups(held: &str) -> Vec<Choice> {
        with_held("All students", list_groups(), held)
    }

    /// The figures that schools plan with.
    pub fn figures(&self, held: &str) -> Vec<Choice> {
        with_held("No figure", self.figures.iter().cloned(), held)
    }
}

/// A list with none first. What stands and is not in the list, such as a measure that is gone, can
/// be kept: its line says what is wrong with it.
fn with_held(none: &str, list: impl Iterator<Item = (String, String)>, held: &str) -> Vec<Choice> {
    let mut all = vec![(String::new(), none.to_owned())];
    all.extend(list);
    if !all.iter().any(|(value, _)| value == held) {
        all.push((held.to_owned(), held.to_owned()));
    }
    let choice = |(value, text): (String, String)| Choice { chosen: value == held, value, text };
    all.into_iter().map(choice).collect()
}

//! A plan and its track as one report: what a page, a table or a file shows.

use jiff::civil::Date;
use serde::Serialize;

use super::explain::explain;
use super::model::{Gear, GearState, Line, LineState, PlanHead, Track, Turning};

/// One line with its state and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineReport {
    /// The line.
    pub line: Line,
    /// How it stands.
    pub state: LineState,
    /// Why, in sentences.
    pub because: Vec<String>,
}

/// One priority with its four gears.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PriorityReport {
    /// The priority's line; none for lines that serve no priority.
    pub priority: Option<Line>,
    /// Whether it turns.
    pub turning: Turning,
    /// Its four gears, each with its lines.
    pub gears: Vec<(GearState, Vec<LineReport>)>,
}

/// A plan on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanReport {
    /// What stands above the lines.
    pub head: PlanHead,
    /// The day.
    pub on: Date,
    /// In one sentence.
    pub headline: String,
    /// The four gears of the whole plan.
    pub gears: [GearState; 4],
    /// Each priority.
    pub priorities: Vec<PriorityReport>,
}

impl PlanReport {
    /// Puts a plan and its track together.
    pub fn of(head: &PlanHead, lines: &[Line], track: &Track, on: Date) -> PlanReport {
        let report = |line: &Line| {
            let state = track.line(&line.id)?.clone();
            Some(LineReport { because: explain(line, &state), line: line.clone(), state })
        };
        let above = |line: &Line| top_of(line, lines);
        let priorities: Vec<PriorityReport> = track
            .priorities
            .iter()
            .map(|(id, turning, gears)| PriorityReport {
                priority: lines.iter().find(|line| line.id == *id).cloned(),
                turning: *turning,
                gears: gears
                    .iter()
                    .map(|gear| {
                        let inside = lines
                            .iter()
                            .filter(|line| line.id != *id && above(line) == *id)
                            .filter(|line| gear_of(line, lines) == Some(gear.gear))
                            .filter_map(report)
                            .collect();
                        (gear.clone(), inside)
                    })
                    .collect(),
            })
            .collect();
        PlanReport {
            head: head.clone(),
            on,
            headline: headline(&track.priorities),
            gears: track.gears.clone(),
            priorities,
        }
    }

    /// Every line, in the order in which the report tells them.
    pub fn lines(&self) -> impl Iterator<Item = &LineReport> {
        self.priorities.iter().flat_map(|priority| &priority.gears).flat_map(|(_, lines)| lines)
    }
}

/// The gear that a line is shown in; a milestone's is that of the line above it.
fn gear_of(line: &Line, lines: &[Line]) -> Option<Gear> {
    line.kind.gear().or_else(|| {
        let above = lines.iter().find(|above| Some(&above.id) == line.under.as_ref())?;
        above.kind.gear()
    })
}

fn top_of(line: &Line, lines: &[Line]) -> String {
    let mut at = line;
    for _ in 0..lines.len() {
        match at.under.as_ref().and_then(|id| lines.iter().find(|above| above.id == *id)) {
            Some(above) => at = above,
            None => break,
        }
    }
    match at.kind {
        super::model::LineKind::Priority => at.id.clone(),
        _ => String::new(),
    }
}

fn headline(priorities: &[(String, Turning, [GearState; 4])]) -> String {
    let count =
        |wanted: Turning| priorities.iter().filter(|(_, turning, _)| *turning == wanted).count();
    let (all, turns) = (priorities.len(), count(Turning::Turns));
    let slips = count(Turning::Slips);
    match (all, turns, slips) {
        (0, ..) => "There is no line in this plan yet.".to_owned(),
        (1, 1, _) => "The priority turns.".to_owned(),
        (1, 0, 1) => {
            "The priority slips: some of its gears turn and some do not keep up.".to_owned()
        }
        (1, ..) => "The priority does not turn: one of its gears stands still.".to_owned(),
        _ if turns == all => format!("All {all} priorities turn."),
        _ => {
            let parts: Vec<String> =
                [(turns, "turning"), (slips, "slipping"), (all - turns - slips, "not turning")]
                    .into_iter()
                    .filter(|(n, _)| *n > 0)
                    .map(|(n, words)| format!("{n} {words}"))
                    .collect();
            format!("Of {all} priorities: {}.", parts.join(", "))
        }
    }
}

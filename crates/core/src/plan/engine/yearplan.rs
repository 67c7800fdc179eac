//! The planning year worked backwards from the first day of school.
//!
//! Each step gets the latest days on which it can begin and end: the critical-path method's
//! backward pass (Kelley and Walker, 1959), in calendar days.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use thiserror::Error;

use crate::plan::model::{PlanningFigure, Step};

/// A step with its days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedStep {
    /// The step.
    pub step: Step,
    /// The latest day on which it can begin.
    pub begins: Date,
    /// The latest day on which it can end.
    pub ends: Date,
    /// What sets that day: the step that waits for it, the figure that schools need, or the first
    /// day of school.
    pub because: String,
}

/// Why a planning year cannot be laid out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum YearPlanError {
    /// Steps wait for each other.
    #[error("these steps wait for each other: {}", .steps.join(" → "))]
    Circle {
        /// The steps of the circle, in order.
        steps: Vec<String>,
    },
    /// A step waits for something that is no step.
    #[error("{step} waits for {missing}, and there is no such step")]
    NoSuchStep {
        /// The step.
        step: String,
        /// What it names.
        missing: String,
    },
    /// A step gives something that is no planning figure.
    #[error("{step} gives {missing}, and there is no such figure")]
    NoSuchFigure {
        /// The step.
        step: String,
        /// What it names.
        missing: String,
    },
    /// A day lies outside the calendar.
    #[error("{step} would begin before the calendar does")]
    OutOfCalendar {
        /// The step.
        step: String,
    },
}

/// Lays the steps out backwards from the first day of school, in order of the days on which they
/// begin.
///
/// # Errors
/// [`YearPlanError`] when steps wait for each other or name what is not there.
pub fn work_backwards(
    steps: &[Step],
    figures: &[PlanningFigure],
    first_day: Date,
) -> Result<Vec<PlannedStep>, YearPlanError> {
    let place: BTreeMap<&str, usize> =
        steps.iter().enumerate().map(|(place, step)| (step.id.as_str(), place)).collect();
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (at, step) in steps.iter().enumerate() {
        for before in &step.after {
            let Some(before_at) = place.get(before.as_str()) else {
                let missing = before.clone();
                return Err(YearPlanError::NoSuchStep { step: step.id.clone(), missing });
            };
            waiting[*before_at].push(at);
        }
        if let Some(figure) = &step.gives
            && !figures.iter().any(|known| known.id == *figure)
        {
            let missing = figure.clone();
            return Err(YearPlanError::NoSuchFigure { step: step.id.clone(), missing });
        }
    }
    let order = order_backwards(steps, &waiting)?;
    let mut planned: Vec<Option<PlannedStep>> = vec![None; steps.len()];
    for at in order {
        let step = &steps[at];
        let back = |from: Date, days: i32| {
            from.checked_sub(jiff::Span::new().days(days))
                .map_err(|_| YearPlanError::OutOfCalendar { step: step.id.clone() })
        };
        let mut ends = back(first_day, step.ends_days_before)?;
        let mut because = "the first day of school".to_owned();
        if let Some(figure) =
            step.gives.as_ref().and_then(|id| figures.iter().find(|f| f.id == *id))
        {
            let needed = back(first_day, figure.needed_days_before)?;
            if needed < ends {
                ends = needed;
                because = format!("schools need {}", figure.name);
            }
        }
        for after in waiting[at].iter().filter_map(|after| planned[*after].as_ref()) {
            if after.begins < ends {
                ends = after.begins;
                because = format!("{} waits for it", after.step.name);
            }
        }
        let begins = back(ends, step.days)?;
        planned[at] = Some(PlannedStep { step: step.clone(), begins, ends, because });
    }
    let mut planned: Vec<PlannedStep> = planned.into_iter().flatten().collect();
    planned.sort_by(|a, b| (a.begins, a.ends, &a.step.id).cmp(&(b.begins, b.ends, &b.step.id)));
    Ok(planned)
}

/// Steps so that each comes after all that wait for it.
fn order_backwards(steps: &[Step], waiting: &[Vec<usize>]) -> Result<Vec<usize>, YearPlanError> {
    let mut left: Vec<usize> = waiting.iter().map(Vec::len).collect();
    let mut order = Vec::with_capacity(steps.len());
    let mut done = vec![false; steps.len()];
    while order.len() < steps.len() {
        let Some(at) = (0..steps.len()).find(|at| !done[*at] && left[*at] == 0) else {
            return Err(YearPlanError::Circle { steps: find_circle(steps, &done) });
        };
        done[at] = true;
        order.push(at);
        for before in &steps[at].after {
            if let Some(before_at) = steps.iter().position(|step| step.id == *before) {
                left[before_at] = left[before_at].saturating_sub(1);
            }
        }
    }
    Ok(order)
}

/// A circle among the steps that are not done: from each go to a step that waits for it, until
/// one comes twice.
fn find_circle(steps: &[Step], done: &[bool]) -> Vec<String> {
    let mut path: Vec<usize> = Vec::new();
    let mut at = done.iter().position(|done| !done);
    while let Some(here) = at {
        if let Some(begin) = path.iter().position(|seen| *seen == here) {
            let mut names: Vec<String> =
                path[begin..].iter().map(|place| steps[*place].id.clone()).collect();
            names.push(steps[here].id.clone());
            return names;
        }
        path.push(here);
        at = (0..steps.len())
            .find(|next| !done[*next] && steps[*next].after.contains(&steps[here].id));
    }
    path.into_iter().map(|place| steps[place].id.clone()).collect()
}

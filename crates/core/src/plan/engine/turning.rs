//! Does it turn? Each line held against what is known; each gear from its lines.
//!
//! A line turns when what it is tied to moves: the goal's figure stands on its path, the amount
//! (and not far more) stands in the budget, due milestones are done, the figure reached schools as
//! much sooner as promised, the shifts that a theory of action asks for turn. It slips when that is so in part, and stands still when it is not so at all. A line
//! tied to nothing is *untied* and turns nothing.
//!
//! A gear turns when at least half of its begun lines turn and none stands still or is untied;
//! it slips when any turns or slips; else it stands still. A priority turns when its own goals and
//! its three other gears all turn, for a strategic priority stays still unless three others turn
//! it.

use jiff::civil::Date;

use super::trajectory::Trajectory;
use crate::plan::model::{
    Gear, GearState, Known, Line, LineKind, LineState, MilestoneState, Missing, Money, Observed,
    Standing, Target, Track, Turning,
};

/// From here on the budget holds so much more than was promised that the tie names more than the
/// amount: half of it too much is no rounding and no raise. (Ours; a district that means the whole
/// fund writes the whole fund's amount.)
const WIDEST: f64 = 1.5;

/// Tracks a plan on a day.
pub fn track(lines: &[Line], known: &Known, on: Date) -> Track {
    let shifts: Vec<(&Line, Turning)> = lines
        .iter()
        .filter(|line| line.kind.is_shift())
        .map(|line| (line, judge(line, lines, &[], known, on).turning))
        .collect();
    let states: Vec<LineState> =
        lines.iter().map(|line| judge(line, lines, &shifts, known, on)).collect();
    let of = |wanted: &str| -> [GearState; 4] {
        Gear::ALL.map(|gear| {
            let turnings = lines.iter().zip(&states).filter_map(|(line, state)| {
                let inside = priority_of(line, lines).unwrap_or_default() == wanted;
                let counts = line.kind.gear() == Some(gear) && line.kind != LineKind::Priority;
                (inside && counts).then_some(state.turning)
            });
            gear_of(gear, turnings)
        })
    };
    let mut ids: Vec<&str> = lines
        .iter()
        .filter(|line| line.kind == LineKind::Priority)
        .map(|line| line.id.as_str())
        .collect();
    let serves_none = |line: &Line| {
        line.kind != LineKind::Priority
            && line.kind != LineKind::Milestone
            && priority_of(line, lines).is_none()
    };
    if lines.iter().any(serves_none) {
        ids.push("");
    }
    let priorities: Vec<(String, Turning, [GearState; 4])> = ids
        .into_iter()
        .map(|id| {
            let gears = of(id);
            (id.to_owned(), all_four(&gears), gears)
        })
        .collect();
    let gears = Gear::ALL.map(|gear| {
        let turnings = lines.iter().zip(&states).filter_map(|(line, state)| {
            let counts = line.kind.gear() == Some(gear) && line.kind != LineKind::Priority;
            counts.then_some(state.turning)
        });
        gear_of(gear, turnings)
    });
    let mut track = Track { lines: states, priorities, gears };
    // A priority is judged by its gears, which are known only now.
    for (id, turning, _) in &track.priorities {
        if let Some(state) = track.lines.iter_mut().find(|state| &state.id == id) {
            state.turning = *turning;
        }
    }
    track
}

/// The priority that a line serves: the first above it, through any lines between.
fn priority_of<'a>(line: &'a Line, lines: &'a [Line]) -> Option<&'a str> {
    let mut at = line;
    // A plan that goes in circles has no priority at its top; no chain is longer than the plan.
    for _ in 0..=lines.len() {
        if at.kind == LineKind::Priority {
            return Some(&at.id);
        }
        let above = at.under.as_deref()?;
        at = lines.iter().find(|line| line.id == above)?;
    }
    None
}

fn gear_of(gear: Gear, turnings: impl Iterator<Item = Turning>) -> GearState {
    let mut lines = [0_u32; 5];
    for turning in turnings {
        lines[place(turning)] += 1;
    }
    let [turns, slips, still, untied, not_yet] = lines;
    let begun = turns + slips + still + untied;
    let turning = if begun == 0 && not_yet > 0 {
        Turning::NotYet
    } else if begun == 0 {
        Turning::Untied
    } else if still == 0 && untied == 0 && 2 * turns >= begun {
        Turning::Turns
    } else if turns + slips > 0 {
        Turning::Slips
    } else if untied == begun {
        Turning::Untied
    } else {
        Turning::Still
    };
    GearState { gear, turning, lines }
}

const fn place(turning: Turning) -> usize {
    match turning {
        Turning::Turns => 0,
        Turning::Slips => 1,
        Turning::Still => 2,
        Turning::Untied => 3,
        Turning::NotYet => 4,
    }
}

/// A priority turns only with all its gears.
fn all_four(gears: &[GearState; 4]) -> Turning {
    let any = |wanted: Turning| gears.iter().any(|gear| gear.turning == wanted);
    let moves = any(Turning::Turns) || any(Turning::Slips);
    if gears.iter().all(|gear| gear.turning == Turning::Turns) {
        Turning::Turns
    } else if gears.iter().all(|gear| gear.turning == Turning::NotYet) {
        Turning::NotYet
    } else if gears.iter().all(|gear| gear.turning == Turning::Untied) {
        Turning::Untied
    } else if moves && !any(Turning::Still) && !any(Turning::Untied) {
        Turning::Slips
    } else {
        Turning::Still
    }
}

/// Judges one line; `shifts` are the plan's shifts with their own turning, which a theory needs.
fn judge(
    line: &Line,
    lines: &[Line],
    shifts: &[(&Line, Turning)],
    known: &Known,
    on: Date,
) -> LineState {
    let mut state = LineState {
        id: line.id.clone(),
        turning: Turning::Untied,
        missing: list_missing(line, lines),
        unanswered: known.unanswered.get(&line.id).cloned(),
        observed: None,
        expected: None,
        standing: None,
        money: None,
        days: None,
        sides: None,
        milestones: count_milestones(line, lines, known, on),
        milestone: (line.kind == LineKind::Milestone)
            .then(|| milestone_state(line, known, on))
            .flatten(),
    };
    // What can be seen of it, each either moving, moving in part, or not; a priority's turning
    // follows from its gears and is set afterwards.
    let mut signs: Vec<Turning> = Vec::new();
    signs.extend(figure_sign(line, known, &mut state));
    signs.extend(money_sign(line, known, on, &mut state));
    signs.extend(days_sign(line, known, &mut state));
    signs.extend(milestone_sign(line, &state));
    signs.extend(theory_sign(line, lines, shifts, &mut state));
    state.turning = together(&signs);
    if line.begins_after(on) && state.turning != Turning::Untied {
        state.turning = Turning::NotYet;
    }
    state
}

/// Several signs of one line: it turns if all that have come turn.
fn together(signs: &[Turning]) -> Turning {
    let begun: Vec<Turning> =
        signs.iter().copied().filter(|sign| *sign != Turning::NotYet).collect();
    if signs.is_empty() {
        Turning::Untied
    } else if begun.is_empty() {
        Turning::NotYet
    } else if begun.iter().all(|sign| *sign == Turning::Turns) {
        Turning::Turns
    } else if begun.iter().all(|sign| *sign == Turning::Still) {
        Turning::Still
    } else {
        Turning::Slips
    }
}

fn figure_sign(line: &Line, known: &Known, state: &mut LineState) -> Option<Turning> {
    let target = line.target.as_ref()?;
    let path = Trajectory::of(target)?;
    let found = known.figures.get(&line.id);
    let published = target.published.iter().map(|point| Observed {
        year: point.year,
        value: point.value,
        interval: None,
    });
    let own = found.into_iter().flatten().copied();
    // The district's own figure of a year stands before a published one of the same year.
    let latest = published.chain(own).max_by_key(|observed| observed.year);
    if target.measure.is_some() && found.is_none() && latest.is_none() {
        // The measure cannot be answered: the line is tied to nothing that anybody counts.
        return None;
    }
    let Some(latest) = latest else {
        return Some(Turning::NotYet);
    };
    state.observed = Some(latest);
    state.expected = path.expected(latest.year);
    state.standing = path.standing(&latest);
    Some(match state.standing {
        None => Turning::NotYet,
        Some(Standing::OnPath) => Turning::Turns,
        Some(Standing::NearPath | Standing::Behind) => Turning::Slips,
        Some(Standing::NotMoved) => Turning::Still,
    })
}

fn money_sign(line: &Line, known: &Known, on: Date, state: &mut LineState) -> Option<Turning> {
    let amount = line.amount.as_ref().filter(|amount| amount.cents != 0)?;
    if amount.tie.is_empty() {
        return None;
    }
    let year = crate::district::SchoolYear::of(on).end();
    if amount.from.is_some_and(|from| year < from) {
        return Some(Turning::NotYet);
    }
    let budgeted = known.budgeted.get(&line.id).copied().unwrap_or(0);
    let spent = known.spent.get(&line.id).copied();
    // What a shift frees is negative on both sides.
    let share = budgeted as f64 / amount.cents as f64;
    let too_wide = share > WIDEST;
    state.money = Some(Money { promised: amount.cents, budgeted, spent, too_wide });
    Some(if too_wide {
        Turning::Slips
    } else if share >= 0.95 {
        Turning::Turns
    } else if share > 0.0 {
        Turning::Slips
    } else {
        Turning::Still
    })
}

fn days_sign(line: &Line, known: &Known, state: &mut LineState) -> Option<Turning> {
    let promised = line.lead_time.as_ref()?;
    let measured = known.days_sooner.get(&promised.figure).copied();
    state.days = Some((promised.days_sooner, measured));
    Some(match measured {
        None => Turning::NotYet,
        Some(days) if days >= promised.days_sooner => Turning::Turns,
        Some(days) if days > 0 => Turning::Slips,
        Some(_) => Turning::Still,
    })
}

fn milestone_sign(line: &Line, state: &LineState) -> Option<Turning> {
    if let Some(milestone) = state.milestone {
        return Some(match milestone {
            MilestoneState::Done => Turning::Turns,
            MilestoneState::DoneLate => Turning::Slips,
            MilestoneState::Overdue => Turning::Still,
            MilestoneState::Ahead => Turning::NotYet,
        });
    }
    if line.kind == LineKind::Milestone {
        return None;
    }
    let (done, overdue, ahead) = state.milestones;
    match (done, overdue, ahead) {
        (0, 0, 0) => None,
        (0, 0, _) => Some(Turning::NotYet),
        (_, 0, _) => Some(Turning::Turns),
        (0, _, _) => Some(Turning::Still),
        _ => Some(Turning::Slips),
    }
}

/// A theory turns when all its clauses are said and the shifts that serve the same priority turn,
/// those of people, time and money and those of how the work is done. Words alone move nothing.
fn theory_sign(
    line: &Line,
    lines: &[Line],
    shifts: &[(&Line, Turning)],
    state: &mut LineState,
) -> Option<Turning> {
    if line.kind != LineKind::Theory {
        return None;
    }
    let said = [&line.if_schools, &line.if_office, &line.then];
    if said.iter().all(|clause| clause.trim().is_empty()) {
        return None;
    }
    let all_said = said.iter().all(|clause| !clause.trim().is_empty());
    let priority = priority_of(line, lines);
    let side = |gear: Gear| {
        let serving = shifts.iter().filter(|(shift, _)| {
            shift.kind.gear() == Some(gear) && priority_of(shift, lines) == priority
        });
        gear_of(gear, serving.map(|(_, turning)| *turning)).turning
    };
    let sides = [side(Gear::Resources), side(Gear::Processes)];
    state.sides = Some(sides);
    let moves = |side: &Turning| matches!(side, Turning::Turns | Turning::Slips);
    Some(if all_said && sides == [Turning::Turns; 2] {
        Turning::Turns
    } else if sides == [Turning::NotYet; 2] {
        Turning::NotYet
    } else if sides.iter().any(moves) {
        Turning::Slips
    } else {
        Turning::Still
    })
}

fn milestone_state(line: &Line, known: &Known, on: Date) -> Option<MilestoneState> {
    let due = line.ends_on;
    match (known.done.get(&line.id), due) {
        (Some(done), Some(due)) if *done > due => Some(MilestoneState::DoneLate),
        (Some(_), _) => Some(MilestoneState::Done),
        (None, Some(due)) if due < on => Some(MilestoneState::Overdue),
        (None, Some(_)) => Some(MilestoneState::Ahead),
        (None, None) => None,
    }
}

fn count_milestones(line: &Line, lines: &[Line], known: &Known, on: Date) -> (u32, u32, u32) {
    let mut counted = (0, 0, 0);
    for other in lines.iter().filter(|other| other.kind == LineKind::Milestone) {
        let mine = other.id == line.id || other.under.as_deref() == Some(&line.id);
        if !mine {
            continue;
        }
        match milestone_state(other, known, on) {
            Some(MilestoneState::Done | MilestoneState::DoneLate) => counted.0 += 1,
            Some(MilestoneState::Overdue) => counted.1 += 1,
            Some(MilestoneState::Ahead) => counted.2 += 1,
            None => {}
        }
    }
    counted
}

fn list_missing(line: &Line, lines: &[Line]) -> Vec<Missing> {
    let mut missing = Vec::new();
    let has_under = |of: &Line| lines.iter().any(|l| l.under.as_deref() == Some(&of.id));
    match line.kind {
        LineKind::Priority => {
            if !has_under(line) {
                missing.push(Missing::Lines);
            }
        }
        LineKind::Goal => {
            let target = line.target.as_ref();
            let counted = |t: &Target| t.measure.is_some() || !t.counted.trim().is_empty();
            if !target.is_some_and(counted) {
                missing.push(Missing::Measure);
            }
            if target.and_then(Trajectory::of).is_none() {
                missing.push(Missing::Path);
            }
        }
        LineKind::Theory => {
            let clauses = [&line.if_schools, &line.if_office, &line.then];
            if clauses.iter().any(|clause| clause.trim().is_empty()) {
                missing.push(Missing::Clauses);
            }
        }
        LineKind::People | LineKind::Time | LineKind::Money => match &line.amount {
            None => missing.push(Missing::Amount),
            Some(amount) if amount.cents == 0 => missing.push(Missing::Amount),
            Some(amount) if amount.tie.is_empty() => missing.push(Missing::BudgetLine),
            Some(_) => {}
        },
        LineKind::Roles
        | LineKind::Mindset
        | LineKind::DataTools
        | LineKind::Timelines
        | LineKind::Milestone => {}
    }
    if line.owner.as_deref().is_none_or(|owner| owner.trim().is_empty())
        && line.kind != LineKind::Theory
    {
        missing.push(Missing::Owner);
    }
    let needs_days = line.kind.is_shift() || line.kind == LineKind::Milestone;
    if needs_days && line.ends_on.is_none() && line.starts_on.is_none() {
        missing.push(Missing::Dates);
    }
    if line.kind != LineKind::Priority && priority_of(line, lines).is_none() {
        missing.push(Missing::Priority);
    }
    missing
}

//! The same tracking, worked out again: each line by a list of questions, each gear by counting.
//!
//! Slow and plain, and sharing nothing with what it checks: paths are walked year by year, and a
//! line's priority is found from above.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::model::{
    Gear, Known, Line, LineKind, MilestoneState, Observed, Point, Target, Track, Turning,
};

/// What does not agree with a track, in words; empty when all does.
pub fn check(lines: &[Line], known: &Known, on: Date, track: &Track) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut of_line: BTreeMap<&str, Turning> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.kind != LineKind::Priority) {
        of_line.insert(&line.id, turning_of(line, lines, known, on));
    }
    let serving = serving(lines);
    for (id, turning, gears) in &track.priorities {
        for gear in gears {
            let inside: Vec<Turning> = lines
                .iter()
                .filter(|line| line.kind.gear() == Some(gear.gear))
                .filter(|line| serving.get(line.id.as_str()).copied().unwrap_or("") == id)
                .filter_map(|line| of_line.get(line.id.as_str()).copied())
                .collect();
            if gear_by_counting(&inside) != gear.turning {
                wrong.push(format!("{id}: {} is {:?}", gear.gear.name(), gear.turning));
            }
        }
        let all = gears.each_ref().map(|gear| gear.turning);
        if *turning == Turning::Turns && all != [Turning::Turns; 4] {
            wrong.push(format!("{id} turns, and one of its gears does not"));
        }
        if *turning != Turning::Turns && all == [Turning::Turns; 4] {
            wrong.push(format!("{id} does not turn, and all its gears do"));
        }
    }
    for gear in &track.gears {
        let inside: Vec<Turning> = lines
            .iter()
            .filter(|line| line.kind.gear() == Some(gear.gear))
            .filter_map(|line| of_line.get(line.id.as_str()).copied())
            .collect();
        if gear_by_counting(&inside) != gear.turning {
            wrong.push(format!("{} is {:?}", gear.gear.name(), gear.turning));
        }
        let counted: u32 = gear.lines.iter().sum();
        if usize::try_from(counted).unwrap_or(usize::MAX) != inside.len() {
            wrong.push(format!("{} counts {counted} lines of {}", gear.gear.name(), inside.len()));
        }
    }
    for state in &track.lines {
        let Some(expected) = of_line.get(state.id.as_str()) else { continue };
        if *expected != state.turning {
            wrong.push(format!("{} is {:?}, not {:?}", state.id, expected, state.turning));
        }
        if state.turning == Turning::Untied && state.missing.is_empty() {
            // A line that nothing can be seen of must say what it lacks, unless it is a shift of
            // process that simply has no milestone yet.
            let kind = lines.iter().find(|line| line.id == state.id).map(|line| line.kind);
            let may = kind.is_some_and(|kind| {
                kind.gear() == Some(Gear::Processes)
                    || kind.gear() == Some(Gear::Resources)
                    || kind == LineKind::Milestone
                    || kind == LineKind::Goal
            });
            if !may {
                wrong.push(format!("{} is tied to nothing and lacks nothing", state.id));
            }
        }
    }
    wrong
}

/// Which priority each line serves, found from the priorities downward.
fn serving(lines: &[Line]) -> BTreeMap<&str, &str> {
    let mut serving: BTreeMap<&str, &str> = BTreeMap::new();
    for priority in lines.iter().filter(|line| line.kind == LineKind::Priority) {
        let mut level: Vec<&str> = vec![&priority.id];
        while let Some(above) = level.pop() {
            for line in lines.iter().filter(|line| line.under.as_deref() == Some(above)) {
                if line.kind != LineKind::Priority
                    && serving.insert(&line.id, &priority.id).is_none()
                {
                    level.push(&line.id);
                }
            }
        }
    }
    serving
}

fn gear_by_counting(turnings: &[Turning]) -> Turning {
    let count = |wanted: Turning| turnings.iter().filter(|turning| **turning == wanted).count();
    let begun = turnings.len() - count(Turning::NotYet);
    if turnings.is_empty() {
        return Turning::Untied;
    }
    if begun == 0 {
        return Turning::NotYet;
    }
    if count(Turning::Still) + count(Turning::Untied) == 0 && count(Turning::Turns) * 2 >= begun {
        return Turning::Turns;
    }
    if count(Turning::Turns) + count(Turning::Slips) > 0 {
        return Turning::Slips;
    }
    if count(Turning::Still) > 0 { Turning::Still } else { Turning::Untied }
}

fn turning_of(line: &Line, lines: &[Line], known: &Known, on: Date) -> Turning {
    let signs: Vec<Turning> = [
        by_figure(line, known),
        by_money(line, known, on),
        by_days(line, known),
        by_milestones(line, lines, known, on),
        by_clauses(line, lines, known, on),
    ]
    .into_iter()
    .flatten()
    .collect();
    if signs.is_empty() {
        return Turning::Untied;
    }
    if line.starts_on.is_some_and(|start| start > on) {
        return Turning::NotYet;
    }
    let come: Vec<&Turning> = signs.iter().filter(|sign| **sign != Turning::NotYet).collect();
    if come.is_empty() {
        return Turning::NotYet;
    }
    let all = |wanted: Turning| come.iter().all(|sign| **sign == wanted);
    if all(Turning::Turns) {
        Turning::Turns
    } else if all(Turning::Still) {
        Turning::Still
    } else {
        Turning::Slips
    }
}

/// Where the path stands in a year, walked one year at a time.
fn walk(target: &Target, year: i16) -> Option<f64> {
    let (first, last) = (target.baseline?, target.target?);
    if last.year <= first.year || year < first.year {
        return None;
    }
    let mut stops: Vec<Point> = vec![first];
    for at in first.year + 1..last.year {
        // Of two waypoints in one year the first that is written holds.
        stops.extend(target.waypoints.iter().find(|point| point.year == at));
    }
    stops.push(last);
    let mut here = first;
    let mut value = first.value;
    for stop in stops.into_iter().skip(1) {
        let step = (stop.value - here.value) / f64::from(stop.year - here.year);
        for at in here.year..stop.year {
            if at == year {
                return Some(value);
            }
            value += step;
        }
        here = stop;
        value = stop.value;
    }
    Some(value)
}

fn by_figure(line: &Line, known: &Known) -> Option<Turning> {
    let target = line.target.as_ref()?;
    let baseline = target.baseline?;
    walk(target, baseline.year)?;
    let own = known.figures.get(&line.id);
    let mut by_year: BTreeMap<i16, Observed> = BTreeMap::new();
    for point in &target.published {
        let observed = Observed { year: point.year, value: point.value, interval: None };
        by_year.insert(point.year, observed);
    }
    for observed in own.into_iter().flatten() {
        by_year.insert(observed.year, *observed);
    }
    let Some((_, latest)) = by_year.pop_last() else {
        let untold = target.measure.is_some() && own.is_none();
        return if untold { None } else { Some(Turning::NotYet) };
    };
    if latest.year <= baseline.year {
        return Some(Turning::NotYet);
    }
    let should = walk(target, latest.year)?;
    let short = if target.lower_is_better { latest.value - should } else { should - latest.value };
    let gained = if target.lower_is_better {
        baseline.value - latest.value
    } else {
        latest.value - baseline.value
    };
    if short <= 1e-9 * (1.0 + should.abs()) {
        return Some(Turning::Turns);
    }
    let within = latest.interval.is_some_and(|(low, high)| low <= should && should <= high);
    let some = within || gained > 1e-9 * (1.0 + should.abs());
    Some(if some { Turning::Slips } else { Turning::Still })
}

fn by_money(line: &Line, known: &Known, on: Date) -> Option<Turning> {
    let amount = line.amount.as_ref()?;
    let named =
        amount.tie.fund.is_some() || amount.tie.account.is_some() || !amount.tie.schools.is_empty();
    if amount.cents == 0 || !named {
        return None;
    }
    let fiscal_year = on.year() + i16::from(on.month() >= 7);
    if amount.from.is_some_and(|from| from > fiscal_year) {
        return Some(Turning::NotYet);
    }
    let found = known.budgeted.get(&line.id).copied().unwrap_or_default();
    let same_way = (found > 0) == (amount.cents > 0) && found != 0;
    // 95 of 100, in whole cents.
    let enough = i128::from(found.abs()) * 100 >= i128::from(amount.cents.abs()) * 95;
    let far_more = i128::from(found.abs()) * 100 > i128::from(amount.cents.abs()) * 150;
    Some(match (same_way, enough) {
        (true, true) if !far_more => Turning::Turns,
        (true, _) => Turning::Slips,
        (false, _) => Turning::Still,
    })
}

fn by_days(line: &Line, known: &Known) -> Option<Turning> {
    let promised = line.lead_time.as_ref()?;
    Some(match known.days_sooner.get(&promised.figure) {
        None => Turning::NotYet,
        Some(days) if *days >= promised.days_sooner => Turning::Turns,
        Some(days) if *days >= 1 => Turning::Slips,
        Some(_) => Turning::Still,
    })
}

fn by_milestones(line: &Line, lines: &[Line], known: &Known, on: Date) -> Option<Turning> {
    let state = |milestone: &Line| match (known.done.get(&milestone.id), milestone.ends_on) {
        (Some(done), Some(due)) if *done > due => Some(MilestoneState::DoneLate),
        (Some(_), _) => Some(MilestoneState::Done),
        (None, None) => None,
        (None, Some(due)) if due < on => Some(MilestoneState::Overdue),
        (None, Some(_)) => Some(MilestoneState::Ahead),
    };
    if line.kind == LineKind::Milestone {
        return state(line).map(|state| match state {
            MilestoneState::Done => Turning::Turns,
            MilestoneState::DoneLate => Turning::Slips,
            MilestoneState::Overdue => Turning::Still,
            MilestoneState::Ahead => Turning::NotYet,
        });
    }
    let states: Vec<MilestoneState> = lines
        .iter()
        .filter(|other| other.kind == LineKind::Milestone)
        .filter(|other| other.under.as_deref() == Some(&line.id))
        .filter_map(state)
        .collect();
    let done = states.iter().any(|s| matches!(s, MilestoneState::Done | MilestoneState::DoneLate));
    let overdue = states.contains(&MilestoneState::Overdue);
    if states.is_empty() {
        return None;
    }
    Some(match (done, overdue) {
        (true, false) => Turning::Turns,
        (true, true) => Turning::Slips,
        (false, true) => Turning::Still,
        (false, false) => Turning::NotYet,
    })
}

fn by_clauses(line: &Line, lines: &[Line], known: &Known, on: Date) -> Option<Turning> {
    if line.kind != LineKind::Theory {
        return None;
    }
    let clauses = [&line.if_schools, &line.if_office, &line.then];
    let said = clauses.iter().filter(|clause| !clause.trim().is_empty()).count();
    if said == 0 {
        return None;
    }
    let serving = serving(lines);
    let mine = serving.get(line.id.as_str());
    let side = |wanted: Gear| {
        let inside: Vec<Turning> = lines
            .iter()
            .filter(|other| other.kind.gear() == Some(wanted))
            .filter(|other| serving.get(other.id.as_str()) == mine)
            .map(|other| turning_of(other, lines, known, on))
            .collect();
        gear_by_counting(&inside)
    };
    let sides = [side(Gear::Resources), side(Gear::Processes)];
    let count = |wanted: Turning| sides.iter().filter(|side| **side == wanted).count();
    if count(Turning::NotYet) == 2 {
        return Some(Turning::NotYet);
    }
    Some(match (count(Turning::Turns), count(Turning::Slips)) {
        (2, _) if said == 3 => Turning::Turns,
        (0, 0) => Turning::Still,
        _ => Turning::Slips,
    })
}

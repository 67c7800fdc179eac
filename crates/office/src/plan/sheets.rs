//! The room's results as rows and columns.

use traction_core::plan::engine::{Change, Scorecard};
use traction_core::plan::explain::print_figure;
use traction_core::plan::model::{Line, LineKind, Standing, Tier, TierDecision};
use traction_core::plan::report::PlanReport;

use super::sheets_govern::percent;
use super::{Calendar, ContractView, FeederView, LogLine};
use crate::sheet::{Cell, Sheet};

/// The plan as one sheet: a row a line.
pub fn plan_sheet(report: &PlanReport) -> Sheet {
    let columns = [
        "id|Line",
        "kind|Kind",
        "under|Under",
        "title|What",
        "owner|Owner",
        "ends_on|By",
        "turning|Turns?",
        "because|Why",
    ];
    let mut sheet = Sheet::of("plan", &report.head.title, &columns);
    let row = |line: &Line, turning: &str, because: &str| -> Vec<Cell> {
        vec![
            line.id.as_str().into(),
            line.kind.name().into(),
            line.under.clone().into(),
            line.title.as_str().into(),
            line.owner.clone().into(),
            line.ends_on.map(|day| day.to_string()).into(),
            turning.into(),
            because.into(),
        ]
    };
    for priority in &report.priorities {
        if let Some(line) = &priority.priority {
            sheet.push(row(line, priority.turning.words(), ""));
        }
        for told in priority.gears.iter().flat_map(|(_, lines)| lines) {
            let because = told.because.join(" ");
            sheet.push(row(&told.line, told.state.turning.words(), &because));
        }
    }
    sheet.notes.push(report.headline.clone());
    sheet
}

/// The goals: where each began, should be, is.
pub fn goal_sheet(report: &PlanReport) -> Sheet {
    let columns = [
        "id|Goal",
        "title|What",
        "group|For whom",
        "baseline|Began at|n",
        "expected|Should be|n",
        "observed|Is|n",
        "year|In",
        "standing|Stands",
    ];
    let mut sheet = Sheet::of("goals", "Goals and their paths", &columns);
    for told in report.lines().filter(|told| told.line.kind == LineKind::Goal) {
        let line = &told.line;
        let target = line.target.as_ref();
        let number = |value: f64| Cell::Number { value, printed: print_figure(line, value) };
        let year = told.state.observed.map(|o| traction_core::district::SchoolYear::ending(o.year));
        sheet.push(vec![
            line.id.as_str().into(),
            line.title.as_str().into(),
            target.and_then(|target| target.group.clone()).into(),
            target.and_then(|target| target.baseline).map(|point| number(point.value)).into(),
            told.state.expected.map(number).into(),
            told.state.observed.map(|observed| number(observed.value)).into(),
            year.map(|year| year.to_string()).into(),
            told.state.standing.map(standing_words).into(),
        ]);
    }
    sheet
}

/// How a figure stands to its path, as people read it.
pub fn standing_words(standing: Standing) -> &'static str {
    match standing {
        Standing::OnPath => "on its path",
        Standing::NearPath => "near its path, as far as chance lets one tell",
        Standing::Behind => "moved, and behind its path",
        Standing::NotMoved => "not moved",
    }
}

/// The log.
pub fn log_sheet(lines: &[LogLine]) -> Sheet {
    let columns = [
        "id|Entry|n",
        "at|When",
        "who|Who",
        "kind|Kind",
        "subject|About",
        "words|What",
        "changes|Changed",
    ];
    let mut sheet = Sheet::of("log", "What was entered about the plan", &columns);
    for line in lines {
        sheet.push(vec![
            u64::try_from(line.id).unwrap_or_default().into(),
            line.at.to_string().into(),
            line.who.as_str().into(),
            line.kind.replace('_', " ").into(),
            line.subject.as_str().into(),
            line.words.as_str().into(),
            line.changes.iter().map(told).collect::<Vec<_>>().join(" · ").into(),
        ]);
    }
    sheet
}

/// A change in words, in full: nothing that anybody wrote is cut.
fn told(change: &Change) -> String {
    let Change { part, was, is } = change;
    match (was.is_empty(), is.is_empty()) {
        (true, _) => format!("{part}: “{is}”"),
        (false, true) => format!("{part}: “{was}” taken out"),
        (false, false) => format!("{part}: “{was}” → “{is}”"),
    }
}

/// Steps of the planning year, and lead times by figure.
pub fn calendar_sheets(calendar: &Calendar) -> Vec<Sheet> {
    let year = traction_core::district::SchoolYear::ending(calendar.year);
    let columns = ["begins|Begin by", "ends|End by", "name|Step", "owner|Who", "because|Because"];
    let mut steps = Sheet::of("steps", &format!("Planning for {year}"), &columns);
    for planned in &calendar.steps {
        steps.push(vec![
            planned.step.begins.to_string().into(),
            planned.step.ends.to_string().into(),
            planned.step.step.name.as_str().into(),
            planned.step.step.owner.as_str().into(),
            planned.step.because.as_str().into(),
        ]);
    }
    if calendar.first_day.is_none() {
        steps.notes.push(format!(
            "Nobody said yet which day is the first of {year}: traction plan first-day {} DAY",
            calendar.year
        ));
    }
    let columns = [
        "figure|Figure",
        "needed|Needed|n",
        "received|Have it|n",
        "schools|Of|n",
        "in_time|In time|n",
        "median|Median school|n",
        "sooner|Sooner than last year|n",
    ];
    let mut lead = Sheet::of("lead_times", "When schools had each figure", &columns);
    for times in &calendar.lead_times {
        let days = |value: Option<i32>| {
            value.map(|days| Cell::Number { value: f64::from(days), printed: days.to_string() })
        };
        lead.push(vec![
            times.figure.name.as_str().into(),
            days(Some(times.figure.needed_days_before)).into(),
            u64::from(times.received).into(),
            (times.schools.len() as u64).into(),
            u64::from(times.in_time).into(),
            days(times.median).into(),
            days(times.median_sooner).into(),
        ]);
    }
    lead.notes.push("Days before the first day of school.".to_owned());
    vec![steps, lead, by_school(calendar)]
}

/// When each school had each figure.
fn by_school(calendar: &Calendar) -> Sheet {
    let columns = [
        "school|School",
        "figure|Figure",
        "received|Had it on",
        "lead|Days before school|n",
        "before|Last year|n",
        "sooner|Sooner|n",
    ];
    let mut sheet = Sheet::of("lead_times_by_school", "When each school had them", &columns);
    let days = |value: Option<i32>| -> Cell {
        value.map(|d| Cell::Number { value: f64::from(d), printed: d.to_string() }).into()
    };
    let mut rows: Vec<(&str, &str, _)> = Vec::new();
    for times in &calendar.lead_times {
        for school in &times.schools {
            let name = calendar.names.get(&school.school_id).unwrap_or(&school.school_id);
            rows.push((name, &times.figure.name, school));
        }
    }
    // Of one school the figures stand in the order in which a planning year needs them.
    rows.sort_by(|a, b| (a.0, &a.2.school_id).cmp(&(b.0, &b.2.school_id)));
    for (name, figure, school) in rows {
        sheet.push(vec![
            name.into(),
            figure.into(),
            school.received_on.map_or_else(|| "not yet".to_owned(), |day| day.to_string()).into(),
            days(school.lead_days),
            days(school.lead_days_before),
            days(school.sooner),
        ]);
    }
    sheet
}

/// Scorecards, a row a contract, year and target.
pub fn contract_sheet(views: &[ContractView]) -> Sheet {
    let columns = [
        "contract|Contract",
        "lead_partner|Lead partner",
        "year|Year",
        "target|Target",
        "expected|Should be|n",
        "observed|Is|n",
        "standing|Stands",
    ];
    let mut sheet = Sheet::of("scorecards", "Contracts with lead partners", &columns);
    for view in views {
        for card in &view.scorecards {
            for line in &card.lines {
                let target = view.contract.targets.iter().find(|target| target.id == line.id);
                let percent = target.is_some_and(|target| target.target.percent);
                let number = |value: f64| Cell::Number {
                    value,
                    printed: match percent {
                        true => format!("{:.0}%", value * 100.0),
                        false => format!("{value:.1}"),
                    },
                };
                let year = traction_core::district::SchoolYear::ending(card.year);
                sheet.push(vec![
                    card.contract.as_str().into(),
                    view.contract.lead_partner.as_str().into(),
                    year.to_string().into(),
                    line.title.as_str().into(),
                    line.expected.map(number).into(),
                    line.observed.map(|observed| number(observed.value)).into(),
                    line.standing.map_or(no_figure(card), standing_words).into(),
                ]);
            }
            if card.judged == 0 && card.supports_due == 0 {
                continue;
            }
            sheet.notes.push(format!(
                "{} {}: {} of {} targets with a figure are on their path; the central office gave \
                 {} of {} supports in time.",
                card.contract,
                traction_core::district::SchoolYear::ending(card.year),
                card.met,
                card.judged,
                card.supports_in_time,
                card.supports_due
            ));
        }
        for (year, what) in &view.consequences {
            let year = traction_core::district::SchoolYear::ending(*year);
            sheet.notes.push(format!("{} {year}: {what}", view.contract.id));
        }
    }
    sheet
}

/// Why a target has no figure: where others of the year have one, it may not be shown.
pub(super) fn no_figure(card: &Scorecard) -> &'static str {
    if card.judged > 0 { "no figure that may be shown" } else { "no figure yet" }
}

/// The tier matrix.
pub fn tier_sheet(tiers: &[TierDecision]) -> Sheet {
    let columns = ["decision|Decision", "held_by|Held by", "consulted|Asked before", "reason|Why"];
    let mut sheet = Sheet::of("tiers", "Who decides what", &columns);
    for tier in Tier::ALL {
        for decision in tiers.iter().filter(|decision| decision.held_by == tier) {
            let asked: Vec<&str> = decision.consulted.iter().map(|tier| tier.name()).collect();
            sheet.push(vec![
                decision.decision.as_str().into(),
                tier.name().into(),
                asked.join(", ").into(),
                decision.reason.as_str().into(),
            ]);
        }
    }
    sheet
}

/// Feeder patterns, and hand-offs owed and held.
pub fn feeder_sheets(view: &FeederView) -> Vec<Sheet> {
    let year = traction_core::district::SchoolYear::ending(view.year);
    let name = |id: &str| view.names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let columns = [
        "school|School",
        "feeds|Feeds",
        "share|Share|n",
        "ends_in|Ends in",
        "cluster|Cluster",
        "chain|Cluster by its students",
    ];
    let title = format!("Where students really go on to, into {year}");
    let mut patterns = Sheet::of("feeders", &title, &columns);
    for pattern in &view.patterns {
        let share = percent(&pattern.share);
        patterns.push(vec![
            name(&pattern.school_id).into(),
            pattern.feeds.as_deref().map(name).into(),
            share,
            name(&pattern.ends_in).into(),
            pattern.cluster_id.clone().into(),
            pattern.chain_cluster_id.clone().into(),
        ]);
    }
    let leaving = view.patterns.iter().filter(|pattern| pattern.leaves_its_cluster()).count();
    patterns.notes.push(format!("{leaving} schools feed another cluster than their own."));
    let columns =
        ["step|Step", "from|From", "to|To", "share|Share|n", "met|Met on", "agreed|Agreed"];
    let mut handoffs = Sheet::of("handoffs", "Hand-offs owed and held", &columns);
    for line in &view.handoffs {
        let days: Vec<String> = line.meetings.iter().map(|held| held.met_on.to_string()).collect();
        let agreed: Vec<&str> = line.meetings.iter().map(|held| held.agreed.as_str()).collect();
        handoffs.push(vec![
            line.feeder.transition.name().into(),
            name(&line.feeder.from).into(),
            name(&line.feeder.to).into(),
            percent(&line.feeder.share),
            if days.is_empty() { "not held".into() } else { days.join(", ").into() },
            agreed.join("; ").into(),
        ]);
    }
    vec![patterns, handoffs]
}

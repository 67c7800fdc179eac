//! Why a line stands as it does, and what would change it, in words.

use super::model::{
    Gear, Line, LineKind, LineState, MilestoneState, Missing, Money, Standing, Turning,
};

/// A figure of a goal, as people read it.
pub fn print_figure(line: &Line, value: f64) -> String {
    let percent = line.target.as_ref().is_some_and(|target| target.percent);
    if percent {
        format!("{:.0}%", value * 100.0)
    } else if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

/// Cents as dollars, with thousands in groups, whole where no cents are left.
pub fn print_cents(cents: i64) -> String {
    let sign = if cents < 0 { "−" } else { "" };
    let whole = crate::thousands::group_thousands(cents.unsigned_abs() / 100);
    match cents.unsigned_abs() % 100 {
        0 => format!("{sign}${whole}"),
        rest => format!("{sign}${whole}.{rest:02}"),
    }
}

/// Why a line turns or does not, one sentence for each thing that it is tied to.
pub fn explain(line: &Line, state: &LineState) -> Vec<String> {
    let mut says = Vec::new();
    if let (Some(observed), Some(expected)) = (state.observed, state.expected) {
        let year = crate::district::SchoolYear::ending(observed.year);
        let is = print_figure(line, observed.value);
        let should = print_figure(line, expected);
        says.push(match state.standing {
            Some(Standing::OnPath) => {
                format!("{is} in {year}; the path asked for {should}.")
            }
            Some(Standing::NearPath) => format!(
                "{is} in {year}, short of the {should} of the path, but not by more than chance \
                 can explain."
            ),
            Some(Standing::Behind) => {
                format!("{is} in {year}; the path asked for {should}. It moved, and not enough.")
            }
            Some(Standing::NotMoved) => format!(
                "{is} in {year}; the path asked for {should}. It has not moved from where it began."
            ),
            None => format!("{is} in {year}, the year in which it begins."),
        });
    } else if line.kind == LineKind::Goal && state.turning == Turning::NotYet {
        says.push("No figure has come in yet.".to_owned());
    }
    if let Some(why) = &state.unanswered {
        says.push(format!("Its measure gives no figure: {why}."));
    }
    if let Some(money) = state.money {
        says.push(explain_money(money));
    }
    if let Some([resources, processes]) = state.sides {
        let side = |gear: Gear, turning: Turning| match turning {
            Turning::Untied => format!("{}: none that is tied to anything", gear.name()),
            turning => format!("{}: {}", gear.name(), turning.words()),
        };
        says.push(format!(
            "What it asks for: {}; {}.",
            side(Gear::Resources, resources).to_lowercase(),
            side(Gear::Processes, processes).to_lowercase()
        ));
    }
    if let Some((promised, measured)) = state.days {
        says.push(match measured {
            None => format!("{promised} days sooner was promised; no two years are on record yet."),
            Some(days) if days >= 0 => {
                format!("{promised} days sooner was promised; schools had it {days} days sooner.")
            }
            Some(days) => {
                format!("{promised} days sooner was promised; schools had it {} days later.", -days)
            }
        });
    }
    match state.milestone {
        Some(MilestoneState::Done) => says.push("It is done.".to_owned()),
        Some(MilestoneState::DoneLate) => says.push("It was done after its day.".to_owned()),
        Some(MilestoneState::Overdue) => says.push("Its day has passed.".to_owned()),
        Some(MilestoneState::Ahead) => says.push("Its day is to come.".to_owned()),
        None => {
            let (done, overdue, ahead) = state.milestones;
            if done + overdue + ahead > 0 && line.kind != LineKind::Milestone {
                says.push(format!(
                    "Of its milestones {done} done, {overdue} overdue, {ahead} to come."
                ));
            }
        }
    }
    if !state.missing.is_empty() {
        says.push(format!("It lacks {}.", list_words(&state.missing)));
    }
    if says.is_empty() && state.turning == Turning::Untied {
        says.push("Nothing shows whether it happens: add a milestone with a day.".to_owned());
    }
    says
}

fn explain_money(money: Money) -> String {
    let (promised, budgeted) = (print_cents(money.promised), print_cents(money.budgeted));
    let spent = match money.spent {
        None => String::new(),
        Some(cents) => format!(" {} of it is spent.", print_cents(cents)),
    };
    if money.budgeted == 0 {
        return format!("{promised} a year was promised, and no such line is in the budget.");
    }
    let held = format!("{promised} a year was promised; the budget holds {budgeted}.{spent}");
    match money.too_wide {
        true => format!(
            "{held} The tie is too wide: it names more of the budget than what was promised. Name \
             the account, the fund and the schools."
        ),
        false => held,
    }
}

fn list_words(missing: &[Missing]) -> String {
    let words: Vec<&str> = missing.iter().map(|missing| missing.words()).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

//! The trade-off desk: levers under a budget, and what each rule costs in words.

use traction_core::budget::engine::tradeoff::Choice;
use traction_core::budget::explain::{rule_words, whole_dollars};
use traction_office::OfficeError;
use traction_office::budget::{self, LimitsAsked, choice_sheets};

use super::sections::{Form as AskForm, NumberField, Part, SectionsPage};
use super::{formula_select, frame, nothing, open, tabs};
use crate::charts::words;
use crate::figures::{linked_table, table_of};
use crate::links::below;
use crate::parts::{Stat, Stats};
use crate::server::{Answer, Asked, Form, Refusal};

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula", "budget", "central", "levers", "need"])?;
    let desk = match open(asked)? {
        Ok(desk) => desk,
        Err(answer) => return Ok(*answer),
    };
    let amount = |key: &str| -> Result<Option<f64>, Refusal> {
        let found = asked.number::<f64>(key)?;
        match found {
            Some(n) if !n.is_finite() || !(0.0..1e12).contains(&n) => {
                Err(Refusal::unclear(&format!("“{key}” must be a number from 0 up.")))
            }
            other => Ok(other),
        }
    };
    let share = amount("need")?.map(|percent| percent / 100.0);
    if share.is_some_and(|share| share > 1.0) {
        return Err(Refusal::unclear("“need” is a share: from 0 to 100."));
    }
    let moved = LimitsAsked {
        budget: amount("budget")?,
        central: amount("central")?,
        levers_a_school: asked.number::<u32>("levers")?,
        high_need_share: share,
    };
    let (limits, choice) = match budget::tradeoff(&desk, moved) {
        Ok(found) => found,
        Err(OfficeError::Refused { what, hint }) => return nothing(asked, &what, &hint),
        Err(error) => return Err(error.into()),
    };
    let sheets = choice_sheets(&desk.formula, &limits, &choice);
    let rules: Vec<String> =
        choice.rules.iter().map(|rule| rule_words(&desk.formula, rule)).collect();
    let chosen =
        sheets[2].only(&["school", "lever", "units", "dollars", "students", "low", "high"]);
    let to_school =
        |at: usize| choice.chosen.get(at).map(|line| below("/budget/schools", &line.school_id));
    let steady =
        choice.chosen.iter().filter(|line| line.holds_at_low && line.holds_at_high).count();
    let page = SectionsPage {
        frame: frame(asked, "Trade-offs")?.after("Budget", "/budget"),
        tabs: tabs(asked, "/budget/trade"),
        eyebrow: format!("{}, {} options", desk.formula.name, choice.levers.len()),
        headline: format!(
            "{} reaches {} students, counted once for each lever",
            whole_dollars(choice.dollars),
            words::count(choice.students.round() as u64)
        ),
        sentences: rules.clone(),
        stats: Stats {
            stats: vec![
                Stat::of(
                    "Benefit, all students together",
                    &words::number(choice.benefit, 0),
                    &format!(
                        "standard deviations, need counting more; {} to {} at the effects’ low and high ends",
                        words::number(choice.benefit_range.0, 0),
                        words::number(choice.benefit_range.1, 0)
                    ),
                ),
                Stat::of("For schools of high need", &format!("{:.0}%", 100.0 * choice.high_need_dollars / choice.dollars.max(1.0)), "of the dollars"),
                Stat::of("Central positions", &format!("{:.0}", choice.central), &limits.central.map(|n| format!("of {n:.0} at most")).unwrap_or_default()),
                Stat::of("Chosen whatever the effects", &format!("{steady} of {}", choice.chosen.len()), "at their low, middle and high ends"),
            ],
        },
        form: Some(AskForm {
            action: "/budget/trade".to_owned(),
            selects: vec![formula_select(asked, "formula", "Formula", &desk.formula.id)?],
            numbers: vec![
                NumberField {
                    name: "budget".to_owned(),
                    label: "Dollars to spend".to_owned(),
                    value: format!("{:.0}", limits.budget),
                },
                NumberField {
                    name: "central".to_owned(),
                    label: "Most central positions".to_owned(),
                    value: limits.central.map(|n| format!("{n:.0}")).unwrap_or_default(),
                },
                NumberField {
                    name: "levers".to_owned(),
                    label: "Most levers at one school".to_owned(),
                    value: limits.a_school.map(|n| n.to_string()).unwrap_or_default(),
                },
                NumberField {
                    name: "need".to_owned(),
                    label: "Least percent for schools of high need".to_owned(),
                    value: limits.high_need_share.map(|n| format!("{:.0}", n * 100.0)).unwrap_or_default(),
                },
            ],
            button: "Choose".to_owned(),
        }),
        parts: vec![
            Part::of(
                "levers",
                "Lever by lever",
                table_of(&sheets[0].only(&["lever", "schools", "dollars", "students"])),
            ),
            Part::of(
                "grounds",
                "What each lever rests on",
                table_of(&sheets[0].only(&["lever", "effect", "exit", "citation"])),
            )
            .folded("Effects, how each ends, and the studies"),
            Part::of("chosen", "School by school", linked_table(&chosen, to_school))
                .folded(&format!("All {} choices", choice.chosen.len())),
        ],
        footnotes: vec![
            format!("No other choice within the rules is better by more than {}.", bound_words(&choice)),
            "Effects are ranges from cited studies that the district has made its own; a study elsewhere is no promise here.".to_owned(),
            format!("Need: {}.", desk.formula.need.as_ref().map(|need| need.name.clone()).unwrap_or_default()),
        ],
        csv: asked.twin(Form::Csv, "chosen"),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

/// How much better a choice could still be, at most: the search stops when that is next to nothing.
fn bound_words(choice: &Choice) -> String {
    let gap = if choice.benefit > 0.0 { choice.bound / choice.benefit - 1.0 } else { 0.0 };
    let percent = 100.0 * gap.max(0.0);
    if percent < 0.01 {
        "0.01% of the benefit".to_owned()
    } else {
        format!("{percent:.2}% of the benefit")
    }
}

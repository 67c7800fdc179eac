//! Clusters, lead-partner contracts with their scorecards, hand-offs.

use traction_core::district::SchoolYear;
use traction_core::plan::model::{Contract, TierDecision, Transition};
use traction_office::{OfficeError, Silent, plan};

use super::choices::{Offered, choices};
use super::desk::{SEEN, Wrong, desk, refuse};
use crate::frame::Frame;
use crate::links::below;
use crate::parts::{Choice, Entry, Field, Input, Link};
use crate::server::{Answer, Asked, Refusal};

/// Clusters and contracts.
///
/// # Errors
/// When the office cannot answer.
pub fn contracts_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show_contracts(asked, None)
}

/// The clusters, with what is wrong beside the form that it is wrong in.
pub(super) fn show_contracts(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let on = asked.today();
    let views = plan::contracts(&asked.district, on, None, &Silent)?;
    let decisions = plan::tiers(&asked.district)?;
    let mut sheets = vec![plan::contract_sheet(&views)];
    match plan::feeders(&asked.district, None, None) {
        Ok(feeders) => sheets.extend(plan::feeder_sheets(&feeders)),
        // Without two years of enrollment there are no transitions, and the page says nothing of
        // them.
        Err(error) if error.is_no_answer() => {}
        Err(error) => return Err(error.into()),
    }
    sheets.push(plan::tier_sheet(&decisions));
    let headline = match views.len() {
        0 => "No cluster is under contract".to_owned(),
        1 => "One cluster under contract".to_owned(),
        n => format!("{n} clusters under contract"),
    };
    let lede = "A lead partner answers for a cluster of feeder schools for three years; the \
                scorecard is computed from measures, and counts what the central office owed.";
    let offered = Offered::of(asked)?;
    desk(asked, "Clusters and contracts", &headline, lede, sheets, |frame, mut page| {
        page.links = views
            .iter()
            .map(|view| {
                let contract = &view.contract;
                let says = format!("Contract {}: {}", contract.id, contract.lead_partner);
                Link::to(&below("/plan/contracts", &contract.id), &says)
            })
            .collect();
        if plan::plans(&asked.district) {
            page.forms.push(("A hand-off was held", handoff_form(frame, on)));
        }
        if plan::governs(&asked.district) {
            page.forms.push((
                "Write a contract",
                with_target(
                    contract_form(
                        Entry::of(frame, "contract", "/plan/contracts", "Sign it").with(
                            Field::of("id", "Short name", Input::Text)
                                .saying("Such as north-2027."),
                        ),
                        None,
                        &decisions,
                    ),
                    &offered,
                ),
            ));
        }
        refuse(&mut page.forms, wrong);
        page
    })
}

/// One contract's scorecard.
///
/// # Errors
/// When there is no such contract, or the office cannot answer.
pub fn contract_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show_contract(asked, None)
}

/// The scorecard, with what is wrong beside the form that it is wrong in.
pub(super) fn show_contract(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let on = asked.today();
    let views = plan::contracts(&asked.district, on, None, &Silent)?;
    let known = views.iter().map(|view| view.contract.id.clone()).collect();
    let view =
        views.into_iter().find(|view| view.contract.id == asked.name()).ok_or_else(|| {
            OfficeError::Unknown { kind: "contract", name: asked.name().to_owned(), known }
        })?;
    let contract = &view.contract;
    let headline = match view.scorecards.iter().rev().find(|card| card.judged > 0) {
        Some(card) => format!(
            "{} of {} targets on their path in {}",
            card.met,
            card.judged,
            SchoolYear::ending(card.year)
        ),
        None => "No figure of the contract’s years is in yet".to_owned(),
    };
    let years: Vec<i16> = contract.list_years().collect();
    let lede = format!(
        "{} answers for the cluster {} from {} to {}.",
        contract.lead_partner,
        contract.cluster_id,
        SchoolYear::ending(contract.first_year),
        SchoolYear::ending(years.last().copied().unwrap_or(contract.first_year)),
    );
    let title = format!("Contract {}", contract.id);
    let sheets = plan::scorecard_sheets(&view);
    let decisions = plan::tiers(&asked.district)?;
    let offered = Offered::of(asked)?;
    desk(asked, &title, &headline, &lede, sheets, |frame, mut page| {
        page.under("Clusters and contracts", "/plan/contracts");
        if let Some(part) = page.part("autonomies") {
            part.reword("Decision", |code| {
                let decision = decisions.iter().find(|decision| decision.id == code)?;
                Some(decision.decision.as_str().into())
            });
        }
        if plan::governs(&asked.district) {
            let at = below("/plan/contracts", &contract.id);
            let supports = contract.supports.iter().map(|s| (s.id.as_str(), s.what.as_str()));
            let list = contract.consequences.iter().map(|what| (what.as_str(), what.as_str()));
            let names: Vec<(String, String)> = years
                .iter()
                .map(|year| (year.to_string(), SchoolYear::ending(*year).to_string()))
                .collect();
            let years = names.iter().map(|(year, says)| (year.as_str(), says.as_str()));
            let supports = choices(supports);
            if !supports.is_empty() {
                page.forms.push((
                    "A support was given",
                    Entry::of(frame, "support", &format!("{at}/support"), "Record it")
                        .with(Field::of("support", "Which", Input::Choose(supports)))
                        .with(Field::of("on", "Given on", Input::Date).holding(&on.to_string())),
                ));
            }
            let list = choices(list);
            if !list.is_empty() {
                page.forms.push((
                    "Choose what follows",
                    Entry::of(
                        frame,
                        "consequence",
                        &format!("{at}/consequence"),
                        "Keep the choice",
                    )
                    .with(Field::of("year", "After", Input::Choose(choices(years))))
                    .with(Field::of(
                        "what",
                        "What follows",
                        Input::Choose(list),
                    )),
                ));
            }
            page.forms.extend([
                (
                    "Add a target",
                    with_target(
                        Entry::of(frame, "target", &format!("{at}/targets"), "Add it"),
                        &offered,
                    ),
                ),
                (
                    "Change the contract",
                    contract_form(
                        Entry::of(frame, "terms", &format!("{at}/terms"), "Keep the change")
                            .with(Field::hidden(SEEN, &view.entry.to_string())),
                        Some(contract),
                        &decisions,
                    ),
                ),
            ]);
            refuse(&mut page.forms, wrong);
        }
        page
    })
}

/// What a contract says, without its targets.
fn contract_form(form: Entry, stands: Option<&Contract>, decisions: &[TierDecision]) -> Entry {
    let text = |of: &dyn Fn(&Contract) -> String| stands.map(of).unwrap_or_default();
    let autonomies = decisions
        .iter()
        .map(|decision| Choice {
            value: decision.id.clone(),
            text: format!("{}: {}", decision.id, decision.decision),
            chosen: stands.is_some_and(|contract| {
                contract.autonomies.iter().any(|given| given.decision == decision.id)
            }),
        })
        .collect();
    let limits = |contract: &Contract| {
        let said = contract.autonomies.iter().filter(|given| !given.limits.is_empty());
        said.map(|given| format!("{} | {}", given.decision, given.limits)).collect::<Vec<_>>()
    };
    let supports = |contract: &Contract| {
        let line = |owed: &traction_core::plan::model::Support| {
            format!("{} | {} | {}", owed.what, owed.owner, owed.due)
        };
        contract.supports.iter().map(line).collect::<Vec<_>>()
    };
    form.with(
        Field::of("lead_partner", "Lead partner", Input::Text)
            .holding(&text(&|contract| contract.lead_partner.clone())),
    )
    .with(
        Field::of("cluster_id", "Cluster", Input::Text)
            .saying("As the schools’ table names it.")
            .holding(&text(&|contract| contract.cluster_id.clone())),
    )
    .with(
        Field::of("first_year", "First school year ends in", Input::Number)
            .holding(&text(&|contract| contract.first_year.to_string())),
    )
    .with(
        Field::of("years", "Years", Input::Number)
            .holding(&stands.map_or_else(|| "3".to_owned(), |contract| contract.years.to_string())),
    )
    .with(Field::of("autonomies", "The cluster decides", Input::Tick(autonomies)).optional())
    .with(
        Field::of("limits", "Within limits", Input::Long(2))
            .saying("One a line, such as: hiring | within the number of positions.")
            .holding(&text(&|contract| limits(contract).join("\n")))
            .optional(),
    )
    .with(
        Field::of("supports", "The central office owes", Input::Long(4))
            .saying("One a line: what | who | day, such as: two reading coaches | Ana Ruiz | 2026-08-15.")
            .holding(&text(&|contract| supports(contract).join("\n")))
            .optional(),
    )
    .with(
        Field::of("consequences", "What may follow", Input::Long(3))
            .saying("One a line. After each year one of these is chosen.")
            .holding(&text(&|contract| contract.consequences.join("\n")))
            .optional(),
    )
}

/// A target of a contract.
fn with_target(form: Entry, offered: &Offered) -> Entry {
    form.with(Field::of("title", "Target, in one sentence", Input::Text))
        .with(Field::of("measure", "Measure", Input::Choose(offered.measures(""))))
        .with(Field::of("group", "For whom", Input::Choose(Offered::groups(""))).optional())
        .with(Field::of("baseline_year", "Baseline: school year ending in", Input::Number))
        .with(Field::of("baseline", "Baseline", Input::Text).saying("A share as 53%."))
        .with(Field::of("target_year", "Target: school year ending in", Input::Number))
        .with(Field::of("target", "Target", Input::Text))
}

fn handoff_form(frame: &Frame, on: jiff::civil::Date) -> Entry {
    let steps = choices(Transition::ALL.iter().map(|step| (step.code(), step.name())));
    let year = SchoolYear::of(on).end() + 1;
    Entry::of(frame, "handoff", "/plan/handoffs", "Record it")
        .with(Field::of("transition", "Step", Input::Choose(steps)))
        .with(Field::of("from", "From school", Input::Text).saying("By its number."))
        .with(Field::of("to", "To school", Input::Text).saying("By its number."))
        .with(
            Field::of("year", "Into the school year that ends in", Input::Number)
                .holding(&year.to_string()),
        )
        .with(Field::of("met_on", "Met on", Input::Date).holding(&on.to_string()))
        .with(Field::of("agreed", "What was agreed", Input::Long(3)))
}

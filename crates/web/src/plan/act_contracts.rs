//! What is entered from the contracts' desk: contracts, their targets, hand-offs.

use jiff::civil::Date;
use traction_core::plan::model::{
    Autonomy, Contract, ContractTarget, Handoff, Support, Target, Transition,
};
use traction_office::OfficeError;
use traction_office::plan::{self, Changed};

use super::act::{point, refused, words_of_clash};
use super::act_cabinet::{lines, seen, year};
use super::act_govern::{finish, needed};
use super::contracts;
use super::desk::Wrong;
use crate::links::below;
use crate::server::{Asked, Fields, Outcome, Refusal};

/// Signs a contract.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn sign(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let id = fields.text("id");
    let done = (|| {
        if id.is_empty() {
            return Err(refused("a contract needs a short name"));
        }
        if plan::find_contract(&asked.district, id).is_ok() {
            return Err(refused(&format!("there is a contract {id}; change that one on its page")));
        }
        let mut contract = read(fields, id, None)?;
        contract.targets.push(ContractTarget { id: "T1".to_owned(), ..target(fields)? });
        plan::put_contract(&asked.district, None, &contract, asked.now)?;
        Ok("Signed.".to_owned())
    })();
    let to = below("/plan/contracts", id);
    finish(done, &to, "contract", fields, |wrong| contracts::show_contracts(asked, wrong))
}

/// Changes what a contract says, over the entry that the person saw; its targets stay.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn change_terms(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let (form, to) = ("terms", below("/plan/contracts", asked.name()));
    let changed = (|| {
        let seen = seen(fields)?.ok_or_else(|| refused("open the contract again"))?;
        let base = plan::contract_at(&asked.district, asked.name(), seen)?;
        let contract = read(fields, asked.name(), Some(&base))?;
        plan::change_contract(&asked.district, seen, &contract, asked.now)
    })();
    let words = match changed {
        Ok(Changed::Clash { clashes, who, .. }) => {
            let words = words_of_clash(&who, &clashes);
            let wrong = Wrong { form, words: &words, typed: fields, told: true };
            return Ok(Outcome::again(contracts::show_contract(asked, Some(wrong))?));
        }
        Ok(Changed::Kept) => Ok("Kept.".to_owned()),
        Ok(Changed::Together { who }) => {
            Ok(format!("Kept, together with what {who} changed in the meantime."))
        }
        Err(error) => Err(error),
    };
    finish(words, &to, form, fields, |wrong| contracts::show_contract(asked, wrong))
}

/// Adds a target to a contract.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn add_target(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = target(fields).and_then(|target| {
        plan::add_target(&asked.district, asked.name(), &target, asked.now)?;
        Ok("Added.".to_owned())
    });
    let to = below("/plan/contracts", asked.name());
    finish(done, &to, "target", fields, |wrong| contracts::show_contract(asked, wrong))
}

/// Records that two schools handed their students over.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn hand_off(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let step = fields.text("transition");
        let handoff = Handoff {
            transition: Transition::ALL
                .into_iter()
                .find(|transition| transition.code() == step)
                .ok_or_else(|| refused("say which step"))?,
            year: year(fields, "year")?.ok_or_else(|| refused("say into which school year"))?,
            from_school: fields.text("from").to_owned(),
            to_school: fields.text("to").to_owned(),
            met_on: needed(fields, "met_on", "say on which day they met")?,
            agreed: fields.text("agreed").to_owned(),
        };
        plan::put_handoff(&asked.district, &handoff, asked.now)?;
        Ok("Recorded.".to_owned())
    })();
    let to = "/plan/contracts";
    finish(done, to, "handoff", fields, |wrong| contracts::show_contracts(asked, wrong))
}

/// A contract as the form says it, with the targets that it has.
fn read(fields: &Fields, id: &str, standing: Option<&Contract>) -> Result<Contract, OfficeError> {
    let limits = lines(fields, "limits");
    let limits = limits
        .iter()
        .map(|line| match line.split_once('|') {
            Some((decision, limit)) => Ok((decision.trim(), limit.trim())),
            None => Err(refused(&format!("“{line}” is not written as decision | limit"))),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let given: Vec<&str> = fields.all("autonomies").collect();
    if let Some((decision, _)) = limits.iter().find(|(decision, _)| !given.contains(decision)) {
        return Err(refused(&format!(
            "{decision} has a limit, and is not what the cluster decides"
        )));
    }
    let autonomy = |decision: &str| Autonomy {
        decision: decision.to_owned(),
        limits: limits
            .iter()
            .find(|(of, _)| *of == decision)
            .map(|(_, limit)| (*limit).to_owned())
            .unwrap_or_default(),
    };
    let years = fields.text("years");
    Ok(Contract {
        id: id.to_owned(),
        cluster_id: fields.text("cluster_id").to_owned(),
        lead_partner: fields.text("lead_partner").to_owned(),
        first_year: year(fields, "first_year")?
            .ok_or_else(|| refused("say with which school year it begins"))?,
        years: years.parse().map_err(|_| refused(&format!("“{years}” is no number of years")))?,
        targets: standing.map(|contract| contract.targets.clone()).unwrap_or_default(),
        autonomies: given.into_iter().map(autonomy).collect(),
        supports: supports(fields, standing)?,
        consequences: lines(fields, "consequences"),
    })
}

/// What the central office owes. A support that was there before keeps its short name, so that what
/// was recorded of it stays.
fn supports(fields: &Fields, standing: Option<&Contract>) -> Result<Vec<Support>, OfficeError> {
    let known = standing.map(|contract| contract.supports.as_slice()).unwrap_or_default();
    let mut supports: Vec<Support> = Vec::new();
    for line in lines(fields, "supports") {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [what, owner, due] = parts[..] else {
            return Err(refused(&format!("“{line}” is not written as what | who | day")));
        };
        let due: Date = due.parse().map_err(|_| refused(&format!("“{due}” is no day")))?;
        let id = match known.iter().find(|support| support.what == what) {
            Some(support) => support.id.clone(),
            None => {
                let taken = known.iter().chain(&supports);
                plan::free_id('S', |id| taken.clone().any(|support| support.id == id))
            }
        };
        supports.push(Support { id, what: what.to_owned(), owner: owner.to_owned(), due });
    }
    Ok(supports)
}

/// A target as the form says it, without its short name.
fn target(fields: &Fields) -> Result<ContractTarget, OfficeError> {
    let (baseline, as_share) = point(fields, "baseline_year", "baseline")?;
    let (target, share) = point(fields, "target_year", "target")?;
    if baseline.is_none() || target.is_none() {
        return Err(refused("a target needs where it begins and where it is to end"));
    }
    let text = |name: &str| fields.find(name).map(str::to_owned);
    let mut path = Target {
        measure: text("measure"),
        group: text("group"),
        percent: as_share || share,
        ..Target::default()
    };
    path.run(baseline, target);
    Ok(ContractTarget { id: String::new(), title: fields.text("title").to_owned(), target: path })
}

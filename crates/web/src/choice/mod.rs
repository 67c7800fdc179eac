//! Choice: the enrollment office's desk, policies beside each other, and a family's own page.

mod act;
mod compare;
mod desk;
mod family;
mod letter;
mod policy;
mod practice;
mod waitlist;

use traction_core::choice::Mechanism;
use traction_core::choice::report::{AreaOutcome, Band, GroupOutcome};
use traction_core::disclosure::Shown;
use traction_office::choice::{self, PolicyLine};
use traction_office::{District, OfficeError};

use crate::charts::{
    AreaMap, Estimate, IntervalChart, IntervalRow, MapArea, Named, Point, Unit, words,
};
use crate::figures::instead;
use crate::parts::{Choice, Select};
use crate::server::{Asked, Refusal};

pub use act::{adopt, answer, commit, run, seal};
pub use compare::page as compare_page;
pub use desk::{page as desk_page, public_files};
pub use family::page as family_page;
pub use letter::{all_letters, letters_page, page as letter_page, render_letter};
pub use policy::page as policy_page;
pub use practice::page as practice_page;
pub use waitlist::{page as waitlist_page, turns_page};

/// Practice lotteries that can be asked for on a page. The first that is marked is for a first look,
/// and soon done; more are for the command line.
const LOTTERIES: [u32; 3] = [50, 200, 1000];
/// Seed of the pages' practice lotteries, so that a page says the same when it is loaded again.
const SEED: u64 = 1;

/// Whether what a page is read from is not there yet.
fn is_not_yet(error: &OfficeError) -> bool {
    matches!(error, OfficeError::NotYet { .. })
}

fn policies(district: &District) -> Result<Vec<PolicyLine>, Refusal> {
    let mut all = choice::list_policies(district)?;
    all.retain(|policy| policy.usable);
    Ok(all)
}

fn select(name: &str, label: &str, policies: &[PolicyLine], chosen: &str) -> Select {
    let choices = policies
        .iter()
        .map(|policy| Choice {
            value: policy.id.clone(),
            text: policy.name.clone(),
            chosen: policy.id == chosen,
        })
        .collect();
    Select { name: name.to_owned(), label: label.to_owned(), choices }
}

/// The policy that is asked for, or the one at a place of the list.
fn chosen<'a>(
    asked: &'a Asked,
    key: &str,
    policies: &'a [PolicyLine],
    place: usize,
) -> Result<&'a str, Refusal> {
    match asked.find(key) {
        Some(id) => match policies.iter().find(|policy| policy.id == id) {
            Some(policy) => Ok(&policy.id),
            None => Err(Refusal::unknown("policy", id, "the desk lists those that can be used")
                .with_way("/choice", "The choice desk")),
        },
        None => policies
            .get(place)
            .or(policies.first())
            .map(|policy| policy.id.as_str())
            .ok_or_else(Refusal::nothing),
    }
}

/// A number of a list that is asked for, or the list's second.
fn one_of(asked: &Asked, key: &str, known: [u32; 3]) -> Result<u32, Refusal> {
    match asked.number(key)? {
        None => Ok(known[1]),
        Some(number) if known.contains(&number) => Ok(number),
        Some(number) => {
            let all = known.map(|n| n.to_string()).join(", ");
            Err(Refusal::unclear(&format!("There are no {number} {key}; there are {all}.")))
        }
    }
}

fn numbers(name: &str, label: &str, known: [u32; 3], chosen: u32) -> Select {
    let choices = known.map(|number| Choice {
        value: number.to_string(),
        text: words::count(u64::from(number)),
        chosen: number == chosen,
    });
    Select { name: name.to_owned(), label: label.to_owned(), choices: choices.into() }
}

/// The mechanism that is asked for; none for the policy's own.
fn mechanism(asked: &Asked) -> Result<Option<Mechanism>, Refusal> {
    match asked.text("mechanism") {
        "" => Ok(None),
        word => Mechanism::find(word).map(Some).ok_or_else(|| {
            Refusal::unknown("mechanism", word, "the policy’s own is taken when none is named")
        }),
    }
}

fn mechanisms(label: &str, chosen: Option<Mechanism>) -> Select {
    let own = Choice {
        value: String::new(),
        text: "as the policy says".to_owned(),
        chosen: chosen.is_none(),
    };
    let others = Mechanism::ALL.map(|mechanism| Choice {
        value: mechanism.id().to_owned(),
        text: mechanism.name().to_owned(),
        chosen: chosen == Some(mechanism),
    });
    let choices = [own].into_iter().chain(others).collect();
    Select { name: "mechanism".to_owned(), label: label.to_owned(), choices }
}

/// The years that have applications, where there are several.
fn years(asked: &Asked) -> Result<Option<Select>, Refusal> {
    let all = choice::list_years(&asked.district)?;
    let chosen = asked.number("year")?.or(all.last().map(|year| year.end()));
    let choices = all.iter().rev().map(|year| Choice {
        value: year.end().to_string(),
        text: year.to_string(),
        chosen: Some(year.end()) == chosen,
    });
    let select =
        || Select { name: "year".to_owned(), label: "Year".to_owned(), choices: choices.collect() };
    Ok((all.len() > 1).then(select))
}

fn band_point(band: &Shown<Band>, n: &Shown<u64>) -> Point {
    match band.value() {
        Some(band) => Point::Value(Estimate {
            value: band.mean,
            interval: Some((band.low, band.high)),
            n: n.value().copied(),
        }),
        None => Point::Suppressed(instead(band).unwrap_or("not shown").to_owned()),
    }
}

/// A map of home areas by the chance of the first choice.
fn area_map(id: &str, title: &str, areas: &[AreaOutcome], places: Vec<(f64, f64)>) -> AreaMap {
    let placed = areas.iter().filter_map(|area| {
        Some(MapArea {
            label: area.name.clone(),
            at: area.at?,
            point: band_point(&area.first, &area.applicants),
            ringed: area.isolated,
        })
    });
    AreaMap {
        named: Named::as_chart(id, title),
        unit: Unit::Percent(0),
        areas: placed.collect(),
        places,
        placed: "schools with programs that take applications".to_owned(),
        ring: "isolated by this policy".to_owned(),
    }
}

/// Groups beside each other by the share with their first choice. Home areas are on the map.
fn group_rows(groups: &[GroupOutcome]) -> Vec<IntervalRow> {
    let mut before = String::new();
    groups
        .iter()
        .filter(|group| group.by != "Home area" && !matches!(group.applicants, Shown::NoStudents))
        .map(|group| {
            let row = IntervalRow::of(&group.group, band_point(&group.first, &group.applicants));
            let row = if group.by == "Everybody" { row.emphasized() } else { row };
            let heading = group.by != before && group.by != "Everybody";
            before.clone_from(&group.by);
            if heading { row.under(&group.by) } else { row }
        })
        .collect()
}

fn group_chart(id: &str, title: &str, groups: &[GroupOutcome]) -> IntervalChart {
    IntervalChart {
        named: Named::as_chart(id, title),
        unit: Unit::Percent(0),
        rows: group_rows(groups),
        reference: None,
        counted: "applicants".to_owned(),
    }
}

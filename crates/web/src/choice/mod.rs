//! Choice: the enrollment office's desk, policies beside each other, and a family's own page.

mod act;
mod compare;
mod desk;
mod family;
mod letter;
mod policy;
mod practice;
mod waitlist;

use traction_core::choice::report::{AreaOutcome, Band, GroupOutcome};
use traction_core::disclosure::Shown;
use traction_office::choice::{self, PolicyLine};
use traction_office::{District, OfficeError};

use crate::charts::{AreaMap, Estimate, IntervalChart, IntervalRow, MapArea, Named, Point, Unit};
use crate::figures::instead;
use crate::parts::{Choice, Select};
use crate::server::{Asked, Refusal};

pub use act::{adopt, answer, commit, run};
pub use compare::page as compare_page;
pub use desk::page as desk_page;
pub use family::page as family_page;
pub use letter::{letters_page, page as letter_page, render_letter};
pub use policy::page as policy_page;
pub use practice::page as practice_page;
pub use waitlist::page as waitlist_page;

/// Practice lotteries of a page: enough for a first look, and soon done.
const LOTTERIES: u32 = 200;
/// Seed of the pages' practice lotteries, so that a page says the same when it is loaded again.
const SEED: u64 = 1;

/// Today, where the program runs.
fn today(asked: &Asked) -> jiff::civil::Date {
    asked.now.to_zoned(jiff::tz::TimeZone::system()).date()
}

/// What a page says where there are no applications.
fn without_applications(error: &OfficeError) -> bool {
    matches!(error, OfficeError::Refused { .. })
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

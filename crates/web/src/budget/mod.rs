//! Budget: what each school gets and why, the picture of a school, what lies ahead, the trades.
//!
//! Every page works by links and plain forms. Finance sees counts and money, and no student.

mod ahead;
mod compare;
mod district;
mod fair;
mod funds;
mod keep;
mod outlook;
mod play;
mod positions;
mod school;
mod sections;
mod trade;

pub use ahead::page as ahead_page;
pub use compare::page as compare_page;
pub use district::page as district_page;
pub use fair::page as fair_page;
pub use funds::page as funds_page;
pub use keep::{adopt, page as keep_page, propose, workbook};
pub use positions::page as positions_page;
pub use school::page as school_page;
pub use trade::page as trade_page;

use askama::Template;
use traction_office::access::{Sight, why_may_see};
use traction_office::budget::{self, Desk};
use traction_office::{OfficeError, Silent};

use crate::frame::{Frame, Section};
use crate::links::href;
use crate::parts::{Choice, Empty, Link, Select};
use crate::server::{Answer, Asked, Refusal};

/// One of the room's pages, as its own line of links names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tab {
    link: Link,
    here: bool,
}

/// The room's pages: address and name.
const TABS: [(&str, &str); 8] = [
    ("/budget", "Schools"),
    ("/budget/ahead", "Count day and five years"),
    ("/budget/trade", "Trade-offs"),
    ("/budget/fair", "Fairness and people"),
    ("/budget/funds", "Funds"),
    ("/budget/positions", "Positions"),
    ("/budget/compare", "Two formulas"),
    ("/budget/keep", "Change and keep"),
];

fn tabs(asked: &Asked, here: &str) -> Vec<Tab> {
    let formula = asked.text("formula");
    let sees_staff = why_may_see(asked.person(), Sight::StaffRows).is_some();
    TABS.iter()
        .filter(|(path, _)| *path != "/budget/positions" || sees_staff)
        .map(|(path, name)| {
            let carried = if *path == "/budget/compare" { "" } else { formula };
            let link = Link::to(&href(path, &[("formula", carried)]), name);
            Tab { link, here: *path == here }
        })
        .collect()
}

fn frame(asked: &Asked, title: &str) -> Result<Frame, Refusal> {
    asked.frame(title, Section::Budget)
}

/// The formula of a page on the facts; or, where no budget can be made yet, why.
fn open(asked: &Asked) -> Result<Result<Desk, Box<Answer>>, Refusal> {
    match budget::desk(&asked.district, asked.find("formula"), &Silent) {
        Ok(desk) => Ok(Ok(desk)),
        Err(OfficeError::Refused { what, hint }) => {
            Ok(Err(Box::new(nothing(asked, &what, &hint)?)))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "budget/nothing.html")]
struct NothingPage {
    frame: Frame,
    empty: Empty,
}

/// A page in place of one that cannot be made from what is loaded.
fn nothing(asked: &Asked, what: &str, hint: &str) -> Result<Answer, Refusal> {
    let mut says = what.to_owned();
    if let Some(first) = says.get(..1).map(str::to_uppercase) {
        says.replace_range(..1, &first);
    }
    let page = NothingPage {
        frame: frame(asked, "Budget")?,
        empty: Empty {
            says,
            because: hint.to_owned(),
            way_on: Some(Link::to("/data", "What is loaded")),
        },
    };
    let mut sheet = traction_office::Sheet::of("budget", "Budget", &["says|Says"]);
    sheet.push(vec![what.into()]);
    Ok(Answer::of(page, vec![sheet]))
}

/// The choice of a formula.
fn formula_select(asked: &Asked, name: &str, label: &str, chosen: &str) -> Result<Select, Refusal> {
    let formulas = budget::formulas(&asked.district)?;
    let choices = formulas.list().iter().map(|formula| Choice {
        value: formula.id.clone(),
        text: formula.name.clone(),
        chosen: formula.id == chosen,
    });
    Ok(Select { name: name.to_owned(), label: label.to_owned(), choices: choices.collect() })
}

//! Choices and judgements: levers under a budget, fairness, people, funds.

use std::collections::BTreeSet;

use traction_core::budget::engine::fair::Has;
use traction_core::budget::engine::funds::{self, Funds};
use traction_core::budget::engine::people::{self, JobLine, Ranked, StipendPrice, SupportPlan};
use traction_core::budget::engine::picture::Quantity;
use traction_core::budget::engine::tradeoff::{self, Choice, Limits};
use traction_core::budget::facts::ledger::{Unmapped, cost_by_fund, fund_lines, list_unmapped};
use traction_core::budget::model::sum;
use traction_core::budget::report::{self, FairQuestion, FairReport, TierRow};

use super::day::list_pictures;
use super::desk::{Desk, GROUPS};
use crate::error::OfficeError;

/// Limits that take the place of the formula's own.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LimitsAsked {
    /// Dollars to spend.
    pub budget: Option<f64>,
    /// Most central positions.
    pub central: Option<f64>,
    /// Most levers at one school.
    pub levers_a_school: Option<u32>,
    /// The least share of the dollars for schools of high need, 0 to 1.
    pub high_need_share: Option<f64>,
}

/// Chooses levers; what is given takes the place of the formula's own rules.
///
/// # Errors
/// That the formula has no levers, or nothing keeps to all rules.
pub fn tradeoff(desk: &Desk, asked: LimitsAsked) -> Result<(Limits, Choice), OfficeError> {
    let refuse = |error: tradeoff::TradeoffError| OfficeError::Refused {
        what: error.to_string(),
        hint: "see [[lever]] and [tradeoff] in docs/methods/budget.md".to_owned(),
    };
    let Some(own) = &desk.formula.tradeoff else {
        return Err(refuse(tradeoff::TradeoffError::NoLevers(desk.formula.id.clone())));
    };
    let mut limits = tradeoff::limits_of(own);
    limits.budget = asked.budget.unwrap_or(limits.budget);
    limits.central = asked.central.or(limits.central);
    limits.a_school = asked.levers_a_school.or(limits.a_school);
    limits.high_need_share =
        asked.high_need_share.filter(|_| own.high_need.is_some()).or(limits.high_need_share);
    let choice = tradeoff::choose(&desk.formula, &desk.schools, limits).map_err(refuse)?;
    Ok((limits, choice))
}

/// Fairness of money, people and class size.
#[derive(Debug, Clone, PartialEq)]
pub struct FairTables {
    /// One table for each thing that schools have.
    pub tables: Vec<FairReport>,
}

/// What schools have beside their need, and by student group.
///
/// # Errors
/// That the formula has no rule of need.
pub fn fair(desk: &Desk) -> Result<FairTables, OfficeError> {
    let Some(need) = &desk.formula.need else {
        return Err(OfficeError::Refused {
            what: format!("the formula {} has no rule of need", desk.formula.id),
            hint: "add [need] to it".to_owned(),
        });
    };
    let (ranked, _) = people::rank(&desk.formula, &desk.given);
    let shields = report::shields(&desk.formula, &desk.given, desk.protection);
    let uses = need.is.uses();
    let hidden: BTreeSet<String> = desk
        .schools
        .iter()
        .zip(&shields)
        .filter(|(_, shield)| shield.whole || shield.inputs.iter().any(|(at, _)| uses.contains(at)))
        .map(|(school, _)| school.id.clone())
        .collect();
    let of = |has: &dyn Fn(&str) -> Option<f64>| -> Vec<Has> {
        ranked
            .iter()
            .filter_map(|school| {
                let students = desk.counts.students(&school.id);
                Some(Has {
                    id: school.id.clone(),
                    name: school.name.clone(),
                    students,
                    need: school.need.to_f64(),
                    has: has(&school.id).filter(|_| students > 0)?,
                })
            })
            .collect()
    };
    let by_formula = |id: &str| {
        let school = desk.given.find_school(id)?;
        Some(school.dollars().to_f64() / desk.counts.students(id).max(1) as f64)
    };
    let spent = |id: &str| {
        let cost = sum(cost_by_fund(&desk.formula, desk.lines_of(id)).into_values());
        let students = desk.counts.students(id).max(1) as f64;
        (!cost.is_zero()).then(|| cost.to_f64() / students)
    };
    let experienced = |id: &str| {
        let people: std::collections::BTreeMap<&str, f64> = desk
            .posts
            .iter()
            .filter(|post| post.school.as_deref() == Some(id) && post.job == "teacher")
            .filter_map(|post| Some((post.person.as_deref()?, post.experience?)))
            .collect();
        let strong = people.values().filter(|years| **years > people::EXPERIENCED_YEARS).count();
        (!people.is_empty()).then(|| 100.0 * strong as f64 / people.len() as f64)
    };
    let pictures = list_pictures(desk);
    let class_size = |id: &str| {
        let (_, _, picture) = pictures.iter().find(|(school, _, _)| school == id)?;
        picture.get(Quantity::ClassSize).map(|size| size.to_f64())
    };
    let questions: [(&str, &str, Vec<Has>); 4] = [
        ("Dollars for each student by the formula", "dollars", of(&by_formula)),
        ("Dollars for each student in the adopted budget", "dollars", of(&spent)),
        ("Experienced teachers of a hundred", "percent", of(&experienced)),
        ("Average class size", "students", of(&class_size)),
    ];
    let tables = questions
        .into_iter()
        .filter(|(_, _, schools)| !schools.is_empty())
        .map(|(what, unit, schools)| {
            let groups = GROUPS
                .iter()
                .map(|(code, name)| {
                    let counts =
                        schools.iter().map(|school| desk.counts.in_group(&school.id, code));
                    ((*name).to_owned(), counts.collect())
                })
                .collect();
            let question = FairQuestion {
                what,
                unit,
                need: &need.name,
                schools,
                hidden: hidden.clone(),
                groups,
            };
            report::fairness(&question, desk.protection)
        })
        .collect();
    Ok(FairTables { tables })
}

/// People: jobs, tiers, stipends, supports.
#[derive(Debug, Clone, PartialEq)]
pub struct PeopleTables {
    /// Jobs of the district, or of one school.
    pub jobs: Vec<JobLine>,
    /// Schools by need.
    pub ranked: Vec<Ranked>,
    /// Schools whose need is not known.
    pub unranked: Vec<String>,
    /// Teachers by tier.
    pub tiers: Vec<TierRow>,
    /// Stipends.
    pub stipends: Vec<StipendPrice>,
    /// Supports.
    pub supports: Vec<SupportPlan>,
}

/// Positions, vacancies, teachers by need, stipends and supports.
///
/// # Errors
/// A school that is not there.
pub fn people(desk: &Desk, school: Option<&str>) -> Result<PeopleTables, OfficeError> {
    if let Some(school) = school {
        desk.find_school(school)?;
    }
    let inside =
        desk.posts.iter().filter(|post| school.is_none() || post.school.as_deref() == school);
    let jobs = people::list_jobs(inside);
    let (ranked, unranked) = people::rank(&desk.formula, &desk.given);
    let tiers = report::teachers(&people::teachers_by_tier(&ranked, &desk.posts), desk.protection);
    Ok(PeopleTables {
        jobs,
        tiers,
        stipends: people::price_stipends(&desk.formula, &ranked, &desk.posts),
        supports: people::plan_supports(&desk.formula, &desk.given, &ranked),
        ranked,
        unranked,
    })
}

/// Who holds which dollars, until when.
#[derive(Debug, Clone, PartialEq)]
pub struct MoneyTables {
    /// By the formula's allocation.
    pub formula: Funds,
    /// By the ledger, where one is in.
    pub ledger: Option<Funds>,
    /// Accounts and funds of the ledger that the formula does not name.
    pub unmapped: Vec<Unmapped>,
}

/// Funds by the formula and by the ledger.
pub fn money(desk: &Desk) -> MoneyTables {
    let known = &desk.formula.funds;
    let lines = funds::lines_of(&desk.formula, &desk.given);
    let all = desk.all_lines();
    let ledger =
        (!all.is_empty()).then(|| funds::funds(known, desk.year, &fund_lines(&desk.formula, &all)));
    MoneyTables {
        formula: funds::funds(known, desk.year, &lines),
        ledger,
        unmapped: list_unmapped(&desk.formula, &all),
    }
}

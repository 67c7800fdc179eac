//! What each school is given and spends: by account, fund and version.

use crate::district::*;

use super::calendar::{NOW, year_at};
use super::dice::{Dice, Purpose};
use super::plan::Plan;
use super::record::school_id;
use super::workforce::{Team, Worker};

/// The account that pays a job.
fn account(job: &str) -> &'static str {
    match job {
        "teacher" => "1000-110 Teacher salaries",
        "paraprofessional" => "1000-130 Classroom assistants",
        "principal" | "assistant_principal" => "2400-110 School leadership salaries",
        "secretary" => "2400-150 Office salaries",
        "custodian" => "2600-180 Operations salaries",
        _ => "2100-110 Student support salaries",
    }
}

/// A year's pay in dollars, on a scale with steps for experience and lanes for degrees.
fn salary(worker: &Worker, year: usize) -> f64 {
    let base = match worker.job {
        "principal" => 98_000.0,
        "assistant_principal" => 84_000.0,
        "paraprofessional" => 25_000.0,
        "secretary" => 33_000.0,
        "custodian" => 34_000.0,
        _ => 45_500.0,
    };
    let steps = 1.0 + 0.022 * worker.experience(year).min(25.0);
    let lane = match worker.degree {
        Degree::Masters => 1.07,
        Degree::Doctorate => 1.12,
        _ => 1.0,
    };
    base * steps * lane * 1.028f64.powi(year as i32)
}

/// One account and fund of a school, in dollars.
type Amount = (&'static str, &'static str, f64);

fn list_amounts(plan: &Plan, school: u16, year: usize, team: &Team, members: f64) -> Vec<Amount> {
    let mut amounts: Vec<Amount> = Vec::new();
    let mut add = |account, fund, dollars: f64| match amounts
        .iter_mut()
        .find(|a| (a.0, a.1) == (account, fund))
    {
        Some(amount) => amount.2 += dollars,
        None => amounts.push((account, fund, dollars)),
    };
    let mut general = 0.0;
    for worker in &team.workers {
        let pay = salary(worker, year);
        let second = worker.split.map_or(0.0, |(_, share)| share);
        add(account(worker.job), worker.fund, pay * (1.0 - second));
        if let Some((fund, share)) = worker.split {
            add(account(worker.job), fund, pay * share);
        }
        general += pay;
    }
    for (job, _) in &team.vacant {
        add(account(job), "general", 56_000.0 * 1.028f64.powi(year as i32));
    }
    let prices = 1.024f64.powi(year as i32);
    let place = &plan.schools[usize::from(school)];
    add("1000-210 Benefits", "general", general * 0.31);
    add("1000-120 Substitutes", "general", members * 58.0 * prices);
    add("1000-610 Classroom supplies", "general", members * 92.0 * prices);
    add("2220-640 Library and technology", "general", members * 61.0 * prices);
    add("2600-622 Energy", "general", members * 118.0 * prices);
    if place.level == 2 {
        add("1000-890 Athletics and activities", "general", members * 140.0 * prices);
    }
    if place.need > 0.0 {
        let each = (180.0 + 160.0 * place.need) * prices;
        add("2210-330 Teacher learning", "title_i", members * each * 0.4);
        add("1000-610 Classroom supplies", "title_i", members * each * 0.3);
        add("2190-320 Family engagement", "title_i", members * each * 0.1);
    }
    // Federal relief, 2020–21 to 2023–24.
    if (4..=7).contains(&year) {
        let each = [260.0, 640.0, 720.0, 380.0][year - 4] * (1.0 + 0.3 * place.need.max(0.0));
        add("1000-320 Tutoring", "esser", members * each * 0.6);
        add("2220-640 Library and technology", "esser", members * each * 0.4);
    }
    amounts
}

/// Writes a school's lines of one year: adopted, and for finished years what was spent.
pub(super) fn write_budget(
    plan: &Plan,
    school: u16,
    year: usize,
    team: &Team,
    members: f64,
    to: &mut Batch,
) {
    let mut dice = Dice::of(plan.seed, Purpose::Money, u64::from(school) << 8 | year as u64);
    for (at, (account, fund, dollars)) in
        list_amounts(plan, school, year, team, members).into_iter().enumerate()
    {
        let adopted = (dollars / 10.0).round() * 10.0;
        let vacancy = if account.contains("salaries") { 0.97 } else { 1.0 };
        let actual = dollars * vacancy * (1.0 + 0.025 * dice.normal());
        let versions: &[(&str, f64)] = if year == NOW {
            &[("adopted", adopted)]
        } else {
            &[("adopted", adopted), ("actual", actual)]
        };
        for (version, amount) in versions {
            BudgetLine {
                school_year: year_at(year),
                version: (*version).to_owned(),
                line: format!("{}", u32::from(school) * 100 + at as u32 + 10_001),
                school_id: Ok(school_id(plan, school)),
                account: account.to_owned(),
                fund: Ok(fund.to_owned()),
                amount: Cents((amount * 100.0).round() as i64),
            }
            .write(to);
        }
    }
}

/// The central office: one line for each account, in proportion to all members.
pub(super) fn write_central(plan: &Plan, year: usize, members: f64, to: &mut Batch) {
    let prices = 1.026f64.powi(year as i32);
    let lines = [
        ("2300-110 Central leadership salaries", "general", 96.0),
        ("2500-110 Finance and people office salaries", "general", 148.0),
        ("2700-510 Student transportation", "general", 612.0),
        ("2600-430 Repairs and maintenance", "general", 231.0),
        ("3100-630 Food service", "food_service", 540.0),
        ("2210-110 Curriculum and coaching salaries", "title_ii", 74.0),
        ("2150-320 Special education contracts", "special_education", 188.0),
    ];
    for (at, (account, fund, each)) in lines.into_iter().enumerate() {
        let versions: &[(&str, f64)] =
            if year == NOW { &[("adopted", 1.0)] } else { &[("adopted", 1.0), ("actual", 0.985)] };
        for (version, factor) in versions {
            BudgetLine {
                school_year: year_at(year),
                version: (*version).to_owned(),
                line: format!("{}", 1_001 + at),
                school_id: Err(Missing::NotApplicable),
                account: account.to_owned(),
                fund: Ok(fund.to_owned()),
                amount: Cents(
                    (members * each * prices * factor).round() as i64 * 100
                        + (plan.seed % 100) as i64,
                ),
            }
            .write(to);
        }
    }
}

//! Answers about choices, fairness, people and funds, as sheets.

use traction_core::budget::engine::funds::{FundTotal, Funds, Unfunded};
use traction_core::budget::engine::tradeoff::{Choice, Limits};
use traction_core::budget::explain::{rule_words, whole_dollars};
use traction_core::budget::policy::Formula;
use traction_core::disclosure::Shown;

use super::choose::{FairTables, MoneyTables, PeopleTables};
use super::sheets::{exact, money, number, percent, percent_to, shown, whole_money};
use crate::sheet::{Cell, Sheet};

/// A choice of levers.
pub fn choice_sheets(formula: &Formula, limits: &Limits, choice: &Choice) -> Vec<Sheet> {
    let mut levers = Sheet::of(
        "levers",
        &format!("What {} buys", whole_dollars(limits.budget)),
        &[
            "lever|Lever",
            "schools|Schools|n",
            "dollars|Dollars|n",
            "students|Students reached|n",
            "effect|Effect: low, middle, high",
            "exit|How it ends",
            "citation|Source",
        ],
    );
    for total in &choice.levers {
        let lever = &formula.levers[total.lever];
        let (low, middle, high) = &lever.effect;
        levers.push(vec![
            lever.name.clone().into(),
            (total.schools as u64).into(),
            whole_money(total.dollars),
            number(total.students, 0),
            format!("{}, {}, {}", low.print(2), middle.print(2), high.print(2)).into(),
            lever.exit.clone().into(),
            lever.citation.clone().into(),
        ]);
    }
    levers.notes.push(format!(
        "{} spent, {} of it at schools of high need; {:.0} central positions.",
        whole_dollars(choice.dollars),
        whole_dollars(choice.high_need_dollars),
        choice.central
    ));
    let gap =
        if choice.benefit > 0.0 { (choice.bound - choice.benefit) / choice.benefit } else { 0.0 };
    levers.notes.push(format!(
        "Need-weighted benefit {:.0} student standard deviations ({:.0} to {:.0} over the effects’ ranges); no choice has more than {:.3}% more.",
        choice.benefit,
        choice.benefit_range.0,
        choice.benefit_range.1,
        gap * 100.0
    ));
    let mut rules = Sheet::of(
        "rules",
        "What each rule costs",
        &["words|In words", "benefit_share|Share of the benefit|n"],
    );
    for rule in &choice.rules {
        rules.push(vec![
            rule_words(formula, rule).into(),
            Cell::Number {
                value: rule.benefit_share,
                printed: format!("{:.2}%", rule.benefit_share * 100.0),
            },
        ]);
    }
    let mut chosen = Sheet::of(
        "chosen",
        "School by school",
        &[
            "school_id|Number",
            "school|School",
            "lever|Lever",
            "units|Units|n",
            "dollars|Dollars|n",
            "students|Students reached|n",
            "low|Chosen at low effects",
            "high|Chosen at high effects",
        ],
    );
    for line in &choice.chosen {
        let yes = |flag: bool| if flag { "yes" } else { "no" };
        chosen.push(vec![
            line.school_id.clone().into(),
            line.school.clone().into(),
            formula.levers[line.lever].name.clone().into(),
            u64::from(line.units).into(),
            whole_money(line.dollars),
            number(line.students, 0),
            yes(line.holds_at_low).into(),
            yes(line.holds_at_high).into(),
        ]);
    }
    vec![levers, rules, chosen]
}

/// Fairness.
pub fn fair_sheets(fair: &FairTables) -> Vec<Sheet> {
    let mut lines = Sheet::of(
        "lines",
        "What schools have beside their need",
        &[
            "what|What",
            "slope|With one more of need|n",
            "low|95% low|n",
            "high|95% high|n",
            "explained|Explained|n",
            "least|Quarter of least need|n",
            "most|Quarter of most need|n",
            "schools|Schools|n",
        ],
    );
    let mut off = Sheet::of(
        "off",
        "Schools off the line",
        &[
            "what|What",
            "school_id|Number",
            "school|School",
            "need|Need|n",
            "has|Has|n",
            "line|The line|n",
            "off|Standard deviations|n",
        ],
    );
    let mut groups = Sheet::of(
        "groups",
        "What the school of an average student has",
        &[
            "what|What",
            "group|Group",
            "students|Students|n",
            "has|Has|n",
            "others|All other students|n",
        ],
    );
    for table in &fair.tables {
        let places = if table.unit == "dollars" { 0 } else { 1 };
        match &table.line {
            Shown::Value(line) => lines.push(vec![
                table.what.clone().into(),
                number(line.slope, places + 1),
                number(line.slope_interval.0, places + 1),
                number(line.slope_interval.1, places + 1),
                percent(line.explained),
                number(line.quarters.0, places),
                number(line.quarters.1, places),
                ((table.schools.len() + table.withheld) as u64).into(),
            ]),
            other => {
                let mut row =
                    vec![table.what.clone().into(), other.words().unwrap_or_default().into()];
                row.resize(8, Cell::Empty);
                lines.push(row);
            }
        }
        for school in &table.off {
            off.push(vec![
                table.what.clone().into(),
                school.id.clone().into(),
                school.name.clone().into(),
                number(school.need, 1),
                number(school.has, places),
                number(school.line, places),
                number(school.off, 1),
            ]);
        }
        for (name, has) in &table.groups {
            let mut row = vec![table.what.clone().into(), name.clone().into()];
            match has {
                Shown::Value(has) => {
                    row.push(has.students.into());
                    row.push(number(has.has, places));
                    row.push(number(has.others, places));
                }
                other => {
                    row.push(other.words().unwrap_or_default().into());
                    row.resize(5, Cell::Empty);
                }
            }
            groups.push(row);
        }
    }
    if let Some(table) = fair.tables.first() {
        lines.notes.push(format!("Need: {}.", table.need));
        lines.notes.push(
            "Weighted by students. A line does not say why; it says what goes with what."
                .to_owned(),
        );
    }
    vec![lines, off, groups]
}

/// People.
pub fn people_sheets(people: &PeopleTables) -> Vec<Sheet> {
    let mut jobs = Sheet::of(
        "jobs",
        "Positions by job",
        &[
            "job|Job",
            "filled|Filled|n",
            "vacant|Vacant|n",
            "substitute|Substitute|n",
            "funds|By fund",
        ],
    );
    for job in &people.jobs {
        let funds: Vec<String> =
            job.funds.iter().map(|(fund, fte)| format!("{fund} {fte:.1}")).collect();
        jobs.push(vec![
            job.job.clone().into(),
            number(job.filled, 1),
            number(job.vacant, 1),
            number(job.substitute, 1),
            funds.join(", ").into(),
        ]);
    }
    let mut tiers = Sheet::of(
        "tiers",
        "Teachers by need; tier 1 needs most",
        &[
            "tier|Tier|n",
            "schools|Schools|n",
            "positions|Teaching positions|n",
            "open|Open|n",
            "experienced|Experienced|n",
            "strong|Rated strong|n",
        ],
    );
    for tier in &people.tiers {
        tiers.push(vec![
            u64::from(tier.tier).into(),
            (tier.schools as u64).into(),
            number(tier.positions, 1),
            percent_to(tier.open, 1),
            shown(&tier.experienced, |(share, _)| percent(*share)),
            shown(&tier.strong, |(share, _)| percent(*share)),
        ]);
    }
    tiers.notes.push("Experienced: more than three years before this one. Strong: rated 4 or more on the district’s scale.".to_owned());
    let mut stipends = Sheet::of(
        "stipends",
        "Stipends",
        &[
            "name|Name",
            "tier|Tier|n",
            "people|People|n",
            "each|Each|n",
            "dollars|Dollars|n",
            "dollars_when_full|If every position were filled|n",
            "exit|How it ends",
        ],
    );
    for stipend in &people.stipends {
        stipends.push(vec![
            stipend.name.clone().into(),
            u64::from(stipend.tier).into(),
            known(stipend.people.map(|people| number(people, 1))),
            money(stipend.each),
            known(stipend.dollars.map(whole_money)),
            known(stipend.dollars_when_full.map(whole_money)),
            stipend.exit.clone().into(),
        ]);
        if stipend.unrated > 0.0 {
            stipends.notes.push(format!(
                "{}: no rating is known of {:.1} of the people there; they are not counted.",
                stipend.name, stipend.unrated
            ));
        }
    }
    let mut supports = Sheet::of(
        "supports",
        "Supports, down the list of need",
        &[
            "support|Support",
            "rank|Rank|n",
            "school_id|Number",
            "school|School",
            "need|Need|n",
            "dollars|Dollars|n",
        ],
    );
    for support in &people.supports {
        for (school, cost) in &support.schools {
            supports.push(vec![
                support.name.clone().into(),
                (school.rank as u64).into(),
                school.id.clone().into(),
                school.name.clone().into(),
                exact(school.need, 1),
                cost.map(money).unwrap_or(Cell::Empty),
            ]);
        }
    }
    let mut totals = Sheet::of(
        "support_totals",
        "What each support adds",
        &[
            "support|Support",
            "schools|Schools|n",
            "minutes_a_day|Minutes a day for a student|n",
            "hours_a_year|Hours a year for a student|n",
            "teacher_hours|Hours of learning for a teacher|n",
            "dollars|Dollars a year|n",
            "next|Next on the list",
            "exit|How it ends",
        ],
    );
    for support in &people.supports {
        totals.push(vec![
            support.name.clone().into(),
            (support.schools.len() as u64).into(),
            exact(support.minutes_a_day, 0),
            known(support.hours_a_year.map(|hours| exact(hours, 0))),
            exact(support.teacher_hours, 0),
            money(support.dollars),
            support.next.as_ref().map(|school| school.name.clone()).into(),
            support.exit.clone().into(),
        ]);
    }
    vec![jobs, tiers, stipends, supports, totals]
}

/// A figure that may not be known.
fn known(cell: Option<Cell>) -> Cell {
    cell.unwrap_or_else(|| "not known".into())
}

/// Funds.
pub fn fund_sheets(tables: &MoneyTables) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    let named = [("formula", Some(&tables.formula)), ("ledger", tables.ledger.as_ref())];
    for (from, funds) in named {
        let Some(funds) = funds else { continue };
        sheets.push(fund_sheet(from, funds));
    }
    let both = tables.ledger.as_ref().unwrap_or(&tables.formula);
    let mut ending = Sheet::of(
        "unfunded",
        "Unfunded next July",
        &[
            "fund|Fund",
            "until|Pays until",
            "what|What it paid for",
            "dollars|Dollars|n",
            "schools|Schools|n",
        ],
    );
    let lists: [(&str, &[Unfunded]); 2] =
        [("formula", &tables.formula.unfunded), ("ledger", &both.unfunded)];
    for (_, list) in lists.iter().take(if tables.ledger.is_some() { 2 } else { 1 }) {
        for fund in *list {
            for (what, cost, schools) in &fund.what {
                ending.push(vec![
                    fund.fund.clone().into(),
                    fund.until.to_string().into(),
                    what.clone().into(),
                    whole_money(*cost),
                    (*schools as u64).into(),
                ]);
            }
        }
    }
    let mut braids = Sheet::of(
        "braids",
        "Funds braided on one goal",
        &["goal|Goal", "funds|Funds", "dollars|Dollars|n", "lasting|Without an end|n"],
    );
    for braid in &tables.formula.braids {
        let funds: Vec<String> = braid
            .funds
            .iter()
            .map(|(name, dollars)| format!("{name} {}", whole_dollars(*dollars)))
            .collect();
        braids.push(vec![
            braid.goal.clone().into(),
            funds.join("; ").into(),
            whole_money(braid.dollars),
            whole_money(braid.lasting),
        ]);
    }
    sheets.extend([beside(tables), ending, braids, unmapped(tables)]);
    sheets
}

/// The formula's dollars of each fund beside the ledger's.
fn beside(tables: &MoneyTables) -> Sheet {
    let mut sheet = Sheet::of(
        "beside",
        "The formula beside the adopted budget",
        &[
            "fund|Fund",
            "name|Name",
            "formula|By the formula|n",
            "ledger|In the ledger at schools|n",
            "difference|Formula less ledger|n",
        ],
    );
    let Some(ledger) = &tables.ledger else { return sheet };
    let mut funds: Vec<&FundTotal> = tables.formula.funds.iter().collect();
    funds
        .extend(ledger.funds.iter().filter(|fund| funds_of(&tables.formula, &fund.fund).is_none()));
    for fund in funds {
        let dollars = |of: &Funds| funds_of(of, &fund.fund).map_or(0.0, |fund| fund.at_schools);
        let (formula, ledger) = (dollars(&tables.formula), dollars(ledger));
        sheet.push(vec![
            fund.fund.clone().into(),
            fund.name.clone().into(),
            whole_money(formula),
            whole_money(ledger),
            whole_money(formula - ledger),
        ]);
    }
    sheet
}

fn funds_of<'a>(funds: &'a Funds, id: &str) -> Option<&'a FundTotal> {
    funds.funds.iter().find(|fund| fund.fund == id)
}

/// What the formula does not know of the ledger.
fn unmapped(tables: &MoneyTables) -> Sheet {
    let mut sheet = Sheet::of(
        "unmapped",
        "What the formula does not know of the ledger",
        &["what|What", "name|Name", "dollars|Dollars|n", "remedy|How it is counted"],
    );
    for found in &tables.unmapped {
        sheet.push(vec![
            if found.fund { "fund" } else { "account" }.into(),
            found.name.clone().into(),
            money(found.dollars),
            found.remedy.into(),
        ]);
    }
    sheet
}

fn fund_sheet(from: &str, funds: &Funds) -> Sheet {
    let title =
        if from == "ledger" { "Funds in the adopted budget" } else { "Funds by the formula" };
    let mut sheet = Sheet::of(
        from,
        title,
        &[
            "fund|Fund",
            "name|Name",
            "from|Given by",
            "dollars|Dollars|n",
            "central|Central office decides|n",
            "partner|Lead partner|n",
            "school|School|n",
            "not_said|Not said|n",
            "schools|Schools|n",
            "until|Until",
            "rules|Rules",
        ],
    );
    for fund in &funds.funds {
        let [central, partner, school] = fund.by_tier;
        sheet.push(vec![
            fund.fund.clone().into(),
            fund.name.clone().into(),
            fund.from.clone().into(),
            whole_money(fund.dollars),
            whole_money(central),
            whole_money(partner),
            whole_money(school),
            whole_money(fund.dollars - central - partner - school),
            (fund.schools as u64).into(),
            fund.until.map(|day| day.to_string()).into(),
            fund.rules.clone().into(),
        ]);
    }
    sheet
}

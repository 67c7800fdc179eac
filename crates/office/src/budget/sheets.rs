//! Answers as sheets: for a terminal, CSV, JSON and the twins of pages.

use traction_core::budget::Problem;
use traction_core::budget::engine::cliffs::Cliffs;
use traction_core::budget::engine::diff::{Change, Diff};
use traction_core::budget::engine::funds::{Funds, Unfunded};
use traction_core::budget::engine::picture::Quantity;
use traction_core::budget::engine::sustain::Outlook;
use traction_core::budget::engine::tradeoff::{Choice, Limits};
use traction_core::budget::explain::{
    Expansion, cliff_words, count_day_words, dollars, outlook_words, rule_words, whole_dollars,
};
use traction_core::budget::policy::{Formula, Gravity};
use traction_core::budget::report::AllocationReport;
use traction_core::disclosure::Shown;
use traction_core::exact::Exact;

use super::choose::{FairTables, MoneyTables, PeopleTables};
use super::day::SchoolPicture;
use super::desk::Desk;
use super::published::{Half, Reproduced};
use crate::sheet::{Cell, Sheet};

fn exact(number: Exact, places: u32) -> Cell {
    Cell::Number { value: number.to_f64(), printed: number.print(places) }
}

fn money(number: Exact) -> Cell {
    Cell::Number { value: number.to_f64(), printed: dollars(number) }
}

fn whole_money(number: f64) -> Cell {
    Cell::Number { value: (number * 100.0).round() / 100.0, printed: whole_dollars(number) }
}

fn number(value: f64, places: usize) -> Cell {
    let printed = format!("{value:.places$}").replace('-', "−");
    Cell::Number { value, printed }
}

fn percent(share: f64) -> Cell {
    Cell::Number { value: share, printed: format!("{:.0}%", share * 100.0) }
}

fn shown<T>(shown: &Shown<T>, cell: impl FnOnce(&T) -> Cell) -> Cell {
    match shown {
        Shown::Value(value) => cell(value),
        other => other.words().unwrap_or_default().into(),
    }
}

/// What every school gets: by school, by line, and every line of every school.
pub fn allocation_sheets(report: &AllocationReport) -> Vec<Sheet> {
    let mut schools = Sheet::of(
        "schools",
        &format!("What each school gets: {}", report.name),
        &[
            "school_id|Number",
            "school|School",
            "students|Students|n",
            "positions|Positions|n",
            "dollars|Dollars|n",
            "dollars_a_student|Dollars a student|n",
        ],
    );
    for school in &report.schools {
        schools.push(vec![
            school.id.clone().into(),
            school.name.clone().into(),
            shown(&school.students, |n| (*n).into()),
            exact(school.positions, 2),
            money(school.dollars),
            shown(&school.dollars_a_student, |n| Cell::Number {
                value: n.to_f64(),
                printed: dollars(n.round()),
            }),
        ]);
    }
    schools.notes.push(format!(
        "{} positions and {} in all.",
        report.positions.print(2),
        dollars(report.dollars)
    ));
    schools.notes.extend(report.footnotes.clone());
    let mut lines = Sheet::of(
        "lines",
        "Lines of the formula",
        &[
            "line|Line",
            "name|Name",
            "fund|Fund",
            "decides|Who decides",
            "amount|Amount|n",
            "dollars|Dollars|n",
            "schools|Schools|n",
            "not_computed|Not computed|n",
            "because|Because",
        ],
    );
    for line in &report.lines {
        let amount = if line.positions { exact(line.amount, 2) } else { money(line.amount) };
        lines.push(vec![
            line.id.clone().into(),
            line.name.clone().into(),
            line.fund.clone().into(),
            line.tier.into(),
            amount,
            money(line.dollars),
            (line.schools as u64).into(),
            (line.not_computed as u64).into(),
            line.because.clone().into(),
        ]);
    }
    let mut every = Sheet::of(
        "school_lines",
        "Every line of every school",
        &[
            "school_id|Number",
            "school|School",
            "line|Line",
            "amount|Amount|n",
            "dollars|Dollars|n",
            "words|In words",
        ],
    );
    for school in &report.schools {
        for (line, cell) in report.lines.iter().zip(&school.lines) {
            let (amount, dollars, words) = match cell {
                Shown::Value(cell) => (
                    cell.amount.map(|amount| exact(amount, 2)).unwrap_or(Cell::Empty),
                    cell.dollars.map(money).unwrap_or(Cell::Empty),
                    cell.words.clone(),
                ),
                other => (Cell::Empty, Cell::Empty, other.words().unwrap_or_default().to_owned()),
            };
            every.push(vec![
                school.id.clone().into(),
                school.name.clone().into(),
                line.id.clone().into(),
                amount,
                dollars,
                words.into(),
            ]);
        }
    }
    vec![schools, lines, every]
}

/// Why a school gets what it gets.
pub fn expansion_sheets(school: &str, expansions: &[Shown<Expansion>]) -> Vec<Sheet> {
    let mut steps = Sheet::of(
        "steps",
        &format!("Why {school} gets what it gets"),
        &["line|Line", "amount|Amount", "dollars|Dollars", "step|How it came about"],
    );
    let mut grounds = Sheet::of(
        "grounds",
        "What each amount rests on",
        &["line|Line", "depth|Depth|n", "name|Name", "what|What it is", "value|Value"],
    );
    for expansion in expansions {
        let Shown::Value(expansion) = expansion else {
            let words = expansion.words().unwrap_or_default();
            steps.push(vec![Cell::Empty, words.into(), Cell::Empty, Cell::Empty]);
            continue;
        };
        let mut told: Vec<String> = expansion.steps.clone();
        if !expansion.because.is_empty() {
            told.push(format!("Because: {}.", expansion.because.trim_end_matches('.')));
        }
        for (place, step) in told.into_iter().enumerate() {
            let first = |text: &str| if place == 0 { text.into() } else { Cell::Empty };
            steps.push(vec![
                first(&expansion.name),
                first(&expansion.amount),
                first(&expansion.dollars),
                step.into(),
            ]);
        }
        for ground in &expansion.grounds {
            grounds.push(vec![
                expansion.name.clone().into(),
                (ground.depth as u64).into(),
                ground.name.clone().into(),
                ground.what.clone().into(),
                ground.value.clone().into(),
            ]);
        }
    }
    vec![steps, grounds]
}

/// Two formulas beside each other.
pub fn diff_sheets(old: &Formula, new: &Formula, diff: &Diff) -> Vec<Sheet> {
    let mut lines = Sheet::of(
        "lines",
        &format!("{} and {}", old.name, new.name),
        &[
            "line|Line",
            "name|Name",
            "change|What changed",
            "before|Before|n",
            "after|After|n",
            "dollars_before|Dollars before|n",
            "dollars_after|Dollars after|n",
        ],
    );
    for line in &diff.lines {
        let change = match &line.change {
            Change::Added => "new".to_owned(),
            Change::Removed => "gone".to_owned(),
            Change::Same => "written the same".to_owned(),
            Change::Rewritten(parts) => {
                let part = |(name, a, b): &(String, String, String)| format!("{name}: {a} → {b}");
                parts.iter().map(part).collect::<Vec<_>>().join("; ")
            }
        };
        let amount = |n: Option<Exact>| n.map(|n| exact(n, 2)).unwrap_or(Cell::Empty);
        let cash = |n: Option<Exact>| n.map(money).unwrap_or(Cell::Empty);
        lines.push(vec![
            line.id.clone().into(),
            line.name.clone().into(),
            change.into(),
            amount(line.before),
            amount(line.after),
            cash(line.dollars_before),
            cash(line.dollars_after),
        ]);
    }
    let mut schools = Sheet::of(
        "schools",
        "What each school gains or loses",
        &[
            "school_id|Number",
            "school|School",
            "before|Before|n",
            "after|After|n",
            "gain|Gain|n",
            "lines|Lines that move",
        ],
    );
    let mut sorted: Vec<_> = diff.schools.iter().collect();
    sorted.sort_by(|a, b| a.gain().cmp(&b.gain()).then_with(|| a.id.cmp(&b.id)));
    for school in sorted {
        let moved: Vec<&str> = school.lines.iter().map(|(id, _, _)| id.as_str()).collect();
        schools.push(vec![
            school.id.clone().into(),
            school.name.clone().into(),
            money(school.before),
            money(school.after),
            money(school.gain()),
            moved.join(", ").into(),
        ]);
    }
    let mut groups = Sheet::of(
        "groups",
        "Dollars for an average student of each group",
        &["group|Group", "students|Students|n", "before|Before|n", "after|After|n", "gain|Gain|n"],
    );
    for group in &diff.groups {
        let gain = group.after.minus(group.before).unwrap_or(Exact::ZERO);
        groups.push(vec![
            group.name.clone().into(),
            group.students.into(),
            money(group.before),
            money(group.after),
            money(gain),
        ]);
    }
    groups.notes.push(
        "What the schools of a group’s students get for each student, over its students."
            .to_owned(),
    );
    vec![lines, schools, groups]
}

/// A school's picture.
pub fn picture_sheets(picture: &SchoolPicture) -> Vec<Sheet> {
    let mut sheet = Sheet::of(
        "picture",
        &format!("{}: students, sections, minutes, positions, dollars", picture.name),
        &["quantity|Quantity", "unit|Unit", "now|Now|n", "after|After the move|n", "how|How"],
    );
    let after = picture.moved.as_ref().map(|moved| &moved.after);
    for quantity in Quantity::ALL {
        let value =
            |n: Option<Exact>| n.map(|n| exact(n, quantity.places())).unwrap_or(Cell::Empty);
        let how = match &picture.moved {
            Some(moved) if moved.quantity == *quantity => "moved",
            Some(moved) if moved.held.contains(quantity) => "held",
            Some(moved) if moved.stayed.contains(quantity) => "stays",
            Some(_) => "follows",
            None => "",
        };
        sheet.push(vec![
            quantity.name().into(),
            quantity.unit().into(),
            value(picture.now.get(*quantity)),
            value(after.and_then(|after| after.get(*quantity))),
            how.into(),
        ]);
    }
    sheet.notes.extend((!picture.words.is_empty()).then(|| picture.words.clone()));
    sheet.notes.extend(picture.refused.clone());
    if !picture.missing.is_empty() {
        sheet.notes.push(format!("Not in the facts: {}.", picture.missing.join(", ")));
    }
    let mut subjects = Sheet::of(
        "subjects",
        "Class size by subject",
        &[
            "subject|Subject",
            "sections|Sections|n",
            "lessons|Lessons a day|n",
            "class_size|Average class size|n",
            "largest|Largest section|n",
        ],
    );
    for subject in &picture.subjects {
        match subject {
            Shown::Value(subject) => subjects.push(vec![
                subject.subject.clone().into(),
                subject.sections.into(),
                exact(subject.lessons, 1),
                subject.seats.over(subject.lessons).map(|n| exact(n, 1)).unwrap_or(Cell::Empty),
                subject.largest.into(),
            ]),
            other => {
                let words = other.words().unwrap_or_default();
                subjects.push(vec![
                    words.into(),
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Empty,
                ]);
            }
        }
    }
    vec![sheet, subjects]
}

/// Count day.
pub fn cliff_sheets(formula: &Formula, cliffs: &Cliffs) -> Vec<Sheet> {
    let mut schools = Sheet::of(
        "schools",
        "Count day: the student who triggers a position",
        &[
            "school_id|Number",
            "school|School",
            "positions|Positions|n",
            "expected|Expected|n",
            "low|1 in 10 below|n",
            "high|1 in 10 above|n",
            "gains|Chance to gain|n",
            "loses|Chance to lose|n",
            "above|With more students",
            "below|With fewer",
        ],
    );
    let mut sorted: Vec<_> = cliffs.schools.iter().collect();
    let nearest = |school: &&traction_core::budget::engine::cliffs::SchoolCliffs| {
        let of = |c: &Option<_>| {
            c.as_ref().map_or(i64::MAX, |c: &traction_core::budget::engine::cliffs::Cliff| {
                c.students.abs()
            })
        };
        of(&school.below).min(of(&school.above))
    };
    sorted.sort_by_key(|school| (nearest(school), school.id.clone()));
    for school in sorted {
        let words = |c: &Option<_>| c.as_ref().map(|c| cliff_words(formula, c)).unwrap_or_default();
        schools.push(vec![
            school.id.clone().into(),
            school.name.clone().into(),
            exact(school.positions, 2),
            number(school.expected, 1),
            number(school.band.0, 1),
            number(school.band.1, 1),
            percent(school.gains),
            percent(school.loses),
            words(&school.above).into(),
            words(&school.below).into(),
        ]);
    }
    if let Some(first) = cliffs.schools.first() {
        schools.notes.push(format!("{}: {}", first.name, count_day_words(first)));
    }
    schools.notes.push(format!(
        "{} draws. In an average draw {:.1} positions move between schools.",
        cliffs.draws, cliffs.moves
    ));
    let mut reserves = Sheet::of(
        "reserves",
        "The reserve for count day",
        &[
            "covers|Covers|n",
            "positions|Positions|n",
            "dollars|Dollars|n",
            "positions_after_moves|Positions, if shrinking schools give theirs|n",
            "dollars_after_moves|Dollars|n",
        ],
    );
    for reserve in &cliffs.reserves {
        reserves.push(vec![
            percent(reserve.covers),
            number(reserve.positions, 1),
            whole_money(reserve.dollars),
            number(reserve.positions_after_moves, 1),
            whole_money(reserve.dollars_after_moves),
        ]);
    }
    vec![schools, reserves]
}

/// Five years.
pub fn outlook_sheets(formula: &Formula, outlook: &Outlook) -> Vec<Sheet> {
    let mut schools = Sheet::of(
        "schools",
        "The chance of a deficit, by school and year",
        &[
            "school_id|Number",
            "school|School",
            "year|Year|n",
            "deficit|Chance of a deficit|n",
            "low|Balance, 1 in 10 below|n",
            "middle|Middle|n",
            "high|1 in 10 above|n",
            "gap|To cut for 8 in 10|n",
            "cuts|Plan B",
            "uncovered|Not covered|n",
            "break_even|Break-even students|n",
        ],
    );
    for school in &outlook.schools {
        for year in &school.years {
            let cuts: Vec<String> = year
                .cuts
                .iter()
                .map(|(name, dollars)| format!("{name} {}", whole_dollars(*dollars)))
                .collect();
            schools.push(vec![
                school.id.clone().into(),
                school.name.clone().into(),
                (year.year as u64).into(),
                percent(year.deficit),
                whole_money(year.balance.0),
                whole_money(year.balance.1),
                whole_money(year.balance.2),
                whole_money(year.gap),
                cuts.join("; ").into(),
                whole_money(year.uncovered),
                year.break_even.map(|n| number(n.ceil(), 0)).unwrap_or(Cell::Empty),
            ]);
        }
    }
    schools.notes.push(format!(
        "{} draws. {:.0}% of schools stay solvent over all years in eight draws of ten.",
        outlook.draws,
        outlook.solvent_at_80 * 100.0
    ));
    let mut words = Sheet::of("words", "In words", &["school|School", "outlook|Outlook"]);
    for school in &outlook.schools {
        words.push(vec![school.name.clone().into(), outlook_words(school).into()]);
    }
    let mut district = Sheet::of(
        "district",
        "All schools together",
        &["year|Year|n", "low|Balance, 1 in 10 below|n", "middle|Middle|n", "high|1 in 10 above|n"],
    );
    for (at, band) in outlook.balance.iter().enumerate() {
        district.push(vec![
            (at as u64 + 1).into(),
            whole_money(band.0),
            whole_money(band.1),
            whole_money(band.2),
        ]);
    }
    let mut calendar =
        Sheet::of("check_ins", "Check-ins", &["on|On", "name|Name", "look|What is looked at"]);
    for check_in in &formula.check_ins {
        calendar.push(vec![
            format!("{:02}-{:02}", check_in.on.0, check_in.on.1).into(),
            check_in.name.clone().into(),
            check_in.look.clone().into(),
        ]);
    }
    vec![schools, words, district, calendar]
}

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
            Cell::Number { value: tier.open, printed: format!("{:.1}%", tier.open * 100.0) },
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
            number(stipend.people, 1),
            money(stipend.each),
            whole_money(stipend.dollars),
            whole_money(stipend.dollars_when_full),
            stipend.exit.clone().into(),
        ]);
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
        let next = support.next.as_ref().map(|s| format!(" The next on the list is {}.", s.name));
        supports.notes.push(format!(
            "{}: {} for {} schools. {}.{}",
            support.name,
            dollars(support.dollars),
            support.schools.len(),
            support.exit.trim_end_matches('.'),
            next.unwrap_or_default()
        ));
    }
    vec![jobs, tiers, stipends, supports]
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
    sheets.extend([ending, braids]);
    sheets
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
            (fund.schools as u64).into(),
            fund.until.map(|day| day.to_string()).into(),
            fund.rules.clone().into(),
        ]);
    }
    sheet
}

/// The problems of a formula's file.
pub fn problem_sheet(file: &str, problems: &[Problem]) -> Sheet {
    let mut sheet = Sheet::of(
        "problems",
        &format!("{file}: what is wrong, and how to mend it"),
        &["line|Line|n", "gravity|Gravity", "what|What", "remedy|Remedy"],
    );
    for problem in problems {
        let gravity = if problem.gravity == Gravity::Wrong { "wrong" } else { "look" };
        sheet.push(vec![
            (problem.line as u64).into(),
            gravity.into(),
            problem.what.clone().into(),
            problem.remedy.clone().into(),
        ]);
    }
    if problems.is_empty() {
        sheet.notes.push("Nothing is wrong.".to_owned());
    }
    sheet
}

/// A formula beside published results.
pub fn reproduced_sheets(found: &Reproduced) -> Vec<Sheet> {
    let of = match found.half {
        Half::All => "all schools",
        Half::Even => "the half that rules were found from",
        Half::Odd => "the half that was held back",
    };
    let mut lines = Sheet::of(
        "lines",
        &format!("{}: {of}, {} schools", found.formula.name, found.schools),
        &[
            "line|Line",
            "name|Name",
            "schools|Schools|n",
            "exact|Exactly as published|n",
            "rate|Rate|n",
        ],
    );
    let mut misses = Sheet::of(
        "misses",
        "Schools that do not come out as published",
        &[
            "line|Line",
            "school_id|Number",
            "school|School",
            "published|Published|n",
            "computed|By the formula",
        ],
    );
    for line in &found.matches {
        lines.push(vec![
            line.id.clone().into(),
            line.name.clone().into(),
            (line.schools as u64).into(),
            (line.exact as u64).into(),
            Cell::Number { value: line.rate(), printed: format!("{:.1}%", line.rate() * 100.0) },
        ]);
        for miss in &line.misses {
            let computed = match &miss.computed {
                Ok(number) => number.print(2),
                Err(why) => why.to_string(),
            };
            misses.push(vec![
                line.id.clone().into(),
                miss.id.clone().into(),
                miss.name.clone().into(),
                exact(miss.published, 2),
                computed.into(),
            ]);
        }
    }
    vec![lines, misses]
}

impl Desk {
    /// What the desk stands on, in words.
    pub fn words(&self) -> String {
        format!("{} on {} schools of {}", self.formula.name, self.schools.len(), self.year)
    }
}

//! Answers as sheets: for a terminal, CSV, JSON and the twins of pages.

use traction_core::budget::Problem;
use traction_core::budget::engine::diff::{Change, Diff};
use traction_core::budget::engine::picture::{Picture, Quantity};
use traction_core::budget::engine::reproduce::{Match, Miss};
use traction_core::budget::explain::{
    Expansion, dollars, moved_words, picture_error_words, said, whole_dollars,
};
use traction_core::budget::policy::{Formula, Gravity, Recipe};
use traction_core::budget::report::AllocationReport;
use traction_core::disclosure::Shown;
use traction_core::exact::Exact;

use super::day::SchoolPicture;
use super::desk::Desk;
use super::published::{Half, Reproduced};
use crate::sheet::{Cell, Sheet, group_thousands};

pub(super) fn exact(number: Exact, places: u32) -> Cell {
    Cell::Number { value: number.to_f64(), printed: number.print(places) }
}

/// Money as people read it: from a thousand up without cents, which stay in the value.
pub(super) fn money(number: Exact) -> Cell {
    let whole = number.to_f64().abs() >= 1_000.0;
    let printed = dollars(if whole { number.round() } else { number });
    Cell::Number { value: number.to_f64(), printed }
}

pub(super) fn whole_money(number: f64) -> Cell {
    Cell::Number { value: (number * 100.0).round() / 100.0, printed: whole_dollars(number) }
}

pub(super) fn number(value: f64, places: usize) -> Cell {
    let printed = match (places, value >= 1_000.0) {
        (0, true) => group_thousands(value.round() as u64),
        _ => signed(value, places),
    };
    Cell::Number { value, printed }
}

pub(super) fn percent(share: f64) -> Cell {
    percent_to(share, 0)
}

pub(super) fn percent_to(share: f64, places: usize) -> Cell {
    Cell::Number { value: share, printed: format!("{}%", signed(share * 100.0, places)) }
}

/// A number as people write it: a true minus, and none before a zero.
fn signed(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|b| matches!(b, b'0' | b'.')) => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

pub(super) fn shown<T>(shown: &Shown<T>, cell: impl FnOnce(&T) -> Cell) -> Cell {
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

/// A school's picture, and the moves that were made of it.
pub fn picture_sheets(picture: &SchoolPicture) -> Vec<Sheet> {
    let walk = &picture.walk;
    let mut sheet = Sheet::of(
        "picture",
        &format!("{}: students, sections, minutes, positions, dollars", picture.name),
        &["quantity|Quantity", "unit|Unit", "now|Now|n", "after|After the moves|n", "how|How"],
    );
    for quantity in Quantity::ALL {
        let value =
            |n: Option<Exact>| n.map(|n| exact(n, quantity.places())).unwrap_or(Cell::Empty);
        let after = value(walk.after.get(*quantity));
        let stayed = walk.before.get(*quantity) == walk.after.get(*quantity);
        let how = match walk.moves.is_empty() {
            true => "",
            false if walk.has_moved(*quantity) => "moved",
            false if walk.has_held(*quantity) => "held",
            false if stayed => "stays",
            false => "follows",
        };
        sheet.push(vec![
            quantity.name().into(),
            quantity.unit().into(),
            value(walk.before.get(*quantity)),
            if walk.moves.is_empty() { Cell::Empty } else { after },
            how.into(),
        ]);
    }
    let refused = walk.refused.iter().map(|(_, error)| picture_error_words(error));
    sheet.notes.extend(refused);
    if !picture.missing.is_empty() {
        sheet.notes.push(format!("Not in the facts: {}.", picture.missing.join(", ")));
    }
    let mut moves = Sheet::of(
        "moves",
        "Each move, and its price",
        &["what|What", "from|From|n", "to|To|n", "price|Dollars a year|n", "words|In words"],
    );
    for moved in &walk.moves {
        let of = |picture: &Picture| picture.get(moved.quantity);
        let places = moved.quantity.places();
        let value = |n: Option<Exact>| n.map(|n| exact(n, places)).unwrap_or(Cell::Empty);
        moves.push(vec![
            moved.quantity.name().into(),
            value(of(&moved.before)),
            value(of(&moved.after)),
            moved.price().map(|price| money(price.round())).unwrap_or(Cell::Empty),
            moved_words(moved).into(),
        ]);
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
    match moves.rows.is_empty() {
        true => vec![sheet, subjects],
        false => vec![sheet, moves, subjects],
    }
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
            "reason|Why, as far as the files tell",
        ],
    );
    for line in &found.matches {
        let words = found.formula.find_result(&line.id);
        if let Some(words) = words.and_then(|result| compared_where(&found.formula, result)) {
            lines.notes.push(format!("{}: compared {words}.", line.name));
        }
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
                miss_reason(&found.formula, line, miss).into(),
            ]);
        }
    }
    vec![lines, misses]
}

/// At which schools a result is compared, and how near is near enough, where the formula says so.
fn compared_where(formula: &Formula, result: &Recipe) -> Option<String> {
    let when = result.when.as_ref().map(|when| format!("where {}", said(formula, when.text())));
    let within =
        (!result.within.is_zero()).then(|| format!("to within {}", result.within.print(2)));
    let words: Vec<String> = when.into_iter().chain(within).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Why a school does not come out as published, as far as the files tell.
fn miss_reason(formula: &Formula, line: &Match, miss: &Miss) -> String {
    let rule = formula.find_line(&line.id).map(|at| &formula.lines[at]);
    let unsettled = rule.map(|rule| rule.unsettled.as_str()).filter(|text| !text.is_empty());
    let by = match &miss.computed {
        Err(_) => return "An input is not in the files for this school".to_owned(),
        Ok(computed) => miss.published.minus(*computed).unwrap_or(Exact::ZERO),
    };
    let more = match by.is_negative() {
        true => format!("{} fewer published", by.negative().print(2)),
        false => format!("{} more published", by.print(2)),
    };
    match unsettled {
        Some(text) => format!("{more}. {text}"),
        None => format!("{more}; a decision for this school that the files do not hold"),
    }
}

impl Desk {
    /// What the desk stands on, in words.
    pub fn words(&self) -> String {
        format!("{} on {} schools of {}", self.formula.name, self.schools.len(), self.year)
    }
}

//! Results in words that a principal, a board member or a parent can read.
//!
//! Every amount is taken apart down to the lines, the numbers and the students that made it. A
//! sentence about the future says how sure it is, and a sentence about a rule says what it costs.

use serde::Serialize;

use super::engine::cliffs::{Cliff, SchoolCliffs};
use super::engine::picture::{Moved, PictureError, Quantity};
use super::engine::sustain::SchoolOutlook;
use super::engine::tradeoff::{Rule, RuleCost};
use super::expression::{Expression, Why};
use super::model::{SchoolAllocation, Step};
use super::policy::{Formula, Gives, Item, Line, Unit};
use crate::district::SchoolYear;
use crate::exact::Exact;
use crate::thousands::group_thousands;

/// Dollars as people read them: cents only where there are some.
pub fn dollars(amount: Exact) -> String {
    let text = amount.print_fixed(2);
    let text = text.strip_suffix(".00").unwrap_or(&text);
    match text.strip_prefix('−') {
        Some(rest) => format!("−${rest}"),
        None => format!("${text}"),
    }
}

/// Whole dollars.
pub fn whole_dollars(amount: f64) -> String {
    let sign = if amount <= -0.5 { "−" } else { "" };
    format!("{sign}${}", group_thousands(amount.abs().round() as u64))
}

/// A line's amount in words: "12 positions", "$40,000".
pub fn amount_words(line: &Line, amount: Exact) -> String {
    match line.gives {
        Gives::Dollars => dollars(amount),
        Gives::Positions if amount == Exact::ONE => "1 position".to_owned(),
        Gives::Positions => format!("{} positions", amount.print(2)),
    }
}

/// One thing that an amount rests on, and how deep it lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// 0 for what the line itself names, 1 for what that rests on, and so on.
    pub depth: usize,
    /// Its name in the formula.
    pub name: String,
    /// What it is, in words.
    pub what: String,
    /// Its value, as printed; or why there is none.
    pub value: String,
    /// Whether it counts students.
    pub students: bool,
}

/// An amount, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expansion {
    /// The line's id.
    pub line: String,
    /// Its name.
    pub name: String,
    /// The amount in words.
    pub amount: String,
    /// Its dollars in words; empty where it has none.
    pub dollars: String,
    /// The steps, one sentence each.
    pub steps: Vec<String>,
    /// What it rests on, down to inputs.
    pub grounds: Vec<Ground>,
    /// Who says so.
    pub because: String,
    /// What a reader must know.
    pub note: String,
}

/// Takes one amount of a school apart.
pub fn expand(formula: &Formula, school: &SchoolAllocation, line: usize) -> Expansion {
    let (rule, given) = (&formula.lines[line], &school.amounts[line]);
    let mut grounds = Vec::new();
    for expression in rule.expressions() {
        ground(formula, school, expression, 0, &mut grounds);
    }
    let amount = match &given.amount {
        Ok(amount) => amount_words(rule, *amount),
        Err(why) => format!("not computed: {}", why_words(formula, why)),
    };
    let priced = match (rule.gives, given.dollars, given.price) {
        (Gives::Positions, Some(all), Some(price)) => {
            format!("{}, at {} each", dollars(all), dollars(price))
        }
        (Gives::Positions, ..) => String::new(),
        (Gives::Dollars, all, _) => all.map(dollars).unwrap_or_default(),
    };
    Expansion {
        line: rule.id.clone(),
        name: rule.name.clone(),
        amount,
        dollars: priced,
        steps: given.steps.iter().map(|step| step_words(formula, rule, step)).collect(),
        grounds,
        because: rule.because.clone(),
        note: rule.note.clone(),
    }
}

/// What an expression rests on; a name that stands there already is not repeated.
fn ground(
    formula: &Formula,
    school: &SchoolAllocation,
    expression: &Expression,
    depth: usize,
    grounds: &mut Vec<Ground>,
) {
    for place in expression.uses() {
        let name = &formula.names.list()[*place].name;
        if grounds.iter().any(|ground| ground.name == *name) {
            continue;
        }
        let value = match &school.values[*place] {
            Ok(value) => value.print(),
            Err(why) => why_words(formula, why),
        };
        let (what, students, inner): (&str, bool, Vec<&Expression>) =
            match place_of(formula, *place) {
                None => {
                    let input = &formula.inputs[*place];
                    (&input.doc, input.unit == Unit::Students, Vec::new())
                }
                Some(Item::Number(at)) => {
                    let rule = &formula.numbers[at];
                    let bands = rule.bands.iter().flat_map(|(when, is)| [when, is]);
                    (&rule.name, false, bands.chain(&rule.otherwise).collect())
                }
                Some(Item::Line(at)) => {
                    (&formula.lines[at].name, false, formula.lines[at].expressions())
                }
            };
        grounds.push(Ground { depth, name: name.clone(), what: what.to_owned(), value, students });
        for expression in inner {
            ground(formula, school, expression, depth + 1, grounds);
        }
    }
}

fn place_of(formula: &Formula, place: usize) -> Option<Item> {
    let item = place.checked_sub(formula.inputs.len())?;
    Some(match item.checked_sub(formula.numbers.len()) {
        None => Item::Number(item),
        Some(line) => Item::Line(line),
    })
}

/// One step as a sentence.
pub fn step_words(formula: &Formula, line: &Line, step: &Step) -> String {
    let money = line.gives == Gives::Dollars;
    let print = |n: &Exact| if money { dollars(*n) } else { n.print(2) };
    match step {
        Step::NotForThis { when } => {
            format!("Only for schools where {}: this one is not.", said(formula, when))
        }
        Step::Term { term, of, per, times, gives } => {
            let rule = &line.terms[*term];
            let mut words = match rule.of.text() {
                text if Exact::parse(text).is_some() => of.print(2),
                text => match formula.find_input(text).map(|at| &formula.inputs[at]) {
                    Some(input) if input.unit == Unit::Students => {
                        format!("{} {}", of.print(2), lower_first(&input.doc))
                    }
                    _ => format!("{} is {}", said(formula, text), of.print(2)),
                },
            };
            if let Some(per) = per {
                words = format!("{words}; one for {} gives {}", per.print(2), print(gives));
            }
            if let Some(times) = times {
                let each = if money { dollars(*times) } else { times.print(4) };
                words = format!("{words}; each worth {each} gives {}", print(gives));
            }
            match rule.name.as_str() {
                "" => format!("{words}."),
                name => format!("{}: {words}.", capital(name)),
            }
        }
        Step::Rounded { from, to } => {
            let how = if to > from { "up" } else { "down" };
            format!("{} is rounded {how} to {}.", print(from), print(to))
        }
        Step::AtLeast { from, to } => {
            let why = line.at_least.as_ref().map(|b| b.because.clone()).unwrap_or_default();
            because(format!("Not {}, but at least {}", print(from), print(to)), &why)
        }
        Step::AtMost { from, to } => {
            let why = line.at_most.as_ref().map(|b| b.because.clone()).unwrap_or_default();
            because(format!("Not {}, but at most {}", print(from), print(to)), &why)
        }
        Step::Held { from, last, may_lose, to } => {
            let why = line.hold.as_ref().map(|b| b.because.clone()).unwrap_or_default();
            let words = format!(
                "Last year’s {} may fall by {} at most, so not {} but {}",
                print(last),
                print(may_lose),
                print(from),
                print(to)
            );
            because(words, &why)
        }
        Step::Shared { points, of, pool, gives } => format!(
            "{} of all schools’ {} share in {}: {}.",
            points.print(2),
            of.print(2),
            print(pool),
            print(gives)
        ),
    }
}

/// The text of an expression with the names of the formula in words: "poverty >= 40" is
/// "low-income students of a hundred is at least 40".
pub fn said(formula: &Formula, text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            // What stands between quotes is a code, which reads as itself.
            '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
            _ if first.is_ascii_lowercase() || first == '_' => {
                let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                rest.find(|c: char| !inside(c)).unwrap_or(rest.len())
            }
            _ if "<>=!".contains(first) => rest.find(|c| !"<>=!".contains(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let word = match token {
            ">=" => "is at least",
            "<=" => "is at most",
            ">" => "is more than",
            "<" => "is less than",
            "=" => "is",
            "!=" => "is not",
            "*" => "×",
            other => other.trim_matches('\''),
        };
        match name_words(formula, token) {
            Some(name) => words.push_str(&name),
            None => words.push_str(word),
        }
        rest = after;
    }
    words
}

/// What a name of the formula stands for, as a sentence has it.
fn name_words(formula: &Formula, name: &str) -> Option<String> {
    let input = formula.find_input(name).map(|at| &formula.inputs[at].doc);
    let number = || formula.numbers.iter().find(|n| n.id == name).map(|n| &n.name);
    let line = || formula.find_line(name).map(|at| &formula.lines[at].name);
    input.or_else(number).or_else(line).map(|words| lower_first(words))
}

/// Why something is not known, with the names in words.
fn why_words(formula: &Formula, why: &Why) -> String {
    match why {
        Why::Missing(name) => match name_words(formula, name) {
            Some(words) => Why::Missing(words).to_string(),
            None => why.to_string(),
        },
        other => other.to_string(),
    }
}

fn because(words: String, why: &str) -> String {
    if why.is_empty() {
        format!("{words}.")
    } else {
        format!("{words}: {}.", why.trim_end_matches('.'))
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Which student triggers what: "3 students more bring a Classroom teachers position".
pub fn cliff_words(formula: &Formula, cliff: &Cliff) -> String {
    let line = &formula.lines[cliff.line];
    let students = match cliff.students.abs() {
        1 => "1 student".to_owned(),
        n => format!("{n} students"),
    };
    let (more, verb) = if cliff.students > 0 { ("more", "brings") } else { ("fewer", "takes") };
    let verb = if cliff.students.abs() == 1 { verb } else { verb.trim_end_matches('s') };
    let change = if cliff.change.is_negative() { cliff.change.negative() } else { cliff.change };
    let turned = (cliff.students > 0) == cliff.change.is_negative();
    let note = if turned { " the other way" } else { "" };
    format!(
        "{students} {more} {verb} {} of {}{note}",
        amount_words(line, change),
        lower_first(&line.name)
    )
}

/// A name within a sentence: "Teachers of English learners" begins small and keeps its English.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        // "IB coordinator" is no word that can begin small.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// How sure a school's positions are on count day.
pub fn count_day_words(school: &SchoolCliffs) -> String {
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    if school.gains < 0.005 && school.loses < 0.005 {
        return "Its positions stay as they are in every draw.".to_owned();
    }
    format!(
        "In {} of draws it gains half a position or more, in {} it loses as much; eight draws in ten lie between {:.1} and {:.1} positions.",
        percent(school.gains),
        percent(school.loses),
        school.band.0,
        school.band.1
    )
}

/// A school's five years in a sentence or two.
pub fn outlook_words(school: &SchoolOutlook, now: SchoolYear) -> String {
    let name = |ahead: usize| {
        let ahead = i16::try_from(ahead).unwrap_or(0);
        SchoolYear::ending(now.end().saturating_add(ahead)).to_string()
    };
    let worst = school.years.iter().max_by(|a, b| a.deficit.total_cmp(&b.deficit));
    let Some(worst) = worst else { return String::new() };
    let first = school.years.iter().find(|year| year.deficit >= 0.2);
    let mut words = match first {
        None => format!(
            "The plan stays solvent: no year has a deficit in more than {:.0}% of draws.",
            (worst.deficit * 100.0).ceil()
        ),
        Some(year) => format!(
            "From {} on a deficit is more likely than one in five ({:.0}% of draws).",
            name(year.year),
            year.deficit * 100.0
        ),
    };
    for (fund, year, lost) in &school.ending {
        words.push_str(&format!(" {fund} ends before {}: {}.", name(*year), whole_dollars(*lost)));
    }
    words
}

/// What a rule costs, in words: "The cap on central positions costs 340 students their extra half
/// hour".
pub fn rule_words(formula: &Formula, cost: &RuleCost) -> String {
    let name = match cost.rule {
        Rule::Budget => "One percent more budget",
        Rule::CentralPositions => "The cap on central positions",
        Rule::LeversASchool => "The most levers at one school",
        Rule::HighNeedShare => "The least share for schools of high need",
    };
    let students = |n: f64| match n.round() as u64 {
        1 => "1 student".to_owned(),
        n => format!("{} students", group_thousands(n)),
    };
    let gives = |lever: usize| {
        let lever = &formula.levers[lever];
        if lever.gives.is_empty() { lower_first(&lever.name) } else { lever.gives.clone() }
    };
    if cost.benefit_share < 1e-6 {
        return match cost.rule {
            Rule::Budget => format!("{name} would bring nothing more."),
            _ => format!("{name} costs nothing: without it the choice would be as good."),
        };
    }
    let most = cost.students.iter().filter(|(_, n)| *n > 0.0).max_by(|a, b| a.1.total_cmp(&b.1));
    let percent = cost.benefit_share * 100.0;
    let share = if percent < 0.1 { "less than 0.1%".to_owned() } else { format!("{percent:.1}%") };
    match (cost.rule, most) {
        (Rule::Budget, Some((lever, n))) => {
            format!("{name} would give {} {} ({share} more benefit).", students(*n), gives(*lever))
        }
        (Rule::Budget, None) => format!("{name} would bring {share} more benefit."),
        (_, Some((lever, n))) => {
            format!("{name} costs {} {} ({share} of the benefit).", students(*n), gives(*lever))
        }
        (_, None) => format!("{name} costs {share} of the benefit."),
    }
}

/// A quantity's number with its unit, as a sentence has it.
pub fn quantity_words(quantity: Quantity, value: Exact) -> String {
    if quantity.unit().starts_with("dollars") {
        dollars(if quantity.places() == 0 { value.round() } else { value })
    } else {
        value.print(quantity.places())
    }
}

/// What moving one quantity of a picture did, in one sentence.
pub fn moved_words(moved: &Moved) -> String {
    let before = moved.before.get(moved.quantity);
    let after = moved.after.get(moved.quantity);
    let (Some(before), Some(after)) = (before, after) else { return String::new() };
    if before == after {
        return "Nothing has been moved yet.".to_owned();
    }
    let changed: Vec<String> = [
        Quantity::ClassSize,
        Quantity::Load,
        Quantity::Teachers,
        Quantity::Planning,
        Quantity::Balance,
    ]
    .into_iter()
    .filter(|quantity| *quantity != moved.quantity)
    .filter_map(|quantity| {
        let (a, b) = (moved.before.get(quantity)?, moved.after.get(quantity)?);
        let (a, b) = (quantity_words(quantity, a), quantity_words(quantity, b));
        (a != b).then(|| format!("{} from {a} to {b}", quantity.name().to_lowercase()))
    })
    .collect();
    let head = format!(
        "{} from {} to {}",
        moved.quantity.name(),
        quantity_words(moved.quantity, before),
        quantity_words(moved.quantity, after)
    );
    if changed.is_empty() {
        format!("{head}: nothing else moves.")
    } else {
        format!("{head} moves {}.", list(&changed))
    }
}

/// What a change of the plan's cost is, in words: "costs $84,500 a year".
pub fn price_words(price: Option<Exact>) -> String {
    match price.map(Exact::round) {
        None => "its price is not known".to_owned(),
        Some(price) if price.is_zero() => "costs nothing".to_owned(),
        Some(price) if price.is_negative() => {
            format!("frees {} a year", dollars(price.negative()))
        }
        Some(price) => format!("costs {} a year", dollars(price)),
    }
}

/// Why a picture cannot be as asked, and what to let go.
pub fn picture_error_words(error: &PictureError) -> String {
    match error {
        PictureError::HeldTooMuch { identity, among } => {
            let names: Vec<String> = among.iter().map(|q| q.name().to_lowercase()).collect();
            format!(
                "These cannot all stay: {} must hold. Let go of one of: {}.",
                identity.words(),
                list(&names)
            )
        }
        other => format!("{}.", capital(&other.to_string())),
    }
}

fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

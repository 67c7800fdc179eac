//! Result to tables, with what may not be shown withheld; no HTML, no ANSI.
//!
//! Money is public and children are not. A school's total and its positions are always told. A
//! count of a small student group is withheld, and with it whatever would give it away: another
//! term of the same line, or the line itself where it is that count times a rate.

use std::collections::BTreeSet;

use serde::Serialize;

use super::engine::fair::{self, GroupHas, Has};
use super::engine::people::TierTeachers;
use super::explain::{Expansion, amount_words, expand};
use super::model::{Allocation, SchoolAllocation, Step, sum};
use super::policy::{Formula, Gives, Line, Round, Unit};
use crate::disclosure::{Protection, Reason, Shown};
use crate::exact::Exact;

/// What is withheld of one school.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shield {
    /// Inputs, by place, and why.
    pub inputs: Vec<(usize, Reason)>,
    /// Lines, by place.
    pub lines: BTreeSet<usize>,
    /// Whether the school has too few students to tell even their number.
    pub whole: bool,
}

impl Shield {
    fn hides(&self, input: usize) -> Option<Reason> {
        self.inputs.iter().find(|(place, _)| *place == input).map(|(_, reason)| *reason)
    }

    /// Whether an input that counts students is withheld.
    pub fn hides_input(&self, input: usize) -> bool {
        self.whole || self.hides(input).is_some()
    }

    /// Whether a line is withheld, or rests on a count that is: how many students would change it says
    /// how many there are.
    pub fn hides_line(&self, formula: &Formula, line: usize) -> bool {
        let rests = || formula.lines.get(line).map(|line| student_inputs(formula, line));
        self.whole
            || self.lines.contains(&line)
            || rests().is_some_and(|of| of.iter().any(|input| self.hides(*input).is_some()))
    }
}

/// Inputs that count students, of one school: place and count.
fn counts(formula: &Formula, school: &SchoolAllocation) -> Vec<(usize, u64)> {
    formula
        .inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| input.unit == Unit::Students)
        .filter_map(|(place, _)| {
            let number = school.number(place)?.floor().to_whole()?;
            Some((place, u64::try_from(number).ok()?))
        })
        .collect()
}

/// All students of a school: the largest count among its inputs.
pub fn students(formula: &Formula, school: &SchoolAllocation) -> Option<u64> {
    counts(formula, school).into_iter().map(|(_, n)| n).max()
}

/// What is withheld of every school.
pub fn shields(formula: &Formula, given: &Allocation, rule: Protection) -> Vec<Shield> {
    let mut shields: Vec<Shield> =
        given.schools.iter().map(|school| shield(formula, school, rule)).collect();
    // The one hidden share of a fixed sum would follow from the others: a second goes with it.
    for (line, _) in formula.lines.iter().enumerate().filter(|(_, line)| line.share.is_some()) {
        let hidden: Vec<usize> =
            (0..shields.len()).filter(|s| shields[*s].lines.contains(&line)).collect();
        if let [only] = hidden[..] {
            let amount = |s: usize| given.schools[s].amounts[line].amount.clone().ok();
            let next = (0..shields.len())
                .filter(|s| *s != only && amount(*s).is_some_and(|a| a > Exact::ZERO))
                .min_by_key(|s| amount(*s));
            if let Some(next) = next {
                shields[next].lines.insert(line);
            }
        }
    }
    shields
}

fn shield(formula: &Formula, school: &SchoolAllocation, rule: Protection) -> Shield {
    let counts = counts(formula, school);
    let whole = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let mut shield =
        Shield { whole: whole > 0 && whole < rule.minimum_group(), ..Shield::default() };
    for (place, n) in counts.iter().filter(|(_, n)| *n > 0) {
        if let Err(Shown::Suppressed(reason)) = rule.allow(*n, whole) {
            shield.inputs.push((*place, reason));
        }
    }
    // A line that is a sum over several counts of which one is hidden gives that one away.
    loop {
        let before = (shield.inputs.len(), shield.lines.len());
        for (at, line) in formula.lines.iter().enumerate().filter(|(_, line)| tells(line)) {
            let inside = student_inputs(formula, line);
            let hidden = inside.iter().filter(|place| shield.hides(**place).is_some()).count();
            if hidden != 1 || shield.lines.contains(&at) {
                continue;
            }
            let other = counts
                .iter()
                .filter(|(place, n)| {
                    *n > 0 && *n < whole && inside.contains(place) && shield.hides(*place).is_none()
                })
                .min_by_key(|(_, n)| *n);
            match other {
                Some((place, _)) => shield.inputs.push((*place, Reason::ToProtectOthers)),
                None => {
                    shield.lines.insert(at);
                }
            }
        }
        if (shield.inputs.len(), shield.lines.len()) == before {
            break;
        }
    }
    // The one hidden line would follow from the school's total: the smallest other goes with it.
    if shield.lines.len() == 1 {
        let next = school
            .amounts
            .iter()
            .enumerate()
            .filter(|(at, _)| !shield.lines.contains(at))
            .filter_map(|(at, amount)| Some((amount.dollars.filter(|d| !d.is_zero())?, at)))
            .min();
        shield.lines.extend(next.map(|(_, at)| at));
    }
    shield
}

/// Whether an amount is so fine that counts follow from it: dollars, and positions that are not
/// rounded.
fn tells(line: &Line) -> bool {
    line.gives == Gives::Dollars || line.round == Round::No
}

/// The inputs that count students and that a line's terms or share use directly.
fn student_inputs(formula: &Formula, line: &Line) -> BTreeSet<usize> {
    let counted = line.terms.iter().map(|t| &t.of).chain(line.share.iter().map(|s| &s.by));
    counted
        .flat_map(|expression| expression.uses().to_vec())
        .filter(|place| formula.inputs.get(*place).is_some_and(|i| i.unit == Unit::Students))
        .collect()
}

/// One line of one school, as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineCell {
    /// Positions or dollars; `None` where it could not be computed.
    pub amount: Option<Exact>,
    /// In words; why there is none.
    pub words: String,
    /// Dollars, where it has them.
    pub dollars: Option<Exact>,
}

/// One school of an allocation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolRow {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Students.
    pub students: Shown<u64>,
    /// Positions over all lines.
    pub positions: Exact,
    /// Dollars over all lines.
    pub dollars: Exact,
    /// Dollars for each student.
    pub dollars_a_student: Shown<Exact>,
    /// Lines, in the formula's order.
    pub lines: Vec<Shown<LineCell>>,
}

/// One line over all schools.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it gives: positions or dollars.
    pub positions: bool,
    /// The fund.
    pub fund: String,
    /// Who decides what it buys.
    pub tier: &'static str,
    /// All schools.
    pub amount: Exact,
    /// Dollars.
    pub dollars: Exact,
    /// Schools that have some.
    pub schools: usize,
    /// Schools for which it could not be computed.
    pub not_computed: usize,
    /// Who says so.
    pub because: String,
}

/// What every school gets.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AllocationReport {
    /// The formula's id.
    pub formula: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Lines.
    pub lines: Vec<LineRow>,
    /// Schools.
    pub schools: Vec<SchoolRow>,
    /// Positions over all schools.
    pub positions: Exact,
    /// Dollars over all schools.
    pub dollars: Exact,
    /// What a reader must know.
    pub footnotes: Vec<String>,
}

/// An allocation as tables.
pub fn allocation(formula: &Formula, given: &Allocation, rule: Protection) -> AllocationReport {
    let shields = shields(formula, given, rule);
    let schools: Vec<SchoolRow> = given
        .schools
        .iter()
        .zip(&shields)
        .map(|(school, shield)| school_row(formula, school, shield, rule))
        .collect();
    let lines = formula.lines.iter().enumerate().map(|(at, line)| {
        let of = |test: &dyn Fn(&super::Amount) -> bool| {
            given.schools.iter().filter(|s| test(&s.amounts[at])).count()
        };
        LineRow {
            id: line.id.clone(),
            name: line.name.clone(),
            positions: line.gives == Gives::Positions,
            fund: line.fund.clone().unwrap_or_default(),
            tier: line.tier.words(),
            amount: given.line_amount(at),
            dollars: given.line_dollars(at),
            schools: of(&|a| a.amount.as_ref().is_ok_and(|n| !n.is_zero())),
            not_computed: of(&|a| a.amount.is_err()),
            because: line.because.clone(),
        }
    });
    let mut footnotes = Vec::new();
    if shields.iter().any(|s| !s.inputs.is_empty() || !s.lines.is_empty() || s.whole) {
        footnotes.push(format!(
            "Groups of fewer than {} students are withheld, and with them what would give them away.",
            rule.minimum_group()
        ));
    }
    if formula.lines.iter().any(|l| {
        l.gives == Gives::Positions
            && l.job.as_ref().is_none_or(|job| formula.find_price(job).is_none())
    }) {
        footnotes.push(
            "Some positions have no price in the formula: they are counted and not in the dollars."
                .to_owned(),
        );
    }
    if !formula.note.is_empty() {
        footnotes.push(formula.note.clone());
    }
    AllocationReport {
        formula: formula.id.clone(),
        name: formula.name.clone(),
        version: formula.version.clone(),
        lines: lines.collect(),
        positions: sum(schools.iter().map(|s| s.positions)),
        dollars: sum(schools.iter().map(|s| s.dollars)),
        schools,
        footnotes,
    }
}

fn school_row(
    formula: &Formula,
    school: &SchoolAllocation,
    shield: &Shield,
    rule: Protection,
) -> SchoolRow {
    let n = students(formula, school).unwrap_or(0);
    let dollars = school.dollars();
    let positions = formula.lines.iter().zip(&school.amounts).filter_map(|(line, amount)| {
        (line.gives == Gives::Positions).then(|| amount.amount.clone().ok()).flatten()
    });
    let lines =
        formula.lines.iter().zip(&school.amounts).enumerate().map(|(at, (line, amount))| {
            if shield.lines.contains(&at) {
                return Shown::Suppressed(Reason::ToProtectOthers);
            }
            Shown::Value(LineCell {
                words: match &amount.amount {
                    Ok(amount) => amount_words(line, *amount),
                    Err(why) => why.to_string(),
                },
                amount: amount.amount.clone().ok(),
                dollars: amount.dollars,
            })
        });
    SchoolRow {
        id: school.id.clone(),
        name: school.name.clone(),
        students: rule.show(n, n, || n),
        positions: sum(positions),
        dollars,
        dollars_a_student: rule
            .show(n, n, || Exact::whole(i64::try_from(n).unwrap_or(1)).max(Exact::ONE))
            .map(|n| dollars.over(n).unwrap_or(Exact::ZERO)),
        lines: lines.collect(),
    }
}

/// One amount taken apart, as far as it may be.
pub fn expansion(
    formula: &Formula,
    given: &Allocation,
    school: usize,
    line: usize,
    rule: Protection,
) -> Shown<Expansion> {
    let shield = shields(formula, given, rule).swap_remove(school);
    if shield.lines.contains(&line) {
        return Shown::Suppressed(Reason::ToProtectOthers);
    }
    let of = &given.schools[school];
    let mut expansion = expand(formula, of, line);
    let hidden: Vec<(&str, Reason)> = shield
        .inputs
        .iter()
        .map(|(place, reason)| (formula.inputs[*place].name.as_str(), *reason))
        .collect();
    for ground in &mut expansion.grounds {
        if let Some((_, reason)) = hidden.iter().find(|(name, _)| *name == ground.name) {
            ground.value = reason.words().to_owned();
        }
        // What is computed from a hidden count would give it away.
        if rests_on_hidden(formula, &ground.name, &shield) {
            ground.value = Reason::ToProtectOthers.words().to_owned();
        }
    }
    let given_steps = &of.amounts[line].steps;
    let withheld = "Withheld: it counts a small group of students.";
    for (words, step) in expansion.steps.iter_mut().zip(given_steps) {
        let uses: Vec<usize> = match step {
            Step::Term { term, .. } => formula.lines[line].terms[*term].of.uses().to_vec(),
            Step::Shared { .. } => {
                formula.lines[line].share.iter().flat_map(|s| s.by.uses().to_vec()).collect()
            }
            // The amount before rounding tells the count behind it.
            Step::Rounded { .. } => {
                student_inputs(formula, &formula.lines[line]).into_iter().collect()
            }
            _ => Vec::new(),
        };
        if uses.iter().any(|place| {
            shield.hides(*place).is_some()
                || rests_on_hidden(formula, &formula.names.list()[*place].name, &shield)
        }) {
            *words = withheld.to_owned();
        }
    }
    Shown::Value(expansion)
}

/// Whether a number of the formula uses a hidden input.
fn rests_on_hidden(formula: &Formula, name: &str, shield: &Shield) -> bool {
    let Some(rule) = formula.numbers.iter().find(|rule| rule.id == name) else { return false };
    let bands = rule.bands.iter().flat_map(|(when, is)| [when, is]);
    bands
        .chain(&rule.otherwise)
        .any(|e| e.uses().iter().any(|place| shield.hides(*place).is_some()))
}

/// What schools have beside their need, as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FairReport {
    /// What is looked at: "Dollars for each student".
    pub what: String,
    /// Its unit.
    pub unit: &'static str,
    /// What need is.
    pub need: String,
    /// The line; words where there is none.
    pub line: Shown<fair::Line>,
    /// Schools that may be shown, by need.
    pub schools: Vec<fair::Beside>,
    /// Schools that are off the line and may be shown, farthest first.
    pub off: Vec<fair::Beside>,
    /// How many schools are withheld.
    pub withheld: usize,
    /// By student group.
    pub groups: Vec<(String, Shown<GroupHas>)>,
}

/// One way of looking at fairness: what schools have, and students of groups by school.
#[derive(Debug, Clone, PartialEq)]
pub struct FairQuestion<'a> {
    /// What is looked at.
    pub what: &'a str,
    /// Its unit.
    pub unit: &'static str,
    /// What need is.
    pub need: &'a str,
    /// Schools.
    pub schools: Vec<Has>,
    /// Schools, by number, whose need rests on a small count.
    pub hidden: BTreeSet<String>,
    /// Groups: name, and students by school in the order of `schools`.
    pub groups: Vec<(String, Vec<u64>)>,
}

/// The answer, protected.
pub fn fairness(question: &FairQuestion<'_>, rule: Protection) -> FairReport {
    let line = fair::line(&question.schools);
    let shown = |school: &&fair::Beside| {
        school.students >= rule.minimum_group() && !question.hidden.contains(&school.id)
    };
    let schools: Vec<fair::Beside> =
        line.iter().flat_map(|l| &l.schools).filter(shown).cloned().collect();
    let mut off: Vec<fair::Beside> =
        schools.iter().filter(|s| s.off.abs() > fair::OFF).cloned().collect();
    off.sort_by(|a, b| b.off.abs().total_cmp(&a.off.abs()).then_with(|| a.id.cmp(&b.id)));
    let all: u64 = question.schools.iter().map(|s| s.students).sum();
    let groups = question.groups.iter().map(|(name, counts)| {
        let n: u64 = counts.iter().sum();
        let has = match rule.allow(n, all) {
            Err(instead) => instead.map(|()| unreachable!("what is not allowed holds no value")),
            Ok(()) => match fair::by_group(name, &question.schools, counts) {
                Some(has) => Shown::Value(has),
                None => Shown::NoStudents,
            },
        };
        (name.clone(), has)
    });
    FairReport {
        what: question.what.to_owned(),
        unit: question.unit,
        need: question.need.to_owned(),
        withheld: line.as_ref().map_or(0, |l| l.schools.len()) - schools.len(),
        line: match line {
            // The single schools are told apart from the line, and only those that may be.
            Some(line) => Shown::Value(fair::Line { schools: Vec::new(), ..line }),
            None => Shown::NotEstimated(format!(
                "a line needs {} schools whose need differs",
                fair::FEWEST
            )),
        },
        schools,
        off,
        groups: groups.collect(),
    }
}

/// Teachers of one tier, as they may be shown: shares of enough people only.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierRow {
    /// The tier, from 1, the highest need.
    pub tier: u8,
    /// Schools.
    pub schools: usize,
    /// The share of teachers who are experienced, and how many are counted.
    pub experienced: Shown<(f64, u64)>,
    /// The share of teachers who are rated strong, and how many are counted.
    pub strong: Shown<(f64, u64)>,
    /// The share of positions that nobody holds.
    pub open: f64,
    /// Full-time teaching positions.
    pub positions: f64,
}

/// Teachers by tier of need; ratings of few people are withheld as students are.
pub fn teachers(tiers: &[TierTeachers], rule: Protection) -> Vec<TierRow> {
    let share = |part: u64, n: u64| match n {
        0 => Shown::NotCollected,
        n => rule.show(n, n, || (part as f64 / n as f64, n)),
    };
    tiers
        .iter()
        .map(|tier| TierRow {
            tier: tier.tier,
            schools: tier.schools,
            experienced: share(tier.experienced, tier.with_experience),
            strong: share(tier.strong, tier.with_rating),
            open: if tier.positions > 0.0 { tier.open / tier.positions } else { 0.0 },
            positions: tier.positions,
        })
        .collect()
}

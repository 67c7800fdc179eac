//! Two formulas beside each other: which lines changed, and who gains or loses what.

use std::collections::BTreeMap;

use super::{Allocation, allocate};
use crate::budget::model::{School, sum};
use crate::budget::policy::{Bound, Formula, Line};
use crate::exact::Exact;

/// How a line changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Only the new formula has it.
    Added,
    /// Only the old formula has it.
    Removed,
    /// Both have it; what is written differs, part by part: name, old, new.
    Rewritten(Vec<(String, String, String)>),
    /// Written the same.
    Same,
}

/// One line of either formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDiff {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it changed.
    pub change: Change,
    /// All schools: positions or dollars by the old formula.
    pub before: Option<Exact>,
    /// By the new.
    pub after: Option<Exact>,
    /// All schools: dollars by the old formula.
    pub dollars_before: Option<Exact>,
    /// By the new.
    pub dollars_after: Option<Exact>,
}

/// One school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolDiff {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Dollars by the old formula.
    pub before: Exact,
    /// By the new.
    pub after: Exact,
    /// Lines whose amount differs: id, by the old, by the new. What is missing in one is none.
    pub lines: Vec<(String, Option<Exact>, Option<Exact>)>,
}

impl SchoolDiff {
    /// What the school gains; below zero, what it loses.
    pub fn gain(&self) -> Exact {
        self.after.minus(self.before).unwrap_or(Exact::ZERO)
    }
}

/// Students of one group by school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupCounts {
    /// The group in words.
    pub name: String,
    /// Students by school id.
    pub students: BTreeMap<String, u64>,
}

/// One group: what an average student's school spends on a student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupDiff {
    /// The group in words.
    pub name: String,
    /// Students that are counted.
    pub students: u64,
    /// Dollars a student by the old formula.
    pub before: Exact,
    /// By the new.
    pub after: Exact,
}

/// Two formulas beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// Lines, in the new formula's order, then those that are gone.
    pub lines: Vec<LineDiff>,
    /// Schools, in order.
    pub schools: Vec<SchoolDiff>,
    /// Groups.
    pub groups: Vec<GroupDiff>,
}

/// Sets two formulas beside each other on the same schools. `all` counts all students of a school.
pub fn diff(
    old: &Formula,
    new: &Formula,
    schools: &[School],
    all: &GroupCounts,
    groups: &[GroupCounts],
) -> Diff {
    let (before, after) = (allocate(old, schools), allocate(new, schools));
    let mut lines: Vec<LineDiff> = new
        .lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let there = old.find_line(&line.id);
            let change = match there {
                None => Change::Added,
                Some(place) => changed((old, &old.lines[place]), (new, line)),
            };
            LineDiff {
                id: line.id.clone(),
                name: line.name.clone(),
                change,
                before: there.map(|place| before.line_amount(place)),
                after: Some(after.line_amount(place)),
                dollars_before: there.map(|place| before.line_dollars(place)),
                dollars_after: Some(after.line_dollars(place)),
            }
        })
        .collect();
    for (place, line) in old.lines.iter().enumerate() {
        if new.find_line(&line.id).is_none() {
            lines.push(LineDiff {
                id: line.id.clone(),
                name: line.name.clone(),
                change: Change::Removed,
                before: Some(before.line_amount(place)),
                after: None,
                dollars_before: Some(before.line_dollars(place)),
                dollars_after: None,
            });
        }
    }
    let schools = (0..schools.len())
        .map(|school| school_diff(old, new, (&before, &after), school, &lines))
        .collect::<Vec<_>>();
    let groups = groups.iter().filter_map(|group| group_diff(group, all, &schools)).collect();
    Diff { lines, schools, groups }
}

fn school_diff(
    old: &Formula,
    new: &Formula,
    (before, after): (&Allocation, &Allocation),
    school: usize,
    lines: &[LineDiff],
) -> SchoolDiff {
    let (was, is) = (&before.schools[school], &after.schools[school]);
    let amount = |formula: &Formula, of: &super::SchoolAllocation, id: &str| {
        formula.find_line(id).and_then(|place| of.amounts.get(place)?.amount.clone().ok())
    };
    let moved = lines.iter().filter_map(|line| {
        let (a, b) = (amount(old, was, &line.id), amount(new, is, &line.id));
        (a != b).then(|| (line.id.clone(), a, b))
    });
    SchoolDiff {
        id: was.id.clone(),
        name: was.name.clone(),
        before: was.dollars(),
        after: is.dollars(),
        lines: moved.collect(),
    }
}

fn group_diff(group: &GroupCounts, all: &GroupCounts, schools: &[SchoolDiff]) -> Option<GroupDiff> {
    let mut students = 0;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for school in schools {
        let inside = group.students.get(&school.id).copied().unwrap_or(0);
        let Some(whole) = all.students.get(&school.id).copied().filter(|n| *n > 0) else {
            continue;
        };
        students += inside;
        // A school's dollars a student to the hundredth of a cent: the sums of many schools' own
        // fractions would not fit.
        let (whole, inside) =
            (Exact::whole(i64::try_from(whole).ok()?), Exact::whole(i64::try_from(inside).ok()?));
        before.push(school.before.over(whole)?.to_places(4).times(inside)?);
        after.push(school.after.over(whole)?.to_places(4).times(inside)?);
    }
    let count = Exact::whole(i64::try_from(students).ok()?);
    Some(GroupDiff {
        name: group.name.clone(),
        students,
        before: sum(before).over(count)?.to_places(2),
        after: sum(after).over(count)?.to_places(2),
    })
}

fn changed(old: (&Formula, &Line), new: (&Formula, &Line)) -> Change {
    let (was, is) = (parts(old.0, old.1), parts(new.0, new.1));
    let keys: Vec<&String> =
        is.keys().chain(was.keys().filter(|key| !is.contains_key(*key))).collect();
    let rewritten: Vec<(String, String, String)> = keys
        .into_iter()
        .filter_map(|key| {
            let a = was.get(key).cloned().unwrap_or_default();
            let b = is.get(key).cloned().unwrap_or_default();
            (a != b).then(|| (key.clone(), a, b))
        })
        .collect();
    if rewritten.is_empty() { Change::Same } else { Change::Rewritten(rewritten) }
}

/// A line as named parts of text, with the numbers that it uses.
fn parts(formula: &Formula, line: &Line) -> BTreeMap<String, String> {
    let mut parts = numbers_of(formula, line);
    let mut put = |key: String, text: String| parts.insert(key, text);
    put("gives".to_owned(), format!("{:?}", line.gives).to_lowercase());
    for (key, text) in [("fund", &line.fund), ("job", &line.job)] {
        if let Some(text) = text {
            put(key.to_owned(), text.clone());
        }
    }
    put("decided by".to_owned(), line.tier.code().to_owned());
    if let Some(when) = &line.when {
        put("for schools where".to_owned(), when.text().to_owned());
    }
    for (place, term) in line.terms.iter().enumerate() {
        let mut text = term.of.text().to_owned();
        if let Some(per) = &term.per {
            text = format!("{text}, one for {}", per.text());
        }
        if let Some(times) = &term.times {
            text = format!("{text}, each {}", times.text());
        }
        if let Some(when) = &term.when {
            text = format!("{text}, where {}", when.text());
        }
        put(format!("term {}", place + 1), text);
    }
    if let Some(share) = &line.share {
        put("share".to_owned(), format!("of {} by {}", share.pool, share.by.text()));
    }
    put("rounding".to_owned(), format!("{:?} to {}", line.round, line.step).to_lowercase());
    let bound = |bound: &Bound| match &bound.when {
        Some(when) => format!("{} where {}", bound.amount.text(), when.text()),
        None => bound.amount.text().to_owned(),
    };
    if let Some(floor) = &line.at_least {
        put("at least".to_owned(), bound(floor));
    }
    if let Some(cap) = &line.at_most {
        put("at most".to_owned(), bound(cap));
    }
    if let Some(hold) = &line.hold {
        put("held".to_owned(), format!("{} less {}", hold.last.text(), hold.may_lose.text()));
    }
    parts
}

/// The numbers that a line's terms use, each as it is written.
fn numbers_of(formula: &Formula, line: &Line) -> BTreeMap<String, String> {
    let terms = line.terms.iter();
    let used = terms.flat_map(|term| {
        [Some(&term.of), term.per.as_ref(), term.times.as_ref(), term.when.as_ref()]
    });
    let mut numbers = BTreeMap::new();
    for place in used.flatten().flat_map(|expression| expression.uses().to_vec()) {
        let Some(at) = place.checked_sub(formula.inputs.len()) else { continue };
        let Some(rule) = formula.numbers.get(at) else { continue };
        let mut text: Vec<String> = rule
            .bands
            .iter()
            .map(|(when, is)| format!("{} where {}", is.text(), when.text()))
            .collect();
        text.extend(rule.otherwise.iter().map(|otherwise| otherwise.text().to_owned()));
        numbers.insert(rule.id.clone(), text.join(", "));
    }
    numbers
}

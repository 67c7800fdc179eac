//! Two people changed one thing, such as a line: what each of them changed is kept; where both
//! changed the same part, both wordings are told. And what an entry changed, part by part.

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

/// A part that two people changed to different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The part, such as `title`.
    pub part: String,
    /// What the other one wrote; empty where they took it out.
    pub theirs: String,
}

/// Puts two changes of a thing together. Where both changed the same part, the result holds mine
/// and the clashes say theirs. `None` when the result is no such thing.
pub fn merge<T: Serialize + DeserializeOwned>(
    base: &T,
    mine: &T,
    theirs: &T,
) -> Option<(T, Vec<Clash>)> {
    let table = |one: &T| Table::try_from(one).ok();
    let mut clashes = Vec::new();
    let merged = merge_tables("", &table(base)?, &table(mine)?, &table(theirs)?, &mut clashes);
    Some((merged.try_into().ok()?, clashes))
}

fn merge_tables(
    within: &str,
    base: &Table,
    mine: &Table,
    theirs: &Table,
    clashes: &mut Vec<Clash>,
) -> Table {
    let mut keys: Vec<&String> = base.keys().chain(mine.keys()).chain(theirs.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut merged = Table::new();
    for key in keys {
        let (was, my, their) = (base.get(key), mine.get(key), theirs.get(key));
        let value = if my == their || their == was {
            my.cloned()
        } else if my == was {
            their.cloned()
        } else if let (Some(Value::Table(was)), Some(Value::Table(my)), Some(Value::Table(their))) =
            (was, my, their)
        {
            let within = format!("{within}{key} ");
            Some(Value::Table(merge_tables(&within, was, my, their, clashes)))
        } else {
            let theirs = their.map(words_of).unwrap_or_default();
            clashes.push(Clash { part: format!("{within}{key}").replace('_', " "), theirs });
            my.cloned()
        };
        merged.extend(value.map(|value| (key.clone(), value)));
    }
    merged
}

/// A value in words: a list's parts one after the other, a part's own parts beside each other.
fn words_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(words_of).collect::<Vec<_>>().join("; "),
        Value::Table(table) => table.values().map(words_of).collect::<Vec<_>>().join(" | "),
        other => other.to_string(),
    }
}

/// A part of a thing that is otherwise than it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The part, such as `target measure`.
    pub part: String,
    /// What it said; empty where it was not there.
    pub was: String,
    /// What it says; empty where it was taken out.
    pub is: String,
}

/// What changed from one state of a thing to the next, part by part, in order of names. A list is
/// one part: its members that came and went are told.
pub fn list_changes(was: &Table, is: &Table) -> Vec<Change> {
    let mut changes = Vec::new();
    compare("", was, is, &mut changes);
    changes
}

fn compare(within: &str, was: &Table, is: &Table, changes: &mut Vec<Change>) {
    let none = Table::new();
    let mut keys: Vec<&String> = was.keys().chain(is.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let part = format!("{within}{key}").replace('_', " ");
        let table = |of: &'_ Value| matches!(of, Value::Table(_));
        match (was.get(key), is.get(key)) {
            (before, after) if before == after => {}
            (before, after) if before.into_iter().chain(after).all(table) => {
                let inner = |of: Option<&Value>| of.and_then(Value::as_table).cloned();
                let (before, after) = (inner(before), inner(after));
                let within = format!("{within}{key} ");
                compare(
                    &within,
                    before.as_ref().unwrap_or(&none),
                    after.as_ref().unwrap_or(&none),
                    changes,
                );
            }
            (Some(Value::Array(before)), Some(Value::Array(after))) => {
                let only = |of: &[Value], other: &[Value]| {
                    let own = of.iter().filter(|member| !other.contains(member));
                    own.map(words_of).collect::<Vec<_>>().join("; ")
                };
                changes.push(Change { part, was: only(before, after), is: only(after, before) });
            }
            (before, after) => changes.push(Change {
                part,
                was: before.map(words_of).unwrap_or_default(),
                is: after.map(words_of).unwrap_or_default(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::model::{Line, LineKind, Point, Target};

    fn line() -> Line {
        let target = Target {
            measure: Some("chronic_absence".to_owned()),
            baseline: Some(Point { year: 2022, value: 0.4 }),
            ..Target::default()
        };
        Line { target: Some(target), ..Line::titled("G1", LineKind::Goal, "Fewer are absent") }
    }

    #[test]
    fn changes_of_different_parts_are_both_kept() {
        let base = line();
        let mine = Line { owner: Some("Ana".to_owned()), ..base.clone() };
        let mut theirs = Line { title: "Far fewer are absent".to_owned(), ..base.clone() };
        theirs.target.as_mut().unwrap().target = Some(Point { year: 2028, value: 0.2 });
        let (both, clashes) = merge(&base, &mine, &theirs).unwrap();
        assert!(clashes.is_empty(), "{clashes:?}");
        assert_eq!(both.owner.as_deref(), Some("Ana"));
        assert_eq!(both.title, "Far fewer are absent");
        assert_eq!(both.target.unwrap().target, Some(Point { year: 2028, value: 0.2 }));
    }

    #[test]
    fn two_wordings_of_one_part_are_both_told() {
        let base = line();
        let mine = Line { title: "Mine".to_owned(), ..base.clone() };
        let theirs = Line { title: "Theirs".to_owned(), words: "more".into(), ..base.clone() };
        let (both, clashes) = merge(&base, &mine, &theirs).unwrap();
        assert_eq!((both.title.as_str(), both.words.as_str()), ("Mine", "more"));
        assert_eq!(clashes, [Clash { part: "title".into(), theirs: "Theirs".into() }]);
    }

    #[test]
    fn what_one_took_out_stays_out_and_the_same_change_twice_is_no_clash() {
        let base = Line { owner: Some("Ana".to_owned()), ..line() };
        let mine = Line { owner: None, title: "Same".into(), ..base.clone() };
        let theirs = Line { title: "Same".into(), words: "w".into(), ..base.clone() };
        let (both, clashes) = merge(&base, &mine, &theirs).unwrap();
        assert!(clashes.is_empty());
        assert_eq!((both.owner, both.words.as_str()), (None, "w"));
    }

    #[test]
    fn what_an_entry_changed_is_told_part_by_part_and_in_full() {
        let table = |line: &Line| Table::try_from(line).unwrap();
        let was = line();
        let mut is = Line { words: "w".repeat(400), ..was.clone() };
        let target = is.target.as_mut().unwrap();
        target.measure = None;
        target.waypoints = vec![Point { year: 2025, value: 0.3 }];
        let changes = list_changes(&table(&was), &table(&is));
        let told: Vec<(&str, &str, usize)> =
            changes.iter().map(|c| (c.part.as_str(), c.was.as_str(), c.is.len())).collect();
        assert_eq!(
            told,
            [
                ("target measure", "chronic_absence", 0),
                ("target waypoints", "", "2025 | 0.3".len()),
                ("words", "", 400),
            ]
        );
        assert!(list_changes(&table(&is), &table(&is)).is_empty());
    }
}

//! Two people changed one line: what each of them changed is kept; where both changed the same
//! thing, both wordings are told.

use toml::{Table, Value};

use crate::plan::model::Line;

/// A part of a line that two people changed to different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The part, such as `title`.
    pub part: String,
    /// What the other one wrote; empty where they took it out.
    pub theirs: String,
}

/// Puts two changes of a line together. Where both changed the same part, the result holds mine and
/// the clashes say theirs. `None` when the result is no line.
pub fn merge(base: &Line, mine: &Line, theirs: &Line) -> Option<(Line, Vec<Clash>)> {
    let table = |line: &Line| Table::try_from(line).ok();
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
            let theirs = match their {
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => String::new(),
            };
            clashes.push(Clash { part: format!("{within}{key}").replace('_', " "), theirs });
            my.cloned()
        };
        merged.extend(value.map(|value| (key.clone(), value)));
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::model::{LineKind, Point, Target};

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
}

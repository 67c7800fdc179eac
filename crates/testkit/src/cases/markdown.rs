//! The Markdown of a case.

use std::path::Path;

use super::{Case, CaseError, TextTable};

/// Which table the lines belong to.
enum Under {
    Story,
    Given,
    Expected,
    Other,
}

pub(super) fn parse(path: &Path, text: &str) -> Result<Case, CaseError> {
    let mut case = Case { path: path.to_owned(), ..Case::default() };
    let mut under = Under::Story;
    for line in text.lines().map(str::trim) {
        if let Some(title) = line.strip_prefix("# ") {
            title.clone_into(&mut case.title);
        } else if let Some(heading) = line.strip_prefix("## ") {
            under = if let Some(table) = heading.strip_prefix("Given ") {
                case.given.push((table.trim().to_owned(), TextTable::default()));
                Under::Given
            } else if let Some(name) = heading.strip_prefix("Expected") {
                case.expected.push((name.trim().to_owned(), TextTable::default()));
                Under::Expected
            } else {
                Under::Other
            };
        } else if line.starts_with('|') {
            let table = match under {
                Under::Given => case.given.last_mut(),
                Under::Expected => case.expected.last_mut(),
                Under::Story | Under::Other => None,
            };
            if let Some((_, table)) = table {
                read_row(table, line);
            }
        } else if matches!(under, Under::Story) && !line.is_empty() {
            match line.split_once(": ").filter(|(name, _)| is_name(name)) {
                Some((name, text)) => {
                    case.settings.insert(name.to_owned(), text.to_owned());
                }
                None => case.story.push(line.to_owned()),
            }
        }
    }
    let wanting = [
        (case.title.is_empty(), "no title"),
        (case.story.is_empty(), "no story"),
        (!case.settings.contains_key("Citation"), "no Citation:"),
        (case.given.is_empty(), "no table is given"),
        (case.expected.is_empty(), "nothing is expected"),
    ];
    if let Some((_, what)) = wanting.into_iter().find(|(wants, _)| *wants) {
        return Err(case.lacks(what));
    }
    for (name, table) in case.given.iter().chain(&case.expected) {
        if table.rows.iter().any(|row| row.len() != table.columns.len()) {
            return Err(case.lacks(&format!("a row of {name} is not as wide as its heading")));
        }
    }
    Ok(case)
}

/// A setting's name is one capitalized word.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(char::is_alphanumeric)
}

fn read_row(table: &mut TextTable, line: &str) {
    let cells: Vec<String> =
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    let is_rule = cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | ' ')))
        && cells.iter().any(|cell| cell.contains('-'));
    if is_rule {
        return;
    }
    if table.columns.is_empty() {
        table.columns = cells;
    } else {
        table.rows.push(cells);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "\
# A title
A story: in two lines,
of which this is the second.
Citation: a paper
Year: 2025-26

## Given attendance
| student_id | school_id |
|---|---|
| s1 | A |

## Expected rows
| student_id | outcome |
|---|:-:|
| s1 | yes |
| s2 | |
";

    #[test]
    fn a_case_is_read_in_its_parts() {
        let case = parse(Path::new("x.md"), CASE).expect("a case");
        assert_eq!(case.title, "A title");
        assert_eq!(case.story.len(), 2);
        assert_eq!(case.setting("Year"), Ok("2025-26"));
        assert_eq!(case.given[0].1.rows, [["s1", "A"]]);
        assert_eq!(case.expected[0].0, "rows");
        assert_eq!(case.expected[0].1.rows, [["s1", "yes"], ["s2", ""]]);
    }

    #[test]
    fn a_case_without_a_citation_is_refused() {
        let text = CASE.replace("Citation: a paper\n", "");
        let error = parse(Path::new("x.md"), &text).expect_err("refused");
        assert_eq!(error.to_string(), "x.md: no Citation:");
    }

    #[test]
    fn what_differs_is_named_and_order_does_not_matter() {
        let case = parse(Path::new("x.md"), CASE).expect("a case");
        let table = &case.expected[0].1;
        let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        assert!(case.compare(table, &[row("s2", ""), row("s1", "yes")]).is_empty());
        let differences = case.compare(table, &[row("s1", "no"), row("s2", "")]);
        assert_eq!(differences, ["A title: expected s1 | yes", "A title: found s1 | no"]);
        assert_eq!(case.compare(table, &[row("s2", ""), row("s1", "yes"), row("s2", "")]).len(), 1);
    }
}

//! The reference pages that are made from the program itself: every table, the glossary, and a
//! page for each check. A test keeps the files in `docs/` equal to what is made here.

use std::fmt::Write;

use traction_core::district::{CodeSet, Kind, Period, Spec, TABLES, Table};
use traction_core::finding::Severity;

use crate::checks;
use crate::findings::Check;
use crate::{mapping, oneroster};

/// Every check of the crate: of files and rows, of mappings, of OneRoster bundles.
pub fn list_checks() -> Vec<&'static Check> {
    let mut all: Vec<&'static Check> = checks::CHECKS.to_vec();
    all.extend(mapping::checks::CHECKS);
    all.extend(oneroster::checks::CHECKS);
    all
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Id => "id",
        Kind::Year => "school year",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::Integer => "whole number",
        Kind::Number => "number",
        Kind::Money => "money",
        Kind::Flag => "true or false",
        Kind::Code(_) => "code",
    }
}

fn kind_of(spec: &Spec) -> String {
    match spec.kind {
        Kind::Code(set) => format!("[code](#codes-{})", set.name),
        other => kind_word(other).to_owned(),
    }
}

fn or_dash(name: Option<&str>) -> String {
    name.map_or_else(|| "–".to_owned(), one_line)
}

/// `docs/reference/tables.md`: every table, every column, every code.
pub fn render_tables() -> String {
    let mut page = String::from(
        "# Tables\n\nMade from the program; do not edit. `traction template` writes each as an empty \
         file, and `traction export` writes it with rows: file in, same file out.\n\nA cell may say \
         why it holds nothing: blank, `*` (the publisher withheld it), `n/a` (it has no meaning for \
         the row), `not collected`. Flags are `true` and `false`, school years `2026-27`, days \
         `2026-08-24`, times `09:05`, money `1234.56`; what else is read is on the pages of the \
         [checks](../checks/README.md). Ids keep their leading zeros. In a CSV, a text or id that \
         begins with `=`, `+`, `-`, `@`, a tab or an apostrophe is written with an apostrophe before \
         it, so that no spreadsheet calculates it, and read without it.\n",
    );
    let mut sets: Vec<&'static CodeSet> = Vec::new();
    for table in TABLES {
        render_table(&mut page, table);
        for spec in table.columns {
            if let Kind::Code(set) = spec.kind
                && !sets.iter().any(|known| known.name == set.name)
            {
                sets.push(set);
            }
        }
    }
    page.push_str("\n# Codes\n");
    for set in sets {
        let _ = write!(
            page,
            "\n## Codes: {}\n\n| code | meaning | also read |\n|---|---|---|\n",
            set.name
        );
        for code in set.codes {
            let also: Vec<&str> = code.aliases.iter().copied().filter(|a| !a.is_empty()).collect();
            let _ = writeln!(
                page,
                "| `{}` | {} | {} |",
                code.code,
                code.label,
                one_line(&also.join(", "))
            );
        }
    }
    page
}

fn render_table(page: &mut String, table: &Table) {
    let period = match table.period {
        Period::ByYear => "Cut by school year: importing a year again replaces that year.",
        Period::Standing => "Standing: importing again updates rows by key and adds new ones.",
    };
    let key: Vec<String> =
        table.list_key().map(|column| format!("`{}`", table.columns[column].name)).collect();
    let _ = write!(
        page,
        "\n## {}\n\n{} {period} Key: {}.\n\n| column | meaning | kind | required | refers to | Ed-Fi | CEDS | OneRoster | example |\n|---|---|---|---|---|---|---|---|---|\n",
        table.name,
        one_line(table.doc),
        key.join(", "),
    );
    for spec in table.columns {
        let refers = match spec.references {
            Some(table) => format!("[{table}](#{table})"),
            None => "–".to_owned(),
        };
        let example = match spec.example {
            "" => "–".to_owned(),
            example => format!("`{}`", one_line(example)),
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {refers} | {} | {} | {} | {example} |",
            spec.name,
            one_line(spec.doc),
            kind_of(spec),
            if spec.required { "yes" } else { "no" },
            or_dash(spec.edfi),
            or_dash(spec.ceds),
            or_dash(spec.oneroster),
        );
    }
}

/// `docs/glossary.md`: Traction's words beside those of the standards, in order of the alphabet.
pub fn render_glossary() -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    for table in TABLES {
        for spec in table.columns {
            let line = format!(
                "| `{}` | `{}` | {} | {} | {} | {} |",
                spec.name,
                table.name,
                or_dash(spec.edfi),
                or_dash(spec.ceds),
                or_dash(spec.oneroster),
                one_line(spec.doc),
            );
            lines.push((format!("{} {}", spec.name, table.name), line));
        }
    }
    lines.sort();
    let mut page = String::from(
        "# Glossary\n\nMade from the program; do not edit. Where the field has a word, Traction uses \
         it: Ed-Fi's first, then CEDS's, then OneRoster's, then the registrar's.\n\n\
         | Traction | table | Ed-Fi | CEDS | OneRoster | what it means |\n|---|---|---|---|---|---|\n",
    );
    for (_, line) in lines {
        page.push_str(&line);
        page.push('\n');
    }
    page
}

fn outcome(check: &Check) -> &'static str {
    match check.severity {
        Severity::Note => "A note: worth knowing, nothing was lost.",
        Severity::Warning => "A warning: the registrar should look.",
        Severity::SetAside => "The row is set aside.",
        Severity::Blocking => "Blocking: the file, or a table's year, is not taken.",
    }
}

/// `docs/checks/CODE.md`.
pub fn render_check(check: &Check) -> String {
    format!(
        "# {}: {}\n\n{}\n\n## What it says\n\n{}\n\n## How to mend it\n\n{}\n",
        check.code,
        check.title,
        outcome(check),
        one_line(check.words).replace("\\|", "|"),
        one_line(check.mend).replace("\\|", "|"),
    )
}

/// `docs/checks/README.md`.
pub fn render_check_index() -> String {
    let mut page = String::from(
        "# Checks\n\nMade from the program; do not edit. Every row of a file is kept or set aside, \
         and every row set aside has one of these findings. Each shows its first hundred in a file \
         and counts them all.\n\n| check | what is wrong | severity |\n|---|---|---|\n",
    );
    for check in list_checks() {
        let _ = writeln!(
            page,
            "| [{0}]({0}.md) | {1} | {2} |",
            check.code,
            one_line(check.title),
            check.severity.word()
        );
    }
    page
}

//! What was found in the files: how often each check found something.

use askama::Template;
use traction_core::finding::Severity;
use traction_office::Sheet;
use traction_office::facts::{self, ImportDetail};

use crate::figures::linked_table;
use crate::frame::{Frame, Section};
use crate::parts::{Empty, Filters, Link, Select, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "files/findings.html")]
struct FindingsPage {
    frame: Frame,
    lede: String,
    filters: Filters,
    table: Option<Table>,
    empty: Empty,
    import: Option<Link>,
    csv: String,
    json: String,
}

/// The findings of the newest import.
///
/// # Errors
/// When the weight is not known, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["severity"])?;
    let severity = severity(asked)?;
    let newest = facts::imports(&asked.district)?.into_iter().next();
    let detail = match &newest {
        Some(line) => Some(facts::import(&asked.district, line.id)?),
        None => None,
    };
    let sheet = detail.as_ref().map(|detail| check_sheet(detail, severity));
    let sheet = sheet.unwrap_or_else(empty_sheet);
    let codes: Vec<String> =
        sheet.rows.iter().filter_map(|row| row.first()).map(|code| code.print()).collect();
    let page = FindingsPage {
        frame: asked.frame("Findings in the files", Section::Data)?.after("Data", "/data"),
        lede: match &newest {
            Some(line) => format!(
                "What the checks found in the import of {}. Each check says what it looks at and \
                 how to mend what it finds.",
                crate::charts::words::day(line.day)
            ),
            None => "Nothing was imported yet.".to_owned(),
        },
        filters: Filters {
            action: "/data/findings".to_owned(),
            search: None,
            selects: vec![Select::of(
                "severity",
                "Weight",
                &[
                    ("", "Every weight"),
                    ("blocking", "Blocking"),
                    ("set aside", "Set aside"),
                    ("warning", "Warning"),
                    ("note", "Note"),
                ],
                asked.text("severity"),
            )],
            button: "Show".to_owned(),
        },
        table: (!codes.is_empty()).then(|| {
            linked_table(&sheet, |at| codes.get(at).map(|code| format!("/data/checks/{code}")))
        }),
        empty: Empty {
            says: "No check found anything of this weight".to_owned(),
            because: "Rows that no check objects to are kept as they are.".to_owned(),
            way_on: Some(Link::to("/data", "What is loaded")),
        },
        import: newest
            .as_ref()
            .map(|line| Link::to(&format!("/data/imports/{}", line.id), "The import in full")),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, vec![sheet]))
}

/// The weight that is asked for.
pub(super) fn severity(asked: &Asked) -> Result<Option<Severity>, Refusal> {
    let found = asked.find("severity").map(|word| {
        Severity::find(word).ok_or_else(|| {
            Refusal::unclear(&format!(
                "There is no weight “{word}”. There are: blocking, set aside, warning, note."
            ))
        })
    });
    found.transpose()
}

fn empty_sheet() -> Sheet {
    let columns = ["check|Check", "title|What", "severity|Weight", "file|File", "times|Times|n"];
    Sheet::of("findings", "What the checks found", &columns)
}

/// How often each check found something in all files, gravest first.
pub fn check_sheet(detail: &ImportDetail, only: Option<Severity>) -> Sheet {
    let columns =
        ["check|Check", "title|What", "severity|Weight", "files|Files|n", "times|Times|n"];
    let mut sheet = Sheet::of("findings", "What the checks found", &columns);
    let mut checks: Vec<(Severity, u64, &str, u64)> = Vec::new();
    for count in &detail.counts {
        if only.is_some_and(|severity| count.severity != severity) {
            continue;
        }
        let same = |check: &&mut (Severity, u64, &str, u64)| {
            check.0 == count.severity && check.2 == count.code
        };
        match checks.iter_mut().find(same) {
            Some(check) => {
                check.1 += count.total;
                check.3 += 1;
            }
            None => checks.push((count.severity, count.total, &count.code, 1)),
        }
    }
    checks.sort_by(|a, b| (b.0, b.1, a.2).cmp(&(a.0, a.1, b.2)));
    for (severity, times, code, files) in checks {
        let title = facts::find_check(code).map(|check| check.title.to_owned());
        sheet.push(vec![
            code.into(),
            title.into(),
            severity.word().into(),
            files.into(),
            times.into(),
        ]);
    }
    sheet
}

/// The checks of each file as a table, to open beneath the checks; none where nothing was found.
pub(super) fn by_file(counts: &Sheet) -> Option<Table> {
    let mut sheet = counts.clone();
    sheet.title = "What the checks found, file by file".to_owned();
    (!sheet.rows.is_empty()).then(|| {
        linked_table(&sheet, |at| {
            let code = sheet.rows.get(at).and_then(|row| row.first())?;
            Some(format!("/data/checks/{}", code.print()))
        })
    })
}

/// How often each check found something in each file, gravest first.
pub(super) fn count_sheet(detail: &ImportDetail, only: Option<Severity>) -> Sheet {
    let mut sheet = empty_sheet();
    let mut counts: Vec<_> = detail
        .counts
        .iter()
        .filter(|count| only.is_none_or(|severity| count.severity == severity))
        .collect();
    counts.sort_by(|a, b| {
        let grave = (b.severity, b.total).cmp(&(a.severity, a.total));
        grave.then_with(|| (&a.code, &a.file).cmp(&(&b.code, &b.file)))
    });
    for count in counts {
        let title = facts::find_check(&count.code).map(|check| check.title.to_owned());
        sheet.push(vec![
            count.code.as_str().into(),
            title.into(),
            count.severity.word().into(),
            count.file.as_str().into(),
            count.total.into(),
        ]);
    }
    sheet
}

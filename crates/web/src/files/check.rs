//! A check's page: what it looks at, what happens to the row, how to mend it.

use askama::Template;
use traction_office::Sheet;
use traction_office::facts::{self, CheckPage as Check};

use crate::figures::linked_table;
use crate::frame::{Frame, Section};
use crate::parts::{Link, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "files/check.html")]
struct CheckPage {
    frame: Frame,
    check: Check,
    weight: &'static str,
    found: Option<Table>,
    import: Option<Link>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such check, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let code = asked.name().to_uppercase();
    let Some(check) = facts::find_check(&code) else {
        return Err(Refusal::unknown("check", asked.name(), "checks are named like EN014")
            .with_way("/data/findings", "What the checks found"));
    };
    let newest = facts::imports(&asked.district)?.into_iter().next();
    let columns = ["file|File", "severity|Weight", "times|Times|n"];
    let mut sheet = Sheet::of("files", "In the last import", &columns);
    if let Some(line) = &newest {
        let counts = facts::import(&asked.district, line.id)?.counts;
        for count in counts.iter().filter(|count| count.code == check.code) {
            sheet.push(vec![
                count.file.as_str().into(),
                count.severity.word().into(),
                count.total.into(),
            ]);
        }
    }
    let found = !sheet.rows.is_empty();
    let page = CheckPage {
        frame: asked
            .frame(check.code, Section::Data)?
            .after("Data", "/data")
            .after("Findings", "/data/findings"),
        weight: weight_words(check.severity),
        found: found.then(|| linked_table(&sheet, |_| None)),
        import: newest.filter(|_| found).map(|line| {
            let href = format!("/data/imports/{}?check={}#findings", line.id, check.code);
            Link::to(&href, "Row by row")
        }),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        check,
    };
    Ok(Answer::of(page, vec![sheet]))
}

fn weight_words(severity: traction_core::finding::Severity) -> &'static str {
    use traction_core::finding::Severity;
    match severity {
        Severity::Note => "Usually a note: worth knowing; nothing was lost.",
        Severity::Warning => "Usually a warning: the row is kept, and somebody should look.",
        Severity::SetAside => "Usually the row is set aside and counted in no figure.",
        Severity::Blocking => {
            "Usually blocking: the file, or the table’s year, is not taken at all."
        }
    }
}

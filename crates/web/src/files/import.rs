//! One import: its files, what it changed, and what was found, a page at a time.

use askama::Template;
use traction_office::facts::{self, ImportDetail, ImportLine};
use traction_office::{Sheet, years};

use super::findings::{by_file, check_sheet, count_sheet, severity};
use super::{by_whom, size_words};
use crate::charts::words;
use crate::figures::linked_table;
use crate::frame::{Frame, Section};
use crate::links::below;
use crate::parts::{Cell, Link, Pages, Stat, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// Findings on one page.
const ON_A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "files/import.html")]
struct ImportPage {
    frame: Frame,
    title: String,
    lede: String,
    stats: Stats,
    changed: Vec<String>,
    refused: Vec<String>,
    moves: Option<Table>,
    files: Table,
    counts: Option<Table>,
    by_file: Option<Table>,
    findings: Option<Table>,
    pages: Option<Pages>,
    about: String,
    all: Option<Link>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such import, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["check", "severity", "page"])?;
    let unknown = || {
        Refusal::unknown("import", asked.name(), "every import is on the list")
            .with_way("/data", "Every import")
    };
    let number: i64 = asked.name().parse().map_err(|_| unknown())?;
    let known = facts::imports(&asked.district)?;
    if !known.iter().any(|line| line.id == number) {
        return Err(unknown());
    }
    let mut detail = facts::import(&asked.district, number)?;
    let only = severity(asked)?;
    let check = asked.find("check").map(str::to_owned);
    detail.findings.retain(|finding| {
        check.as_deref().is_none_or(|code| finding.code == code)
            && only.is_none_or(|severity| finding.severity == severity)
    });
    let title = format!("Import {number}, {}", words::day(detail.line.day));
    let frame = asked.frame(&format!("Import {number}"), Section::Data)?.after("Data", "/data");
    let files = file_sheet(&detail);
    let checks = check_sheet(&detail, None);
    let counts = count_sheet(&detail, None);
    let findings = finding_sheet(&detail);
    let moves = years::refusal_of(&asked.district, number)?
        .map(|refusal| years::move_sheet("Figures that it would have moved", &refusal.moves));
    let page = asked.number::<usize>("page")?.unwrap_or(1).max(1);
    let (shown, pages) = one_page(asked, &findings, page);
    let own = format!("/data/imports/{number}");
    let page = ImportPage {
        frame,
        title,
        lede: lede(&detail.line),
        stats: Stats { stats: stats(&detail.line, &detail) },
        changed: detail.line.changed.clone(),
        refused: detail.line.refused.clone(),
        moves: moves.as_ref().filter(|sheet| !sheet.rows.is_empty()).map(|sheet| {
            linked_table(sheet, |at| {
                let measure = sheet.rows.get(at).and_then(|row| row.first())?;
                Some(below("/measures", &measure.print()))
            })
        }),
        files: linked_table(&files, |_| None),
        counts: (!checks.rows.is_empty()).then(|| {
            linked_table(&checks, |at| {
                let code = checks.rows.get(at).and_then(|row| row.first())?;
                Some(format!("{own}?check={}#findings", code.print()))
            })
        }),
        by_file: by_file(&counts),
        findings: shown,
        pages,
        about: about(check.as_deref()),
        all: (check.is_some() || only.is_some())
            .then(|| Link::to(&format!("{own}#findings"), "Every finding of this import")),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    let mut sheets = vec![files, counts, findings];
    sheets.extend(moves);
    Ok(Answer::of(page, sheets))
}

fn about(check: Option<&str>) -> String {
    match check {
        Some(code) => format!("Only those of check {code}."),
        None => "Where a check found very many, the first are kept and all are counted above."
            .to_owned(),
    }
}

fn stats(line: &ImportLine, detail: &ImportDetail) -> Vec<Stat> {
    let read: u64 = detail.files.iter().map(|file| file.rows_in).sum();
    let kept: u64 = detail.files.iter().map(|file| file.rows_kept).sum();
    let aside: u64 = detail.files.iter().map(|file| file.rows_set_aside).sum();
    let share = if read > 0 {
        format!("{:.1}% of what was read", 100.0 * kept as f64 / read as f64)
    } else {
        String::new()
    };
    vec![
        Stat::of("Files", &words::count(line.files), ""),
        Stat::of("Rows read", &words::count(read), ""),
        Stat::of("Rows kept", &words::count(kept), &share),
        Stat::of("Rows set aside", &words::count(aside), "each with its reason"),
    ]
}

fn file_sheet(detail: &ImportDetail) -> Sheet {
    let columns = [
        "file|File",
        "rows|Rows|n",
        "kept|Kept|n",
        "set_aside|Set aside|n",
        "size|Size",
        "encoding|Encoding",
        "mapping|Mapping",
        "hash|Content",
    ];
    let mut sheet = Sheet::of("files", "Files that were read", &columns);
    for file in &detail.files {
        sheet.push(vec![
            file.path.as_str().into(),
            file.rows_in.into(),
            file.rows_kept.into(),
            file.rows_set_aside.into(),
            size_words(file.bytes).into(),
            file.encoding.as_str().into(),
            file.mapping.clone().into(),
            file.hash.chars().take(12).collect::<String>().into(),
        ]);
    }
    sheet
}

fn finding_sheet(detail: &ImportDetail) -> Sheet {
    let columns = [
        "check|Check",
        "severity|Weight",
        "file|File",
        "row|Row|n",
        "column|Column",
        "found|Found",
        "expected|Expected",
        "mend|How to mend it",
    ];
    let mut sheet = Sheet::of("found", "Findings", &columns);
    for finding in &detail.findings {
        sheet.push(vec![
            finding.code.as_str().into(),
            finding.severity.word().into(),
            finding.file.as_str().into(),
            finding.row.into(),
            finding.column.clone().into(),
            finding.found.as_str().into(),
            finding.expected.as_str().into(),
            finding.mend.as_str().into(),
        ]);
    }
    sheet
}

/// Who ran it, with what, and how.
fn lede(line: &ImportLine) -> String {
    let with = match line.options.as_str() {
        "" => format!("{}.", line.program),
        options => format!("{}, {options}.", line.program),
    };
    match by_whom(&line.who) {
        Some(who) => format!("By {who}, with {with}"),
        None => format!("With {with}"),
    }
}

/// The rows of one page of the findings, and the way to the others.
fn one_page(asked: &Asked, sheet: &Sheet, page: usize) -> (Option<Table>, Option<Pages>) {
    let all = sheet.rows.len();
    let first = (page - 1).saturating_mul(ON_A_PAGE).min(all);
    let last = (first + ON_A_PAGE).min(all);
    let shown = Sheet { rows: sheet.rows[first..last].to_vec(), ..sheet.clone() };
    let mut table = linked_table(&shown, |at| {
        let code = shown.rows.get(at).and_then(|row| row.first())?;
        Some(format!("/data/checks/{}", code.print()))
    });
    for row in &mut table.rows {
        // A row number without commas, as an editor shows it.
        if let Some(Cell::Plain(number)) = row.cells.get_mut(2) {
            *number = number.replace(',', "");
        }
    }
    let link = |page: usize, text: &str| {
        Link::to(&format!("{}#findings", asked.with("page", &page.to_string())), text)
    };
    let pages = (all > ON_A_PAGE).then(|| Pages {
        shown: format!("Findings {}–{last} of {}", (first + 1).min(all), words::count(all as u64)),
        before: (page > 1).then(|| link(page - 1, "The ones before")),
        after: (last < all).then(|| link(page + 1, "The next ones")),
    });
    ((first < last).then_some(table), pages)
}

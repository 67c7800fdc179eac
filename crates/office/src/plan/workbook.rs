//! A plan as one workbook, and back without loss: a sheet for what stands above the lines, a sheet
//! with a row a line, a sheet of what was done, a sheet of the stories. Every cell is text, so that nothing is read otherwise than written.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use jiff::civil::Date;
use traction_core::plan::model::{
    Amount, DoneRecord, LeadTime, Line, LineKind, PlanHead, Point, Reported, StoryRecord, Target,
    Tie,
};
use traction_core::plan::policy::{PlanText, check_lines};
use traction_intake::source::{Limits, Step, open_path};
use traction_intake::write::{PlainCell, PlainSheet, write_sheets};

use crate::error::OfficeError;

const DONE: [&str; 3] = ["line", "on", "evidence"];

const STORIES: [&str; 4] = ["line", "on", "by", "words"];

const HEAD: [&str; 5] = ["id", "title", "system", "challenge", "citation"];

const COLUMNS: [&str; 38] = [
    "line",
    "kind",
    "under",
    "title",
    "words",
    "if_schools",
    "if_office",
    "then",
    "owner",
    "starts_on",
    "ends_on",
    "measure",
    "authority",
    "group",
    "school",
    "cluster",
    "counted",
    "percent",
    "lower_is_better",
    "baseline",
    "waypoints",
    "target",
    "published",
    "reported_from",
    "reported_to",
    "reported_change",
    "reported_when",
    "amount",
    "amount_from",
    "amount_until",
    "amount_words",
    "budget_account",
    "budget_fund",
    "budget_schools",
    "budget_version",
    "lead_time_figure",
    "days_sooner",
    "source",
];

/// Writes a plan as a workbook.
///
/// # Errors
/// That the file cannot be written.
pub fn write_workbook(plan: &PlanText, path: &Path) -> Result<(), OfficeError> {
    let head = &plan.plan;
    let values = [&head.id, &head.title, &head.system, &head.challenge, &head.citation];
    let head_rows = vec![values.into_iter().cloned().collect()];
    let mut line_rows: Vec<Vec<String>> = Vec::new();
    for line in &plan.lines {
        let cells = cells_of(line);
        let cell = |name| cells.get(name).cloned().unwrap_or_default();
        line_rows.push(COLUMNS.iter().copied().map(cell).collect());
    }
    let failed = |source| OfficeError::File { path: path.to_owned(), verb: "written", source };
    let file = File::create(path).map_err(failed)?;
    let done = plan.done.iter();
    let done = done.map(|d| vec![d.line.clone(), d.on.to_string(), d.evidence.clone()]).collect();
    let day = |on: Option<Date>| on.map(|on| on.to_string()).unwrap_or_default();
    let stories = plan.stories.iter();
    let stories =
        stories.map(|s| vec![s.line.clone(), day(s.on), s.by.clone(), s.words.clone()]).collect();
    let sheets = [
        sheet("plan", &HEAD, head_rows),
        sheet("lines", &COLUMNS, line_rows),
        sheet("done", &DONE, done),
        sheet("stories", &STORIES, stories),
    ];
    write_sheets(&sheets, BufWriter::new(file))
        .map_err(|error| failed(std::io::Error::other(error)))
}

/// A sheet whose every cell is text.
fn sheet(name: &str, header: &[&str], rows: Vec<Vec<String>>) -> PlainSheet {
    let header = header.iter().copied().map(str::to_owned).collect();
    let texts = |row: Vec<String>| row.into_iter().map(PlainCell::Text).collect();
    PlainSheet { name: name.to_owned(), header, rows: rows.into_iter().map(texts).collect() }
}

/// Reads a plan from a workbook.
///
/// # Errors
/// What is wrong with it: the sheet, row and column.
pub fn read_workbook(path: &Path) -> Result<PlanText, OfficeError> {
    let refuse = |what: String| OfficeError::Refused {
        what: format!("{}: {what}", path.display()),
        hint: "traction plan export FILE.xlsx writes one that can be read".to_owned(),
    };
    let limits = Limits::default();
    let opened = open_path(path, &limits).map_err(|error| refuse(error.to_string()))?;
    let mut plan: Option<PlanHead> = None;
    let mut lines: Option<Vec<Line>> = None;
    let (mut done, mut stories) = (Vec::new(), Vec::new());
    for input in opened.inputs {
        let mut rows = input.open(&limits).map_err(|error| refuse(error.to_string()))?;
        let header = rows.header().to_vec();
        let sheet = input.stem().to_owned();
        let mut number = 1;
        loop {
            let row = match rows.step().map_err(|error| refuse(error.to_string()))? {
                Step::Row(row) => row,
                Step::End => break,
                Step::SetAside(finding) => return Err(refuse(finding.found)),
            };
            number += 1;
            let cells: BTreeMap<&str, &str> = header
                .iter()
                .enumerate()
                .filter_map(|(at, name)| Some((name.as_str(), row.cell(at)?)))
                .filter(|(_, cell)| !cell.is_empty())
                .collect();
            if cells.is_empty() {
                continue;
            }
            match sheet.as_str() {
                "plan" => plan = Some(head_of(&cells)),
                "lines" => lines.get_or_insert_default().push(
                    line_of(&cells)
                        .map_err(|what| refuse(format!("lines, row {number}: {what}")))?,
                ),
                "done" => done.push(
                    done_of(&cells)
                        .map_err(|what| refuse(format!("done, row {number}: {what}")))?,
                ),
                "stories" => stories.push(
                    story_of(&cells)
                        .map_err(|what| refuse(format!("stories, row {number}: {what}")))?,
                ),
                _ => {}
            }
        }
    }
    let missing = |sheet: &str| refuse(format!("it has no sheet “{sheet}” with rows"));
    let plan = PlanText {
        plan: plan.ok_or_else(|| missing("plan"))?,
        lines: lines.ok_or_else(|| missing("lines"))?,
        done,
        stories,
    };
    check_lines(&plan.plan.id, &plan.lines).map_err(|error| refuse(error.to_string()))?;
    Ok(plan)
}

fn head_of(cells: &BTreeMap<&str, &str>) -> PlanHead {
    let cell = |name| cells.get(name).map(|&cell| cell.to_owned()).unwrap_or_default();
    PlanHead {
        id: cell("id"),
        title: cell("title"),
        system: cell("system"),
        challenge: cell("challenge"),
        citation: cell("citation"),
    }
}

fn done_of(cells: &BTreeMap<&str, &str>) -> Result<DoneRecord, String> {
    Ok(DoneRecord {
        line: cells.get("line").map(|&cell| cell.to_owned()).ok_or("it names no line")?,
        on: day(cells, "on")?.ok_or("it names no day")?,
        evidence: cells.get("evidence").map(|&cell| cell.to_owned()).unwrap_or_default(),
    })
}

fn story_of(cells: &BTreeMap<&str, &str>) -> Result<StoryRecord, String> {
    let cell = |name| cells.get(name).map(|&cell: &&str| cell.to_owned());
    Ok(StoryRecord {
        line: cell("line").ok_or("it names no line")?,
        words: cell("words").ok_or("it has no words")?,
        by: cell("by").unwrap_or_default(),
        on: day(cells, "on")?,
    })
}

/// A day, where a cell holds one.
fn day(cells: &BTreeMap<&str, &str>, name: &str) -> Result<Option<Date>, String> {
    let read = |cell: &&str| {
        cell.parse().map_err(|_| format!("{name} is {cell:?}, and should be a day: 2027-03-01"))
    };
    cells.get(name).map(read).transpose()
}

fn cells_of(line: &Line) -> BTreeMap<&'static str, String> {
    let mut cells: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut put = |name: &'static str, value: String| {
        if !value.is_empty() {
            cells.insert(name, value);
        }
    };
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let yes = |flag: bool| if flag { "yes".to_owned() } else { String::new() };
    put("line", line.id.clone());
    put("kind", line.kind.code().to_owned());
    put("under", line.under.clone().unwrap_or_default());
    put("title", line.title.clone());
    put("words", line.words.clone());
    put("if_schools", line.if_schools.clone());
    put("if_office", line.if_office.clone());
    put("then", line.then.clone());
    put("owner", line.owner.clone().unwrap_or_default());
    put("starts_on", day(line.starts_on));
    put("ends_on", day(line.ends_on));
    put("source", line.source.clone());
    if let Some(target) = &line.target {
        put("measure", target.measure.clone().unwrap_or_default());
        put("authority", target.authority.clone().unwrap_or_default());
        put("group", target.group.clone().unwrap_or_default());
        put("school", target.school.clone().unwrap_or_default());
        put("cluster", target.cluster.clone().unwrap_or_default());
        put("counted", target.counted.clone());
        put("percent", yes(target.percent));
        put("lower_is_better", yes(target.lower_is_better));
        put("baseline", print_points(target.baseline.as_slice()));
        put("waypoints", print_points(&target.waypoints));
        put("target", print_points(target.target.as_slice()));
        put("published", print_points(&target.published));
        if let Some(reported) = &target.reported {
            let number = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
            put("reported_from", number(reported.from));
            put("reported_to", number(reported.to));
            put("reported_change", number(reported.change));
            put("reported_when", reported.when.clone());
        }
    }
    if let Some(amount) = &line.amount {
        if amount.cents != 0 {
            put("amount", traction_core::district::Cents(amount.cents).to_string());
        }
        put("amount_from", amount.from.map(|year| year.to_string()).unwrap_or_default());
        put("amount_until", amount.until.map(|year| year.to_string()).unwrap_or_default());
        put("amount_words", amount.words.clone());
        put("budget_account", amount.tie.account.clone().unwrap_or_default());
        put("budget_fund", amount.tie.fund.clone().unwrap_or_default());
        put("budget_schools", amount.tie.schools.join("; "));
        put("budget_version", amount.tie.version.clone().unwrap_or_default());
    }
    if let Some(lead) = &line.lead_time {
        put("lead_time_figure", lead.figure.clone());
        put("days_sooner", lead.days_sooner.to_string());
    }
    cells
}

fn line_of(cells: &BTreeMap<&str, &str>) -> Result<Line, String> {
    let text = |name: &str| cells.get(name).map(|&cell| cell.to_owned());
    let words = |name: &str| text(name).unwrap_or_default();
    let day = |name: &str| day(cells, name);
    let whole = |name: &str| number::<i16>(cells, name);
    let flag = |name: &str| -> Result<bool, String> {
        match words(name).to_lowercase().as_str() {
            "" | "no" | "false" => Ok(false),
            "yes" | "true" => Ok(true),
            other => Err(format!("{name} is {other:?}, and should be yes or no")),
        }
    };
    let points = |name: &str| read_points(&words(name)).map_err(|what| format!("{name}: {what}"));
    let one = |name: &str| points(name).map(|points| points.first().copied());
    let kind = LineKind::parse(&words("kind")).map_err(|error| error.to_string())?;
    let reported = Reported {
        from: number(cells, "reported_from")?,
        to: number(cells, "reported_to")?,
        change: number(cells, "reported_change")?,
        when: words("reported_when"),
    };
    let target = Target {
        measure: text("measure"),
        authority: text("authority"),
        group: text("group"),
        school: text("school"),
        cluster: text("cluster"),
        counted: words("counted"),
        percent: flag("percent")?,
        lower_is_better: flag("lower_is_better")?,
        baseline: one("baseline")?,
        waypoints: points("waypoints")?,
        target: one("target")?,
        published: points("published")?,
        reported: (reported != Reported::default()).then_some(reported),
    };
    let schools = words("budget_schools");
    let amount = Amount {
        cents: text("amount").map_or(Ok(0), |cell| read_cents(&cell))?,
        from: whole("amount_from")?,
        until: whole("amount_until")?,
        words: words("amount_words"),
        tie: Tie {
            account: text("budget_account"),
            fund: text("budget_fund"),
            schools: list(&schools).map(str::to_owned).collect(),
            version: text("budget_version"),
        },
    };
    let lead_time = match (text("lead_time_figure"), number(cells, "days_sooner")?) {
        (None, None) => None,
        (Some(figure), Some(days_sooner)) => Some(LeadTime { figure, days_sooner }),
        _ => return Err("lead_time_figure and days_sooner go together".to_owned()),
    };
    Ok(Line {
        id: words("line"),
        kind,
        under: text("under"),
        title: words("title"),
        words: words("words"),
        if_schools: words("if_schools"),
        if_office: words("if_office"),
        then: words("then"),
        owner: text("owner"),
        starts_on: day("starts_on")?,
        ends_on: day("ends_on")?,
        target: (target != Target::default()).then_some(target),
        amount: (amount != Amount::default()).then_some(amount),
        lead_time,
        source: words("source"),
    })
}

fn number<T: std::str::FromStr>(
    cells: &BTreeMap<&str, &str>,
    name: &str,
) -> Result<Option<T>, String> {
    let read = |cell: &&str| {
        cell.parse().map_err(|_| format!("{name} is {cell:?}, and should be a number"))
    };
    cells.get(name).map(read).transpose()
}

/// Points as `2024=0.31; 2028=0.5`, by the calendar year in which the school year ends.
fn print_points(points: &[Point]) -> String {
    let print = |point: &Point| format!("{}={}", point.year, point.value);
    points.iter().map(print).collect::<Vec<_>>().join("; ")
}

fn read_points(text: &str) -> Result<Vec<Point>, String> {
    let read = |part: &str| {
        let wrong = || format!("{part:?} should read YEAR=FIGURE, such as 2028=0.5");
        let (year, value) = part.split_once('=').ok_or_else(wrong)?;
        let year = year.trim().parse().map_err(|_| wrong())?;
        let value: f64 = value.trim().parse().map_err(|_| wrong())?;
        if value.is_finite() { Ok(Point { year, value }) } else { Err(wrong()) }
    };
    list(text).map(read).collect()
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// Dollars with cents, `-1284500.00`, with or without thousands separators, as cents.
///
/// # Errors
/// Words for what is no such amount.
pub fn read_cents(text: &str) -> Result<i64, String> {
    let wrong = || format!("amount is {text:?}, and should be dollars: 1284500.00");
    let plain: String = text.chars().filter(|letter| !matches!(letter, ',' | '$' | ' ')).collect();
    let (sign, plain) = match plain.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest.to_owned()),
        None => (1, plain),
    };
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return Err(wrong());
    }
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    let cents: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
    whole.checked_mul(100).and_then(|w| w.checked_add(cents)).map(|c| sign * c).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use traction_core::plan::policy::EXAMPLES;

    use super::*;

    #[test]
    fn a_plan_comes_back_from_a_workbook_as_it_was() {
        let home = tempfile::tempdir().unwrap();
        for (name, text) in EXAMPLES {
            let mut plan = PlanText::parse(name, text).unwrap();
            let line = &mut plan.lines[0];
            line.owner = Some("Rosa Diaz".to_owned());
            line.starts_on = Some(jiff::civil::date(2026, 7, 1));
            line.words = "two lines\nand a comma, \"quoted\"; =not a formula".to_owned();
            line.amount = Some(Amount {
                cents: -12_345,
                from: Some(2027),
                until: Some(2029),
                words: String::new(),
                tie: Tie {
                    account: Some("1000".to_owned()),
                    fund: None,
                    schools: vec!["0412".to_owned(), "0520".to_owned()],
                    version: None,
                },
            });
            line.target = Some(Target {
                measure: Some("chronic_absence".to_owned()),
                lower_is_better: true,
                waypoints: vec![Point { year: 2027, value: 0.1 + 0.2 }],
                ..Target::default()
            });
            plan.done.push(DoneRecord {
                line: line.id.clone(),
                on: jiff::civil::date(2026, 10, 1),
                evidence: "minutes, page 4".to_owned(),
            });
            plan.stories.push(StoryRecord {
                line: plan.lines[0].id.clone(),
                words: "Buses came late;\n\nthen they did not.".to_owned(),
                by: "Ana Ruiz".to_owned(),
                on: Some(jiff::civil::date(2026, 9, 2)),
            });
            let path = home.path().join(format!("{name}.xlsx"));
            write_workbook(&plan, &path).unwrap();
            assert_eq!(read_workbook(&path).unwrap(), plan, "{name}");
        }
    }

    #[test]
    fn a_workbook_that_is_no_plan_is_refused_with_its_row() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("x.xlsx");
        let row = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
        let sheets = [
            sheet("plan", &["id", "title"], vec![row(&["x", "X"])]),
            sheet("lines", &["line", "kind", "title"], vec![row(&["P1", "hope", "T"])]),
        ];
        write_sheets(&sheets, File::create(&path).unwrap()).unwrap();
        let error = read_workbook(&path).unwrap_err().to_string();
        assert!(
            error.ends_with("lines, row 2: there is no kind of line called \"hope\""),
            "{error}"
        );
    }

    #[test]
    fn dollars_are_read_to_the_cent() {
        assert_eq!(read_cents("1,284,500.5"), Ok(128_450_050));
        assert_eq!(read_cents("-$12.34"), Ok(-1234));
        assert!(read_cents("12.345").is_err());
        assert!(read_cents("about 12").is_err());
    }
}

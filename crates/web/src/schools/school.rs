//! A school's page: every measure beside the district's, one of them in full.

use askama::Template;
use traction_core::gaps::report::{SchoolLine, SchoolReport};
use traction_office::glance::{self, SchoolEntry};
use traction_office::{Cell as SheetCell, District, Sheet, Silent, gaps};

use super::list::grades_words;
use super::place::strip_figure;
use crate::charts::words;
use crate::figures::{Around, figure_cells, group_figure, instead, spark, unit_of};
use crate::files::{table_href, table_name};
use crate::frame::{Frame, Section};
use crate::gaps::definition_link;
use crate::links::{below, href};
use crate::parts::{Cell, Column, Empty, Figure, Filters, Link, Row, Select, Stat, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// A measure that cannot be answered, and the files that it wants.
struct Lacking {
    measure: String,
    tables: Vec<Link>,
}

#[derive(Template)]
#[template(path = "schools/school.html")]
struct SchoolPage {
    frame: Frame,
    about: String,
    stats: Stats,
    lines: Option<Table>,
    empty: Empty,
    filters: Option<Filters>,
    chosen: String,
    figures: Vec<Figure>,
    gaps: Option<Link>,
    lacking: Vec<Lacking>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such school, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["measure"])?;
    let schools = glance::list_schools(&asked.district)?;
    let Some(entry) = schools.iter().find(|school| school.id == asked.name()) else {
        return Err(Refusal::unknown("school", asked.name(), "look for it by name")
            .with_way("/schools", "All schools"));
    };
    let report = gaps::school(&asked.district, &entry.id, &Silent)?;
    let chosen = match asked.find("measure") {
        None => report.lines.first(),
        Some(id) => {
            let found = report.lines.iter().find(|line| line.measure.id == id);
            Some(found.ok_or_else(|| {
                Refusal::unknown("measure at this school", id, "")
                    .with_way(&below("/schools", &entry.id), &entry.name)
            })?)
        }
    };
    let frame = asked.frame(&entry.name, Section::Schools)?.after("Schools", "/schools");
    let page = SchoolPage {
        about: about(entry),
        stats: Stats { stats: stats(entry, &report) },
        lines: (!report.lines.is_empty()).then(|| line_table(&report)),
        empty: Empty {
            says: "No measure can be answered for this school yet".to_owned(),
            because: "Below is what each would be counted from.".to_owned(),
            way_on: Some(Link::to("/#loaded", "What is loaded")),
        },
        filters: chosen.filter(|_| report.lines.len() > 1).map(|line| filters(&report, line)),
        chosen: chosen.map(|line| line.measure.name.clone()).unwrap_or_default(),
        figures: chosen.map(|line| figures(asked, entry, line)).unwrap_or_default(),
        gaps: chosen.map(|line| {
            let query =
                [("measure", line.measure.id.as_str()), ("place", &format!("school:{}", entry.id))];
            Link::to(&href("/gaps", &query), &format!("Every group’s gap at {}", entry.name))
        }),
        lacking: list_lacking(&asked.district, &report)?,
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, vec![line_sheet(&report), group_sheet(&report)]))
}

fn list_lacking(district: &District, report: &SchoolReport) -> Result<Vec<Lacking>, Refusal> {
    let measures = gaps::measures(district)?;
    let lacking = report.without.iter().map(|(id, tables)| Lacking {
        measure: measures.find(id).map_or_else(|| id.clone(), |measure| measure.name.clone()),
        tables: tables.iter().map(|t| Link::to(&table_href(t), &table_name(t))).collect(),
    });
    Ok(lacking.collect())
}

fn about(entry: &SchoolEntry) -> String {
    let mut parts = Vec::new();
    parts.extend(entry.school_type.map(|kind| kind.label().to_owned()));
    let grades = grades_words(entry);
    if !grades.is_empty() {
        parts.push(format!("grades {grades}"));
    }
    parts.extend(entry.cluster_name.clone().or_else(|| entry.cluster.clone()));
    parts.push(format!("number {}", entry.id));
    if entry.closed {
        parts.push("closed".to_owned());
    }
    parts.join(" · ")
}

fn stats(entry: &SchoolEntry, report: &SchoolReport) -> Vec<Stat> {
    let students = match entry.students.value() {
        Some(count) => words::count(*count),
        None => instead(&entry.students).unwrap_or_default().to_owned(),
    };
    let mut stats = vec![Stat::of("Students", &students, "")];
    for line in report.lines.iter().filter(|line| line.all.value().is_some()).take(3) {
        let unit = unit_of(line.measure.unit);
        let value = line.all.value().map(|f| unit.label(f.value)).unwrap_or_default();
        let district = line.district.value().map(|f| unit.label(f.value)).unwrap_or_default();
        let beside = format!("{}; district {district}", line.year);
        stats.push(Stat::of(&line.measure.name, &value, &beside));
    }
    stats
}

fn filters(report: &SchoolReport, chosen: &SchoolLine) -> Filters {
    let choices: Vec<(&str, &str)> = report
        .lines
        .iter()
        .map(|line| (line.measure.id.as_str(), line.measure.name.as_str()))
        .collect();
    Filters {
        action: below("/schools", &report.school_id),
        search: None,
        selects: vec![Select::of("measure", "Measure", &choices, &chosen.measure.id)],
        button: "Show".to_owned(),
    }
}

fn figures(asked: &Asked, entry: &SchoolEntry, line: &SchoolLine) -> Vec<Figure> {
    let around = Around {
        definition: Some(definition_link(&line.measure)),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        files: None,
    };
    let mut strip = strip_figure(&asked.district, line, &entry.id, &entry.name, &around);
    if let Some(strip) = &mut strip {
        // The other schools' figures are on the measure's own page.
        strip.source.csv = None;
        strip.source.json = None;
    }
    let mut figures: Vec<Figure> = strip.into_iter().collect();
    figures.push(group_figure(line, &entry.name, &around));
    figures
}

/// Every measure: the school beside the district, and its years.
fn line_table(report: &SchoolReport) -> Table {
    let columns = vec![
        Column::words("Measure"),
        Column::words("Year"),
        Column::numbers("Here"),
        Column::numbers("95% interval"),
        Column::numbers("Students"),
        Column::numbers("District"),
        Column::words("Over the years"),
    ];
    let rows = report.lines.iter().enumerate().map(|(at, line)| {
        let unit = unit_of(line.measure.unit);
        let [value, interval, n] = figure_cells(&line.all, unit);
        let [district, ..] = figure_cells(&line.district, unit);
        let drawing = spark(&format!("spark-{at}"), &line.measure.name, unit, &line.years);
        let cells = [
            Cell::from(line.year.to_string()),
            value,
            interval,
            n,
            district,
            drawing.map_or_else(|| Cell::Instead("one year".to_owned()), Cell::Drawing),
        ];
        let link =
            href(&below("/schools", &report.school_id), &[("measure", line.measure.id.as_str())]);
        Row::of(&line.measure.name, cells).linked(&format!("{link}#in-full"))
    });
    Table {
        caption: format!("Every measure at {}", report.school_name),
        columns,
        rows: rows.collect(),
    }
}

fn figure_sheet_cells(
    shown: &traction_core::disclosure::Shown<traction_core::gaps::report::Figure>,
    unit: words::Unit,
) -> [SheetCell; 4] {
    let number = |value: f64| SheetCell::Number { value, printed: unit.label(value) };
    match shown.value() {
        None => [instead(shown).into(), SheetCell::Empty, SheetCell::Empty, SheetCell::Empty],
        Some(figure) => {
            let (low, high) = figure.interval.unzip();
            [
                number(figure.value),
                low.map_or(SheetCell::Empty, number),
                high.map_or(SheetCell::Empty, number),
                figure.n.into(),
            ]
        }
    }
}

fn line_sheet(report: &SchoolReport) -> Sheet {
    let columns = [
        "measure|Measure",
        "authority|By whose rule",
        "year|Year",
        "figure|Here|n",
        "low|Low|n",
        "high|High|n",
        "students|Students|n",
        "district|District|n",
    ];
    let title = format!("Every measure at {}", report.school_name);
    let mut sheet = Sheet::of("measures", &title, &columns);
    for line in &report.lines {
        let unit = unit_of(line.measure.unit);
        let mut row: Vec<SheetCell> = vec![
            line.measure.name.as_str().into(),
            line.measure.authority.as_str().into(),
            line.year.to_string().into(),
        ];
        row.extend(figure_sheet_cells(&line.all, unit));
        row.extend(figure_sheet_cells(&line.district, unit).into_iter().take(1));
        sheet.push(row);
    }
    sheet
}

fn group_sheet(report: &SchoolReport) -> Sheet {
    let columns = [
        "measure|Measure",
        "year|Year",
        "group|Group",
        "figure|Here|n",
        "low|Low|n",
        "high|High|n",
        "students|Students|n",
    ];
    let title = format!("Every group at {}", report.school_name);
    let mut sheet = Sheet::of("groups", &title, &columns);
    for line in &report.lines {
        let unit = unit_of(line.measure.unit);
        for group in &line.groups {
            let mut row: Vec<SheetCell> = vec![
                line.measure.name.as_str().into(),
                line.year.to_string().into(),
                group.label.as_str().into(),
            ];
            row.extend(figure_sheet_cells(&group.figure, unit));
            sheet.push(row);
        }
    }
    sheet
}

//! One gap in full: how large, how sure, over the years, by group and school, and where it lives.

use askama::Template;
use traction_core::disclosure::Shown;
use traction_core::gaps::policy::Direction;
use traction_core::gaps::report::{GapReport, GapSize, Measured};
use traction_office::Silent;
use traction_office::gaps::{self, Question};
use traction_office::glance::Glance;

use super::grounds::Grounds;
use super::{cautions, form};
use crate::charts::words::{self, Unit};
use crate::figures::{
    crossed_figure, gap_unit_of, gap_years_figure, groups_figure, heading, instead_cell,
    location_figures, schools_figure, segregation_table, segregation_words, years_figure,
};
use crate::frame::{Frame, Section};
use crate::parts::{Cell, Column, Figure, Filters, Link, Notice, Row, Stat, Stats, Table, Tone};
use crate::server::{Answer, Asked, Refusal};

/// How apart the two sides go to school.
struct Apart {
    sentences: Vec<String>,
    table: Table,
}

#[derive(Template)]
#[template(path = "gaps/answer.html")]
struct AnswerPage {
    frame: Frame,
    filters: Filters,
    eyebrow: String,
    headline: String,
    sentences: Vec<String>,
    notices: Vec<Notice>,
    stats: Stats,
    other_ways: Option<Table>,
    groups: Figure,
    years: Vec<Figure>,
    schools: Option<Figure>,
    location: Vec<Figure>,
    no_location: Option<String>,
    apart: Option<Apart>,
    crossed: Option<Figure>,
    footnotes: Vec<String>,
    grounds: Grounds,
    every: Link,
}

/// The page.
pub fn answer(
    asked: &Asked,
    glance: &Glance,
    question: &Question,
    filters: Filters,
) -> Result<Answer, Refusal> {
    let report = gaps::ask(&asked.district, question, &Silent)?;
    let grounds = Grounds::load(asked, glance, &report.measure, &report.provenance)?;
    let around = grounds.around(asked);
    let mut sheets = gaps::report_sheets(&report, None);
    sheets.push(grounds.sheet.clone());
    let every = Question { group: None, versus: None, among: None, ..question.clone() };
    let every = form::address(&every);
    let mut years = vec![years_figure(&report, &around)];
    years.extend(gap_years_figure(&report, &around));
    let apart = report.location.value().map(|location| Apart {
        sentences: segregation_words(&report, location),
        table: segregation_table(location),
    });
    let mut title = report.comparison.focus.clone();
    if let Some(among) = &report.comparison.among {
        title = format!("{title} among {among}");
    }
    let page = AnswerPage {
        frame: asked
            .frame_on(glance, &title, Section::Gaps)
            .after("Gaps", "/gaps")
            .after(&report.measure.name, &every),
        filters,
        eyebrow: eyebrow(&report),
        headline: heading(&report.headline),
        sentences: report.sentences.clone(),
        notices: notices(&report),
        stats: Stats { stats: stats(&report) },
        other_ways: report.size.value().and_then(other_ways),
        groups: groups_figure(&report, &around),
        years,
        schools: schools_figure(&report, &around),
        location: location_figures(&report, &around),
        no_location: not_located(&report),
        apart,
        crossed: crossed_figure(&report, &around),
        footnotes: report.footnotes.clone(),
        every: Link::to(&every, &format!("Every group’s gap in {}", report.measure.name)),
        grounds,
    };
    Ok(Answer::of(page, sheets))
}

fn eyebrow(report: &GapReport) -> String {
    let comparison = &report.comparison;
    let among = comparison.among.as_ref().map(|a| format!(", among {a}")).unwrap_or_default();
    format!("{}{among}, {}, {}", report.measure.name, report.place, report.year)
}

fn not_located(report: &GapReport) -> Option<String> {
    match &report.location {
        Shown::Value(_) => None,
        Shown::NotEstimated(why) => Some(why.clone()),
        other => other.words().map(str::to_owned),
    }
}

fn notices(report: &GapReport) -> Vec<Notice> {
    let mut notices = cautions(&report.measure);
    if !report.impacted.is_empty() {
        let years: Vec<String> = report.impacted.iter().map(|i| i.year.to_string()).collect();
        let years: Vec<&str> = years.iter().map(String::as_str).collect();
        let is = if years.len() == 1 { "is" } else { "are" };
        let reasons: Vec<String> = report
            .impacted
            .iter()
            .map(|impacted| format!("{}: {}.", impacted.year, heading(&impacted.reason)))
            .collect();
        notices.push(Notice {
            tone: Tone::Caution,
            says: format!("{} {is} not like other years.", words::list(&years)),
            more: reasons.join(" "),
        });
    }
    notices
}

fn stats(report: &GapReport) -> Vec<Stat> {
    let unit = gap_unit_of(report.measure.unit);
    let size = report.size.value();
    let gap = match size {
        Some(size) => Stat::of(
            "The gap",
            &unit.label(size.difference.value),
            &interval(&size.difference, unit),
        ),
        None => Stat::of("The gap", "not shown", report.size.words().unwrap_or_default()),
    };
    let mut stats = vec![gap];
    if let Some(needed) = size.and_then(|size| size.students_needed.value()) {
        let focus = &report.comparison.focus;
        let beside = match report.measure.direction {
            Direction::Higher => format!("more students who succeed: {focus}"),
            Direction::Lower => format!("fewer students counted: {focus}"),
        };
        stats.push(Stat::of("For parity", &words::count(*needed), &beside));
    }
    if let Some(trend) = report.trend.value() {
        let finer = if matches!(unit, Unit::Points(_)) { Unit::Points(1) } else { unit };
        stats.push(Stat::of(
            "The gap’s size, each year",
            &finer.label(trend.per_year.value),
            &interval(&trend.per_year, finer),
        ));
        if let Some(closed) = trend.share_closed.value() {
            let (name, share) = if closed.value < 0.0 {
                ("Widened since", -closed.value)
            } else {
                ("Closed since", closed.value)
            };
            stats.push(Stat::of(
                &format!("{name} {}", trend.baseline),
                &Unit::Percent(0).label(share),
                "of the gap of that year",
            ));
        }
    }
    stats
}

fn interval(measured: &Measured, unit: Unit) -> String {
    match measured.interval {
        Some((low, high)) => format!("95% interval {}", unit.range(low, high)),
        None => String::new(),
    }
}

/// The gap's size in the other ways in which it is said.
fn other_ways(size: &GapSize) -> Option<Table> {
    let ways: [(&str, &str, &Shown<Measured>, Unit); 3] = [
        (
            "Relative risk",
            "the first group’s rate over the second’s",
            &size.relative_risk,
            Unit::Number(2),
        ),
        (
            "Hedges’ g",
            "in standard deviations, corrected for small samples",
            &size.hedges_g,
            Unit::Signed(2),
        ),
        (
            "V",
            "from counts by level, so that districts with other cut scores compare",
            &size.v_statistic,
            Unit::Signed(2),
        ),
    ];
    let rows: Vec<Row> = ways
        .into_iter()
        .filter(|(_, _, measured, _)| measured.value().is_some())
        .map(|(name, words, measured, unit)| {
            let cells: [Cell; 3] = match measured.value() {
                Some(m) => [
                    words.into(),
                    unit.label(m.value).into(),
                    m.interval.map(|(a, b)| unit.range(a, b)).unwrap_or_default().into(),
                ],
                None => [words.into(), instead_cell(measured), "".into()],
            };
            Row::of(name, cells)
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: "The same gap, said in other ways".to_owned(),
        columns: vec![
            Column::words("Way"),
            Column::words("What it is"),
            Column::numbers("Size"),
            Column::numbers("95% interval"),
        ],
        rows,
    })
}

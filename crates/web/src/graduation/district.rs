//! The district's page: tiers, requirements, groups, schools, years, fair access.

use askama::Template;
use traction_core::disclosure::Shown;
use traction_core::graduation::report::Report;
use traction_office::graduation::{self, AccessFigures, Question, YearFigures};
use traction_office::{Sheet, Silent, glance};

use super::{shown, tier_means};
use crate::charts::words;
use crate::charts::{Named, Series, TrendChart};
use crate::figures::{Around, instead_cell};
use crate::frame::{Frame, Section};
use crate::links::{below, href};
use crate::parts::{
    Cell, Column, Figure, Filters, Link, Notice, Picture, Row, Select, Stat, Stats, Table, Tone,
};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "graduation/district.html")]
struct DistrictPage {
    frame: Frame,
    eyebrow: String,
    headline: String,
    lede: String,
    stats: Stats,
    notices: Vec<Notice>,
    filters: Filters,
    requirements: Option<Table>,
    groups: Figure,
    schools: Table,
    years: Figure,
    cohorts: Table,
    advanced: Table,
    plans_and_credit: Table,
    ready: String,
    not_offered: Vec<(Link, Vec<String>)>,
    beside: Stats,
    list: Option<Link>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When the diploma is not known, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["diploma"])?;
    if let Some(lacking) = super::lacking::page(asked, "Graduation")? {
        return Ok(lacking);
    }
    let glance = glance::glance(&asked.district)?;
    let question =
        Question { diploma: asked.find("diploma").map(str::to_owned), ..Question::default() };
    let report = graduation::audit(&asked.district, &question, &Silent)?;
    let years = graduation::years(&asked.district, question.diploma.as_deref(), &Silent)?;
    let access = graduation::access(&asked.district, &question, &Silent)?;
    let frame = asked.frame_on(&glance, "Graduation", Section::Graduation);
    let diplomas = graduation::diplomas(&asked.district)?;
    let current = diplomas
        .iter()
        .find(|d| question.diploma.as_ref().map_or(d.adopted, |id| *id == d.id))
        .or(diplomas.first());
    let chosen = current.map(|d| d.id.clone()).unwrap_or_default();
    let mut notices = Vec::new();
    if let Some(diploma) = current {
        let unverified = diploma.list_unverified();
        if !unverified.is_empty() {
            notices.push(Notice {
                tone: Tone::Caution,
                says: format!(
                    "{} of this diploma’s rules are not checked against their source.",
                    unverified.len()
                ),
                more: format!("{}: {}", unverified[0].0, unverified[0].1),
            });
        }
        if diploma.id == "plain_24" && diploma.adopted {
            notices.push(Notice {
                tone: Tone::Plain,
                says: "The district has not adopted a diploma yet; students are held to a plain one of 24 credits.".to_owned(),
                more: "docs/guides/write-a-requirement.md shows how to write yours.".to_owned(),
            });
        }
    }
    notices.extend(report_notices(&report));
    let around = Around {
        definition: None,
        files: None,
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    let measured = format!("Share of students of grades 9 to 12 who are on track, {}", report.year);
    let page = DistrictPage {
        eyebrow: format!("{}, {}", report.diploma, report.year),
        headline: headline(&report),
        lede: "On track: what is left of the diploma fits the terms that are left, if this year’s courses are passed.".to_owned(),
        stats: tier_stats(&report),
        notices,
        filters: Filters {
            action: "/graduation".to_owned(),
            search: None,
            selects: vec![Select::of(
                "diploma",
                "Diploma",
                &diplomas.iter().map(|d| (d.id.as_str(), d.name.as_str())).collect::<Vec<_>>(),
                &chosen,
            )],
            button: "Show".to_owned(),
        },
        requirements: requirement_table(&report),
        groups: shown::groups_figure(&report.groups, &report.on_track, &measured, around.source("groups", None)),
        schools: school_table(&report, asked.text("diploma")),
        years: years_figure(&years, &around),
        cohorts: cohort_table(&years),
        advanced: advanced_table(&access),
        plans_and_credit: beside_table(&access),
        ready: access.ready_averages.join(" or "),
        not_offered: by_school(&access.not_offered),
        beside: beside(&report, &access),
        list: frame
            .shows(Section::Students)
            .then(|| Link::to(&href("/graduation/list", &[("diploma", asked.text("diploma"))]), "The list for Monday")),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    let mut sheets = graduation::report_sheets(&report);
    sheets.push(years_sheet(&years));
    sheets.push(graduation::cohorts_sheet(years.iter().flat_map(|year| &year.cohorts)));
    sheets.extend(graduation::access_sheets(&access).into_iter().filter(|s| s.id != "more"));
    Ok(Answer::of(page, sheets))
}

/// What a reader must know before the figures: whom they leave out, and what nobody is held to.
pub(super) fn report_notices(report: &Report) -> Vec<Notice> {
    let mut notices = Vec::new();
    if !report.not_on_file.is_empty() {
        notices.push(Notice {
            tone: Tone::Caution,
            says: format!("Not on file for anybody: {}.", report.not_on_file.join(", ")),
            more: "Nobody is held to it here; the figures hold for everything else.".to_owned(),
        });
    }
    if !report.not_written_for.is_empty() {
        notices.push(Notice {
            tone: Tone::Caution,
            says: format!(
                "No adopted diploma is written for those who entered grade 9 in {}.",
                report.not_written_for.join(", ")
            ),
            more: "They are held to one that is written for others; look at entering_from and entering_until in its file.".to_owned(),
        });
    }
    if let Some(words) = graduation::count_words(&report.no_transcript) {
        notices.push(Notice {
            tone: Tone::Plain,
            says: format!("No transcript on file: {words}."),
            more: "These students are in no other figure of this page.".to_owned(),
        });
    }
    notices
}

/// "62% of 2,431 high school students are on track", or why that is not said.
pub(super) fn headline(report: &Report) -> String {
    match (report.on_track.value(), report.students.value()) {
        (Some(share), Some(all)) => format!(
            "{} of {} high school students are on track to graduate{}",
            shown::UNIT.label(share.value),
            words::count(*all),
            if report.not_on_file.is_empty() { "" } else { ", as far as files say" }
        ),
        _ => format!("How students stand: {}", shown::share(&report.on_track)),
    }
}

/// The four tiers side by side.
pub(super) fn tier_stats(report: &Report) -> Stats {
    let stats = report.tiers.iter().map(|line| {
        let share = line.share.value().map(|share| shown::UNIT.label(share.value));
        let beside = match share {
            Some(share) => format!("{share}. {}", tier_means(line.tier)),
            None => tier_means(line.tier).to_owned(),
        };
        match line.students.value() {
            Some(count) => Stat::of(line.label, &words::count(*count), &beside),
            None => {
                let instead = crate::figures::instead(&line.students).unwrap_or_default();
                Stat::of(line.label, "–", &format!("{instead}. {beside}"))
            }
        }
    });
    Stats { stats: stats.collect() }
}

/// Where credit is missing; none where no figure of it can be shown.
pub(super) fn requirement_table(report: &Report) -> Option<Table> {
    report.requirements.iter().find(|line| line.not_met.value().is_some())?;
    let [share, interval, students] = shown::columns("Seniors who will not have met it");
    let mut lines: Vec<_> = report.requirements.iter().collect();
    lines.sort_by(|a, b| {
        let value = |line: &traction_core::graduation::report::RequirementLine| {
            line.not_met.value().map_or(-1.0, |share| share.value)
        };
        value(b).total_cmp(&value(a))
    });
    Some(Table {
        caption: "Requirements that this year’s courses leave open, of seniors".to_owned(),
        columns: vec![Column::words("Requirement"), share, interval, students],
        rows: lines
            .into_iter()
            .map(|line| Row::of(&line.name, shown::cells(&line.not_met)))
            .collect(),
    })
}

fn school_table(report: &Report, diploma: &str) -> Table {
    let [share, interval, students] = shown::columns("On track");
    let rows = report.schools.iter().map(|line| {
        let address = href(&below("/graduation/schools", &line.id), &[("diploma", diploma)]);
        Row::of(&line.name, shown::cells(&line.on_track)).linked(&address)
    });
    Table {
        caption: "On track, by school".to_owned(),
        columns: vec![Column::words("School"), share, interval, students],
        rows: rows.collect(),
    }
}

fn years_figure(years: &[YearFigures], around: &Around) -> Figure {
    let points: Vec<(i32, _)> = years
        .iter()
        .rev()
        .map(|figures| (i32::from(figures.year.end()), shown::point(&figures.report.on_track)))
        .collect();
    let indicator: Vec<(i32, _)> = years
        .iter()
        .rev()
        .map(|figures| (i32::from(figures.year.end()), shown::point(&figures.report.indicator)))
        .collect();
    let [share, interval, students] = shown::columns("On track");
    let words = match (years.first(), years.last()) {
        (Some(now), Some(then)) if now.year != then.year => format!(
            "On track: {} in {}, {} in {}. The current year counts its courses as passed, earlier years as they ended.",
            shown::share(&then.report.on_track),
            then.year,
            shown::share(&now.report.on_track),
            now.year
        ),
        _ => "One year is loaded.".to_owned(),
    };
    Figure {
        id: "years-figure".to_owned(),
        heading: "On track, year by year".to_owned(),
        measured: "Share of students; in grade 9 by the published indicator".to_owned(),
        picture: Picture::of(&TrendChart {
            named: Named::as_chart("graduation-years", "On track by year"),
            unit: shown::UNIT,
            series: vec![
                Series { label: "On track".to_owned(), points },
                Series { label: "Grade-9 indicator".to_owned(), points: indicator },
            ],
            changes: Vec::new(),
            marked: Vec::new(),
            from_zero: true,
        }),
        words,
        table: Table {
            caption: "On track, year by year".to_owned(),
            columns: vec![Column::words("Year"), share, interval, students],
            rows: years
                .iter()
                .map(|f| Row::of(&f.year.to_string(), shown::cells(&f.report.on_track)))
                .collect(),
        },
        source: around.source("years", None),
    }
}

/// Each year, cohort and group: a row each.
fn cohort_table(years: &[YearFigures]) -> Table {
    let [share, interval, students] = shown::columns("On track");
    let lines = years.iter().flat_map(|figures| &figures.cohorts);
    let rows = lines.filter(|line| !matches!(line.on_track, Shown::NoStudents)).map(|line| {
        let mut cells: Vec<Cell> = vec![
            line.entered.as_str().into(),
            format!("{}: {}", line.dimension, line.group).into(),
        ];
        cells.extend(shown::cells(&line.on_track));
        Row::of(&line.year, cells)
    });
    Table {
        caption: "On track, by year, entering cohort and group".to_owned(),
        rows: rows.collect(),
        columns: vec![
            Column::words("Year"),
            Column::words("Entered grade 9"),
            Column::words("Group"),
            share,
            interval,
            students,
        ],
    }
}

fn advanced_table(access: &AccessFigures) -> Table {
    let columns = vec![
        Column::words("Group"),
        Column::numbers("Ready"),
        Column::numbers("Of the ready, taking one"),
        Column::numbers("Of all, taking one"),
    ];
    let rows = access.advanced.iter().filter(|line| !matches!(line.take, Shown::NoStudents));
    let cell = |share: &Shown<_>| match share.value() {
        Some(_) => Cell::Plain(shown::share(share)),
        None => instead_cell(share),
    };
    Table {
        caption: format!("Advanced courses in grades 11 and 12, {}", access.year),
        columns,
        rows: rows
            .map(|line| {
                Row::of(
                    &format!("{}: {}", line.dimension, line.group),
                    [cell(&line.ready), cell(&line.ready_take), cell(&line.take)],
                )
            })
            .collect(),
    }
}

/// Plans on file and college credit, by school and group.
fn beside_table(access: &AccessFigures) -> Table {
    let cell = |share: &Shown<_>| match share.value() {
        Some(_) => Cell::Plain(shown::share(share)),
        None => instead_cell(share),
    };
    let rows = access.beside.iter().filter(|line| !matches!(line.college, Shown::NoStudents));
    Table {
        caption: "Plans on file and college credit".to_owned(),
        columns: vec![
            Column::words("Group"),
            Column::numbers("Seniors with a plan on file"),
            Column::numbers("With college credit"),
        ],
        rows: rows
            .map(|line| {
                let head = format!("{}: {}", line.dimension, line.group);
                Row::of(&head, [cell(&line.plans), cell(&line.college)])
            })
            .collect(),
    }
}

fn beside(report: &Report, access: &AccessFigures) -> Stats {
    let mut stats = vec![
        Stat::of(
            "On track in grade 9, as published",
            &shown::share(&report.indicator),
            "At least 5 credits and at most one semester F in a core course",
        ),
        Stat::of(
            "Students with college credit",
            &shown::share(&access.college_students),
            &match access.college_hours.value() {
                Some(hours) => {
                    format!("{} semester hours in all", words::count(hours.round() as u64))
                }
                None => String::new(),
            },
        ),
    ];
    if let Some(plans) = &access.plans {
        stats.push(Stat::of(
            "Seniors with a plan on file",
            &shown::share(plans),
            "What comes after graduation",
        ));
    }
    if let Some((year, minutes)) = &access.newcomer_minutes {
        let value = match minutes.value() {
            Some(value) => words::number(*value, 0),
            None => crate::figures::instead(minutes).unwrap_or_default().to_owned(),
        };
        stats.push(Stat::of(
            "Newcomers’ minutes a day at grade level",
            &value,
            &format!("Core courses, {year}"),
        ));
    }
    stats.push(Stat::of(
        "Spared by counting exactly",
        &shown::count(&report.first_fit),
        "Students whom an audit that takes courses one after the other would wrongly call short",
    ));
    // A figure that is not shown is a dash, and its reason stands beneath.
    for stat in &mut stats {
        if !stat.value.starts_with(|first: char| first.is_ascii_digit()) {
            let why = std::mem::replace(&mut stat.value, "–".to_owned());
            stat.beside = match stat.beside.is_empty() {
                true => why,
                false => format!("{why}. {}", stat.beside),
            };
        }
    }
    Stats { stats }
}

fn years_sheet(years: &[YearFigures]) -> Sheet {
    let columns = ["year|Year", "on_track|On track|n", "indicator|Grade-9 indicator|n"];
    let mut sheet = Sheet::of("years", "On track, year by year", &columns);
    for figures in years {
        sheet.push(vec![
            figures.year.to_string().into(),
            graduation::share_cell(&figures.report.on_track),
            graduation::share_cell(&figures.report.indicator),
        ]);
    }
    sheet
}

/// The requirements that are not offered, school by school.
fn by_school(not_offered: &[(String, String, String)]) -> Vec<(Link, Vec<String>)> {
    not_offered
        .chunk_by(|one, next| one.0 == next.0)
        .filter_map(|of| {
            let (id, name, _) = of.first()?;
            let lacking = of.iter().map(|(_, _, requirement)| requirement.clone()).collect();
            Some((Link::to(&below("/graduation/schools", id), name), lacking))
        })
        .collect()
}

//! Fair? Money, people and class size by need and by group; positions; stipends; supports.

use traction_core::budget::report::FairReport;
use traction_core::disclosure::Shown;
use traction_office::OfficeError;
use traction_office::budget::{self, fair_sheets, people_sheets};

use super::sections::{Part, SectionsPage};
use super::{frame, nothing, open, tabs};
use crate::charts::words;
use crate::charts::{Named, Point, Reference, Strip, StripDot, Unit};
use crate::figures::{instead_cell, table_of};
use crate::parts::{Cell, Column, Figure, Picture, Row, Source, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula"])?;
    let desk = match open(asked)? {
        Ok(desk) => desk,
        Err(answer) => return Ok(*answer),
    };
    let fair = match budget::fair(&desk) {
        Ok(fair) => fair,
        Err(OfficeError::Refused { what, hint }) => return nothing(asked, &what, &hint),
        Err(error) => return Err(error.into()),
    };
    let people = budget::people(&desk, None)?;
    let mut sheets = fair_sheets(&fair);
    let told = people_sheets(&people);
    let mut parts: Vec<Part> =
        fair.tables.iter().enumerate().map(|(at, table)| part(asked, at, table)).collect();
    parts.push(Part::of("tiers", "Teachers by need", table_of(&told[1])).saying(&told[1].notes));
    parts.push(
        Part::of("stipends", "Stipends and how they end", table_of(&told[2]))
            .saying(&told[2].notes),
    );
    parts.push(Part::of(
        "support-totals",
        "What each support adds: minutes, hours, dollars",
        table_of(&told[4]),
    ));
    parts.push(
        Part::of("supports", "Supports, down the list of need", table_of(&told[3]))
            .folded("The schools on the list"),
    );
    parts.push(Part::of("jobs", "Positions and vacancies", table_of(&told[0])));
    let lines = || fair.tables.iter().filter(|table| table.line.value().is_some());
    let headline = match lines().next() {
        Some(first) => sentence(first),
        None => "Money, people and class size, group by group".to_owned(),
    };
    // Why there is no line is the same for each, and is said once.
    let mut sentences: Vec<String> =
        lines().skip(1).map(|table| format!("{}.", sentence(table))).collect();
    if lines().next().is_none()
        && let Some(Shown::NotEstimated(why)) = fair.tables.first().map(|table| &table.line)
    {
        sentences.push(format!("How it goes with need is not told: {why}."));
    }
    sheets.extend(told);
    let page = SectionsPage {
        frame: frame(asked, "Fairness and people")?.after("Budget", "/budget"),
        tabs: tabs(asked, "/budget/fair"),
        eyebrow: format!("{}, {}", desk.formula.name, desk.year),
        headline,
        sentences,
        stats: Stats { stats: Vec::new() },
        form: None,
        parts,
        footnotes: vec![
            format!("Need: {}.", desk.formula.need.as_ref().map(|n| n.name.clone()).unwrap_or_default()),
            "Weighted by students. What goes with need is shown; why is not.".to_owned(),
            "Groups are looked at to see whether the system treats them alike, and for nothing else.".to_owned(),
        ],
        csv: asked.twin(Form::Csv, "groups"),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

fn unit(table: &FairReport) -> Unit {
    if table.unit == "dollars" { Unit::Dollars } else { Unit::Number(1) }
}

fn sentence(table: &FairReport) -> String {
    format!("{}: {}", table.what, quarters(table))
}

fn quarters(table: &FairReport) -> String {
    let Shown::Value(line) = &table.line else { return "no line".to_owned() };
    let unit = unit(table);
    format!(
        "{} where need is least, {} where it is most",
        unit.label(line.quarters.0),
        unit.label(line.quarters.1)
    )
}

fn part(asked: &Asked, at: usize, table: &FairReport) -> Part {
    let unit = unit(table);
    let rows = table.groups.iter().map(|(name, has)| match has {
        Shown::Value(has) => {
            let cells: [Cell; 3] = [
                words::count(has.students).into(),
                unit.label(has.has).into(),
                unit.label(has.others).into(),
            ];
            Row::of(name, cells)
        }
        other => Row::of(name, [instead_cell(other), "".into(), "".into()]),
    });
    let groups = Table {
        caption: format!("{}, over students of each group", table.what),
        columns: vec![
            Column::words("Group"),
            Column::numbers("Students"),
            Column::numbers("Their schools"),
            Column::numbers("All others’ schools"),
        ],
        rows: rows.collect(),
    };
    let Shown::Value(line) = &table.line else {
        return Part::of(&format!("fair-{at}"), &table.what, groups);
    };
    // Schools along the distance from the line: what is beside need, not need itself.
    let dots = table.schools.iter().map(|school| StripDot {
        label: school.name.clone(),
        point: Point::value(school.has - school.line),
        marked: table.off.first().is_some_and(|first| first.id == school.id),
    });
    let signed = if table.unit == "dollars" { Unit::Signed(0) } else { Unit::Signed(1) };
    let chart = Strip {
        named: Named::as_chart(
            &format!("fair-{at}-strip"),
            &format!("{}: schools beside the line of need", table.what),
        ),
        unit: signed,
        dots: dots.collect(),
        reference: Some(Reference::at(0.0, "the line")),
        counted: "schools".to_owned(),
    };
    let off = table.off.iter().map(|school| {
        let cells: [Cell; 4] = [
            format!("{:.1}", school.need).into(),
            unit.label(school.has).into(),
            unit.label(school.line).into(),
            signed.label(school.off).into(),
        ];
        Row::of(&school.name, cells).linked(&crate::links::below("/budget/schools", &school.id))
    });
    let figure = Figure {
        id: format!("fair-{at}-figure"),
        heading: quarters(table),
        measured: "Each school’s distance from what a school of its need has".to_owned(),
        picture: Picture::of(&chart),
        words: format!(
            "Where need is one higher, the figure is {} (95% interval {} to {}). Need goes with {:.0}% of the differences between schools. {} of {} schools are off the line by two standard deviations or more.",
            signed.label(line.slope),
            signed.label(line.slope_interval.0),
            signed.label(line.slope_interval.1),
            line.explained * 100.0,
            table.off.len(),
            table.schools.len()
        ),
        table: Table {
            caption: "Schools off the line".to_owned(),
            columns: vec![
                Column::words("School"),
                Column::numbers("Need"),
                Column::numbers("Has"),
                Column::numbers("The line"),
                Column::numbers("Standard deviations"),
            ],
            rows: off.collect(),
        },
        source: Source {
            n: Some(format!("n = {} students", words::count(line.students))),
            definition: None,
            files: None,
            csv: Some(asked.twin(Form::Csv, "off")),
            json: Some(asked.twin(Form::Json, "off")),
        },
    };
    Part {
        figure: Some(figure),
        ..Part::of(&format!("fair-{at}"), &table.what, groups).folded("By student group")
    }
}

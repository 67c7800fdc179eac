//! Where a school stands among the others, for one measure.

use traction_core::disclosure::Shown;
use traction_core::gaps::report::{Figure as Measure, SchoolGap, SchoolLine};
use traction_office::gaps::{self, Question};
use traction_office::{District, Silent};

use crate::figures::{
    Around, figure_cells, figure_columns, measured_line, say, strip_chart, unit_of,
};
use crate::links::below;
use crate::parts::{Column, Figure, Picture, Row, Table};

/// Any comparison will do: only the schools' figures for all students are used.
const ANY_COMPARISON: [&str; 2] = ["economically_disadvantaged=true", "sex=male"];

/// All schools on one strip with this one marked; none where the others cannot be had.
pub fn strip_figure(
    district: &District,
    line: &SchoolLine,
    id: &str,
    name: &str,
    around: &Around,
) -> Option<Figure> {
    let schools = ANY_COMPARISON.iter().find_map(|group| {
        let question = Question {
            measure: line.measure.id.clone(),
            authority: Some(line.measure.authority.clone()),
            group: Some((*group).to_owned()),
            to: Some(line.year.end()),
            ..Question::default()
        };
        let report = gaps::ask(district, &question, &Silent).ok()?;
        (report.year == line.year).then_some(report.schools)
    })?;
    let with_students: Vec<&SchoolGap> =
        schools.iter().filter(|school| school.all != Shown::NoStudents).collect();
    if with_students.len() < 2 {
        return None;
    }
    let unit = unit_of(line.measure.unit);
    let dots: Vec<(&str, &Shown<Measure>, bool)> =
        with_students.iter().map(|s| (s.school_name.as_str(), &s.all, s.school_id == id)).collect();
    let chart =
        strip_chart(&format!("{} by school", line.measure.name), unit, &dots, &line.district);
    let mut rows: Vec<Row> = with_students
        .iter()
        .map(|school| {
            let mut row = Row::of(&school.school_name, figure_cells(&school.all, unit))
                .linked(&below("/schools", &school.school_id));
            row.emphasis = school.school_id == id;
            row
        })
        .collect();
    rows.sort_by(|a, b| a.head.cmp(&b.head));
    let mut columns = vec![Column::words("School")];
    columns.extend(figure_columns(&line.measure.name));
    Some(Figure {
        id: "strip".to_owned(),
        heading: format!("{name} among the schools"),
        measured: measured_line(&line.measure, "school by school", &line.year.to_string()),
        picture: Picture::of(&chart),
        words: standing(&with_students, line, name),
        table: Table {
            caption: format!("{} by school, {}", line.measure.name, line.year),
            columns,
            rows,
        },
        source: around.source("strip", None),
    })
}

/// How many schools stand below and above this one, without judging which is better.
fn standing(schools: &[&SchoolGap], line: &SchoolLine, name: &str) -> String {
    let unit = unit_of(line.measure.unit);
    let Some(own) = line.all.value() else {
        return format!("The figure of {name} is not shown: {}.", say(&line.all, unit));
    };
    let others: Vec<f64> = schools
        .iter()
        .filter(|school| school.school_name != name)
        .filter_map(|school| Some(school.all.value()?.value))
        .collect();
    let lower = others.iter().filter(|value| **value < own.value).count();
    format!(
        "{name}: {}. Of {} other schools that can be shown, lower: {lower}; as high or higher: {}. \
         Schools with few students swing more from year to year.",
        say(&line.all, unit),
        others.len(),
        others.len() - lower
    )
}

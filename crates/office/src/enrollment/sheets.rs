//! The room's reports as rows and columns.

use traction_core::disclosure::Shown;
use traction_core::district::SchoolYear;
use traction_core::enrollment::engine::backtest::{HISTORY, SIZES};
use traction_core::enrollment::model::{Banded, Level, Projection};
use traction_core::enrollment::report::{CliffLine, DistrictReport, ProjectedYear, SchoolReport};
use traction_core::enrollment::{Backtest, funnel};

use super::{Comparison, FunnelReport, Version};
use crate::sheet::{Cell, Sheet, group_thousands};

fn whole(value: f64) -> Cell {
    let printed = group_thousands(value.round().max(0.0) as u64);
    Cell::Number { value, printed }
}

fn signed(value: f64) -> Cell {
    let printed = match value.round() {
        v if v > 0.0 => format!("+{}", group_thousands(v as u64)),
        v if v < 0.0 => format!("−{}", group_thousands(-v as u64)),
        _ => "0".to_owned(),
    };
    Cell::Number { value, printed }
}

fn percent(share: f64, decimals: usize) -> Cell {
    let printed = format!("{:.decimals$}%", 100.0 * share).replace('-', "−");
    Cell::Number { value: share, printed }
}

fn shown<T>(shown: &Shown<T>, cell: impl FnOnce(&T) -> Cell) -> Cell {
    match shown.value() {
        Some(value) => cell(value),
        None => Cell::Text(shown.words().unwrap_or_default().to_owned()),
    }
}

/// A projected number and both ends of its 50, 80 and 95% bands.
fn banded_cells(figure: &Shown<Banded>) -> Vec<Cell> {
    let Some(banded) = figure.value() else {
        let mut cells = vec![shown(figure, |_| Cell::Empty)];
        cells.extend(std::iter::repeat_n(Cell::Empty, 6));
        return cells;
    };
    let bands = [banded.half, banded.most, banded.nearly_all];
    let ends = bands.into_iter().flat_map(|(low, high)| [whole(low), whole(high)]);
    std::iter::once(whole(banded.value)).chain(ends).collect()
}

const BANDS: [&str; 7] = [
    "projected|Projected|n",
    "low_50|50% from|n",
    "high_50|to|n",
    "low_80|80% from|n",
    "high_80|to|n",
    "low_95|95% from|n",
    "high_95|to|n",
];

fn columns<'a>(first: &[&'a str]) -> Vec<&'a str> {
    first.iter().copied().chain(BANDS).collect()
}

fn year_sheet(title: &str, years: &[ProjectedYear]) -> Sheet {
    let mut sheet = Sheet::of("years", title, &columns(&["year|School year"]));
    for year in years {
        let mut row = vec![Cell::from(year.year.as_str())];
        row.extend(banded_cells(&year.figure));
        sheet.push(row);
    }
    sheet
}

fn cliff_sheet(cliffs: &[CliffLine], whose: &str) -> Sheet {
    let columns = [
        "school_id|Number",
        "school_name|School",
        "grade|Grade",
        "year|School year",
        "students|Projected|n",
        "sections|Sections|n",
        "more_at|One more from|n",
        "chance_more|Chance|n",
        "fewer_at|One fewer to|n",
        "chance_fewer|Chance|n",
    ];
    let mut sheet = Sheet::of("cliffs", "Near a section threshold", &columns);
    for line in cliffs {
        let cliff = &line.cliff;
        sheet.push(vec![
            line.school_id.as_str().into(),
            line.school_name.as_str().into(),
            line.grade.into(),
            line.year.as_str().into(),
            whole(cliff.students),
            u64::from(cliff.sections).into(),
            u64::from(cliff.more_at).into(),
            percent(cliff.chance_more, 0),
            cliff.fewer_at.map(u64::from).into(),
            percent(cliff.chance_fewer, 0),
        ]);
    }
    sheet.notes.push(format!("Thresholds: {whose}."));
    sheet
}

/// The district's projection: years, schools, past projections, cliffs.
pub fn district_sheets(report: &DistrictReport, years: usize) -> Vec<Sheet> {
    let years = years.min(report.projected.len());
    let mut district = year_sheet(&report.headline, &report.projected[..years]);
    district.notes.clone_from(&report.notes);
    let mut schools = Sheet::of(
        "schools",
        "Schools",
        &columns(&[
            "school_id|Number",
            "school_name|School",
            "last|Last counted|n",
            "past_error|Past error|n",
            "year|School year",
        ]),
    );
    for school in &report.schools {
        for (figure, year) in school.projected.iter().zip(&report.projected[..years]) {
            let mut row = vec![
                Cell::from(school.id.as_str()),
                school.name.as_str().into(),
                shown(&school.last, |n| (*n).into()),
                shown(&school.past_error, |share| percent(*share, 1)),
                year.year.as_str().into(),
            ];
            row.extend(banded_cells(figure));
            schools.push(row);
        }
    }
    schools.notes.push(
        "Past error: the mean absolute error of one-year projections of the last five years, in \
         percent of those who came."
            .to_owned(),
    );
    vec![district, schools, past_sheet(&report.past), cliff_sheet(&report.cliffs, &report.sections)]
}

fn past_sheet(past: &[traction_core::enrollment::report::PastYear]) -> Sheet {
    let columns = [
        "year|School year",
        "projected|Projected the year before|n",
        "came|Came|n",
        "error|Off by|n",
    ];
    let mut sheet = Sheet::of("past", "Past projections", &columns);
    for year in past {
        let cell = |pick: fn(&(f64, f64)) -> Cell| shown(&year.figures, pick);
        sheet.push(vec![
            year.year.as_str().into(),
            cell(|(projected, _)| whole(*projected)),
            cell(|(_, came)| whole(*came)),
            cell(|(projected, came)| signed(projected - came)),
        ]);
    }
    sheet
}

/// One school's projection: years, grades, past projections, cliffs.
pub fn school_sheets(report: &SchoolReport, years: usize) -> Vec<Sheet> {
    let years = years.min(report.projected.len());
    let mut total = year_sheet(&report.headline, &report.projected[..years]);
    total.notes.extend(report.why.iter().cloned());
    total.notes.extend(report.notes.iter().cloned());
    let mut grades = Sheet::of(
        "grades",
        "Grades",
        &columns(&["grade|Grade", "last|Last counted|n", "year|School year"]),
    );
    for grade in &report.grades {
        for (figure, year) in grade.projected.iter().zip(&report.projected[..years]) {
            let last = grade.counted.last().map_or(Cell::Empty, |n| shown(n, |n| (*n).into()));
            let mut row = vec![Cell::from(grade.grade), last, year.year.as_str().into()];
            row.extend(banded_cells(figure));
            grades.push(row);
        }
    }
    vec![total, grades, past_sheet(&report.past), cliff_sheet(&report.cliffs, &report.sections)]
}

/// Every method side by side, how the bands held, and errors by size of school.
pub fn backtest_sheets(backtest: &Backtest) -> Vec<Sheet> {
    let columns = [
        "method|Method",
        "ahead|Years ahead|n",
        "origins|From years|n",
        "cells|Grades of schools|n",
        "schools|Schools|n",
        "district|District|n",
        "does|What it does",
    ];
    let mut methods = Sheet::of("methods", "How far each method was off (WAPE)", &columns);
    let horizons = [1, 2, 3, 5, 10];
    for ahead in horizons {
        for method in &backtest.methods {
            let origins = method.scores.iter().filter(|score| score.ahead == ahead).count() as u64;
            if origins == 0 {
                continue;
            }
            let wape = |level| {
                let wape = backtest.wape(method.id, level, ahead);
                wape.map_or(Cell::Empty, |share| percent(share, 2))
            };
            methods.push(vec![
                method.id.into(),
                (ahead as u64).into(),
                origins.into(),
                wape(Level::Cell),
                wape(Level::School),
                wape(Level::District),
                method.words.into(),
            ]);
        }
    }
    methods.notes.push(match backtest.origins {
        Some((first, last)) => format!(
            "WAPE: absolute errors added up, in percent of the students who came; the mean over \
             origins {} to {}. Each origin's projection knows nothing later than its own year.",
            SchoolYear::ending(first),
            SchoolYear::ending(last)
        ),
        None => format!("No year has {HISTORY} years behind it and one after it yet."),
    });
    let columns = [
        "level|Bands of a",
        "ahead|Years ahead|n",
        "origins|From years|n",
        "held_50|Within 50%|n",
        "held_80|Within 80%|n",
        "held_95|Within 95%|n",
        "width_80|Width of 80%|n",
    ];
    let mut bands = Sheet::of("bands", "How often the bands held", &columns);
    for cover in backtest.coverage.iter().filter(|cover| horizons.contains(&cover.ahead)) {
        bands.push(vec![
            cover.level.words().into(),
            (cover.ahead as u64).into(),
            cover.origins.into(),
            percent(cover.held[0], 1),
            percent(cover.held[1], 1),
            percent(cover.held[2], 1),
            percent(cover.width, 1),
        ]);
    }
    bands.notes.push("Width: both sides together, in percent of the students who came.".to_owned());
    let columns = ["method|Method", "size|Members of the school", "n|Projections|n", "wape|WAPE|n"];
    let mut sizes = Sheet::of("sizes", "One year ahead, by size of school", &columns);
    for method in backtest.methods.iter().take(4) {
        for size in 0..=SIZES.len() {
            let scores = method.scores.iter().filter(|score| score.ahead == 1);
            let (errors, came, n) = scores.fold((0.0, 0.0, 0), |(e, c, n), score| {
                let missed = score.by_size[size];
                (e + missed.errors, c + missed.came, n + missed.n)
            });
            let words = match (size.checked_sub(1).map(|s| SIZES[s]), SIZES.get(size)) {
                (None, Some(high)) => format!("under {high}"),
                (Some(low), Some(high)) => format!("{low} to under {high}"),
                (low, None) => format!("{} and more", low.unwrap_or_default()),
            };
            if came > 0.0 {
                sizes.push(vec![
                    method.id.into(),
                    words.into(),
                    n.into(),
                    percent(errors / came, 2),
                ]);
            }
        }
    }
    vec![methods, bands, sizes]
}

/// How the default's weights fall.
pub fn weight_sheet(projection: &Projection) -> Sheet {
    let columns =
        ["kind|Kind of cell", "learned_on|Learned on|n", "method|Method", "weight|Weight|n"];
    let mut sheet = Sheet::of("weights", "Weights of the methods in the default", &columns);
    for kind in &projection.weights {
        for (method, weight) in kind.weights.iter().filter(|(_, weight)| *weight >= 0.005) {
            sheet.push(vec![
                kind.kind.as_str().into(),
                kind.cells.into(),
                method.as_str().into(),
                percent(*weight, 0),
            ]);
        }
    }
    for (way, weight) in projection.total_weights.iter().filter(|(_, weight)| *weight >= 0.005) {
        sheet.push(vec![
            "a school's total".into(),
            Cell::Empty,
            way.as_str().into(),
            percent(*weight, 0),
        ]);
    }
    sheet
}

/// The events that a projection knows.
pub fn event_sheet(events: &[(String, String)]) -> Sheet {
    let mut sheet = Sheet::of("events", "Events", &["event|Event", "words|In words"]);
    for (key, words) in events {
        sheet.push(vec![key.as_str().into(), words.as_str().into()]);
    }
    sheet
}

/// The kept versions with their later errors.
pub fn version_sheet(versions: &[Version]) -> Sheet {
    let columns = [
        "version|Version",
        "made|Made",
        "who|By",
        "last_counted|Last counted",
        "next|Projected next|n",
        "year|Tested on",
        "ahead|Years ahead|n",
        "cells|Grades of schools|n",
        "schools|Schools|n",
        "district|District|n",
        "held_80|Schools within 80%|n",
    ];
    let mut sheet = Sheet::of("versions", "Kept versions, and how far they were off", &columns);
    for version in versions {
        let first = [
            Cell::Count(u64::try_from(version.id).unwrap_or_default()),
            version.at.strftime("%Y-%m-%d").to_string().into(),
            version.who.as_str().into(),
            SchoolYear::ending(version.kept.origin).to_string().into(),
            version.next.map_or(Cell::Empty, |(_, value)| whole(value)),
        ];
        if version.errors.is_empty() {
            let mut row = first.to_vec();
            row.push("not yet".into());
            row.extend(std::iter::repeat_n(Cell::Empty, 5));
            sheet.push(row);
        }
        for error in &version.errors {
            let mut row = first.to_vec();
            row.extend([
                Cell::from(SchoolYear::ending(error.year).to_string()),
                (error.ahead as u64).into(),
                percent(error.cells, 1),
                percent(error.schools, 1),
                percent(error.district, 1),
                percent(error.held, 0),
            ]);
            sheet.push(row);
        }
    }
    sheet
}

/// What changed between two versions, school by school.
pub fn compare_sheet(comparison: &Comparison) -> Sheet {
    let year = SchoolYear::ending(comparison.year);
    let title = format!(
        "What changed for {year} from version {} to version {}",
        comparison.older, comparison.newer
    );
    let columns = [
        "school_id|Number",
        "school_name|School",
        "before|Before|n",
        "now|Now|n",
        "change|Change|n",
        "by_counts|By new counts|n",
        "by_method|By method|n",
        "by_events|By events|n",
    ];
    let mut sheet = Sheet::of("changes", &title, &columns);
    for (name, moved) in &comparison.schools {
        sheet.push(vec![
            moved.school_id.as_str().into(),
            name.as_str().into(),
            whole(moved.before),
            whole(moved.now),
            signed(moved.now - moved.before),
            signed(moved.by_counts),
            signed(moved.by_method),
            signed(moved.by_events),
        ]);
    }
    let left_out = comparison.left_out();
    if left_out > 0 {
        sheet
            .notes
            .push(format!("{left_out} schools with too few students to show moved as well."));
    }
    sheet
}

/// How many came so far: nobody is a number here, not a figure that is missing.
fn came(figure: &Shown<u64>) -> Cell {
    match figure {
        Shown::NoStudents => Cell::Count(0),
        other => shown(other, |n| (*n).into()),
    }
}

/// What the funnel says where a choice round is among what it counts.
pub const FROM_ROUNDS: &str = "Applications, offers and answers of adopted choice rounds are counted \
     as they stand in Traction; a school that a family has by right counts from the offer on.";

/// The funnel, school by school: on the day, on the same day a year before, and what is projected.
pub fn funnel_sheet(report: &FunnelReport) -> Sheet {
    let title = format!(
        "Registration for {} on {}, against {}",
        report.year, report.day, report.day_before
    );
    let mut columns = vec!["school_id|Number".to_owned(), "school_name|School".to_owned()];
    for stage in funnel::STAGES {
        columns.push(format!("{}|{}|n", stage.code(), stage.label()));
        columns.push(format!("{}_before|a year before|n", stage.code()));
    }
    columns.push("attended_before|Came in the end, a year before|n".to_owned());
    let projected =
        report.grade.map(|grade| format!("projected|Grade {} projected|n", grade.code()));
    columns.extend(projected);
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut sheet = Sheet::of("funnel", &title, &columns);
    let district = ("All schools".to_owned(), report.district.clone());
    for (name, line) in std::iter::once(&district).chain(&report.schools) {
        let mut row = vec![Cell::from(line.school_id.as_str()), name.as_str().into()];
        for (now, then) in line.now.iter().zip(&line.then) {
            row.push(came(now));
            row.push(came(then));
        }
        row.push(came(&line.then_attending));
        if report.grade.is_some() {
            row.push(shown(&line.projected, |n| whole(*n)));
        }
        sheet.push(row);
    }
    sheet.notes.push(
        "Each stage counts those who have come at least so far; whoever withdrew is in none."
            .to_owned(),
    );
    if report.from_rounds {
        sheet.notes.push(FROM_ROUNDS.to_owned());
    }
    if report.grade.is_some() {
        sheet.notes.push(
            "Projected are all members of the grade: those who come and those who stay.".to_owned(),
        );
    }
    sheet
}

//! The district's page: the fan, how far off it has been, every school, and the cliffs.

use askama::Template;
use traction_core::enrollment::Backtest;
use traction_core::enrollment::model::Level;
use traction_core::enrollment::report::{CliffLine, DistrictReport, SchoolLine};
use traction_office::{Silent, enrollment};

use super::fans::{self, Drawn, banded_cells, count_cell, percent};
use super::nothing_counted;
use crate::charts::words;
use crate::figures::instead_cell;
use crate::frame::{Frame, Section};
use crate::links::below;
use crate::parts::{Cell, Column, Empty, Figure, Link, Row, Stat, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// Cliffs on the page; all are in the twin.
const CLIFFS: usize = 12;
const ORDERS: [&str; 4] = ["name", "next", "change", "error"];

#[derive(Template)]
#[template(path = "enrollment/district.html")]
struct DistrictPage {
    frame: Frame,
    lede: String,
    stats: Stats,
    fan: Figure,
    methods: Table,
    tested: String,
    schools: Table,
    next: String,
    cliffs: Option<Table>,
    cliff_words: String,
    notes: Vec<String>,
    csv: String,
    json: String,
    cliffs_csv: String,
    ways: [Link; 3],
}

#[derive(Template)]
#[template(path = "enrollment/nothing.html")]
pub(super) struct NothingPage {
    pub frame: Frame,
    pub empty: Empty,
}

/// The page.
///
/// # Errors
/// When the order is not known, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["sort"])?;
    let frame = asked.frame("Enrollment", Section::Enrollment)?;
    let report = match enrollment::project(&asked.district, &Silent) {
        Ok(report) => report,
        Err(error) => {
            let empty = nothing_counted(error)?;
            return Ok(Answer::of(NothingPage { frame, empty }, Vec::new()));
        }
    };
    let backtest = enrollment::backtest(&asked.district, &Silent)?;
    let next = report.projected.first().map(|year| year.year.clone()).unwrap_or_default();
    let twins = (asked.twin(Form::Csv, "years"), asked.twin(Form::Json, "years"));
    let drawn = Drawn {
        of: "the district",
        counted: &report.counted,
        past: &report.past,
        projected: &report.projected,
        twins,
    };
    let page = DistrictPage {
        lede: report.headline.clone(),
        stats: Stats { stats: stats(&report, &backtest) },
        fan: fans::figure(&drawn),
        methods: method_table(&backtest),
        tested: tested_words(&backtest),
        schools: school_table(asked, &report)?,
        cliffs: (!report.cliffs.is_empty())
            .then(|| cliff_table(&report.cliffs[..report.cliffs.len().min(CLIFFS)], true)),
        cliff_words: cliff_words(report.cliffs.len(), &report.sections),
        notes: report.notes.clone(),
        csv: asked.twin(Form::Csv, "schools"),
        json: asked.twin(Form::Json, ""),
        cliffs_csv: asked.twin(Form::Csv, "cliffs"),
        ways: [
            Link::to("/enrollment/backtest", "Every method, and how often the bands held"),
            Link::to("/enrollment/versions", "Kept versions: what changed, and why"),
            Link::to("/enrollment/funnel", "Registration against the same day last year"),
        ],
        next,
        frame,
    };
    Ok(Answer::of(page, enrollment::district_sheets(&report, usize::MAX)))
}

fn stats(report: &DistrictReport, backtest: &Backtest) -> Vec<Stat> {
    let mut stats = Vec::new();
    if let Some(year) = report.projected.first()
        && let Some(banded) = year.figure.value()
    {
        let beside = format!("80% band {}", fans::range(banded.most));
        let value = words::number(banded.value, 0);
        stats.push(Stat::of(&format!("Students in {}", year.year), &value, &beside));
    }
    for (level, name) in
        [(Level::School, "Past error, a school"), (Level::Cell, "Past error, a grade")]
    {
        let wape = |method| backtest.wape(method, level, 1);
        if let (Some(ours), Some(plain)) = (wape("combination"), wape("plain_3")) {
            let beside = format!(
                "one year ahead, on average; plain grade progression {}",
                percent(plain, 1)
            );
            stats.push(Stat::of(name, &percent(ours, 1), &beside));
        }
    }
    if let Some(cover) = backtest.coverage(Level::School, 1) {
        let beside =
            format!("of schools came within their 80% band, {} years tested", cover.origins);
        stats.push(Stat::of("The 80% band held for", &percent(cover.held[1], 0), &beside));
    }
    stats
}

/// The default beside the plain methods.
fn method_table(backtest: &Backtest) -> Table {
    let shown = ["combination", "plain_last_year", "plain_3", "rate_shrunk"];
    let mut columns = vec![Column::words("Method")];
    for ahead in ["1 year", "3 years", "5 years"] {
        columns.push(Column::numbers(&format!("Grades, {ahead}")));
        columns.push(Column::numbers(&format!("Schools, {ahead}")));
    }
    let rows = backtest.methods.iter().filter(|method| shown.contains(&method.id)).map(|method| {
        let cells = [1, 3, 5].into_iter().flat_map(|ahead| {
            [Level::Cell, Level::School].map(|level| {
                let wape = backtest.wape(method.id, level, ahead);
                wape.map_or_else(
                    || Cell::Instead("not yet".to_owned()),
                    |share| Cell::Plain(percent(share, 1)),
                )
            })
        });
        let name = if method.id == "combination" { "the default" } else { method.words };
        Row { emphasis: method.id == "combination", ..Row::of(name, cells) }
    });
    Table { caption: "How far each method was off".to_owned(), columns, rows: rows.collect() }
}

fn tested_words(backtest: &Backtest) -> String {
    match backtest.origins {
        Some((first, last)) => format!(
            "Every year from {} to {} was projected as if nothing later were known, by every \
             method. Errors are in percent of the students who came.",
            words::school_year(i32::from(first) + 1),
            words::school_year(i32::from(last) + 1)
        ),
        None => "There are too few counted years to test a projection: five are needed before \
                 the first."
            .to_owned(),
    }
}

/// Next year's projected number less the last count.
fn change(school: &SchoolLine) -> Option<f64> {
    let next = school.projected.first()?.value()?;
    Some(next.value - *school.last.value()? as f64)
}

fn school_table(asked: &Asked, report: &DistrictReport) -> Result<Table, Refusal> {
    let order = asked.find("sort").unwrap_or("name");
    let (key, falling) = match order.strip_prefix('-') {
        Some(key) => (key, true),
        None => (order, false),
    };
    if !ORDERS.contains(&key) {
        return Err(Refusal::unclear(&format!(
            "The schools can be in the order of {}, not of “{key}”.",
            words::list(&ORDERS)
        )));
    }
    let mut schools: Vec<&SchoolLine> = report.schools.iter().collect();
    let next = |s: &SchoolLine| s.projected.first().and_then(|p| Some(p.value()?.value));
    let number = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
    schools.sort_by(|a, b| {
        let by = match key {
            "next" => number(next(a)).total_cmp(&number(next(b))),
            "change" => number(change(a)).total_cmp(&number(change(b))),
            "error" => {
                let error = |s: &SchoolLine| number(s.past_error.value().copied());
                error(a).total_cmp(&error(b))
            }
            _ => a.name.cmp(&b.name),
        };
        if falling { by.reverse() } else { by }
    });
    let sorting = |column: Column, name: &str| {
        let (sorted, to) = match (order == name, order.strip_prefix('-') == Some(name)) {
            (true, _) => (Some("ascending"), format!("-{name}")),
            (_, true) => (Some("descending"), name.to_owned()),
            _ => (None, if name == "name" { name.to_owned() } else { format!("-{name}") }),
        };
        column.sorting(&asked.with("sort", &to), sorted)
    };
    let columns = vec![
        sorting(Column::words("School"), "name"),
        Column::numbers(&report.origin),
        sorting(Column::numbers("Next year"), "next"),
        Column::numbers("80% band"),
        sorting(Column::numbers("Change"), "change"),
        sorting(Column::numbers("Past error"), "error"),
    ];
    let rows = schools.into_iter().map(|school| {
        let next = school.projected.first();
        let [value, most, _] =
            next.map_or_else(|| [(); 3].map(|()| Cell::Plain(String::new())), banded_cells);
        let changed = change(school)
            .map_or_else(|| Cell::Plain(String::new()), |c| Cell::Plain(words::signed(c, 0)));
        let error = match school.past_error.value() {
            Some(share) => Cell::Plain(percent(*share, 1)),
            None => instead_cell(&school.past_error),
        };
        let cells = [count_cell(&school.last), value, most, changed, error];
        Row::of(&school.name, cells).linked(&below("/enrollment/schools", &school.id))
    });
    Ok(Table { caption: "Every school".to_owned(), columns, rows: rows.collect() })
}

/// Grades near a section threshold.
pub(super) fn cliff_table(cliffs: &[CliffLine], with_school: bool) -> Table {
    let columns = vec![
        Column::words(if with_school { "School and grade" } else { "Grade" }),
        Column::numbers("Projected students"),
        Column::numbers("Sections"),
        Column::numbers("One more from"),
        Column::numbers("Chance of one more"),
        Column::numbers("One fewer to"),
        Column::numbers("Chance of one fewer"),
    ];
    let rows = cliffs.iter().map(|line| {
        let cliff = &line.cliff;
        let number = |n: u32| Cell::Plain(words::count(u64::from(n)));
        let nothing = || Cell::Plain(String::new());
        let fewer = cliff.fewer_at.map_or_else(nothing, number);
        let chance =
            cliff.fewer_at.map_or_else(nothing, |_| Cell::Plain(percent(cliff.chance_fewer, 0)));
        let cells = [
            Cell::Plain(words::number(cliff.students, 0)),
            number(cliff.sections),
            number(cliff.more_at),
            Cell::Plain(percent(cliff.chance_more, 0)),
            fewer,
            chance,
        ];
        if with_school {
            let head = format!("{}, {}", line.school_name, words::grade(line.grade).to_lowercase());
            Row::of(&head, cells).linked(&below("/enrollment/schools", &line.school_id))
        } else {
            Row::of(&words::grade(line.grade), cells)
        }
    });
    Table { caption: "Near a section threshold".to_owned(), columns, rows: rows.collect() }
}

/// How many grades stand near a threshold, and whose.
pub(super) fn cliff_words(many: usize, whose: &str) -> String {
    match many {
        0 => format!("No grade has a one-in-ten chance of another number of sections ({whose})."),
        1 => format!(
            "One grade has at least a one-in-ten chance of a section more or less than it looks \
             like. Thresholds: {whose}."
        ),
        n => format!(
            "{} grades have at least a one-in-ten chance of a section more or less than they look \
             like, the likeliest first. Thresholds: {whose}.",
            words::count(n as u64)
        ),
    }
}

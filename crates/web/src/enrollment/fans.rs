//! A projection as a figure: the fan, its words, its table.

use traction_core::disclosure::Shown;
use traction_core::enrollment::model::Banded;
use traction_core::enrollment::report::{CountedYear, PastYear, ProjectedYear};

use crate::charts::words::{self, Unit};
use crate::charts::{Fan, FanChart, Named, Point};
use crate::figures::instead_cell;
use crate::parts::{Cell, Column, Figure, Link, Picture, Row, Source, Table};

/// Counted years that the fan shows at most.
const COUNTED: usize = 10;

/// A count in words, or what stands in its place.
pub fn count_cell(shown: &Shown<u64>) -> Cell {
    match shown.value() {
        Some(n) => Cell::Plain(words::count(*n)),
        None => instead_cell(shown),
    }
}

/// A projected number, its 80% band and its 95% band.
pub fn banded_cells(shown: &Shown<Banded>) -> [Cell; 3] {
    match shown.value() {
        None => [instead_cell(shown), Cell::Plain(String::new()), Cell::Plain(String::new())],
        Some(banded) => [
            Cell::Plain(words::number(banded.value, 0)),
            Cell::Plain(range(banded.most)),
            Cell::Plain(range(banded.nearly_all)),
        ],
    }
}

/// "380–412".
pub fn range((low, high): (f64, f64)) -> String {
    Unit::Number(0).range(low, high)
}

/// A share in percent.
pub fn percent(share: f64, decimals: u8) -> String {
    Unit::Percent(decimals).label(share)
}

fn fan_of(year: &ProjectedYear) -> Option<Fan> {
    let banded = year.figure.value()?;
    let learned = banded.nearly_all.1 > banded.nearly_all.0;
    Some(Fan {
        year: i32::from(year.end),
        value: banded.value,
        bands: learned.then_some([banded.half, banded.most, banded.nearly_all]),
    })
}

/// What a fan is drawn from.
pub struct Drawn<'a> {
    /// Whose members.
    pub of: &'a str,
    /// Counted years.
    pub counted: &'a [CountedYear],
    /// Past one-year projections.
    pub past: &'a [PastYear],
    /// Projected years.
    pub projected: &'a [ProjectedYear],
    /// The same figures as CSV and JSON.
    pub twins: (String, String),
}

/// The fan with its words and its table.
pub fn figure(drawn: &Drawn<'_>) -> Figure {
    let skip = drawn.counted.len().saturating_sub(COUNTED);
    let counted = drawn.counted[skip..].iter().map(|year| {
        let point = match year.members.value() {
            Some(n) => Point::value(*n as f64),
            None => Point::Suppressed(year.members.words().unwrap_or_default().to_owned()),
        };
        (i32::from(year.end), point)
    });
    let past = drawn.past.iter().filter_map(|year| {
        let (projected, _) = year.figures.value()?;
        Some((i32::from(year.end), *projected))
    });
    let chart = FanChart {
        named: Named::as_chart("fan", &format!("Members of {} by school year", drawn.of)),
        counted: counted.collect(),
        past: past.collect(),
        projected: drawn.projected.iter().filter_map(fan_of).collect(),
    };
    Figure {
        id: "projection".to_owned(),
        heading: "Counted, and projected".to_owned(),
        measured: format!("Members of {}, kindergarten to grade 12, by school year", drawn.of),
        picture: Picture::of(&chart),
        words: said(drawn),
        table: table(drawn),
        source: Source {
            n: None,
            definition: Some(Link::to("/enrollment/backtest", "How it is projected and tested")),
            files: None,
            csv: Some(drawn.twins.0.clone()),
            json: Some(drawn.twins.1.clone()),
        },
    }
}

/// The bands and the past in a few words.
fn said(drawn: &Drawn<'_>) -> String {
    let bands = "The bands are where the count lies half the time, four times in five, and \
                 nineteen times in twenty.";
    let past: Vec<(f64, f64)> =
        drawn.past.iter().filter_map(|year| year.figures.value().copied()).collect();
    if past.is_empty() {
        return bands.to_owned();
    }
    let came: f64 = past.iter().map(|(_, came)| came).sum();
    let off: f64 = past.iter().map(|(projected, came)| (projected - came).abs()).sum();
    format!(
        "{bands} One year ahead, the last {} projections were off by {} on average.",
        past.len(),
        percent(off / came.max(1.0), 1)
    )
}

fn table(drawn: &Drawn<'_>) -> Table {
    let columns = vec![
        Column::words("School year"),
        Column::numbers("Counted"),
        Column::numbers("Projected"),
        Column::numbers("80% band"),
        Column::numbers("95% band"),
    ];
    let nothing = || Cell::Plain(String::new());
    let counted = drawn.counted.iter().map(|year| {
        let past = drawn.past.iter().find(|past| past.end == year.end);
        let projected = past.and_then(|past| past.figures.value());
        let projected = projected.map_or_else(nothing, |(p, _)| Cell::Plain(words::number(*p, 0)));
        Row::of(&year.year, [count_cell(&year.members), projected, nothing(), nothing()])
    });
    let ahead = drawn.projected.iter().map(|year| {
        let [value, most, all] = banded_cells(&year.figure);
        Row::of(&year.year, [nothing(), value, most, all])
    });
    Table {
        caption: format!("Members of {}", drawn.of),
        columns,
        rows: counted.chain(ahead).collect(),
    }
}

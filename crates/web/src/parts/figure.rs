//! A figure: its picture, what it says in words, its table and where it comes from.

use askama::Template;

use super::{Link, Table};
use crate::charts::{Chart, Width};

/// A chart drawn for wide and for narrow paper; the stylesheet shows the one that fits.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/picture.html")]
pub struct Picture {
    wide: String,
    narrow: String,
}

impl Picture {
    /// Draws a chart for both widths.
    pub fn of(chart: &dyn Chart) -> Picture {
        Picture { wide: chart.render_at(Width::Wide), narrow: chart.render_at(Width::Narrow) }
    }
}

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/source.html")]
pub struct Source {
    /// How many it rests on, in words, such as "n = 4,120 students".
    pub n: Option<String>,
    /// The definition of the measure.
    pub definition: Option<Link>,
    /// The files that it came from, in words.
    pub files: Option<String>,
    /// The same figures as CSV.
    pub csv: Option<String>,
    /// The same figures as JSON.
    pub json: Option<String>,
}

/// A figure that stands in a page.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "parts/figure.html")]
pub struct Figure {
    /// An id that is unique on the page.
    pub id: String,
    /// The headline: what the figure shows, as a sentence.
    pub heading: String,
    /// What is measured, of whom, when: the line beneath the headline.
    pub measured: String,
    /// The picture.
    pub picture: Picture,
    /// The picture in words: one sentence or two.
    pub words: String,
    /// The same figures as a table.
    pub table: Table,
    /// Where it comes from.
    pub source: Source,
}

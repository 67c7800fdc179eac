//! Charts that a person reads at once: plain structs in, one SVG string out.
//!
//! Each chart is a pure function of its struct: no clock, no chart library, no script and no
//! inline style. Colours and strokes come from the stylesheet by class, so that a chart follows
//! light, dark and print; shapes, dashes and direct labels carry what colour carries, so that it
//! reads the same without colour. Every chart is drawn twice, [`Width::Wide`] for a column of
//! text or a printed page and [`Width::Narrow`] for a phone, in the same text size; the
//! stylesheet shows the one that fits.
//!
//! A figure that may not be shown is a [`Point`] with words in it and is drawn as those words.
//! The text that a screen reader is told is made from the same points as the marks, so the one
//! cannot say what the other hides.

mod area_map;
mod composition;
mod fan;
mod intervals;
mod labels;
mod multiples;
mod point;
mod scale;
mod sparkline;
mod strip;
mod svg;
mod text;
mod trend;
mod trend_marks;
pub mod words;

#[cfg(test)]
mod tests;

pub use area_map::{AreaMap, MapArea};
pub use composition::{Bar, Composition};
pub use fan::{Fan, FanChart};
pub use intervals::{IntervalChart, IntervalRow};
pub use multiples::{Multiple, Multiples, Order};
pub use point::{Estimate, Point, Reference};
pub use scale::{Axis, Scale};
pub use sparkline::Sparkline;
pub use strip::{Strip, StripDot};
pub use trend::{RuleChange, Series, TrendChart};
pub use words::Unit;

/// How wide a chart is drawn, in SVG user units, which are CSS pixels at full size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// 680 units: a column of text, a printed page.
    Wide,
    /// 340 units: a phone held upright.
    Narrow,
}

impl Width {
    /// The width in user units.
    pub fn units(self) -> f64 {
        match self {
            Width::Wide => 680.0,
            Width::Narrow => 340.0,
        }
    }

    /// What is added to an element's id, so that both drawings can stand on one page.
    pub fn suffix(self) -> &'static str {
        match self {
            Width::Wide => "",
            Width::Narrow => "-narrow",
        }
    }
}

/// A picture of figures that can be drawn as SVG.
pub trait Chart {
    /// Draws the chart at a width: one `<svg role="img">` with a title and a description.
    fn render_at(&self, width: Width) -> String;

    /// Draws the chart for a column of text.
    fn render_svg(&self) -> String {
        self.render_at(Width::Wide)
    }
}

/// What names a chart: its element id and its title, which is read aloud and not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// An id that is unique on the page; anything but letters, digits and hyphens is dropped.
    pub id: String,
    /// What the chart shows, in a few words.
    pub title: String,
}

impl Named {
    /// Names a chart.
    pub fn as_chart(id: &str, title: &str) -> Named {
        Named { id: id.to_owned(), title: title.to_owned() }
    }
}

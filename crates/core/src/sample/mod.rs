//! The sample city: Riverbend, invented from a seed, with the troubles of a real one.
//!
//! [`generate`] hands out rows, table by table, as a district's systems hold them: a *town* of
//! about 600 students in five schools that a person can read and that contains the [`cast`]; a
//! *city* of about 50,000 in 93 schools; a *metro* of about a million. Eleven school years are
//! written, 2016–17 to 2026–27; the last has only begun (exports of late October 2026: members,
//! courses and kindergarten checks, no attendance, marks or state tests yet).
//!
//! Method: each household is drawn from its own stream of chance and its children live their whole
//! school lives at once, so memory holds some thousand households, never the city, and the order
//! of work cannot change a byte. Sections, staff and money follow school by school from the
//! children who came.
//!
//! What the city is meant to look like (`tests.rs` holds it to this):
//!
//! - Segregation of the federal seven between schools, Theil's H: 0.2 to 0.4. Low income: 60–70%.
//! - English learners 13–20% now and 7–14% formerly, leaving mostly in grades 3–5; students with
//!   disabilities 12–18%, more boys; homeless 2.5–5.5%; foster care under 1.2%.
//! - Within a year 6–12% of students change school, come or go.
//! - Chronic absence about 15% before 2020, 30% in 2021–22, 25% since.
//! - Scores: ability, school, conditions, a fall in 2021; no state tests in spring 2020. Group gaps
//!   narrow in two of twelve clusters and widen in one.
//! - Suspensions: some schools suspend more, and some groups more than others for the same conduct.
//! - Four-year graduation 74–86% of a cohort. Algebra I in grade 8: unequal by school.
//! - Teachers' experience leans away from the schools with the greatest need.
//!
//! What it never does: it is not a model of any city, and groups differ in it only by how the
//! invented city treats them. Names come from one list for everyone.

pub mod answering;
mod calendar;
pub mod cast;
mod catalog;
mod choosing;
mod counts;
pub mod dice;
mod founding;
pub mod governing;
mod household;
mod life;
mod living;
mod money;
mod names;
mod outcomes;
mod places;
mod plan;
mod record;
mod registering;
mod roster;
mod schooling;
#[cfg(test)]
mod tests;
mod timetable;
mod workforce;
mod writing;

pub use calendar::{Calendar, NOW, YEARS, year_at};
pub use writing::generate;

/// How large a sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// About 600 students in five schools, the named cast among them.
    Town,
    /// About 50,000 students in 93 schools.
    City,
    /// About 1,000,000 students in about 1,600 schools.
    Metro,
}

impl Size {
    /// Every size, smallest first.
    pub const ALL: [Size; 3] = [Size::Town, Size::City, Size::Metro];

    /// The word that a person types.
    pub const fn word(self) -> &'static str {
        match self {
            Size::Town => "town",
            Size::City => "city",
            Size::Metro => "metro",
        }
    }

    /// The size of that word.
    pub fn find(word: &str) -> Option<Self> {
        Size::ALL.into_iter().find(|size| size.word() == word)
    }
}

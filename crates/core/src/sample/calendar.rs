//! The invented city's school calendars: 180 days a year from 2016–17 to 2026–27.

use jiff::civil::{Date, Weekday, date};

use crate::district::SchoolYear;
use crate::district::column::{date_from_epoch, days_since_epoch};

/// School years written, the current one included.
pub const YEARS: usize = 11;
/// Position of the current school year, 2026–27, of which only the autumn has happened.
pub const NOW: usize = YEARS - 1;
/// Calendar year in which the first school year ends.
pub const FIRST_END: i16 = 2017;
/// School days in a year.
pub const DAYS: usize = 180;
/// The last school day on which attendance was taken in 2019–20, when buildings closed.
pub const CLOSED_AFTER: usize = 126;
/// Position of the school year 2019–20.
pub const PANDEMIC: usize = 3;
/// The last school day that the exports know of in the current year.
pub const EXPORT_DAY: usize = 46;
/// The day on which autumn term ends, as a position in the year.
pub const MIDYEAR: usize = 89;

/// The school year at a position.
pub const fn year_at(position: usize) -> SchoolYear {
    SchoolYear::ending(FIRST_END + position as i16)
}

/// The school days of every year.
#[derive(Debug, Clone)]
pub struct Calendar {
    days: Vec<Vec<i32>>,
}

impl Calendar {
    /// The calendar of all years.
    pub fn of_riverbend() -> Self {
        Calendar { days: (0..YEARS).map(list_days).collect() }
    }

    /// The date of a school day, from 0; the last day when beyond it.
    pub fn date(&self, year: usize, day: usize) -> Date {
        let days = &self.days[year];
        day_of(days[day.min(days.len() - 1)])
    }

    /// The last day of a school year.
    pub fn last_day(&self, year: usize) -> Date {
        self.date(year, DAYS - 1)
    }
}

/// The date that many days after 1970-01-01.
pub(super) fn day_of(days: i32) -> Date {
    date_from_epoch(days).unwrap_or(date(1970, 1, 1))
}

/// The school days of one year, as days after 1970-01-01.
fn list_days(position: usize) -> Vec<i32> {
    let autumn = FIRST_END - 1 + position as i16;
    let mut day = days_since_epoch(date(autumn, 8, 20));
    while day_of(day).weekday() != Weekday::Monday {
        day += 1;
    }
    let mut days = Vec::with_capacity(DAYS);
    while days.len() < DAYS {
        let on = day_of(day);
        if !matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(on) {
            days.push(day);
        }
        day += 1;
    }
    days
}

fn is_holiday(on: Date) -> bool {
    let nth = (on.day() - 1) / 7 + 1;
    match (on.month(), on.weekday()) {
        (9, Weekday::Monday) => nth == 1,
        (10, Weekday::Monday) => nth == 2,
        (1, Weekday::Monday) if on.day() > 4 => nth == 3,
        (2, Weekday::Monday) => nth == 3,
        (11, Weekday::Wednesday | Weekday::Thursday | Weekday::Friday) => {
            (22..=29).contains(&on.day())
        }
        (12, _) => on.day() >= 22,
        (1, _) => on.day() <= 3,
        (3, _) => (25..=31).contains(&on.day()),
        (5, Weekday::Monday) => on.day() >= 25,
        _ => false,
    }
}

//! What lies ahead as sheets: count day, coming years, check-ins.

use traction_core::budget::engine::cliffs::{Cliff, Cliffs, SchoolCliffs};
use traction_core::budget::explain::{cliff_words, count_day_words, outlook_words, whole_dollars};
use traction_core::budget::policy::Formula;
use traction_core::district::SchoolYear;

use super::ahead::{Coming, Forecast};
use super::desk::Desk;
use super::sheets::{exact, number, percent, whole_money};
use crate::sheet::{Cell, Sheet};

/// A coming year, 1 for the next.
pub fn coming_year(now: SchoolYear, ahead: usize) -> String {
    let ahead = i16::try_from(ahead).unwrap_or(i16::MAX);
    SchoolYear::ending(now.end().saturating_add(ahead)).to_string()
}

/// A day of every year: "February 1".
pub fn day_words((month, day): (i8, i8)) -> String {
    let date = jiff::civil::Date::new(2028, month, day);
    date.map(|date| date.strftime("%B %-d").to_string()).unwrap_or_default()
}

/// Count day.
pub fn cliff_sheets(formula: &Formula, cliffs: &Cliffs, from: &Coming) -> Vec<Sheet> {
    let mut schools = Sheet::of(
        "schools",
        "Count day: the student who triggers a position",
        &[
            "school_id|Number",
            "school|School",
            "positions|Positions|n",
            "expected|Expected|n",
            "low|1 in 10 below|n",
            "high|1 in 10 above|n",
            "gains|Chance to gain|n",
            "loses|Chance to lose|n",
            "above|With more students",
            "below|With fewer",
        ],
    );
    let mut sorted: Vec<_> = cliffs.schools.iter().collect();
    let nearest = |school: &&SchoolCliffs| {
        let of = |c: &Option<_>| c.as_ref().map_or(i64::MAX, |c: &Cliff| c.students.abs());
        of(&school.below).min(of(&school.above))
    };
    sorted.sort_by_key(|school| (nearest(school), school.id.clone()));
    for school in sorted {
        let words = |c: &Option<_>| c.as_ref().map(|c| cliff_words(formula, c)).unwrap_or_default();
        schools.push(vec![
            school.id.clone().into(),
            school.name.clone().into(),
            exact(school.positions, 2),
            number(school.expected, 1),
            number(school.band.0, 1),
            number(school.band.1, 1),
            percent(school.gains),
            percent(school.loses),
            words(&school.above).into(),
            words(&school.below).into(),
        ]);
    }
    if let Some(first) = cliffs.schools.first() {
        schools.notes.push(format!("{}: {}", first.name, count_day_words(first)));
    }
    schools.notes.push(format!(
        "{} draws. In an average draw {:.1} positions move between schools.",
        cliffs.draws, cliffs.moves
    ));
    schools.notes.push(from.words());
    let mut reserves = Sheet::of(
        "reserves",
        "The reserve for count day",
        &[
            "covers|Covers|n",
            "positions|Positions|n",
            "dollars|Dollars|n",
            "positions_after_moves|Positions, if shrinking schools give theirs|n",
            "dollars_after_moves|Dollars|n",
        ],
    );
    for reserve in &cliffs.reserves {
        reserves.push(vec![
            percent(reserve.covers),
            number(reserve.positions, 1),
            whole_money(reserve.dollars),
            number(reserve.positions_after_moves, 1),
            whole_money(reserve.dollars_after_moves),
        ]);
    }
    let mut moves = Sheet::of(
        "moves",
        "Who would move: what each school needs and gives in an average draw",
        &["school_id|Number", "school|School", "job|Job", "needs|Needs|n", "gives|Gives|n"],
    );
    for school in &cliffs.schools {
        for job in &school.by_job {
            moves.push(vec![
                school.id.clone().into(),
                school.name.clone().into(),
                job_words(&job.job).into(),
                number(job.needs, 1),
                number(job.gives, 1),
            ]);
        }
    }
    moves.notes.push("A job whose positions rest on a withheld count is left out.".to_owned());
    vec![schools, reserves, moves]
}

/// A job as a person writes it: "assistant principal".
pub fn job_words(job: &str) -> String {
    job.replace('_', " ")
}

/// Five years.
pub fn outlook_sheets(desk: &Desk, forecast: &Forecast) -> Vec<Sheet> {
    let (formula, outlook) = (&desk.formula, &forecast.outlook);
    let mut schools = Sheet::of(
        "schools",
        "The chance of a deficit, by school and year",
        &[
            "school_id|Number",
            "school|School",
            "year|Year",
            "deficit|Chance of a deficit|n",
            "low|Balance, 1 in 10 below|n",
            "middle|Middle|n",
            "high|1 in 10 above|n",
            "gap|To cut for 8 in 10|n",
            "cuts|Plan B",
            "uncovered|Not covered|n",
            "students|Students, middle|n",
            "break_even|Break-even students|n",
        ],
    );
    for school in &outlook.schools {
        for year in &school.years {
            let cuts: Vec<String> = year
                .cuts
                .iter()
                .map(|(name, dollars)| format!("{name} {}", whole_dollars(*dollars)))
                .collect();
            schools.push(vec![
                school.id.clone().into(),
                school.name.clone().into(),
                coming_year(desk.year, year.year).into(),
                percent(year.deficit),
                whole_money(year.balance.0),
                whole_money(year.balance.1),
                whole_money(year.balance.2),
                whole_money(year.gap),
                cuts.join("; ").into(),
                whole_money(year.uncovered),
                number(year.students.1, 0),
                year.break_even.map(|n| number(n.ceil(), 0)).unwrap_or(Cell::Empty),
            ]);
        }
    }
    schools.notes.push(format!(
        "{} draws. {:.0}% of schools stay solvent over all years in eight draws of ten.",
        outlook.draws,
        outlook.solvent_at_80 * 100.0
    ));
    schools.notes.extend(forecast.grounds.clone());
    let mut words = Sheet::of("words", "In words", &["school|School", "outlook|Outlook"]);
    for school in &outlook.schools {
        words.push(vec![school.name.clone().into(), outlook_words(school, desk.year).into()]);
    }
    let mut district = Sheet::of(
        "district",
        "All schools together",
        &["year|Year", "low|Balance, 1 in 10 below|n", "middle|Middle|n", "high|1 in 10 above|n"],
    );
    for (at, band) in outlook.balance.iter().enumerate() {
        district.push(vec![
            coming_year(desk.year, at + 1).into(),
            whole_money(band.0),
            whole_money(band.1),
            whole_money(band.2),
        ]);
    }
    let mut calendar =
        Sheet::of("check_ins", "Check-ins", &["on|On", "name|Name", "look|What is looked at"]);
    for check_in in &formula.check_ins {
        calendar.push(vec![
            day_words(check_in.on).into(),
            check_in.name.clone().into(),
            check_in.look.clone().into(),
        ]);
    }
    vec![schools, words, district, calendar]
}

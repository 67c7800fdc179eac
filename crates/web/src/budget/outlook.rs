//! One school's coming years: whether its plan lasts, what is cut first, when it is looked at.

use traction_core::budget::engine::sustain::SchoolOutlook;
use traction_core::budget::explain::{outlook_words, whole_dollars};
use traction_core::disclosure::Shown;
use traction_office::Silent;
use traction_office::budget::{self, CheckInLine, Desk, coming_year, day_words};

use super::ahead::{DRAWS, YEARS};
use crate::charts::words;
use crate::parts::{Cell, Column, Row, Table};
use crate::server::{Asked, Refusal};

/// What the page says of the coming years.
pub(super) struct Coming {
    /// Sentences.
    pub says: Vec<String>,
    /// By year.
    pub years: Table,
    /// The enrollment calendar.
    pub check_ins: Table,
    /// What it rests on.
    pub grounds: Vec<String>,
}

/// The coming years of a school; none where its plan or growth is not known.
///
/// # Errors
/// When the office cannot answer.
pub(super) fn coming(asked: &Asked, desk: &Desk, id: &str) -> Result<Option<Coming>, Refusal> {
    let ahead = budget::ahead(&asked.district, desk, DRAWS, YEARS, 1, &Silent)?;
    let forecast = match budget::outlook(desk, &ahead) {
        Ok(forecast) => forecast,
        Err(error) if error.is_no_answer() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(school) = forecast.outlook.schools.iter().find(|school| school.id == id) else {
        return Ok(None);
    };
    let check_ins = budget::check_ins(&asked.district, desk, school, asked.today(), &Silent)?;
    let mut says = vec![outlook_words(school, desk.year)];
    says.push(format!(
        "In {:.0}% of draws no year of the five has a deficit.",
        school.stays_solvent * 100.0
    ));
    let mut grounds = vec![format!("{DRAWS} draws.")];
    grounds.extend(forecast.grounds.iter().cloned());
    Ok(Some(Coming {
        says,
        years: years(desk, school),
        check_ins: calendar(&check_ins, &coming_year(desk.year, 1)),
        grounds,
    }))
}

fn years(desk: &Desk, school: &SchoolOutlook) -> Table {
    let now = desk.counts.students(&school.id);
    let small = desk.protection.show(now, now, || ()).value().is_none();
    let rows = school.years.iter().map(|year| {
        let cuts: Vec<String> = year
            .cuts
            .iter()
            .map(|(name, dollars)| format!("{name} {}", whole_dollars(*dollars)))
            .chain(
                (year.uncovered > 0.5)
                    .then(|| format!("{} has no plan", whole_dollars(year.uncovered))),
            )
            .collect();
        let students = |n: f64| if small { "withheld".to_owned() } else { format!("{n:.0}") };
        let cells: [Cell; 6] = [
            format!("{:.0}%", year.deficit * 100.0).into(),
            whole_dollars(year.balance.1).into(),
            format!("{} to {}", whole_dollars(year.balance.0), whole_dollars(year.balance.2))
                .into(),
            students(year.students.1).into(),
            year.break_even.map_or("no number does".to_owned(), |n| students(n.ceil())).into(),
            match cuts.is_empty() {
                true => "nothing".into(),
                false => cuts.join(", ").into(),
            },
        ];
        Row::of(&coming_year(desk.year, year.year), cells)
    });
    Table {
        caption: "The plan of today in coming years".to_owned(),
        columns: vec![
            Column::words("Year"),
            Column::numbers("Chance of a deficit"),
            Column::numbers("Left over, middle"),
            Column::words("Eight draws in ten"),
            Column::numbers("Students, middle"),
            Column::numbers("Break-even"),
            Column::words("Plan B, so that 8 draws in 10 hold"),
        ],
        rows: rows.collect(),
    }
}

fn calendar(lines: &[CheckInLine], next: &str) -> Table {
    let rows = lines.iter().map(|line| {
        let counted = match &line.counted {
            Some((count, Shown::Value(n))) => format!("{}: {}", count.words(), words::count(*n)),
            Some((count, other)) => {
                format!("{}: {}", count.words(), other.words().unwrap_or_default())
            }
            None => "nothing is counted yet".to_owned(),
        };
        // Beside a withheld count the number that is needed would say how many there are.
        let withheld = matches!(&line.counted, Some((_, shown)) if shown.value().is_none());
        let needed = line.needed.filter(|_| !withheld).map(|n| format!("{:.0}", n.ceil()));
        let cells: [Cell; 4] = [
            line.name.clone().into(),
            counted.into(),
            needed.unwrap_or_default().into(),
            line.look.clone().into(),
        ];
        Row::of(&day_words(line.on), cells)
    });
    Table {
        caption: "Check-ins on the enrollment calendar".to_owned(),
        columns: vec![
            Column::words("Day"),
            Column::words("Check-in"),
            Column::words("Counted by now"),
            Column::numbers(&format!("Needed in {next}")),
            Column::words("What is looked at"),
        ],
        rows: rows.collect(),
    }
}

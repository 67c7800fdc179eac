//! Waitlists over time: what families answered, entered as it comes in, and where everybody stands.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::choice::model::Market;
use traction_core::choice::policy::RoundDays;
use traction_core::choice::waitlist::{Days, Event, State, What, replay};
use traction_core::disclosure::Shown;

use super::answers::Answered;
use super::draw::{Drawn, load_adopted};
use super::{ROOM, refuse, year_of};
use crate::disclosure::protection_now;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;
use crate::sheet::{Cell, Sheet};

/// A program's line, in figures that may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct LineSummary {
    /// School and program.
    pub program: String,
    /// Entry grade.
    pub grade: String,
    /// Seats.
    pub seats: u32,
    /// Accepted.
    pub accepted: Shown<u64>,
    /// Offered, without an answer yet.
    pub offered: Shown<u64>,
    /// Waiting in line.
    pub waiting: Shown<u64>,
}

/// A day of the waitlists.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitlistDay {
    /// The day, which is over.
    pub as_of: Date,
    /// Each program's line.
    pub lines: Vec<LineSummary>,
    /// What happened, for the office: day, application, program, what.
    pub moves: Vec<(Date, String, String, &'static str)>,
}

/// A replay with everybody's place in line.
pub(super) struct Replayed {
    state: State,
    market: Market,
    /// Who waits for each program, first in line first.
    waiting: Vec<Vec<u32>>,
}

/// Where one application stands.
pub(super) struct Own {
    seat: Option<String>,
    offers: Vec<(String, Date)>,
    withdrawn: bool,
    changed: bool,
    places: BTreeMap<String, usize>,
}

impl Own {
    /// The place in a program's line, from 1.
    pub(super) fn waiting(&self, program: &str) -> Option<usize> {
        self.places.get(program).copied()
    }

    /// What became of the offer since, in English and Spanish; empty when nothing did.
    pub(super) fn words(&self) -> (String, String) {
        let (mut en, mut es) = (Vec::new(), Vec::new());
        if self.withdrawn {
            en.push("You left this round.".to_owned());
            es.push("Usted se retiró de esta ronda.".to_owned());
        }
        if let Some(seat) = &self.seat {
            en.push(format!("You accepted {seat}."));
            es.push(format!("Usted aceptó {seat}."));
        }
        for (program, day) in self.offers.iter().filter(|_| self.changed) {
            en.push(format!("You are offered {program}; answer by {}.", english(*day)));
            es.push(format!("Se le ofrece {program}; responda a más tardar el {}.", spanish(*day)));
        }
        if self.changed && en.is_empty() {
            en.push("You hold no offer today.".to_owned());
            es.push("Hoy no tiene ninguna oferta.".to_owned());
        }
        (en.join(" "), es.join(" "))
    }
}

fn english(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

/// A day in Spanish: "5 de marzo de 2027".
pub fn spanish(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    let month = MONTHS[usize::from(day.month().unsigned_abs()).saturating_sub(1) % 12];
    format!("{} de {month} de {}", day.day(), day.year())
}

/// Replays what was answered up to a day.
pub(super) fn replay_to(
    district: &District,
    drawn: &Drawn,
    as_of: Date,
) -> Result<Replayed, OfficeError> {
    let round = &drawn.round;
    let entries = journal::list::<Answered>(district, ROOM, "answer", None, None)?;
    let events: Vec<Event> = entries
        .iter()
        .filter(|entry| entry.body.year == round.year)
        .filter_map(|entry| {
            let application = round.find(&entry.subject)?;
            let list = &round.applications[application].list;
            let is = |program: u32| round.programs[program as usize].id == entry.body.program;
            let place = list.iter().position(|choice| is(choice.program)).unwrap_or(list.len());
            let (on, answer) = (entry.body.on, entry.body.answer);
            Some(Event { on, application: application as u32, place: place as u32, answer })
        })
        .collect();
    let market = round.market().map_err(refuse)?;
    let RoundDays { offers, answer_by, .. } = round.policy.round;
    let days = Days { offers, answer_by, as_of };
    let waits: Vec<bool> = round
        .applications
        .iter()
        .flat_map(|application| &application.list)
        .map(|choice| choice.rank > 0)
        .collect();
    let numbers = drawn.numbers();
    let rules = round.policy.waitlist;
    let state = replay(&market, &numbers, &drawn.assignment, rules, &waits, days, &events);
    let mut waiting: Vec<Vec<(u8, u32, u32)>> = vec![Vec::new(); market.count_programs()];
    if rules.keep {
        for (application, standing) in state.standings.iter().enumerate() {
            for choice in market.list(application).take(standing.until as usize) {
                if waits[choice] && !standing.withdrawn {
                    let listed = market.listed(choice);
                    let number = numbers.at(application, choice);
                    let place = (listed.class, number, application as u32);
                    waiting[listed.program as usize].push(place);
                }
            }
        }
    }
    let waiting = waiting
        .into_iter()
        .map(|mut line| {
            line.sort_unstable();
            line.into_iter().map(|(_, _, application)| application).collect()
        })
        .collect();
    Ok(Replayed { state, market, waiting })
}

/// Where one application stands after a replay.
pub(super) fn own_standing(drawn: &Drawn, replayed: &Replayed, at: usize) -> Own {
    let line = &drawn.round.applications[at];
    let name = |place: u32| {
        let program = line.list[place as usize].program;
        drawn.round.programs[program as usize].full_name()
    };
    let standing = &replayed.state.standings[at];
    let first = drawn.round.policy.round.offers;
    let changed = replayed.state.moves.iter().any(|one| {
        one.application as usize == at && (one.what != What::Offered || one.on != first)
    });
    let mut places = BTreeMap::new();
    for (place, choice) in line.list.iter().enumerate().take(standing.until as usize) {
        let waiting = &replayed.waiting[choice.program as usize];
        if let Some(before) = waiting.iter().position(|one| *one as usize == at) {
            places.insert(name(place as u32), before + 1);
        }
    }
    Own {
        seat: standing.seat.map(name),
        offers: standing.offers.iter().map(|offer| (name(offer.place), offer.answer_by)).collect(),
        withdrawn: standing.withdrawn,
        changed,
        places,
    }
}

const fn word(what: What) -> &'static str {
    match what {
        What::Offered => "offered",
        What::Accepted => "accepted",
        What::Declined => "declined",
        What::Expired => "not answered in time",
        What::GivenBack => "given back for a better one",
        What::Withdrawn => "left the round",
        What::PassedOver => "passed over: there was no such offer",
    }
}

/// The seats that the adopted run and its waitlists gave away, by school and entry grade, as the
/// table `school_offers` holds them: what a projection of enrollment knows of entrants. The share
/// taken up is known when the days to answer are over.
///
/// # Errors
/// When nothing is adopted, or whoever asks does not assign seats.
pub fn offers_sheet(
    district: &District,
    year: Option<i16>,
    as_of: Date,
) -> Result<Sheet, OfficeError> {
    super::may_assign(district)?;
    let year = year_of(district, year)?;
    let drawn = load_adopted(district, year)?.1.result;
    let replayed = replay_to(district, &drawn, as_of)?;
    let round = &drawn.round;
    let place = |application: usize, place: u32| {
        let line = &round.applications[application];
        let program = &round.programs[line.list[place as usize].program as usize];
        (program.school.clone(), program.grade.clone())
    };
    let mut offered: BTreeMap<(String, String), BTreeSet<u32>> = BTreeMap::new();
    for one in replayed.state.moves.iter().filter(|one| one.what == What::Offered) {
        let at = place(one.application as usize, one.place);
        offered.entry(at).or_default().insert(one.application);
    }
    let mut taken: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (application, standing) in replayed.state.standings.iter().enumerate() {
        if let Some(seat) = standing.seat {
            *taken.entry(place(application, seat)).or_default() += 1;
        }
    }
    let columns =
        ["school_year", "school_id", "grade_level", "offers", "take_up_percent", "no_show_percent"];
    let columns = columns.map(|column| format!("{column}|{column}"));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut sheet = Sheet::of("school_offers", "Seats that were given away", &columns);
    let over = as_of > round.policy.round.answer_by;
    for (at, applications) in offered {
        let offers = applications.len() as u64;
        let share = 100.0 * taken.get(&at).copied().unwrap_or(0) as f64 / offers as f64;
        let share = Cell::Number { value: share, printed: format!("{share:.1}") };
        let (school, grade) = at;
        sheet.push(vec![
            year.to_string().into(),
            school.into(),
            grade.into(),
            offers.into(),
            if over { share } else { Cell::Empty },
            Cell::Empty,
        ]);
    }
    Ok(sheet)
}

/// Each program's seats and line at the end of a day, in figures that may be shown.
///
/// # Errors
/// When nothing is adopted.
pub fn lines(
    district: &District,
    year: Option<i16>,
    as_of: Date,
) -> Result<Vec<LineSummary>, OfficeError> {
    let year = year_of(district, year)?;
    let (_, proposal) = load_adopted(district, year)?;
    let replayed = replay_to(district, &proposal.result, as_of)?;
    count_lines(district, &proposal.result, &replayed)
}

fn count_lines(
    district: &District,
    drawn: &Drawn,
    replayed: &Replayed,
) -> Result<Vec<LineSummary>, OfficeError> {
    let round = &drawn.round;
    let rule = protection_now(district)?;
    let mut counts = vec![[0u64; 2]; round.programs.len()];
    for (application, standing) in replayed.state.standings.iter().enumerate() {
        let start = replayed.market.list(application).start;
        let program = |place: u32| replayed.market.program(start + place as usize);
        if let Some(seat) = standing.seat {
            counts[program(seat)][0] += 1;
        }
        for offer in &standing.offers {
            counts[program(offer.place)][1] += 1;
        }
    }
    let show = |n: u64| match n {
        0 => Shown::Value(0),
        n => rule.show(n, n, || n),
    };
    let line = |(at, program): (usize, &traction_core::choice::round::ProgramLine)| LineSummary {
        program: program.full_name(),
        grade: program.grade.clone(),
        seats: program.seats,
        accepted: show(counts[at][0]),
        offered: show(counts[at][1]),
        waiting: show(replayed.waiting[at].len() as u64),
    };
    Ok(round.programs.iter().enumerate().map(line).collect())
}

/// The waitlists as of a day. What happened to single applications are student rows: the look is
/// written into the access log.
///
/// # Errors
/// When nothing is adopted, or nobody gave the person a reason.
pub fn waitlist(
    district: &District,
    year: Option<i16>,
    as_of: Date,
    now: Timestamp,
) -> Result<WaitlistDay, OfficeError> {
    let year = year_of(district, year)?;
    let (_, proposal) = load_adopted(district, year)?;
    let drawn = proposal.result;
    let replayed = replay_to(district, &drawn, as_of)?;
    let round = &drawn.round;
    // The first offers are in the letters; what came afterwards is what the office acts on.
    let offers = round.policy.round.offers;
    let later = |one: &&traction_core::choice::waitlist::Move| {
        one.what != What::Offered || one.on != offers
    };
    let moves: Vec<_> = replayed
        .state
        .moves
        .iter()
        .filter(later)
        .map(|one| {
            let line = &round.applications[one.application as usize];
            let program = line.list.get(one.place as usize).map_or_else(String::new, |choice| {
                round.programs[choice.program as usize].full_name()
            });
            (one.on, line.id.clone(), program, word(one.what))
        })
        .collect();
    let kind = format!("waitlists of {year}");
    super::log_applications(district, &kind, moves.len() as u64, now)?;
    Ok(WaitlistDay { as_of, lines: count_lines(district, &drawn, &replayed)?, moves })
}

/// The waitlists as sheets: what happened, and each program's line.
pub fn waitlist_sheets(day: &WaitlistDay) -> Vec<Sheet> {
    let title = format!("Since the offers, up to {}", day.as_of);
    let columns = ["on|Day", "application|Application", "program|Program", "what|What"];
    let mut moves = Sheet::of("moves", &title, &columns);
    for (on, application, program, what) in &day.moves {
        moves.push(vec![
            on.to_string().into(),
            application.clone().into(),
            program.clone().into(),
            (*what).into(),
        ]);
    }
    if day.moves.is_empty() {
        moves.notes.push("Nothing has happened since the offers.".to_owned());
    }
    vec![moves, lines_sheet(day.as_of, &day.lines)]
}

/// The lines of a day as a sheet.
pub fn lines_sheet(as_of: Date, all: &[LineSummary]) -> Sheet {
    let columns = [
        "program|Program",
        "grade|Grade",
        "seats|Seats|n",
        "accepted|Accepted|n",
        "offered|Not answered|n",
        "waiting|In line|n",
    ];
    let mut lines = Sheet::of("lines", &format!("Lines on {as_of}"), &columns);
    let cell = |shown: &Shown<u64>| match shown.value() {
        Some(n) => Cell::Count(*n),
        None => Cell::Text(shown.words().unwrap_or_default().to_owned()),
    };
    for line in all {
        lines.push(vec![
            line.program.clone().into(),
            line.grade.clone().into(),
            u64::from(line.seats).into(),
            cell(&line.accepted),
            cell(&line.offered),
            cell(&line.waiting),
        ]);
    }
    lines
}

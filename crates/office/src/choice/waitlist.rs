//! Waitlists over time: what families answered, entered as it comes in, and where everybody stands.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::choice::course::Course;
use traction_core::choice::policy::RoundDays;
use traction_core::choice::round::{ApplicationLine, ProgramLine};
use traction_core::choice::waitlist::{Move, State, What, list_moves};
use traction_core::disclosure::Shown;
use traction_core::district::SchoolYear;

use super::rounds::{Rounds, replay};
use super::{refuse, year_of};
use crate::disclosure::protection_now;
use crate::district::District;
use crate::error::OfficeError;
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

/// Everybody's seat, offers and place in line at the end of a day, over all rounds of a year.
pub(super) struct Replayed {
    pub(super) rounds: Rounds,
    as_of: Date,
    states: Vec<State>,
    /// Where each application's choices begin among those of its round.
    starts: Vec<Vec<usize>>,
    /// Who waits for each program, by its code and grade, first in line first.
    waiting: BTreeMap<(String, String), Vec<(usize, u32)>>,
}

/// Where one application stands.
pub(super) struct Own {
    /// The program whose seat they accepted.
    pub(super) seat: Option<String>,
    offers: Vec<(String, Date)>,
    withdrawn: bool,
    /// The name of the later round by which the family applied again, in English and Spanish.
    again: Option<(String, String)>,
    changed: bool,
    places: BTreeMap<String, usize>,
}

impl Own {
    /// Whether an offer of the program waits for an answer.
    pub(super) fn is_asked(&self, program: &str) -> bool {
        self.offers.iter().any(|(name, _)| name == program)
    }

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
        if let Some((round, ronda)) = &self.again {
            en.push(format!(
                "You applied again ({round}): the letter of that application says where it stands, \
                 and this one has left its lines."
            ));
            es.push(format!(
                "Usted volvió a solicitar ({ronda}): la carta de esa solicitud dice cómo va, y esta \
                 ya no está en ninguna lista de espera."
            ));
        }
        for (program, day) in self.offers.iter().filter(|_| self.changed) {
            en.push(format!("You are offered {program}; answer by {}.", english(*day)));
            es.push(format!("Se le ofrece {program}; responda a más tardar el {}.", spanish(*day)));
        }
        if self.changed && en.is_empty() && self.seat.is_none() {
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

/// Replays what was answered up to a day, in all adopted rounds of a year.
pub(super) fn replay_to(
    district: &District,
    year: SchoolYear,
    as_of: Date,
) -> Result<Replayed, OfficeError> {
    replay_rounds(Rounds::load(district, year, None)?, as_of)
}

/// The same for rounds that are loaded.
pub(super) fn replay_rounds(rounds: Rounds, as_of: Date) -> Result<Replayed, OfficeError> {
    let (states, waiting) = {
        let held = rounds.held();
        let (course, states) = replay(&rounds, &held, as_of)?;
        let waiting = course.list_waiting(&states, as_of);
        (states, waiting)
    };
    let starts = rounds.drawn.iter().map(|drawn| {
        let lists = drawn.round.applications.iter();
        let begin = |total: &mut usize, line: &ApplicationLine| {
            let start = *total;
            *total += line.list.len();
            Some(start)
        };
        lists.scan(0, begin).collect()
    });
    let starts = starts.collect();
    Ok(Replayed { rounds, as_of, states, starts, waiting })
}

impl Replayed {
    /// Whether a round's offers have been made by the day; those of the first always are.
    fn has_begun(&self, stage: usize) -> bool {
        stage == 0 || self.rounds.drawn[stage].round.days().offers <= self.as_of
    }

    /// Whether a move is the offer that the round itself made, which is in the letter; a line may be
    /// offered a seat on the same day.
    fn is_first_offer(&self, stage: usize, one: &Move) -> bool {
        let (drawn, application) = (&self.rounds.drawn[stage], one.application as usize);
        let given = drawn.assignment.find(application);
        one.what == What::Offered
            && one.on == drawn.round.days().offers
            && given == Some(self.starts[stage][application] + one.place as usize)
    }

    /// The program of a place on an application's list.
    fn program(&self, stage: usize, application: usize, place: u32) -> Option<&ProgramLine> {
        let round = &self.rounds.drawn[stage].round;
        let choice = round.applications[application].list.get(place as usize)?;
        Some(&round.programs[choice.program as usize])
    }

    /// The line of a program.
    fn line(&self, program: &ProgramLine) -> &[(usize, u32)] {
        let key = (program.id.clone(), program.grade.clone());
        self.waiting.get(&key).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What a round is called, in English and Spanish.
pub(super) fn names_of(days: &RoundDays) -> (String, String) {
    (days.name.clone(), days.spanish_name().to_owned())
}

/// Where one application of a round stands after a replay.
pub(super) fn own_standing(replayed: &Replayed, stage: usize, at: usize) -> Own {
    let round = &replayed.rounds.drawn[stage].round;
    let line = &round.applications[at];
    let name = |place: u32| {
        let program = line.list[place as usize].program;
        round.programs[program as usize].full_name()
    };
    let standing = &replayed.states[stage].standings[at];
    let changed = replayed.states[stage]
        .moves
        .iter()
        .any(|one| one.application as usize == at && !replayed.is_first_offer(stage, one));
    let mut places = BTreeMap::new();
    for (place, choice) in line.list.iter().enumerate().take(standing.until as usize) {
        let waiting = replayed.line(&round.programs[choice.program as usize]);
        if let Some(before) = waiting.iter().position(|one| *one == (stage, at as u32)) {
            places.insert(name(place as u32), before + 1);
        }
    }
    let again = standing.replaced.then(|| {
        let later = replayed.rounds.drawn.iter().skip(stage + 1).map(|drawn| &drawn.round);
        let mut later = later.filter(|later| {
            (0..later.applications.len()).any(|one| later.earlier(one) == Some(line.id.as_str()))
        });
        later.next().map(|later| names_of(later.days())).unwrap_or_default()
    });
    Own {
        seat: standing.seat.map(name),
        offers: standing.offers.iter().map(|offer| (name(offer.place), offer.answer_by)).collect(),
        withdrawn: standing.withdrawn,
        again,
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

/// The seats that the adopted runs and their waitlists gave away, by school and entry grade, as the
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
    let replayed = replay_to(district, year, as_of)?;
    let place = |stage: usize, application: usize, place: u32| {
        let program = replayed.program(stage, application, place);
        program.map(|program| (program.school.clone(), program.grade.clone())).unwrap_or_default()
    };
    let held = replayed.rounds.held();
    let course = Course::of(&held).map_err(refuse)?;
    // Who is offered a seat of one school in two rounds is one child.
    let mut offered: BTreeMap<(String, String), BTreeSet<(usize, u32)>> = BTreeMap::new();
    for (stage, one) in list_moves(&replayed.states) {
        if one.what == What::Offered && replayed.has_begun(stage) {
            let at = place(stage, one.application as usize, one.place);
            offered.entry(at).or_default().insert(course.first(stage, one.application));
        }
    }
    let mut taken: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (stage, state) in replayed.states.iter().enumerate() {
        for (application, standing) in state.standings.iter().enumerate() {
            if let Some(seat) = standing.seat {
                *taken.entry(place(stage, application, seat)).or_default() += 1;
            }
        }
    }
    let columns =
        ["school_year", "school_id", "grade_level", "offers", "take_up_percent", "no_show_percent"];
    let columns = columns.map(|column| format!("{column}|{column}"));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut sheet = Sheet::of("school_offers", "Seats that were given away", &columns);
    let over = as_of > replayed.rounds.last().round.days().answer_by;
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
    count_lines(district, &replay_to(district, year, as_of)?)
}

fn count_lines(district: &District, replayed: &Replayed) -> Result<Vec<LineSummary>, OfficeError> {
    let rule = protection_now(district)?;
    let mut counts: BTreeMap<(&str, &str), [u64; 2]> = BTreeMap::new();
    for (stage, state) in replayed.states.iter().enumerate() {
        for (application, standing) in state.standings.iter().enumerate() {
            let offers = standing.offers.iter().map(|offer| (1, offer.place));
            for (which, place) in standing.seat.iter().map(|seat| (0, *seat)).chain(offers) {
                if let Some(program) = replayed.program(stage, application, place) {
                    counts.entry((&program.id, &program.grade)).or_default()[which] += 1;
                }
            }
        }
    }
    let show = |n: u64| match n {
        0 => Shown::Value(0),
        n => rule.show(n, n, || n),
    };
    // Programs as the latest round that has begun has them.
    let begun = (0..replayed.states.len()).rev().find(|stage| replayed.has_begun(*stage));
    let round = &replayed.rounds.drawn[begun.unwrap_or(0)].round;
    let line = |program: &ProgramLine| {
        let key = (program.id.as_str(), program.grade.as_str());
        let [accepted, offered] = counts.get(&key).copied().unwrap_or_default();
        LineSummary {
            program: program.full_name(),
            grade: program.grade.clone(),
            seats: program.seats,
            accepted: show(accepted),
            offered: show(offered),
            waiting: show(replayed.line(program).len() as u64),
        }
    };
    Ok(round.programs.iter().map(line).collect())
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
    let replayed = replay_to(district, year, as_of)?;
    // The first offers are in the letters; what came afterwards is what the office acts on.
    let moves: Vec<_> = list_moves(&replayed.states)
        .into_iter()
        .filter(|(stage, one)| !replayed.is_first_offer(*stage, one))
        .map(|(stage, one)| {
            let application = one.application as usize;
            let line = &replayed.rounds.drawn[stage].round.applications[application];
            let program = replayed.program(stage, application, one.place);
            let program = program.map(ProgramLine::full_name).unwrap_or_default();
            (one.on, line.id.clone(), program, word(one.what))
        })
        .collect();
    let kind = format!("waitlists of {year}");
    super::log_applications(district, &kind, moves.len() as u64, now)?;
    Ok(WaitlistDay { as_of, lines: count_lines(district, &replayed)?, moves })
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

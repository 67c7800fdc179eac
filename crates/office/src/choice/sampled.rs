//! Riverbend's main round, held as an office holds it: commit, seal, draw, adopt, and its families'
//! answers as the days go by. The families are invented, and so is what they say.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use traction_core::choice::waitlist::{Answer, Days, Event, Move, Standing, State, What, replay};
use traction_core::district::SchoolYear;
use traction_core::sample::answering::{
    CHOICE_POLICY, Habit, PUBLIC_DRAW, PUBLIC_DRAW_FROM, habit, lottery_secrets,
};

use super::answers::{GivenAnswer, enter};
use super::draw::{self, Drawn, adopt, run};
use super::rounds::Rounds;
use super::seal::seal;
use super::{refuse, year_of};
use crate::district::District;
use crate::error::OfficeError;

/// Days after the offers on which the sample's families answer.
const DAYS_OF_ANSWERS: i64 = 60;

/// What came of the round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The school year.
    pub year: SchoolYear,
    /// Applications.
    pub applications: usize,
    /// Applications that were given a seat.
    pub given: usize,
    /// Answers that were entered.
    pub answers: usize,
    /// What opens the page of one family: of one to whom a seat came by a waitlist, if there is one.
    pub receipt: Option<String>,
}

/// Writes Riverbend's choice policy into its folder and holds the main round of the coming year,
/// each step at its own day; a day that has not come yet is today. The lottery's secrets follow
/// from the city's seed, so that the same seed gives the same city.
///
/// # Errors
/// When no applications are loaded, or something was committed to already.
pub fn hold_sample_round(
    district: &District,
    seed: u64,
    now: Timestamp,
) -> Result<Held, OfficeError> {
    super::may_assign(district)?;
    let year = year_of(district, None)?;
    if let Some(entry) = draw::find_commitment(district, year, 1)? {
        return Err(OfficeError::Refused {
            what: format!("a lottery for {year} was committed to by {} already", entry.who),
            hint: format!("traction choice status --year {}", year.end()),
        });
    }
    write_policy(district)?;
    let days = draw::policy_of(CHOICE_POLICY)?.round;
    let at = |day: Date| {
        let noon = day.at(12, 0, 0, 0).to_zoned(TimeZone::system());
        noon.map_or(now, |noon| noon.timestamp().min(now))
    };
    let before = |day: Date, by: i64| day.saturating_sub(jiff::Span::new().days(by));
    let secrets = || Ok(lottery_secrets(seed));
    let opened = at(before(days.closes, 30));
    draw::commit_to(district, year, "riverbend", PUBLIC_DRAW_FROM, None, opened, secrets)?;
    seal(district, Some(year.end()), None, at(before(days.offers, 4)))?;
    let drawn_at = at(before(days.offers, 1));
    let summary = run(district, Some(year.end()), PUBLIC_DRAW, drawn_at)?;
    adopt(district, summary.proposal, "Grace Lindqvist", drawn_at)?;
    let rounds = Rounds::load(district, year, None)?;
    let last = days.offers.saturating_add(jiff::Span::new().days(DAYS_OF_ANSWERS));
    let today = now.to_zoned(TimeZone::system()).date();
    let (given, state) = play(rounds.last(), seed, last.min(today))?;
    let answers = enter(district, year, &rounds, &given, &at)?;
    let later = |one: &&Move| one.what == What::Offered && one.on > days.offers;
    let told = state.moves.iter().find(later).or(state.moves.first());
    let entry = draw::load_commitment(district, year, 1)?;
    let receipts = draw::receipts(&rounds.last().round, &entry.body.salt()?);
    let receipt = told.map(|one| receipts[one.application as usize].reveal());
    Ok(Held { year, applications: summary.applications, given: summary.given, answers, receipt })
}

/// Puts the policy where a district keeps its own.
fn write_policy(district: &District) -> Result<(), OfficeError> {
    let folder = district.folder.policy_path().join("choice");
    let path = folder.join("riverbend.toml");
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, CHOICE_POLICY))
        .map_err(OfficeError::file(&path, "written"))
}

/// What the families say to their offers up to a day, in the order of days, and what came of it.
fn play(drawn: &Drawn, seed: u64, last: Date) -> Result<(Vec<GivenAnswer>, State), OfficeError> {
    let round = &drawn.round;
    let days = &round.policy.round;
    let market = round.market().map_err(refuse)?;
    let numbers = drawn.numbers();
    let waits = round.waits();
    let mut events: Vec<Event> = Vec::new();
    let replayed = |events: &[Event], as_of: Date| {
        let days = Days { offers: days.offers, answer_by: days.answer_by, as_of };
        let rules = round.policy.waitlist;
        replay(&market, &numbers, &drawn.assignment, rules, &waits, days, events)
    };
    let line = |application: u32, place: u32| {
        let line = &round.applications[application as usize];
        (line, &line.list[place as usize])
    };
    let mut given = Vec::new();
    let mut state = State { standings: Vec::new(), moves: Vec::new() };
    let mut asked: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut due: BTreeMap<Date, Vec<(u32, u32, Answer)>> = BTreeMap::new();
    let mut day = days.offers;
    while day <= last {
        for (application, place, answer) in due.remove(&day).unwrap_or_default() {
            // What was given back for a better offer meanwhile is not answered.
            let standing: &Standing = &state.standings[application as usize];
            if standing.offers.iter().any(|offer| offer.place == place) {
                events.push(Event { on: day, application, place, answer });
                let (line, choice) = line(application, place);
                let program = round.programs[choice.program as usize].id.clone();
                let application = line.id.clone();
                given.push(GivenAnswer { application, program, answer, on: day });
            }
        }
        state = replayed(&events, day);
        for (application, standing) in (0..).zip(&state.standings) {
            for offer in &standing.offers {
                if !asked.insert((application, offer.place)) {
                    continue;
                }
                let (line, choice) = line(application, offer.place);
                let program = &round.programs[choice.program as usize].id;
                let (days, answer) = match habit(seed, &line.id, program, choice.rank == 0) {
                    Habit::Accepts(days) => (days, Answer::Accepted),
                    Habit::Declines(days) => (days, Answer::Declined),
                    Habit::Silent => continue,
                };
                let on = day.saturating_add(jiff::Span::new().days(i64::from(days) + 1));
                let on = on.min(offer.answer_by);
                due.entry(on).or_default().push((application, offer.place, answer));
            }
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok((given, state))
}

//! The files by which anybody can compute a lottery and its assignment again, and the computing.
//!
//! No file holds a name or an application's number. What each holds:
//!
//! | file | one row |
//! |---|---|
//! | `lottery.csv` | a fact: commitment, seed, public draw, kind of lottery, mechanism, policy |
//! | `programs.csv` | a group of seats, in the order in which it is filled |
//! | `sealed.csv` | a ticket, the ticket whose number it draws with, and the hash of its lines |
//! | `register.csv` | a choice: ticket, place on the list, program, class, reserves |
//! | `blinds.csv` | a ticket and what hides its lines in `sealed.csv` |
//! | `assignment.csv` | a ticket and the program that it was given |
//!
//! The first three are for everybody. The rest are for everybody when the policy's register is
//! open, and else for the auditors whom the district names.

mod text;
mod verify;

use std::collections::BTreeMap;

use super::lottery::{Receipt, hash};
use super::model::Assignment;
use super::policy::{BY_RIGHT, Lottery, Register};
use super::round::Round;

use text::row;
pub use verify::{Broken, OwnLine, Verified, find_own, verify};

/// Files by name.
pub type Files = BTreeMap<String, String>;

/// What a lottery was, as its files say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The hash that was published before applications closed.
    pub commitment: &'a str,
    /// The seed, once it is revealed.
    pub seed: Option<&'a str>,
    /// The public draw; empty for none.
    pub public_draw: &'a str,
}

/// The public and the auditors' files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// For everybody.
    pub public: Files,
    /// For auditors; empty when the register is open.
    pub auditor: Files,
}

/// The lines of one application in `register.csv`.
fn lines_of(round: &Round, at: usize, tickets: &[String]) -> Vec<String> {
    let reserve_words = |bits: u16| {
        let mut words: Vec<&str> = round
            .policy
            .reserves
            .iter()
            .enumerate()
            .filter(|(reserve, _)| bits >> reserve & 1 == 1)
            .map(|(_, reserve)| reserve.name.id.as_str())
            .collect();
        if bits >> BY_RIGHT & 1 == 1 {
            words.push("by_right");
        }
        words.join("+")
    };
    let line = |(place, choice): (usize, &super::round::ChoiceLine)| {
        let program = &round.programs[choice.program as usize];
        row(&[
            &tickets[at],
            &(place + 1).to_string(),
            &program.id,
            &program.grade,
            &choice.class.to_string(),
            &reserve_words(choice.reserves),
        ])
    };
    round.applications[at].list.iter().enumerate().map(line).collect()
}

/// Writes the files of a round. Without an assignment, those that can be written before the draw.
pub fn write(
    round: &Round,
    receipts: &[Receipt],
    facts: &Facts<'_>,
    assignment: Option<&Assignment>,
) -> Written {
    let tickets: Vec<String> = receipts.iter().map(Receipt::ticket).collect();
    let drawn_as = round.drawn_as();
    // The order of tickets says nothing about the order of applications.
    let mut order: Vec<usize> = (0..tickets.len()).collect();
    order.sort_by(|a, b| tickets[*a].cmp(&tickets[*b]));
    let mut sealed = "ticket,drawn_as,hash\n".to_owned();
    let mut blinds = "ticket,blind\n".to_owned();
    let mut register = "ticket,place,program_id,grade,class,reserves\n".to_owned();
    let mut given = "ticket,program_id,grade\n".to_owned();
    let mut starts = Vec::with_capacity(tickets.len());
    let mut total = 0;
    for application in &round.applications {
        starts.push(total);
        total += application.list.len();
    }
    for at in order {
        let lines = lines_of(round, at, &tickets);
        let blind = receipts[at].blind();
        let sum = hash(&format!("{blind}\n{}", lines.join("\n")));
        let draws = &tickets[drawn_as[at] as usize];
        sealed.push_str(&format!("{}\n", row(&[&tickets[at], draws, &sum])));
        blinds.push_str(&format!("{}\n", row(&[&tickets[at], &blind])));
        for line in &lines {
            register.push_str(line);
            register.push('\n');
        }
        if let Some(choice) = assignment.and_then(|assignment| assignment.find(at)) {
            let choice = &round.applications[at].list[choice - starts[at]];
            let program = &round.programs[choice.program as usize];
            given.push_str(&row(&[&tickets[at], &program.id, &program.grade]));
            given.push('\n');
        }
    }
    let mut public = Files::new();
    public.insert("lottery.csv".to_owned(), write_facts(round, facts));
    public.insert("programs.csv".to_owned(), write_programs(round));
    public.insert("sealed.csv".to_owned(), sealed);
    let mut closed = Files::new();
    closed.insert("register.csv".to_owned(), register);
    closed.insert("blinds.csv".to_owned(), blinds);
    if assignment.is_some() {
        closed.insert("assignment.csv".to_owned(), given);
    }
    match round.policy.register {
        Register::Open => {
            public.extend(closed);
            Written { public, auditor: Files::new() }
        }
        Register::Sealed => {
            closed.extend(public.clone());
            Written { public, auditor: closed }
        }
    }
}

fn write_facts(round: &Round, facts: &Facts<'_>) -> String {
    let lottery = match round.policy.lottery {
        Lottery::Single => "single",
        Lottery::PerProgram => "per_program",
    };
    let mut text = "fact,value\n".to_owned();
    for (name, value) in [
        ("policy", round.policy.mark().as_str()),
        ("mechanism", round.policy.mechanism.id()),
        ("lottery", lottery),
        ("commitment", facts.commitment),
        ("public_draw", facts.public_draw),
        ("seed", facts.seed.unwrap_or_default()),
    ] {
        text.push_str(&row(&[name, value]));
        text.push('\n');
    }
    text
}

fn write_programs(round: &Round) -> String {
    let mut text = "program_id,grade,step,seats,reserve,only\n".to_owned();
    for program in &round.programs {
        for (step, group) in program.groups.iter().enumerate() {
            let reserve = match group.prefers {
                None => "",
                Some(BY_RIGHT) => "by_right",
                Some(at) => &round.policy.reserves[usize::from(at)].name.id,
            };
            let only = if group.only { "yes" } else { "no" };
            let step = (step + 1).to_string();
            let seats = group.seats.to_string();
            text.push_str(&row(&[&program.id, &program.grade, &step, &seats, reserve, only]));
            text.push('\n');
        }
    }
    text
}

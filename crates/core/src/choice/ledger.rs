//! The files by which anybody can compute a lottery and its assignment again, and the computing.
//!
//! No file holds a name or an application's number. What each holds:
//!
//! | file | one row |
//! |---|---|
//! | `lottery.csv` | a fact: commitment and seal with their moments, seed, public draw, kind of lottery, mechanism; which round, where it is not the first |
//! | `policy.toml` | the policy, word for word |
//! | `programs.csv` | a group of seats, in the order in which it is filled; in a later round those that are left |
//! | `sealed.csv` | a ticket, the ticket whose number it draws with, and the hash of its lines |
//! | `register.csv` | a choice: ticket, place on the family's list, program, class, reserves; then place, class and reserves as they were used, which differ where brothers and sisters were put in one school |
//! | `blinds.csv` | a ticket and what hides its lines in `sealed.csv` |
//! | `assignment.csv` | a ticket and the program that it was given |
//!
//! The first four are for everybody. The rest are for everybody when the policy's register is
//! open, and else for the auditors whom the district names.
//!
//! What is sealed before the draw, [`seal`], is `sealed.csv` and `programs.csv`: the families' own
//! lists and the seats. Both come out the same, byte for byte, after the draw.

mod text;
mod verify;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lottery::{Receipt, hash};
use super::model::{Assignment, SeatGroup};
use super::policy::{BY_RIGHT, Lottery, Register};
use super::round::{ChoiceLine, Round};

use text::row;
pub use verify::{Broken, OwnLine, Verified, compare_before, find_own, verify};

const SEALED: &str = "sealed.csv";
const PROGRAMS: &str = "programs.csv";
const POLICY: &str = "policy.toml";
const REGISTER_HEADING: &str =
    "ticket,place,program_id,grade,class,reserves,used_place,used_class,used_reserves";
/// Cells of a register's line that are sealed; the rest says how it was used.
const SEALED_CELLS: usize = 6;

/// The names of all files.
pub const NAMES: [&str; 7] =
    ["lottery.csv", POLICY, PROGRAMS, SEALED, "register.csv", "blinds.csv", "assignment.csv"];

/// Files by name.
pub type Files = BTreeMap<String, String>;

/// What a lottery was, as its files say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The policy's text, word for word.
    pub policy: &'a str,
    /// The hash that was published before applications closed.
    pub commitment: &'a str,
    /// When it was made.
    pub committed_at: Timestamp,
    /// When lists and seats were sealed.
    pub sealed_at: Option<Timestamp>,
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

/// A family's own list, where another was used: the list of a brother or sister who was put into
/// one school with another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnList {
    /// Whose.
    pub application: u32,
    /// The list as the family's own choices and the rule gave it.
    pub list: Vec<ChoiceLine>,
}

/// The lists that were put in another order, as they were before.
pub fn own_lists(before: &Round, used: &Round) -> Vec<OwnList> {
    let pairs = before.applications.iter().zip(&used.applications).enumerate();
    pairs
        .filter(|(_, (before, used))| before.list != used.list)
        .map(|(at, (before, _))| OwnList { application: at as u32, list: before.list.clone() })
        .collect()
}

/// The lines of one application in `register.csv`, each in its sealed part and the part that says
/// how it was used.
fn lines_of(
    round: &Round,
    at: usize,
    own: &[ChoiceLine],
    tickets: &[String],
) -> Vec<(String, String)> {
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
    let used = &round.applications[at].list;
    let line = |(place, choice): (usize, &ChoiceLine)| {
        let program = &round.programs[choice.program as usize];
        let sealed = row(&[
            &tickets[at],
            &(place + 1).to_string(),
            &program.id,
            &program.grade,
            &choice.class.to_string(),
            &reserve_words(choice.reserves),
        ]);
        let place = used.iter().position(|line| line.program == choice.program).unwrap_or(place);
        let as_used = used.get(place).unwrap_or(choice);
        let used = row(&[
            &(place + 1).to_string(),
            &as_used.class.to_string(),
            &reserve_words(as_used.reserves),
        ]);
        (sealed, used)
    };
    own.iter().enumerate().map(line).collect()
}

/// What is bound before the draw: the hash of the two files that come out the same after it.
pub fn seal(files: &Files) -> String {
    let text = |name: &str| files.get(name).map(String::as_str).unwrap_or_default();
    hash(&format!("{}\n{}", hash(text(SEALED)), hash(text(PROGRAMS))))
}

/// Writes the files of a round. Without an assignment, those that can be written before the draw.
/// `own` are the lists that were used in another order than the family's.
pub fn write(
    round: &Round,
    own: &[OwnList],
    receipts: &[Receipt],
    facts: &Facts<'_>,
    assignment: Option<&Assignment>,
) -> Written {
    let tickets: Vec<String> = receipts.iter().map(Receipt::ticket).collect();
    let drawn_as = round.drawn_as();
    let own: BTreeMap<usize, &[ChoiceLine]> =
        own.iter().map(|own| (own.application as usize, own.list.as_slice())).collect();
    // The order of tickets says nothing about the order of applications.
    let mut order: Vec<usize> = (0..tickets.len()).collect();
    order.sort_by(|a, b| tickets[*a].cmp(&tickets[*b]));
    let mut sealed = "ticket,drawn_as,hash\n".to_owned();
    let mut blinds = "ticket,blind\n".to_owned();
    let mut register = format!("{REGISTER_HEADING}\n");
    let mut given = "ticket,program_id,grade\n".to_owned();
    let mut starts = Vec::with_capacity(tickets.len());
    let mut total = 0;
    for application in &round.applications {
        starts.push(total);
        total += application.list.len();
    }
    for at in order {
        let list = own.get(&at).copied().unwrap_or(&round.applications[at].list);
        let lines = lines_of(round, at, list, &tickets);
        let blind = receipts[at].blind();
        let bound: Vec<&str> = lines.iter().map(|(sealed, _)| sealed.as_str()).collect();
        let sum = hash(&format!("{blind}\n{}", bound.join("\n")));
        let draws = &tickets[drawn_as[at] as usize];
        sealed.push_str(&format!("{}\n", row(&[&tickets[at], draws, &sum])));
        blinds.push_str(&format!("{}\n", row(&[&tickets[at], &blind])));
        for (bound, used) in &lines {
            register.push_str(&format!("{bound},{used}\n"));
        }
        if let Some(choice) = assignment.and_then(|assignment| assignment.find(at)) {
            let choice = &round.applications[at].list[choice - starts[at]];
            let program = &round.programs[choice.program as usize];
            given.push_str(&row(&[&tickets[at], &program.id, &program.grade]));
            given.push('\n');
        }
    }
    let mut public = Files::new();
    public.insert(PROGRAMS.to_owned(), write_programs(round));
    public.insert(SEALED.to_owned(), sealed);
    public.insert("lottery.csv".to_owned(), write_facts(round, facts, &seal(&public)));
    public.insert(POLICY.to_owned(), facts.policy.to_owned());
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

/// A moment to the second, as everybody's clock has it.
fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn write_facts(round: &Round, facts: &Facts<'_>, seal: &str) -> String {
    let lottery = match round.policy.lottery {
        Lottery::Single => "single",
        Lottery::PerProgram => "per_program",
    };
    let mut text = "fact,value\n".to_owned();
    if round.number() > 1 {
        text.push_str(&row(&["round", &round.number().to_string()]));
        text.push('\n');
    }
    for (name, value) in [
        ("policy", round.policy.mark().as_str()),
        ("mechanism", round.policy.mechanism.id()),
        ("lottery", lottery),
        ("commitment", facts.commitment),
        ("committed_at", &second(facts.committed_at)),
        ("sealed", seal),
        ("sealed_at", &facts.sealed_at.map(second).unwrap_or_default()),
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
        // A program without a seat is a program all the same: lists name it.
        let none = [SeatGroup::open(0)];
        let groups = if program.groups.is_empty() { &none } else { program.groups.as_slice() };
        for (step, group) in groups.iter().enumerate() {
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

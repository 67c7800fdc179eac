//! Computing a lottery and its assignment again from the files alone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::text::{row, rows};
use super::{Files, POLICY, PROGRAMS, REGISTER_HEADING, SEALED, SEALED_CELLS, seal};
use crate::choice::engine::{Mechanism, assign};
use crate::choice::lottery::{self, Receipt, Secret, hash};
use crate::choice::model::{Listed, Market, NONE, Numbers, SeatGroup};
use crate::choice::policy::{BY_RIGHT, check_policy};
use crate::choice::promise;
use crate::thousands::group_thousands;

/// A file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}, line {line}: {what}")]
pub struct Broken {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 for a file that is not there.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl Broken {
    pub(super) fn of(file: &str, line: usize, what: &str) -> Self {
        Broken { file: file.to_owned(), line, what: what.to_owned() }
    }
}

/// What computing everything again found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// What agrees, in words.
    pub agrees: Vec<String>,
    /// What does not.
    pub differs: Vec<String>,
    /// What could not be looked at, and why.
    pub not_looked_at: Vec<String>,
}

/// What a family's receipt finds in the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLine {
    /// The ticket.
    pub ticket: String,
    /// The number, from 0; none before the seed is revealed or where numbers are drawn for each
    /// program.
    pub number: Option<u32>,
    /// How many drew.
    pub among: usize,
}

struct Read {
    facts: BTreeMap<String, String>,
    tickets: Vec<String>,
    /// Whose number each ticket draws with.
    drawn_as: Vec<u32>,
    sums: Vec<String>,
}

fn file<'a>(files: &'a Files, name: &str) -> Result<&'a str, Broken> {
    files.get(name).map(String::as_str).ok_or_else(|| Broken::of(name, 0, "it is not there"))
}

fn read(files: &Files) -> Result<Read, Broken> {
    let facts = rows("lottery.csv", file(files, "lottery.csv")?, "fact,value")?
        .into_iter()
        .map(|(mut cells, _)| (std::mem::take(&mut cells[0]), std::mem::take(&mut cells[1])))
        .collect();
    let sealed = rows(SEALED, file(files, SEALED)?, "ticket,drawn_as,hash")?;
    let (mut tickets, mut draws, mut sums) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (mut cells, _)) in sealed.into_iter().enumerate() {
        if tickets.last().is_some_and(|last| *last >= cells[0]) {
            return Err(Broken::of(SEALED, at + 2, "tickets are not in order, or one is twice"));
        }
        tickets.push(std::mem::take(&mut cells[0]));
        draws.push(std::mem::take(&mut cells[1]));
        sums.push(std::mem::take(&mut cells[2]));
    }
    let mut read = Read { facts, tickets, drawn_as: Vec::new(), sums };
    for (at, ticket) in draws.iter().enumerate() {
        let drawn_as = read.find(ticket).ok_or_else(|| {
            Broken::of(SEALED, at + 2, "it draws with a ticket that is not sealed")
        })?;
        read.drawn_as.push(drawn_as as u32);
    }
    Ok(read)
}

impl Read {
    fn fact(&self, name: &str) -> &str {
        self.facts.get(name).map(String::as_str).unwrap_or_default()
    }

    fn seed(&self) -> Result<Option<Secret>, Broken> {
        match self.fact("seed") {
            "" => Ok(None),
            text => Secret::parse(text)
                .map(Some)
                .map_err(|error| Broken::of("lottery.csv", 0, &error.to_string())),
        }
    }

    fn find(&self, ticket: &str) -> Option<usize> {
        self.tickets.binary_search_by(|known| known.as_str().cmp(ticket)).ok()
    }
}

/// Finds a family's own line by its receipt.
///
/// # Errors
/// The first file that cannot be read.
pub fn find_own(files: &Files, receipt: &Receipt) -> Result<Option<OwnLine>, Broken> {
    let read = read(files)?;
    let Some(at) = read.find(&receipt.ticket()) else { return Ok(None) };
    let number = match (read.seed()?, read.fact("lottery")) {
        (Some(seed), "single") => {
            let key = seed.key(read.fact("public_draw"));
            match lottery::single(&key, &read.tickets, &read.drawn_as) {
                Numbers::Single(numbers) => Some(numbers[at]),
                Numbers::PerProgram(_) => None,
            }
        }
        _ => None,
    };
    Ok(Some(OwnLine { ticket: read.tickets[at].clone(), number, among: read.tickets.len() }))
}

/// Computes everything again that the files allow, and says what agrees and what does not.
///
/// # Errors
/// The first file that cannot be read.
pub fn verify(files: &Files) -> Result<Verified, Broken> {
    let read = read(files)?;
    let mut found = Verified::default();
    let seed = read.seed()?;
    match &seed {
        None => found.not_looked_at.push("The seed is not revealed yet.".to_owned()),
        Some(seed) if seed.commitment(file(files, POLICY)?) == read.fact("commitment") => {
            found.agrees.push(format!(
                "Seed and policy are those that were committed to at {}.",
                read.fact("committed_at")
            ));
        }
        Some(_) => {
            found.differs.push("Seed or policy are not those that were committed to.".to_owned());
        }
    }
    if let Some(words) = late(files, &read)? {
        found.differs.push(words);
    }
    match seal(files) == read.fact("sealed") {
        true => found.agrees.push(format!(
            "Lists and seats have the seal {} of {}.",
            seal(files),
            read.fact("sealed_at")
        )),
        false => found.differs.push("Lists or seats do not have their seal.".to_owned()),
    }
    if !files.contains_key("register.csv") {
        let why = "The register is sealed; auditors whom the district names can compute the \
                   assignment again.";
        found.not_looked_at.push(why.to_owned());
        return Ok(found);
    }
    let register = Register::load(files, &read)?;
    register.compare_sums(files, &read, &mut found)?;
    let (Some(seed), true) = (seed, files.contains_key("assignment.csv")) else {
        found.not_looked_at.push("There is no assignment yet.".to_owned());
        return Ok(found);
    };
    register.compare_assignment(files, &read, &seed, &mut found)?;
    Ok(found)
}

/// What is wrong with a commitment that was made after applications closed. Wherever the district
/// is, it was that day there by the end of the next.
fn late(files: &Files, read: &Read) -> Result<Option<String>, Broken> {
    let committed = read.fact("committed_at");
    let at: Timestamp =
        committed.parse().map_err(|_| Broken::of("lottery.csv", 0, "committed_at is no moment"))?;
    let policy = check_policy(file(files, POLICY)?)
        .policy
        .ok_or_else(|| Broken::of(POLICY, 0, "it cannot be used: traction choice check-policy"))?;
    let round = match read.fact("round") {
        "" => 1,
        text => text.parse().map_err(|_| Broken::of("lottery.csv", 0, "the round is no number"))?,
    };
    let days = policy
        .find_days(round)
        .ok_or_else(|| Broken::of(POLICY, 0, &format!("it has no round {round}")))?;
    let closes = days.closes;
    let day = at.to_zoned(TimeZone::UTC).date();
    Ok((day > closes.tomorrow().unwrap_or(closes)).then(|| {
        format!("The commitment was made at {committed}, after applications closed on {closes}.")
    }))
}

/// Compares with the files that were published before the draw: what was bound then is bound now.
///
/// # Errors
/// The first file that cannot be read.
pub fn compare_before(before: &Files, after: &Files) -> Result<Verified, Broken> {
    let mut found = Verified::default();
    let facts = [read(before)?, read(after)?];
    for (fact, words) in [
        ("commitment", "The commitment"),
        ("committed_at", "The moment of the commitment"),
        ("sealed_at", "The moment of the seal"),
        ("mechanism", "The mechanism"),
        ("lottery", "The kind of lottery"),
        ("round", "The round"),
    ] {
        let [old, new] = facts.each_ref().map(|read| read.fact(fact));
        if old != new {
            found.differs.push(format!("{words} was {old} before the draw, and is {new} now."));
        }
    }
    for (name, words) in [(POLICY, "policy"), (PROGRAMS, "seats"), (SEALED, "sealed lists")] {
        match file(before, name)? == file(after, name)? {
            true => found.agrees.push(format!("The {words} are those of before the draw.")),
            false => found.differs.push(format!("The {words} are not those of before the draw.")),
        }
    }
    Ok(found)
}

struct Register {
    market: Market,
    programs: Vec<(String, String)>,
    /// The sealed part of the lines of each ticket.
    lines: Vec<Vec<String>>,
    /// Tickets whose list was used in another order than the family's.
    reordered: usize,
}

impl Register {
    fn load(files: &Files, read: &Read) -> Result<Register, Broken> {
        let heading = "program_id,grade,step,seats,reserve,only";
        let mut programs: Vec<(String, String)> = Vec::new();
        let mut groups: Vec<Vec<SeatGroup>> = Vec::new();
        let mut reserves: Vec<String> = Vec::new();
        let mut bit = |word: &str| -> u8 {
            if word == "by_right" {
                return BY_RIGHT;
            }
            let at = reserves.iter().position(|known| known == word).unwrap_or_else(|| {
                reserves.push(word.to_owned());
                reserves.len() - 1
            });
            at as u8
        };
        let name = PROGRAMS;
        for (at, (cells, _)) in rows(name, file(files, name)?, heading)?.into_iter().enumerate() {
            let key = (cells[0].clone(), cells[1].clone());
            if programs.last() != Some(&key) {
                programs.push(key);
                groups.push(Vec::new());
            }
            let seats = cells[3]
                .parse()
                .map_err(|_| Broken::of(name, at + 2, "the seats are no number"))?;
            let prefers = (!cells[4].is_empty()).then(|| bit(&cells[4]));
            let group = SeatGroup { seats, prefers, only: cells[5] == "yes" };
            if let Some(last) = groups.last_mut() {
                last.push(group);
            }
        }
        let places: BTreeMap<(String, String), u32> =
            programs.iter().enumerate().map(|(at, key)| (key.clone(), at as u32)).collect();
        let mut lists: Vec<Vec<(usize, Listed)>> = vec![Vec::new(); read.tickets.len()];
        let mut lines: Vec<Vec<String>> = vec![Vec::new(); read.tickets.len()];
        let (name, heading) = ("register.csv", REGISTER_HEADING);
        for (at, (cells, _)) in rows(name, file(files, name)?, heading)?.into_iter().enumerate() {
            let wrong = |what: &str| Broken::of(name, at + 2, what);
            let ticket = read.find(&cells[0]).ok_or_else(|| wrong("the ticket is not sealed"))?;
            let key = (cells[2].clone(), cells[3].clone());
            let program = *places.get(&key).ok_or_else(|| wrong("there is no such program"))?;
            let place = cells[6].parse().map_err(|_| wrong("the place is no number"))?;
            let class = cells[7].parse().map_err(|_| wrong("the class is no number"))?;
            let words = cells[8].split('+').filter(|word| !word.is_empty());
            let reserves = words.fold(0u16, |bits, word| bits | 1 << bit(word));
            if cells[1] != (lists[ticket].len() + 1).to_string() {
                return Err(wrong("the places of a list are not 1, 2, 3"));
            }
            lists[ticket].push((place, Listed { program, class, reserves }));
            let sealed: Vec<&str> = cells[..SEALED_CELLS].iter().map(String::as_str).collect();
            lines[ticket].push(row(&sealed));
        }
        let mut reordered = 0;
        let used = |mut list: Vec<(usize, Listed)>| {
            let is_own =
                |list: &[(usize, Listed)]| (1..).zip(list).all(|(at, (used, _))| at == *used);
            if !is_own(&list) {
                reordered += 1;
                list.sort_by_key(|(place, _)| *place);
            }
            let in_order = is_own(&list);
            in_order.then(|| list.into_iter().map(|(_, line)| line).collect())
        };
        let lists: Option<Vec<Vec<Listed>>> = lists.into_iter().map(used).collect();
        let lists = lists
            .ok_or_else(|| Broken::of(name, 0, "the used places of a list are not 1, 2, 3"))?;
        let market = Market::of(groups.iter().map(Vec::as_slice), lists.iter().map(Vec::as_slice))
            .map_err(|error| Broken::of("register.csv", 0, &error.to_string()))?;
        Ok(Register { market, programs, lines, reordered })
    }

    fn compare_sums(&self, files: &Files, read: &Read, found: &mut Verified) -> Result<(), Broken> {
        let name = "blinds.csv";
        let mut same = 0;
        for (cells, _) in rows(name, file(files, name)?, "ticket,blind")? {
            let Some(at) = read.find(&cells[0]) else {
                return Err(Broken::of(name, 0, "it holds a ticket that is not sealed"));
            };
            let sum = hash(&format!("{}\n{}", cells[1], self.lines[at].join("\n")));
            same += usize::from(sum == read.sums[at]);
        }
        let all = read.tickets.len();
        if same == all {
            let lines = group_thousands(all as u64);
            found
                .agrees
                .push(format!("The lines of all {lines} tickets are those that were sealed."));
            match self.reordered {
                0 => {}
                1 => found.agrees.push(
                    "One list was used in another order, for a brother or sister.".to_owned(),
                ),
                many => found.agrees.push(format!(
                    "{many} lists were used in another order, for brothers and sisters."
                )),
            }
        } else {
            let words =
                format!("{} of {all} tickets have other lines than were sealed.", all - same);
            found.differs.push(words);
        }
        Ok(())
    }

    fn compare_assignment(
        &self,
        files: &Files,
        read: &Read,
        seed: &Secret,
        found: &mut Verified,
    ) -> Result<(), Broken> {
        let word = read.fact("mechanism");
        let mechanism = Mechanism::find(word)
            .ok_or_else(|| Broken::of("lottery.csv", 0, &format!("no mechanism “{word}”")))?;
        let key = seed.key(read.fact("public_draw"));
        let numbers = if read.fact("lottery") == "single" {
            lottery::single(&key, &read.tickets, &read.drawn_as)
        } else {
            let (starts, line) = self.market.lines();
            let owners = self.market.owners();
            let ids: Vec<&str> = self.programs.iter().map(|(id, _)| id.as_str()).collect();
            let lines = (starts.as_slice(), line.as_slice());
            lottery::per_program(&key, &read.tickets, &read.drawn_as, &owners, lines, &ids)
        };
        let assignment = assign(mechanism, &self.market, &numbers);
        let heading = "ticket,program_id,grade";
        let mut told = vec![NONE; read.tickets.len()];
        let name = "assignment.csv";
        for (at, (cells, _)) in rows(name, file(files, name)?, heading)?.into_iter().enumerate() {
            let wrong = |what: &str| Broken::of(name, at + 2, what);
            let ticket = read.find(&cells[0]).ok_or_else(|| wrong("the ticket is not sealed"))?;
            let choice = self.market.list(ticket).find(|choice| {
                let (id, grade) = &self.programs[self.market.program(*choice)];
                *id == cells[1] && *grade == cells[2]
            });
            told[ticket] = choice.ok_or_else(|| wrong("the program is not on the list"))? as u32;
        }
        let different = told.iter().zip(&assignment.given).filter(|(a, b)| a != b).count();
        let given = group_thousands(assignment.count_given() as u64);
        if different == 0 {
            found
                .agrees
                .push(format!("Computed again, the same {given} seats go to the same tickets."));
        } else {
            found.differs.push(format!(
                "Computed again, {} tickets have something else.",
                group_thousands(different as u64)
            ));
        }
        match promise::find_broken(mechanism, &self.market, &numbers, &assignment).len() {
            0 => found.agrees.push(promise::kept(mechanism).to_owned()),
            many => found.differs.push(format!("{many} claims or seats are not as the rule says.")),
        }
        Ok(())
    }
}

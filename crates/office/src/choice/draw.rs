//! The lottery as an office runs it: commit, run and check, adopt.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use traction_core::choice::check::Violation;
use traction_core::choice::check::rounds::check_rounds;
use traction_core::choice::course::Held;
use traction_core::choice::engine::families::{Family, place};
use traction_core::choice::ledger::{OwnList, own_lists};
use traction_core::choice::lottery::{self, Receipt, Secret, hash};
use traction_core::choice::model::{Assignment, Numbers};
use traction_core::choice::policy::{Lottery, check_policy};
use traction_core::choice::round::Round;
use traction_core::choice::{Policy, promise};
use traction_core::district::SchoolYear;

use super::desk::{RunSummary, summary};
use super::policies::usable;
use super::rounds::{self, Rounds, current_round};
use super::seal::seal_rows;
use super::{ROOM, load_any_round, refuse, year_of};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, ADOPTED, Entry, Made, Proposal};

/// What was bound before applications closed. The seed and what receipts are made with stay in the
/// district's folder; the seed is published after the draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// The policy's text, word for word.
    pub policy: String,
    /// The policy's id and version.
    pub mark: String,
    /// Where the public draw will come from, in words; empty for none.
    pub drawn_from: String,
    /// What is published now.
    pub commitment: String,
    /// The hash of what receipts are made with, for an auditor.
    pub receipts_commitment: String,
    /// Why an earlier commitment was replaced; empty for the first.
    pub because: String,
    /// Which of the policy's rounds it is for, from 1.
    #[serde(default = "first")]
    pub round: u8,
    seed: String,
    salt: String,
}

impl Committed {
    pub(super) fn policy(&self) -> Result<Policy, OfficeError> {
        policy_of(&self.policy)
    }

    pub(super) fn salt(&self) -> Result<Secret, OfficeError> {
        secret(&self.salt)
    }

    /// The seed, in hexadecimal. It is published after the draw, and not before.
    pub(super) fn seed(&self) -> &str {
        &self.seed
    }
}

/// What was written before policies had several rounds was about the first.
const fn first() -> u8 {
    1
}

/// The policy of a text that could be used when it was kept.
pub(super) fn policy_of(text: &str) -> Result<Policy, OfficeError> {
    check_policy(text).policy.ok_or_else(|| OfficeError::Refused {
        what: "the policy that was committed to cannot be read any more".to_owned(),
        hint: "use the version of Traction that it was committed with".to_owned(),
    })
}

fn secret(text: &str) -> Result<Secret, OfficeError> {
    Secret::parse(text).map_err(|error| OfficeError::Refused {
        what: format!("the journal's secret does not read: {error}"),
        hint: "put traction.db back from a copy of the folder".to_owned(),
    })
}

/// What a draw gave: everything that letters, waitlists and public files are read from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// The round, with the lists as they were used.
    pub round: Round,
    /// The lists that were used in another order, as the families gave them.
    pub own: Vec<OwnList>,
    /// The journal's number of the seal that the lists had.
    pub sealed: i64,
    /// Lottery numbers: for each application, or for each choice.
    pub numbers: Vec<u32>,
    /// Who got what.
    pub assignment: Assignment,
    /// Brothers and sisters who asked for one school.
    pub families: Vec<Family>,
    /// The journal's number of the commitment.
    pub commitment: i64,
    /// The public draw.
    pub public_draw: String,
}

impl Drawn {
    /// The numbers as engines read them.
    pub fn numbers(&self) -> Numbers {
        match self.round.policy.lottery {
            Lottery::Single => Numbers::Single(self.numbers.clone()),
            Lottery::PerProgram => Numbers::PerProgram(self.numbers.clone()),
        }
    }
}

/// What was adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    /// The proposal's number.
    pub proposal: i64,
    /// Who adopted it, by name.
    pub by: String,
}

/// A round of a year in a subject: the first has the year alone.
pub(super) fn subject(year: SchoolYear, round: u8) -> String {
    match round {
        1 => year.end().to_string(),
        later => format!("{} round {later}", year.end()),
    }
}

/// What adoptions of a round are about: one of them, once.
fn adopted_subject(year: SchoolYear, round: u8) -> String {
    format!("assignment {}", subject(year, round))
}

/// A round of a year, as sentences name it.
pub(super) fn round_words(policy: &Policy, year: SchoolYear, round: u8) -> String {
    match (policy.count_rounds(), policy.find_days(round)) {
        (2.., Some(days)) => format!("{year}, {}", days.name),
        _ => year.to_string(),
    }
}

/// The commitment that stands for a round of a year.
pub(super) fn find_commitment(
    district: &District,
    year: SchoolYear,
    round: u8,
) -> Result<Option<Entry<Committed>>, OfficeError> {
    let about = subject(year, round);
    let entries = journal::list(district, ROOM, "commitment", Some(&about), None)?;
    Ok(entries.into_iter().next_back())
}

/// Binds the district to a policy and a seed for the round of a year that is in progress. A second
/// commitment to a round needs a reason, and both stay in the journal. A later round goes by the
/// policy of the first, word for word.
///
/// # Errors
/// When there is one already and no reason is given, or a run was adopted; when the policy cannot
/// be used, or is not that of the first round; when the system gives no randomness.
pub fn commit(
    district: &District,
    year: SchoolYear,
    policy: &str,
    drawn_from: &str,
    because: Option<&str>,
    now: Timestamp,
) -> Result<Committed, OfficeError> {
    commit_to(district, year, policy, drawn_from, because, now, || {
        let mut bytes = [[0u8; 32]; 2];
        for part in &mut bytes {
            getrandom::fill(part).map_err(|error| OfficeError::Refused {
                what: format!("the system gives no randomness: {error}"),
                hint: "nothing was committed; try again on another machine".to_owned(),
            })?;
        }
        Ok(bytes)
    })
}

/// The same, with a seed and a salt from `secrets`, which is asked only when both are needed.
pub(super) fn commit_to(
    district: &District,
    year: SchoolYear,
    policy: &str,
    drawn_from: &str,
    because: Option<&str>,
    now: Timestamp,
    secrets: impl FnOnce() -> Result<[[u8; 32]; 2], OfficeError>,
) -> Result<Committed, OfficeError> {
    super::may_assign(district)?;
    let (policy, text) = usable(district, policy)?;
    let round = current_round(district, year)?;
    let words = round_words(&policy, year, round);
    if let Some(first) = find_commitment(district, year, 1)?.filter(|_| round > 1)
        && first.body.policy != text
    {
        return Err(OfficeError::Refused {
            what: format!(
                "later rounds of {year} go by the policy of the first, {}, word for word",
                first.body.mark
            ),
            hint: "commit to that one; if its text was changed since, put it back as it was"
                .to_owned(),
        });
    }
    let before = find_commitment(district, year, round)?;
    if let Some(entry) = &before {
        if find_adopted(district, year, round)?.is_some() {
            return Err(OfficeError::Refused {
                what: format!("the lottery of {words} was adopted; it cannot be drawn again"),
                hint: format!("traction choice status --year {}", year.end()),
            });
        }
        if because.is_none_or(|because| because.trim().is_empty()) {
            return Err(OfficeError::Refused {
                what: format!("a seed for {words} was committed to by {} already", entry.who),
                hint: "whoever commits twice could choose: if you must, say why with --because"
                    .to_owned(),
            });
        }
    }
    let [seed, salt] = secrets()?.map(Secret::of);
    let committed = Committed {
        mark: policy.mark(),
        drawn_from: drawn_from.trim().to_owned(),
        commitment: seed.commitment(&text),
        policy: text,
        receipts_commitment: hash(&format!("traction-receipts-1\n{}", salt.reveal())),
        because: because.unwrap_or_default().to_owned(),
        round,
        seed: seed.reveal(),
        salt: salt.reveal(),
    };
    let after = before.map(|entry| entry.id);
    let about = subject(year, round);
    journal::enter_after(district, after, ROOM, "commitment", &about, &committed, now)?;
    Ok(committed)
}

/// The receipts of a round's applications, in their order.
pub(super) fn receipts(round: &Round, salt: &Secret) -> Vec<Receipt> {
    round.applications.iter().map(|application| salt.receipt(&application.id)).collect()
}

/// The commitment of a round, which every later step goes by.
pub(super) fn load_commitment(
    district: &District,
    year: SchoolYear,
    round: u8,
) -> Result<Entry<Committed>, OfficeError> {
    if let Some(entry) = find_commitment(district, year, round)? {
        return Ok(entry);
    }
    let first = find_commitment(district, year, 1)?.map(|first| first.body.policy()).transpose()?;
    let words = first.map_or_else(|| year.to_string(), |policy| round_words(&policy, year, round));
    Err(OfficeError::Refused {
        what: format!("nothing was committed to for {words}"),
        hint: format!("traction choice commit POLICY --year {}", year.end()),
    })
}

/// Draws, gives out the seats, checks them, and records what came out as a proposal. Rows that
/// nobody has sealed yet are sealed by it.
///
/// # Errors
/// When nothing was committed to, the public draw is missing or was not announced, or the rows are
/// not those that were sealed.
pub fn run(
    district: &District,
    year: Option<i16>,
    public_draw: &str,
    now: Timestamp,
) -> Result<RunSummary, OfficeError> {
    super::may_assign(district)?;
    let year = year_of(district, year)?;
    let number = current_round(district, year)?;
    let entry = load_commitment(district, year, number)?;
    let committed = &entry.body;
    match (committed.drawn_from.is_empty(), public_draw.trim().is_empty()) {
        (false, true) => {
            return Err(OfficeError::Refused {
                what: format!("the public draw is missing: {}", committed.drawn_from),
                hint: "write what was drawn: traction choice run --public-draw \"04 11 23\""
                    .to_owned(),
            });
        }
        (true, false) => {
            return Err(OfficeError::Refused {
                what: "no public draw was announced, so none can be added now".to_owned(),
                hint: "leave --public-draw out".to_owned(),
            });
        }
        _ => {}
    }
    let policy = committed.policy()?;
    let (round, _) = load_any_round(district, &policy, year, number)?;
    let sealed = seal_rows(district, &entry, &round, None, now)?;
    let key = secret(&committed.seed)?.key(public_draw);
    let tickets: Vec<String> =
        receipts(&round, &committed.salt()?).iter().map(Receipt::ticket).collect();
    let numbers = |round: &Round| draw(round, &key, &tickets);
    let placed = place(&round, policy.mechanism, &numbers).map_err(refuse)?;
    let numbers = numbers(&placed.round);
    let market = placed.round.market().map_err(refuse)?;
    let mut violations: Vec<Violation> =
        promise::find_broken(policy.mechanism, &market, &numbers, &placed.assignment);
    if number > 1 {
        let before = Rounds::load(district, year, Some(number))?;
        let (round, assignment) = (&placed.round, &placed.assignment);
        let mut held = before.held();
        held.push(Held { round, numbers: &numbers, assignment });
        let (_, states) = rounds::replay(&before, &held, round.days().offers)?;
        violations.extend(check_rounds(&held, &states));
    }
    let drawn = Drawn {
        own: own_lists(&round, &placed.round),
        sealed: sealed.id,
        round: placed.round,
        numbers: match numbers {
            Numbers::Single(numbers) | Numbers::PerProgram(numbers) => numbers,
        },
        assignment: placed.assignment,
        families: placed.families,
        commitment: entry.id,
        public_draw: public_draw.trim().to_owned(),
    };
    let made = Made {
        room: ROOM,
        kind: "assignment",
        policy: &policy.mark(),
        seed: key.short(),
        result: &drawn,
        findings: &violations,
    };
    let id = journal::propose(district, &made, now)?;
    Ok(summary(&load_drawn(district, id)?))
}

fn draw(round: &Round, key: &lottery::DrawKey, tickets: &[String]) -> Numbers {
    let drawn_as = round.drawn_as();
    match round.policy.lottery {
        Lottery::Single => lottery::single(key, tickets, &drawn_as),
        Lottery::PerProgram => {
            let Ok(market) = round.market() else { return Numbers::PerProgram(Vec::new()) };
            let (starts, line) = market.lines();
            let ids: Vec<&str> = round.programs.iter().map(|program| program.id.as_str()).collect();
            let owners = market.owners();
            lottery::per_program(key, tickets, &drawn_as, &owners, (&starts, &line), &ids)
        }
    }
}

/// A run of that number.
///
/// # Errors
/// When there is none.
pub fn load_drawn(district: &District, id: i64) -> Result<Proposal<Drawn>, OfficeError> {
    journal::load_proposal(district, ROOM, "assignment", id)
}

/// Adopts a run, by a named person. One run of a year is adopted, once.
///
/// # Errors
/// When nobody is named, or somebody whom a district with accounts does not know; when the check found
/// something, the run is not of the standing commitment, or one is adopted.
pub fn adopt(district: &District, id: i64, by: &str, now: Timestamp) -> Result<(), OfficeError> {
    super::may_assign(district)?;
    let by = by.trim();
    if by.is_empty() {
        return Err(OfficeError::Refused {
            what: "nobody is named".to_owned(),
            hint: "an assignment is adopted by a person: --by \"Ana Ruiz\"".to_owned(),
        });
    }
    let by = crate::people::answerable(district, by)?;
    let proposal = load_drawn(district, id)?;
    let year = SchoolYear::ending(proposal.result.round.year);
    if summary(&proposal).violations > 0 {
        return Err(OfficeError::Refused {
            what: format!("the check found something wrong with run {id}"),
            hint: "report it to the makers of Traction; do not send letters".to_owned(),
        });
    }
    let round = proposal.result.round.number();
    let stands = find_commitment(district, year, round)?;
    if stands.is_none_or(|entry| entry.id != proposal.result.commitment) {
        return Err(OfficeError::Refused {
            what: format!("run {id} was drawn by an earlier commitment"),
            hint: "traction choice run draws by the one that stands".to_owned(),
        });
    }
    if let Some(entry) = find_adopted(district, year, round)? {
        return Err(OfficeError::Refused {
            what: format!("run {} was adopted by {} already", entry.body.proposal, entry.body.by),
            hint: format!("traction choice status --year {}", year.end()),
        });
    }
    let adopted = Adopted { proposal: id, by };
    let about = adopted_subject(year, round);
    journal::enter_after(district, None, ROOM, ADOPTED, &about, &adopted, now)?;
    Ok(())
}

/// What was adopted for a round of a year, from 1.
///
/// # Errors
/// The catalog's errors.
pub fn find_adopted(
    district: &District,
    year: SchoolYear,
    round: u8,
) -> Result<Option<Entry<Adopted>>, OfficeError> {
    let about = adopted_subject(year, round);
    Ok(journal::list(district, ROOM, ADOPTED, Some(&about), None)?.into_iter().next())
}

/// Every adopted run in full, of the latest year and round first.
pub(super) fn list_adopted(district: &District) -> Result<Vec<Proposal<Drawn>>, OfficeError> {
    let entries = journal::list::<Adopted>(district, ROOM, ADOPTED, None, None)?;
    if entries.is_empty() {
        return Err(OfficeError::NotYet {
            what: "no assignment is adopted".to_owned(),
            hint: "traction choice run, then traction choice adopt RUN --by NAME".to_owned(),
        });
    }
    let mut all: Vec<Proposal<Drawn>> = entries
        .iter()
        .map(|entry| load_drawn(district, entry.body.proposal))
        .collect::<Result<_, _>>()?;
    let key = |proposal: &Proposal<Drawn>| {
        let round = &proposal.result.round;
        std::cmp::Reverse((round.year, round.number()))
    };
    all.sort_by_key(key);
    Ok(all)
}

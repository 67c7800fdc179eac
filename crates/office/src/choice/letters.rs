//! Letters: what a family is told, and what its own page shows. Each is about one child only.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use traction_core::choice::engine::families::Outcome;
use traction_core::choice::explain::{Explainer, Language, Reason};
use traction_core::choice::lottery::{Receipt, print_number};
use traction_core::choice::model::Numbers;
use traction_core::choice::policy::{Lottery, Named};
use traction_core::choice::round::{ChoiceLine, Round};
use traction_core::district::{Noun, SchoolYear, Student};
use traction_store::Want;

use super::draw::{Drawn, list_adopted, load_commitment, receipts};
use super::rounds::Rounds;
use super::waitlist::{Replayed, names_of, own_standing, replay_rounds};
use super::{refuse, table_of, year_of};
use crate::disclosure::protection_now;
use crate::district::District;
use crate::error::OfficeError;

/// One choice in a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterLine {
    /// The family's rank; 0 for the school by right.
    pub rank: u16,
    /// School and program.
    pub program: String,
    /// Whether it was offered.
    pub offered: bool,
    /// Why, in English.
    pub en: String,
    /// Why, in Spanish.
    pub es: String,
    /// The place in its waitlist today by class and number, from 1; none when the family is in
    /// none.
    pub waiting: Option<usize>,
    /// What that place means, in English and Spanish; empty when the family is in no line.
    pub in_line: (String, String),
}

/// What a place in line means: seats of a reserve go first to its members, whatever their place.
fn in_line(round: &Round, choice: Option<&ChoiceLine>, place: usize) -> (String, String) {
    let reserves: Vec<(&Named, bool)> = choice
        .into_iter()
        .flat_map(|choice| {
            let groups = &round.programs[choice.program as usize].groups;
            groups.iter().filter(|group| !group.only).filter_map(|group| {
                let reserve = &round.policy.reserves[usize::from(group.prefers?)];
                Some((&reserve.name, group.prefers(choice.reserves)))
            })
        })
        .collect();
    if reserves.is_empty() {
        return (
            format!("You are number {place} in its line."),
            format!("Usted es el número {place} en su lista de espera."),
        );
    }
    let mut en = format!("By class and number you are number {place} in its line.");
    let mut es = format!("Por clase y número, usted es el número {place} en su lista de espera.");
    for (name, member) in reserves {
        let (among, entre) =
            if member { (", and you are one", ", y usted lo es") } else { ("", "") };
        en.push_str(&format!(" A seat of the {} goes first to its members{among}.", name.en));
        es.push_str(&format!(
            " Un lugar de la {} es primero para quienes pertenecen a ella{entre}.",
            name.es
        ));
    }
    (en, es)
}

/// What a family is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// The district.
    pub district: String,
    /// The school year, as people say it.
    pub year: String,
    /// The round, where the policy has several, in English and Spanish.
    pub round: Option<(String, String)>,
    /// The student's name, on letters that the office prints; none on the family's own page.
    pub name: Option<String>,
    /// The application's number, on letters that the office prints.
    pub application: Option<String>,
    /// What opens the family's own page.
    pub receipt: String,
    /// Grade applied for.
    pub grade: String,
    /// The lottery number, as it is printed; none where numbers are drawn for each program.
    pub number: Option<String>,
    /// How many drew.
    pub among: usize,
    /// The program that is offered.
    pub offer: Option<String>,
    /// Whether the offer is the school by right, which was not on the list.
    pub by_right: bool,
    /// The day of offers, of which the lines tell.
    pub offered_on: Date,
    /// The last day to answer.
    pub answer_by: Date,
    /// Whether the offer still waits for an answer.
    pub asked: bool,
    /// The program whose seat the family accepted, here or in a line.
    pub seat: Option<String>,
    /// What became of the offer since, in words; empty until then.
    pub since: (String, String),
    /// For those who asked for one school with a brother or sister: whether that was done.
    pub together: Option<bool>,
    /// Every choice, in the family's order.
    pub lines: Vec<LetterLine>,
}

impl Letter {
    /// The name of its file, which is the application's and not the child's.
    pub fn file_name(&self) -> String {
        let name = self.application.as_deref().unwrap_or("letter");
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        format!("{}.html", name.chars().map(plain).collect::<String>())
    }
}

/// The letters of an adopted round, of the latest when none is named, in the order of applications.
/// These are student rows: the look is written into the access log.
///
/// # Errors
/// When nothing is adopted, or nobody gave the person a reason.
pub fn letters(
    district: &District,
    year: Option<i16>,
    round: Option<u8>,
    today: Date,
    now: Timestamp,
) -> Result<Vec<Letter>, OfficeError> {
    let year = year_of(district, year)?;
    let desk = Writing::begin(district, year, today, |rounds| match round {
        None => Ok(rounds.drawn.len() - 1),
        Some(round) if (1..=rounds.drawn.len()).contains(&usize::from(round)) => {
            Ok(usize::from(round) - 1)
        }
        Some(round) => Err(OfficeError::NotYet {
            what: format!("no assignment is adopted for round {round} of {year}"),
            hint: format!("traction choice status --year {}", year.end()),
        }),
    })?;
    let many = desk.drawn().round.applications.len();
    let kind = format!("letters of the choice round of {year}");
    super::log_applications(district, &kind, many as u64, now)?;
    let names = names(district)?;
    let explainer = desk.explainer(district)?;
    let write = |at: usize| {
        let mut letter = desk.write(district, &explainer, at);
        let line = &desk.drawn().round.applications[at];
        letter.application = Some(line.id.clone());
        letter.name = line.student.as_ref().and_then(|id| names.get(id).cloned());
        letter
    };
    Ok((0..many).map(write).collect())
}

/// The letter of one application, for the office. The look is written into the access log.
///
/// # Errors
/// When nothing is adopted, there is no such application, or nobody gave the person a reason.
pub fn letter(
    district: &District,
    year: Option<i16>,
    application: &str,
    today: Date,
    now: Timestamp,
) -> Result<Letter, OfficeError> {
    super::may_see_applications(district)?;
    let year = year_of(district, year)?;
    // Of an application that takes part in several rounds, the letter of the latest.
    let unknown = || OfficeError::Unknown {
        kind: "application",
        name: application.to_owned(),
        known: Vec::new(),
    };
    let desk = Writing::begin(district, year, today, |rounds| {
        let has = |drawn: &Drawn| drawn.round.find(application).is_some();
        rounds.drawn.iter().rposition(has).ok_or_else(unknown)
    })?;
    let at = desk.drawn().round.find(application).ok_or_else(unknown)?;
    let kind = format!("letter of a choice application of {year}");
    super::log_applications(district, &kind, 1, now)?;
    let mut letter = desk.write(district, &desk.explainer(district)?, at);
    letter.application = Some(application.to_owned());
    let student = desk.drawn().round.applications[at].student.as_ref();
    letter.name = student.and_then(|id| names(district).ok()?.get(id).cloned());
    Ok(letter)
}

/// What a family sees by its receipt alone, in whichever year it applied: its own choices, and no
/// name. A receipt that opens nothing looks like one that does not exist.
///
/// # Errors
/// When the receipt opens nothing, or nothing is adopted.
pub fn family(district: &District, receipt: &str, today: Date) -> Result<Letter, OfficeError> {
    let unknown = || OfficeError::Unknown {
        kind: "receipt",
        name: receipt.chars().take(30).collect(),
        known: Vec::new(),
    };
    let receipt = Receipt::parse(receipt).map_err(|_| unknown())?;
    for proposal in list_adopted(district)? {
        let year = SchoolYear::ending(proposal.result.round.year);
        let receipts = receipts_of(district, year, &proposal.result)?;
        if let Some(at) = receipts.iter().position(|known| *known == receipt) {
            let stage = usize::from(proposal.result.round.number()) - 1;
            let desk = Writing::begin(district, year, today, |_| Ok(stage))?;
            return Ok(desk.write(district, &desk.explainer(district)?, at));
        }
    }
    Err(unknown())
}

/// The receipts of a year's applications, in their order.
fn receipts_of(
    district: &District,
    year: SchoolYear,
    drawn: &Drawn,
) -> Result<Vec<Receipt>, OfficeError> {
    let commitment = load_commitment(district, year, drawn.round.number())?;
    Ok(receipts(&drawn.round, &commitment.body.salt()?))
}

struct Writing {
    /// The position of the round that is written about.
    stage: usize,
    numbers: Numbers,
    receipts: Vec<Receipt>,
    year: SchoolYear,
    standing: Replayed,
}

impl Writing {
    /// Makes ready to write about one of the year's adopted rounds.
    fn begin(
        district: &District,
        year: SchoolYear,
        today: Date,
        choose: impl FnOnce(&Rounds) -> Result<usize, OfficeError>,
    ) -> Result<Self, OfficeError> {
        let rounds = Rounds::load(district, year, None)?;
        let stage = choose(&rounds)?;
        let drawn = &rounds.drawn[stage];
        let numbers = drawn.numbers();
        let receipts = receipts_of(district, year, drawn)?;
        let standing = replay_rounds(rounds, today)?;
        Ok(Writing { stage, numbers, receipts, year, standing })
    }

    fn drawn(&self) -> &Drawn {
        &self.standing.rounds.drawn[self.stage]
    }

    fn explainer<'a>(&'a self, district: &District) -> Result<Explainer<'a>, OfficeError> {
        let rule = protection_now(district)?;
        let Drawn { round, assignment, .. } = self.drawn();
        Explainer::of(round, &self.numbers, assignment, rule).map_err(refuse)
    }

    fn write(&self, district: &District, explainer: &Explainer<'_>, at: usize) -> Letter {
        let round = &self.drawn().round;
        let why = explainer.explain(at);
        let own = own_standing(&self.standing, self.stage, at);
        let list = &round.applications[at].list;
        let lines: Vec<LetterLine> = why
            .iter()
            .map(|why| {
                let waiting = own.waiting(&why.program);
                let choice = list.iter().find(|choice| choice.rank == why.rank);
                LetterLine {
                    rank: why.rank,
                    program: why.program.clone(),
                    offered: matches!(why.reason, Reason::Offered { .. }),
                    en: explainer.say(why, Language::En),
                    es: explainer.say(why, Language::Es),
                    waiting,
                    in_line: waiting.map(|n| in_line(round, choice, n)).unwrap_or_default(),
                }
            })
            // The school by right is not a choice that was refused.
            .filter(|line| line.rank > 0 || line.offered)
            .collect();
        let offer = lines.iter().find(|line| line.offered);
        let single = round.policy.lottery == Lottery::Single;
        let number = explainer.number(at).filter(|_| single);
        // Of a family of three or more everybody follows the oldest.
        let root = |one: u32| round.applications[one as usize].follows;
        let mut family = self
            .drawn()
            .families
            .iter()
            .filter(|pair| root(pair.leader) == root(at as u32))
            .peekable();
        let together =
            family.peek().is_some().then(|| family.all(|pair| pair.outcome == Outcome::Together));
        Letter {
            district: district.name().to_owned(),
            year: self.year.to_string(),
            round: (round.policy.count_rounds() > 1).then(|| names_of(round.days())),
            name: None,
            application: None,
            receipt: self.receipts[at].reveal(),
            grade: round.applications[at].grade.clone(),
            number: number.map(print_number),
            among: round.applications.len(),
            offer: offer.map(|line| line.program.clone()),
            by_right: offer.is_some_and(|line| line.rank == 0),
            offered_on: round.days().offers,
            answer_by: round.days().answer_by,
            asked: offer.is_some_and(|line| own.is_asked(&line.program)),
            since: own.words(),
            seat: own.seat,
            together,
            lines,
        }
    }
}

fn names(district: &District) -> Result<std::collections::BTreeMap<String, String>, OfficeError> {
    let facts = district.snapshot()?.load(&[Want::all(table_of(&Student::TABLE))])?;
    let Some(batch) = facts.find_standing(&Student::TABLE) else {
        return Ok(std::collections::BTreeMap::new());
    };
    let students = Student::list(batch).map_err(|error| OfficeError::Refused {
        what: error.to_string(),
        hint: "import the students again".to_owned(),
    })?;
    Ok(students
        .into_iter()
        .map(|student| (student.student_id.0.clone(), full_name(&student)))
        .collect())
}

fn full_name(student: &Student) -> String {
    let name = |part: &traction_core::district::PersonName| part.reveal().to_owned();
    let first = student.first_name.as_ref().map(name).unwrap_or_default();
    let last = student.last_surname.as_ref().map(name).unwrap_or_default();
    format!("{first} {last}").trim().to_owned()
}

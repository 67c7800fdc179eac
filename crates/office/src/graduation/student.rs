//! One student: the transcript against the requirements, the one sentence, the options.

use std::collections::BTreeMap;

use jiff::Timestamp;
use traction_core::district::{CreditSource, CreditStatus, SchoolYear, Term};
use traction_core::graduation::engine::on_track::OnTrack;
use traction_core::graduation::explain::{
    Language, Message, OpenSeat, explain_standing, explain_whole, name_note, name_source,
    name_status, name_term, say,
};
use traction_core::graduation::model::{Audit, From};
use traction_core::graduation::policy::Asks;
use traction_core::graduation::{Grant, Tier};

use super::decided::Said;
use super::entries::{AllowanceEntry, LineDecision, list_allowances, read_decisions};
use super::held;
use super::lines::{MendLine, write_line};
use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;

/// One requirement, with its sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The requirement's id.
    pub id: String,
    /// Its name in the language.
    pub name: String,
    /// Its area.
    pub area: String,
    /// Credits asked, in hand, and with this year's courses; empty where it is no credit.
    pub credits: Option<[String; 3]>,
    /// Shares of what is asked, in hand and with this year's courses, from 0 to 1.
    pub filled: (f64, f64),
    /// Whether it is met, will be met, or neither.
    pub met: (bool, bool),
    /// Whether it is waived for the student.
    pub waived: bool,
    /// Whether the diploma needs it.
    pub needed: bool,
    /// The sentence.
    pub sentence: String,
    /// Courses that count for it: title and credits.
    pub courses: Vec<(String, String)>,
    /// Where the rule is written, and whether it was checked.
    pub citation: String,
    /// Whether it was checked there.
    pub verified: bool,
}

/// One line of the transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptRow {
    /// School year.
    pub year: String,
    /// Course.
    pub course: String,
    /// Term, in words.
    pub term: &'static str,
    /// Mark; empty when there is none.
    pub mark: String,
    /// Credits that count, in the policy's credits.
    pub credits: String,
    /// Where it comes from, when not from here.
    pub source: &'static str,
    /// Finished, in progress, planned.
    pub status: &'static str,
    /// Requirements that it counts for, by name.
    pub counts_for: Vec<String>,
    /// What is noteworthy.
    pub note: &'static str,
}

/// One way back on track.
#[derive(Debug, Clone, PartialEq)]
pub struct WayBack {
    /// Its lines.
    pub lines: Vec<MendLine>,
    /// What it costs the day.
    pub cost: u32,
    /// Whether it is the one chosen for all students together.
    pub chosen: bool,
}

/// Everything on a student's page.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentPage {
    /// The student's number.
    pub id: String,
    /// Last and first name.
    pub name: String,
    /// School's number and name.
    pub school: (String, String),
    /// Grade.
    pub grade: i8,
    /// First year in grade 9.
    pub entered: SchoolYear,
    /// The diploma: id and name in the language.
    pub diploma: (String, String),
    /// The diploma that was asked for by name; empty when it is the student's own.
    pub held_to: String,
    /// Tier.
    pub tier: Tier,
    /// How the student stands, in one sentence.
    pub sentence: String,
    /// What is needed next, sentence by sentence.
    pub next: Vec<String>,
    /// Credits in hand, with this year's courses, and asked.
    pub total: [String; 3],
    /// Requirements, in the registrar's order.
    pub standings: Vec<Standing>,
    /// The transcript.
    pub transcript: Vec<TranscriptRow>,
    /// Credit that counts nowhere: course and credits.
    pub unused: Vec<(String, String)>,
    /// Ways back on track.
    pub options: Vec<WayBack>,
    /// Lines that were declined, and are no way any more.
    pub declined: Vec<LineDecision>,
    /// What was entered.
    pub allowances: Vec<AllowanceEntry>,
    /// The grade-9 indicator.
    pub indicator: Option<OnTrack>,
    /// The diploma's requirements that can be named in an allowance: id and name.
    pub requirements: Vec<(String, String)>,
    /// Rules of the diploma that were not checked against their source.
    pub unverified: usize,
}

/// One student's page: a student row, which is logged.
///
/// # Errors
/// [`OfficeError::NoReason`]; that there is no such student; the files' and the catalog's errors.
pub fn student(
    district: &District,
    id: &str,
    diploma: Option<&str>,
    language: Language,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<StudentPage, OfficeError> {
    let held = held::load(district, diploma, progress)?;
    let study = held.study();
    let unknown = || held::no_student(id);
    let at = study.find(id).ok_or_else(unknown)?;
    let shown = held.permitted(district, vec![at], "one student against graduation", now)?;
    let at = *shown.first().ok_or_else(unknown)?;
    let audit = study.audit(at);
    let stand = &study.stands[at];
    let decisions = read_decisions(district)?;
    let allowances = list_allowances(district, id)?;
    let mut options = Vec::new();
    if stand.tier.is_off_track() {
        let school = super::lines::of_school(&held, study.member(at).school, &decisions);
        let (ways, chosen) = school.ways_of(at);
        // The chosen one first.
        let mut order: Vec<usize> = (0..ways.len()).collect();
        order.sort_by_key(|place| chosen != Some(*place));
        for place in order.into_iter().take(6) {
            let way = &ways[place];
            let lines = way.changes.iter();
            let said = &decisions.last;
            options.push(WayBack {
                lines: lines.map(|c| write_line(&held, &study, at, way, c, said)).collect(),
                cost: way.cost,
                chosen: chosen == Some(place),
            });
        }
    }
    let (standings, unused) = standings(&study, at, &audit, &options, language);
    let member = study.member(at);
    let held_diploma = study.rules_of(at).diploma;
    let print = |units| held_diploma.print(units);
    let name = match language {
        Language::English => held_diploma.name.clone(),
        Language::Spanish => held_diploma.name_es.clone(),
    };
    Ok(StudentPage {
        id: member.id.to_string(),
        name: held.name(id),
        school: study.roll.schools[member.school as usize].clone(),
        grade: member.grade,
        entered: member.entered,
        diploma: (held_diploma.id.clone(), name),
        held_to: diploma.unwrap_or_default().to_owned(),
        tier: stand.tier,
        sentence: explain_whole(
            study.rules_of(at),
            &audit,
            stand.tier,
            !options.is_empty(),
            language,
        ),
        next: list_next(&study, at, &audit, language),
        total: [print(audit.total), print(audit.total_coming), print(audit.total_asked)],
        standings,
        transcript: transcript(&study, at, &audit, language),
        unused,
        options,
        declined: Said::of(&decisions).declined(id).into_iter().cloned().collect(),
        allowances,
        indicator: stand.indicator,
        requirements: study
            .rules_of(at)
            .active
            .iter()
            .map(|at| &held_diploma.requirements[*at])
            .map(|requirement| (requirement.id.clone(), requirement.name_in(language).to_owned()))
            .collect(),
        unverified: held_diploma.list_unverified().len(),
    })
}

type Study<'a> = traction_core::graduation::engine::Study<'a>;

/// What must happen next: courses to pass, and the average that is needed.
fn list_next(study: &Study<'_>, at: usize, audit: &Audit, language: Language) -> Vec<String> {
    let rules = study.rules_of(at);
    let student = study.transcript(at);
    let coming: Vec<_> = audit.lots.iter().filter(|lot| lot.coming).collect();
    let mut next = Vec::new();
    if !coming.is_empty() {
        let mut courses: Vec<u32> = coming
            .iter()
            .filter_map(|lot| match lot.from {
                From::Line(line) => Some(student.lines[line].course),
                From::Grant(_) => None,
            })
            .collect();
        courses.sort_unstable();
        courses.dedup();
        let units = coming.iter().map(|lot| lot.units).sum();
        let credits = rules.diploma.print(units);
        next.push(say(&Message::PassThese { count: courses.len() as u32, credits }, language));
    }
    for standing in audit.standings.iter().filter(|s| !s.met() && s.average.is_some()) {
        let Asks::Average { minimum } = rules.diploma.requirements[standing.requirement].asks
        else {
            continue;
        };
        let needed = traction_core::graduation::engine::needed::average_needed(
            rules,
            &student,
            study.as_of,
            minimum,
        );
        let minimum = format!("{minimum:.1}");
        next.push(match needed {
            Some(needed) => {
                say(&Message::AverageNeeded { needed: format!("{needed:.2}"), minimum }, language)
            }
            None => say(&Message::AverageOutOfReach { minimum }, language),
        });
    }
    next
}

type Counted = (Vec<Standing>, Vec<(String, String)>);

fn standings(
    study: &Study<'_>,
    at: usize,
    audit: &Audit,
    options: &[WayBack],
    language: Language,
) -> Counted {
    let rules = study.rules_of(at);
    let diploma = rules.diploma;
    let lines = study.transcript(at).lines;
    let title = |lot: usize| match audit.lots[lot].from {
        From::Line(line) => study.records.catalog.course(lines[line].course).course_title.clone(),
        From::Grant(grant) => match &study.transcript(at).allowances[grant].grant {
            Grant::Transfer { title, from, .. } => format!("{title} ({from})"),
            _ => String::new(),
        },
    };
    let standings = audit
        .standings
        .iter()
        .map(|standing| {
            let requirement = &diploma.requirements[standing.requirement];
            let mut courses: BTreeMap<String, u32> = BTreeMap::new();
            for placed in audit.placements.iter().filter(|p| p.requirement == standing.requirement)
            {
                *courses.entry(title(placed.lot)).or_insert(0) += placed.units;
            }
            let is_credit = matches!(requirement.asks, Asks::Credit { .. });
            let share = |units: u32| {
                f64::from(units.min(standing.asked)) / f64::from(standing.asked.max(1))
            };
            let open = open_seat(study, rules, standing, options);
            Standing {
                id: requirement.id.clone(),
                name: requirement.name_in(language).to_owned(),
                area: requirement.area.clone(),
                credits: is_credit.then(|| {
                    [standing.asked, standing.have, standing.will_have].map(|u| diploma.print(u))
                }),
                filled: if standing.asked == 0 {
                    (1.0, 1.0)
                } else {
                    (share(standing.have), share(standing.will_have))
                },
                met: (standing.met(), standing.will_be_met()),
                waived: standing.waived,
                needed: diploma.ledgers.iter().any(|l| l.id == requirement.ledger && l.required),
                sentence: explain_standing(rules, standing, open.as_ref(), language),
                courses: courses.into_iter().map(|(title, u)| (title, diploma.print(u))).collect(),
                citation: requirement.grounds.citation.clone(),
                verified: requirement.grounds.verified,
            }
        })
        .collect();
    let mut unused: BTreeMap<String, u32> = BTreeMap::new();
    for lot in 0..audit.lots.len() {
        let used: u32 = audit.placements.iter().filter(|p| p.lot == lot).map(|p| p.units).sum();
        let left = audit.lots[lot].units.saturating_sub(used);
        if left > 0 {
            *unused.entry(title(lot)).or_insert(0) += left;
        }
    }
    let unused = unused.into_iter().map(|(title, u)| (title, diploma.print(u))).collect();
    (standings, unused)
}

/// The seat that the first way takes for a requirement, if it takes one.
fn open_seat(
    study: &Study<'_>,
    rules: &traction_core::graduation::engine::Rules<'_>,
    standing: &traction_core::graduation::model::Standing,
    options: &[WayBack],
) -> Option<OpenSeat> {
    let way = options.iter().find(|option| option.chosen).or(options.first())?;
    let line = way.lines.iter().find(|line| {
        let course = study.records.catalog.find(&line.line.course);
        course.is_some_and(|c| rules.course_bits[c as usize] & 1 << standing.requirement != 0)
    })?;
    let course = study.records.catalog.find(&line.line.course)?;
    let gives = rules.units(study.records.catalog.hundredths(course).unwrap_or(50).min(50)).0;
    Some(OpenSeat {
        course: line.course_title.clone(),
        section: line.line.section.clone(),
        seats: line.seats,
        period: line.period.clone(),
        instead_of: (!line.instead.is_empty()).then(|| line.instead.clone()),
        finishes: standing.will_have + gives >= standing.asked,
    })
}

fn transcript(
    study: &Study<'_>,
    at: usize,
    audit: &Audit,
    language: Language,
) -> Vec<TranscriptRow> {
    let student = study.transcript(at);
    let diploma = study.rules_of(at).diploma;
    student
        .lines
        .iter()
        .enumerate()
        .map(|(line_at, line)| {
            let lot = audit.lots.iter().position(|lot| lot.from == From::Line(line_at));
            let placed = audit.placements.iter().filter(|p| Some(p.lot) == lot);
            let note =
                audit.notes.iter().find(|(noted, _)| *noted == line_at).map(|(_, note)| *note);
            let source = CreditSource::at(line.source).unwrap_or(CreditSource::Local);
            TranscriptRow {
                year: SchoolYear::ending(line.year).to_string(),
                course: study.records.catalog.course(line.course).course_title.clone(),
                term: Term::at(line.term).map_or("", |term| name_term(term, language)),
                mark: study.records.mark(line).to_owned(),
                credits: diploma.print(lot.map_or(0, |lot| audit.lots[lot].units)),
                source: name_source(source, language),
                status: CreditStatus::at(line.status)
                    .map_or("", |status| name_status(status, language)),
                counts_for: placed
                    .map(|p| diploma.requirements[p.requirement].name_in(language).to_owned())
                    .collect(),
                note: note.map_or("", |note| name_note(note, language)),
            }
        })
        .collect()
}

//! One student against one diploma.

use crate::district::SchoolYear;
use crate::graduation::model::{Audit, ExamResult, Grant, Placement, Standing, Transcript};
use crate::graduation::policy::{Asks, ExamMatcher};

use super::assign::{Problem, Solution, assign};
use super::credit::{Credit, average, list_credit};
use super::rules::{LedgerRules, Rules};

/// Audits a student as of a school year, whose courses may still be in progress.
pub fn audit(rules: &Rules<'_>, student: &Transcript<'_>, year: SchoolYear) -> Audit {
    let credit = list_credit(rules, student, year);
    audit_credit(rules, student, credit)
}

/// The same, of credit that was made ready already.
pub fn audit_credit(rules: &Rules<'_>, student: &Transcript<'_>, credit: Credit) -> Audit {
    let needs = list_needs(rules, student);
    // One placement: what is in hand is its part that is earned already, so that what a student is
    // told to have does not move from one requirement to another when a course is passed.
    let then = solve(rules, &needs, &credit);
    let asked = then.iter().fold(0, |bits, (_, solution)| bits | solution.asked);
    let mut standings = Vec::with_capacity(rules.active.len());
    for at in &rules.active {
        match &rules.diploma.requirements[*at].asks {
            Asks::Credit { units, .. } => {
                if asked & 1 << at != 0 {
                    standings.push(Standing {
                        requirement: *at,
                        asked: needs[*at],
                        have: placed(&then, *at, |lot| !credit.lots[lot].coming),
                        will_have: placed(&then, *at, |_| true),
                        average: None,
                        waived: needs[*at] == 0 && *units > 0,
                        on_file: true,
                    });
                }
            }
            asks => standings.push(stand_other(rules, student, *at, asks)),
        }
    }
    let sum = |with: bool| credit.lots.iter().filter(|l| with || !l.coming).map(|l| l.units).sum();
    let waived = waived_units(rules, student);
    Audit {
        standings,
        total: sum(false),
        total_coming: sum(true),
        total_asked: rules.diploma.total.saturating_sub(waived),
        placements: list_placements(&then),
        lots: credit.lots,
        notes: credit.notes,
    }
}

/// Units that each credit requirement needs of this student.
pub fn list_needs(rules: &Rules<'_>, student: &Transcript<'_>) -> Vec<u32> {
    let mut needs: Vec<u32> =
        rules.needs.iter().map(|need| need.map_or(0, |need| need.units)).collect();
    for allowance in student.allowances {
        if let Grant::Waiver { requirement, credits } = &allowance.grant
            && let Some(at) = rules.diploma.find(requirement)
        {
            let units =
                credits.map_or(u32::MAX, |c| (c / rules.diploma.unit).round().max(0.0) as u32);
            needs[at] = needs[at].saturating_sub(units);
        }
    }
    needs
}

/// Units that are waived of requirements of the diploma's own count.
fn waived_units(rules: &Rules<'_>, student: &Transcript<'_>) -> u32 {
    if student.allowances.is_empty() {
        return 0;
    }
    let needs = list_needs(rules, student);
    let own = rules.ledgers.first().map_or(0, |ledger| ledger.bits);
    let full = rules.needs.iter().enumerate().filter(|(at, _)| own & 1 << at != 0);
    full.map(|(at, need)| need.map_or(0, |need| need.units) - needs[at]).sum()
}

/// The assignment problem of one ledger, this year's courses counted as passed.
pub fn problem(rules: &Rules<'_>, ledger: &LedgerRules, needs: &[u32], credit: &Credit) -> Problem {
    let here = |at: usize| ledger.bits & 1 << at != 0;
    Problem {
        needs: (0..needs.len()).map(|at| if here(at) { needs[at] } else { 0 }).collect(),
        choices: ledger.choices.clone(),
        lots: credit.lots.iter().map(|lot| (lot.fits & ledger.bits, lot.units)).collect(),
        coming: credit.lots.iter().map(|lot| lot.coming).collect(),
        left: rules.left & ledger.bits,
        shares: if rules.diploma.sharing.is_empty() { Vec::new() } else { ledger.shares.clone() },
    }
}

type Solved = Vec<(usize, Solution)>;

fn solve(rules: &Rules<'_>, needs: &[u32], credit: &Credit) -> Solved {
    rules
        .ledgers
        .iter()
        .enumerate()
        .filter(|(_, ledger)| ledger.bits != 0)
        .map(|(at, ledger)| {
            let mut solution = assign(&problem(rules, ledger, needs, credit));
            solution.asked &= ledger.bits;
            (at, solution)
        })
        .collect()
}

fn placed(solved: &Solved, requirement: usize, counts: impl Fn(usize) -> bool) -> u32 {
    let pieces = solved.iter().flat_map(|(_, solution)| &solution.pieces);
    pieces
        .filter(|piece| counts(piece.lot))
        .filter(|piece| piece.first == requirement || piece.second == Some(requirement))
        .map(|piece| piece.units)
        .sum()
}

fn list_placements(solved: &Solved) -> Vec<Placement> {
    let mut placements = Vec::new();
    for piece in solved.iter().flat_map(|(_, solution)| &solution.pieces) {
        let (lot, units) = (piece.lot, piece.units);
        placements.push(Placement { lot, requirement: piece.first, units });
        if let Some(requirement) = piece.second {
            placements.push(Placement { lot, requirement, units });
        }
    }
    placements
}

/// A requirement that is not credit.
fn stand_other(rules: &Rules<'_>, student: &Transcript<'_>, at: usize, asks: &Asks) -> Standing {
    let id = &rules.diploma.requirements[at].id;
    let granted = |wanted: fn(&Grant) -> Option<&String>| {
        student.allowances.iter().any(|allowance| wanted(&allowance.grant) == Some(id))
    };
    let waived = granted(|grant| match grant {
        Grant::Waiver { requirement, .. } => Some(requirement),
        _ => None,
    });
    let mut standing = Standing {
        requirement: at,
        asked: 1,
        have: 0,
        will_have: 0,
        average: None,
        waived,
        on_file: rules.not_on_file & 1 << at == 0,
    };
    match asks {
        Asks::Exams { count, ways } => {
            standing.asked = *count;
            let shown = ways.iter().filter(|way| {
                way.iter().any(|one| student.exams.iter().any(|result| passes(one, result)))
            });
            standing.have = (shown.count() as u32).min(*count);
        }
        Asks::Average { minimum } => {
            standing.average = average(rules, student);
            standing.have = u32::from(standing.average.is_some_and(|a| a + 1e-9 >= *minimum));
        }
        Asks::Shown | Asks::Credit { .. } => {}
    }
    let seen = granted(|grant| match grant {
        Grant::Shown { requirement } => Some(requirement),
        _ => None,
    });
    if waived || seen {
        standing.have = standing.asked;
    }
    standing.will_have = standing.have;
    standing
}

/// Whether a result shows what a way asks.
fn passes(way: &ExamMatcher, result: &ExamResult) -> bool {
    way.is_of(result)
        && match way.minimum_score {
            Some(least) => result.score.is_some_and(|score| score >= least),
            None => result.met == Some(true),
        }
}

/// Units that are missing in the counts that the diploma needs, this year's courses counted as
/// passed: for each requirement, and in all beyond them for the total.
pub fn list_missing(rules: &Rules<'_>, audit: &Audit) -> (Vec<(usize, u32)>, u32) {
    let needed = |at: usize| {
        rules.ledgers.iter().any(|ledger| ledger.required && ledger.bits & 1 << at != 0)
    };
    let missing: Vec<(usize, u32)> = audit
        .standings
        .iter()
        .filter(|s| needed(s.requirement) && !s.will_be_met())
        .map(|s| (s.requirement, s.asked - s.will_have))
        .collect();
    let sum: u32 = missing.iter().map(|(_, units)| units).sum();
    let beyond = audit.total_asked.saturating_sub(audit.total_coming).saturating_sub(sum);
    (missing, beyond)
}

/// Whether everything that the diploma needs is met, of what is on file for anybody; `coming` counts this year's courses as passed.
pub fn is_complete(rules: &Rules<'_>, audit: &Audit, coming: bool) -> bool {
    let total = if coming { audit.total_coming } else { audit.total };
    let every = audit.standings.iter().all(|standing| {
        let held = standing.on_file && rules.needs_it(standing.requirement);
        !held || if coming { standing.will_be_met() } else { standing.met() }
    });
    every && total >= audit.total_asked
}

/// What the diploma needs beside credit and is open with this year's courses passed: examinations,
/// averages, proficiencies. First those that students are held to, then those of whose kind nothing
/// is on file for anybody.
pub fn list_open(rules: &Rules<'_>, audit: &Audit) -> (Vec<usize>, Vec<usize>) {
    let open = audit.standings.iter().filter(|standing| {
        let asks = &rules.diploma.requirements[standing.requirement].asks;
        !matches!(asks, Asks::Credit { .. })
            && rules.needs_it(standing.requirement)
            && !standing.will_be_met()
    });
    let (held, unknown): (Vec<_>, Vec<_>) = open.partition(|standing| standing.on_file);
    let place = |list: Vec<&Standing>| list.iter().map(|standing| standing.requirement).collect();
    (place(held), place(unknown))
}

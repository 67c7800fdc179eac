//! Programs, classes, cut-offs and home areas.

use super::groups::band;
use super::{AreaOutcome, Chance, CutOff, ProgramOutcome, Worth};
use crate::choice::explain::Lines;
use crate::choice::policy::BY_RIGHT;
use crate::choice::round::Round;
use crate::choice::simulate::{Got, Grouping, SeatWorth, Simulation};
use crate::disclosure::{Protection, Shown};

/// What each program gets over many lotteries.
pub fn programs(
    round: &Round,
    simulation: &Simulation,
    protection: Protection,
) -> Vec<ProgramOutcome> {
    #[derive(Clone, Default)]
    struct Sum {
        listed: [u64; 3],
        first: u64,
        offered: [f64; 3],
    }
    let mut sums = vec![Sum::default(); round.programs.len()];
    let mut choice = 0;
    let lotteries = f64::from(simulation.lotteries.max(1));
    for application in &round.applications {
        let income = match application.low_income {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        };
        for listed in &application.list {
            let sum = &mut sums[listed.program as usize];
            sum.offered[income] += f64::from(simulation.given[choice]) / lotteries;
            choice += 1;
            sum.listed[income] += u64::from(listed.rank > 0);
            sum.first += u64::from(listed.rank == 1);
        }
    }
    let share = |parts: [f64; 3]| {
        let all: f64 = parts.iter().sum();
        if all > 0.0 { parts[0] / all } else { 0.0 }
    };
    round
        .programs
        .iter()
        .zip(sums)
        .enumerate()
        .map(|(at, (program, sum))| {
            let whole: u64 = sum.listed.iter().sum();
            // Who lists it and is of low income, is not, or is not known to be.
            let listed = protection.partition(whole, &sum.listed[..2]);
            let rounded = sum.offered.map(|n| n.round() as u64);
            let offered = protection.partition(rounded.iter().sum(), &rounded[..2]);
            let both = |partition: &crate::disclosure::Partition| {
                partition.group(0).and_then(|()| partition.group(1))
            };
            ProgramOutcome {
                id: program.id.clone(),
                name: program.full_name(),
                grade: program.grade.clone(),
                seats: program.seats,
                listed: protection.show(whole, whole, || whole),
                first: protection.show(sum.first, whole, || sum.first),
                left: simulation.left[at] as f64 / lotteries,
                low_income: both(&offered).map(|()| share(sum.offered)),
                low_income_listed: both(&listed).map(|()| share(sum.listed.map(|n| n as f64))),
            }
        })
        .collect()
}

/// The chance of a seat by program and class. A program with one class has one row.
pub fn chances(round: &Round, simulation: &Simulation, protection: Protection) -> Vec<Chance> {
    let classes = round.policy.classes.len();
    let mut asked = vec![(0u64, 0u64, 0u64); round.programs.len() * classes];
    let mut choice = 0;
    for application in &round.applications {
        let mut free = u64::from(simulation.lotteries);
        for listed in &application.list {
            let given = u64::from(simulation.given[choice]);
            choice += 1;
            if listed.rank > 0 {
                let cell =
                    &mut asked[listed.program as usize * classes + usize::from(listed.class)];
                cell.0 += 1;
                cell.1 += given;
                cell.2 += free;
            }
            free = free.saturating_sub(given);
        }
    }
    let mut rows = Vec::new();
    for (at, program) in round.programs.iter().enumerate() {
        let cells = &asked[at * classes..(at + 1) * classes];
        let counts: Vec<u64> = cells.iter().map(|(applicants, _, _)| *applicants).collect();
        let partition = protection.partition(counts.iter().sum(), &counts);
        for (class, (applicants, given, free)) in cells.iter().enumerate() {
            if *applicants == 0 {
                continue;
            }
            let may = partition.group(class);
            let chance = match free {
                0 => Shown::NotEstimated("everybody was offered a higher choice".to_owned()),
                free => Shown::Value(*given as f64 / *free as f64),
            };
            rows.push(Chance {
                id: program.id.clone(),
                name: program.full_name(),
                grade: program.grade.clone(),
                class: round.class_name(class as u8).en.clone(),
                applicants: may.clone().map(|()| *applicants),
                chance: may.and_then(|()| chance),
            });
        }
    }
    rows
}

/// The last numbers that were offered seats, where enough stand behind each.
pub fn cutoffs(round: &Round, lines: &Lines, protection: Protection) -> Vec<CutOff> {
    let mut rows = Vec::new();
    for (at, program) in round.programs.iter().enumerate() {
        for line in lines.shown(at) {
            let seats = match program.groups[usize::from(line.group)].prefers {
                Some(BY_RIGHT) => "by right".to_owned(),
                Some(reserve) if line.member => {
                    round.policy.reserves[usize::from(reserve)].name.en.clone()
                }
                Some(reserve) => {
                    let reserve = &round.policy.reserves[usize::from(reserve)].name.en;
                    format!("left over from the {reserve}")
                }
                None => "open seats".to_owned(),
            };
            let offered = u64::from(line.offered);
            rows.push(CutOff {
                id: program.id.clone(),
                name: program.full_name(),
                grade: program.grade.clone(),
                class: round.class_name(line.class).en.clone(),
                seats,
                offered: protection.show(offered, offered, || offered),
                last: protection.show(offered, offered, || line.last + 1),
            });
        }
    }
    rows
}

/// What each home area's applicants get: the tally of the grouping called `area`.
pub fn areas(
    round: &Round,
    simulation: &Simulation,
    groupings: &[Grouping],
    protection: Protection,
) -> Vec<AreaOutcome> {
    let found = groupings.iter().zip(&simulation.tallies).find(|(g, _)| g.id == "area");
    let Some((grouping, tally)) = found else { return Vec::new() };
    let counts = grouping.count();
    let partition = protection.partition(round.applications.len() as u64, &counts);
    let mut isolated = vec![false; round.areas.len()];
    for application in &round.applications {
        if let (Some(area), Some(true)) = (application.area, application.isolated) {
            isolated[area as usize] = true;
        }
    }
    round
        .areas
        .iter()
        .enumerate()
        .map(|(at, area)| {
            let may = partition.group(at);
            let own = |got| matches!(got, Got::First | Got::Other);
            AreaOutcome {
                id: area.id.clone(),
                name: area.name.clone(),
                at: area.at,
                applicants: may.clone().map(|()| counts[at]),
                first: may.clone().map(|()| band(tally, at, |got| got == Got::First)),
                any: may.map(|()| band(tally, at, own)),
                isolated: isolated[at],
            }
        })
        .collect()
}

/// Seats worth moving, as they may be shown.
pub fn worth(round: &Round, worth: &[SeatWorth], protection: Protection) -> Vec<Worth> {
    worth
        .iter()
        .map(|worth| {
            let program = &round.programs[worth.program as usize];
            let many = worth.in_vain.round() as u64;
            Worth {
                id: program.id.clone(),
                name: program.full_name(),
                grade: program.grade.clone(),
                seats: program.seats,
                in_vain: protection.show(many, many, || worth.in_vain),
                helped: worth.helped,
                weighted: worth.weighted,
                hurt: worth.hurt,
                left: worth.left,
            }
        })
        .collect()
}

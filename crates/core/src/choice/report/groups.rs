//! Outcomes by group: who is offered what, and who gains by another policy.

use super::{Band, GroupOutcome, GroupSides};
use crate::choice::model::NONE;
use crate::choice::round::Round;
use crate::choice::simulate::{Comparison, Got, Grouping, Simulation, Tally};
use crate::disclosure::{Protection, Shown};

/// The ways to divide a round's applicants that the round itself knows: income, isolation, grade
/// and home area. Others (race, language) are joined from student records by the office, to see
/// whether the rule treats groups alike; no rule ever reads them.
pub fn groupings(round: &Round) -> Vec<Grouping> {
    let flag = |id: &str, name: &str, groups: [&str; 2], of: &dyn Fn(usize) -> Option<bool>| {
        let place = |at| match of(at) {
            Some(true) => 0,
            Some(false) => 1,
            None => NONE,
        };
        Grouping {
            id: id.to_owned(),
            name: name.to_owned(),
            groups: groups.map(str::to_owned).to_vec(),
            of: (0..round.applications.len()).map(place).collect(),
        }
    };
    let mut all = vec![flag("income", "Income", ["low income", "not low income"], &|at| {
        round.applications[at].low_income
    })];
    if round.policy.isolation.is_some() {
        let names = ["isolated", "not isolated"];
        all.push(flag("isolation", "Distance", names, &|at| round.applications[at].isolated));
    }
    let mut grades: Vec<String> = round.applications.iter().map(|a| a.grade.clone()).collect();
    // As they follow each other: kindergarten has no number and comes before those that have.
    grades.sort_by_key(|grade| (grade.parse::<u8>().ok(), grade.clone()));
    grades.dedup();
    all.push(Grouping {
        id: "grade".to_owned(),
        name: "Grade".to_owned(),
        of: round
            .applications
            .iter()
            .map(|a| grades.iter().position(|g| *g == a.grade).map_or(NONE, |at| at as u32))
            .collect(),
        groups: grades.iter().map(|grade| grade_words(grade)).collect(),
    });
    all.push(Grouping {
        id: "area".to_owned(),
        name: "Home area".to_owned(),
        groups: round.areas.iter().map(|area| area.name.clone()).collect(),
        of: round.applications.iter().map(|a| a.area.unwrap_or(NONE)).collect(),
    });
    all
}

/// A grade's code in words: "kindergarten", "grade 6".
fn grade_words(code: &str) -> String {
    match (code, code.parse::<u8>()) {
        ("KG", _) => "kindergarten".to_owned(),
        ("PK", _) => "prekindergarten".to_owned(),
        (_, Ok(number)) => format!("grade {number}"),
        (other, Err(_)) => other.to_owned(),
    }
}

/// The share of a tally's group that got what a test accepts, over lotteries.
pub(super) fn band(tally: &Tally, group: usize, accepts: impl Fn(Got) -> bool) -> Band {
    let shares = tally.of(group).map(|counts| {
        let all: u32 = counts.iter().sum();
        let some: u32 =
            Got::ALL.iter().filter(|got| accepts(**got)).map(|got| counts[*got as usize]).sum();
        if all == 0 { 0.0 } else { f64::from(some) / f64::from(all) }
    });
    Band::of(shares.collect())
}

fn is_own(got: Got) -> bool {
    matches!(got, Got::First | Got::Other)
}

/// Outcomes of everybody and of each group, in the order of groupings.
pub fn outcomes(
    round: &Round,
    simulation: &Simulation,
    groupings: &[Grouping],
    protection: Protection,
) -> Vec<GroupOutcome> {
    let whole = round.applications.len() as u64;
    let everybody = vec![0; round.applications.len()];
    let all = protection.show(whole, whole, || ());
    let miles = miles(round, simulation, &everybody, 1);
    let everyone = ("Everybody", "all applicants");
    let mut rows = vec![row(everyone, whole, &all, &simulation.all, 0, miles[0])];
    for (grouping, tally) in groupings.iter().zip(&simulation.tallies) {
        let counts = grouping.count();
        let partition = protection.partition(whole, &counts);
        let miles = self::miles(round, simulation, &grouping.of, counts.len());
        for (group, name) in grouping.groups.iter().enumerate() {
            let may = partition.group(group);
            let names = (grouping.name.as_str(), name.as_str());
            rows.push(row(names, counts[group], &may, tally, group, miles[group]));
        }
    }
    rows
}

fn row(
    (by, group): (&str, &str),
    applicants: u64,
    may: &Shown<()>,
    tally: &Tally,
    at: usize,
    miles: Option<f64>,
) -> GroupOutcome {
    let show = |band: Band| may.clone().map(|()| band);
    GroupOutcome {
        by: by.to_owned(),
        group: group.to_owned(),
        applicants: may.clone().map(|()| applicants),
        first: show(band(tally, at, |got| got == Got::First)),
        any: show(band(tally, at, is_own)),
        none: show(band(tally, at, |got| !is_own(got))),
        miles: may.clone().and_then(|()| miles.map_or(Shown::NotCollected, Shown::Value)),
    }
}

/// Miles to what is offered, on average over applicants and lotteries, by group.
fn miles(round: &Round, simulation: &Simulation, of: &[u32], groups: usize) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0.0); groups];
    let mut choice = 0;
    for (application, line) in round.applications.iter().enumerate() {
        for listed in &line.list {
            let times = f64::from(simulation.given[choice]);
            choice += 1;
            if of[application] == NONE || times == 0.0 {
                continue;
            }
            if let Some(miles) = round.miles(application, listed.program) {
                let sum = &mut sums[of[application] as usize];
                sum.0 += times * miles;
                sum.1 += times;
            }
        }
    }
    sums.into_iter().map(|(miles, times)| (times > 0.0).then(|| miles / times)).collect()
}

/// Who does better and who worse by the second policy, everybody first.
pub fn sides(
    applications: usize,
    comparison: &Comparison,
    groupings: &[Grouping],
    protection: Protection,
) -> Vec<GroupSides> {
    let whole = applications as u64;
    let lotteries = f64::from(comparison.lotteries.max(1));
    let sum = |part: fn(&crate::choice::simulate::Sides) -> u64| {
        comparison.all.iter().map(part).sum::<u64>() as f64 / lotteries
    };
    let all = protection.show(whole, whole, || ());
    let mut rows = vec![GroupSides {
        by: "Everybody".to_owned(),
        group: "all applicants".to_owned(),
        applicants: all.clone().map(|()| whole),
        better: all.clone().map(|()| sum(|sides| sides.better)),
        worse: all.map(|()| sum(|sides| sides.worse)),
    }];
    for (grouping, groups) in groupings.iter().zip(&comparison.groups) {
        let counts = grouping.count();
        let partition = protection.partition(whole, &counts);
        for (at, sides) in groups.iter().enumerate() {
            let may = partition.group(at);
            rows.push(GroupSides {
                by: grouping.name.clone(),
                group: grouping.groups[at].clone(),
                applicants: may.clone().map(|()| counts[at]),
                better: may.clone().map(|()| sides.better as f64 / lotteries),
                worse: may.map(|()| sides.worse as f64 / lotteries),
            });
        }
    }
    rows
}

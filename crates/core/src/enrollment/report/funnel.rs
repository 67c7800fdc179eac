//! The registration funnel as it may be shown.

use serde::Serialize;

use crate::disclosure::{Protection, Shown};
use crate::enrollment::funnel::{Funnel, Reached, STAGES, SchoolFunnel};
use crate::enrollment::model::Projection;

/// One school's funnel, as it may be shown: of those who applied, how many came at least so far.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunnelLine {
    /// The school's number; empty for the district.
    pub school_id: String,
    /// By stage, on the day.
    pub now: Vec<Shown<u64>>,
    /// By stage, on the same day of the year before.
    pub then: Vec<Shown<u64>>,
    /// Attending in the end, the year before.
    pub then_attending: Shown<u64>,
    /// Members projected for the grade, where one is asked for: those who come and those who stay.
    pub projected: Shown<f64>,
}

fn shown_stages(rule: Protection, reached: Option<&Reached>) -> Vec<Shown<u64>> {
    let Some(reached) = reached else { return vec![Shown::NotCollected; STAGES.len()] };
    let whole = reached.at_least[0];
    // A stage is shown where it is large enough and not all but a few of the one before: the few
    // who have applied and are not offered a seat yet are a group as well.
    let mut before = whole;
    let mut shown = Vec::with_capacity(STAGES.len());
    for n in reached.at_least {
        let figure = rule.show(n, whole, || n).and_then(|n| rule.show(n, before, || n));
        if figure.value().is_some() {
            before = n;
        }
        shown.push(figure);
    }
    shown
}

fn attending(rule: Protection, end: Option<&Reached>) -> Shown<u64> {
    match end.map(|end| end.at_least) {
        None => Shown::NotCollected,
        Some(end) => rule.show(end[4], end[0], || end[4]),
    }
}

fn line(rule: Protection, school: &SchoolFunnel) -> FunnelLine {
    FunnelLine {
        school_id: school.school_id.clone(),
        now: shown_stages(rule, Some(&school.now)),
        then: shown_stages(rule, school.then.as_ref()),
        then_attending: attending(rule, school.then_in_the_end.as_ref()),
        projected: Shown::NotCollected,
    }
}

/// The funnel as it may be shown, school by school; for one grade with what is projected beside it.
pub fn funnel(
    funnel: &Funnel,
    projection: Option<&Projection>,
    rule: Protection,
) -> Vec<FunnelLine> {
    let ahead = projection.zip(funnel.grade.and_then(|grade| grade.number())).and_then(
        |(projection, grade)| {
            let ahead = usize::try_from(funnel.year.end() - projection.origin).ok()?;
            let grade = usize::try_from(grade).ok()?;
            (1..=projection.horizon).contains(&ahead).then_some((projection, ahead, grade))
        },
    );
    let projected = |school: &SchoolFunnel| {
        let (projection, ahead, grade) = ahead?;
        let at = projection.schools.iter().position(|s| s.id == school.school_id)?;
        Some(projection.cell(ahead, at, grade).value)
    };
    funnel
        .schools
        .iter()
        .map(|school| FunnelLine {
            projected: match projected(school) {
                None => Shown::NotCollected,
                Some(members) => {
                    let n = members.round().max(0.0) as u64;
                    rule.show(n, n, || members)
                }
            },
            ..line(rule, school)
        })
        .collect()
}

/// All schools together. A figure is shown where it tells of no school that is withheld: where none
/// is, or where those that are number two at least and hold a whole group together.
pub fn funnel_district(funnel: &Funnel, lines: &[FunnelLine], rule: Protection) -> FunnelLine {
    let whole = line(rule, &funnel.district());
    let may = |shown: Shown<u64>,
               figure: &dyn Fn(&FunnelLine) -> &Shown<u64>,
               count: &dyn Fn(&SchoolFunnel) -> u64| {
        let hidden: Vec<u64> = lines
            .iter()
            .zip(&funnel.schools)
            .filter(|(line, _)| figure(line).value().is_none())
            .map(|(_, school)| count(school))
            .filter(|n| *n > 0)
            .collect();
        let sum: u64 = hidden.iter().sum();
        match hidden.len() {
            0 => shown,
            1 => rule.show(1, 1, || ()).and_then(|()| shown),
            _ => rule.show(sum, sum, || ()).and_then(|()| shown),
        }
    };
    let stages = |all: &[Shown<u64>],
                  of: fn(&FunnelLine) -> &[Shown<u64>],
                  reached: fn(&SchoolFunnel) -> Option<Reached>| {
        let one = |(stage, shown): (usize, &Shown<u64>)| {
            may(shown.clone(), &|line| &of(line)[stage], &|school| {
                reached(school).map_or(0, |reached| reached.at_least[stage])
            })
        };
        all.iter().enumerate().map(one).collect()
    };
    FunnelLine {
        now: stages(&whole.now, |line| &line.now, |school| Some(school.now)),
        then: stages(&whole.then, |line| &line.then, |school| school.then),
        then_attending: may(
            whole.then_attending.clone(),
            &|line| &line.then_attending,
            &|school| school.then_in_the_end.map_or(0, |end| end.at_least[4]),
        ),
        ..whole
    }
}

//! Fair access by school and group: who was ready for advanced courses and takes them, who has a plan
//! on file and college credit.

use serde::Serialize;

use super::Share;
use crate::disclosure::{Protection, Shown};
use crate::graduation::engine::Study;
use crate::graduation::engine::access::Access;
use crate::graduation::model::{DIMENSIONS, group_in_words};

/// Advanced courses of one school or group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccessLine {
    /// By what, in words.
    pub dimension: String,
    /// School or group, in words.
    pub group: String,
    /// Of the group, ready.
    pub ready: Shown<Share>,
    /// Of those ready, taking an advanced course.
    pub ready_take: Shown<Share>,
    /// Of the group, taking one.
    pub take: Shown<Share>,
}

/// Plans on file and college credit of one school or group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BesideLine {
    /// By what, in words.
    pub dimension: String,
    /// School or group, in words.
    pub group: String,
    /// Of seniors, with a plan after graduation on file.
    pub plans: Shown<Share>,
    /// Of all, with college credit.
    pub college: Shown<Share>,
}

/// A way to part the members: its name, its parts in words, and the part of each member.
type Parting<'a> = (&'a str, Vec<&'a str>, Box<dyn Fn(usize) -> Option<usize> + 'a>);

fn partings<'a>(study: &'a Study<'_>) -> Vec<Parting<'a>> {
    let schools = study.roll.schools.iter().map(|(_, name)| name.as_str()).collect();
    let of_school = move |at: usize| Some(study.member(at).school as usize);
    let mut all: Vec<Parting<'a>> = vec![("School", schools, Box::new(of_school))];
    for (dimension, (_, name, labels)) in DIMENSIONS.iter().enumerate() {
        let level = move |at: usize| study.member(at).groups.level(dimension);
        let words = labels.iter().map(|label| group_in_words(label)).collect();
        all.push((name, words, Box::new(level)));
    }
    all
}

/// Those of some members who are in each part, and how many of them count.
fn count(
    members: &[usize],
    parts: usize,
    part: &dyn Fn(usize) -> Option<usize>,
    counts: impl Fn(usize) -> bool,
) -> (Vec<u64>, Vec<u64>) {
    let (mut n, mut hits) = (vec![0; parts], vec![0; parts]);
    for at in members {
        if let Some(place) = part(*at) {
            n[place] += 1;
            hits[place] += u64::from(counts(*at));
        }
    }
    (n, hits)
}

/// The share of each part where it may be shown beside the others.
fn shares(protection: &Protection, whole: u64, n: &[u64], hits: &[u64]) -> Vec<Shown<Share>> {
    let parts = protection.partition(whole, n);
    (0..n.len()).map(|at| parts.group(at).map(|()| Share::of(hits[at], n[at]))).collect()
}

/// Advanced courses by school and group against readiness. Students whose readiness is not known are
/// counted among the group and not among the ready.
pub fn access_lines(
    study: &Study<'_>,
    access: &[Access],
    protection: &Protection,
) -> Vec<AccessLine> {
    let by_member =
        |at: usize| access.binary_search_by_key(&at, |one| one.member).map(|i| access[i]);
    let takes = |at: usize| by_member(at).is_ok_and(|one| one.takes);
    let is_ready = |at: usize| by_member(at).is_ok_and(|one| one.ready == Some(true));
    let all: Vec<usize> = access.iter().map(|one| one.member).collect();
    let able: Vec<usize> = all.iter().copied().filter(|at| is_ready(*at)).collect();
    let mut lines = Vec::new();
    for (name, labels, part) in partings(study) {
        let (n, ready) = count(&all, labels.len(), &part, is_ready);
        let (_, take) = count(&all, labels.len(), &part, takes);
        let (_, both) = count(&able, labels.len(), &part, takes);
        let of_all = |hits: &[u64]| shares(protection, all.len() as u64, &n, hits);
        let (readies, taking) = (of_all(&ready), of_all(&take));
        let of_ready = shares(protection, able.len() as u64, &ready, &both);
        let columns = readies.into_iter().zip(of_ready).zip(taking);
        for (label, ((ready, ready_take), take)) in labels.into_iter().zip(columns) {
            let (dimension, group) = (name.to_owned(), label.to_owned());
            lines.push(AccessLine { dimension, group, ready, ready_take, take });
        }
    }
    lines
}

/// Plans on file and college credit by school and group. `has_plan` says whether a senior has one;
/// nothing where no plans are loaded.
pub fn beside_lines(
    study: &Study<'_>,
    has_plan: Option<&dyn Fn(usize) -> bool>,
    protection: &Protection,
) -> Vec<BesideLine> {
    let all: Vec<usize> = (0..study.roll.members.len()).collect();
    let seniors: Vec<usize> =
        all.iter().copied().filter(|at| study.member(*at).grade == 12).collect();
    let mut lines = Vec::new();
    for (name, labels, part) in partings(study) {
        let (n, college) =
            count(&all, labels.len(), &part, |at| study.stands[at].college_units > 0);
        // College credit is rare: whoever has it must be as many as may be shown, too.
        let with_credit = protection.partition(college.iter().sum(), &college);
        let college: Vec<Shown<Share>> = shares(protection, all.len() as u64, &n, &college)
            .into_iter()
            .enumerate()
            .map(|(at, share)| match with_credit.group(at) {
                Shown::Suppressed(reason) => share.and_then(|_| Shown::Suppressed(reason)),
                _ => share,
            })
            .collect();
        let plans = match has_plan {
            None => vec![Shown::NotCollected; labels.len()],
            Some(has_plan) => {
                let (n, hits) = count(&seniors, labels.len(), &part, has_plan);
                shares(protection, seniors.len() as u64, &n, &hits)
            }
        };
        for (label, (plans, college)) in labels.into_iter().zip(plans.into_iter().zip(college)) {
            let (dimension, group) = (name.to_owned(), label.to_owned());
            lines.push(BesideLine { dimension, group, plans, college });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_counted_in_their_part_and_a_small_part_is_withheld() {
        let members: Vec<usize> = (0..40).collect();
        let part = |at: usize| match at {
            0..30 => Some(0),
            30..33 => Some(1),
            39 => None,
            _ => Some(2),
        };
        let (n, hits) = count(&members, 3, &part, |at| at % 2 == 0);
        assert_eq!((n.clone(), hits.clone()), (vec![30, 3, 6], vec![15, 2, 3]));
        let shown = shares(&Protection::default(), 40, &n, &hits);
        assert!(shown.iter().skip(1).all(|share| share.value().is_none()), "{shown:?}");
    }
}

//! People: positions and who holds them, strong and experienced teachers by need, stipends with
//! their price, supports ranked by the stated rule.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Allocation, number_in};
use crate::budget::policy::{Formula, Support};
use crate::exact::Exact;

/// Years of experience from which a teacher counts as experienced (as federal teacher equity
/// plans count: more than three years before this one).
pub const EXPERIENCED_YEARS: f64 = 3.0;
/// The rating from which a teacher counts as strong, on the district's own scale from 1.
pub const STRONG_RATING: i64 = 4;

/// Whether somebody holds a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// By a person.
    Filled,
    /// By nobody.
    Vacant,
    /// By a substitute.
    Substitute,
}

/// One position, or one fund's share of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// The school; `None` for the central office.
    pub school: Option<String>,
    /// The position's number.
    pub position: String,
    /// The job.
    pub job: String,
    /// Full-time share.
    pub fte: f64,
    /// The fund that pays.
    pub fund: String,
    /// Whether somebody holds it.
    pub held: Held,
    /// Who, by number.
    pub person: Option<String>,
    /// Years taught before this one.
    pub experience: Option<f64>,
    /// The last rating.
    pub rating: Option<i64>,
}

/// One job at one school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobLine {
    /// The job.
    pub job: String,
    /// Full-time positions filled.
    pub filled: f64,
    /// Vacant.
    pub vacant: f64,
    /// With a substitute.
    pub substitute: f64,
    /// Full-time positions by fund.
    pub funds: Vec<(String, f64)>,
}

/// The jobs of a list of posts, by job.
pub fn list_jobs<'a>(posts: impl IntoIterator<Item = &'a Post>) -> Vec<JobLine> {
    let mut jobs: BTreeMap<&str, (f64, f64, f64, BTreeMap<&str, f64>)> = BTreeMap::new();
    for post in posts {
        let job = jobs.entry(&post.job).or_default();
        match post.held {
            Held::Filled => job.0 += post.fte,
            Held::Vacant => job.1 += post.fte,
            Held::Substitute => job.2 += post.fte,
        }
        *job.3.entry(&post.fund).or_default() += post.fte;
    }
    jobs.into_iter()
        .map(|(job, (filled, vacant, substitute, funds))| JobLine {
            job: job.to_owned(),
            filled,
            vacant,
            substitute,
            funds: funds.into_iter().map(|(fund, fte)| (fund.to_owned(), fte)).collect(),
        })
        .collect()
}

/// A school by need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its need.
    pub need: Exact,
    /// Its place, from 1, the highest need.
    pub rank: usize,
    /// Its tier, from 1, the highest need.
    pub tier: u8,
}

/// Schools by the stated rule of need, highest first; equal ones by number. Tiers have as equally
/// many schools as can be. Schools whose need is not known come in the second list.
pub fn rank(formula: &Formula, given: &Allocation) -> (Vec<Ranked>, Vec<String>) {
    let Some(need) = &formula.need else { return (Vec::new(), Vec::new()) };
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for school in &given.schools {
        match number_in(&need.is, &school.values) {
            Ok(number) => known.push((number, school)),
            Err(_) => unknown.push(school.name.clone()),
        }
    }
    known.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let (n, tiers) = (known.len(), usize::from(need.tiers));
    let ranked = known.into_iter().enumerate().map(|(at, (need, school))| Ranked {
        id: school.id.clone(),
        name: school.name.clone(),
        need,
        rank: at + 1,
        tier: (at * tiers / n.max(1) + 1) as u8,
    });
    (ranked.collect(), unknown)
}

/// Teachers of one tier of need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierTeachers {
    /// The tier, from 1, the highest need.
    pub tier: u8,
    /// Schools.
    pub schools: usize,
    /// Teachers with a known experience, as people.
    pub with_experience: u64,
    /// Experienced ones among them.
    pub experienced: u64,
    /// Teachers with a known rating.
    pub with_rating: u64,
    /// Strong ones among them.
    pub strong: u64,
    /// Full-time teaching positions.
    pub positions: f64,
    /// Vacant ones, and ones with a substitute, among them.
    pub open: f64,
}

/// Teachers by tier of need.
pub fn teachers_by_tier(ranked: &[Ranked], posts: &[Post]) -> Vec<TierTeachers> {
    let tiers = ranked.iter().map(|school| school.tier).max().unwrap_or(0);
    (1..=tiers)
        .map(|tier| {
            let inside: Vec<&Ranked> = ranked.iter().filter(|s| s.tier == tier).collect();
            let there: Vec<&Post> = posts
                .iter()
                .filter(|post| post.job == "teacher")
                .filter(|post| {
                    post.school.as_ref().is_some_and(|id| inside.iter().any(|s| s.id == *id))
                })
                .collect();
            // A person counts once, however many funds pay.
            let mut people: BTreeMap<&str, (Option<f64>, Option<i64>)> = BTreeMap::new();
            for post in &there {
                if let Some(person) = &post.person {
                    people.insert(person, (post.experience, post.rating));
                }
            }
            let count = |of: &dyn Fn(&(Option<f64>, Option<i64>)) -> bool| {
                people.values().filter(|person| of(person)).count() as u64
            };
            TierTeachers {
                tier,
                schools: inside.len(),
                with_experience: count(&|p| p.0.is_some()),
                experienced: count(&|p| p.0.is_some_and(|years| years > EXPERIENCED_YEARS)),
                with_rating: count(&|p| p.1.is_some()),
                strong: count(&|p| p.1.is_some_and(|rating| rating >= STRONG_RATING)),
                positions: there.iter().map(|post| post.fte).sum(),
                open: there.iter().filter(|p| p.held != Held::Filled).map(|p| p.fte).sum(),
            }
        })
        .collect()
}

/// What a stipend costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StipendPrice {
    /// Name.
    pub name: String,
    /// The tier of need.
    pub tier: u8,
    /// Schools.
    pub schools: usize,
    /// Full-time people who have it; `None` where it is for strong people and no rating is known.
    pub people: Option<f64>,
    /// Full-time people of whom no rating is known, where it is for strong ones.
    pub unrated: f64,
    /// A year's dollars for one.
    pub each: Exact,
    /// A year's dollars for all; not known where the people are not.
    pub dollars: Option<f64>,
    /// A year's dollars if every open position were filled and had it.
    pub dollars_when_full: Option<f64>,
    /// When and how it ends.
    pub exit: String,
}

/// Prices the formula's stipends with the people who are there.
pub fn price_stipends(formula: &Formula, ranked: &[Ranked], posts: &[Post]) -> Vec<StipendPrice> {
    formula
        .stipends
        .iter()
        .map(|stipend| {
            let inside: Vec<&Ranked> = ranked.iter().filter(|s| s.tier == stipend.tier).collect();
            let there: Vec<&Post> = posts
                .iter()
                .filter(|post| post.job == stipend.job)
                .filter(|post| {
                    post.school.as_ref().is_some_and(|id| inside.iter().any(|s| s.id == *id))
                })
                .collect();
            let fte = |of: &dyn Fn(&Post) -> bool| -> f64 {
                there.iter().filter(|post| of(post)).map(|post| post.fte).sum()
            };
            let filled = |post: &Post| post.held == Held::Filled;
            let open = fte(&|post| !filled(post));
            let strong = |post: &Post| post.rating.is_some_and(|r| r >= STRONG_RATING);
            let rated = there.iter().any(|post| filled(post) && post.rating.is_some());
            let (people, unrated) = match stipend.strong_only {
                false => (Some(fte(&filled)), 0.0),
                true => (
                    rated.then(|| fte(&|post| filled(post) && strong(post))),
                    fte(&|post| filled(post) && post.rating.is_none()),
                ),
            };
            let each = stipend.dollars.to_f64();
            StipendPrice {
                name: stipend.name.clone(),
                tier: stipend.tier,
                schools: inside.len(),
                people,
                unrated,
                each: stipend.dollars,
                dollars: people.map(|people| people * each),
                dollars_when_full: people.map(|people| (people + open) * each),
                exit: stipend.exit.clone(),
            }
        })
        .collect()
}

/// A support for the schools that need it most.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupportPlan {
    /// Name.
    pub name: String,
    /// The schools that get it, and the dollars of each; `None` where they cannot be computed.
    pub schools: Vec<(Ranked, Option<Exact>)>,
    /// The first school that does not get it.
    pub next: Option<Ranked>,
    /// A year's dollars.
    pub dollars: Exact,
    /// Minutes that it adds to a student's day.
    pub minutes_a_day: Exact,
    /// Hours that these are in the formula's school year.
    pub hours_a_year: Option<Exact>,
    /// Hours of learning that it adds to a teacher's year.
    pub teacher_hours: Exact,
    /// When and how it ends.
    pub exit: String,
}

/// Gives the formula's supports to the schools that need them most.
pub fn plan_supports(formula: &Formula, given: &Allocation, ranked: &[Ranked]) -> Vec<SupportPlan> {
    let days = formula.calendar.school_days;
    formula.supports.iter().map(|support| plan_support(support, days, given, ranked)).collect()
}

fn plan_support(
    support: &Support,
    days: Exact,
    given: &Allocation,
    ranked: &[Ranked],
) -> SupportPlan {
    let count = support.schools as usize;
    let schools: Vec<(Ranked, Option<Exact>)> = ranked
        .iter()
        .take(count)
        .map(|school| {
            let dollars = given
                .find_school(&school.id)
                .and_then(|of| number_in(&support.dollars, &of.values).ok());
            (school.clone(), dollars)
        })
        .collect();
    SupportPlan {
        name: support.name.clone(),
        dollars: crate::budget::model::sum(schools.iter().filter_map(|(_, dollars)| *dollars)),
        schools,
        next: ranked.get(count).cloned(),
        minutes_a_day: support.minutes_a_day,
        hours_a_year: support.minutes_a_day.times(days).and_then(|m| m.over(Exact::whole(60))),
        teacher_hours: support.teacher_hours,
        exit: support.exit.clone(),
    }
}

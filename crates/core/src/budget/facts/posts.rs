//! Positions with who holds them, from the position list or, where there is none, from who works.

use std::collections::BTreeMap;

use super::{assignments, rows};
use crate::budget::engine::people::{Held, Post};
use crate::district::{Facts, Position, PositionStatus, SchoolYear, Staff};

/// Every post of a year. Filled ones come from the assignments, which know how funds split; vacant
/// ones and substitutes from the position list.
pub fn read_posts(facts: &Facts, year: SchoolYear) -> Vec<Post> {
    let people: BTreeMap<String, Staff> =
        rows::<Staff>(facts, year).into_iter().map(|s| (s.staff_id.0.clone(), s)).collect();
    let known = |id: &str| {
        let person = people.get(id);
        let experience =
            person.and_then(|p| p.years_of_prior_teaching_experience.as_ref().ok().copied());
        (experience, person.and_then(|p| p.evaluation_rating.as_ref().ok().copied()))
    };
    let positions = rows::<Position>(facts, year);
    let assignments = assignments(facts, year);
    let mut posts: Vec<Post> = assignments
        .iter()
        .map(|row| {
            let (experience, rating) = known(row.staff_id.as_str());
            Post {
                school: row.school_id.as_ref().ok().map(|id| id.0.clone()),
                position: String::new(),
                job: row.job.clone(),
                fte: row.fte.0,
                fund: row.fund.clone().unwrap_or_else(|_| "unknown".to_owned()),
                held: Held::Filled,
                person: Some(row.staff_id.0.clone()),
                experience,
                rating,
            }
        })
        .collect();
    for row in positions {
        let held = match row.status {
            PositionStatus::Filled if !assignments.is_empty() => continue,
            PositionStatus::Filled => Held::Filled,
            PositionStatus::Vacant => Held::Vacant,
            PositionStatus::Substitute => Held::Substitute,
        };
        let person = row.staff_id.ok().map(|id| id.0).filter(|_| held == Held::Filled);
        let (experience, rating) = person.as_deref().map_or((None, None), known);
        posts.push(Post {
            school: row.school_id.ok().map(|id| id.0),
            position: row.position_id.0,
            job: row.job,
            fte: row.fte.0,
            fund: row.fund.unwrap_or_else(|_| "unknown".to_owned()),
            held,
            person,
            experience,
            rating,
        });
    }
    posts
}

//! Immediate acceptance: first choices are filled for good, then second ones, and so on.

use super::super::model::{Assignment, Market, Numbers};
use super::{OUTSIDE, key, owner};

/// Gives out seats rank by rank.
pub fn accept(market: &Market, numbers: &Numbers) -> Assignment {
    let mut left: Vec<u32> = market.all_groups().iter().map(|group| group.seats).collect();
    let mut assignment = Assignment::empty(market.count_applications());
    let longest = (0..market.count_applications()).map(|a| market.list(a).len()).max().unwrap_or(0);
    let mut asking: Vec<Vec<u64>> = vec![Vec::new(); market.count_programs()];
    for rank in 0..longest {
        for application in 0..market.count_applications() {
            let list = market.list(application);
            if assignment.find(application).is_some() || rank >= list.len() {
                continue;
            }
            let choice = list.start + rank;
            let listed = market.listed(choice);
            let number = numbers.at(application, choice);
            asking[listed.program as usize].push(key(listed.class, number, application));
        }
        for (program, asking) in asking.iter_mut().enumerate() {
            let range = market.group_range(program);
            for group in range.clone() {
                let seats = market.all_groups()[group];
                let choice_of = |place: u64| market.list(owner(place)).start + rank;
                let outside = |place: u64| !seats.prefers(market.listed(choice_of(place)).reserves);
                asking.sort_unstable_by_key(|place| {
                    if outside(*place) { *place | OUTSIDE } else { *place }
                });
                let many = asking
                    .iter()
                    .take(left[group] as usize)
                    .take_while(|place| !seats.only || !outside(**place))
                    .count();
                left[group] -= many as u32;
                for place in asking.drain(..many) {
                    let application = owner(place);
                    assignment.given[application] = choice_of(place) as u32;
                    assignment.group[application] = (group - range.start) as u8;
                }
            }
            asking.clear();
        }
    }
    assignment
}

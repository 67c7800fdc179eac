//! Top trading cycles (Abdulkadiroğlu & Sönmez 2003).
//!
//! Each program with a seat points to the first in the line of the first of its groups that has
//! one; each applicant points to the best program with a seat for them. Whoever is in a cycle gets
//! the program that they point to, and the seats are those that were pointed from. Only those who
//! list a program stand in its line.

use super::super::model::{Assignment, Market, NONE, Numbers};
use super::{OUTSIDE, key, owner};

/// Where the search stands on its way round.
#[derive(Clone, Copy)]
struct Step {
    application: usize,
    /// The choice that the application points to.
    choice: usize,
    /// The group from which the program points back.
    group: usize,
}

struct Trade<'a> {
    market: &'a Market,
    left: Vec<u32>,
    /// The line of each group, best first.
    lines: Vec<Vec<u64>>,
    /// How far each line has been gone through.
    gone: Vec<usize>,
    /// Where each application stands on its list.
    at: Vec<usize>,
    /// Where each application stands on the way that is being followed.
    on_way: Vec<u32>,
    done: Vec<bool>,
    assignment: Assignment,
}

/// Gives out seats by trading.
pub fn trade(market: &Market, numbers: &Numbers) -> Assignment {
    let owners = market.owners();
    let mut lines: Vec<Vec<u64>> = vec![Vec::new(); market.all_groups().len()];
    for (choice, application) in owners.iter().enumerate() {
        let application = *application as usize;
        let listed = market.listed(choice);
        let place = key(listed.class, numbers.at(application, choice), application);
        for group in market.group_range(listed.program as usize) {
            let seats = market.all_groups()[group];
            match (seats.prefers(listed.reserves), seats.only) {
                (true, _) => lines[group].push(place),
                (false, false) => lines[group].push(place | OUTSIDE),
                (false, true) => {}
            }
        }
    }
    for line in &mut lines {
        line.sort_unstable();
    }
    let applications = market.count_applications();
    let mut trade = Trade {
        market,
        left: market.all_groups().iter().map(|group| group.seats).collect(),
        gone: vec![0; lines.len()],
        lines,
        at: (0..applications).map(|a| market.list(a).start).collect(),
        on_way: vec![NONE; applications],
        done: vec![false; applications],
        assignment: Assignment::empty(applications),
    };
    for application in 0..applications {
        trade.follow(application);
    }
    trade.assignment
}

impl Trade<'_> {
    /// Follows pointers from an application until it has been served.
    fn follow(&mut self, from: usize) {
        let mut way: Vec<Step> = Vec::new();
        let mut application = from;
        while !self.done[from] {
            let begin = self.on_way[application];
            if begin != NONE {
                for step in way.split_off(begin as usize) {
                    self.on_way[step.application] = NONE;
                    self.close(step);
                }
            } else if let Some(step) = self.point(application) {
                self.on_way[application] = way.len() as u32;
                way.push(step);
                application = owner(self.lines[step.group][self.gone[step.group]]);
                continue;
            } else {
                self.done[application] = true;
            }
            // Go on from the last on the way, whose pointers may have changed.
            application = match way.pop() {
                Some(step) => {
                    self.on_way[step.application] = NONE;
                    step.application
                }
                None => from,
            };
        }
    }

    /// Where an application points, and from which group that program points back.
    fn point(&mut self, application: usize) -> Option<Step> {
        if self.done[application] {
            return None;
        }
        let end = self.market.list(application).end;
        while self.at[application] < end {
            let choice = self.at[application];
            let reserves = self.market.listed(choice).reserves;
            let mut range = self.market.group_range(self.market.program(choice));
            let points_back = range.find(|group| {
                let seats = self.market.all_groups()[*group];
                (!seats.only || seats.prefers(reserves)) && self.has_line(*group)
            });
            if let Some(group) = points_back {
                return Some(Step { application, choice, group });
            }
            self.at[application] += 1;
        }
        None
    }

    /// Whether a group has a seat and somebody waiting in its line.
    fn has_line(&mut self, group: usize) -> bool {
        while self.lines[group].get(self.gone[group]).is_some_and(|p| self.done[owner(*p)]) {
            self.gone[group] += 1;
        }
        self.left[group] > 0 && self.gone[group] < self.lines[group].len()
    }

    /// Serves one applicant of a cycle.
    fn close(&mut self, step: Step) {
        self.left[step.group] -= 1;
        self.done[step.application] = true;
        self.assignment.given[step.application] = step.choice as u32;
        let range = self.market.group_range(self.market.program(step.choice));
        self.assignment.group[step.application] = (step.group - range.start) as u8;
    }
}

//! Student-proposing deferred acceptance with groups of seats.
//!
//! Each group of seats keeps its best in a heap, worst on top. A newcomer enters the program's
//! first group; whoever has no place there goes on to the next group, and out of the last one back
//! to their own list. Passing one applicant down the groups gives the same as filling all groups
//! anew from everybody who ever asked, because each group is filled by an order (slot-specific
//! priorities, Kominers & Sönmez 2016).

use super::super::model::{Assignment, Listed, Market, NONE, Numbers};
use super::{OUTSIDE, key, owner};

/// A market's working memory, kept between lotteries. It grows with the applications and never
/// with the seats that nobody asks for.
#[derive(Debug, Clone)]
pub struct Solver {
    /// Where each group's heap begins; one more than there are groups.
    starts: Vec<u32>,
    /// How many each group holds.
    held: Vec<u32>,
    /// The heaps.
    heaps: Vec<u64>,
    /// The worst place that each group holds once it is full; until then worse than any.
    worst: Vec<u64>,
    /// The worst of these over the groups of each program: who stands behind it is turned away by
    /// all of them, then and ever after, since what a group holds only gets better.
    bar: Vec<u64>,
    /// Where each application stands on its list.
    at: Vec<u32>,
    /// Applications in the order in which they begin to ask.
    order: Vec<u32>,
    /// Proposals made in the last run.
    proposals: u64,
}

impl Solver {
    /// Working memory for a market.
    pub fn of(market: &Market) -> Self {
        let mut asked = vec![0u32; market.count_programs()];
        for choice in 0..market.count_choices() {
            asked[market.program(choice)] += 1;
        }
        let mut starts = Vec::with_capacity(market.all_groups().len() + 1);
        let mut total = 0u32;
        starts.push(0);
        for (program, asked) in asked.iter().enumerate() {
            for group in market.groups(program) {
                total += group.seats.min(*asked);
                starts.push(total);
            }
        }
        Solver {
            held: vec![0; market.all_groups().len()],
            heaps: vec![0; total as usize],
            worst: vec![0; market.all_groups().len()],
            bar: vec![0; market.count_programs()],
            at: vec![0; market.count_applications()],
            order: vec![0; market.count_applications()],
            starts,
            proposals: 0,
        }
    }

    /// Proposals made in the last run.
    pub fn proposals(&self) -> u64 {
        self.proposals
    }

    /// Gives out the seats.
    pub fn solve(&mut self, market: &Market, numbers: &Numbers) -> Assignment {
        let mut assignment = Assignment::empty(market.count_applications());
        self.solve_into(market, numbers, &mut assignment);
        assignment
    }

    /// The same, into an assignment of the right length.
    pub fn solve_into(&mut self, market: &Market, numbers: &Numbers, result: &mut Assignment) {
        self.held.fill(0);
        for (group, worst) in self.worst.iter_mut().enumerate() {
            *worst = if self.starts[group] == self.starts[group + 1] { 0 } else { u64::MAX };
        }
        for program in 0..self.bar.len() {
            self.lower_bar(market, program);
        }
        self.proposals = 0;
        // Whoever has the better number asks first and is pushed out less often; the result is
        // the same in any order.
        match numbers {
            Numbers::Single(numbers) => {
                for (application, number) in numbers.iter().enumerate() {
                    self.order[*number as usize] = application as u32;
                }
            }
            Numbers::PerProgram(_) => {
                for (place, order) in self.order.iter_mut().enumerate() {
                    *order = place as u32;
                }
            }
        }
        for application in 0..self.at.len() {
            self.at[application] = market.list(application).start as u32;
        }
        for place in 0..self.order.len() {
            let mut asking = self.order[place] as usize;
            // One asks; whoever is pushed out asks next.
            loop {
                let from = self.at[asking] as usize;
                let end = market.list(asking).end;
                // Most are turned away by the bar alone, which is at hand.
                let mut choices = from..end;
                let found = choices.find_map(|choice| {
                    let listed = market.listed(choice);
                    let place = key(listed.class, numbers.at(asking, choice), asking);
                    (place < self.bar[listed.program as usize]).then_some((choice, listed, place))
                });
                let Some((choice, listed, place)) = found else {
                    self.proposals += (end - from) as u64;
                    self.at[asking] = end as u32;
                    break;
                };
                self.proposals += (choice + 1 - from) as u64;
                self.at[asking] = choice as u32;
                let out = self.propose(market, listed, place);
                self.lower_bar(market, listed.program as usize);
                let Some(out) = out else { break };
                self.at[out] += 1;
                asking = out;
            }
        }
        self.write(market, result);
    }

    /// One application asks for a choice; whoever is left over comes back.
    #[inline]
    fn propose(&mut self, market: &Market, listed: Listed, place: u64) -> Option<usize> {
        let mut passing = place;
        let mut reserves = listed.reserves;
        for group in market.group_range(listed.program as usize) {
            let seats = market.all_groups()[group];
            let outside = !seats.prefers(reserves);
            if outside && seats.only {
                continue;
            }
            let place = if outside { passing | OUTSIDE } else { passing };
            match self.enter(group, place) {
                None => return None,
                Some(out) if out == place => {}
                Some(out) => {
                    passing = out & !OUTSIDE;
                    reserves = market.listed(self.at[owner(out)] as usize).reserves;
                }
            }
        }
        Some(owner(passing))
    }

    /// Finds the bar of a program anew.
    #[inline]
    fn lower_bar(&mut self, market: &Market, program: usize) {
        let worst = &self.worst[market.group_range(program)];
        self.bar[program] = worst.iter().copied().max().unwrap_or(0);
    }

    /// Puts a place into a group; what does not fit comes back.
    #[inline]
    fn enter(&mut self, group: usize, place: u64) -> Option<u64> {
        let worst = self.worst[group];
        if place >= worst {
            return Some(place);
        }
        let (start, end) = (self.starts[group] as usize, self.starts[group + 1] as usize);
        let heap = &mut self.heaps[start..end];
        let held = self.held[group] as usize;
        if held < heap.len() {
            heap[held] = place;
            self.held[group] += 1;
            if held + 1 == heap.len() {
                for root in (0..heap.len() / 2).rev() {
                    let place = heap[root];
                    sift_down(heap, root, place);
                }
                self.worst[group] = heap[0];
            }
            return None;
        }
        sift_down(heap, 0, place);
        self.worst[group] = heap[0];
        Some(worst)
    }

    fn write(&self, market: &Market, result: &mut Assignment) {
        result.given.fill(NONE);
        result.group.fill(u8::MAX);
        for program in 0..market.count_programs() {
            let range = market.group_range(program);
            for group in range.clone() {
                let start = self.starts[group] as usize;
                for place in &self.heaps[start..start + self.held[group] as usize] {
                    let application = owner(*place);
                    result.given[application] = self.at[application];
                    result.group[application] = (group - range.start) as u8;
                }
            }
        }
    }
}

/// Puts a place into the heap below a root that is given up.
#[inline]
fn sift_down(heap: &mut [u64], mut root: usize, place: u64) {
    loop {
        let mut child = 2 * root + 1;
        if child >= heap.len() {
            break;
        }
        if child + 1 < heap.len() {
            child += usize::from(heap[child + 1] > heap[child]);
        }
        if heap[child] <= place {
            break;
        }
        heap[root] = heap[child];
        root = child;
    }
    heap[root] = place;
}

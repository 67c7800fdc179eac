//! The numbers of practice lotteries.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::choice::model::{Market, Numbers};
use crate::choice::policy::Lottery;
use crate::choice::round::Round;

/// Draws the numbers of any practice lottery of a round, each from the seed and its own number.
#[derive(Debug, Clone)]
pub struct Draws {
    seed: u64,
    applications: usize,
    /// Who draws with each application, for those with whom somebody does: starts and members.
    follower_starts: Vec<u32>,
    followers: Vec<u32>,
    follows: Vec<bool>,
    /// The choices by program, where numbers are drawn for each.
    per_program: Option<(Vec<u32>, Vec<u32>)>,
}

impl Draws {
    /// Draws for a round.
    pub fn of(round: &Round, market: &Market, seed: u64) -> Self {
        let per_program = round.policy.lottery == Lottery::PerProgram;
        Draws::from_parts(&round.drawn_as(), per_program.then(|| market.lines()), seed)
    }

    /// Draws for so many applications that are all alone, with a single number.
    pub fn alone(applications: usize, seed: u64) -> Self {
        let drawn_as: Vec<u32> = (0..applications as u32).collect();
        Draws::from_parts(&drawn_as, None, seed)
    }

    fn from_parts(drawn_as: &[u32], per_program: Option<(Vec<u32>, Vec<u32>)>, seed: u64) -> Self {
        let applications = drawn_as.len();
        let follows: Vec<bool> =
            drawn_as.iter().enumerate().map(|(at, first)| *first as usize != at).collect();
        let mut starts = vec![0u32; applications + 1];
        for (at, first) in drawn_as.iter().enumerate() {
            starts[*first as usize + 1] += u32::from(follows[at]);
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut followers = vec![0; starts.last().copied().unwrap_or(0) as usize];
        for (at, first) in drawn_as.iter().enumerate().filter(|(at, _)| follows[*at]) {
            let place = &mut next[*first as usize];
            followers[*place as usize] = at as u32;
            *place += 1;
        }
        Draws { seed, applications, follower_starts: starts, followers, follows, per_program }
    }

    /// The numbers of one lottery.
    pub fn numbers(&self, lottery: u32) -> Numbers {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(u64::from(lottery));
        match &self.per_program {
            None => Numbers::Single(self.single(&mut random)),
            Some((starts, line)) => {
                let mut numbers = vec![0; line.len()];
                for ends in starts.windows(2) {
                    let line = &line[ends[0] as usize..ends[1] as usize];
                    let places = shuffled(line.len(), &mut random);
                    for (choice, place) in line.iter().zip(places) {
                        numbers[*choice as usize] = place;
                    }
                }
                Numbers::PerProgram(numbers)
            }
        }
    }

    fn single(&self, random: &mut ChaCha8Rng) -> Vec<u32> {
        let order = shuffled(self.applications, random);
        if self.followers.is_empty() {
            return order;
        }
        // Whoever follows comes right behind the one whom they follow.
        let mut numbers = vec![0; self.applications];
        let mut place = 0;
        for application in order {
            if self.follows[application as usize] {
                continue;
            }
            let ends = &self.follower_starts[application as usize..application as usize + 2];
            let behind = &self.followers[ends[0] as usize..ends[1] as usize];
            for one in std::iter::once(&application).chain(behind) {
                numbers[*one as usize] = place;
                place += 1;
            }
        }
        numbers
    }
}

/// The numbers from 0 up in random order (Fisher and Yates).
fn shuffled(many: usize, random: &mut ChaCha8Rng) -> Vec<u32> {
    let mut order: Vec<u32> = (0..many as u32).collect();
    for place in (1..many).rev() {
        let other = (u64::from(random.next_u32()) * (place as u64 + 1)) >> 32;
        order.swap(place, other as usize);
    }
    order
}

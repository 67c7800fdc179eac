//! Whether an assignment is what it says, found simply and slowly by somebody who has not seen the
//! engines: seats, lists, reserves, and nobody with a justified claim to a seat. [`families`] says
//! which claims keeping brothers and sisters together leaves open, [`rounds`] whether the rounds of
//! a year together give any seat twice.

pub mod families;
pub mod rounds;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use super::model::{Assignment, Listed, Market, NONE, Numbers};

/// Something that is wrong with an assignment. Positions are those of the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Violation {
    /// An application was given a choice that is not on its list.
    NotOnList {
        /// The application.
        application: u32,
    },
    /// More applicants than a program has seats for.
    OverSeats {
        /// The program.
        program: u32,
        /// Applicants that it was given.
        given: u32,
        /// Seats that it can give them.
        seats: u32,
    },
    /// An applicant holds a seat that the rule would give to nobody like them.
    NotChosen {
        /// The applicant.
        application: u32,
        /// The program.
        program: u32,
    },
    /// A seat is empty, and an applicant would rather have it than what they were given.
    Wasted {
        /// The applicant.
        application: u32,
        /// The program.
        program: u32,
    },
    /// An applicant would rather have a seat whose holder has a lesser claim to it.
    JustifiedEnvy {
        /// The applicant.
        application: u32,
        /// The program.
        program: u32,
        /// The holder who would have to make room.
        holder: u32,
        /// Whether the claim is to a reserved seat.
        reserved: bool,
    },
    /// Over the rounds of a year more hold seats and offers of a program than it has seats for.
    GivenTwice {
        /// The program, in the latest round that has it.
        program: u32,
        /// Seats and offers that are held.
        given: u32,
        /// Seats.
        seats: u32,
    },
    /// One student holds two seats.
    TwoSeats {
        /// The application, in the latest round by which a seat is held.
        application: u32,
    },
    /// An application of a later round stands for a student who holds a seat or an offer, and may
    /// not; or it was given a seat that is not better than the one that they hold.
    NotFree {
        /// The application, in the later round.
        application: u32,
    },
}

/// Everything that is wrong with the seats themselves: holds for every mechanism.
pub fn check_seats(market: &Market, assignment: &Assignment) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut given: Vec<Vec<u32>> = vec![Vec::new(); market.count_programs()];
    for application in 0..market.count_applications() {
        let choice = assignment.given[application];
        if choice == NONE {
            continue;
        }
        if market.list(application).contains(&(choice as usize)) {
            given[market.program(choice as usize)].push(choice);
        } else {
            wrong.push(Violation::NotOnList { application: application as u32 });
        }
    }
    for (program, choices) in given.iter().enumerate() {
        let seats = count_seated(market, program, choices);
        let found = choices.len() as u32;
        if found > seats {
            let program = program as u32;
            wrong.push(Violation::OverSeats { program, given: found, seats });
        }
    }
    wrong
}

/// How many of these choices can sit at a program at once, members in the seats that are theirs:
/// one after the other takes a free seat, or one whose holder can move to another group.
fn count_seated(market: &Market, program: usize, choices: &[u32]) -> u32 {
    let groups = market.groups(program);
    let mut sitting: Vec<Vec<u32>> = vec![Vec::new(); groups.len()];
    fn seat(
        market: &Market,
        program: usize,
        choice: u32,
        sitting: &mut [Vec<u32>],
        tried: &mut [bool],
    ) -> bool {
        let reserves = market.listed(choice as usize).reserves;
        for (at, group) in market.groups(program).iter().enumerate() {
            if tried[at] || (group.only && !group.prefers(reserves)) {
                continue;
            }
            tried[at] = true;
            if sitting[at].len() < group.seats as usize {
                sitting[at].push(choice);
                return true;
            }
            for place in 0..sitting[at].len() {
                let other = sitting[at][place];
                if seat(market, program, other, sitting, tried) {
                    sitting[at][place] = choice;
                    return true;
                }
            }
        }
        false
    }
    let mut seated = 0;
    for choice in choices {
        let mut tried = vec![false; groups.len()];
        seated += u32::from(seat(market, program, *choice, &mut sitting, &mut tried));
    }
    seated
}

/// One who asks for seats at a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asker {
    application: u32,
    listed: Listed,
    number: u32,
}

/// Who of a crowd a program chooses: seat by seat in the written order, each seat taking the best
/// who is left, members of its reserve first.
fn choose(market: &Market, program: usize, crowd: &[Asker]) -> Vec<(Asker, bool)> {
    let mut left = crowd.to_vec();
    let mut chosen = Vec::new();
    for group in market.groups(program) {
        for _ in 0..group.seats {
            let best = left
                .iter()
                .enumerate()
                .filter(|(_, asker)| !group.only || group.prefers(asker.listed.reserves))
                .min_by_key(|(_, asker)| {
                    (!group.prefers(asker.listed.reserves), asker.listed.class, asker.number)
                })
                .map(|(at, _)| at);
            let Some(best) = best else { break };
            let asker = left.remove(best);
            let by_reserve = group.prefers.is_some() && group.prefers(asker.listed.reserves);
            chosen.push((asker, by_reserve));
        }
    }
    chosen
}

/// Everything that keeps an assignment from being stable: seats, empty seats that somebody wants,
/// and justified envy. Reserves and priorities are respected when there is none.
///
/// Among applicants of one class and the same reserves only the one with the best number is
/// looked at: if that one has no claim, those behind have none.
pub fn check_stable(market: &Market, numbers: &Numbers, assignment: &Assignment) -> Vec<Violation> {
    let mut wrong = check_seats(market, assignment);
    let mut holders: Vec<Vec<Asker>> = vec![Vec::new(); market.count_programs()];
    let mut envious: Vec<Vec<Asker>> = vec![Vec::new(); market.count_programs()];
    for application in 0..market.count_applications() {
        let given = assignment.given[application];
        for choice in market.list(application) {
            let listed = market.listed(choice);
            let number = numbers.at(application, choice);
            let asker = Asker { application: application as u32, listed, number };
            if choice as u32 == given {
                holders[listed.program as usize].push(asker);
                break;
            }
            envious[listed.program as usize].push(asker);
        }
    }
    for program in 0..market.count_programs() {
        let kept = choose(market, program, &holders[program]);
        let out = |asker: &&Asker| !kept.iter().any(|(one, _)| one == *asker);
        wrong.extend(holders[program].iter().filter(out).map(|asker| Violation::NotChosen {
            application: asker.application,
            program: program as u32,
        }));
        let mut asking = std::mem::take(&mut envious[program]);
        asking.sort_by_key(|a| (a.listed.class, a.listed.reserves, a.number));
        asking.dedup_by_key(|a| (a.listed.class, a.listed.reserves));
        for asker in asking {
            let mut crowd = holders[program].clone();
            crowd.push(asker);
            let chosen = choose(market, program, &crowd);
            let Some((_, reserved)) = chosen.iter().find(|(one, _)| *one == asker) else {
                continue;
            };
            let out = crowd.iter().find(|one| !chosen.iter().any(|(other, _)| other == *one));
            let (application, program) = (asker.application, program as u32);
            wrong.push(match out {
                None => Violation::Wasted { application, program },
                Some(out) => Violation::JustifiedEnvy {
                    application,
                    program,
                    holder: out.application,
                    reserved: *reserved,
                },
            });
        }
    }
    wrong
}

/// A list with which an applicant would have got something that they like better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misreport {
    /// The applicant.
    pub application: usize,
    /// The programs on the false list, best first.
    pub list: Vec<u32>,
    /// Place on the true list of what they get by the true list; none for nothing.
    pub honest: Option<usize>,
    /// Place on the true list of what they get by the false one.
    pub gained: usize,
}

/// Tries random false lists and gives the first by which somebody gains. `solve` is the mechanism.
pub fn find_profitable_misreport(
    market: &Market,
    numbers: &Numbers,
    solve: impl Fn(&Market, &Numbers) -> Assignment,
    tries: usize,
    seed: u64,
) -> Option<Misreport> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let honest = solve(market, numbers);
    let lists: Vec<Vec<Listed>> = (0..market.count_applications())
        .map(|a| market.list(a).map(|choice| market.listed(choice)).collect())
        .collect();
    let groups: Vec<&[_]> = (0..market.count_programs()).map(|p| market.groups(p)).collect();
    for _ in 0..tries {
        if lists.is_empty() {
            return None;
        }
        let application = random.next_u64() as usize % lists.len();
        let list = &lists[application];
        let start = market.list(application).start;
        let got = honest.find(application).map(|choice| choice - start);
        let mut order: Vec<usize> = (0..list.len()).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, random.next_u64() as usize % (place + 1));
        }
        order.truncate(1 + random.next_u64() as usize % list.len().max(1));
        let mut told = lists.clone();
        told[application] = order.iter().map(|at| list[*at]).collect();
        let other = Market::of(groups.iter().copied(), told.iter().map(Vec::as_slice)).ok()?;
        let numbers = match numbers {
            Numbers::Single(_) => numbers.clone(),
            Numbers::PerProgram(all) => {
                let mut moved: Vec<u32> = all[..start].to_vec();
                moved.extend(order.iter().map(|at| all[start + at]));
                moved.extend(&all[start + list.len()..]);
                Numbers::PerProgram(moved)
            }
        };
        let result = solve(&other, &numbers);
        let found = result.find(application).map(|choice| {
            let program = other.program(choice) as u32;
            list.iter().position(|listed| listed.program == program)
        });
        if let Some(Some(gained)) = found
            && got.is_none_or(|got| gained < got)
        {
            let list = told[application].iter().map(|listed| listed.program).collect();
            return Some(Misreport { application, list, honest: got, gained });
        }
    }
    None
}

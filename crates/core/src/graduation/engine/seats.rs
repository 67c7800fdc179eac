//! For all students together: who gets which of the scarce seats, so that most are brought back, and
//! then with the least disruption.
//!
//! Sections with a seat for everybody who could want one bind nobody and are left aside. What is
//! left falls apart into groups that share a scarce section. Where every way of a group takes one
//! scarce seat it is a flow, solved exactly; a small group is searched exactly; a large one is
//! filled greedily with exchanges, beside an upper bound from the flow in which each way needs only
//! one of its seats.

/// One way of a student: the sections in which it takes a seat, and its cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// Sections, by position; one that is named twice takes two seats.
    pub sections: Vec<u32>,
    /// Cost.
    pub cost: u32,
}

/// Who gets what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seating {
    /// For each student the way chosen, by position among the student's ways.
    pub chosen: Vec<Option<usize>>,
    /// Students brought back.
    pub mended: u32,
    /// What it costs in all.
    pub cost: u32,
    /// At most so many students can be brought back.
    pub bound: u32,
    /// Whether the number and the cost are proved best.
    pub proved: bool,
}

/// Students of a group up to which it is searched exactly.
const SMALL: usize = 9;

/// Shares out the seats.
pub fn share_out(students: &[Vec<Want>], seats: &[u32]) -> Seating {
    let mut demand = vec![0u32; seats.len()];
    for ways in students {
        let mut most: Vec<(u32, u32)> = Vec::new();
        for way in ways {
            for section in &way.sections {
                let times = way.sections.iter().filter(|other| *other == section).count() as u32;
                match most.iter_mut().find(|(known, _)| known == section) {
                    Some((_, known)) => *known = (*known).max(times),
                    None => most.push((*section, times)),
                }
            }
        }
        most.iter().for_each(|(section, times)| demand[*section as usize] += times);
    }
    let scarce: Vec<bool> = demand.iter().zip(seats).map(|(wanted, free)| wanted > free).collect();
    let mut seating =
        Seating { chosen: vec![None; students.len()], proved: true, ..Seating::default() };
    for group in groups(students, &scarce) {
        let ways: Vec<Vec<(usize, Vec<u32>, u32)>> = group
            .iter()
            .map(|student| {
                let mut list: Vec<(usize, Vec<u32>, u32)> = students[*student]
                    .iter()
                    .enumerate()
                    .map(|(at, way)| {
                        let bind = way.sections.iter().copied().filter(|s| scarce[*s as usize]);
                        (at, bind.collect(), way.cost)
                    })
                    .collect();
                list.sort_by_key(|(at, bind, cost)| (*cost, bind.len(), *at));
                list
            })
            .collect();
        let (chosen, bound, proved) = settle(&ways, seats);
        for (student, way) in group.iter().zip(&chosen) {
            seating.chosen[*student] = *way;
        }
        seating.bound += bound;
        seating.proved &= proved;
    }
    for (ways, chosen) in students.iter().zip(&seating.chosen) {
        if let Some(at) = chosen {
            seating.mended += 1;
            seating.cost += ways[*at].cost;
        }
    }
    seating
}

/// Students with at least one way, in groups that share a scarce section; in order.
fn groups(students: &[Vec<Want>], scarce: &[bool]) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..scarce.len() + students.len()).collect();
    fn find(leader: &mut [usize], at: usize) -> usize {
        let mut at = at;
        while leader[at] != at {
            leader[at] = leader[leader[at]];
            at = leader[at];
        }
        at
    }
    for (student, ways) in students.iter().enumerate() {
        for section in ways.iter().flat_map(|way| &way.sections) {
            if scarce[*section as usize] {
                let (a, b) = (
                    find(&mut leader, scarce.len() + student),
                    find(&mut leader, *section as usize),
                );
                leader[a.max(b)] = a.min(b);
            }
        }
    }
    let mut by_leader: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
    for (student, ways) in students.iter().enumerate() {
        if !ways.is_empty() {
            let root = find(&mut leader, scarce.len() + student);
            by_leader.entry(root).or_default().push(student);
        }
    }
    by_leader.into_values().collect()
}

type Ways = Vec<(usize, Vec<u32>, u32)>;

/// Settles one group: the way of each, an upper bound, and whether it is proved best.
fn settle(ways: &[Ways], seats: &[u32]) -> (Vec<Option<usize>>, u32, bool) {
    if ways.iter().flatten().all(|(_, bind, _)| bind.len() <= 1) {
        let chosen = flow(ways, seats, |bind| bind.first().copied());
        let count = chosen.iter().flatten().count() as u32;
        return (chosen, count, true);
    }
    if ways.len() <= SMALL {
        let chosen = search(ways, seats);
        let count = chosen.iter().flatten().count() as u32;
        return (chosen, count, true);
    }
    // Each way as if it needed any one of its seats.
    let loose: Vec<Ways> = ways
        .iter()
        .map(|list| {
            list.iter()
                .flat_map(|(at, bind, _)| match bind.is_empty() {
                    true => vec![(*at, Vec::new(), 0)],
                    false => bind.iter().map(|section| (*at, vec![*section], 0)).collect(),
                })
                .collect()
        })
        .collect();
    let bound = flow(&loose, seats, |bind| bind.first().copied()).iter().flatten().count() as u32;
    let chosen = exchange(ways, seats);
    // The bound is on the number; the cost is not proved least.
    (chosen, bound, false)
}

/// Students one after another along the cheapest chain of moves; being left out is dearer than any
/// move, so the most are placed and then at the least cost.
fn flow(
    ways: &[Ways],
    seats: &[u32],
    seat_of: impl Fn(&[u32]) -> Option<u32>,
) -> Vec<Option<usize>> {
    const OUT: i64 = 1 << 30;
    let mut chosen: Vec<Option<usize>> = vec![None; ways.len()];
    let mut sitting: std::collections::BTreeMap<u32, Vec<usize>> = Default::default();
    let cost_of =
        |student: usize, way: Option<usize>| way.map_or(OUT, |at| i64::from(ways[student][at].2));
    for student in 0..ways.len() {
        // Distance to each section's seat, the way by which it is reached, and from which section.
        let mut far: std::collections::BTreeMap<u32, (i64, usize, usize, Option<u32>)> =
            Default::default();
        let mut end: (i64, Option<(usize, Option<usize>)>, Option<u32>) =
            (OUT, Some((student, None)), None);
        let mut work: Vec<Option<u32>> = vec![None];
        let mut at = 0;
        while at < work.len() {
            let from = work[at];
            at += 1;
            let (base, movers): (i64, Vec<usize>) = match from {
                None => (0, vec![student]),
                Some(section) => {
                    (far[&section].0, sitting.get(&section).cloned().unwrap_or_default())
                }
            };
            for mover in movers {
                let leaves = if from.is_none() { 0 } else { cost_of(mover, chosen[mover]) };
                // Being left out ends a chain as well.
                let out = base - leaves + OUT;
                if out < end.0 {
                    end = (out, Some((mover, None)), from);
                }
                for (place, (_, bind, cost)) in ways[mover].iter().enumerate() {
                    let there = base - leaves + i64::from(*cost);
                    let Some(section) = seat_of(bind) else {
                        if there < end.0 {
                            end = (there, Some((mover, Some(place))), from);
                        }
                        continue;
                    };
                    if Some(section) == from {
                        continue;
                    }
                    if far.get(&section).is_none_or(|known| there < known.0) {
                        far.insert(section, (there, mover, place, from));
                        let full = sitting.get(&section).map_or(0, Vec::len) as u32
                            >= seats[section as usize];
                        if full {
                            work.push(Some(section));
                        } else if there < end.0 {
                            end = (there, None, Some(section));
                        }
                    }
                }
            }
        }
        // Walk back, moving each.
        let (_, last, mut section) = end;
        if let Some((mover, way)) = last {
            move_to(&mut chosen, &mut sitting, ways, &seat_of, mover, way);
        }
        while let Some(here) = section {
            let (_, mover, place, from) = far[&here];
            // The seat at `here` goes to whoever reached it, unless the chain ended there.
            move_to(&mut chosen, &mut sitting, ways, &seat_of, mover, Some(place));
            section = from;
        }
    }
    chosen.iter().enumerate().map(|(student, way)| way.map(|at| ways[student][at].0)).collect()
}

fn move_to(
    chosen: &mut [Option<usize>],
    sitting: &mut std::collections::BTreeMap<u32, Vec<usize>>,
    ways: &[Ways],
    seat_of: &impl Fn(&[u32]) -> Option<u32>,
    student: usize,
    way: Option<usize>,
) {
    if let Some(old) = chosen[student]
        && let Some(section) = seat_of(&ways[student][old].1)
        && let Some(list) = sitting.get_mut(&section)
    {
        list.retain(|other| *other != student);
    }
    if let Some(new) = way
        && let Some(section) = seat_of(&ways[student][new].1)
    {
        sitting.entry(section).or_default().push(student);
    }
    chosen[student] = way;
}

/// Tries everything, with a bound; for small groups.
fn search(ways: &[Ways], seats: &[u32]) -> Vec<Option<usize>> {
    struct Search<'a> {
        ways: &'a [Ways],
        best: (u32, u32),
        found: Vec<Option<usize>>,
    }
    fn go(
        s: &mut Search<'_>,
        at: usize,
        seats: &mut Vec<u32>,
        done: (u32, u32),
        picks: &mut Vec<Option<usize>>,
    ) {
        let left = (s.ways.len() - at) as u32;
        if done.0 + left < s.best.0 || (done.0 + left == s.best.0 && done.1 >= s.best.1) {
            return;
        }
        let Some(list) = s.ways.get(at) else {
            s.best = done;
            s.found.clone_from(picks);
            return;
        };
        for (place, bind, cost) in list {
            if take(seats, bind) {
                picks.push(Some(*place));
                go(s, at + 1, seats, (done.0 + 1, done.1 + cost), picks);
                picks.pop();
                give(seats, bind);
            }
        }
        picks.push(None);
        go(s, at + 1, seats, done, picks);
        picks.pop();
    }
    let mut search = Search { ways, best: (0, u32::MAX), found: vec![None; ways.len()] };
    go(&mut search, 0, &mut seats.to_vec(), (0, 0), &mut Vec::new());
    search.found
}

/// Takes a seat of each section, all or none.
fn take(seats: &mut [u32], bind: &[u32]) -> bool {
    for (at, section) in bind.iter().enumerate() {
        if seats[*section as usize] == 0 {
            give(seats, &bind[..at]);
            return false;
        }
        seats[*section as usize] -= 1;
    }
    true
}

fn give(seats: &mut [u32], bind: &[u32]) {
    bind.iter().for_each(|section| seats[*section as usize] += 1);
}

/// Greedy, those with the fewest ways first; then those left out try to take a seat from somebody
/// who has another way, until nothing more is gained.
fn exchange(ways: &[Ways], seats: &[u32]) -> Vec<Option<usize>> {
    let mut free = seats.to_vec();
    let mut chosen: Vec<Option<usize>> = vec![None; ways.len()];
    let mut order: Vec<usize> = (0..ways.len()).collect();
    order.sort_by_key(|student| (ways[*student].len(), *student));
    for student in &order {
        chosen[*student] = ways[*student].iter().position(|(_, bind, _)| take(&mut free, bind));
    }
    let mut gained = true;
    while gained {
        gained = false;
        for student in &order {
            if chosen[*student].is_none() {
                gained |= push_in(ways, &mut free, &mut chosen, *student);
            }
        }
    }
    // Cheaper ways that have become free.
    for student in &order {
        let Some(now) = chosen[*student] else { continue };
        give(&mut free, &ways[*student][now].1);
        chosen[*student] = ways[*student].iter().position(|(_, bind, _)| take(&mut free, bind));
    }
    let named = chosen.iter().enumerate();
    named.map(|(student, way)| way.map(|at| ways[student][at].0)).collect()
}

fn push_in(ways: &[Ways], free: &mut [u32], chosen: &mut [Option<usize>], student: usize) -> bool {
    for (place, (_, bind, _)) in ways[student].iter().enumerate() {
        let full: Vec<u32> = bind.iter().copied().filter(|s| free[*s as usize] == 0).collect();
        for other in 0..ways.len() {
            let Some(now) = chosen[other] else { continue };
            if !full.iter().all(|section| ways[other][now].1.contains(section)) {
                continue;
            }
            give(free, &ways[other][now].1);
            if take(free, bind) {
                let another = ways[other].iter().position(|(_, bind, _)| take(free, bind));
                if another.is_some() {
                    chosen[other] = another;
                    chosen[student] = Some(place);
                    return true;
                }
                give(free, bind);
            }
            take(free, &ways[other][now].1);
        }
    }
    false
}

//! When sections should meet, so that most requests can be met: for sections that are to be opened,
//! and for a whole list of course requests.
//!
//! For given times each student's requests are matched to times exactly (augmenting paths); the
//! times themselves are searched by annealing from a seed: one section moves, or changes places with
//! a colleague's, and worse is accepted ever more seldom (Kirkpatrick, Gelatt & Vecchi, *Science*
//! 220, 1983). The bound says how far the best could be.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A section to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSection {
    /// Course.
    pub course: usize,
    /// The blocks in which it may meet, a bit each.
    pub blocks: u64,
    /// Who teaches it; nobody teaches two sections in one block.
    pub teacher: Option<usize>,
    /// Seats; none when there is no limit.
    pub seats: Option<u32>,
}

/// What one student asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Requests {
    /// Courses.
    pub courses: Vec<usize>,
    /// Blocks in which the student can take nothing, a bit each.
    pub closed: u64,
}

/// Sections placed, and what each student gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The block of each section.
    pub blocks: Vec<u32>,
    /// For each student the section of each request.
    pub met: Vec<Vec<Option<usize>>>,
    /// Requests met.
    pub count: u32,
    /// No placing meets more than this.
    pub bound: u32,
}

/// Beginnings from which the search is run; the best end is kept.
const STARTS: u64 = 8;

struct Placing<'a> {
    sections: &'a [NewSection],
    students: &'a [Requests],
    of_course: Vec<Vec<usize>>,
    wants: Vec<Vec<usize>>,
    limited: bool,
}

/// Places sections and students. The same seed gives the same placing.
pub fn place(sections: &[NewSection], students: &[Requests], seed: u64, rounds: u32) -> Placed {
    let courses = sections
        .iter()
        .map(|section| section.course)
        .chain(students.iter().flat_map(|student| student.courses.iter().copied()))
        .max()
        .map_or(0, |most| most + 1);
    let mut of_course = vec![Vec::new(); courses];
    for (at, section) in sections.iter().enumerate() {
        of_course[section.course].push(at);
    }
    let mut wants = vec![Vec::new(); courses];
    for (at, student) in students.iter().enumerate() {
        for course in &student.courses {
            wants[*course].push(at);
        }
    }
    let limited = sections.iter().any(|section| section.seats.is_some());
    let placing = Placing { sections, students, of_course, wants, limited };
    let bound = placing.bound();
    let mut best: Option<(i64, Vec<u32>)> = None;
    for start in 0..STARTS {
        let mut random = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(STARTS).wrapping_add(start));
        let mut blocks: Vec<u32> =
            sections.iter().map(|section| section.blocks.trailing_zeros() % 64).collect();
        placing.scatter(&mut blocks, &mut random);
        let blocks = placing.anneal(blocks, &mut random, rounds);
        let value = placing.value(&blocks);
        if best.as_ref().is_none_or(|known| value > known.0) {
            best = Some((value, blocks));
        }
        if best.as_ref().is_some_and(|known| known.0 == i64::from(bound)) {
            break;
        }
    }
    let blocks = best.map(|(_, blocks)| blocks).unwrap_or_default();
    let met = placing.match_all(&blocks);
    let count = met.iter().flatten().flatten().count() as u32;
    Placed { bound, blocks, met, count }
}

impl Placing<'_> {
    fn free_for(&self, section: usize, block: u32, blocks: &[u32]) -> bool {
        let teacher = self.sections[section].teacher;
        teacher.is_none()
            || (0..blocks.len()).all(|other| {
                other == section
                    || self.sections[other].teacher != teacher
                    || blocks[other] != block
            })
    }

    fn list_blocks(&self, section: usize) -> Vec<u32> {
        (0..64).filter(|block| self.sections[section].blocks & 1 << block != 0).collect()
    }

    /// A first placing in which nobody teaches twice at once, as far as that can be had.
    fn scatter(&self, blocks: &mut [u32], random: &mut ChaCha8Rng) {
        for section in 0..blocks.len() {
            let open = self.list_blocks(section);
            let free: Vec<u32> =
                open.iter().copied().filter(|b| self.free_for(section, *b, blocks)).collect();
            let from = if free.is_empty() { &open } else { &free };
            if !from.is_empty() {
                blocks[section] = from[random.random_range(0..from.len())];
            }
        }
    }

    /// The best placing met on the way.
    fn anneal(&self, mut blocks: Vec<u32>, random: &mut ChaCha8Rng, rounds: u32) -> Vec<u32> {
        let movable: Vec<usize> = (0..blocks.len())
            .filter(|section| self.sections[*section].blocks.count_ones() > 1)
            .collect();
        let open: Vec<Vec<u32>> =
            (0..blocks.len()).map(|section| self.list_blocks(section)).collect();
        let mut values = self.values(&blocks);
        let mut value = self.value(&blocks);
        let mut best = (value, blocks.clone());
        let mut changed: Vec<(usize, u32)> = Vec::new();
        for round in 0..rounds {
            if movable.is_empty() {
                break;
            }
            let heat = (2.0 * (1.0 - f64::from(round) / f64::from(rounds))).max(0.05);
            let section = movable[random.random_range(0..movable.len())];
            let to = open[section][random.random_range(0..open[section].len())];
            let from = blocks[section];
            if to == from {
                continue;
            }
            // A colleague's own section in that block changes places.
            let teacher = self.sections[section].teacher;
            let other = (0..blocks.len()).find(|other| {
                *other != section
                    && teacher.is_some()
                    && self.sections[*other].teacher == teacher
                    && blocks[*other] == to
            });
            if other.is_some_and(|other| self.sections[other].blocks & 1 << from == 0) {
                continue;
            }
            let moved: Vec<usize> = std::iter::once(section).chain(other).collect();
            let before = self.clashes(&moved, &blocks);
            blocks[section] = to;
            if let Some(other) = other {
                blocks[other] = from;
            }
            changed.clear();
            if self.limited {
                changed.extend(self.values(&blocks).into_iter().enumerate());
            } else {
                for student in self.touched(section, other) {
                    let met = self.match_one(student, &blocks, None);
                    changed.push((student, met.iter().flatten().count() as u32));
                }
            }
            let mut gain = before - self.clashes(&moved, &blocks);
            for (student, then) in &changed {
                gain += i64::from(*then) - i64::from(values[*student]);
            }
            if gain >= 0 || random.random_bool((gain as f64 / heat).exp().clamp(0.0, 1.0)) {
                value += gain;
                changed.iter().for_each(|(student, then)| values[*student] = *then);
                if value > best.0 {
                    best = (value, blocks.clone());
                }
            } else {
                blocks[section] = from;
                if let Some(other) = other {
                    blocks[other] = to;
                }
            }
        }
        best.1
    }

    fn touched(&self, section: usize, other: Option<usize>) -> Vec<usize> {
        let mut touched = self.wants[self.sections[section].course].clone();
        if let Some(other) = other {
            touched.extend(&self.wants[self.sections[other].course]);
            touched.sort_unstable();
            touched.dedup();
        }
        touched
    }

    /// A section taught by somebody who teaches another at that time counts as a thousand requests.
    fn clashes(&self, sections: &[usize], blocks: &[u32]) -> i64 {
        let clash = |section: &&usize| !self.free_for(**section, blocks[**section], blocks);
        sections.iter().filter(clash).count() as i64 * 1_000
    }

    /// Requests met, less what clashes cost.
    fn value(&self, blocks: &[u32]) -> i64 {
        let all: Vec<usize> = (0..blocks.len()).collect();
        self.values(blocks).iter().map(|v| i64::from(*v)).sum::<i64>() - self.clashes(&all, blocks)
    }

    fn values(&self, blocks: &[u32]) -> Vec<u32> {
        self.match_all(blocks).iter().map(|met| met.iter().flatten().count() as u32).collect()
    }

    fn match_all(&self, blocks: &[u32]) -> Vec<Vec<Option<usize>>> {
        let mut left: Vec<u32> =
            self.sections.iter().map(|section| section.seats.unwrap_or(u32::MAX)).collect();
        (0..self.students.len())
            .map(|student| {
                let met = self.match_one(student, blocks, Some(&left));
                met.iter()
                    .flatten()
                    .for_each(|section| left[*section] = left[*section].saturating_sub(1));
                met
            })
            .collect()
    }

    /// One student's requests matched to blocks: the most that fit.
    fn match_one(
        &self,
        student: usize,
        blocks: &[u32],
        left: Option<&[u32]>,
    ) -> Vec<Option<usize>> {
        let requests = &self.students[student];
        // The request and section in each block.
        let mut in_block: [Option<(usize, usize)>; 64] = [None; 64];
        for request in 0..requests.courses.len() {
            let mut seen = requests.closed;
            self.augment(requests, request, blocks, left, &mut in_block, &mut seen);
        }
        let mut met = vec![None; requests.courses.len()];
        for (request, section) in in_block.into_iter().flatten() {
            met[request] = Some(section);
        }
        met
    }

    fn augment(
        &self,
        requests: &Requests,
        request: usize,
        blocks: &[u32],
        left: Option<&[u32]>,
        in_block: &mut [Option<(usize, usize)>; 64],
        seen: &mut u64,
    ) -> bool {
        for section in &self.of_course[requests.courses[request]] {
            let block = blocks[*section];
            if *seen & 1 << block != 0 || left.is_some_and(|left| left[*section] == 0) {
                continue;
            }
            *seen |= 1 << block;
            let free = match in_block[block as usize] {
                None => true,
                Some((other, _)) => self.augment(requests, other, blocks, left, in_block, seen),
            };
            if free {
                in_block[block as usize] = Some((request, *section));
                return true;
            }
        }
        false
    }

    /// Each student alone, every section wherever it may meet: no placing meets more.
    fn bound(&self) -> u32 {
        let mut sum = 0;
        for requests in self.students {
            let mut in_block: [Option<usize>; 64] = [None; 64];
            fn augment(
                placing: &Placing<'_>,
                requests: &Requests,
                request: usize,
                in_block: &mut [Option<usize>; 64],
                seen: &mut u64,
            ) -> bool {
                let sections = &placing.of_course[requests.courses[request]];
                let mut blocks = sections.iter().fold(0, |b, s| b | placing.sections[*s].blocks);
                blocks &= !requests.closed;
                while blocks != 0 {
                    let block = blocks.trailing_zeros() as usize;
                    blocks &= blocks - 1;
                    if *seen & 1 << block != 0 {
                        continue;
                    }
                    *seen |= 1 << block;
                    let free = match in_block[block] {
                        None => true,
                        Some(other) => augment(placing, requests, other, in_block, seen),
                    };
                    if free {
                        in_block[block] = Some(request);
                        return true;
                    }
                }
                false
            }
            for request in 0..requests.courses.len() {
                sum += u32::from(augment(self, requests, request, &mut in_block, &mut 0));
            }
        }
        sum
    }
}

//! Which requirements are met where not all can be: the most, searched exactly, and of equally many
//! those that stand first in the file.

use super::flow::{Flow, Kind, Room, fill};

/// The most requirements of a part that can be met together, of which so many can be for certain; of
/// equally many, those that stand first in the file.
pub fn most_met(kinds: &[Kind], needs: &[u32], part: u64, at_least: u32, places: &[u32]) -> u64 {
    let kinds: Vec<Kind> = kinds
        .iter()
        .filter(|(fits, _)| fits & part != 0)
        .map(|(fits, units)| (fits & part, *units))
        .collect();
    let mut in_file: Vec<usize> =
        (0..needs.len()).filter(|at| part & 1 << at != 0 && needs[*at] > 0).collect();
    in_file.sort_by_key(|at| places[*at]);
    let mut by_need = in_file.clone();
    by_need.sort_by_key(|at| needs[*at]);
    let spare: Vec<u32> = kinds.iter().map(|(_, units)| *units).collect();
    let flow = Flow::none(kinds.len(), needs.len());
    let start = Met { flow, spare, met: 0 };
    let (mut most, mut room) = (at_least, Room::default());
    count_most(&kinds, needs, &by_need, start.clone(), &mut most, &mut room);
    let found = first_of_size(&kinds, needs, &in_file, start, most, &mut room);
    found.unwrap_or_else(|| unreachable!("the size was reached before"))
}

#[derive(Clone)]
struct Met {
    flow: Flow,
    spare: Vec<u32>,
    met: u64,
}

/// At most how many requirements of these needs, the least first, the spare units could fill, if
/// they fitted everywhere.
fn could_fill(sorted: impl IntoIterator<Item = u32>, mut units: u32) -> u32 {
    let mut count = 0;
    for need in sorted {
        if need > units {
            break;
        }
        units -= need;
        count += 1;
    }
    count
}

/// The most requirements that can be met; `rest` by what they need, the least first.
fn count_most(
    kinds: &[Kind],
    needs: &[u32],
    rest: &[usize],
    state: Met,
    most: &mut u32,
    room: &mut Room,
) {
    let count = state.met.count_ones();
    *most = (*most).max(count);
    let Some((first, rest_after)) = rest.split_first() else { return };
    let sorted = rest.iter().map(|at| needs[*at]);
    if count + could_fill(sorted, state.spare.iter().sum()) <= *most {
        return;
    }
    let mut with = state.clone();
    if fill(kinds, needs, &mut with.flow, &mut with.spare, *first, state.met, room) {
        with.met |= 1 << first;
        count_most(kinds, needs, rest_after, with, most, room);
    }
    count_most(kinds, needs, rest_after, state, most, room);
}

fn first_of_size(
    kinds: &[Kind],
    needs: &[u32],
    rest: &[usize],
    state: Met,
    size: u32,
    room: &mut Room,
) -> Option<u64> {
    let count = state.met.count_ones();
    if count == size {
        return Some(state.met);
    }
    let (first, rest_after) = rest.split_first()?;
    let mut sorted: Vec<u32> = rest.iter().map(|at| needs[*at]).collect();
    sorted.sort_unstable();
    if count + could_fill(sorted, state.spare.iter().sum()) < size {
        return None;
    }
    let mut with = state.clone();
    if fill(kinds, needs, &mut with.flow, &mut with.spare, *first, state.met, room) {
        with.met |= 1 << first;
        if let Some(found) = first_of_size(kinds, needs, rest_after, with, size, room) {
            return Some(found);
        }
    }
    first_of_size(kinds, needs, rest_after, state, size, room)
}

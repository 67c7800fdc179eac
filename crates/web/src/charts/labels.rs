//! Labels that would lie on top of each other are moved apart, as little as can be.

/// A label on a line: where it would like its middle to be, and how much room it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The middle that it would like.
    pub at: f64,
    /// The room that it takes.
    pub room: f64,
}

/// Middles for the labels, in the order given, so that none overlap and all lie in
/// `start..=end` when there is room for all. Moves the labels least in the sum of squares:
/// neighbours that collide are pooled and centred on the mean of what they wanted.
pub fn spread(labels: &[Wanted], start: f64, end: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|a, b| labels[*a].at.total_cmp(&labels[*b].at).then(a.cmp(b)));
    // Each pool: first member, members, total room, mean wanted offset of its start.
    let mut pools: Vec<Pool> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        let label = labels[*index];
        let want = label.at - label.room / 2.0;
        pools.push(Pool { first: rank, members: 1, room: label.room, sum: want, start: want });
        while pools.len() > 1 {
            let last = pools[pools.len() - 1];
            let before = pools[pools.len() - 2];
            if placed(before, start, end) + before.room <= placed(last, start, end) + 1e-9 {
                break;
            }
            pools.pop();
            let members = before.members + last.members;
            let sum = before.sum + last.sum - last.members as f64 * before.room;
            let room = before.room + last.room;
            let merged =
                Pool { first: before.first, members, room, sum, start: sum / members as f64 };
            let at = pools.len() - 1;
            pools[at] = merged;
        }
    }
    let mut middles = vec![0.0; labels.len()];
    for pool in pools {
        let mut at = placed(pool, start, end);
        for index in &order[pool.first..pool.first + pool.members] {
            middles[*index] = at + labels[*index].room / 2.0;
            at += labels[*index].room;
        }
    }
    middles
}

#[derive(Debug, Clone, Copy)]
struct Pool {
    first: usize,
    members: usize,
    room: f64,
    sum: f64,
    start: f64,
}

fn placed(pool: Pool, start: f64, end: f64) -> f64 {
    pool.start.min(end - pool.room).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wanted(at: f64) -> Wanted {
        Wanted { at, room: 20.0 }
    }

    #[test]
    fn labels_with_room_stay_where_they_are() {
        assert_eq!(spread(&[wanted(80.0), wanted(20.0)], 0.0, 100.0), vec![80.0, 20.0]);
    }

    #[test]
    fn two_that_collide_are_moved_apart_by_the_same_amount() {
        assert_eq!(spread(&[wanted(50.0), wanted(52.0)], 0.0, 100.0), vec![41.0, 61.0]);
    }

    #[test]
    fn labels_stay_inside_the_paper() {
        assert_eq!(spread(&[wanted(99.0), wanted(98.0)], 0.0, 100.0), vec![90.0, 70.0]);
    }

    proptest! {
        #![proptest_config(crate::charts::tests::fixed())]

        #[test]
        fn none_overlap_and_order_is_kept(ats in prop::collection::vec(0.0f64..300.0, 1..12)) {
            let labels: Vec<Wanted> = ats.iter().map(|at| wanted(*at)).collect();
            let middles = spread(&labels, 0.0, 300.0);
            let mut pairs: Vec<(f64, f64)> = ats.iter().copied().zip(middles).collect();
            pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            for pair in pairs.windows(2) {
                prop_assert!(pair[1].1 - pair[0].1 >= 20.0 - 1e-6);
            }
            prop_assert!(pairs.iter().all(|p| p.1 >= 10.0 - 1e-6 && p.1 <= 290.0 + 1e-6));
        }
    }
}

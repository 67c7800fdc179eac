//! Whole units: branch and bound over linear programs.

use super::simplex::{Basis, Ended, Rows, Simplex};

/// A value this near to a whole number is one.
const WHOLE: f64 = 1e-6;

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// Units of each variable; empty when nothing satisfies the rows.
    pub units: Vec<u32>,
    /// Their worth.
    pub worth: f64,
    /// No choice is worth more than this.
    pub bound: f64,
    /// Programs that were solved.
    pub programs: usize,
    /// What one more unit of each row's right side is worth, at the root.
    pub duals: Vec<f64>,
}

struct Open {
    bound: f64,
    low: Vec<(usize, f64)>,
    high: Vec<(usize, f64)>,
    basis: Basis,
}

/// The best whole units, to within `gap` of the best possible (0.0001 for a hundredth of a
/// percent), or the best found in `programs` programs. `None` when numbers ran out.
pub(super) fn search(rows: &Rows, high: &[u32], gap: f64, programs: usize) -> Option<Found> {
    let highs: Vec<f64> = high.iter().map(|h| f64::from(*h)).collect();
    let mut simplex = Simplex::new(rows, &highs);
    let mut found = Found {
        units: Vec::new(),
        worth: f64::NEG_INFINITY,
        bound: f64::NEG_INFINITY,
        programs: 1,
        duals: Vec::new(),
    };
    match simplex.solve() {
        Ended::Solved => {}
        Ended::Infeasible => return Some(found),
        Ended::GaveUp => return None,
    }
    found.duals = simplex.duals();
    found.bound = simplex.worth();
    let root = simplex.basis();
    let mut open = vec![Open { bound: found.bound, low: vec![], high: vec![], basis: root }];
    while let Some(at) = best(&open) {
        let node = open.swap_remove(at);
        found.bound =
            node.bound.max(open.iter().map(|o| o.bound).fold(f64::NEG_INFINITY, f64::max));
        if found.programs >= programs {
            open.push(node);
            break;
        }
        if closed(node.bound, &found, gap) {
            continue;
        }
        plunge(rows, high, &mut simplex, node, &mut open, &mut found, (gap, programs))?;
    }
    let left = open.iter().map(|o| o.bound).fold(f64::NEG_INFINITY, f64::max);
    found.bound = found.worth.max(left);
    Some(found)
}

fn best(open: &[Open]) -> Option<usize> {
    (0..open.len()).max_by(|a, b| open[*a].bound.total_cmp(&open[*b].bound).then(b.cmp(a)))
}

fn closed(bound: f64, found: &Found, gap: f64) -> bool {
    found.worth > f64::NEG_INFINITY && bound <= found.worth + gap * found.worth.abs() + 1e-9
}

/// Follows a node downward, the nearer side first, leaving the other sides open.
fn plunge(
    rows: &Rows,
    high: &[u32],
    simplex: &mut Simplex<'_>,
    mut node: Open,
    open: &mut Vec<Open>,
    found: &mut Found,
    (gap, programs): (f64, usize),
) -> Option<()> {
    let n = rows.columns.len();
    for j in 0..n {
        simplex.low[j] = 0.0;
        simplex.high[j] = f64::from(high[j]);
    }
    for (j, bound) in &node.low {
        simplex.low[*j] = *bound;
    }
    for (j, bound) in &node.high {
        simplex.high[*j] = *bound;
    }
    if !simplex.restore(&node.basis) {
        return None;
    }
    loop {
        found.programs += 1;
        match simplex.solve() {
            Ended::Solved => {}
            Ended::Infeasible => return Some(()),
            Ended::GaveUp => return None,
        }
        let worth = simplex.worth();
        if closed(worth, found, gap) {
            return Some(());
        }
        let values = simplex.values();
        if let Some((units, worth)) = round(rows, high, &values)
            && worth > found.worth
        {
            found.units = units;
            found.worth = worth;
        }
        let fraction = |x: f64| (x - x.round()).abs();
        let apart = (0..n).filter(|j| fraction(values[*j]) > WHOLE).max_by(|a, b| {
            let score = |j: &usize| fraction(values[*j]) * rows.worth[*j].abs().max(1e-12);
            score(a).total_cmp(&score(b)).then(b.cmp(a))
        });
        let Some(j) = apart else { return Some(()) };
        if found.programs >= programs {
            open.push(Open { bound: worth, basis: simplex.basis(), ..node });
            return Some(());
        }
        let (down, up) = (values[j].floor(), values[j].floor() + 1.0);
        let goes_up = values[j] - down >= 0.5;
        let other = Open {
            bound: worth,
            low: with(&node.low, j, (!goes_up).then_some(up)),
            high: with(&node.high, j, goes_up.then_some(down)),
            basis: simplex.basis(),
        };
        open.push(other);
        if goes_up {
            simplex.low[j] = up;
            node.low.push((j, up));
        } else {
            simplex.high[j] = down;
            node.high.push((j, down));
        }
    }
}

fn with(list: &[(usize, f64)], j: usize, bound: Option<f64>) -> Vec<(usize, f64)> {
    let mut list = list.to_vec();
    list.extend(bound.map(|bound| (j, bound)));
    list
}

/// Whole units near to fractions: rounded down, then one unit at a time, first those that mend a
/// broken row, then those that are worth most for what they take. `None` when a row stays broken.
fn round(rows: &Rows, high: &[u32], values: &[f64]) -> Option<(Vec<u32>, f64)> {
    let mut units: Vec<u32> = values.iter().map(|x| (x + WHOLE).floor().max(0.0) as u32).collect();
    let mut left = rows.right.clone();
    for (j, column) in rows.columns.iter().enumerate() {
        for (i, a) in column {
            left[*i] -= a * f64::from(units[j]);
        }
    }
    let scale: Vec<f64> = rows.right.iter().map(|b| b.abs().max(1.0)).collect();
    let takes = |j: usize| -> f64 {
        rows.columns[j].iter().map(|(i, a)| a.max(0.0) / scale[*i]).sum::<f64>().max(1e-12)
    };
    let mut order: Vec<usize> = (0..values.len()).filter(|j| rows.worth[*j] > 0.0).collect();
    order.sort_by(|a, b| {
        let score =
            |j: usize| rows.worth[j] / takes(j) * (1.0 + 10.0 * (values[j] - values[j].floor()));
        score(*b).total_cmp(&score(*a)).then(a.cmp(b))
    });
    for mending in [true, false] {
        for j in &order {
            while units[*j] < high[*j] {
                let mends = rows.columns[*j].iter().any(|(i, a)| *a < 0.0 && left[*i] < -1e-9);
                let fits = rows.columns[*j].iter().all(|(i, a)| *a <= 0.0 || left[*i] - a >= -1e-9);
                if !fits || (mending && !mends) {
                    break;
                }
                units[*j] += 1;
                for (i, a) in &rows.columns[*j] {
                    left[*i] -= a;
                }
            }
        }
    }
    let whole = left.iter().all(|left| *left >= -1e-7);
    let worth = units.iter().zip(&rows.worth).map(|(u, c)| f64::from(*u) * c).sum();
    whole.then_some((units, worth))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every choice, counted.
    fn brute(rows: &Rows, high: &[u32]) -> Option<f64> {
        let mut best = None;
        let mut units = vec![0; high.len()];
        loop {
            let fits = (0..rows.right.len()).all(|i| {
                let sum: f64 = rows
                    .columns
                    .iter()
                    .zip(&units)
                    .flat_map(|(column, u)| {
                        column.iter().filter(|(row, _)| *row == i).map(|(_, a)| a * f64::from(*u))
                    })
                    .sum();
                sum <= rows.right[i] + 1e-9
            });
            let worth: f64 = units.iter().zip(&rows.worth).map(|(u, c)| f64::from(*u) * c).sum();
            if fits && best.is_none_or(|best| worth > best) {
                best = Some(worth);
            }
            let Some(at) = (0..high.len()).find(|at| units[*at] < high[*at]) else { return best };
            units[at] += 1;
            units[..at].iter_mut().for_each(|u| *u = 0);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None,
            rng_seed: proptest::test_runner::RngSeed::Fixed(5), ..ProptestConfig::default() })]

        #[test]
        fn the_search_finds_what_trying_everything_finds(
            worth in prop::collection::vec(0_u32..60, 2..10),
            entries in prop::collection::vec(-12_i32..30, 40),
            right in prop::collection::vec(-10_i32..70, 1..4),
            high in prop::collection::vec(1_u32..3, 10),
        ) {
            let n = worth.len();
            let rows = Rows {
                columns: (0..n).map(|j| (0..right.len())
                    .map(|i| (i, f64::from(entries[j * 4 + i])))
                    .filter(|(_, a)| *a != 0.0).collect()).collect(),
                right: right.iter().map(|b| f64::from(*b)).collect(),
                worth: worth.iter().map(|c| f64::from(*c)).collect(),
            };
            let high = &high[..n];
            let found = search(&rows, high, 0.0, 100_000).unwrap();
            match brute(&rows, high) {
                Some(best) => prop_assert!((found.worth - best).abs() < 1e-6, "{} {}", found.worth, best),
                None => prop_assert!(found.units.is_empty()),
            }
        }
    }
}

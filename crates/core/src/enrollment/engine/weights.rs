//! How much each method counts: weights that would have erred least in earlier years.
//!
//! Weights are non-negative and sum to 1. They minimise the sum of absolute errors (what the
//! back-test scores) over the cells of earlier years by iterated reweighting, and are drawn toward
//! usual weights by a penalty worth [`PRIOR_ROWS`] cells, so that a few odd cells cannot choose.

/// Cells that the pull toward the usual weights is worth.
const PRIOR_ROWS: f64 = 30.0;
/// Rounds of reweighting.
const ROUNDS: usize = 10;
/// Errors below one student count as one: counts are whole.
const SMALLEST_ERROR: f64 = 1.0;
/// Fewest rows that weights are learned on.
pub const FEWEST: usize = 30;

/// Learns weights from rows of as many methods as `usual` has weights for, and what came; the usual
/// weights where rows are few.
pub fn learn(rows: &[f64], came: &[f64], usual: &[f64], used: &[bool]) -> Vec<f64> {
    let width = usual.len();
    let members: Vec<usize> = (0..width).filter(|m| used[*m]).collect();
    let k = members.len();
    let prior: Vec<f64> = members.iter().map(|m| usual[*m]).collect();
    let mut weights = prior.clone();
    if came.len() >= FEWEST {
        let narrow: Vec<f64> = if k == width {
            Vec::new()
        } else {
            rows.chunks_exact(width).flat_map(|row| members.iter().map(|m| row[*m])).collect()
        };
        let rows = if k == width { rows } else { &narrow };
        for _ in 0..ROUNDS {
            weights = reweigh(rows, came, &weights, &prior);
        }
    }
    let mut all = vec![0.0; width];
    for (member, weight) in members.into_iter().zip(weights) {
        all[member] = weight;
    }
    all
}

fn reweigh(rows: &[f64], came: &[f64], weights: &[f64], prior: &[f64]) -> Vec<f64> {
    let k = weights.len();
    let mut quadratic = vec![0.0; k * k];
    let mut linear = vec![0.0; k];
    let mut spread = 0.0;
    for (row, came) in rows.chunks_exact(k).zip(came) {
        let said: f64 = row.iter().zip(weights).map(|(x, w)| x * w).sum();
        let weight = 1.0 / (came - said).abs().max(SMALLEST_ERROR);
        let mean = row.iter().sum::<f64>() / k as f64;
        for (i, x) in row.iter().enumerate() {
            spread += weight * (x - mean).powi(2);
            linear[i] += weight * x * came;
            let scaled = weight * x;
            for (sum, y) in quadratic[i * k..=i * k + i].iter_mut().zip(row) {
                *sum += scaled * y;
            }
        }
    }
    for i in 0..k {
        for j in 0..i {
            quadratic[j * k + i] = quadratic[i * k + j];
        }
    }
    let ridge = PRIOR_ROWS / came.len() as f64 * spread / k as f64;
    for i in 0..k {
        quadratic[i * k + i] += ridge + f64::MIN_POSITIVE;
        linear[i] += ridge * prior[i];
    }
    on_simplex(&quadratic, &linear, weights)
}

/// Minimises ½ w'Qw − c'w over weights that are non-negative and sum to 1, from a start, by moving
/// weight between the two members that gain most from it.
fn on_simplex(quadratic: &[f64], linear: &[f64], start: &[f64]) -> Vec<f64> {
    let k = start.len();
    let mut weights = start.to_vec();
    let mut slope: Vec<f64> = (0..k)
        .map(|i| (0..k).map(|j| quadratic[i * k + j] * weights[j]).sum::<f64>() - linear[i])
        .collect();
    for _ in 0..400 * k {
        let down = (0..k).min_by(|a, b| slope[*a].total_cmp(&slope[*b])).unwrap_or(0);
        let movable = (0..k).filter(|i| weights[*i] > 0.0);
        let up = movable.max_by(|a, b| slope[*a].total_cmp(&slope[*b])).unwrap_or(0);
        let gain = slope[up] - slope[down];
        let bend =
            quadratic[up * k + up] + quadratic[down * k + down] - 2.0 * quadratic[up * k + down];
        if up == down || gain <= 1e-9 * (1.0 + slope[up].abs()) || bend <= 0.0 {
            break;
        }
        let move_by = (gain / bend).min(weights[up]);
        weights[up] -= move_by;
        weights[down] += move_by;
        for i in 0..k {
            slope[i] += move_by * (quadratic[i * k + down] - quadratic[i * k + up]);
        }
    }
    weights
}

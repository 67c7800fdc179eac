//! The binormal model of two groups' levels, fitted by maximum likelihood.
//!
//! Some monotone change of the score scale makes the second group standard normal and the first
//! normal too; the cut scores c₁ < … < c₍ₖ₋₁₎ lie anywhere on it:
//! P(second ≤ level j) = Φ(cⱼ) and P(first ≤ level j) = Φ(b·cⱼ − a).
//! With free spreads the fit is Fisher scoring; with equal ones the likelihood is log-concave and
//! Newton's method cannot miss its top. Dorfman, D. D. & Alf, E. (1969). Maximum-likelihood estimation
//! of parameters of signal-detection theory and determination of confidence intervals.
//! *Journal of Mathematical Psychology* 6, 487–496.

use super::distributions::{normal_cdf, normal_density, normal_quantile};

/// Whether the groups may differ in spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Each group has its own spread: needs two cut scores with both groups on both sides.
    Free,
    /// Both groups are taken to have the same spread (b = 1).
    Equal,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Binormal {
    /// Distance of the groups in the first group's standard deviations.
    pub(super) a: f64,
    /// Standard deviation of the second group in the first group's.
    pub(super) b: f64,
    information: Vec<Vec<f64>>,
    spread: Spread,
}

const MAX_STEPS: usize = 300;
/// Beyond b = 20 or 1/20 the search is running away along levels too empty to tell spreads.
const RUNAWAY_LOG_B: f64 = 3.0;

impl Binormal {
    /// Fits counts by level, low to high; every level must hold someone of either group, and
    /// neither group may lie wholly at or above the other. `None` when the search does not settle.
    pub(super) fn fit(first: &[u64], second: &[u64], spread: Spread) -> Option<Binormal> {
        let mut at = Point::start(first, second, spread)?;
        let mut likelihood = at.log_likelihood(first, second)?;
        for _ in 0..MAX_STEPS {
            let (gradient, information) = at.score(first, second, spread);
            let step = solve(&information, &gradient)?;
            let gain: f64 = step.iter().zip(&gradient).map(|(s, g)| s * g).sum();
            if gain < 1e-16 {
                let (a, b) = (at.a, at.log_b.exp());
                return Some(Binormal { a, b, information, spread });
            }
            let mut length = 1.0;
            loop {
                let next = at.moved(&step, length);
                match next.log_likelihood(first, second) {
                    // Near the top a gain is smaller than the likelihood's rounding.
                    Some(value) if value >= likelihood - 1e-11 * likelihood.abs() => {
                        (at, likelihood) = (next, value);
                        break;
                    }
                    _ if length < 1e-9 => return None,
                    _ => length *= 0.5,
                }
            }
        }
        None
    }

    /// √2·Φ⁻¹(P(first > second)) = √2·a/√(1 + b²).
    pub(super) fn v(&self) -> f64 {
        std::f64::consts::SQRT_2 * self.a / (1.0 + self.b * self.b).sqrt()
    }

    /// Standard error of [`Binormal::v`], by the delta method from the information.
    pub(super) fn v_standard_error(&self) -> Option<f64> {
        let root = (1.0 + self.b * self.b).sqrt();
        let mut direction = vec![0.0; self.information.len()];
        let cuts = direction.len() - if self.spread == Spread::Free { 2 } else { 1 };
        direction[cuts] = std::f64::consts::SQRT_2 / root;
        if self.spread == Spread::Free {
            direction[cuts + 1] =
                -std::f64::consts::SQRT_2 * self.a * self.b * self.b / root.powi(3);
        }
        let through = solve(&self.information, &direction)?;
        let variance: f64 = through.iter().zip(&direction).map(|(t, d)| t * d).sum();
        (variance > 0.0).then(|| variance.sqrt())
    }
}

/// Where the search stands.
#[derive(Debug, Clone)]
struct Point {
    cuts: Vec<f64>,
    a: f64,
    log_b: f64,
}

impl Point {
    /// Cut scores from the second group's levels, and a and b from the least-squares line through
    /// both groups' probits; half a student is added everywhere to keep the probits finite.
    fn start(first: &[u64], second: &[u64], spread: Spread) -> Option<Point> {
        let (cuts, other) = (probits(second), probits(first));
        let k = cuts.len() as f64;
        if cuts.is_empty() {
            return None;
        }
        let (x, y) = (cuts.iter().sum::<f64>() / k, other.iter().sum::<f64>() / k);
        let sxx: f64 = cuts.iter().map(|c| (c - x).powi(2)).sum();
        let sxy: f64 = cuts.iter().zip(&other).map(|(c, o)| (c - x) * (o - y)).sum();
        let b = match spread {
            Spread::Free if sxx > 0.0 => (sxy / sxx).clamp(0.25, 4.0),
            _ => 1.0,
        };
        Some(Point { a: b * x - y, log_b: b.ln(), cuts })
    }

    fn moved(&self, step: &[f64], length: f64) -> Point {
        let mut next = self.clone();
        let cuts = next.cuts.len();
        for (cut, by) in next.cuts.iter_mut().zip(step) {
            *cut += length * by;
        }
        next.a += length * step[cuts];
        if let Some(by) = step.get(cuts + 1) {
            next.log_b += length * by;
        }
        next
    }

    /// Each group's probability of each level: (second, first).
    fn probabilities(&self) -> (Vec<f64>, Vec<f64>) {
        let b = self.log_b.exp();
        let levels = |place: &dyn Fn(f64) -> f64| {
            let mut from = f64::NEG_INFINITY;
            let ends = self.cuts.iter().map(|&cut| place(cut)).chain([f64::INFINITY]);
            ends.map(|to| {
                // Taken from the nearer tail, so that small chances keep their digits.
                let chance = if from > 0.0 {
                    normal_cdf(-from) - normal_cdf(-to)
                } else {
                    normal_cdf(to) - normal_cdf(from)
                };
                from = to;
                chance
            })
            .collect::<Vec<f64>>()
        };
        (levels(&|c| c), levels(&|c| b * c - self.a))
    }

    /// `None` where the model makes what was seen impossible, or its cuts are out of order.
    fn log_likelihood(&self, first: &[u64], second: &[u64]) -> Option<f64> {
        if self.cuts.windows(2).any(|pair| pair[0] >= pair[1]) || self.log_b.abs() > RUNAWAY_LOG_B {
            return None;
        }
        let (for_second, for_first) = self.probabilities();
        let mut sum = 0.0;
        for (counts, chances) in [(second, for_second), (first, for_first)] {
            for (&count, chance) in counts.iter().zip(chances) {
                if count > 0 {
                    if chance <= 0.0 {
                        return None;
                    }
                    sum += count as f64 * chance.ln();
                }
            }
        }
        sum.is_finite().then_some(sum)
    }

    /// Gradient and information of the log likelihood in (cuts, a[, ln b]): expected information
    /// when spreads are free, observed when they are equal.
    fn score(&self, first: &[u64], second: &[u64], spread: Spread) -> (Vec<f64>, Vec<Vec<f64>>) {
        let cuts = self.cuts.len();
        let size = cuts + if spread == Spread::Free { 2 } else { 1 };
        let mut gradient = vec![0.0; size];
        let mut information = vec![vec![0.0; size]; size];
        let b = self.log_b.exp();
        // How the share at or below a cut moves with each parameter: (index, slope) pairs.
        let slopes_second = |j: usize| vec![(j, normal_density(self.cuts[j]))];
        let slopes_first = |j: usize| {
            let density = normal_density(b * self.cuts[j] - self.a);
            let mut out = vec![(j, b * density), (cuts, -density)];
            if spread == Spread::Free {
                out.push((cuts + 1, b * self.cuts[j] * density));
            }
            out
        };
        let (for_second, for_first) = self.probabilities();
        type Slopes<'a> = &'a dyn Fn(usize) -> Vec<(usize, f64)>;
        let groups: [(&[u64], Vec<f64>, Slopes); 2] =
            [(second, for_second, &slopes_second), (first, for_first, &slopes_first)];
        for (counts, chances, slopes) in groups {
            let total: f64 = counts.iter().map(|&n| n as f64).sum();
            for (level, (&count, &chance)) in counts.iter().zip(&chances).enumerate() {
                if chance <= 0.0 {
                    continue;
                }
                let mut slope = vec![0.0; size];
                if level < cuts {
                    slopes(level).into_iter().for_each(|(i, s)| slope[i] += s);
                }
                if level > 0 {
                    slopes(level - 1).into_iter().for_each(|(i, s)| slope[i] -= s);
                }
                let pull = count as f64 / chance;
                let weight = match spread {
                    Spread::Free => total / chance,
                    Spread::Equal => pull / chance,
                };
                for i in 0..size {
                    gradient[i] += pull * slope[i];
                    for j in 0..size {
                        information[i][j] += weight * slope[i] * slope[j];
                    }
                }
            }
        }
        if spread == Spread::Equal {
            self.bend(first, second, &mut information);
        }
        (gradient, information)
    }
}

impl Point {
    /// Adds what the curve of Φ itself contributes to the observed information, for b = 1.
    fn bend(&self, first: &[u64], second: &[u64], information: &mut [Vec<f64>]) {
        let cuts = self.cuts.len();
        let (for_second, for_first) = self.probabilities();
        let pull = |counts: &[u64], chances: &[f64], level: usize| match counts[level] {
            0 => 0.0,
            count => count as f64 / chances[level],
        };
        for (cut, &at) in self.cuts.iter().enumerate() {
            let bent = |counts: &[u64], chances: &[f64], u: f64| {
                let change = pull(counts, chances, cut) - pull(counts, chances, cut + 1);
                change * u * normal_density(u)
            };
            information[cut][cut] += bent(second, &for_second, at);
            let both = bent(first, &for_first, at - self.a);
            information[cut][cut] += both;
            information[cut][cuts] -= both;
            information[cuts][cut] -= both;
            information[cuts][cuts] += both;
        }
    }
}

/// Probits of the share at or below each cut, with half a student added to each level.
fn probits(counts: &[u64]) -> Vec<f64> {
    let total: f64 = counts.iter().map(|&n| n as f64 + 0.5).sum();
    let mut below = 0.0;
    counts[..counts.len().saturating_sub(1)]
        .iter()
        .map(|&n| {
            below += n as f64 + 0.5;
            normal_quantile(below / total)
        })
        .collect()
}

/// Solves a symmetric positive definite system by Cholesky; `None` when it is not definite.
fn solve(matrix: &[Vec<f64>], right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let mut lower = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let done: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let left = matrix[i][j] - done;
            if i == j {
                if left <= matrix[i][i] * 1e-14 || !left.is_finite() {
                    return None;
                }
                lower[i][i] = left.sqrt();
            } else {
                lower[i][j] = left / lower[j][j];
            }
        }
    }
    let mut out = right.to_vec();
    for i in 0..n {
        let done: f64 = (0..i).map(|k| lower[i][k] * out[k]).sum();
        out[i] = (out[i] - done) / lower[i][i];
    }
    for i in (0..n).rev() {
        let done: f64 = (i + 1..n).map(|k| lower[k][i] * out[k]).sum();
        out[i] = (out[i] - done) / lower[i][i];
    }
    Some(out)
}

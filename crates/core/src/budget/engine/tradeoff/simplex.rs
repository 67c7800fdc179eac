//! Linear programs with bounded variables, by the dual simplex method.
//!
//! Maximize c·x under A·x ≤ b and l ≤ x ≤ u, all u finite. The slack basis with every variable at
//! the bound that its price favours is dual feasible, so there is no first phase; and a program
//! whose bounds were tightened, as branching does, goes on from where the last one ended. The
//! inverse of the basis is kept dense, which suits the few hundred rows that these programs have.

/// Infeasibility that counts as none.
const FEASIBLE: f64 = 1e-8;
/// The smallest pivot that is used.
const PIVOT: f64 = 1e-9;
/// Pivots after which the inverse is made anew.
const RENEW: usize = 150;
/// Pivots after which a program counts as unsolved.
const MOST_PIVOTS: usize = 60_000;

/// A program's rows and columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// For each variable its entries: row and factor.
    pub columns: Vec<Vec<(usize, f64)>>,
    /// Right sides.
    pub right: Vec<f64>,
    /// What a unit of each variable is worth.
    pub worth: Vec<f64>,
}

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// At an optimum.
    Solved,
    /// Nothing satisfies the rows.
    Infeasible,
    /// Numbers or pivots ran out.
    GaveUp,
}

/// A basis: what a node of a search needs to go on.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    basic: Vec<usize>,
    at_upper: Vec<bool>,
}

/// A program being solved.
#[derive(Debug, Clone)]
pub(super) struct Simplex<'a> {
    rows: &'a Rows,
    pub low: Vec<f64>,
    pub high: Vec<f64>,
    basic: Vec<usize>,
    is_basic: Vec<bool>,
    at_upper: Vec<bool>,
    inverse: Vec<f64>,
    value: Vec<f64>,
    reduced: Vec<f64>,
    since_renewal: usize,
}

impl<'a> Simplex<'a> {
    /// The program with its variables between 0 and `high`, at the slack basis.
    pub fn new(rows: &'a Rows, high: &[f64]) -> Simplex<'a> {
        let (n, m) = (rows.columns.len(), rows.right.len());
        let mut high = high.to_vec();
        high.resize(n + m, f64::INFINITY);
        let mut simplex = Simplex {
            rows,
            low: vec![0.0; n + m],
            high,
            basic: (n..n + m).collect(),
            is_basic: (0..n + m).map(|j| j >= n).collect(),
            at_upper: (0..n + m).map(|j| j < n && rows.worth[j] > 0.0).collect(),
            inverse: identity(m),
            value: vec![0.0; m],
            reduced: vec![0.0; n + m],
            since_renewal: 0,
        };
        simplex.refresh();
        simplex
    }

    fn sizes(&self) -> (usize, usize) {
        (self.rows.columns.len(), self.rows.right.len())
    }

    /// The basis as it stands.
    pub fn basis(&self) -> Basis {
        Basis { basic: self.basic.clone(), at_upper: self.at_upper.clone() }
    }

    /// Goes back to a basis; `false` when it cannot be inverted.
    pub fn restore(&mut self, basis: &Basis) -> bool {
        self.basic.clone_from(&basis.basic);
        self.at_upper.clone_from(&basis.at_upper);
        self.is_basic.iter_mut().for_each(|b| *b = false);
        for j in &self.basic {
            self.is_basic[*j] = true;
        }
        self.renew()
    }

    /// The values of all variables.
    pub fn values(&self) -> Vec<f64> {
        let (n, _) = self.sizes();
        let mut values: Vec<f64> = (0..n).map(|j| self.bound(j)).collect();
        for (row, j) in self.basic.iter().enumerate() {
            if *j < n {
                values[*j] = self.value[row];
            }
        }
        values
    }

    /// The worth of the values.
    pub fn worth(&self) -> f64 {
        self.values().iter().zip(&self.rows.worth).map(|(x, c)| x * c).sum()
    }

    /// What one more unit of each row's right side is worth.
    pub fn duals(&self) -> Vec<f64> {
        let (n, m) = self.sizes();
        let mut duals = vec![0.0; m];
        for (row, j) in self.basic.iter().enumerate().filter(|(_, j)| **j < n) {
            let worth = self.rows.worth[*j];
            for (dual, factor) in duals.iter_mut().zip(&self.inverse[row * m..(row + 1) * m]) {
                *dual += worth * factor;
            }
        }
        duals
    }

    fn bound(&self, j: usize) -> f64 {
        if self.at_upper[j] { self.high[j] } else { self.low[j] }
    }

    fn entries(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let (n, _) = self.sizes();
        let (column, slack) = if j < n {
            (self.rows.columns[j].as_slice(), None)
        } else {
            (&[] as &[(usize, f64)], Some((j - n, 1.0)))
        };
        column.iter().copied().chain(slack)
    }

    /// Computes values and reduced prices from the inverse, and puts what is not basic at the
    /// bound that its price favours.
    fn refresh(&mut self) {
        let (n, m) = self.sizes();
        let duals = self.duals();
        for j in 0..n + m {
            if self.is_basic[j] {
                self.reduced[j] = 0.0;
                continue;
            }
            let worth = if j < n { self.rows.worth[j] } else { 0.0 };
            self.reduced[j] = worth - self.entries(j).map(|(i, a)| duals[i] * a).sum::<f64>();
            if self.reduced[j] > 1e-11 && self.high[j].is_finite() {
                self.at_upper[j] = true;
            } else if self.reduced[j] < -1e-11 || !self.high[j].is_finite() {
                self.at_upper[j] = false;
            }
        }
        let mut left = self.rows.right.clone();
        for j in (0..n + m).filter(|j| !self.is_basic[*j]) {
            let bound = self.bound(j);
            if bound != 0.0 {
                for (i, a) in self.entries(j).collect::<Vec<_>>() {
                    left[i] -= a * bound;
                }
            }
        }
        for row in 0..m {
            let inverse = &self.inverse[row * m..(row + 1) * m];
            self.value[row] = inverse.iter().zip(&left).map(|(a, b)| a * b).sum();
        }
    }

    /// Inverts the basis anew, by elimination with the largest pivot of each column.
    fn renew(&mut self) -> bool {
        let (_, m) = self.sizes();
        let mut left = vec![0.0; m * m];
        for (column, j) in self.basic.iter().enumerate() {
            for (row, factor) in self.entries(*j) {
                left[row * m + column] += factor;
            }
        }
        let mut right = identity(m);
        for column in 0..m {
            let best = (column..m)
                .max_by(|a, b| left[a * m + column].abs().total_cmp(&left[b * m + column].abs()));
            let Some(best) = best.filter(|row| left[row * m + column].abs() > 1e-11) else {
                return false;
            };
            if best != column {
                for k in 0..m {
                    left.swap(best * m + k, column * m + k);
                    right.swap(best * m + k, column * m + k);
                }
            }
            let pivot = 1.0 / left[column * m + column];
            for k in 0..m {
                left[column * m + k] *= pivot;
                right[column * m + k] *= pivot;
            }
            for row in (0..m).filter(|row| *row != column) {
                let factor = left[row * m + column];
                if factor != 0.0 {
                    for k in 0..m {
                        left[row * m + k] -= factor * left[column * m + k];
                        right[row * m + k] -= factor * right[column * m + k];
                    }
                }
            }
        }
        self.inverse = right;
        self.since_renewal = 0;
        self.refresh();
        true
    }

    /// Takes up changed bounds and solves on.
    pub fn solve(&mut self) -> Ended {
        self.refresh();
        let (n, m) = self.sizes();
        for _ in 0..MOST_PIVOTS {
            if self.since_renewal >= RENEW && !self.renew() {
                return Ended::GaveUp;
            }
            let Some((row, below)) = self.leaving() else { return Ended::Solved };
            let inverse = self.inverse[row * m..(row + 1) * m].to_vec();
            let mut best: Option<(f64, f64, usize)> = None;
            let mut alphas = vec![0.0; n + m];
            for j in 0..n + m {
                if self.is_basic[j] {
                    continue;
                }
                let alpha: f64 = self.entries(j).map(|(i, a)| inverse[i] * a).sum();
                alphas[j] = alpha;
                if self.low[j] >= self.high[j] {
                    continue;
                }
                let helps = if below == self.at_upper[j] { alpha > PIVOT } else { alpha < -PIVOT };
                if !helps {
                    continue;
                }
                let ratio = (self.reduced[j] / alpha).abs();
                let better = best.is_none_or(|(least, size, _)| {
                    ratio < least - 1e-12 || (ratio < least + 1e-12 && alpha.abs() > size)
                });
                if better {
                    best = Some((ratio, alpha.abs(), j));
                }
            }
            let Some((_, _, entering)) = best else { return Ended::Infeasible };
            if !self.pivot(row, below, entering, &alphas)
                && (self.since_renewal == 0 || !self.renew())
            {
                return Ended::GaveUp;
            }
        }
        Ended::GaveUp
    }

    /// The row that is farthest outside its bounds, and whether it is below.
    fn leaving(&self) -> Option<(usize, bool)> {
        let mut worst = (FEASIBLE, None);
        for (row, j) in self.basic.iter().enumerate() {
            let scale = 1.0 + self.value[row].abs() * 1e-4;
            let below = (self.low[*j] - self.value[row]) / scale;
            let above = (self.value[row] - self.high[*j]) / scale;
            if below > worst.0 {
                worst = (below, Some((row, true)));
            }
            if above > worst.0 {
                worst = (above, Some((row, false)));
            }
        }
        worst.1
    }

    fn pivot(&mut self, row: usize, below: bool, entering: usize, alphas: &[f64]) -> bool {
        let (n, m) = self.sizes();
        let mut column = vec![0.0; m];
        for (i, a) in self.entries(entering) {
            for (k, entry) in column.iter_mut().enumerate() {
                *entry += self.inverse[k * m + i] * a;
            }
        }
        let alpha = column[row];
        if alpha.abs() < PIVOT || (alpha - alphas[entering]).abs() > 1e-6 * (1.0 + alpha.abs()) {
            return false;
        }
        let leaving = self.basic[row];
        let bound = if below { self.low[leaving] } else { self.high[leaving] };
        let step = (self.value[row] - bound) / alpha;
        for (value, factor) in self.value.iter_mut().zip(&column) {
            *value -= step * factor;
        }
        self.value[row] = self.bound(entering) + step;
        let theta = self.reduced[entering] / alpha;
        for j in 0..n + m {
            if !self.is_basic[j] {
                self.reduced[j] -= theta * alphas[j];
            }
        }
        self.reduced[entering] = 0.0;
        self.reduced[leaving] = -theta;
        let pivot_row: Vec<f64> =
            self.inverse[row * m..(row + 1) * m].iter().map(|v| v / alpha).collect();
        for (k, factor) in column.iter().enumerate() {
            if k != row && *factor != 0.0 {
                let target = &mut self.inverse[k * m..(k + 1) * m];
                target.iter_mut().zip(&pivot_row).for_each(|(t, p)| *t -= factor * p);
            }
        }
        self.inverse[row * m..(row + 1) * m].copy_from_slice(&pivot_row);
        self.basic[row] = entering;
        self.is_basic[entering] = true;
        self.is_basic[leaving] = false;
        self.at_upper[leaving] = !below;
        self.since_renewal += 1;
        true
    }
}

fn identity(m: usize) -> Vec<f64> {
    let mut matrix = vec![0.0; m * m];
    for i in 0..m {
        matrix[i * m + i] = 1.0;
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_textbook_program_comes_out() {
        // Maximize 3x + 5y under x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18 (Hillier and Lieberman, the
        // Wyndor Glass problem): x = 2, y = 6, worth 36; duals 0, 1.5, 1.
        let rows = Rows {
            columns: vec![vec![(0, 1.0), (2, 3.0)], vec![(1, 2.0), (2, 2.0)]],
            right: vec![4.0, 12.0, 18.0],
            worth: vec![3.0, 5.0],
        };
        let mut simplex = Simplex::new(&rows, &[100.0, 100.0]);
        assert_eq!(simplex.solve(), Ended::Solved);
        assert!((simplex.worth() - 36.0).abs() < 1e-9);
        assert!(
            (simplex.values()[0] - 2.0).abs() < 1e-9 && (simplex.values()[1] - 6.0).abs() < 1e-9
        );
        let duals = simplex.duals();
        assert!((duals[1] - 1.5).abs() < 1e-9 && (duals[2] - 1.0).abs() < 1e-9);
        simplex.high[1] = 3.0;
        assert_eq!(simplex.solve(), Ended::Solved);
        assert!((simplex.worth() - (3.0 * 4.0 + 15.0)).abs() < 1e-9);
    }

    #[test]
    fn what_nothing_satisfies_is_said() {
        let rows = Rows { columns: vec![vec![(0, -1.0)]], right: vec![-5.0], worth: vec![1.0] };
        assert_eq!(Simplex::new(&rows, &[2.0]).solve(), Ended::Infeasible);
        assert_eq!(Simplex::new(&rows, &[9.0]).solve(), Ended::Solved);
    }
}

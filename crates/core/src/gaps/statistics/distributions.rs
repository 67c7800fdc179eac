//! The normal, t and beta distributions, over the gamma, beta and error functions of `statrs`.
//!
//! Quantiles of t and beta are found here by bracketing, because a closed bracket cannot run away;
//! very large counts use expansions whose error is far below anything shown.
//! A&S is Abramowitz & Stegun (1964), *Handbook of Mathematical Functions*.

use statrs::function::{beta::beta_reg, erf};
use std::f64::consts::{PI, SQRT_2};

/// Above this many degrees of freedom t is computed by expansion around the normal.
const LARGE_DF: f64 = 1e4;
/// When both beta parameters exceed this, its quantile is Carter's approximation.
const LARGE_BETA: f64 = 2e3;

/// Standard normal density.
pub(super) fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

/// P(Z ≤ z) for a standard normal Z.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * erf::erfc(-z / SQRT_2)
}

/// The z with P(Z ≤ z) = p, for p strictly between 0 and 1.
pub(super) fn normal_quantile(p: f64) -> f64 {
    -SQRT_2 * erf::erfc_inv(2.0 * p)
}

/// P(|Z| ≥ |z|).
pub(super) fn normal_two_sided(z: f64) -> f64 {
    erf::erfc(z.abs() / SQRT_2)
}

/// P(|T| ≥ |t|) for Student's t with `df` > 0 degrees of freedom.
///
/// From the incomplete beta function (A&S 26.7.1); above 10,000 degrees of freedom by A&S 26.7.8.
pub(super) fn t_two_sided(t: f64, df: f64) -> f64 {
    if df > LARGE_DF {
        return normal_two_sided(t * (1.0 - 0.25 / df) / (1.0 + t * t / (2.0 * df)).sqrt());
    }
    let square = t * t;
    // Near the middle from the middle, in the tails from the tail: each keeps its digits there.
    if square < 1.0 {
        1.0 - beta_reg(0.5, 0.5 * df, square / (df + square))
    } else {
        beta_reg(0.5 * df, 0.5, df / (df + square))
    }
}

/// The t that leaves `tail` above it, for 0 < tail < 0.5 and `df` > 0.
///
/// Bracketed on [`t_two_sided`]; above 10,000 degrees of freedom by A&S 26.7.5.
pub(super) fn t_upper_quantile(tail: f64, df: f64) -> f64 {
    let z = -normal_quantile(tail);
    if df > LARGE_DF {
        let first = (z.powi(3) + z) / 4.0;
        let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
        return z + first / df + second / (df * df);
    }
    let above = |t: f64| 0.5 * t_two_sided(t, df) > tail;
    let mut high = z.max(1.0);
    while above(high) && high < 1e300 {
        high *= 2.0;
    }
    bisect(0.0, high, above)
}

/// The x with I_x(a, b) = p: the p quantile of the beta distribution, for 0 < p < 1 and a, b > 0.
///
/// Bracketed on the incomplete beta function; for very large a and b by Carter (A&S 26.5.22).
pub(super) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if a.min(b) > LARGE_BETA {
        let y = -normal_quantile(p);
        let (over_a, over_b) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
        let h = 2.0 / (over_a + over_b);
        let lambda = (y * y - 3.0) / 6.0;
        let w = y * (h + lambda).sqrt() / h
            - (over_b - over_a) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
        return a / (a + b * (2.0 * w).exp());
    }
    bisect(0.0, 1.0, |x| beta_reg(a, b, x) < p)
}

/// The point where `below` turns from true to false between `low` and `high`.
fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, within: f64) {
        assert!((got - want).abs() <= within, "{got} is not {want}");
    }

    /// Fisher & Yates' table of t, two-sided 5% and 1%, to three decimals.
    #[test]
    fn t_quantiles_match_the_printed_table() {
        for (df, five, one) in [
            (1.0, 12.706, 63.657),
            (2.0, 4.303, 9.925),
            (5.0, 2.571, 4.032),
            (10.0, 2.228, 3.169),
            (30.0, 2.042, 2.750),
            (120.0, 1.980, 2.617),
        ] {
            close(t_upper_quantile(0.025, df), five, 6e-4);
            close(t_upper_quantile(0.005, df), one, 6e-4);
        }
    }

    #[test]
    fn t_has_no_step_where_the_expansion_takes_over() {
        for tail in [0.05, 0.025, 0.005, 0.0005] {
            let below = t_upper_quantile(tail, LARGE_DF);
            let above = t_upper_quantile(tail, LARGE_DF * (1.0 + 1e-12));
            close(below, above, 1e-8);
        }
        for t in [0.01, 0.7, 1.96, 4.0] {
            let below = t_two_sided(t, LARGE_DF);
            close(below, t_two_sided(t, LARGE_DF * (1.0 + 1e-12)), 1e-8);
        }
    }

    #[test]
    fn far_tails_of_t_stay_above_zero_and_keep_falling() {
        for df in [3.0, 60.0, 900.0, 9_999.0, 1e6] {
            let tails: Vec<f64> =
                (1..=60).map(|half| t_two_sided(0.5 * f64::from(half), df)).collect();
            assert!(tails.iter().all(|p| *p > 0.0), "{df}: {tails:?}");
            assert!(tails.is_sorted_by(|a, b| a > b), "{df}: {tails:?}");
        }
    }

    #[test]
    fn t_with_one_degree_of_freedom_is_cauchy() {
        for t in [0.001, 0.3, 1.0, 5.0, 1000.0] {
            close(t_two_sided(t, 1.0), 1.0 - 2.0 / PI * f64::atan(t), 1e-12);
        }
    }

    #[test]
    fn normal_quantile_undoes_the_cdf() {
        for z in [-6.0, -1.959_963_984_540_054, -0.2, 0.0, 1.0, 3.5] {
            close(normal_quantile(normal_cdf(z)), z, 1e-9);
        }
        close(normal_quantile(0.975), 1.959_963_984_540_054, 1e-12);
    }

    /// A beta with b = 1 has the closed quantile p^(1/a).
    #[test]
    fn beta_quantiles_match_a_closed_form() {
        for a in [0.5, 1.0, 3.0, 50.0, 900.0] {
            for p in [0.025, 0.5, 0.975] {
                close(beta_quantile(p, a, 1.0), p.powf(1.0 / a), 1e-10);
            }
        }
    }

    #[test]
    fn beta_has_no_step_where_the_approximation_takes_over() {
        for p in [0.005, 0.025, 0.5, 0.975] {
            for b in [LARGE_BETA, 3.0 * LARGE_BETA, 1e7] {
                let exact = beta_quantile(p, LARGE_BETA, b);
                let carter = beta_quantile(p, LARGE_BETA * (1.0 + 1e-12), b);
                close(exact / carter, 1.0, 1e-5);
            }
        }
    }

    /// Against the sum of binomial terms, which the incomplete beta function equals (A&S 26.5.24).
    #[test]
    fn lopsided_beta_matches_the_binomial_sum() {
        let (a, b) = (20_u32, 1_000_000_u32);
        let x = beta_quantile(0.975, f64::from(a), f64::from(b));
        let n = f64::from(a + b - 1);
        let mut term = (n * (1.0 - x).ln()).exp();
        let mut below = 0.0;
        for i in 0..a {
            below += term;
            let i = f64::from(i);
            term *= (n - i) / (i + 1.0) * x / (1.0 - x);
        }
        close(1.0 - below, 0.975, 1e-8);
    }
}

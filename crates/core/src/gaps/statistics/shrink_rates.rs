//! Small schools' rates, shrunk toward what is usual: the beta-binomial model.

use super::distributions::beta_quantile;
use super::{Interval, Level, NoEstimate, Rate, Shrunk};
use statrs::function::gamma::{digamma, ln_gamma};

/// How true rates vary from school to school: a beta distribution.
///
/// Its `strength` α + β counts students: a school of that many is pulled half way. It is kept
/// between one student and all the students that it was learned from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatePrior {
    alpha: f64,
    beta: f64,
}

const LEAST_STRENGTH: f64 = 1.0;

impl RatePrior {
    /// A beta distribution with these parameters, both above 0.
    pub fn of(alpha: f64, beta: f64) -> Result<RatePrior, NoEstimate> {
        let sound = |x: f64| x.is_finite() && x > 0.0;
        if sound(alpha) && sound(beta) {
            Ok(RatePrior { alpha, beta })
        } else {
            Err(NoEstimate::OutOfRange)
        }
    }

    /// Learned from the schools' rates by the method of moments, each school weighing as its count.
    ///
    /// Needs two schools; fails when no one or everyone succeeded anywhere, since nothing then says
    /// how schools vary. Schools that vary no more than chance get the greatest strength.
    ///
    /// Source: Kleinman, J. C. (1973). Proportions with extraneous variance: single and independent
    /// samples. *JASA* 68, 46–54.
    pub fn by_moments(rates: &[Rate]) -> Result<RatePrior, NoEstimate> {
        let (usual, students) = pooled(rates)?;
        let weights = || rates.iter().map(|r| (r.n() as f64, r.n() as f64 / students, r.value()));
        let spread: f64 = weights().map(|(_, w, p)| w * (p - usual).powi(2)).sum();
        let chance: f64 = weights().map(|(n, w, _)| w / n * (1.0 - w)).sum();
        let most: f64 = weights().map(|(_, w, _)| w * (1.0 - w)).sum();
        let unit = usual * (1.0 - usual);
        // The correlation of two students of one school, 1/(strength + 1).
        let correlation = (spread - unit * chance) / (unit * (most - chance));
        let strength = if correlation > 0.0 { 1.0 / correlation - 1.0 } else { f64::INFINITY };
        let strength = strength.clamp(LEAST_STRENGTH, students);
        RatePrior::of(usual * strength, (1.0 - usual) * strength)
    }

    /// Learned from the schools' rates by maximum likelihood; preferred when schools differ much in
    /// size. Fails as [`RatePrior::by_moments`] does.
    ///
    /// Source: Griffiths, D. A. (1973). Maximum likelihood estimation for the beta-binomial
    /// distribution. *Biometrics* 29, 637–648.
    pub fn by_likelihood(rates: &[Rate]) -> Result<RatePrior, NoEstimate> {
        let start = RatePrior::by_moments(rates)?;
        let (_, students) = pooled(rates)?;
        Search::over(rates, students).climb(start)
    }

    /// The usual rate, a share: α/(α + β).
    pub fn usual(self) -> f64 {
        self.alpha / self.strength()
    }

    /// α + β, in students.
    pub fn strength(self) -> f64 {
        self.alpha + self.beta
    }

    /// α: as many successes as the prior counts for.
    pub fn alpha(self) -> f64 {
        self.alpha
    }

    /// β: as many failures as the prior counts for.
    pub fn beta(self) -> f64 {
        self.beta
    }

    /// The posterior mean (x + α)/(n + α + β) with the equal-tailed posterior interval, which
    /// is opened where it must be to hold the mean (an outcome so rare that no one had it). The prior
    /// itself is taken as known, so with few schools the interval is somewhat too narrow.
    pub fn shrink(self, rate: Rate, level: Level) -> Shrunk {
        let n = rate.n() as f64;
        let a = self.alpha + rate.successes() as f64;
        let b = self.beta + rate.complement().successes() as f64;
        let value = a / (a + b);
        let low = beta_quantile(level.tail(), a, b).min(value);
        let high = beta_quantile(1.0 - level.tail(), a, b).max(value);
        Shrunk {
            value,
            interval: Interval { low, high, level },
            raw: rate.value(),
            own_weight: n / (n + self.strength()),
        }
    }
}

/// The rate of all together and how many students it is of.
fn pooled(rates: &[Rate]) -> Result<(f64, f64), NoEstimate> {
    if rates.len() < 2 {
        return Err(NoEstimate::TooFew { have: rates.len() as u64, needed: 2 });
    }
    let students: f64 = rates.iter().map(|r| r.n() as f64).sum();
    let usual = rates.iter().map(|r| r.successes() as f64).sum::<f64>() / students;
    if usual <= 0.0 || usual >= 1.0 || rates.iter().all(|r| r.n() == 1) {
        return Err(NoEstimate::NoVariation);
    }
    Ok((usual, students))
}

/// The likelihood over (logit of the usual rate, log of the strength).
struct Search {
    /// (successes, count, how many such schools), so that equal schools are summed once.
    schools: Vec<(f64, f64, f64)>,
    bounds: (f64, f64),
}

impl Search {
    fn over(rates: &[Rate], students: f64) -> Search {
        let mut pairs: Vec<(u64, u64)> = rates.iter().map(|r| (r.n(), r.successes())).collect();
        pairs.sort_unstable();
        let schools = pairs
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0].1 as f64, same[0].0 as f64, same.len() as f64))
            .collect();
        Search { schools, bounds: (LEAST_STRENGTH.ln(), students.ln()) }
    }

    fn prior(at: [f64; 2]) -> (f64, f64) {
        let strength = at[1].exp();
        (strength / (1.0 + (-at[0]).exp()), strength / (1.0 + at[0].exp()))
    }

    fn log_likelihood(&self, at: [f64; 2]) -> f64 {
        let (a, b) = Search::prior(at);
        let fixed = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
        let each = |&(x, n, times): &(f64, f64, f64)| {
            times * (ln_gamma(x + a) + ln_gamma(n - x + b) - ln_gamma(n + a + b) + fixed)
        };
        self.schools.iter().map(each).sum()
    }

    fn gradient(&self, at: [f64; 2]) -> [f64; 2] {
        let (a, b) = Search::prior(at);
        let (mut for_a, mut for_b) = (0.0, 0.0);
        for &(x, n, times) in &self.schools {
            let both = digamma(n + a + b) - digamma(a + b);
            for_a += times * (digamma(x + a) - digamma(a) - both);
            for_b += times * (digamma(n - x + b) - digamma(b) - both);
        }
        let turn = a * b / (a + b);
        [turn * (for_a - for_b), a * for_a + b * for_b]
    }

    /// Newton's method, with the second derivatives from differences of the first, holding the
    /// strength at a bound that it presses against.
    fn climb(&self, start: RatePrior) -> Result<RatePrior, NoEstimate> {
        let mut at = [(start.alpha / start.beta).ln(), start.strength().ln()];
        let mut likelihood = self.log_likelihood(at);
        for _ in 0..200 {
            let gradient = self.gradient(at);
            let held = (at[1] >= self.bounds.1 && gradient[1] >= 0.0)
                || (at[1] <= self.bounds.0 && gradient[1] <= 0.0);
            let step = self.newton_step(at, gradient, held);
            let mut length = 1.0;
            let moved = loop {
                let next = [
                    at[0] + length * step[0],
                    (at[1] + length * step[1]).clamp(self.bounds.0, self.bounds.1),
                ];
                let value = self.log_likelihood(next);
                if value >= likelihood - 1e-12 * likelihood.abs() {
                    let moved = (next[0] - at[0]).abs().max((next[1] - at[1]).abs());
                    (at, likelihood) = (next, value);
                    break moved;
                }
                length *= 0.5;
                if length < 1e-12 {
                    break 0.0;
                }
            };
            if moved < 1e-9 {
                let (alpha, beta) = Search::prior(at);
                return RatePrior::of(alpha, beta);
            }
        }
        Err(NoEstimate::NotSettled)
    }

    fn newton_step(&self, at: [f64; 2], gradient: [f64; 2], held: bool) -> [f64; 2] {
        let h = 1e-4;
        let curve = |i: usize| {
            let (mut up, mut down) = (at, at);
            up[i] += h;
            down[i] -= h;
            let (up, down) = (self.gradient(up), self.gradient(down));
            [(up[0] - down[0]) / (2.0 * h), (up[1] - down[1]) / (2.0 * h)]
        };
        let (first, second) = (curve(0), curve(1));
        let (c00, c01, c11) = (first[0], 0.5 * (first[1] + second[0]), second[1]);
        let determinant = c00 * c11 - c01 * c01;
        let step = if held {
            [gradient[0] / c00.abs().max(1e-9), 0.0]
        } else if c00 < 0.0 && determinant > 0.0 {
            [
                -(c11 * gradient[0] - c01 * gradient[1]) / determinant,
                -(c00 * gradient[1] - c01 * gradient[0]) / determinant,
            ]
        } else {
            // The surface does not curve down here: walk uphill, each way by its own curvature.
            [gradient[0] / c00.abs().max(1e-9), gradient[1] / c11.abs().max(1e-9)]
        };
        // Shortened as a whole, so that it still points uphill.
        let longest = step[0].abs().max(step[1].abs());
        let shorter = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        [shorter * step[0], shorter * step[1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    fn of(k: u64, n: u64) -> Rate {
        Rate::of(k, n).unwrap()
    }

    #[test]
    fn one_school_or_no_successes_teach_nothing() {
        let one = RatePrior::by_moments(&[of(1, 2)]);
        assert_eq!(one, Err(NoEstimate::TooFew { have: 1, needed: 2 }));
        let none = RatePrior::by_likelihood(&[of(0, 9), of(0, 4)]);
        assert_eq!(none, Err(NoEstimate::NoVariation));
    }

    #[test]
    fn schools_no_more_different_than_chance_are_pulled_nearly_together() {
        let rates = [of(50, 100), of(51, 100), of(49, 100)];
        for prior in [RatePrior::by_moments(&rates), RatePrior::by_likelihood(&rates)] {
            let prior = prior.unwrap();
            assert!((prior.strength() - 300.0).abs() < 1e-6, "{prior:?}");
            assert!((prior.shrink(of(1, 1), Level::P95).value - 0.5).abs() < 0.01);
        }
    }

    /// Brute force: the likelihood found is as high as any on a fine grid around it.
    #[test]
    fn the_likelihood_found_is_the_highest_on_a_grid() {
        let rates = [of(2, 20), of(9, 30), of(14, 25), of(3, 40), of(1, 3), of(28, 60), of(0, 7)];
        let students = rates.iter().map(|r| r.n() as f64).sum();
        let found = RatePrior::by_likelihood(&rates).unwrap();
        let search = Search::over(&rates, students);
        let at = |p: RatePrior| [(p.alpha() / p.beta()).ln(), p.strength().ln()];
        let best = search.log_likelihood(at(found));
        for i in -60..=60 {
            for j in -60..=60 {
                let near = [at(found)[0] + 0.05 * f64::from(i), at(found)[1] + 0.05 * f64::from(j)];
                assert!(search.log_likelihood(near) <= best + 1e-9);
            }
        }
    }

    proptest! {
        #![proptest_config(fixed_cases(128))]

        #[test]
        fn a_shrunk_rate_lies_between_the_raw_and_the_usual_one(
            n in 1_u64..5_000, part in 0.0..=1.0_f64, alpha in 0.5..500.0_f64, beta in 0.5..500.0_f64,
        ) {
            let prior = RatePrior::of(alpha, beta).unwrap();
            let rate = of((n as f64 * part) as u64, n);
            let shrunk = prior.shrink(rate, Level::P95);
            let (low, high) = (rate.value().min(prior.usual()), rate.value().max(prior.usual()));
            prop_assert!(shrunk.value >= low - 1e-12 && shrunk.value <= high + 1e-12);
            let mixed = shrunk.own_weight * rate.value() + (1.0 - shrunk.own_weight) * prior.usual();
            prop_assert!((mixed - shrunk.value).abs() < 1e-12);
            prop_assert!(shrunk.interval.contains(shrunk.value));
        }

        #[test]
        fn order_of_the_schools_does_not_matter(
            schools in proptest::collection::vec((1_u64..400, 0.0..=1.0_f64), 2..25),
        ) {
            let rates: Vec<Rate> =
                schools.iter().map(|&(n, p)| of((n as f64 * p) as u64, n)).collect();
            let mut backward = rates.clone();
            backward.reverse();
            match (RatePrior::by_likelihood(&rates), RatePrior::by_likelihood(&backward)) {
                (Ok(a), Ok(b)) => {
                    prop_assert!((a.usual() - b.usual()).abs() < 1e-6);
                    prop_assert!((a.strength() / b.strength() - 1.0).abs() < 1e-5);
                }
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}

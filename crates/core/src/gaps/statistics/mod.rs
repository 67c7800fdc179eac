//! The arithmetic of a gap: differences, ratios, effect sizes and trends, each with an interval.
//!
//! Conventions that every file here keeps:
//! - a gap is *first minus second*; swapping the groups changes its sign and nothing else;
//! - a rate is a share from 0 to 1, a mean is in the units of its scores;
//! - no figure is ever NaN or infinite: what cannot be estimated is a [`NoEstimate`] with a reason
//!   that a person can read, and a figure whose interval cannot be known keeps the figure;
//! - an interval says how far chance alone could have moved the figure. It does not cover bad
//!   records, missing students or a badly chosen measure.

mod benjamini_hochberg;
mod binormal;
mod closing;
mod difference_of_means;
mod difference_of_rates;
mod distributions;
mod estimate;
mod hedges_g;
mod kitagawa;
mod rate;
mod relative_risk;
mod sample;
mod shrink_means;
mod shrink_rates;
mod students_needed;
mod trend;
mod v_statistic;
mod within_between;

pub use benjamini_hochberg::adjust_for_false_discovery;
pub use closing::{NotOnThisPath, Parity, parity, share_closed};
pub use difference_of_means::{difference_of_means, satterthwaite_df};
pub use difference_of_rates::{difference_of_rates, two_proportion_p};
pub use estimate::{Estimate, Interval, Level, NoEstimate};
pub use hedges_g::{hedges_g, small_sample_correction};
pub use kitagawa::{GroupTotal, Kitagawa, Stratum, StratumPart, kitagawa};
pub use rate::Rate;
pub use relative_risk::{RelativeRisk, relative_risk};
pub use sample::Sample;
pub use shrink_means::{MeanPrior, MeasuredMean};
pub use shrink_rates::RatePrior;
pub use students_needed::{fewer_needed, students_needed};
pub use trend::{Trend, YearValue, trend};
pub use v_statistic::{Spread, VStatistic, share_ahead, v_statistic};
pub use within_between::{WithinBetween, intraclass_correlation, within_between};

/// A figure pulled toward what is usual, because its own count is small (empirical Bayes).
///
/// It is a better guess than the raw figure on average over all the schools shrunk together, and
/// a worse report of what happened in this one: show it beside the raw figure, labelled so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shrunk {
    /// The shrunken figure, between the raw figure and the usual one; same units as both.
    pub value: f64,
    /// Where the truth lies with the level's probability, if the prior is right.
    pub interval: Interval,
    /// The figure as counted.
    pub raw: f64,
    /// How much of the shrunken figure is the raw one: 0 none of it, 1 all of it.
    pub own_weight: f64,
}

/// Property tests here run the same cases every time.
#[cfg(test)]
pub(crate) fn fixed_cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1955),
        failure_persistence: None,
        ..Default::default()
    }
}

//! Results from papers, textbooks and reference sets; each test is named for its source.

use traction_core::gaps::segregation::{
    Counts, between_and_within, dissimilarity, entropy, group_segregation, isolation,
    mutual_information, theil_h,
};
use traction_core::gaps::statistics::{
    GroupTotal, Level, MeanPrior, MeasuredMean, Rate, RatePrior, Sample, Spread, Stratum,
    YearValue, adjust_for_false_discovery, difference_of_means, difference_of_rates, hedges_g,
    intraclass_correlation, kitagawa, relative_risk, satterthwaite_df, small_sample_correction,
    trend, v_statistic,
};

#[track_caller]
fn close(got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within, "{got} is not {want}");
}

fn rate(successes: u64, n: u64) -> Rate {
    Rate::of(successes, n).unwrap()
}

/// Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. *Statistics in
/// Medicine* 17, 857–872, worked examples, method 3 (Wilson's score without continuity correction).
#[test]
fn newcombe_1998_single_proportion() {
    for (k, n, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let interval = rate(k, n).wilson(Level::P95);
        close(interval.low, low, 5e-5);
        close(interval.high, high, 5e-5);
    }
}

/// Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions.
/// *Statistics in Medicine* 17, 873–890, table II, method 10.
#[test]
fn newcombe_1998_difference_of_proportions_table_2() {
    for ((a, m), (b, n), low, high) in [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ] {
        let interval = difference_of_rates(rate(a, m), rate(b, n), Level::P95).interval.unwrap();
        close(interval.low, low, 5e-5);
        close(interval.high, high, 5e-5);
    }
}

/// "Student" (1908), The probable error of a mean, *Biometrika* 6, 1–25, as R's `sleep`; the
/// two-sample figures are those printed by `t.test(extra ~ group, data = sleep)`.
#[test]
fn student_1908_sleep_as_welch_in_r() {
    let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    let (a, b) = (Sample::from_scores(&first).unwrap(), Sample::from_scores(&second).unwrap());
    let gap = difference_of_means(&a, &b, Level::P95);
    let interval = gap.interval.unwrap();
    close(gap.value, 0.75 - 2.33, 1e-12);
    close(satterthwaite_df(&a, &b).unwrap(), 17.776, 5e-4);
    close(gap.p.unwrap(), 0.07939, 5e-6);
    close(interval.low, -3.365_483_2, 5e-8);
    close(interval.high, 0.205_483_2, 5e-8);
}

/// Borenstein, Hedges, Higgins & Rothstein (2009). *Introduction to Meta-Analysis*, ch. 4: means
/// 103 and 100, standard deviations 5.5 and 4.5, fifty in each group.
#[test]
fn borenstein_2009_standardized_mean_difference() {
    let (a, b) = (Sample::of(50, 103.0, 5.5).unwrap(), Sample::of(50, 100.0, 4.5).unwrap());
    let g = hedges_g(&a, &b, Level::P95).unwrap();
    let correction = small_sample_correction(98.0).unwrap();
    close(correction, 0.9923, 5e-5);
    close(g.value / correction, 0.5970, 5e-5);
    close(g.value, 0.5924, 5e-5);
    close(g.interval.unwrap().implied_standard_error().powi(2), 0.0411, 5e-5);
}

/// Sahai, H. & Khurshid, A. (1996). *Statistics in Epidemiology*, §3.1.2; the interval as printed in
/// the manual of `scipy.stats.contingency.relative_risk`: 10 of 75 exposed, 12 of 225 not.
#[test]
fn sahai_khurshid_1996_relative_risk() {
    let ratio = relative_risk(rate(10, 75), rate(12, 225), Level::P95);
    let estimate = ratio.estimate().unwrap();
    close(estimate.value, 2.5, 1e-12);
    close(estimate.interval.unwrap().low, 1.126_156_400_346_962_8, 1e-9);
    close(estimate.interval.unwrap().high, 5.549_850_800_541_033, 1e-9);
}

/// Agresti, A. (2002). *Categorical Data Analysis*, 2nd ed., ch. 3: heart attacks on placebo (189
/// of 11,034) and on aspirin (104 of 11,037).
#[test]
fn agresti_2002_aspirin_relative_risk() {
    let ratio = relative_risk(rate(189, 11_034), rate(104, 11_037), Level::P95);
    let estimate = ratio.estimate().unwrap();
    close(estimate.value, 1.82, 5e-3);
    close(estimate.interval.unwrap().low, 1.43, 5e-3);
    close(estimate.interval.unwrap().high, 2.31, 1e-2);
}

/// Hanley, J. A. & McNeil, B. J. (1982). The meaning and use of the area under a receiver operating
/// characteristic (ROC) curve. *Radiology* 143, 29–36: 109 images on a five-level scale, for which
/// the maximum-likelihood binormal area is 0.911. Stata's `rocfit` on the same counts gives the
/// area 0.911331 (standard error 0.029506) and d(a) = √2·Φ⁻¹(area) = 1.907771, which is V.
#[test]
fn hanley_mcneil_1982_binormal_fit_is_v() {
    let abnormal = [3, 2, 2, 11, 33];
    let normal = [33, 6, 6, 11, 2];
    let v = v_statistic(&abnormal, &normal, Level::P95).unwrap();
    assert_eq!(v.spread, Spread::Free);
    close(v.ahead, 0.911_331, 1e-6);
    close(v.estimate.value, 1.907_771, 1e-5);
    // The area's standard error by the delta method: φ(V/√2)/√2 times that of V. Stata inverts the
    // observed information, here it is the expected one.
    let density = (-v.estimate.value.powi(2) / 4.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let error = v.estimate.interval.unwrap().implied_standard_error();
    close(density / 2.0_f64.sqrt() * error, 0.0295, 1e-3);
}

/// Anscombe, F. J. (1973). Graphs in statistical analysis. *American Statistician* 27, 17–21, first
/// set: slope 0.500, its standard error 0.118, with the figures that R's `lm` prints (0.5001,
/// 0.1179, p 0.00217). Its x are whole, and stand here for years.
#[test]
fn anscombe_1973_regression() {
    let x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    let points: Vec<YearValue> =
        x.iter().zip(y).map(|(&year, value)| YearValue { year, value, weight: 1.0 }).collect();
    let line = trend(&points, Level::P95).unwrap();
    close(line.slope.value, 0.5001, 5e-5);
    close(line.slope.p.unwrap(), 0.00217, 5e-6);
    close(line.fitted(0).value, 3.0001, 5e-5);
    // t with 9 degrees of freedom is 2.2622.
    close(line.slope.interval.unwrap().width() / 2.0 / 2.2622, 0.1179, 5e-5);
}

/// Geissler (1889), boys among the first twelve children of 6,115 families in Saxony, the worked
/// example of the English Wikipedia's "Beta-binomial distribution": moments α = 34.1350 and
/// β = 31.6085, maximum likelihood α = 34.0956 and β = 31.5715. The ridge is so flat that the printed
/// search ended 0.007 short of the top, where both scores, added up exactly, are zero.
#[test]
fn geissler_1889_families_beta_binomial() {
    let families = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7];
    let rates: Vec<Rate> = (0..=12)
        .zip(families)
        .flat_map(|(boys, times)| (0..times).map(move |_| rate(boys, 12)))
        .collect();
    let likely = RatePrior::by_likelihood(&rates).unwrap();
    close(likely.alpha(), 34.0956, 0.01);
    close(likely.beta(), 31.5715, 0.01);
    let sum = |from: f64, terms: u32| (0..terms).map(|j| 1.0 / (from + f64::from(j))).sum::<f64>();
    let score = |own: f64, other: f64, own_count: &dyn Fn(u32) -> u32| -> f64 {
        let each = (0..=12).zip(families);
        each.map(|(boys, times)| {
            f64::from(times) * (sum(own, own_count(boys)) - sum(own + other, 12))
        })
        .sum()
    };
    close(score(likely.alpha(), likely.beta(), &|boys| boys), 0.0, 1e-7);
    close(score(likely.beta(), likely.alpha(), &|boys| 12 - boys), 0.0, 1e-7);
    // Kleinman's moments divide by k − 1 where those printed divide by k.
    let moments = RatePrior::by_moments(&rates).unwrap();
    close(moments.alpha(), 34.1350, 0.06);
    close(moments.beta(), 31.6085, 0.06);
}

/// Efron, B. & Morris, C. (1977). Stein's paradox in statistics. *Scientific American* 236(5),
/// 119–127: eighteen batting averages after 45 turns, shrunk by c = 0.212 toward 0.265; Clemente's
/// 0.400 becomes 0.294, Munson's and Alvis's last place 0.156 becomes 0.242.
#[test]
fn efron_morris_1977_batting_averages() {
    let hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7];
    let all: f64 = hits.iter().map(|&h| f64::from(h)).sum::<f64>() / (45.0 * 18.0);
    let variance = all * (1.0 - all) / 45.0;
    let means: Vec<MeasuredMean> =
        hits.iter().map(|&h| MeasuredMean { value: f64::from(h) / 45.0, variance }).collect();
    let prior = MeanPrior::learned_from(&means).unwrap();
    close(prior.usual(), 0.265, 5e-4);
    let first = prior.shrink(means[0], Level::P95).unwrap();
    let last = prior.shrink(means[17], Level::P95).unwrap();
    close(first.own_weight, 0.212, 5e-3);
    close(first.value, 0.294, 1e-3);
    close(last.value, 0.242, 1e-3);
}

/// Rubin, D. B. (1981). Estimation in parallel randomized experiments. *Journal of Educational
/// Statistics* 6, 377–401: eight schools' coaching effects. They vary less than chance would make
/// them, around 7.7 points.
#[test]
fn rubin_1981_eight_schools() {
    let effects = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
    let errors: [f64; 8] = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0];
    let means: Vec<MeasuredMean> = effects
        .iter()
        .zip(errors)
        .map(|(&value, error)| MeasuredMean { value, variance: error * error })
        .collect();
    let prior = MeanPrior::learned_from(&means).unwrap();
    close(prior.usual(), 7.7, 0.05);
    close(prior.between_variance(), 0.0, 1e-12);
}

/// Benjamini, Y. & Hochberg, Y. (1995). *JRSS B* 57, 289–300, §4.1: fifteen p-values of which
/// the procedure at 0.05 rejects the four smallest (Bonferroni's rejects three).
#[test]
fn benjamini_hochberg_1995_fifteen_p_values() {
    let p_values = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0000,
    ];
    let adjusted = adjust_for_false_discovery(&p_values).unwrap();
    let flagged: Vec<bool> = adjusted.iter().map(|p| *p <= 0.05).collect();
    assert_eq!(flagged.iter().filter(|f| **f).count(), 4);
    assert!(flagged[..4].iter().all(|f| *f));
    close(adjusted[3], 15.0 * 0.0095 / 4.0, 1e-12);
}

/// Das Gupta, P. (1993). *Standardization and Decomposition of Rates*, U.S. Bureau of the Census
/// P23-186, example 5.1: household headship per 100, 1970 and 1985, by thirteen ages. Of the
/// difference of 2.9672, age structure makes 1.2269 and rates 1.7403.
#[test]
fn das_gupta_1993_household_headship() {
    let then = [
        (12.9, 1.9),
        (10.9, 25.8),
        (9.5, 45.7),
        (8.0, 49.6),
        (7.8, 51.2),
        (8.4, 51.6),
        (8.6, 51.8),
        (7.8, 54.9),
        (7.0, 58.7),
        (5.9, 60.4),
        (4.7, 62.8),
        (3.6, 66.6),
        (4.9, 66.8),
    ];
    let now = [
        (10.1, 2.2),
        (11.2, 24.3),
        (11.6, 45.8),
        (10.9, 52.5),
        (9.4, 56.1),
        (7.7, 55.6),
        (6.3, 56.0),
        (6.0, 57.4),
        (6.3, 57.2),
        (5.9, 61.2),
        (5.1, 63.9),
        (4.0, 68.6),
        (5.5, 72.2),
    ];
    let total = |(share, rate): (f64, f64)| {
        let n = (share * 10.0_f64).round();
        GroupTotal { n: n as u64, sum: n * rate }
    };
    let strata: Vec<Stratum> = now
        .into_iter()
        .zip(then)
        .map(|(now, then)| Stratum { first: total(now), second: total(then) })
        .collect();
    let split = kitagawa(&strata).unwrap();
    close(split.gap, 2.9672, 1e-9);
    close(split.composition, 1.2269, 5e-5);
    close(split.rate, 1.7403, 5e-5);
}

/// Shrout, P. E. & Fleiss, J. L. (1979). *Psychological Bulletin* 86, 420–428, table 2: six targets
/// by four judges, ICC(1,1) = 0.17.
#[test]
fn shrout_fleiss_1979_intraclass_correlation() {
    let targets = [
        [9.0, 2.0, 5.0, 8.0],
        [6.0, 1.0, 3.0, 2.0],
        [8.0, 4.0, 6.0, 8.0],
        [7.0, 1.0, 2.0, 6.0],
        [10.0, 5.0, 6.0, 9.0],
        [6.0, 2.0, 4.0, 7.0],
    ];
    let samples = targets.map(|scores| Sample::from_scores(&scores).unwrap());
    close(intraclass_correlation(&samples).unwrap(), 0.17, 5e-3);
}

/// The R package `segregation` (Elbers, B.), manual page of `dissimilarity`: two tables of four
/// units with D = 0.6 each, where H tells them apart.
#[test]
fn elbers_segregation_dissimilarity_example() {
    let spread = Counts::by_unit(2, vec![100, 0, 60, 40, 40, 60, 0, 100]).unwrap();
    let lumped = Counts::by_unit(2, vec![80, 20, 80, 20, 20, 80, 20, 80]).unwrap();
    close(dissimilarity(&spread, 0, 1).unwrap(), 0.6, 1e-12);
    close(dissimilarity(&lumped, 0, 1).unwrap(), 0.6, 1e-12);
    assert!(theil_h(&spread).unwrap() > theil_h(&lumped).unwrap() + 0.1);
}

/// The R package `segregation`, README: schools of three states in 2000 by five groups.
/// M = 0.426 (0.42554), H = 0.419; between states 0.0992 and 0.0977, within 0.326 and 0.321.
#[test]
fn elbers_segregation_schools_2000() {
    let Some(schools) = Schools::read("reference/segregation_schools00.csv") else { return };
    assert_eq!(schools.counts.total(), 877_739);
    close(mutual_information(&schools.counts), 0.42554, 5e-6);
    close(theil_h(&schools.counts).unwrap(), 0.419, 5e-4);
    let split = between_and_within(&schools.counts, &schools.state).unwrap();
    close(split.between.m, 0.0992, 5e-5);
    close(split.between.h, 0.0977, 5e-5);
    close(split.within.m, 0.326, 5e-4);
    close(split.within.h, 0.321, 5e-4);
    assert_eq!(split.clusters.len(), 3);
    // Groups' shares as printed, in alphabetical order; they are means over a bootstrap there.
    let shares = [0.02255, 0.19017, 0.15167, 0.00751, 0.62810];
    let local = group_segregation(&schools.counts);
    let mut sum = 0.0;
    for (group, printed) in shares.into_iter().enumerate() {
        let share = schools.counts.of_group(group) as f64 / schools.counts.total() as f64;
        close(share, printed, 5e-5);
        sum += share * local[group].unwrap();
        assert!(isolation(&schools.counts, group).unwrap() > share);
    }
    close(sum, mutual_information(&schools.counts), 1e-9);
    assert!(entropy(&schools.counts) > mutual_information(&schools.counts));
}

/// The same README, decomposition of change: M = 0.41339 for the schools of 2005.
#[test]
fn elbers_segregation_schools_2005() {
    let Some(schools) = Schools::read("reference/segregation_schools05.csv") else { return };
    close(mutual_information(&schools.counts), 0.41339, 5e-6);
}

/// A reference file of columns state, district, school, race, n.
struct Schools {
    counts: Counts,
    /// The state of each school, as a number.
    state: Vec<usize>,
}

impl Schools {
    /// `None`, with a line that says so, when the reference sets are not on this machine.
    fn read(file: &str) -> Option<Schools> {
        let text = std::fs::read_to_string(traction_testkit::needs::find_shared(file)?).ok()?;
        let rows: Vec<Vec<&str>> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').map(|cell| cell.trim_matches('"')).collect())
            .collect();
        let sorted = |column: usize| {
            let mut names: Vec<&str> = rows.iter().map(|row| row[column]).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let (states, schools, groups) = (sorted(0), sorted(2), sorted(3));
        let mut cells = vec![0_u64; schools.len() * groups.len()];
        let mut state = vec![0; schools.len()];
        for row in &rows {
            let school = schools.binary_search(&row[2]).unwrap();
            let group = groups.binary_search(&row[3]).unwrap();
            state[school] = states.binary_search(&row[0]).unwrap();
            cells[school * groups.len() + group] += row[4].parse::<u64>().unwrap();
        }
        Some(Schools { counts: Counts::by_unit(groups.len(), cells).unwrap(), state })
    }
}

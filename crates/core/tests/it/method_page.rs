//! The worked example of `docs/methods/gaps.md`, figure by figure.

use traction_core::gaps::segregation::{Counts, dissimilarity, isolation, theil_h};
use traction_core::gaps::statistics::{
    GroupTotal, Level, Rate, Stratum, difference_of_rates, kitagawa, relative_risk, share_closed,
    students_needed, v_statistic, within_between,
};

/// As the page prints it: rounded to `places` decimals.
#[track_caller]
fn prints(value: f64, places: usize, as_text: &str) {
    assert_eq!(format!("{value:.places$}"), as_text);
}

#[test]
fn the_worked_example_is_what_the_functions_give() {
    let level = Level::P95;
    let (first, second) = (Rate::of(68, 100).unwrap(), Rate::of(34, 100).unwrap());
    prints(second.wilson(level).low, 3, "0.255");
    prints(second.wilson(level).high, 3, "0.437");
    let gap = difference_of_rates(first, second, level);
    prints(gap.value, 2, "0.34");
    prints(gap.interval.unwrap().low, 3, "0.203");
    prints(gap.interval.unwrap().high, 3, "0.459");
    let ratio = *relative_risk(first, second, level).estimate().unwrap();
    prints(ratio.value, 1, "2.0");
    prints(ratio.interval.unwrap().low, 2, "1.48");
    prints(ratio.interval.unwrap().high, 2, "2.71");
    assert_eq!(students_needed(second, first), 34);
    let then = difference_of_rates(Rate::of(70, 100).unwrap(), Rate::of(30, 100).unwrap(), level);
    let closed = share_closed(&then, &gap, level).unwrap();
    prints(closed.value, 2, "0.15");
    prints(closed.interval.unwrap().low, 2, "-0.39");
    prints(closed.interval.unwrap().high, 2, "0.51");

    let school = |n1, sum1, n2, sum2| Stratum {
        first: GroupTotal { n: n1, sum: sum1 },
        second: GroupTotal { n: n2, sum: sum2 },
    };
    let schools = [school(80, 60.0, 20, 10.0), school(20, 8.0, 80, 24.0)];
    let split = kitagawa(&schools).unwrap();
    prints(split.composition, 3, "0.165");
    prints(split.rate, 3, "0.175");
    let split = within_between(&schools).unwrap();
    prints(split.between, 3, "0.228");
    prints(split.within, 3, "0.112");
    let counts = Counts::by_unit(2, vec![80, 20, 20, 80]).unwrap();
    prints(dissimilarity(&counts, 0, 1).unwrap(), 1, "0.6");
    prints(theil_h(&counts).unwrap(), 3, "0.278");
    prints(isolation(&counts, 0).unwrap(), 2, "0.68");

    let v = v_statistic(&[10, 22, 40, 28], &[30, 36, 24, 10], level).unwrap();
    prints(v.estimate.value, 2, "0.79");
    prints(v.estimate.interval.unwrap().low, 2, "0.48");
    prints(v.estimate.interval.unwrap().high, 2, "1.10");
    prints(v.ahead, 2, "0.71");
}

#[test]
fn every_measure_that_cites_the_method_page_is_defined_on_it() {
    let page = include_str!("../../../../docs/methods/gaps.md");
    let own = page.split("## Traction's own definitions").nth(1).unwrap();
    let own = own.split("\n## ").next().unwrap();
    let mut cited = 0;
    for measure in traction_core::gaps::Measures::shipped().unwrap().list() {
        for authority in &measure.authorities {
            if authority.citation.contains("docs/methods/gaps.md") {
                cited += 1;
                assert!(own.contains(&format!("(`{}`", measure.id)), "{}", measure.id);
            }
        }
    }
    assert!(cited >= 7);
}

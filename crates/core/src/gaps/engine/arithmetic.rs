//! From sufficient statistics to figures, by the methods in `statistics`.

use crate::disclosure::{Protection, Shown};
use crate::gaps::cube::Stats;
use crate::gaps::policy::{Direction, FigureKind, Measure};
use crate::gaps::report::{Figure, GapSize, Measured};
use crate::gaps::statistics::{
    Estimate, Level, NoEstimate, Rate, Sample, difference_of_means, difference_of_rates,
    fewer_needed, hedges_g, relative_risk, students_needed, v_statistic,
};

/// How sure all intervals are meant to be.
pub(super) const LEVEL: Level = Level::P95;

/// The rate of a rate measure.
pub(super) fn rate(stats: &Stats) -> Result<Rate, NoEstimate> {
    Rate::of(stats.hits(), stats.n)
}

/// The sample of a mean measure.
pub(super) fn sample(stats: &Stats) -> Result<Sample, NoEstimate> {
    let mean = stats.mean().ok_or(NoEstimate::Empty)?;
    let below = stats.n.saturating_sub(1).max(1) as f64;
    Sample::of(stats.n, mean, (stats.squared_deviations().max(0.0) / below).sqrt())
}

/// Both ends of an estimate's interval.
pub(super) fn ends(estimate: &Estimate) -> Option<(f64, f64)> {
    estimate.interval.ok().map(|interval| (interval.low, interval.high))
}

/// An estimate as reports hold it.
pub(super) fn measured(estimate: &Estimate) -> Measured {
    let interval = ends(estimate).map(|(low, high)| (rounded(low), rounded(high)));
    Measured { value: rounded(estimate.value), interval, p: estimate.p.map(rounded) }
}

/// Six decimals: more than is printed anywhere, and too few to work counts out from.
pub(super) fn rounded(value: f64) -> f64 {
    let rounded = (value * 1e6).round() / 1e6;
    if rounded.is_finite() { rounded } else { value }
}

/// One group's figure; `None` for no students.
fn figure(rule: &Protection, kind: FigureKind, stats: &Stats) -> Option<Figure> {
    let estimate = match kind {
        FigureKind::Rate => rate(stats).ok()?.estimate(LEVEL),
        // A mean against a fixed zero: Welch's interval is then Student's for one sample.
        _ => difference_of_means(&sample(stats).ok()?, &Sample::of(2, 0.0, 0.0).ok()?, LEVEL),
    };
    let interval = ends(&estimate).map(|(low, high)| (rounded(low), rounded(high)));
    let value = match kind {
        FigureKind::Rate => rule.printed_share(stats.hits(), stats.n),
        _ => rounded(estimate.value),
    };
    Some(Figure { value, interval, n: stats.n })
}

/// One group's figure, if it may be shown.
pub(super) fn shown_figure(
    rule: &Protection,
    kind: FigureKind,
    stats: &Stats,
    allowed: &Shown<()>,
) -> Shown<Figure> {
    match allowed {
        Shown::Range(coded) => Shown::Range(coded.clone()),
        other => other.clone().and_then(|()| match figure(rule, kind, stats) {
            Some(figure) => Shown::Value(figure),
            None => Shown::NoStudents,
        }),
    }
}

/// Focus minus reference; an error when either side is empty.
pub(super) fn difference(
    kind: FigureKind,
    focus: &Stats,
    reference: &Stats,
) -> Result<Estimate, NoEstimate> {
    Ok(match kind {
        FigureKind::Rate => difference_of_rates(rate(focus)?, rate(reference)?, LEVEL),
        _ => difference_of_means(&sample(focus)?, &sample(reference)?, LEVEL),
    })
}

/// How much worse the focus is served: positive is worse.
pub(super) fn disadvantage(direction: Direction, difference: f64) -> f64 {
    -direction.sign() * difference
}

/// How many students parity would take, of a rate.
pub(super) fn needed(
    measure: &Measure,
    focus: &Stats,
    reference: &Stats,
) -> Result<u64, NoEstimate> {
    let (focus, reference) = (rate(focus)?, rate(reference)?);
    Ok(match measure.direction {
        Direction::Higher => students_needed(focus, reference),
        Direction::Lower => fewer_needed(focus, reference),
    })
}

/// The gap said in several ways.
pub(super) fn size(
    measure: &Measure,
    focus: &Stats,
    reference: &Stats,
) -> Result<GapSize, NoEstimate> {
    let estimate = difference(measure.kind, focus, reference)?;
    let is_rate = measure.kind == FigureKind::Rate;
    let instead = |why: &str| Shown::NotEstimated(why.to_owned());
    let hedges = if is_rate {
        instead("an effect size is given for means")
    } else {
        let g = sample(focus)
            .and_then(|focus| Ok((focus, sample(reference)?)))
            .and_then(|(focus, reference)| hedges_g(&focus, &reference, LEVEL));
        Shown::from(g.map(|g| measured(&g)))
    };
    let relative = if is_rate {
        let risk = relative_risk(rate(focus)?, rate(reference)?, LEVEL);
        match risk.estimate() {
            Some(estimate) => Shown::Value(measured(estimate)),
            None => instead(risk.instead_of_a_ratio().unwrap_or("no ratio")),
        }
    } else {
        instead("a ratio is given for rates")
    };
    let v = if measure.kind == FigureKind::Levels {
        let last = (0..focus.levels.len())
            .rfind(|level| focus.levels[*level] + reference.levels[*level] > 0)
            .map_or(0, |level| level + 1);
        let v = v_statistic(&focus.levels[..last], &reference.levels[..last], LEVEL);
        Shown::from(v.map(|v| measured(&v.estimate)))
    } else {
        instead("V is given where results come by level")
    };
    let students = if is_rate {
        Shown::Value(needed(measure, focus, reference)?)
    } else {
        Shown::NotEstimated("students needed are counted for rates".to_owned())
    };
    Ok(GapSize {
        difference: measured(&estimate),
        disadvantage: rounded(disadvantage(measure.direction, estimate.value)),
        hedges_g: hedges,
        relative_risk: relative,
        v_statistic: v,
        students_needed: students,
    })
}

//! A fixed sum shared in proportion to points, to the last cent.

use super::{Known, holds, number_in};
use crate::budget::expression::{Value, Why};
use crate::budget::model::{Step, sum};
use crate::budget::policy::{Gives, Line, Share};
use crate::exact::Exact;

/// What each school gets of a fixed sum. What rounding down to the cent (or to the step, for
/// positions) leaves over goes one by one to the schools with the largest remainders, and among
/// equal ones to the first (Hamilton's method), so that the shares add up to the sum exactly.
pub(super) fn share(
    line: &Line,
    share: &Share,
    values: &[Vec<Result<Value, Why>>],
) -> Vec<(Result<Exact, Why>, Vec<Step>)> {
    let points: Vec<Result<Option<Exact>, Why>> =
        values.iter().map(|known| points_of(line, share, known)).collect();
    let all = sum(points.iter().flatten().flatten().copied());
    let unit = match line.gives {
        Gives::Dollars => Exact::cents(1),
        Gives::Positions => line.step,
    };
    let fair: Vec<Option<Exact>> = points
        .iter()
        .map(|points| {
            let points = (*points.as_ref().ok()?)?;
            share.pool.times(points)?.over(all)?.over(unit)
        })
        .collect();
    let mut units: Vec<Option<i64>> =
        fair.iter().map(|fair| fair.and_then(|fair| fair.floor().to_whole())).collect();
    let whole = share.pool.over(unit).and_then(|units| units.floor().to_whole()).unwrap_or(0);
    let given: i64 = units.iter().flatten().sum();
    let mut rest: Vec<(Exact, usize)> = fair
        .iter()
        .enumerate()
        .filter_map(|(school, fair)| Some(((*fair)?.minus(fair.as_ref()?.floor())?, school)))
        .collect();
    rest.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let over = usize::try_from(whole - given).unwrap_or(0);
    for (_, school) in rest.iter().take(over) {
        if let Some(units) = &mut units[*school] {
            *units += 1;
        }
    }
    points
        .into_iter()
        .zip(units)
        .map(|(points, units)| match points {
            Err(why) => (Err(why), Vec::new()),
            Ok(None) => {
                let when = line.when.as_ref().map(|w| w.text().to_owned()).unwrap_or_default();
                (Ok(Exact::ZERO), vec![Step::NotForThis { when }])
            }
            Ok(Some(points)) => {
                let gives =
                    units.and_then(|units| Exact::whole(units).times(unit)).unwrap_or(Exact::ZERO);
                let step = Step::Shared { points, of: all, pool: share.pool, gives };
                (Ok(gives), vec![step])
            }
        })
        .collect()
}

/// A school's points; `None` where the line is not for it. Points below zero count as none.
fn points_of(line: &Line, share: &Share, known: &Known) -> Result<Option<Exact>, Why> {
    if !holds(line.when.as_ref(), known)? {
        return Ok(None);
    }
    Ok(Some(number_in(&share.by, known)?.max(Exact::ZERO)))
}

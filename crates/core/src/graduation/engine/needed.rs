//! What is needed from now on: the marks that bring an average to what is asked.

use crate::district::CreditStatus;
use crate::graduation::model::{AsOf, Transcript};
use crate::graduation::policy::Worth;

use super::pace::Terms;
use super::rules::Rules;

/// The average of all marks from now to graduation that brings the whole average to `minimum`;
/// nothing when the best marks would not. A full day of courses is counted for each term that is not
/// scheduled yet.
pub fn average_needed(
    rules: &Rules<'_>,
    student: &Transcript<'_>,
    as_of: AsOf,
    minimum: f64,
) -> Option<f64> {
    let (mut points, mut credits, mut rest) = (0.0, 0.0, 0.0);
    for line in student.lines.iter().filter(|line| !(0..9).contains(&line.grade)) {
        let attempted = f64::from(line.attempted) / 100.0;
        if line.status != CreditStatus::Earned as u8 {
            rest += if line.year == as_of.year.end() { attempted } else { 0.0 };
        } else if let Worth::Points(worth) = rules.worth(line) {
            points += worth * attempted;
            credits += attempted;
        }
    }
    let terms = Terms::of(as_of, student.grade);
    let open = terms.count.saturating_sub(usize::from(terms.scheduled));
    rest += open as f64 * f64::from(rules.diploma.periods) / 2.0;
    let best = rules.diploma.marks.points.values().copied().fold(0.0, f64::max);
    if rest <= 0.0 {
        return None;
    }
    let needed = ((minimum * (credits + rest) - points) / rest).max(0.0);
    (needed <= best + 1e-9).then_some(needed)
}

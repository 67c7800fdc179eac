//! Ids against the tables that they refer to, and how many were known.

use traction_core::district::{Period, Spec, Values, find_table};

use crate::checks;
use crate::findings::Findings;
use crate::judge::Judging;
use crate::known::Ids;
use crate::near::Near;
use crate::sink::MatchRate;

/// Unknown ids of a column that are tried with zeros in front.
const TRIED_WITH_ZEROS: u64 = 2_000;
/// Longest id that zeros are put in front of.
const LONGEST: usize = 12;

/// What one column of a file met.
#[derive(Debug, Clone, Default)]
struct Met {
    tried: u64,
    matched: u64,
    unchecked: u64,
    unknown_tried: u64,
    with_zeros: u64,
}

/// The columns of one file that refer to other tables.
#[derive(Debug)]
pub(super) struct References {
    columns: Vec<(usize, &'static Spec, Met)>,
}

impl References {
    pub(super) fn new(table: &'static traction_core::district::Table) -> Self {
        let columns = table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, spec)| spec.references.is_some())
            .map(|(position, spec)| (position, spec, Met::default()))
            .collect();
        References { columns }
    }

    /// Checks the ids of a chunk. See the page of [`checks::unknown_id`] for what is set aside.
    pub(super) fn judge(&mut self, judging: &mut Judging<'_>, ids: Ids<'_>) {
        for (position, spec, met) in &mut self.columns {
            let Some(target) = spec.references.and_then(find_table) else { continue };
            let column = &judging.batch().columns()[*position];
            let Values::Text(texts) = column.values() else { continue };
            let present = (texts.len() - column.count_missing()) as u64;
            let Some(known) = ids.find(target.name, judging.year()) else {
                met.unchecked += present;
                continue;
            };
            let sets_aside = spec.required && target.period == Period::ByYear;
            // Files are often sorted, and schools are few, so an id was often met a little before.
            let mut near: Near<bool> = Near::new();
            let reasons = column.missing_bytes();
            for (row, id) in texts.iter().enumerate() {
                let is_missing = reasons.get(row).is_some_and(|reason| *reason != 0);
                if is_missing || judging.is_aside(row) {
                    continue;
                }
                let matched = near.find(id).unwrap_or_else(|| {
                    let matched = known.contains(id);
                    near.remember(id, matched);
                    matched
                });
                met.tried += 1;
                if matched {
                    met.matched += 1;
                    continue;
                }
                if met.unknown_tried < TRIED_WITH_ZEROS {
                    met.unknown_tried += 1;
                    met.with_zeros += u64::from(has_lost_zeros(id, |id| known.contains(id)));
                }
                let words = || (checks::shorten(id), format!("an id of {}", target.name));
                if sets_aside {
                    judging.set_aside(&checks::unknown_id::CHECK, row, spec.name, words);
                } else {
                    judging.note(&checks::unknown_id::CHECK, row, spec.name, words);
                }
            }
        }
    }

    /// The rates of the file, and what they say as a whole.
    pub(super) fn finish(
        self,
        file: &str,
        heading: impl Fn(&'static str) -> String,
        findings: &mut Findings,
    ) -> Vec<MatchRate> {
        let mut rates = Vec::new();
        for (_, spec, met) in self.columns {
            let references = spec.references.unwrap_or_default();
            let heading = heading(spec.name);
            if met.unchecked > 0 {
                let rows = met.unchecked;
                findings
                    .push(checks::references_unchecked::finding(file, &heading, references, rows));
            }
            if met.with_zeros > 0 {
                let rows = met.with_zeros;
                findings.push(checks::zeros_lost::finding(file, &heading, rows, references));
            }
            if met.tried > 0 {
                let (tried, matched) = (met.tried, met.matched);
                let rate = MatchRate { column: spec.name, heading, references, tried, matched };
                if checks::low_match::applies(&rate) {
                    findings.push(checks::low_match::finding(file, &rate));
                }
                rates.push(rate);
            }
        }
        rates
    }
}

/// Whether an unknown id of digits is known with zeros in front.
fn has_lost_zeros(id: &str, known: impl Fn(&str) -> bool) -> bool {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    (id.len() + 1..=LONGEST).any(|length| known(&format!("{id:0>length$}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_lost_their_zeros_are_recognised() {
        assert!(has_lost_zeros("81234", |id| id == "0081234"));
        assert!(!has_lost_zeros("81234", |id| id == "81234"));
        assert!(!has_lost_zeros("S-1", |_| true));
    }
}

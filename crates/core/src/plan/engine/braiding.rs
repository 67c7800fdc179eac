//! What agencies pledged together, against what each line costs.

use serde::Serialize;

use crate::plan::model::{Line, Pledge};

/// One line with the money of several owners behind it, in one fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Braided {
    /// The line.
    pub line: String,
    /// Its title.
    pub title: String,
    /// What it costs a year, in cents, where it says so.
    pub costs: Option<i64>,
    /// What is pledged for the year, in cents.
    pub pledged: i64,
    /// How many pledges that is.
    pub pledges: u32,
    /// What nobody pledged; none where the line does not say what it costs.
    pub open: Option<i64>,
}

/// Adds the pledges of a fiscal year up by the line that they pay for, in the plan's order; a line
/// is there if anybody ever pledged anything to it.
pub fn braid(lines: &[Line], pledges: &[Pledge], year: i16) -> Vec<Braided> {
    lines
        .iter()
        .filter_map(|line| {
            let mine: Vec<&Pledge> = pledges.iter().filter(|p| p.line == line.id).collect();
            if mine.is_empty() {
                return None;
            }
            let runs = |p: &&&Pledge| p.from <= year && p.until.is_none_or(|last| year <= last);
            let running: Vec<i64> = mine.iter().filter(runs).map(|p| p.cents).collect();
            let pledged: i64 = running.iter().sum();
            let costs = line.amount.as_ref().map(|amount| amount.cents).filter(|cents| *cents > 0);
            Some(Braided {
                line: line.id.clone(),
                title: line.title.clone(),
                costs,
                pledged,
                pledges: u32::try_from(running.len()).unwrap_or(u32::MAX),
                open: costs.map(|costs| (costs - pledged).max(0)),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::model::{Amount, LineKind};

    #[test]
    fn pledges_of_a_year_are_held_against_what_the_line_costs() {
        let mut line = Line::titled("S1", LineKind::People, "Family workers");
        line.amount = Some(Amount { cents: 1_000, ..Amount::default() });
        let other = Line::titled("S2", LineKind::People, "Nobody pledged");
        let pledge = |id: &str, cents, from, until| Pledge {
            id: id.to_owned(),
            line: "S1".to_owned(),
            agency: id.to_owned(),
            fund: String::new(),
            cents,
            from,
            until,
            restrictions: String::new(),
        };
        let pledges = [
            pledge("city", 300, 2026, Some(2027)),
            pledge("county", 450, 2027, None),
            pledge("state", 999, 2028, None),
        ];
        let lines = [line, other];
        let told = braid(&lines, &pledges, 2027);
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].pledged, told[0].pledges, told[0].open), (750, 2, Some(250)));
        let told = braid(&lines, &pledges, 2028);
        assert_eq!((told[0].pledged, told[0].open), (1_449, Some(0)), "more than it costs");
    }
}

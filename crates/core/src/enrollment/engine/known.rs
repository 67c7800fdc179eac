//! What is known of a year to come, put into its projection: events, and seats given away.
//!
//! Students are moved, never made: what a school gains by an event another loses, and a school that
//! closes sends its students on. Who is not sent anywhere by name goes to the schools of the same
//! network that teach the grade, in proportion to their members there, and where there is none to
//! the district's.

use crate::district::EnrollmentEventKind as Kind;
use crate::enrollment::model::{Event, GRADES, Inputs, Offer, Roll};

/// Puts what is known of the year at `year` into its projected cells; gives the cells whose students
/// are known by number, in order.
pub fn apply(inputs: &Inputs, origin: usize, year: usize, cells: &mut [f64]) -> Vec<usize> {
    let mut fixed = Vec::new();
    for event in inputs.events.iter().filter(|event| event.year == year && year > origin) {
        happen(&inputs.roll, event, cells);
        let set = matches!(event.kind, Kind::Opening | Kind::GradeSpan) && event.students.is_some();
        if let Some(grade) = event.grade.filter(|_| set) {
            fixed.push(event.school * GRADES + grade);
        }
    }
    for offer in inputs.offers.iter().filter(|offer| offer.year == year && year > origin) {
        if let Some(entrants) = entrants(inputs, offer, origin) {
            let cell = offer.school * GRADES + offer.grade;
            cells[cell] = entrants;
            fixed.push(cell);
        }
    }
    fixed.sort_unstable();
    fixed.dedup();
    fixed
}

fn happen(roll: &Roll, event: &Event, cells: &mut [f64]) {
    let grades = event.grade.map_or(0..GRADES, |grade| grade..grade + 1);
    let at = |school: usize, grade: usize| school * GRADES + grade;
    for grade in grades {
        let own = at(event.school, grade);
        match (event.kind, event.other) {
            (Kind::Closing | Kind::Merger, other) => {
                let leaving = std::mem::take(&mut cells[own]);
                let sent = other.map_or(0.0, |_| event.share * leaving);
                if let Some(other) = other {
                    cells[at(other, grade)] += sent;
                }
                move_around(roll, cells, grade, event.school, leaving - sent);
            }
            (Kind::Boundary, Some(other)) => {
                let leaving = match (event.students, event.grade) {
                    (Some(students), Some(_)) => students,
                    (Some(students), None) => {
                        let all: f64 = (0..GRADES).map(|g| cells[at(event.school, g)]).sum();
                        students * cells[own] / all.max(1.0)
                    }
                    (None, _) => event.share * cells[own],
                };
                let leaving = leaving.min(cells[own]);
                cells[own] -= leaving;
                cells[at(other, grade)] += leaving;
            }
            (Kind::GradeSpan, _) if event.students == Some(0.0) => {
                let leaving = std::mem::take(&mut cells[own]);
                match event.other {
                    Some(other) => cells[at(other, grade)] += leaving,
                    None => move_around(roll, cells, grade, event.school, leaving),
                }
            }
            (Kind::Opening | Kind::GradeSpan | Kind::NewSeats, other) => {
                let coming = match (event.students, other) {
                    (Some(students), _) if event.grade.is_some() => students,
                    (None, Some(other)) => event.share * cells[at(other, grade)],
                    _ => continue,
                };
                match other {
                    Some(other) => {
                        let from = at(other, grade);
                        cells[from] = (cells[from] - coming).max(0.0);
                    }
                    None => move_around(roll, cells, grade, event.school, -coming),
                }
                if event.kind == Kind::NewSeats {
                    cells[own] += coming;
                } else {
                    cells[own] = coming;
                }
            }
            (Kind::Boundary, None) => {}
        }
    }
}

/// Adds students of a grade to the other schools that teach it (or takes them away).
fn move_around(roll: &Roll, cells: &mut [f64], grade: usize, but: usize, students: f64) {
    if students == 0.0 {
        return;
    }
    let network = roll.schools()[but].network;
    let sum = |cells: &[f64], within: bool| -> f64 {
        let others = (0..roll.schools().len()).filter(|s| *s != but);
        others
            .filter(|s| !within || roll.schools()[*s].network == network)
            .map(|s| cells[s * GRADES + grade])
            .sum()
    };
    let near = sum(cells, true);
    let within = network.is_some() && near > students.abs();
    let all = if within { near } else { sum(cells, false) };
    if all <= 0.0 {
        return;
    }
    let factor = (1.0 + students / all).max(0.0);
    for school in (0..roll.schools().len()).filter(|s| *s != but) {
        if !within || roll.schools()[school].network == network {
            cells[school * GRADES + grade] *= factor;
        }
    }
}

/// Students whom an offer brings: offers, times the share taken up, times those who come, times the
/// members that there were for each such student in the latest earlier year with offers. `None`
/// where the share taken up is not known.
fn entrants(inputs: &Inputs, offer: &Offer, origin: usize) -> Option<f64> {
    let earlier = || {
        let same = |o: &&Offer| (o.school, o.grade) == (offer.school, offer.grade);
        inputs.offers.iter().filter(same).filter(|o| o.year <= origin)
    };
    let take_up = offer
        .take_up
        .or_else(|| earlier().filter(|o| o.take_up.is_some()).max_by_key(|o| o.year)?.take_up)?;
    let expected = |o: &Offer, take_up: f64| o.offers * take_up * (1.0 - o.no_show);
    let members_for_each =
        earlier().filter(|o| o.take_up.is_some()).max_by_key(|o| o.year).map_or(1.0, |o| {
            let came = inputs.roll.grades(o.school, o.year)[o.grade];
            let brought = expected(o, o.take_up.unwrap_or(take_up));
            if brought > 0.0 { (came / brought).clamp(0.5, 3.0) } else { 1.0 }
        });
    Some(expected(offer, take_up) * members_for_each)
}

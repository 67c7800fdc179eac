//! The four gears, drawn: each a toothed wheel with its name, its state in words and a mark, so
//! that colour says nothing that words do not.

use std::f64::consts::TAU;
use std::fmt::Write;

use traction_core::plan::model::{Gear, GearState, Turning};

/// A mark beside the words of a state.
pub fn mark(turning: Turning) -> &'static str {
    match turning {
        Turning::Turns => "●",
        Turning::Slips => "◐",
        Turning::Still => "○",
        Turning::Untied => "–",
        Turning::NotYet => "·",
    }
}

/// The class that colours a state.
pub fn class(turning: Turning) -> &'static str {
    match turning {
        Turning::Turns => "turns",
        Turning::Slips => "slips",
        Turning::Still => "still",
        Turning::Untied => "untied",
        Turning::NotYet => "not-yet",
    }
}

const TEETH: u32 = 14;
const OUTER: f64 = 66.0;
const INNER: f64 = 57.0;

/// The outline of a wheel about a centre.
fn wheel(x: f64, y: f64, turn: f64) -> String {
    let mut path = String::new();
    let step = TAU / f64::from(TEETH);
    for tooth in 0..TEETH {
        let at = step * f64::from(tooth) + turn;
        for (part, radius) in [(0.0, INNER), (0.18, OUTER), (0.42, OUTER), (0.60, INNER)] {
            let angle = at + step * part;
            let letter = if path.is_empty() { 'M' } else { 'L' };
            let (px, py) = (x + radius * angle.cos(), y + radius * angle.sin());
            // Writing to a String cannot fail.
            let _ = write!(path, "{letter}{px:.1} {py:.1}");
        }
    }
    path.push('Z');
    path
}

/// The short names that fit into a wheel, on two lines.
const fn lines_of(gear: Gear) -> (&'static str, &'static str) {
    match gear {
        Gear::Priorities => ("Strategic", "priorities"),
        Gear::TheoryOfAction => ("Theory", "of action"),
        Gear::Resources => ("People, time,", "money"),
        Gear::Processes => ("Roles, mindset,", "data, timelines"),
    }
}

/// Where the wheels stand and how far each is turned: in a row, and two by two for a phone.
const IN_A_ROW: [(f64, f64, f64); 4] =
    [(74.0, 74.0, 0.0), (200.0, 74.0, 0.14), (326.0, 74.0, 0.0), (452.0, 74.0, 0.14)];
const TWO_BY_TWO: [(f64, f64, f64); 4] =
    [(74.0, 74.0, 0.0), (200.0, 74.0, 0.14), (74.0, 206.0, 0.14), (200.0, 206.0, 0.0)];

/// The picture, once for each width. It is described by the list that stands beneath it, and says
/// so in short itself.
pub fn draw(gears: &[GearState; 4]) -> String {
    draw_at(gears, &IN_A_ROW, "gears wide", (526, 148))
        + &draw_at(gears, &TWO_BY_TWO, "gears narrow", (274, 280))
}

fn draw_at(
    gears: &[GearState; 4],
    places: &[(f64, f64, f64); 4],
    class_of_all: &str,
    (width, height): (u32, u32),
) -> String {
    let mut says: Vec<String> = Vec::new();
    let mut drawn = String::new();
    for (state, &(x, y, turn)) in gears.iter().zip(places) {
        let (first, second) = lines_of(state.gear);
        let words = state.turning.words();
        says.push(format!("{}: {words}", state.gear.name()));
        let _ = write!(
            drawn,
            "<g class=\"gear {}\"><path d=\"{}\"/><circle cx=\"{x}\" cy=\"{y}\" r=\"48\"/>\
             <text x=\"{x}\" y=\"{}\" class=\"gear-name\">{first}</text>\
             <text x=\"{x}\" y=\"{}\" class=\"gear-name\">{second}</text>\
             <text x=\"{x}\" y=\"{}\" class=\"gear-state\">{} {words}</text></g>",
            class(state.turning),
            wheel(x, y, turn),
            y - 12.0,
            y + 2.0,
            y + 22.0,
            mark(state.turning),
        );
    }
    format!(
        "<svg class=\"{class_of_all}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"{}\">{drawn}</svg>",
        says.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_says_each_gear_and_its_state_in_words() {
        let gears = Gear::ALL.map(|gear| GearState {
            gear,
            turning: if gear == Gear::Resources { Turning::Still } else { Turning::Turns },
            lines: [1, 0, 0, 0, 0],
        });
        let svg = draw(&gears);
        assert!(svg.contains("Shifts of people, time and money: standing still"), "{svg}");
        assert_eq!(svg.matches("<g class=\"gear turns\">").count(), 6, "once for each width");
        assert!(svg.contains("○ standing still"));
        assert!(!svg.contains("NaN") && !svg.contains(" style="));
    }
}

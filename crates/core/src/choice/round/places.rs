//! Distances between homes and schools.

use crate::choice::policy::{Isolation, Policy};

use super::{AreaLine, ProgramLine};

/// Mean radius of the earth in miles.
const EARTH_MILES: f64 = 3_958.8;

/// Miles in a straight line over the ground between two places, degrees north and east (haversine).
pub fn miles_between(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |x: f64, y: f64| ((y - x).to_radians() / 2.0).sin().powi(2);
    let chord = half(a.0, b.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half(a.1, b.1);
    2.0 * EARTH_MILES * chord.sqrt().min(1.0).asin()
}

/// Whether homes of an area are isolated for a grade; none when it cannot be known.
///
/// An area is isolated when every program of the named types and of the grade is farther away
/// than the policy says; without any such program for the grade nobody is.
pub(super) fn isolated(
    policy: &Policy,
    area: &AreaLine,
    grade: &str,
    programs: &[ProgramLine],
) -> Option<bool> {
    let Isolation { program_types, more_than } = policy.isolation.as_ref()?;
    let home = area.at?;
    let nearest = programs
        .iter()
        .filter(|program| program.grade == grade && program_types.contains(&program.kind))
        .filter_map(|program| program.at)
        .map(|school| miles_between(home, school))
        .fold(f64::INFINITY, f64::min);
    Some(nearest.is_finite() && nearest > more_than.in_miles())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One degree along a meridian is 69.09 miles on a sphere of this radius.
    #[test]
    fn a_degree_north_is_69_miles() {
        let miles = miles_between((40.0, -89.0), (41.0, -89.0));
        assert!((miles - EARTH_MILES.to_radians()).abs() < 1e-9);
        assert!((miles - 69.09).abs() < 0.01);
        assert_eq!(miles_between((40.0, -89.0), (40.0, -89.0)), 0.0);
    }
}

//! Draws from a projection that another room made: every school's bands by year, with as much in
//! common between schools as the district's own band says.
//!
//! A draw is a school's place in its band: 0 is the middle, 1.28 the edge that nine in ten are
//! below. A part of the place is the district's and a part the school's own; the parts are weighed
//! so that all schools together spread as the district's band does. Places wander from year to
//! year as sums of yearly surprises do. Grades share a school's draw as they share its projection.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::draws::{GradeDraws, SchoolDraws, named};

/// Places of the edges of the 95%, 80% and 50% bands, and of the middle, on the normal curve.
const PLACES: [f64; 7] = [-1.959_964, -1.281_552, -0.674_490, 0.0, 0.674_490, 1.281_552, 1.959_964];

/// A projected number: the edges of its 95%, 80% and 50% bands with the middle, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bands(pub [f64; 7]);

impl Bands {
    /// The number at a place; beyond the outer edges the last straight line goes on.
    fn at(&self, place: f64) -> f64 {
        let next = PLACES.iter().position(|edge| *edge > place).unwrap_or(6).clamp(1, 6);
        let (p0, p1) = (PLACES[next - 1], PLACES[next]);
        let (x0, x1) = (self.0[next - 1], self.0[next]);
        (x0 + (x1 - x0) * (place - p0) / (p1 - p0)).max(0.0)
    }

    /// Half the 80% band, as a standard deviation.
    fn spread(&self) -> f64 {
        (self.0[5] - self.0[1]) / (PLACES[5] - PLACES[1])
    }
}

/// One school in one coming year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct YearBands {
    /// Its students.
    pub total: Bands,
    /// Grades by code, and the middle of each.
    pub grades: Vec<(String, f64)>,
}

/// One school's projection.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolBands {
    /// The district's number.
    pub id: String,
    /// Students now, by grade.
    pub now: Vec<(String, u32)>,
    /// Coming years.
    pub years: Vec<YearBands>,
}

/// Draws by coming year. `district` holds the band of all schools together by year.
pub fn draw_from_bands(
    schools: &[SchoolBands],
    district: &[Bands],
    draws: usize,
    seed: u64,
) -> Vec<Vec<SchoolDraws>> {
    let years = district.len();
    let shared = walk(&mut ChaCha8Rng::seed_from_u64(seed), years, draws);
    let weights: Vec<(f64, f64)> =
        (0..years).map(|year| in_common(schools, year, &district[year])).collect();
    let mut by_year: Vec<Vec<SchoolDraws>> = vec![Vec::with_capacity(schools.len()); years];
    for school in schools {
        let own = walk(&mut ChaCha8Rng::seed_from_u64(seed ^ named(&school.id)), years, draws);
        let now: u32 = school.now.iter().map(|(_, n)| n).sum();
        for (year, bands) in school.years.iter().enumerate().take(years) {
            let (common, apart) = weights[year];
            let totals: Vec<f64> = (0..draws)
                .map(|draw| {
                    let at = year * draws + draw;
                    bands.total.at(common * shared[at] + apart * own[at])
                })
                .collect();
            let grades = by_grade(school, bands, now).into_iter().map(|(grade, now, share)| {
                let draws = totals.iter().map(|total| (total * share).round() as u32).collect();
                GradeDraws { grade: Some(grade), now, draws }
            });
            by_year[year].push(SchoolDraws { id: school.id.clone(), grades: grades.collect() });
        }
    }
    by_year
}

/// Grades with their students now and their share of the school's projected students. A grade that
/// is not projected, such as prekindergarten, moves with the school.
fn by_grade(school: &SchoolBands, bands: &YearBands, now: u32) -> Vec<(String, u32, f64)> {
    let projected: f64 = bands.grades.iter().map(|(_, middle)| middle).sum();
    let known = |code: &str| bands.grades.iter().any(|(grade, _)| grade == code);
    let counted: u32 = school.now.iter().filter(|(code, _)| known(code)).map(|(_, n)| n).sum();
    let mut grades: Vec<(String, u32, f64)> = bands
        .grades
        .iter()
        .map(|(code, middle)| {
            let now = school.now.iter().find(|(grade, _)| grade == code).map_or(0, |(_, n)| *n);
            (code.clone(), now, if projected > 0.0 { middle / projected } else { 0.0 })
        })
        .filter(|(_, now, share)| *now > 0 || *share > 0.0)
        .collect();
    let beside = school.now.iter().filter(|(code, _)| !known(code));
    grades.extend(beside.map(|(code, n)| {
        let of = if counted > 0 { counted } else { now };
        (code.clone(), *n, f64::from(*n) / f64::from(of.max(1)))
    }));
    grades
}

/// Places by year and draw: sums of yearly surprises, each year's spread as wide as any other's.
fn walk(rng: &mut ChaCha8Rng, years: usize, draws: usize) -> Vec<f64> {
    let mut places = vec![0.0; years * draws];
    for draw in 0..draws {
        let mut sum = 0.0;
        for year in 0..years {
            sum += normal(rng);
            places[year * draws + draw] = sum / ((year + 1) as f64).sqrt();
        }
    }
    places
}

/// One draw of the normal curve (Box and Muller).
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let (a, b): (f64, f64) = (rng.random(), rng.random());
    (-2.0 * (1.0 - a).ln()).sqrt() * (2.0 * std::f64::consts::PI * b).cos()
}

/// The weights of what schools have in common and of what each has alone.
fn in_common(schools: &[SchoolBands], year: usize, district: &Bands) -> (f64, f64) {
    let spreads: Vec<f64> =
        schools.iter().filter_map(|school| Some(school.years.get(year)?.total.spread())).collect();
    let alone: f64 = spreads.iter().map(|spread| spread * spread).sum();
    let together = spreads.iter().sum::<f64>().powi(2);
    let share = match together > alone {
        true => ((district.spread().powi(2) - alone) / (together - alone)).clamp(0.0, 1.0),
        false => 0.0,
    };
    (share.sqrt(), (1.0 - share).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(middle: f64, spread: f64) -> Bands {
        Bands(PLACES.map(|place| middle + place * spread))
    }

    #[test]
    fn draws_spread_as_the_bands_of_schools_and_of_the_district_do() {
        let schools: Vec<SchoolBands> = (0..40)
            .map(|at| SchoolBands {
                id: format!("{at:04}"),
                now: vec![("PK".to_owned(), 20), ("KG".to_owned(), 100), ("01".to_owned(), 300)],
                years: vec![
                    YearBands {
                        total: bands(380.0, 20.0),
                        grades: vec![("KG".to_owned(), 95.0), ("01".to_owned(), 285.0)],
                    };
                    2
                ],
            })
            .collect();
        // Alone they would spread by 126 together; the district's band says 400.
        let drawn = draw_from_bands(&schools, &[bands(15_200.0, 400.0); 2], 4_000, 3);
        let spread = |numbers: &[f64]| {
            let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
            let square = numbers.iter().map(|n| (n - mean).powi(2)).sum::<f64>();
            (mean, (square / numbers.len() as f64).sqrt())
        };
        for year in &drawn {
            let of_grades = |school: &SchoolDraws| -> Vec<f64> {
                let grades = school.grades.iter().filter(|g| g.grade.as_deref() != Some("PK"));
                let draws: Vec<&Vec<u32>> = grades.map(|grade| &grade.draws).collect();
                (0..4_000).map(|at| draws.iter().map(|d| f64::from(d[at])).sum()).collect()
            };
            let (mean, one) = spread(&of_grades(&year[7]));
            assert!((mean - 380.0).abs() < 2.0 && (one - 20.0).abs() < 1.0, "{mean} {one}");
            let mut all = vec![0.0; 4_000];
            for school in year {
                all.iter_mut().zip(of_grades(school)).for_each(|(sum, n)| *sum += n);
            }
            let (mean, district) = spread(&all);
            assert!((mean - 15_200.0).abs() < 30.0, "{mean}");
            assert!((district - 400.0).abs() < 20.0, "{district}");
            // Prekindergarten, which is not projected, moves with the school: 20 of 400.
            let (mean, _) =
                spread(&year[7].grades[2].draws.iter().map(|n| f64::from(*n)).collect::<Vec<_>>());
            assert!((mean - 19.0).abs() < 0.3, "{mean}");
        }
        assert_eq!(draw_from_bands(&schools, &[bands(15_200.0, 400.0); 2], 4_000, 3), drawn);
    }
}

//! The methods that the combination is made of: each projects every cell one year ahead.

use super::rates::Rates;
use crate::enrollment::model::{GRADES, Pool, Roll};

/// One method of projecting a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// As many as this year.
    LastYear,
    /// The mean of this year and the last.
    TwoYears,
    /// Last year's rate, drawn toward the network's.
    LastDrawn,
    /// The cell's own rate over the years.
    Weighted,
    /// The cell's own rate, drawn toward the network's.
    Drawn,
    /// The cell's own rate, drawn toward the school's pull.
    DrawnToPull,
    /// The network's rate times the school's pull.
    Pulled,
    /// The network's rate.
    Usual,
    /// As many as this year, times the growth of the district's cohort that arrives.
    Share,
    /// As many as this year, times the school's pull.
    LastPulled,
    /// Kindergarten: as many as in the last two years for each child of the pool.
    Pool,
}

impl Method {
    /// Every method that needs nothing but counts.
    pub const ALL: [Method; 11] = [
        Method::LastYear,
        Method::TwoYears,
        Method::LastDrawn,
        Method::Weighted,
        Method::Drawn,
        Method::DrawnToPull,
        Method::Pulled,
        Method::Usual,
        Method::Share,
        Method::LastPulled,
        Method::Pool,
    ];

    /// How many there are.
    pub const COUNT: usize = Method::ALL.len();

    /// Its short name.
    pub const fn id(self) -> &'static str {
        match self {
            Method::LastYear => "last_year",
            Method::TwoYears => "two_years",
            Method::LastDrawn => "last_rate_shrunk",
            Method::Weighted => "rate_weighted",
            Method::Drawn => "rate_shrunk",
            Method::DrawnToPull => "rate_shrunk_to_school",
            Method::Pulled => "school_pull",
            Method::Usual => "network_rate",
            Method::Share => "arriving_cohort",
            Method::LastPulled => "last_year_pull",
            Method::Pool => "kindergarten_pool",
        }
    }

    /// What it does, in a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Method::LastYear => "same as last year",
            Method::TwoYears => "mean of the last two years",
            Method::LastDrawn => "last year's progression, shrunk by cell size to the network's",
            Method::Weighted => {
                "progression over six years, earlier ones fading, ruptures left out"
            }
            Method::Drawn => "the same, shrunk by cell size to the network's and district's",
            Method::DrawnToPull => "the same, shrunk to the school's own pull",
            Method::Pulled => "network's progression times the school's pull",
            Method::Usual => "network's and district's progression alone",
            Method::Share => "last year times the growth of the arriving cohort in the district",
            Method::LastPulled => "last year times the school's pull",
            Method::Pool => "kindergarten for each child of the births or area pool",
        }
    }
}

/// The kinds of cell that weights are learned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Kindergarten.
    Kindergarten = 0,
    /// Students enter the school in this grade, up to grade 8 or after grade 9.
    Entry = 1,
    /// A cohort moves up, to grade 8.
    Cohort = 2,
    /// A cohort moves up, in grades 9 to 12.
    HighCohort = 3,
    /// Students enter in grade 9.
    EntryNine = 4,
    /// A young or growing school adds the grade above its highest.
    NewGrade = 5,
    /// The same, where the new grade is 6 or 9 and schools more often stop.
    NewLevel = 6,
    /// The grade is not taught, and nothing says that it will be.
    NotTaught = 7,
}

impl Kind {
    /// The kinds that weights are learned for.
    pub const LEARNED: [Kind; 7] = [
        Kind::Kindergarten,
        Kind::Entry,
        Kind::Cohort,
        Kind::HighCohort,
        Kind::EntryNine,
        Kind::NewGrade,
        Kind::NewLevel,
    ];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Kind::Kindergarten => "kindergarten",
            Kind::Entry => "entry into a school, other grades",
            Kind::Cohort => "cohort moving up, grades 1 to 8",
            Kind::HighCohort => "cohort moving up, grades 9 to 12",
            Kind::EntryNine => "entry into grade 9",
            Kind::NewGrade => "a growing school's next grade",
            Kind::NewLevel => "a growing school's grade 6 or 9",
            Kind::NotTaught => "not taught",
        }
    }
}

impl Kind {
    /// The weights that learned ones are drawn toward, in the order of [`Method::ALL`]: what large
    /// districts' weights look like, so that a small one need not learn them from a few cells.
    pub const fn usual_weights(self) -> [f64; Method::COUNT] {
        match self {
            Kind::Kindergarten => [0.0, 0.6, 0.0, 0.1, 0.1, 0.0, 0.0, 0.0, 0.1, 0.1, 0.0],
            Kind::Entry | Kind::EntryNine => {
                [0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.4, 0.1, 0.0]
            }
            Kind::Cohort => [0.0, 0.1, 0.0, 0.0, 0.3, 0.2, 0.1, 0.3, 0.0, 0.0, 0.0],
            Kind::HighCohort => [0.0, 0.1, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.0, 0.0, 0.0],
            Kind::NewGrade => [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
            Kind::NewLevel | Kind::NotTaught => {
                [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
            }
        }
    }
}

/// The same for the ways to project a school's total.
pub const USUAL_TOTALS: [f64; 5] = [0.05, 0.05, 0.15, 0.05, 0.7];

/// Ways to project a school's total; the last is the sum of its grades.
pub const TOTALS: [&str; 5] = [
    "same as last year",
    "trend of the last two years",
    "last year times the district's growth",
    "last year times the school's last pull",
    "sum of its grades",
];

/// What is known at one moment: members now and a year before, by school and grade.
#[derive(Debug, Clone)]
pub struct State {
    /// Prekindergarten now, by school.
    pub pre: Vec<f64>,
    /// Members now.
    pub now: Vec<f64>,
    /// Members a year before; zero where the school's history does not reach.
    pub before: Vec<f64>,
}

impl State {
    /// The state at the end of a counted year.
    pub fn counted(roll: &Roll, starts: &[usize], origin: usize) -> State {
        let schools = roll.schools().len();
        let mut state = State {
            pre: Vec::with_capacity(schools),
            now: Vec::with_capacity(schools * GRADES),
            before: Vec::with_capacity(schools * GRADES),
        };
        for (school, start) in starts.iter().enumerate() {
            state.pre.push(roll.row(school, origin)[0]);
            state.now.extend_from_slice(roll.grades(school, origin));
            if origin > *start {
                state.before.extend_from_slice(roll.grades(school, origin - 1));
            } else {
                state.before.extend_from_slice(&[0.0; GRADES]);
            }
        }
        state
    }

    /// The state a year later, when `next` has come.
    pub fn then(self, next: Vec<f64>) -> State {
        State { pre: self.pre, before: self.now, now: next }
    }
}

/// What every method says of the next year.
#[derive(Debug)]
pub struct Said {
    /// By cell, then method.
    pub cells: Vec<f64>,
    /// By cell: its kind.
    pub kinds: Vec<Kind>,
    /// By school: every way of [`TOTALS`] but the sum of grades.
    pub totals: Vec<[f64; 4]>,
}

/// The highest grade with members, if any.
fn highest(row: &[f64]) -> Option<usize> {
    row.iter().rposition(|n| *n > 0.0)
}

/// Fewest students in a grade for whom a growing school opens the next.
const ENOUGH: f64 = 8.0;

/// How much more or fewer children there are for each seat of kindergarten than in the last years.
fn pool_growth(pool: &Pool, school: usize, year: usize) -> f64 {
    let own = pool.school.get(school).filter(|own| own.get(year).is_some_and(Option::is_some));
    let series = own.unwrap_or(&pool.district);
    let at = |back: usize| year.checked_sub(back).and_then(|y| series.get(y).copied().flatten());
    match (at(0), at(1)) {
        (Some(next), Some(now)) if now > 0.0 => {
            let usual = at(2).map_or(now, |before| 0.5 * (now + before));
            (next / usual.max(1.0)).clamp(0.5, 2.0)
        }
        _ => 1.0,
    }
}

/// Asks every method for the year after the state, which is the year at position `next`.
pub fn ask(rates: &Rates, state: &State, pool: &Pool, next: usize) -> Said {
    let schools = state.pre.len();
    let growth = cohort_growth(state);
    let sums = |cells: &[f64]| cells.iter().sum::<f64>();
    let (all_now, all_before) = (sums(&state.now), sums(&state.before));
    let district = if all_before > 0.0 { (all_now / all_before).clamp(0.9, 1.1) } else { 1.0 };
    let mut said = Said {
        cells: vec![0.0; schools * GRADES * Method::COUNT],
        kinds: vec![Kind::NotTaught; schools * GRADES],
        totals: Vec::with_capacity(schools),
    };
    for school in 0..schools {
        let span = school * GRADES..(school + 1) * GRADES;
        let (now, before) = (&state.now[span.clone()], &state.before[span]);
        let (total, earlier) = (sums(now), sums(before));
        let top = highest(now);
        let growing = earlier <= 0.0 || top > highest(before);
        for grade in 0..GRADES {
            let cell = school * GRADES + grade;
            let from = if grade == 0 { state.pre[school] } else { now[grade - 1] };
            let taught = now[grade] > 0.0;
            let regular = rates.regular[cell] && from > 0.0;
            said.kinds[cell] = match (taught, grade) {
                (true, 0) => Kind::Kindergarten,
                (true, 9) if !regular => Kind::EntryNine,
                (true, _) if !regular => Kind::Entry,
                (true, 9..) => Kind::HighCohort,
                (true, _) => Kind::Cohort,
                (false, 1..) if growing && top == Some(grade - 1) && from >= ENOUGH => {
                    if grade == 6 || grade == 9 { Kind::NewLevel } else { Kind::NewGrade }
                }
                (false, _) => Kind::NotTaught,
            };
            let calm = before[grade] > 0.0 && !rates.ruptured[school];
            let two = if calm { 0.5 * (now[grade] + before[grade]) } else { now[grade] };
            let moved = |rate: f64| match (taught, regular) {
                (false, _) => from * rates.usual[cell],
                (true, true) => from * rate,
                (true, false) => now[grade],
            };
            let pooled = if grade == 0 { two * pool_growth(pool, school, next) } else { two };
            let values = [
                now[grade],
                if taught { two } else { 0.0 },
                moved(rates.last_drawn[cell]),
                moved(rates.weighted[cell]),
                moved(rates.drawn[cell]),
                moved(rates.drawn_to_pull[cell]),
                moved(rates.pulled[cell]),
                moved(rates.usual[cell]),
                now[grade] * growth[grade],
                now[grade] * rates.pull[school],
                if taught { pooled } else { 0.0 },
            ];
            said.cells[cell * Method::COUNT..(cell + 1) * Method::COUNT].copy_from_slice(&values);
        }
        let trend = if earlier > 0.0 && !rates.ruptured[school] {
            (total / earlier).clamp(0.75, 1.33)
        } else {
            1.0
        };
        let last = rates.last_pull[school];
        said.totals.push([total, total * trend, total * district, total * last]);
    }
    said
}

/// By grade: how much larger the district's cohort is that arrives in it than the one that did.
fn cohort_growth(state: &State) -> [f64; GRADES] {
    let mut sums = [(0.0, 0.0); GRADES];
    for (now, before) in state.now.chunks_exact(GRADES).zip(state.before.chunks_exact(GRADES)) {
        for (grade, sum) in sums.iter_mut().enumerate() {
            let from = grade.saturating_sub(1);
            sum.0 += now[from];
            sum.1 += before[from];
        }
    }
    sums.map(|(now, before)| if before > 0.0 { (now / before).clamp(0.8, 1.25) } else { 1.0 })
}

//! Academic sessions: which school year a term belongs to, and which term it is.

use jiff::civil::Date;
use traction_core::district::{SchoolYear, TERMS, Term};

/// One row of `academicSessions.csv`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Session {
    /// Whether it is a whole school year.
    pub whole_year: bool,
    /// First day.
    pub start: Option<Date>,
    /// The day after the last.
    pub end: Option<Date>,
    /// The school year, when the row tells.
    pub year: Option<SchoolYear>,
    /// The term that the title names.
    pub named: Option<Term>,
    /// Whether the row's `schoolYear` contradicts its dates.
    pub contradicts: bool,
}

impl Session {
    /// Reads a session from its cells. Its dates, when both lie in one school year, win over
    /// `schoolYear`: the standard wants the year in which the school year ends, and systems write
    /// the other one too.
    pub(super) fn of(kind: &str, title: &str, start: &str, end: &str, year: &str) -> Self {
        let (start, end) = (parse_day(start), parse_day(end));
        let by_dates = match (start, end) {
            (Some(start), Some(end)) => {
                let last = end.yesterday().unwrap_or(end);
                let years = (SchoolYear::of(start), SchoolYear::of(last));
                (years.0 == years.1).then_some(years.0)
            }
            _ => None,
        };
        let written = year.get(..4).and_then(|y| y.parse().ok()).map(SchoolYear::ending);
        let spoken = TERMS.find_position(title.trim()).and_then(Term::at);
        Session {
            whole_year: kind.eq_ignore_ascii_case("schoolYear"),
            start,
            end,
            year: by_dates.or(written),
            named: spoken,
            contradicts: by_dates.is_some() && written.is_some() && by_dates != written,
        }
    }
}

/// The term in which a class with these sessions meets: by its title, else by how long and when.
/// A semester lasts from 100 to 239 days, a quarter from 45 to 77; a trimester has no code here.
pub(super) fn find_term(sessions: &[&Session]) -> Option<Term> {
    if let [only] = sessions
        && let Some(named) = only.named
    {
        return Some(named);
    }
    if sessions.iter().any(|session| session.whole_year) {
        return Some(Term::Year);
    }
    let start = sessions.iter().filter_map(|session| session.start).min()?;
    let end = sessions.iter().filter_map(|session| session.end).max()?;
    let days = (end - start).get_days();
    match (days, start.month()) {
        (240.., _) => Some(Term::Year),
        (100..=239, 7..=10) => Some(Term::Fall),
        (100..=239, 11..=12 | 1..=3) => Some(Term::Spring),
        (45..=77, 8..=9) => Some(Term::Quarter1),
        (45..=77, 10..=11) => Some(Term::Quarter2),
        (45..=77, 12 | 1..=2) => Some(Term::Quarter3),
        (45..=77, 3..=4) => Some(Term::Quarter4),
        (20..=99, 5..=7) => Some(Term::Summer),
        _ => None,
    }
}

/// A day: ISO, with or without a time after it.
pub(super) fn parse_day(text: &str) -> Option<Date> {
    let day = text.trim();
    let day = day.get(..10).unwrap_or(day);
    day.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_win_over_a_school_year_that_says_another() {
        let session = Session::of("semester", "Semester 1", "2023-09-04", "2024-01-26", "2023");
        assert_eq!(session.year, Some(SchoolYear::ending(2024)));
        assert!(session.contradicts);
        assert_eq!(find_term(&[&session]), Some(Term::Fall));
        let plain = Session::of("schoolYear", "2026-27", "", "", "2027");
        assert_eq!(plain.year, Some(SchoolYear::ending(2027)));
        assert!(!plain.contradicts);
    }

    #[test]
    fn two_semesters_are_a_year_and_a_trimester_has_no_code() {
        let fall = Session::of("term", "T1", "2026-08-24", "2027-01-15", "2027");
        let spring = Session::of("term", "T2", "2027-01-18", "2027-06-11", "2027");
        assert_eq!(find_term(&[&fall]), Some(Term::Fall));
        assert_eq!(find_term(&[&spring]), Some(Term::Spring));
        assert_eq!(find_term(&[&fall, &spring]), Some(Term::Year));
        let third = Session::of("term", "Tri 1", "2026-08-24", "2026-11-20", "2027");
        assert_eq!(find_term(&[&third]), None);
        assert_eq!(find_term(&[]), None);
    }
}

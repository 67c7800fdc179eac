//! School years, days and times as files write them.

use crate::binding::{DateOrder, YearWriting};

/// Years that a district's file can be about.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2150;

/// The calendar year in which a school year ends: `2026-27`, `2026–2027`, `2026_27`, `26-27`,
/// `SY 2026/27`, or a bare year by the convention.
pub(super) fn parse_year(text: &str, writing: YearWriting) -> Option<i16> {
    if let [a, b, c, d, b'-', e, f] = *text.as_bytes()
        && let (Some(first), Some(second)) = (digits(&[a, b, c, d]), digits(&[e, f]))
    {
        let follows = (first + 1) % 100 == second && YEARS.contains(&(first + 1));
        return follows.then_some((first + 1) as i16);
    }
    let text = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let mut runs = [(0i32, 0usize); 2];
    let mut count = 0;
    let mut in_run = false;
    for character in text.chars() {
        match character.to_digit(10) {
            Some(digit) => {
                if !in_run {
                    count += 1;
                    if count > 2 {
                        return None;
                    }
                    in_run = true;
                }
                let run = &mut runs[count - 1];
                *run = (run.0 * 10 + digit as i32, run.1 + 1);
                if run.1 > 8 {
                    return None;
                }
            }
            None if matches!(character, '-' | '–' | '—' | '/' | '_' | ' ' | '\u{2011}') => {
                in_run = false;
            }
            None => return None,
        }
    }
    let ending = match (count, runs) {
        (1, [(year, 4), _]) => match writing {
            YearWriting::Ending => year,
            YearWriting::Beginning => year + 1,
        },
        (1, [(both, 8), _]) if both / 10_000 + 1 == both % 10_000 => both % 10_000,
        (2, [(first, 4), (second, 4)]) if first + 1 == second => second,
        (2, [(first, 4), (second, 2)]) if (first + 1) % 100 == second => first + 1,
        (2, [(first, 2), (second, 2)]) if (first + 1) % 100 == second => 2_001 + first,
        _ => return None,
    };
    YEARS.contains(&ending).then_some(ending as i16)
}

/// Days from 1970-01-01 of a written day: `2026-08-24`, `8/24/2026`, `2026/08/24`, `20260824`, an
/// Excel serial, each with or without a time after it.
pub(super) fn parse_date(text: &str, order: DateOrder) -> Option<i32> {
    let bytes = text.as_bytes();
    if let [a, b, c, d, b'-', e, f, b'-', g, h] = *bytes {
        return days_of(digits(&[a, b, c, d])?, digits(&[e, f])?, digits(&[g, h])?);
    }
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    if day.len() < text.len() && !is_time(&text[day.len() + 1..]) {
        return None;
    }
    let day = day.as_bytes();
    if day.iter().all(u8::is_ascii_digit) {
        return match day.len() {
            8 => days_of(digits(&day[..4])?, digits(&day[4..6])?, digits(&day[6..])?),
            // Excel counts days from 1899-12-30; these are the years 1954 to 2119.
            5 => digits(day).filter(|n| (20_000..80_000).contains(n)).map(|n| n - 25_569),
            _ => None,
        };
    }
    let mut parts = [0i32; 3];
    let mut lengths = [0usize; 3];
    let mut count = 0;
    for part in day.split(|byte| matches!(byte, b'/' | b'-' | b'.')) {
        if count == 3 {
            return None;
        }
        parts[count] = digits(part)?;
        lengths[count] = part.len();
        count += 1;
    }
    match (count, lengths) {
        (3, [4, 1..=2, 1..=2]) => days_of(parts[0], parts[1], parts[2]),
        (3, [1..=2, 1..=2, 4]) => match order {
            DateOrder::MonthFirst => days_of(parts[2], parts[0], parts[1]),
            DateOrder::DayFirst => days_of(parts[2], parts[1], parts[0]),
        },
        _ => None,
    }
}

fn is_time(text: &str) -> bool {
    text.contains(':') && text.bytes().all(|b| b.is_ascii_digit() || b":.+-ZAPMapm ".contains(&b))
}

fn digits(bytes: &[u8]) -> Option<i32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    bytes.iter().try_fold(0i32, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i32::from(byte - b'0'))
    })
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; `None` when there is no such day.
fn days_of(year: i32, month: i32, day: i32) -> Option<i32> {
    const BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    const LENGTH: [i32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if !YEARS.contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let leap = i32::from(is_leap(year));
    let index = (month - 1) as usize;
    let length = LENGTH[index] + if month == 2 { leap } else { 0 };
    if !(1..=length).contains(&day) {
        return None;
    }
    let whole = |year: i32| year * 365 + year / 4 - year / 100 + year / 400;
    let start = whole(year - 1) - whole(1969);
    Some(start + BEFORE[index] + if month > 2 { leap } else { 0 } + day - 1)
}

/// Minutes after midnight of `09:05`, `9:05 AM`, `09:05:00`.
pub(super) fn parse_time(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let (clock, noon) = if let Some(clock) = lower.strip_suffix("am") {
        (clock, Some(false))
    } else if let Some(clock) = lower.strip_suffix("pm") {
        (clock, Some(true))
    } else {
        (lower.as_str(), None)
    };
    let mut parts = clock.trim().split(':');
    let hour = digits(parts.next()?.as_bytes())?;
    let minute_text = parts.next()?;
    let minute = digits(minute_text.as_bytes()).filter(|_| minute_text.len() == 2)?;
    if let Some(second) = parts.next() {
        digits(second.as_bytes()).filter(|second| *second < 60)?;
    }
    if parts.next().is_some() || minute > 59 {
        return None;
    }
    let hour = match noon {
        None => Some(hour).filter(|hour| *hour < 24),
        Some(after) => {
            Some(hour % 12 + if after { 12 } else { 0 }).filter(|_| (1..=12).contains(&hour))
        }
    }?;
    Some(i64::from(hour * 60 + minute))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use traction_core::district::column::{date_from_epoch, days_since_epoch};

    #[test]
    fn school_years_are_read_in_every_usual_writing() {
        for text in [
            "2026-27",
            "2026–27",
            "2026_2027",
            "2026/27",
            "2027",
            "26-27",
            "SY 2026-27",
            "SY26-27",
            "20262027",
        ] {
            assert_eq!(parse_year(text, YearWriting::Ending), Some(2027), "{text}");
        }
        assert_eq!(parse_year("2026", YearWriting::Beginning), Some(2027));
        assert_eq!(parse_year("2026-27", YearWriting::Beginning), Some(2027));
        assert_eq!(parse_year("1999-00", YearWriting::Ending), Some(2000));
        for text in ["2026-28", "27", "2026-27-28", "next year", "", "99999", "2026x27"] {
            assert_eq!(parse_year(text, YearWriting::Ending), None, "{text}");
        }
    }

    #[test]
    fn days_are_read_in_every_usual_writing() {
        let expected = days_since_epoch(jiff::civil::date(2026, 8, 24));
        for text in [
            "2026-08-24",
            "8/24/2026",
            "08/24/2026",
            "8-24-2026",
            "2026/8/24",
            "20260824",
            "46258",
            "2026-08-24T00:00:00.000Z",
            "2026-08-24 00:00:00",
            "8/24/2026 12:00:00 AM",
        ] {
            assert_eq!(parse_date(text, DateOrder::MonthFirst), Some(expected), "{text}");
        }
        assert_eq!(parse_date("24/8/2026", DateOrder::DayFirst), Some(expected));
        for text in
            ["24/8/2026", "8/24/26", "2026-02-29", "0000-00-00", "soon", "1", "2026-08-24 x"]
        {
            assert_eq!(parse_date(text, DateOrder::MonthFirst), None, "{text}");
        }
    }

    #[test]
    fn times_are_read_with_and_without_halves_of_the_day() {
        assert_eq!(parse_time("09:05"), Some(545));
        assert_eq!(parse_time("9:05 AM"), Some(545));
        assert_eq!(parse_time("12:00 am"), Some(0));
        assert_eq!(parse_time("12:30PM"), Some(750));
        assert_eq!(parse_time("14:30:00"), Some(870));
        for text in ["24:00", "9:60", "13:00 PM", "0905", "9:5", ""] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_counts_as_the_calendar_counts(days in -25_000i32..65_000) {
            let date = date_from_epoch(days).unwrap();
            prop_assert_eq!(parse_date(&date.to_string(), DateOrder::MonthFirst), Some(days));
        }
    }
}

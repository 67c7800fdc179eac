//! The pattern of a file's name: what changes from export to export is left open, so that next
//! year's file fits.

use crate::mapping::model::fits_pattern;

/// The pattern of a file's name, and the sheet when it lies in a workbook (a sheet is named after
/// its workbook). Each year, pair of years, span of years, date or long number becomes one `*`.
pub(super) fn find_pattern(file: &str) -> (String, Option<String>) {
    let parts: Vec<&str> = file.rsplit('/').collect();
    let workbook = |name: &str| {
        let name = name.to_lowercase();
        name.ends_with(".xlsx") || name.ends_with(".xlsm")
    };
    let (name, sheet) = match parts.as_slice() {
        [sheet, book, ..] if workbook(book) => (*book, Some((*sheet).to_owned())),
        [name, ..] => (*name, None),
        [] => ("", None),
    };
    let pattern = open_years(name);
    let stem = pattern.split('.').next().unwrap_or_default();
    // A name of nothing but a year would fit every file.
    if stem.chars().any(char::is_alphanumeric) && fits_pattern(&pattern, name) {
        (pattern, sheet)
    } else {
        (name.to_owned(), sheet)
    }
}

fn open_years(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut pattern = String::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        match find_year(&chars, at) {
            Some(end) => {
                pattern.push('*');
                at = end;
            }
            // The rest of a short number must not be taken for a year.
            None if c.is_ascii_digit() => {
                let end = at + count_digits(&chars, at);
                pattern.extend(&chars[at..end]);
                at = end;
            }
            None => {
                pattern.push(*c);
                at += 1;
            }
        }
    }
    pattern
}

/// Where the year, span or date that begins here ends.
fn find_year(chars: &[char], start: usize) -> Option<usize> {
    let marked = skip_mark(chars, start);
    let from = marked.unwrap_or(start);
    let digits = count_digits(chars, from);
    if digits < 4 && !(digits == 2 && marked.is_some()) {
        return None;
    }
    let mut end = from + digits;
    if digits > 4 {
        return Some(end);
    }
    let mut year = read(chars, end - 2, 2) % 100;
    while let Some(next) = skip_separator(chars, end) {
        let here = read(chars, next, 2);
        match count_digits(chars, next) {
            4 if is_calendar_year(read(chars, next, 4)) => {
                year = read(chars, next, 4) % 100;
                end = next + 4;
            }
            2 if here == (year + 1) % 100 => {
                year = here;
                end = next + 2;
            }
            2 if digits == 4 && (1..=12).contains(&here) => {
                // A month counts only before a day.
                let day = skip_separator(chars, next + 2)
                    .filter(|day| count_digits(chars, *day) == 2 && read(chars, *day, 2) <= 31);
                return Some(day.map_or(end, |day| day + 2));
            }
            _ => break,
        }
    }
    Some(end)
}

/// Where the digits begin after `FY`, `SY` or `AY` that stands by itself.
fn skip_mark(chars: &[char], start: usize) -> Option<usize> {
    let mark: String = chars.get(start..start + 2)?.iter().collect::<String>().to_lowercase();
    let alone = start == 0 || !chars[start - 1].is_alphanumeric();
    if !alone || !["fy", "sy", "ay"].contains(&mark.as_str()) {
        return None;
    }
    let from = skip_separator(chars, start + 2).unwrap_or(start + 2);
    (count_digits(chars, from) > 0).then_some(from)
}

fn skip_separator(chars: &[char], at: usize) -> Option<usize> {
    chars.get(at).filter(|c| ['-', '_', ' ', '.'].contains(c))?;
    chars.get(at + 1).filter(|c| c.is_ascii_digit()).map(|_| at + 1)
}

fn is_calendar_year(number: u32) -> bool {
    (1950..=2100).contains(&number)
}

fn count_digits(chars: &[char], at: usize) -> usize {
    chars.get(at..).unwrap_or_default().iter().take_while(|c| c.is_ascii_digit()).count()
}

/// The number that up to `most` digits write.
fn read(chars: &[char], at: usize, most: usize) -> u32 {
    let digits = chars.get(at..).unwrap_or_default().iter().take(most);
    digits.map_while(|c| c.to_digit(10)).fold(0, |number, digit| number * 10 + digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_a_name_are_left_open_as_a_whole() {
        for (name, pattern) in [
            ("kra_by_school_2019_20.csv", "kra_by_school_*.csv"),
            ("kra_2019-20.csv", "kra_*.csv"),
            ("kra_201920.csv", "kra_*.csv"),
            ("kra_1999-00.csv", "kra_*.csv"),
            ("budget_FY2026.csv.gz", "budget_*.csv.gz"),
            ("budget FY26 adopted.csv", "budget * adopted.csv"),
            ("positions_FY2025_2027_long.csv", "positions_*_long.csv"),
            ("profile_SY1617.csv", "profile_*.csv"),
            ("profile_SY16-17.csv", "profile_*.csv"),
            ("mobility_2015_2019.csv.gz", "mobility_*.csv.gz"),
            ("scores_2026-08-24.csv", "scores_*.csv"),
            ("x.zip/roster_2026-27_20260824.csv", "roster_*_*.csv"),
            ("cps_20thday_2005.csv", "cps_20thday_*.csv"),
            ("grades_3to8_05.csv", "grades_3to8_05.csv"),
            ("scores_2026_03.csv", "scores_*_03.csv"),
            ("2026-27.csv", "2026-27.csv"),
        ] {
            assert_eq!(find_pattern(name).0, pattern, "{name}");
        }
    }

    #[test]
    fn a_sheet_is_named_after_its_workbook() {
        let sheet = find_pattern("plan_FY2027.xlsx/Staff");
        assert_eq!(sheet, ("plan_*.xlsx".into(), Some("Staff".into())));
    }

    #[test]
    fn next_years_file_fits_the_pattern_of_this_years() {
        let pattern = find_pattern("kra_by_school_2019_20.csv").0;
        assert!(fits_pattern(&pattern, "kra_by_school_2020_21.csv"));
    }
}

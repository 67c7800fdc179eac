//! School years as people type them.

use traction_core::district::SchoolYear;

/// The calendar year in which a school year ends, of a text that says that year or both: `2026`,
/// `2025-26`, `2025–26`.
///
/// # Errors
/// What to write instead.
pub fn school_year(text: &str) -> Result<i16, String> {
    let ends = match text.parse::<i16>() {
        Ok(year) => Some(year),
        Err(_) => SchoolYear::parse(text).map(SchoolYear::end),
    };
    ends.filter(|year| (1900..2200).contains(year)).ok_or_else(|| {
        "write the year in which the school year ends (2026), or both (2025-26)".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_year_or_both_name_the_same_school_year() {
        for text in ["2026", "2025-26", "2025–26", "2025-2026"] {
            assert_eq!(school_year(text), Ok(2026), "{text}");
        }
        for text in ["26", "2025-27", "last", ""] {
            assert!(school_year(text).is_err(), "{text}");
        }
    }
}

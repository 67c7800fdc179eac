//! How figures are written: minus signs, dashes, percentage points, dollars and dates.

use jiff::civil::Date;

/// The real minus sign, as wide as a plus.
const MINUS: char = '\u{2212}';
/// A thin space that does not break.
const THIN: char = '\u{202f}';

/// What a chart's or table's numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A share from 0 to 1, written as a percent with so many decimals.
    Percent(u8),
    /// A difference of shares from −1 to 1, written in signed percentage points.
    Points(u8),
    /// A plain number with so many decimals.
    Number(u8),
    /// A signed plain number with so many decimals, such as an effect size.
    Signed(u8),
    /// Whole dollars.
    Dollars,
}

impl Unit {
    /// The figure in full, as a sentence would have it: "−12 percentage points".
    pub fn say(self, value: f64) -> String {
        match self {
            Unit::Points(decimals) => {
                let number = signed(value * 100.0, decimals);
                let one = number.trim_start_matches(['+', MINUS]) == "1";
                format!("{number} percentage {}", if one { "point" } else { "points" })
            }
            _ => self.label(value),
        }
    }

    /// The figure in a few characters, to stand beside a mark: "−12 pts".
    pub fn label(self, value: f64) -> String {
        match self {
            Unit::Percent(decimals) => format!("{}%", number(value * 100.0, decimals)),
            Unit::Points(decimals) => format!("{}{THIN}pts", signed(value * 100.0, decimals)),
            Unit::Number(decimals) => number(value, decimals),
            Unit::Signed(decimals) => signed(value, decimals),
            Unit::Dollars => dollars(value),
        }
    }

    /// The figure without its unit, where the axis names it: "−12".
    pub fn bare(self, value: f64) -> String {
        match self {
            Unit::Points(decimals) => signed(value * 100.0, decimals),
            _ => self.label(value),
        }
    }

    /// A range, "61–68%"; with a negative end the dash would be misread, so "−15 to −9".
    pub fn range(self, low: f64, high: f64) -> String {
        match self {
            Unit::Percent(decimals) if low >= 0.0 => {
                let low = number(low * 100.0, decimals);
                format!("{low}\u{2013}{}%", number(high * 100.0, decimals))
            }
            Unit::Points(decimals) => {
                let low = signed(low * 100.0, decimals);
                format!("{low} to {}", signed(high * 100.0, decimals))
            }
            Unit::Number(decimals) if low >= 0.0 => {
                format!("{}\u{2013}{}", number(low, decimals), number(high, decimals))
            }
            _ => format!("{} to {}", self.label(low), self.label(high)),
        }
    }

    /// A tick on an axis whose ticks are `step` apart.
    pub fn tick(self, value: f64, step: f64) -> String {
        match self {
            Unit::Percent(_) => format!("{}%", number(value * 100.0, places(step * 100.0))),
            Unit::Points(_) => signed(value * 100.0, places(step * 100.0)),
            Unit::Number(_) => number(value, places(step)),
            Unit::Signed(_) => signed(value, places(step)),
            Unit::Dollars => dollars(value),
        }
    }

    /// What the axis counts, where the ticks alone do not say.
    pub fn axis_title(self) -> Option<&'static str> {
        matches!(self, Unit::Points(_)).then_some("percentage points")
    }

    /// The shortest axis worth drawing, in the unit.
    pub(super) fn least_step(self) -> f64 {
        match self {
            Unit::Percent(_) | Unit::Points(_) => 0.02,
            Unit::Number(decimals) | Unit::Signed(decimals) => 10f64.powi(-i32::from(decimals)),
            Unit::Dollars => 1.0,
        }
    }
}

/// How many decimals ticks need when they are `step` apart.
fn places(step: f64) -> u8 {
    (0..6).find(|d| step * 10f64.powi(i32::from(*d)) >= 1.0 - 1e-9).unwrap_or(6)
}

/// A number with commas between thousands and a real minus sign: "−1,234.5".
pub fn number(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return "no figure".to_owned();
    }
    let plain = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut grouped = String::with_capacity(plain.len() + 4);
    if value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        grouped.push(MINUS);
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// A number that always carries its sign, but for zero: "+3.2", "−4", "0".
pub fn signed(value: f64, decimals: u8) -> String {
    let number = number(value, decimals);
    if value > 0.0 && number.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        format!("+{number}")
    } else {
        number
    }
}

/// A whole count with commas: "12,345".
pub fn count(value: u64) -> String {
    number(value as f64, 0)
}

/// The count behind a figure: "n = 412", which does not break over a line.
pub fn n(value: u64) -> String {
    format!("n{THIN}={THIN}{}", count(value))
}

/// Whole dollars: "$12,340", "−$50".
pub fn dollars(value: f64) -> String {
    let number = number(value, 0);
    match number.strip_prefix(MINUS) {
        Some(rest) => format!("{MINUS}${rest}"),
        None => format!("${number}"),
    }
}

/// A school year by the year in which it ends: 2027 is "2026–27".
pub fn school_year(ending: i32) -> String {
    format!("{}\u{2013}{:02}", ending - 1, ending.rem_euclid(100))
}

/// A grade by its code, kept on one line: "Kindergarten", "Grade 6".
pub fn grade(code: &str) -> String {
    match code {
        "PK" => "Prekindergarten".to_owned(),
        "KG" => "Kindergarten".to_owned(),
        code => format!("Grade\u{a0}{}", code.trim_start_matches('0')),
    }
}

/// A day in full: "November 22, 2026".
pub fn day(date: Date) -> String {
    date.strftime("%B %-d, %Y").to_string()
}

/// A list as a sentence has it: "a, b and c".
pub fn list(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minus_is_a_minus_sign_and_zero_has_no_sign() {
        assert_eq!(number(-1234.56, 1), "−1,234.6");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(signed(0.04, 1), "0.0");
        assert_eq!(signed(3.0, 0), "+3");
        assert_eq!(dollars(-50.0), "−$50");
    }

    #[test]
    fn a_range_with_a_negative_end_is_written_with_to() {
        assert_eq!(Unit::Percent(0).range(0.61, 0.68), "61–68%");
        assert_eq!(Unit::Points(0).range(-0.15, -0.09), "−15 to −9");
        assert_eq!(Unit::Number(1).range(-1.0, 2.0), "−1.0 to 2.0");
    }

    #[test]
    fn one_percentage_point_is_singular() {
        assert_eq!(Unit::Points(0).say(-0.01), "−1 percentage point");
        assert_eq!(Unit::Points(0).say(-0.12), "−12 percentage points");
    }

    #[test]
    fn ticks_have_no_more_decimals_than_their_step_needs() {
        assert_eq!(Unit::Percent(0).tick(0.2, 0.1), "20%");
        assert_eq!(Unit::Percent(0).tick(0.205, 0.005), "20.5%");
        assert_eq!(Unit::Number(2).tick(5.0, 5.0), "5");
    }

    #[test]
    fn years_days_and_lists_read_as_people_write_them() {
        assert_eq!(school_year(2027), "2026–27");
        assert_eq!(school_year(2000), "1999–00");
        assert_eq!(day(jiff::civil::date(2026, 11, 2)), "November 2, 2026");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(n(1412), "n\u{202f}=\u{202f}1,412");
    }
}

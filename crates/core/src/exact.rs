//! Exact fractions, for whatever must come out to the cent and to the position.
//!
//! A staffing ratio of 24 gives 48 students two teachers, never 2.0000000001 rounded up to three.
//! Every operation gives `None` when the result cannot be held in 128 bits, which a formula's
//! caller reports instead of a wrong amount.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A fraction in lowest terms whose lower number is above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exact {
    over: i128,
    under: i128,
}

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact { over: 0, under: 1 };
    /// One.
    pub const ONE: Exact = Exact { over: 1, under: 1 };

    /// A whole number.
    pub const fn whole(value: i64) -> Exact {
        Exact { over: value as i128, under: 1 }
    }

    /// A fraction; `None` when `under` is zero.
    pub fn of(over: i128, under: i128) -> Option<Exact> {
        if under == 0 {
            return None;
        }
        let common = common_divisor(over.unsigned_abs(), under.unsigned_abs());
        let common = i128::try_from(common).ok()?.max(1);
        let (over, under) = (over / common, under / common);
        if under < 0 {
            return Some(Exact { over: over.checked_neg()?, under: under.checked_neg()? });
        }
        Some(Exact { over, under })
    }

    /// What stands above and below the line, in lowest terms; the lower one is above zero.
    pub fn parts(self) -> (i128, i128) {
        (self.over, self.under)
    }

    /// Money in cents, as dollars.
    pub fn cents(cents: i64) -> Exact {
        Exact::of(i128::from(cents), 100).unwrap_or(Exact::ZERO)
    }

    /// A number as a file has it: digits with an optional sign, point, thousands commas, dollar
    /// sign or percent sign.
    pub fn parse(text: &str) -> Option<Exact> {
        let text = text.trim().replace(['−', '–'], "-");
        let (text, hundred) = match text.strip_suffix('%') {
            Some(rest) => (rest.trim_end().to_owned(), 100),
            None => (text, 1),
        };
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
                Some(rest) => (true, rest),
                None => (false, text.as_str()),
            },
        };
        let rest = rest.trim().strip_prefix('$').unwrap_or(rest.trim());
        let (mut over, mut under, mut digits, mut point) = (0_i128, 1_i128, 0, false);
        for c in rest.chars() {
            match c {
                '0'..='9' => {
                    digits += 1;
                    over = over.checked_mul(10)?.checked_add(i128::from(c.to_digit(10)?))?;
                    if point {
                        under = under.checked_mul(10)?;
                    }
                }
                '.' if !point => point = true,
                ',' if !point && digits > 0 => {}
                _ => return None,
            }
        }
        if digits == 0 || digits > 30 {
            return None;
        }
        Exact::of(if negative { -over } else { over }, under.checked_mul(hundred)?)
    }

    /// The nearest fraction of ten-thousandths to a decimal as the facts hold it.
    pub fn near(value: f64) -> Option<Exact> {
        let scaled = (value * 10_000.0).round();
        (scaled.is_finite() && scaled.abs() < 1e17)
            .then(|| Exact::of(scaled as i128, 10_000))
            .flatten()
    }

    /// As a floating-point number.
    pub fn to_f64(self) -> f64 {
        self.over as f64 / self.under as f64
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.over == 0
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.over < 0
    }

    /// Whether it is whole.
    pub fn is_whole(self) -> bool {
        self.under == 1
    }

    /// The sum.
    pub fn plus(self, other: Exact) -> Option<Exact> {
        if self.under == other.under {
            return Exact::of(self.over.checked_add(other.over)?, self.under);
        }
        let over =
            self.over.checked_mul(other.under)?.checked_add(other.over.checked_mul(self.under)?)?;
        Exact::of(over, self.under.checked_mul(other.under)?)
    }

    /// The same with its sign turned.
    pub fn negative(self) -> Exact {
        Exact { over: -self.over, under: self.under }
    }

    /// The difference.
    pub fn minus(self, other: Exact) -> Option<Exact> {
        self.plus(other.negative())
    }

    /// The product.
    pub fn times(self, other: Exact) -> Option<Exact> {
        let left = Exact::of(self.over, other.under)?;
        let right = Exact::of(other.over, self.under)?;
        Exact::of(left.over.checked_mul(right.over)?, left.under.checked_mul(right.under)?)
    }

    /// The quotient; `None` also when `other` is zero.
    pub fn over(self, other: Exact) -> Option<Exact> {
        self.times(Exact::of(other.under, other.over)?)
    }

    /// The whole number at or below.
    pub fn floor(self) -> Exact {
        Exact { over: self.over.div_euclid(self.under), under: 1 }
    }

    /// The whole number at or above.
    pub fn ceil(self) -> Exact {
        self.negative().floor().negative()
    }

    /// The nearest whole number; halves go up.
    pub fn round(self) -> Exact {
        let half = Exact { over: 1, under: 2 };
        self.plus(half).map_or(self, Exact::floor)
    }

    /// The whole number, when it is one that fits.
    pub fn to_whole(self) -> Option<i64> {
        self.is_whole().then(|| i64::try_from(self.over).ok()).flatten()
    }

    /// Cents, halves up.
    pub fn to_cents(self) -> Option<i64> {
        self.times(Exact::whole(100))?.round().to_whole()
    }

    /// The larger.
    pub fn max(self, other: Exact) -> Exact {
        if self >= other { self } else { other }
    }

    /// The smaller.
    pub fn min(self, other: Exact) -> Exact {
        if self <= other { self } else { other }
    }

    /// As a fraction in text: `7`, `25/4`. It reads back without loss.
    pub fn to_fraction(self) -> String {
        if self.under == 1 {
            self.over.to_string()
        } else {
            format!("{}/{}", self.over, self.under)
        }
    }

    /// Reads what [`Exact::to_fraction`] writes, or a decimal.
    pub fn from_fraction(text: &str) -> Option<Exact> {
        match text.split_once('/') {
            Some((over, under)) => Exact::of(over.trim().parse().ok()?, under.trim().parse().ok()?),
            None => Exact::parse(text),
        }
    }

    /// The nearest fraction with so many places at most, however long its own lower number is.
    pub fn to_places(self, places: u32) -> Exact {
        let scale = 10_i128.pow(places.min(12));
        let whole = self.over.div_euclid(self.under);
        let rest = self.over.rem_euclid(self.under);
        let part = match rest.checked_mul(scale) {
            Some(over) => Exact::of(over, self.under).map_or(0, |part| part.round().over),
            // A lower number this long is beyond what a decimal of twelve places can show.
            None => (rest as f64 / self.under as f64 * scale as f64).round() as i128,
        };
        Exact::of(part, scale)
            .and_then(|part| part.plus(Exact { over: whole, under: 1 }))
            .unwrap_or(self)
    }

    /// As a decimal with at most so many places, thousands grouped, trailing zeros left out.
    pub fn print(self, places: u32) -> String {
        let mut text = self.print_fixed(places);
        if text.contains('.') {
            while text.ends_with('0') {
                text.pop();
            }
            if text.ends_with('.') {
                text.pop();
            }
        }
        text
    }

    /// As a decimal with exactly so many places, thousands grouped.
    pub fn print_fixed(self, places: u32) -> String {
        let scale = 10_i128.pow(places.min(12));
        let near = match self.over.checked_mul(scale) {
            Some(over) => Exact::of(over, self.under),
            None => self.to_places(places).times(Exact { over: scale, under: 1 }),
        };
        let Some(scaled) = near else { return String::new() };
        let scaled = scaled.round().over;
        let sign = if scaled < 0 { "−" } else { "" };
        let (whole, part) =
            (scaled.unsigned_abs() / scale as u128, scaled.unsigned_abs() % scale as u128);
        let whole = crate::thousands::group_thousands(u64::try_from(whole).unwrap_or(u64::MAX));
        if places == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{part:0width$}", width = places as usize)
        }
    }
}

fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.over.checked_mul(other.under), other.over.checked_mul(self.under)) {
            (Some(left), Some(right)) => left.cmp(&right),
            // Beyond 128 bits the fractions are so large that floating point tells them apart.
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.print(4))
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.to_fraction())
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Exact::from_fraction(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("“{text}” is not a fraction")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::from_fraction(text).unwrap()
    }

    #[test]
    fn forty_eight_students_in_twenty_fours_are_two_teachers() {
        let two = Exact::whole(48).over(Exact::whole(24)).unwrap();
        assert_eq!(two.ceil(), Exact::whole(2));
        assert_eq!(exact("49/24").ceil(), Exact::whole(3));
        assert_eq!(exact("-1/2").ceil(), Exact::ZERO);
        assert_eq!(exact("-1/2").floor(), Exact::whole(-1));
        assert_eq!(exact("5/2").round(), Exact::whole(3));
    }

    #[test]
    fn numbers_read_as_files_write_them() {
        assert_eq!(Exact::parse("$1,234.50"), Exact::of(246_900, 200));
        assert_eq!(Exact::parse("12%"), Exact::of(12, 100));
        assert_eq!(Exact::parse("(3.5)"), Exact::of(-7, 2));
        for wrong in ["", "1.2.3", "x", "$", "1e5"] {
            assert_eq!(Exact::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_fraction_with_a_long_lower_number_prints_what_it_is() {
        // Sums over schools of different sizes get lower numbers of thirty digits and more.
        let long = Exact { over: 8_457 * 10_i128.pow(34) + 1, under: 10_i128.pow(34) };
        assert_eq!(long.print_fixed(2), "8,457.00");
        assert_eq!(long.negative().print(2), "−8,457");
        assert_eq!(long.to_places(2), Exact::whole(8_457));
        assert_eq!(exact("1/3").to_places(2), Exact::of(33, 100).unwrap());
        assert_eq!(exact("-2/3").to_places(1), Exact::of(-7, 10).unwrap());
    }

    #[test]
    fn figures_print_rounded_and_read_back_whole() {
        assert_eq!(exact("1/3").print(2), "0.33");
        assert_eq!(exact("1234567/2").print_fixed(2), "617,283.50");
        assert_eq!(exact("-5").print(2), "−5");
        assert_eq!(exact(&exact("22/7").to_fraction()), exact("22/7"));
        assert_eq!(exact("1/200").to_cents(), Some(1));
    }

    #[test]
    fn what_cannot_be_held_is_said() {
        let large = Exact::of(i128::MAX / 3, 1).unwrap();
        assert_eq!(large.times(large), None);
        assert_eq!(Exact::ONE.over(Exact::ZERO), None);
    }
}

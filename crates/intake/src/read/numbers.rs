//! Numbers, money and flags as files write them.

/// Takes commas out of a number whose groups are of three: `1,284,500.00`. Anything else with a
/// comma is refused, because `1,5` may be a half or fifteen.
fn ungroup<'a>(text: &'a str, scratch: &'a mut String) -> Option<&'a str> {
    if !text.contains(',') {
        return Some(text);
    }
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let unsigned = whole.trim_start_matches(['-', '+']);
    let mut groups = unsigned.split(',');
    let first = groups.next()?;
    let grouped = (1..=3).contains(&first.len())
        && groups.all(|group| group.len() == 3)
        && fraction.is_none_or(|fraction| !fraction.contains(','));
    if !grouped {
        return None;
    }
    scratch.clear();
    scratch.extend(text.chars().filter(|character| *character != ','));
    Some(scratch)
}

/// Digits of the longest plain number; whole numbers of so many are exact as `f64`.
pub(super) const PLAIN: usize = 15;

/// Digits with at most one point among them: the number without the point, and the decimal places.
/// `None` is for anything else, numbers with signs and exponents included.
#[inline]
pub(super) fn parse_plain(bytes: &[u8]) -> Option<(i64, usize)> {
    if bytes.len() > PLAIN || !bytes.first()?.is_ascii_digit() || !bytes.last()?.is_ascii_digit() {
        return None;
    }
    let mut number = 0i64;
    let mut point = None;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => number = number * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    Some((number, point.map_or(0, |at| bytes.len() - 1 - at)))
}

/// A whole number; `30.0` is one, `30.5` is not.
pub(super) fn parse_integer(text: &str) -> Option<i64> {
    let mut scratch = String::new();
    let text = ungroup(text, &mut scratch)?;
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    whole.strip_prefix('+').unwrap_or(whole).parse().ok()
}

/// A decimal number with a point. `percent` allows a percent sign at its end.
pub(super) fn parse_number(text: &str, percent: bool) -> Option<f64> {
    let text = match text.strip_suffix('%') {
        Some(number) if percent => number.trim_end(),
        Some(_) => return None,
        None => text,
    };
    let mut scratch = String::new();
    let text = ungroup(text, &mut scratch)?;
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse().ok().filter(|number: &f64| plain && number.is_finite())
}

/// Money in cents: `1284500`, `$1,284,500.00`, `(250.00)` and `-250.00` for what is owed. Thirds
/// of cents are rounded, halves away from zero.
pub(super) fn parse_money(text: &str) -> Option<i64> {
    let (text, owed) = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let (text, negative) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let text = text.trim().strip_prefix('$').unwrap_or(text).trim();
    let (text, negative) = match text.strip_prefix('-') {
        Some(rest) if !negative => (rest, true),
        _ => (text, negative),
    };
    let mut scratch = String::new();
    let text = ungroup(text, &mut scratch)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty()
        || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let digit = |place: usize| i64::from(fraction.as_bytes().get(place).map_or(0, |b| b - b'0'));
    let up = i64::from(digit(2) >= 5);
    let cents = whole.checked_mul(100)?.checked_add(digit(0) * 10 + digit(1) + up)?;
    Some(if owed != negative { -cents } else { cents })
}

/// Yes or no.
pub(super) fn parse_flag(text: &str) -> Option<bool> {
    const YES: [&str; 5] = ["true", "yes", "y", "1", "t"];
    const NO: [&str; 5] = ["false", "no", "n", "0", "f"];
    if YES.iter().any(|yes| yes.eq_ignore_ascii_case(text)) {
        Some(true)
    } else if NO.iter().any(|no| no.eq_ignore_ascii_case(text)) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_be_grouped_and_end_in_zeros() {
        assert_eq!(parse_integer("1,284"), Some(1_284));
        assert_eq!(parse_integer("30.0"), Some(30));
        assert_eq!(parse_integer("-3"), Some(-3));
        for text in ["1,5", "1,2345", "30.5", "", "3 0", "١"] {
            assert_eq!(parse_integer(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_plain_and_finite() {
        assert_eq!(parse_number("11.5", false), Some(11.5));
        assert_eq!(parse_number("94.8%", true), Some(94.8));
        assert_eq!(parse_number("1,234.5", false), Some(1234.5));
        for text in ["94.8%", "NaN", "inf", "1.234,5", "1,5", "", "0x10"] {
            assert_eq!(parse_number(text, false), None, "{text}");
        }
    }

    #[test]
    fn money_is_exact_to_the_cent() {
        assert_eq!(parse_money("1284500"), Some(128_450_000));
        assert_eq!(parse_money("$1,284,500.10"), Some(128_450_010));
        assert_eq!(parse_money("(250.00)"), Some(-25_000));
        assert_eq!(parse_money("-$250.5"), Some(-25_050));
        assert_eq!(parse_money("$-250.5"), Some(-25_050));
        assert_eq!(parse_money("0.005"), Some(1));
        assert_eq!(parse_money("-0.29"), Some(-29));
        for text in ["", ".", "1.2.3", "12 dollars", "1,5", "--1", "99999999999999999999"] {
            assert_eq!(parse_money(text), None, "{text}");
        }
    }

    #[test]
    fn flags_are_read_in_every_usual_writing() {
        for text in ["true", "Y", "YES", "1"] {
            assert_eq!(parse_flag(text), Some(true));
        }
        for text in ["false", "n", "No", "0"] {
            assert_eq!(parse_flag(text), Some(false));
        }
        assert_eq!(parse_flag("maybe"), None);
    }
}

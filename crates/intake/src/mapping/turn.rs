//! One cell of the file → the text of one of our cells, step by step as the mapping says.

use hashbrown::HashMap;
use traction_core::district::{Kind, Missing, SchoolYear};

use super::model::{Case, ColumnMapping, YearForm};

/// A [`ColumnMapping`] made ready to run on many rows.
#[derive(Debug)]
pub(super) struct Turn {
    kind: Kind,
    steps: ColumnMapping,
    values: HashMap<String, String>,
    missing: HashMap<String, Missing>,
    plain: bool,
}

impl Turn {
    /// Makes a column's mapping ready. `kind` is what our column holds.
    pub(super) fn of(kind: Kind, steps: &ColumnMapping) -> Self {
        let key = |text: &str| text.trim().to_lowercase();
        Turn {
            kind,
            values: steps.values.iter().map(|(a, b)| (key(a), b.clone())).collect(),
            missing: steps.missing.iter().map(|(a, b)| (key(a), *b)).collect(),
            plain: !matches!(kind, Kind::Integer | Kind::Year)
                && steps.strip.is_empty()
                && steps.values.is_empty()
                && steps.missing.is_empty()
                && steps.case.is_none()
                && steps.pad.is_none()
                && steps.date.is_none()
                && steps.scale.is_none()
                && steps.default.is_none(),
            steps: steps.clone(),
        }
    }

    /// Appends our text for these parts of a row: one, or several that are joined. An id of which
    /// a part is blank is blank.
    pub(super) fn write<'a>(&self, mut parts: impl Iterator<Item = &'a str>, out: &mut String) {
        if let Some(constant) = &self.steps.constant {
            out.push_str(constant);
            return;
        }
        if let [_] = self.steps.from.as_slice() {
            let text = parts.next().unwrap_or_default().trim();
            return if self.plain { out.push_str(text) } else { self.write_value(text, out) };
        }
        let start = out.len();
        for (position, part) in parts.enumerate() {
            let part = self.strip(part.trim());
            if part.is_empty() {
                out.truncate(start);
                break;
            }
            if position > 0 {
                out.push_str(&self.steps.with);
            }
            self.write_padded(part, out);
        }
        if !self.plain {
            let joined = out.split_off(start);
            self.write_value(&joined, out);
        }
    }

    fn strip<'a>(&self, mut text: &'a str) -> &'a str {
        for affix in &self.steps.strip {
            let shorter = text.strip_prefix(affix.as_str());
            let shorter = shorter.or_else(|| text.strip_suffix(affix.as_str()));
            text = shorter.map_or(text, str::trim);
        }
        text
    }

    fn write_padded(&self, part: &str, out: &mut String) {
        let length = self.steps.pad.unwrap_or(0);
        for _ in part.chars().count()..length {
            out.push('0');
        }
        out.push_str(part);
    }

    fn write_value(&self, text: &str, out: &mut String) {
        let text = self.strip(text);
        if !self.missing.is_empty() || !self.values.is_empty() {
            let key = text.to_lowercase();
            if let Some(reason) = self.missing.get(&key) {
                out.push_str(reason.token());
                return;
            }
            if let Some(ours) = self.values.get(&key) {
                out.push_str(ours);
                return;
            }
        }
        if text.is_empty() {
            out.push_str(self.steps.default.as_deref().unwrap_or_default());
            return;
        }
        match self.kind {
            Kind::Year => write_year(self.steps.year, text, out),
            Kind::Date => write_date(self.steps.date.as_deref(), text, out),
            Kind::Integer | Kind::Number | Kind::Money => {
                write_number(self.kind, self.steps.scale, text, out);
            }
            _ if self.steps.pad.is_some() && self.steps.from.len() == 1 => {
                self.write_padded(text, out);
            }
            _ => match self.steps.case {
                Some(Case::Upper) => out.push_str(&text.to_uppercase()),
                Some(Case::Lower) => out.push_str(&text.to_lowercase()),
                None => out.push_str(text),
            },
        }
    }
}

/// A school year as `2026-27`; a text that is no year stays as it is, for the reader to refuse.
fn write_year(form: Option<YearForm>, text: &str, out: &mut String) {
    match find_year(form, text) {
        Some(year) => {
            let end = year.end();
            out.push_str(&format!("{}-{:02}", end - 1, end.rem_euclid(100)));
        }
        None => out.push_str(text),
    }
}

fn find_year(form: Option<YearForm>, text: &str) -> Option<SchoolYear> {
    let four = |text: &str| {
        let text = text.strip_suffix(".0").unwrap_or(text);
        text.parse::<i16>().ok().filter(|year| (1900..=2200).contains(year))
    };
    match form? {
        YearForm::Ending => four(text).map(SchoolYear::ending),
        YearForm::Beginning => four(text).map(SchoolYear::beginning),
        YearForm::Range => {
            let (first, last) = text.split_once(|c: char| !c.is_ascii_digit())?;
            let last = last.trim_start_matches(|c: char| !c.is_ascii_digit());
            let first = four(first)?;
            let same = match last.len() {
                2 => last.parse::<i16>().ok()? == (first + 1).rem_euclid(100),
                4 => four(last)? == first + 1,
                _ => false,
            };
            same.then_some(SchoolYear::beginning(first))
        }
    }
}

fn write_date(form: Option<&str>, text: &str, out: &mut String) {
    let parsed = form.and_then(|form| jiff::civil::Date::strptime(form, text).ok());
    match parsed {
        Some(date) => out.push_str(&date.to_string()),
        None => out.push_str(text),
    }
}

/// A number times the scale; a whole number that a spreadsheet wrote as `319.0` loses its zeros.
fn write_number(kind: Kind, scale: Option<f64>, text: &str, out: &mut String) {
    if let Some(scale) = scale
        && let Ok(number) = text.replace(',', "").parse::<f64>()
    {
        // Twelve digits hide the noise of binary fractions: 0.57 × 100 is 57.
        let scaled: f64 = format!("{:.11e}", number * scale).parse().unwrap_or(number * scale);
        out.push_str(&scaled.to_string());
        return;
    }
    let whole = match (kind, text.split_once('.')) {
        (Kind::Integer, Some((whole, zeros)))
            if !whole.is_empty() && zeros.bytes().all(|digit| digit == b'0') =>
        {
            whole
        }
        _ => text,
    };
    out.push_str(whole);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(kind: Kind, steps: ColumnMapping, cell: &str) -> String {
        let mut out = String::new();
        Turn::of(kind, &steps).write([cell].into_iter(), &mut out);
        out
    }

    fn plain() -> ColumnMapping {
        ColumnMapping::column("X")
    }

    #[test]
    fn a_year_is_read_as_the_mapping_says_and_never_guessed() {
        let form = |form| ColumnMapping { year: Some(form), ..plain() };
        assert_eq!(turn(Kind::Year, form(YearForm::Ending), "2024"), "2023-24");
        assert_eq!(turn(Kind::Year, form(YearForm::Beginning), "2024"), "2024-25");
        assert_eq!(turn(Kind::Year, form(YearForm::Range), "2023_2024"), "2023-24");
        assert_eq!(turn(Kind::Year, form(YearForm::Range), "1999/00"), "1999-00");
        assert_eq!(turn(Kind::Year, form(YearForm::Range), "2023-25"), "2023-25");
        assert_eq!(turn(Kind::Year, plain(), "2024"), "2024");
    }

    #[test]
    fn a_missing_token_wins_over_a_value_and_a_value_over_the_text() {
        let steps = ColumnMapping {
            strip: vec!["ELL: ".into()],
            missing: vec![("Unknown".into(), Missing::NotCollected)],
            values: vec![("yes".into(), "current".into()), ("unknown".into(), "never".into())],
            ..plain()
        };
        assert_eq!(turn(Kind::Text, steps.clone(), "ELL: Yes"), "current");
        assert_eq!(turn(Kind::Text, steps.clone(), "ELL: unknown"), "not collected");
        assert_eq!(turn(Kind::Text, steps, "ELL: Other"), "Other");
    }

    #[test]
    fn an_id_of_which_a_part_is_blank_is_blank() {
        let steps = ColumnMapping {
            from: vec!["LEA".into(), "School".into()],
            with: "-".into(),
            pad: Some(4),
            ..ColumnMapping::default()
        };
        let join = |parts: [&str; 2]| {
            let mut out = String::new();
            Turn::of(Kind::Id, &steps).write(parts.into_iter(), &mut out);
            out
        };
        assert_eq!(join(["1", "301"]), "0001-0301");
        assert_eq!(join(["", "301"]), "");
    }

    #[test]
    fn numbers_scale_without_binary_noise_and_whole_numbers_lose_their_zeros() {
        let scale = ColumnMapping { scale: Some(100.0), ..plain() };
        assert_eq!(turn(Kind::Number, scale, "0.57"), "57");
        assert_eq!(turn(Kind::Integer, plain(), "319.0"), "319");
        assert_eq!(turn(Kind::Integer, plain(), "319.5"), "319.5");
        assert_eq!(turn(Kind::Number, plain(), "94.80"), "94.80");
    }

    #[test]
    fn a_date_that_does_not_fit_its_form_stays_for_the_reader_to_refuse() {
        let steps = ColumnMapping { date: Some("%m/%d/%Y".into()), ..plain() };
        assert_eq!(turn(Kind::Date, steps.clone(), "8/24/2026"), "2026-08-24");
        assert_eq!(turn(Kind::Date, steps, "24.8.2026"), "24.8.2026");
    }
}

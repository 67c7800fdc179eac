//! What the values of a column look like: years, dates, numbers, codes of a list.

use std::collections::BTreeMap;

use jiff::civil::Date;
use traction_core::district::{Kind, Missing, Spec};

use crate::mapping::model::YearForm;

/// Different values that a column remembers; beyond, it is no column of codes.
const REMEMBERED: usize = 400;
/// Different values up to which a column may be one of codes.
const CODES: usize = 40;

/// The values of one column of the sample.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    /// Rows with a value.
    pub filled: usize,
    /// Rows without.
    pub blank: usize,
    /// Different values, with how often each occurs; the first few hundred.
    pub values: BTreeMap<String, usize>,
    /// What all values begin with, such as `ELL: `.
    pub prefix: String,
}

/// How values fit a kind of column, and what must be said so that they do.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Fit {
    /// Share of the filled rows that can be read, from 0 to 1.
    pub share: f64,
    /// The form of school years.
    pub year: Option<YearForm>,
    /// The form of dates, when it is not ISO.
    pub date: Option<&'static str>,
    /// Values that stand for missing ones.
    pub missing: Vec<(String, Missing)>,
    /// Values to map, with ours.
    pub values: Vec<(String, String)>,
    /// Values of a column of codes that nothing maps.
    pub unmapped: Vec<String>,
    /// What the values look like, in words.
    pub words: String,
}

impl Profile {
    /// Looks at a column's cells.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut profile =
            Profile { filled: 0, blank: 0, values: BTreeMap::new(), prefix: String::new() };
        for cell in cells.map(str::trim) {
            if cell.is_empty() {
                profile.blank += 1;
                continue;
            }
            profile.filled += 1;
            if let Some(count) = profile.values.get_mut(cell) {
                *count += 1;
            } else if profile.values.len() < REMEMBERED {
                profile.values.insert(cell.to_owned(), 1);
            }
        }
        profile.prefix = find_prefix(profile.values.keys());
        profile
    }

    /// Rows whose value is remembered.
    fn counted(&self) -> usize {
        self.values.values().sum()
    }

    /// Whether few values occur often, as codes do.
    pub(super) fn is_coded(&self) -> bool {
        self.values.len() <= CODES && self.filled >= 2 * self.values.len()
    }

    /// The share of rows whose value, without the prefix, passes a test.
    fn share(&self, test: impl Fn(&str) -> bool) -> f64 {
        let passed: usize = self
            .values
            .iter()
            .filter(|(value, _)| test(&value[self.prefix.len()..]))
            .map(|(_, count)| count)
            .sum();
        passed as f64 / self.counted().max(1) as f64
    }

    /// How the values fit a column of ours. An empty column fits everything, badly.
    pub(super) fn fit(&self, spec: &Spec, header: &[String]) -> Fit {
        if self.filled == 0 {
            return Fit { share: 0.4, words: "no values".to_owned(), ..Fit::default() };
        }
        match spec.kind {
            Kind::Id => self.fit_id(),
            Kind::Text => Fit {
                share: if self.share(|value| value.parse::<f64>().is_ok()) > 0.9 {
                    0.6
                } else {
                    0.9
                },
                words: format!("{} different texts", self.count_words()),
                ..Fit::default()
            },
            Kind::Year => self.fit_year(header),
            Kind::Date => self.fit_date(),
            Kind::Time => {
                let share = self.share(|value| {
                    value
                        .split_once(':')
                        .is_some_and(|(h, _)| h.parse::<u8>().is_ok_and(|h| h < 24))
                });
                Fit { share, words: "times of day".to_owned(), ..Fit::default() }
            }
            Kind::Integer | Kind::Number | Kind::Money => self.fit_number(spec),
            Kind::Flag => self.fit_flag(),
            Kind::Code(set) => {
                let read =
                    |value: &str| set.find_position(value).is_some() || is_missing(value).is_some();
                let mut fit = Fit { share: self.share(read), ..Fit::default() };
                if let Some(flag) = self.fit_sex_flag(spec, header) {
                    return flag;
                }
                for value in self.values.keys() {
                    let bare = &value[self.prefix.len()..];
                    if set.find_position(bare).is_none() {
                        match is_missing(bare) {
                            Some(reason) => fit.missing.push((bare.to_owned(), reason)),
                            None => fit.unmapped.push(bare.to_owned()),
                        }
                    }
                }
                fit.words = format!("{} codes", self.count_words());
                if !self.is_coded() {
                    fit.share *= 0.5;
                    fit.unmapped.clear();
                }
                fit
            }
        }
    }

    /// A column named after one of two sexes that holds yes and no.
    fn fit_sex_flag(&self, spec: &Spec, header: &[String]) -> Option<Fit> {
        let (yes, no) = match header {
            [word] if word == "female" => ("female", "male"),
            [word] if word == "male" => ("male", "female"),
            _ => return None,
        };
        let ours = |value: &str| match value.to_lowercase().as_str() {
            "1" | "y" | "yes" | "true" => Some(yes),
            "0" | "n" | "no" | "false" => Some(no),
            _ => None,
        };
        let values: Option<Vec<(String, String)>> =
            self.values.keys().map(|v| Some((v.clone(), ours(v)?.to_owned()))).collect();
        let values = values.filter(|_| spec.name == "sex" && self.prefix.is_empty())?;
        Some(Fit { share: 1.0, values, words: "yes and no".to_owned(), ..Fit::default() })
    }

    /// How many different values there are, in words.
    pub(super) fn count_words(&self) -> String {
        match self.values.len() {
            REMEMBERED.. => format!("over {REMEMBERED}"),
            few => few.to_string(),
        }
    }

    fn fit_id(&self) -> Fit {
        let plain = self.share(|value| value.len() <= 40 && !value.contains("  "));
        let texts = self.share(|value| value.contains(' ') && value.parse::<f64>().is_err());
        let share = (plain - 0.6 * texts).max(0.0);
        Fit { share, words: format!("{} different ids", self.count_words()), ..Fit::default() }
    }

    fn fit_year(&self, header: &[String]) -> Fit {
        let one = |value: &str| {
            let value = value.strip_suffix(".0").unwrap_or(value);
            value.len() == 4 && value.parse::<u16>().is_ok_and(|y| (1950..=2100).contains(&y))
        };
        let range = |value: &str| {
            value.len() >= 7
                && value.get(..4).is_some_and(one)
                && value.get(4..).is_some_and(|rest| {
                    let rest = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
                    matches!(rest.len(), 2 | 4) && rest.bytes().all(|b| b.is_ascii_digit())
                })
        };
        let (ranges, ones) = (self.share(range), self.share(one));
        if ranges > ones {
            return Fit {
                share: ranges,
                year: Some(YearForm::Range),
                words: "school years as two years".to_owned(),
                ..Fit::default()
            };
        }
        let begins = header
            .iter()
            .any(|word| ["fall", "begin", "beginning", "start"].contains(&word.as_str()));
        Fit {
            share: ones,
            year: Some(if begins { YearForm::Beginning } else { YearForm::Ending }),
            words: if begins {
                "calendar years, by the header those in which the school year begins".to_owned()
            } else {
                "calendar years; check that they are those in which the school year ends".to_owned()
            },
            ..Fit::default()
        }
    }

    fn fit_date(&self) -> Fit {
        const FORMS: [&str; 8] = [
            "%Y-%m-%d",
            "%m/%d/%Y",
            "%d/%m/%Y",
            "%m/%d/%y",
            "%Y%m%d",
            "%m-%d-%Y",
            "%d-%b-%Y",
            "%b %d, %Y",
        ];
        let best = FORMS
            .into_iter()
            .map(|form| (self.share(|value| Date::strptime(form, value).is_ok()), form))
            .fold((0.0, FORMS[0]), |best, next| if next.0 > best.0 { next } else { best });
        let date = (best.1 != FORMS[0]).then_some(best.1);
        Fit { share: best.0, date, words: format!("dates like {}", best.1), ..Fit::default() }
    }

    fn fit_number(&self, spec: &Spec) -> Fit {
        let number = |value: &str| {
            let bare = value.replace([',', '$', '%'], "");
            match spec.kind {
                Kind::Integer => bare.strip_suffix(".0").unwrap_or(&bare).parse::<i64>().is_ok(),
                _ => bare.parse::<f64>().is_ok(),
            }
        };
        let mut fit =
            Fit { share: self.share(|v| number(v) || is_missing(v).is_some()), ..Fit::default() };
        let read = self.share(number);
        if read < 0.05 {
            fit.share = read;
        }
        for value in self.values.keys() {
            let bare = &value[self.prefix.len()..];
            if let Some(reason) = is_missing(bare).filter(|_| !number(bare)) {
                fit.missing.push((bare.to_owned(), reason));
            }
        }
        fit.words = "numbers".to_owned();
        if spec.name == "performance_level" || spec.name == "performance_level_met" {
            self.fit_scale(spec, &mut fit);
        }
        fit
    }

    fn fit_flag(&self) -> Fit {
        const YES: [&str; 5] = ["y", "yes", "true", "t", "1"];
        const NO: [&str; 5] = ["n", "no", "false", "f", "0"];
        let among = |list: &[&str], value: &str| list.contains(&value.to_lowercase().as_str());
        let mut fit = Fit {
            share: self.share(|v| among(&YES, v) || among(&NO, v) || is_missing(v).is_some()),
            words: "yes and no".to_owned(),
            ..Fit::default()
        };
        if !self.is_coded() {
            fit.share *= 0.5;
        }
        for value in self.values.keys() {
            let bare = &value[self.prefix.len()..];
            if let Some(reason) = is_missing(bare) {
                fit.missing.push((bare.to_owned(), reason));
            } else if !among(&YES, bare) && !among(&NO, bare) && self.is_coded() {
                fit.unmapped.push(bare.to_owned());
            }
        }
        fit
    }

    /// Performance levels in words: a scale that is known by name.
    pub(super) fn fit_scale(&self, spec: &Spec, fit: &mut Fit) {
        let bare = |value: &String| value[self.prefix.len()..].trim().to_lowercase();
        let known = |scale: &Vec<&str>| {
            let level = |value: &String| {
                scale.iter().position(|word| word.trim_start_matches('*') == bare(value))
            };
            let levels: Vec<(String, usize)> = self
                .values
                .keys()
                .filter_map(|value| {
                    level(value).map(|at| (value[self.prefix.len()..].to_owned(), at))
                })
                .collect();
            let others =
                self.values.keys().filter(|v| level(v).is_none() && is_missing(&bare(v)).is_none());
            (levels.len() >= 2 && others.count() == 0).then_some(levels)
        };
        for line in include_str!("scales.tsv").lines().filter(|line| !line.starts_with('#')) {
            let scale: Vec<&str> = line.split(';').map(str::trim).collect();
            let Some(levels) = known(&scale) else { continue };
            let met = scale.iter().position(|word| word.starts_with('*')).unwrap_or(0);
            let is_level = spec.name == "performance_level";
            let ours =
                |at: usize| if is_level { (at + 1).to_string() } else { (at >= met).to_string() };
            fit.values = levels.into_iter().map(|(value, at)| (value, ours(at))).collect();
            fit.missing = self
                .values
                .keys()
                .map(|value| value[self.prefix.len()..].to_owned())
                .filter_map(|value| is_missing(&value).map(|reason| (value, reason)))
                .collect();
            fit.unmapped.clear();
            fit.share = 1.0;
            fit.words = format!("a scale of {} levels that is known by name", scale.len());
            return;
        }
    }
}

/// The reason that a value which is none stands for.
pub(super) fn is_missing(value: &str) -> Option<Missing> {
    let lower = value.trim().to_lowercase();
    let bound = lower.trim_start_matches(['<', '>', '≤', '≥', '=']).trim();
    if lower.starts_with(['*', '‡', '†']) || (bound.len() < lower.len() && !bound.is_empty()) {
        return Some(Missing::Suppressed);
    }
    match lower.as_str() {
        "n/a" | "na" | "not applicable" => Some(Missing::NotApplicable),
        "no score" | "not tested" | "not collected" | "not reported" => Some(Missing::NotCollected),
        "null" | "none" | "nan" | "-" | "--" | "." => Some(Missing::Blank),
        _ => None,
    }
}

/// The label that all values begin with: the text up to and with `: `.
fn find_prefix<'a>(mut values: impl Iterator<Item = &'a String>) -> String {
    let Some(first) = values.next() else { return String::new() };
    let Some(end) = first.find(": ").map(|at| at + 2) else { return String::new() };
    let prefix = &first[..end];
    if values.all(|value| value.starts_with(prefix)) { prefix.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use traction_core::district::find_table;

    fn fit(table: &str, column: &str, header: &str, cells: &[&str]) -> Fit {
        let table = find_table(table).unwrap();
        let spec = &table.columns[table.find_column(column).unwrap()];
        let words = super::super::names::list_words(header);
        Profile::of(cells.iter().copied()).fit(spec, &words)
    }

    #[test]
    fn a_year_by_its_header_begins_and_otherwise_ends() {
        let cells = ["2024", "2025"];
        assert_eq!(
            fit("attendance", "school_year", "fall_year", &cells).year,
            Some(YearForm::Beginning)
        );
        assert_eq!(fit("attendance", "school_year", "Year", &cells).year, Some(YearForm::Ending));
        let ranges = fit("attendance", "school_year", "YEAR", &["2023_2024"]);
        assert_eq!((ranges.year, ranges.share), (Some(YearForm::Range), 1.0));
    }

    #[test]
    fn stars_and_bounds_in_a_column_of_numbers_are_suppressed() {
        let found =
            fit("school_attendance", "attendance_percent", "rate", &["94.8", ">= 95.0", "*"]);
        assert_eq!(found.share, 1.0);
        assert_eq!(found.missing.len(), 2);
        assert!(found.missing.iter().all(|(_, reason)| *reason == Missing::Suppressed));
    }

    #[test]
    fn a_label_before_every_value_is_found() {
        let profile = Profile::of(["ELL: Yes", "ELL: No", "ELL: No"].into_iter());
        assert_eq!(profile.prefix, "ELL: ");
        assert_eq!(Profile::of(["a: b", "c"].into_iter()).prefix, "");
    }

    #[test]
    fn a_scale_known_by_name_becomes_levels_and_a_cut() {
        let cells = ["Proficient", "Advanced", "No Score", "Unsatisfactory"];
        let level = fit("assessments", "performance_level", "level", &cells);
        assert!(level.values.contains(&("Advanced".into(), "4".into())));
        assert_eq!(level.missing, [("No Score".to_owned(), Missing::NotCollected)]);
    }

    #[test]
    fn day_first_is_told_by_a_day_over_twelve() {
        let cells = ["24/08/2026", "01/09/2026"];
        assert_eq!(fit("enrollments", "entry_date", "Entry", &cells).date, Some("%d/%m/%Y"));
    }
}

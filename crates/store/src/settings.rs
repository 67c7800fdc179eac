//! `traction.toml`: what a district says about itself once.

use std::path::Path;

use toml::{Table, Value};
use traction_core::near::find_nearest;

use crate::error::{Result, StoreError};

/// The settings of a district folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The district's name.
    pub name: String,
    /// Its federal identifier (seven digits), if it has one.
    pub nces_id: Option<String>,
    /// Month and day on which members are counted.
    pub count_day: (i8, i8),
    /// The fewest people that a published figure may be about.
    pub minimum_group_size: u32,
    /// Whether anybody may read the cabinet's public page without signing in.
    pub public_cabinet: bool,
    /// Whether anybody may read the protected figures without signing in.
    pub public_figures: bool,
    /// School years, by the calendar year in which they end, that the file lists as closed.
    /// Earlier versions kept them here; they wait to be taken into the catalog, which is the one
    /// place that says what is closed. Not written any more.
    pub closed_years: Vec<i16>,
}

const KEYS: [&str; 7] = [
    "name",
    "nces_id",
    "count_day",
    "minimum_group_size",
    "public_cabinet",
    "public_figures",
    "closed_years",
];
/// Keys that earlier versions wrote and nothing reads: a folder that has them still opens.
const EARLIER_KEYS: [&str; 1] = ["fiscal_year_start"];

impl Settings {
    /// The settings of a district of that name, all else as it ships.
    pub fn named(name: &str) -> Self {
        Settings {
            name: name.to_owned(),
            nces_id: None,
            count_day: (10, 1),
            minimum_group_size: 10,
            public_cabinet: false,
            public_figures: false,
            closed_years: Vec::new(),
        }
    }

    /// The file's text, with comments.
    pub fn render(&self) -> String {
        format!(
            "# This folder is a Traction district. traction backup copies it while it is in use.\n\
             \n\
             # The district's name, as pages and reports print it.\n\
             name = {name}\n\
             \n\
             # Its federal identifier from the National Center for Education Statistics: seven\n\
             # digits, or \"\" where there is none.\n\
             nces_id = {nces}\n\
             \n\
             # Month and day on which members are counted from student rows.\n\
             count_day = \"{month:02}-{day:02}\"\n\
             \n\
             # Figures about fewer people than this are never published.\n\
             minimum_group_size = {size}\n\
             \n\
             # Whether anybody may read the cabinet's public page (/plan/cabinet/public) without\n\
             # signing in: members, shared lines, decisions, funds. The superintendent's office\n\
             # decides.\n\
             public_cabinet = {open}\n\
             \n\
             # Whether anybody may read the protected figures (gaps, schools, graduation, enrollment)\n\
             # without signing in. What you publish so is published: release it first.\n\
             public_figures = {figures}\n",
            name = Value::from(self.name.as_str()),
            nces = Value::from(self.nces_id.as_deref().unwrap_or("")),
            month = self.count_day.0,
            day = self.count_day.1,
            size = self.minimum_group_size,
            open = self.public_cabinet,
            figures = self.public_figures,
        )
    }

    /// The file's text without its list of closed years, all else as somebody wrote it. `rest` are
    /// the years that stay in the list; with none the key goes.
    pub fn without_closed_years(text: &str, rest: &[i16]) -> String {
        let Ok(table) = toml::de::DeTable::parse(text) else { return text.to_owned() };
        let Some((key, value)) = table.get_ref().get_key_value("closed_years") else {
            return text.to_owned();
        };
        let (start, end) = (key.span().start, value.span().end);
        let years: Vec<_> = rest.iter().map(i16::to_string).collect();
        let instead = if rest.is_empty() {
            "# Closed years are kept in the catalog now: traction year list".to_owned()
        } else {
            format!("closed_years = [{}]", years.join(", "))
        };
        format!("{}{instead}{}", &text[..start], &text[end..])
    }

    /// Reads the file's text; `path` is for the error.
    ///
    /// # Errors
    /// [`StoreError::Settings`] with the line, for an unknown key with the nearest known one.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let refuse = |line: usize, what: String, did_you_mean| StoreError::Settings {
            path: path.to_path_buf(),
            line,
            what,
            did_you_mean,
        };
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            refuse(traction_core::syntax::line_of(text, start), error.message().to_owned(), None)
        })?;
        for key in table.keys() {
            if !KEYS.contains(&key.as_str()) && !EARLIER_KEYS.contains(&key.as_str()) {
                let near = find_nearest(key, KEYS);
                let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
                let what = format!("there is no setting `{key}`{hint}");
                return Err(refuse(line_of(text, key), what, near));
            }
        }
        let wrong = |key: &str, expected: &str| {
            refuse(line_of(text, key), format!("`{key}` must be {expected}"), None)
        };
        let name = match table.get("name") {
            Some(Value::String(name)) if !name.trim().is_empty() => name.clone(),
            _ => return Err(wrong("name", "the district's name in quotes")),
        };
        let nces_id = match table.get("nces_id") {
            None => None,
            Some(Value::String(id)) if id.is_empty() => None,
            Some(Value::String(id)) if id.len() == 7 && id.bytes().all(|b| b.is_ascii_digit()) => {
                Some(id.clone())
            }
            Some(_) => return Err(wrong("nces_id", "seven digits in quotes, or \"\"")),
        };
        let no_day = || wrong("count_day", "a month and a day, such as \"10-01\"");
        let count_day = match table.get("count_day") {
            None => (10, 1),
            Some(Value::String(day)) => parse_month_day(day).ok_or_else(no_day)?,
            Some(_) => return Err(no_day()),
        };
        let minimum_group_size = match table.get("minimum_group_size") {
            None => 10,
            Some(Value::Integer(size)) if (1..=1000).contains(size) => *size as u32,
            Some(_) => return Err(wrong("minimum_group_size", "a whole number from 1 to 1000")),
        };
        let yes_or_no = |key: &'static str| match table.get(key) {
            None => Ok(false),
            Some(Value::Boolean(open)) => Ok(*open),
            Some(_) => Err(wrong(key, "true or false")),
        };
        let (public_cabinet, public_figures) =
            (yes_or_no("public_cabinet")?, yes_or_no("public_figures")?);
        let mut closed_years = Vec::new();
        match table.get("closed_years") {
            None => {}
            Some(Value::Array(years)) => {
                for year in years {
                    match year {
                        Value::Integer(year @ 1900..=2200) => closed_years.push(*year as i16),
                        _ => return Err(wrong("closed_years", "a list of years such as [2024]")),
                    }
                }
            }
            Some(_) => return Err(wrong("closed_years", "a list of years such as [2024]")),
        }
        closed_years.sort_unstable();
        closed_years.dedup();
        Ok(Settings {
            name,
            nces_id,
            count_day,
            minimum_group_size,
            public_cabinet,
            public_figures,
            closed_years,
        })
    }
}

fn parse_month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // 2023 has no 29 February: a count day must come every year.
    jiff::civil::Date::new(2023, month, day).ok()?;
    Some((month, day))
}

/// The line that sets a key; 1 when none does.
fn line_of(text: &str, key: &str) -> usize {
    let sets = |line: &str| {
        let line = line.trim_start().trim_start_matches(['[', '"', '\'']);
        line.strip_prefix(key).is_some_and(|rest| {
            rest.trim_start_matches(['"', '\'']).trim_start().starts_with(['=', '.', ']'])
        })
    };
    text.lines().position(sets).map_or(1, |line| line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings> {
        Settings::parse(Path::new("traction.toml"), text)
    }

    #[test]
    fn settings_written_read_back() {
        let mut settings = Settings::named("Riverbend \"Unified\" \\ District");
        assert_eq!(parse(&settings.render()).unwrap(), settings);
        settings.nces_id = Some("0628050".into());
        settings.count_day = (2, 1);
        settings.minimum_group_size = 20;
        settings.public_cabinet = true;
        settings.public_figures = true;
        assert_eq!(parse(&settings.render()).unwrap(), settings);
    }

    #[test]
    fn a_key_that_earlier_versions_wrote_is_passed_over() {
        let settings = parse("name = \"R\"\nfiscal_year_start = \"07-01\"").unwrap();
        assert_eq!(settings.count_day, (10, 1));
    }

    #[test]
    fn the_list_of_closed_years_leaves_the_file_and_the_rest_stays() {
        let text = "# ours\nname = \"Riverbend\"\nclosed_years = [\n  2023,\n  2024, # audited\n]\n# end\n";
        assert_eq!(parse(text).unwrap().closed_years, [2023, 2024]);
        let left = Settings::without_closed_years(text, &[]);
        assert!(
            left.starts_with("# ours\nname = \"Riverbend\"\n# Closed years are kept"),
            "{left}"
        );
        assert!(left.ends_with("traction year list\n# end\n"), "{left}");
        assert!(parse(&left).unwrap().closed_years.is_empty());
        let some = Settings::without_closed_years(text, &[2024]);
        assert_eq!(parse(&some).unwrap().closed_years, [2024]);
        assert_eq!(Settings::without_closed_years("name = \"R\"\n", &[]), "name = \"R\"\n");
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_known_one() {
        let text = "name = \"Riverbend\"\n\n  minimum_groupsize = 5\n";
        match parse(text) {
            Err(StoreError::Settings { line, what, did_you_mean, .. }) => {
                assert_eq!(line, 3);
                assert_eq!(did_you_mean, Some("minimum_group_size"));
                assert_eq!(
                    what,
                    "there is no setting `minimum_groupsize`; did you mean `minimum_group_size`?"
                );
            }
            other => panic!("{other:?}"),
        }
        match parse("name = \"Riverbend\"\n[postgres]\nurl = \"x\"\n") {
            Err(StoreError::Settings { line: 2, did_you_mean: None, .. }) => {}
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_value_out_of_bounds_is_refused_with_its_line() {
        for (text, at) in [
            ("", 1),
            ("name = \" \"", 1),
            ("name = \"R\"\nnces_id = \"62805\"", 2),
            ("name = \"R\"\ncount_day = \"02-29\"", 2),
            ("name = \"R\"\n\nminimum_group_size = 0", 3),
            ("name = \"R\"\nclosed_years = [24]", 2),
            ("name = \"R\"\nclosed_years = 2024", 2),
            ("name = \"R\"\nclosed_years = [2024", 2),
        ] {
            match parse(text) {
                Err(StoreError::Settings { line, .. }) => assert_eq!(line, at, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}

//! A mapping file's text → [`Mapping`]. Every mistake is reported with its line and key.

use std::ops::Range;

use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use traction_core::district::{Missing, Spec, TABLES, Table, find_table};
use traction_core::near::find_nearest;
use traction_core::syntax::line_of;

use super::model::{
    CASE_WORDS, ColumnMapping, Condition, MISSING_WORDS, Mapping, TableMapping, Unpivot, YEAR_WORDS,
};

use crate::source::{ENCODINGS, Form};

/// One mistake in a mapping file: where it is, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}, line {line}: {problem}")]
pub struct MappingError {
    /// The mapping file as the person named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a mapping file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// The text is not TOML.
    #[error("this is not TOML: {0}")]
    Toml(String),
    /// A word that is not on the list of allowed ones.
    #[error("`{key}`: there is no {what} `{found}`{}; allowed: {allowed}", hint(near))]
    Unknown {
        /// Key path.
        key: String,
        /// What the word should name.
        what: &'static str,
        /// The word.
        found: String,
        /// The allowed word that was perhaps meant.
        near: Option<String>,
        /// The allowed words.
        allowed: String,
    },
    /// A value of the wrong type.
    #[error("`{key}` holds {found}; it must be {expected}")]
    WrongType {
        /// Key path.
        key: String,
        /// The type found.
        found: &'static str,
        /// What is allowed.
        expected: &'static str,
    },
    /// Something that must be there is not.
    #[error("`{key}` is missing: {why}")]
    Absent {
        /// Key path.
        key: String,
        /// Why it is needed.
        why: String,
    },
    /// Two settings that cannot both hold, or a setting that does not fit its column.
    #[error("`{key}`: {why}")]
    Unfit {
        /// Key path.
        key: String,
        /// Why.
        why: String,
    },
}

fn hint(near: &Option<String>) -> String {
    near.as_ref().map(|word| format!(" (did you mean `{word}`?)")).unwrap_or_default()
}

/// Reads a mapping file's text. `file` is the name to use in messages.
///
/// # Errors
/// All mistakes found, in the order of the file.
pub fn parse_mapping(file: &str, text: &str) -> Result<Mapping, Vec<MappingError>> {
    let mut reader = Reader { file, text, errors: Vec::new() };
    let mapping = match DeTable::parse(text) {
        Ok(root) => reader.read_mapping(root.get_ref(), root.span()),
        Err(error) => {
            let span = error.span().unwrap_or_default();
            reader.fail(&span, Problem::Toml(error.message().to_owned()));
            None
        }
    };
    match mapping {
        Some(mapping) if reader.errors.is_empty() => Ok(mapping),
        _ => {
            reader.errors.sort_by_key(|error| error.line);
            Err(reader.errors)
        }
    }
}

type Entry<'a> = (&'a str, &'a Spanned<DeValue<'a>>);

/// The entries of a TOML table in the order of the file.
fn entries<'a>(table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
    let mut list: Vec<_> = table.iter().collect();
    list.sort_by_key(|(key, _)| key.span().start);
    list.into_iter().map(|(key, value)| (key.get_ref().as_ref(), value)).collect()
}

struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    errors: Vec<MappingError>,
}

const FILE_KEYS: [&str; 5] = ["file", "sheet", "encoding", "delimiter", "table"];
const TABLE_KEYS: [&str; 6] = ["name", "columns", "keep", "leave_out", "distinct", "unpivot"];
const UNPIVOT_KEYS: [&str; 5] = ["columns", "code", "value", "missing", "keep_blank"];
const COLUMN_KEYS: [&str; 14] = [
    "from",
    "join",
    "with",
    "fall_back",
    "constant",
    "default",
    "values",
    "missing",
    "strip",
    "case",
    "pad",
    "year",
    "date",
    "scale",
];

impl Reader<'_> {
    fn fail(&mut self, span: &Range<usize>, problem: Problem) {
        let line = line_of(self.text, span.start);
        self.errors.push(MappingError { file: self.file.to_owned(), line, problem });
    }

    fn unknown(
        &mut self,
        span: &Range<usize>,
        key: &str,
        what: &'static str,
        found: &str,
        allowed: &[&str],
    ) {
        self.fail(
            span,
            Problem::Unknown {
                key: key.to_owned(),
                what,
                found: found.to_owned(),
                near: find_nearest(found, allowed.iter().copied()).map(str::to_owned),
                allowed: allowed.join(", "),
            },
        );
    }

    fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'_>>, expected: &'static str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a decimal number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.fail(&value.span(), Problem::WrongType { key: key.to_owned(), found, expected });
    }

    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let found = value.get_ref().as_str().map(str::to_owned);
        if found.is_none() {
            self.wrong_type(key, value, "a text in quotes");
        }
        found
    }

    fn flag(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(key, value, "true or false");
            false
        })
    }

    fn table<'a>(&mut self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Vec<Entry<'a>> {
        match value.get_ref().as_table() {
            Some(table) => entries(table),
            None => {
                self.wrong_type(key, value, "a table: { name = … }");
                Vec::new()
            }
        }
    }

    /// One text, or a list of texts.
    fn texts(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        match value.get_ref() {
            DeValue::String(text) => vec![text.to_string()],
            DeValue::Array(list) => list.iter().filter_map(|item| self.text(key, item)).collect(),
            _ => {
                self.wrong_type(key, value, "a text in quotes, or a list of them");
                Vec::new()
            }
        }
    }

    /// A word of a fixed list.
    fn word<T: Copy>(
        &mut self,
        key: &str,
        what: &'static str,
        value: &Spanned<DeValue<'_>>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let text = self.text(key, value)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.unknown(&value.span(), key, what, &text, &allowed);
        }
        found
    }

    fn read_mapping(&mut self, root: &DeTable<'_>, span: Range<usize>) -> Option<Mapping> {
        let mut mapping =
            Mapping { files: Vec::new(), sheet: None, form: Form::default(), tables: Vec::new() };
        for (key, value) in entries(root) {
            match key {
                "file" => mapping.files = self.texts(key, value),
                "sheet" => mapping.sheet = self.text(key, value),
                "encoding" => {
                    mapping.form.encoding = self.word(key, "encoding", value, &ENCODINGS);
                }
                "delimiter" => mapping.form.delimiter = self.read_delimiter(key, value),
                "table" => match value.get_ref().as_array() {
                    Some(list) => {
                        for item in list.iter() {
                            let table = self.read_table(item);
                            mapping.tables.extend(table);
                        }
                    }
                    None => self.wrong_type(key, value, "one or more [[table]] headings"),
                },
                _ => self.unknown(&value.span(), key, "setting", key, &FILE_KEYS),
            }
        }
        if mapping.sheet.is_some() && mapping.form != Form::default() {
            let why = "a workbook's sheet has neither `encoding` nor `delimiter`".to_owned();
            self.fail(&span, Problem::Unfit { key: "sheet".to_owned(), why });
        }
        let needed = [
            (
                "file",
                mapping.files.is_empty(),
                "say which files the mapping fits, such as \"roster*.csv\"",
            ),
            (
                "table",
                mapping.tables.is_empty() && self.errors.is_empty(),
                "say which table to fill, under a [[table]] heading",
            ),
        ];
        for (key, absent, why) in needed {
            if absent {
                self.fail(&span, Problem::Absent { key: key.to_owned(), why: why.to_owned() });
            }
        }
        Some(mapping)
    }

    fn read_delimiter(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<u8> {
        let text = self.text(key, value)?;
        let found = super::fit::find_delimiter(&text);
        if let Err(why) = &found {
            self.fail(&value.span(), Problem::Unfit { key: key.to_owned(), why: why.clone() });
        }
        found.ok()
    }

    fn read_table(&mut self, value: &Spanned<DeValue<'_>>) -> Option<TableMapping> {
        let list = self.table("table", value);
        let Some(&(_, name)) = list.iter().find(|(key, _)| *key == "name") else {
            let why = "say which table to fill".to_owned();
            self.fail(&value.span(), Problem::Absent { key: "table.name".into(), why });
            return None;
        };
        let word = self.text("table.name", name)?;
        let Some(table) = find_table(&word) else {
            let allowed: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
            self.unknown(&name.span(), "table.name", "table", &word, &allowed);
            return None;
        };
        let mut made = TableMapping {
            table,
            columns: Vec::new(),
            keep: Vec::new(),
            leave_out: Vec::new(),
            distinct: false,
            unpivot: None,
        };
        for (key, value) in list {
            match key {
                "name" => {}
                "columns" => {
                    for (ours, theirs) in self.table("columns", value) {
                        let key = format!("{}.{ours}", table.name);
                        let span = theirs.span();
                        let Some(spec) = self.find_spec(table, &key, ours, &span) else { continue };
                        let column = self.read_column(&key, spec, theirs);
                        made.columns.push((spec.name, column));
                    }
                }
                "keep" => made.keep = self.read_conditions("keep", value),
                "leave_out" => made.leave_out = self.read_conditions("leave_out", value),
                "distinct" => made.distinct = self.flag("distinct", value),
                "unpivot" => made.unpivot = self.read_unpivot(table, value),
                _ => self.unknown(&value.span(), key, "setting of a table", key, &TABLE_KEYS),
            }
        }
        self.check_table(&made, &name.span());
        Some(made)
    }

    fn find_spec(
        &mut self,
        table: &'static Table,
        key: &str,
        name: &str,
        span: &Range<usize>,
    ) -> Option<&'static Spec> {
        let found = table.columns.iter().find(|spec| spec.name == name);
        if found.is_none() {
            let allowed: Vec<&str> = table.columns.iter().map(|spec| spec.name).collect();
            self.unknown(span, key, "column", name, &allowed);
        }
        found
    }

    fn read_conditions(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Condition> {
        let mut list = Vec::new();
        for (column, value) in self.table(key, value) {
            let values = self.texts(&format!("{key}.{column}"), value);
            list.push(Condition { column: column.to_owned(), values });
        }
        list
    }

    fn read_unpivot(
        &mut self,
        table: &'static Table,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Unpivot> {
        let mut made = Unpivot {
            columns: Vec::new(),
            code: "",
            value: "",
            missing: Vec::new(),
            keep_blank: false,
        };
        for (key, value) in self.table("unpivot", value) {
            let path = format!("unpivot.{key}");
            match key {
                "columns" => made.columns = self.read_pairs(&path, value),
                "code" | "value" => {
                    let Some(name) = self.text(&path, value) else { continue };
                    let spec = self.find_spec(table, &path, &name, &value.span());
                    let name = spec.map_or("", |spec| spec.name);
                    if key == "code" { made.code = name } else { made.value = name }
                }
                "missing" => made.missing = self.read_missing(&path, value),
                "keep_blank" => made.keep_blank = self.flag(&path, value),
                _ => self.unknown(&value.span(), &path, "setting of unpivot", key, &UNPIVOT_KEYS),
            }
        }
        for (key, absent) in [
            ("unpivot.columns", made.columns.is_empty()),
            ("unpivot.code", made.code.is_empty()),
            ("unpivot.value", made.value.is_empty()),
        ] {
            if absent && self.errors.is_empty() {
                let why = "unpivot needs the columns, and which of ours take code and value".into();
                self.fail(&value.span(), Problem::Absent { key: key.into(), why });
            }
        }
        Some(made)
    }

    fn read_pairs(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (from, to) in self.table(key, value) {
            if let Some(to) = self.text(&format!("{key}.{from}"), to) {
                pairs.push((from.to_owned(), to));
            }
        }
        pairs
    }

    fn read_missing(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, Missing)> {
        let mut pairs = Vec::new();
        for (token, reason) in self.table(key, value) {
            let reason = self.word(&format!("{key}.{token}"), "reason", reason, &MISSING_WORDS);
            pairs.extend(reason.map(|reason| (token.to_owned(), reason)));
        }
        pairs
    }

    fn read_column(
        &mut self,
        key: &str,
        spec: &Spec,
        value: &Spanned<DeValue<'_>>,
    ) -> ColumnMapping {
        let mut made = ColumnMapping::default();
        match value.get_ref() {
            DeValue::String(name) => return ColumnMapping::column(name),
            DeValue::Table(_) => {}
            _ => {
                self.wrong_type(key, value, "a column name in quotes, or a table: { from = … }");
                return made;
            }
        }
        for (setting, value) in self.table(key, value) {
            let path = format!("{key}.{setting}");
            match setting {
                "from" => made.from = self.text(&path, value).into_iter().collect(),
                "join" => made.from = self.texts(&path, value),
                "with" => made.with = self.text(&path, value).unwrap_or_default(),
                "fall_back" => made.fall_back = self.texts(&path, value),
                "constant" => made.constant = self.text(&path, value),
                "default" => made.default = self.text(&path, value),
                "values" => made.values = self.read_pairs(&path, value),
                "missing" => made.missing = self.read_missing(&path, value),
                "strip" => made.strip = self.texts(&path, value),
                "case" => made.case = self.word(&path, "letter case", value, &CASE_WORDS),
                "pad" => made.pad = self.read_pad(&path, value),
                "year" => made.year = self.word(&path, "form of year", value, &YEAR_WORDS),
                "date" => made.date = self.text(&path, value),
                "scale" => made.scale = self.read_scale(&path, value),
                _ => {
                    self.unknown(
                        &value.span(),
                        &path,
                        "setting of a column",
                        setting,
                        &COLUMN_KEYS,
                    );
                }
            }
        }
        super::fit::check_column(spec, &made).into_iter().for_each(|why| {
            self.fail(&value.span(), Problem::Unfit { key: key.to_owned(), why });
        });
        made
    }

    fn read_pad(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<usize> {
        let number = value.get_ref().as_integer().and_then(|n| n.as_str().parse().ok());
        let found = number.filter(|length| (1..=32).contains(length));
        if found.is_none() {
            self.wrong_type(key, value, "a length from 1 to 32");
        }
        found
    }

    fn read_scale(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<f64> {
        let text = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            _ => String::new(),
        };
        let found = text.parse().ok().filter(|scale: &f64| scale.is_finite() && *scale != 0.0);
        if found.is_none() {
            self.wrong_type(key, value, "a number that is not zero");
        }
        found
    }

    fn check_table(&mut self, made: &TableMapping, span: &Range<usize>) {
        if !self.errors.is_empty() {
            return;
        }
        for why in super::fit::list_absent(made) {
            let key = format!("{}.{}", made.table.name, why.0);
            self.fail(span, Problem::Absent { key, why: why.1 });
        }
    }
}

//! What is read is what the library reads, and what is wrong is told where it tells it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    Plain,
    Share(f64),
    Pair { a: u8, b: i64 },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inner {
    name: Spanned<String>,
    #[serde(default)]
    counts: Vec<u32>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    credits: Spanned<f64>,
    open: bool,
    until: Option<String>,
    pair: (i16, String),
    ways: Vec<Way>,
    weights: BTreeMap<String, u8>,
    inner: Vec<Spanned<Inner>>,
}

const TEXT: &str = "credits = 24\nopen = true\nuntil = \"2027-06-30\"\npair = [-3, \"x\"]\n\
    ways = [\"plain\", { share = 0.5 }, { pair = { a = 1, b = 0x10 } }]\n\
    weights = { a = 1, b = 2 }\n\n[[inner]]\nname = \"one\"\n\n[[inner]]\n\
    name = \"two\"\ncounts = [1, 2]\n";

#[test]
fn it_reads_what_the_library_reads_with_the_same_places() {
    let ours: Whole = read_toml(TEXT).unwrap();
    let theirs: Whole = toml::from_str(TEXT).unwrap();
    assert_eq!(ours, theirs);
    let spans = |whole: &Whole| {
        let mut spans = vec![whole.credits.span()];
        spans.extend(whole.inner.iter().map(Spanned::span));
        spans.extend(whole.inner.iter().map(|inner| inner.get_ref().name.span()));
        spans
    };
    assert_eq!(spans(&ours), spans(&theirs));
}

#[test]
fn a_day_may_stand_without_quotes() {
    let bare: Whole = read_toml(&TEXT.replace("\"2027-06-30\"", "2027-06-30")).unwrap();
    assert_eq!(bare.until.as_deref(), Some("2027-06-30"));
}

#[test]
fn what_is_wrong_is_told_with_the_line_that_the_library_tells() {
    for (from, to, line, words) in [
        ("open = true", "open = 1", 2, "invalid type: integer `1`, expected a boolean"),
        ("open = true", "opens = true", 2, "unknown field `opens`"),
        ("open = true\n", "", 1, "missing field `open`"),
        ("counts = [1, 2]", "counts = [1, -2]", 13, "invalid value: integer `-2`, expected u32"),
        ("counts = [1, 2]", "count = 1", 13, "unknown field `count`"),
        ("name = \"two\"\n", "", 11, "missing field `name`"),
        ("\"plain\"", "\"plane\"", 5, "unknown variant `plane`"),
        ("{ share = 0.5 }", "\"share\"", 5, "`share` needs a value"),
        ("b = 2 }", "b = 256 }", 6, "invalid value: integer `256`, expected u8"),
        ("credits = 24", "credits = \"many\"", 1, "invalid type: string \"many\", expected f64"),
        ("[[inner]]", "[inner", 8, ""),
    ] {
        let text = TEXT.replacen(from, to, if words.is_empty() { 1 } else { 9 });
        let error = read_toml::<Whole>(&text).unwrap_err();
        assert!(error.message().starts_with(words), "{to}: {error}");
        assert_eq!(error.line(&text), line, "{to}: {error}");
        let theirs = toml::from_str::<Whole>(&text).unwrap_err();
        let begin = theirs.span().map_or(0, |span| span.start).min(text.len());
        let their_line = text[..begin].matches('\n').count() + 1;
        assert_eq!(line, their_line, "{to}: the library says {theirs}");
    }
}

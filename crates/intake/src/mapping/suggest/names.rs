//! How near a file's header is to one of our columns, by the words in it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use traction_core::district::{Spec, Table};

use traction_core::near::count_edits;

/// Words of measure. Many columns have them, so a match needs another word beside them.
const MEASURES: [&str; 12] = [
    "percent", "count", "number", "rate", "total", "average", "avg", "mean", "n", "sum", "value",
    "share",
];
/// Words that say what sort of column it is and not of what. Alone they match only a spelling that
/// is listed as just that word.
const SORTS: [&str; 9] =
    ["id", "name", "code", "date", "type", "status", "level", "description", "title"];

/// The entries of a list kept as data: two fields a line, a tab between; `#` begins a remark.
fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

static WORDS: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| entries(include_str!("words.tsv")).collect());

static SYNONYMS: LazyLock<BTreeMap<&'static str, Vec<Vec<String>>>> = LazyLock::new(|| {
    entries(include_str!("synonyms.tsv"))
        .map(|(column, spellings)| (column, spellings.split(';').map(list_words).collect()))
        .collect()
});

static GROUPS: LazyLock<Vec<(Vec<String>, &'static str)>> = LazyLock::new(|| {
    entries(include_str!("groups.tsv")).map(|(words, group)| (list_words(words), group)).collect()
});

/// The words of a header: `STU_NBR`, `studentNumber` and `Student Number` are all *student number*.
pub(super) fn list_words(header: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before = ' ';
    for c in header.chars() {
        if !c.is_alphanumeric() {
            spaced.push(' ');
        } else {
            if c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit()) {
                spaced.push(' ');
            }
            spaced.extend(c.to_lowercase());
        }
        before = c;
    }
    spaced
        .split_whitespace()
        .flat_map(|word| WORDS.get(word).copied().unwrap_or(word).split(' ').map(str::to_owned))
        .collect()
}

/// The student group that a header of published counts names.
pub(super) fn find_group(header: &str) -> Option<&'static str> {
    let words = list_words(header);
    GROUPS.iter().find(|(listed, _)| *listed == words).map(|(_, group)| *group)
}

/// How near a header is to a column, from 0 to 1, and the spelling that it is near to.
pub(super) fn measure(header: &[String], table: &Table, spec: &Spec) -> (f64, String) {
    let own = [
        Some(spec.name),
        spec.ceds,
        spec.edfi.and_then(last_part),
        spec.oneroster.and_then(last_part),
    ];
    let own = own.into_iter().flatten().enumerate().map(|(rank, name)| {
        // Our own name counts in full; a standard's name may be shared by several columns.
        (list_words(name), if rank == 0 { 1.0 } else { 0.9 })
    });
    let narrow = format!("{}.{}", table.name, spec.name);
    let listed = SYNONYMS.get(narrow.as_str()).or_else(|| SYNONYMS.get(spec.name));
    let spellings = listed.into_iter().flatten().enumerate().map(|(rank, words)| {
        // The first spellings of the list are the plainest ones.
        (words.clone(), 1.0 - 0.005 * rank.min(20) as f64)
    });
    own.chain(spellings)
        .map(|(words, weight)| (compare(header, &words) * weight, words.join(" ")))
        .fold((0.0, String::new()), |best, next| if next.0 > best.0 { next } else { best })
}

fn last_part(name: &'static str) -> Option<&'static str> {
    name.rsplit('.').next()
}

/// How alike two lists of words are, from 0 to 1.
fn compare(header: &[String], words: &[String]) -> f64 {
    if header.is_empty() || words.is_empty() {
        return 0.0;
    }
    let is_measure = |word: &String| MEASURES.contains(&word.as_str());
    if words.iter().all(is_measure) || header.iter().all(is_measure) {
        return 0.0;
    }
    if header == words {
        return 1.0;
    }
    let (joined, other) = (header.concat(), words.concat());
    if joined == other {
        return 0.98;
    }
    if joined.len() > 6 && count_edits(&joined, &other) <= 1 {
        return 0.9;
    }
    // Each word of the header answers for one word of the spelling.
    let mut rest: Vec<&String> = header.iter().collect();
    let shared: Vec<&String> = words
        .iter()
        .filter_map(|word| rest.iter().position(|other| *other == word).map(|at| rest.remove(at)))
        .collect();
    let tells = |word: &&String| !is_measure(word) && !SORTS.contains(&word.as_str());
    if !shared.iter().any(tells) {
        return 0.0;
    }
    let common = shared.len();
    let dice = 2.0 * common as f64 / (header.len() + words.len()) as f64;
    // A spelling of one word says little inside a longer header.
    if words.len() == 1 || common < words.len().min(header.len()) {
        dice * 0.7
    } else {
        dice * 0.95
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use traction_core::district::find_table;

    #[test]
    fn one_header_in_three_spellings_has_the_same_words() {
        for header in ["STU_NBR", "studentNumber", "Student Number"] {
            assert_eq!(list_words(header), ["student", "number"]);
        }
        assert_eq!(list_words("DOB"), ["birth", "date"]);
    }

    #[test]
    fn every_synonym_names_a_column_and_every_group_a_dimension() {
        for column in SYNONYMS.keys() {
            let known = match column.split_once('.') {
                Some((table, column)) => find_table(table).unwrap().find_column(column).is_some(),
                None => traction_core::district::TABLES
                    .iter()
                    .any(|table| table.find_column(column).is_some()),
            };
            assert!(known, "{column}");
        }
        assert!(GROUPS.iter().all(|(_, group)| *group == "all" || group.contains('=')));
    }

    #[test]
    fn a_word_of_measure_alone_carries_no_match() {
        let table = find_table("school_attendance").unwrap();
        let near = |header: &str| {
            let words = list_words(header);
            table.columns.iter().map(|spec| measure(&words, table, spec).0).fold(0.0, f64::max)
        };
        for header in ["Mobility Pct", "Pct", "Cnt", "Entrants Count", "Number", "Total Rate"] {
            assert_eq!(near(header), 0.0, "{header}");
        }
        for header in ["Attend Pct Pct", "Attendance Rate", "Attendance Pct"] {
            assert!(near(header) > 0.9, "{header}");
        }
    }

    #[test]
    fn a_header_is_nearest_to_the_column_that_it_spells() {
        let table = find_table("assessments").unwrap();
        let nearest = |header: &str| {
            let words = list_words(header);
            let scored =
                table.columns.iter().map(|spec| (measure(&words, table, spec).0, spec.name));
            scored.fold((0.0, ""), |a, b| if b.0 > a.0 { b } else { a }).1
        };
        assert_eq!(nearest("CONTENT_AREA"), "academic_subject");
        assert_eq!(nearest("ACHIEVEMENT_LEVEL"), "performance_level");
        assert_eq!(nearest("SCHOOL_NUMBER"), "school_id");
        assert_eq!(nearest("ScaleScore"), "scale_score");
    }
}

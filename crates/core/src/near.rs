//! *Did you mean …?* by edit distance: for columns, measures, settings, commands.

/// The listed word that is nearest to one that was not found, when it is near enough to be meant.
pub fn find_nearest<'a>(word: &str, listed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = word.to_lowercase();
    let limit = (asked.chars().count() / 3).max(1);
    listed
        .into_iter()
        .map(|candidate| (count_edits(&asked, &candidate.to_lowercase()), candidate))
        .filter(|(edits, _)| *edits <= limit)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other
/// (Damerau-Levenshtein, optimal string alignment).
pub fn count_edits(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        assert_eq!(count_edits("grade", "garde"), 1);
        assert_eq!(count_edits("", "abc"), 3);
        assert_eq!(count_edits("same", "same"), 0);
    }

    #[test]
    fn only_a_near_word_is_offered() {
        let words = ["student_id", "school_id", "grade_level"];
        assert_eq!(find_nearest("studnet_id", words), Some("student_id"));
        assert_eq!(find_nearest("weather", words), None);
    }
}

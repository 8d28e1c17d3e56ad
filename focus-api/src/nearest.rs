//! Which known name is meant by a misspelt one: for errors that offer it.
//!
//! Written here because it is 15 lines, and every crate of the dependency tree is one that users of this crate compile.

/// Returns up to three of `names` that are most like `text`, the nearest first.
pub(crate) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let mut found: Vec<(usize, &str)> = names.into_iter().map(|name| (distance(&text, name), name)).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Returns the Levenshtein distance, without regard to case: the number of characters to insert, remove or replace.
fn distance(text: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=text.len()).collect();
    for (line, letter) in name.to_lowercase().chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for (column, other) in text.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_comes_first_without_regard_to_case() {
        let names = ["Website", "Web shop", "Accounting", "Hiring"];
        assert_eq!(nearest("websiet", names)[0], "Website");
        assert_eq!(nearest("WEBSHOP", names)[0], "Web shop");
        assert_eq!(nearest("", names).len(), 3);
        assert!(nearest("x", []).is_empty());
    }

    #[test]
    fn the_distance_counts_changes_of_characters() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("kitten"), "sitting"), 3);
        assert_eq!(distance(&chars("ähre"), "Ähre"), 0);
        assert_eq!(distance(&[], "abc"), 3);
    }
}

//! Finds the known names that are most similar to a misspelt one, for errors.
//!
//! It is implemented here because it has 25 lines, and a dependency would be one more crate for users to compile.

/// The number of characters that are compared. The time grows with their number, and the text may come from outside.
const MAX_TEXT: usize = 100;

/// Returns up to three of `names` that are most similar to `text`, the nearest first.
pub(crate) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).take(MAX_TEXT).collect();
    // A matching part of a long name comes before short names, which the distance to the complete name would prefer.
    let mut found: Vec<_> =
        names.into_iter().map(|name| (distance(&text, name, true), distance(&text, name, false), name)).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(.., name)| name).collect()
}

/// Returns the Levenshtein distance without regard to case: the number of characters to insert, remove or replace. With
/// `to_part`, returns the distance to the nearest part of the name.
fn distance(text: &[char], name: &str, to_part: bool) -> usize {
    let mut row: Vec<usize> = (0..=text.len()).collect();
    let mut nearest_part = text.len();
    for (line, letter) in name.chars().flat_map(char::to_lowercase).take(MAX_TEXT).enumerate() {
        let begin = if to_part { 0 } else { line + 1 };
        let mut diagonal = std::mem::replace(&mut row[0], begin);
        for (column, other) in text.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
        nearest_part = nearest_part.min(row[text.len()]);
    }
    if to_part { nearest_part } else { row[text.len()] }
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
        assert_eq!(nearest("Websit", ["Hiring", "メニュー", "Website relaunch"])[0], "Website relaunch");
    }

    #[test]
    fn the_distance_counts_changes_of_characters() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("kitten"), "sitting", false), 3);
        assert_eq!(distance(&chars("ähre"), "Ähre", false), 0);
        assert_eq!(distance(&[], "abc", false), 3);
        assert_eq!(distance(&chars("pinnd"), "is pinned", true), 1);
    }
}

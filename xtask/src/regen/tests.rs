//! A change of the document shows in the derived files where a reviewer expects it, and nowhere else.

use similar::{ChangeTag, TextDiff};

use super::*;

/// The filter by colour that the service does not have, behind `name` in the list of tasks.
const NEW_FILTER: &str = "        - name: color\n          in: query\n          description: Only tasks of this colour.\n          \
                          schema:\n            type: string\n";

const ANCHOR: &str = "        - $ref: '#/components/parameters/Name'\n";

fn document() -> String {
    fs::read_to_string(artifact::root().join("openapi/focus.yaml")).unwrap()
}

/// Lines that differ in each derived file, with `+` or `-` before them.
fn differences(before: &str, after: &str) -> Vec<(String, Vec<String>)> {
    let (before, after) = (derive(before).unwrap(), derive(after).unwrap());
    let pairs = before.iter().zip(&after);
    pairs
        .map(|(old, new)| {
            let diff = TextDiff::from_lines(&old.content, &new.content);
            let changed = diff.iter_all_changes().filter_map(|change| match change.tag() {
                ChangeTag::Insert => Some(format!("+{}", change.value().trim_end())),
                ChangeTag::Delete => Some(format!("-{}", change.value().trim_end())),
                ChangeTag::Equal => None,
            });
            (old.path.display().to_string(), changed.collect())
        })
        .collect()
}

#[test]
fn one_new_filter_is_one_new_line_in_the_table_and_only_new_lines_in_the_code() {
    let before = document();
    // The first place is the list of tasks; the stream comes later.
    let after = before.replacen(ANCHOR, &format!("{ANCHOR}{NEW_FILTER}"), 1);
    assert_ne!(before, after, "the document no longer has the line the test inserts behind");

    let differences = differences(&before, &after);
    assert_eq!(differences[0].1, ["+list_tasks ?color string"]);
    assert_eq!(differences[1].1, [""; 0], "a query parameter is no schema");
    let code = &differences[2].1;
    assert!(code.iter().all(|line| line.starts_with('+')), "lines of other things changed: {code:#?}");
    for offered in [
        "pub color: ::std::option::Option<::std::string::String>,",
        "pub fn color<V>(mut self, value: V) -> Self",
        "pub fn color(mut self, value: impl Into<::std::string::String>) -> Self {",
    ] {
        let found = code.iter().any(|line| line[1..].trim_start() == offered);
        assert!(found, "the code does not offer `{offered}`: {code:#?}");
    }
}

#[test]
fn a_reworded_description_changes_comments_alone() {
    let before = document();
    let after = before.replace("One-line title.", "The title, in one line.");
    assert_ne!(before, after, "the document no longer has the sentence the test rewords");
    let differences = differences(&before, &after);
    assert_eq!(differences[0].1, [""; 0]);
    assert_eq!(differences[1].1, [""; 0]);
    let code = &differences[2].1;
    assert!(!code.is_empty());
    assert!(code.iter().all(|line| line[1..].trim_start().starts_with("///")), "more than comments changed: {code:#?}");
}

#[test]
fn a_new_value_of_an_enumeration_is_one_line_in_the_table() {
    let before = document();
    let after =
        before.replace("enum: [todo, in_progress, blocked, done]", "enum: [todo, in_progress, blocked, done, later]");
    assert_ne!(before, after, "the document no longer has the enumeration the test extends");
    let differences = differences(&before, &after);
    assert_eq!(differences[1].1, ["+StatusType = later"]);
}

#[test]
fn words_that_are_still_to_be_found_are_refused_with_their_place() {
    assert!(refuse_placeholders(&document()).is_ok());
    let error = refuse_placeholders(&format!("info:\n  description: {PLACEHOLDER}\n")).unwrap_err();
    assert!(error.to_string().starts_with("openapi/focus.yaml:2: describe it"), "{error}");
}

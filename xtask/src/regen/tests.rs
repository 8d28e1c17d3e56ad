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
    let after = before.replace("Name of the task, one line of text.", "Title of the task.");
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
    let after = before.replace("[todo, in_progress, blocked, done]", "[todo, in_progress, blocked, done, later]");
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

/// A response field that is not nullable makes generated clients fail on the `null` the service may send, and a sort key
/// that the pattern lacks is refused by every validator.
#[test]
fn responses_may_be_null_and_sort_keys_match_their_pattern() {
    let document = codegen::parse(&document()).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut wrong = Vec::new();
    for (name, schema) in schemas {
        if let Some(keys) = schema["x-sort-keys"].as_array() {
            let custom = if name == "FamilyOrderBy" { "" } else { "|pcf_[1-9][0-9]*" };
            let keys: Vec<_> = keys.iter().filter_map(|key| key.as_str()).collect();
            assert_eq!(schema["pattern"], format!("^-?({}{custom})$", keys.join("|")), "write this pattern in {name}");
        }
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let only = property["allOf"].as_array().and_then(|list| list.first()).unwrap_or(property);
            let target = only["$ref"].as_str().and_then(|reference| schemas.get(reference.rsplit('/').next()?));
            let free = property.get("type").is_none() && target.is_none();
            let nullable = target.unwrap_or(property)["nullable"] == true;
            if is_response(name) && !required.iter().any(|name| name == field) && !nullable && !free {
                wrong.push(format!("{name}.{field}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0], "add `nullable: true` and `x-docs: {{nullable: absent}}`, or refer to `…OrNull`");
}

/// Request bodies are the objects that say what becomes of a field left out; everything else is sent by the service.
fn is_response(schema: &str) -> bool {
    !["NewTask", "NewTasks", "TaskReplacement", "TaskPatch", "BulkTaskPatch", "TaskIds", "Prompt"].contains(&schema)
}

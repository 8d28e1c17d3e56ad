//! A change of the document changes only the expected lines of the derived files.

use std::collections::BTreeSet;

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::*;

/// A new filter, which is inserted after `name` in the list of tasks.
const NEW_FILTER: &str = "        - name: color\n          in: query\n          description: Only tasks of this colour.\n          \
                          schema:\n            type: string\n";

const ANCHOR: &str = "        - $ref: '#/components/parameters/Name'\n";

fn document() -> String {
    fs::read_to_string(artifact::root().join("openapi/focus.yaml")).unwrap()
}

/// Returns the lines that differ in each derived file, with `+` or `-` before them.
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
fn a_new_filter_adds_one_line_to_the_table_and_only_adds_lines_to_the_code() {
    let before = document();
    // The first occurrence is in the list of tasks.
    let after = before.replacen(ANCHOR, &format!("{ANCHOR}{NEW_FILTER}"), 1);
    assert_ne!(before, after, "the document no longer has the line after which the test inserts");

    let differences = differences(&before, &after);
    assert_eq!(differences[0].1, ["+list_tasks ?color string"]);
    assert_eq!(differences[1].1, [""; 0], "a query parameter is not a schema");
    let code = &differences[3].1;
    assert!(code.iter().all(|line| line.starts_with('+')), "other lines changed: {code:#?}");
    for offered in [
        "pub color: ::std::option::Option<::std::string::String>,",
        "pub fn color<V>(mut self, value: V) -> Self",
        "color => color: into(::std::string::String);",
    ] {
        let found = code.iter().any(|line| line[1..].trim_start() == offered);
        assert!(found, "the code does not offer `{offered}`: {code:#?}");
    }
}

#[test]
fn a_reworded_description_changes_only_comments() {
    let before = document();
    let after = before.replace("Name of the task, one line of text.", "Title of the task.");
    assert_ne!(before, after, "the document no longer has the sentence that the test changes");
    let differences = differences(&before, &after);
    assert_eq!(differences[0].1, [""; 0]);
    assert_eq!(differences[1].1, [""; 0]);
    let code = &differences[3].1;
    assert!(!code.is_empty());
    assert!(code.iter().all(|line| line[1..].trim_start().starts_with("///")), "more than comments changed: {code:#?}");
}

#[test]
fn a_new_value_of_an_enumeration_adds_one_line_to_the_table() {
    let before = document();
    let after = before.replace("[todo, in_progress, blocked, done]", "[todo, in_progress, blocked, done, later]");
    assert_ne!(before, after, "the document no longer has the enumeration that the test extends");
    let differences = differences(&before, &after);
    assert_eq!(differences[1].1, ["+StatusType = later"]);
}

#[test]
fn placeholders_are_refused_with_the_line_of_the_first_and_their_number() {
    assert!(refuse_placeholders(&document()).is_ok());
    let line = format!("  description: {PLACEHOLDER}\n");
    let refused =
        |lines: usize| refuse_placeholders(&format!("info:\n{}", line.repeat(lines))).unwrap_err().to_string();
    let one = format!("openapi/focus.yaml:2: replace `{PLACEHOLDER}` by a description");
    assert_eq!(refused(1), one);
    assert_eq!(refused(3), format!("{one}, and 2 more"));
}

/// A field that is not nullable makes generated clients fail on the `null` that the service may send.
#[test]
fn every_optional_field_of_a_response_may_be_null() {
    let document = codegen::parse(&document()).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut names = BTreeSet::new();
    for operation in document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values())
    {
        collect_schemas(&operation["responses"], &document, &mut names);
    }
    assert!(names.contains("Task") && !names.contains("NewTask"), "these are not the schemas of responses: {names:?}");
    let mut wrong = Vec::new();
    for name in names {
        let schema = &schemas[&name];
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let only = property["allOf"].as_array().and_then(|list| list.first()).unwrap_or(property);
            let target = only["$ref"].as_str().and_then(|reference| schemas.get(reference.rsplit('/').next()?));
            // A schema without a type accepts any JSON value, including `null`.
            let any = property.get("type").is_none() && target.is_none();
            let nullable = target.unwrap_or(property)["nullable"] == true;
            if !required.iter().any(|name| name == field) && !nullable && !any {
                wrong.push(format!("{name}.{field}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0], "add `nullable: true` and `x-docs: {{nullable: absent}}`, or refer to `…OrNull`");
}

/// Adds the schemas to which a part of the document refers, directly or indirectly.
fn collect_schemas(value: &Value, document: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            let reference = object.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
            if let Some(pointer) = reference {
                let schema = pointer.strip_prefix("/components/schemas/");
                if schema.is_none_or(|name| names.insert(name.to_owned())) {
                    collect_schemas(document.pointer(pointer).unwrap(), document, names);
                }
            }
            object.values().for_each(|value| collect_schemas(value, document, names));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_schemas(value, document, names)),
        _ => {}
    }
}

/// Validators refuse a sort key that the pattern does not have, although the client accepts it.
#[test]
fn the_pattern_of_sort_keys_has_every_sort_key() {
    let document = codegen::parse(&document()).unwrap();
    let mut found = 0;
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let Some(keys) = schema["x-sort-keys"].as_array() else { continue };
        let custom = if name == "FamilyOrderBy" { "" } else { "|pcf_[1-9][0-9]*" };
        let keys: Vec<_> = keys.iter().filter_map(Value::as_str).collect();
        assert_eq!(schema["pattern"], format!("^-?({}{custom})$", keys.join("|")), "write this pattern in {name}");
        found += 1;
    }
    assert!(found > 0, "the lists that can be sorted have no sort keys");
}

/// An operation on a path of its own, as `docs diff --apply` writes it: the example of "Add an operation" in
/// CONTRIBUTING.md.
const NEW_OPERATION: &str = "  /organizations/{organization_id}/workspaces/{workspace_id}/tasks/bulk/restore:
    parameters:
      - $ref: '#/components/parameters/OrganizationId'
      - $ref: '#/components/parameters/WorkspaceId'
    patch:
      operationId: bulk_restore_tasks
      summary: Restores up to 100 deleted tasks.
      description: Restores 1 to 100 deleted tasks.
      tags: [tasks]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/TaskIds'
      responses:
        '204':
          $ref: '#/components/responses/NoContent'
        '404':
          $ref: '#/components/responses/NotFound'
";

const NEXT_PATH: &str = "  /organizations/{organization_id}/workspaces/{workspace_id}/tasks/calendar:\n";

#[test]
fn a_new_operation_comes_with_its_builder_and_its_route_in_the_fake() {
    let before = document();
    let after = before.replacen(NEXT_PATH, &format!("{NEW_OPERATION}{NEXT_PATH}"), 1);
    assert_ne!(before, after, "the document no longer has the path the test inserts before");

    let differences = differences(&before, &after);
    assert_eq!(
        differences[0].1,
        [
            "+bulk_restore_tasks 204",
            "+bulk_restore_tasks 404 Problem",
            "+bulk_restore_tasks :organization_id OrganizationId required",
            "+bulk_restore_tasks :workspace_id WorkspaceId required",
            "+bulk_restore_tasks PATCH /tasks/bulk/restore",
            "+bulk_restore_tasks body TaskIds",
        ]
    );
    assert_eq!(differences[1].1, [""; 0], "the schema of the body is known");
    assert_eq!(
        differences[2].1,
        [
            "+    BulkRestoreTasks,",
            "+    Operation { id: \"bulk_restore_tasks\", method: \"PATCH\", path: \"tasks/bulk/restore\" },",
            "+        (\"bulk_restore_tasks\", []) => Call::BulkRestoreTasks,",
        ]
    );
    let code = &differences[3].1;
    assert!(code.iter().all(|line| line.starts_with('+')), "lines of other things changed: {code:#?}");
    for offered in [
        "pub fn bulk_restore_tasks(&self) -> builder::BulkRestoreTasks<'_> {",
        "pub const BULK_RESTORE_TASKS: &Operation = &Operation {",
    ] {
        let found = code.iter().any(|line| line[1..].trim_start() == offered);
        assert!(found, "the code does not offer `{offered}`: {code:#?}");
    }
}

//! Adaptations of schemas: those of requests, those that become one Rust type, and parts that most tasks do not have.
//!
//! `members.rs` adapts the members of a schema.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::document::{add_boxed, operations, redirect, schemas};
use super::{PAGES, TASKS};

/// Marks schemas that only requests use with `x-request` and those that only responses use with `x-response`, and forbids unknown members in the former. A misspelt member of a
/// request would be ignored, while an unknown member of a response comes from a later version of the service.
pub(super) fn mark_requests(document: &mut Value) {
    let mut requests = BTreeSet::new();
    let mut responses = BTreeSet::new();
    for operation in operations(document).map(|operation| operation.clone()).collect::<Vec<_>>() {
        collect_references(document, &operation["requestBody"], &mut requests);
        collect_references(document, &operation["responses"], &mut responses);
    }
    for (name, schema) in schemas(document) {
        if requests.contains(name) && !responses.contains(name) && schema["type"] == "object" {
            schema["x-request"] = json!(true);
            schema["additionalProperties"] = json!(false);
        } else if responses.contains(name) && !requests.contains(name) {
            schema["x-response"] = json!(true);
        }
    }
}

/// Adds the names of the schemas that `value` refers to, directly or through others.
fn collect_references(document: &Value, value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            let target = object.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
            if let Some(target) = target {
                let name = target.strip_prefix("/components/schemas/");
                // A response is a component but not a schema, and does not refer to other responses.
                if name.is_none_or(|name| names.insert(name.to_owned())) {
                    collect_references(document, document.pointer(target).unwrap_or(&Value::Null), names);
                }
            }
            object.values().for_each(|value| collect_references(document, value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_references(document, value, names)),
        _ => {}
    }
}

/// Merges the three task schemas of the docs page, with and without parent and counters, into one `Task`. Its members
/// are those of all three, all optional, so that a function with a `&Task` argument accepts any of them.
pub(super) fn one_task_type(document: &mut Value) {
    redirect(document, "TaskSummary", "Task");
    redirect(document, "ParentTask", "BoxedTask");
    merge(document, "Task", &TASKS);
    add_boxed(document, "Task");
}

/// Merges the pages of all lists. They differ in members such as `total`, which are optional fields.
pub(super) fn one_page_type(document: &mut Value) {
    for name in PAGES.into_iter().filter(|name| *name != "TaskPage") {
        redirect(document, name, "TaskPage");
    }
    merge(document, "TaskPage", &PAGES);
}

/// Moves the members of several schemas to `target`. `check.rs` refuses members of the same name with different types.
fn merge(document: &mut Value, target: &str, names: &[&str]) {
    for name in names.iter().filter(|name| **name != target) {
        let Some(mut schema) = schemas(document).remove(*name) else { continue };
        let members = schema.get_mut("properties").and_then(Value::as_object_mut).map(std::mem::take);
        let Some(own) = schemas(document).get_mut(target).map(|target| &mut target["properties"]) else { continue };
        for (member, schema) in members.into_iter().flatten() {
            if own.get(&member).is_none() {
                own[member] = schema;
            }
        }
    }
}

/// Boxes the parts that most tasks do not have. Without the boxes a `Task` is 3 KiB larger (measured).
pub(super) fn box_rare_parts(document: &mut Value) {
    for name in ["TaskMetadata", "ProjectRate"] {
        redirect(document, name, &format!("Boxed{name}"));
        add_boxed(document, name);
    }
}

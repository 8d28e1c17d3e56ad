//! Adaptations of whole schemas: those of requests, those that become one Rust type, and rare parts.
//!
//! What a schema says of its members is in `members.rs`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::document::{add_boxed, operations, redirect, schemas};
use super::{PAGES, TASKS};

/// Marks the schemas that only requests use, with `x-request`, and closes them: a misspelt member of a request would be
/// lost, while an unknown member of a response comes from a later version of the service.
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
                // A response is a component as well, but no schema, and refers to no other response.
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

/// The page has tasks with and without parent and counters, in three tables. In Rust all of them are one `Task`, which
/// has the members of all three, optional anyway: a function that takes a `&Task` then takes any of them.
pub(super) fn one_task_type(document: &mut Value) {
    redirect(document, "TaskSummary", "Task");
    redirect(document, "ParentTask", "BoxedTask");
    merge(document, "Task", &TASKS);
    add_boxed(document, "Task");
}

/// The lists differ in members such as `total`, whose absence an optional field says as well.
pub(super) fn one_page_type(document: &mut Value) {
    for name in PAGES.into_iter().filter(|name| *name != "TaskPage") {
        redirect(document, name, "TaskPage");
    }
    merge(document, "TaskPage", &PAGES);
}

/// Gives `target` the members of the schemas that become it, and removes those. Where two have the same member,
/// `check.rs` has made sure that it is of the same type.
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

/// Boxes the parts that most tasks do not have: without the boxes a task takes 3 KiB more, measured.
pub(super) fn box_rare_parts(document: &mut Value) {
    for name in ["TaskMetadata", "ProjectRate"] {
        redirect(document, name, &format!("Boxed{name}"));
        add_boxed(document, name);
    }
}

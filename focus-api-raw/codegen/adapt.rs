//! Changes a copy of the document so that progenitor generates the types and builders that this crate needs.
//!
//! `openapi/focus.yaml` itself stays usable for any tool. Each function here works around one limit of the generator
//! and documents it. They run in the order of [`for_progenitor`], and are in `adapt/` by what they change:
//! `operations.rs`, `schemas.rs`, `members.rs`, `queries.rs`; `document.rs` has functions that find and change parts of
//! the document. Rust types are chosen in `types.rs`.

#[path = "adapt/document.rs"]
mod document;
#[path = "adapt/members.rs"]
mod members;
#[path = "adapt/operations.rs"]
mod operations;
#[path = "adapt/queries.rs"]
mod queries;
#[path = "adapt/schemas.rs"]
mod schemas;

use serde_json::{Map, Value};

pub(super) use self::document::{query_parameters, reference};

/// Schemas that become the Rust type `Task`.
pub(super) const TASKS: [&str; 3] = ["Task", "TaskSummary", "ParentTask"];

/// Schemas that become the Rust type `TaskPage`.
pub(super) const PAGES: [&str; 3] = ["TaskPage", "RecurringTaskPage", "TaskFamilyPage"];

/// The merged schemas, by the schema into which they are merged.
pub(super) const MERGED: [(&str, [&str; 3]); 2] = [("Task", TASKS), ("TaskPage", PAGES)];

/// Applies every adaptation.
pub(super) fn for_progenitor(document: &mut Value) {
    schemas::mark_requests(document);
    members::name_setters(document);
    operations::drop_error_responses(document);
    operations::leave_out_multipart(document);
    operations::return_bytes(document);
    members::drop_limits(document);
    members::drop_narrowing(document);
    members::drop_defaults(document);
    members::read_null_as_absent(document);
    members::list_known_values(document);
    schemas::one_task_type(document);
    schemas::one_page_type(document);
    schemas::box_rare_parts(document);
    members::lift_three_state_fields(document);
    members::make_lists_optional(document);
    queries::let_filters_ask_for_none(document);
    queries::describe_page_size(document);
    queries::add_query_types(document);
    queries::rename_parameters(document);
    queries::rename_path_parameters(document);
    operations::name_bodies(document);
    members::describe_references(document);
    *document = sorted(document.take());
}

/// Sorts all keys. Progenitor's output follows their order, so a moved paragraph of the document would change the code.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries.into_iter().map(|(key, value)| (key, sorted(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        scalar => scalar,
    }
}

/// Returns the number of operations that are passed to the generator.
pub(super) fn operation_count(adapted: &Value) -> usize {
    let items = adapted["paths"].as_object().into_iter().flat_map(Map::values).filter_map(Value::as_object);
    items.flat_map(Map::values).filter(|value| value.get("operationId").is_some()).count()
}

/// Returns whether a schema becomes the type `Task`.
pub(super) fn is_task(schema: &Value) -> bool {
    reference(schema).is_some_and(|name| TASKS.contains(&name))
}

/// Returns whether a schema becomes the type `TaskPage`.
pub(super) fn is_task_page(schema: &Value) -> bool {
    reference(schema).is_some_and(|name| PAGES.contains(&name))
}

/// Converts `list_tasks` to `ListTasks`.
pub(super) fn pascal_case(snake: &str) -> String {
    let capitalized = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    snake.split('_').map(capitalized).collect()
}

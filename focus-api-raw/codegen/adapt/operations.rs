//! Adaptations of operations: their responses and request bodies.
//!
//! Query parameters are in `queries.rs`.

use serde_json::{Value, json};

use super::document::{add_schema, operations, paths, refer_to, reference};

/// Operations whose response is returned as bytes, with the reason.
const BYTES: [(&str, &str); 4] = [
    ("stream_tasks", "one response can contain a complete workspace, which may not fit into memory"),
    (
        "create_task",
        "a 201 with an undecodable body still created the task; a decode error would invite a second attempt",
    ),
    ("bulk_create_tasks", "as for create_task"),
    ("sync_calendar_tasks", "responds with 204, or with 200 and counters, and the generator supports one success"),
];

/// Removes error responses, so that every error is returned with status, headers and body. Progenitor supports one
/// shape per class of statuses, discards the body of an error without a schema, and discards the status if a typed
/// error is HTML.
pub(super) fn drop_error_responses(document: &mut Value) {
    for operation in operations(document) {
        if let Some(responses) = operation["responses"].as_object_mut() {
            responses.retain(|status, _| status.starts_with('2'));
        }
    }
}

/// Removes operations with multipart bodies, which progenitor refuses. `src/extract.rs` implements the one that exists.
pub(super) fn leave_out_multipart(document: &mut Value) {
    for item in paths(document) {
        item.retain(|_, operation| operation["requestBody"]["content"].get("multipart/form-data").is_none());
    }
}

/// Turns the responses of [`BYTES`] into byte streams.
pub(super) fn return_bytes(document: &mut Value) {
    for operation in operations(document) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        if BYTES.iter().any(|(name, _reason)| *name == id) {
            operation["responses"] = json!({
                "2XX": {
                    "description": "The body, as it arrives.",
                    "content": { "*/*": { "schema": { "type": "string", "format": "binary" } } }
                }
            });
        }
    }
}

/// Refers to request bodies by components of other names, which `types.rs` replaces by the types. Otherwise progenitor
/// generates a builder for each body; the setters of `setters.rs` replace those.
pub(super) fn name_bodies(document: &mut Value) {
    let mut names = Vec::new();
    for operation in operations(document) {
        let Some(schema) = operation.pointer_mut("/requestBody/content/application~1json/schema") else { continue };
        if let Some(name) = reference(schema).map(str::to_owned) {
            *schema = refer_to(&format!("{name}Body"));
            names.push(name);
        }
    }
    for name in names {
        add_schema(document, &format!("{name}Body"), json!({ "type": "object", "x-body": name }));
    }
}

//! Adaptations of what a schema says of its members: limits, defaults, null, lists, references.
//!
//! Which schemas exist, and which become one, is in `schemas.rs`.

use serde_json::{Map, Value, json};

use super::document::{
    add_schema, described_reference, operations, properties, redirect, reference, remove_schema, schemas,
};

/// Moves `x-rust-name` of members to a table of their schema, because later adaptations write members anew.
pub(super) fn name_setters(document: &mut Value) {
    for schema in schemas(document).values_mut() {
        let mut names = Map::new();
        for (member, property) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(name) = property.as_object_mut().and_then(|property| property.remove("x-rust-name")) {
                names.insert(member.clone(), name);
            }
        }
        if !names.is_empty() {
            schema["x-rust-names"] = Value::Object(names);
        }
    }
}

/// Limits on values, all of them numbers.
const LIMITS: [&str; 6] = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];

/// Progenitor turns a limit into a constrained newtype or a `NonZero` integer, which can only refuse a value without
/// saying which operation it belongs to. Requests are validated by the ergonomic layer, and a response that exceeds a
/// limit must still decode.
pub(super) fn drop_limits(value: &mut Value) {
    match value {
        Value::Object(object) => {
            // A property of one of these names is an object, a limit is a number.
            object.retain(|key, value| !(LIMITS.contains(&key.as_str()) && value.is_number()));
            object.values_mut().for_each(drop_limits);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_limits),
        _ => {}
    }
}

/// Progenitor makes types of crates that this one does not have from a `pattern` and from formats such as `uuid`, and a
/// closed type from an enumeration of numbers. All of them could only refuse what the service accepts or sends.
pub(super) fn drop_narrowing(value: &mut Value) {
    const FORMATS: [&str; 3] = ["binary", "date", "date-time"];
    match value {
        Value::Object(object) => {
            let is_text = object.get("type").is_some_and(|kind| kind == "string");
            let is_number = object.get("type").is_some_and(|kind| kind == "integer" || kind == "number");
            let has_keys = object.contains_key("x-sort-keys");
            // A property of one of these names is an object, a keyword is not.
            object.retain(|key, value| match key.as_str() {
                "pattern" => has_keys || !value.is_string(),
                "format" => !is_text || value.as_str().is_none_or(|format| FORMATS.contains(&format)),
                "enum" => !is_number || !value.is_array(),
                _ => true,
            });
            object.values_mut().for_each(drop_narrowing);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_narrowing),
        _ => {}
    }
}

/// A default is what the service does without the member. Progenitor would make the field one that is always sent.
pub(super) fn drop_defaults(document: &mut Value) {
    fn drop_default(schema: &mut Value) {
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("default");
        }
    }
    for schema in schemas(document).values_mut() {
        properties(schema).for_each(drop_default);
    }
    for operation in operations(document) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        parameters.into_iter().flatten().filter_map(|parameter| parameter.get_mut("schema")).for_each(drop_default);
    }
    let shared = document["components"]["parameters"].as_object_mut();
    let shared = shared.into_iter().flat_map(Map::values_mut);
    shared.filter_map(|parameter| parameter.get_mut("schema")).for_each(drop_default);
}

/// Progenitor makes a newtype around an `Option` of every nullable component, and `lift_three_state_fields` would give
/// response fields three states. An optional field of a response reads `null` as absent without either, so what the
/// page does not mark as nullable loses the mark, and `TaskIdOrNull` becomes `TaskId`.
pub(super) fn read_null_as_absent(document: &mut Value) {
    let named: Vec<String> = schemas(document).keys().filter(|name| name.ends_with("OrNull")).cloned().collect();
    for name in named {
        redirect(document, &name, name.trim_end_matches("OrNull"));
        remove_schema(document, &name);
    }
    let not_marked = |schema: &Value| schema["x-docs"]["nullable"] == "absent";
    for schema in schemas(document).values_mut() {
        properties(schema).filter(|field| not_marked(field)).for_each(drop_nullable);
        if not_marked(schema) {
            drop_nullable(schema);
        }
    }
}

fn drop_nullable(schema: &mut Value) {
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("nullable");
    }
}

/// Enumerations of responses are open in the document (`x-known-values`), so that no client refuses a new value. In Rust
/// every enumeration is open, and one name for the list is enough.
pub(super) fn list_known_values(document: &mut Value) {
    for schema in schemas(document).values_mut().filter_map(Value::as_object_mut) {
        if let Some(values) = schema.remove("x-known-values") {
            schema.insert("enum".to_owned(), values);
        }
    }
}

/// Progenitor folds "absent" and "null" into one `None`, but leaving a field alone and clearing it are different
/// requests. Inline nullable scalars become references to `Nullable…` components, which `types.rs` replaces.
pub(super) fn lift_three_state_fields(document: &mut Value) {
    for (name, kind) in [("NullableString", "string"), ("NullableInteger", "integer"), ("NullableBoolean", "boolean")] {
        for schema in schemas(document).values_mut() {
            for field in properties(schema) {
                if field["nullable"] == true && field["type"] == kind {
                    *field = described_reference(name, field);
                }
            }
        }
        add_schema(document, name, json!({ "type": kind, "nullable": true }));
    }
}

/// Progenitor skips an empty `Vec` when it serializes, so tags could never be cleared, and refuses `null` when it reads,
/// which the service may send. `Option<Vec<_>>` sends `Some([])` and reads `null`.
pub(super) fn make_lists_optional(document: &mut Value) {
    for schema in schemas(document).values_mut() {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            for (name, field) in fields {
                if field["type"] == "array" && !required.contains(&json!(name)) {
                    field["nullable"] = json!(true);
                }
            }
        }
    }
}

/// A field that only refers to a component would have no documentation; it takes over the component's.
pub(super) fn describe_references(document: &mut Value) {
    let all = schemas(document).clone();
    for schema in schemas(document).values_mut() {
        for field in properties(schema) {
            if let Some(target) = reference(field)
                && let Some(description) = all.get(target).and_then(|target| target.get("description"))
            {
                *field = json!({ "allOf": [field.take()], "description": description });
            }
        }
    }
}

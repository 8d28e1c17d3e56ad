//! Adaptations of the members of schemas: limits, defaults, null, lists, references.
//!
//! `schemas.rs` merges schemas.

use serde_json::{Map, Value, json};

use super::document::{
    add_schema, described_reference, each_object, operations, properties, redirect, reference, remove_schema, schemas,
};

/// Moves `x-rust-name` of members to a table of their schema, because later adaptations replace members.
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

/// Keywords that limit values. The value of each is a number.
const LIMITS: [&str; 6] = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];

/// Removes limits. Progenitor would turn a limit into a constrained newtype or a `NonZero` integer, whose error cannot
/// name the operation. `focus-api` validates requests, and a response that exceeds a limit must still be decoded.
pub(super) fn drop_limits(document: &mut Value) {
    // A property that has one of these names is an object; a limit is a number.
    each_object(document, &mut |object| {
        object.retain(|key, value| !(LIMITS.contains(&key.as_str()) && value.is_number()));
    });
}

/// Removes patterns, formats of text other than dates, and enumerations of numbers. Progenitor would need more crates for
/// the first two and would close the third; all of them would only refuse values that the service accepts or sends.
pub(super) fn drop_narrowing(document: &mut Value) {
    const FORMATS: [&str; 3] = ["binary", "date", "date-time"];
    each_object(document, &mut |object| {
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
    });
}

/// Removes defaults. The service applies them to an absent member; progenitor would always send the member.
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

/// Removes `nullable` where the docs page does not have it and in responses, and replaces `TaskIdOrNull` by `TaskId`.
///
/// An optional field of a response reads `null` as absent in any case. With `nullable`, progenitor would wrap the
/// component in a newtype of an `Option`, and `lift_three_state_fields` would give fields of responses three states.
pub(super) fn read_null_as_absent(document: &mut Value) {
    let named: Vec<String> = schemas(document).keys().filter(|name| name.ends_with("OrNull")).cloned().collect();
    for name in named {
        redirect(document, &name, name.trim_end_matches("OrNull"));
        remove_schema(document, &name);
    }
    let not_marked = |schema: &Value| schema["x-docs"]["nullable"] == "absent";
    let all = schemas(document);
    let bases = all.keys().filter_map(|name| Some((name.clone(), name.strip_prefix("Nullable")?.to_owned())));
    let bases: Vec<(String, String)> = bases.filter(|(_, base)| all.contains_key(base)).collect();
    for schema in schemas(document).values_mut() {
        let is_response = schema["x-response"] == true;
        for field in properties(schema) {
            if is_response {
                // `null` in a response means the same as no member, also if the docs page marks it.
                bases.iter().for_each(|(name, base)| redirect(field, name, base));
            }
            if is_response || not_marked(field) {
                drop_nullable(field);
            }
        }
        if not_marked(schema) || is_response && schema["type"] == "object" {
            drop_nullable(schema);
        }
    }
}

fn drop_nullable(schema: &mut Value) {
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("nullable");
    }
}

/// Renames `x-known-values` to `enum`. In the document, enumerations of responses are open, so that clients accept new
/// values. In Rust every enumeration of texts is open; numbers have no constants.
pub(super) fn list_known_values(document: &mut Value) {
    for schema in schemas(document).values_mut().filter_map(Value::as_object_mut) {
        let is_text = schema.get("type").is_some_and(|kind| kind == "string");
        if let Some(values) = schema.remove("x-known-values").filter(|_| is_text) {
            schema.insert("enum".to_owned(), values);
        }
    }
}

/// Replaces inline nullable scalars by references to `Nullable…` components, for which `types.rs` chooses a type.
/// Progenitor reads both an absent member and `null` as `None`, but a request without a field leaves it unchanged, and
/// `null` clears it.
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

/// Makes optional lists nullable, so that they become `Option<Vec<_>>`, which serializes `Some([])` and reads `null`.
/// Progenitor's `Vec` is not serialized when it is empty, so tags could not be cleared, and does not accept `null`.
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

/// Copies the description of a component to fields that only refer to it, which would otherwise have no documentation.
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

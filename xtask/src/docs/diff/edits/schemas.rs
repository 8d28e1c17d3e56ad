//! Creates schemas for fields and parameters from the facts of the source.
//!
//! Objects are created in `objects`; `components` selects the component for a date, an enumeration or an id.

use serde_json::{Value, json};

use super::{EditPlanner, PLACEHOLDER};
use crate::codegen;
use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::facts::{FactValue, Key, Section};
use crate::docs::inventory::{Constraints, Field, Param, Scalar, SourceKind};

impl EditPlanner<'_> {
    /// Returns the schema of a body or a response.
    pub(super) fn root(&mut self, fields: &[Field], request: bool, bare: bool, id: &str) -> Value {
        match fields {
            [one] if one.ty.array && bare => {
                let items = self.item(one, request);
                let mut schema = json!({"type": "array", "items": items});
                add_all(&mut schema, &one.constraints.split().0);
                if self.new.source == SourceKind::Page {
                    schema["x-docs"] = json!({"field": one.name});
                }
                schema
            }
            _ => {
                let suffix = if request { "Request" } else { "Response" };
                self.object(fields, request, &[], &format!("{}{suffix}", component_name(id)))
            }
        }
    }

    /// Returns the schema of a field as a property.
    pub(super) fn property(&mut self, field: &Field, request: bool) -> Value {
        let null = field.nullable && request || !request && self.responses_may_be_null && field.name != "id";
        let marked = null && !field.nullable;
        if field.ty.array {
            let items = self.item(field, request);
            let mut value = json!({"type": "array", "description": PLACEHOLDER, "items": items});
            add_all(&mut value, &field.constraints.split().0);
            return with_null(value, null, marked);
        }
        if !field.table.is_empty() {
            let fallback = component_name(&field.name);
            return self.object(&field.table, request, &field.names.0, &fallback);
        }
        if field.ty.scalar == Scalar::Object {
            let value = json!({"type": "object", "additionalProperties": true, "description": PLACEHOLDER});
            return with_null(value, null, marked);
        }
        match self.named_scalar(field, request, null, marked) {
            Some(name) => json!({"allOf": [refer(&name)], "description": PLACEHOLDER}),
            None => {
                let mut value = json!({"type": scalar_word(field.ty.scalar), "description": PLACEHOLDER});
                if field.ty.scalar == Scalar::File {
                    value["format"] = json!("binary");
                }
                let values = field.constraints.values();
                let constraints = if request { field.constraints.clone() } else { field.constraints.without("enum") };
                add_all(&mut value, &constraints);
                if let Some(values) = values.filter(|_| !request) {
                    value["x-known-values"] = enum_values(&value, &values);
                }
                with_null(value, null, marked)
            }
        }
    }

    /// Returns the schema of the items of an array.
    fn item(&mut self, field: &Field, request: bool) -> Value {
        if !field.table.is_empty() {
            let fallback = component_name(singular(&field.name));
            return self.object(&field.table, request, &field.names.0, &fallback);
        }
        let constraints = field.constraints.split().1;
        let item = Field { constraints: constraints.clone(), ty: field.ty.item(), ..field.clone() };
        // The items of an array are never null.
        if let Some(name) = self.named_scalar(&item, true, false, false) {
            return refer(&name);
        }
        if field.ty.scalar == Scalar::Object {
            return json!({"type": "object", "additionalProperties": true});
        }
        let mut value = json!({"type": scalar_word(field.ty.scalar)});
        add_all(&mut value, &constraints);
        value
    }

    /// Returns the schema of a parameter.
    pub(super) fn param_schema(&mut self, param: &Param) -> Value {
        let field = Field { constraints: param.constraints.clone(), ..Field::new(param.name.clone(), param.ty) };
        if param.ty.array {
            let items = self.item(&field, true);
            let mut value = json!({"type": "array", "items": items});
            add_all(&mut value, &param.constraints.split().0);
            return value;
        }
        match self.named_scalar(&field, true, false, false) {
            Some(name) => refer(&name),
            None => {
                let mut value = json!({"type": scalar_word(param.ty.scalar)});
                add_all(&mut value, &param.constraints);
                value
            }
        }
    }

    pub(super) fn add_schema(&mut self, name: &str, schema: Value) {
        self.spec.insert("/components/schemas", name, schema, None, None);
        self.log("add", format!("/components/schemas/{name}"), &[]);
    }

    /// Returns a name that no other schema has.
    pub(super) fn free_name(&self, wanted: &str, fallback: &str, schema: &Value) -> String {
        let wanted = if wanted.starts_with(|c: char| c.is_ascii_alphabetic()) { wanted } else { fallback };
        let mut name = codegen::type_name(wanted);
        let is_enumeration = schema.get("enum").is_some() || schema.get("x-sort-keys").is_some();
        if is_enumeration && codegen::is_exported_by_hand(&name) {
            name.push_str("Kind");
        }
        let mut free = name.clone();
        let mut number = 2;
        while self.component("schemas", &free).is_some_and(|other| other != schema) {
            free = format!("{name}{number}");
            number += 1;
        }
        free
    }
}

/// Returns whether most fields of successful responses are nullable.
pub(super) fn responses_may_be_null(expected: &ExpectedFacts) -> bool {
    let success = |key: &Key| matches!(key.section, Section::Response(code) if code < 300);
    let (mut null, mut all) = (0, 0);
    for (_, fact) in expected.facts.iter().filter(|(key, _)| success(key)) {
        all += 1;
        null += usize::from(fact.value.nullable);
    }
    null * 2 > all
}

/// Adds the null flag and its mark to a schema.
fn with_null(mut value: Value, null: bool, marked: bool) -> Value {
    if null {
        value["nullable"] = json!(true);
        if marked {
            value["x-docs"] = json!({"nullable": "absent"});
        }
    }
    value
}

pub(super) fn add_all(value: &mut Value, constraints: &Constraints) {
    if let Some(map) = value.as_object_mut() {
        map.extend(constraints.to_schema());
    }
    if let Some(values) = constraints.values() {
        value["enum"] = enum_values(value, &values);
    }
    list_null(value);
}

/// Returns the values of an enumeration of a schema. Facts are text, but the values of a number have to be numbers.
pub(super) fn enum_values(schema: &Value, values: &[String]) -> Value {
    let is_text = schema["type"] == "string";
    let value = |text: &String| match serde_json::from_str(text) {
        Ok(number) if !is_text => number,
        _ => json!(text),
    };
    values.iter().map(value).collect()
}

/// Adds null to the values of a nullable `enum`, which otherwise refuses it.
pub(super) fn list_null(schema: &mut Value) {
    if schema["nullable"] == true
        && let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut)
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

pub(super) fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn scalar_word(scalar: Scalar) -> &'static str {
    if scalar == Scalar::File { "string" } else { scalar.word() }
}

/// Returns the singular of a name: `attribute_values` → `attribute_value`.
pub(super) fn singular(name: &str) -> &str {
    match name {
        _ if name.ends_with("ss") || name.ends_with("us") || name.len() < 4 => name,
        _ => name.strip_suffix('s').unwrap_or(name),
    }
}

/// Converts a name in snake case to a component name: `attribute_value` → `AttributeValue`.
pub(super) fn component_name(snake: &str) -> String {
    let words = snake.split(['_', '-', '.']).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
        })
        .collect()
}

/// Returns whether the constraints of the source are already in the spec.
pub(super) fn agrees(spec: &FactValue, source: &FactValue) -> bool {
    source.constraints.iter().all(|(key, _)| spec.constraints.agrees_on(key, &source.constraints))
}

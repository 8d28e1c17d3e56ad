//! Schemas for fields and parameters: a component that says the same already, or a new one.
//!
//! Objects are made in `objects`; enumerations and dates refer to a component. An id gets the type that every field of
//! its name has, and only if all of them agree; names such as `id` say nothing about what they identify.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Value, json};

use super::{EditPlanner, PLACEHOLDER};
use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::facts::{FactValue, Key, Section};
use crate::docs::inventory::{Constraints, Field, Param, Scalar, SourceKind};

/// Names that fields of different kinds share.
pub(super) const AMBIGUOUS: [&str; 6] = ["id", "ids", "type", "name", "value", "items"];

impl EditPlanner<'_> {
    /// A body or a response.
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

    /// A field as a property.
    pub(super) fn property(&mut self, field: &Field, request: bool, owner: &str) -> Value {
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
        let _ = owner;
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
                    value["x-known-values"] = json!(values);
                }
                with_null(value, null, marked)
            }
        }
    }

    /// The items of an array.
    fn item(&mut self, field: &Field, request: bool) -> Value {
        if !field.table.is_empty() {
            let fallback = component_name(singular(&field.name));
            return self.object(&field.table, request, &field.names.0, &fallback);
        }
        let constraints = field.constraints.split().1;
        let item = Field { constraints: constraints.clone(), ty: field.ty.item(), ..field.clone() };
        // An item is never null here.
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

    /// The component for a date, an enumeration or an id.
    fn named_scalar(&mut self, field: &Field, request: bool, null: bool, marked: bool) -> Option<String> {
        let base = self.base_component(field, request || marked)?;
        if !null {
            return Some(base);
        }
        // The twin that takes null: `DateOrNull` in responses, `NullableDate` in requests.
        let twin = if marked { format!("{base}OrNull") } else { format!("Nullable{base}") };
        if self.component("schemas", &twin).is_some() {
            return Some(twin);
        }
        let known = self.component("schemas", &base).cloned()?;
        if known["nullable"] == true {
            return Some(base);
        }
        if !marked {
            // A request field of three states stays inline: the generator makes those of scalars.
            return None;
        }
        let mut schema = json!({"type": known["type"], "nullable": true, "description": PLACEHOLDER});
        if let Some(format) = known.get("format") {
            schema["format"] = format.clone();
            schema["x-docs"] = json!({"type": known["type"], "nullable": "absent"});
        } else {
            schema["x-docs"] = json!({"nullable": "absent"});
        }
        self.add_schema(&twin, schema);
        Some(twin)
    }

    fn base_component(&mut self, field: &Field, create: bool) -> Option<String> {
        if let Some(values) = field.constraints.values() {
            let wanted: BTreeSet<&String> = values.iter().collect();
            let schemas = self.spec.value.pointer("/components/schemas")?.as_object()?;
            let same = schemas.iter().find(|(name, schema)| {
                let own = schema.get("enum").or_else(|| schema.get("x-known-values")).and_then(Value::as_array);
                let own: BTreeSet<String> =
                    own.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
                !name.starts_with("Nullable") && !own.is_empty() && own.iter().collect::<BTreeSet<_>>() == wanted
            });
            if let Some((name, _)) = same {
                return Some(name.clone());
            }
            if !create || field.ty.scalar != Scalar::String {
                return None;
            }
            let name = field.names.0.first().cloned().unwrap_or_else(|| component_name(singular(&field.name)));
            let schema = json!({"type": "string", "enum": values, "description": PLACEHOLDER});
            let name = self.free_name(&name, &name, &schema);
            self.add_schema(&name, schema);
            return Some(name);
        }
        if let Some(format) = field.constraints.get("format") {
            let schemas = self.spec.value.pointer("/components/schemas")?.as_object()?;
            let mut same = schemas.iter().filter(|(_, schema)| {
                schema["type"] == field.ty.scalar.word()
                    && schema["format"] == format
                    && field.ty.scalar == Scalar::String
                    && schema.get("nullable").is_none()
            });
            let found = same.next().map(|(name, _)| name.clone());
            return found.filter(|_| same.next().is_none());
        }
        self.id_component(field)
    }

    /// The component all fields and parameters of this name refer to.
    fn id_component(&self, field: &Field) -> Option<String> {
        if field.ty.scalar != Scalar::Integer || AMBIGUOUS.contains(&field.name.as_str()) {
            return None;
        }
        let singular_name = singular(&field.name);
        let expected = Rc::clone(&self.facts);
        let mut found: BTreeSet<Option<String>> = BTreeSet::new();
        for (key, fact) in &expected.facts {
            let name = key.last_name();
            if fact.value.ty.is_none_or(|ty| ty.scalar != Scalar::Integer)
                || name != field.name && singular(name) != singular_name
            {
                continue;
            }
            found.insert(self.scalar_component(&fact.at));
        }
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (Some(Some(name)), None) => Some(name),
            _ => None,
        }
    }

    /// The name of the component that a field, its items or a parameter refer to, without the sign of null.
    pub(super) fn scalar_component(&self, pointer: &str) -> Option<String> {
        let mut value = self.spec.value.pointer(pointer)?;
        for _ in 0..8 {
            if let Some(target) = value.get("$ref").and_then(Value::as_str) {
                let name = target.rsplit('/').next()?;
                if target.starts_with("#/components/schemas/") {
                    let name = name.trim_end_matches("OrNull");
                    return Some(name.strip_prefix("Nullable").unwrap_or(name).to_owned());
                }
                value = self.spec.value.pointer(target.strip_prefix('#')?)?;
                continue;
            }
            let first = value.get("allOf").and_then(|list| list.get(0));
            value = value.get("schema").or_else(|| value.get("items")).or(first)?;
        }
        None
    }

    /// The schema of a parameter.
    pub(super) fn param_schema(&mut self, param: &Param, expected: &ExpectedFacts) -> Value {
        let _ = expected;
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

    /// A name no other schema has.
    pub(super) fn free_name(&self, wanted: &str, fallback: &str, schema: &Value) -> String {
        let clean: String = wanted.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = if clean.starts_with(|c: char| c.is_ascii_alphabetic()) {
            component_name(&clean)
        } else {
            component_name(fallback)
        };
        let mut free = name.clone();
        let mut number = 2;
        while self.component("schemas", &free).is_some_and(|other| other != schema) {
            free = format!("{name}{number}");
            number += 1;
        }
        free
    }
}

/// Whether most fields of successful responses take null.
pub(super) fn responses_may_be_null(expected: &ExpectedFacts) -> bool {
    let success = |key: &Key| matches!(key.section, Section::Response(code) if code < 300);
    let (mut null, mut all) = (0, 0);
    for (_, fact) in expected.facts.iter().filter(|(key, _)| success(key)) {
        all += 1;
        null += usize::from(fact.value.nullable);
    }
    null * 2 > all
}

/// Brings the fact's flags into a schema.
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
}

pub(super) fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn scalar_word(scalar: Scalar) -> &'static str {
    if scalar == Scalar::File { "string" } else { scalar.word() }
}

/// `attribute_values` → `attribute_value`.
pub(super) fn singular(name: &str) -> &str {
    match name {
        _ if name.ends_with("ss") || name.ends_with("us") || name.len() < 4 => name,
        _ => name.strip_suffix('s').unwrap_or(name),
    }
}

/// `attribute_value` → `AttributeValue`.
pub(super) fn component_name(snake: &str) -> String {
    let words = snake.split(['_', '-', '.']).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
        })
        .collect()
}

/// Whether a value of the spec already is what the source says.
pub(super) fn agrees(spec: &FactValue, source: &FactValue) -> bool {
    source.constraints.iter().all(|(key, _)| spec.constraints.agrees_on(key, &source.constraints))
}

//! Selects the component that a date, an enumeration or an id refers to: an existing one that states the same, or a new
//! one.
//!
//! An id gets the type of all fields with its name, and only if they all agree; names such as `id` do not tell what
//! they identify.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Value, json};

use super::schemas::{component_name, list_null, singular};
use super::{EditPlanner, PLACEHOLDER};
use crate::docs::inventory::{Field, Scalar};

/// Returns the variant of a component for a request field that `null` clears.
pub(super) fn nullable_request(mut schema: Value) -> Value {
    schema["nullable"] = json!(true);
    schema["description"] = json!(PLACEHOLDER);
    list_null(&mut schema);
    schema
}

/// Names that fields of different kinds share.
pub(super) const AMBIGUOUS: [&str; 6] = ["id", "ids", "type", "name", "value", "items"];

impl EditPlanner<'_> {
    /// Returns the component for a date, an enumeration or an id.
    pub(super) fn named_scalar(&mut self, field: &Field, request: bool, null: bool, marked: bool) -> Option<String> {
        let base = self.base_component(field, request || marked)?;
        if !null {
            return Some(base);
        }
        // The nullable variant: `DateOrNull` in responses, `NullableDate` in requests.
        let twin = if marked { format!("{base}OrNull") } else { format!("Nullable{base}") };
        if self.component("schemas", &twin).is_some() {
            return Some(twin);
        }
        let known = self.component("schemas", &base).cloned()?;
        if known["nullable"] == true {
            return Some(base);
        }
        if !marked {
            self.add_schema(&twin, nullable_request(known));
            return Some(twin);
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
            if let Some(keys) = field.constraints.sort_keys() {
                return Some(self.sort_component(field, &keys));
            }
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

    /// Returns the component with these sort keys; adds one if there is none.
    fn sort_component(&mut self, field: &Field, keys: &[String]) -> String {
        let wanted: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
        let schemas = self.spec.value.pointer("/components/schemas").and_then(Value::as_object);
        let same = schemas.into_iter().flatten().find(|(_, schema)| {
            let own = schema.get("x-sort-keys").and_then(Value::as_array);
            own.is_some_and(|own| own.iter().filter_map(Value::as_str).collect::<BTreeSet<_>>() == wanted)
        });
        if let Some((name, _)) = same {
            return name.clone();
        }
        let pattern = format!("^-?({})$", keys.join("|"));
        let schema = json!({"type": "string", "description": PLACEHOLDER, "pattern": pattern, "x-sort-keys": keys});
        let name = component_name(singular(&field.name));
        let name = self.free_name(&name, &name, &schema);
        self.add_schema(&name, schema);
        name
    }

    /// Returns the component that all fields and parameters of this name refer to.
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

    /// Returns the name of the component that a field, its items or a parameter refer to, without the prefix or suffix
    /// for null.
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
}

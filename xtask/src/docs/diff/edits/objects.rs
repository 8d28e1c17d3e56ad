//! Converts objects of the source to components: an existing one with the same fields, or a new one.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::components::AMBIGUOUS;
use super::schemas::{component_name, refer, singular};
use super::{EditPlanner, PLACEHOLDER};
use crate::codegen;
use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::facts::{Key, Section, join};
use crate::docs::inventory::Field;
use crate::docs::spec::step;

impl EditPlanner<'_> {
    /// Returns a reference to an object with these fields.
    pub(super) fn object(&mut self, fields: &[Field], request: bool, names: &[String], fallback: &str) -> Value {
        let called: Vec<&str> = names.iter().map(String::as_str).chain([fallback]).collect();
        if let Some(name) = self.same_object(fields, request, &called) {
            return refer(&name);
        }
        let properties: Map<String, Value> =
            fields.iter().map(|field| (field.name.clone(), self.property(field, request))).collect();
        let mut schema = json!({"type": "object", "description": PLACEHOLDER, "properties": properties});
        let required: Vec<&str> = fields.iter().filter(|f| f.required).map(|f| f.name.as_str()).collect();
        if request && !required.is_empty() {
            schema["required"] = json!(required);
        } else if !required.is_empty() {
            // Responses rely on as little as possible; the mark lists the fields that the source requires.
            schema["required"] = json!(required.iter().filter(|name| **name == "id").collect::<Vec<_>>());
            schema["x-docs"] = json!({"required": required});
            if schema["required"].as_array().is_some_and(Vec::is_empty)
                && let Some(map) = schema.as_object_mut()
            {
                map.remove("required");
            }
        }
        if !request && self.responses_may_be_null {
            schema["nullable"] = json!(true);
            schema["x-docs"]["nullable"] = json!("absent");
        }
        let name = self.free_name(names.first().map_or(fallback, String::as_str), fallback, &schema);
        self.add_schema(&name, schema);
        refer(&name)
    }

    /// Returns a component with exactly these fields, and the same nested fields.
    fn same_object(&self, fields: &[Field], request: bool, called: &[&str]) -> Option<String> {
        let expected = Rc::clone(&self.facts);
        let users = expected.tables.iter().filter(|(key, _)| (key.section == Section::Body) == request);
        let mut found: BTreeSet<String> = BTreeSet::new();
        for (key, pointer) in users {
            let Some(name) = super::reference(pointer, "schemas") else { continue };
            let name = name.trim_start_matches("#/components/schemas/");
            if self.has_fields(&expected, key, pointer, fields)
                && !self.could_be_chance(fields, pointer, key, name, called)
            {
                found.insert(name.to_owned());
            }
        }
        found.into_iter().chain(self.pending_object(fields, request)).next()
    }

    /// Returns whether the object at a pointer, used at a key, has exactly these fields.
    fn has_fields(&self, expected: &ExpectedFacts, key: &Key, pointer: &str, fields: &[Field]) -> bool {
        let names: BTreeSet<&str> = fields.iter().map(|f| f.name.as_str()).collect();
        let own = self.spec.value.pointer(&step(pointer, "properties")).and_then(Value::as_object);
        if own.is_none_or(|own| own.keys().map(String::as_str).collect::<BTreeSet<_>>() != names) {
            return false;
        }
        fields.iter().all(|field| {
            let key = key.with(key.section, &join(&key.name, &field.name));
            let Some(fact) = expected.facts.get(&key) else { return false };
            let inside = if field.ty.array { format!("{}[]", key.name) } else { key.name.clone() };
            let inside = key.with(key.section, &inside);
            // The walk of the spec ends where an object contains itself.
            let is_known = !expected.tables.contains_key(&inside);
            fact.value.ty == Some(field.ty)
                && (key.section != Section::Body || fact.value.nullable == field.nullable)
                && field.constraints.iter().all(|(k, _)| fact.value.constraints.agrees_on(k, &field.constraints))
                && (field.table.is_empty()
                    || fact
                        .object
                        .as_ref()
                        .is_some_and(|object| is_known || self.has_fields(expected, &inside, object, &field.table)))
        })
    }

    /// Returns whether a match of a few fields may be a coincidence: an `id` and a name do not tell what they identify,
    /// so the source has to use the same name for the object.
    fn could_be_chance(&self, fields: &[Field], pointer: &str, key: &Key, name: &str, called: &[&str]) -> bool {
        const FEW: usize = 3;
        let typed = |field: &&Field| {
            let property = step(&step(pointer, "properties"), &field.name);
            AMBIGUOUS.contains(&field.name.as_str()) && self.scalar_component(&property).is_some()
        };
        let alike = called.iter().any(|called| {
            codegen::type_name(called) == name
                || component_name(singular(key.last_name().trim_end_matches("[]"))) == *called
        });
        fields.len() <= FEW && fields.iter().any(|field| typed(&field)) && !alike
    }

    /// Returns a component that this plan added and that no operation uses yet.
    fn pending_object(&self, fields: &[Field], request: bool) -> Option<String> {
        let added = self.edits.iter().filter(|edit| edit.action == "add");
        let mut added = added.filter_map(|edit| edit.pointer.strip_prefix("/components/schemas/"));
        let added = added.find(|name| {
            let null = self.component("schemas", name).is_some_and(|schema| schema["x-docs"]["nullable"] == "absent");
            (request != null || !self.responses_may_be_null) && self.pending_fields(name, fields)
        });
        added.map(str::to_owned)
    }

    fn pending_fields(&self, name: &str, fields: &[Field]) -> bool {
        let properties = self.component("schemas", name).and_then(|schema| schema.get("properties"));
        let Some(own) = properties.and_then(Value::as_object) else { return false };
        let names: BTreeSet<&str> = fields.iter().map(|f| f.name.as_str()).collect();
        own.keys().map(String::as_str).collect::<BTreeSet<_>>() == names
            && fields.iter().all(|field| {
                let property = &own[&field.name];
                let ty = property.get("type").and_then(Value::as_str);
                let value = if field.ty.array { &property["items"] } else { property };
                let target = value["$ref"].as_str().or(value["allOf"][0]["$ref"].as_str());
                let target = target.and_then(|target| target.rsplit('/').next());
                ty.is_none_or(|ty| if field.ty.array { ty == "array" } else { ty == field.ty.scalar.word() })
                    && (field.table.is_empty()
                        || target.is_some_and(|target| self.pending_fields(target, &field.table)))
            })
    }
}

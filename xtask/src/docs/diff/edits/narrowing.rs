//! Writes the formats, enumerations and limits of the source into the schemas where the spec states its constraints.
//!
//! A component is changed only if all its uses agree.

use serde_json::{Value, json};

use super::schemas::{add_all, enum_values, list_null};
use super::{EditPlanner, reference};
use crate::docs::check::expected_facts::{ExpectedFact, ExpectedFacts};
use crate::docs::facts::{FactValue, Key};
use crate::docs::inventory::Constraints;
use crate::docs::spec::step;

impl EditPlanner<'_> {
    /// Writes constraints where the spec states them: in the schema itself, or in a component if all its uses agree.
    pub(super) fn narrow_in_place(
        &mut self,
        place: &str,
        value: &FactValue,
        found: &ExpectedFact,
        keys: &[&Key],
        expected: &ExpectedFacts,
    ) -> bool {
        let (own, item) = if value.ty.is_some_and(|ty| ty.array) {
            value.constraints.split()
        } else {
            (Default::default(), value.constraints.clone())
        };
        let open = self.open_enumeration(found, &item);
        let Some(schema) = self.schema_of(place) else { return false };
        let mut targets: Vec<(String, Constraints)> = Vec::new();
        if !own.is_empty() {
            targets.push((schema.clone(), own));
        }
        if let Some((pointer, values)) = open {
            if !self.all_users_agree(&pointer, value, expected) {
                return false;
            }
            let Some(mut component) = self.spec.value.pointer(&pointer).cloned() else { return false };
            let key = if component.get("enum").is_some() { "enum" } else { "x-known-values" };
            component[key] = enum_values(&component, &values);
            list_null(&mut component);
            // Only the list: the rest of the schema keeps its comments.
            self.spec.replace(&step(&pointer, key), component[key].take());
            self.log("change", pointer, keys);
            let rest = item.without("enum");
            if rest.is_empty() && targets.is_empty() {
                return true;
            }
            if !rest.is_empty() {
                targets.push((self.end_of(&schema), rest));
            }
        } else if !item.is_empty() {
            if item.get("format").is_some() || item.get("enum").is_some() && !self.has_values(&schema) {
                return false;
            }
            targets.push((self.end_of(&schema), item));
        }
        for (pointer, constraints) in &targets {
            if pointer.starts_with("/components/schemas/")
                && reference(pointer, "schemas").is_some()
                && !self.all_users_agree(pointer, value, expected)
            {
                return false;
            }
            if self.spec.value.pointer(pointer).and_then(|v| v.get("x-sort-keys")).is_some() {
                return self.narrow_sort_keys(pointer, constraints, keys);
            }
        }
        for (pointer, constraints) in targets {
            let Some(mut schema) = self.spec.value.pointer(&pointer).cloned() else { continue };
            add_all(&mut schema, &constraints);
            self.spec.replace(&pointer, schema);
            self.log("change", pointer, keys);
        }
        true
    }

    /// Writes the values of a sort key's enumeration, without the descending forms. Values that are not all listed in
    /// both forms are an ordinary enumeration.
    fn narrow_sort_keys(&mut self, pointer: &str, constraints: &Constraints, keys: &[&Key]) -> bool {
        let Some(values) = constraints.values() else { return true };
        let Some(mut schema) = self.spec.value.pointer(pointer).cloned() else { return false };
        let Some(names) = constraints.sort_keys() else {
            if let Some(map) = schema.as_object_mut() {
                map.remove("x-sort-keys");
                map.remove("pattern");
            }
            schema["enum"] = json!(values);
            self.spec.replace(pointer, schema);
            self.log("change", pointer, keys);
            return true;
        };
        let pattern = schema["pattern"].as_str().unwrap_or_default();
        let custom = if pattern.contains("pcf_") { "|pcf_[1-9][0-9]*" } else { "" };
        let words: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        schema["pattern"] = json!(format!("^-?({}{custom})$", words.join("|")));
        schema["x-sort-keys"] = json!(names);
        self.spec.replace(pointer, schema);
        self.log("change", pointer, keys);
        true
    }

    /// Returns the schema with the values of this field, and the values of the source, if the source lists others.
    fn open_enumeration(&self, found: &ExpectedFact, item: &Constraints) -> Option<(String, Vec<String>)> {
        let values = item.values()?;
        if found.value.constraints.agrees_on("enum", item) {
            return None;
        }
        let schema = self.schema_of(&found.at)?;
        let end = self.end_of(&schema);
        let base = end.strip_suffix("OrNull").map_or(end.clone(), str::to_owned);
        let value = self.spec.value.pointer(&base)?;
        let listed = value.get("enum").is_some() || value.get("x-known-values").is_some();
        (listed && value.get("x-sort-keys").is_none()).then_some((base, values))
    }

    fn has_values(&self, schema: &str) -> bool {
        let end = self.end_of(schema);
        self.spec.value.pointer(&end).is_some_and(|v| v.get("x-sort-keys").is_some() || v.get("enum").is_some())
    }

    /// Returns whether the source states these constraints for every fact whose values this component states.
    fn all_users_agree(&self, component: &str, value: &FactValue, expected: &ExpectedFacts) -> bool {
        let users = expected.facts.iter().filter(|(_, fact)| {
            self.schema_of(&fact.at).is_some_and(|schema| {
                let end = self.end_of(&schema);
                end == component || end.strip_suffix("OrNull") == Some(component)
            })
        });
        users.into_iter().all(|(key, _)| {
            self.source.get(key).is_none_or(|other| {
                let items = |v: &FactValue| v.constraints.split().1;
                items(other).same(&items(value)) || other.constraints.is_empty()
            })
        })
    }

    /// Returns the pointer of the schema of a property or of a parameter.
    fn schema_of(&self, place: &str) -> Option<String> {
        let mut value = self.spec.value.pointer(place)?;
        let mut place = place.to_owned();
        if let Some(target) = value.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'))
            && target.starts_with("/components/parameters/")
        {
            target.clone_into(&mut place);
            value = self.spec.value.pointer(&place)?;
        }
        Some(if value.get("schema").is_some() { step(&place, "schema") } else { place })
    }

    /// Returns the pointer of the schema after references and `items` are followed.
    fn end_of(&self, schema: &str) -> String {
        let mut pointer = schema.to_owned();
        for _ in 0..16 {
            let Some(value) = self.spec.value.pointer(&pointer) else { break };
            let only = value.get("allOf").and_then(|list| list.get(0)).and_then(|first| first.get("$ref"));
            if let Some(target) = value.get("$ref").or(only).and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
                target.clone_into(&mut pointer);
            } else if value.get("items").is_some() {
                pointer = step(&pointer, "items");
            } else {
                break;
            }
        }
        pointer
    }
}

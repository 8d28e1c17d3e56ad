//! Fields and parameters whose type, null mark, flags or constraints changed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::schemas::{add_all, agrees};
use super::{EditPlanner, PLACEHOLDER, is_hidden, reference};
use crate::docs::check::expected_facts::{ExpectedFact, ExpectedFacts};
use crate::docs::facts::{FactValue, Key, Section};
use crate::docs::inventory::{Inventory, Param, Type};
use crate::docs::spec::step;

impl EditPlanner<'_> {
    pub(super) fn values(&mut self, expected: &ExpectedFacts) {
        let new: &Inventory = self.new;
        // By the place in the spec: all facts that come from one place change together or not at all.
        let mut places: BTreeMap<String, Vec<(Key, FactValue, &ExpectedFact)>> = BTreeMap::new();
        for fact in new.facts() {
            if let Some(found) =
                expected.facts.get(&fact.key).filter(|found| !is_hidden(found) && fact.value.ty.is_some())
            {
                let is_param = matches!(fact.key.section, Section::Path | Section::Query);
                let shared = is_param && reference(&found.target, "parameters").is_some();
                let place = if shared { found.target.clone() } else { found.at.clone() };
                places.entry(place).or_default().push((fact.key, fact.value, found));
            }
        }
        for (place, uses) in places {
            let differing: Vec<&(Key, FactValue, &ExpectedFact)> =
                uses.iter().filter(|(key, value, found)| self.differs(key, value, found)).collect();
            let Some((key, value, found)) = differing.first() else { continue };
            if self.spec.value.pointer(&place).is_none() {
                continue;
            }
            let alike = uses.iter().all(|(_, other, _)| self.same(other, value));
            let keys: Vec<&Key> = differing.iter().map(|(key, ..)| key).collect();
            if matches!(key.section, Section::Path | Section::Query) {
                if found.marks.iter().any(|(mark, _)| mark.key == "parameter") {
                    self.decide(&place, format!("{} changed; look at the form body", key.subject()));
                } else if alike {
                    self.change_param(&place, key, value, found, expected, &keys);
                } else {
                    for (key, value, found) in differing {
                        self.change_param(&found.at, key, value, found, expected, &[key]);
                    }
                }
            } else if alike {
                self.change_field(&place, key, value, found, &keys);
            } else {
                let text = format!(
                    "{} of {} places that use it changed, such as {}; give those a schema of their own",
                    differing.len(),
                    uses.len(),
                    key.operation()
                );
                self.decide(&place, text);
            }
        }
    }

    /// Whether the spec, with its marks, says something else than the source at a place that the source can see.
    fn differs(&self, key: &Key, source: &FactValue, found: &ExpectedFact) -> bool {
        let marked = found.marks.iter().find(|(mark, _)| mark.key == "type").and_then(|(_, v)| v.as_str());
        let ty = marked.and_then(Type::from_fact).or(found.value.ty);
        let retyped = source.ty.is_some() && ty != source.ty;
        let flags = source.is_param && (source.required != found.value.required || source.legacy != found.value.legacy);
        retyped || flags || self.null_differs(key, source, found) || !agrees(&found.value, source)
    }

    fn null_differs(&self, key: &Key, source: &FactValue, found: &ExpectedFact) -> bool {
        let marked = found.marks.iter().any(|(mark, _)| mark.key == "nullable");
        let request = key.section == Section::Body;
        if matches!(key.section, Section::Path | Section::Query) {
            return false;
        }
        if source.nullable {
            return !found.value.nullable;
        }
        let visible = if request { self.sees_nulls.0 } else { self.sees_nulls.1 };
        found.value.nullable && !marked && visible
    }

    fn same(&self, a: &FactValue, b: &FactValue) -> bool {
        a.ty == b.ty
            && a.nullable == b.nullable
            && a.legacy == b.legacy
            && (!a.is_param || a.required == b.required)
            && a.constraints.same(&b.constraints)
    }

    fn change_param(
        &mut self,
        place: &str,
        key: &Key,
        value: &FactValue,
        found: &ExpectedFact,
        expected: &ExpectedFacts,
        keys: &[&Key],
    ) {
        let (Some(current), Some(ty)) = (self.spec.value.pointer(&found.target).cloned(), value.ty) else { return };
        let param = Param {
            name: key.name.clone(),
            ty,
            required: value.required,
            legacy: value.legacy,
            spelling: value.spelling.clone(),
            constraints: value.constraints.clone(),
            wording: crate::docs::inventory::Wording(None),
        };
        let retyped = found.value.ty != Some(ty) || !agrees(&found.value, value);
        let mut changed = current;
        if retyped {
            if found.value.ty == Some(ty) && self.narrow_in_place(place, value, found, keys, expected) {
                return;
            }
            let description = changed.get("description").cloned();
            let inline = self.inline_param(&param, key.section, expected, description);
            if let (Some(map), Some(new)) = (changed.as_object_mut(), inline.as_object()) {
                for stale in ["style", "explode", "allowEmptyValue"] {
                    map.remove(stale);
                }
                map.extend(new.iter().map(|(key, value)| (key.clone(), value.clone())));
            }
        }
        if let Some(map) = changed.as_object_mut() {
            for (flag, set) in [("required", value.required), ("deprecated", value.legacy)] {
                map.remove(flag);
                if set {
                    map.insert(flag.to_owned(), Value::Bool(true));
                }
            }
        }
        let in_list = place.contains("/parameters/") && !place.starts_with("/components/");
        if retyped && in_list {
            // Other operations may have changed in the same way.
            let description = changed.get("description").cloned();
            changed = self.param_item(&param, key.section, expected, description);
        }
        self.spec.replace(place, changed);
        self.log("change", place, keys);
    }

    fn change_field(&mut self, place: &str, key: &Key, value: &FactValue, found: &ExpectedFact, keys: &[&Key]) {
        let new: &Inventory = self.new;
        let Some(field) = super::fields::field(new, key) else { return };
        let request = key.section == Section::Body;
        let same_type = found.value.ty == value.ty;
        let only_limits = same_type && !self.null_differs(key, value, found);
        if only_limits {
            let expected = std::rc::Rc::clone(&self.facts);
            if self.narrow_in_place(place, value, found, keys, &expected) {
                return;
            }
        }
        if same_type && found.value.bare != field.bare && field.bare {
            return;
        }
        if same_type
            && self.null_differs(key, value, found)
            && let Some(twin) = self.null_twin(place, value.nullable)
        {
            let at = if self.spec.value.pointer(&step(place, "$ref")).is_some() { "$ref" } else { "allOf/0/$ref" };
            self.spec.replace(&format!("{place}/{at}"), json!(format!("#/components/schemas/{twin}")));
            self.log("change", place, keys);
            return;
        }
        let description = self.spec.value.pointer(place).and_then(|v| v.get("description")).cloned();
        if same_type && self.null_differs(key, value, found) && !self.is_reference(place) {
            let Some(mut current) = self.spec.value.pointer(place).cloned() else { return };
            if let Some(map) = current.as_object_mut() {
                map.remove("nullable");
                if value.nullable {
                    map.insert("nullable".to_owned(), json!(true));
                }
            }
            self.spec.replace(place, current);
            self.log("change", place, keys);
            return;
        }
        let mut property = self.property(field, request, "");
        match (description, property.pointer("/allOf/0").cloned()) {
            (Some(description), _) if property.get("$ref").is_none() => property["description"] = description,
            // What had no words of its own keeps those of what it refers to.
            (None, Some(reference)) => property = reference,
            _ => {}
        }
        self.spec.replace(place, property);
        self.log("change", place, keys);
    }

    /// The component that says the same as the one a field refers to, with null or without.
    fn null_twin(&mut self, place: &str, null: bool) -> Option<String> {
        let value = self.spec.value.pointer(place)?;
        let target = value["$ref"].as_str().or(value["allOf"][0]["$ref"].as_str())?;
        let name = target.strip_prefix("#/components/schemas/")?.to_owned();
        let base = name.strip_prefix("Nullable").unwrap_or(&name).trim_end_matches("OrNull").to_owned();
        let mut schema = self.component("schemas", &base)?.clone();
        if !null {
            return (base != name).then_some(base);
        }
        let twin = format!("Nullable{base}");
        if twin == name || schema["type"] == "object" || schema["nullable"] == true {
            return None;
        }
        if self.component("schemas", &twin).is_none() {
            schema["nullable"] = json!(true);
            schema["description"] = json!(PLACEHOLDER);
            self.add_schema(&twin, schema);
        }
        Some(twin)
    }

    fn is_reference(&self, place: &str) -> bool {
        let value = self.spec.value.pointer(place);
        value.is_some_and(|v| v.get("$ref").is_some() || v.get("allOf").is_some())
    }

    /// Writes constraints where the spec states its own: in the schema itself, or in a component if all who use it agree.
    fn narrow_in_place(
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
        let mut targets: Vec<(String, crate::docs::inventory::Constraints)> = Vec::new();
        if !own.is_empty() {
            targets.push((schema.clone(), own));
        }
        if let Some((pointer, values)) = open {
            if !self.all_users_agree(&pointer, value, expected) {
                return false;
            }
            let key = if self.spec.value.pointer(&pointer).is_some_and(|v| v.get("enum").is_some()) {
                "enum"
            } else {
                "x-known-values"
            };
            self.set(&step(&pointer, key), json!(values));
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

    /// The values of a sort key's enumeration, without the descending forms.
    fn narrow_sort_keys(
        &mut self,
        pointer: &str,
        constraints: &crate::docs::inventory::Constraints,
        keys: &[&Key],
    ) -> bool {
        let Some(values) = constraints.values() else { return true };
        let names: Vec<&String> = values.iter().filter(|value| !value.starts_with('-')).collect();
        let Some(mut schema) = self.spec.value.pointer(pointer).cloned() else { return false };
        let pattern = schema["pattern"].as_str().unwrap_or_default();
        let custom = if pattern.contains("pcf_") { "|pcf_[1-9][0-9]*" } else { "" };
        let words: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        schema["pattern"] = json!(format!("^-?({}{custom})$", words.join("|")));
        schema["x-sort-keys"] = json!(names);
        self.spec.replace(pointer, schema);
        self.log("change", pointer, keys);
        true
    }

    /// Where the spec lists the values of this field, if the source lists others.
    fn open_enumeration(
        &self,
        found: &ExpectedFact,
        item: &crate::docs::inventory::Constraints,
    ) -> Option<(String, Vec<String>)> {
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

    /// Whether every fact that this component stands behind has these constraints in the source.
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

    /// The schema of a property, or of a parameter.
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

    /// The schema at the end of references and items.
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

    /// Replaces or adds a key.
    fn set(&mut self, pointer: &str, value: Value) {
        if self.spec.value.pointer(pointer).is_some() {
            self.spec.replace(pointer, value);
        } else {
            let key = super::last_step(pointer);
            self.spec.insert(super::parent(pointer), &key, value, Some("type"), None);
        }
    }
}

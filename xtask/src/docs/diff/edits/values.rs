//! Edits fields and parameters whose type, null mark, flags or constraints changed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::schemas::agrees;
use super::{EditPlanner, is_hidden, reference};
use crate::docs::check::compare::uses::{changed_in_some, differs_in_path, is_same_value};
use crate::docs::check::expected_facts::{ExpectedFact, ExpectedFacts};
use crate::docs::facts::{FactValue, Key, Section};
use crate::docs::inventory::{Inventory, Param, Type};
use crate::docs::spec::step;

impl EditPlanner<'_> {
    pub(super) fn values(&mut self, expected: &ExpectedFacts) {
        let new: &Inventory = self.new;
        // Grouped by pointer in the spec: all facts of one element change together or not at all.
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
            let alike = uses.iter().all(|(_, other, _)| is_same_value(other, value));
            let keys: Vec<&Key> = differing.iter().map(|(key, ..)| key).collect();
            if matches!(key.section, Section::Path | Section::Query) {
                if found.marks.iter().any(|(mark, _)| mark.key == "parameter") {
                    self.decide(&place, format!("{} changed; look at the form body", key.subject()));
                } else if alike {
                    self.change_param(&place, key, value, found, expected, &keys);
                } else {
                    for (key, value, found) in differing {
                        // A parameter of the path belongs to each of its operations.
                        let of_path: Vec<_> = uses.iter().filter(|(.., other)| other.at == found.at).collect();
                        let changed = of_path.iter().filter(|(_, other, _)| is_same_value(other, value)).count();
                        if changed == of_path.len() {
                            self.change_param(&found.at, key, value, found, expected, &[key]);
                        } else {
                            self.decide(&found.at, differs_in_path(changed, of_path.len(), key));
                        }
                    }
                }
            } else if alike {
                self.change_field(&place, key, value, found, &keys);
            } else {
                self.decide(&place, changed_in_some(differing.len(), uses.len(), key));
            }
        }
    }

    /// Returns whether the spec, with its marks, differs from the source in a fact that the source can state.
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
            let inline = self.inline_param(&param, key.section, description);
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
        let mut property = self.property(field, request);
        match (description, property.pointer("/allOf/0").cloned()) {
            (Some(description), _) if property.get("$ref").is_none() => property["description"] = description,
            // A property without a description uses that of its reference.
            (None, Some(reference)) => property = reference,
            _ => {}
        }
        self.spec.replace(place, property);
        self.log("change", place, keys);
    }

    /// Returns the component that states the same as the one a field refers to, with null or without it.
    fn null_twin(&mut self, place: &str, null: bool) -> Option<String> {
        let value = self.spec.value.pointer(place)?;
        let target = value["$ref"].as_str().or(value["allOf"][0]["$ref"].as_str())?;
        let name = target.strip_prefix("#/components/schemas/")?.to_owned();
        let base = name.strip_prefix("Nullable").unwrap_or(&name).trim_end_matches("OrNull").to_owned();
        let schema = self.component("schemas", &base)?.clone();
        if !null {
            return (base != name).then_some(base);
        }
        let twin = format!("Nullable{base}");
        if twin == name || schema["type"] == "object" || schema["nullable"] == true {
            return None;
        }
        if self.component("schemas", &twin).is_none() {
            self.add_schema(&twin, super::components::nullable_request(schema));
        }
        Some(twin)
    }

    fn is_reference(&self, place: &str) -> bool {
        let value = self.spec.value.pointer(place);
        value.is_some_and(|v| v.get("$ref").is_some() || v.get("allOf").is_some())
    }
}

//! Refuses schemas that become one type in Rust, and pairs of patches, if their members differ.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::adapt::MERGED;
use super::{Check, Remedy, entries, member_pointer, schema_pointer};

impl Check {
    /// Checks that members of the same name have the same type in all schemas that are merged.
    pub(super) fn merged(&mut self, document: &Value, target: &str, names: &[&str]) {
        let schemas = &document["components"]["schemas"];
        let mut known: BTreeMap<&str, (&str, Value)> = BTreeMap::new();
        for name in std::iter::once(&target).chain(names.iter().filter(|name| **name != target)) {
            for (field, schema) in entries(&schemas[*name]["properties"]) {
                let own = type_in_rust(schema);
                match known.get(field) {
                    Some((other, type_there)) if *type_there != own => {
                        let problem = format!(
                            "`{name}.{field}` and `{other}.{field}` differ in type, but in Rust `{name}` is `{target}`; give \
                             both the same type, and mark the one that differs from the docs page"
                        );
                        self.refuse(&member_pointer(name, field), problem);
                    }
                    Some(_) => {}
                    None => {
                        known.insert(field, (name, own));
                    }
                }
            }
        }
    }

    /// Checks that a patch and an entry of a bulk patch have the same members, because one is converted to the other.
    pub(super) fn patches(&mut self, document: &Value) {
        let schemas = &document["components"]["schemas"];
        for (one, other) in [("TaskPatch", "BulkTaskPatch"), ("BulkTaskPatch", "TaskPatch")] {
            if schemas.get(other).is_none() || schemas.get(one).is_none() {
                continue;
            }
            let required = |name: &str| -> BTreeSet<&str> {
                let names = schemas[name]["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                names.filter(|name| *name != "id").collect()
            };
            if let Some(field) = required(one).difference(&required(other)).next() {
                let problem = format!(
                    "`{one}` requires `{field}` and `{other}` does not, but `TaskPatch::for_task` converts between them; \
                     require the same in both, and mark the one that differs with x-docs: {{required: […]}}"
                );
                self.refuse(&schema_pointer(one), problem);
            }
            for (field, schema) in entries(&schemas[one]["properties"]).filter(|(field, _)| *field != "id") {
                let found = schemas[other]["properties"].get(field);
                if found.is_none_or(|found| shape(found) != shape(schema)) {
                    let problem = format!(
                        "`{one}.{field}` is not in `{other}` with the same type, but `TaskPatch::for_task` converts between \
                         them; add it there, with x-docs: {{absent: true}} if the docs page does not list it"
                    );
                    let copy = Remedy::Copy { from: one.to_owned(), to: other.to_owned(), member: field.to_owned() };
                    // A member that only the other schema has on the page is a copy, and follows its original.
                    let is_copy = found.is_none_or(|found| found["x-docs"]["absent"] == true);
                    self.refuse_with(&member_pointer(one, field), problem, is_copy.then_some(copy));
                }
            }
        }
    }
}

/// Returns the parts of a member of a merged schema that determine its Rust type. Null and limits do not.
fn type_in_rust(schema: &Value) -> Value {
    let target = |schema: &Value| schema["$ref"].as_str().or(schema["allOf"][0]["$ref"].as_str()).map(str::to_owned);
    if let Some(target) = target(schema) {
        let name = target.rsplit('/').next().unwrap_or_default().trim_end_matches("OrNull");
        let merged = MERGED.into_iter().find(|(_, names)| names.contains(&name));
        return Value::from(merged.map_or(name, |(target, _)| target));
    }
    let items = schema.get("items").map(type_in_rust);
    serde_json::json!([schema["type"], schema["format"], schema["enum"], schema["x-known-values"], items])
}

/// Returns the parts of a member that determine its Rust type.
fn shape(schema: &Value) -> Value {
    let mut shape = schema.clone();
    if let Some(object) = shape.as_object_mut() {
        object.retain(|key, _| !["description", "x-docs"].contains(&key.as_str()));
    }
    shape
}

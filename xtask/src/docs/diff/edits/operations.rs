//! Adds, removes and moves operations.

use serde_json::{Map, Value, json};

use super::{EditPlanner, PLACEHOLDER};
use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::diff::pairs;
use crate::docs::facts::{Key, Section};
use crate::docs::inventory::{Inventory, Operation, Scalar};
use crate::docs::spec::step;

impl EditPlanner<'_> {
    /// Adds new operations. This step is last because the components that they use may have to be updated first.
    pub(super) fn new_operations(&mut self, expected: &ExpectedFacts) {
        let new: &Inventory = self.new;
        for operation in &new.operations {
            if !has(expected, operation) {
                self.add_operation(operation, None, expected);
            }
        }
    }

    /// Removes and moves operations. An operation that moved keeps its descriptions.
    pub(super) fn moved_operations(&mut self, expected: &ExpectedFacts) {
        let (old, new): (&Inventory, &Inventory) = (self.old, self.new);
        for operation in &new.operations {
            if has(expected, operation) {
                continue;
            }
            let Some(gone) = pairs::moved_from(operation, old, new) else { continue };
            let at = expected.operations.iter().find(|(m, p, _)| *m == gone.method && *p == gone.path);
            let Some((.., pointer)) = at else { continue };
            let kept = self.spec.value.pointer(pointer).cloned();
            self.spec.remove(pointer);
            self.add_operation(operation, kept, expected);
        }
        for operation in &old.operations {
            if new.operation(operation.method, &operation.path).is_some() {
                continue;
            }
            let elsewhere = self.others.iter().any(|i| i.operation(operation.method, &operation.path).is_some());
            let at = expected.operations.iter().find(|(m, p, _)| *m == operation.method && *p == operation.path);
            if let Some((.., pointer)) = at.filter(|_| !elsewhere)
                && self.spec.value.pointer(pointer).is_some()
            {
                self.spec.remove(pointer);
                self.log("remove", pointer.clone(), &[&title(operation)]);
            }
        }
    }

    fn add_operation(&mut self, operation: &Operation, kept: Option<Value>, expected: &ExpectedFacts) {
        let file = operation.query.iter().any(|param| param.ty.scalar == Scalar::File);
        if file && kept.is_none() {
            self.decide_beside(format!(
                "{}: a file upload; describe it by hand as multipart/form-data, as extract_tasks_from_image is",
                operation.id()
            ));
            return;
        }
        let moved = kept.is_some();
        let value = match kept {
            Some(value) => value,
            None => self.operation_value(operation, expected),
        };
        let item = step("/paths", &operation.path);
        let method = operation.method.lower();
        if self.spec.value.pointer(&item).is_some() {
            self.spec.insert(&item, &method, value, None, None);
        } else {
            let parameters = self.param_items(operation, Section::Path, expected);
            let mut map = Map::new();
            if !parameters.is_empty() {
                map.insert("parameters".to_owned(), Value::Array(parameters));
            }
            map.insert(method.clone(), value);
            let (behind, before) = self.neighbours(operation);
            self.spec.insert("/paths", &operation.path, Value::Object(map), behind.as_deref(), before.as_deref());
        }
        self.log(if moved { "change" } else { "add" }, step(&item, &method), &[&title(operation)]);
    }

    /// Returns the paths of the spec between which a new path belongs.
    fn neighbours(&self, operation: &Operation) -> (Option<String>, Option<String>) {
        let operations = &self.new.operations;
        let index = operations.iter().position(|o| o.path == operation.path).unwrap_or_default();
        let has = |other: &&Operation| self.spec.value.pointer(&step("/paths", &other.path)).is_some();
        let behind = operations[..index].iter().rev().find(has).map(|o| o.path.clone());
        let before = operations[index + 1..].iter().find(has).map(|o| o.path.clone());
        (behind, before)
    }

    fn operation_value(&mut self, operation: &Operation, expected: &ExpectedFacts) -> Value {
        let mut value = json!({
            "operationId": self.operation_id(operation),
            "summary": PLACEHOLDER,
            "description": PLACEHOLDER,
            "tags": self.tags(operation, expected),
        });
        let query = self.param_items(operation, Section::Query, expected);
        if !query.is_empty() {
            value["parameters"] = Value::Array(query);
        }
        if operation.example.body.is_some() || !operation.body.is_empty() {
            let id = value["operationId"].as_str().unwrap_or_default().to_owned();
            value["requestBody"] = self.body_value(operation, &id);
        }
        let id = value["operationId"].as_str().unwrap_or_default().to_owned();
        value["responses"] = self.response_values(operation, &id, expected);
        value
    }

    /// Returns the tags of the source that the spec has, or those of a neighbouring operation.
    fn tags(&self, operation: &Operation, expected: &ExpectedFacts) -> Value {
        let declared: Vec<&str> =
            self.spec.value["tags"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str()).collect();
        let own: Vec<&String> = operation.tags.0.iter().filter(|tag| declared.contains(&tag.as_str())).collect();
        if !own.is_empty() {
            return json!(own);
        }
        let first = |path: &str| crate::docs::inventory::short_path(path).split('/').nth(1).map(str::to_owned);
        let beside = expected.operations.iter().find(|(_, path, _)| first(path) == first(&operation.path));
        let tags = beside
            .or(expected.operations.first())
            .and_then(|(.., pointer)| self.spec.value.pointer(&step(pointer, "tags")).cloned());
        tags.unwrap_or_else(|| json!([]))
    }

    /// Returns the source's name for the operation in snake case, or the method and the steps of the path.
    fn operation_id(&self, operation: &Operation) -> String {
        let in_source: Option<String> =
            operation.id_in_source.0.first().map(|id| snake_case(id)).filter(|id| crate::codegen::is_operation_id(id));
        let words = crate::docs::inventory::short_path(&operation.path).split('/');
        let words: Vec<String> = words
            .filter(|part| !part.is_empty() && !part.starts_with('{'))
            .map(|part| part.replace(['-', '.'], "_").to_ascii_lowercase())
            .collect();
        let by_id = if operation.path.ends_with('}') { "_by_id" } else { "" };
        let id = in_source.unwrap_or_else(|| format!("{}_{}{by_id}", operation.method.lower(), words.join("_")));
        // The operations of the spec as it is now: two new ones may have one id.
        let items = || self.spec.value["paths"].as_object().into_iter().flat_map(Map::values);
        let taken = |id: &str| {
            items().filter_map(Value::as_object).flat_map(Map::values).any(|other| other["operationId"] == id)
        };
        let mut free = id.clone();
        let mut number = 2;
        while taken(&free) {
            free = format!("{id}_{number}");
            number += 1;
        }
        free
    }
}

fn has(expected: &ExpectedFacts, operation: &Operation) -> bool {
    expected.operations.iter().any(|(m, p, _)| *m == operation.method && *p == operation.path)
}

/// Converts an id to snake case: `bulk-restoreTasks` → `bulk_restore_tasks`.
pub(super) fn snake_case(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        if c.is_ascii_uppercase() && out.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit()) {
            out.push('_');
        }
        match c.is_ascii_alphanumeric() {
            true => out.push(c.to_ascii_lowercase()),
            false if out.ends_with('_') => {}
            false => out.push('_'),
        }
    }
    out.trim_matches('_').to_owned()
}

fn title(operation: &Operation) -> Key {
    Key { method: operation.method, path: operation.path.clone(), section: Section::Title, name: String::new() }
}

//! Edits for whole operations.

use serde_json::{Value, json};

use super::{Advice, EditPlanner, PLACEHOLDER, below, parent, yaml};
use crate::docs::diff::compare::Change;
use crate::docs::facts::{Key, Section};
use crate::docs::inventory::{Method, Operation, Scalar};

impl EditPlanner<'_> {
    pub(super) fn add_operation(&self, change: &Change) -> Advice {
        let key = &change.key;
        let operations = &self.new_page.operations;
        let Some(index) = operations.iter().position(|o| o.method == key.method && o.path == key.path) else {
            return self.lost(key);
        };
        let operation = &operations[index];
        if operation.query.iter().any(|p| p.ty.scalar == Scalar::File) {
            return Advice::ByHand(
                "a file upload: describe it as multipart/form-data, as the other upload is".to_owned(),
            );
        }
        let at = |other: &Operation| self.operation_at(&other_key(other)).map(str::to_owned);
        let behind = operations[..index].iter().rev().find_map(at);
        let before = operations[index + 1..].iter().find_map(at);
        let item = below("/paths", &operation.full_path());
        let edit = if self.spec.value.pointer(&item).is_some() && !self.leaves(&item) {
            // Another method of a path that is there.
            let own = |pointer: &String| parent(pointer) == item;
            let (behind, before) = (behind.filter(own), before.filter(own));
            let lines = |indent| yaml::entry(&key.method.lower(), &self.operation_value(operation), indent);
            self.insert(behind.as_deref(), before.as_deref(), lines)
        } else {
            let (behind, before) = (behind.as_deref().map(parent), before.as_deref().map(parent));
            let moved = change.rename.as_ref().and_then(|from| self.moved(from, operation));
            self.insert(behind, before, |indent| moved.unwrap_or_else(|| self.path_item(operation, indent)))
        };
        edit.map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    pub(super) fn remove_operation(&self, key: &Key) -> Advice {
        let Some(at) = self.operation_at(key) else { return Advice::ByHand("the spec does not have it".to_owned()) };
        let item = parent(at);
        let pointer = if self.leaves(item) { item } else { at };
        self.remove(pointer).map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    /// Whether every operation of this path goes.
    fn leaves(&self, item: &str) -> bool {
        let operations: Vec<_> = self.expected.operations.iter().filter(|(.., at)| parent(at) == item).collect();
        operations.iter().all(|(method, path, _)| self.new_page.operation(*method, path).is_none())
    }

    /// The text of an operation that only has another address now, so that nothing written about it is lost.
    fn moved(&self, from: &str, to: &Operation) -> Option<Vec<String>> {
        let (method, path) = from.split_once(' ')?;
        let (.., at) =
            self.expected.operations.iter().find(|(m, p, _)| Some(*m) == Method::parse(method) && p == path)?;
        let alone = self.expected.operations.iter().filter(|(.., other)| parent(other) == parent(at)).count() == 1;
        let span = self.spec.span(parent(at)).filter(|_| alone)?;
        let mut lines = self.spec.lines().get(span.first - 1..span.last)?.to_vec();
        *lines.first_mut()? = format!("{}{}:", " ".repeat(span.indent), to.full_path());
        Some(lines)
    }

    fn path_item(&self, operation: &Operation, indent: usize) -> Vec<String> {
        let item = json!({
            "parameters": self.param_items(operation, Section::Path),
            operation.method.lower(): self.operation_value(operation),
        });
        yaml::entry(&operation.full_path(), &item, indent)
    }

    fn operation_value(&self, operation: &Operation) -> Value {
        let mut value = json!({
            "operationId": self.operation_id(operation),
            "summary": PLACEHOLDER,
            "description": PLACEHOLDER,
            "responses": self.responses(operation),
        });
        let query = self.param_items(operation, Section::Query);
        if !query.is_empty() {
            value["parameters"] = Value::Array(query);
        }
        if !operation.body.is_empty() || operation.example.is_some() {
            let schema = self.root(&operation.body, true, operation.example);
            value["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": schema}}});
        }
        value
    }

    /// A name to begin with: the method and the words of the path.
    fn operation_id(&self, operation: &Operation) -> String {
        let words = operation.path.split('/').filter(|part| !part.is_empty() && !part.starts_with('{'));
        let words: Vec<String> = words.map(|part| part.replace(['-', '.'], "_")).collect();
        let by_id = if operation.path.ends_with('}') { "_by_id" } else { "" };
        let id = format!("{}_{}{by_id}", operation.method.lower(), words.join("_"));
        let taken = self.expected.operations.iter().any(|(.., at)| {
            self.spec.value.pointer(&below(at, "operationId")).and_then(Value::as_str) == Some(id.as_str())
        });
        if taken { format!("{id}_todo") } else { id }
    }
}

fn other_key(operation: &Operation) -> Key {
    Key { method: operation.method, path: operation.path.clone(), section: Section::Title, name: String::new() }
}

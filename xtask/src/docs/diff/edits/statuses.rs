//! Edits for status codes.

use serde_json::{Value, json};

use super::{Advice, EditPlanner, PLACEHOLDER, below, reference, yaml};
use crate::docs::facts::{Key, Section};
use crate::docs::inventory::{BodyShape, Operation, Response};

impl EditPlanner<'_> {
    pub(super) fn add_status(&self, key: &Key, status: u16) -> Advice {
        let operation = self.new_page.operation(key.method, &key.path);
        let response = operation.and_then(|o| o.responses.iter().find(|r| r.status == status));
        let (Some(response), Some(at)) = (response, self.operation_at(key)) else { return self.lost(key) };
        let responses = below(at, "responses");
        let code = status.to_string();
        let pointer = below(&responses, &code);
        let edit = match self.spec.value.pointer(&pointer) {
            // The spec had it as something the page does not list.
            Some(current) => {
                let value = self.listed(current, response);
                self.replace(&pointer, |span| response_lines(&code, &value, span.indent))
            }
            None => {
                let value = self.response(response);
                let map = self.spec.value.pointer(&responses).and_then(Value::as_object);
                let mut codes: Vec<&String> = map.map(|m| m.keys().collect()).unwrap_or_default();
                codes.sort();
                let at = |code: &&String| below(&responses, code);
                let behind = codes.iter().rev().find(|other| ***other < code).map(at);
                let before = codes.iter().find(|other| ***other > code).map(at);
                self.insert(behind.as_deref(), before.as_deref(), |indent| response_lines(&code, &value, indent))
            }
        };
        edit.map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    pub(super) fn remove_status(&self, key: &Key) -> Advice {
        let Some(expected) = self.fact(key) else { return Advice::ByHand("the spec does not have it".to_owned()) };
        self.remove(&expected.at).map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    /// What the spec says of a status it thought unlisted, as one that is listed.
    fn listed(&self, current: &Value, response: &Response) -> Value {
        if let Some(shared) = self.shared_response(response) {
            return shared;
        }
        let target = current.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'));
        let mut value = target.and_then(|t| self.spec.value.pointer(t)).unwrap_or(current).clone();
        if let Some(map) = value.as_object_mut() {
            map.remove("x-docs");
        }
        value
    }

    /// The component other operations use for this status, where that is listed and the page shows no fields.
    fn shared_response(&self, response: &Response) -> Option<Value> {
        if !response.fields.is_empty() {
            return None;
        }
        let facts = self.expected.facts.iter().filter(|(key, _)| key.section == Section::Status(response.status));
        facts.into_iter().find_map(|(_, expected)| Some(json!({"$ref": reference(&expected.target, "responses")?})))
    }

    fn response(&self, response: &Response) -> Value {
        if let Some(shared) = self.shared_response(response) {
            return shared;
        }
        let mut value = json!({"description": PLACEHOLDER});
        if !response.fields.is_empty() {
            let schema = self.root(&response.fields, false, Some(BodyShape::Array));
            value["content"] = json!({"application/json": {"schema": schema}});
        }
        value
    }

    /// All statuses of a new operation.
    pub(super) fn responses(&self, operation: &Operation) -> Value {
        operation
            .responses
            .iter()
            .map(|r| (r.status.to_string(), self.response(r)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

fn response_lines(code: &str, value: &Value, indent: usize) -> Vec<String> {
    yaml::entry(code, value, indent)
}

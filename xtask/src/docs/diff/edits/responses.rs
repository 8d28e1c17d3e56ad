//! Edits request bodies, statuses and the bodies of responses.

use serde_json::{Map, Value, json};

use super::{EditPlanner, PLACEHOLDER, is_hidden, reference};
use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::facts::{Key, Section};
use crate::docs::inventory::{BodyShape, Field, Inventory, Method, Operation, Response, Scalar, SourceKind};
use crate::docs::spec::step;

impl EditPlanner<'_> {
    pub(super) fn responses(&mut self, expected: &ExpectedFacts) {
        let new: &Inventory = self.new;
        for (operation, pointer) in self.known(new, expected) {
            self.request_body(operation, &pointer, expected);
            for response in &operation.responses {
                self.response(operation, response, &pointer, expected);
            }
            self.gone_statuses(operation, &pointer, expected);
        }
    }

    fn request_body(&mut self, operation: &Operation, at: &str, expected: &ExpectedFacts) {
        let key = key(operation, Section::Example, "body");
        let form = operation.query.iter().any(|param| param.ty.scalar == Scalar::File);
        let found = expected.facts.get(&key).filter(|fact| !is_hidden(fact));
        let here = step(at, "requestBody");
        match (operation.example.body, found) {
            (Some(_), None) if !form && self.spec.value.pointer(&here).is_none() => {
                let value = self.body_value(operation, &self.id_at(at));
                self.spec.insert(at, "requestBody", value, None, Some("responses"));
                self.log("add", here, &[&key]);
            }
            (Some(shape), Some(fact)) if fact.value.word != Some(shape.to_string()) => {
                let id = self.id_at(at);
                let schema = self.root(&operation.body, true, shape == BodyShape::Array, &id);
                self.spec.replace(&step(&fact.at, "schema"), schema);
                self.log("change", fact.at.clone(), &[&key]);
            }
            (None, Some(_))
                if (self.new.source == SourceKind::Contract || operation.body.is_empty())
                    && self.others.iter().all(|i| i.operation(operation.method, &operation.path).is_none()) =>
            {
                self.spec.remove(&here);
                self.log("remove", here, &[&key]);
            }
            _ => {}
        }
    }

    pub(super) fn body_value(&mut self, operation: &Operation, id: &str) -> Value {
        let bare = operation.example.body == Some(BodyShape::Array);
        let schema = self.root(&operation.body, true, bare, id);
        json!({"required": true, "content": {"application/json": {"schema": schema}}})
    }

    fn response(&mut self, operation: &Operation, response: &Response, at: &str, expected: &ExpectedFacts) {
        let key = key(operation, Section::Status(response.status), "");
        let code = response.status.to_string();
        let responses = step(at, "responses");
        let here = step(&responses, &code);
        let waits = self.objects_wait && response.status < 400 && !response.fields.is_empty();
        let Some(fact) = expected.facts.get(&key) else {
            if waits {
                return;
            }
            let value = self.response_value(response, &self.id_at(at), expected);
            let codes = self.spec.value.pointer(&responses).and_then(Value::as_object);
            let codes: Vec<String> = codes.into_iter().flat_map(Map::keys).cloned().collect();
            let behind = codes.iter().filter(|other| **other < code).max();
            let before = codes.iter().filter(|other| **other > code).min();
            self.spec.insert(&responses, &code, value, behind.map(String::as_str), before.map(String::as_str));
            self.log("add", here, &[&key]);
            return;
        };
        if is_hidden(fact) {
            self.listed_now(operation, response, &here, expected);
            return;
        }
        if response.fields.is_empty() {
            return;
        }
        if let Some(object) = expected.tables.get(&key_of(operation, response.status)) {
            let schema = format!("{}/content/application~1json/schema", fact.target);
            if reference(&fact.target, "responses").is_none() && self.has_none_of(object, &response.fields) {
                // This is another object: until it is written, the schema must not state the fields of the previous
                // one.
                self.spec.replace(&schema, json!({"type": "object", "additionalProperties": true}));
                self.log("change", schema, &[&key]);
            }
            return;
        }
        if waits {
            return;
        }
        let items = key.with(Section::Response(response.status), "items");
        if expected.facts.contains_key(&items) || self.new.source == SourceKind::Page && response.status >= 400 {
            return;
        }
        let schema = self.response_schema(response, &self.id_at(at));
        // Changing a component would change all its uses.
        let target = fact.target.clone();
        let content = json!({"application/json": {"schema": schema}});
        let here = step(&target, "content");
        if self.spec.value.pointer(&here).is_some() {
            self.spec.replace(&here, content);
        } else {
            self.spec.insert(&target, "content", content, None, None);
        }
        self.log("add", here, &[&key, &key_of(operation, response.status)]);
    }

    /// Returns whether an object of the spec has fields, but none of these.
    fn has_none_of(&self, object: &str, fields: &[Field]) -> bool {
        let own = self.spec.value.pointer(&step(object, "properties")).and_then(Value::as_object);
        own.is_some_and(|own| !own.is_empty() && fields.iter().all(|field| !own.contains_key(&field.name)))
    }

    /// Handles a status that the spec marks as unlisted and that is now listed: refers to the component of the operations
    /// that list it. Without such a component it makes one, unless every operation that uses this one lists it; the step
    /// for marks then removes the mark.
    fn listed_now(&mut self, operation: &Operation, response: &Response, here: &str, expected: &ExpectedFacts) {
        let status = Section::Status(response.status);
        let key = key(operation, status, "");
        let Some(target) = expected.facts.get(&key).map(|fact| fact.target.clone()) else { return };
        let content = |target: &str| self.spec.value.pointer(&step(target, "content"));
        let listed = expected.facts.iter().find_map(|(k, fact)| {
            let fits = k.section == status && !is_hidden(fact) && content(&fact.target) == content(&target);
            fits.then(|| reference(&fact.target, "responses"))?
        });
        if let Some(listed) = listed.filter(|_| reference(&target, "responses").is_some()) {
            self.spec.replace(here, json!({"$ref": listed}));
            self.log("change", here, &[&key]);
            return;
        }
        let users: Vec<&Key> =
            expected.facts.iter().filter(|(k, f)| k.section == status && f.target == target).map(|(k, _)| k).collect();
        let lists = |inventory: &Inventory, key: &Key| {
            let operation = inventory.operation(key.method, &key.path);
            operation.is_some_and(|o| o.responses.iter().any(|r| r.status == response.status))
        };
        let known = |key: &Key| self.new.operation(key.method, &key.path).is_some();
        if users.iter().all(|key| !known(key) || lists(self.new, key)) {
            return;
        }
        let Some(mut value) = self.spec.value.pointer(&target).cloned() else { return };
        if let Some(map) = value.as_object_mut() {
            map.remove("x-docs");
        }
        let last = super::last_step(&target);
        let name = last.strip_prefix("Unlisted").map_or_else(|| format!("Listed{last}"), str::to_owned);
        self.spec.insert("/components/responses", &name, value, None, Some(&last));
        self.spec.replace(here, json!({"$ref": format!("#/components/responses/{name}")}));
        self.log("change", here, &[&key]);
    }

    fn gone_statuses(&mut self, operation: &Operation, at: &str, expected: &ExpectedFacts) {
        let gone: Vec<(Key, u16)> = expected
            .facts
            .iter()
            .filter(|(k, f)| k.method == operation.method && k.path == operation.path && !is_hidden(f))
            .filter_map(|(k, _)| match k.section {
                Section::Status(code) => Some((k.clone(), code)),
                _ => None,
            })
            .filter(|(_, code)| !operation.responses.iter().any(|r| r.status == *code))
            .collect();
        for (key, code) in gone {
            let elsewhere = self.others.iter().any(|inventory| {
                let operation = inventory.operation(operation.method, &operation.path);
                operation.is_some_and(|o| o.responses.iter().any(|r| r.status == code))
            });
            if elsewhere {
                continue;
            }
            let here = step(&step(at, "responses"), &code.to_string());
            // A failure that is not listed any more may still occur.
            let unlisted = expected.facts.iter().find_map(|(k, fact)| {
                let same = k.section == Section::Status(code) && is_hidden(fact);
                reference(&fact.target, "responses").filter(|_| same)
            });
            if let Some(unlisted) = unlisted.filter(|_| code >= 400) {
                self.spec.replace(&here, json!({"$ref": unlisted}));
                self.log("change", here, &[&key]);
            } else {
                self.spec.remove(&here);
                self.log("remove", here, &[&key]);
            }
        }
    }

    /// Returns all statuses of a new operation: those of the source, and those that all operations of the spec have as
    /// unlisted.
    pub(super) fn response_values(&mut self, operation: &Operation, id: &str, expected: &ExpectedFacts) -> Value {
        let mut out = Map::new();
        for response in &operation.responses {
            let value = self.response_value(response, id, expected);
            out.insert(response.status.to_string(), value);
        }
        let changes = operation.method != Method::Get;
        let alike: Vec<_> = expected.operations.iter().filter(|(m, ..)| (*m != Method::Get) == changes).collect();
        for code in [401u16, 402, 403, 404, 422, 429, 500] {
            let unlisted = |(method, path, _): &&&(Method, String, String)| {
                let key =
                    Key { method: *method, path: path.clone(), section: Section::Status(code), name: String::new() };
                expected.facts.contains_key(&key)
            };
            let count = alike.iter().filter(unlisted).count();
            let shared = expected.facts.iter().find_map(|(k, fact)| {
                let same = k.section == Section::Status(code) && is_hidden(fact);
                reference(&fact.target, "responses").filter(|_| same)
            });
            if let Some(shared) = shared.filter(|_| count == alike.len() && count > 0) {
                out.entry(code.to_string()).or_insert_with(|| json!({"$ref": shared}));
            }
        }
        Value::Object(out)
    }

    fn response_value(&mut self, response: &Response, id: &str, expected: &ExpectedFacts) -> Value {
        let status = Section::Status(response.status);
        let with_body = !response.fields.is_empty();
        let mut shared: Vec<(usize, String)> = Vec::new();
        for (_, fact) in expected.facts.iter().filter(|(k, fact)| k.section == status && !is_hidden(fact)) {
            let Some(target) = reference(&fact.target, "responses") else { continue };
            let content = self.spec.value.pointer(&fact.target).is_some_and(|r| r.get("content").is_some());
            // Failures share one body; a component of a success is shared only if neither has a body.
            if response.status < 400 && (content || with_body) {
                continue;
            }
            match shared.iter_mut().find(|(_, name)| *name == target) {
                Some((count, _)) => *count += 1,
                None => shared.push((1, target)),
            }
        }
        if let Some((_, target)) = shared.into_iter().max_by_key(|(count, _)| *count) {
            return json!({"$ref": target});
        }
        let mut value = json!({"description": PLACEHOLDER});
        let headers = expected.facts.iter().find_map(|(k, fact)| {
            let success = matches!(k.section, Section::Status(code) if code < 300);
            self.spec.value.pointer(&step(&fact.target, "headers")).filter(|_| success).cloned()
        });
        if let Some(headers) = headers.filter(|_| response.status < 400) {
            value["headers"] = headers;
        }
        if with_body {
            let schema = self.response_schema(response, id);
            value["content"] = json!({"application/json": {"schema": schema}});
        }
        value
    }

    /// Returns the id of the operation at a pointer.
    fn id_at(&self, at: &str) -> String {
        let id = self.spec.value.pointer(&step(at, "operationId")).and_then(Value::as_str);
        id.unwrap_or_default().to_owned()
    }

    fn response_schema(&mut self, response: &Response, id: &str) -> Value {
        // The page shows a bare array as one field `items`; only a contract distinguishes it from an object.
        let bare = match response.fields.as_slice() {
            [one] => one.bare || self.new.source == SourceKind::Page && is_items(one),
            _ => false,
        };
        self.root(&response.fields, false, bare, id)
    }
}

fn is_items(field: &Field) -> bool {
    field.name == "items" && field.ty.array
}

fn key(operation: &Operation, section: Section, name: &str) -> Key {
    Key { method: operation.method, path: operation.path.clone(), section, name: name.to_owned() }
}

fn key_of(operation: &Operation, status: u16) -> Key {
    key(operation, Section::Response(status), "")
}

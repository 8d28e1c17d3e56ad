//! Reads one operation of the spec as facts: parameters, body, statuses. Schemas are described in `schema`.

use serde_json::Value;

use super::{ExpectedFact, OperationKey, SpecWalker};
use crate::docs::check::marks::MarkRef;
use crate::docs::facts::{FactValue, Section};
use crate::docs::inventory::{Method, Type};
use crate::docs::spec::{Node, step};

impl<'a> SpecWalker<'a> {
    pub(super) fn operation(&mut self, method: Method, path: &str, item: &str, node: &Node<'a>) {
        let operation = OperationKey { method, path };
        let words = |key: &str| node.value.get(key).and_then(Value::as_str).is_some_and(|t| !t.trim().is_empty());
        let here = || ExpectedFact { at: node.pointer.clone(), target: node.pointer.clone(), ..Default::default() };
        if words("summary") {
            self.add(operation.key(Section::Title, ""), here());
        }
        if words("summary") || words("description") {
            self.add(operation.key(Section::Summary, ""), here());
        }
        for holder in [item, &node.pointer] {
            let list = step(holder, "parameters");
            let count = self.spec.value.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
            for index in 0..count {
                if let Some(param) = self.spec.node(&format!("{list}/{index}")) {
                    self.param(&operation, param);
                }
            }
        }
        if let Some(body) = self.spec.node(&step(&node.pointer, "requestBody")) {
            self.body(&operation, body);
        }
        let responses = step(&node.pointer, "responses");
        let codes: Vec<&String> =
            node.value.get("responses").and_then(Value::as_object).map(|m| m.keys().collect()).unwrap_or_default();
        for code in codes {
            let pointer = step(&responses, code);
            match (code.parse(), self.spec.node(&pointer)) {
                (Ok(status), Some(response)) => self.response(&operation, status, response),
                _ => self.problem(&pointer, "it is not a status code", "list each status; the sources do"),
            }
        }
    }

    fn param(&mut self, operation: &OperationKey<'_>, node: Node<'a>) {
        let at = node.pointer.clone();
        let Some(way) = self.follow(node) else { return };
        let Some(target) = way.last().cloned() else { return };
        let text = |key: &str| target.value.get(key).and_then(Value::as_str).unwrap_or_default();
        let flag = |key: &str| target.value.get(key).and_then(Value::as_bool).unwrap_or_default();
        let name = text("name");
        let hidden_by = self.hiding(&way);
        let section = match text("in") {
            "path" => Section::Path,
            "query" => Section::Query,
            other => {
                if hidden_by.is_empty() {
                    let what = format!("no source has {other} parameters");
                    self.problem(&target.pointer, what, "mark it with x-docs: {absent: true}");
                }
                return;
            }
        };
        let mut marks: Vec<(MarkRef, Value)> = Vec::new();
        let mut spelling = None;
        if let Some((spelled, mark)) = way.iter().find_map(|node| self.mark(node, "name")) {
            let word = spelled.as_str().unwrap_or_default();
            if word == name || word.is_empty() {
                self.problem(&target.pointer, "x-docs.name says what the name says", "remove it");
            } else if word.strip_suffix("[]") != Some(name) {
                // The page marks an array with brackets; any other name would be another parameter.
                let what = format!("x-docs.name says `{word}`, the name is `{name}`");
                self.problem(&target.pointer, what, "make the two the same, brackets aside");
            }
            spelling = Some("brackets".to_owned());
            marks.push((mark, spelled.clone()));
        }
        let Some(schema) = self.spec.node(&step(&target.pointer, "schema")) else {
            self.problem(&target.pointer, "the parameter has no schema", "give it one");
            return;
        };
        let mut view = self.describe(schema);
        marks.append(&mut view.marks);
        let value = FactValue {
            ty: view.ty,
            is_param: true,
            required: flag("required"),
            legacy: flag("deprecated"),
            spelling,
            constraints: view.constraints(),
            ..FactValue::default()
        };
        let fact = ExpectedFact {
            value,
            at,
            target: target.pointer,
            hidden_by,
            marks,
            narrowing: view.narrowing,
            ..ExpectedFact::default()
        };
        self.add(operation.key(section, name), fact);
    }

    fn body(&mut self, operation: &OperationKey<'_>, node: Node<'a>) {
        let Some(way) = self.follow(node) else { return };
        let Some(target) = way.last().cloned() else { return };
        let hiding = self.hiding(&way);
        self.while_hidden(hiding, |walker| {
            for media in walker.media(&target) {
                walker.body_media(operation, &way, &media);
            }
        });
    }

    fn body_media(&mut self, operation: &OperationKey<'_>, way: &[Node<'a>], media: &Node<'a>) {
        let Some(schema) = self.spec.node(&step(&media.pointer, "schema")) else { return };
        let Some(schemas) = self.follow(schema.clone()) else { return };
        let carriers: Vec<Node<'a>> = way.iter().chain([media]).chain(&schemas).cloned().collect();
        let parameter = carriers.iter().find_map(|node| self.mark(node, "parameter"));
        let hiding = self.hiding(std::slice::from_ref(media));
        if let Some((parameter, mark)) = parameter {
            self.parameter_instead(operation, parameter, &mark, schemas.last());
            return;
        }
        self.while_hidden(hiding, |walker| {
            let array = schemas.last().is_some_and(|s| s.value.get("type").is_some_and(|t| t == "array"));
            let word = |word: &str| FactValue { word: Some(word.to_owned()), ..FactValue::default() };
            let kind = media.pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/");
            for (name, value) in [("body", if array { "array" } else { "object" }), ("content-type", kind.as_str())] {
                let fact = ExpectedFact {
                    value: word(value),
                    at: media.pointer.clone(),
                    target: media.pointer.clone(),
                    ..ExpectedFact::default()
                };
                walker.add(operation.key(Section::Example, name), fact);
            }
            walker.root(operation, Section::Body, schema);
        });
    }

    /// Adds a part of a form that the sources list as a parameter.
    fn parameter_instead(
        &mut self,
        operation: &OperationKey<'_>,
        value: &Value,
        mark: &MarkRef,
        schema: Option<&Node<'a>>,
    ) {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let section = if text("in") == "path" { Section::Path } else { Section::Query };
        let mut fact = ExpectedFact {
            value: FactValue {
                ty: Type::from_fact(text("type")),
                is_param: true,
                required: value.get("required").and_then(Value::as_bool).unwrap_or_default(),
                ..FactValue::default()
            },
            at: mark.pointer.clone(),
            marks: vec![(mark.clone(), value.clone())],
            ..ExpectedFact::default()
        };
        if let Some(schema) = schema {
            self.required_list(schema);
            let pointer = step(&step(&schema.pointer, "properties"), text("name"));
            match self.spec.node(&pointer) {
                Some(property) => {
                    let view = self.describe(property);
                    if view.marked_type() != fact.value.ty {
                        let what = format!("x-docs.parameter says {}, its own x-docs.type does not", text("type"));
                        self.problem(&pointer, what, format!("x-docs: {{type: {}}}", text("type")));
                    }
                    fact.at = pointer;
                }
                None => {
                    let what = format!("x-docs.parameter names `{}`, which is not a property here", text("name"));
                    self.problem(&mark.pointer, what, "name the property that the page lists as a parameter");
                }
            }
        }
        fact.target.clone_from(&fact.at);
        self.add(operation.key(section, text("name")), fact);
    }

    fn response(&mut self, operation: &OperationKey<'_>, status: u16, node: Node<'a>) {
        let at = node.pointer.clone();
        let Some(way) = self.follow(node) else { return };
        let Some(target) = way.last().cloned() else { return };
        if !target.value.is_object() {
            self.problem(&target.pointer, "a status of which nothing is said", "describe it, or refer to a response");
        }
        let hiding = self.hiding(&way);
        self.while_hidden(hiding, |walker| {
            let fact = ExpectedFact { at, target: target.pointer.clone(), ..ExpectedFact::default() };
            walker.add(operation.key(Section::Status(status), ""), fact);
            walker.headers(&target);
            for media in walker.media(&target) {
                let hiding = walker.hiding(std::slice::from_ref(&media));
                walker.while_hidden(hiding, |walker| {
                    if let Some(schema) = walker.spec.node(&step(&media.pointer, "schema")) {
                        walker.root(operation, Section::Response(status), schema);
                    }
                });
            }
        });
    }

    /// Checks the marks of headers: no source lists headers.
    fn headers(&mut self, node: &Node<'a>) {
        let headers = step(&node.pointer, "headers");
        let names: Vec<&String> =
            node.value.get("headers").and_then(Value::as_object).map(|m| m.keys().collect()).unwrap_or_default();
        for name in names {
            let way = self.spec.node(&step(&headers, name)).and_then(|header| self.follow(header)).unwrap_or_default();
            let Some(header) = way.last().cloned() else { continue };
            let marked = way.iter().any(|node| self.mark(node, "unlisted").is_some());
            if !marked {
                self.problem(&header.pointer, "no source lists headers", "add x-docs: {unlisted: true}");
            }
        }
    }

    fn media(&mut self, node: &Node<'a>) -> Vec<Node<'a>> {
        let content = step(&node.pointer, "content");
        let types: Vec<&String> =
            node.value.get("content").and_then(Value::as_object).map(|m| m.keys().collect()).unwrap_or_default();
        types.into_iter().filter_map(|name| self.spec.node(&step(&content, name))).collect()
    }
}

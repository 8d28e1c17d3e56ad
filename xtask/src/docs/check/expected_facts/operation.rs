//! One operation of the spec, expected as facts: parameters, body, statuses.
//!
//! What stands inside a schema is expected in `schema`.

use serde_json::Value;

use super::{MarkRef, OperationKey, SpecWalker, type_word};
use crate::docs::facts::Section;
use crate::docs::inventory::{Method, Type};
use crate::docs::spec::{Node, step};

impl<'a> SpecWalker<'a> {
    pub(super) fn operation(&mut self, method: Method, path: &str, item: &str, node: &Node<'a>) {
        let place = OperationKey { method, path };
        let words = |key: &str| node.value.get(key).and_then(Value::as_str).is_some_and(|t| !t.trim().is_empty());
        if words("summary") {
            self.out.add(place.key(Section::Title, ""), String::new(), &node.pointer, &node.pointer, Vec::new());
        }
        if words("summary") || words("description") {
            self.out.add(place.key(Section::Summary, ""), String::new(), &node.pointer, &node.pointer, Vec::new());
        }
        for holder in [item, &node.pointer] {
            let list = step(holder, "parameters");
            let count = self.spec.value.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
            for index in 0..count {
                if let Some(param) = self.spec.node(&format!("{list}/{index}")) {
                    self.param(&place, param);
                }
            }
        }
        if let Some(body) = self.spec.node(&step(&node.pointer, "requestBody")) {
            self.body(&place, body);
        }
        let responses = step(&node.pointer, "responses");
        let codes: Vec<&String> =
            node.value.get("responses").and_then(Value::as_object).map(|m| m.keys().collect()).unwrap_or_default();
        for code in codes {
            let pointer = step(&responses, code);
            match (code.parse(), self.spec.node(&pointer)) {
                (Ok(status), Some(response)) => self.response(&place, status, response),
                _ => self.problem(&pointer, "it is no status code", "list each status; the page does"),
            }
        }
    }

    fn param(&mut self, place: &OperationKey<'_>, node: Node<'a>) {
        let at = node.pointer.clone();
        let Some(way) = self.follow(node) else { return };
        let Some(target) = way.last().cloned() else { return };
        let text = |key: &str| target.value.get(key).and_then(Value::as_str).unwrap_or_default();
        let flag = |key: &str| target.value.get(key).and_then(Value::as_bool).unwrap_or_default();
        let plain = text("name");
        let section = match text("in") {
            "path" => Section::Path,
            "query" => Section::Query,
            other => {
                if self.absent(&way).is_none() {
                    let what = format!("the page has no {other} parameters");
                    self.problem(&target.pointer, what, "mark it with x-docs: {absent: true}");
                }
                return;
            }
        };
        let mut through = Vec::new();
        let mut name = plain.to_owned();
        if let Some((spelled, departure)) = way.iter().find_map(|node| self.mark(node, "name")) {
            name = spelled.as_str().unwrap_or_default().to_owned();
            if name == plain || name.is_empty() {
                self.problem(&target.pointer, "x-docs.name says what the name says", "remove it");
            } else if name.strip_suffix("[]").is_some_and(|bare| bare != plain) {
                // The brackets are the page's way to show an array; another name would be another parameter.
                let what = format!("x-docs.name says `{name}`, the name is `{plain}`");
                self.problem(&target.pointer, what, "make the two the same, brackets aside");
            }
            through.push(departure);
        }
        if let Some(departure) = self.absent(&way) {
            self.pass_over(&target.pointer);
            self.out.absent.push((place.key(section, &name), departure));
            return;
        }
        let Some(schema) = self.spec.node(&step(&target.pointer, "schema")) else {
            self.problem(&target.pointer, "the parameter has no schema", "give it one");
            return;
        };
        let view = self.describe(schema);
        through.extend(view.through);
        // The page spells an array with brackets and gives the type of one item.
        let ty = match view.ty {
            Some(ty) if ty.array && name.ends_with("[]") => Some(Type::one(ty.scalar)),
            other => other,
        };
        let required = if flag("required") { "required" } else { "optional" };
        let legacy = if flag("deprecated") { " legacy" } else { "" };
        let value = format!("{} {required}{legacy}", type_word(ty));
        self.out.add(place.key(section, &name), value, &at, &target.pointer, through);
    }

    fn body(&mut self, place: &OperationKey<'_>, node: Node<'a>) {
        let Some(way) = self.follow(node) else { return };
        let Some(target) = way.last().cloned() else { return };
        if let Some(departure) = self.absent(&way) {
            self.pass_over(&target.pointer);
            self.out.absent.push((place.key(Section::Body, ""), departure));
            return;
        }
        for media in self.media(&target) {
            let Some(schema) = self.spec.node(&step(&media.pointer, "schema")) else { continue };
            let Some(schemas) = self.follow(schema.clone()) else { continue };
            let carriers: Vec<Node<'a>> = way.iter().chain([&media]).chain(&schemas).cloned().collect();
            let parameter = carriers.iter().find_map(|node| self.mark(node, "parameter"));
            if let Some(departure) = self.absent(std::slice::from_ref(&media)) {
                self.pass_over(&media.pointer);
                self.out.absent.push((place.key(Section::Body, ""), departure));
            } else if let Some((parameter, departure)) = parameter {
                self.parameter_instead(place, parameter, &departure, schemas.last());
            } else {
                let array = schemas.last().is_some_and(|s| s.value.get("type").is_some_and(|t| t == "array"));
                let shape = if array { "array" } else { "object" };
                self.out.add(
                    place.key(Section::Example, ""),
                    shape.to_owned(),
                    &media.pointer,
                    &media.pointer,
                    Vec::new(),
                );
                self.root(place, Section::Body, schema);
            }
        }
    }

    /// A part of a form that the page lists as a parameter.
    fn parameter_instead(
        &mut self,
        place: &OperationKey<'_>,
        value: &Value,
        departure: &MarkRef,
        schema: Option<&Node<'a>>,
    ) {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let section = if text("in") == "path" { Section::Path } else { Section::Query };
        let required = value.get("required").and_then(Value::as_bool).unwrap_or_default();
        let word = format!("{} {}", text("type"), if required { "required" } else { "optional" });
        let mut at = departure.pointer.clone();
        let mut through = vec![departure.clone()];
        if let Some(schema) = schema {
            self.required_rule(schema);
            let pointer = step(&step(&schema.pointer, "properties"), text("name"));
            match self.spec.node(&pointer) {
                Some(property) => {
                    let view = self.describe(property);
                    if type_word(view.ty) != text("type") {
                        let what = format!("x-docs.parameter says {}, its own x-docs.type does not", text("type"));
                        self.problem(&pointer, what, format!("x-docs: {{type: {}}}", text("type")));
                    }
                    through.extend(view.through);
                    at = pointer;
                }
                None => {
                    let what = format!("x-docs.parameter names `{}`, which is no property here", text("name"));
                    self.problem(&departure.pointer, what, "name the property that the page lists as a parameter");
                }
            }
        }
        self.out.add(place.key(section, text("name")), word, &at, &at, through);
    }

    fn response(&mut self, place: &OperationKey<'_>, status: u16, node: Node<'a>) {
        let at = node.pointer.clone();
        let Some(way) = self.follow(node) else { return };
        let Some(target) = way.last().cloned() else { return };
        if let Some(departure) = self.absent(&way) {
            self.pass_over(&target.pointer);
            self.out.absent.push((place.key(Section::Status(status), ""), departure));
            return;
        }
        if !target.value.is_object() {
            self.problem(&target.pointer, "a status of which nothing is said", "describe it, or refer to a response");
        }
        self.out.add(place.key(Section::Status(status), ""), String::new(), &at, &target.pointer, Vec::new());
        self.headers(&target);
        for media in self.media(&target) {
            if let Some(departure) = self.absent(std::slice::from_ref(&media)) {
                self.pass_over(&media.pointer);
                self.out.absent.push((place.key(Section::Response(status), ""), departure));
            } else if let Some(schema) = self.spec.node(&step(&media.pointer, "schema")) {
                self.root(place, Section::Response(status), schema);
            }
        }
    }

    /// The page lists no headers at all.
    fn headers(&mut self, node: &Node<'a>) {
        let headers = step(&node.pointer, "headers");
        let names: Vec<&String> =
            node.value.get("headers").and_then(Value::as_object).map(|m| m.keys().collect()).unwrap_or_default();
        for name in names {
            let way = self.spec.node(&step(&headers, name)).and_then(|header| self.follow(header)).unwrap_or_default();
            let Some(header) = way.last() else { continue };
            if !way.iter().any(|node| self.mark(node, "unlisted").is_some()) {
                self.problem(&header.pointer, "the page lists no headers", "add x-docs: {unlisted: true}");
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

//! Refuses what would not build, or would be lost on the way to Rust, with its line and what to do.
//!
//! Generation that succeeds has to mean that every crate builds. Each check names one shape that the generator, or a step
//! of ours, cannot carry over; the line is that of the document, so that the message can be followed in an editor. `docs
//! diff` lists the same refusals as decisions.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::adapt::{PAGES, TASKS, query_parameters};
use super::{Error, setters};

/// The one operation with a `multipart/form-data` body, written by hand in `src/extract.rs`.
const MULTIPART: &str = "extract_tasks_from_image";

/// Methods that every builder of an operation has.
const BUILDER_METHODS: [&str; 5] = ["body", "client", "into_request", "new", "send"];

/// Methods that every generated struct has.
const STRUCT_METHODS: [&str; 3] = ["extra", "maybe", "new"];

/// Methods that the requests of `focus-api` have beside those of their query. A test holds the list against its sources.
const REQUEST_METHODS: [&str; 27] = [
    "deadline",
    "decode_as",
    "due_before",
    "due_on",
    "estimated_minutes",
    "extra_body",
    "extra_header",
    "extra_query",
    "filter_guard",
    "items",
    "max_item_bytes",
    "max_items",
    "max_requests",
    "maybe",
    "options",
    "overdue",
    "overlapping",
    "pages",
    "prefetch",
    "query",
    "quota",
    "resume",
    "retry",
    "send",
    "send_raw",
    "time_block_starts",
    "timeout",
];

/// What a schema may be, besides a reference.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// Checks the document before it is adapted. The error has one line for each problem.
pub(super) fn document(document: &Value, yaml: &str) -> Result<(), Error> {
    let mut check = Check { yaml, problems: Vec::new() };
    check.operations(document);
    check.schemas(document);
    check.merged(document, "Task", &TASKS);
    check.merged(document, "TaskPage", &PAGES);
    check.patches(document);
    check.finish()
}

/// Checks the names of the methods that the adapted document leads to.
pub(super) fn methods(adapted: &Value, yaml: &str) -> Result<(), Error> {
    let mut check = Check { yaml, problems: Vec::new() };
    for (name, schema) in entries(&adapted["components"]["schemas"]) {
        check.setter_names(name, schema);
    }
    check.finish()
}

struct Check<'a> {
    yaml: &'a str,
    problems: Vec<String>,
}

impl Check<'_> {
    fn finish(self) -> Result<(), Error> {
        if self.problems.is_empty() { Ok(()) } else { Err(self.problems.join("\n").into()) }
    }

    fn refuse(&mut self, path: &[&str], problem: &str) {
        let line = line_of(self.yaml, path);
        self.problems.push(format!("openapi/focus.yaml:{line}: {problem}"));
    }

    fn operations(&mut self, document: &Value) {
        for (path, item) in entries(&document["paths"]) {
            for (method, operation) in entries(item) {
                let Some(id) = operation["operationId"].as_str() else { continue };
                self.body(&["paths", path, method, "requestBody"], id, &operation["requestBody"]["content"]);
                for (status, response) in entries(&operation["responses"]).filter(|(status, _)| status.starts_with('2'))
                {
                    for (_, content) in entries(&response["content"]) {
                        let place = ["paths", path, method, "responses", status];
                        self.named(&place, &format!("{id}: the response {status}"), &content["schema"]);
                    }
                }
                for parameter in query_parameters(operation, &document["components"]["parameters"]) {
                    let Some(name) = parameter["name"].as_str() else { continue };
                    let method_name = parameter["x-rust-name"].as_str().unwrap_or(name);
                    if BUILDER_METHODS.contains(&method_name) {
                        let problem = format!(
                            "{id}: the parameter `{name}` has the name of a method that every builder has; add \
                             `x-rust-name: {name}_value`, or a better name for its method"
                        );
                        self.refuse(&["paths", path, method, "parameters", name], &problem);
                    }
                    self.rust_name(&["paths", path, method, "parameters", name], name, parameter);
                    self.value(
                        &["paths", path, method, "parameters", name],
                        &format!("{id}, `{name}`"),
                        &parameter["schema"],
                    );
                }
            }
        }
    }

    fn body(&mut self, path: &[&str], id: &str, content: &Value) {
        for (kind, content) in entries(content) {
            if kind == "multipart/form-data" {
                if id != MULTIPART {
                    let problem = format!(
                        "{id}: the generator leaves out operations with a `multipart/form-data` body; write this one by hand \
                         as in src/extract.rs and name it in codegen/check.rs"
                    );
                    self.refuse(path, &problem);
                }
                continue;
            }
            self.named(path, &format!("{id}: the request body"), &content["schema"]);
        }
    }

    /// A body: a component, or a list of components.
    fn named(&mut self, path: &[&str], what: &str, schema: &Value) {
        let is_inline = |schema: &Value| schema["type"] == "object" && schema.get("properties").is_some();
        if is_inline(schema) || is_inline(&schema["items"]) {
            let problem = format!(
                "{what} is an inline object, which gets no constructor; move it to components/schemas and refer to it"
            );
            self.refuse(path, &problem);
        } else {
            self.value(path, what, schema);
        }
    }

    fn schemas(&mut self, document: &Value) {
        for (name, schema) in entries(&document["components"]["schemas"]) {
            let path = ["components", "schemas", name];
            self.kind(&path, &format!("schema `{name}`"), schema);
            for (field, schema) in entries(&schema["properties"]) {
                let path = ["components", "schemas", name, "properties", field];
                self.rust_name(&path, field, schema);
                self.value(&path, &format!("`{name}.{field}`"), schema);
            }
        }
    }

    /// A member, a parameter or an element of a list.
    fn value(&mut self, path: &[&str], what: &str, schema: &Value) {
        self.kind(path, what, schema);
        if schema["type"] == "object" && schema.get("properties").is_some() {
            let problem = format!(
                "{what} is an inline object, which gets no JSON Schema; move it to components/schemas and refer to it"
            );
            self.refuse(path, &problem);
        }
        let is_wrapped_reference = schema["allOf"].as_array().is_some_and(|parts| parts.len() == 1);
        if ["allOf", "anyOf", "oneOf"].iter().any(|key| schema.get(key).is_some()) && !is_wrapped_reference {
            let problem =
                format!("{what} combines schemas, which has no type here; describe it as a component of its own");
            self.refuse(path, &problem);
        }
        if let Some(items) = schema.get("items") {
            self.value(path, &format!("an element of {what}"), items);
        }
    }

    /// The name of a method has to be one.
    fn rust_name(&mut self, path: &[&str], name: &str, schema: &Value) {
        let Some(given) = schema.get("x-rust-name") else { return };
        let is_name = given.as_str().is_some_and(|given| {
            given.starts_with(|c: char| c.is_ascii_lowercase())
                && given.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        });
        if !is_name {
            self.refuse(
                path,
                &format!("`{name}`: x-rust-name is {given}; write a name in snake_case, such as `{name}_value`"),
            );
        }
    }

    fn kind(&mut self, path: &[&str], what: &str, schema: &Value) {
        if let Some(kind) = schema["type"].as_str().filter(|kind| !TYPES.contains(kind)) {
            let problem = format!(
                "{what} has the type `{kind}`, which OpenAPI 3.0 does not have; use one of {}",
                TYPES.join(", ")
            );
            self.refuse(path, &problem);
        }
    }

    /// Schemas that become one type share their members, so a member that several have is of one type.
    fn merged(&mut self, document: &Value, target: &str, names: &[&str]) {
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
                        self.refuse(&["components", "schemas", name, "properties", field], &problem);
                    }
                    Some(_) => {}
                    None => {
                        known.insert(field, (name, own));
                    }
                }
            }
        }
    }

    /// A patch can become an entry of a bulk patch, so the two have the same members.
    fn patches(&mut self, document: &Value) {
        let schemas = &document["components"]["schemas"];
        for (one, other) in [("TaskPatch", "BulkTaskPatch"), ("BulkTaskPatch", "TaskPatch")] {
            if schemas.get(other).is_none() {
                continue;
            }
            for (field, schema) in entries(&schemas[one]["properties"]).filter(|(field, _)| *field != "id") {
                let found = schemas[other]["properties"].get(field);
                if found.is_none_or(|found| shape(found) != shape(schema)) {
                    let problem = format!(
                        "`{one}.{field}` is not in `{other}` with the same type, but `TaskPatch::for_task` makes one of the \
                         other; add it there too, with x-docs: {{absent: true}} if the docs page does not list it"
                    );
                    self.refuse(&["components", "schemas", one, "properties", field], &problem);
                }
            }
        }
    }

    fn setter_names(&mut self, name: &str, schema: &Value) {
        let is_query = schema.get("x-order").is_some();
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        for (field, property) in entries(&schema["properties"]) {
            let path = ["components", "schemas", name, "properties", field];
            for method in setters::method_names(field, property, schema) {
                let reserved = STRUCT_METHODS.contains(&method.as_str())
                    || (schema["x-request"] == true && method == "due")
                    || (is_query && REQUEST_METHODS.contains(&method.as_str()));
                let other = if reserved {
                    Some("a method every such type has".to_owned())
                } else {
                    taken.get(&method).map(|other| format!("`{name}.{other}`"))
                };
                if let Some(other) = other {
                    let problem = format!(
                        "`{name}.{field}` would be set by `{method}`, which is taken by {other}; add `x-rust-name: \
                         {field}_value` to the member or parameter, or a better name for its method"
                    );
                    self.refuse(&path, &problem);
                }
                taken.insert(method, field);
            }
        }
    }
}

/// Returns what decides the Rust type of a member of a merged schema: null and limits do not.
fn type_in_rust(schema: &Value) -> Value {
    let target = |schema: &Value| schema["$ref"].as_str().or(schema["allOf"][0]["$ref"].as_str()).map(str::to_owned);
    if let Some(target) = target(schema) {
        let name = target.rsplit('/').next().unwrap_or_default().trim_end_matches("OrNull");
        let merged = [("Task", &TASKS), ("TaskPage", &PAGES)].into_iter().find(|(_, names)| names.contains(&name));
        return Value::from(merged.map_or(name, |(target, _)| target));
    }
    let items = schema.get("items").map(type_in_rust);
    serde_json::json!([schema["type"], schema["format"], schema["enum"], schema["x-known-values"], items])
}

/// Returns what decides the Rust type of a member.
fn shape(schema: &Value) -> Value {
    let mut shape = schema.clone();
    if let Some(object) = shape.as_object_mut() {
        object.retain(|key, _| !["description", "x-docs"].contains(&key.as_str()));
    }
    shape
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

/// Returns the line of the deepest key of `path` that the text has, counted from 1.
///
/// The parser keeps no positions; the document is written in block style, so that indentation tells children apart. An
/// element of `parameters` is found by its `name`.
fn line_of(yaml: &str, path: &[&str]) -> usize {
    let lines: Vec<&str> = yaml.lines().collect();
    let (mut line, mut indent) = (0, None);
    for key in path {
        let mut next = line + usize::from(indent.is_some());
        let mut child = None;
        let found = loop {
            let Some(text) = lines.get(next) else { break None };
            let trimmed = text.trim_start();
            let depth = text.len() - trimmed.len();
            let is_content = !trimmed.is_empty() && !trimmed.starts_with('#');
            if is_content && indent.is_some_and(|indent| depth <= indent) {
                break None;
            }
            if is_content {
                let first = *child.get_or_insert(depth);
                let bare = trimmed.trim_start_matches(['\'', '"']);
                let is_key = depth == first
                    && bare.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches(['\'', '"']).starts_with(':'));
                if is_key || trimmed == format!("- name: {key}") {
                    break Some((next, depth));
                }
            }
            next += 1;
        };
        match found {
            Some((found, depth)) => (line, indent) = (found, Some(depth)),
            None => break,
        }
    }
    line + 1
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;

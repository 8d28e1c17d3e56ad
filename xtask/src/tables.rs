//! `operations.txt` and `schemas.txt`: the document as two sorted lists with one fact per line, for reviewers.
//!
//! Columns are not aligned, because a longer name would change the lines next to it.

use std::fmt::Write;

use serde_json::Value;

const WORKSPACE: &str = "/organizations/{organization_id}/workspaces/{workspace_id}/";

/// Returns the path of an operation below that of its workspace.
pub(crate) fn workspace_path(path: &str) -> Option<&str> {
    path.strip_prefix(WORKSPACE)
}

/// Returns one line for every operation, parameter, body and status.
pub(crate) fn operations(document: &Value) -> String {
    let mut lines = Vec::new();
    for (path, item) in entries(&document["paths"]) {
        let shared = item["parameters"].as_array().cloned().unwrap_or_default();
        for (method, operation) in entries(item).filter(|(_, value)| value.get("operationId").is_some()) {
            let id = operation["operationId"].as_str().unwrap_or_default();
            let path = workspace_path(path).map_or_else(|| path.to_owned(), |path| format!("/{path}"));
            lines.push(format!("{id} {} {path}", method.to_uppercase()));
            for parameter in shared.iter().chain(operation["parameters"].as_array().into_iter().flatten()) {
                lines.push(format!("{id} {}", parameter_line(resolve(document, parameter))));
            }
            for (kind, content) in entries(&operation["requestBody"]["content"]) {
                let kind = if kind == "application/json" { String::new() } else { format!(" as {kind}") };
                lines.push(format!("{id} body {}{kind}", type_of(&content["schema"])));
            }
            for (status, response) in entries(&operation["responses"]) {
                let response = resolve(document, response);
                let body =
                    entries(&response["content"]).map(|(_, content)| format!(" {}", type_of(&content["schema"])));
                lines.push(format!("{id} {status}{}", body.collect::<String>()));
            }
        }
    }
    sorted("operation fact", lines)
}

/// Returns one line for every schema, field and enumeration value.
pub(crate) fn schemas(document: &Value) -> String {
    let mut lines = Vec::new();
    for (name, schema) in entries(&document["components"]["schemas"]) {
        let nullable = if schema["nullable"] == true { " nullable" } else { "" };
        lines.push(format!("{name}: {}{nullable}", type_of(schema)));
        if schema["type"] == "object" {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            lines.push(format!("{name}::new({})", constructor_arguments(schema, &required)));
        }
        fields(name, schema, &mut lines);
        for list in ["enum", "x-known-values", "x-sort-keys"] {
            for value in schema[list].as_array().into_iter().flatten().filter_map(Value::as_str) {
                lines.push(format!("{name} = {value}"));
            }
        }
    }
    sorted("schema fact", lines)
}

/// Adds one line for every property, and for the properties of inline objects.
fn fields(path: &str, schema: &Value, lines: &mut Vec<String>) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (field, property) in entries(&schema["properties"]) {
        let path = format!("{path}.{field}");
        let mut line = format!("{path}: {}", type_of(property));
        if property["nullable"] == true {
            line.push_str(" nullable");
        }
        if required.iter().any(|name| name == field) {
            line.push_str(" required");
        }
        line.push_str(&rust_name(property));
        lines.push(line);
        if property["type"] == "array" {
            fields(&format!("{path}[]"), &property["items"], lines);
        } else {
            fields(&path, property, lines);
        }
    }
}

/// Returns the arguments of `new`. A new required field breaks its callers.
fn constructor_arguments(schema: &Value, required: &[Value]) -> String {
    let required = required.iter().filter_map(Value::as_str);
    let arguments: Vec<String> =
        required.map(|field| format!("{field}: {}", type_of(&schema["properties"][field]))).collect();
    arguments.join(", ")
}

fn parameter_line(parameter: &Value) -> String {
    let sign = if parameter["in"] == "query" { "?" } else { ":" };
    let mut line =
        format!("{sign}{} {}", parameter["name"].as_str().unwrap_or_default(), type_of(&parameter["schema"]));
    for (flag, text) in [("required", "required"), ("deprecated", "superseded"), ("allowEmptyValue", "or empty")] {
        if parameter[flag] == true {
            let _ = write!(line, " {text}");
        }
    }
    line.push_str(&rust_name(parameter));
    line
}

/// Returns the name of the setter, if the document has one.
fn rust_name(value: &Value) -> String {
    value["x-rust-name"].as_str().map_or_else(String::new, |name| format!(" as {name}"))
}

fn type_of(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    // A reference with a description.
    if let Some([only]) = schema["allOf"].as_array().map(Vec::as_slice) {
        return type_of(only);
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) => format!("[{}]", type_of(&schema["items"])),
        (Some(kind), Some(format)) => format!("{kind}({format})"),
        (Some(kind), None) => kind.to_owned(),
        (None, _) => "any".to_owned(),
    }
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    target.unwrap_or(value)
}

pub(crate) fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn sorted(what: &str, mut lines: Vec<String>) -> String {
    lines.sort();
    let mut text = format!("# One {what} a line, sorted. Derived by `cargo xtask regen` from openapi/focus.yaml.\n");
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;

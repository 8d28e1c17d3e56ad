//! Writes a value as YAML the way the spec is written: block style, keys in the order a reader expects them.

use serde_json::{Map, Value};

/// What comes first in a mapping; everything else follows by name.
const ORDER: [&str; 20] = [
    "$ref",
    "operationId",
    "name",
    "in",
    "required",
    "deprecated",
    "summary",
    "type",
    "format",
    "nullable",
    "enum",
    "description",
    "tags",
    "parameters",
    "requestBody",
    "responses",
    "content",
    "x-docs",
    "schema",
    "items",
];

/// The lines of a value, indented.
pub(super) fn lines(value: &Value, indent: usize) -> Vec<String> {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            keys(map).into_iter().flat_map(|key| entry(key, &map[key], indent)).collect()
        }
        Value::Array(items) if !items.is_empty() => items.iter().flat_map(|item| item_lines(item, indent)).collect(),
        other => vec![format!("{pad}{}", flow(other))],
    }
}

/// `key: value`, over as many lines as it takes.
pub(super) fn entry(key: &str, value: &Value, indent: usize) -> Vec<String> {
    let pad = " ".repeat(indent);
    let name = scalar(key);
    let block = match value {
        // Marks are short and stand out best on one line.
        _ if key == "x-docs" || key == "tags" => false,
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => items.iter().any(|item| item.is_object() || item.is_array()),
        _ => false,
    };
    if !block {
        return vec![format!("{pad}{name}: {}", flow(value))];
    }
    let mut out = vec![format!("{pad}{name}:")];
    out.extend(lines(value, indent + 2));
    out
}

/// `- value`, the first key beside the dash.
pub(super) fn item_lines(value: &Value, indent: usize) -> Vec<String> {
    let mut out = lines(value, indent + 2);
    if let Some(first) = out.first_mut() {
        *first = format!("{}- {}", " ".repeat(indent), first.trim_start());
    }
    out
}

fn keys(map: &Map<String, Value>) -> Vec<&String> {
    let mut keys: Vec<&String> = map.keys().collect();
    keys.sort_by_key(|key| (ORDER.iter().position(|known| known == key).unwrap_or(ORDER.len()), (*key).clone()));
    keys
}

fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let pairs: Vec<String> =
                keys(map).into_iter().map(|k| format!("{}: {}", scalar(k), flow(&map[k]))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

/// Quoted wherever a YAML reader could see anything but this text.
fn scalar(text: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || "_-/. {}$".contains(c);
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '$');
    let reserved =
        ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    let braces = text.contains(['{', '}']) && !text.starts_with('/');
    if starts && text.chars().all(word) && !reserved && !braces && !text.ends_with(' ') {
        return text.to_owned();
    }
    if text.chars().any(char::is_control) {
        return Value::from(text).to_string();
    }
    format!("'{}'", text.replace('\'', "''"))
}

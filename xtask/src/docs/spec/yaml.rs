//! Writes a value as YAML in the style of the spec: block style, keys in the order a reader expects, long texts folded.

use serde_json::{Map, Value};

/// The maximum length of a line in the spec; its folded texts are as wide.
const WIDTH: usize = 118;

/// The first keys of a mapping, in this order; all other keys follow by name.
const ORDER: [&str; 27] = [
    "$ref",
    "operationId",
    "name",
    "in",
    "x-rust-name",
    "style",
    "explode",
    "summary",
    "type",
    "format",
    "nullable",
    "deprecated",
    "minimum",
    "maximum",
    "description",
    "enum",
    "x-known-values",
    "tags",
    "required",
    "x-docs",
    "parameters",
    "requestBody",
    "responses",
    "headers",
    "content",
    "schema",
    "items",
];

/// Returns the lines of a value, indented.
fn lines(value: &Value, indent: usize) -> Vec<String> {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            keys(map).into_iter().flat_map(|key| entry(key, &map[key], indent)).collect()
        }
        Value::Array(items) if !items.is_empty() => items.iter().flat_map(|item| item_lines(item, indent)).collect(),
        other => vec![format!("{pad}{}", flow(other))],
    }
}

/// Returns the lines of `key: value`.
pub(super) fn entry(key: &str, value: &Value, indent: usize) -> Vec<String> {
    let pad = " ".repeat(indent);
    let name = scalar(key);
    if let Some(text) = value.as_str()
        && pad.len() + name.len() + text.len() + 2 > WIDTH
        && !text.contains('\n')
        && !text.starts_with(' ')
        && text.contains(' ')
    {
        let mut out = vec![format!("{pad}{name}: >-")];
        out.extend(folded(text, indent + 2));
        return out;
    }
    let block = match value {
        // Marks are short and easiest to notice on one line.
        Value::Object(map) if key == "x-docs" => map.values().any(Value::is_object),
        _ if key == "tags" || key == "required" || key == "enum" => false,
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => items.iter().any(|item| item.is_object() || item.is_array()),
        _ => false,
    };
    if let Some(text) = value.as_str().filter(|text| is_sentence(text)) {
        return vec![format!("{pad}{name}: {text}")];
    }
    if !block {
        return vec![format!("{pad}{name}: {}", flow(value))];
    }
    let mut out = vec![format!("{pad}{name}:")];
    out.extend(lines(value, indent + 2));
    out
}

/// Folds a text into lines of at most [`WIDTH`] characters.
fn folded(text: &str, indent: usize) -> Vec<String> {
    let pad = " ".repeat(indent);
    let mut out: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match out.last_mut().filter(|line| line.chars().count() + 1 + word.chars().count() <= WIDTH) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => out.push(format!("{pad}{word}")),
        }
    }
    out
}

/// Returns the lines of `- value`, with the first key on the line of the dash.
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

/// Returns whether a text of several words, as the value of a key in block style, needs no quotes.
fn is_sentence(text: &str) -> bool {
    text.is_ascii()
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.contains(' ')
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(char::is_control)
}

/// Formats a text, quoted if a YAML reader could interpret it as anything else.
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

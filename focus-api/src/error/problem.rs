//! [`Problem`]: reads the body of an error in each of its forms.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::members::Members;
use crate::redact::{Redactor, printable};

/// The maximum length of a description, in characters. Longer text is usually an HTML page.
const DESCRIPTION: usize = 500;

/// The maximum length of a code or trace id, in characters.
const CODE: usize = 100;

/// The maximum length of `error_values` as JSON, in bytes.
const VALUES: usize = 4096;

/// The service's description of an error.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Problem {
    pub(super) code: Option<String>,
    pub(super) description: Option<String>,
    pub(super) values: Option<Map<String, Value>>,
    pub(super) trace_id: Option<String>,
}

impl Problem {
    /// Reads the documented object or a JSON string. HTML, other text and an empty body are an empty problem.
    pub(super) fn read(body: &[u8], redactor: &Redactor) -> Self {
        // A byte that is not UTF-8 affects only the character that it belongs to.
        let body = String::from_utf8_lossy(crate::decode::without_bom(body));
        if let Ok(members) = serde_json::from_str::<Members>(&body) {
            return Self::of(&members, redactor);
        }
        match serde_json::from_str::<String>(&body) {
            Ok(text) => Self { description: self::text(Some(text.into()), DESCRIPTION, redactor), ..Self::default() },
            Err(_) => Self::default(),
        }
    }

    /// Reads the documented members.
    pub(super) fn of(members: &Members, redactor: &Redactor) -> Self {
        let text = |name: &str, limit| text(members.value(name), limit, redactor);
        Self {
            code: text("error", CODE),
            description: text("error_description", DESCRIPTION),
            values: members.value("error_values").and_then(|values| self::values(values, redactor)),
            trace_id: text("trace_id", CODE),
        }
    }

    /// Limits each text of a problem that was stored to one printable line.
    pub(super) fn printable(self) -> Self {
        let redactor = Redactor::default();
        let text = |stored: Option<String>, limit| text(stored.map(Value::from), limit, &redactor);
        Self {
            code: text(self.code, CODE),
            description: text(self.description, DESCRIPTION),
            values: self.values.and_then(|values| self::values(Value::Object(values), &redactor)),
            trace_id: text(self.trace_id, CODE),
        }
    }

    /// Removes the secrets of a client from a problem that was read without its redactor.
    pub(super) fn redact(&mut self, redactor: &Redactor) {
        for text in [&mut self.code, &mut self.description, &mut self.trace_id].into_iter().flatten() {
            *text = redactor.without_secrets(text);
        }
        self.values = self.values.take().and_then(|values| self::values(Value::Object(values), redactor));
    }
}

/// Converts a value to one printable line of limited length, without secrets.
fn text(value: Option<Value>, limit: usize, redactor: &Redactor) -> Option<String> {
    let line = match value? {
        Value::String(text) => redactor.line(&text, limit),
        Value::Null => return None,
        other => redactor.line(&other.to_string(), limit),
    };
    (!line.is_empty()).then_some(line)
}

/// Returns the details, printable and without secrets; `None` if they are too long.
fn values(values: Value, redactor: &Redactor) -> Option<Map<String, Value>> {
    let text = values.to_string();
    if text.len() > VALUES {
        return None;
    }
    match serde_json::from_str(&redactor.without_secrets(&text)) {
        Ok(Value::Object(values)) => Some(printable_members(values)),
        _ => None,
    }
}

fn printable_members(members: Map<String, Value>) -> Map<String, Value> {
    let mut readable = Map::new();
    // Inserted one by one: `collect` would add the code that sorts them to every program.
    for (name, value) in members {
        readable.insert(printable(&name).into_owned(), printable_value(value));
    }
    readable
}

fn printable_value(value: Value) -> Value {
    match value {
        Value::String(text) => printable(&text).into(),
        Value::Array(values) => values.into_iter().map(printable_value).collect(),
        Value::Object(members) => printable_members(members).into(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &[u8]) -> Problem {
        Problem::read(body, &Redactor::default())
    }

    #[test]
    fn the_documented_object_is_read_completely() {
        let body =
            br#"{"error":"validation","error_description":"too many","error_values":{"max":100},"trace_id":"t1"}"#;
        let problem = read(body);
        assert_eq!(problem.code.as_deref(), Some("validation"));
        assert_eq!(problem.description.as_deref(), Some("too many"));
        assert_eq!(problem.values.unwrap()["max"], 100);
        assert_eq!(problem.trace_id.as_deref(), Some("t1"));
    }

    #[test]
    fn a_bare_string_is_the_description() {
        assert_eq!(read(br#""no such task""#).description.as_deref(), Some("no such task"));
    }

    #[test]
    fn html_and_an_empty_body_are_an_empty_problem() {
        assert_eq!(read(b"<html><h1>502 Bad Gateway</h1></html>"), Problem::default());
        assert_eq!(read(b""), Problem::default());
    }

    #[test]
    fn a_quoted_key_is_removed() {
        let problem = read(br#"{"error":"no toggl_sk_0f0f","error_values":{"key":"toggl_sk_0f0f0f"}}"#);
        assert_eq!(problem.code.as_deref(), Some("no toggl_sk_…"));
        assert_eq!(problem.values.unwrap()["key"], "toggl_sk_…");
    }

    #[test]
    fn members_of_other_types_do_not_affect_the_rest() {
        let problem = read(br#"{"error":7,"error_description":"line one\nline two","error_values":[]}"#);
        assert_eq!(problem.code.as_deref(), Some("7"));
        assert_eq!(problem.description.as_deref(), Some("line one line two"));
        assert_eq!(problem.values, None);
    }
}

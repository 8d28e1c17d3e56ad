//! What the body of an error says, in whichever of its four forms it comes.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::credentials::PREFIX;

/// The longest description that is kept: longer ones are pages, not sentences.
const LONGEST: usize = 500;

/// The service's own account of an error.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Problem {
    pub(crate) code: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) values: Option<Map<String, Value>>,
    pub(crate) trace_id: Option<String>,
}

/// The documented object. Every member is read leniently: an error about an error helps nobody.
#[derive(Deserialize)]
struct Object {
    error: Option<Value>,
    error_description: Option<Value>,
    error_values: Option<Value>,
    trace_id: Option<Value>,
}

impl Problem {
    /// Reads the documented object or a bare JSON string. Of HTML, other text or nothing it says nothing.
    pub(crate) fn read(body: &[u8]) -> Self {
        if let Ok(object) = serde_json::from_slice::<Object>(body) {
            return Self {
                code: text(object.error),
                description: text(object.error_description),
                values: object.error_values.and_then(|values| match values {
                    Value::Object(values) => Some(values),
                    _ => None,
                }),
                trace_id: text(object.trace_id),
            };
        }
        match serde_json::from_slice::<String>(body) {
            Ok(description) => Self { description: text(Some(description.into())), ..Self::default() },
            Err(_) => Self::default(),
        }
    }
}

/// One line of bounded length, whatever was sent.
fn text(value: Option<Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text,
        Value::Null => return None,
        other => other.to_string(),
    };
    let line: String =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LONGEST).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| without_keys(line))
}

/// A service, or a proxy in between, may quote the key it was sent; an error must not carry it into a log.
fn without_keys(line: &str) -> String {
    let mut parts = line.split(PREFIX);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(PREFIX);
        text.push('…');
        text.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_object_is_read_whole() {
        let body =
            br#"{"error":"validation","error_description":"too many","error_values":{"max":100},"trace_id":"t1"}"#;
        let problem = Problem::read(body);
        assert_eq!(problem.code.as_deref(), Some("validation"));
        assert_eq!(problem.description.as_deref(), Some("too many"));
        assert_eq!(problem.values.unwrap()["max"], 100);
        assert_eq!(problem.trace_id.as_deref(), Some("t1"));
    }

    #[test]
    fn a_bare_string_is_the_description() {
        assert_eq!(Problem::read(br#""no such task""#).description.as_deref(), Some("no such task"));
    }

    #[test]
    fn html_and_nothing_say_nothing() {
        assert_eq!(Problem::read(b"<html><h1>502 Bad Gateway</h1></html>"), Problem::default());
        assert_eq!(Problem::read(b""), Problem::default());
    }

    #[test]
    fn a_quoted_key_is_cut_out() {
        let body = br#""no such key: 'toggl_sk_0f0f0f', or toggl_sk_""#;
        assert_eq!(Problem::read(body).description.as_deref(), Some("no such key: 'toggl_sk_…', or toggl_sk_…"));
    }

    #[test]
    fn members_of_another_type_do_not_spoil_the_rest() {
        let problem = Problem::read(br#"{"error":7,"error_description":"line one\nline two","error_values":[]}"#);
        assert_eq!(problem.code.as_deref(), Some("7"));
        assert_eq!(problem.description.as_deref(), Some("line one line two"));
        assert_eq!(problem.values, None);
    }
}

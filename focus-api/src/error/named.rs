//! [`NamedError`]: an error in the body of a response with a success status.
//!
//! Some gateways and multi-status responses report failures in this way. `problem.rs` reads the description of the error;
//! this file decides whether there is one, and whether it proves that nothing was changed.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Problem;
use crate::redact::Redactor;

/// Members that describe an error, by the conventions of common frameworks. `id` tells whose error it is.
const OF_ERRORS: [&str; 19] = [
    "code",
    "detail",
    "details",
    "error",
    "error_description",
    "error_values",
    "errors",
    "id",
    "instance",
    "message",
    "ok",
    "path",
    "request_id",
    "status",
    "success",
    "timestamp",
    "title",
    "trace_id",
    "type",
];

/// An error in an object that is expected to be a success.
pub(super) struct NamedError {
    pub(super) problem: Problem,
    /// Whether the object has the member `error`, and no other content beside it. With other content, such as tasks, the
    /// error may have followed a change, or may concern a part of it.
    pub(super) is_alone: bool,
    /// Whether the object has an id.
    pub(super) has_id: bool,
}

impl NamedError {
    /// Reads an object that names an error in `error` or `errors`, or denies success.
    pub(super) fn read(body: &[u8], redactor: &Redactor) -> Option<Self> {
        if body.first() != Some(&b'{') || !may_name_error(body) {
            return None;
        }
        let Members(members) = serde_json::from_str(&String::from_utf8_lossy(body)).ok()?;
        let has = |name: &str| members.iter().any(|member| member.name == name && member.is_set());
        let denies = |member: &Member| matches!(member.name.as_str(), "success" | "ok") && member.is_false();
        let problem = Problem::read(body, redactor);
        // An error of invisible characters has no code.
        let has_error = has("error") && problem.code.is_some();
        if !has_error && !has("errors") && !members.iter().any(denies) {
            return None;
        }
        let is_alone = has_error && !members.iter().any(Member::is_content);
        Some(Self { problem, is_alone, has_id: has("id") })
    }
}

/// Returns whether one of the names may be in the body. Most bodies are tasks, and searching them for the names is much
/// cheaper than parsing them.
fn may_name_error(body: &[u8]) -> bool {
    let has = |text: &[u8]| memchr::memmem::find(body, text).is_some();
    // Letters from `a` to `z` are U+0061 to U+007A. Encoders escape other characters only, such as `&` and `ü`.
    let has_escaped_letter =
        || memchr::memmem::find_iter(body, ESCAPE).any(|at| matches!(body.get(at + ESCAPE.len()), Some(b'6' | b'7')));
    has(b"\"error") || has(b"\"success\"") || has(b"\"ok\"") || has_escaped_letter()
}

/// The beginning of an escaped character below U+0100.
const ESCAPE: &[u8] = b"\\u00";

/// The members of an object, in order. A name may be repeated.
struct Members(Vec<Member>);

struct Member {
    name: String,
    json: Box<RawValue>,
}

impl Member {
    /// Decodes the value; `None` if that fails, for example because it is nested too deeply.
    fn value(&self) -> Option<Value> {
        serde_json::from_str(self.json.get()).ok()
    }

    fn is_set(&self) -> bool {
        self.value().is_some_and(|value| is_set(&value))
    }

    fn is_false(&self) -> bool {
        match self.value() {
            Some(Value::String(text)) => text.trim().eq_ignore_ascii_case("false"),
            Some(value @ (Value::Bool(_) | Value::Number(_))) => !is_set(&value),
            _ => false,
        }
    }

    /// Returns whether the member belongs to a success. The status of a task is an object.
    fn is_content(&self) -> bool {
        let is_of_error = OF_ERRORS.contains(&self.name.as_str()) && !(self.name == "status" && self.is_object());
        !is_of_error && self.value().is_none_or(|value| is_set(&value))
    }

    fn is_object(&self) -> bool {
        self.json.get().starts_with('{')
    }
}

/// Returns whether a value says something. Some services write `false`, `0` or an empty value if there is no error.
fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some((name, json)) = map.next_entry()? {
            members.push(Member { name, json });
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns whether the body names an error, and whether that is alone.
    fn read(body: &str) -> Option<bool> {
        NamedError::read(body.as_bytes(), &Redactor::default()).map(|named| named.is_alone)
    }

    #[test]
    fn an_error_without_other_content_is_alone() {
        for body in [
            r#"{"error":"gone"}"#,
            r#"{"id":7,"error":{"code":"gone"},"status":404}"#,
            r#"{"\u0065rror":"gone","error_description":"no such task","trace_id":"t"}"#,
            r#"{"error":"gone","data":[],"total":0,"name":null,"success":false,"errors":["gone"]}"#,
            r#"{"error":null,"error":"gone"}"#,
        ] {
            assert_eq!(read(body), Some(true), "{body}");
        }
        for body in [
            r#"{"error":"partial","data":[{"id":1}]}"#,
            r#"{"error":"partial","changed":3}"#,
            r#"{"id":7,"name":"n","error":"partial"}"#,
            r#"{"id":7,"status":{"id":3},"error":"partial"}"#,
        ] {
            assert_eq!(read(body), Some(false), "{body}");
        }
    }

    #[test]
    fn an_object_that_denies_success_names_an_error_that_proves_nothing() {
        for body in [
            r#"{"success":false}"#,
            r#"{"id":7,"status":200,"success":"False"}"#,
            r#"{"id":7,"name":"n","ok":0}"#,
            r#"{"errors":["gone"]}"#,
            r#"{"errors":{"name":["too long"]}}"#,
        ] {
            assert_eq!(read(body), Some(false), "{body}");
        }
    }

    #[test]
    fn an_object_with_an_empty_error_is_a_success() {
        for body in [
            r#"{"id":7,"error":false}"#,
            r#"{"id":7,"error":" ","errors":[],"success":true,"ok":1}"#,
            r#"{"id":7,"success":null,"name":"error"}"#,
            r#"{"id":7,"task":{"error":"gone","success":false}}"#,
            "[]",
        ] {
            assert_eq!(read(body), None, "{body}");
        }
    }
}

//! [`NamedError`]: an error in the body of a response with a success status.
//!
//! Some gateways and multi-status responses report failures in this way. `problem.rs` reads the description of the error;
//! this file decides whether there is one, and whether it proves that nothing was changed.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Problem;
use super::members::{Member, Members, is_set};
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
        let members: Members = serde_json::from_str(&String::from_utf8_lossy(body)).ok()?;
        let has = |name: &str| members.named(name).any(Member::is_set);
        let denies = |name: &str| members.named(name).any(Member::is_false);
        let problem = Problem::of(&members, redactor);
        // An error of invisible characters has no code.
        let has_error = has("error") && problem.code.is_some();
        if !has_error && !has("errors") && !denies("success") && !denies("ok") {
            return None;
        }
        let is_alone = has_error && !members.iter().any(is_content);
        Some(Self { problem, is_alone, has_id: has("id") })
    }
}

/// Returns whether one of the names may be in the body. Most bodies are tasks, and searching them for the names is much
/// cheaper than parsing them.
pub(crate) fn may_name_error(body: &[u8]) -> bool {
    // Letters from `a` to `z` are U+0061 to U+007A. Encoders escape other characters only, such as `&` and `ü`.
    let is_letter = |at: usize| matches!(body.get(at + ESCAPE.needle().len()), Some(b'6' | b'7'));
    NAMES.iter().any(|name| name.find(body).is_some()) || ESCAPE.find_iter(body).any(is_letter)
}

/// The beginnings of the names. Preparing a search costs as much as searching a short task, so it is done once.
static NAMES: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| ["\"error", "\"success\"", "\"ok\""].map(Finder::new));

/// The beginning of an escaped character below U+0100.
static ESCAPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\\u00"));

/// Returns whether a member belongs to a success. The status of a task is an object.
fn is_content(member: &Member) -> bool {
    let is_of_error = OF_ERRORS.contains(&member.name()) && !(member.name() == "status" && member.is_object());
    !is_of_error && member.value().is_none_or(|value| is_set(&value))
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

//! [`Members`]: the members of a body that may be an error, each decoded by itself.
//!
//! `problem.rs` reads the description of the error from them, `named.rs` whether there is one.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::redact::is_blank;

/// The members of an object, in order. A name may be repeated, and any value may be undecodable.
pub(super) struct Members(Vec<Member>);

/// One member.
pub(super) struct Member {
    name: String,
    json: Box<RawValue>,
}

impl Members {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Member> {
        self.0.iter()
    }

    /// Returns the members with this name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &Member> {
        self.0.iter().filter(move |member| member.name == name)
    }

    /// Returns the value of the first member with this name that is not empty, or of the last one.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        self.named(name).find(|member| member.is_set()).or_else(|| self.named(name).last())?.value()
    }
}

impl Member {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Decodes the value; `None` if that fails, for example because it is nested too deeply.
    pub(super) fn value(&self) -> Option<Value> {
        serde_json::from_str(self.json.get()).ok()
    }

    pub(super) fn is_set(&self) -> bool {
        self.value().is_some_and(|value| is_set(&value))
    }

    pub(super) fn is_false(&self) -> bool {
        self.value().is_some_and(|value| is_false(&value))
    }

    pub(super) fn is_object(&self) -> bool {
        self.json.get().starts_with('{')
    }
}

/// Returns whether a value says something. Some services write `false`, `0` or an empty value if there is no error.
pub(super) fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !is_blank(text),
        Value::Array(values) => !values.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// Returns whether a value says no.
fn is_false(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().eq_ignore_ascii_case("false"),
        Value::Bool(_) | Value::Number(_) => !is_set(value),
        _ => false,
    }
}

/// Returns whether the JSON of a member `error` or `errors` names an error. Undecodable JSON is not empty.
pub(crate) fn names_error(json: &[u8]) -> bool {
    serde_json::from_slice(json).map_or(true, |value| is_set(&value))
}

/// Returns whether the JSON of a member `success` or `ok` denies success.
pub(crate) fn denies_success(json: &[u8]) -> bool {
    serde_json::from_slice(json).is_ok_and(|value| is_false(&value))
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

//! The `x-docs` marks: their names, where they are, and how they are collected.
//!
//! Where the spec says more or other than a source, `x-docs` says what the source has. A mark is judged only against a
//! source that can state the fact it is about, and has to be on something an operation uses:
//!
//! | mark | on | the source |
//! |---|---|---|
//! | `name: 'x[]'` | a parameter | spells the array so |
//! | `type: integer` | a schema | has this type only, wherever the schema is used |
//! | `field: items` | an array used as a body or a response | has an object with this one field |
//! | `absent: true` | an operation, parameter, body, response, media type or property | does not have it |
//! | `required: [a, b]` | an object with `required` | marks these fields as required; `[]` is none |
//! | `nullable: absent` | a schema with `nullable: true` | has no null mark there |
//! | `limits: absent` | a schema with `minLength`, `maxLength`, `minItems` or `maxItems` | states no such limit |
//! | `parameter: {name, in, type, required}` | a form body | has a parameter instead |
//! | `table: sometimes` | an array or object property | prints its table in some places only |
//! | `unlisted: true` | a schema or header | says nothing of it |
//! | `security: basic` | a security scheme | shows basic authentication in its examples |
//! | `why: …` | beside any of these | |

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::expected_facts::SpecProblem;
use crate::docs::spec::step;

/// Keys of `x-docs` with a meaning. `why` is for people.
pub(crate) const MARKS: [&str; 12] = [
    "name",
    "type",
    "field",
    "absent",
    "required",
    "parameter",
    "table",
    "security",
    "unlisted",
    "nullable",
    "limits",
    "why",
];

/// One key of one `x-docs`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MarkRef {
    /// Of the mapping that carries the `x-docs`.
    pub(crate) pointer: String,
    pub(crate) key: &'static str,
}

/// Every mark of the document, none looked at yet, and what is wrong with their form.
pub(super) fn collect(document: &Value) -> (BTreeMap<MarkRef, bool>, BTreeSet<SpecProblem>) {
    let mut found = (BTreeMap::new(), BTreeSet::new());
    collect_below(document, "", &mut found);
    found
}

fn collect_below(value: &Value, pointer: &str, found: &mut (BTreeMap<MarkRef, bool>, BTreeSet<SpecProblem>)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if key == "x-docs" {
                    collect_marks(value, pointer, found);
                } else {
                    collect_below(value, &step(pointer, key), found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_below(item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn collect_marks(value: &Value, pointer: &str, found: &mut (BTreeMap<MarkRef, bool>, BTreeSet<SpecProblem>)) {
    let mut problem = |what: String, todo: String| {
        found.1.insert(SpecProblem { pointer: pointer.to_owned(), what, todo });
    };
    let Some(marks) = value.as_object() else {
        problem("x-docs is not a mapping".to_owned(), "write it as x-docs: {key: value}".to_owned());
        return;
    };
    for mark in marks.keys() {
        match MARKS.into_iter().find(|known| known == mark) {
            Some("why") => {}
            Some(key) => {
                found.0.insert(MarkRef { pointer: pointer.to_owned(), key }, false);
            }
            None => problem(format!("x-docs.{mark} is unknown"), format!("use one of {}", MARKS.join(", "))),
        }
    }
}

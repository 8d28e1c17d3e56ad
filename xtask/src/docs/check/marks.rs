//! The `x-docs` marks: their names, where they are, and how they are collected.
//!
//! Where the spec differs from a source, `x-docs` describes what the source has. A mark is judged only against a source
//! that can state the fact in question, and has to be on an element that an operation uses:
//!
//! | mark | on | the source |
//! |---|---|---|
//! | `name: 'x[]'` | a parameter | writes the array with brackets |
//! | `type: integer` | a schema | has only this type, wherever the schema is used |
//! | `field: items` | an array used as a body or a response | has an object with only this field |
//! | `absent: true` | an operation, parameter, body, response, media type or property | does not have it |
//! | `required: [a, b]` | an object with `required` | marks these fields as required; `[]` means none |
//! | `nullable: absent` | a schema with `nullable: true` | does not have a null mark |
//! | `limits: absent` | a schema with `minLength`, `maxLength`, `minItems` or `maxItems` | does not state this limit |
//! | `parameter: {name, in, type, required}` | a form body | has a parameter instead |
//! | `table: sometimes` | an array or object property | prints the table for some uses only |
//! | `unlisted: true` | a schema or header | does not mention it |
//! | `security: basic` | a security scheme | shows basic authentication in its examples |
//! | `why: …` | beside any of these | |

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

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
    /// The pointer of the mapping that has the `x-docs`.
    pub(crate) pointer: String,
    pub(crate) key: &'static str,
}

/// An error in the spec that does not depend on a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SpecProblem {
    pub(crate) pointer: String,
    pub(crate) what: String,
    pub(crate) todo: String,
}

/// Returns every mark of the document, as not yet found by the walk, and the marks with an invalid form.
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

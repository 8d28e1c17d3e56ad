//! Refuses references to components that the document does not have: the generator would panic.

use serde_json::Value;

use super::super::adapt::MERGED;
use super::{Check, entries, escape, schema_pointer};

impl Check {
    /// Checks every reference of the document, and the components that a variant for null stands for.
    pub(super) fn references(&mut self, document: &Value) {
        self.references_below(document, document, "");
        let schemas = &document["components"]["schemas"];
        for (target, names) in MERGED.into_iter().filter(|(target, _)| schemas.get(target).is_none()) {
            for name in names.into_iter().filter(|name| schemas.get(name).is_some()) {
                let problem = format!(
                    "schema `{name}` is `{target}` in Rust, which the document does not have; give `{name}` another name, \
                     or add `{target}`"
                );
                self.refuse(&schema_pointer(name), problem);
            }
        }
        for (name, _) in entries(schemas) {
            if let Some(base) = name.strip_suffix("OrNull").filter(|base| schemas.get(base).is_none()) {
                let problem = format!(
                    "schema `{name}` is read as `{base}`, which the document does not have; add `{base}` to \
                     components/schemas"
                );
                self.refuse(&schema_pointer(name), problem);
            }
        }
    }

    fn references_below(&mut self, document: &Value, value: &Value, pointer: &str) {
        match value {
            Value::Object(object) => {
                let target = object.get("$ref").and_then(Value::as_str);
                let is_known = |target: &str| target.strip_prefix('#').is_some_and(|at| document.pointer(at).is_some());
                if let Some(target) = target.filter(|target| !is_known(target)) {
                    let problem = format!(
                        "a reference to `{target}`, which the document does not have; add it, or refer to another"
                    );
                    self.refuse(pointer, problem);
                }
                for (key, value) in object {
                    self.references_below(document, value, &format!("{pointer}/{}", escape(key)));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.references_below(document, item, &format!("{pointer}/{index}"));
                }
            }
            _ => {}
        }
    }
}

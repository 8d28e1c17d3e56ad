//! Refuses a body, a member, a parameter or an element whose schema has no type in Rust.

use serde_json::Value;

use super::Check;

/// The types that a schema may have.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

impl Check {
    /// Checks a body: it must be a component or a list of components.
    pub(super) fn named(&mut self, pointer: &str, what: &str, schema: &Value) {
        let is_inline = |schema: &Value| schema["type"] == "object" && schema.get("properties").is_some();
        if is_inline(schema) || is_inline(&schema["items"]) {
            let problem = format!(
                "{what} is an inline object, for which no constructor is generated; move it to components/schemas and refer to it"
            );
            self.refuse(pointer, problem);
        } else {
            self.value(pointer, what, schema);
        }
    }

    /// Checks a member, a parameter or an element of a list.
    pub(super) fn value(&mut self, pointer: &str, what: &str, schema: &Value) {
        self.kind(pointer, what, schema);
        if schema["type"] == "object" && schema.get("properties").is_some() {
            let problem = format!(
                "{what} is an inline object, for which no JSON Schema is generated; move it to components/schemas and refer to it"
            );
            self.refuse(pointer, problem);
        }
        if schema.get("enum").is_some() && schema["type"] == "string" {
            let problem = format!(
                "{what} has an inline `enum`, for which no open enumeration is generated; move it to components/schemas and refer to it"
            );
            self.refuse(pointer, problem);
        }
        let is_wrapped_reference = schema["allOf"].as_array().is_some_and(|parts| parts.len() == 1);
        if ["allOf", "anyOf", "oneOf"].iter().any(|key| schema.get(key).is_some()) && !is_wrapped_reference {
            let problem =
                format!("{what} combines schemas, for which no type is generated; describe it as a separate component");
            self.refuse(pointer, problem);
        }
        if let Some(items) = schema.get("items") {
            self.value(pointer, &format!("an element of {what}"), items);
        }
    }

    pub(super) fn kind(&mut self, pointer: &str, what: &str, schema: &Value) {
        if let Some(kind) = schema["type"].as_str().filter(|kind| !TYPES.contains(kind)) {
            let problem = format!(
                "{what} has the type `{kind}`, which is not a type of OpenAPI 3.0; use one of {}",
                TYPES.join(", ")
            );
            self.refuse(pointer, problem);
        }
    }
}

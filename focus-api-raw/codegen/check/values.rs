//! Refuses a body, a member, a parameter or an element whose schema has no type in Rust.

use serde_json::Value;

use super::super::{adapt, values};
use super::Check;

/// The types that a schema may have.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// The types that have one text as their value.
const SCALARS: [&str; 4] = ["boolean", "integer", "number", "string"];

/// Components of single values whose types `types.rs` chooses, and queries can have.
const IN_QUERIES: [&str; 4] = ["Date", "DateTime", "PageNumber", "PageSize"];

impl Check {
    /// Checks the schema of a parameter: what is written into an address or a header is a text, or a list of texts in a
    /// query.
    pub(super) fn parameter_value(&mut self, pointer: &str, id: &str, document: &Value, parameter: &Value) {
        let what = format!("{id}, `{}`", parameter["name"].as_str().unwrap_or_default());
        let refused = self.found.len();
        self.value(pointer, &what, &parameter["schema"]);
        if self.found.len() > refused {
            return;
        }
        let schema = followed(document, &parameter["schema"]);
        let is_list = schema["type"] == "array" && parameter["in"] == "query";
        let value = if is_list { followed(document, &schema["items"]) } else { schema };
        let kind = value["type"].as_str().unwrap_or("none");
        if !SCALARS.contains(&kind) {
            let source = if kind == "none" { "object" } else { kind };
            let problem = format!(
                "{what} has values of type `{kind}`, which cannot be written into an address or a header; write `type: string` there, \
                 with `x-docs: {{type: {source}}}`, and say in the description how the text is made"
            );
            self.refuse(pointer, problem);
        }
    }

    /// Checks that a query parameter refers to no component whose type cannot be written into a query: of the components
    /// of single values, only ids, enumerations and those of `types.rs` can.
    pub(super) fn parameter_component(&mut self, pointer: &str, id: &str, adapted: &Value, parameter: &Value) {
        let schema = &parameter["schema"];
        let value = schema.get("items").unwrap_or(schema);
        let Some(name) = adapt::reference(value).or_else(|| adapt::reference(value["allOf"].get(0)?)) else { return };
        let name = name.trim_end_matches("OrNull");
        let component = &adapted["components"]["schemas"][name];
        let is_single = component["type"].as_str().is_some_and(|kind| SCALARS.contains(&kind));
        let is_written =
            IN_QUERIES.contains(&name) || values::is_id(name, component) || values::is_value_list(name, component);
        if is_single && !is_written {
            let problem = format!(
                "{id}, `{}` refers to `{name}`, which is neither an id nor an enumeration; write its type into the parameter",
                parameter["name"].as_str().unwrap_or_default()
            );
            self.refuse(pointer, problem);
        }
    }

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
        if schema["additionalProperties"] == false && schema.get("properties").is_none() {
            let problem = format!(
                "{what} is an object without members, for which no JSON Schema is generated; write `additionalProperties: true`"
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

    /// Checks that a component does not combine others: its members would not be those of its type.
    pub(super) fn component(&mut self, pointer: &str, what: &str, schema: &Value) {
        self.kind(pointer, what, schema);
        if let Some(key) = ["allOf", "anyOf", "oneOf"].into_iter().find(|key| schema.get(key).is_some()) {
            let problem = format!(
                "{what} combines schemas with `{key}`, and its type would lack the members of its parts; write all members \
                 into its own `properties`"
            );
            self.refuse(pointer, problem);
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

/// Resolves the references of a schema, plain or in an `allOf`. Ends also for references that form a circle.
fn followed<'a>(document: &'a Value, mut schema: &'a Value) -> &'a Value {
    for _ in 0..16 {
        let target = adapt::reference(schema).or_else(|| adapt::reference(schema["allOf"].get(0)?));
        let Some(name) = target else { break };
        schema = &document["components"]["schemas"][name];
    }
    schema
}

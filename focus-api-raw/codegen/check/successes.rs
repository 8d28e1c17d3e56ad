//! Refuses operations whose successful responses have different bodies: the generator supports one body.

use serde_json::Value;

use super::{Check, entries, operations};
use crate::codegen::adapt;

impl Check {
    /// Checks the responses of the adapted document, in which an operation that returns bytes has one response.
    pub(super) fn successes(&mut self, adapted: &Value) {
        for (pointer, operation) in operations(adapted) {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let mut responses = entries(&operation["responses"]).filter(|(status, _)| status.starts_with('2'));
            let Some((first, response)) = responses.next() else { continue };
            let body = body(adapted, response);
            if let Some((status, _)) = responses.find(|(_, response)| self::body(adapted, response) != body) {
                let problem = format!(
                    "{id}: the responses {first} and {status} have different bodies, and the generator supports one; let \
                     the operation return bytes: add it to `BYTES` in codegen/adapt/operations.rs"
                );
                self.refuse(&format!("{pointer}/responses/{status}"), problem);
            }
        }
    }
}

/// Returns the schema of the body of a response, or null without a body.
fn body<'a>(adapted: &'a Value, response: &'a Value) -> &'a Value {
    let shared = adapt::reference(response).map(|name| &adapted["components"]["responses"][name]);
    let content = &shared.unwrap_or(response)["content"];
    entries(content).next().map_or(&Value::Null, |(_, content)| &content["schema"])
}

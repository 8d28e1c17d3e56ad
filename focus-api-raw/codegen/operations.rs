//! Emits a constant for each operation, and the table of all operations.
//!
//! They describe the document before its adaptation: the documented success responses and the list parameters.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::Error;
use super::adapt::{is_task, is_task_page, query_parameters};

/// Emits one constant per operation, and the table of all, sorted by id for a binary search.
pub(super) fn constants(document: &Value) -> Result<TokenStream, Error> {
    let mut rows = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let name = format_ident!("{}", id.to_uppercase());
            let about = format!("`{} {path}`", method.to_uppercase());
            let method = method.to_uppercase();
            let lists = list_parameters(document, operation);
            let success = success(document, id, operation)?;
            let constant = quote! {
                #[doc = #about]
                pub const #name: &Operation = &Operation {
                    id: #id,
                    method: #method,
                    path: #path,
                    list_parameters: &[#(#lists),*],
                    success: &[#(#success),*],
                };
            };
            rows.push((id, name, constant));
        }
    }
    rows.sort_by_key(|(id, ..)| *id);
    let names = rows.iter().map(|(_, name, _)| name);
    let constants = rows.iter().map(|(.., constant)| constant);
    Ok(quote! {
        /// One constant per operation of the document. See the example of [`Operation`](crate::Operation).
        pub mod operations {
            use crate::{BodyShape, Operation, Success};
            #(#constants)*
        }
        /// Every operation of the document, sorted by id. See the example of [`Operation`](crate::Operation).
        pub const OPERATIONS: &[&crate::Operation] = &[#(operations::#names),*];
    })
}

/// Returns the documented success responses of an operation, by status.
fn success(document: &Value, id: &str, operation: &Value) -> Result<Vec<TokenStream>, Error> {
    let mut rows = Vec::new();
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        if !status.starts_with('2') {
            continue;
        }
        let number: u16 = status
            .parse()
            .map_err(|_| format!("{id}: the success status `{status}` is not a number; list each status separately"))?;
        let shape = format_ident!("{}", body_shape(document, followed(document, response)));
        rows.push((number, quote! { Success { status: #number, body: BodyShape::#shape } }));
    }
    rows.sort_by_key(|(status, _)| *status);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Returns the name of the `BodyShape` of a response.
fn body_shape(document: &Value, response: &Value) -> &'static str {
    let Some(content) = response["content"].as_object().filter(|content| !content.is_empty()) else { return "Empty" };
    let Some(schema) = content.get("application/json").map(|content| &content["schema"]) else { return "Other" };
    if is_task(schema) {
        return "Task";
    }
    if is_task_page(schema) {
        return "TaskPage";
    }
    let schema = followed(document, schema);
    match schema["type"].as_str() {
        Some("array") if is_task(&schema["items"]) => "TaskArray",
        Some("array") => "Array",
        Some("object") => "Object",
        _ => "Other",
    }
}

/// Resolves a `$ref` within the document.
fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    target.unwrap_or(value)
}

/// Returns the names of the query parameters that take several values.
fn list_parameters(document: &Value, operation: &Value) -> Vec<String> {
    let shared = &document["components"]["parameters"];
    let mut names: Vec<String> = query_parameters(operation, shared)
        .filter(|parameter| parameter["schema"]["type"] == "array")
        .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    names
}

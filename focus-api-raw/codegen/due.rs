//! Emits the setter `due` for the bodies of a task that have an end date.
//!
//! `src/due.rs` has the setter. The list is generated, so that the crate still compiles if the document removes one of
//! these schemas or its end date.

use quote::ToTokens;
use serde_json::Value;
use syn::{Fields, File};

use super::postprocess::structs;

/// The bodies that describe a task.
const BODIES: [&str; 4] = ["NewTask", "TaskReplacement", "TaskPatch", "BulkTaskPatch"];

/// Emits `due!` with the bodies whose method `end_date` takes a date.
pub(super) fn setters(file: &mut File, adapted: &Value) -> String {
    let schemas = &adapted["components"]["schemas"];
    let mut found: Vec<String> = Vec::new();
    for item in structs(file) {
        let name = item.ident.to_string();
        let Fields::Named(fields) = &item.fields else { continue };
        let end_date = fields.named.iter().find(|field| field.ident.as_ref().is_some_and(|name| name == "end_date"));
        let is_date = end_date.is_some_and(|field| field.ty.to_token_stream().to_string().contains("NaiveDate"));
        let is_optional = schemas[&name]["required"].as_array().is_none_or(|list| !list.contains(&"end_date".into()));
        let has_method = is_optional && schemas[&name]["x-rust-names"]["end_date"].is_null();
        if BODIES.contains(&name.as_str()) && is_date && has_method {
            found.push(format!("types::{name}"));
        }
    }
    found.sort_by_key(|name| BODIES.iter().position(|body| name.ends_with(&format!("::{body}"))));
    format!("\ncrate::due::due!({});\n", found.join(", "))
}

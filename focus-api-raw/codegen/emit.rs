//! Source that progenitor has no notion of, written from the same document: open enumerations, sort keys and a table of
//! the operations.
//!
//! Only invocations of handwritten macros and plain constants are emitted, so that whatever can be read as ordinary code
//! stays in `src/`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::adapt::{pascal_case, query_parameters};

/// Whether a schema lists its values, as an `enum` or as sort keys.
pub(super) fn is_value_list(schema: &Value) -> bool {
    schema.get("enum").is_some() || schema.get("x-sort-keys").is_some()
}

/// One `open_enum!` for every `enum`, one `sort_keys!` for every list of sort keys.
pub(super) fn values(document: &Value) -> TokenStream {
    let schemas = document["components"]["schemas"].as_object();
    let mut named: Vec<_> = schemas.into_iter().flatten().filter(|(_, schema)| is_value_list(schema)).collect();
    named.sort_by_key(|(name, _)| name.as_str());
    let items = named.into_iter().map(|(name, schema)| {
        let (macro_name, list) = match schema.get("enum") {
            Some(list) => (format_ident!("open_enum"), list),
            None => (format_ident!("sort_keys"), &schema["x-sort-keys"]),
        };
        let description = schema["description"].as_str().unwrap_or_default();
        let name = format_ident!("{name}");
        let (variants, texts): (Vec<_>, Vec<_>) = list
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(|text| (format_ident!("{}", pascal_case(text)), text))
            .unzip();
        // Sorting by a project's custom field has no fixed name; the pattern tells where it exists.
        let open_names =
            schema["pattern"].as_str().filter(|pattern| pattern.contains("pcf_")).map(|_| quote!(+ project_field));
        quote! {
            crate::values::#macro_name! {
                #[doc = #description]
                #name #open_names { #(#variants = #texts),* }
            }
        }
    });
    quote! {
        /// Closed on the page, open here: values that may grow.
        pub mod values {
            #(#items)*
        }
    }
}

/// The table of operations, sorted by id so that one is found by halving.
pub(super) fn operations(document: &Value) -> TokenStream {
    let mut rows = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let method = method.to_uppercase();
            let lists = list_parameters(document, operation);
            rows.push((
                id.to_owned(),
                quote! { Operation { id: #id, method: #method, path: #path, list_parameters: &[#(#lists),*] } },
            ));
        }
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let rows = rows.into_iter().map(|(_, row)| row);
    quote! {
        /// Every operation of the document, sorted by id.
        pub const OPERATIONS: &[crate::Operation] = {
            use crate::Operation;
            &[#(#rows),*]
        };
    }
}

/// Names of the query parameters that take several values.
fn list_parameters(document: &Value, operation: &Value) -> Vec<String> {
    let shared = &document["components"]["parameters"];
    let mut names: Vec<String> = query_parameters(operation, shared)
        .filter(|parameter| parameter["schema"]["type"] == "array")
        .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    names
}

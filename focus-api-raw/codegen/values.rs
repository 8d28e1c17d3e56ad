//! Emits the types of single values: open enumerations, sort keys and ids.
//!
//! It emits only invocations of handwritten macros, so that the code of these types is in `src/`.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::adapt::pascal_case;

/// Returns whether a schema lists its values, as an `enum` or as sort keys. The variant for null has no type of its own.
pub(super) fn is_value_list(name: &str, schema: &Value) -> bool {
    nullable_base(name, schema).is_none() && (schema.get("enum").is_some() || schema.get("x-sort-keys").is_some())
}

/// Returns the component without null for its variant in requests: `TaskId` for `NullableTaskId`.
pub(super) fn nullable_base<'a>(name: &'a str, schema: &Value) -> Option<&'a str> {
    name.strip_prefix("Nullable").filter(|_| schema["nullable"] == true)
}

/// Returns whether a schema is an id.
pub(super) fn is_id(name: &str, schema: &Value) -> bool {
    name.ends_with("Id") && schema["type"] == "integer" && schema["nullable"] != true
}

/// Emits one `open_enum!` for every `enum` and one `sort_keys!` for every list of sort keys.
pub(super) fn value_lists(document: &Value) -> TokenStream {
    let items = schemas_where(document, is_value_list).map(|(name, schema)| {
        let (macro_name, list) = match schema.get("enum") {
            Some(list) => (format_ident!("open_enum"), list),
            None => (format_ident!("sort_keys"), &schema["x-sort-keys"]),
        };
        let description = schema["description"].as_str().unwrap_or_default();
        let name = format_ident!("{name}");
        let texts: Vec<&str> = list.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let variants = variant_names(&texts);
        // The sort keys of custom fields have no fixed names. The pattern shows which lists accept them.
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
        /// Enumerations of the document.
        pub mod values {
            #(#items)*
        }
    }
}

/// Returns the names of the variants for these values: `in_progress` is `InProgress`, `1st` is `Value1st`.
fn variant_names(texts: &[&str]) -> Vec<Ident> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::new();
    for text in texts {
        let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        let mut name = pascal_case(&words.join("_"));
        if name.is_empty() {
            "Empty".clone_into(&mut name);
        } else if name.starts_with(|c: char| c.is_ascii_digit()) {
            name.insert_str(0, "Value");
        } else if name == "Self" || name == "Other" {
            // A keyword, and the variant for values that are not known.
            name.push_str("Value");
        }
        let number = (1..).find(|number| !taken.contains(&numbered(&name, *number))).unwrap_or(1);
        taken.insert(numbered(&name, number));
        names.push(format_ident!("{}", numbered(&name, number)));
    }
    names
}

/// Two values such as `in_progress` and `inProgress` would have the same name.
fn numbered(name: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("{name}{number}") }
}

/// Emits the id types.
pub(super) fn ids(document: &Value) -> TokenStream {
    let items = schemas_where(document, is_id).map(|(name, schema)| {
        let description = schema["description"].as_str().unwrap_or_default();
        let name = format_ident!("{name}");
        quote! { #[doc = #description] #name }
    });
    quote! { crate::id::ids! { #(#items),* } }
}

/// Returns the names of the schemas that list their values.
pub(super) fn value_list_names(document: &Value) -> impl Iterator<Item = &str> {
    schemas_where(document, is_value_list).map(|(name, _)| name)
}

/// Returns the names of the ids.
pub(super) fn id_names(document: &Value) -> impl Iterator<Item = &str> {
    schemas_where(document, is_id).map(|(name, _)| name)
}

/// Returns the schemas that `is_wanted` accepts, sorted by name.
fn schemas_where(document: &Value, is_wanted: fn(&str, &Value) -> bool) -> impl Iterator<Item = (&str, &Value)> {
    let schemas = document["components"]["schemas"].as_object();
    let mut wanted: Vec<_> = schemas.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)).collect();
    wanted.retain(|(name, schema)| is_wanted(name, schema));
    wanted.sort_by_key(|(name, _)| *name);
    wanted.into_iter()
}

//! Changes to the generated Rust, where the document cannot express what is wanted.
//!
//! Prefer `adapt.rs`: a change to the document is visible to every reader of it. What stands here has no place there.

use std::collections::BTreeSet;

use serde_json::Value;
use syn::{File, Item, ItemImpl, ItemMod, ItemStruct, Type, parse_quote};

use super::adapt::reference;

/// Reads `"end_date": null` in a patch as "clear it".
///
/// Serde reads `null` for any `Option` as `None`, which here would mean "leave it alone": a patch from a file or a tool
/// call would lose exactly what it is about.
pub(super) fn tell_null_from_absent(file: &mut File) {
    for field in structs(file).flat_map(|item| &mut item.fields) {
        if quote::ToTokens::to_token_stream(&field.ty).to_string().contains("crate :: Nullable <") {
            field.attrs.push(parse_quote!(#[serde(default, deserialize_with = "crate::nullable::or_absent")]));
        }
    }
}

/// Reads `"tag_id": null` in a filter set as no filter, as it is read for every filter that takes one value.
///
/// A tool call fills what it does not use with `null`; serde refuses that for a `Vec`.
pub(super) fn read_null_as_no_filter(file: &mut File) {
    for field in filter_sets(file).flat_map(|item| &mut item.fields) {
        if quote::ToTokens::to_token_stream(&field.ty).to_string().contains(":: Vec <") {
            field.attrs.push(parse_quote!(#[serde(deserialize_with = "crate::nullable::or_empty")]));
        }
    }
}

fn filter_sets(file: &mut File) -> impl Iterator<Item = &mut ItemStruct> {
    structs(file).filter(|item| item.ident.to_string().ends_with("Query"))
}

fn structs(file: &mut File) -> impl Iterator<Item = &mut ItemStruct> {
    module(&mut file.items, "types").into_iter().flatten().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    })
}

/// Shows the generator's examples as text. They use values nobody defines, so as code they are tests that are skipped.
pub(super) fn show_examples_as_text(generated: &str) -> String {
    generated.replace("\n```ignore\n", "\n```text\n")
}

/// Progenitor's builder style brings a second builder for every *type*, half of all the lines it writes. Only those of
/// request bodies are reachable from an operation; the others would cost users compile time and reviewers attention.
///
/// Removes `types::builder::X` and `X::builder()` for every `X` that is no request body.
pub(super) fn unused_builders(file: &mut File, adapted: &Value) {
    let bodies = request_bodies(adapted);
    let Some(types) = module(&mut file.items, "types") else { return };
    types.retain(|item| match item {
        Item::Impl(item) if only_returns_builder(item) => bodies.contains(&type_name(&item.self_ty)),
        _ => true,
    });
    let Some(builders) = module(types, "builder") else { return };
    builders.retain(|item| match item {
        Item::Struct(item) => bodies.contains(&item.ident.to_string()),
        Item::Impl(item) => {
            // `impl From<super::X> for X`, `impl TryFrom<X> for super::X`, `impl Default for X`, `impl X`: all name X.
            bodies.contains(&type_name(&item.self_ty))
        }
        _ => true,
    });
}

fn request_bodies(adapted: &Value) -> BTreeSet<String> {
    let items = adapted["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    items
        .filter_map(Value::as_object)
        .flat_map(|item| item.values())
        .filter_map(|operation| reference(operation.pointer("/requestBody/content/application~1json/schema")?))
        .map(str::to_owned)
        .collect()
}

pub(super) fn module<'a>(items: &'a mut [Item], name: &str) -> Option<&'a mut Vec<Item>> {
    items.iter_mut().find_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == name => Some(items),
        _ => None,
    })
}

fn only_returns_builder(item: &ItemImpl) -> bool {
    matches!(&item.items[..], [syn::ImplItem::Fn(function)] if item.trait_.is_none() && function.sig.ident == "builder")
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

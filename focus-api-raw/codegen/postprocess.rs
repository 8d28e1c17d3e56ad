//! Changes the generated Rust where the document cannot express what is wanted.
//!
//! Prefer `adapt.rs`: a change to the document is visible to every reader of it. Constructors and setters are emitted by
//! `setters.rs`, the split of building and sending by `split_requests.rs`.

use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{Fields, FieldsNamed, File, Item, ItemImpl, ItemMod, ItemStruct, parse_quote};

use super::adapt::{pascal_case, query_parameters};

/// Removes the builders of the *types*, half of all the lines the generator writes in its builder style. Setters take
/// their place; see `setters.rs`.
pub(super) fn remove_type_builders(file: &mut File) {
    let Some(types) = module(&mut file.items, "types") else { return };
    types.retain(|item| match item {
        Item::Impl(item) => !only_returns_builder(item),
        Item::Mod(item) => item.ident != "builder",
        _ => true,
    });
    let uses_errors = types.iter().any(|item| {
        !matches!(item, Item::Mod(_)) && item.to_token_stream().to_string().contains("error :: ConversionError")
    });
    if !uses_errors {
        types.retain(|item| !matches!(item, Item::Mod(item) if item.ident == "error"));
    }
}

/// Sends parameters under the names of the document where the builder has another; see `adapt/queries.rs`.
pub(super) fn restore_parameter_names(file: &mut File, adapted: &Value) {
    let shared = &adapted["components"]["parameters"];
    let operations = adapted["paths"].as_object().into_iter().flat_map(serde_json::Map::values);
    let operations = operations.filter_map(Value::as_object).flat_map(serde_json::Map::values);
    let mut renamed = std::collections::BTreeMap::new();
    for operation in operations {
        let Some(id) = operation["operationId"].as_str() else { continue };
        for parameter in query_parameters(operation, shared) {
            if let (Some(name), Some(wire)) = (parameter["name"].as_str(), parameter["x-wire-name"].as_str()) {
                renamed.insert((pascal_case(id), name.to_owned()), wire.to_owned());
            }
        }
    }
    if renamed.is_empty() {
        return;
    }
    for item in module(&mut file.items, "builder").into_iter().flatten() {
        let Item::Impl(builder) = item else { continue };
        let syn::Type::Path(path) = &*builder.self_ty else { continue };
        let Some(name) = path.path.segments.last().map(|segment| segment.ident.to_string()) else { continue };
        let names =
            renamed.iter().filter(|((of, _), _)| *of == name).map(|((_, name), wire)| (name.as_str(), wire.as_str()));
        RestoreNames { names: names.collect() }.visit_item_impl_mut(builder);
    }
}

/// Replaces the name in `QueryParam::new("name", …)`.
struct RestoreNames<'a> {
    names: std::collections::BTreeMap<&'a str, &'a str>,
}

impl VisitMut for RestoreNames<'_> {
    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        if call.func.to_token_stream().to_string().ends_with("QueryParam :: new")
            && let Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) = call.args.first_mut()
            && let Some(wire) = self.names.get(text.value().as_str())
        {
            *text = syn::LitStr::new(wire, text.span());
        }
        syn::visit_mut::visit_expr_call_mut(self, call);
    }
}

/// Marks every struct as one that can get fields: a new field of the service must not break a user's program.
pub(super) fn let_structs_grow(file: &mut File) {
    for item in structs(file).filter(|item| matches!(item.fields, Fields::Named(_))) {
        item.attrs.push(parse_quote!(#[non_exhaustive]));
    }
}

/// Reads `"end_date": null` in a patch as "clear it".
///
/// Serde reads `null` for any `Option` as `None`, which here would mean "leave it alone": a patch from a file or a tool
/// call would lose exactly what it is about.
pub(super) fn tell_null_from_absent(file: &mut File) {
    for field in structs(file).flat_map(|item| &mut item.fields) {
        if field.ty.to_token_stream().to_string().contains("crate :: Nullable <") {
            let is_date = field.ty.to_token_stream().to_string().contains("chrono ::");
            let reader = if is_date { "crate::request_dates::nullable" } else { "crate::nullable::or_absent" };
            field.attrs.push(parse_quote!(#[serde(default, deserialize_with = #reader)]));
        }
    }
}

/// Readers of `src/lenient.rs`, by the type of the field they read.
const READERS: [(&str, &str); 5] = [
    ("::std::option::Option<::chrono::naive::NaiveDate>", "date"),
    ("::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>", "moment"),
    ("::std::option::Option<i64>", "integer"),
    ("::std::option::Option<f64>", "number"),
    ("::serde_json::Map<::std::string::String,::serde_json::Value>", "object"),
];

/// Reads the fields of responses leniently: how a value is written must not cost the task it belongs to.
pub(super) fn read_leniently(file: &mut File, adapted: &Value) {
    for field in structs(file).filter(|item| !is_request(item, adapted)).flat_map(|item| &mut item.fields) {
        let ty = type_text(&field.ty);
        let reader = READERS.iter().find(|(read, _)| *read == ty).map(|(_, reader)| *reader);
        // An id reads itself leniently; what is left to its field is `""`, which is no id.
        let reader = reader
            .or((ty.starts_with("::std::option::Option<crate::types::") && ty.ends_with("Id>")).then_some("integer"));
        if let Some(reader) = reader {
            let path = format!("crate::lenient::{reader}");
            // Serde takes an `Option` that is left out as `None` only as long as it reads it by itself.
            let default = ty.contains("Option").then(|| quote!(default,));
            field.attrs.push(parse_quote!(#[serde(#default deserialize_with = #path)]));
        }
    }
}

/// Reads the dates of requests also as TOML writes them, without quotes.
pub(super) fn read_dates_of_config_files(file: &mut File, adapted: &Value) {
    for field in structs(file).filter(|item| is_request(item, adapted)).flat_map(|item| &mut item.fields) {
        if type_text(&field.ty).starts_with("::std::option::Option<::chrono::") {
            field.attrs.push(parse_quote!(#[serde(default, deserialize_with = "crate::request_dates::optional")]));
        }
    }
}

/// Leaves the paging of a list out of the JSON Schema of its filters.
///
/// The schema describes filters to a person or to a language model. One that may choose the size of a page chooses a small
/// one, and each page is a request. Files and tool calls that hold these members can still be read.
pub(super) fn describe_filters_without_paging(file: &mut File) {
    let is_paging = |name: &syn::Ident| name == "page" || name == "per_page";
    for field in structs(file).filter(|item| is_query(item)).flat_map(|item| &mut item.fields) {
        if field.ident.as_ref().is_some_and(is_paging) {
            field.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", schemars(skip))]));
        }
    }
}

/// Keeps the members of responses that this version does not know, in a field `extra`. A member of that name is in
/// `extra_value`.
pub(super) fn keep_unknown_members(file: &mut File, adapted: &Value) {
    for item in structs(file).filter(|item| !is_request(item, adapted)) {
        let Fields::Named(fields) = &mut item.fields else { continue };
        for field in fields.named.iter_mut().filter(|field| field.ident.as_ref().is_some_and(|name| name == "extra")) {
            field.ident = Some(format_ident!("extra_value"));
            field.attrs.push(parse_quote!(#[serde(rename = "extra")]));
        }
        let extra: FieldsNamed = parse_quote!({
            /// Members that this version does not know.
            #[serde(flatten)]
            pub extra: crate::Extra
        });
        fields.named.extend(extra.named);
    }
}

/// Returns whether only requests use a struct.
fn is_request(item: &ItemStruct, adapted: &Value) -> bool {
    adapted["components"]["schemas"][item.ident.to_string()]["x-request"] == true
}

/// Says in the JSON Schema of a query that a list holds something: a filter of nothing cannot be expressed.
pub(super) fn describe_lists_as_filled(file: &mut File) {
    for field in structs(file).filter(|item| is_query(item)).flat_map(|item| &mut item.fields) {
        if field.ty.to_token_stream().to_string().contains(":: Vec <") {
            field.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", schemars(length(min = 1)))]));
        }
    }
}

/// Returns whether a struct is the filter set of an operation.
pub(super) fn is_query(item: &ItemStruct) -> bool {
    item.ident.to_string().ends_with("Query")
}

/// Shows the generator's examples as text. They use values nobody defines, so as code they are tests that are skipped.
pub(super) fn show_examples_as_text(generated: &str) -> String {
    generated.replace("\n```ignore\n", "\n```text\n")
}

/// Returns a type as text without spaces, in which it can be compared.
pub(super) fn type_text(ty: &syn::Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "")
}

/// Returns the structs of the module `types`.
pub(super) fn structs(file: &mut File) -> impl Iterator<Item = &mut ItemStruct> {
    module(&mut file.items, "types").into_iter().flatten().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    })
}

/// Returns the items of the module `name`.
pub(super) fn module<'a>(items: &'a mut [Item], name: &str) -> Option<&'a mut Vec<Item>> {
    items.iter_mut().find_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == name => Some(items),
        _ => None,
    })
}

fn only_returns_builder(item: &ItemImpl) -> bool {
    matches!(&item.items[..], [syn::ImplItem::Fn(function)] if item.trait_.is_none() && function.sig.ident == "builder")
}

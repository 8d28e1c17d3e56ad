//! Changes the generated code in ways that the document cannot express.
//!
//! Prefer `adapt.rs`, whose changes are easier to read. Constructors and setters are emitted by `setters.rs`;
//! `split_requests.rs` separates building from sending.

use quote::{ToTokens, format_ident};
use serde_json::Value;
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut;
use syn::{Fields, FieldsNamed, File, Item, ItemImpl, ItemMod, ItemStruct, Token, parse_quote};

use super::adapt::{pascal_case, query_parameters};

/// Removes the builders of types, which are half of the lines in the generator's builder style. The setters of
/// `setters.rs` replace them.
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

/// Restores the names of renamed parameters in the request; see `adapt/queries.rs`.
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

/// Marks every struct as `#[non_exhaustive]`, so that a new field of the service does not break a user's program.
pub(super) fn let_structs_grow(file: &mut File) {
    for item in structs(file).filter(|item| matches!(item.fields, Fields::Named(_))) {
        item.attrs.push(parse_quote!(#[non_exhaustive]));
    }
}

/// Reads `"end_date": null` in a patch as a request to clear the field.
///
/// Serde reads `null` for any `Option` as `None`, which means "unchanged" in a patch, so a patch from a file or a tool
/// call would lose the change.
pub(super) fn tell_null_from_absent(file: &mut File) {
    for field in structs(file).flat_map(|item| &mut item.fields) {
        // A required field reads its own null.
        let ty = field.ty.to_token_stream().to_string();
        if ty.contains("crate :: Nullable <") && !ty.starts_with("crate ::") {
            let is_date = field.ty.to_token_stream().to_string().contains("chrono ::");
            let reader = if is_date { "crate::request_dates::nullable" } else { "crate::nullable::or_absent" };
            field.attrs.push(parse_quote!(#[serde(default, deserialize_with = #reader)]));
        }
    }
}

/// Reads the dates of requests also in TOML's form, without quotes.
pub(super) fn read_dates_of_config_files(file: &mut File, adapted: &Value) {
    for field in structs(file).filter(|item| is_request(item, adapted)).flat_map(|item| &mut item.fields) {
        if type_text(&field.ty).starts_with("::std::option::Option<::chrono::") {
            field.attrs.push(parse_quote!(#[serde(default, deserialize_with = "crate::request_dates::optional")]));
        }
    }
}

/// Reads a filter with one value also without a list.
pub(super) fn read_single_filter_values(file: &mut File) {
    for field in structs(file).filter(|item| is_query(item)).flat_map(|item| &mut item.fields) {
        if type_text(&field.ty).starts_with("::std::option::Option<::std::vec::Vec<") {
            field.attrs.push(parse_quote!(#[serde(default, deserialize_with = "crate::request_lists::optional")]));
        }
    }
}

/// Leaves the paging parameters of a list out of the JSON Schema of its filters.
///
/// The schema describes filters to a person or to a language model. A language model that may choose the page size
/// chooses a small one, and each page is a request. Files and tool calls that contain these members are still accepted.
pub(super) fn describe_filters_without_paging(file: &mut File) {
    let is_paging = |name: &syn::Ident| name == "page" || name == "per_page";
    for field in structs(file).filter(|item| is_query(item)).flat_map(|item| &mut item.fields) {
        if field.ident.as_ref().is_some_and(is_paging) {
            field.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", schemars(skip))]));
        }
    }
}

/// Replaces the documentation of the generated modules, which does not describe the changes of codegen.
pub(super) fn describe_modules(file: &mut File) {
    for item in &mut file.items {
        let Item::Mod(module) = item else { continue };
        let docs: Vec<syn::Attribute> = match module.ident.to_string().as_str() {
            "types" => parse_quote! {
                /// Types of requests and responses, and ids.
                ///
                /// Every struct has `new`, whose arguments are its required fields, and one method per field. `MEMBERS`
                /// has the names of its fields in JSON.
                ///
                /// ```
                /// use chrono::NaiveDate;
                /// use focus_api_raw::Priority;
                /// use focus_api_raw::types::{ListTasksQuery, NewTask, ProjectId, Task, TaskPatch};
                ///
                /// let day: NaiveDate = "2026-03-02".parse()?;
                /// let new = NewTask::new("Call the printer").project(ProjectId(7)).due(day);
                /// let patch = TaskPatch::new().priority(Priority::High).clear_end_date();
                /// let query = ListTasksQuery::new().project([7, 9]).archived(false);
                ///
                /// let task: Task = serde_json::from_str(r#"{"id": 4711, "name": "Call the printer"}"#)?;
                /// assert_eq!(task, Task::new(4711).name(new.name));
                /// assert!(Task::MEMBERS.contains(&"name") && !Task::MEMBERS.contains(&"mood"));
                /// # let _ = (patch, query);
                /// # Ok::<(), Box<dyn std::error::Error>>(())
                /// ```
            },
            "builder" => parse_quote! {
                /// One builder per operation. See the example of the [crate].
            },
            "values" => parse_quote! {
                /// Enumerations of the document. New values may be added to them.
            },
            _ => continue,
        };
        module.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
        module.attrs.splice(0..0, docs);
    }
}

/// Keeps the members of responses that this version does not know, in a field `extra`. The field of a
/// member with that name is `extra_value`.
pub(super) fn keep_unknown_members(file: &mut File, adapted: &Value) {
    for item in structs(file).filter(|item| !is_request(item, adapted)) {
        let Fields::Named(fields) = &mut item.fields else { continue };
        for field in fields.named.iter_mut().filter(|field| field.ident.as_ref().is_some_and(|name| name == "extra")) {
            field.ident = Some(format_ident!("extra_value"));
            field.attrs.push(parse_quote!(#[serde(rename = "extra")]));
        }
        // `src/reader.rs` reads them.
        item.attrs.iter_mut().for_each(remove_deserialize);
        let extra: FieldsNamed = parse_quote!({
            /// Members that this version does not know.
            #[serde(flatten)]
            pub extra: crate::Extra
        });
        fields.named.extend(extra.named);
    }
}

/// Removes `Deserialize` from the derived traits.
fn remove_deserialize(attribute: &mut syn::Attribute) {
    let Ok(traits) = attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated) else { return };
    if attribute.path().is_ident("derive") {
        let others = traits.iter().filter(|path| path.segments.last().is_none_or(|last| last.ident != "Deserialize"));
        *attribute = parse_quote!(#[derive(#(#others),*)]);
    }
}

/// Returns whether only requests use a struct.
pub(super) fn is_request(item: &ItemStruct, adapted: &Value) -> bool {
    adapted["components"]["schemas"][item.ident.to_string()]["x-request"] == true
}

/// Requires at least one element for each list in the JSON Schema of a query: the API cannot express an empty filter.
pub(super) fn describe_lists_as_filled(file: &mut File) {
    for field in structs(file).filter(|item| is_query(item)).flat_map(|item| &mut item.fields) {
        if field.ty.to_token_stream().to_string().contains(":: Vec <") {
            field.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", schemars(length(min = 1)))]));
        }
    }
}

/// Returns whether a struct contains the filters of an operation.
pub(super) fn is_query(item: &ItemStruct) -> bool {
    item.ident.to_string().ends_with("Query")
}

/// Marks the generator's examples as text. They use undefined variables, so as code they would be ignored tests.
pub(super) fn show_examples_as_text(generated: &str) -> String {
    generated.replace("\n```ignore\n", "\n```text\n")
}

/// Returns a type as text without spaces, for comparisons.
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

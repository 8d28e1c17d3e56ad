//! The fields of the generated structs, with the facts that their schemas add: names of methods, docs, whether they are
//! required.
//!
//! `setters.rs`, `conversions.rs` and `builder_queries.rs` emit code from them, `check/names.rs` checks the names.

use quote::ToTokens;
use serde_json::Value;
use syn::{Attribute, Expr, Fields, File, GenericArgument, Ident, ItemStruct, Lit, Meta, PathArguments, Type};

use super::postprocess::{is_query, is_request, structs};

/// Exceptions to the rule that a method has the name of its field without `_id`. The name for a single member or
/// parameter is its `x-rust-name` in the document.
const NAMES: [(&str, &str); 6] = [
    ("assignee_user_id", "assignee"),
    ("assignee_user_ids", "assignees"),
    ("assignee_ghost_id", "ghost_assignee"),
    ("integration_ext_id", "integration_ext_id"),
    ("parent_task_id", "parent"),
    ("recurring_task_ids", "recurring_task"),
];

/// A generated struct, with the facts that its schema adds.
pub(super) struct Struct {
    pub(super) name: String,
    pub(super) is_query: bool,
    /// Whether it is read with `src/reader.rs`.
    pub(super) is_response: bool,
    pub(super) required: Vec<Field>,
    pub(super) optional: Vec<Field>,
}

pub(super) struct Field {
    /// The identifier in Rust.
    pub(super) name: Ident,
    pub(super) wire_name: String,
    pub(super) method: String,
    pub(super) docs: Vec<String>,
    pub(super) ty: Type,
    /// Whether the field has the members that this version does not know. A member `extra` of the document is another
    /// field.
    pub(super) is_unknown: bool,
    /// Whether an empty list is sent: in a request body it clears the field.
    pub(super) clears: bool,
}

/// Returns all structs with fields.
pub(super) fn all(file: &mut File, adapted: &Value) -> Vec<Struct> {
    let with_fields = structs(file).filter(|item| matches!(item.fields, Fields::Named(_)));
    with_fields.map(|item| Struct::new(item, adapted)).collect()
}

impl Struct {
    fn new(item: &ItemStruct, adapted: &Value) -> Self {
        let name = item.ident.to_string();
        let schema = &adapted["components"]["schemas"][&name];
        let names = |list: &Value| -> Vec<String> {
            list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (required, order) = (names(&schema["required"]), names(&schema["x-order"]));
        let position = |list: &[String], field: &Field| list.iter().position(|name| *name == field.wire_name);
        let fields: Vec<Field> = item.fields.iter().filter_map(|field| Field::new(field, schema)).collect();
        // From the schema, because an optional free-form object is not an `Option` in Rust.
        let (mut required_fields, mut optional): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|field| required.contains(&field.wire_name));
        required_fields.sort_by_key(|field| position(&required, field));
        optional.sort_by_key(|field| (field.is_unknown, position(&order, field)));
        let is_response = !is_request(item, adapted);
        Self { is_query: is_query(item), is_response, name, required: required_fields, optional }
    }
}

impl Field {
    fn new(field: &syn::Field, schema: &Value) -> Option<Self> {
        let is_request = schema["x-request"] == true;
        let name = field.ident.clone()?;
        let text = name.to_string();
        let (wire_name, _) = wire_name(field)?;
        let is_unknown = field.ty.to_token_stream().to_string() == "crate :: Extra";
        let method = method_of(&wire_name, &text, schema);
        let docs = field.attrs.iter().filter_map(doc).collect();
        Some(Self {
            name,
            wire_name,
            method,
            docs,
            ty: field.ty.clone(),
            is_unknown,
            clears: is_request && schema["x-order"].is_null(),
        })
    }
}

/// Returns the names of the methods that set and clear a member of the adapted document.
pub(super) fn method_names(field: &str, property: &Value, schema: &Value) -> Vec<String> {
    let method = method_of(field, field, schema);
    if schema["x-request"] != true {
        return vec![method];
    }
    let target = property["allOf"][0]["$ref"].as_str().or_else(|| property["$ref"].as_str()).unwrap_or_default();
    let clears = target.contains("/Nullable") || (property["type"] == "array" && schema["x-order"].is_null());
    let clear = clears.then(|| format!("clear_{method}"));
    std::iter::once(method).chain(clear).collect()
}

/// Returns the name of the method that sets a member, whose field in Rust is `field`.
fn method_of(member: &str, field: &str, schema: &Value) -> String {
    match schema["x-rust-names"][member].as_str() {
        Some(name) => name.to_owned(),
        None if schema["x-request"] == true => method_name(field),
        None => field.to_owned(),
    }
}

/// Converts `project_id` to `project`, and `tag_ids` to `tags`.
fn method_name(field: &str) -> String {
    if let Some((_, name)) = NAMES.iter().find(|(name, _)| *name == field) {
        return (*name).to_owned();
    }
    match field.strip_suffix("_ids") {
        Some(stem) => format!("{stem}s"),
        None => field.strip_suffix("_id").unwrap_or(field).to_owned(),
    }
}

/// Reads the text of a doc attribute.
fn doc(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(value) = &attribute.meta else { return None };
    match &value.value {
        Expr::Lit(literal) if value.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the name of a field in JSON or in a query, with its name in Rust.
pub(super) fn wire_name(field: &syn::Field) -> Option<(String, Ident)> {
    let name = field.ident.clone()?;
    Some((field.attrs.iter().find_map(renamed).unwrap_or_else(|| name.to_string()), name))
}

/// Reads the name in `#[serde(rename = "…")]`.
fn renamed(attribute: &Attribute) -> Option<String> {
    let mut name = None;
    if attribute.path().is_ident("serde") {
        let _ = attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value() {
                let value: Lit = value.parse()?;
                if let (true, Lit::Str(text)) = (meta.path.is_ident("rename"), value) {
                    name = Some(text.value());
                }
            }
            Ok(())
        });
    }
    name
}

/// Returns the `T` of `path::to::Name<T>`.
pub(super) fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

//! Emits constructors and setters for every generated struct, as entries of the macros in `src/setters.rs`.
//!
//! A new field of the document gets its method in both crates without handwritten code. Methods of requests have short
//! names (`project`). Methods of responses have the names of their fields (`project_id`), because a response often has
//! both.

use std::fmt::Write;

use quote::{ToTokens, quote};
use serde_json::Value;
use syn::{Attribute, Expr, Fields, File, GenericArgument, Ident, ItemStruct, Lit, Meta, PathArguments, Type};

use super::Error;
use super::postprocess::{is_query, structs};

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

/// Types that arguments have without a conversion: with `impl Into<u32>`, an integer literal would be an `i32`.
const PLAIN: [&str; 2] = ["bool", "u32"];

/// Emits the constructors, setters and conversions, as formatted text.
pub(super) fn emit(file: &mut File, adapted: &Value) -> Result<String, Error> {
    let structs: Vec<Struct> = structs(file)
        .filter(|item| matches!(item.fields, Fields::Named(_)))
        .map(|item| Struct::new(item, adapted))
        .collect();
    let mut text = String::new();
    for item in &structs {
        item.emit(&mut text);
    }
    let lists: Vec<&str> = structs.iter().filter(|item| !item.is_query).map(|item| item.name.as_str()).collect();
    for name in lists {
        let _ = writeln!(text, "crate::one_or_many::from_one!(crate::OneOrMany<types::{name}>: types::{name});");
    }
    let conversions = [for_task(&structs), new_from_task(&structs)];
    text.push_str(&prettyplease::unparse(&syn::parse2(quote! { #(#conversions)* })?));
    Ok(text)
}

/// A generated struct, with the facts that its schema adds.
struct Struct {
    name: String,
    is_query: bool,
    required: Vec<Field>,
    optional: Vec<Field>,
}

struct Field {
    /// The identifier in Rust.
    name: Ident,
    wire_name: String,
    method: String,
    docs: Vec<String>,
    ty: Type,
    /// Whether an empty list is sent: in a request body it clears the field.
    clears: bool,
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
        optional.sort_by_key(|field| position(&order, field));
        Self { is_query: is_query(item), name, required: required_fields, optional }
    }

    fn emit(&self, text: &mut String) {
        let Self { name, .. } = self;
        let arguments: Vec<String> = self.required.iter().map(Field::argument).collect();
        let _ = writeln!(text, "impl types::{name} {{");
        // One field per line, here and below, so that a new field does not change other lines.
        let mut unset: Vec<String> = self.optional.iter().map(|field| field.name.to_string()).collect();
        if self.required.is_empty() {
            // All fields have defaults, so the struct has one too.
            unset.clear();
        }
        block(text, "    ", &format!("crate::setters::constructor! {{ ({}) =>", arguments.join(", ")), &unset);
        if self.is_query {
            let _ = writeln!(text, "    {} {{}}\n}}", self.query_macro());
            self.emit_query(text);
        } else {
            text.push_str("    crate::__setters! { []\n");
            self.optional.iter().for_each(|field| field.emit(text, "crate"));
            text.push_str("    }\n}\n");
        }
    }

    /// Emits the setters of a query as a macro, which the request type of `focus-api` also invokes, and its pairs.
    fn emit_query(&self, text: &mut String) {
        let Self { name, .. } = self;
        let mut definition = format!(
            "#[doc(hidden)]\n#[macro_export]\nmacro_rules! {} {{\n    ($($path:tt)*) => {{ $crate::__setters! {{ [$($path)*]\n",
            self.query_macro().trim_end_matches('!')
        );
        self.optional.iter().for_each(|field| field.emit(&mut definition, "$crate"));
        definition.push_str("    } };\n}\n");
        // A macro can be invoked only after its definition.
        let invocation = text.rfind("impl types::").unwrap_or_default();
        text.insert_str(invocation, &definition);
        let mut pairs: Vec<(&str, String)> =
            self.optional.iter().map(|field| (field.wire_name.as_str(), field.pair())).collect();
        pairs.sort();
        let pairs: Vec<String> = pairs.into_iter().map(|(_, pair)| pair).collect();
        block(text, "", &format!("crate::query::pairs! {{ {name}:"), &pairs);
    }

    fn query_macro(&self) -> String {
        format!("__{}_setters!", snake_case(&self.name))
    }
}

impl Field {
    fn new(field: &syn::Field, schema: &Value) -> Option<Self> {
        let is_request = schema["x-request"] == true;
        let name = field.ident.clone()?;
        let text = name.to_string();
        let wire_name = field.attrs.iter().find_map(renamed).unwrap_or_else(|| text.clone());
        // The unknown members have no name of their own; a member `extra` of the document is another field.
        let is_unknown = field.ty.to_token_stream().to_string() == "crate :: Extra";
        let method = if is_unknown { text } else { method_of(&wire_name, &text, schema) };
        let docs = field.attrs.iter().filter_map(doc).collect();
        Some(Self {
            name,
            wire_name,
            method,
            docs,
            ty: field.ty.clone(),
            clears: is_request && schema["x-order"].is_null(),
        })
    }

    /// Returns the entry of a required field in `constructor!`.
    fn argument(&self) -> String {
        let kind = match argument_of(&self.ty, "Vec") {
            Some(element) => format!("many({})", type_text(element, "crate")),
            None => simple(&self.ty, "crate"),
        };
        format!("{}: {kind}", self.name)
    }

    /// Returns the entry of a field in `pairs!`.
    fn pair(&self) -> String {
        match &self.wire_name {
            name if self.name == name => name.clone(),
            name => format!("{} as {name:?}", self.name),
        }
    }

    /// Writes the entry of an optional field in `__setters!`.
    fn emit(&self, text: &mut String, root: &str) {
        for line in &self.docs {
            let _ = writeln!(text, "        ///{line}");
        }
        let _ = writeln!(text, "        {} => {}: {};", self.method, self.name, self.kind(root));
    }

    fn kind(&self, root: &str) -> String {
        let method = &self.method;
        let clear = format!("clear_{method} {:?}", format!("Clears what [`{method}`](Self::{method}) sets."));
        let Some(value) = argument_of(&self.ty, "Option") else {
            return format!("map({})", type_text(&self.ty, root));
        };
        if let Some(ty) = argument_of(value, "Nullable") {
            return format!("nullable({}, {clear})", type_text(ty, root));
        }
        match argument_of(value, "Vec") {
            Some(element) => match argument_of(element, "OrNone") {
                Some(id) => format!("filter({})", type_text(id, root)),
                None if self.clears => format!("clearable({}, {clear})", type_text(element, root)),
                None => format!("many({})", type_text(element, root)),
            },
            None => simple(value, root),
        }
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

/// Returns the kind of a single value.
fn simple(ty: &Type, root: &str) -> String {
    let ty = type_text(ty, root);
    if PLAIN.contains(&ty.as_str()) { format!("plain({ty})") } else { format!("into({ty})") }
}

/// Writes the invocation of a macro that begins with `head`, one item per line.
fn block(text: &mut String, indent: &str, head: &str, items: &[String]) {
    if items.is_empty() {
        let _ = writeln!(text, "{indent}{head} }}");
        return;
    }
    let _ = writeln!(text, "{indent}{head}");
    for item in items {
        let _ = writeln!(text, "{indent}    {item},");
    }
    let _ = writeln!(text, "{indent}}}");
}

/// Returns the two structs of a conversion, unless the document lacks one of them.
fn both<'s>(structs: &'s [Struct], one: &str, other: &str) -> Option<(&'s Struct, &'s Struct)> {
    let of = |name: &str| structs.iter().find(|item| item.name == name);
    Some((of(one)?, of(other)?))
}

/// Emits the conversion of a patch to an entry of a bulk patch, which has the same fields and an id.
fn for_task(structs: &[Struct]) -> proc_macro2::TokenStream {
    let Some((patch, _)) = both(structs, "TaskPatch", "BulkTaskPatch") else { return quote!() };
    let names: Vec<&Ident> = patch.required.iter().chain(&patch.optional).map(|field| &field.name).collect();
    quote! {
        impl types::TaskPatch {
            /// Converts the patch to an entry of a bulk patch, for the task with this id.
            ///
            /// ```
            /// use focus_api_raw::types::{BulkTaskPatch, TaskPatch};
            ///
            /// let entry = TaskPatch::new().name("Call the printer").for_task(4711);
            /// assert_eq!(entry, BulkTaskPatch::new(4711).name("Call the printer"));
            /// ```
            #[must_use]
            pub fn for_task(self, id: impl Into<types::TaskId>) -> types::BulkTaskPatch {
                let types::TaskPatch { #(#names),* } = self;
                types::BulkTaskPatch { id: id.into(), #(#names),* }
            }
        }
    }
}

/// Emits the conversion of a draft or an existing task to a new task: every field that both have with one type.
fn new_from_task(structs: &[Struct]) -> proc_macro2::TokenStream {
    let Some((task, new)) = both(structs, "Task", "NewTask") else { return quote!() };
    // A task may lack a required field, and then the new task has its default; an id, for example, has none.
    if !new.required.iter().all(|field| has_default(&field.ty)) {
        return quote!();
    }
    let in_task = |name: &Ident| task.optional.iter().chain(&task.required).find(|field| field.name == *name);
    let mut others = Vec::new();
    let required = new.required.iter().map(|field| (field, true));
    let assigned = required.chain(new.optional.iter().map(|field| (field, false))).map(|(field, required)| {
        let (name, ty) = (&field.name, &field.ty);
        let nullable = argument_of(ty, "Option").is_some_and(|ty| argument_of(ty, "Nullable").is_some());
        let same = in_task(name).map(|field| value_type(&field.ty) == value_type(ty));
        if same == Some(false) {
            others.push(format!("`{name}`"));
        }
        match (same == Some(true), required) {
            (false, _) => quote!(#name: Default::default()),
            (true, false) if nullable => quote!(#name: task.#name.map(crate::Nullable::Value)),
            (true, false) => quote!(#name: task.#name),
            (true, true) => quote!(#name: task.#name.unwrap_or_default()),
        }
    });
    let assigned: Vec<_> = assigned.collect();
    let not_copied = (!others.is_empty()).then(|| {
        let text = format!(" Of another type in a new task, and not copied: {}.", others.join(", "));
        quote!(#[doc = ""] #[doc = #text])
    });
    quote! {
        impl From<types::Task> for types::NewTask {
            /// Copies every field that a new task can have. Id, dates of changes and counters are not copied.
            #not_copied
            fn from(task: types::Task) -> Self {
                Self { #(#assigned),* }
            }
        }
    }
}

/// Returns whether a type of a required field implements `Default`.
fn has_default(ty: &Type) -> bool {
    const DEFAULTS: [&str; 7] = ["bool", "f64", "i64", "u32", "Map", "String", "Vec"];
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| DEFAULTS.iter().any(|name| last.ident == name))
}

/// Returns a type without `Option` and `Nullable`.
fn value_type(ty: &Type) -> String {
    let ty = argument_of(ty, "Option").unwrap_or(ty);
    argument_of(ty, "Nullable").unwrap_or(ty).to_token_stream().to_string()
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
fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// Writes a type with paths that are valid outside `types`, where `root` names this crate.
fn type_text(ty: &Type, root: &str) -> String {
    let Type::Path(path) = ty else { return ty.to_token_stream().to_string() };
    let path = &path.path;
    let mut segments = path.segments.iter().map(|segment| {
        let mut text = segment.ident.to_string();
        if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
            let inner: Vec<String> = arguments
                .args
                .iter()
                .map(|argument| match argument {
                    GenericArgument::Type(ty) => type_text(ty, root),
                    other => other.to_token_stream().to_string(),
                })
                .collect();
            let _ = write!(text, "<{}>", inner.join(", "));
        }
        text
    });
    let first = segments.next().unwrap_or_default();
    let rest: String = segments.map(|segment| format!("::{segment}")).collect();
    match () {
        () if path.leading_colon.is_some() => format!("::{first}{rest}"),
        () if first == "crate" => format!("{root}{rest}"),
        () if first.starts_with(char::is_uppercase) => format!("{root}::types::{first}{rest}"),
        () => format!("{first}{rest}"),
    }
}

/// Converts `ListTasksQuery` to `list_tasks_query`.
fn snake_case(pascal: &str) -> String {
    let mut snake = String::new();
    for letter in pascal.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

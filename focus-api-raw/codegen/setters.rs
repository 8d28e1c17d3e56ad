//! Emits constructors and setters for every generated struct, as entries of the macros in `src/setters.rs`.
//! `conversions.rs` emits the conversions between the structs, `fields.rs` has the facts about each field.
//!
//! A new field of the document gets its method in both crates without handwritten code. Methods of requests have short
//! names (`project`). Methods of responses have the names of their fields (`project_id`), because a response often has
//! both.

use std::fmt::Write;

use quote::{ToTokens, quote};
use serde_json::Value;
use syn::{File, GenericArgument, PathArguments, Type};

use super::fields::{self, Field, Struct, argument_of};
use super::readers::reader_of;
use super::{Error, conversions};

/// Types that arguments have without a conversion: with `impl Into<u32>`, an integer literal would be an `i32`.
const PLAIN: [&str; 2] = ["bool", "u32"];

/// Emits the constructors, setters and conversions, as formatted text.
pub(super) fn emit(file: &mut File, adapted: &Value) -> Result<String, Error> {
    let structs = fields::all(file, adapted);
    let mut text = String::new();
    for item in &structs {
        item.emit(&mut text);
    }
    let lists: Vec<&str> = structs.iter().filter(|item| !item.is_query).map(|item| item.name.as_str()).collect();
    for name in lists {
        let _ = writeln!(text, "impl crate::one_or_many::Single for types::{name} {{}}");
    }
    let conversions = [conversions::for_task(&structs), conversions::new_from_task(&structs)];
    text.push_str(&prettyplease::unparse(&syn::parse2(quote! { #(#conversions)* })?));
    Ok(text)
}

impl Struct {
    fn emit(&self, text: &mut String) {
        let Self { name, .. } = self;
        if self.is_query {
            let _ = writeln!(text, "impl types::{name} {{");
            let _ = writeln!(text, "    crate::setters::constructor! {{}}\n    {} {{}}\n}}", self.query_macro());
            return self.emit_query(text);
        }
        let (kind, reader): (_, fn(&Field) -> String) = match self.is_response {
            true => ("response", |field| format!(" from {}", reader_of(&field.ty))),
            false => ("object", |_| String::new()),
        };
        let required = self.required.iter().map(|field| format!("{}{}", field.argument(), reader(field)));
        let required: Vec<String> = required.collect();
        let _ = writeln!(text, "crate::setters::{kind}! {{ {name} ({}) {{", required.join(", "));
        // The macro writes docs, setter and reader of the unknown members.
        for field in self.optional.iter().filter(|field| !field.is_unknown) {
            field.emit(text, "crate", &reader(field));
        }
        text.push_str("} }\n");
    }

    /// Emits the setters of a query as a macro, which the request type of `focus-api` also invokes, and its pairs.
    fn emit_query(&self, text: &mut String) {
        let Self { name, .. } = self;
        let mut definition = format!(
            "#[doc(hidden)]\n#[macro_export]\nmacro_rules! {} {{\n    ($($path:tt)*) => {{ $crate::__setters! {{ [$($path)*]\n",
            self.query_macro().trim_end_matches('!')
        );
        self.optional.iter().for_each(|field| field.emit(&mut definition, "$crate", ""));
        definition.push_str("    } };\n}\n");
        // A macro can be invoked only after its definition.
        let invocation = text.rfind("impl types::").unwrap_or_default();
        text.insert_str(invocation, &definition);
        let mut pairs: Vec<(&str, String)> =
            self.optional.iter().map(|field| (field.wire_name.as_str(), field.names())).collect();
        pairs.sort();
        let pairs: Vec<String> = pairs.into_iter().map(|(_, pair)| pair).collect();
        block(text, "", &format!("crate::query::pairs! {{ {name}:"), &pairs);
    }

    fn query_macro(&self) -> String {
        format!("__{}_setters!", snake_case(&self.name))
    }
}

impl Field {
    /// Returns the entry of a required field in `object!`.
    fn argument(&self) -> String {
        let kind = match argument_of(&self.ty, "Vec") {
            Some(element) => format!("many({})", type_text(element, "crate")),
            None => simple(&self.ty, "crate"),
        };
        format!("{}: {kind}", self.names())
    }

    /// Returns the name of the field, with its name in JSON or in a query if that is another one.
    fn names(&self) -> String {
        match &self.wire_name {
            name if self.name == name => name.clone(),
            name => format!("{} as {name:?}", self.name),
        }
    }

    /// Writes the entry of an optional field in `object!`, `response!` or `__setters!`, which ends with `suffix`.
    fn emit(&self, text: &mut String, root: &str, suffix: &str) {
        for line in self.docs.iter().flat_map(|text| text.split(['\n', '\r'])) {
            // Four slashes would begin a comment without a meaning.
            let space = if line.starts_with('/') { " " } else { "" };
            let _ = writeln!(text, "    ///{space}{line}");
        }
        let _ = writeln!(text, "    {} => {}: {}{suffix};", self.method, self.names(), self.kind(root));
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

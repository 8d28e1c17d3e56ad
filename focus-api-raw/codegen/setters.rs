//! Builder methods for request bodies and filter sets, written from the fields of the generated structs.
//!
//! A field added to the document gets its method here, in both crates, without a line by hand. Filter methods are wanted
//! twice - on the query type, and on the request of `focus-api` that holds one - so they are emitted as a macro whose
//! argument is the way to the query: nothing, or `.endpoint.query` for example.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Fields, File, GenericArgument, Ident, Item, ItemStruct, PathArguments, Type};

use super::finish::module;

/// Request bodies that people build. `NewTasks`, `TaskIds` and `Prompt` are wrappers of one field.
const BODIES: [&str; 4] = ["NewTask", "TaskReplacement", "TaskPatch", "BulkTaskPatch"];

/// Methods are named after what they set, without `_id`; these are the fields for which that rule reads badly.
const NAMES: [(&str, &str); 6] = [
    ("assignee_user_id", "assignee"),
    ("assignee_user_ids", "assignees"),
    ("assignee_ghost_id", "ghost_assignee"),
    ("integration_ext_id", "integration_ext_id"),
    ("parent_task_id", "parent"),
    ("recurring_task_ids", "recurring_task"),
];

/// Types taken as they are: with `impl Into<u32>`, a literal would be taken for an `i32`.
const PLAIN: [&str; 4] = ["bool", "f64", "i64", "u32"];

/// Everything this module adds to the generated file, as formatted text.
pub(super) fn emit(file: &mut File) -> syn::Result<String> {
    let structs: Vec<ItemStruct> = module(&mut file.items, "types")
        .into_iter()
        .flatten()
        .filter_map(|item| match item {
            Item::Struct(item) => Some(item.clone()),
            _ => None,
        })
        .collect();
    let bodies = structs.iter().filter(|item| BODIES.iter().any(|name| item.ident == name)).map(body);
    let conversions = [for_task(&structs), new_from_task(&structs)];
    let mut text = prettyplease::unparse(&syn::parse2(quote! { #(#bodies)* #(#conversions)* })?);
    for item in structs.iter().filter(|item| item.ident.to_string().ends_with("Query")) {
        text.push_str(&query(item)?);
    }
    Ok(text)
}

/// `new` with what the body demands, a method for everything else.
fn body(item: &ItemStruct) -> TokenStream {
    let name = &item.ident;
    let fields: Vec<Field> = fields(item).collect();
    let (optional, required): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.is_optional());
    let arguments = required.iter().map(|field| (&field.name, qualify(&field.ty, &quote!(crate))));
    let arguments = arguments.map(|(name, ty)| quote!(#name: impl Into<#ty>));
    let required = required.iter().map(|field| &field.name);
    let unset = optional.iter().map(|field| &field.name);
    let methods = optional.iter().map(|field| field.setter(&quote!(), &quote!(crate)));
    quote! {
        impl types::#name {
            /// With what is required; everything else is left out until it is set.
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#required: #required.into(),)* #(#unset: Default::default(),)* }
            }
            #(#methods)*
        }
    }
}

/// The macro of a query's methods, and its use on the query itself.
///
/// The formatter lays out the methods as an ordinary `impl` with stand-ins for what only a macro can say; inside
/// `macro_rules!` it would fill lines, and one added filter would move all of them.
fn query(item: &ItemStruct) -> syn::Result<String> {
    let name = &item.ident;
    let methods: TokenStream = fields(item).map(|field| field.setter(&quote!(.WAY), &quote!(ROOT))).collect();
    let formatted = prettyplease::unparse(&syn::parse2(quote! { impl types::#name { #methods } })?);
    let body = formatted.lines().skip(1).take_while(|line| *line != "}");
    let body: String = body.map(|line| format!("    {line}\n")).collect();
    let body = body.replace("self.WAY", "self$($way)*").replace("ROOT", "$crate");
    let macro_name = format!("{}_setters", snake_case(&name.to_string()));
    Ok(format!(
        "/// The builder methods of [`{name}`](crate::types::{name}), for a type that holds one.\n\
         #[macro_export]\n\
         macro_rules! {macro_name} {{\n    ($($way:tt)*) => {{\n{body}    }};\n}}\n\
         impl types::{name} {{\n    {macro_name}! {{}}\n}}\n"
    ))
}

/// One patch for one of many tasks: the bulk body has the same fields and the id.
fn for_task(structs: &[ItemStruct]) -> TokenStream {
    let patch = structs.iter().find(|item| item.ident == "TaskPatch");
    let names: Vec<Ident> = patch.into_iter().flat_map(fields).map(|field| field.name).collect();
    quote! {
        impl types::TaskPatch {
            /// The same changes as one entry of a bulk patch.
            #[must_use]
            pub fn for_task(self, id: impl Into<types::TaskId>) -> types::BulkTaskPatch {
                let types::TaskPatch { #(#names),* } = self;
                types::BulkTaskPatch { id: id.into(), #(#names),* }
            }
        }
    }
}

/// A draft, or a task to be copied, as a task to be created: every field the two have in common.
fn new_from_task(structs: &[ItemStruct]) -> TokenStream {
    let fields_of = |name| structs.iter().find(|item| item.ident == name).into_iter().flat_map(fields).collect();
    let (read, written): (Vec<Field>, Vec<Field>) = (fields_of("Task"), fields_of("NewTask"));
    let known: Vec<Ident> = read.into_iter().map(|field| field.name).collect();
    let assigned = written.iter().map(|field| {
        let name = &field.name;
        let nullable = argument_of(&field.ty, "Option").is_some_and(|ty| argument_of(ty, "Nullable").is_some());
        match (known.contains(name), field.is_optional()) {
            (false, _) => quote!(#name: Default::default()),
            (true, true) if nullable => quote!(#name: task.#name.map(crate::Nullable::Value)),
            (true, true) => quote!(#name: task.#name),
            (true, false) => quote!(#name: task.#name.unwrap_or_default()),
        }
    });
    quote! {
        impl From<types::Task> for types::NewTask {
            /// Takes over every field a create can have; number, dates of change and counters are the new task's own.
            fn from(task: types::Task) -> Self {
                Self { #(#assigned),* }
            }
        }
    }
}

struct Field {
    name: Ident,
    method: Ident,
    docs: Vec<Attribute>,
    ty: Type,
}

fn fields(item: &ItemStruct) -> impl Iterator<Item = Field> {
    let fields = match &item.fields {
        Fields::Named(fields) => fields.named.iter().cloned().collect(),
        _ => Vec::new(),
    };
    fields.into_iter().filter_map(|field| {
        let name = field.ident?;
        let docs = field.attrs.into_iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
        Some(Field { method: format_ident!("{}", method_name(&name.to_string())), name, docs, ty: field.ty })
    })
}

impl Field {
    fn is_optional(&self) -> bool {
        argument_of(&self.ty, "Option").is_some() || argument_of(&self.ty, "Vec").is_some()
    }

    /// The method that sets this field of the struct found at `self` + `way`.
    fn setter(&self, way: &TokenStream, root: &TokenStream) -> TokenStream {
        let Self { name, method, docs, ty } = self;
        let inner = argument_of(ty, "Option");
        let value_type = inner.unwrap_or(ty);
        let nullable = argument_of(value_type, "Nullable");
        let list = argument_of(value_type, "Vec");
        let wrap = |value: TokenStream| if inner.is_some() { quote!(Some(#value)) } else { value };

        let (argument, value) = if let Some(ty) = nullable {
            let plain = PLAIN.contains(&ty.to_token_stream().to_string().as_str());
            let ty = qualify(ty, root);
            match plain {
                true => (quote!(#ty), wrap(quote!(#root::Nullable::Value(value)))),
                false => (quote!(impl Into<#ty>), wrap(quote!(#root::Nullable::Value(value.into())))),
            }
        } else if let Some(id) = list.and_then(|element| argument_of(element, "OrNone")) {
            let id = qualify(id, root);
            (quote!(impl Into<#root::IdFilter<#id>>), wrap(quote!(value.into().into())))
        } else if let Some(element) = list.filter(|_| inner.is_some()) {
            // In a body an empty list clears: `tags([])` must say of what it is empty.
            let element = qualify(element, root);
            (quote!(impl IntoIterator<Item = #element>), wrap(quote!(value.into_iter().collect())))
        } else if let Some(element) = list {
            let is_id = element.to_token_stream().to_string().ends_with("Id");
            let element = qualify(element, root);
            let collect = quote!(value.into_iter().map(Into::into).collect());
            // No id at all is a selection of nothing; left out, it would select everything.
            let value = if is_id { quote!(#root::IdFilter::any(value).into_ids()) } else { collect };
            (quote!(impl IntoIterator<Item = impl Into<#element>>), value)
        } else if PLAIN.contains(&value_type.to_token_stream().to_string().as_str()) {
            (quote!(#value_type), wrap(quote!(value)))
        } else {
            let ty = qualify(value_type, root);
            (quote!(impl Into<#ty>), wrap(quote!(value.into())))
        };
        let clear = nullable.map(|_| {
            let clear = format_ident!("clear_{method}");
            let about = format!("Clears the field that [`{method}`](Self::{method}) sets.");
            quote! {
                #[doc = #about]
                #[must_use]
                pub fn #clear(mut self) -> Self {
                    self #way.#name = Some(#root::Nullable::Null);
                    self
                }
            }
        });
        quote! {
            #(#docs)*
            #[must_use]
            pub fn #method(mut self, value: #argument) -> Self {
                self #way.#name = #value;
                self
            }
            #clear
        }
    }
}

/// `project_id` → `project`, `tag_ids` → `tags`.
fn method_name(field: &str) -> String {
    if let Some((_, name)) = NAMES.iter().find(|(name, _)| *name == field) {
        return (*name).to_owned();
    }
    match field.strip_suffix("_ids") {
        Some(stem) => format!("{stem}s"),
        None => field.strip_suffix("_id").unwrap_or(field).to_owned(),
    }
}

/// The `T` of `path::to::Name<T>`.
fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// The type as seen from outside `types`, where `root` names this crate.
fn qualify(ty: &Type, root: &TokenStream) -> TokenStream {
    let Type::Path(path) = ty else { return ty.to_token_stream() };
    let path = &path.path;
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    if path.leading_colon.is_some() {
        return ty.to_token_stream();
    }
    if first == "crate" {
        // `crate::Sort<crate::OrderBy>`: one level of argument is all there is.
        let rest = path.segments.iter().skip(1).map(|segment| {
            let ident = &segment.ident;
            match &segment.arguments {
                PathArguments::AngleBracketed(arguments) => {
                    let inner = arguments.args.iter().map(|argument| match argument {
                        GenericArgument::Type(ty) => qualify(ty, root),
                        other => other.to_token_stream(),
                    });
                    quote!(#ident<#(#inner),*>)
                }
                _ => quote!(#ident),
            }
        });
        return quote!(#root #(::#rest)*);
    }
    if first.starts_with(char::is_uppercase) {
        return quote!(#root::types::#path);
    }
    ty.to_token_stream()
}

/// `ListTasksQuery` → `list_tasks_query`.
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

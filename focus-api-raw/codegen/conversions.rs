//! Emits the conversions between structs with the same fields: a patch to an entry of a bulk patch, a task to a new task.
//!
//! `setters.rs` calls both; `fields.rs` has the facts about each struct.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Ident, Type};

use super::fields::{Struct, argument_of};
use super::postprocess::type_text;

/// Returns the two structs of a conversion, unless the document lacks one of them.
fn both<'s>(structs: &'s [Struct], one: &str, other: &str) -> Option<(&'s Struct, &'s Struct)> {
    let of = |name: &str| structs.iter().find(|item| item.name == name);
    Some((of(one)?, of(other)?))
}

/// Emits the conversion of a patch to an entry of a bulk patch, if the entry has the same fields and the id of a task.
pub(super) fn for_task(structs: &[Struct]) -> TokenStream {
    let Some((patch, entry)) = both(structs, "TaskPatch", "BulkTaskPatch") else { return quote!() };
    let names: Vec<&Ident> = patch.required.iter().chain(&patch.optional).map(|field| &field.name).collect();
    let (ids, others): (Vec<_>, Vec<_>) =
        entry.required.iter().chain(&entry.optional).partition(|field| field.name == "id");
    let is_task = matches!(&ids[..], [id] if type_text(&id.ty) == "crate::types::TaskId");
    if !is_task || others.len() != names.len() || !others.iter().all(|field| names.contains(&&field.name)) {
        return quote!();
    }
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
pub(super) fn new_from_task(structs: &[Struct]) -> TokenStream {
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

//! Emits the lists of types that `focus-api` re-exports: models, ids and filters.
//!
//! The lists are generated, so that handwritten code does not change when the document adds or removes a type. Each
//! list is a macro of `pub use`, because a glob import would hide the names from the list of the public API.

use quote::ToTokens;
use serde_json::Value;
use syn::{Fields, File};

use super::postprocess::{is_query, structs};
use super::values;

/// Emits `__export_model!`, `__export_ids!` and `__export_filters!`.
pub(super) fn macros(file: &mut File, adapted: &Value) -> String {
    let schemas = &adapted["components"]["schemas"];
    let (mut models, mut queries) = (Vec::new(), Vec::new());
    let mut members = String::new();
    for item in structs(file).filter(|item| matches!(item.fields, Fields::Named(_))) {
        let name = item.ident.to_string();
        if is_query(item) {
            queries.push(name);
        } else if !is_envelope(&name, schemas) {
            models.push(name);
            members.push_str(&item.fields.to_token_stream().to_string());
        }
    }
    let is_of_model = |name: &&str| members.split(|c: char| !c.is_alphanumeric()).any(|token| token == *name);
    let (of_models, of_filters): (Vec<&str>, Vec<&str>) = values::value_list_names(adapted).partition(is_of_model);
    let ids: Vec<&str> = values::id_names(adapted).collect();
    [
        export("model", "the types of requests and responses", &[from_types(&models), from_root(&of_models)]),
        export("ids", "the ids", &[from_types(&ids)]),
        export(
            "filters",
            "the filters of lists and the enumerations that only filters use",
            &[from_types(&queries), from_root(&of_filters)],
        ),
    ]
    .concat()
}

fn from_types(names: &[impl AsRef<str>]) -> String {
    import("$crate::types::", names)
}

fn from_root(names: &[&str]) -> String {
    import("$crate::", names)
}

fn import(module: &str, names: &[impl AsRef<str>]) -> String {
    let names: String = names.iter().map(|name| format!("            {},\n", name.as_ref())).collect();
    format!("        pub use {module}{{\n{names}        }};\n")
}

fn export(name: &str, what: &str, imports: &[String]) -> String {
    let imports = imports.concat();
    format!(
        "\n/// Re-exports {what}.\n#[doc(hidden)]\n#[macro_export]\nmacro_rules! __export_{name} {{\n    () => {{\n{imports}    }};\n}}\n"
    )
}

/// Returns whether a schema only wraps other types: a page, an error, or an object with one member.
fn is_envelope(name: &str, schemas: &Value) -> bool {
    let members = schemas[name]["properties"].as_object().map_or(0, serde_json::Map::len);
    name.ends_with("Page") || name == "Problem" || members == 1
}

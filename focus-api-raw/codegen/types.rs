//! Chooses the Rust types of components for which the generator's default is not suitable.
//!
//! The file contains tables and rules over the names of components. The types are handwritten in `src/` (`Nullable`,
//! `OrNone`, ids, open enumerations) or come from another crate (dates). `postprocess.rs` changes the generated code.

use progenitor::{GenerationSettings, TypeImpl, TypePatch};
use serde_json::Value;

const TEXT: [TypeImpl; 2] = [TypeImpl::Display, TypeImpl::FromStr];

/// Adds the types of the adapted document to the generator's settings.
pub(super) fn map_types(settings: &mut GenerationSettings, adapted: &Value) {
    settings.with_derive("PartialEq");

    for (name, path) in [
        ("Date", "::chrono::naive::NaiveDate"),
        ("DateTime", "::chrono::DateTime<::chrono::offset::Utc>"),
        // Plain numbers: `focus-api` checks the range, with an error that names the operation.
        ("PageNumber", "u32"),
        ("PageSize", "u32"),
    ] {
        settings.with_replacement(name, path, TEXT.into_iter());
    }
    for (name, inner) in [
        ("NullableString", "::std::string::String"),
        ("NullableInteger", "i64"),
        ("NullableBoolean", "bool"),
        ("NullableDate", "::chrono::naive::NaiveDate"),
        ("NullableDateTime", "::chrono::DateTime<::chrono::offset::Utc>"),
    ] {
        settings.with_replacement(name, format!("crate::Nullable<{inner}>"), [].into_iter());
    }

    let schemas = adapted["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        if let Some(body) = schema["x-body"].as_str() {
            settings.with_replacement(name, format!("crate::types::{body}"), [].into_iter());
        } else if let Some(inner) = nullable_value(name, schema, adapted) {
            settings.with_replacement(name, format!("crate::Nullable<{inner}>"), [].into_iter());
        } else if super::values::is_id(name, schema) {
            settings.with_replacement(name, format!("crate::types::{name}"), TEXT.into_iter());
        } else if let Some(boxed) = schema["x-boxed"].as_str() {
            settings.with_replacement(name, format!("::std::boxed::Box<crate::types::{boxed}>"), [].into_iter());
        } else if let Some(id) = schema["x-or-none"].as_str() {
            settings.with_replacement(name, format!("crate::OrNone<crate::types::{id}>"), TEXT.into_iter());
        } else if schema.get("x-sort-keys").is_some() {
            settings.with_replacement(name, format!("crate::Sort<crate::{name}>"), TEXT.into_iter());
        } else if super::values::is_value_list(name, schema) {
            settings.with_replacement(name, format!("crate::{name}"), TEXT.into_iter());
        } else {
            let mut patch = TypePatch::default();
            patch.with_attr(r#"#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]"#);
            settings.with_patch(name, &patch);
        }
    }
}

/// Returns the type of the value in `Nullable<…>`, for a component such as `NullableTaskId` or `NullablePriority`.
fn nullable_value(name: &str, schema: &Value, adapted: &Value) -> Option<String> {
    let base = super::values::nullable_base(name, schema)?;
    let known = adapted["components"]["schemas"].get(base)?;
    if super::values::is_id(base, known) {
        Some(format!("crate::types::{base}"))
    } else {
        super::values::is_value_list(base, known).then(|| format!("crate::{base}"))
    }
}

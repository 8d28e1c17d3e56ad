//! Chooses the reader in `src/lenient.rs` for each field of a response, by the type of the field.

use syn::Type;

use super::postprocess::type_text;

const READERS: [(&str, &str); 6] = [
    ("::std::option::Option<bool>", "boolean"),
    ("::std::option::Option<::chrono::naive::NaiveDate>", "date"),
    ("::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>", "date_time"),
    ("::std::option::Option<i64>", "integer"),
    ("::std::option::Option<f64>", "number"),
    ("::serde_json::Map<::std::string::String,::serde_json::Value>", "object"),
];

/// Returns the name of the reader, so that an unusual form of a value does not make its task undecodable.
pub(super) fn reader_of(ty: &Type) -> &'static str {
    let ty = type_text(ty);
    if let Some((_, reader)) = READERS.iter().find(|(read, _)| *read == ty) {
        return reader;
    }
    // The type of an id accepts every form of an id. Its field also accepts `""`, which is not an id.
    if ty.starts_with("::std::option::Option<crate::types::") && ty.ends_with("Id>") {
        return "integer";
    }
    if ty.starts_with("::std::option::Option<::std::vec::Vec<") { "list" } else { "any" }
}

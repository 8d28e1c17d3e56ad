//! Refuses documents without a type or an operation that the handwritten files of the crate name, and enumerations with
//! the name of an item that they export.
//!
//! Tests compare the lists with the files.

use serde_json::Value;

use super::super::values;
use super::{Check, MULTIPART, Unsupported, entries, operations, schema_pointer};

/// The generated types that a handwritten file names, with the file.
pub(super) const TYPES: [(&str, &str); 4] = [
    ("CustomFieldId", "src/values.rs"),
    ("OrganizationId", OF_MULTIPART),
    ("Task", OF_MULTIPART),
    ("WorkspaceId", OF_MULTIPART),
];

/// The file that implements the operation [`MULTIPART`].
const OF_MULTIPART: &str = "src/extract.rs";

/// The types that `src/lib.rs` exports beside the enumerations of the document.
pub(super) const EXPORTS: [&str; 23] = [
    "BodyShape",
    "ByteStream",
    "Client",
    "ClientInfo",
    "ClientSettings",
    "Error",
    "Extra",
    "ExtractTasksFromImage",
    "FilePart",
    "IdFilter",
    "Middleware",
    "MiddlewareFuture",
    "Nullable",
    "OneOrMany",
    "Operation",
    "OrNone",
    "QueryPairs",
    "QueryValue",
    "RequestHeaders",
    "ResponseValue",
    "Sort",
    "Success",
    "UnknownValue",
];

/// Returns whether the crate exports an item of this name that is not generated. An enumeration, which is exported beside
/// it, needs another.
pub(crate) fn is_exported_by_hand(name: &str) -> bool {
    EXPORTS.contains(&name)
}

/// Returns whether a handwritten file names the type of a schema, so that the schema has to stay if nothing refers to
/// it.
#[allow(dead_code, reason = "only `docs diff` removes schemas")]
pub(crate) fn is_named_by_hand(schema: &str) -> bool {
    TYPES.iter().any(|(name, _)| *name == schema)
}

/// Returns the problem of a document without the operation that is implemented by hand.
#[allow(dead_code, reason = "only xtask asks for it; the build script compiles documents without the operation")]
pub(crate) fn missing_operation(document: &Value) -> Option<Unsupported> {
    by_hand(document).is_none().then(|| Unsupported {
        pointer: "/paths".to_owned(),
        problem: format!(
            "no operation `{MULTIPART}`, which focus-api-raw/{OF_MULTIPART} implements; if it only has another id, write \
             this one, otherwise remove that file, its two lines in focus-api-raw/src/lib.rs, and `missing_operation` with \
             its rows in codegen/check/handwritten.rs"
        ),
        remedy: None,
    })
}

/// Returns the operation that is implemented by hand, with its pointer.
fn by_hand(document: &Value) -> Option<(String, &Value)> {
    operations(document).find(|(_, operation)| operation["operationId"] == MULTIPART)
}

impl Check {
    /// Checks that no enumeration has the name of an item that is exported beside it.
    pub(super) fn exports(&mut self, adapted: &Value) {
        for name in values::value_list_names(adapted).filter(|name| is_exported_by_hand(name)) {
            let problem = format!(
                "schema `{name}` is an enumeration with the name of an item of focus-api-raw/src/lib.rs; call it `{name}Kind`"
            );
            self.refuse(&schema_pointer(name), problem);
        }
    }

    /// Checks the types that handwritten files name. Those of an operation are needed only if the document has it.
    pub(super) fn handwritten(&mut self, document: &Value, adapted: &Value) {
        let by_hand = by_hand(document);
        if let Some((pointer, operation)) = &by_hand {
            let kinds: Vec<&str> = entries(&operation["requestBody"]["content"]).map(|(kind, _)| kind).collect();
            if kinds != ["multipart/form-data"] {
                let problem = format!(
                    "{MULTIPART}: focus-api-raw/{OF_MULTIPART} implements it with a body that is only `multipart/form-data`; \
                     describe that body, or remove that file and its two lines in focus-api-raw/src/lib.rs, and give the \
                     operation another id, so that it is generated"
                );
                self.refuse(&format!("{pointer}/requestBody"), problem);
            }
        }
        let schemas = &document["components"]["schemas"];
        for (name, file) in TYPES.iter().filter(|(_, file)| *file != OF_MULTIPART || by_hand.is_some()) {
            let is_id = name.ends_with("Id");
            let adapted = entries(&adapted["components"]["schemas"]).find(|(other, _)| other == name);
            let is_kept = adapted.is_some_and(|(name, schema)| match is_id {
                true => values::is_id(name, schema),
                false => schema.get("properties").is_some(),
            });
            if is_kept {
                continue;
            }
            let wanted = match is_id {
                true => "{type: integer, format: int64, description: …}",
                false => "{type: object, description: …, properties: …}",
            };
            let (pointer, what) = match schemas.get(name) {
                Some(_) => (schema_pointer(name), "is of another kind"),
                None => ("/components/schemas".to_owned(), "is missing"),
            };
            let problem = format!(
                "schema `{name}` {what}, and focus-api-raw/{file} names its type; write `{name}: {wanted}`, also if nothing \
                 refers to it, or change that file and codegen/check/handwritten.rs"
            );
            self.refuse(&pointer, problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::generate;
    use super::super::tests::{inserted, yaml};

    #[test]
    fn the_exported_items_equal_the_sources_and_no_enumeration_has_their_name() {
        let source = include_str!("../../src/lib.rs");
        let lines = source.lines().filter_map(|line| line.strip_prefix("pub use ")?.strip_suffix(';'));
        let names = lines.flat_map(|line| line.split([':', '{', '}', ',', ' ']));
        let is_type = |name: &&str| {
            name.starts_with(|c: char| c.is_ascii_uppercase()) && name.contains(|c: char| c.is_ascii_lowercase())
        };
        let found: std::collections::BTreeSet<&str> = names.filter(is_type).collect();
        let listed = std::collections::BTreeSet::from(super::EXPORTS);
        assert_eq!(listed, found, "bring EXPORTS in codegen/check/handwritten.rs up to date");
        let schema = "    Operation:\n      type: string\n      enum: [one]\n";
        let error = generate(&inserted(&yaml(), "\ncomponents:\n", "\n  schemas:\n", schema)).unwrap_err().to_string();
        assert!(error.contains("schema `Operation` is an enumeration") && error.contains("call it `OperationKind`"));
    }

    #[test]
    fn the_types_that_handwritten_files_name_equal_the_sources() {
        let mut found = std::collections::BTreeSet::new();
        for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../focus-api-raw/src")).unwrap() {
            let path = entry.unwrap().path();
            let Ok(source) = std::fs::read_to_string(&path) else { continue };
            let file = format!("src/{}", path.file_name().unwrap().to_string_lossy());
            // Tests at the end of a file use the client of this document.
            let source = source.split("\n#[cfg(test)]\n").next().unwrap_or_default();
            for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let names = line
                    .split("types::")
                    .skip(1)
                    .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned());
                found.extend(names.filter(|name| !name.is_empty()).map(|name| (name, file.clone())));
            }
        }
        let listed: Vec<(String, String)> =
            super::TYPES.iter().map(|(name, file)| ((*name).to_owned(), (*file).to_owned())).collect();
        let found: Vec<(String, String)> = found.into_iter().collect();
        assert_eq!(listed, found, "bring TYPES in codegen/check/handwritten.rs up to date");
    }

    #[test]
    fn the_operation_that_is_implemented_by_hand_has_no_other_body() {
        let yaml = yaml().replace(" multipart/form-data:", " application/json:");
        let error = generate(&yaml).unwrap_err().to_string();
        assert!(error.contains("extract_tasks_from_image: focus-api-raw/src/extract.rs implements it"), "{error}");
    }

    #[test]
    fn a_type_that_a_handwritten_file_names_stays() {
        for (name, file) in super::TYPES {
            // A new name everywhere, so that only the type is missing.
            let renamed =
                yaml().replace(&format!("/{name}'"), "/Other'").replace(&format!("\n    {name}:\n"), "\n    Other:\n");
            let error = generate(&renamed).unwrap_err().to_string();
            assert!(error.contains(&format!("schema `{name}` is missing, and focus-api-raw/{file} names")), "{error}");
        }
        let other =
            yaml().replacen("    CustomFieldId:\n      type: integer\n", "    CustomFieldId:\n      type: string\n", 1);
        let error = generate(&other).unwrap_err().to_string();
        assert!(error.contains("schema `CustomFieldId` is of another kind"), "{error}");
        let document = super::super::super::parse(
            &yaml().replace("operationId: extract_tasks_from_image", "operationId: extract"),
        )
        .unwrap();
        let problem = super::missing_operation(&document).unwrap().problem;
        assert!(
            problem.contains("`extract_tasks_from_image`, which focus-api-raw/src/extract.rs implements"),
            "{problem}"
        );
    }
}

//! Refuses names of methods that are not valid identifiers or that another method already has, and fields that would
//! have one name.
//!
//! Members and parameters become methods of structs, queries and builders. The remedy is always an `x-rust-name`. Of
//! two with the same name, either can get one. The fields of a struct have no such remedy.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::adapt::{MERGED, pascal_case};
use super::super::fields;
use super::{Check, Remedy, entries, member_pointer, operations, query_parameters};

/// Methods that every builder of an operation has.
const BUILDER_METHODS: [&str; 5] = ["body", "client", "into_request", "new", "send"];

/// Variables of the generator's `send` that `split_requests.rs` looks for; it renames them beside such a parameter. And
/// the variable of `builder_queries.rs`.
const SEND_VARIABLES: [&str; 4] = ["info", "query", "request", "response"];

/// Methods and fields of the client.
const CLIENT_METHODS: [&str; 7] = ["api_version", "baseurl", "client", "exec", "inner", "new", "new_with_client"];

/// A keyword, values that the code of derived traits names without their module, and schemas that codegen adds.
const RESERVED: [&str; 11] = [
    "BoxedProjectRate",
    "BoxedTask",
    "BoxedTaskMetadata",
    "Err",
    "None",
    "NullableBoolean",
    "NullableInteger",
    "NullableString",
    "Ok",
    "Self",
    "Some",
];

/// The ends of names of schemas that codegen adds: filters, references to bodies, ids of a filter.
const RESERVED_ENDS: [&str; 3] = ["Body", "OrNone", "Query"];

/// Methods that every generated struct has.
const STRUCT_METHODS: [&str; 3] = ["extra", "maybe", "new"];

/// Methods of the requests of `focus-api` in addition to those of their query. A test compares the list with the
/// sources.
pub(super) const REQUEST_METHODS: [&str; 27] = [
    "deadline",
    "decode_as",
    "due_before",
    "due_on",
    "estimated_minutes",
    "extra_body",
    "extra_header",
    "extra_query",
    "filter_guard",
    "items",
    "max_item_bytes",
    "max_items",
    "max_requests",
    "maybe",
    "options",
    "overdue",
    "overlapping",
    "pages",
    "prefetch",
    "query",
    "quota",
    "resume",
    "retry",
    "send",
    "send_raw",
    "time_block_starts",
    "timeout",
];

impl Check {
    /// Checks a parameter, which becomes a method of the builder.
    pub(super) fn parameter_name(&mut self, pointer: &str, id: &str, name: &str, parameter: &Value, of_path: &[&str]) {
        let method_name = parameter["x-rust-name"].as_str().unwrap_or(name);
        let rival = match method_name {
            known if BUILDER_METHODS.contains(&known) => Some("a method of every builder"),
            known if SEND_VARIABLES.contains(&known) => Some("a variable of the generated `send`"),
            known if of_path.contains(&known) => Some("a parameter of the path"),
            _ => None,
        };
        if let Some(rival) = rival {
            let problem = format!(
                "{id}: the parameter `{name}` has the name of {rival}; add `x-rust-name: {name}_value`, or a better \
                 name for its method"
            );
            let rename = Remedy::Rename(vec![(pointer.to_owned(), name.to_owned())]);
            self.refuse_with(pointer, problem, Some(rename));
        }
        self.rust_name(pointer, name, parameter);
    }

    /// Checks that no two parameters of an operation become the same method of its builder: the generator writes all
    /// names in snake case. The parameters of a list are checked as the fields of its query.
    pub(super) fn parameters(&mut self, id: &str, parameters: &[(String, &Value)], of_path: &[&str]) {
        let mut taken: BTreeMap<String, &str> = of_path.iter().map(|name| (field_name(name), *name)).collect();
        let list = parameters.iter().any(|(_, parameter)| parameter["name"] == "archived");
        for (pointer, parameter) in parameters {
            let Some(name) = parameter["name"].as_str() else { continue };
            let method = field_name(parameter["x-rust-name"].as_str().unwrap_or(name));
            // The names in the query of a list are checked as those of its type.
            let is_header = parameter["in"] == "header";
            let is_checked = |rival: &&str| is_header || !list && !of_path.contains(&name) && *rival != name;
            let Some(rival) = taken.insert(method, name).filter(is_checked) else { continue };
            let problem = format!(
                "{id}: the parameters `{name}` and `{rival}` would be the same method; add `x-rust-name: \
                 {}_value`, or a better name for its method",
                field_name(name)
            );
            let own = (pointer.clone(), name.to_owned());
            let other = parameters.iter().find(|(_, parameter)| parameter["name"] == rival);
            let other = other.map(|(pointer, _)| (pointer.clone(), rival.to_owned()));
            self.refuse_with(pointer, problem, Some(Remedy::Rename(std::iter::once(own).chain(other).collect())));
        }
    }

    /// Checks that the parameters of a path are those in its braces.
    pub(super) fn path_parameters(
        &mut self,
        pointer: &str,
        id: &str,
        described: &[(String, &Value)],
        of_path: &[&str],
    ) {
        for (pointer, parameter) in described {
            let name = parameter["name"].as_str().unwrap_or_default();
            if !of_path.contains(&name) {
                let problem =
                    format!("{id}: the path has no `{{{name}}}`; remove the parameter, or add it to the path");
                self.refuse(pointer, problem);
            }
            if parameter["required"] != true {
                let problem = format!("{id}: `{name}` is part of the path and not `required: true`; add that");
                self.refuse(pointer, problem);
            }
        }
        for name in of_path {
            if !described.iter().any(|(_, parameter)| parameter["name"] == **name) {
                let problem = format!(
                    "{id}: no parameter describes `{{{name}}}` of the path; add it to the `parameters` of the path, with \
                     `in: path` and `required: true`"
                );
                self.refuse(pointer, problem);
            }
        }
    }

    /// Checks that an `x-rust-name` is a valid name of a method.
    pub(super) fn rust_name(&mut self, pointer: &str, name: &str, schema: &Value) {
        let Some(given) = schema.get("x-rust-name") else { return };
        let is_name = given.as_str().is_some_and(|given| {
            given.starts_with(|c: char| c.is_ascii_lowercase())
                && given.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        });
        if !is_name {
            let problem =
                format!("`{name}`: x-rust-name must be a name in snake_case, such as `{name}_value`, got {given}");
            self.refuse(pointer, problem);
        }
    }

    /// Checks that the id of an operation can be the name of a method of the client, and that no other has it.
    pub(super) fn operation_name(&mut self, pointer: &str, id: &str, rival: Option<String>) {
        if let Some(rival) = rival {
            let problem = format!("operationId `{id}` is also that of {rival}; choose another, such as `{id}_2`");
            self.refuse(&format!("{pointer}/operationId"), problem);
        }
        if !is_operation_id(id) {
            let problem = format!(
                "operationId `{id}` must be a name in snake_case that is neither a keyword of Rust nor a method of the \
                 client; choose another, such as `get_tasks`"
            );
            self.refuse(&format!("{pointer}/operationId"), problem);
        }
    }

    /// Checks that the name of a schema can be that of a Rust type, and is not changed for it.
    pub(super) fn schema_name(&mut self, name: &str) {
        let in_rust = type_name(name);
        if in_rust != name {
            let problem = format!(
                "schema `{name}` must have the name of its Rust type, in upper camel case, and none that Rust or the generated \
                 code has; call it `{in_rust}`"
            );
            self.refuse(&super::schema_pointer(name), problem);
        }
    }

    /// Checks the methods of all structs and queries of the adapted document.
    pub(super) fn method_names(&mut self, document: &Value, adapted: &Value) {
        let queries: BTreeMap<String, (String, &Value)> = operations(document)
            .filter_map(|(pointer, operation)| {
                let id = operation["operationId"].as_str()?;
                Some((format!("{}Query", pascal_case(id)), (pointer, operation)))
            })
            .collect();
        for (name, schema) in entries(&adapted["components"]["schemas"]) {
            let is_query = schema.get("x-order").is_some();
            let pointer = |field: &str| match queries.get(name).filter(|_| is_query) {
                Some((pointer, operation)) => query_parameters(document, pointer, operation)
                    .find(|(_, parameter)| parameter["name"] == field)
                    .map_or_else(|| pointer.clone(), |(pointer, _)| pointer),
                None => pointer_of_member(document, name, field),
            };
            self.setter_names(name, schema, is_query, &pointer);
            self.field_names(name, schema, &pointer);
        }
    }

    /// Checks that no two members become the same field: the generator writes all names in snake case.
    fn field_names(&mut self, name: &str, schema: &Value, pointer: &dyn Fn(&str) -> String) {
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        for (field, _) in entries(&schema["properties"]) {
            let Some(rival) = taken.insert(field_name(field), field) else { continue };
            let problem = format!(
                "`{name}.{field}` would be the same Rust field as `{name}.{rival}`; let a function of codegen/adapt/ remove \
                 one of them from the copy for the generator"
            );
            self.refuse(&pointer(field), problem);
        }
    }

    fn setter_names(&mut self, name: &str, schema: &Value, is_query: bool, pointer: &dyn Fn(&str) -> String) {
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        for (field, property) in entries(&schema["properties"]) {
            for method in fields::method_names(field, property, schema) {
                let reserved = STRUCT_METHODS.contains(&method.as_str())
                    || (schema["x-request"] == true && method == "due")
                    || (is_query && REQUEST_METHODS.contains(&method.as_str()));
                let rival = taken.get(&method).copied().filter(|_| !reserved);
                let other = match rival {
                    Some(rival) => Some(format!("`{name}.{rival}`")),
                    None => reserved.then(|| "a method of every such type".to_owned()),
                };
                if let Some(other) = other {
                    let problem = format!(
                        "the setter `{method}` of `{name}.{field}` would have the same name as {other}; add `x-rust-name: \
                         {field}_value` to the member or parameter, or a better name for its method"
                    );
                    let candidates = std::iter::once(field).chain(rival);
                    let rename = Remedy::Rename(candidates.map(|field| (pointer(field), field.to_owned())).collect());
                    self.refuse_with(&pointer(field), problem, Some(rename));
                }
                taken.insert(method, field);
            }
        }
    }
}

/// Returns the name that the Rust type of a schema has, or should have: `HTTPError` is `HttpError`.
pub(crate) fn type_name(schema: &str) -> String {
    let ascii: String = schema.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut name = pascal_case(&field_name(&ascii));
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        name.insert_str(0, "Schema");
    }
    if RESERVED.contains(&name.as_str()) || RESERVED_ENDS.iter().any(|end| name.ends_with(end)) {
        name.push_str("Object");
    }
    name
}

/// Returns whether an id can be the name of a method of the client, and in upper camel case the name of a type.
pub(crate) fn is_operation_id(id: &str) -> bool {
    let is_name = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let names_a_type = !id.contains("__") && !id.ends_with('_') && id != "self";
    is_name && names_a_type && !CLIENT_METHODS.contains(&id) && syn::parse_str::<syn::Ident>(id).is_ok()
}

/// Returns the name of the field that the generator writes for a member: `@id` is `id`, `fooBar` is `foo_bar`.
fn field_name(member: &str) -> String {
    let mut out = String::new();
    let (mut lower, mut upper_before) = (false, false);
    let mut chars = member.chars().filter(|c| *c != '\'').peekable();
    while let Some(c) = chars.next() {
        if !c.is_alphanumeric() {
            (lower, upper_before) = (false, false);
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let begins =
            c.is_uppercase() && (lower || upper_before && chars.peek().is_some_and(|next| next.is_lowercase()));
        if begins && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(c.to_lowercase());
        lower = c.is_lowercase() || lower && !c.is_uppercase();
        upper_before = c.is_uppercase() || upper_before && !c.is_lowercase();
    }
    out.trim_end_matches('_').to_owned()
}

/// Returns the pointer, in the document, of a member of the adapted document. Its schema may be one that was merged.
fn pointer_of_member(document: &Value, schema: &str, member: &str) -> String {
    let merged = MERGED.into_iter().find(|(target, _)| *target == schema);
    let names = std::iter::once(schema).chain(merged.iter().flat_map(|(_, names)| names.iter().copied()));
    let mut pointers = names.map(|name| member_pointer(name, member));
    pointers.find(|pointer| document.pointer(pointer).is_some()).unwrap_or_else(|| member_pointer(schema, member))
}

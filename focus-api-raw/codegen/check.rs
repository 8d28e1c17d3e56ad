//! Refuses documents whose generated code would not compile or would lose information. Each refusal has its line and a
//! remedy.
//!
//! If generation succeeds, every crate must compile. Each check refuses one construct that the generator or a step of
//! codegen does not support. `docs diff` uses the same checks: it applies remedies that need no decision and lists
//! the others. `check/values.rs` checks single schemas, `check/names.rs` the names of methods and fields, `check/merged.rs`
//! schemas that become one type, `check/successes.rs` the responses of operations, `check/references.rs` references.
//! `check/handwritten.rs` checks what the handwritten files of the crate name. `check/line.rs` finds the line of a refusal.

#[path = "check/handwritten.rs"]
mod handwritten;
#[path = "check/line.rs"]
mod line;
#[path = "check/merged.rs"]
mod merged;
#[path = "check/names.rs"]
mod names;
#[path = "check/references.rs"]
mod references;
#[path = "check/successes.rs"]
mod successes;
#[path = "check/values.rs"]
mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

#[allow(unused_imports, reason = "only `cargo xtask` asks for single names")]
pub(crate) use self::handwritten::{is_exported_by_hand, is_named_by_hand, missing_operation};
#[allow(unused_imports, reason = "only `docs diff` makes names")]
pub(crate) use self::names::{is_operation_id, type_name};
use super::Error;
use super::adapt::{self, MERGED};

/// The operation with a `multipart/form-data` body, which `src/extract.rs` implements.
const MULTIPART: &str = "extract_tasks_from_image";

/// A part of the document that the generator does not support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsupported {
    /// Its JSON pointer.
    pub(crate) pointer: String,
    /// The problem and its remedy, for people.
    pub(crate) problem: String,
    pub(crate) remedy: Option<Remedy>,
}

/// A remedy that needs no decision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(dead_code, reason = "the build script only prints problems")]
pub(crate) enum Remedy {
    /// One of these members or parameters needs an `x-rust-name`: pointer and name of each.
    Rename(Vec<(String, String)>),
    /// The other schema of a pair needs this member as well.
    Copy { from: String, to: String, member: String },
}

/// Returns all unsupported parts of a document.
#[allow(dead_code, reason = "the build script has the adapted document already")]
pub(crate) fn unsupported(document: &Value) -> Vec<Unsupported> {
    let mut adapted = document.clone();
    adapt::for_progenitor(&mut adapted);
    unsupported_in(document, &adapted)
}

fn unsupported_in(document: &Value, adapted: &Value) -> Vec<Unsupported> {
    let mut check = Check::default();
    check.references(document);
    check.operations(document, adapted);
    check.schemas(document);
    for (target, names) in MERGED {
        check.merged(document, target, &names);
    }
    check.patches(document);
    check.handwritten(document, adapted);
    check.exports(adapted);
    check.method_names(document, adapted);
    check.successes(adapted);
    check.found
}

/// Returns an error with one line per unsupported part, if there are any.
pub(super) fn document(document: &Value, adapted: &Value, yaml: &str) -> Result<(), Error> {
    let found = unsupported_in(document, adapted);
    if found.is_empty() {
        return Ok(());
    }
    let lines = found.iter().map(|part| refusal(part, yaml));
    Err(lines.collect::<Vec<_>>().join("\n").into())
}

/// Returns the line of an unsupported part with its problem.
pub(crate) fn refusal(part: &Unsupported, yaml: &str) -> String {
    format!("openapi/focus.yaml:{}: {}", line::of(yaml, &part.pointer), part.problem)
}

#[derive(Default)]
struct Check {
    found: Vec<Unsupported>,
}

impl Check {
    fn refuse(&mut self, pointer: &str, problem: String) {
        self.refuse_with(pointer, problem, None);
    }

    fn refuse_with(&mut self, pointer: &str, problem: String, remedy: Option<Remedy>) {
        self.found.push(Unsupported { pointer: pointer.to_owned(), problem, remedy });
    }

    fn operations(&mut self, document: &Value, adapted: &Value) {
        let mut ids: BTreeMap<&str, String> = BTreeMap::new();
        for (pointer, operation) in operations(document) {
            let Some(id) = operation["operationId"].as_str() else { continue };
            self.operation_name(&pointer, id, ids.insert(id, in_words(&pointer)));
            if pointer.ends_with("/options") || pointer.ends_with("/trace") {
                let problem = format!("{id}: the generated client cannot send this method; remove the operation");
                self.refuse(&pointer, problem);
            }
            self.body(&format!("{pointer}/requestBody"), id, &operation["requestBody"]["content"]);
            for (status, response) in entries(&operation["responses"]).filter(|(status, _)| status.starts_with('2')) {
                for (_, content) in entries(&response["content"]) {
                    let pointer = format!("{pointer}/responses/{status}");
                    self.named(&pointer, &format!("{id}: the response {status}"), &content["schema"]);
                }
            }
            let of_path = path_parameters(&pointer);
            for (pointer, parameter) in parameters_in(document, "cookie", &pointer, operation) {
                let name = parameter["name"].as_str().unwrap_or_default();
                let problem = format!(
                    "{id}: the generator does not support the parameter `{name}` in a cookie; remove it, and set the header \
                     `Cookie` in a `Middleware`"
                );
                self.refuse(&pointer, problem);
            }
            let described: Vec<_> = parameters_in(document, "path", &pointer, operation).collect();
            self.path_parameters(&pointer, id, &described, &of_path);
            for (pointer, parameter) in described {
                self.parameter_value(&pointer, id, document, parameter);
            }
            let in_headers = parameters_in(document, "header", &pointer, operation);
            let parameters: Vec<_> = query_parameters(document, &pointer, operation).chain(in_headers).collect();
            self.parameters(id, &parameters, &of_path);
            for (pointer, parameter) in parameters {
                let Some(name) = parameter["name"].as_str() else { continue };
                self.parameter_name(&pointer, id, name, parameter, &of_path);
                self.parameter_value(&pointer, id, document, parameter);
                self.parameter_component(&pointer, id, adapted, parameter);
            }
        }
    }

    fn body(&mut self, pointer: &str, id: &str, content: &Value) {
        for (kind, content) in entries(content) {
            if kind == "multipart/form-data" {
                if id != MULTIPART {
                    let problem = format!(
                        "{id}: the generator does not support `multipart/form-data` bodies; implement the operation as in \
                         src/extract.rs and name it in codegen/check.rs"
                    );
                    self.refuse(pointer, problem);
                }
                continue;
            }
            if kind != "application/json" {
                let problem = format!(
                    "{id}: the generator supports one body, `application/json`, and not `{kind}`; describe the JSON body, or \
                     implement the operation by hand as in src/extract.rs"
                );
                self.refuse(pointer, problem);
            }
            self.named(pointer, &format!("{id}: the request body"), &content["schema"]);
        }
    }

    fn schemas(&mut self, document: &Value) {
        for (name, schema) in entries(&document["components"]["schemas"]) {
            self.component(&schema_pointer(name), &format!("schema `{name}`"), schema);
            self.schema_name(name);
            for (field, schema) in entries(&schema["properties"]) {
                let pointer = member_pointer(name, field);
                self.rust_name(&pointer, field, schema);
                self.value(&pointer, &format!("`{name}.{field}`"), schema);
            }
        }
    }
}

/// Returns every operation with its pointer.
fn operations(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    entries(&document["paths"]).flat_map(|(path, item)| {
        entries(item).map(move |(method, operation)| (format!("/paths/{}/{method}", escape(path)), operation))
    })
}

/// Returns the query parameters of an operation with their pointers.
fn query_parameters<'a>(
    document: &'a Value,
    operation_pointer: &str,
    operation: &'a Value,
) -> impl Iterator<Item = (String, &'a Value)> {
    parameters_in(document, "query", operation_pointer, operation)
}

/// Returns the parameters of an operation and of its path that are in one location, with their pointers. A shared
/// parameter has the pointer of its component.
fn parameters_in<'a>(
    document: &'a Value,
    location: &'static str,
    operation_pointer: &str,
    operation: &'a Value,
) -> impl Iterator<Item = (String, &'a Value)> {
    let path = operation_pointer.rsplit_once('/').map_or("", |(path, _)| path).to_owned();
    let of_path = document.pointer(&path).map_or(&Value::Null, |item| &item["parameters"]);
    let lists = [(path, of_path), (operation_pointer.to_owned(), &operation["parameters"])];
    let all = lists.into_iter().flat_map(|(pointer, list)| {
        let list = list.as_array().into_iter().flatten().enumerate();
        list.map(move |(index, parameter)| (format!("{pointer}/parameters/{index}"), parameter))
    });
    let followed = all.map(move |(pointer, parameter)| match adapt::reference(parameter) {
        Some(name) => (format!("/components/parameters/{}", escape(name)), &document["components"]["parameters"][name]),
        None => (pointer, parameter),
    });
    followed.filter(move |(_, parameter)| parameter["in"] == location)
}

/// Returns the names in braces of the path of an operation.
fn path_parameters(operation_pointer: &str) -> Vec<&str> {
    operation_pointer.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

fn schema_pointer(schema: &str) -> String {
    format!("/components/schemas/{}", escape(schema))
}

fn member_pointer(schema: &str, member: &str) -> String {
    format!("{}/properties/{}", schema_pointer(schema), escape(member))
}

/// Returns the method and the path of the pointer of an operation.
fn in_words(operation_pointer: &str) -> String {
    let (path, method) = operation_pointer.trim_start_matches("/paths/").rsplit_once('/').unwrap_or_default();
    format!("{} {}", method.to_uppercase(), path.replace("~1", "/").replace("~0", "~"))
}

/// Escapes a key as a step of a JSON pointer.
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
#[path = "check_output_tests.rs"]
mod output_tests;
#[cfg(test)]
#[path = "check_parameter_tests.rs"]
mod parameter_tests;
#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;

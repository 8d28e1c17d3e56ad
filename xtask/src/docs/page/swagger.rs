//! Reads the vendor's Swagger 2.0 contract into an [`Inventory`].
//!
//! This file reads paths, operations and responses; `swagger/parameters.rs` reads parameters, `swagger/schema.rs` the
//! schemas of bodies and responses, `swagger/security.rs` the authentication, `swagger/leftovers.rs` reports what has no
//! fact. A part that the model cannot express becomes an [`UnrecognizedSection`] with its JSON pointer; a document with a
//! damaged structure is refused. Two conventions of the docs page are kept: a form field is listed as a query parameter,
//! and a body that is a bare array is shown as one field `items`.

mod leftovers;
mod parameters;
mod schema;
mod security;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::line_kind::status;
use super::row::MAX_NAME;
use super::{Location, PageForm, ParseError, ParsedPage, PathSelection, UnrecognizedSection};
use crate::docs::counted;
use crate::docs::facts::is_word;
use crate::docs::inventory::{
    Inventory, MAX_DEPTH, Method, Operation, Response, Scalar, SourceKind, SourceNames, Wording, short_path,
};

/// Keys of an operation that are read, or that do not describe the API itself.
const OPERATION_KEYS: [&str; 11] = [
    "tags",
    "summary",
    "description",
    "operationId",
    "consumes",
    "produces",
    "parameters",
    "responses",
    "security",
    "externalDocs",
    "schemes",
];

/// The media type of most requests and responses.
const JSON: &str = "application/json";

struct Reader<'a> {
    document: &'a Value,
    /// The size of the schemas that were read, in schemas of usual length.
    size: usize,
    /// The references that are being followed; they end recursion.
    stack: Vec<String>,
    form_fields: bool,
    /// Names of parameters and fields of the operation that cannot be read.
    unread: BTreeSet<String>,
    merged: usize,
    unrecognized: Vec<UnrecognizedSection>,
    /// The reports so far: a shared definition is read many times.
    reported: BTreeSet<(String, String)>,
}

type Result<T> = std::result::Result<T, ParseError>;

/// Returns whether the text is a contract in YAML, or in JSON that begins with a comment: no page has such a line.
pub(super) fn is_other_notation(text: &str) -> bool {
    text.lines().any(|line| {
        let key = line.trim_start().trim_start_matches(['"', '\'']);
        let value = ["swagger", "openapi"].iter().find_map(|word| key.strip_prefix(word));
        value.is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
    })
}

pub(super) fn read(text: &str, selection: &PathSelection<'_>) -> Result<ParsedPage> {
    let document: Value = serde_json::from_str(text).map_err(|error| {
        ParseError::new(Location::Line(error.line()), "a complete JSON document", &error.to_string())
    })?;
    if document.pointer("/swagger").and_then(Value::as_str) != Some("2.0") {
        let word = |key: &str| Some(format!("{key} {}", document.get(key)?));
        let found = word("openapi").or_else(|| word("swagger")).unwrap_or_default();
        return Err(refuse("/swagger", "the text \"2.0\"; convert the document to Swagger 2.0", &found));
    }
    let paths = object(document.get("paths"), "/paths")?;
    let mut names: Vec<&String> = paths.keys().collect();
    names.sort();
    let mut reader = Reader {
        document: &document,
        size: 0,
        stack: Vec::new(),
        form_fields: false,
        unread: BTreeSet::new(),
        merged: 0,
        unrecognized: Vec::new(),
        reported: BTreeSet::new(),
    };
    let mut inventory = Inventory { source: SourceKind::Contract, ..Inventory::default() };
    let (mut left_out, mut unread) = (Vec::new(), BTreeSet::new());
    reader.server(names.iter().any(|name| reader.below_server(name) != **name));
    for name in names {
        let path = reader.below_server(name);
        let path = path.as_str();
        if !selection.takes(path) {
            left_out.push(short_path(name));
            continue;
        }
        let pointer = format!("/paths/{}", escape(name));
        let item = match object(paths.get(name), &pointer) {
            Err(error) if !selection.is_known(path) => {
                reader.unrecognized(&pointer, &error.to_string());
                continue;
            }
            item => item?,
        };
        for method in Method::ALL {
            let Some(operation) = item.get(&method.lower()) else { continue };
            let pointer = format!("{pointer}/{}", method.lower());
            reader.stack.clear();
            let read = reader.operation(method, path, item, operation, &pointer);
            unread.extend(std::mem::take(&mut reader.unread).into_iter().map(|field| (method, path.to_owned(), field)));
            match read {
                Ok(operation) => inventory.operations.push(operation),
                // An operation that was not requested by its path must not prevent the others from being read.
                Err(error) if !selection.is_known(path) => reader.unrecognized(&pointer, &error.to_string()),
                Err(error) => return Err(error),
            }
        }
        for key in item.keys() {
            let known = Method::ALL.iter().any(|method| method.lower() == *key);
            if !known && key != "parameters" && !key.starts_with("x-") {
                reader.unrecognized(&format!("{pointer}/{}", escape(key)), key);
            }
        }
    }
    if inventory.operations.is_empty() {
        let expected = "operations that the inventory knows; name others with --path GLOB, or read --all";
        return Err(refuse("/paths", expected, &left_out.first().map_or(String::new(), |path| (*path).to_owned())));
    }
    leftovers::describe_paths(&mut inventory.operations);
    let notes = reader.notes(&left_out);
    Ok(ParsedPage { inventory, form: PageForm::Swagger, unrecognized: reader.unrecognized, unread, notes })
}

impl<'a> Reader<'a> {
    fn notes(&self, left_out: &[&str]) -> Vec<String> {
        let mut notes = Vec::new();
        if !left_out.is_empty() {
            let shown: Vec<&str> = left_out.iter().copied().take(4).collect();
            let more = if left_out.len() > shown.len() { ", …" } else { "" };
            notes.push(format!(
                "left out: {} of the contract ({}{more}); --all reads every path, --path GLOB some of them",
                counted(left_out.len(), "other path"),
                shown.join(", ")
            ));
        }
        if self.form_fields {
            notes.push("form fields are read as query parameters, as the page lists them".to_owned());
        }
        if self.merged > 0 {
            notes.push(format!("merged: {} listed twice", counted(self.merged, "parameter")));
        }
        notes
    }

    fn operation(
        &mut self,
        method: Method,
        path: &str,
        item: &'a Map<String, Value>,
        operation: &'a Value,
        pointer: &str,
    ) -> Result<Operation> {
        let operation = object(Some(operation), pointer)?;
        if path.contains(char::is_whitespace) || path.contains("//") || !path.starts_with('/') {
            return Err(refuse(pointer, "a path that begins with `/` and has no space and no empty step", path));
        }
        let mut out = Operation::new(method, path, wording(operation, "summary"));
        out.summary = wording(operation, "description");
        out.tags = SourceNames(strings(operation.get("tags")));
        out.id_in_source = SourceNames(text(operation, "operationId").map(str::to_owned).into_iter().collect());
        for key in operation.keys().filter(|key| !OPERATION_KEYS.contains(&key.as_str()) && !key.starts_with("x-")) {
            if key != "deprecated" || operation[key] == true {
                self.unrecognized(&format!("{pointer}/{}", escape(key)), key);
            }
        }
        self.produces(operation, pointer);
        out.example.auth = self.auth(operation, pointer);
        for (holder, name) in [(item, "the path"), (operation, "the operation")] {
            let Some(list) = holder.get("parameters") else { continue };
            let Some(list) = list.as_array() else {
                return Err(refuse(pointer, format!("`parameters` of {name} as an array"), ""));
            };
            for (index, param) in list.iter().enumerate() {
                self.param(&mut out, param, &format!("{pointer}/parameters/{index}"))?;
            }
        }
        self.undescribed(&out, pointer);
        // The default of the document is stated for operations without a body, which send no content type.
        let sends = out.example.body.is_some() || out.query.iter().any(|param| param.ty.scalar == Scalar::File);
        let consumes = self.consumes(operation, pointer);
        if !sends && consumes != JSON {
            // Nothing is sent.
        } else if is_word(&consumes) {
            out.example.content_type = Some(consumes);
        } else if !consumes.is_empty() {
            self.unrecognized(&format!("{pointer}/consumes"), &consumes);
        }
        let responses = object(operation.get("responses"), &format!("{pointer}/responses"))?;
        let mut codes: Vec<&String> = responses.keys().collect();
        codes.sort();
        for code in codes {
            let pointer = format!("{pointer}/responses/{}", escape(code));
            let Some(status) = status(code) else {
                if code == "default" {
                    self.unrecognized_once(&pointer, "responses with any other status");
                } else if !code.starts_with("x-") {
                    self.unrecognized(&pointer, code);
                }
                continue;
            };
            let response = self.resolve(&responses[code], &pointer)?;
            let response = object(Some(response), &pointer)?;
            for header in response.get("headers").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
                self.unrecognized_once(&format!("{pointer}/headers/{}", escape(header)), &format!("header {header}"));
            }
            let fields = match response.get("schema") {
                Some(schema) => {
                    let pointer = format!("{pointer}/schema");
                    let view = self.whole_schema(schema, &pointer)?;
                    self.root(view, &pointer)
                }
                None => Vec::new(),
            };
            out.responses.push(Response { status, wording: wording(response, "description"), fields });
        }
        Ok(out)
    }

    /// Follows a reference; returns other values unchanged.
    fn resolve(&self, value: &'a Value, pointer: &str) -> Result<&'a Value> {
        let mut value = value;
        for _ in 0..MAX_DEPTH {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Ok(value) };
            value = reference
                .strip_prefix('#')
                .and_then(|p| self.document.pointer(p))
                .ok_or_else(|| refuse(pointer, "a reference into this document", reference))?;
        }
        Err(refuse(pointer, "a reference that ends", ""))
    }
}

/// Returns whether facts can contain the name: no white space, and no characters that separate the parts of a fact. A
/// long name is none either, because every fact below a field repeats it.
fn is_wire_name(name: &str) -> bool {
    let bare = name.strip_suffix("[]").unwrap_or(name);
    !bare.is_empty()
        && bare.len() <= MAX_NAME
        && bare.chars().all(|c| !c.is_whitespace() && !c.is_control() && !".[]~#".contains(c))
}

fn object<'a>(value: Option<&'a Value>, pointer: &str) -> Result<&'a Map<String, Value>> {
    value.and_then(Value::as_object).ok_or_else(|| refuse(pointer, "an object", ""))
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    map.get(key).and_then(Value::as_str)
}

fn strings(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Returns a media type without spaces, and JSON without its character set, which is always UTF-8.
fn media_type(text: &str) -> String {
    let word = text.replace(' ', "");
    let is_json = word.strip_prefix(JSON).is_some_and(|parameters| parameters.starts_with(';'));
    if is_json { JSON.to_owned() } else { word }
}

fn wording(map: &Map<String, Value>, key: &str) -> Wording {
    Wording::of(text(map, key).unwrap_or_default())
}

fn refuse(pointer: &str, expected: impl Into<String>, found: &str) -> ParseError {
    ParseError::new(Location::Pointer(pointer.to_owned()), expected, found)
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

//! The vendor's Swagger 2.0 document, expected the way the page tells it.
//!
//! The page is made from this document, with a few habits of its own, which are followed here: an array parameter gets
//! `[]` behind its name, a form field is listed as a query parameter, a bare array is view as one field `items`, and
//! what is recursive or untyped has no table. What cannot be known from the document is said in the notes.

mod schema;

use serde_json::{Map, Value};

use self::schema::{any_nullable, root};
use super::{Location, PageForm, ParseError, ParsedPage, PathSelection, SourceCoverage, UnrecognizedSection};
use crate::docs::inventory::{
    BodyShape, Inventory, LEGACY_MARK, MAX_DEPTH, Method, Operation, PREFIX, Param, Response, Scalar, Type, Wording,
};

struct Reader<'a> {
    document: &'a Value,
    fields: usize,
    /// References being followed, to end recursion.
    stack: Vec<String>,
    null_marks: bool,
    /// Inside a body. The page prints no null marks for answers, whatever the document says of them.
    request: bool,
    form_fields: bool,
    unrecognized: Vec<UnrecognizedSection>,
}

type Result<T> = std::result::Result<T, ParseError>;

pub(super) fn read(text: &str, selection: PathSelection<'_>) -> Result<ParsedPage> {
    let document: Value = serde_json::from_str(text).map_err(|error| {
        ParseError::new(Location::Line(error.line()), "a complete JSON document", &error.to_string())
    })?;
    if document.pointer("/swagger").and_then(Value::as_str) != Some("2.0") {
        let found = document.get("openapi").map_or(String::new(), |v| format!("openapi {v}"));
        return Err(refuse("/swagger", "\"2.0\"", &found));
    }
    let paths = object(document.get("paths"), "/paths")?;
    let mut names: Vec<&String> = paths.keys().collect();
    names.sort();
    let mut reader = Reader {
        document: &document,
        fields: 0,
        stack: Vec::new(),
        null_marks: false,
        request: false,
        form_fields: false,
        unrecognized: Vec::new(),
    };
    let mut inventory = Inventory::default();
    let mut left_out = 0;
    let mut relatives = Vec::new();
    for name in names {
        let pointer = format!("/paths/{}", escape(name));
        let item = object(paths.get(name), &pointer)?;
        let path = name.strip_prefix(PREFIX).filter(|p| p.starts_with('/'));
        let asked = match selection {
            PathSelection::All => true,
            PathSelection::Paths(list) => list.iter().any(|p| p == name),
        };
        let (Some(path), true) = (path, asked) else {
            left_out += 1;
            if path.is_some() && is_relative(name, selection) {
                relatives.push(name.strip_prefix(PREFIX).unwrap_or(name));
            }
            continue;
        };
        for method in Method::ALL {
            if let Some(operation) = item.get(&method.lower()) {
                let pointer = format!("{pointer}/{}", method.lower());
                let operation = object(Some(operation), &pointer)?;
                inventory.operations.push(reader.operation(method, path, item, operation, &pointer)?);
            }
        }
    }
    if inventory.operations.is_empty() {
        return Err(refuse("/paths", format!("operations below {PREFIX} that the inventory or the spec knows"), ""));
    }
    let mut notes = vec![
        "a bare array and an object with the one field `items` look the same on the page; both are read as `items`"
            .to_owned(),
        "the document has tables below the page's depth limit and for statuses without one; `diff` passes over them"
            .to_owned(),
    ];
    if left_out > 0 {
        notes.push(format!("{left_out} other paths of the document were left out"));
    }
    if !relatives.is_empty() {
        // An operation that is new would be among them.
        notes.push(format!("left out, but beside those read (read with --all): {}", relatives.join(", ")));
    }
    if reader.form_fields {
        notes.push("form fields are read as query parameters, as the page lists them".to_owned());
    }
    if !reader.null_marks {
        notes.push("the document marks no body field as nullable; null marks were not compared".to_owned());
    }
    let coverage = SourceCoverage { nullable: !reader.null_marks, tables: true };
    Ok(ParsedPage { inventory, form: PageForm::Swagger, unrecognized: reader.unrecognized, notes, coverage })
}

impl<'a> Reader<'a> {
    fn operation(
        &mut self,
        method: Method,
        path: &str,
        item: &'a Map<String, Value>,
        operation: &'a Map<String, Value>,
        pointer: &str,
    ) -> Result<Operation> {
        let mut out = Operation::new(method, path, wording(operation, "summary"));
        out.summary = wording(operation, "description");
        for (holder, name) in [(item, "the path"), (operation, "the operation")] {
            let Some(list) = holder.get("parameters") else { continue };
            let Some(list) = list.as_array() else {
                return Err(refuse(pointer, format!("`parameters` of {name} as an array"), ""));
            };
            for (index, param) in list.iter().enumerate() {
                self.param(&mut out, param, &format!("{pointer}/parameters/{index}"))?;
            }
        }
        let responses = object(operation.get("responses"), &format!("{pointer}/responses"))?;
        let mut codes: Vec<&String> = responses.keys().collect();
        codes.sort();
        for code in codes {
            let pointer = format!("{pointer}/responses/{code}");
            let Ok(status) = code.parse() else {
                self.extra(&pointer, code);
                continue;
            };
            let response = self.resolve(&responses[code], &pointer)?;
            let response = object(Some(response), &pointer)?;
            let fields = match response.get("schema") {
                Some(schema) => {
                    let view = self.schema(schema, &format!("{pointer}/schema"))?;
                    root(view)
                }
                None => Vec::new(),
            };
            out.responses.push(Response { status, wording: wording(response, "description"), fields });
        }
        Ok(out)
    }

    fn param(&mut self, out: &mut Operation, param: &'a Value, pointer: &str) -> Result<()> {
        let param = object(Some(self.resolve(param, pointer)?), pointer)?;
        let name = text(param, "name").ok_or_else(|| refuse(pointer, "a parameter with a `name`", ""))?;
        let place = text(param, "in").unwrap_or_default();
        if place == "body" {
            let schema = param.get("schema").ok_or_else(|| refuse(pointer, "a body with a `schema`", ""))?;
            self.request = true;
            let view = self.schema(schema, &format!("{pointer}/schema"));
            self.request = false;
            let view = view?;
            out.example = Some(if view.ty.array { BodyShape::Array } else { BodyShape::Object });
            out.body = root(view);
            self.null_marks |= any_nullable(&out.body);
            return Ok(());
        }
        let ty = match text(param, "type") {
            Some("array") => {
                param.get("items").and_then(|i| i.get("type")).and_then(Value::as_str).and_then(Scalar::parse)
            }
            Some(word) => Scalar::parse(word),
            None => None,
        };
        let array = text(param, "type") == Some("array");
        let scalar = ty.ok_or_else(|| refuse(pointer, "a parameter of one of the page's types", name))?;
        let read = Param {
            name: if array { format!("{name}[]") } else { name.to_owned() },
            ty: Type::one(scalar),
            required: param.get("required").and_then(Value::as_bool).unwrap_or(false),
            legacy: text(param, "description").is_some_and(|d| d.starts_with(LEGACY_MARK)),
            wording: wording(param, "description"),
        };
        match place {
            "path" => out.path_params.push(read),
            "query" => out.query.push(read),
            "formData" => {
                self.form_fields = true;
                out.query.push(read);
            }
            other => self.extra(pointer, &format!("{other} parameter {name}")),
        }
        Ok(())
    }

    fn extra(&mut self, pointer: &str, heading: &str) {
        self.unrecognized.push(UnrecognizedSection {
            at: Location::Pointer(pointer.to_owned()),
            heading: heading.to_owned(),
            lines: 1,
        });
    }

    /// Follows a reference at this place, if it is one.
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

/// Whether the path has its first part in common with one that was asked for.
fn is_relative(name: &str, selection: PathSelection<'_>) -> bool {
    let first = |path: &str| path.strip_prefix(PREFIX).and_then(|p| p.split('/').nth(1)).map(str::to_owned);
    matches!(selection, PathSelection::Paths(list) if list.iter().any(|known| first(known) == first(name)))
}

fn object<'a>(value: Option<&'a Value>, pointer: &str) -> Result<&'a Map<String, Value>> {
    value.and_then(Value::as_object).ok_or_else(|| refuse(pointer, "an object", ""))
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    map.get(key).and_then(Value::as_str)
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

//! Reads one item of `parameters`: a parameter of the path or the query, a form field, or the body.
//!
//! Schemas of bodies are read in `schema.rs`.

use serde_json::Value;

use super::{Reader, Result, is_wire_name, object, refuse, text, wording};
use crate::docs::facts::is_word;
use crate::docs::inventory::{BodyShape, Constraints, LEGACY_MARK, Operation, Param, Scalar, Type};

/// Keys of a parameter that are read, or that do not describe its values. Constraints are read besides.
const PARAMETER_KEYS: [&str; 9] =
    ["name", "in", "description", "required", "type", "items", "collectionFormat", "schema", "example"];

impl<'a> Reader<'a> {
    pub(super) fn param(&mut self, out: &mut Operation, param: &'a Value, pointer: &str) -> Result<()> {
        let param = object(Some(self.resolve(param, pointer)?), pointer)?;
        let name = text(param, "name").ok_or_else(|| refuse(pointer, "a parameter with a `name`", ""))?;
        let location = text(param, "in").unwrap_or_default();
        if location == "body" {
            if out.example.body.is_some() {
                self.unrecognized(pointer, &format!("another body {name}"));
                return Ok(());
            }
            let schema = param.get("schema").ok_or_else(|| refuse(pointer, "a body with a `schema`", ""))?;
            if param.get("required") == Some(&Value::Bool(false)) {
                self.unrecognized(&format!("{pointer}/required"), "a body that may be left out");
            }
            let view = self.whole_schema(schema, &format!("{pointer}/schema"))?;
            out.example.body = Some(if view.ty.array { BodyShape::Array } else { BodyShape::Object });
            out.body = self.root(view, &format!("{pointer}/schema"));
            return Ok(());
        }
        if !matches!(location, "path" | "query" | "formData") || !is_wire_name(name) {
            self.unrecognized(pointer, &format!("{location} parameter {name}"));
            return Ok(());
        }
        if location == "path" && !out.path.contains(&format!("{{{name}}}")) {
            self.unrecognized(pointer, &format!("path parameter {name}, which the path does not have"));
            return Ok(());
        }
        if location == "formData" && text(param, "type") != Some("file") {
            // The page lists files as query parameters; another form field in a query would not be received.
            self.unrecognized(pointer, &format!("form field {name}"));
            return Ok(());
        }
        let array = text(param, "type") == Some("array");
        let items = param.get("items").and_then(Value::as_object);
        let holder = if array { items } else { Some(param) };
        let word = holder.and_then(|holder| {
            let values = holder.contains_key("enum").then_some("string");
            text(holder, "type").or(values)
        });
        let Some(scalar) = word.and_then(Scalar::parse) else {
            self.unread.insert(name.strip_suffix("[]").unwrap_or(name).to_owned());
            self.unrecognized(pointer, &format!("type of parameter {name}"));
            return Ok(());
        };
        let mut constraints = Constraints::of_schema(param);
        if let Some(items) = items.filter(|_| array) {
            constraints = constraints.with_items(&Constraints::of_schema(items));
        }
        let known = |key: &str| PARAMETER_KEYS.contains(&key) || constraints.get(key).is_some();
        self.other_keys(param, &known, pointer);
        if let Some(items) = items.filter(|_| array) {
            self.other_keys(items, &known, &format!("{pointer}/items"));
        }
        let bare = name.strip_suffix("[]").filter(|_| array);
        let spelling = match (bare, text(param, "collectionFormat")) {
            (Some(_), _) => Some("brackets".to_owned()),
            (None, format) => format.filter(|_| array).map(str::to_owned),
        };
        if spelling.as_deref().is_some_and(|spelling| !is_word(spelling)) {
            self.unread.insert(name.to_owned());
            self.unrecognized(pointer, &format!("collectionFormat of parameter {name}"));
            return Ok(());
        }
        let read = Param {
            name: bare.unwrap_or(name).to_owned(),
            ty: Type { scalar, array },
            required: param.get("required").and_then(Value::as_bool).unwrap_or(false),
            legacy: text(param, "description").is_some_and(|d| d.starts_with(LEGACY_MARK)),
            spelling,
            constraints,
            wording: wording(param, "description"),
        };
        self.form_fields |= location == "formData";
        let list = if location == "path" { &mut out.path_params } else { &mut out.query };
        let Some(known) = list.iter_mut().find(|other| other.name == read.name) else {
            list.push(read);
            return Ok(());
        };
        self.merged += 1;
        if *known != read {
            // The later description belongs to the operation itself.
            *known = read;
            if !pointer.ends_with("/0") {
                self.unrecognized(pointer, &format!("another description of parameter {name}"));
            }
        }
        Ok(())
    }
}

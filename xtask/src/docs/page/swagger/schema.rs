//! Reads schemas of the contract as fields.

use serde_json::{Map, Value};

use super::{Reader, Result, escape, is_wire_name, object, refuse, text};
use crate::docs::inventory::{Constraints, Field, MAX_DEPTH, Scalar, SourceNames, Type, Wording};

/// A contract of 400 operations has some tens of thousands; this limit stops references that fan out.
const MAX_SCHEMAS: usize = 200_000;
/// The constraints of a schema are usually shorter; longer ones, which are copied with each reference, count as several
/// schemas.
const USUAL_LENGTH: usize = 64;

/// Keys of a schema that are read, or that do not describe its values.
const SCHEMA_KEYS: [&str; 17] = [
    "$ref",
    "type",
    "items",
    "properties",
    "required",
    "allOf",
    "additionalProperties",
    "description",
    "title",
    "example",
    "externalDocs",
    "readOnly",
    "format",
    "enum",
    "default",
    "nullable",
    "xml",
];

/// The facts of a schema.
#[derive(Clone)]
pub(super) struct SchemaView {
    pub(super) ty: Type,
    nullable: bool,
    constraints: Constraints,
    table: Vec<Field>,
    names: SourceNames,
    /// Required fields that this schema does not describe, with the pointer of the list: another part may do so.
    undescribed: Vec<(String, String)>,
}

impl<'a> Reader<'a> {
    /// Reads the schema of a field, of elements or of a body, which is not a part of another.
    pub(super) fn whole_schema(&mut self, schema: &'a Value, pointer: &str) -> Result<SchemaView> {
        let mut view = self.schema(schema, pointer)?;
        for (name, pointer) in std::mem::take(&mut view.undescribed) {
            self.unrecognized(&pointer, &format!("required field {name}, which is not described"));
        }
        Ok(view)
    }

    fn schema(&mut self, schema: &'a Value, pointer: &str) -> Result<SchemaView> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(refuse(pointer, format!("schemas at most {MAX_DEPTH} deep"), ""));
        }
        let reference = schema.get("$ref").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !reference.is_empty() && self.stack.contains(&reference) {
            let definition = reference.strip_prefix('#').unwrap_or(&reference);
            self.unrecognized(definition, "a definition that contains itself");
            return Ok(free_object());
        }
        self.count(1, pointer)?;
        // A definition is reported at its pointer, once for all operations that use it.
        let pointer = reference.strip_prefix('#').unwrap_or(pointer).to_owned();
        self.stack.push(reference.clone());
        let view = self.resolve(schema, &pointer).and_then(|schema| self.resolved(schema, &pointer));
        self.stack.pop();
        let mut view = view?;
        if let Some(name) = reference.rsplit('/').next().filter(|name| !name.is_empty()) {
            view.names.0.insert(0, name.rsplit('.').next().unwrap_or(name).to_owned());
        }
        Ok(view)
    }

    /// Adds to the size of what was read.
    fn count(&mut self, schemas: usize, pointer: &str) -> Result<()> {
        self.size += schemas;
        if self.size > MAX_SCHEMAS {
            return Err(refuse(pointer, format!("at most {MAX_SCHEMAS} schemas"), "more"));
        }
        Ok(())
    }

    fn resolved(&mut self, schema: &'a Value, pointer: &str) -> Result<SchemaView> {
        let schema = object(Some(schema), pointer)?;
        let constraints = Constraints::of_schema(schema);
        self.count(constraints.to_string().len() / USUAL_LENGTH, pointer)?;
        for key in schema.keys() {
            let is_empty = key == "enum" && schema[key].as_array().is_some_and(Vec::is_empty);
            let read = SCHEMA_KEYS.contains(&key.as_str()) && !is_empty
                || constraints.get(key).is_some()
                || key.starts_with("x-");
            if !read {
                self.unrecognized(&format!("{pointer}/{}", escape(key)), key);
            }
        }
        let words: Vec<&str> = match schema.get("type") {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            other => other.and_then(Value::as_str).into_iter().collect(),
        };
        let marked = is_marked(schema);
        let nullable = marked || words.contains(&"null") || text(schema, "description") == Some("null");
        let mut kinds = words.iter().copied().filter(|word| *word != "null");
        let word = kinds.next();
        if let Some(other) = kinds.next() {
            self.unrecognized(&format!("{pointer}/type"), &format!("{} or {other}", word.unwrap_or_default()));
        }
        let map = schema.get("additionalProperties").and_then(Value::as_object).filter(|values| !values.is_empty());
        if let Some(values) = map {
            let of = text(values, "type").or(text(values, "$ref")).unwrap_or("a schema");
            self.unrecognized(&format!("{pointer}/additionalProperties"), &format!("the values of a map: {of}"));
        }
        let parts = self.parts(schema, pointer)?;
        let inherited = parts.iter().find(|part| part.ty.array || part.ty.scalar != Scalar::Object);
        let mut view = match (word, inherited) {
            (Some("array"), _) => self.array(schema, pointer)?,
            (None, None) if schema.contains_key("enum") => {
                SchemaView { ty: Type::one(Scalar::String), ..free_object() }
            }
            // A description beside a reference to an enumeration is written as `allOf` of that reference.
            (None, Some(part)) => part.clone(),
            (None | Some("object"), _) => {
                let mut table = Vec::new();
                let undescribed = self.properties(schema, pointer, parts, &mut table)?;
                SchemaView { table, undescribed, ..free_object() }
            }
            (Some(word), part) => {
                let scalar = Scalar::parse(word).ok_or_else(|| refuse(pointer, "a known type", word))?;
                let part = part.filter(|part| part.ty == Type::one(scalar)).cloned();
                SchemaView { ty: Type::one(scalar), ..part.unwrap_or_else(free_object) }
            }
        };
        view.nullable |= nullable;
        if view.ty.array && word == Some("array") {
            view.constraints = constraints.with_items(&view.constraints);
        } else {
            view.constraints.merge(&constraints);
        }
        Ok(view)
    }

    /// Reads the parts of `allOf`.
    fn parts(&mut self, schema: &'a Map<String, Value>, pointer: &str) -> Result<Vec<SchemaView>> {
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate();
        parts.map(|(index, part)| self.schema(part, &format!("{pointer}/allOf/{index}"))).collect()
    }

    fn array(&mut self, schema: &'a Map<String, Value>, pointer: &str) -> Result<SchemaView> {
        let items = schema.get("items").ok_or_else(|| refuse(pointer, "an array with `items`", ""))?;
        let item = self.whole_schema(items, &format!("{pointer}/items"))?;
        if item.ty.array {
            return Err(refuse(pointer, "an array whose items are not arrays", "an array of arrays"));
        }
        if item.nullable {
            self.unrecognized(&format!("{pointer}/items"), "elements that may be null");
        }
        Ok(SchemaView { ty: Type::array_of(item.ty.scalar), nullable: false, ..item })
    }

    fn properties(
        &mut self,
        schema: &'a Map<String, Value>,
        pointer: &str,
        parts: Vec<SchemaView>,
        table: &mut Vec<Field>,
    ) -> Result<Vec<(String, String)>> {
        let required = super::strings(schema.get("required"));
        let list = format!("{pointer}/required");
        let mut undescribed: Vec<(String, String)> = required.iter().map(|name| (name.clone(), list.clone())).collect();
        for part in parts {
            table.extend(part.table);
            undescribed.extend(part.undescribed);
        }
        let properties = match schema.get("properties") {
            Some(properties) => Some(object(Some(properties), &format!("{pointer}/properties"))?),
            None => None,
        };
        for (name, property) in properties.into_iter().flatten() {
            let pointer = format!("{pointer}/properties/{}", escape(name));
            if !is_wire_name(name) || name.ends_with("[]") {
                self.unrecognized(&pointer, name);
                continue;
            }
            let depth = self.stack.len();
            let view = match self.whole_schema(property, &pointer) {
                Ok(view) => view,
                // A broken reference is damage; a type that the model cannot express affects only this field.
                Err(error) if error.expected.starts_with("a reference") || error.expected.starts_with("at most") => {
                    return Err(error);
                }
                Err(error) => {
                    self.stack.truncate(depth);
                    self.unread.insert(name.clone());
                    self.unrecognized(&pointer, &format!("{name}: expected {}, found {}", error.expected, error.found));
                    continue;
                }
            };
            let description = property.get("description").and_then(Value::as_str).unwrap_or_default();
            let marked = property.as_object().is_some_and(is_marked);
            let nullable = view.nullable || marked || description == "null";
            let wording = if description == "null" { Wording(None) } else { Wording::of(description) };
            let required = required.contains(name);
            table.push(Field { nullable, required, wording, ..view.into_field(name) });
        }
        // `required` may name a field of another part.
        undescribed.retain(|(name, _)| {
            let field = table.iter_mut().find(|field| field.name == *name);
            field.map(|field| field.required = true).is_none()
        });
        table.sort_by(|a, b| a.name.cmp(&b.name));
        // The last of several descriptions is that of the schema itself.
        table.dedup_by(|later, kept| {
            let same = later.name == kept.name;
            if same {
                later.required |= kept.required;
                std::mem::swap(later, kept);
            }
            same
        });
        Ok(undescribed)
    }

    /// Returns the fields of a body or a response; reports a body without fields, and one that may be null.
    pub(super) fn root(&mut self, view: SchemaView, pointer: &str) -> Vec<Field> {
        if view.nullable {
            self.unrecognized(pointer, "a body that may be null");
        }
        let scalar = !view.ty.array && view.ty.scalar != Scalar::Object;
        if scalar {
            self.unrecognized(pointer, &format!("a body that is a {}", view.ty.scalar.word()));
        }
        body_fields(view)
    }
}

impl SchemaView {
    fn into_field(self, name: &str) -> Field {
        Field {
            nullable: self.nullable,
            constraints: self.constraints,
            table: self.table,
            names: self.names,
            ..Field::new(name, self.ty)
        }
    }
}

/// Returns whether a schema has a mark that its value may be null. Tools for OpenAPI 3 write `nullable`.
fn is_marked(schema: &Map<String, Value>) -> bool {
    ["x-nullable", "nullable"].iter().any(|key| schema.get(*key) == Some(&Value::Bool(true)))
}

fn free_object() -> SchemaView {
    SchemaView {
        ty: Type::one(Scalar::Object),
        nullable: false,
        constraints: Constraints::default(),
        table: Vec::new(),
        names: SourceNames::default(),
        undescribed: Vec::new(),
    }
}

/// Returns a body or a response as fields: a bare array as the field `items`.
fn body_fields(view: SchemaView) -> Vec<Field> {
    if !view.ty.array {
        return view.table;
    }
    vec![Field { bare: true, ..view.into_field("items") }]
}

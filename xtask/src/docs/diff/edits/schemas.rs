//! Schemas for fields of the page: a component that has the same shape already, or a new schema in place.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{EditPlanner, PLACEHOLDER, parent, reference};
use crate::docs::facts::{Key, Section, field_value, join};
use crate::docs::inventory::{BodyShape, Field};

/// Names, types and null marks of fields and everything below them.
fn shape(fields: &[Field]) -> String {
    let mut out = String::new();
    for field in fields {
        let _ = write!(out, "{}:{}{{{}}};", field.name, field_value(field), shape(&field.table));
    }
    out
}

impl EditPlanner<'_> {
    /// Object components by the shape they have on the page, separately for bodies and answers.
    fn components(&self, request: bool) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        for operation in &self.old_page.operations {
            let key =
                |section| Key { method: operation.method, path: operation.path.clone(), section, name: String::new() };
            if request {
                self.tables(&key(Section::Body), "", &operation.body, &mut out);
            } else {
                for response in &operation.responses {
                    self.tables(&key(Section::Response(response.status)), "", &response.fields, &mut out);
                }
            }
        }
        out
    }

    fn tables(&self, key: &Key, path: &str, fields: &[Field], out: &mut BTreeMap<String, String>) {
        let at = |field: &Field| {
            let expected = self.fact(&Key { name: join(path, &field.name), ..key.clone() })?;
            parent(&expected.at).strip_suffix("/properties").map(str::to_owned)
        };
        let places: Vec<Option<String>> = fields.iter().map(at).collect();
        if let Some(Some(first)) = places.first()
            && places.iter().all(|place| place.as_ref() == Some(first))
            && let Some(component) = reference(first, "schemas")
        {
            out.entry(shape(fields)).or_insert(component);
        }
        for field in fields {
            let inside = join(path, &field.name);
            let inside = if field.ty.array { format!("{inside}[]") } else { inside };
            self.tables(key, &inside, &field.table, out);
        }
    }

    /// An object with these fields.
    pub(super) fn object(&self, fields: &[Field], request: bool) -> Value {
        if let Some(component) = self.components(request).get(&shape(fields)) {
            return json!({"$ref": component});
        }
        let properties: Map<String, Value> =
            fields.iter().map(|field| (field.name.clone(), self.property(field, request))).collect();
        json!({"type": "object", "properties": properties})
    }

    /// A field as a property.
    pub(super) fn property(&self, field: &Field, request: bool) -> Value {
        if let Some(component) = self.same_field(field, request) {
            return json!({"$ref": component});
        }
        let item = if field.table.is_empty() {
            json!({"type": field.ty.scalar.word()})
        } else {
            self.object(&field.table, request)
        };
        let mut value = if field.ty.array { json!({"type": "array", "items": item}) } else { item };
        if value.get("$ref").is_none() {
            value["description"] = json!(PLACEHOLDER);
            if field.nullable {
                value["nullable"] = json!(true);
            }
        }
        value
    }

    /// The component that fields of this name and type refer to elsewhere: ids, dates, enumerations.
    fn same_field(&self, field: &Field, request: bool) -> Option<String> {
        if field.ty.has_fields() {
            return None;
        }
        let value = field_value(field);
        self.expected.facts.iter().find_map(|(key, expected)| {
            let name = key.name.rsplit('.').next()?;
            let there = (key.section == Section::Body) == request
                && matches!(key.section, Section::Body | Section::Response(_));
            let same = there && name == field.name && expected.value == value;
            reference(&expected.target, "schemas").filter(|_| same)
        })
    }

    /// A body or an answer. One field `items` is how the page shows a bare array.
    pub(super) fn root(&self, fields: &[Field], request: bool, example: Option<BodyShape>) -> Value {
        match fields {
            [one] if one.ty.array && one.name == "items" && example != Some(BodyShape::Object) => {
                let item = if one.table.is_empty() {
                    json!({"type": one.ty.scalar.word()})
                } else {
                    self.object(&one.table, request)
                };
                json!({"type": "array", "items": item, "x-docs": {"field": "items"}})
            }
            _ => self.object(fields, request),
        }
    }
}

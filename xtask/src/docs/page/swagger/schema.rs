//! Schemas of the Swagger document, as the fields the page would show.

use serde_json::{Map, Value};

use super::{Reader, Result, escape, object, refuse, text};
use crate::docs::inventory::{Field, MAX_DEPTH, Scalar, Type, Wording};

/// The page has under three thousand; references that fan out are stopped here.
const MAX_FIELDS: usize = 100_000;

/// What a schema comes to.
pub(super) struct SchemaView {
    pub(super) ty: Type,
    table: Vec<Field>,
}

impl<'a> Reader<'a> {
    pub(super) fn schema(&mut self, schema: &'a Value, pointer: &str) -> Result<SchemaView> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(refuse(pointer, format!("schemas at most {MAX_DEPTH} deep"), ""));
        }
        let reference = schema.get("$ref").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !reference.is_empty() && self.stack.contains(&reference) {
            return Ok(SchemaView { ty: Type::one(Scalar::Object), table: Vec::new() });
        }
        self.stack.push(reference);
        let view = self.resolve(schema, pointer).and_then(|schema| self.resolved(schema, pointer));
        self.stack.pop();
        view
    }

    fn resolved(&mut self, schema: &'a Value, pointer: &str) -> Result<SchemaView> {
        let schema = object(Some(schema), pointer)?;
        match text(schema, "type") {
            Some("array") => {
                let items = schema.get("items").ok_or_else(|| refuse(pointer, "an array with `items`", ""))?;
                let item = self.schema(items, &format!("{pointer}/items"))?;
                if item.ty.array {
                    return Err(refuse(pointer, "an array whose items are no arrays", ""));
                }
                Ok(SchemaView { ty: Type::array_of(item.ty.scalar), table: item.table })
            }
            None | Some("object") => {
                let mut table = Vec::new();
                self.properties(schema, pointer, &mut table)?;
                Ok(SchemaView { ty: Type::one(Scalar::Object), table })
            }
            Some(word) => {
                let scalar = Scalar::parse(word).ok_or_else(|| refuse(pointer, "one of the page's types", word))?;
                Ok(SchemaView { ty: Type::one(scalar), table: Vec::new() })
            }
        }
    }

    fn properties(&mut self, schema: &'a Map<String, Value>, pointer: &str, table: &mut Vec<Field>) -> Result<()> {
        for (index, part) in schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let view = self.schema(part, &format!("{pointer}/allOf/{index}"))?;
            table.extend(view.table);
        }
        let properties = match schema.get("properties") {
            Some(properties) => Some(object(Some(properties), &format!("{pointer}/properties"))?),
            None => None,
        };
        for (name, property) in properties.into_iter().flatten() {
            self.fields += 1;
            let pointer = format!("{pointer}/properties/{}", escape(name));
            if self.fields > MAX_FIELDS {
                return Err(refuse(&pointer, format!("at most {MAX_FIELDS} fields"), "more"));
            }
            let view = self.schema(property, &pointer)?;
            let description = property.get("description").and_then(Value::as_str).unwrap_or_default();
            let marked = property.get("x-nullable").and_then(Value::as_bool).unwrap_or(false);
            let nullable = marked && self.request || description == "null";
            let wording = if description == "null" { Wording(None) } else { Wording::of(description) };
            table.push(Field { name: name.clone(), ty: view.ty, nullable, wording, table: view.table });
        }
        table.sort_by(|a, b| a.name.cmp(&b.name));
        table.dedup_by(|a, b| a.name == b.name);
        Ok(())
    }
}

/// The page shows a body or an answer as fields: an array as the field `items`, a plain text not at all.
pub(super) fn root(view: SchemaView) -> Vec<Field> {
    if !view.ty.array {
        return view.table;
    }
    vec![Field { name: "items".to_owned(), ty: view.ty, nullable: false, wording: Wording(None), table: view.table }]
}

pub(super) fn any_nullable(fields: &[Field]) -> bool {
    fields.iter().any(|f| f.nullable || any_nullable(&f.table))
}

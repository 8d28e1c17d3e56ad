//! Edits for fields of bodies and answers.
//!
//! A schema is shared by many places of the page, so before one is touched every place that uses it is asked whether
//! it changed in the same way.

use serde_json::{Value, json};

use super::{Advice, EditPlanner, PLACEHOLDER, below, parent, reference, yaml};
use crate::docs::diff::compare::above;
use crate::docs::facts::{Key, Section};
use crate::docs::inventory::{Field, Inventory};
use crate::docs::spec::in_words;

impl EditPlanner<'_> {
    pub(super) fn add_field(&self, key: &Key) -> Advice {
        let request = key.section == Section::Body;
        if let (Some(expected), Some(fact)) = (self.fact(key), self.new.get(key))
            && expected.value == fact.value
        {
            return Advice::ByHand("the spec has it already; see `docs check` for marks that became untrue".to_owned());
        }
        let Some((list, index)) = siblings(self.new_page, key) else { return self.lost(key) };
        let field = &list[index];
        let beside = |other: &Field| {
            let (front, _) = key.name.rsplit_once('.').map_or(("", ""), |(front, back)| (front, back));
            let key = Key { name: crate::docs::facts::join(front, &other.name), ..key.clone() };
            self.fact(&key).filter(|_| self.old.contains_key(&key)).map(|expected| expected.at.as_str())
        };
        let behind = list[..index].iter().rev().find_map(beside);
        let before = list[index + 1..].iter().find_map(beside);
        let Some(anchor) = behind.or(before) else { return self.first_field(key) };
        let properties = parent(anchor);
        if let Some(advice) = self.shared(properties, &field.name, |key| self.new.contains_key(key)) {
            return advice;
        }
        let property = self.property(field, request);
        let edit = self.insert(behind, before, |indent| yaml::entry(&field.name, &property, indent));
        edit.map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    /// A table where the spec knows none: the field around it gets a new schema.
    fn first_field(&self, key: &Key) -> Advice {
        let around = above(key).filter(|above| above.section == key.section);
        let Some((around, expected)) = around.and_then(|above| Some((above.clone(), self.fact(&above)?))) else {
            return Advice::ByHand(
                "the page now shows fields for this body; describe them, and remove x-docs.absent".to_owned(),
            );
        };
        let Some((list, index)) = siblings(self.new_page, &around) else { return self.lost(key) };
        let property = self.property(&list[index], key.section == Section::Body);
        let name = expected.at.rsplit('/').next().unwrap_or_default();
        let edit = self.replace(&expected.at, |span| yaml::entry(name, &property, span.indent));
        edit.map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    pub(super) fn remove_field(&self, key: &Key) -> Advice {
        let Some(expected) = self.fact(key) else { return Advice::ByHand("the spec does not have it".to_owned()) };
        let (properties, name) = (parent(&expected.at), expected.at.rsplit('/').next().unwrap_or_default());
        if let Some(advice) = self.shared(properties, name, |key| !self.new.contains_key(key)) {
            return advice;
        }
        let object = self.spec.value.pointer(parent(properties));
        let required = object.and_then(|o| o.get("required")).and_then(Value::as_array);
        if required.is_some_and(|list| list.iter().any(|item| item == name)) {
            let place = in_words(parent(properties));
            return Advice::ByHand(format!("remove `{name}` from the properties and from `required` of {place}"));
        }
        if self.spec.value.pointer(properties).and_then(Value::as_object).is_some_and(|map| map.len() == 1) {
            return Advice::ByHand(format!(
                "`{name}` is the only field of {}; remove that",
                in_words(parent(properties))
            ));
        }
        self.remove(&expected.at).map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    pub(super) fn change_field(&self, key: &Key, after: &str) -> Advice {
        let Some(expected) = self.fact(key) else { return self.lost(key) };
        let Some((list, index)) = siblings(self.new_page, key) else { return self.lost(key) };
        let (properties, name) = (parent(&expected.at), expected.at.rsplit('/').next().unwrap_or_default());
        if let Some(advice) =
            self.shared(properties, name, |key| self.new.get(key).is_some_and(|fact| fact.value == after))
        {
            return advice;
        }
        let property = self.changed_property(&expected.at, &expected.target, key, &list[index]);
        let edit = self.replace(&expected.at, |span| yaml::entry(name, &property, span.indent));
        edit.map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    fn changed_property(&self, at: &str, target: &str, key: &Key, field: &Field) -> Value {
        let request = key.section == Section::Body;
        let ty = |fact: Option<&crate::docs::facts::Fact>| {
            fact.map(|f| f.value.split(' ').next().unwrap_or_default().to_owned())
        };
        let description = |pointer: &str| self.spec.value.pointer(pointer).and_then(|v| v.get("description")).cloned();
        if ty(self.old.get(key)) != ty(self.new.get(key)) {
            let mut property = self.property(field, request);
            if property.get("$ref").is_none() {
                property["description"] = description(at).unwrap_or_else(|| json!(PLACEHOLDER));
            }
            return property;
        }
        // Only the null mark changed: the schema stays what it is otherwise.
        let mut value = self.spec.value.pointer(target).cloned().unwrap_or_default();
        if let Some(map) = value.as_object_mut() {
            map.remove("nullable");
            if field.nullable {
                map.insert("nullable".to_owned(), Value::Bool(true));
            }
        }
        if reference(target, "schemas").is_some()
            && let Some(twin) = self.twin(&value)
        {
            return json!({"$ref": twin});
        }
        value
    }

    /// A component that says the same in other words: `NullableDate` beside `Date`.
    fn twin(&self, wanted: &Value) -> Option<String> {
        let bare = |value: &Value| {
            let mut map = value.as_object().cloned().unwrap_or_default();
            map.remove("description");
            map
        };
        // Many ids are alike; only a twin without rivals is one.
        let schemas = self.spec.value.pointer("/components/schemas").and_then(Value::as_object)?;
        let mut alike = schemas.iter().filter(|(_, schema)| bare(schema) == bare(wanted)).map(|(name, _)| name);
        let only = alike.next()?;
        alike.next().is_none().then(|| format!("#{}", below("/components/schemas", only)))
    }

    /// Advice against touching a schema that other places of the page share which did not change alike.
    fn shared(&self, properties: &str, name: &str, changed: impl Fn(&Key) -> bool) -> Option<Advice> {
        let mut places = 0;
        let mut unlike = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for (key, expected) in &self.expected.facts {
            if parent(&expected.at) != properties || !self.old.contains_key(key) {
                continue;
            }
            let front = key.name.rsplit_once('.').map_or("", |(front, _)| front);
            let field = Key { name: crate::docs::facts::join(front, name), ..key.clone() };
            // A table that went, with its operation or with the field around it, asks for nothing here.
            let gone = above(key).is_some_and(|above| !self.new.contains_key(&above))
                || self.new_page.operation(key.method, &key.path).is_none();
            if gone || !seen.insert(field.clone()) {
                continue;
            }
            places += 1;
            if !changed(&field) {
                unlike.push(format!("{} {}", field.operation(), field.subject()));
            }
        }
        let first = unlike.first()?;
        Some(Advice::ByHand(format!(
            "{} is shared by {places} places of the page and {} of them did not change, such as {first}; \
             give those that changed a schema of their own",
            in_words(parent(properties)),
            unlike.len(),
        )))
    }
}

/// The table a field stands in, and its place there.
fn siblings<'a>(page: &'a Inventory, key: &Key) -> Option<(&'a [Field], usize)> {
    let operation = page.operation(key.method, &key.path)?;
    let mut list: &[Field] = match key.section {
        Section::Body => &operation.body,
        Section::Response(status) => &operation.responses.iter().find(|r| r.status == status)?.fields,
        _ => return None,
    };
    let parts: Vec<&str> = key.name.split('.').collect();
    let (last, parents) = parts.split_last()?;
    for parent in parents {
        let bare = parent.strip_suffix("[]").unwrap_or(parent);
        list = &list.iter().find(|f| f.name == bare)?.table;
    }
    let index = list.iter().position(|f| f.name == *last)?;
    Some((list, index))
}

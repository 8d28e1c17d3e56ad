//! Adds and removes fields.
//!
//! A schema has many uses, so before it is changed, all of them are checked for the same change. If they differ, the
//! decision is left to a person.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{EditPlanner, is_hidden};
use crate::docs::check::compare::uses::{came_in_some, gone_in_some};
use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::facts::{Key, Section, join};
use crate::docs::inventory::{Field, Inventory};
use crate::docs::spec::step;

/// The tables of the new inventory for all uses of one object of the spec.
type Uses<'a> = Vec<(Key, &'a [Field])>;

impl EditPlanner<'_> {
    pub(super) fn fields(&mut self, expected: &ExpectedFacts) {
        let new: &Inventory = self.new;
        let mut objects: BTreeMap<&String, Uses<'_>> = BTreeMap::new();
        for (key, pointer) in &expected.tables {
            if let Some(table) = table(new, key).filter(|table| !table.is_empty()) {
                objects.entry(pointer).or_default().push((key.clone(), table));
            }
        }
        for (pointer, uses) in objects {
            self.object_fields(pointer, &uses, expected);
        }
        self.new_tables(expected);
    }

    fn object_fields(&mut self, pointer: &str, uses: &Uses<'_>, expected: &ExpectedFacts) {
        let request = uses.iter().any(|(key, _)| key.section == Section::Body);
        let spec = self.property_names(pointer);
        let mut names: Vec<&str> = Vec::new();
        for (_, table) in uses {
            names.extend(table.iter().map(|field| field.name.as_str()));
        }
        let listed: BTreeSet<&str> = names.iter().copied().collect();
        for name in &listed {
            if spec.contains(*name) {
                continue;
            }
            let without: Vec<&Key> =
                uses.iter().filter(|(_, table)| !table.iter().any(|f| f.name == *name)).map(|(key, _)| key).collect();
            let Some(field) = uses.iter().find_map(|(_, table)| table.iter().find(|field| field.name == *name)) else {
                continue;
            };
            if let Some(first) = without.first() {
                self.decide(pointer, came_in_some(name, uses.len() - without.len(), uses.len(), first));
                continue;
            }
            let keys: Vec<Key> = uses.iter().map(|(key, _)| key.with(key.section, &join(&key.name, name))).collect();
            self.add_property(pointer, field, request, &names, &keys);
        }
        for name in &spec {
            if listed.contains(name.as_str()) {
                continue;
            }
            let at = step(&step(pointer, "properties"), name);
            let facts: Vec<&Key> = expected
                .facts
                .iter()
                .filter(|(_, fact)| fact.at == at && !is_hidden(fact))
                .map(|(key, _)| key)
                .collect();
            let known: Vec<&Key> = facts
                .iter()
                .copied()
                .filter(|key| uses.iter().any(|(table, _)| key.method == table.method && key.path == table.path))
                .collect();
            if known.is_empty() || self.elsewhere(&facts) {
                continue;
            }
            let keys: Vec<Key> = known.iter().map(|key| (*key).clone()).collect();
            self.remove_property(pointer, name, &keys);
        }
        self.partly_gone(pointer, &spec, &listed, uses);
    }

    /// Records a decision about a field that was removed for some uses only.
    fn partly_gone(&mut self, pointer: &str, spec: &BTreeSet<String>, listed: &BTreeSet<&str>, uses: &Uses<'_>) {
        for name in spec.iter().filter(|name| listed.contains(name.as_str())) {
            let without: Vec<&Key> =
                uses.iter().filter(|(_, table)| !table.iter().any(|f| f.name == *name)).map(|(key, _)| key).collect();
            let with = uses.len() - without.len();
            if let (Some(first), true) = (without.first(), with > 0) {
                self.decide(pointer, gone_in_some(name, without.len(), uses.len(), first));
            }
        }
    }

    /// Returns whether an operation of another source still has the field.
    fn elsewhere(&self, keys: &[&Key]) -> bool {
        keys.iter().any(|key| {
            self.others.iter().any(|i| {
                i.operation(key.method, &key.path).is_some_and(|o| o.facts().iter().any(|fact| fact.key == **key))
            })
        })
    }

    fn property_names(&self, pointer: &str) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        let mut todo = vec![pointer.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(pointer) = todo.pop() {
            let Some(value) = self.spec.value.pointer(&pointer).filter(|_| seen.insert(pointer.clone())) else {
                continue;
            };
            out.extend(value.get("properties").and_then(Value::as_object).into_iter().flat_map(|m| m.keys().cloned()));
            for part in value.get("allOf").and_then(Value::as_array).into_iter().flatten() {
                if let Some(target) = part.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
                    todo.push(target.to_owned());
                }
            }
        }
        out
    }

    fn add_property(&mut self, pointer: &str, field: &Field, request: bool, order: &[&str], keys: &[Key]) {
        let value = self.property(field, request);
        let properties = step(pointer, "properties");
        let Some(own) = self.spec.value.pointer(&properties).and_then(Value::as_object) else {
            self.decide(pointer, format!("add `{}` to one of its parts", field.name));
            return;
        };
        let position = order.iter().position(|name| *name == field.name).unwrap_or_default();
        let has = |name: &&&str| own.contains_key(**name);
        let behind = order[..position].iter().rev().find(has).map(|name| (*name).to_owned());
        let before = order[position + 1..].iter().find(has).map(|name| (*name).to_owned());
        self.spec.insert(&properties, &field.name, value, behind.as_deref(), before.as_deref());
        let keys: Vec<&Key> = keys.iter().collect();
        self.log("add", step(&properties, &field.name), &keys);
        if field.required && request {
            self.require(pointer, &field.name);
        }
    }

    fn require(&mut self, pointer: &str, name: &str) {
        let list = step(pointer, "required");
        match self.spec.value.pointer(&list).and_then(Value::as_array) {
            Some(items) if items.iter().any(|item| item == name) => {}
            Some(items) => {
                let mut items = items.clone();
                items.push(Value::from(name));
                self.spec.replace(&list, Value::Array(items));
            }
            None => self.spec.insert(pointer, "required", serde_json::json!([name]), None, Some("properties")),
        }
    }

    fn remove_property(&mut self, pointer: &str, name: &str, keys: &[Key]) {
        let at = step(&step(pointer, "properties"), name);
        if self.spec.value.pointer(&at).is_none() {
            self.decide(pointer, format!("remove `{name}` from one of its parts"));
            return;
        }
        self.spec.remove(&at);
        let list = step(pointer, "required");
        let index = self
            .spec
            .value
            .pointer(&list)
            .and_then(Value::as_array)
            .and_then(|items| items.iter().position(|item| item == name));
        if let Some(index) = index {
            self.spec.remove(&format!("{list}/{index}"));
        }
        let keys: Vec<&Key> = keys.iter().collect();
        self.log("remove", at, &keys);
    }

    /// Writes the fields of an object that was free JSON and now has a table.
    fn new_tables(&mut self, expected: &ExpectedFacts) {
        let new: &Inventory = self.new;
        for (key, fact) in &expected.facts {
            let is_field = matches!(key.section, Section::Body | Section::Response(_));
            if !is_field || fact.object.is_some() || is_hidden(fact) || self.edited(&fact.at) {
                continue;
            }
            let Some(field) = field(new, key).filter(|field| !field.table.is_empty()) else { continue };
            let has_table = fact.marks.iter().any(|(mark, _)| mark.key == "table");
            if has_table || fact.value.ty.is_some_and(|ty| ty != field.ty) || self.is_recursive(key, expected) {
                continue;
            }
            let value = self.property(field, key.section == Section::Body);
            self.spec.replace(&fact.at, value);
            self.log("change", fact.at.clone(), &[key]);
        }
    }

    fn edited(&self, pointer: &str) -> bool {
        self.spec.value.pointer(pointer).is_none()
    }

    /// Returns whether the field is below an object of the same schema, where the walk of the spec ends.
    fn is_recursive(&self, key: &Key, expected: &ExpectedFacts) -> bool {
        let target = expected.facts.get(key).map(|fact| fact.target.clone());
        let value = target.and_then(|target| self.spec.value.pointer(&target).cloned());
        value.is_some_and(|value| value.get("properties").is_some())
    }
}

/// Returns the table at a key of a body or a response; the empty name is the body itself.
pub(super) fn table<'i>(inventory: &'i Inventory, key: &Key) -> Option<&'i [Field]> {
    let operation = inventory.operation(key.method, &key.path)?;
    let root: &[Field] = match key.section {
        Section::Body => &operation.body,
        Section::Response(status) => &operation.responses.iter().find(|r| r.status == status)?.fields,
        _ => return None,
    };
    if key.name.is_empty() {
        return Some(root);
    }
    let mut list = root;
    for part in key.name.split('.') {
        let bare = part.strip_suffix("[]").unwrap_or(part);
        list = &list.iter().find(|f| f.name == bare)?.table;
    }
    Some(list)
}

/// Returns the field at a key.
pub(super) fn field<'i>(inventory: &'i Inventory, key: &Key) -> Option<&'i Field> {
    let (around, name) = key.name.rsplit_once('.').unwrap_or(("", &key.name));
    table(inventory, &key.with(key.section, around))?.iter().find(|field| field.name == name)
}

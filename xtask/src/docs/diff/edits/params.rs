//! Edits for parameters.

use serde_json::{Value, json};

use super::{Advice, EditPlanner, PLACEHOLDER, below, parent, reference, yaml};
use crate::docs::check::expected_facts::ExpectedFact;
use crate::docs::diff::compare::ChangeKind;
use crate::docs::facts::{Key, Section};
use crate::docs::inventory::{Operation, Param, Scalar};

impl EditPlanner<'_> {
    pub(super) fn add_param(&self, key: &Key) -> Advice {
        let Some(operation) = self.new_page.operation(key.method, &key.path) else { return self.lost(key) };
        let list = params(operation, key.section);
        let Some(index) = list.iter().position(|p| p.name == key.name) else { return self.lost(key) };
        let item = self.param_item(&list[index], key);
        let known = |param: &Param| {
            let key = Key { name: param.name.clone(), ..key.clone() };
            self.fact(&key).filter(|_| self.old.contains_key(&key)).map(|expected| expected.at.as_str())
        };
        let behind = list[..index].iter().rev().find_map(known);
        let before = list[index + 1..].iter().find_map(known);
        let edit = self.insert(behind, before, |indent| yaml::item_lines(&item, indent)).or_else(|| {
            // The operation has no list of its own yet.
            let operation = self.operation_at(key)?;
            let next = ["requestBody", "responses"].into_iter().map(|k| below(operation, k));
            let next = next.into_iter().find(|pointer| self.spec.value.pointer(pointer).is_some());
            let has_list = self.spec.value.pointer(&below(operation, "parameters")).is_some();
            let value = Value::Array(vec![item.clone()]);
            self.insert(None, next.as_deref().filter(|_| !has_list), |indent| yaml::entry("parameters", &value, indent))
        });
        edit.map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    pub(super) fn remove_param(&self, key: &Key) -> Advice {
        let Some(expected) = self.fact(key) else { return Advice::ByHand("the spec does not have it".to_owned()) };
        let list = parent(&expected.at);
        let items = self.spec.value.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
        // Without its last item the list has to go too.
        let removed = self.changes.iter().filter(|c| matches!(c.kind, ChangeKind::Removed { .. }));
        let leaving = removed.filter_map(|c| self.fact(&c.key)).filter(|t| parent(&t.at) == list).count();
        let pointer = if leaving == items { list } else { &expected.at };
        self.remove(pointer).map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    pub(super) fn change_param(&self, key: &Key, after: &str) -> Advice {
        let Some(operation) = self.new_page.operation(key.method, &key.path) else { return self.lost(key) };
        let param = params(operation, key.section).iter().find(|p| p.name == key.name);
        let (Some(param), Some(expected)) = (param, self.fact(key)) else { return self.lost(key) };
        let Some(current) = self.spec.value.pointer(&expected.target) else { return self.lost(key) };
        let value = self.changed(current, param, key);
        let edit = if expected.target == expected.at || !self.all_users_change(expected, after) {
            self.replace(&expected.at, |span| yaml::item_lines(&value, span.indent))
        } else {
            let name = expected.target.rsplit('/').next().unwrap_or_default();
            self.replace(&expected.target, |span| yaml::entry(name, &value, span.indent))
        };
        edit.map_or_else(|| self.lost(key), |edit| Advice::Edits(vec![edit]))
    }

    /// Whether every operation that uses this component changes in the same way.
    fn all_users_change(&self, expected: &ExpectedFact, after: &str) -> bool {
        let users = self.expected.facts.iter().filter(|(_, other)| other.target == expected.target);
        users.into_iter().all(|(key, _)| self.new.get(key).is_some_and(|fact| fact.value == after))
    }

    /// The parameter as it stands in the spec, with what the page says now.
    fn changed(&self, current: &Value, param: &Param, key: &Key) -> Value {
        let mut value = current.clone();
        let Some(map) = value.as_object_mut() else { return self.param_item(param, key) };
        for (flag, set) in [("required", param.required), ("deprecated", param.legacy)] {
            map.remove(flag);
            if set {
                map.insert(flag.to_owned(), Value::Bool(true));
            }
        }
        let before = self.old.get(key).map(|fact| fact.value.split(' ').next().unwrap_or_default().to_owned());
        if before.as_deref() != Some(param.ty.to_string().as_str()) {
            map.insert("schema".to_owned(), schema(param));
        }
        value
    }

    /// A list item: a component that says the same, or the parameter itself.
    fn param_item(&self, param: &Param, key: &Key) -> Value {
        let wanted = crate::docs::facts::param_value(param);
        let shared = self.expected.facts.iter().find_map(|(other, expected)| {
            let same = other.section == key.section && other.name == param.name && expected.value == wanted;
            reference(&expected.target, "parameters").filter(|_| same)
        });
        if let Some(shared) = shared {
            return json!({"$ref": shared});
        }
        let place = if key.section == Section::Path { "path" } else { "query" };
        let plain = param.name.strip_suffix("[]").unwrap_or(&param.name);
        let mut value = json!({"name": plain, "in": place, "description": PLACEHOLDER, "schema": schema(param)});
        if param.required {
            value["required"] = json!(true);
        }
        if param.legacy {
            value["deprecated"] = json!(true);
        }
        if plain != param.name {
            value["x-docs"] = json!({"name": param.name});
        }
        value
    }

    /// All path parameters, or all others, as list items.
    pub(super) fn param_items(&self, operation: &Operation, section: Section) -> Vec<Value> {
        let key =
            |name: &str| Key { method: operation.method, path: operation.path.clone(), section, name: name.to_owned() };
        let list = params(operation, section).iter();
        list.filter(|p| p.ty.scalar != Scalar::File).map(|param| self.param_item(param, &key(&param.name))).collect()
    }
}

fn params(operation: &Operation, section: Section) -> &[Param] {
    if section == Section::Path { &operation.path_params } else { &operation.query }
}

fn schema(param: &Param) -> Value {
    let word = param.ty.scalar.word();
    if param.name.ends_with("[]") { json!({"type": "array", "items": {"type": word}}) } else { json!({"type": word}) }
}

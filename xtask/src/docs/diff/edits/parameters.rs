//! Adds, removes and sorts parameters.

use serde_json::{Value, json};

use super::{EditPlanner, PLACEHOLDER, is_hidden, parent, reference};
use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::facts::{FactValue, Key, Section};
use crate::docs::inventory::{Inventory, Operation, Param, Scalar, SourceKind};
use crate::docs::spec::step;

impl EditPlanner<'_> {
    /// Updates all lists of parameters. Each list changes once per round, because a change moves the other parameters.
    pub(super) fn parameters(&mut self) {
        for _ in 0..self.source.len() + self.facts.facts.len() {
            let edits = self.edits.len();
            self.parameters_once();
            if self.edits.len() == edits {
                return;
            }
        }
    }

    pub(super) fn parameters_once(&mut self) {
        let new: &Inventory = self.new;
        let expected = self.current_facts();
        for (operation, pointer) in self.known(new, &expected) {
            for section in [Section::Path, Section::Query] {
                if self.section(operation, &pointer, section, &expected) {
                    break;
                }
            }
        }
    }

    /// Updates one list of parameters. Returns whether it changed.
    fn section(&mut self, operation: &Operation, at: &str, section: Section, expected: &ExpectedFacts) -> bool {
        let key =
            |name: &str| Key { method: operation.method, path: operation.path.clone(), section, name: name.to_owned() };
        let list = if section == Section::Path { &operation.path_params } else { &operation.query };
        let order = expected.order.get(&(operation.method, operation.path.clone())).cloned().unwrap_or_default();
        let spec: Vec<&Key> = order.iter().filter(|key| key.section == section).collect();
        let missing: Vec<&Param> = list.iter().filter(|param| !spec.contains(&&key(&param.name))).collect();
        let gone: Vec<&Key> = spec
            .iter()
            .copied()
            .filter(|key| !list.iter().any(|param| param.name == key.name))
            .filter(|key| expected.facts.get(key).is_some_and(|fact| !is_hidden(fact)))
            .filter(|key| !self.stated_elsewhere(key))
            // A part of the path is sent also if a source does not describe it.
            .filter(|key| section == Section::Query || !operation.path.contains(&format!("{{{}}}", key.name)))
            .collect();
        let edits = self.edits.len();
        // From the last to the first, so that the indices of the others do not change.
        for key in gone.iter().rev() {
            let Some(fact) = expected.facts.get(key) else { continue };
            if fact.marks.iter().any(|(mark, _)| mark.key == "parameter") {
                self.decide(&fact.at, format!("{} is gone; look at the form body", key.subject()));
                continue;
            }
            if parent(&fact.at).ends_with("/parameters") {
                self.spec.remove(&fact.at);
                self.log("remove", fact.at.clone(), &[key]);
            }
        }
        if self.edits.len() > edits {
            return true;
        }
        let missing: Vec<&Param> = missing.into_iter().filter(|param| param.ty.scalar != Scalar::File).collect();
        if missing.is_empty() {
            return self.reorder(list, &spec, expected);
        }
        for param in missing {
            self.add_param(operation, at, section, param, expected);
        }
        true
    }

    /// Adds a parameter next to its neighbours in the source.
    fn add_param(
        &mut self,
        operation: &Operation,
        at: &str,
        section: Section,
        param: &Param,
        expected: &ExpectedFacts,
    ) {
        let list = if section == Section::Path { &operation.path_params } else { &operation.query };
        let renamed = self.renamed_description(operation, section, param);
        let item = self.param_item(param, section, expected, renamed);
        let position = list.iter().position(|other| other.name == param.name).unwrap_or_default();
        let holders = [step(at, "parameters"), step(parent(at), "parameters")];
        let listed = |other: &Param| holders.iter().find_map(|list| Some((list, self.index_of(list, &other.name)?)));
        let behind = list[..position].iter().rev().find_map(listed).map(|(list, index)| (list.clone(), index + 1));
        let before = || list[position + 1..].iter().find_map(listed).map(|(list, index)| (list.clone(), index));
        let place = behind.or_else(before).or_else(|| {
            // A second list must not replace the list that the operation has.
            let [own, shared] = &holders;
            let order = if section == Section::Path { [shared, own] } else { [own, own] };
            order.into_iter().find_map(|holder| {
                let count = self.spec.value.pointer(holder).and_then(Value::as_array).map(Vec::len)?;
                Some((holder.clone(), count))
            })
        });
        let pointer = match place {
            Some((list, index)) => {
                self.spec.insert_item(&list, index, item);
                format!("{list}/{index}")
            }
            None => {
                let mut next = ["requestBody", "responses"].into_iter();
                let next = next.find(|key| self.spec.value.pointer(&step(at, key)).is_some());
                self.spec.insert(at, "parameters", Value::Array(vec![item]), None, next);
                format!("{at}/parameters/0")
            }
        };
        let key = Key { method: operation.method, path: operation.path.clone(), section, name: param.name.clone() };
        self.log("add", pointer, &[&key]);
    }

    /// Returns the index of a parameter in a list, inline or by reference. Its name may mark arrays differently.
    fn index_of(&self, list: &str, name: &str) -> Option<usize> {
        let items = self.spec.value.pointer(list)?.as_array()?;
        items.iter().position(|item| {
            let target = item["$ref"].as_str().and_then(|target| self.spec.value.pointer(target.strip_prefix('#')?));
            target.unwrap_or(item)["name"] == name
        })
    }

    /// Returns whether another source has the parameter, so that it is kept.
    fn stated_elsewhere(&self, key: &Key) -> bool {
        self.others.iter().any(|inventory| {
            inventory.operation(key.method, &key.path).is_some_and(|o| o.facts().iter().any(|f| f.key == *key))
        })
    }

    /// Returns the existing description of a renamed parameter, if exactly one with the same value was removed.
    fn renamed_description(&self, operation: &Operation, section: Section, param: &Param) -> Option<Value> {
        let old = self.old.operation(operation.method, &operation.path)?;
        let list = |o: &'_ Operation| -> Vec<Param> {
            if section == Section::Path { o.path_params.clone() } else { o.query.clone() }
        };
        let now = list(operation);
        let same = |other: &Param| FactValue::of_param(other) == FactValue::of_param(param);
        let was: Vec<Param> = list(old);
        let gone: Vec<&Param> = was
            .iter()
            .filter(|p| !now.iter().any(|n| n.name == p.name) && same(p) && p.wording == param.wording)
            .collect();
        let [one] = gone.as_slice() else { return None };
        one.wording.0.as_ref()?;
        let components = self.spec.value.pointer("/components/parameters")?.as_object()?;
        components.values().find(|c| c["name"] == one.name.as_str()).map(|c| c["description"].clone())
    }

    /// Sorts a list in the order of the page; a contract has no order.
    fn reorder(&mut self, list: &[Param], spec: &[&Key], expected: &ExpectedFacts) -> bool {
        if self.new.source != SourceKind::Page {
            return false;
        }
        let wanted: Vec<&str> =
            list.iter().map(|p| p.name.as_str()).filter(|n| spec.iter().any(|k| k.name == *n)).collect();
        let found: Vec<&str> = spec.iter().map(|k| k.name.as_str()).filter(|n| wanted.contains(n)).collect();
        let Some(first) = wanted.iter().zip(&found).position(|(a, b)| a != b) else { return false };
        let at = |name: &str| {
            let key = spec.iter().find(|key| key.name == name)?;
            let at = expected.facts.get(key)?.at.clone();
            parent(&at).ends_with("/parameters").then_some(at)
        };
        let (Some(from), Some(to)) = (at(wanted[first]), at(found[first])) else { return false };
        if parent(&from) != parent(&to) {
            return false;
        }
        let Some(value) = self.spec.value.pointer(&from).cloned() else { return false };
        let index = super::last_step(&to).parse().unwrap_or(0);
        self.spec.remove(&from);
        self.spec.insert_item(parent(&to), index, value);
        let key = spec.iter().find(|key| key.name == wanted[first]).map(|key| (*key).clone());
        if let Some(key) = key {
            self.log("change", to, &[&key]);
        }
        true
    }

    /// Returns all parameters of a section as list items.
    pub(super) fn param_items(
        &mut self,
        operation: &Operation,
        section: Section,
        expected: &ExpectedFacts,
    ) -> Vec<Value> {
        let list = if section == Section::Path { &operation.path_params } else { &operation.query };
        list.iter()
            .filter(|p| p.ty.scalar != Scalar::File)
            .map(|param| self.param_item(param, section, expected, None))
            .collect()
    }

    /// Returns a list item: a reference to a component that states the same, or the parameter itself.
    pub(super) fn param_item(
        &mut self,
        param: &Param,
        section: Section,
        expected: &ExpectedFacts,
        description: Option<Value>,
    ) -> Value {
        let shared = expected.facts.iter().find_map(|(other, fact)| {
            let same = other.section == section
                && other.name == param.name
                && fact.value.ty == Some(param.ty)
                && fact.value.required == param.required
                && fact.value.legacy == param.legacy
                && !is_hidden(fact)
                && self.fits(param, &fact.value);
            reference(&fact.target, "parameters").filter(|_| same)
        });
        if let Some(shared) = shared {
            return json!({"$ref": shared});
        }
        let value = self.inline_param(param, section, description);
        // A parameter of several operations becomes a component.
        let same = |operation: &Operation| {
            let list = if section == Section::Path { &operation.path_params } else { &operation.query };
            list.iter().any(|p| p.name == param.name && FactValue::of_param(p) == FactValue::of_param(param))
        };
        if self.new.operations.iter().filter(|operation| same(operation)).count() < 2 {
            return value;
        }
        let base = super::schemas::component_name(&param.name);
        let mut name = base.clone();
        let mut number = 2;
        while let Some(other) = self.component("parameters", &name) {
            if without_description(other) == without_description(&value) {
                return json!({"$ref": format!("#/components/parameters/{name}")});
            }
            name = format!("{base}{number}");
            number += 1;
        }
        self.spec.insert("/components/parameters", &name, value, None, None);
        self.log("add", format!("/components/parameters/{name}"), &[]);
        json!({"$ref": format!("#/components/parameters/{name}")})
    }

    /// Returns whether the constraints that the source states are those of the spec.
    pub(super) fn fits(&self, param: &Param, value: &FactValue) -> bool {
        param.constraints.iter().all(|(key, _)| value.constraints.agrees_on(key, &param.constraints))
    }

    pub(super) fn inline_param(&mut self, param: &Param, section: Section, description: Option<Value>) -> Value {
        let location = if section == Section::Path { "path" } else { "query" };
        let description = description.unwrap_or_else(|| json!(PLACEHOLDER));
        let schema = self.param_schema(param);
        let mut value = json!({"name": param.name, "in": location, "description": description, "schema": schema});
        if param.required {
            value["required"] = json!(true);
        }
        if param.legacy {
            value["deprecated"] = json!(true);
        }
        if param.ty.array {
            value["style"] = json!("form");
            value["explode"] = json!(true);
        }
        if param.spelling.as_deref() == Some("brackets") {
            value["x-docs"] = json!({"name": format!("{}[]", param.name)});
        }
        value
    }
}

fn without_description(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(map) = value.as_object_mut() {
        map.remove("description");
    }
    value
}

//! Adapts the edited spec to the code generator: unused method names, and members that two schemas have in common.
//!
//! `codegen::unsupported` returns the parts that the generator does not support. Those that were unsupported before the
//! edits stay as they are. For the others, this step writes the remedies that need no decision.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Edit, EditPlanner, PLACEHOLDER};
use crate::codegen::{self, Remedy};
use crate::docs::facts::{Key, Section};
use crate::docs::spec::step;

impl EditPlanner<'_> {
    /// Writes remedies until none is left that can be written. It writes one at a time because one can resolve several
    /// problems.
    pub(super) fn satisfy_generator(&mut self) {
        // Parts that were unsupported before the edits stay as they are.
        let mut tried = self.refused_before.clone();
        while let Some(part) =
            codegen::unsupported(&self.spec.value).into_iter().find(|part| !tried.contains(&part.problem))
        {
            match &part.remedy {
                Some(Remedy::Rename(candidates)) => self.rename_method(candidates),
                Some(Remedy::Copy { from, to, member }) => self.copy_member(from, to, member),
                None => {}
            }
            tried.insert(part.problem);
        }
    }

    /// Adds the parts that the generator still does not support to the decisions.
    pub(super) fn refused_by_generator(&mut self) {
        for part in codegen::unsupported(&self.spec.value) {
            if !self.refused_before.contains(&part.problem) {
                self.decide(&part.pointer, part.problem);
            }
        }
        let missing = codegen::missing_operation(&self.spec.value);
        if let Some(part) = missing.filter(|_| codegen::missing_operation(&self.committed.value).is_none()) {
            self.decide(&part.pointer, part.problem);
        }
    }

    /// Renames the method of a new member or parameter, so that programs that use the existing method still compile.
    fn rename_method(&mut self, candidates: &[(String, String)]) {
        let is_free = |(pointer, _): &&(String, String)| {
            self.spec.value.pointer(pointer).is_some_and(|value| value.get("x-rust-name").is_none())
        };
        let free: Vec<&(String, String)> = candidates.iter().filter(is_free).collect();
        let Some((pointer, name)) = free.iter().find(|(pointer, _)| self.is_new(pointer)).or(free.first()).copied()
        else {
            return;
        };
        let name = format!("{}_value", super::operations::snake_case(name));
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return;
        }
        self.without_plain_reference(pointer);
        self.spec.insert(pointer, "x-rust-name", json!(name), Some("in"), Some("description"));
        self.log_for(pointer, step(pointer, "x-rust-name"));
    }

    /// Returns whether the spec had no such member or parameter before the edits.
    fn is_new(&self, pointer: &str) -> bool {
        let Some(name) = self.spec.value.pointer(pointer).and_then(|value| value.get("name")) else {
            return self.committed.value.pointer(pointer).is_none();
        };
        // A parameter may have moved, within its list or to the shared parameters.
        let list = super::parent(pointer);
        let lists = [list, "/components/parameters"].map(|list| self.committed.value.pointer(list));
        let named = |value: &Value| value.get("name") == Some(name);
        !lists.into_iter().flatten().any(|list| match list {
            Value::Array(items) => items.iter().any(named),
            Value::Object(map) => map.values().any(named),
            _ => false,
        })
    }

    /// Copies the member that only `from` has to `to`, or brings the copy up to date. A member that was in both and was
    /// removed from one is left to a person: the service may no longer accept it.
    fn copy_member(&mut self, from: &str, to: &str, member: &str) {
        let properties = |schema: &str| format!("/components/schemas/{schema}/properties");
        let (source, list) = (step(&properties(from), member), properties(to));
        let place = step(&list, member);
        let is_own = |value: &Value| value["x-docs"]["absent"] != true;
        if self.committed.value.pointer(&place).is_some_and(is_own) || self.spec.value.pointer(&list).is_none() {
            return;
        }
        self.without_plain_reference(&source);
        let Some(mut value) = self.spec.value.pointer(&source).cloned() else { return };
        value["x-docs"]["absent"] = json!(true);
        if let Some(copy) = self.spec.value.pointer(&place) {
            value["description"] =
                copy.get("description").or(value.get("description")).cloned().unwrap_or(json!(PLACEHOLDER));
            self.spec.replace(&place, value);
            self.log("change", place, &[]);
            return;
        }
        let behind = self.shared_neighbour(&properties(from), &list, member);
        self.spec.insert(&list, member, value, behind.as_deref(), None);
        self.log_for(&source, place);
    }

    /// Returns the last member before this one that the other schema also has.
    fn shared_neighbour(&self, from: &str, to: &str, member: &str) -> Option<String> {
        let line = self.spec.span(&step(from, member))?.first;
        let shared = self.spec.value.pointer(to)?.as_object()?;
        let before = shared.keys().filter_map(|name| Some((self.spec.span(&step(from, name))?.first, name)));
        before.filter(|(first, _)| *first < line).max().map(|(_, name)| name.clone())
    }

    /// Replaces a plain reference with `allOf`, because OpenAPI ignores the keys beside a plain reference.
    fn without_plain_reference(&mut self, pointer: &str) {
        let Some(target) = self.spec.value.pointer(pointer).and_then(|value| value.get("$ref")).cloned() else {
            return;
        };
        self.spec.replace(pointer, json!({"allOf": [{"$ref": target}], "description": PLACEHOLDER}));
    }

    /// Logs an edit for the same facts as the edit that wrote `source`.
    fn log_for(&mut self, source: &str, pointer: String) {
        let name = self.spec.value.pointer(source).and_then(|value| value.get("name")).and_then(Value::as_str);
        let of_source = |edit: &&Edit| edit.action != "remove" && edit.pointer == source;
        let keys: BTreeSet<Key> = match name {
            // The pointer of a parameter becomes that of another one when the list changes.
            Some(name) => {
                let keys = self.edits.iter().flat_map(|edit| &edit.keys);
                keys.filter(|key| matches!(key.section, Section::Path | Section::Query) && key.name == name)
                    .cloned()
                    .collect()
            }
            None => self.edits.iter().filter(of_source).flat_map(|edit| edit.keys.clone()).collect(),
        };
        let keys: Vec<&Key> = keys.iter().collect();
        self.log("add", pointer, &keys);
    }
}

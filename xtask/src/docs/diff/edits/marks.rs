//! Removes marks that the sources no longer confirm, and adds missing ones.

use serde_json::{Value, json};

use super::EditPlanner;
use crate::docs::check::compare::compare;
use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::inventory::Inventory;
use crate::docs::spec::step;

impl EditPlanner<'_> {
    pub(super) fn marks(&mut self, expected: &ExpectedFacts) {
        let sources: Vec<&Inventory> = std::iter::once(self.new).chain(self.others).collect();
        let report = compare(&sources, expected);
        for mark in &report.untrue {
            let pointer = step(&step(&mark.pointer, "x-docs"), mark.key);
            if self.spec.value.pointer(&pointer).is_some() {
                self.spec.remove(&pointer);
                self.log("remove", pointer, &[]);
            }
        }
        for (pointer, mark) in &report.unmarked {
            let Some((key, value)) = mark.split_once(": ") else { continue };
            let array = self.spec.value.pointer(pointer).is_some_and(|v| v["type"] == "array");
            let value = if array && key == "type" { format!("{value}[]") } else { value.to_owned() };
            self.add_mark(pointer, key, json!(value));
        }
        for (pointer, required) in &report.required {
            self.required(pointer, required, expected);
        }
    }

    /// Makes a request require the fields that the source requires. A response relies on fewer; the mark lists those of
    /// the source.
    fn required(&mut self, pointer: &str, required: &[String], expected: &ExpectedFacts) {
        let request = expected
            .tables
            .iter()
            .any(|(key, table)| table == pointer && key.section == crate::docs::facts::Section::Body);
        if !request {
            self.add_mark(pointer, "required", json!(required));
            return;
        }
        let list = step(pointer, "required");
        if required.is_empty() {
            self.spec.remove(&list);
        } else if self.spec.value.pointer(&list).is_some() {
            self.spec.replace(&list, json!(required));
        } else {
            self.spec.insert(pointer, "required", json!(required), None, Some("properties"));
        }
        let mark = step(&step(pointer, "x-docs"), "required");
        if self.spec.value.pointer(&mark).is_some() {
            self.spec.remove(&mark);
        }
        self.log("change", list, &[]);
    }

    fn add_mark(&mut self, pointer: &str, key: &str, value: Value) {
        let marks = step(pointer, "x-docs");
        match self.spec.value.pointer(&marks).cloned() {
            Some(mut current) => {
                if current.get(key) == Some(&value) {
                    return;
                }
                current[key] = value;
                self.spec.replace(&marks, current);
            }
            None => {
                let keys = ["properties", "items", "content"];
                let node = self.spec.value.pointer(pointer);
                let before = keys.into_iter().find(|key| node.is_some_and(|node| node.get(key).is_some()));
                self.spec.insert(pointer, "x-docs", json!({key: value}), None, before);
            }
        }
        self.log("add", step(&marks, key), &[]);
    }
}

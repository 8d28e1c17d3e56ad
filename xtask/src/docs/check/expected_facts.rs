//! What the spec says, expected in the facts of the page.
//!
//! Walks every operation and writes down the facts the page would have to have for the spec to be its transcription,
//! departures (`x-docs`) already applied. Whether the page has them is decided in `compare`. A departure from the page
//! that carries no `x-docs` is a [`SpecProblem`] found here, because only here the spec's own wording is still in sight.

mod operation;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::docs::facts::{Key, Section};
use crate::docs::inventory::{Method, PREFIX, SERVER, Type};
use crate::docs::spec::{Node, Spec, step};

/// Keys of `x-docs` with a meaning. `why` is for people.
pub(crate) const MARKS: [&str; 12] = [
    "name",
    "type",
    "field",
    "absent",
    "required",
    "parameter",
    "table",
    "security",
    "unlisted",
    "nullable",
    "limits",
    "why",
];

/// One key of one `x-docs`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MarkRef {
    /// Of the mapping that carries the `x-docs`.
    pub(crate) pointer: String,
    pub(crate) key: &'static str,
}

/// One fact, expected by the spec.
#[derive(Debug, Clone)]
pub(crate) struct ExpectedFact {
    pub(crate) value: String,
    /// Where it is said: a list item, a property, a status.
    pub(crate) at: String,
    /// Where that refers to in the end; the same place if it is no reference.
    pub(crate) target: String,
    /// The departures without which it would read otherwise.
    pub(crate) through: Vec<MarkRef>,
}

/// Something wrong with the spec itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SpecProblem {
    pub(crate) pointer: String,
    pub(crate) what: String,
    pub(crate) todo: String,
}

#[derive(Debug, Default)]
pub(crate) struct ExpectedFacts {
    pub(crate) facts: BTreeMap<Key, ExpectedFact>,
    /// Operations in the order of the spec, with their pointer.
    pub(crate) operations: Vec<(Method, String, String)>,
    /// Parameters of each operation in the order of the spec.
    pub(crate) order: BTreeMap<(Method, String), Vec<Key>>,
    /// What the page is said not to have.
    pub(crate) absent: Vec<(Key, MarkRef)>,
    /// Fields whose table the page is said to print only in some places.
    pub(crate) sometimes: Vec<(Key, MarkRef)>,
    pub(crate) problems: BTreeSet<SpecProblem>,
    /// Every departure in the document, and whether the walker came across it where it means something.
    pub(crate) departures: BTreeMap<MarkRef, bool>,
}

pub(super) struct SpecWalker<'a> {
    pub(super) spec: &'a Spec,
    pub(super) out: ExpectedFacts,
    /// Schemas being described, to end recursion.
    pub(super) stack: Vec<String>,
}

pub(crate) fn expected_facts(spec: &Spec) -> ExpectedFacts {
    let mut walker = SpecWalker { spec, out: ExpectedFacts::default(), stack: Vec::new() };
    walker.collect(&spec.value, "");
    walker.document();
    let unused: Vec<MarkRef> =
        walker.out.departures.iter().filter(|(_, seen)| !**seen).map(|(d, _)| d.clone()).collect();
    for departure in unused {
        walker.problem(
            &departure.pointer,
            format!("x-docs.{} means nothing here, or no operation uses this", departure.key),
            "remove it, or what carries it",
        );
    }
    walker.out
}

impl<'a> SpecWalker<'a> {
    pub(super) fn problem(&mut self, pointer: &str, what: impl Into<String>, todo: impl Into<String>) {
        let problem = SpecProblem { pointer: pointer.to_owned(), what: what.into(), todo: todo.into() };
        self.out.problems.insert(problem);
    }

    /// Lists every departure of the document.
    fn collect(&mut self, value: &Value, pointer: &str) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    if key != "x-docs" {
                        self.collect(value, &step(pointer, key));
                        continue;
                    }
                    let Some(marks) = value.as_object() else {
                        self.problem(pointer, "x-docs is no mapping", "write it as x-docs: {key: value}");
                        continue;
                    };
                    for mark in marks.keys() {
                        match MARKS.into_iter().find(|known| known == mark) {
                            Some("why") => {}
                            Some(key) => {
                                self.out.departures.insert(MarkRef { pointer: pointer.to_owned(), key }, false);
                            }
                            None => {
                                let todo = format!("use one of {}", MARKS.join(", "));
                                self.problem(pointer, format!("x-docs.{mark} is unknown"), todo);
                            }
                        }
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.collect(item, &format!("{pointer}/{index}"));
                }
            }
            _ => {}
        }
    }

    /// A departure at this node, now known to be looked at.
    pub(super) fn mark(&mut self, node: &Node<'a>, key: &'static str) -> Option<(&'a Value, MarkRef)> {
        let value = node.value.get("x-docs")?.get(key)?;
        let departure = MarkRef { pointer: node.pointer.clone(), key };
        self.out.departures.insert(departure.clone(), true);
        Some((value, departure))
    }

    /// `absent: true` at any node of the way to something.
    pub(super) fn absent(&mut self, way: &[Node<'a>]) -> Option<MarkRef> {
        way.iter().find_map(|node| {
            let (value, departure) = self.mark(node, "absent")?;
            if value != &Value::Bool(true) {
                self.problem(&node.pointer, "x-docs.absent is not `true`", "write `absent: true` or remove it");
            }
            Some(departure)
        })
    }

    /// Below something the page does not have nothing is compared; departures there are counted as looked at.
    pub(super) fn pass_over(&mut self, pointer: &str) {
        let mut todo = vec![pointer.to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(pointer) = todo.pop() {
            let Some(node) = self.spec.node(&pointer) else { continue };
            if !seen.insert(pointer.clone()) {
                continue;
            }
            let is_parameter = node.value.get("in").is_some();
            for key in MARKS.into_iter().filter(|key| is_parameter || !matches!(*key, "name" | "security")) {
                self.mark(&node, key);
            }
            match node.value {
                Value::Object(map) => {
                    if let Some(target) = map.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
                        todo.push(target.to_owned());
                    }
                    todo.extend(map.keys().filter(|k| *k != "x-docs").map(|key| step(&pointer, key)));
                }
                Value::Array(items) => todo.extend((0..items.len()).map(|i| format!("{pointer}/{i}"))),
                _ => {}
            }
        }
    }

    pub(super) fn follow(&mut self, node: Node<'a>) -> Option<Vec<Node<'a>>> {
        let pointer = node.pointer.clone();
        self.spec.follow(node).map_err(|what| self.problem(&pointer, what, "mend the reference")).ok()
    }

    fn document(&mut self) {
        let spec = self.spec;
        if spec.value.pointer("/servers/0/url").and_then(Value::as_str) != Some(SERVER) {
            self.problem("/servers", "the first server is not the one of the page", format!("url: {SERVER}"));
        }
        for (name, scheme) in section(spec, "/components/securitySchemes") {
            let pointer = step("/components/securitySchemes", name);
            self.mark(&Node { pointer, value: scheme }, "security");
        }
        let mut ids = BTreeMap::new();
        for (path, keys) in &spec.paths {
            for key in keys {
                let Some(method) = Method::ALL.into_iter().find(|m| m.lower() == *key) else { continue };
                let item = step("/paths", path);
                let pointer = step(&item, key);
                let Some(node) = spec.node(&pointer) else { continue };
                if self.absent(std::slice::from_ref(&node)).is_some() {
                    self.pass_over(&pointer);
                    continue;
                }
                let Some(short) = path.strip_prefix(PREFIX).filter(|p| p.starts_with('/')) else {
                    self.problem(&pointer, format!("its path does not begin with {PREFIX}/"), "use full paths");
                    continue;
                };
                let id = node.value.get("operationId").and_then(Value::as_str).unwrap_or_default();
                if id.is_empty() {
                    self.problem(&pointer, "it has no operationId", "give it one, in snake case");
                } else if let Some(first) = ids.insert(id.to_owned(), pointer.clone()) {
                    self.problem(&pointer, format!("operationId {id} is that of {first} too"), "choose another");
                }
                self.out.operations.push((method, short.to_owned(), pointer.clone()));
                self.operation(method, short, &item, &node);
            }
        }
    }
}

fn section<'a>(spec: &'a Spec, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    spec.value.pointer(pointer).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// Adds facts of one operation.
pub(super) struct OperationKey<'k> {
    pub(super) method: Method,
    pub(super) path: &'k str,
}

impl OperationKey<'_> {
    pub(super) fn key(&self, section: Section, name: &str) -> Key {
        Key { method: self.method, path: self.path.to_owned(), section, name: name.to_owned() }
    }
}

impl ExpectedFacts {
    pub(super) fn add(&mut self, key: Key, value: String, at: &str, target: &str, through: Vec<MarkRef>) {
        let expected = ExpectedFact { value, at: at.to_owned(), target: target.to_owned(), through };
        if matches!(key.section, Section::Path | Section::Query) {
            self.order.entry((key.method, key.path.clone())).or_default().push(key.clone());
        }
        self.facts.insert(key, expected);
    }
}

/// A type as facts write it, also where the page could not.
pub(super) fn type_word(ty: Option<Type>) -> String {
    ty.map_or("?".to_owned(), |ty| ty.to_string())
}

//! Reads the spec as facts, with the marks that describe how a source differs.
//!
//! Walks every operation and records what the spec states about each key, and the `x-docs` marks on the path to it.
//! `compare` decides whether a source agrees. An error of the spec that does not depend on a source is reported here,
//! as a [`SpecProblem`].

mod object;
mod operation;
mod schema;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::marks::{self, MarkRef, SpecProblem};
use crate::docs::facts::{FactValue, Key, Section};
use crate::docs::inventory::{Constraints, Method, SERVER};
use crate::docs::spec::{Node, Spec, step};

/// One fact of the spec.
#[derive(Debug, Clone, Default)]
pub(crate) struct ExpectedFact {
    /// The value in the spec, without marks. A type that facts cannot express is `None`.
    pub(crate) value: FactValue,
    /// The pointer of the fact in the spec: a list item, a property, a status.
    pub(crate) at: String,
    /// The pointer after all references are followed; equal to `at` if it is not a reference.
    pub(crate) target: String,
    /// Marks for something that a source does not have: `absent` or `unlisted`, on this fact or around it.
    pub(crate) hidden_by: Vec<MarkRef>,
    /// Marks about the type, null mark, name, shape or table, with their values.
    pub(crate) marks: Vec<(MarkRef, Value)>,
    /// Schemas on the path that narrow the type, with their constraints and their mark.
    pub(crate) narrowing: Vec<(String, Constraints, Option<MarkRef>)>,
    /// The pointer of the object with the fields of this fact, if it has any.
    pub(crate) object: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct ExpectedFacts {
    pub(crate) facts: BTreeMap<Key, ExpectedFact>,
    /// Operations in the order of the spec, with their pointers.
    pub(crate) operations: Vec<(Method, String, String)>,
    /// Parameters of each operation in the order of the spec.
    pub(crate) order: BTreeMap<(Method, String), Vec<Key>>,
    /// The pointers of the objects with the fields of bodies and responses, by operation, section and parent name.
    pub(crate) tables: BTreeMap<Key, String>,
    /// Authentication schemes of the spec; `basic` is included only with its mark.
    pub(crate) auth: Vec<(String, Option<MarkRef>)>,
    pub(crate) problems: BTreeSet<SpecProblem>,
    /// Every mark in the document, and whether the walk found it on an element where it has a meaning.
    pub(crate) marks: BTreeMap<MarkRef, bool>,
    /// Objects with a `required` list, with their mark.
    pub(crate) required: BTreeMap<String, RequiredList>,
}

/// The fields that an object requires, and those that the sources require according to the mark.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequiredList {
    pub(crate) names: Vec<String>,
    pub(crate) mark: Option<MarkRef>,
    pub(crate) marked: Vec<String>,
}

pub(super) struct SpecWalker<'a> {
    pub(super) spec: &'a Spec,
    pub(super) out: ExpectedFacts,
    /// Schemas that are being described; they end recursion.
    pub(super) stack: Vec<String>,
    /// Marks around the current element that hide it.
    pub(super) hidden: Vec<MarkRef>,
    /// Fields of objects that were already described, by the pointer of the object: `Task` is in nine operations.
    known: HashMap<String, Rc<Vec<object::FieldView<'a>>>>,
}

pub(crate) fn expected_facts(spec: &Spec) -> ExpectedFacts {
    let mut walker = SpecWalker {
        spec,
        out: ExpectedFacts::default(),
        stack: Vec::new(),
        hidden: Vec::new(),
        known: HashMap::new(),
    };
    let (marks, problems) = marks::collect(&spec.value);
    walker.out.marks = marks;
    walker.out.problems = problems;
    walker.document();
    let unused: Vec<MarkRef> =
        walker.out.marks.iter().filter(|(_, seen)| !**seen).map(|(mark, _)| mark.clone()).collect();
    for mark in unused {
        let what = format!("x-docs.{} means nothing here, or no operation uses this", mark.key);
        walker.problem(&mark.pointer, what, "remove it, or what carries it");
    }
    walker.out
}

impl<'a> SpecWalker<'a> {
    pub(super) fn problem(&mut self, pointer: &str, what: impl Into<String>, todo: impl Into<String>) {
        let problem = SpecProblem { pointer: pointer.to_owned(), what: what.into(), todo: todo.into() };
        self.out.problems.insert(problem);
    }

    /// Returns a mark of this node, and records that it was found.
    pub(super) fn mark(&mut self, node: &Node<'a>, key: &'static str) -> Option<(&'a Value, MarkRef)> {
        let value = node.value.get("x-docs")?.get(key)?;
        let mark = MarkRef { pointer: node.pointer.clone(), key };
        self.out.marks.insert(mark.clone(), true);
        Some((value, mark))
    }

    /// Returns the marks on a path for something that a source does not have.
    pub(super) fn hiding(&mut self, way: &[Node<'a>]) -> Vec<MarkRef> {
        let mut found = Vec::new();
        for node in way {
            for key in ["absent", "unlisted"] {
                if let Some((value, mark)) = self.mark(node, key) {
                    if value != &Value::Bool(true) {
                        let what = format!("x-docs.{key} is not `true`");
                        self.problem(&node.pointer, what, format!("write `{key}: true` or remove it"));
                    }
                    found.push(mark);
                }
            }
        }
        found
    }

    /// Runs `describe` while these marks hide what it adds.
    pub(super) fn while_hidden(&mut self, marks: Vec<MarkRef>, describe: impl FnOnce(&mut Self)) {
        let before = self.hidden.len();
        self.hidden.extend(marks);
        describe(self);
        self.hidden.truncate(before);
    }

    pub(super) fn follow(&mut self, node: Node<'a>) -> Option<Vec<Node<'a>>> {
        let pointer = node.pointer.clone();
        self.spec.follow(node).map_err(|what| self.problem(&pointer, what, "correct the reference")).ok()
    }

    pub(super) fn add(&mut self, key: Key, mut fact: ExpectedFact) {
        let mut hidden = self.hidden.clone();
        hidden.append(&mut fact.hidden_by);
        fact.hidden_by = hidden;
        if matches!(key.section, Section::Path | Section::Query) {
            self.out.order.entry((key.method, key.path.clone())).or_default().push(key.clone());
        }
        self.out.facts.insert(key, fact);
    }

    fn document(&mut self) {
        let spec = self.spec;
        if spec.value.pointer("/servers/0/url").and_then(Value::as_str) != Some(SERVER) {
            self.problem("/servers", "the first server is not the one of the docs page", format!("url: {SERVER}"));
        }
        for (name, scheme) in section(spec, "/components/securitySchemes") {
            let pointer = step("/components/securitySchemes", name);
            let word = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
            let own = match (word("type"), word("scheme")) {
                ("http", scheme) => scheme.to_owned(),
                (_, _) => word("name").to_ascii_lowercase(),
            };
            self.out.auth.push((own, None));
            if let Some((value, mark)) = self.mark(&Node { pointer, value: scheme }, "security") {
                self.out.auth.push((value.as_str().unwrap_or_default().to_owned(), Some(mark)));
            }
        }
        let mut ids = BTreeMap::new();
        for (path, keys) in &spec.paths {
            for key in keys {
                let Some(method) = Method::ALL.into_iter().find(|m| m.lower() == *key) else { continue };
                let item = step("/paths", path);
                let pointer = step(&item, key);
                let Some(node) = spec.node(&pointer) else { continue };
                let id = node.value.get("operationId").and_then(Value::as_str).unwrap_or_default();
                if id.is_empty() {
                    self.problem(&pointer, "it has no operationId", "give it one, in snake case");
                } else if let Some(first) = ids.insert(id.to_owned(), pointer.clone()) {
                    self.problem(&pointer, format!("operationId {id} is that of {first} too"), "choose another");
                }
                let hiding = self.hiding(std::slice::from_ref(&node));
                self.out.operations.push((method, path.clone(), pointer.clone()));
                self.while_hidden(hiding, |walker| walker.operation(method, path, &item, &node));
            }
        }
    }
}

fn section<'a>(spec: &'a Spec, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    spec.value.pointer(pointer).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// The operation whose facts are being recorded.
pub(super) struct OperationKey<'k> {
    pub(super) method: Method,
    pub(super) path: &'k str,
}

impl OperationKey<'_> {
    pub(super) fn key(&self, section: Section, name: &str) -> Key {
        Key { method: self.method, path: self.path.to_owned(), section, name: name.to_owned() }
    }
}

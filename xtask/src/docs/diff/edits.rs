//! Plans the edits that make the spec agree with a source.
//!
//! The planner compares the spec with the new inventory and changes a copy, step by step, until nothing is left to
//! change: applied a second time, it changes nothing. Decisions are listed instead of guessed; descriptions are written
//! as [`PLACEHOLDER`], because they have to be written by a person. Each step is a file: `operations`, `parameters`,
//! `responses`, `fields`, `values` with `narrowing`, `marks`, and finally `generator`, so that `regen` accepts the
//! result; `schemas`, `components` and `objects` create schemas for fields, `decisions` lists what is left for a
//! person.

mod components;
mod decisions;
mod fields;
mod generator;
mod marks;
mod narrowing;
mod objects;
mod operations;
mod parameters;
mod responses;
mod schemas;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

pub(crate) use self::decisions::Decision;
use crate::codegen;
use crate::docs::check::expected_facts::{ExpectedFact, ExpectedFacts, expected_facts};
use crate::docs::facts::{FactValue, Key};
use crate::docs::inventory::{Inventory, Operation};
use crate::docs::spec::{Spec, in_words};

/// The text for a description that is still to be written.
pub(crate) const PLACEHOLDER: &str = "TODO in our own words.";

/// Larger than the number of rounds that the deepest new object needs.
const MAX_ROUNDS: usize = 12;

/// One change of the spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    /// `add`, `change` or `remove`.
    pub(crate) action: &'static str,
    pub(crate) pointer: String,
    /// The facts that the edit is for.
    pub(crate) keys: Vec<Key>,
}

/// The spec after all edits, and the tasks that are left for a person.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) spec: Spec,
    pub(crate) edits: Vec<Edit>,
    /// Decisions that need a person.
    pub(crate) decisions: Vec<Decision>,
    /// The elements whose description is missing.
    pub(crate) descriptions: Vec<String>,
    /// The elements that were changed and have a description, which may be outdated.
    pub(crate) descriptions_to_read: Vec<String>,
    /// Schemas that were removed, and with them their Rust types.
    pub(crate) gone: Vec<String>,
    /// Schemas that were added, without their nullable variants, and parameters that operations share. Their names are
    /// made from those of the source.
    pub(crate) added: Vec<String>,
}

/// The state that the steps share.
struct EditPlanner<'a> {
    spec: Spec,
    /// The spec before any edits for the new source, whether of this plan or of an earlier one.
    committed: &'a Spec,
    /// The problems that the code generator reported for that spec.
    refused_before: BTreeSet<String>,
    old: &'a Inventory,
    new: &'a Inventory,
    /// Inventories of the other sources.
    others: &'a [Inventory],
    edits: Vec<Edit>,
    /// Pointers into the spec, if any, with the decisions.
    decisions: BTreeSet<(Option<String>, String)>,
    /// The facts of the spec at the beginning of the current step, without the additions of the step.
    facts: Rc<ExpectedFacts>,
    /// The number of edits at that time.
    facts_of: usize,
    /// The facts of the new source, by key.
    source: BTreeMap<Key, FactValue>,
    /// Whether the new source marks nulls in bodies, and whether it marks them in responses.
    sees_nulls: (bool, bool),
    /// Whether new objects of responses are postponed until the existing ones are up to date, because they may be the
    /// same.
    objects_wait: bool,
    /// Whether most response fields are nullable in the spec; new ones then are too, regardless of the sources.
    responses_may_be_null: bool,
}

/// Plans the edits for `new`, which replaces `old`. `committed` is the spec before any edits.
pub(crate) fn plan(spec: &Spec, committed: &Spec, old: &Inventory, new: &Inventory, others: &[Inventory]) -> Plan {
    let facts = Rc::new(expected_facts(spec));
    let mut planner = EditPlanner {
        spec: spec.clone(),
        committed,
        refused_before: codegen::unsupported(&committed.value).into_iter().map(|part| part.problem).collect(),
        old,
        new,
        others,
        edits: Vec::new(),
        decisions: BTreeSet::new(),
        source: new.facts().into_iter().map(|fact| (fact.key, fact.value)).collect(),
        sees_nulls: super::visibility::null_visibility(new),
        responses_may_be_null: schemas::responses_may_be_null(&facts),
        facts,
        facts_of: 0,
        objects_wait: true,
    };
    planner.until_settled();
    planner.objects_wait = false;
    planner.until_settled();
    planner.step(Step::NewOperations);
    planner.until_settled();
    planner.unused_components(&spec.value);
    planner.satisfy_generator();
    // A remedy may have copied a member that needs marks.
    planner.step(Step::Marks);
    planner.collect_decisions();
    let mut descriptions = Vec::new();
    placeholders(&planner.spec.value, "", &mut descriptions);
    let located = planner.located_decisions();
    let gone = only_in("schemas", committed, &planner.spec);
    let mut added = only_in("schemas", &planner.spec, committed);
    added.retain(|name| !name.ends_with("OrNull") && !name.starts_with("Nullable"));
    let parameters = only_in("parameters", &planner.spec, committed);
    added.extend(parameters.into_iter().map(|name| format!("parameters → {name}")));
    let descriptions_to_read = decisions::descriptions_to_read(&committed.value, &planner.spec.value);
    Plan {
        spec: planner.spec,
        edits: planner.edits,
        decisions: located,
        descriptions,
        descriptions_to_read,
        gone,
        added,
    }
}

/// The steps of a plan, in the order in which they run.
#[derive(Debug, Clone, Copy)]
enum Step {
    MovedOperations,
    Parameters,
    Responses,
    Fields,
    Values,
    Marks,
    NewOperations,
}

impl Step {
    /// The steps that are repeated until nothing is left to change.
    const REPEATED: [Self; 6] =
        [Self::MovedOperations, Self::Parameters, Self::Responses, Self::Fields, Self::Values, Self::Marks];
}

impl EditPlanner<'_> {
    fn until_settled(&mut self) {
        for _ in 0..MAX_ROUNDS {
            let before = self.edits.len();
            for step in Step::REPEATED {
                self.step(step);
            }
            if self.edits.len() == before {
                break;
            }
        }
    }

    fn step(&mut self, step: Step) {
        let expected = self.current_facts();
        match step {
            Step::MovedOperations => self.moved_operations(&expected),
            Step::NewOperations => self.new_operations(&expected),
            Step::Parameters => self.parameters(),
            Step::Responses => self.responses(&expected),
            Step::Fields => self.fields(&expected),
            Step::Values => self.values(&expected),
            Step::Marks => self.marks(&expected),
        }
    }

    /// Returns the facts of the spec after all edits so far.
    fn current_facts(&mut self) -> Rc<ExpectedFacts> {
        if self.facts_of != self.edits.len() {
            self.facts = Rc::new(expected_facts(&self.spec));
            self.facts_of = self.edits.len();
        }
        Rc::clone(&self.facts)
    }

    fn log(&mut self, action: &'static str, pointer: impl Into<String>, keys: &[&Key]) {
        self.edits.push(Edit {
            action,
            pointer: pointer.into(),
            keys: keys.iter().map(|key| (*key).clone()).collect(),
        });
    }

    /// Returns the operations of the new inventory that the spec has, with their pointers in the spec.
    fn known<'n>(&self, new: &'n Inventory, expected: &ExpectedFacts) -> Vec<(&'n Operation, String)> {
        let find = |operation: &'n Operation| {
            let found = expected.operations.iter().find(|(m, p, _)| *m == operation.method && *p == operation.path)?;
            Some((operation, found.2.clone()))
        };
        new.operations.iter().filter_map(find).collect()
    }

    fn component(&self, kind: &str, name: &str) -> Option<&Value> {
        self.spec.value.get("components")?.get(kind)?.get(name)
    }

    /// Removes components that are no longer used. A schema whose type is named by hand stays, without its marks, which no
    /// source can confirm.
    fn unused_components(&mut self, before: &Value) {
        let mut used_before = reachable(before);
        let is_named =
            |pointer: &String| pointer.strip_prefix("/components/schemas/").is_some_and(codegen::is_named_by_hand);
        let used = reachable(&self.spec.value);
        let named: Vec<String> = used_before.iter().filter(|pointer| is_named(pointer)).cloned().collect();
        for pointer in named.into_iter().filter(|pointer| !used.contains(pointer)) {
            used_before.remove(&pointer);
            // The null mark of a response has no meaning without its mark.
            for key in ["x-docs", "nullable"].map(|key| format!("{pointer}/{key}")) {
                if self.spec.value.pointer(&key).is_some() {
                    self.spec.remove(&key);
                    self.log("remove", key, &[]);
                }
            }
        }
        loop {
            let used = reachable(&self.spec.value);
            let gone: Vec<String> = used_before
                .difference(&used)
                .filter(|pointer| self.spec.value.pointer(pointer).is_some())
                .cloned()
                .collect();
            if gone.is_empty() {
                return;
            }
            for pointer in gone {
                self.spec.remove(&pointer);
                self.log("remove", pointer, &[]);
            }
        }
    }
}

/// Returns the components of a kind that another spec does not have.
fn only_in(kind: &str, spec: &Spec, other: &Spec) -> Vec<String> {
    let names = |spec: &Spec| -> BTreeSet<String> {
        let components = spec.value.pointer(&format!("/components/{kind}")).and_then(Value::as_object);
        components.into_iter().flatten().map(|(name, _)| name.clone()).collect()
    };
    names(spec).difference(&names(other)).cloned().collect()
}

/// Returns the pointers of the components that operations use.
fn reachable(document: &Value) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut todo = vec![document.get("paths")];
    while let Some(value) = todo.pop() {
        match value {
            Some(Value::Object(map)) => {
                if let Some(target) = map.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'))
                    && seen.insert(target.to_owned())
                {
                    todo.push(document.pointer(target));
                    // The generator reads the variant for null as its base, which states the values of both.
                    let base = target.strip_suffix("OrNull").filter(|base| document.pointer(base).is_some());
                    if let Some(base) = base.filter(|base| seen.insert((*base).to_owned())) {
                        todo.push(document.pointer(base));
                    }
                }
                todo.extend(map.values().map(Some));
            }
            Some(Value::Array(items)) => todo.extend(items.iter().map(Some)),
            _ => {}
        }
    }
    seen
}

fn placeholders(value: &Value, pointer: &str, out: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains(PLACEHOLDER) => out.push(in_words(pointer)),
        Value::Object(map) => {
            for (key, value) in map {
                placeholders(value, &crate::docs::spec::step(pointer, key), out);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                placeholders(item, &format!("{pointer}/{index}"), out);
            }
        }
        _ => {}
    }
}

/// Returns `#/components/schemas/X` if the pointer is that of a component of this kind.
fn reference(pointer: &str, kind: &str) -> Option<String> {
    let name = pointer.strip_prefix("/components/")?.strip_prefix(kind)?.strip_prefix('/')?;
    (!name.contains('/')).then(|| format!("#{pointer}"))
}

fn parent(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn last_step(pointer: &str) -> String {
    crate::docs::spec::unescape(pointer.rsplit('/').next().unwrap_or_default())
}

fn is_hidden(fact: &ExpectedFact) -> bool {
    !fact.hidden_by.is_empty()
}

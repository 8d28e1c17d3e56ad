//! What one kind of source can state and the other cannot: a difference only there is not a change.
//!
//! A page does not state constraints, required fields and the bodies of failures; a contract does not state examples,
//! and may not mark nulls. Where a source cannot see a fact, the spec stands in for it. `compare` asks these questions
//! for each fact; what a page can state about the spec is decided in `check/compare.rs`.

use std::collections::HashMap;

use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::facts::{Fact, FactValue, Key, Section};
use crate::docs::inventory::{Constraints, Inventory, Method, Operation, SourceKind};

/// The two sources of a comparison, and the spec.
pub(super) struct Visibility<'a> {
    pub(super) old: SourceKind,
    pub(super) new: SourceKind,
    sees_nulls: (bool, bool),
    spec: &'a ExpectedFacts,
    /// The operation of the spec that is compared, if it moved: its method and its path.
    moved_from: Option<(Method, &'a str)>,
}

/// Returns whether the source marks nulls in bodies, and whether it marks them in responses.
pub(super) fn null_visibility(inventory: &Inventory) -> (bool, bool) {
    if inventory.source == SourceKind::Page {
        return (true, true);
    }
    let facts = inventory.facts();
    let any = |body: bool| {
        facts.iter().any(|f| {
            let section =
                if body { f.key.section == Section::Body } else { matches!(f.key.section, Section::Response(_)) };
            section && f.value.nullable
        })
    };
    (any(true), any(false))
}

impl<'a> Visibility<'a> {
    pub(super) fn new(old: &Inventory, new: &Inventory, spec: &'a ExpectedFacts) -> Self {
        Self { old: old.source, new: new.source, sees_nulls: null_visibility(new), spec, moved_from: None }
    }

    /// Returns the same view of an operation that the spec has with another method or path.
    pub(super) fn of_moved(&self, before: &'a Operation) -> Self {
        Self { moved_from: Some((before.method, &before.path)), ..*self }
    }

    /// Returns the key that the spec has for this fact.
    fn in_spec(&self, key: &Key) -> Key {
        match self.moved_from {
            Some((method, path)) => Key { method, path: path.to_owned(), ..key.clone() },
            None => key.clone(),
        }
    }

    /// Returns the value in the spec of a fact that the old source could not state.
    pub(super) fn known_value(&self, fact: &Fact) -> Option<FactValue> {
        self.spec.facts.get(&self.in_spec(&fact.key)).map(|found| found.value.clone())
    }

    /// Returns whether the old source states the fact and the new one cannot.
    pub(super) fn lost_sight_of(&self, key: &Key) -> bool {
        let is_hidden = || self.spec.facts.get(&self.in_spec(key)).is_none_or(|found| !found.hidden_by.is_empty());
        matches!(key.section, Section::Example | Section::Summary) && self.old != self.new
            || self.new == SourceKind::Page && self.old == SourceKind::Contract && is_hidden()
    }

    /// Returns whether the spec has fields of this response already.
    pub(super) fn spec_has_body(&self, key: &Key) -> bool {
        let key = self.in_spec(key);
        let has = |name: &str| self.spec.tables.contains_key(&key.with(key.section, name));
        has("") || self.spec.facts.contains_key(&key.with(key.section, "items"))
    }

    /// Returns whether the fact is new in a contract only because a page cannot state it: the body of a failure, or the
    /// table of an object that the page omitted.
    pub(super) fn is_known(&self, fact: &Fact, before: &HashMap<Key, Fact>, after: &HashMap<Key, Fact>) -> bool {
        if self.old != SourceKind::Page || self.new != SourceKind::Contract || before.contains_key(&fact.key) {
            return false;
        }
        if !after.contains_key(&fact.key) || !self.spec.facts.contains_key(&self.in_spec(&fact.key)) {
            return false;
        }
        match fact.key.section {
            Section::Response(_) | Section::Body => {
                let around = fact.key.parent();
                let around = around.filter(|around| around.section == fact.key.section);
                let siblings = before.keys().any(|key| {
                    key.section == fact.key.section && key.parent().filter(|p| p.section == key.section) == around
                });
                !siblings
            }
            _ => false,
        }
    }

    /// Returns two values without the parts that one of the sources cannot state.
    pub(super) fn comparable(&self, was: &FactValue, fact: &Fact) -> (FactValue, FactValue) {
        let (mut a, mut b) = (was.clone(), fact.value.clone());
        let is_field = matches!(fact.key.section, Section::Body | Section::Response(_));
        if self.old != self.new {
            (a.spelling, b.spelling) = (None, None);
        }
        let spec = self.known_value(fact).unwrap_or_default();
        match (self.old, self.new) {
            (SourceKind::Page, SourceKind::Contract) => {
                a.constraints = shared_constraints(&spec.constraints, &b.constraints);
                if a.constraints.same(&b.constraints) {
                    a.constraints = b.constraints.clone();
                }
                if is_field {
                    a.required = if fact.key.section == Section::Body { spec.required } else { b.required };
                    a.bare = if spec.bare == b.bare { b.bare } else { spec.bare };
                }
                let seen = if fact.key.section == Section::Body { self.sees_nulls.0 } else { self.sees_nulls.1 };
                if !seen {
                    b.nullable = a.nullable;
                } else if matches!(fact.key.section, Section::Response(_)) && spec.nullable {
                    a.nullable = b.nullable;
                }
            }
            (SourceKind::Contract, SourceKind::Page) => {
                (a.constraints, b.constraints) = (Constraints::default(), Constraints::default());
                if is_field {
                    a.required = b.required;
                    a.bare = b.bare;
                }
            }
            _ => {
                if a.constraints.same(&b.constraints) {
                    a.constraints = b.constraints.clone();
                }
            }
        }
        (a, b)
    }

    /// Returns whether the new source joins the values of an array to one text, which the old source did not. Contracts
    /// often state `csv` only because it is the default of their tools, so this is not a change of the parameter.
    pub(super) fn is_joined_now(&self, was: &FactValue, fact: &Fact) -> bool {
        let joined = |value: &FactValue| {
            value.spelling.as_deref().is_some_and(|spelling| ["csv", "ssv", "tsv", "pipes"].contains(&spelling))
        };
        self.old != self.new && joined(&fact.value) && !joined(was)
    }

    pub(super) fn is_promise(&self, fact: &Fact) -> bool {
        let response = matches!(fact.key.section, Section::Response(_));
        let spec = self.spec.facts.get(&self.in_spec(&fact.key)).is_some_and(|found| found.value.required);
        response && self.old != self.new && fact.value.required && !spec
    }
}

/// Returns the constraints of the spec that the source also states.
fn shared_constraints(spec: &Constraints, source: &Constraints) -> Constraints {
    let mut out = Constraints::default();
    for (key, _) in source.iter() {
        if let Some(value) = spec.get(key) {
            out.insert(key, value.to_owned());
        }
    }
    out
}

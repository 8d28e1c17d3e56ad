//! Compares the facts of two inventories and reports as few changes as necessary.
//!
//! Facts that the old source could not state are taken from the spec: if a contract states what the spec already had,
//! nothing changed; `visibility` decides which facts these are. A field that was added with its table is one change, and
//! so is an operation. `impact` decides what a change means for users, `causes` decides which changes share a cause.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::impact::{self, Impact};
use super::pairs;
use super::visibility::Visibility;
use crate::docs::check::expected_facts::ExpectedFacts;
use crate::docs::facts::{Fact, FactValue, Key, Section};
use crate::docs::inventory::{Inventory, Operation, SourceKind};

/// One difference between two inventories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) key: Key,
    pub(crate) kind: ChangeKind,
    pub(crate) impact: Impact,
    /// The reason for the impact on a user of the SDK.
    pub(crate) why: &'static str,
    /// Other facts that were added or removed with this one: the fields of an object, all facts of an operation.
    pub(crate) inside: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Added {
        value: String,
    },
    Removed {
        value: String,
    },
    Changed {
        before: String,
        after: String,
    },
    /// The operation was moved from another method or path.
    Moved {
        from: String,
    },
    Reworded,
}

/// All differences, in the order of the new source.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) changes: Vec<Change>,
    /// The number of facts that the old source could not state and that the spec states in the same way.
    pub(crate) known: usize,
    /// The number of response fields that the new source requires and that the old source could not mark as required.
    pub(crate) promised: usize,
    /// The number of array parameters whose values the new source joins, of another kind than the old one.
    pub(crate) joined: usize,
    /// Operations whose parameters changed their order, or the operations themselves.
    pub(crate) reordered: Vec<String>,
}

pub(crate) fn compare(old: &Inventory, new: &Inventory, spec: &ExpectedFacts) -> Comparison {
    let mut out = Comparison::default();
    let mut moved = BTreeSet::new();
    let sources = Visibility::new(old, new, spec);
    for operation in &new.operations {
        match old.operation(operation.method, &operation.path) {
            Some(before) => compare_operation(&sources, before, operation, &mut out),
            None => match pairs::moved_from(operation, old, new) {
                Some(before) => {
                    moved.insert(before.id());
                    let (impact, why) = impact::moved(before, operation);
                    let kind = ChangeKind::Moved { from: before.id() };
                    out.changes.push(Change { key: title(operation), kind, impact, why, inside: Vec::new() });
                    let mut renamed = before.clone();
                    renamed.method = operation.method;
                    renamed.path.clone_from(&operation.path);
                    compare_operation(&sources.of_moved(before), &renamed, operation, &mut out);
                }
                None => out.changes.push(complete(operation, true)),
            },
        }
    }
    for operation in &old.operations {
        if new.operation(operation.method, &operation.path).is_none() && !moved.contains(&operation.id()) {
            out.changes.push(complete(operation, false));
        }
    }
    if (old.source, new.source) == (SourceKind::Page, SourceKind::Page) {
        out.reordered = reordered(old, new);
    }
    out
}

fn reordered(old: &Inventory, new: &Inventory) -> Vec<String> {
    fn common<'a>(a: &[&'a str], b: &[&str]) -> Vec<&'a str> {
        a.iter().filter(|name| b.contains(name)).copied().collect()
    }
    let mut out = Vec::new();
    let ids = |inventory: &Inventory| inventory.operations.iter().map(Operation::id).collect::<Vec<_>>();
    let (before, after) = (ids(old), ids(new));
    let (a, b): (Vec<&str>, Vec<&str>) =
        (before.iter().map(String::as_str).collect(), after.iter().map(String::as_str).collect());
    if common(&a, &b) != common(&b, &a) {
        out.push("the operations".to_owned());
    }
    for operation in &new.operations {
        let Some(before) = old.operation(operation.method, &operation.path) else { continue };
        let names = |o: &'_ Operation| -> Vec<String> {
            o.path_params.iter().chain(&o.query).map(|param| param.name.clone()).collect()
        };
        let (before, after) = (names(before), names(operation));
        let (a, b): (Vec<&str>, Vec<&str>) =
            (before.iter().map(String::as_str).collect(), after.iter().map(String::as_str).collect());
        if common(&a, &b) != common(&b, &a) {
            out.push(format!("the parameters of {}", operation.id()));
        }
    }
    out
}

fn title(operation: &Operation) -> Key {
    Key { method: operation.method, path: operation.path.clone(), section: Section::Title, name: String::new() }
}

fn complete(operation: &Operation, added: bool) -> Change {
    let value = String::new();
    let inside = operation.facts().iter().skip(1).map(|fact| fact.key.subject()).collect();
    let (impact, why) = impact::operation(added);
    let kind = if added { ChangeKind::Added { value } } else { ChangeKind::Removed { value } };
    Change { key: title(operation), kind, impact, why, inside }
}

/// Adds the changes of one operation.
fn compare_operation(sources: &Visibility<'_>, old: &Operation, new: &Operation, out: &mut Comparison) {
    let before: HashMap<Key, Fact> = old.facts().into_iter().map(|f| (f.key.clone(), f)).collect();
    let after_list = new.facts();
    let after: HashMap<Key, Fact> = after_list.iter().map(|f| (f.key.clone(), f.clone())).collect();
    let mut tops: BTreeMap<Key, Vec<String>> = BTreeMap::new();
    // Facts without a change entry, because the change of their parent includes them.
    let mut folded: BTreeSet<Key> = BTreeSet::new();
    for fact in after_list.iter().chain(&old.facts()) {
        let other = if after.contains_key(&fact.key) { &before } else { &after };
        if other.contains_key(&fact.key) || sources.is_known(fact, &before, &after) {
            continue;
        }
        let Some(around) = fact.key.parent() else { continue };
        let is_unseen = if after.contains_key(&fact.key) {
            sources.spec_has_body(&fact.key)
        } else {
            sources.lost_sight_of(&fact.key)
        };
        let came_or_went = before.contains_key(&around) != after.contains_key(&around)
            || body_came_or_went(fact, old, new) && !is_unseen;
        let retyped = || {
            let ty = |map: &HashMap<Key, Fact>| map.get(&around).and_then(|f| f.value.ty);
            ty(&before) != ty(&after)
        };
        if folded.contains(&around) || came_or_went || (around.section == fact.key.section && retyped()) {
            folded.insert(fact.key.clone());
            let rest = fact.key.name.strip_prefix(&around.name).unwrap_or(&fact.key.name);
            tops.entry(top(&around, &folded)).or_default().push(format!("{rest} {}", fact.value));
        }
    }
    let mut add = |key: &Key, kind: ChangeKind, (impact, why): (Impact, &'static str)| {
        let status = key.parent().filter(|_| key.name.is_empty());
        // Another sentence has no facts inside: those below the key belong to another change.
        let known = tops.get(status.as_ref().unwrap_or(key)).filter(|_| kind != ChangeKind::Reworded);
        let inside = known.cloned().unwrap_or_default();
        out.changes.push(Change { key: key.clone(), kind, impact, why, inside });
    };
    let mut known = 0;
    let mut promised = 0;
    for fact in &after_list {
        if fact.key.section == Section::Example && sources.old != sources.new && fact.key.name != "body" {
            continue;
        }
        let was = before.get(&fact.key);
        if let (Section::Status(code), true) = (fact.key.section, was.is_some() && tops.contains_key(&fact.key)) {
            let (body, value) = (fact.key.with(Section::Response(code), ""), String::new());
            if has_body(new, code) {
                let impact = impact::added(&body, &fact.value, old, false);
                add(&body, ChangeKind::Added { value }, impact);
            } else {
                add(&body, ChangeKind::Removed { value }, impact::removed(&body));
            }
        }
        match (was, sources.known_value(fact)) {
            (Some(was), _) => {
                out.joined += usize::from(sources.is_joined_now(&was.value, fact));
                let (a, b) = sources.comparable(&was.value, fact);
                if a != b {
                    add(&fact.key, changed(&a, &b), impact::changed(&fact.key, &a, &b));
                } else if was.wording != fact.wording {
                    add(&fact.key, ChangeKind::Reworded, impact::reworded());
                }
                promised += usize::from(sources.is_promise(fact));
            }
            (None, Some(spec)) if sources.is_known(fact, &before, &after) => {
                let (a, b) = sources.comparable(&spec, fact);
                if a == b {
                    known += 1;
                } else if !folded.contains(&fact.key) {
                    add(&fact.key, changed(&a, &b), impact::changed(&fact.key, &a, &b));
                }
            }
            (None, _) if folded.contains(&fact.key) => {}
            (None, spec) => {
                let kind = ChangeKind::Added { value: text(&fact.value) };
                add(&fact.key, kind, impact::added(&fact.key, &fact.value, old, spec.is_some()));
            }
        }
    }
    for fact in old.facts() {
        let gone = !after.contains_key(&fact.key) && !folded.contains(&fact.key);
        if gone && !sources.lost_sight_of(&fact.key) {
            add(&fact.key, ChangeKind::Removed { value: text(&fact.value) }, impact::removed(&fact.key));
        }
    }
    out.known += known;
    out.promised += promised;
}

/// Returns whether this is a field of a response that had no fields before, or has none any more.
fn body_came_or_went(fact: &Fact, old: &Operation, new: &Operation) -> bool {
    match fact.key.section {
        Section::Response(code) => !fact.key.name.contains('.') && has_body(old, code) != has_body(new, code),
        _ => false,
    }
}

fn has_body(operation: &Operation, code: u16) -> bool {
    operation.responses.iter().any(|response| response.status == code && !response.fields.is_empty())
}

/// Returns the change of a value. Of two enumerations, it names only the values that are gone and those that are new.
fn changed(before: &FactValue, after: &FactValue) -> ChangeKind {
    let (Some(old), Some(new)) = (before.constraints.values(), after.constraints.values()) else {
        return ChangeKind::Changed { before: text(before), after: text(after) };
    };
    let side = |value: &FactValue, word: &str, list: &[String], other: &[String]| {
        let mut value = value.clone();
        value.constraints = value.constraints.without("enum");
        let only: Vec<&str> = list.iter().filter(|item| !other.contains(item)).map(String::as_str).collect();
        if only.is_empty() { text(&value) } else { format!("{} ({word}: {})", text(&value), only.join(", ")) }
    };
    ChangeKind::Changed { before: side(before, "gone", &old, &new), after: side(after, "new", &new, &old) }
}

/// Formats a value for a report.
fn text(value: &FactValue) -> String {
    value.to_string().trim().to_owned()
}

/// Returns the outermost fact that is not part of another change.
fn top(key: &Key, folded: &BTreeSet<Key>) -> Key {
    let mut key = key.clone();
    while folded.contains(&key) {
        match key.parent() {
            Some(next) => key = next,
            None => break,
        }
    }
    key
}

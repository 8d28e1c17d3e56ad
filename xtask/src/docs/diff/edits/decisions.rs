//! Collects the decisions that are left for a person, each with its line and what to do.
//!
//! The steps record what they cannot decide. Problems that `docs check` and `regen` would report after all edits are
//! added here, so that they are known before the commands run. Descriptions that may be outdated are listed as well.

use serde_json::{Map, Value};

use super::{EditPlanner, PLACEHOLDER};
use crate::docs::check::compare::compare;
use crate::docs::inventory::Inventory;
use crate::docs::spec::{in_words, step};

/// A decision that needs a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The line of the spec after all edits.
    pub(crate) line: Option<usize>,
    pub(crate) text: String,
}

impl EditPlanner<'_> {
    /// Records a decision about an element of the spec.
    pub(super) fn decide(&mut self, pointer: &str, text: impl Into<String>) {
        self.decisions.insert((Some(pointer.to_owned()), text.into()));
    }

    /// Records a decision about an element that the spec does not have.
    pub(super) fn decide_beside(&mut self, text: impl Into<String>) {
        self.decisions.insert((None, text.into()));
    }

    /// Runs every step once more, only for its decisions; nothing is left to edit.
    pub(super) fn collect_decisions(&mut self) {
        self.decisions.clear();
        let edits = self.edits.len();
        let expected = self.current_facts();
        self.new_operations(&expected);
        self.parameters_once();
        self.responses(&expected);
        self.fields(&expected);
        self.values(&expected);
        self.edits.truncate(edits);
        self.refused_by_check();
        self.refused_by_generator();
    }

    /// Adds the problems that `docs check` reports after the edits, unless a step has already reported the element.
    fn refused_by_check(&mut self) {
        let sources: Vec<&Inventory> = std::iter::once(self.new).chain(self.others).collect();
        let expected = self.current_facts();
        for cause in compare(&sources, &expected).causes {
            let is_known = self.decisions.iter().any(|(place, _)| match (place, &cause.pointer) {
                (Some(place), Some(pointer)) => is_within(place, pointer) || is_within(pointer, place),
                (place, pointer) => place == pointer,
            });
            if !is_known {
                self.decisions.insert((cause.pointer, format!("{}: {}", cause.what, cause.todo)));
            }
        }
    }

    /// Returns the decisions with their lines in the spec after all edits.
    pub(super) fn located_decisions(&self) -> Vec<Decision> {
        let located = self.decisions.iter().map(|(pointer, text)| match pointer {
            Some(pointer) => {
                let span = self.nearest_span(pointer);
                Decision { line: span, text: format!("{}: {text}", in_words(pointer)) }
            }
            None => Decision { line: None, text: text.clone() },
        });
        let mut located: Vec<Decision> = located.collect();
        located.sort_by_key(|decision| decision.line);
        located
    }

    /// Returns the first line of the innermost element on the path to a pointer that has separate lines in the file.
    fn nearest_span(&self, pointer: &str) -> Option<usize> {
        let around = std::iter::successors(Some(pointer), |pointer| Some(pointer.rsplit_once('/')?.0));
        around.take_while(|pointer| !pointer.is_empty()).find_map(|pointer| Some(self.spec.span(pointer)?.first))
    }
}

/// Returns the elements that two specs describe in the same words and otherwise define differently, so that the
/// description may be outdated.
pub(super) fn descriptions_to_read(before: &Value, after: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect_descriptions(before, after, "", &mut found);
    found
}

fn collect_descriptions(before: &Value, after: &Value, pointer: &str, found: &mut Vec<String>) {
    // A description says nothing about these: their elements have descriptions of their own.
    const SEPARATE: [&str; 7] =
        ["properties", "required", "x-docs", "content", "requestBody", "responses", "parameters"];
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let description = old.get("description").and_then(Value::as_str).filter(|text| !text.contains(PLACEHOLDER));
            let own = |map: &Map<String, Value>| {
                let mut map = map.clone();
                map.retain(|key, _| !SEPARATE.contains(&key.as_str()));
                map
            };
            let same_words = description.is_some() && old.get("description") == new.get("description");
            if same_words && own(old) != own(new) {
                found.push(in_words(pointer));
            }
            for (key, old) in old {
                if let Some(new) = new.get(key) {
                    collect_descriptions(old, new, &step(pointer, key), found);
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                collect_descriptions(old, new, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Returns whether a pointer leads to an element inside `around`, which has to be more than a section of the document.
fn is_within(pointer: &str, around: &str) -> bool {
    let is_inside = pointer.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_inside && around.matches('/').count() > 1
}

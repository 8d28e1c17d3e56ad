//! Collects the decisions that are left for a person, each with its line and what to do.
//!
//! The steps record what they cannot decide. Problems that `docs check` and `regen` would report after all edits are
//! added here, so that they are known before the commands run.

use super::EditPlanner;
use crate::docs::check::compare::compare;
use crate::docs::inventory::Inventory;
use crate::docs::spec::in_words;

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

/// Returns whether a pointer leads to an element inside `around`, which has to be more than a section of the document.
fn is_within(pointer: &str, around: &str) -> bool {
    let is_inside = pointer.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_inside && around.matches('/').count() > 1
}

//! What is left for a person: decisions, each with its line and what to do.
//!
//! The steps note what they cannot decide. What `docs check` and `regen` would refuse after all edits is added here, so
//! that nothing is found out later.

use super::EditPlanner;
use crate::docs::check::compare::compare;
use crate::docs::inventory::Inventory;
use crate::docs::spec::in_words;

/// Something a machine cannot decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The line of the spec after all edits.
    pub(crate) line: Option<usize>,
    pub(crate) text: String,
}

impl EditPlanner<'_> {
    /// Notes a decision about something in the spec.
    pub(super) fn decide(&mut self, pointer: &str, text: impl Into<String>) {
        self.decisions.insert((Some(pointer.to_owned()), text.into()));
    }

    /// Notes a decision about something that the spec does not have.
    pub(super) fn decide_beside(&mut self, text: impl Into<String>) {
        self.decisions.insert((None, text.into()));
    }

    /// Runs every step once more for its decisions alone; nothing is left to edit.
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

    /// What `docs check` reports after the edits, unless a step has said more about the same place.
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

    /// The decisions with their lines in the spec after all edits.
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

    /// The first line of the innermost thing on the way to a pointer that has lines of its own.
    fn nearest_span(&self, pointer: &str) -> Option<usize> {
        let around = std::iter::successors(Some(pointer), |pointer| Some(pointer.rsplit_once('/')?.0));
        around.take_while(|pointer| !pointer.is_empty()).find_map(|pointer| Some(self.spec.span(pointer)?.first))
    }
}

/// Whether a pointer leads to something inside of `around`, which is more than a section of the document.
fn is_within(pointer: &str, around: &str) -> bool {
    let is_inside = pointer.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_inside && around.matches('/').count() > 1
}

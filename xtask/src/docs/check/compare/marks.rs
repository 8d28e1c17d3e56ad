//! Whether marks are true, place by place.
//!
//! A place is one fact. A source that can see it bears the mark out or contradicts it there; where sources differ, the
//! mark says what one of them has, and stays. A mark that is contradicted everywhere is to be removed. One that is true
//! in some places and not in others is on something that those places cannot share: the facts it hides fail, whatever
//! the other places say.

use std::collections::{BTreeMap, BTreeSet};

use super::{Judge, Report};
use crate::docs::check::marks::MarkRef;
use crate::docs::facts::{Fact, Key};

/// What to do about a mark that is not true anywhere.
pub(super) const REMOVE: &str = "remove the mark";

/// What the sources say about one mark.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Whether it is true in some place.
    holds: bool,
    /// Whether a source contradicts it without a fact to point at.
    doubted: bool,
    /// Facts for which a source bears it out.
    borne_out: BTreeSet<Key>,
    /// Facts for which a source contradicts it, with the line of the source unless the fact is reported for its value.
    contradicted: BTreeMap<Key, Option<String>>,
}

impl Verdict {
    /// Whether a source bears it out for this fact or for one around it.
    fn is_borne_out(&self, key: &Key) -> bool {
        std::iter::successors(Some(key.clone()), Key::parent).any(|key| self.borne_out.contains(&key))
    }
}

/// That a mark is true nowhere.
pub(super) fn not_true(mark: &MarkRef) -> String {
    format!("the mark x-docs.{} is not true any more", mark.key)
}

impl Judge<'_> {
    pub(super) fn bear_out(&mut self, mark: &MarkRef, key: &Key) {
        let verdict = self.marks.entry(mark.clone()).or_default();
        verdict.holds = true;
        verdict.borne_out.insert(key.clone());
    }

    /// The mark hides this fact of a source.
    pub(super) fn contradict(&mut self, mark: &MarkRef, fact: &Fact) {
        let verdict = self.marks.entry(mark.clone()).or_default();
        verdict.contradicted.insert(fact.key.clone(), Some(fact.plain()));
    }

    /// The mark is not true for this fact, which is reported for its value.
    pub(super) fn contradict_reported(&mut self, mark: &MarkRef, key: &Key) {
        self.marks.entry(mark.clone()).or_default().contradicted.entry(key.clone()).or_default();
    }

    /// A mark that is about no single fact.
    pub(super) fn judge_anywhere(&mut self, mark: &MarkRef, holds: bool) {
        let verdict = self.marks.entry(mark.clone()).or_default();
        verdict.holds |= holds;
        verdict.doubted |= !holds;
    }

    pub(super) fn finish_marks(&mut self, report: &mut Report) {
        for (mark, verdict) in std::mem::take(&mut self.marks) {
            let against: Vec<(&Key, &Option<String>)> =
                verdict.contradicted.iter().filter(|(key, _)| !verdict.is_borne_out(key)).collect();
            if against.is_empty() && (verdict.holds || !verdict.doubted) {
                continue;
            }
            let hidden: Vec<(&Key, String)> =
                against.iter().filter_map(|(key, line)| Some((*key, line.as_ref()?.clone()))).collect();
            let (what, todo) = if !verdict.holds {
                report.untrue.insert(mark.clone());
                let what = match hidden.len() {
                    0 => not_true(&mark),
                    1 => format!("the mark x-docs.{} hides a fact of the source", mark.key),
                    many => format!("the mark x-docs.{} hides {many} facts of the source", mark.key),
                };
                (what, REMOVE.to_owned())
            } else if hidden.is_empty() {
                continue;
            } else {
                report.partly.insert(mark.clone());
                let operations: BTreeSet<String> = hidden.iter().map(|(key, _)| key.operation()).collect();
                let operations = operations.into_iter().collect::<Vec<_>>().join(", ");
                let what = format!("the mark x-docs.{} is not true in {operations}; it is in other places", mark.key);
                (what, format!("give those {} without the mark", copy_of(&mark.pointer)))
            };
            let lines: Vec<String> = hidden.into_iter().map(|(_, line)| line).collect();
            self.failing.extend(lines.iter().cloned());
            self.causes.entry((Some(mark.pointer.clone()), what, todo)).or_default().extend(lines);
        }
    }
}

/// What places that differ cannot share: the component with the mark.
fn copy_of(pointer: &str) -> String {
    let mut steps = pointer.split('/').skip(1);
    match (steps.next(), steps.next(), steps.next()) {
        (Some("components"), Some(_), Some(name)) => format!("a copy of `{name}`"),
        _ => "a copy of it".to_owned(),
    }
}

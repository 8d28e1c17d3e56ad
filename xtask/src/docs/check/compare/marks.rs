//! Decides whether marks are true, fact by fact.
//!
//! For each fact, a source that can state it confirms the mark or contradicts it. Where sources differ, the mark
//! describes one of them and remains. A mark that is contradicted for all facts has to be removed. A mark that is true
//! for some facts only is on an element that these uses cannot share: the hidden facts fail, regardless of the other
//! uses.

use std::collections::{BTreeMap, BTreeSet};

use super::{Judge, Report};
use crate::docs::check::marks::MarkRef;
use crate::docs::facts::{Fact, Key};

/// The advice for a mark that is not true for any fact.
pub(super) const REMOVE: &str = "remove the mark";

/// The statements of the sources about one mark.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Whether the mark is true for any fact.
    holds: bool,
    /// Whether a source contradicts it without a single fact as evidence.
    doubted: bool,
    /// Facts for which a source confirms the mark.
    borne_out: BTreeSet<Key>,
    /// Facts for which a source contradicts it, with the line of the source unless the value of the fact is reported.
    contradicted: BTreeMap<Key, Option<String>>,
}

impl Verdict {
    /// Returns whether a source confirms the mark for this fact or for one around it.
    fn is_borne_out(&self, key: &Key) -> bool {
        std::iter::successors(Some(key.clone()), Key::parent).any(|key| self.borne_out.contains(&key))
    }
}

/// Describes a mark that is not true any more.
pub(super) fn not_true(mark: &MarkRef) -> String {
    format!("the mark x-docs.{} is not true any more", mark.key)
}

impl Judge<'_> {
    pub(super) fn bear_out(&mut self, mark: &MarkRef, key: &Key) {
        let verdict = self.marks.entry(mark.clone()).or_default();
        verdict.holds = true;
        verdict.borne_out.insert(key.clone());
    }

    /// Records that the mark hides this fact of a source.
    pub(super) fn contradict(&mut self, mark: &MarkRef, fact: &Fact) {
        let verdict = self.marks.entry(mark.clone()).or_default();
        verdict.contradicted.insert(fact.key.clone(), Some(fact.plain()));
    }

    /// Records that the mark is not true for this fact, whose value is reported separately.
    pub(super) fn contradict_reported(&mut self, mark: &MarkRef, key: &Key) {
        self.marks.entry(mark.clone()).or_default().contradicted.entry(key.clone()).or_default();
    }

    /// Judges a mark that does not belong to a single fact.
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
                let contradicting: BTreeSet<String> = hidden.iter().map(|(key, _)| key.operation()).collect();
                let confirming: BTreeSet<String> = verdict.borne_out.iter().map(Key::operation).collect();
                let listed = |operations: &BTreeSet<String>| operations.iter().cloned().collect::<Vec<_>>().join(", ");
                let copy = copy_of(&mark.pointer);
                // The fewer operations get an element of their own.
                if !confirming.is_empty()
                    && confirming.len() < contradicting.len()
                    && confirming.is_disjoint(&contradicting)
                {
                    let what = format!("the mark x-docs.{} is true only in {}", mark.key, listed(&confirming));
                    (what, format!("give those {copy} with the mark, and remove it here"))
                } else {
                    let operations = listed(&contradicting);
                    let what =
                        format!("the mark x-docs.{} is not true in {operations}; it is in other places", mark.key);
                    (what, format!("give those {copy} without the mark"))
                }
            };
            let lines: Vec<String> = hidden.into_iter().map(|(_, line)| line).collect();
            self.failing.extend(lines.iter().cloned());
            self.causes.entry((Some(mark.pointer.clone()), what, todo)).or_default().extend(lines);
        }
    }
}

/// Names the element that differing uses cannot share: the component with the mark.
fn copy_of(pointer: &str) -> String {
    let mut steps = pointer.split('/').skip(1);
    match (steps.next(), steps.next(), steps.next()) {
        (Some("components"), Some(_), Some(name)) => format!("a copy of `{name}`"),
        _ => "a copy of it".to_owned(),
    }
}

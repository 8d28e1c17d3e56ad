//! The edit of the spec that each change of the page asks for.
//!
//! An edit names lines of the file as it is, and the lines to put there, indented as they have to be: it can be pasted.
//! Where one cannot be known, because a component is shared with places that did not change, for example, the advice
//! says so instead of guessing. What a snippet describes it describes as TODO: words are ours to find.
//!
//! Several edits are applied from the bottom of the file to the top, those of one line in reverse.

mod fields;
mod operations;
mod params;
mod schemas;
mod statuses;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::compare::{Change, ChangeKind};
use crate::docs::check::expected_facts::{ExpectedFact, ExpectedFacts, expected_facts};
use crate::docs::facts::{Fact, Key, Section};
use crate::docs::inventory::Inventory;
use crate::docs::spec::{Span, Spec, in_words, step as below};

/// What is written where a sentence of ours is missing.
pub(crate) const PLACEHOLDER: &str = "TODO in our own words.";

/// What to do about one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Advice {
    /// Nothing in the spec follows from it.
    Nothing,
    Edits(Vec<Edit>),
    /// The edit of an earlier change, by index, covers this one.
    Same(usize),
    ByHand(String),
}

/// Lines to put into the file, or to take out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    /// The place in words: `components → schemas → Task → properties`.
    pub(crate) place: String,
    pub(crate) lines: Lines,
    /// Empty where lines are only taken out.
    pub(crate) snippet: Vec<String>,
}

/// Line numbers of the unchanged file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lines {
    After(usize),
    From(usize, usize),
}

/// Advice for all changes, and what is of no use any more after it was followed.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) advice: Vec<Advice>,
    pub(crate) unused: Vec<Edit>,
}

/// What the makers of edits look at.
struct EditPlanner<'a> {
    spec: &'a Spec,
    expected: &'a ExpectedFacts,
    old: BTreeMap<Key, Fact>,
    new: BTreeMap<Key, Fact>,
    old_page: &'a Inventory,
    new_page: &'a Inventory,
    changes: &'a [Change],
}

pub(crate) fn plan(spec: &Spec, old: &Inventory, new: &Inventory, changes: &[Change]) -> Plan {
    let expected = expected_facts(spec);
    let index = |page: &Inventory| page.facts().into_iter().map(|f| (f.key.clone(), f)).collect();
    let planner = EditPlanner {
        spec,
        expected: &expected,
        old: index(old),
        new: index(new),
        old_page: old,
        new_page: new,
        changes,
    };
    let mut advice: Vec<Advice> = Vec::new();
    for change in changes {
        let next = planner.advise(change);
        let same = match &next {
            Advice::Edits(_) => advice.iter().position(|earlier| *earlier == next),
            _ => None,
        };
        advice.push(same.map_or(next, Advice::Same));
    }
    let unused = unused(spec, &advice);
    Plan { advice, unused }
}

impl EditPlanner<'_> {
    fn advise(&self, change: &Change) -> Advice {
        let key = &change.key;
        match (key.section, &change.kind) {
            (_, ChangeKind::Reworded) | (Section::Summary, _) => Advice::Nothing,
            (Section::Title, ChangeKind::Added { .. }) => self.add_operation(change),
            (Section::Title, _) => self.remove_operation(key),
            (Section::Example, _) => {
                Advice::ByHand(format!("look at the request body of {}: its outermost shape changed", key.operation()))
            }
            (Section::Path | Section::Query, ChangeKind::Added { .. }) => self.add_param(key),
            (Section::Path | Section::Query, ChangeKind::Removed { .. }) => self.remove_param(key),
            (Section::Path | Section::Query, ChangeKind::Changed { after, .. }) => self.change_param(key, after),
            (Section::Body | Section::Response(_), ChangeKind::Added { .. }) => self.add_field(key),
            (Section::Body | Section::Response(_), ChangeKind::Removed { .. }) => self.remove_field(key),
            (Section::Body | Section::Response(_), ChangeKind::Changed { after, .. }) => self.change_field(key, after),
            (Section::Status(status), ChangeKind::Added { .. }) => self.add_status(key, status),
            (Section::Status(_), ChangeKind::Removed { .. }) => self.remove_status(key),
            (Section::Status(_), ChangeKind::Changed { .. }) => Advice::Nothing,
        }
    }

    fn fact(&self, key: &Key) -> Option<&ExpectedFact> {
        self.expected.facts.get(key)
    }

    /// Where an operation stands in the spec.
    fn operation_at(&self, key: &Key) -> Option<&str> {
        let found = self.expected.operations.iter().find(|(m, p, _)| *m == key.method && *p == key.path);
        found.map(|(.., pointer)| pointer.as_str())
    }

    /// Where the spec has no answer for a mechanical edit.
    fn lost(&self, key: &Key) -> Advice {
        Advice::ByHand(format!(
            "the place of `{} {}` in the spec was not found; see `docs check`",
            key.operation(),
            key.subject()
        ))
    }

    fn replace(&self, pointer: &str, make: impl FnOnce(Span) -> Vec<String>) -> Option<Edit> {
        let span = self.spec.span(pointer)?;
        Some(Edit { place: in_words(pointer), lines: Lines::From(span.first, span.last), snippet: make(span) })
    }

    fn remove(&self, pointer: &str) -> Option<Edit> {
        self.replace(pointer, |_| Vec::new())
    }

    /// New lines behind, or where there is nothing to stand behind, before something with the same parent.
    fn insert(
        &self,
        behind: Option<&str>,
        before: Option<&str>,
        make: impl FnOnce(usize) -> Vec<String>,
    ) -> Option<Edit> {
        let pointer = behind.or(before)?;
        let span = self.spec.span(pointer)?;
        let line = if behind.is_some() { span.last } else { span.first - 1 };
        let place = format!(
            "{}, {} {}",
            in_words(parent(pointer)),
            if behind.is_some() { "behind" } else { "before" },
            self.label(pointer)
        );
        Some(Edit { place, lines: Lines::After(line), snippet: make(span.indent) })
    }

    /// The last step of a pointer; for an item of a list, what it says.
    fn label(&self, pointer: &str) -> String {
        let last = pointer.rsplit('/').next().unwrap_or_default();
        let item = self
            .spec
            .value
            .pointer(pointer)
            .filter(|_| last.parse::<usize>().is_ok() && !pointer.contains("/responses/"));
        let name = item.and_then(|item| item.get("$ref").or(item.get("name"))).and_then(Value::as_str);
        format!(
            "`{}`",
            name.and_then(|n| n.rsplit('/').next()).map_or_else(|| in_words(&format!("/{last}")), str::to_owned)
        )
    }
}

fn parent(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The file after these edits.
pub(crate) fn apply(lines: &[String], edits: &[Edit]) -> Vec<String> {
    let mut out = lines.to_vec();
    let mut order: Vec<&Edit> = edits.iter().collect();
    let line = |edit: &Edit| match edit.lines {
        // Behind line 7 comes after line 7 itself.
        Lines::After(line) => (line, 1),
        Lines::From(first, _) => (first, 0),
    };
    order.sort_by_key(|edit| line(edit));
    for edit in order.into_iter().rev() {
        match edit.lines {
            Lines::After(line) => out.splice(line..line, edit.snippet.iter().cloned()),
            Lines::From(first, last) => out.splice(first - 1..last, edit.snippet.iter().cloned()),
        };
    }
    out
}

/// Every edit of a plan once.
pub(crate) fn all_edits(advice: &[Advice]) -> Vec<Edit> {
    let lists = advice.iter().filter_map(|a| match a {
        Advice::Edits(edits) => Some(edits.as_slice()),
        _ => None,
    });
    lists.flatten().cloned().collect()
}

/// Components that lose their last user through the edits.
fn unused(spec: &Spec, advice: &[Advice]) -> Vec<Edit> {
    let edits = all_edits(advice);
    let text = apply(spec.lines(), &edits).join("\n");
    let Ok(after) = Spec::parse(&text) else { return Vec::new() };
    let before = reachable(&spec.value);
    let still = reachable(&after.value);
    let gone = before.difference(&still).filter(|pointer| after.value.pointer(pointer).is_some());
    gone.filter_map(|pointer| {
        let span = spec.span(pointer)?;
        // Lines another edit touches are left to a second look: `docs check` names a component nobody uses.
        let touched = edits.iter().any(|edit| match edit.lines {
            Lines::After(line) => (span.first..span.last).contains(&line),
            Lines::From(first, last) => first <= span.last && span.first <= last,
        });
        if touched {
            return None;
        }
        Some(Edit { place: in_words(pointer), lines: Lines::From(span.first, span.last), snippet: Vec::new() })
    })
    .collect()
}

/// Pointers of the components that operations lead to.
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
                }
                todo.extend(map.values().map(Some));
            }
            Some(Value::Array(items)) => todo.extend(items.iter().map(Some)),
            _ => {}
        }
    }
    seen
}

/// `#/components/schemas/X`, if the pointer is that of a component.
fn reference(pointer: &str, kind: &str) -> Option<String> {
    let name = pointer.strip_prefix("/components/")?.strip_prefix(kind)?.strip_prefix('/')?;
    (!name.contains('/')).then(|| format!("#{pointer}"))
}

//! Handles facts that only one side has: the source and not the spec, or the spec and not the source.

use std::collections::BTreeMap;

use super::{Judge, Visibility};
use crate::docs::check::expected_facts::ExpectedFact;
use crate::docs::facts::{Fact, Key, Section};
use crate::docs::inventory::SourceKind;
use crate::docs::spec::step;

impl Judge<'_> {
    /// Reports a fact of a source that the spec does not have.
    pub(super) fn missing(&mut self, fact: &Fact) {
        let key = &fact.key;
        let operation = self.expected.operations.iter().find(|(m, p, _)| *m == key.method && *p == key.path);
        let Some((.., operation)) = operation else {
            let what = format!("the spec has no operation {}", key.operation());
            self.cause(None, what, "add it; `cargo xtask docs diff --apply SOURCE` writes it", Some(fact));
            return;
        };
        let value = fact.value.to_string();
        let mut elsewhere = None;
        let (pointer, what) = match key.section {
            Section::Title => (operation.clone(), "the operation has no summary".to_owned()),
            Section::Summary => (operation.clone(), "the operation has neither summary nor description".to_owned()),
            Section::Path | Section::Query => {
                (operation.clone(), format!("the spec has no parameter `{}` here, which is {value}", key.name))
            }
            Section::Status(code) => (operation.clone(), format!("the spec has no status {code} here")),
            Section::Body | Section::Response(_) | Section::Example => {
                let top = self.first_missing(key);
                let around = top.name.rsplit_once('.').map_or("", |(front, _)| front);
                let table = self.expected.tables.get(&top.with(top.section, around)).cloned();
                let what = format!("the spec has no field `{}` here", top.last_name());
                elsewhere = table.as_deref().and_then(|table| self.came_here_only(&top, table));
                (table.unwrap_or_else(|| operation.clone()), what)
            }
        };
        let todo = match key.section {
            _ if elsewhere.is_some() => elsewhere.as_deref().unwrap_or_default(),
            Section::Title | Section::Summary => "write one, in our own words",
            _ => "add it; `cargo xtask docs diff --apply SOURCE` writes it",
        };
        self.cause(Some(&pointer), what, todo, Some(fact));
    }

    /// Returns the outermost field around this one that the spec does not have.
    fn first_missing(&self, key: &Key) -> Key {
        let mut top = key.clone();
        while let Some(parent) =
            top.parent().filter(|p| p.section == key.section && !self.expected.facts.contains_key(p))
        {
            top = parent;
        }
        top
    }

    /// Reports a fact of the spec that this source does not have.
    pub(super) fn lacking(
        &mut self,
        key: &Key,
        found: &ExpectedFact,
        index: &BTreeMap<&Key, &Fact>,
        sees: Visibility,
        source: SourceKind,
    ) {
        let visible = match (key.section, key.name.as_str()) {
            (Section::Example, "content-type") => sees.content_types,
            // There is nothing to compare if the source has no description.
            (Section::Summary, _) => false,
            (Section::Response(400..), _) => self.sees_failures(key, index, source),
            _ => true,
        };
        if !visible {
            return;
        }
        if !found.hidden_by.is_empty() {
            self.hidden(key, found, index);
            return;
        }
        if self.below_unprinted_table(key, index, source) {
            return;
        }
        if let Some((content, what)) = self.lost_body(key, index) {
            let what = format!("no {what} in the {}", source.word());
            let todo = match key.section {
                Section::Body => {
                    "let it have any members (additionalProperties: true), or mark each with x-docs: {absent: true}"
                }
                _ => "remove the content, or mark its media type with x-docs: {absent: true}",
            };
            let todo = self.body_lost_here_only(key).unwrap_or_else(|| todo.to_owned());
            self.cause(Some(&content), what, todo, None);
            return;
        }
        let parent = key.parent();
        let covered = parent.is_some_and(|parent| {
            self.expected.facts.get(&parent).is_some_and(|fact| fact.hidden_by.is_empty())
                && !index.contains_key(&parent)
        });
        for (mark, _) in found.marks.iter().filter(|(mark, _)| matches!(mark.key, "name" | "field" | "parameter")) {
            self.contradict_reported(mark, key);
        }
        if !covered {
            let what = format!("no `{}` in the {}", name_of(key), source.word());
            let todo = self.gone_here_only(key, found);
            let todo = todo.unwrap_or_else(|| "remove it, or mark it with x-docs: {absent: true}".to_owned());
            self.cause(Some(&found.at), what, todo, None);
        }
    }

    /// Returns the content that a field belongs to, and its name, if the source has no field of this body or response.
    fn lost_body(&self, key: &Key, index: &BTreeMap<&Key, &Fact>) -> Option<(String, String)> {
        let (holder, what) = match key.section {
            Section::Response(code) => (key.with(Section::Status(code), ""), format!("body of status {code}")),
            Section::Body => (key.with(Section::Example, "body"), "fields of the body".to_owned()),
            _ => return None,
        };
        let has_fields = self.current_tables.contains(&key.with(key.section, ""));
        let found = self.expected.facts.get(&holder).filter(|_| !has_fields && index.contains_key(&holder))?;
        let content = match key.section {
            Section::Response(_) => step(&found.target, "content"),
            _ => found.at.clone(),
        };
        Some((content, what))
    }

    /// Returns whether the source can state the body of this failure. Beside a contract, a page without the body is no
    /// evidence: otherwise, an element that the operations of both share would need a mark for the one and none for the
    /// other. Without a contract, the page is the only evidence.
    fn sees_failures(&self, key: &Key, index: &BTreeMap<&Key, &Fact>, source: SourceKind) -> bool {
        let is_beside =
            |other: &Key| (other.method, &other.path, other.section) == (key.method, &key.path, key.section);
        source == SourceKind::Contract || !self.any_contract || index.keys().any(|other| is_beside(other))
    }

    /// Handles a fact that marks hide and that this source does not have. It confirms the marks that do not also hide
    /// its parent. If the source does not have the parent either, it states nothing about the fact.
    fn hidden(&mut self, key: &Key, found: &ExpectedFact, index: &BTreeMap<&Key, &Fact>) {
        let around = key.parent().and_then(|around| Some((self.expected.facts.get(&around)?, around)));
        let outer = match &around {
            Some((_, around)) if !index.contains_key(around) => return,
            Some((fact, _)) => fact.hidden_by.clone(),
            None => Vec::new(),
        };
        for mark in found.hidden_by.iter().filter(|mark| !outer.contains(mark)) {
            self.bear_out(mark, key);
        }
    }

    /// Returns whether a field around this one is marked as printed without its table in this source.
    fn below_unprinted_table(&mut self, key: &Key, index: &BTreeMap<&Key, &Fact>, source: SourceKind) -> bool {
        let mut around = key.parent();
        while let Some(field) = around {
            let found = self.expected.facts.get(&field);
            let mark = found.and_then(|f| f.marks.iter().find(|(mark, _)| mark.key == "table")).map(|(m, _)| m.clone());
            if let Some(mark) = mark
                && index.contains_key(&field)
                && !index.keys().any(|key| is_below(key, &field))
            {
                if source == SourceKind::Page {
                    self.tables.entry(mark).or_default().1 += 1;
                }
                return true;
            }
            around = field.parent().filter(|parent| parent.section == key.section);
        }
        false
    }
}

/// Names a fact in a report, without its operation where many operations share it.
fn name_of(key: &Key) -> String {
    match key.section {
        Section::Body | Section::Response(_) => key.last_name().to_owned(),
        _ => key.subject(),
    }
}

/// Returns whether `key` is a field inside the object field `field`.
fn is_below(key: &Key, field: &Key) -> bool {
    key.method == field.method
        && key.path == field.path
        && key.section == field.section
        && key.name.strip_prefix(&field.name).is_some_and(|rest| rest.starts_with(['.', '[']))
}

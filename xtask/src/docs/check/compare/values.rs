//! Compares one fact of a source with the spec, aspect by aspect.

use serde_json::Value;

use super::{Judge, Visibility};
use crate::docs::check::expected_facts::ExpectedFact;
use crate::docs::check::marks::MarkRef;
use crate::docs::facts::{Fact, Section};
use crate::docs::inventory::Type;

impl Judge<'_> {
    pub(super) fn value(&mut self, fact: &Fact, found: &ExpectedFact, sees: Visibility) {
        let is_field = matches!(fact.key.section, Section::Body | Section::Response(_));
        self.ty(fact, found, sees);
        if is_field {
            self.nullable(fact, found, sees);
            self.bare(fact, found, sees);
            self.table(fact, sees);
        } else {
            self.param(fact, found, sees);
        }
        if sees.contract {
            self.constraints(fact, found);
        }
    }

    /// Judges a mark about this fact.
    fn judge(&mut self, mark: &MarkRef, fact: &Fact, holds: bool) {
        if holds {
            self.bear_out(mark, &fact.key);
        } else {
            self.contradict(mark, fact);
        }
    }

    fn differs(&mut self, fact: &Fact, found: &ExpectedFact, spec: &str, source: &str) {
        let what = format!("the spec says `{spec}`, the source `{source}`");
        let todo = self.changed_here_only(fact, found).unwrap_or_else(|| format!("make it `{source}`"));
        self.cause(Some(&found.at), what, todo, Some(fact));
    }

    fn ty(&mut self, fact: &Fact, found: &ExpectedFact, sees: Visibility) {
        let Some(ty) = fact.value.ty else { return };
        let marked = marked_type(found).map(|(mark, word)| (mark.clone(), Type::from_fact(word)));
        let wanted = match &marked {
            Some((_, Some(ty))) => Some(*ty),
            _ => found.value.ty,
        };
        if wanted == Some(ty) {
            // `narrowing` counts over all uses whether a contract narrows the type in the same way.
            if let Some((mark, _)) = marked.filter(|_| found.narrowing.is_empty() || !sees.contract) {
                self.bear_out(&mark, &fact.key);
            }
            return;
        }
        if let Some((mark, _)) = marked {
            self.contradict_reported(&mark, &fact.key);
        }
        let spec = wanted.map_or("?".to_owned(), |ty| ty.to_string());
        self.differs(fact, found, &spec, &ty.to_string());
    }

    fn nullable(&mut self, fact: &Fact, found: &ExpectedFact, sees: Visibility) {
        let visible = if fact.key.section == Section::Body { sees.body_nulls } else { sees.response_nulls };
        if !visible {
            return;
        }
        if let Some((mark, _)) = found.marks.iter().find(|(mark, _)| mark.key == "nullable") {
            self.judge(mark, fact, !fact.value.nullable);
            return;
        }
        match (found.value.nullable, fact.value.nullable) {
            (true, false) => {
                let what = "the spec says it may be null, the source does not";
                let todo = self.changed_here_only(fact, found).unwrap_or_else(|| {
                    "remove nullable, or mark its schema with x-docs: {nullable: absent}".to_owned()
                });
                self.cause(Some(&found.at), what, todo, Some(fact));
            }
            (false, true) => self.differs(fact, found, "not nullable", "nullable"),
            _ => {}
        }
    }

    fn bare(&mut self, fact: &Fact, found: &ExpectedFact, sees: Visibility) {
        let mark = found.marks.iter().find(|(mark, _)| mark.key == "field").map(|(mark, _)| mark.clone());
        if !sees.contract {
            if let Some(mark) = mark {
                self.bear_out(&mark, &fact.key);
            }
            return;
        }
        if let Some(mark) = mark {
            self.judge(&mark, fact, !fact.value.bare);
        }
        if fact.value.bare
            && let Some(shown) = self.bare.get_mut(&found.at)
        {
            *shown = true;
        }
        match (found.value.bare, fact.value.bare) {
            (true, false) => self.differs(fact, found, "a bare array", "an object with the field items"),
            (false, true) => self.differs(fact, found, "an object with the field items", "a bare array"),
            _ => {}
        }
    }

    /// Records that a page prints the table of a field that is marked as printed only sometimes.
    fn table(&mut self, fact: &Fact, sees: Visibility) {
        if sees.contract {
            return;
        }
        // Fields below are separate facts; the first of them represents the table.
        let Some(parent) = fact.key.parent() else { return };
        let around = self.expected.facts.get(&parent);
        let mark =
            around.and_then(|f| f.marks.iter().find(|(mark, _)| mark.key == "table")).map(|(mark, _)| mark.clone());
        if let Some(mark) = mark {
            self.tables.entry(mark).or_default().0 += 1;
        }
    }

    fn param(&mut self, fact: &Fact, found: &ExpectedFact, sees: Visibility) {
        if let Some((mark, _)) = found.marks.iter().find(|(mark, _)| mark.key == "parameter") {
            if fact.value.required == found.value.required && fact.value.ty == found.value.ty {
                self.bear_out(mark, &fact.key);
            } else {
                self.contradict_reported(mark, &fact.key);
            }
        }
        let word = |required: bool| if required { "required" } else { "optional" };
        if fact.value.is_param && fact.value.required != found.value.required {
            self.differs(fact, found, word(found.value.required), word(fact.value.required));
        }
        if fact.value.is_param && fact.value.legacy != found.value.legacy {
            let word = |legacy: bool| if legacy { "deprecated" } else { "not deprecated" };
            self.differs(fact, found, word(found.value.legacy), word(fact.value.legacy));
        }
        if sees.contract {
            return;
        }
        let mark = found.marks.iter().find(|(mark, _)| mark.key == "name").map(|(mark, _)| mark.clone());
        let spelled = fact.value.spelling.as_deref() == Some("brackets");
        match mark {
            Some(mark) => self.judge(&mark, fact, spelled),
            None if spelled => {
                let what = format!("the page spells the array `{}[]`", fact.key.name);
                let todo = format!("mark it with x-docs: {{name: '{}[]'}}", fact.key.name);
                self.cause(Some(&found.at), what, todo, Some(fact));
            }
            None => {}
        }
    }

    fn constraints(&mut self, fact: &Fact, found: &ExpectedFact) {
        let source = &fact.value.constraints;
        for (key, value) in source.iter() {
            if !found.value.constraints.agrees_on(key, source) {
                let spec = found.value.constraints.get(key).map_or("nothing".to_owned(), str::to_owned);
                let pointer = found.narrowing.iter().rev().find(|(_, c, _)| c.get(key).is_some());
                let pointer = pointer.map_or(&found.at, |(pointer, ..)| pointer).clone();
                let what = format!("{key}: the spec says {spec}, the source {value}");
                // The schema of sort keys lists neither their descending forms nor an `enum`.
                let of_keys = key == "enum" && found.value.constraints.sort_keys().is_some();
                let todo = self.changed_here_only(fact, found).unwrap_or_else(|| match source.sort_keys() {
                    Some(keys) if of_keys => {
                        format!("list {} in `x-sort-keys` and in `pattern`, or as `enum` if it has one", keys.join(","))
                    }
                    None if of_keys => format!("write enum: {value} instead of `x-sort-keys` and `pattern`"),
                    _ => format!("make it {key}: {value}"),
                });
                self.cause(Some(&pointer), what, todo, Some(fact));
            }
        }
        for (pointer, constraints, _) in &found.narrowing {
            let stated = constraints.iter().all(|(key, _)| source.get(key).is_some() || key == "default");
            let sizes = !constraints.of_sizes().is_empty();
            if let Some(narrowing) = self.narrowing.get_mut(&(pointer.clone(), sizes)) {
                if stated {
                    narrowing.equal += 1;
                } else {
                    narrowing.wider += 1;
                }
            }
        }
    }

    pub(super) fn example(&mut self, fact: &Fact) {
        let word = fact.value.word.clone().unwrap_or_default();
        if fact.key.name == "auth" {
            if !self.expected.auth.iter().any(|(known, _)| *known == word) {
                let what = format!("the source shows the authentication `{word}`");
                let todo = format!("offer it, or mark a security scheme with x-docs: {{security: {word}}}");
                self.cause(Some("/components/securitySchemes"), what, todo, Some(fact));
            }
            return;
        }
        let expected = self.expected;
        match expected.facts.get(&fact.key) {
            Some(found) => {
                for mark in &found.hidden_by {
                    self.contradict(mark, fact);
                }
                let spec = found.value.word.clone().unwrap_or_default();
                // A source writes several content types as one list.
                if spec != word && !word.split(',').any(|one| one == spec) {
                    let what = format!("the {} of the request: the spec says {spec}, the source {word}", fact.key.name);
                    self.cause(Some(&found.at), what, format!("make it {word}"), Some(fact));
                }
            }
            // The sources name a content type even for a request without a body; a missing body is reported itself.
            None if fact.key.name == "content-type" => {}
            None => self.missing(fact),
        }
    }
}

/// Returns the `type` mark of a fact with its value.
fn marked_type(found: &ExpectedFact) -> Option<(&MarkRef, &str)> {
    found
        .marks
        .iter()
        .find(|(mark, _)| mark.key == "type")
        .and_then(|(mark, value): &(MarkRef, Value)| Some((mark, value.as_str()?)))
}

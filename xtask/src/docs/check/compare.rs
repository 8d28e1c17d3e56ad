//! Holds what the spec says against every source: which facts hold, which marks are still true.
//!
//! Each source is asked only what it can state. A mark holds as long as one source that can see its place bears it out,
//! and fails when all of them contradict it. Failures are gathered by cause in [`Report`]; how single values are
//! compared is in `compare/values.rs`.

mod values;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::expected_facts::{ExpectedFact, ExpectedFacts, SpecProblem};
use super::marks::MarkRef;
use crate::docs::facts::{Fact, Key, Section};
use crate::docs::inventory::{Inventory, SourceKind};

/// The result of a check.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) facts: usize,
    pub(crate) failing: usize,
    pub(crate) marks: usize,
    /// Marks that no source bears out any more.
    pub(crate) untrue: BTreeSet<MarkRef>,
    /// Marks about which no source says anything.
    pub(crate) unseen: usize,
    /// Why it fails, most facts first.
    pub(crate) causes: Vec<Cause>,
    /// What has to be written about `required`: the object, and what the sources require there.
    pub(crate) required: Vec<(String, Vec<String>)>,
    /// Schemas that narrow a type further than the sources and have no mark for it.
    pub(crate) unmarked: BTreeSet<(String, String)>,
}

/// One thing to change, with the facts that fail because of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cause {
    pub(crate) pointer: Option<String>,
    pub(crate) what: String,
    pub(crate) todo: String,
    /// Lines of the inventories.
    pub(crate) facts: Vec<String>,
}

impl Report {
    pub(crate) fn is_clean(&self) -> bool {
        self.causes.is_empty()
    }
}

/// What the sources have to say about one mark.
#[derive(Debug, Default)]
struct Judgement {
    borne_out: usize,
    contradicted: usize,
    hides: Vec<String>,
}

/// How a schema's constraints relate to what the sources state wherever it is used.
#[derive(Debug, Default)]
struct NarrowingUse {
    mark: Option<MarkRef>,
    keywords: String,
    word: &'static str,
    equal: usize,
    wider: usize,
}

/// The names that a spec and a source require.
type RequiredNames = (BTreeSet<String>, BTreeSet<String>);

struct Judge<'a> {
    expected: &'a ExpectedFacts,
    /// Whether some source is a contract.
    any_contract: bool,
    marks: BTreeMap<MarkRef, Judgement>,
    causes: BTreeMap<(Option<String>, String, String), Vec<String>>,
    failing: BTreeSet<String>,
    narrowing: BTreeMap<(String, bool), NarrowingUse>,
    /// For each object and place, the fields a contract requires there, of those it shows.
    required: BTreeMap<String, Vec<RequiredNames>>,
    /// Pages in which the table of a field is printed, and those in which it is not.
    tables: BTreeMap<MarkRef, (usize, usize)>,
    /// Bare arrays without a mark, and whether a contract shows one.
    bare: BTreeMap<String, bool>,
}

/// What a source of this kind, with these facts, can state.
#[derive(Debug, Clone, Copy)]
struct Visibility {
    contract: bool,
    body_nulls: bool,
    response_nulls: bool,
    content_types: bool,
    auth: bool,
}

impl Visibility {
    fn of(source: SourceKind, facts: &[Fact]) -> Self {
        let contract = source == SourceKind::Contract;
        let any = |wanted: &dyn Fn(&Fact) -> bool| facts.iter().any(wanted);
        Self {
            contract,
            body_nulls: !contract || any(&|f| f.key.section == Section::Body && f.value.nullable),
            response_nulls: !contract || any(&|f| matches!(f.key.section, Section::Response(_)) && f.value.nullable),
            content_types: any(&|f| f.key.section == Section::Example && f.key.name == "content-type"),
            auth: any(&|f| f.key.section == Section::Example && f.key.name == "auth"),
        }
    }
}

pub(crate) fn compare(sources: &[&Inventory], expected: &ExpectedFacts) -> Report {
    let mut judge = Judge {
        expected,
        any_contract: sources.iter().any(|s| s.source == SourceKind::Contract),
        marks: BTreeMap::new(),
        causes: BTreeMap::new(),
        failing: BTreeSet::new(),
        narrowing: BTreeMap::new(),
        required: BTreeMap::new(),
        tables: BTreeMap::new(),
        bare: BTreeMap::new(),
    };
    judge.register_narrowing();
    let mut listed = BTreeSet::new();
    let mut count = 0;
    for inventory in sources {
        let facts = inventory.facts();
        count += facts.len();
        listed.extend(inventory.operations.iter().map(|o| (o.method, o.path.clone())));
        judge.source(inventory, &facts);
    }
    for (method, path, pointer) in &expected.operations {
        let title = Key { method: *method, path: path.clone(), section: Section::Title, name: String::new() };
        let hidden = expected.facts.get(&title).is_some_and(|fact| !fact.hidden_by.is_empty());
        if !listed.contains(&(*method, path.clone())) && !hidden {
            let what = format!("no source has the operation {}", title.operation());
            judge.cause(Some(pointer), what, "remove it, or mark it with x-docs: {absent: true}", None);
        }
    }
    judge.finish(count)
}

impl Judge<'_> {
    fn cause(&mut self, pointer: Option<&str>, what: impl Into<String>, todo: impl Into<String>, fact: Option<&Fact>) {
        let facts = self.causes.entry((pointer.map(str::to_owned), what.into(), todo.into())).or_default();
        if let Some(fact) = fact {
            facts.push(fact.plain());
            self.failing.insert(fact.plain());
        }
    }

    fn judge(&mut self, mark: &MarkRef, holds: bool) {
        let judgement = self.marks.entry(mark.clone()).or_default();
        if holds {
            judgement.borne_out += 1;
        } else {
            judgement.contradicted += 1;
        }
    }

    fn register_narrowing(&mut self) {
        for fact in self.expected.facts.values() {
            for (pointer, constraints, mark) in &fact.narrowing {
                let word = fact.value.ty.map_or("string", |ty| ty.scalar.word());
                let keywords: Vec<&str> = constraints.iter().map(|(key, _)| key).collect();
                let mark = mark.clone();
                let keywords = keywords.join(", ");
                let sizes = !constraints.of_sizes().is_empty();
                self.narrowing.entry((pointer.clone(), sizes)).or_insert(NarrowingUse {
                    mark,
                    keywords,
                    word,
                    equal: 0,
                    wider: 0,
                });
            }
            if fact.value.bare && fact.hidden_by.is_empty() && !fact.marks.iter().any(|(mark, _)| mark.key == "field") {
                self.bare.entry(fact.at.clone()).or_default();
            }
        }
    }

    fn source(&mut self, inventory: &Inventory, facts: &[Fact]) {
        let sees = Visibility::of(inventory.source, facts);
        let expected = self.expected;
        let index: BTreeMap<&Key, &Fact> = facts.iter().map(|f| (&f.key, f)).collect();
        for fact in facts {
            if fact.key.section == Section::Example {
                self.example(fact);
                continue;
            }
            match expected.facts.get(&fact.key) {
                None => self.missing(fact),
                Some(found) if !found.hidden_by.is_empty() => {
                    for mark in &found.hidden_by {
                        let judgement = self.marks.entry(mark.clone()).or_default();
                        judgement.contradicted += 1;
                        judgement.hides.push(fact.plain());
                    }
                }
                Some(found) => self.value(fact, found, sees),
            }
        }
        for (key, found) in &expected.facts {
            if !index.contains_key(key) && inventory.operation(key.method, &key.path).is_some() {
                self.lacking(key, found, &index, sees, inventory.source);
            }
        }
        if sees.auth {
            for (word, mark) in &expected.auth {
                if let Some(mark) = mark {
                    let shown = facts.iter().any(|f| f.key.name == "auth" && f.value.word.as_ref() == Some(word));
                    self.judge(mark, shown);
                }
            }
        }
        if sees.contract {
            self.collect_required(inventory);
        } else {
            self.order(inventory);
        }
    }

    /// A fact of a source about which the spec says nothing.
    fn missing(&mut self, fact: &Fact) {
        let key = &fact.key;
        let operation = self.expected.operations.iter().find(|(m, p, _)| *m == key.method && *p == key.path);
        let Some((.., operation)) = operation else {
            let what = format!("the spec has no operation {}", key.operation());
            self.cause(None, what, "add it; `cargo xtask docs diff --apply SOURCE` writes it", Some(fact));
            return;
        };
        let value = fact.value.to_string();
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
                (table.unwrap_or_else(|| operation.clone()), what)
            }
        };
        let todo = match key.section {
            Section::Title | Section::Summary => "write one, in our own words",
            _ => "add it; `cargo xtask docs diff --apply SOURCE` writes it",
        };
        self.cause(Some(&pointer), what, todo, Some(fact));
    }

    /// The outermost field around this one that the spec does not have.
    fn first_missing(&self, key: &Key) -> Key {
        let mut top = key.clone();
        while let Some(parent) =
            top.parent().filter(|p| p.section == key.section && !self.expected.facts.contains_key(p))
        {
            top = parent;
        }
        top
    }

    /// A fact of the spec that this source does not have.
    fn lacking(
        &mut self,
        key: &Key,
        found: &ExpectedFact,
        index: &BTreeMap<&Key, &Fact>,
        sees: Visibility,
        source: SourceKind,
    ) {
        let visible = match (key.section, key.name.as_str()) {
            (Section::Example, "content-type") => sees.content_types,
            // Without a description in the source there is nothing to compare.
            (Section::Summary, _) => false,
            _ => true,
        };
        if !visible {
            return;
        }
        if let Some(mark) = found.hidden_by.first() {
            // What hangs below something else that is hidden is that mark's affair.
            for mark in std::iter::once(mark).chain(&found.hidden_by) {
                self.judge(mark, true);
            }
            return;
        }
        if self.below_unprinted_table(key, index, source) {
            return;
        }
        let parent = key.parent();
        let covered = parent.is_some_and(|parent| {
            self.expected.facts.get(&parent).is_some_and(|fact| fact.hidden_by.is_empty())
                && !index.contains_key(&parent)
        });
        for (mark, _) in found.marks.iter().filter(|(mark, _)| matches!(mark.key, "name" | "field" | "parameter")) {
            self.judge(mark, false);
        }
        if !covered {
            let what = format!("no `{}` in the {}", name_of(key), source.word());
            self.cause(Some(&found.at), what, "remove it, or mark it with x-docs: {absent: true}", None);
        }
    }

    /// Whether a field around this one is marked as printed without its table here.
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

    /// Puts everything together.
    fn finish(mut self, count: usize) -> Report {
        let mut report = Report { facts: count, marks: self.expected.marks.len(), ..Report::default() };
        self.finish_narrowing(&mut report);
        self.finish_required(&mut report);
        for (pointer, shown) in std::mem::take(&mut self.bare) {
            if !shown {
                let what = "a bare array; the source shows an object with the one field `items`";
                self.cause(Some(&pointer), what, "mark it with x-docs: {field: items}", None);
            }
        }
        for (mark, (with, without)) in std::mem::take(&mut self.tables) {
            self.judge(&mark, with > 0 && without > 0);
        }
        for (mark, judgement) in std::mem::take(&mut self.marks) {
            if judgement.borne_out > 0 || judgement.contradicted == 0 {
                continue;
            }
            report.untrue.insert(mark.clone());
            let what = match judgement.hides.len() {
                0 => format!("the mark x-docs.{} is not true any more", mark.key),
                1 => format!("the mark x-docs.{} hides a fact of the source", mark.key),
                many => format!("the mark x-docs.{} hides {many} facts of the source", mark.key),
            };
            let key = (Some(mark.pointer.clone()), what, "remove the mark".to_owned());
            self.failing.extend(judgement.hides.iter().cloned());
            self.causes.entry(key).or_default().extend(judgement.hides);
        }
        let seen: BTreeSet<&MarkRef> = self.expected.marks.keys().collect();
        report.unseen = seen.len().saturating_sub(report.untrue.len());
        for SpecProblem { pointer, what, todo } in &self.expected.problems {
            self.causes.entry((Some(pointer.clone()), what.clone(), todo.clone())).or_default();
        }
        report.failing = self.failing.len();
        report.causes = self
            .causes
            .into_iter()
            .map(|((pointer, what, todo), mut facts)| {
                facts.sort();
                facts.dedup();
                Cause { pointer, what, todo, facts }
            })
            .collect();
        report.causes.sort_by_key(|cause| (std::cmp::Reverse(cause.facts.len()), cause.pointer.clone()));
        report
    }

    fn finish_narrowing(&mut self, report: &mut Report) {
        for ((pointer, sizes), use_) in std::mem::take(&mut self.narrowing) {
            match (use_.mark, use_.equal, use_.wider) {
                (None, equal, wider) if wider > 0 || equal == 0 => {
                    let mark = if sizes { "limits: absent".to_owned() } else { format!("type: {}", use_.word) };
                    let what = format!("{} says more than the source and carries no mark", use_.keywords);
                    self.cause(Some(&pointer), what, format!("add x-docs: {{{mark}}}"), None);
                    report.unmarked.insert((pointer, mark));
                }
                (Some(mark), equal, 0) if equal > 0 => {
                    // A type mark whose schema the source narrows alike says nothing any more.
                    self.marks.insert(mark, Judgement { contradicted: 1, ..Judgement::default() });
                }
                (Some(mark), ..) => {
                    let judgement = self.marks.entry(mark).or_default();
                    if use_.wider > 0 {
                        judgement.borne_out += 1;
                    }
                }
                (None, ..) => {}
            }
        }
    }

    fn finish_required(&mut self, report: &mut Report) {
        let expected = self.expected;
        let seen = std::mem::take(&mut self.required);
        for (pointer, list) in &expected.required {
            let names: BTreeSet<String> = list.names.iter().cloned().collect();
            let marked: BTreeSet<String> = list.marked.iter().cloned().collect();
            let uses: BTreeSet<&(BTreeSet<String>, BTreeSet<String>)> =
                seen.get(pointer).into_iter().flatten().collect();
            let Some((required, shown)) = uses.first().map(|(required, shown)| (required.clone(), shown.clone()))
            else {
                self.required_unseen(pointer, &names, &marked, list.mark.is_some());
                continue;
            };
            let of_shown = |set: &BTreeSet<String>| set.intersection(&shown).cloned().collect::<BTreeSet<_>>();
            if uses.len() > 1 {
                // Places that differ: what all of them require is the fact.
                let all = uses.iter().map(|(required, _)| required.clone());
                let common = all.reduce(|a, b| a.intersection(&b).cloned().collect()).unwrap_or_default();
                self.judge_required(pointer, &common, &names, &marked, list.mark.as_ref(), report);
            } else {
                self.judge_required(
                    pointer,
                    &required,
                    &of_shown(&names),
                    &of_shown(&marked),
                    list.mark.as_ref(),
                    report,
                );
            }
        }
    }

    fn required_unseen(&mut self, pointer: &str, names: &BTreeSet<String>, marked: &BTreeSet<String>, mark: bool) {
        if !names.is_empty() && !mark {
            let what = "required fields, of which no source says anything";
            self.cause(Some(pointer), what, "add x-docs: {required: []}", None);
        } else if mark && names.is_empty() && marked.is_empty() {
            self.cause(Some(pointer), "x-docs.required without `required`", "remove it", None);
        } else if mark && !marked.is_empty() && !self.any_contract {
            self.cause(Some(pointer), "x-docs.required is not []", "no source marks fields as required: []", None);
        }
    }

    fn judge_required(
        &mut self,
        pointer: &str,
        source: &BTreeSet<String>,
        names: &BTreeSet<String>,
        marked: &BTreeSet<String>,
        mark: Option<&MarkRef>,
        report: &mut Report,
    ) {
        let said = || source.iter().cloned().collect::<Vec<_>>().join(", ");
        match mark {
            Some(mark) if source == names => {
                self.marks.entry(mark.clone()).or_default().contradicted += 1;
            }
            Some(mark) if source == marked => self.judge(mark, true),
            None if source == names => {}
            _ => {
                let what = format!("the source requires [{}]", said());
                let todo = format!("require the same, or mark it with x-docs: {{required: [{}]}}", said());
                self.cause(Some(pointer), what, todo, None);
                report.required.push((pointer.to_owned(), source.iter().cloned().collect()));
            }
        }
    }

    /// The spec is in the order of the page, so that the two can be read side by side.
    fn order(&mut self, inventory: &Inventory) {
        let page: Vec<String> = inventory.operations.iter().map(|o| format!("{} {}", o.method, o.path)).collect();
        let spec: Vec<String> = self.expected.operations.iter().map(|(m, path, _)| format!("{m} {path}")).collect();
        self.out_of_order(&page, &spec, "/paths");
        for operation in &inventory.operations {
            let found =
                self.expected.operations.iter().find(|(m, p, _)| *m == operation.method && *p == operation.path);
            let Some((.., pointer)) = found else { continue };
            let own = self.expected.order.get(&(operation.method, operation.path.clone())).cloned().unwrap_or_default();
            for (section, list) in [(Section::Path, &operation.path_params), (Section::Query, &operation.query)] {
                let page: Vec<String> = list.iter().map(|p| p.name.clone()).collect();
                let spec: Vec<String> = own.iter().filter(|k| k.section == section).map(|k| k.name.clone()).collect();
                self.out_of_order(&page, &spec, pointer);
            }
        }
    }

    fn out_of_order(&mut self, page: &[String], spec: &[String], pointer: &str) {
        let page_order: Vec<&String> = page.iter().filter(|item| spec.contains(item)).collect();
        let spec_order: Vec<&String> = spec.iter().filter(|item| page.contains(item)).collect();
        if let Some((wanted, found)) = page_order.iter().zip(&spec_order).find(|(a, b)| a != b) {
            let short = |item: &str| item.replace(crate::docs::inventory::PREFIX, "");
            let what =
                format!("another order than the page: `{}` is where the page has `{}`", short(found), short(wanted));
            self.cause(Some(pointer), what, "move it", None);
        }
    }
}

/// Whether `key` is a field inside the object field `field`.
pub(crate) fn is_below(key: &Key, field: &Key) -> bool {
    key.method == field.method
        && key.path == field.path
        && key.section == field.section
        && key.name.strip_prefix(&field.name).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// What a fact is about, without its operation where many operations share it.
fn name_of(key: &Key) -> String {
    match key.section {
        Section::Body | Section::Response(_) => key.last_name().to_owned(),
        _ => key.subject(),
    }
}

/// The type a `type` mark names.
fn marked_type(found: &ExpectedFact) -> Option<(&MarkRef, &str)> {
    found
        .marks
        .iter()
        .find(|(mark, _)| mark.key == "type")
        .and_then(|(mark, value): &(MarkRef, Value)| Some((mark, value.as_str()?)))
}

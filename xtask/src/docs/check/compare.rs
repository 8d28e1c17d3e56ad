//! Compares the spec with every source: which facts hold, and which marks are still true.
//!
//! A source is compared only in the facts that it can state, and failures are grouped by cause in [`Report`]. This file
//! walks the sources and builds the report. In `compare/`: `values` compares a fact that both sides have, `one_sided`
//! handles a fact that only one side has, `marks` judges marks, `narrowing`, `required` and `order` judge properties of
//! many facts; `uses` describes elements that only some operations contradict.

mod marks;
mod narrowing;
mod one_sided;
mod order;
mod required;
pub(crate) mod uses;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use self::marks::Verdict;
use self::narrowing::NarrowingUse;
use self::required::RequiredNames;
use super::expected_facts::ExpectedFacts;
use super::marks::{MarkRef, SpecProblem};
use crate::docs::facts::{Fact, Key, Section};
use crate::docs::inventory::{Inventory, SourceKind};

/// The result of a check.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) facts: usize,
    pub(crate) failing: usize,
    pub(crate) marks: usize,
    /// Marks that no source confirms any more.
    pub(crate) untrue: BTreeSet<MarkRef>,
    /// Marks that are true for some facts and hide others.
    pub(crate) partly: BTreeSet<MarkRef>,
    /// The reasons for the failure, those with most facts first.
    pub(crate) causes: Vec<Cause>,
    /// Objects whose `required` list or mark has to change, with the fields that the sources require there.
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

struct Judge<'a> {
    expected: &'a ExpectedFacts,
    /// Whether any source is a contract.
    any_contract: bool,
    marks: BTreeMap<MarkRef, Verdict>,
    causes: BTreeMap<(Option<String>, String, String), Vec<String>>,
    failing: BTreeSet<String>,
    narrowing: BTreeMap<(String, bool), NarrowingUse>,
    /// For each use of an object, the fields that a contract requires and the fields that it lists.
    required: BTreeMap<String, Vec<RequiredNames>>,
    /// The number of pages that print the table of a field, and the number of those that do not.
    tables: BTreeMap<MarkRef, (usize, usize)>,
    /// Bare arrays without a mark, and whether a contract shows one.
    bare: BTreeMap<String, bool>,
    /// The facts of the spec, by the pointer of their element.
    uses: BTreeMap<&'a str, Vec<&'a Key>>,
    /// The facts of the current source, and the parts of operations of which it has fields, with the name of the field
    /// around them.
    current: BTreeMap<&'a Key, &'a Fact>,
    current_tables: BTreeSet<Key>,
}

/// The kinds of facts that a source can state.
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
    let stated: Vec<Vec<Fact>> = sources.iter().map(|source| source.facts()).collect();
    let mut uses: BTreeMap<&str, Vec<&Key>> = BTreeMap::new();
    for (key, fact) in expected.facts.iter().filter(|(_, fact)| fact.hidden_by.is_empty()) {
        uses.entry(&fact.at).or_default().push(key);
    }
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
        uses,
        current: BTreeMap::new(),
        current_tables: BTreeSet::new(),
    };
    judge.register_narrowing();
    judge.register_bare();
    let mut listed = BTreeSet::new();
    let mut count = 0;
    for (inventory, facts) in sources.iter().zip(&stated) {
        count += facts.len();
        listed.extend(inventory.operations.iter().map(|o| (o.method, o.path.clone())));
        judge.source(inventory, facts);
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

impl<'a> Judge<'a> {
    fn cause(&mut self, pointer: Option<&str>, what: impl Into<String>, todo: impl Into<String>, fact: Option<&Fact>) {
        let facts = self.causes.entry((pointer.map(str::to_owned), what.into(), todo.into())).or_default();
        if let Some(fact) = fact {
            facts.push(fact.plain());
            self.failing.insert(fact.plain());
        }
    }

    fn register_bare(&mut self) {
        for fact in self.expected.facts.values() {
            if fact.value.bare && fact.hidden_by.is_empty() && !fact.marks.iter().any(|(mark, _)| mark.key == "field") {
                self.bare.entry(fact.at.clone()).or_default();
            }
        }
    }

    fn source(&mut self, inventory: &Inventory, facts: &'a [Fact]) {
        let sees = Visibility::of(inventory.source, facts);
        let expected = self.expected;
        let index: BTreeMap<&Key, &Fact> = facts.iter().map(|f| (&f.key, f)).collect();
        self.current.clone_from(&index);
        let fields = facts.iter().filter(|f| matches!(f.key.section, Section::Body | Section::Response(_)));
        self.current_tables = fields.map(|fact| uses::around(&fact.key)).collect();
        for fact in facts {
            if fact.key.section == Section::Example {
                self.example(fact);
                continue;
            }
            match expected.facts.get(&fact.key) {
                None => self.missing(fact),
                Some(found) => {
                    for mark in &found.hidden_by {
                        self.contradict(mark, fact);
                    }
                    // A mark hides the existence of a fact, not its value.
                    self.value(fact, found, sees);
                }
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
                    self.judge_anywhere(mark, shown);
                }
            }
        }
        if sees.contract {
            self.collect_required(inventory);
        } else {
            self.order(inventory);
        }
    }

    /// Builds the report.
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
            self.judge_anywhere(&mark, with > 0 && without > 0);
        }
        self.finish_marks(&mut report);
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
}

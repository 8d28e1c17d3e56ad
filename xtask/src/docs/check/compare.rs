//! The inventory against what the spec tells: which facts hold, which departures are still true.

use std::collections::{BTreeMap, BTreeSet};

use super::expected_facts::{ExpectedFacts, MarkRef, SpecProblem};
use crate::docs::facts::{Fact, Key, Section};
use crate::docs::inventory::Inventory;

/// The result of a check.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) facts: usize,
    /// Facts of the page that the spec does not expected_facts.
    pub(crate) failing: Vec<Failing>,
    pub(crate) departures: usize,
    /// Departures that the page contradicts.
    pub(crate) untrue: BTreeSet<MarkRef>,
    /// What the spec tells and the page has not, untrue departures and rules broken, each with what to do.
    pub(crate) problems: BTreeSet<SpecProblem>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failing {
    /// The line of the inventory.
    pub(crate) fact: String,
    /// Where the spec says otherwise, if it says anything.
    pub(crate) pointer: Option<String>,
    pub(crate) todo: String,
}

impl Report {
    pub(crate) fn is_clean(&self) -> bool {
        self.failing.is_empty() && self.untrue.is_empty() && self.problems.is_empty()
    }
}

pub(crate) fn compare(inventory: &Inventory, spec_facts: &ExpectedFacts) -> Report {
    let facts = inventory.facts();
    let index: BTreeMap<&Key, &Fact> = facts.iter().map(|f| (&f.key, f)).collect();
    let mut report = Report {
        facts: facts.len(),
        departures: spec_facts.departures.len(),
        problems: spec_facts.problems.clone(),
        ..Report::default()
    };
    for fact in &facts {
        let expected = spec_facts.facts.get(&fact.key);
        if expected.is_some_and(|expected| expected.value == fact.value) {
            continue;
        }
        let todo = match expected {
            Some(expected) => {
                let ty = |value: &str| value.split(' ').next().map(str::to_owned);
                let retyped = ty(&expected.value) != ty(&fact.value);
                let untrue = |d: &&MarkRef| d.key == "parameter" || d.key == "type" && retyped;
                report.untrue.extend(expected.through.iter().filter(untrue).cloned());
                let or = if expected.value == format!("{} nullable", fact.value) {
                    ", or mark its schema with x-docs: {nullable: absent}"
                } else {
                    ""
                };
                format!("the spec says `{}`; make it `{}`{or}", expected.value, fact.value)
            }
            None => missing(fact, spec_facts),
        };
        report.failing.push(Failing { fact: fact.plain(), pointer: expected.map(|t| t.at.clone()), todo });
    }
    let not_printed = tables(&index, spec_facts, &mut report);
    let extra = spec_facts.facts.iter().filter(|(key, _)| !index.contains_key(key));
    for (key, expected) in extra.filter(|(key, _)| !not_printed.iter().any(|field| is_below(key, field))) {
        // Without a description on the page there is nothing of ours to compare.
        if key.section == Section::Summary && index.contains_key(&Key { section: Section::Title, ..key.clone() }) {
            continue;
        }
        report
            .untrue
            .extend(expected.through.iter().filter(|d| matches!(d.key, "name" | "field" | "parameter")).cloned());
        report.problems.insert(SpecProblem {
            pointer: expected.at.clone(),
            what: format!("the page has no `{} {}`", key.operation(), key.subject()),
            todo: "remove it, or mark what the page lacks with x-docs: {absent: true}".to_owned(),
        });
    }
    for (key, departure) in &spec_facts.absent {
        let there = facts.iter().find(|f| f.key == *key || key.name.is_empty() && same_section(&f.key, key));
        if let Some(fact) = there {
            report.untrue.insert(departure.clone());
            report.problems.insert(SpecProblem {
                pointer: departure.pointer.clone(),
                what: format!("x-docs.absent is not true any more: the page has `{}`", fact.plain()),
                todo: "remove the mark".to_owned(),
            });
        }
    }
    order(inventory, spec_facts, &mut report);
    report
}

/// Fields whose table the page leaves out although the spec has fields there, where that is a marked departure.
fn tables(index: &BTreeMap<&Key, &Fact>, spec_facts: &ExpectedFacts, report: &mut Report) -> Vec<Key> {
    let mut seen: BTreeMap<&MarkRef, (bool, bool)> = BTreeMap::new();
    let mut not_printed = Vec::new();
    for (field, departure) in &spec_facts.sometimes {
        let printed = index.keys().any(|key| is_below(key, field));
        let entry = seen.entry(departure).or_default();
        if printed {
            entry.0 = true;
        } else if index.contains_key(field) {
            entry.1 = true;
            not_printed.push(field.clone());
        }
    }
    for (departure, (with, without)) in seen {
        if !(with && without) {
            report.untrue.insert(departure.clone());
            let what =
                if with { "the page prints this table everywhere" } else { "the page prints this table nowhere" };
            report.problems.insert(SpecProblem {
                pointer: departure.pointer.clone(),
                what: format!("x-docs.table: sometimes is not true any more: {what}"),
                todo: "remove the mark".to_owned(),
            });
        }
    }
    not_printed
}

/// Whether `key` is a field inside the object field `field`.
fn is_below(key: &Key, field: &Key) -> bool {
    key.method == field.method
        && key.path == field.path
        && key.section == field.section
        && key.name.strip_prefix(&field.name).is_some_and(|rest| rest.starts_with(['.', '[']))
}

fn same_section(a: &Key, b: &Key) -> bool {
    a.method == b.method && a.path == b.path && a.section == b.section
}

fn missing(fact: &Fact, spec_facts: &ExpectedFacts) -> String {
    let key = &fact.key;
    let known = spec_facts.operations.iter().any(|(method, path, _)| *method == key.method && *path == key.path);
    if !known {
        return format!("the spec has no operation {}; add it", key.operation());
    }
    match key.section {
        Section::Title => "the operation has no summary; write one, in our own words".to_owned(),
        Section::Summary => "the operation has neither summary nor description; write one, in our own words".to_owned(),
        Section::Example => format!("the spec has no request body; the page sends an {}", fact.value),
        Section::Path | Section::Query => {
            let plain = key.name.strip_suffix("[]");
            match plain.filter(|name| spec_facts.facts.contains_key(&Key { name: (*name).to_owned(), ..key.clone() })) {
                Some(name) => format!("the spec has `{name}`; mark the array with x-docs: {{name: '{}'}}", key.name),
                None => "the spec has no such parameter here; add it".to_owned(),
            }
        }
        Section::Body | Section::Response(_) => "the spec has no such field here; add it".to_owned(),
        Section::Status(_) => "the spec has no such status here, or says the page has not; add it".to_owned(),
    }
}

/// The spec stands in the order of the page, so that the two can be read side by side.
fn order(inventory: &Inventory, spec_facts: &ExpectedFacts, report: &mut Report) {
    let page: Vec<String> = inventory.operations.iter().map(|o| format!("{} {}", o.method, o.path)).collect();
    let spec: Vec<String> = spec_facts.operations.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let mut out_of_place = |page: Vec<String>, spec: Vec<String>, pointer: &str| {
        let common = |list: &[String], other: &[String]| -> Vec<String> {
            list.iter().filter(|item| other.contains(item)).cloned().collect()
        };
        let (page_order, spec_order) = (common(&page, &spec), common(&spec, &page));
        if let Some((wanted, found)) = page_order.iter().zip(&spec_order).find(|(a, b)| a != b) {
            report.problems.insert(SpecProblem {
                pointer: pointer.to_owned(),
                what: format!("another order than the page: `{found}` stands where the page has `{wanted}`"),
                todo: "move it".to_owned(),
            });
        }
    };
    out_of_place(page, spec, "/paths");
    for operation in &inventory.operations {
        let pointer = spec_facts.operations.iter().find(|(m, p, _)| *m == operation.method && *p == operation.path);
        let Some((.., pointer)) = pointer else { continue };
        let own = spec_facts.order.get(&(operation.method, operation.path.clone()));
        for (section, list) in [(Section::Path, &operation.path_params), (Section::Query, &operation.query)] {
            let page = list.iter().map(|p| p.name.clone()).collect();
            let spec = own.into_iter().flatten().filter(|k| k.section == section).map(|k| k.name.clone()).collect();
            out_of_place(page, spec, pointer);
        }
    }
}

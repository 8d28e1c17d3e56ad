//! Which facts differ between two inventories, as few changes as say it all.
//!
//! A field that appears with its whole table is one change, and so is an operation; what each change means for users
//! is decided in `marks`, what to do about it in `edits`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::impact::{self, Impact};
use crate::docs::facts::{Fact, Key, Section};
use crate::docs::inventory::{Inventory, Operation};
use crate::docs::page::SourceCoverage;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) key: Key,
    pub(crate) kind: ChangeKind,
    pub(crate) impact: Impact,
    /// What it means for a user of the SDK.
    pub(crate) why: &'static str,
    /// Further facts that came or went with this one: the fields of an object, everything about an operation.
    pub(crate) inside: usize,
    /// The other half of what may be a rename: the name it had, or got.
    pub(crate) rename: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Added { value: String },
    Removed { value: String },
    Changed { before: String, after: String },
    Reworded,
}

/// All differences, in the order of the new page; and how many facts could not be compared.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) changes: Vec<Change>,
    /// Facts of the new page below fields or statuses for which the old one had no table, where the form of the page
    /// makes that no news.
    pub(crate) passed_over: usize,
    pub(crate) reordered: bool,
}

pub(crate) fn compare(old: &Inventory, new: &Inventory, coverage: SourceCoverage) -> Comparison {
    let mut out = Comparison::default();
    for operation in &new.operations {
        match old.operation(operation.method, &operation.path) {
            Some(before) => facts(before, operation, coverage, &mut out),
            None => out.changes.push(whole(operation, true)),
        }
    }
    for operation in &old.operations {
        if new.operation(operation.method, &operation.path).is_none() {
            out.changes.push(whole(operation, false));
        }
    }
    out.reordered = common_order(old, new) != common_order(new, old);
    rename_operations(old, new, &mut out.changes);
    rename_facts(old, new, &mut out.changes);
    out
}

/// The operations of `a` that `b` has too, in the order of `a`.
fn common_order(a: &Inventory, b: &Inventory) -> Vec<String> {
    a.operations.iter().filter(|o| b.operation(o.method, &o.path).is_some()).map(Operation::id).collect()
}

fn whole(operation: &Operation, added: bool) -> Change {
    let key =
        Key { method: operation.method, path: operation.path.clone(), section: Section::Title, name: String::new() };
    let value = String::new();
    let inside = operation.facts().len() - 1;
    let (impact, why) = impact::operation(added);
    let kind = if added { ChangeKind::Added { value } } else { ChangeKind::Removed { value } };
    Change { key, kind, impact, why, inside, rename: None }
}

fn facts(old: &Operation, new: &Operation, coverage: SourceCoverage, out: &mut Comparison) {
    let before: HashMap<Key, Fact> = old.facts().into_iter().map(|f| (f.key.clone(), f)).collect();
    let after_list = new.facts();
    let after: HashMap<&Key, &Fact> = after_list.iter().map(|f| (&f.key, f)).collect();
    let value = |fact: &Fact| {
        let plain = fact.value.strip_suffix(" nullable").filter(|_| coverage.nullable);
        plain.unwrap_or(&fact.value).to_owned()
    };
    let mut tops: BTreeMap<Key, usize> = BTreeMap::new();
    // Facts a change of their own would only repeat: they follow from one above them.
    let mut folded: BTreeSet<Key> = BTreeSet::new();
    let old_list = old.facts();
    for (list, other_has) in [
        (&after_list, &(|k: &Key| before.contains_key(k)) as &dyn Fn(&Key) -> bool),
        (&old_list, &(|k: &Key| after.contains_key(k)) as &dyn Fn(&Key) -> bool),
    ] {
        for fact in list {
            if other_has(&fact.key) {
                continue;
            }
            let Some(above) = above(&fact.key) else { continue };
            let gone_with_it = !before.contains_key(&above) || !after.contains_key(&above);
            let retyped = || first_word(&before[&above].value) != first_word(&after[&above].value);
            if folded.contains(&above)
                || gone_with_it
                || (above.name != fact.key.name && retyped_pair(&above) && retyped())
            {
                folded.insert(fact.key.clone());
                *tops.entry(top(&above, &folded)).or_default() += 1;
            }
        }
    }
    let mut add = |key: &Key, kind: ChangeKind, impact: (Impact, &'static str)| {
        let inside = tops.get(key).copied().unwrap_or_default();
        out.changes.push(Change { key: key.clone(), kind, impact: impact.0, why: impact.1, inside, rename: None });
    };
    for fact in &after_list {
        match before.get(&fact.key) {
            Some(was) if value(was) != value(fact) => {
                let kind = ChangeKind::Changed { before: value(was), after: value(fact) };
                add(&fact.key, kind, impact::changed(&fact.key, &value(was), &value(fact)));
            }
            Some(was) if was.wording != fact.wording => add(&fact.key, ChangeKind::Reworded, impact::reworded()),
            Some(_) => {}
            None if coverage.tables && table_is_new(&fact.key, &before) => out.passed_over += 1,
            None if folded.contains(&fact.key) => {}
            None => {
                let impact = impact::added(&fact.key, &fact.value, old);
                add(&fact.key, ChangeKind::Added { value: fact.value.clone() }, impact);
            }
        }
    }
    for fact in old_list {
        if !after.contains_key(&fact.key) && !folded.contains(&fact.key) {
            let impact = impact::removed(&fact.key);
            add(&fact.key, ChangeKind::Removed { value: fact.value.clone() }, impact);
        }
    }
}

/// What a fact hangs below: the field around it, or for the fields of an answer its status.
pub(crate) fn above(key: &Key) -> Option<Key> {
    let with = |section, name: &str| Key { section, name: name.to_owned(), ..key.clone() };
    match (key.section, key.name.rsplit_once('.')) {
        (Section::Body | Section::Response(_), Some((parent, _))) => {
            Some(with(key.section, parent.strip_suffix("[]").unwrap_or(parent)))
        }
        (Section::Response(status), None) => Some(with(Section::Status(status), "")),
        _ => None,
    }
}

fn retyped_pair(key: &Key) -> bool {
    matches!(key.section, Section::Body | Section::Response(_))
}

fn first_word(value: &str) -> &str {
    value.split(' ').next().unwrap_or_default()
}

/// The highest fact that is no part of another change.
fn top(key: &Key, folded: &BTreeSet<Key>) -> Key {
    let mut key = key.clone();
    while folded.contains(&key) {
        match above(&key) {
            Some(next) => key = next,
            None => break,
        }
    }
    key
}

/// Whether the old page printed no table where this field stands now.
fn table_is_new(key: &Key, before: &HashMap<Key, Fact>) -> bool {
    let Some(above) = above(key) else { return false };
    let siblings = before.keys().any(|k| k.section == key.section && self::above(k).as_ref() == Some(&above));
    !siblings && (before.contains_key(&above) || table_is_new(&above, before))
}

/// An operation that went and one that came, alike in everything but path and sentences, may be one that moved.
fn rename_operations(old: &Inventory, new: &Inventory, changes: &mut [Change]) {
    let shape = |inventory: &Inventory, key: &Key| {
        let operation = inventory.operation(key.method, &key.path)?;
        let facts = operation.facts().into_iter().map(|f| (f.key.section, f.key.name, f.value));
        Some(facts.collect::<Vec<_>>())
    };
    pair(
        changes,
        |change| change.key.section == Section::Title,
        |gone, came| gone.method == came.method && shape(old, gone) == shape(new, came),
        |gone, came| title(old, gone) == title(new, came),
        |key| format!("{} {}", key.method, key.path),
    );
}

fn title(inventory: &Inventory, key: &Key) -> Option<String> {
    inventory.operation(key.method, &key.path)?.title.0.clone()
}

/// The same for parameters and fields that stand in the same table.
fn rename_facts(old: &Inventory, new: &Inventory, changes: &mut [Change]) {
    let index = |inventory: &Inventory| -> HashMap<Key, Fact> {
        inventory.facts().into_iter().map(|f| (f.key.clone(), f)).collect()
    };
    let (before, after) = (index(old), index(new));
    let inside = |map: &HashMap<Key, Fact>, key: &Key| -> BTreeSet<(String, String)> {
        map.values()
            .filter(|f| f.key.section == key.section && f.key.method == key.method && f.key.path == key.path)
            .filter_map(|f| {
                let rest = f.key.name.strip_prefix(&key.name)?;
                rest.starts_with(['.', '[']).then(|| (rest.to_owned(), f.value.clone()))
            })
            .collect()
    };
    pair(
        changes,
        |change| change.key.section != Section::Title && !change.key.name.is_empty(),
        |gone, came| {
            gone.method == came.method
                && gone.path == came.path
                && gone.section == came.section
                && above(gone) == above(came)
                && before[gone].value == after[came].value
                && (!before[gone].value.starts_with("object") || inside(&before, gone) == inside(&after, came))
        },
        |gone, came| before[gone].wording == after[came].wording && before[gone].wording.0.is_some(),
        |key| key.name.clone(),
    );
}

/// Marks pairs of removed and added changes that fit; a description kept decides between several, otherwise only a
/// pair without rivals is named.
fn pair(
    changes: &mut [Change],
    eligible: impl Fn(&Change) -> bool,
    alike: impl Fn(&Key, &Key) -> bool,
    same_wording: impl Fn(&Key, &Key) -> bool,
    name: impl Fn(&Key) -> String,
) {
    let pick = |wanted: fn(&ChangeKind) -> bool| -> Vec<usize> {
        (0..changes.len()).filter(|i| eligible(&changes[*i]) && wanted(&changes[*i].kind)).collect()
    };
    let gone = pick(|k| matches!(k, ChangeKind::Removed { .. }));
    let came = pick(|k| matches!(k, ChangeKind::Added { .. }));
    let fits = |g: usize, c: usize| alike(&changes[g].key, &changes[c].key);
    let mut pairs = Vec::new();
    for &g in &gone {
        let candidates: Vec<usize> = came.iter().copied().filter(|c| fits(g, *c)).collect();
        let kept: Vec<usize> =
            candidates.iter().copied().filter(|c| same_wording(&changes[g].key, &changes[*c].key)).collect();
        let chosen = match (kept.as_slice(), candidates.as_slice()) {
            ([one], _) => *one,
            ([], [one]) if gone.iter().filter(|other| fits(**other, *one)).count() == 1 => *one,
            _ => continue,
        };
        pairs.push((g, chosen));
    }
    for (g, c) in pairs {
        changes[g].rename = Some(name(&changes[c].key));
        changes[c].rename = Some(name(&changes[g].key));
    }
}

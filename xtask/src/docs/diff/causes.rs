//! Groups changes that have one cause: the same change of the same name in several operations.
//!
//! The vendor uses one component in many operations. A change of a component is one entry of the report, with every
//! fact that it affects.

use std::collections::BTreeMap;

use super::compare::{Change, ChangeKind};
use super::impact::Impact;
use crate::docs::facts::{Key, Section};

/// One entry of the report.
#[derive(Debug, Clone)]
pub(crate) struct CauseEntry {
    pub(crate) kind: ChangeKind,
    pub(crate) impact: Impact,
    pub(crate) why: &'static str,
    /// The subject of the change, without the operation: `query archived`, `response effort_unit`.
    pub(crate) subject: String,
    pub(crate) inside: Vec<String>,
    /// The keys of all affected facts, in the order of the source.
    pub(crate) keys: Vec<Key>,
    /// The old or new name, if this change and another one may be a rename.
    pub(crate) rename: Option<String>,
}

impl CauseEntry {
    /// Returns the affected operations, each once.
    pub(crate) fn operations(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for key in &self.keys {
            let operation = key.operation();
            if !out.contains(&operation) {
                out.push(operation);
            }
        }
        out
    }
}

/// Groups changes by cause, breaking changes first.
pub(crate) fn causes(changes: &[Change]) -> Vec<CauseEntry> {
    let mut entries: Vec<CauseEntry> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for change in changes {
        let subject = subject(change);
        // The fields of an added object are part of the cause; the parts of an added or removed operation are not.
        let inside = if change.key.section == Section::Title { String::new() } else { change.inside.join(";") };
        let own = if is_operation(change) { change.key.operation() } else { String::new() };
        let signature = format!("{:?}|{subject}|{inside}|{own}|{:?}", change.kind, change.impact);
        match index.get(&signature) {
            Some(at) => entries[*at].keys.push(change.key.clone()),
            None => {
                index.insert(signature, entries.len());
                entries.push(CauseEntry {
                    kind: change.kind.clone(),
                    impact: change.impact,
                    why: change.why,
                    subject,
                    inside: change.inside.clone(),
                    keys: vec![change.key.clone()],
                    rename: None,
                });
            }
        }
    }
    rename(&mut entries);
    entries.sort_by_key(|entry| entry.impact);
    entries
}

fn is_operation(change: &Change) -> bool {
    change.key.section == Section::Title && change.kind != ChangeKind::Reworded
}

fn subject(change: &Change) -> String {
    let key = &change.key;
    match key.section {
        Section::Title if is_operation(change) => format!("the operation {}", key.operation()),
        Section::Body => format!("body {}", key.last_name()),
        Section::Response(code) if key.name.is_empty() => format!("the body of status {code}"),
        Section::Response(code) if code < 300 => format!("response {}", key.last_name()),
        Section::Response(_) => format!("failure {}", key.last_name()),
        _ => key.subject(),
    }
}

/// Marks a removed and an added entry with the same parents and value as a rename, if neither has another match.
fn rename(entries: &mut [CauseEntry]) {
    let fits = |gone: &CauseEntry, came: &CauseEntry| {
        let (ChangeKind::Removed { value: a }, ChangeKind::Added { value: b }) = (&gone.kind, &came.kind) else {
            return false;
        };
        let around = |entry: &CauseEntry| -> Vec<(String, String)> {
            let place = |key: &Key| {
                let around = key.name.rsplit_once('.').map_or("", |(around, _)| around);
                (key.operation(), format!("{:?}{around}", key.section))
            };
            entry.keys.iter().map(place).collect()
        };
        !a.is_empty() && a == b && gone.inside == came.inside && around(gone) == around(came)
    };
    let mut pairs = Vec::new();
    for gone in 0..entries.len() {
        let candidates: Vec<usize> = (0..entries.len()).filter(|came| fits(&entries[gone], &entries[*came])).collect();
        let [came] = candidates.as_slice() else { continue };
        let rivals = (0..entries.len()).filter(|other| fits(&entries[*other], &entries[*came])).count();
        if rivals == 1 {
            pairs.push((gone, *came));
        }
    }
    for (gone, came) in pairs {
        entries[gone].rename = Some(entries[came].keys[0].last_name().to_owned());
        entries[came].rename = Some(entries[gone].keys[0].last_name().to_owned());
    }
}

//! Formats the report of a comparison for a terminal, a pull request or a script.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Format;
use super::causes::CauseEntry;
use super::compare::{ChangeKind, Comparison};
use super::edits::{Edit, Plan};
use super::impact::Impact;
use crate::docs::counted;
use crate::docs::page::ParsedPage;
use crate::docs::spec::{Spec, in_words};

/// The maximum length for a pull request; a contract with hundreds of new operations is longer.
const MARKDOWN_LIMIT: usize = 19_000;
/// The number of operations that an entry names before it counts the rest.
const NAMED: usize = 3;
/// The number of components that a note of the report names.
const NAMED_COMPONENTS: usize = 20;

pub(crate) struct Report<'a> {
    pub(crate) comparison: &'a Comparison,
    pub(crate) entries: &'a [CauseEntry],
    pub(crate) page: &'a ParsedPage,
    /// The spec before the edits, and the plan. `None` without a spec.
    pub(crate) plan: Option<(&'a Spec, &'a Plan)>,
    /// The name of the spec in the report.
    pub(crate) spec: &'a str,
    /// Whether the edits were written.
    pub(crate) applied: bool,
}

impl Report<'_> {
    pub(crate) fn render(&self, format: Format) -> String {
        match format {
            Format::Text => format!("{}{}\n", self.entries_as(false), self.rest(false)),
            Format::Markdown => {
                let mut text = format!("## What changed\n\n{}\n\n{}", self.summary(), self.entries_as(true));
                let rest = self.rest(true);
                if text.len() + rest.len() > MARKDOWN_LIMIT {
                    let room = MARKDOWN_LIMIT.saturating_sub(rest.len().min(MARKDOWN_LIMIT / 2));
                    let end = (0..=room.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                    let end = text[..end].rfind("\n- ").map_or(end, |at| at + 1);
                    let left = text[end..].matches("\n- ").count() + 1;
                    text.truncate(end);
                    let _ =
                        writeln!(text, "- … and {}; `cargo xtask docs diff` shows them\n", counted(left, "more entry"));
                }
                text + &rest
            }
            Format::Json => format!("{:#}\n", self.json()),
        }
    }

    fn count(&self, impact: Impact) -> usize {
        self.entries.iter().filter(|entry| entry.impact == impact).count()
    }

    fn summary(&self) -> String {
        let edits = counted(self.plan.map_or(0, |(_, plan)| plan.edits.len()), "edit");
        format!(
            "{} breaking, {} additive, {} wording; {edits} of {}",
            self.count(Impact::Breaking),
            self.count(Impact::Additive),
            self.count(Impact::Wording),
            self.spec
        )
    }

    fn entries_as(&self, markdown: bool) -> String {
        let mut out = String::new();
        for entry in self.entries {
            let (verb, what) = (verb(&entry.kind), what(entry));
            let indent = if markdown { "  " } else { "    " };
            let _ = if markdown {
                writeln!(out, "- *{}* {verb} `{what}`{}", entry.impact, more(entry))
            } else {
                writeln!(out, "{:<8} {verb:<8} {what}{}", entry.impact, more(entry))
            };
            let operations = entry.operations();
            let is_operation = what.starts_with("the operation ");
            let places = if is_operation { String::new() } else { format!("{}; ", in_operations(&operations)) };
            let rename = match (&entry.rename, &entry.kind) {
                (Some(other), ChangeKind::Removed { .. }) => format!("; perhaps renamed to {other}"),
                (Some(other), _) => format!("; perhaps renamed from {other}"),
                (None, _) => String::new(),
            };
            let _ = writeln!(out, "{indent}{places}{}{rename}", entry.why);
            let edits: Vec<String> = self.edits_of(entry).into_iter().map(|(_, edit)| self.place(edit)).collect();
            if !edits.is_empty() && !markdown {
                let shown = edits.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
                let rest = if edits.len() > 2 { format!(", {} more", edits.len() - 2) } else { String::new() };
                let _ = writeln!(out, "{indent}edit: {shown}{rest}");
            }
        }
        out
    }

    /// Returns the edits made for the facts of an entry.
    fn edits_of(&self, entry: &CauseEntry) -> Vec<(usize, &Edit)> {
        let Some((_, plan)) = self.plan else { return Vec::new() };
        let of = |edit: &Edit| edit.keys.iter().any(|key| entry.keys.contains(key));
        plan.edits.iter().enumerate().filter(|(_, edit)| of(edit)).collect()
    }

    fn place(&self, edit: &Edit) -> String {
        let place = in_words(&edit.pointer).replace("components → ", "");
        format!("{} {place}", edit.action)
    }

    fn rest(&self, markdown: bool) -> String {
        let mut out = String::new();
        let sign = if markdown { "- " } else { "" };
        for what in &self.comparison.reordered {
            let _ = writeln!(out, "{sign}reordered: {what}");
        }
        if let Some((_, plan)) = self.plan {
            for decision in &plan.decisions {
                let line = decision.line.map_or(String::new(), |line| format!("{}:{line}: ", self.spec));
                let _ = writeln!(out, "{sign}decide: {line}{}", decision.text);
            }
        }
        for section in &self.page.unrecognized {
            let _ = writeln!(out, "{sign}NOT RECOGNIZED: {section}; read what it says");
        }
        for note in self.notes() {
            let _ = writeln!(out, "{sign}note: {note}");
        }
        if !markdown {
            let _ = write!(out, "{}", self.summary());
            if let Some((_, plan)) = self.plan {
                if !plan.edits.is_empty() {
                    out.push_str(if self.applied { " (written)" } else { " (`--apply` writes them)" });
                }
                let (descriptions, decisions) = (plan.descriptions.len(), plan.decisions.len());
                if descriptions + decisions > 0 {
                    let descriptions = counted(descriptions, "description");
                    let _ = write!(out, "; left for you: {descriptions}, {}", counted(decisions, "decision"));
                }
            }
        }
        out
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.page.notes.clone();
        if self.comparison.known > 0 {
            let facts = counted(self.comparison.known, "fact");
            notes.push(format!("already in the spec: {facts} that the old source had no room for"));
        }
        if self.comparison.promised > 0 {
            let places = counted(self.comparison.promised, "place");
            notes.push(format!("{places} of responses now called required; the spec relies on less"));
        }
        if self.comparison.joined > 0 {
            let parameters = counted(self.comparison.joined, "array parameter");
            notes.push(format!(
                "{parameters} with collectionFormat csv or a similar one: the contract joins the values, requests repeat the \
                 name; see ArrayEncoding"
            ));
        }
        if let Some((_, plan)) = self.plan.filter(|(_, plan)| !plan.gone.is_empty()) {
            notes.push(format!("types that are gone, which breaks programs that name them: {}", plan.gone.join(", ")));
        }
        if let Some((_, plan)) = self.plan.filter(|(_, plan)| !plan.added.is_empty()) {
            let names = first_names(&plan.added);
            notes.push(format!("components that are new; their names can be changed in the spec: {names}"));
        }
        if let Some((_, plan)) = self.plan.filter(|(_, plan)| !plan.descriptions_to_read.is_empty()) {
            let places: Vec<String> =
                plan.descriptions_to_read.iter().map(|place| place.replace("components → ", "")).collect();
            let names = first_names(&places);
            notes.push(format!("changed, so that their descriptions have to be read again: {names}"));
        }
        if self.plan.is_none() && !self.entries.is_empty() {
            notes.push(format!("{} does not exist; no edits are planned", self.spec));
        }
        notes
    }

    fn json(&self) -> Value {
        let entries: Vec<Value> = self.entries.iter().map(|entry| self.json_entry(entry)).collect();
        let edits: Vec<Value> = self.plan.map_or_else(Vec::new, |(spec, plan)| {
            let edit = |(id, edit): (usize, &Edit)| {
                let span = plan.spec.span(&edit.pointer).or_else(|| spec.span(&edit.pointer));
                json!({
                    "id": id,
                    "action": edit.action,
                    "place": in_words(&edit.pointer),
                    "pointer": edit.pointer,
                    "line": span.map(|span| span.first),
                })
            };
            plan.edits.iter().enumerate().map(edit).collect()
        });
        json!({
            "breaking": self.count(Impact::Breaking),
            "additive": self.count(Impact::Additive),
            "wording": self.count(Impact::Wording),
            "reordered": self.comparison.reordered,
            "entries": entries,
            "edits": edits,
            "decisions": self.plan.map_or_else(Vec::new, |(_, plan)| decisions(plan)),
            "descriptions": self.plan.map(|(_, plan)| plan.descriptions.clone()).unwrap_or_default(),
            "descriptions_to_read": self.plan.map(|(_, plan)| plan.descriptions_to_read.clone()).unwrap_or_default(),
            "not_recognized": self.page.unrecognized.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "notes": self.notes(),
        })
    }

    fn json_entry(&self, entry: &CauseEntry) -> Value {
        let (before, after) = match &entry.kind {
            ChangeKind::Added { value } => (None, Some(value)),
            ChangeKind::Removed { value } => (Some(value), None),
            ChangeKind::Changed { before, after } => (Some(before), Some(after)),
            ChangeKind::Moved { from } => (Some(from), None),
            ChangeKind::Reworded => (None, None),
        };
        let edits: Vec<usize> = self.edits_of(entry).into_iter().map(|(id, _)| id).collect();
        let shared = |other: &&CauseEntry| {
            !std::ptr::eq(*other, entry) && self.edits_of(other).iter().any(|(id, _)| edits.contains(id))
        };
        let shares: Vec<&str> = self.entries.iter().filter(shared).map(|other| other.subject.as_str()).collect();
        let places: Vec<String> =
            entry.keys.iter().map(|key| format!("{} {}", key.operation(), key.subject())).collect();
        json!({
            "mark": entry.impact.to_string(),
            "kind": verb(&entry.kind),
            "subject": entry.subject,
            "before": before,
            "after": after,
            "inside": entry.inside.len(),
            "why": entry.why,
            "renamed": entry.rename,
            "operations": entry.operations(),
            "places": places,
            "edits": edits,
            "shares_edits_with": shares,
        })
    }
}

fn decisions(plan: &Plan) -> Vec<Value> {
    plan.decisions.iter().map(|decision| json!({"line": decision.line, "text": decision.text})).collect()
}

fn in_operations(operations: &[String]) -> String {
    match operations {
        [one] => format!("in {one}"),
        many => {
            let shown = many.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let rest = if many.len() > NAMED { ", …" } else { "" };
            format!("in {} operations: {shown}{rest}", many.len())
        }
    }
}

fn first_names(names: &[String]) -> String {
    let shown = names.iter().take(NAMED_COMPONENTS).cloned().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(NAMED_COMPONENTS);
    if more > 0 { format!("{shown}, {more} more") } else { shown }
}

fn verb(kind: &ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added { .. } => "added",
        ChangeKind::Removed { .. } => "removed",
        ChangeKind::Changed { .. } => "changed",
        ChangeKind::Moved { .. } => "moved",
        ChangeKind::Reworded => "reworded",
    }
}

fn what(entry: &CauseEntry) -> String {
    let subject = &entry.subject;
    match &entry.kind {
        ChangeKind::Added { value } | ChangeKind::Removed { value } => {
            format!("{subject} {value}").trim_end().to_owned()
        }
        ChangeKind::Changed { before, after } => format!("{subject}: {before} → {after}"),
        ChangeKind::Moved { from } => format!("{subject}, which was {from}"),
        ChangeKind::Reworded => subject.clone(),
    }
}

fn more(entry: &CauseEntry) -> String {
    match entry.inside.len() {
        0 => String::new(),
        more => format!(" (and {} inside)", counted(more, "fact")),
    }
}

//! The report of a comparison, for a terminal, a pull request or a script.
//!
//! All three say the same; snippets stand between fences in the first two, exactly as they are to be pasted.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Format;
use super::compare::{Change, ChangeKind, Comparison};
use super::edits::{Advice, Edit, Lines, Plan, all_edits};
use super::impact::Impact;
use crate::docs::facts::Section;
use crate::docs::page::ParsedPage;

pub(crate) struct Report<'a> {
    pub(crate) comparison: &'a Comparison,
    pub(crate) page: &'a ParsedPage,
    /// Missing where there is no spec to edit.
    pub(crate) plan: Option<&'a Plan>,
    /// How the spec is called in the report.
    pub(crate) spec: &'a str,
}

/// How text and markdown differ.
struct Style {
    operation: &'static str,
    change: &'static str,
    detail: &'static str,
    code: &'static str,
}

const TEXT: Style = Style { operation: "", change: "  ", detail: "      ", code: "" };
const MARKDOWN: Style = Style { operation: "### ", change: "- ", detail: "  ", code: "`" };

impl Report<'_> {
    pub(crate) fn render(&self, format: Format) -> String {
        match format {
            Format::Text => format!("{}{}\n", self.prose(&TEXT), self.summary()),
            Format::Markdown => {
                format!("## What changed on the docs page\n\n{}\n\n{}", self.summary(), self.prose(&MARKDOWN))
            }
            Format::Json => format!("{:#}\n", self.json()),
        }
    }

    fn count(&self, impact: Impact) -> usize {
        self.comparison.changes.iter().filter(|c| c.impact == impact).count()
    }

    fn prose(&self, style: &Style) -> String {
        let mut out = String::new();
        for (operation, changes) in self.groups() {
            let _ = writeln!(out, "{}{operation}\n", style.operation);
            for (index, change) in changes {
                self.change(style, index, change, &mut out);
            }
            out.push('\n');
        }
        if self.comparison.reordered {
            let _ =
                writeln!(out, "{}The operations stand in another order; move them in {}.\n", style.change, self.spec);
        }
        for edit in self.plan.into_iter().flat_map(|plan| &plan.unused) {
            let _ = writeln!(out, "{}Of no use after these edits: {}", style.change, self.place(edit));
        }
        for extra in &self.page.unrecognized {
            let _ = writeln!(out, "{}NOT READ: {extra}; see what it says", style.change);
        }
        let mut notes = self.page.notes.clone();
        if self.comparison.passed_over > 0 {
            notes.push(format!("{} facts the page prints no table for were passed over", self.comparison.passed_over));
        }
        if self.plan.is_none() && !self.comparison.changes.is_empty() {
            notes.push(format!("{} is not there; no edits are proposed", self.spec));
        }
        for note in &notes {
            let _ = writeln!(out, "{}note: {note}", style.change);
        }
        out
    }

    fn summary(&self) -> String {
        let count = |impact| self.comparison.changes.iter().filter(|c| c.impact == impact).count();
        let edits = self.plan.map_or(0, |plan| all_edits(&plan.advice).len() + plan.unused.len());
        format!(
            "{} breaking, {} additive, {} wording; {edits} edits of {}",
            count(Impact::Breaking),
            count(Impact::Additive),
            count(Impact::Wording),
            self.spec
        )
    }

    /// Changes with their index, by operation, in the order of the report.
    fn groups(&self) -> Vec<(String, Vec<(usize, &Change)>)> {
        let mut groups: Vec<(String, Vec<(usize, &Change)>)> = Vec::new();
        for (index, change) in self.comparison.changes.iter().enumerate() {
            let operation = change.key.operation();
            match groups.last_mut().filter(|(last, _)| *last == operation) {
                Some((_, list)) => list.push((index, change)),
                None => groups.push((operation, vec![(index, change)])),
            }
        }
        groups
    }

    fn change(&self, style: &Style, index: usize, change: &Change, out: &mut String) {
        let code = style.code;
        let markdown = style.code == MARKDOWN.code;
        let verb = verb(&change.kind);
        let what = what(change);
        let _ = if markdown {
            writeln!(out, "{}*{}* {verb} {code}{what}{code}{}", style.change, change.impact, more(change))
        } else {
            writeln!(out, "{}{:<9} {verb:<8} {what}{}", style.change, change.impact, more(change))
        };
        let detail = style.detail;
        if let Some(Advice::Same(first)) = self.plan.and_then(|plan| plan.advice.get(index)) {
            // One edit of a shared schema shows up in a dozen places of the page: say it once.
            let first = &self.comparison.changes[*first].key;
            let _ = writeln!(out, "{detail}same edit as for {code}{} {}{code}", first.operation(), first.subject());
            return;
        }
        let _ = writeln!(out, "{detail}{}", change.why);
        if let Some(other) = &change.rename {
            let direction = if matches!(change.kind, ChangeKind::Removed { .. }) { "to" } else { "from" };
            let _ = writeln!(out, "{detail}perhaps renamed {direction} {code}{other}{code}: the two are alike");
        }
        match self.plan.and_then(|plan| plan.advice.get(index)) {
            None | Some(Advice::Nothing | Advice::Same(_)) => {}
            Some(Advice::ByHand(text)) => {
                let _ = writeln!(out, "{detail}by hand: {text}");
            }
            Some(Advice::Edits(edits)) => {
                for edit in edits {
                    let _ = writeln!(out, "{detail}{}", self.place(edit));
                    if !edit.snippet.is_empty() {
                        let _ = writeln!(out, "\n```yaml\n{}\n```", edit.snippet.join("\n"));
                    }
                }
            }
        }
    }

    fn place(&self, edit: &Edit) -> String {
        let Edit { place, lines, snippet } = edit;
        let spec = self.spec;
        match lines {
            Lines::After(line) => format!("{spec}: insert behind line {line} ({place})"),
            Lines::From(first, last) if snippet.is_empty() => {
                format!("{spec}: remove lines {first} to {last} ({place})")
            }
            Lines::From(first, last) => format!("{spec}: replace lines {first} to {last} ({place})"),
        }
    }

    fn json(&self) -> Value {
        let operations: Vec<Value> = self
            .groups()
            .into_iter()
            .map(|(operation, changes)| {
                let changes: Vec<Value> =
                    changes.into_iter().map(|(index, change)| self.json_change(index, change)).collect();
                json!({"operation": operation, "changes": changes})
            })
            .collect();
        json!({
            "breaking": self.count(Impact::Breaking),
            "additive": self.count(Impact::Additive),
            "wording": self.count(Impact::Wording),
            "reordered": self.comparison.reordered,
            "operations": operations,
            "unused": self.plan.map(|plan| plan.unused.iter().map(json_edit).collect::<Vec<_>>()).unwrap_or_default(),
            "not_read": self.page.unrecognized.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "notes": self.page.notes,
            "passed_over": self.comparison.passed_over,
        })
    }

    fn json_change(&self, index: usize, change: &Change) -> Value {
        let (before, after) = match &change.kind {
            ChangeKind::Added { value } => (None, Some(value)),
            ChangeKind::Removed { value } => (Some(value), None),
            ChangeKind::Changed { before, after } => (Some(before), Some(after)),
            ChangeKind::Reworded => (None, None),
        };
        let mut edits = Vec::new();
        let mut by_hand = None;
        match self.plan.and_then(|plan| plan.advice.get(index)) {
            Some(Advice::Edits(list)) => edits = list.iter().map(json_edit).collect(),
            Some(Advice::ByHand(text)) => by_hand = Some(text.clone()),
            Some(Advice::Same(first)) => {
                let first = &self.comparison.changes[*first].key;
                by_hand = Some(format!("covered by the edit for {} {}", first.operation(), first.subject()));
            }
            None | Some(Advice::Nothing) => {}
        }
        json!({
            "mark": change.impact.to_string(),
            "kind": verb(&change.kind),
            "subject": change.key.subject(),
            "before": before,
            "after": after,
            "inside": change.inside,
            "why": change.why,
            "renamed": change.rename,
            "edits": edits,
            "by_hand": by_hand,
        })
    }
}

fn json_edit(edit: &Edit) -> Value {
    let (action, first, last) = match edit.lines {
        Lines::After(line) => ("insert_behind", line, line),
        Lines::From(first, last) if edit.snippet.is_empty() => ("remove", first, last),
        Lines::From(first, last) => ("replace", first, last),
    };
    json!({"place": edit.place, "action": action, "first_line": first, "last_line": last, "snippet": edit.snippet.join("\n")})
}

fn verb(kind: &ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added { .. } => "added",
        ChangeKind::Removed { .. } => "removed",
        ChangeKind::Changed { .. } => "changed",
        ChangeKind::Reworded => "reworded",
    }
}

fn what(change: &Change) -> String {
    let subject = if change.key.section == Section::Title && change.kind != ChangeKind::Reworded {
        "the operation".to_owned()
    } else {
        change.key.subject()
    };
    match &change.kind {
        ChangeKind::Added { value } | ChangeKind::Removed { value } => {
            format!("{subject} {value}").trim_end().to_owned()
        }
        ChangeKind::Changed { before, after } => format!("{subject}: {before} → {after}"),
        ChangeKind::Reworded => subject,
    }
}

fn more(change: &Change) -> String {
    match change.inside {
        0 => String::new(),
        1 => " (and 1 fact that belongs to it)".to_owned(),
        more => format!(" (and {more} facts that belong to it)"),
    }
}

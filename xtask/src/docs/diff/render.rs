//! The report of a comparison, for a terminal, a pull request or a script.
//!
//! All three say the same; snippets stand between fences in the first two, exactly as they are to be pasted.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Format;
use super::compare::{Change, Comparison, Kind};
use super::edits::{Advice, Edit, Lines, Plan, all_edits};
use super::marks::Mark;
use crate::docs::facts::Section;
use crate::docs::page::Reading;

pub(crate) struct Report<'a> {
    pub(crate) comparison: &'a Comparison,
    pub(crate) reading: &'a Reading,
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

    fn count(&self, mark: Mark) -> usize {
        self.comparison.changes.iter().filter(|c| c.mark == mark).count()
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
        for extra in &self.reading.extras {
            let _ = writeln!(out, "{}NOT READ: {extra}; see what it says", style.change);
        }
        let mut notes = self.reading.notes.clone();
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
        let count = |mark| self.comparison.changes.iter().filter(|c| c.mark == mark).count();
        let edits = self.plan.map_or(0, |plan| all_edits(&plan.advice).len() + plan.unused.len());
        format!(
            "{} breaking, {} additive, {} wording; {edits} edits of {}",
            count(Mark::Breaking),
            count(Mark::Additive),
            count(Mark::Wording),
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
            writeln!(out, "{}*{}* {verb} {code}{what}{code}{}", style.change, change.mark, more(change))
        } else {
            writeln!(out, "{}{:<9} {verb:<8} {what}{}", style.change, change.mark, more(change))
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
            let direction = if matches!(change.kind, Kind::Removed { .. }) { "to" } else { "from" };
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
            "breaking": self.count(Mark::Breaking),
            "additive": self.count(Mark::Additive),
            "wording": self.count(Mark::Wording),
            "reordered": self.comparison.reordered,
            "operations": operations,
            "unused": self.plan.map(|plan| plan.unused.iter().map(json_edit).collect::<Vec<_>>()).unwrap_or_default(),
            "not_read": self.reading.extras.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "notes": self.reading.notes,
            "passed_over": self.comparison.passed_over,
        })
    }

    fn json_change(&self, index: usize, change: &Change) -> Value {
        let (before, after) = match &change.kind {
            Kind::Added { value } => (None, Some(value)),
            Kind::Removed { value } => (Some(value), None),
            Kind::Changed { before, after } => (Some(before), Some(after)),
            Kind::Reworded => (None, None),
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
            "mark": change.mark.to_string(),
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

fn verb(kind: &Kind) -> &'static str {
    match kind {
        Kind::Added { .. } => "added",
        Kind::Removed { .. } => "removed",
        Kind::Changed { .. } => "changed",
        Kind::Reworded => "reworded",
    }
}

fn what(change: &Change) -> String {
    let subject = if change.key.section == Section::Title && change.kind != Kind::Reworded {
        "the operation".to_owned()
    } else {
        change.key.subject()
    };
    match &change.kind {
        Kind::Added { value } | Kind::Removed { value } => format!("{subject} {value}").trim_end().to_owned(),
        Kind::Changed { before, after } => format!("{subject}: {before} → {after}"),
        Kind::Reworded => subject,
    }
}

fn more(change: &Change) -> String {
    match change.inside {
        0 => String::new(),
        1 => " (and 1 fact that belongs to it)".to_owned(),
        more => format!(" (and {more} facts that belong to it)"),
    }
}

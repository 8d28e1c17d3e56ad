//! `docs check`: compares the spec with every inventory, fact by fact.
//!
//! `expected_facts` reads what the spec states and which `x-docs` marks qualify it; `marks` names the marks; `compare`
//! decides. `docs diff` uses the same code to find the part of the spec that a change of a source is about.

pub(crate) mod compare;
pub(crate) mod expected_facts;
pub(crate) mod marks;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

pub(crate) use self::compare::{Report, compare};
use super::inventory::Inventory;
use super::spec::{Spec, in_words};
use super::{CommandContext, Outcome, counted, files};

/// Compares the spec with the inventories, fact by fact.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The spec [default: openapi/focus.yaml]
    #[arg(long)]
    spec: Option<PathBuf>,
    /// An inventory; may be given several times [default: every openapi/docs/*.facts]
    #[arg(long)]
    facts: Vec<PathBuf>,
}

impl Check {
    pub(crate) fn run(&self, context: &mut CommandContext<'_>) -> Result<Outcome> {
        let paths = if self.facts.is_empty() { files::all_facts(context.root)? } else { self.facts.clone() };
        let inventories = paths.iter().map(|path| files::read_facts(path)).collect::<Result<Vec<_>>>()?;
        let sources: Vec<&Inventory> = inventories.iter().collect();
        let path = files::path_or(self.spec.as_deref(), context.root, files::SPEC);
        let spec = Spec::read(&path)?;
        let report = compare(&sources, &expected_facts::expected_facts(&spec));
        if let Some(hint) = stale_sources(&report, &path, &spec, &paths) {
            context.print(&hint)?;
        }
        context.print(&render(&report, &spec, &files::display(&path, context.root)))?;
        Ok(if report.is_clean() { Outcome::Clean } else { Outcome::Changed })
    }
}

/// Returns advice for facts that fail because the spec has the edits for a new source, and the inventory is that of the
/// last one: the spec differs from the last commit, no inventory does.
fn stale_sources(report: &Report, path: &Path, spec: &Spec, inventories: &[PathBuf]) -> Option<String> {
    let edited = |path: &Path, text: &str| files::committed(path).is_some_and(|committed| committed != text);
    let imported = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| edited(path, &text));
    if report.is_clean() || !edited(path, &spec.text()) || inventories.iter().any(imported) {
        return None;
    }
    Some(
        "The spec was edited since the last commit, and no inventory was. If the edits are for a new page or contract, \
         import it first: cargo xtask docs import SOURCE\n\n"
            .to_owned(),
    )
}

/// Formats each cause with its location, the advice and a few of the facts that fail because of it, then the two
/// counts.
pub(crate) fn render(report: &Report, spec: &Spec, file: &str) -> String {
    const EXAMPLES: usize = 2;
    let mut out = String::new();
    for cause in &report.causes {
        let place = match cause.pointer.as_deref().map(|pointer| (pointer, spec.span(pointer))) {
            Some((pointer, Some(span))) => format!("{file}:{} ({})", span.first, in_words(pointer)),
            Some((pointer, None)) => format!("{file} ({})", in_words(pointer)),
            None => file.to_owned(),
        };
        let _ = writeln!(out, "{place}\n    {}: {}", cause.what, cause.todo);
        for fact in cause.facts.iter().take(EXAMPLES) {
            let _ = writeln!(out, "      {fact}");
        }
        if cause.facts.len() > EXAMPLES {
            let _ = writeln!(out, "      and {}", counted(cause.facts.len() - EXAMPLES, "more fact"));
        }
    }
    let _ = writeln!(out, "facts {}/{}", report.facts - report.failing.min(report.facts), report.facts);
    let _ = writeln!(out, "marks {}/{}", report.marks - report.untrue.len(), report.marks);
    if !report.causes.is_empty() {
        let _ = writeln!(out, "causes {}", report.causes.len());
    }
    out
}

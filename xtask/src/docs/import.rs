//! `docs import`: a saved page becomes the facts file, completely or not at all.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use super::page::{self, ParsedPage, PathSelection};
use super::{CommandContext, Outcome, facts, files};

/// Reads a saved page and writes its inventory.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The saved page: text copied from a browser, HTML, or the vendor's Swagger 2.0 JSON.
    page: PathBuf,
    /// Where to write the facts [default: openapi/docs/tasks.facts]
    #[arg(long)]
    out: Option<PathBuf>,
    /// From a Swagger document: every operation below the workspace, not only those already known.
    #[arg(long)]
    all: bool,
}

impl Import {
    pub(crate) fn run(&self, context: &mut CommandContext<'_>) -> Result<Outcome> {
        let known = files::known_paths(&context.root.join(files::FACTS))?;
        let selection = if self.all { PathSelection::All } else { PathSelection::Paths(&known) };
        let page = page::read_file(&self.page, selection)?;
        let text = facts::to_text(&page.inventory);
        // Reading back what is about to be written costs nothing and keeps an unreadable file from being committed.
        facts::from_text(&text).context("the facts of this page cannot be written; this is a bug of xtask")?;
        let out = files::path_or(self.out.as_deref(), context.root, files::FACTS);
        files::replace(&out, &text)?;
        context.print(&format!(
            "{}: {} operations, {} facts, read from {}\n",
            files::display(&out, context.root),
            page.inventory.operations.len(),
            page.inventory.facts().len(),
            page.form
        ))?;
        report_remarks(&page, context)
    }
}

/// Prints what the reader has to say besides facts.
fn report_remarks(page: &ParsedPage, context: &mut CommandContext<'_>) -> Result<Outcome> {
    for note in &page.notes {
        context.note(&format!("note: {note}"))?;
    }
    for section in &page.unrecognized {
        context.note(&format!("not recognized: {section}"))?;
    }
    if page.unrecognized.is_empty() {
        return Ok(Outcome::Clean);
    }
    context.note("Read each of these parts: if one states a fact about the API, xtask has to learn to read it.")?;
    Ok(Outcome::Unrecognized)
}

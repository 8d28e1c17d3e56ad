//! `docs diff`: what a new page says that the committed inventory does not.

pub(crate) mod compare;
pub(crate) mod edits;
mod marks;
pub(crate) mod render;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::compare::Kind;
use super::check::spec::Spec;
use super::page::{self, Wanted};
use super::{Outcome, files, say};

/// Compares a saved page with the committed inventory.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The saved page: text copied from a browser, HTML, or the vendor's Swagger 2.0 JSON.
    page: PathBuf,
    /// The inventory to compare with.
    #[arg(long, default_value = files::FACTS)]
    facts: PathBuf,
    /// The spec, to say which edit each change asks for.
    #[arg(long, default_value = files::SPEC)]
    spec: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// From a Swagger document: every operation below the workspace, not only those already known.
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    /// For the body of a pull request.
    Markdown,
    Json,
}

impl Diff {
    pub(crate) fn run(&self) -> Result<Outcome> {
        let old = files::read_facts(&self.facts)?;
        let known: Vec<String> = old.operations.iter().map(super::inventory::Operation::full_path).collect();
        let wanted = if self.all { Wanted::All } else { Wanted::Paths(&known) };
        let reading = page::read_file(&self.page, wanted)?;
        let comparison = compare::compare(&old, &reading.inventory, reading.blind);
        let plan = if self.spec.exists() {
            Some(edits::plan(&Spec::read(&self.spec)?, &old, &reading.inventory, &comparison.changes))
        } else {
            None
        };
        let spec = self.spec.display().to_string();
        let report = render::Report { comparison: &comparison, reading: &reading, plan: plan.as_ref(), spec: &spec };
        say(&report.render(self.format))?;
        Ok(outcome(&comparison, !reading.extras.is_empty()))
    }
}

fn outcome(comparison: &compare::Comparison, unread: bool) -> Outcome {
    if comparison.reordered || comparison.changes.iter().any(|c| c.kind != Kind::Reworded) {
        Outcome::Changed
    } else if unread {
        Outcome::Unread
    } else if !comparison.changes.is_empty() {
        Outcome::Wording
    } else {
        Outcome::Fine
    }
}

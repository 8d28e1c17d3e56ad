//! `docs diff`: what a new page says that the committed inventory does not.

pub(crate) mod compare;
pub(crate) mod edits;
mod impact;
pub(crate) mod render;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::compare::ChangeKind;
use super::page::{self, PathSelection};
use super::spec::Spec;
use super::{CommandContext, Outcome, files};

/// Compares a saved page with the committed inventory.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The saved page: text copied from a browser, HTML, or the vendor's Swagger 2.0 JSON.
    page: PathBuf,
    /// The inventory to compare with [default: openapi/docs/tasks.facts]
    #[arg(long)]
    facts: Option<PathBuf>,
    /// The spec, to print_report which edit each change asks for.
    #[arg(long)]
    spec: Option<PathBuf>,
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
    pub(crate) fn run(&self, context: &mut CommandContext<'_>) -> Result<Outcome> {
        let old = files::read_facts(&files::path_or(self.facts.as_deref(), context.root, files::FACTS))?;
        let known: Vec<String> = old.operations.iter().map(super::inventory::Operation::full_path).collect();
        let selection = if self.all { PathSelection::All } else { PathSelection::Paths(&known) };
        let page = page::read_file(&self.page, selection)?;
        let comparison = compare::compare(&old, &page.inventory, page.coverage);
        let spec_path = files::path_or(self.spec.as_deref(), context.root, files::SPEC);
        let plan = if spec_path.exists() {
            Some(edits::plan(&Spec::read(&spec_path)?, &old, &page.inventory, &comparison.changes))
        } else {
            None
        };
        let spec = files::display(&spec_path, context.root);
        let report = render::Report { comparison: &comparison, page: &page, plan: plan.as_ref(), spec: &spec };
        context.print(&report.render(self.format))?;
        Ok(outcome(&comparison, !page.unrecognized.is_empty()))
    }
}

fn outcome(comparison: &compare::Comparison, unrecognized: bool) -> Outcome {
    if comparison.reordered || comparison.changes.iter().any(|c| c.kind != ChangeKind::Reworded) {
        Outcome::Changed
    } else if unrecognized {
        Outcome::Unrecognized
    } else if !comparison.changes.is_empty() {
        Outcome::Wording
    } else {
        Outcome::Clean
    }
}

//! `docs diff`: compares a new page or contract with the committed inventory.
//!
//! `compare` finds changes (`visibility`: what a source can state), `causes` groups them, `impact` decides what they mean for users, `edits` plans the edits of
//! the spec, `render` reports. `--apply` writes the plan.

pub(crate) mod causes;
pub(crate) mod compare;
pub(crate) mod edits;
pub(crate) mod impact;
mod pairs;
pub(crate) mod render;
mod visibility;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use self::compare::ChangeKind;
use super::check::expected_facts::{ExpectedFacts, expected_facts};
use super::inventory::Inventory;
use super::page::{self, PathSelection};
use super::spec::Spec;
use super::{CommandContext, Outcome, files, unread};

/// Compares a saved page or contract with the committed inventory.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The saved page: text copied from a browser, Markdown, HTML, or the vendor's Swagger 2.0 JSON.
    page: PathBuf,
    /// The inventory to compare with [default: openapi/docs/tasks.facts]
    #[arg(long)]
    facts: Option<PathBuf>,
    /// The spec, to plan its edits [default: openapi/focus.yaml]
    #[arg(long)]
    spec: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// From a contract: every operation, not only those of the inventory and those beside them.
    #[arg(long, conflicts_with = "path")]
    all: bool,
    /// Only operations whose path matches: `*` is part of a step, `**` any steps.
    #[arg(long, value_name = "GLOB")]
    path: Option<String>,
    /// Write the edits into the spec.
    #[arg(long)]
    apply: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    /// Markdown for the body of a pull request.
    Markdown,
    Json,
}

impl Diff {
    pub(crate) fn run(&self, context: &mut CommandContext<'_>) -> Result<Outcome> {
        let facts_path = files::path_or(self.facts.as_deref(), context.root, files::FACTS);
        let mut old = files::read_facts(&facts_path)?;
        let known: Vec<String> = old.operations.iter().map(|operation| operation.path.clone()).collect();
        let selection = match (&self.path, self.all) {
            (Some(glob), _) => PathSelection::Glob(glob.clone()),
            (None, true) => PathSelection::All,
            (None, false) => PathSelection::Known(&known),
        };
        let mut page = page::read_file(&self.page, &selection)?;
        unread::keep(&mut page, &old);
        let mut others = other_sources(&facts_path)?;
        if self.path.is_some() {
            // The other operations of the inventory did not change.
            let mut rest = old.clone();
            rest.operations.retain(|operation| !selection.takes(&operation.path));
            old.operations.retain(|operation| selection.takes(&operation.path));
            others.push(rest);
        }
        let spec_path = files::path_or(self.spec.as_deref(), context.root, files::SPEC);
        let spec = if spec_path.exists() { Some(Spec::read(&spec_path)?) } else { None };
        // Facts that the old source could not state are read from the spec before the edits for the new source.
        let committed = spec.as_ref().map(|spec| committed(spec, &spec_path));
        let expected = committed.as_ref().map_or_else(ExpectedFacts::default, expected_facts);
        let comparison = compare::compare(&old, &page.inventory, &expected);
        let entries = causes::causes(&comparison.changes);
        let plan = spec
            .as_ref()
            .zip(committed.as_ref())
            .map(|(spec, committed)| edits::plan(spec, committed, &old, &page.inventory, &others));
        let mut applied = false;
        if self.apply {
            let Some(plan) = &plan else { bail!("cannot apply: {} does not exist", spec_path.display()) };
            if !plan.edits.is_empty() {
                files::replace(&spec_path, &plan.spec.text())?;
            }
            applied = true;
        }
        let report = render::Report {
            comparison: &comparison,
            entries: &entries,
            page: &page,
            plan: spec.as_ref().zip(plan.as_ref()),
            spec: &files::display(&spec_path, context.root),
            applied,
        };
        context.print(&report.render(self.format))?;
        let left = plan.as_ref().is_some_and(|plan| !plan.decisions.is_empty());
        Ok(outcome(&comparison, left, !page.unrecognized.is_empty()))
    }
}

/// Reads the inventories beside the one that is compared.
fn other_sources(own: &Path) -> Result<Vec<Inventory>> {
    let folder = own.parent().unwrap_or(Path::new("."));
    let paths = files::facts_in(folder).unwrap_or_default();
    paths.iter().filter(|path| path.as_path() != own).map(|path| files::read_facts(path)).collect()
}

/// Returns the spec of the last commit, or the current one if it was never committed.
fn committed(spec: &Spec, path: &Path) -> Spec {
    let text = files::committed(path).filter(|text| *text != spec.text());
    text.and_then(|text| Spec::parse(&text).ok()).unwrap_or_else(|| spec.clone())
}

/// Returns the outcome. A decision says that the spec differs from the source where the old source could not show it.
fn outcome(comparison: &compare::Comparison, decisions: bool, unrecognized: bool) -> Outcome {
    let facts = comparison.changes.iter().any(|change| change.kind != ChangeKind::Reworded);
    if unrecognized {
        // The unrecognized part may be the change that matters.
        Outcome::Unrecognized
    } else if facts || decisions || comparison.joined > 0 || !comparison.reordered.is_empty() {
        Outcome::Changed
    } else if !comparison.changes.is_empty() {
        Outcome::Wording
    } else {
        Outcome::Clean
    }
}

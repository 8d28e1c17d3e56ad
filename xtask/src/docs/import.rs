//! `docs import`: converts a saved page to a facts file, completely or not at all.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use super::inventory::{Inventory, Operation, path_shape};
use super::page::{self, PageForm, ParsedPage, PathSelection};
use super::{CommandContext, Outcome, counted, facts, files, unread};

/// Reads a saved page and writes its inventory.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The saved page: text copied from a browser, Markdown, HTML, or the vendor's Swagger 2.0 JSON.
    page: PathBuf,
    /// Where to write the facts [default: openapi/docs/tasks.facts]
    #[arg(long)]
    out: Option<PathBuf>,
    /// From a contract: every operation, not only those already known and those beside them.
    #[arg(long, conflicts_with = "path")]
    all: bool,
    /// Only operations whose path matches: `*` is part of a step, `**` any steps.
    #[arg(long, value_name = "GLOB")]
    path: Option<String>,
    /// Replace an inventory that has no operation in common with this page, or of which it lacks the end.
    #[arg(long)]
    replace: bool,
}

impl Import {
    pub(crate) fn run(&self, context: &mut CommandContext<'_>) -> Result<Outcome> {
        let out = files::path_or(self.out.as_deref(), context.root, files::FACTS);
        // A damaged inventory must not prevent writing a valid one.
        let beside = if out.exists() { out.clone() } else { context.root.join(files::FACTS) };
        let known = files::known_paths(&beside).unwrap_or_default();
        let selection = match (&self.path, self.all) {
            (Some(glob), _) => PathSelection::Glob(glob.clone()),
            (None, true) => PathSelection::All,
            (None, false) => PathSelection::Known(&known),
        };
        let mut page = page::read_file(&self.page, &selection)?;
        if let Some(old) = out.exists().then(|| files::read_facts(&out).ok()).flatten() {
            unread::keep(&mut page, &old);
            if !self.replace {
                self.refuse_other_page(&out, &old, &page)?;
            }
        }
        let text = facts::to_text(&page.inventory);
        // Reading the text back costs nothing and keeps an invalid file from being committed.
        facts::from_text(&text).context("the facts of this page cannot be written; this is a bug of xtask")?;
        files::replace(&out, &text)?;
        context.print(&format!(
            "{}: {}, {}, read from {}\n",
            files::display(&out, context.root),
            counted(page.inventory.operations.len(), "operation"),
            counted(page.inventory.facts().len(), "fact"),
            page.form
        ))?;
        report_remarks(&page, context)
    }
}

impl Import {
    /// Refuses to replace the inventory of one page with that of another.
    fn refuse_other_page(&self, out: &Path, old: &Inventory, page: &ParsedPage) -> Result<()> {
        let known = old.operations.get(..page.inventory.operations.len()).unwrap_or_default();
        let is_beginning = known.len() < old.operations.len()
            && known.iter().zip(&page.inventory.operations).all(|(old, new)| old.id() == new.id());
        // A text and HTML show their end; Markdown that was cut between two operations looks complete.
        if is_beginning && page.form == PageForm::Markdown {
            bail!(
                "{} has only the first {} of {}; nothing was written. It may have been cut off; if the other operations are \
                 gone, import it with --replace",
                self.page.display(),
                known.len(),
                counted(old.operations.len(), "operation")
            );
        }
        let address = |operation: &Operation| (operation.method, path_shape(&operation.path));
        let known: Vec<_> = old.operations.iter().map(address).collect();
        let is_other = !page.inventory.operations.iter().any(|operation| known.contains(&address(operation)));
        if is_other && !old.operations.is_empty() {
            bail!(
                "{} has no operation in common with {}, which holds {}; nothing was written. Import another \
                 page beside it with --out openapi/docs/NAME.facts, or replace it with --replace",
                self.page.display(),
                out.display(),
                counted(old.operations.len(), "operation")
            );
        }
        Ok(())
    }
}

/// Prints unrecognized sections and notes of the reader.
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

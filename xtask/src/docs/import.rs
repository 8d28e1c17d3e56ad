//! `docs import`: a saved page becomes the facts file, whole or not at all.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use clap::Args;

use super::page::{self, Reading, Wanted};
use super::{Outcome, facts, files, say};

/// Reads a saved page and writes the inventory.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The saved page: text copied from a browser, HTML, or the vendor's Swagger 2.0 JSON.
    page: std::path::PathBuf,
    /// Where to write the facts.
    #[arg(long, default_value = files::FACTS)]
    out: std::path::PathBuf,
    /// From a Swagger document: every operation below the workspace, not only those already known.
    #[arg(long)]
    all: bool,
}

impl Import {
    pub(crate) fn run(&self) -> Result<Outcome> {
        let known = files::known_paths()?;
        let wanted = if self.all { Wanted::All } else { Wanted::Paths(&known) };
        let reading = page::read_file(&self.page, wanted)?;
        let text = facts::to_text(&reading.inventory);
        // Reading back what is about to be written costs nothing and keeps an unreadable file from being committed.
        facts::from_text(&text)
            .context("the facts read from this page cannot be written down; this is a bug of xtask")?;
        replace(&self.out, &text)?;
        say(&format!(
            "{}: {} operations, {} facts, read from {}\n",
            self.out.display(),
            reading.inventory.operations.len(),
            reading.inventory.facts().len(),
            reading.form
        ))?;
        Ok(report(&reading))
    }
}

/// Prints what the reader has to say besides facts.
pub(crate) fn report(reading: &Reading) -> Outcome {
    for note in &reading.notes {
        eprintln!("note: {note}");
    }
    for extra in &reading.extras {
        eprintln!("not read: {extra}");
    }
    if reading.extras.is_empty() {
        return Outcome::Fine;
    }
    eprintln!(
        "Look at each part that was not read: if it says something about the API, xtask has to learn to read it."
    );
    Outcome::Unread
}

/// Writes beside the file and renames, so that there is an old file or a new one and never half of one.
fn replace(path: &Path, text: &str) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".facts-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A temporary file is private by default; this one is to be read by everyone.
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    let mut file = builder.tempfile_in(folder).with_context(|| format!("cannot write in {}", folder.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write in {}", folder.display()))?;
    file.persist(path).with_context(|| format!("cannot replace {}", path.display()))?;
    Ok(())
}

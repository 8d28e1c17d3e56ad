//! `cargo xtask docs`: reads the vendor's documentation and compares `openapi/focus.yaml` with it.
//!
//! ```text
//! saved page or contract ── page ──▶ Inventory ── facts ──▶ openapi/docs/*.facts
//!                                       │                        │
//!                                       └───────── diff ─────────┤
//!                                                                └── check ── openapi/focus.yaml
//! ```
//! This file declares the commands, their exit codes and their output streams. Each command is a module. The vendor's
//! sentences are read and hashed, never stored: only facts are written.

mod check;
mod diff;
mod facts;
mod files;
pub(crate) mod fuzz;
mod import;
mod inventory;
mod page;
mod spec;
#[cfg(test)]
mod tests;
mod unread;

pub(crate) use diff::edits::PLACEHOLDER;

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Subcommand;

/// Commands that read the vendor's documentation.
#[derive(Debug, Subcommand)]
#[command(after_help = EXIT_CODES)]
pub(crate) enum Docs {
    Import(import::Import),
    Diff(diff::Diff),
    Check(check::Check),
}

/// The exit codes, as `--help` prints them. Scripts rely on them.
const EXIT_CODES: &str = "Exit codes:
   0  import: written. diff: no change. check: every fact and every mark holds.
   1  diff: facts changed, or a decision is left. check: a fact, a mark or a rule does not hold.
   2  diff: only sentences changed.
   3  import: written, diff: compared; but parts of the source were not recognized.
  64  nothing was written: the source was refused, a file is missing or damaged, or the arguments are wrong.";

/// The result of a command. An error is exit code 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Clean,
    /// `diff`: facts changed, or a decision is left. `check`: a fact, a mark or a rule does not hold.
    Changed,
    /// `diff`: only sentences changed.
    Wording,
    /// The source has parts that were not recognized.
    Unrecognized,
}

/// The exit code of an error: a refused source, a missing file, invalid arguments.
pub(crate) const FAILED: u8 = 64;

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code())
    }
}

impl Outcome {
    fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Changed => 1,
            Self::Wording => 2,
            Self::Unrecognized => 3,
        }
    }
}

/// The repository that a command works on, and its output streams.
pub(crate) struct CommandContext<'a> {
    /// The root of the repository; default paths are relative to it.
    pub(crate) root: &'a Path,
    /// Receives the report.
    pub(crate) out: &'a mut dyn Write,
    /// Receives notes and unrecognized sections.
    pub(crate) notes: &'a mut dyn Write,
}

impl CommandContext<'_> {
    /// Prints a report. A reader that stops early, such as `head`, is not a failure.
    fn print(&mut self, text: &str) -> Result<()> {
        tolerate_closed_pipe(self.out.write_all(text.as_bytes()))
    }

    /// Prints a remark to the notes.
    fn note(&mut self, text: &str) -> Result<()> {
        tolerate_closed_pipe(writeln!(self.notes, "{text}"))
    }
}

/// Formats a number with its noun: `1 fact`, `2 facts`, `3 entries`.
fn counted(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {noun}s"),
    }
}

fn tolerate_closed_pipe(result: std::io::Result<()>) -> Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot print the report"),
    }
}

impl Docs {
    pub(crate) fn run(&self) -> Result<Outcome> {
        let (mut out, mut notes) = (std::io::stdout().lock(), std::io::stderr().lock());
        self.run_in(&mut CommandContext { root: crate::artifact::root(), out: &mut out, notes: &mut notes })
    }

    fn run_in(&self, context: &mut CommandContext<'_>) -> Result<Outcome> {
        match self {
            Self::Import(command) => command.run(context),
            Self::Diff(command) => command.run(context),
            Self::Check(command) => command.run(context),
        }
    }
}

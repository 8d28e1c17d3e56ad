//! `cargo xtask docs`: what the vendor's docs page says, and whether the spec says the same.
//!
//! ```text
//! docs page ── page ──▶ Inventory ── facts ──▶ openapi/docs/tasks.facts
//!                          │                          │
//!                          └──────── diff ────────────┤
//!                                                     └── check ── openapi/focus.yaml
//! ```
//! The vendor's sentences are read, hashed and forgotten; only facts are written down.

mod check;
mod diff;
mod facts;
mod files;
mod import;
mod inventory;
mod page;
mod print;
#[cfg(test)]
mod tests;

pub(crate) use diff::edits::PLACEHOLDER;

use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Subcommand;

/// What can be done with the docs page.
#[derive(Debug, Subcommand)]
#[command(after_help = EXIT_CODES)]
pub(crate) enum Docs {
    Import(import::Import),
    Diff(diff::Diff),
    Check(check::Check),
    #[command(hide = true)]
    Print(print::Print),
}

/// What a script can rely on.
const EXIT_CODES: &str = "Exit codes:
   0  import: written. diff: no change. check: every fact and every departure holds.
   1  diff: facts changed. check: something does not hold.
   2  diff: only sentences changed.
   3  import: written, diff: compared; but the page has parts that were not understood.
  64  nothing was done: the page is refused, or a file is missing or damaged, the arguments are wrong.";

/// How a command ended; errors are 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Fine,
    /// `diff`: facts changed. `check`: facts or departures do not hold.
    Changed,
    /// `diff`: only sentences changed.
    Wording,
    /// `import`: written, but the page has parts that were not understood.
    Unread,
}

/// The exit code of everything that went wrong: a refused page, a missing file.
pub(crate) const FAILED: u8 = 64;

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Fine => 0,
            Outcome::Changed => 1,
            Outcome::Wording => 2,
            Outcome::Unread => 3,
        })
    }
}

/// Prints a report. Whoever reads it may stop early, as `head` does; that is no failure.
fn say(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot print the report"),
    }
}

impl Docs {
    pub(crate) fn run(&self) -> Result<Outcome> {
        match self {
            Self::Import(command) => command.run(),
            Self::Diff(command) => command.run(),
            Self::Check(command) => command.run(),
            Self::Print(command) => command.run(),
        }
    }
}

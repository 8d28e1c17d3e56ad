//! Helpers of command-line programs: the width of the terminal, wrapped sentences, and the exit code.
//!
//! Columns and closed pipes are in `terminal.rs` of the examples of `focus-api`.

use std::io::{self, Write, stderr};
use std::process::ExitCode;

use anyhow::Result;
use focus_api::printable;
use terminal_size::{Width, terminal_size};

use crate::terminal::{unless_closed, wrap};

/// The columns of output that is not written to a terminal.
const DEFAULT_COLUMNS: usize = 80;

/// The columns that a table needs.
const MIN_COLUMNS: usize = 40;

/// Returns the columns of the terminal; without a terminal the value of the variable `COLUMNS`, or 80. At least 40.
#[must_use]
pub fn columns() -> usize {
    let terminal = terminal_size().map(|(Width(columns), _)| usize::from(columns));
    let variable = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(variable).unwrap_or(DEFAULT_COLUMNS).max(MIN_COLUMNS)
}

/// Writes a sentence in lines that fit the terminal, wrapped between words.
///
/// # Errors
/// Those of the writer.
pub fn say(out: &mut impl Write, sentence: &str) -> io::Result<()> {
    wrap(&printable(sentence), columns()).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Returns the exit code of a program. An error is written to stderr with its causes; a reader that closed the pipe is
/// not an error.
#[must_use]
pub fn exit_code(program: &str, result: Result<()>) -> ExitCode {
    let Err(error) = unless_closed(result) else { return ExitCode::SUCCESS };
    // If stderr is closed, the exit code still reports the failure.
    let _closed = say(&mut stderr(), &format!("{program}: {error:#}"));
    ExitCode::FAILURE
}

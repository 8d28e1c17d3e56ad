//! What a command-line program needs besides its subject: the width of the terminal, sentences in lines that fit, and an
//! exit code.
//!
//! Columns and closed pipes are `terminal.rs` of the light examples.

use std::io::{self, Write, stderr};
use std::process::ExitCode;

use anyhow::Result;
use focus_api::printable;
use terminal_size::{Width, terminal_size};

use crate::terminal::{unless_closed, wrap};

/// The columns of output that does not go to a terminal.
const COLUMNS_OF_A_FILE: usize = 80;

/// The columns that a table needs.
const FEWEST_COLUMNS: usize = 40;

/// Returns the columns of the terminal, without one those of the variable `COLUMNS` or 80; at least 40.
#[must_use]
pub fn columns() -> usize {
    let terminal = terminal_size().map(|(Width(columns), _)| usize::from(columns));
    let variable = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(variable).unwrap_or(COLUMNS_OF_A_FILE).max(FEWEST_COLUMNS)
}

/// Writes a sentence in lines that fit the terminal, broken between words.
///
/// # Errors
/// Those of the writer.
pub fn say(out: &mut impl Write, sentence: &str) -> io::Result<()> {
    wrap(&printable(sentence), columns()).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Returns the exit code of a program. An error is written to stderr with its causes; a reader that closed the pipe is
/// not an error.
#[must_use]
pub fn exit_code(program: &str, end: Result<()>) -> ExitCode {
    let Err(error) = unless_closed(end) else { return ExitCode::SUCCESS };
    // An error that nobody can read is still in the exit code.
    let _closed = say(&mut stderr(), &format!("{program}: {error:#}"));
    ExitCode::FAILURE
}

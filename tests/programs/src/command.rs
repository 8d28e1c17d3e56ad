//! What a command-line program needs besides its subject: the width of the terminal, and its exit code with an error in
//! lines that fit.
//!
//! Columns and closed pipes are `terminal.rs` of the light examples.

use std::process::ExitCode;

use anyhow::Result;
use focus_api::printable;
use terminal_size::{Width, terminal_size};

use crate::terminal::{unless_closed, wrap};

/// The columns of output that does not go to a terminal.
const COLUMNS_OF_A_FILE: usize = 80;

/// The columns that a table needs.
const FEWEST_COLUMNS: usize = 40;

/// Returns the columns of the terminal, at least 40; 80 without a terminal.
#[must_use]
pub fn columns() -> usize {
    terminal_size().map_or(COLUMNS_OF_A_FILE, |(Width(columns), _)| usize::from(columns).max(FEWEST_COLUMNS))
}

/// Returns the exit code of a program. An error is written to stderr, with its causes, in lines of at most so many
/// columns; a reader that closed the pipe is not an error.
#[must_use]
pub fn exit_code(program: &str, end: Result<()>, columns: usize) -> ExitCode {
    let Err(error) = unless_closed(end) else { return ExitCode::SUCCESS };
    for line in wrap(&printable(&format!("{program}: {error:#}")), columns) {
        eprintln!("{line}");
    }
    ExitCode::FAILURE
}

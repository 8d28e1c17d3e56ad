//! Commands for maintainers of this repository: `cargo xtask --help`.
//!
//! This file parses the arguments; each command is a module. It is a library, so that a program of `tests/fuzz` can call
//! the check of the reader of docs pages, [`docs_page`]; nothing else is used from outside.

mod artifact;
mod bench;
mod chaos;
mod ci;
#[path = "../../focus-api-raw/codegen.rs"]
mod codegen;
mod docs;
mod judge;
mod public_api;
mod regen;
#[cfg(test)]
mod repository;
mod snapshots;
mod tables;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use docs::fuzz::docs_page;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Commands for maintainers of this repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the files that are derived from openapi/focus.yaml.
    Regen {
        /// Write nothing; show files that are out of date, and exit 1 if there are any.
        #[arg(long)]
        check: bool,
    },
    /// Import the vendor's docs page, compare it, and check the document against it.
    #[command(subcommand)]
    Docs(docs::Docs),
    /// Write the public API of both crates as text. Needs a nightly toolchain and fails without one.
    PublicApi {
        /// Write nothing; show files that are out of date, and exit 1 if there are any.
        #[arg(long)]
        check: bool,
    },
    Judge(judge::Judge),
    /// Compare the crate with handwritten programs; see tests/benches/README.md.
    Bench(bench::Arguments),
    Chaos(chaos::Arguments),
    /// Run the checks of CI.
    Ci,
}

/// Runs the command in the arguments of the program, and returns the exit code.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            // Not clap's 2, which has a meaning for `docs diff`.
            return ExitCode::from(if error.use_stderr() { docs::FAILED } else { 0 });
        }
    };
    let outcome = match arguments.command {
        Command::Regen { check } => regen::run(check),
        Command::Docs(command) => command.run().map(ExitCode::from),
        Command::PublicApi { check } => public_api::run(check),
        Command::Judge(judge) => judge.run(),
        Command::Bench(arguments) => arguments.run(),
        Command::Chaos(arguments) => arguments.run(),
        Command::Ci => ci::run(),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(docs::FAILED)
    })
}

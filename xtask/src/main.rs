//! The repository's own commands: `cargo xtask --help`.
//!
//! This file only reads arguments and passes them on; each command is a module.

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
mod snapshots;
mod tables;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Commands for maintainers of this repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write everything that is derived from openapi/focus.yaml.
    Regen {
        /// Write nothing; show what is stale and exit 1 if anything is.
        #[arg(long)]
        check: bool,
    },
    /// The vendor's docs page: import it, compare it, hold the document against it.
    #[command(subcommand)]
    Docs(docs::Docs),
    /// Write the public API of both crates as text. Needs a nightly toolchain, and does nothing without one.
    PublicApi {
        /// Write nothing; show what is stale and exit 1 if anything is.
        #[arg(long)]
        check: bool,
    },
    Judge(judge::Judge),
    /// Measure the crate against programs written by hand; see tests/benches/README.md.
    Bench(bench::Arguments),
    Chaos(chaos::Arguments),
    /// Run what CI runs.
    Ci,
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            // Not clap's 2, which `docs diff` has given a meaning.
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

//! The maintainer's commands: `cargo xtask <command>`. This file only hands over to the module of each.

mod docs;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The maintainer's commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The vendor's docs page: import it, compare it, hold the spec against it.
    #[command(subcommand)]
    Docs(docs::Docs),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            // Not clap's 2, which already means something to scripts.
            return ExitCode::from(if error.use_stderr() { docs::FAILED } else { 0 });
        }
    };
    let result = match cli.command {
        Command::Docs(command) => command.run().map(ExitCode::from),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(docs::FAILED)
    })
}

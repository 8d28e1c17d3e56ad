//! `cargo xtask chaos`: random runs of the client against the fake server.
//!
//! `tests/sdk/chaos.rs` implements the runs; the ordinary tests do 200 of them. This command sets their number and
//! seed, and prints the line of counts last.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

/// The test that does the runs.
const TEST: &str = "chaos::no_random_run_contradicts_the_state_of_the_server";

/// Compare bulk changes, lists and streams with the server's data, under random faults.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The number of runs.
    #[arg(long, default_value_t = 2000)]
    runs: u64,
    /// The seed of the first run; each further run has the next one.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Arguments {
    /// Runs the test and prints its output, with the counts in the last line.
    pub(crate) fn run(&self) -> Result<ExitCode> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([
                "test",
                "--quiet",
                "--package",
                "focus-tests",
                "--test",
                "sdk",
                "--",
                "--exact",
                TEST,
                "--nocapture",
            ])
            .env("CHAOS_RUNS", self.runs.to_string())
            .env("CHAOS_SEED", self.seed.to_string())
            .output()
            .context("cannot start cargo")?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let counts = printed.lines().rfind(|line| line.starts_with("chaos: "));
        for line in printed.lines().filter(|line| line.starts_with("seed ")) {
            println!("{line}");
        }
        if !output.status.success() {
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
        }
        match counts {
            Some(counts) => println!("{counts}"),
            None => bail!("the test {TEST} printed no counts:\n{printed}"),
        }
        if !output.status.success() {
            bail!("some runs failed: repeat one with --runs 1 --seed SEED");
        }
        Ok(ExitCode::SUCCESS)
    }
}

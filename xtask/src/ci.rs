//! `cargo xtask ci`: the gate, for a person. `.ci/run` calls the same.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::artifact;

/// The steps in the order in which they fail fastest. The tests come last, so that their summary ends the log.
const STEPS: &[(&str, &[&str], &[(&str, &str)])] = &[
    ("formatting", &["fmt", "--all", "--check"], &[]),
    ("derived files", &["xtask", "regen", "--check"], &[]),
    ("clippy", &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], &[]),
    // The crate as a dependent compiles it: the snapshot instead of the generator.
    ("clippy of the snapshot", &["clippy", "--package", "focus-api", "--locked", "--", "-D", "warnings"], &[]),
    ("documentation", &["doc", "--workspace", "--no-deps", "--locked"], &[("RUSTDOCFLAGS", "-D warnings")]),
    ("tests", &["test", "--workspace", "--locked"], &[]),
];

/// Runs every step, stopping at the first that fails.
pub(crate) fn run() -> Result<ExitCode> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for (name, arguments, environment) in STEPS {
        println!("== {name}: cargo {}", arguments.join(" "));
        let status = Command::new(&cargo)
            .args(*arguments)
            .envs(environment.iter().copied())
            .current_dir(artifact::root())
            .status()
            .with_context(|| format!("cannot start cargo for the step `{name}`"))?;
        if !status.success() {
            eprintln!("The step `{name}` failed. Repeat it alone: cargo {}", arguments.join(" "));
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

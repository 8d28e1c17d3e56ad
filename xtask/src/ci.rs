//! `cargo xtask ci`: the gate, for a person. `.ci/run` calls the same.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::artifact;

/// One call of cargo.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const fn step(name: &'static str, arguments: &'static [&'static str]) -> Step {
    Step { name, arguments, environment: &[] }
}

/// The steps in the order in which they fail fastest. The tests come last, so that their summary ends the log.
const STEPS: &[Step] = &[
    step("formatting", &["fmt", "--all", "--check"]),
    step("derived files", &["xtask", "regen", "--check"]),
    step("clippy", &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]),
    // The crate as a dependent compiles it: the snapshot instead of the generator.
    step("clippy of the snapshot", &["clippy", "--package", "focus-api", "--locked", "--", "-D", "warnings"]),
    Step {
        name: "documentation",
        arguments: &["doc", "--workspace", "--no-deps", "--locked"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
    },
    step("tests", &["test", "--workspace", "--locked"]),
];

/// Runs every step, stopping at the first that fails.
pub(crate) fn run() -> Result<ExitCode> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for Step { name, arguments, environment } in STEPS {
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

//! `cargo xtask ci`: runs every check of the gate. `.ci/run` calls it too.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::{artifact, snapshots};

/// One cargo command.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const fn step(name: &'static str, arguments: &'static [&'static str]) -> Step {
    Step { name, arguments, environment: &[] }
}

/// Compiles focus-api-raw with the output of the generator, also where the tests, which enable it, are not selected.
const GENERATE: &str = "--features=focus-api-raw/codegen";

/// The steps, ordered so that the fastest fails first. The tests come last, so that their summary ends the log.
const STEPS: &[Step] = &[
    step("formatting", &["fmt", "--all", "--check"]),
    step("derived files", &["xtask", "regen", "--check"]),
    step("facts of the docs page", &["xtask", "docs", "check"]),
    step("clippy", &["clippy", "--workspace", "--all-targets", GENERATE, "--locked", "--", "-D", "warnings"]),
    // As a dependent compiles the crates: with the snapshot instead of the generator.
    step("clippy of the snapshot", &["clippy", "--package", "focus-api", "--locked", "--", "-D", "warnings"]),
    Step {
        name: "documentation",
        arguments: &["doc", "--workspace", "--no-deps", GENERATE, "--locked"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
    },
    // A workspace of its own, because a feature of serde_json is under test there.
    step(
        "tests with arbitrary precision",
        &["test", "--locked", "--manifest-path", "tests/arbitrary-precision/Cargo.toml"],
    ),
    step("tests", &["test", "--workspace", GENERATE, "--locked"]),
];

/// Runs the steps and stops at the first failure.
pub(crate) fn run() -> Result<ExitCode> {
    let root = artifact::root();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let references = root.join("target/snapshot-references.txt");
    // The workspace of its own builds in the same folder, so that it compiles only what the feature changes.
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| root.join("target").into());
    // Builds may use another folder (CARGO_TARGET_DIR), the list of references does not.
    std::fs::create_dir_all(root.join("target")).context("cannot create the folder `target`")?;
    // Insta appends to this file. It need not exist.
    let _ = std::fs::remove_file(&references);
    snapshots::refuse_unreviewed(root)?;
    for Step { name, arguments, environment } in STEPS {
        println!("== {name}: cargo {}", arguments.join(" "));
        let status = Command::new(&cargo)
            .args(*arguments)
            .envs(environment.iter().copied())
            .env("INSTA_UPDATE", "no")
            .env("CARGO_TARGET_DIR", &target)
            .env(snapshots::REFERENCES, &references)
            .current_dir(root)
            .status()
            .with_context(|| format!("cannot start cargo for the step `{name}`"))?;
        if !status.success() {
            eprintln!("The step `{name}` failed. To run it alone: cargo {}", arguments.join(" "));
            return Ok(ExitCode::FAILURE);
        }
    }
    // Prints nothing on success, so that the summary of the tests ends the log.
    snapshots::refuse_unreferenced(root, &references)?;
    Ok(ExitCode::SUCCESS)
}

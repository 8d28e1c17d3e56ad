//! `cargo xtask public-api`: writes the public API of both crates as text, one item per line, for reviewers.
//!
//! It reads rustdoc's JSON, which only nightly toolchains write. It is therefore not part of `regen` and of the tests,
//! and fails without a nightly toolchain.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::artifact::{self, Artifact};

const CRATES: [&str; 2] = ["focus-api-raw", "focus-api"];

const TOOLCHAIN: &str = "nightly";

pub(crate) fn run(check: bool) -> Result<ExitCode> {
    if !nightly_is_installed() {
        // A check that was skipped must not look like one that passed.
        eprintln!(
            "no {TOOLCHAIN} toolchain is installed: run `rustup toolchain install {TOOLCHAIN}`, then repeat the command"
        );
        return Ok(ExitCode::FAILURE);
    }
    let root = artifact::root();
    let artifacts = CRATES.iter().map(|name| describe(root, name)).collect::<Result<Vec<_>>>()?;
    if check { artifact::check(root, &artifacts, "cargo xtask public-api") } else { artifact::write(root, &artifacts) }
}

fn nightly_is_installed() -> bool {
    let output = Command::new("rustup").args(["run", TOOLCHAIN, "rustc", "--version"]).output();
    output.is_ok_and(|output| output.status.success())
}

fn describe(root: &Path, name: &str) -> Result<Artifact> {
    let json = rustdoc_json::Builder::default()
        .toolchain(TOOLCHAIN)
        .manifest_path(root.join(name).join("Cargo.toml"))
        // A separate folder, because two toolchains would rebuild each other's dependencies.
        .target_dir(root.join("target/public-api"))
        .quiet(true)
        .build()
        .with_context(|| format!("rustdoc cannot describe {name}; does `cargo doc -p {name}` work?"))?;
    let api = public_api::Builder::from_rustdoc_json(json)
        // Blanket and auto traits are the same for every type. Derives are shown, because removing one breaks users.
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()
        .with_context(|| format!("this nightly's description of {name} cannot be read: update `public-api`"))?;
    let mut text = format!("# What users of {name} can name, sorted. Written by `cargo xtask public-api`.\n");
    for item in api.items() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{item}");
    }
    Ok(Artifact::new(&format!("{name}/public-api.txt"), text))
}

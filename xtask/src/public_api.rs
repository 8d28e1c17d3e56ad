//! `cargo xtask public-api`: what users of both crates can name, one item a line, for reviewers.
//!
//! It reads rustdoc's JSON, which only nightly toolchains write. It is therefore neither part of `regen` nor of the tests:
//! without a nightly toolchain there is nothing to write, and a check fails.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::artifact::{self, Artifact};

const CRATES: [&str; 2] = ["focus-api-raw", "focus-api"];

const TOOLCHAIN: &str = "nightly";

pub(crate) fn run(check: bool) -> Result<ExitCode> {
    if !nightly_is_installed() {
        // A check that was not made must not look like one that passed.
        eprintln!("no {TOOLCHAIN} toolchain is installed: `rustup toolchain install {TOOLCHAIN}`, then run this again");
        return Ok(ExitCode::FAILURE);
    }
    let root = artifact::root();
    let artifacts = CRATES.iter().map(|name| describe(root, name)).collect::<Result<Vec<_>>>()?;
    if check { artifact::check(root, &artifacts, "cargo xtask public-api") } else { artifact::write(root, &artifacts) }
}

fn nightly_is_installed() -> bool {
    let asked = Command::new("rustup").args(["run", TOOLCHAIN, "rustc", "--version"]).output();
    asked.is_ok_and(|output| output.status.success())
}

fn describe(root: &Path, name: &str) -> Result<Artifact> {
    let json = rustdoc_json::Builder::default()
        .toolchain(TOOLCHAIN)
        .manifest_path(root.join(name).join("Cargo.toml"))
        // A folder of its own: the two toolchains would rebuild each other's dependencies.
        .target_dir(root.join("target/public-api"))
        .quiet(true)
        .build()
        .with_context(|| format!("rustdoc cannot describe {name}; does `cargo doc -p {name}` work?"))?;
    let api = public_api::Builder::from_rustdoc_json(json)
        // Every type has the same ones; derives are shown, because removing one breaks users.
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

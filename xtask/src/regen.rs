//! `cargo xtask regen`: everything that follows from `openapi/focus.yaml`, in the order a reviewer reads it.

mod fake;
#[cfg(test)]
mod tests;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::artifact::{self, Artifact};
use crate::docs::PLACEHOLDER;
use crate::{codegen, tables};

/// Writes the derived files, or compares them.
pub(crate) fn run(check: bool) -> Result<ExitCode> {
    let root = artifact::root();
    let source = root.join("openapi/focus.yaml");
    let yaml = fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
    refuse_placeholders(&yaml)?;
    let derived = derive(&yaml)?;
    if !check {
        return artifact::write(root, &derived);
    }
    // A second time, because a generator that walks a hash map shows it only now and then.
    for (first, second) in derived.iter().zip(derive(&yaml)?) {
        ensure!(first.content == second.content, "{} comes out differently every time", first.path.display());
    }
    artifact::check(root, &derived, "cargo xtask regen")
}

/// `docs diff` leaves the words to people, and says so in the snippets it prints. They would become documentation.
fn refuse_placeholders(yaml: &str) -> Result<()> {
    match yaml.lines().position(|line| line.contains(PLACEHOLDER)) {
        None => Ok(()),
        Some(index) => {
            bail!("openapi/focus.yaml:{}: describe it, in your own words, in place of `{PLACEHOLDER}`", index + 1)
        }
    }
}

fn derive(yaml: &str) -> Result<Vec<Artifact>> {
    let document = codegen::parse(yaml).map_err(|error| anyhow!(error))?;
    Ok(vec![
        Artifact::new("openapi/snapshots/operations.txt", tables::operations(&document)),
        Artifact::new("openapi/snapshots/schemas.txt", tables::schemas(&document)),
        Artifact::new("tests/fake/src/generated.rs", fake::operations(&document)),
        Artifact::new(
            "focus-api-raw/src/generated/client.rs",
            codegen::generate(yaml).map_err(|error| anyhow!(error))?,
        ),
    ])
}

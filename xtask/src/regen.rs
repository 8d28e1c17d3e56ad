//! `cargo xtask regen`: writes the files that are derived from `openapi/focus.yaml`.

mod fake;
#[cfg(test)]
mod tests;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::artifact::{self, Artifact};
use crate::docs::PLACEHOLDER;
use crate::{codegen, tables};

/// Writes the derived files, or compares them with the committed ones.
pub(crate) fn run(check: bool) -> Result<ExitCode> {
    let root = artifact::root();
    let source = root.join("openapi/focus.yaml");
    let yaml = fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
    refuse_placeholders(&yaml)?;
    let document = codegen::parse(&yaml).map_err(|error| anyhow!(error))?;
    if let Some(part) = codegen::missing_operation(&document) {
        bail!(codegen::refusal(&part, &yaml));
    }
    let derived = derive(&yaml)?;
    if !check {
        return artifact::write(root, &derived);
    }
    // Derived twice, to find output that depends on the order of a hash map.
    for (first, second) in derived.iter().zip(derive(&yaml)?) {
        ensure!(
            first.content == second.content,
            "{} is not the same in every run: remove the dependency on the order of a hash map",
            first.path.display()
        );
    }
    artifact::check(root, &derived, "cargo xtask regen")
}

/// Refuses the placeholders that `docs diff --apply` writes for descriptions, because they would become documentation.
fn refuse_placeholders(yaml: &str) -> Result<()> {
    let mut places = yaml.lines().enumerate().filter(|(_, line)| line.contains(PLACEHOLDER));
    let Some((first, _)) = places.next() else { return Ok(()) };
    let others = match places.count() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    bail!("openapi/focus.yaml:{}: replace `{PLACEHOLDER}` by a description{others}", first + 1)
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

//! Where the docs commands find their files, and how they read them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::facts;
use super::inventory::Inventory;

/// Relative to the root of the workspace, where `cargo xtask` runs.
pub(crate) const FACTS: &str = "openapi/docs/tasks.facts";
pub(crate) const SPEC: &str = "openapi/focus.yaml";

/// Reads the inventory.
pub(crate) fn read_facts(path: &Path) -> Result<Inventory> {
    let text = fs::read_to_string(path).with_context(|| {
        format!(
            "cannot read {}: run this from the root of the workspace, or `cargo xtask docs import PAGE` first",
            path.display()
        )
    })?;
    facts::from_text(&text).with_context(|| {
        format!(
            "{} is damaged; restore it from git, or write it again with `cargo xtask docs import PAGE`",
            path.display()
        )
    })
}

/// The full paths the committed inventory has; a Swagger document of the whole API is cut down to these.
pub(crate) fn known_paths() -> Result<Vec<String>> {
    let path = PathBuf::from(FACTS);
    if !path.exists() {
        return Ok(Vec::new());
    }
    Ok(read_facts(&path)?.operations.iter().map(super::inventory::Operation::full_path).collect())
}

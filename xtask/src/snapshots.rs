//! Refuses snapshots that were not reviewed, and those that no test uses.
//!
//! `cargo insta test --unreferenced=reject` does the same, but the gate must not need cargo-insta.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The environment variable with the path of the file in which insta lists the snapshots that tests use.
pub(crate) const REFERENCES: &str = "INSTA_SNAPSHOT_REFERENCES_FILE";

/// Fails if a test wrote a new snapshot that was not reviewed.
pub(crate) fn refuse_unreviewed(root: &Path) -> Result<()> {
    let waiting = find(root, &["new", "pending-snap"])?;
    if waiting.is_empty() {
        return Ok(());
    }
    bail!(
        "snapshots are not reviewed: accept them with `cargo insta review`, or remove them:{}",
        listed(root, &waiting)
    )
}

/// Fails if a committed snapshot is not in insta's list.
pub(crate) fn refuse_unreferenced(root: &Path, references: &Path) -> Result<()> {
    let text =
        fs::read_to_string(references).with_context(|| format!("the tests did not write {}", references.display()))?;
    let used: BTreeSet<PathBuf> = text.lines().filter_map(|line| fs::canonicalize(line).ok()).collect();
    let unused: Vec<PathBuf> = find(root, &["snap"])?
        .into_iter()
        .filter(|path| fs::canonicalize(path).is_ok_and(|path| !used.contains(&path)))
        .collect();
    if unused.is_empty() {
        return Ok(());
    }
    bail!("no test uses these snapshots: remove them:{}", listed(root, &unused))
}

fn listed(root: &Path, paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("\n  {}", path.strip_prefix(root).unwrap_or(path).display())).collect()
}

/// Finds files with one of these extensions, except in build output and hidden folders.
fn find(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            found.extend(find(&path, extensions)?);
        } else if path.extension().and_then(|extension| extension.to_str()).is_some_and(|own| extensions.contains(&own))
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

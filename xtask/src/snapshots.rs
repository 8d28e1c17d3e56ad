//! Refusing snapshots nobody has reviewed, and those no test looks at any more.
//!
//! `cargo insta test --unreferenced=reject` does the same, for those who have it installed; the gate must not need it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The variable by which insta is asked to list the snapshots that tests compare with.
pub(crate) const REFERENCES: &str = "INSTA_SNAPSHOT_REFERENCES_FILE";

/// Fails if a test left a new snapshot behind for review.
pub(crate) fn refuse_unreviewed(root: &Path) -> Result<()> {
    let waiting = find(root, &["new", "pending-snap"])?;
    if waiting.is_empty() {
        return Ok(());
    }
    bail!("unreviewed snapshots, to be accepted with `cargo insta review` or removed:{}", listed(root, &waiting))
}

/// Fails if a committed snapshot is not in insta's list of those that were compared.
pub(crate) fn refuse_unreferenced(root: &Path, references: &Path) -> Result<()> {
    let text = fs::read_to_string(references).with_context(|| format!("the tests left no {}", references.display()))?;
    let used: BTreeSet<PathBuf> = text.lines().filter_map(|line| fs::canonicalize(line).ok()).collect();
    let unused: Vec<PathBuf> = find(root, &["snap"])?
        .into_iter()
        .filter(|path| fs::canonicalize(path).is_ok_and(|path| !used.contains(&path)))
        .collect();
    if unused.is_empty() {
        return Ok(());
    }
    bail!("no test compares with these snapshots any more, remove them:{}", listed(root, &unused))
}

fn listed(root: &Path, paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("\n  {}", path.strip_prefix(root).unwrap_or(path).display())).collect()
}

/// Files with one of these extensions, outside build output and hidden folders.
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

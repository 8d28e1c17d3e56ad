//! Finds the files of the docs commands, reads them and replaces them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::facts;
use super::inventory::Inventory;

/// The inventory of the tasks page, relative to the root of the repository.
pub(crate) const FACTS: &str = "openapi/docs/tasks.facts";
/// The spec, relative to the root of the repository.
pub(crate) const SPEC: &str = "openapi/focus.yaml";

/// Returns the path given on the command line, or the default below the root.
pub(crate) fn path_or(given: Option<&Path>, root: &Path, default: &str) -> PathBuf {
    given.map_or_else(|| root.join(default), Path::to_owned)
}

/// Formats a path for a report, relative to the root if it is below the root.
pub(crate) fn display(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// Reads an inventory.
pub(crate) fn read_facts(path: &Path) -> Result<Inventory> {
    let text = fs::read_to_string(path).with_context(|| {
        format!(
            "cannot read {}: run this from the root of the repository, or `cargo xtask docs import PAGE` first",
            path.display()
        )
    })?;
    facts::from_text(&text).with_context(|| {
        format!(
            "{} is damaged: restore it from git, or write it again with `cargo xtask docs import PAGE`",
            path.display()
        )
    })
}

/// Returns the paths of all inventories of the repository, sorted by name.
pub(crate) fn all_facts(root: &Path) -> Result<Vec<PathBuf>> {
    facts_in(&root.join("openapi/docs"))
}

/// Returns the paths of all inventories in a folder, sorted by name.
pub(crate) fn facts_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("cannot list {}: run `cargo xtask docs import PAGE` first", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "facts") {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        anyhow::bail!("{} has no inventory: run `cargo xtask docs import PAGE` first", folder.display());
    }
    Ok(found)
}

/// Returns the text of a file in the last commit. `None` without git, outside of a repository, or for a new file.
pub(crate) fn committed(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let output = Command::new("git").arg("-C").arg(folder).args(["show", &format!("HEAD:./{name}")]).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).ok())?
}

/// Returns the full paths of an inventory's operations; none if the file does not exist. A Swagger document of the
/// complete API is reduced to these.
pub(crate) fn known_paths(path: &Path) -> Result<Vec<String>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    Ok(read_facts(path)?.operations.iter().map(|o| o.path.clone()).collect())
}

/// Replaces a file: writes a temporary file and renames it, so that the file is never half written.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".docs-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A temporary file is private by default; this one has to be readable by everyone.
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    let mut file = builder.tempfile_in(folder).with_context(|| format!("cannot write in {}", folder.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write in {}", folder.display()))?;
    file.persist(path).with_context(|| format!("cannot replace {}", path.display()))?;
    Ok(())
}

//! Where the docs commands find their files, how they read them and how they replace one.

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

/// The path given on the command line, or the default below the root.
pub(crate) fn path_or(given: Option<&Path>, root: &Path, default: &str) -> PathBuf {
    given.map_or_else(|| root.join(default), Path::to_owned)
}

/// How a report names a file: relative to the root where it is below the root.
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

/// Every inventory of the repository, in the order of their names.
pub(crate) fn all_facts(root: &Path) -> Result<Vec<PathBuf>> {
    facts_in(&root.join("openapi/docs"))
}

/// Every inventory of a folder, in the order of their names.
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

/// The text that the last commit has for a file. `None` without git, outside of a repository, or for a new file.
pub(crate) fn committed(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let output = Command::new("git").arg("-C").arg(folder).args(["show", &format!("HEAD:./{name}")]).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).ok())?
}

/// The full paths of an inventory's operations, empty where there is no such file. A Swagger document of the whole
/// API is cut down to these.
pub(crate) fn known_paths(path: &Path) -> Result<Vec<String>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    Ok(read_facts(path)?.operations.iter().map(|o| o.path.clone()).collect())
}

/// Writes beside the file and renames, so that the file is the old one or the new one and never half of one.
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
        // A temporary file is private by default; this one is for everyone to read.
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    let mut file = builder.tempfile_in(folder).with_context(|| format!("cannot write in {}", folder.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write in {}", folder.display()))?;
    file.persist(path).with_context(|| format!("cannot replace {}", path.display()))?;
    Ok(())
}

//! Committed files that a command derives: writes them, or compares them with the derived content.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use similar::TextDiff;

/// A committed file with its derived content.
pub(crate) struct Artifact {
    /// Its path from the root of the repository.
    pub(crate) path: PathBuf,
    /// Its derived content.
    pub(crate) content: String,
}

impl Artifact {
    pub(crate) fn new(path: &str, content: String) -> Self {
        Self { path: path.into(), content }
    }
}

/// Returns the root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Writes the files that differ.
pub(crate) fn write(root: &Path, artifacts: &[Artifact]) -> Result<ExitCode> {
    for artifact in artifacts {
        let path = root.join(&artifact.path);
        if fs::read_to_string(&path).is_ok_and(|current| current == artifact.content) {
            println!("unchanged  {}", artifact.path.display());
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        }
        fs::write(&path, &artifact.content).with_context(|| format!("cannot write {}", path.display()))?;
        println!("written    {}", artifact.path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes nothing. Prints the difference of every file that is out of date, and `update`, the command that writes it.
pub(crate) fn check(root: &Path, artifacts: &[Artifact], update: &str) -> Result<ExitCode> {
    let mut stale = 0;
    for artifact in artifacts {
        let path = root.join(&artifact.path);
        let current = fs::read_to_string(&path).unwrap_or_default();
        if current == artifact.content {
            continue;
        }
        stale += 1;
        let name = artifact.path.display().to_string();
        let diff = TextDiff::from_lines(&current, &artifact.content);
        print!(
            "{}",
            diff.unified_diff().context_radius(2).header(&format!("{name} (committed)"), &format!("{name} (derived)"))
        );
    }
    if stale == 0 {
        println!("{} derived files are up to date", artifacts.len());
        return Ok(ExitCode::SUCCESS);
    }
    println!("\n{stale} of {} derived files are out of date. Run `{update}` and commit the result.", artifacts.len());
    Ok(ExitCode::FAILURE)
}

//! Files that are written by a command and committed: one function writes them or says how they differ.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use similar::TextDiff;

/// A committed file with the content it should have.
pub(crate) struct Artifact {
    /// Path from the root of the repository.
    pub(crate) path: PathBuf,
    /// What it should contain.
    pub(crate) content: String,
}

impl Artifact {
    pub(crate) fn new(path: &str, content: String) -> Self {
        Self { path: path.into(), content }
    }
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Writes what differs.
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

/// Writes nothing; prints the difference of every stale file, and `mend`, the command that brings it up to date.
pub(crate) fn check(root: &Path, artifacts: &[Artifact], mend: &str) -> Result<ExitCode> {
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
    println!("\n{stale} of {} derived files are stale. Run `{mend}` and commit the result.", artifacts.len());
    Ok(ExitCode::FAILURE)
}

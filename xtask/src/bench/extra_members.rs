//! Measures what it costs to keep the unknown members of a task.
//!
//! The types are compared with a copy of focus-api-raw in the target folder that has no fields `extra` and is otherwise
//! the same. tests/benches/extra/decode.rs decodes with both.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::Metric;
use super::dependent::write;
use super::lab::{self, Lab, Skip, cargo};

const GENERATED: &str = "src/generated/client.rs";
const FIELD: &str = "pub extra: crate::Extra,";

/// Measures tasks with only the members of the document.
pub(super) fn known(lab: &mut Lab) -> Result<Vec<Metric>> {
    ratio(lab, "extra_members_known", "known")
}

/// Measures tasks with twelve unknown members.
pub(super) fn unknown(lab: &mut Lab) -> Result<Vec<Metric>> {
    ratio(lab, "extra_members", "extended")
}

fn ratio(lab: &mut Lab, name: &str, shape: &str) -> Result<Vec<Metric>> {
    let program = build(lab)?;
    let decode = |types: &str| -> Result<f64> {
        let once = lab.valgrind(&program, &[types, shape, "2"])?;
        Ok(lab.valgrind(&program, &[types, shape, "4"])? - once)
    };
    let value = decode("with")? / decode("without")?;
    Ok(vec![Metric::counted(name, value, "instructions/instructions")])
}

/// Creates the copy and builds the program.
fn build(lab: &Lab) -> Result<PathBuf> {
    let (root, folder) = (lab.root(), lab.scratch()?.join("extra"));
    let raw = root.join("focus-api-raw");
    let generated = fs::read_to_string(raw.join(GENERATED)).with_context(|| format!("cannot read {GENERATED}"))?;
    ensure!(generated.contains(FIELD), Skip(format!("focus-api-raw keeps no unknown members: no field `{FIELD}`")));
    copy(&raw, &folder.join("without-extra"))?;
    write(&folder.join("without-extra").join(GENERATED), &without_extra(&generated))?;
    let manifest = fs::read_to_string(raw.join("Cargo.toml"))?;
    let renamed = manifest.replace("name = \"focus-api-raw\"", "name = \"focus-api-raw-without-extra\"");
    write(&folder.join("without-extra/Cargo.toml"), &renamed)?;
    // The versions and lints that the copied manifest refers to.
    let workspace = fs::read_to_string(root.join("Cargo.toml"))?;
    let shared = workspace.find("[workspace.package]").context("the root manifest has no [workspace.package]")?;
    let members = "[workspace]\nresolver = \"3\"\nmembers = [\"decode\", \"without-extra\"]\n\n";
    write(&folder.join("Cargo.toml"), &format!("{members}{}", &workspace[shared..]))?;
    let lock = folder.join("Cargo.lock");
    fs::copy(root.join("Cargo.lock"), &lock).with_context(|| format!("cannot write {}", lock.display()))?;
    let source = root.join("tests/benches/extra/decode.rs");
    let dependency =
        |name: &str, package: &str, path: &Path| format!("{name} = {{ package = {package:?}, path = {path:?} }}\n");
    write(
        &folder.join("decode/Cargo.toml"),
        &format!(
            "[package]\nname = \"decode\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [[bin]]\nname = \"decode\"\npath = {source:?}\n\n\
             [dependencies]\nserde.workspace = true\nserde_json.workspace = true\n{}{}",
            dependency("with-extra", "focus-api-raw", &raw),
            dependency("without-extra", "focus-api-raw-without-extra", &folder.join("without-extra")),
        ),
    )?;
    lab::run(
        cargo()
            .args(["build", "--release", "--quiet", "--package", "decode", "--target-dir", "target"])
            .current_dir(&folder),
    )?;
    Ok(folder.join("target/release/decode"))
}

/// Removes every field `extra`, with its documentation, its attributes and its uses.
fn without_extra(generated: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in generated.lines() {
        let text = line.trim();
        let mentions = text == FIELD || text == "#[serde(flatten)]" || text == "extra,";
        if !mentions && !text.starts_with("extra => extra:") {
            kept.push(line);
            continue;
        }
        while kept.last().is_some_and(|line| line.trim().starts_with("///")) {
            kept.pop();
        }
    }
    kept.join("\n") + "\n"
}

/// Copies a folder. Unchanged files keep their modification time.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let (path, to) = {
            let entry = entry?;
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &to)?;
        } else if !path.ends_with(GENERATED) && !path.ends_with("focus-api-raw/Cargo.toml") {
            write(&to, &fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_loses_the_field_and_nothing_else() {
        let with = "pub struct Task {\n    /// Its id.\n    pub id: TaskId,\n    /// The rest.\n    #[serde(flatten)]\n    pub extra: crate::Extra,\n}\n";
        assert_eq!(without_extra(with), "pub struct Task {\n    /// Its id.\n    pub id: TaskId,\n}\n");
    }
}

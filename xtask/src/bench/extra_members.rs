//! Measures what it costs to keep the unknown members of a task.
//!
//! The types are compared with a copy of focus-api-raw in the target folder that has no fields `extra` and whose structs
//! are read by serde's derived code, with the same readers of values. tests/benches/extra/decode.rs decodes with both.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::Metric;
use super::dependent::write;
use super::lab::{self, Lab, Skip, cargo};

const GENERATED: &str = "src/generated/client.rs";
const LIBRARY: &str = "src/lib.rs";
const FIELD: &str = "pub extra: crate::Extra,";
/// The functions that `deserialize_with` names.
const DERIVED: &str = "crate::derived";

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
    write(&folder.join("without-extra").join(GENERATED), &derived(&generated))?;
    let readers = root.join("tests/benches/extra/derived.rs");
    fs::copy(&readers, folder.join("without-extra/src/derived.rs"))
        .with_context(|| format!("cannot copy {}", readers.display()))?;
    let library = fs::read_to_string(raw.join(LIBRARY)).with_context(|| format!("cannot read {LIBRARY}"))?;
    write(&folder.join("without-extra").join(LIBRARY), &format!("{library}\nmod derived;\n"))?;
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
            // The copy does not use the reader of structs.
            .env("RUSTFLAGS", "-Adead_code -Aunused_macros -Aunused_imports")
            .current_dir(&folder),
    )?;
    Ok(folder.join("target/release/decode"))
}

/// Removes every field `extra` and derives `Deserialize` for the structs that had one.
fn derived(generated: &str) -> String {
    let readers = readers(generated);
    let mut kept: Vec<String> = Vec::new();
    let mut structure = "";
    for line in generated.lines() {
        let text = line.trim();
        if text == FIELD || text == "#[serde(flatten)]" {
            while kept.last().is_some_and(|line| line.trim().starts_with("///")) {
                kept.pop();
            }
            continue;
        }
        if let Some(name) = text.strip_prefix("pub struct ") {
            structure = name.trim_end_matches(" {");
        }
        let field = text.strip_prefix("pub ").and_then(|rest| rest.split_once(':'));
        match field.and_then(|(field, _)| readers.get(&(structure, field))) {
            // The generator has written `default`.
            Some(&"object") => kept.push(format!("#[serde(deserialize_with = \"{DERIVED}::object\")]")),
            Some(reader) => kept.push(format!("#[serde(default, deserialize_with = \"{DERIVED}::{reader}\")]")),
            None => {}
        }
        let line = line.replace("#[derive(::serde::Serialize,", "#[derive(::serde::Deserialize, ::serde::Serialize,");
        kept.push(line.replace("crate::setters::response! {", "crate::setters::object! {"));
    }
    kept.join("\n") + "\n"
}

/// Returns the readers of `src/lenient.rs` by struct and field.
fn readers(generated: &str) -> HashMap<(&str, &str), &str> {
    let mut readers = HashMap::new();
    let mut structure = "";
    for line in generated.lines() {
        let mut entry = line;
        if let Some(head) = line.strip_prefix("crate::setters::response! { ") {
            let (name, required) = head.split_once(' ').unwrap_or((head, ""));
            (structure, entry) = (name, required.trim_start_matches('(').trim_end_matches(") {"));
        }
        // `id: into(…) from any` of a required field, `due => due_date as "due": into(…) from date;` of an optional one.
        let Some((start, reader)) = entry.trim_end_matches(';').rsplit_once(" from ") else { continue };
        let field = start.split_once(" => ").map_or(start, |(_, field)| field);
        let field = field.trim().split([':', ' ']).next().unwrap_or_default();
        if reader != "any" {
            readers.insert((structure, field), reader);
        }
    }
    readers
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
        } else if ![GENERATED, LIBRARY, "focus-api-raw/Cargo.toml"].iter().any(|own| path.ends_with(own)) {
            write(&to, &fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_derived_and_has_no_extra_field() {
        let with = "#[derive(::serde::Serialize, Clone)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    pub due_date: Option<Date>,
    pub name: Option<String>,
    /// The rest.
    #[serde(flatten)]
    pub extra: crate::Extra,
}
crate::setters::response! { Task (id: into(TaskId) from any) {
    ///Due date.
    due => due_date as \"due\": into(Date) from date;
    name => name: into(String) from any;
} }
";
        let without = "#[derive(::serde::Deserialize, ::serde::Serialize, Clone)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
#[serde(default, deserialize_with = \"crate::derived::date\")]
    pub due_date: Option<Date>,
    pub name: Option<String>,
}
crate::setters::object! { Task (id: into(TaskId) from any) {
    ///Due date.
    due => due_date as \"due\": into(Date) from date;
    name => name: into(String) from any;
} }
";
        assert_eq!(derived(with), without);
    }
}

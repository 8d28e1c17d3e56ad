//! Writes packages of programs and checks them with cargo.
//!
//! A client is the source of focus-api-raw with another generated part. Programs that should compile are modules of one
//! package; those that should not are separate programs, because the compiler stops at the first kind of error. The
//! packages remain in the target directory, so that a second run compiles only the changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::artifact::root;

/// Modules of focus-api-raw that belong to operations of the real document.
const OF_THE_DOCUMENT: [&str; 1] = ["extract"];

type Programs<'a> = [(&'a str, &'a str)];

/// Checks the programs against the clients of two generated sources, and returns unexpected results.
pub(super) fn check(
    before: &str,
    after: &str,
    compile_before: &Programs<'_>,
    compile_after: &Programs<'_>,
    break_after: &Programs<'_>,
) -> Vec<String> {
    let target = target_folder();
    let folder = target.join("user-programs");
    write(&folder.join("Cargo.toml"), &workspace());
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    client(&folder.join("before"), before);
    client(&folder.join("after"), after);
    package(&folder.join("compiles-before"), "before", compile_before, "src");
    package(&folder.join("compiles-after"), "after", compile_after, "src");
    package(&folder.join("breaks-after"), "after", break_after, "src/bin");

    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--workspace", "--keep-going", "--message-format=short"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", &target)
        .output()
        .unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(messages.contains("breaks-after"), "cargo did not come to the programs:\n{messages}");

    let errors: Vec<&str> = messages.lines().filter(|line| line.contains(": error")).collect();
    let expected = |line: &str| break_after.iter().any(|(name, _)| line.starts_with(&program("breaks-after", name)));
    let unexpected = errors.iter().filter(|line| !expected(line)).map(|line| format!("should compile: {line}"));
    let compiled = break_after.iter().filter(|(name, _)| {
        let file = program("breaks-after", name);
        !errors.iter().any(|line| line.starts_with(&file))
    });
    unexpected.chain(compiled.map(|(name, _)| format!("should not compile: {name}"))).collect()
}

fn program(package: &str, name: &str) -> String {
    format!("{package}/src/bin/{name}.rs:")
}

/// Returns the target directory of the build that runs this test.
fn target_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(3).unwrap().to_owned()
}

/// Returns a workspace manifest with the versions and the profile of the repository.
fn workspace() -> String {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let dependencies = section(&manifest, "workspace.dependencies");
    let profile = section(&manifest, "profile.dev");
    format!("[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n{dependencies}\n{profile}")
}

/// Returns a section of a manifest, with its heading.
fn section<'a>(manifest: &'a str, name: &str) -> &'a str {
    let heading = format!("\n[{name}]\n");
    let start = manifest.find(&heading).unwrap_or_else(|| panic!("a manifest has no section [{name}]")) + 1;
    let end = manifest[start..].find("\n[").map_or(manifest.len(), |end| start + end + 1);
    &manifest[start..end]
}

/// Writes the source of focus-api-raw with another generated client.
fn client(folder: &Path, generated: &str) {
    let raw = root().join("focus-api-raw");
    let manifest = fs::read_to_string(raw.join("Cargo.toml")).unwrap();
    let name = folder.file_name().unwrap().to_str().unwrap();
    let dependencies = section(&manifest, "dependencies");
    write(
        &folder.join("Cargo.toml"),
        &format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[features]\ncodegen = []\nschemars = [\"dep:schemars\"]\n\n\
             {dependencies}"
        ),
    );
    for path in handwritten(&raw.join("src")) {
        let file = path.strip_prefix(raw.join("src")).unwrap();
        let module = file.file_stem().unwrap().to_str().unwrap();
        if OF_THE_DOCUMENT.contains(&module) {
            continue;
        }
        let mut text = fs::read_to_string(&path).unwrap();
        if module == "lib" {
            let of_the_document = |line: &&str| {
                OF_THE_DOCUMENT.iter().any(|name| {
                    line.starts_with(&format!("mod {name};")) || line.starts_with(&format!("pub use {name}::"))
                })
            };
            text = text.lines().filter(|line| !of_the_document(line)).collect::<Vec<_>>().join("\n");
        }
        write(&folder.join("src").join(file), &text);
    }
    write(&folder.join("src/generated/client.rs"), generated);
}

/// Returns the source files of a folder that are not generated.
fn handwritten(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let entries = entries.filter(|path| !path.ends_with("generated"));
    entries.flat_map(|path| if path.is_dir() { handwritten(&path) } else { vec![path] }).collect()
}

/// Writes a package of programs that use a client as `sdk`: modules of a library, or one program each.
fn package(folder: &Path, client: &str, programs: &Programs<'_>, place: &str) {
    let name = folder.file_name().unwrap().to_str().unwrap();
    write(
        &folder.join("Cargo.toml"),
        &format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n\
             sdk = {{ package = \"{client}\", path = \"../{client}\" }}\n"
        ),
    );
    // Removes programs of earlier runs.
    if let Ok(entries) = fs::read_dir(folder.join(place)) {
        for path in entries.map(|entry| entry.unwrap().path()) {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if path.is_file() && name != "lib" && !programs.iter().any(|(known, _)| *known == name) {
                fs::remove_file(path).unwrap();
            }
        }
    }
    let main = if place == "src" { "" } else { "\nfn main() {}\n" };
    for (name, program) in programs {
        let text = format!("#![allow(dead_code, unused_imports)]\nuse sdk::{{Client, types}};\n\n{program}\n{main}");
        write(&folder.join(place).join(format!("{name}.rs")), &text);
    }
    if place == "src" {
        let modules: String = programs.iter().map(|(name, _)| format!("mod {name};\n")).collect();
        write(&folder.join("src/lib.rs"), &modules);
    }
}

/// Writes a file unless it already has this text, because cargo compares modification times.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|current| current == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

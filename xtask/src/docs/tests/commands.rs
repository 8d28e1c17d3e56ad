//! Tests the docs commands with the arguments, files and exit codes of a maintainer.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use tempfile::TempDir;

use super::*;
use crate::docs::{CommandContext, Docs, FAILED};

#[derive(Parser)]
struct CommandLine {
    #[command(subcommand)]
    docs: Docs,
}

/// The output and the exit code of a command.
pub(super) struct Output {
    pub(super) code: u8,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Runs `xtask docs` on the repository.
pub(super) fn docs(args: &[&str]) -> Output {
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    let code = match CommandLine::try_parse_from(["docs"].iter().chain(args)) {
        Err(error) => {
            notes = error.to_string().into_bytes();
            FAILED
        }
        Ok(line) => {
            let root = root();
            let mut context = CommandContext { root: &root, out: &mut out, notes: &mut notes };
            match line.docs.run_in(&mut context) {
                Ok(outcome) => outcome.code(),
                Err(error) => {
                    notes = format!("error: {error:#}").into_bytes();
                    FAILED
                }
            }
        }
    };
    Output { code, stdout: String::from_utf8(out).unwrap(), stderr: String::from_utf8(notes).unwrap() }
}

/// Writes a file and returns its path.
pub(super) fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_page_of_the_same_facts_ends_with_0_and_another_page_is_refused() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (page, out) = (at("page"), at("out.facts"));
    fs::write(&page, print(&small(), PrintForm::Tabs)).unwrap();
    let output = docs(&["import", &page, "--out", &out]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    let output = docs(&["diff", &page, "--facts", &out, "--spec", &at("none.yaml")]);
    assert_eq!(output.code, 0, "{}", output.stdout);

    let other = print(&small(), PrintForm::Tabs).replace("/tasks", "/projects").replace("/workflows", "/plans");
    fs::write(&page, other).unwrap();
    let before = fs::read_to_string(&out).unwrap();
    let output = docs(&["import", &page, "--out", &out]);
    assert_eq!(output.code, FAILED);
    assert!(output.stderr.contains("replace it with --replace"), "{}", output.stderr);
    assert_eq!(fs::read_to_string(&out).unwrap(), before);
    assert_eq!(docs(&["import", &page, "--out", &out, "--replace"]).code, 0);
}

#[test]
fn markdown_without_the_last_operations_of_the_inventory_is_refused() {
    let folder = TempDir::new().unwrap();
    let out = write(&folder, "out.facts", FIXTURE);
    let page = forms::markdown();
    let cut = &page[..page.rfind("\nPOST ").unwrap()];
    let cut = write(&folder, "cut.md", cut);
    let output = docs(&["import", &cut, "--out", &out]);
    assert_eq!(output.code, FAILED, "{}", output.stdout);
    assert!(output.stderr.contains("has only the first 3 of 4 operations"), "{}", output.stderr);
    assert_eq!(docs(&["import", &cut, "--out", &out, "--replace"]).code, 0);
}

#[test]
fn missing_files_end_with_64_and_say_what_to_do() {
    let output = docs(&["check", "--facts", "no-such-facts"]);
    assert_eq!(output.code, FAILED);
    assert!(output.stderr.contains("run this from the root of the repository"), "{}", output.stderr);
}

fn git(folder: &TempDir, args: &[&str]) {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
    let output = std::process::Command::new("git").arg("-C").arg(folder.path()).args(identity).args(args).output();
    let output = output.expect("the test needs git, as the command does");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn applied_again_the_command_writes_nothing_and_reports_the_same_changes() {
    let folder = TempDir::new().unwrap();
    let facts = write(&folder, "tasks.facts", contract::BEFORE);
    let spec = write(&folder, "spec.yaml", contract::SPEC);
    let page = write(&folder, "next.json", &contract::next_json());
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "spec.yaml", "tasks.facts"]);
    git(&folder, &["commit", "--quiet", "-m", "spec"]);

    let apply = ["diff", "--apply", &page, "--facts", &facts, "--spec", &spec];
    let first = docs(&apply);
    assert_eq!(first.code, 1, "{}", first.stderr);
    let written = fs::read_to_string(&spec).unwrap();
    assert_ne!(written, contract::SPEC);
    let early = docs(&["check", "--facts", &facts, "--spec", &spec]);
    assert!(early.stdout.starts_with("The spec was edited since the last commit"), "{}", early.stdout);
    let second = docs(&apply);
    assert_eq!(fs::read_to_string(&spec).unwrap(), written);
    let summary = |output: &Output| output.stdout.lines().last().unwrap().split("; ").next().unwrap().to_owned();
    assert_eq!(summary(&first), summary(&second));
    assert!(second.stdout.contains("; 0 edits of "), "{}", second.stdout);
    let entries = |output: &Output| -> Vec<String> {
        let lines = output.stdout.lines().filter(|line| !line.trim_start().starts_with("edit: "));
        lines.filter(|line| !line.contains(" edits of ")).map(str::to_owned).collect()
    };
    assert_eq!(entries(&first), entries(&second));
}

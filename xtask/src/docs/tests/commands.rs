//! The docs commands as a maintainer runs them: arguments, files, exit codes.

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

/// What a command printed and how it ended.
struct Output {
    code: u8,
    stdout: String,
    stderr: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Runs `xtask docs` on the repository.
fn docs(args: &[&str]) -> Output {
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
fn missing_files_end_with_64_and_say_what_to_do() {
    let output = docs(&["check", "--facts", "no-such-facts"]);
    assert_eq!(output.code, FAILED);
    assert!(output.stderr.contains("run this from the root of the repository"), "{}", output.stderr);
}

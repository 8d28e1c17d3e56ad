//! The docs commands as a maintainer runs them: arguments, files, exit codes.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::docs::{CommandContext, Docs, FAILED};

const FACTS: &str = "openapi/docs/tasks.facts";
const SPEC: &str = "openapi/focus.yaml";

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

fn code(output: &Output) -> u8 {
    output.code
}

/// A folder with an inventory, printed as a page.
fn printed(form: PrintForm, facts: &str) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let page = folder.path().join("page").to_str().unwrap().to_owned();
    let facts = root().join(facts);
    fs::write(&page, print(&facts::from_text(&fs::read_to_string(facts).unwrap()).unwrap(), form)).unwrap();
    (folder, page)
}

/// Replaces every occurrence; there has to be one.
fn replace(page: &str, from: &str, to: &str) -> String {
    assert!(page.contains(from), "the page has no {from:?}");
    page.replace(from, to)
}

/// The printed page after one change of every class.
fn changed(page: &str) -> String {
    // A query parameter more, below its neighbour in the first operation only.
    let page = page.replacen("\ncreator_idinteger", "\nreviewer_id[]integerfalsenew\ncreator_idinteger", 1);
    // A field less and another type, wherever they stand.
    let lines: Vec<&str> = page.lines().filter(|line| !line.starts_with("matched_namestring")).collect();
    let page = replace(&lines.join("\n"), "hourly_ratenumber", "hourly_ratestring");
    // A field that can be cleared.
    let (start, patch) = operation(&page, "PATCH", "/tasks/{task_id}");
    let page = format!(
        "{}{}",
        &page[..start],
        page[start..].replacen(patch, &patch.replacen("\nnamestring-", "\nnamestringnull", 1), 1)
    );
    // An operation more: a copy of one, under another address, behind it.
    let (start, archive) = operation(&page, "POST", "/tasks/{task_id}/archive");
    let (before, after) = page.split_at(start + archive.len());
    let page = format!("{before}{}{after}", archive.replace("/archive", "/copy"));
    // One renamed.
    let page = replace(&page, "/tasks/{task_id}/unarchive", "/tasks/{task_id}/unarchived");
    // Only a sentence.
    replace(&page, "timezonestringfalseAbout", "timezonestringfalseNow about")
}

/// Where an operation begins, and its text.
fn operation<'a>(page: &'a str, method: &str, path: &str) -> (usize, &'a str) {
    let heads: Vec<usize> = page.match_indices(" About the operation, variant").map(|(at, _)| at).collect();
    let starts: Vec<usize> = heads.iter().map(|at| page[..*at].rfind('\n').unwrap()).collect();
    let ends = starts[1..].iter().copied().chain([page.len()]);
    let mut all = starts.iter().copied().zip(ends).map(|(start, end)| (start, &page[start..end]));
    let is = |text: &str| text.starts_with(&format!("\n{method} ")) && text.contains(&format!("{path}\n"));
    all.find(|(_, text)| is(text)).unwrap()
}

/// Every change as `mark kind operation subject`, without repeating one that is the same edit.
fn distinct(report: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for operation in report["operations"].as_array().unwrap() {
        for change in operation["changes"].as_array().unwrap() {
            if change["by_hand"].as_str().is_some_and(|text| text.starts_with("covered")) {
                continue;
            }
            let word = |key: &str| change[key].as_str().unwrap().to_owned();
            out.push(format!(
                "{} {} {} {}",
                word("mark"),
                word("kind"),
                operation["operation"].as_str().unwrap(),
                word("subject")
            ));
        }
    }
    out
}

/// The spec with every snippet pasted, from the bottom up.
fn paste(spec: &str, report: &Value) -> String {
    let mut lines: Vec<String> = spec.lines().map(str::to_owned).collect();
    let operations = report["operations"].as_array().unwrap();
    let changes = operations.iter().flat_map(|o| o["changes"].as_array().unwrap());
    let mut edits: Vec<&Value> = changes.flat_map(|c| c["edits"].as_array().unwrap()).collect();
    edits.extend(report["unused"].as_array().unwrap());
    edits.sort_by_key(|e| (e["first_line"].as_u64().unwrap(), e["action"] == "insert_behind"));
    for edit in edits.into_iter().rev() {
        let number = |key: &str| usize::try_from(edit[key].as_u64().unwrap()).unwrap();
        let (first, last) = (number("first_line"), number("last_line"));
        let snippet: Vec<String> = edit["snippet"].as_str().unwrap().lines().map(str::to_owned).collect();
        let range = if edit["action"] == "insert_behind" { first..first } else { first - 1..last };
        lines.splice(range, snippet);
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_page_changes_and_the_spec_follows() {
    if !root().join(SPEC).exists() {
        println!("not run: there is no {SPEC}");
        return;
    }
    let (folder, page) = printed(PrintForm::Flat, FACTS);
    let in_folder = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (base, spec) = (in_folder("base.facts"), in_folder("focus.yaml"));
    // The printed page has sentences of its own, so its own facts are what it is compared with.
    assert_eq!(code(&docs(&["import", &page, "--out", &base])), 0);
    fs::write(&page, changed(&fs::read_to_string(&page).unwrap())).unwrap();

    let output = docs(&["diff", &page, "--facts", &base, "--format", "json"]);
    assert_eq!(code(&output), 1, "{}", output.stderr);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(
        distinct(&report),
        [
            "additive added GET /tasks query reviewer_id[]",
            "breaking changed GET /tasks response 200 data[].parent.project.rate.hourly_rate",
            "breaking removed GET /tasks response 200 data[].metadata.project_assignment.matched_name",
            "wording reworded PUT /tasks/calendar query timezone",
            "additive changed PATCH /tasks/{task_id} body name",
            "additive added POST /tasks/{task_id}/copy title",
            "additive added POST /tasks/{task_id}/unarchived title",
            "breaking removed POST /tasks/{task_id}/unarchive title",
        ]
    );

    let after = in_folder("after.facts");
    assert_eq!(code(&docs(&["import", &page, "--out", &after])), 0);
    let old = fs::read_to_string(root().join(SPEC)).unwrap();
    fs::write(&spec, paste(&old, &report)).unwrap();
    assert_eq!(code(&docs(&["check", "--facts", &after])), 1, "before the edits the spec does not hold");
    let output = docs(&["check", "--facts", &after, "--spec", &spec]);
    assert_eq!(code(&output), 0, "{}", output.stdout);

    // Whatever form the new page is saved in, the report is the same.
    for form in [PrintForm::Tabs, PrintForm::Html, PrintForm::Swagger] {
        let (_folder, page) = printed(form, &after);
        let output = docs(&["diff", &page, "--facts", &base, "--format", "json", "--all"]);
        let again: Value = serde_json::from_str(&output.stdout).unwrap();
        let facts_only = |report: &Value| -> Vec<String> {
            distinct(report).into_iter().filter(|line| !line.starts_with("wording")).collect()
        };
        assert_eq!(facts_only(&again), facts_only(&report), "{form:?}");
    }
}

#[test]
fn a_page_that_did_not_change_ends_with_0() {
    let (folder, page) = printed(PrintForm::Html, FACTS);
    let base = folder.path().join("base.facts").to_str().unwrap().to_owned();
    let output = docs(&["import", &page, "--out", &base]);
    assert_eq!(output.stdout, format!("{base}: 21 operations, 1793 facts, read from HTML\n"));
    let output = docs(&["diff", &page, "--facts", &base]);
    assert_eq!(code(&output), 0);
}

#[test]
fn a_page_in_other_words_ends_with_2() {
    let (_folder, page) = printed(PrintForm::Tabs, FACTS);
    let output = docs(&["diff", &page]);
    assert_eq!(code(&output), 2);
    assert!(output.stdout.contains("0 breaking, 0 additive, "), "{}", output.stdout);
}

#[test]
fn a_page_with_an_unknown_part_is_written_and_ends_with_3() {
    let (folder, page) = printed(PrintForm::Flat, FACTS);
    let out = folder.path().join("out.facts");
    let odd = fs::read_to_string(&page).unwrap().replacen("\nResponse\n", "\nScopes\n\nA sentence.\n\nResponse\n", 1);
    fs::write(&page, odd).unwrap();
    let output = docs(&["import", &page, "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 3);
    assert!(output.stderr.contains("not recognized: line "), "{}", output.stderr);
    assert!(out.exists());
}

#[test]
fn a_refused_page_ends_with_64_and_leaves_the_old_facts_alone() {
    let (folder, page) = printed(PrintForm::Flat, FACTS);
    let out = folder.path().join("out.facts");
    fs::write(&out, "old").unwrap();
    let damaged = fs::read_to_string(&page).unwrap().replacen("\npageinteger-\n", "\npageint-\n", 1);
    fs::write(&page, damaged).unwrap();
    let output = docs(&["import", &page, "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 64);
    let said = output.stderr;
    assert!(said.contains("was not read as a docs page; nothing was written: line "), "{said}");
    assert_eq!(fs::read_to_string(&out).unwrap(), "old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no half-written file is left");
}

#[test]
fn missing_files_end_with_64_and_say_what_to_do() {
    let output = docs(&["diff", "no-such-page"]);
    assert_eq!((code(&output), output.stderr.contains("cannot open the page no-such-page")), (64, true));
    assert_eq!(code(&docs(&["diff"])), 64, "wrong arguments are no wording");
    let output = docs(&["check", "--facts", "no-such-facts"]);
    assert_eq!(code(&output), 64);
    assert!(output.stderr.contains("run this from the root of the repository"), "{}", output.stderr);
}

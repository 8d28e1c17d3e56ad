//! Tests that `check` and `diff` report a change of any line of the page.

use super::*;

/// Returns the lines of the fixture that state more than a sentence.
fn fact_lines() -> Vec<&'static str> {
    FIXTURE.lines().filter(|l| !l.starts_with('#') && !l.contains(" title ") && !l.contains(" summary ")).collect()
}

/// Returns all changes of one line: its type, a flag, its name or code, its removal.
fn mutations(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let with_word = |index: usize, word: &str| {
        let mut words = words.clone();
        words[index] = word;
        words.join(" ")
    };
    let mut out = Vec::new();
    for (index, word) in words.iter().enumerate().skip(2) {
        let other = match *word {
            "integer" => "string",
            "string" => "number",
            "file" => "string",
            "integer[]" => "string[]",
            "string[]" => "integer[]",
            "required" => "optional",
            "optional" => "required",
            "array" => "array-or-object",
            "basic" => "bearer",
            _ => continue,
        };
        out.push(with_word(index, other));
    }
    for flag in [" nullable", " legacy", " spelling=brackets"] {
        if line.contains(flag) {
            out.push(line.replace(flag, ""));
        }
    }
    match words.as_slice() {
        [_, _, "query" | "path", ..] => out.extend(with_flag(line, " legacy")),
        [_, _, "body", ..] => out.extend(with_flag(line, " nullable")),
        _ => {}
    }
    // A line is removed or renamed only if no other line depends on it.
    let at = if words[2] == "response" { 4 } else { 3 };
    let name = words[at];
    let head = words[..at].join(" ");
    let has_children = FIXTURE
        .lines()
        .any(|l| l.starts_with(&format!("{head} {name}.")) || l.starts_with(&format!("{head} {name}[].")))
        || words[2] == "status"
            && FIXTURE.lines().any(|l| l.starts_with(&format!("{} {} response {name} ", words[0], words[1])));
    if !has_children {
        out.push(String::new());
        if words[2] != "status" && words[2] != "example" {
            out.push(with_word(at, &format!("{name}_x")));
        } else if words[2] == "status" {
            out.push(with_word(at, "418"));
        }
    }
    if words[2] == "example" && name == "auth" {
        // A source without examples states nothing about authentication; `diff` reports that they were removed.
        out.retain(|changed| !changed.is_empty());
    }
    out.retain(|changed| changed != line && !changed.contains("array-or-object"));
    if line.contains(" example body ") {
        out.push(if line.ends_with("array") {
            line.replace("array", "object")
        } else {
            line.replace("object", "array")
        });
    }
    out
}

/// Returns the line with a flag, unless it already has it.
fn with_flag(line: &str, flag: &str) -> Option<String> {
    let (front, hash) =
        line.split_once(" ~").map_or((line, String::new()), |(front, hash)| (front, format!(" ~{hash}")));
    (!line.contains(flag)).then(|| format!("{front}{flag}{hash}"))
}

fn mutated(line: &str, changed: &str) -> Inventory {
    let changed = if changed.is_empty() { String::new() } else { format!("{changed}\n") };
    edit_facts(&FIXTURE.replace(&format!("{line}\n"), &changed), &[])
}

#[test]
fn no_line_of_the_page_can_change_without_check_reporting_it() {
    let expected = check::expected_facts::expected_facts(&Spec::parse(FIXTURE_SPEC).unwrap());
    let mut unnoticed = Vec::new();
    let mut tried = 0;
    for line in fact_lines() {
        for changed in mutations(line) {
            tried += 1;
            if check::compare(&[&mutated(line, &changed)], &expected).is_clean() {
                unnoticed.push(format!("{line} became `{changed}`"));
            }
        }
    }
    assert!(tried > 100, "only {tried} changes were tried");
    assert_eq!(unnoticed, Vec::<String>::new());
}

#[test]
fn no_line_of_the_page_can_change_without_diff_reporting_it() {
    use crate::docs::diff::compare::compare;
    let expected = check::expected_facts::expected_facts(&Spec::parse(FIXTURE_SPEC).unwrap());
    let mut tried = 0;
    for line in FIXTURE.lines().filter(|l| !l.starts_with('#')) {
        let mut changes = if fact_lines().contains(&line) { mutations(line) } else { Vec::new() };
        changes.extend(line.rsplit_once('~').map(|(front, _)| format!("{front}~ffffffff")));
        for changed in changes {
            tried += 1;
            let comparison = compare(&small(), &mutated(line, &changed), &expected);
            assert!(!comparison.changes.is_empty(), "{line} became `{changed}` and `docs diff` reports nothing");
        }
    }
    assert!(tried > 150, "only {tried} changes were tried");
}

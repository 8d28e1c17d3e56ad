//! Tests that a page is read or refused after any change, in bounded time and without a panic.
//!
//! The property is in `docs/fuzz.rs`, which a fuzzer calls too; this file has its corpus and changes of a printed page.

use std::fs;
use std::panic::catch_unwind;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::artifact;
use crate::docs::fuzz::docs_page;
use crate::docs::inventory::{PREFIX, SERVER};
use crate::docs::spec::step;

#[test]
fn every_input_of_the_corpus_has_the_property() {
    let folder = artifact::root().join("tests/fuzz/corpus/docs_page");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 5, "the corpus of docs_page has only {} files", files.len());
    let mut failed = Vec::new();
    for file in files {
        let input = fs::read(&file).unwrap();
        assert!(input.len() <= 10_000, "{} is too large for the repository: minimize it", file.display());
        if catch_unwind(|| docs_page(&input)).is_err() {
            failed.push(file.display().to_string());
        }
    }
    assert!(failed.is_empty(), "these inputs break the property of docs_page: {failed:#?}");
}

/// A contract with one of everything.
const CONTRACT: &str = include_str!("../../../../tests/fuzz/corpus/docs_page/contract");

/// Returns values that a reader of contracts may not expect, and usual ones at another place.
fn value() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(-0.0),
        json!(1e300),
        json!(""),
        json!("~01234567"),
        json!("two words"),
        json!("array"),
        json!("object"),
        json!("null"),
        json!([]),
        json!(["", "a,b", null, {"a": []}]),
        json!({}),
        json!({"$ref": "#/definitions/pkg.Thing"}),
        json!({"$ref": "#/definitions/none"}),
        json!({"type": "array", "items": {"type": "array", "items": {}}}),
        json!({"name": "a[]", "in": "query", "type": "string"}),
        json!({"name": "page", "in": "path", "type": "array", "items": {"enum": [1]}}),
    ])
}

fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "", "a", "a.b", "a b", "items", "enum", "default", "type", "$ref", "allOf", "required", "200", "+200", "0404",
        "get", "schema", "x-a", "/a", "/a//b", "/",
    ])
}

/// Returns the JSON pointers of all values.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| pointers(value, &step(at, key), out)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| pointers(value, &step(at, &index.to_string()), out));
        }
        _ => {}
    }
}

fn form() -> impl Strategy<Value = PrintForm> {
    prop::sample::select(FORMS.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        docs_page(&bytes);
    }

    #[test]
    fn text_made_of_the_pages_own_words(words in prop::collection::vec(prop::sample::select(vec![
        "GET List", "ADDRESS", "curl x", "Parameters",
        "Path", "Query", "Body", "Response", "200", "400", "nametyperequireddescription", "NameTypeDescription", "data", "dataobject-",
        "organization_idintegertruex", "workspace_idintegertruex", "idinteger-", "-d '[", "text", "",
    ]), 0..80)) {
        let address = format!("{SERVER}{PREFIX}/tasks");
        docs_page(words.join("\n").replace("ADDRESS", &address).as_bytes());
    }

    #[test]
    fn pages_with_bytes_changed(form in form(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut page = print(&small(), form).into_bytes();
        for (index, byte) in changes {
            let at = index.index(page.len());
            page[at] = byte;
        }
        docs_page(&page);
    }

    #[test]
    fn pages_with_lines_moved_doubled_and_dropped(form in form(), moves in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3u8), 1..12)) {
        let page = print(&small(), form);
        let mut lines: Vec<&str> = page.lines().collect();
        for (from, to, what) in moves {
            let (from, to) = (from.index(lines.len()), to.index(lines.len()));
            match what {
                0 => lines.swap(from, to),
                1 => { lines.remove(from); }
                _ => lines.insert(to, lines[from]),
            }
        }
        docs_page(lines.join("\n").as_bytes());
    }

    #[test]
    fn pages_in_any_order(lines in Just(print(&small(), PrintForm::Flat).lines().map(str::to_owned).collect::<Vec<_>>()).prop_shuffle()) {
        let page = lines.join("\n");
        docs_page(page.as_bytes());
        // Reordered lines do not add operations.
        if let Ok(reading) = read(&page) {
            prop_assert!(reading.inventory.operations.len() <= small().operations.len());
        }
    }

    #[test]
    fn contracts_with_values_changed_and_added(changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(key()), value()), 1..6)) {
        let mut contract: Value = serde_json::from_str(CONTRACT).unwrap();
        for (index, key, value) in changes {
            let mut all = Vec::new();
            pointers(&contract, "", &mut all);
            let place = contract.pointer_mut(&all[index.index(all.len())]).unwrap();
            match (key, place) {
                (Some(key), Value::Object(map)) => { map.insert(key.to_owned(), value); }
                (_, place) => *place = value,
            }
        }
        docs_page(contract.to_string().as_bytes());
    }

    #[test]
    fn pages_cut_off(form in form(), end in any::<prop::sample::Index>()) {
        let page = print(&small(), form).into_bytes();
        docs_page(&page[..end.index(page.len())]);
    }
}

#[test]
fn tables_made_to_have_many_readings_are_refused_in_bounded_time() {
    // Every table is called `a` and every row could be its owner.
    let head = print(&small(), PrintForm::Flat);
    let table = "a\nNameTypeDescription\naobject-\nbobject-\n".repeat(20);
    let page = head.replacen("totalinteger-\n", &format!("totalinteger-\naobject-\na0object-\n{table}"), 1);
    docs_page(page.as_bytes());
    let wide: String = (0..200)
        .map(|_| "x\nNameTypeDescription\nxobject-\nyobject-\ny\nNameTypeDescription\nxobject-\nyobject-\n")
        .collect();
    docs_page(head.replacen("totalinteger-\n", &format!("xobject-\nyobject-\n{wide}"), 1).as_bytes());
}

#[test]
fn long_lines_and_many_lines_are_read_in_bounded_time() {
    let page = print(&small(), PrintForm::Flat);
    docs_page(page.replacen("sourcestringfalse", &format!("source{}", "string".repeat(500_000)), 1).as_bytes());
    docs_page(page.replacen("sourcestringfalse", &format!("sourcestringfalse{}", "x".repeat(5_000_000)), 1).as_bytes());
    docs_page(format!("{page}{}", "\nx".repeat(300_000)).as_bytes());
    let rows: String = (0..20_000).map(|i| format!("f{i}integer-\n")).collect();
    docs_page(page.replacen("totalinteger-\n", &rows, 1).as_bytes());
}

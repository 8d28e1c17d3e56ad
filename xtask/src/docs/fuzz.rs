//! The property of the reader of docs pages that holds for every input, also for an invalid one.
//!
//! The program `docs_page` of `tests/fuzz` calls it with inputs of a fuzzer; `tests/fuzz.rs` calls it with changed pages
//! and with the inputs in `tests/fuzz/corpus/docs_page`, where every input that once failed is kept.

use super::check::expected_facts::ExpectedFacts;
use super::diff::compare::compare;
use super::facts;
use super::page::{self, ParseError, ParsedPage, PathSelection};

/// Reads the input as a docs page or a contract, and checks the result.
///
/// A refusal says what was expected. If the page is accepted, its facts can be written and read back, the same page
/// always has the same facts, also with the line ends of Windows, and `docs diff` reports no change between a page and
/// itself.
///
/// # Panics
/// If one of these properties does not hold.
pub fn docs_page(input: &[u8]) {
    let page = match read(input) {
        Ok(page) => page,
        Err(refusal) => {
            assert!(!refusal.expected.is_empty(), "the refusal says what was expected: {refusal}");
            return;
        }
    };
    let inventory = &page.inventory;
    assert!(!inventory.operations.is_empty(), "a page without operations is refused");

    let text = facts::to_text(inventory);
    match facts::from_text(&text) {
        Ok(back) => {
            assert_eq!(back, *inventory, "the facts are read back as they were written");
            assert_eq!(facts::to_text(&back), text, "the same facts have the same text");
        }
        Err(error) => panic!("the facts of the page cannot be read back: {error:#}\n{text}"),
    }

    assert_same(&page, read(input), "read again");
    // A NUL counts towards the guess that a file is UTF-16, which depends on the number of the other bytes.
    if !input.contains(&0) {
        assert_same(&page, read(&with_windows_line_ends(input)), "read with the line ends of Windows");
    }

    let comparison = compare(inventory, inventory, &ExpectedFacts::default());
    assert_eq!(comparison.changes, [], "a page compared with itself");
    assert_eq!(comparison.reordered, [] as [&str; 0], "the order of a page compared with itself");
}

fn read(input: &[u8]) -> Result<ParsedPage, ParseError> {
    page::read(input, &PathSelection::All)
}

#[track_caller]
fn assert_same(page: &ParsedPage, other: Result<ParsedPage, ParseError>, how: &str) {
    match other {
        Ok(other) => {
            assert_eq!(other.inventory, page.inventory, "{how}");
            assert_eq!((other.unrecognized, other.notes), (page.unrecognized.clone(), page.notes.clone()), "{how}");
        }
        Err(refusal) => panic!("{how}, the page is refused: {refusal}"),
    }
}

fn with_windows_line_ends(input: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len() + input.len() / 16);
    for (index, byte) in input.iter().enumerate() {
        if *byte == b'\n' && (index == 0 || input[index - 1] != b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

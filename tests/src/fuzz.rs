//! Properties that hold for every input, also for an invalid one: one function for each target, which panics if its
//! property does not hold.
//!
//! The programs of `tests/fuzz` call these functions with inputs of a fuzzer; the ordinary tests call them with the
//! inputs in `tests/fuzz/corpus`, where every input that once failed is kept. Each function uses the public client,
//! whose responses come from `fuzz/canned.rs`.

mod addresses;
mod canned;
mod errors;
mod filters;
mod headers;
mod pages;
mod stream;

/// A target: the name of its program and of its folder in the corpus, and its property.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 7] = [
    ("error_body", errors::error_body),
    ("filter_file", filters::filter_file),
    ("page", pages::page),
    ("quota_headers", headers::quota_headers),
    ("retry_after", headers::retry_after),
    ("task_stream", stream::task_stream),
    ("web_address", addresses::web_address),
];

/// Returns the property of a target.
///
/// # Panics
/// If there is no target of this name.
#[must_use]
pub fn target(name: &str) -> fn(&[u8]) {
    match TARGETS.iter().find(|(target, _)| *target == name) {
        Some((_, property)) => *property,
        None => panic!("there is no fuzz target {name:?}: add it to TARGETS in tests/src/fuzz.rs"),
    }
}

/// Splits an input into its first line and the rest.
fn first_line(input: &[u8]) -> (&[u8], &[u8]) {
    match input.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &[]),
    }
}

/// Returns the numbers of a line; anything else on it is skipped.
fn numbers(line: &[u8]) -> impl Iterator<Item = usize> {
    line.split(|byte| !byte.is_ascii_digit()).filter_map(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
}

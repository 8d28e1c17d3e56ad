//! Pages that are not read, and what is said about them.

use super::*;

fn refusal(bytes: &[u8]) -> String {
    page::read(bytes, &PathSelection::All).unwrap_err().to_string()
}

#[test]
fn an_empty_page_is_refused() {
    assert_eq!(refusal(b"\n\n"), "the page: expected the text of the docs page, found `an empty file`");
}

#[test]
fn other_encodings_are_refused_by_their_name() {
    assert_eq!(
        refusal(b"\xff\xfeG\0E\0T\0"),
        "the page: expected UTF-8 text; save the page again as UTF-8, found `UTF-16 text`"
    );
    let said = refusal(b"GET List\nIt\x92s a list");
    assert!(said.contains("Windows-1252"), "{said}");
}

#[test]
fn folded_sections_are_refused_with_what_to_do() {
    let page = print(&small(), PrintForm::Html).replacen("<p>Response</p>", "<details>x</details><p>Response</p>", 1);
    let said = refusal(page.as_bytes());
    assert!(said.contains("open every section in the browser"), "{said}");
}

#[test]
fn html_that_is_deeper_than_any_page_is_refused() {
    for page in [
        format!("<html><body><!-- <script> -->{}", "<div>".repeat(20_000)),
        format!("<html>{}", "<div></zzz>".repeat(100_000)),
    ] {
        let said = refusal(page.as_bytes());
        assert!(said.contains("at most 256 HTML elements inside each other"), "{said}");
    }
}

#[test]
fn a_row_whose_type_is_unknown_is_refused_with_its_line() {
    let page = print(&small(), PrintForm::Flat).replace("totalinteger-", "totalint64-");
    let said = refusal(page.as_bytes());
    assert!(said.contains("expected a row of name (lower case), type, description"), "{said}");
}

//! Tests pages that are refused, and the errors for them.

use super::*;

fn refusal(bytes: &[u8]) -> String {
    page::read(bytes, &PathSelection::All).unwrap_err().to_string()
}

#[test]
fn an_empty_page_is_refused() {
    assert_eq!(refusal(b"\n\n"), "the page: expected the text of the docs page, found `an empty file`");
}

#[test]
fn utf_16_is_refused_by_its_name() {
    let utf_16 =
        |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { "GET List of tasks".encode_utf16().flat_map(to_bytes).collect() };
    let (little, big) = (utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes));
    let pages = [[&b"\xff\xfe"[..], &little].concat(), [&b"\xfe\xff"[..], &big].concat(), little, big];
    for page in pages {
        let expected = "the page: expected UTF-8 text; save the page again as UTF-8, found `UTF-16 text`";
        assert_eq!(refusal(&page), expected, "{page:?}");
    }
}

#[test]
fn other_notations_and_versions_of_a_contract_are_refused_by_their_name() {
    for text in ["swagger: '2.0'\npaths: {}\n", "# made\nopenapi: 3.1.0\n", "// made\n{\n  \"swagger\": \"2.0\"\n}\n"] {
        let expected = "the page: expected a contract as JSON without comments; convert it, found `YAML, or JSON behind other text`";
        assert_eq!(refusal(text.as_bytes()), expected, "{text}");
    }
    let version = |text: &str| refusal(text.as_bytes());
    insta::assert_snapshot!(version(r#"{"openapi": "3.0.3", "paths": {}}"#), @r#"JSON pointer /swagger: expected the text "2.0"; convert the document to Swagger 2.0, found `openapi "3.0.3"`"#);
    insta::assert_snapshot!(version(r#"{"swagger": 2.0, "paths": {}}"#), @r#"JSON pointer /swagger: expected the text "2.0"; convert the document to Swagger 2.0, found `swagger 2.0`"#);
}

#[test]
fn windows_1252_is_refused_by_its_name_and_line() {
    assert_eq!(
        refusal(b"GET List\nIt\x92s a list"),
        "line 2: expected UTF-8 text; save the page again as UTF-8, found `byte 0x92, as in Windows-1252 or Latin-1 text`"
    );
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    assert_eq!(
        refusal(b"GET\x01\x02\xff\x03\x04\x05"),
        "line 1: expected UTF-8 text; save the page again as UTF-8, found `bytes that are not UTF-8`"
    );
}

#[test]
fn lines_that_end_with_a_carriage_return_only_are_refused_by_their_name() {
    let page = print(&small(), PrintForm::Flat).replace('\n', "\r");
    insta::assert_snapshot!(refusal(page.as_bytes()), @r"the page: expected lines that end with a line feed; convert the file, for example with `tr '\r' '\n'`, found `lines that end with a carriage return only`");
    let page = print(&small(), PrintForm::Flat).replace('\n', "\r\n");
    assert_eq!(read(&page).unwrap().inventory, reread(&small(), PrintForm::Flat).inventory);
}

#[test]
fn html_that_was_cut_between_two_operations_is_refused() {
    let page = print(&small(), PrintForm::Html);
    let (before, _) = page.split_at(page.rfind("<h2>").unwrap());
    let expected = "the page: expected a page that ends with a closing tag; it was cut off";
    assert_eq!(refusal(before.as_bytes()), expected);
    let in_body = before.replace("<main>", "<div>");
    assert_eq!(refusal(in_body.as_bytes()), expected);
    assert!(read(&format!("{in_body}</div></body></html>")).is_ok());
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
        format!("<html>{}{}", "<div>".repeat(20_000), "</div>".repeat(20_000)),
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

#[test]
fn a_comment_with_a_script_and_a_script_with_a_comment_end_where_they_end() {
    let page = print(&small(), PrintForm::Html);
    for hostile in [
        "<!-- <script> -->",
        "<!-- <script>var a = '<table>'</script> -->",
        "<script>/* <!-- */ var a = '<main>'</script>",
        "<style>p:after { content: '<script>' }</style>",
    ] {
        let page = page.replacen("<h1>", &format!("{hostile}<h1>"), 1);
        assert_eq!(read(&page).unwrap().inventory.without_wording(), small().without_wording(), "{hostile}");
    }
}

#[test]
fn a_script_that_does_not_end_is_refused() {
    let page = print(&small(), PrintForm::Html).replacen("<h1>", "<script><h1>", 1);
    assert!(!refusal(page.as_bytes()).is_empty());
}

#[test]
fn a_path_that_matches_nothing_is_refused() {
    let page = print(&small(), PrintForm::Flat);
    let error = page::read(page.as_bytes(), &PathSelection::Glob("/plans/**".to_owned())).unwrap_err().to_string();
    assert_eq!(error, "the page: expected an operation whose path matches `/plans/**`, found `GET /tasks`");
}

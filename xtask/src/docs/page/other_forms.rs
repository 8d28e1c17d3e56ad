//! Recognizes files that are no page in a form that is read, for an error that names the form and says what to do.
//!
//! Only files that were refused are examined: a page may mention any of these names.

use std::borrow::Cow;

use super::grammar::FIRST_OPERATION;
use super::{Location, ParseError};

/// A form: its name, what to do, and the texts of which one shows it.
struct OtherForm {
    name: &'static str,
    advice: &'static str,
    signs: &'static [&'static str],
}

const COPY: &str = "the text of the page copied from a browser, or the page saved as HTML";
const CONTRACT: &str = "the vendor's contract in Swagger 2.0 as JSON, or the text of the vendor's own page";

/// Files that are not text, and texts in other languages, by their first bytes.
const BEGINNINGS: [OtherForm; 9] = [
    OtherForm { name: "a PDF", advice: COPY, signs: &["%PDF"] },
    OtherForm { name: "a ZIP archive or an office document", advice: COPY, signs: &["PK\u{3}\u{4}"] },
    OtherForm { name: "a compressed file", advice: "the file without compression", signs: &["\u{1f}\u{8b}"] },
    OtherForm { name: "a web archive of Safari", advice: COPY, signs: &["bplist"] },
    OtherForm { name: "RTF", advice: COPY, signs: &["{\\rtf"] },
    OtherForm {
        name: "a page saved as a single file (MHTML)",
        advice: COPY,
        signs: &["From: <Saved by", "MIME-Version:"],
    },
    OtherForm { name: "RAML", advice: CONTRACT, signs: &["#%RAML"] },
    OtherForm { name: "API Blueprint", advice: CONTRACT, signs: &["FORMAT: 1A"] },
    OtherForm { name: "a JSON array", advice: CONTRACT, signs: &["[{", "[\n", "[]"] },
];

/// JSON documents and sites of other generators, by texts that they contain.
const CONTENTS: [OtherForm; 15] = [
    OtherForm { name: "a Postman collection", advice: CONTRACT, signs: &["\"_postman_id\"", "schema.getpostman.com"] },
    OtherForm { name: "a recording of requests (HAR)", advice: CONTRACT, signs: &["{\"log\":", "\"creator\":"] },
    OtherForm { name: "HTML of Swagger UI", advice: CONTRACT, signs: &["swagger-ui", "opblock"] },
    OtherForm { name: "HTML of Redoc", advice: CONTRACT, signs: &["<redoc", "redoc-wrap", "redoc.standalone"] },
    OtherForm {
        name: "HTML of Stoplight Elements",
        advice: CONTRACT,
        signs: &["sl-elements", "elements-api", "sl-stack"],
    },
    OtherForm { name: "HTML of Scalar", advice: CONTRACT, signs: &["scalar-app", "scalar-api-reference", "@scalar/"] },
    OtherForm { name: "HTML of ReadMe", advice: CONTRACT, signs: &["rm-ReferenceMain", "rm-Article", "cdn.readme.io"] },
    OtherForm { name: "HTML of Mintlify", advice: CONTRACT, signs: &["mintlify", "mint-"] },
    OtherForm { name: "HTML of GitBook", advice: CONTRACT, signs: &["gitbook"] },
    OtherForm { name: "HTML of the OpenAPI plugin of Docusaurus", advice: CONTRACT, signs: &["openapi__", "openapi-"] },
    OtherForm { name: "HTML of Slate", advice: CONTRACT, signs: &["tocify-", "toc-link toc-h1"] },
    OtherForm { name: "HTML of MkDocs", advice: CONTRACT, signs: &["mkdocs", "md-typeset"] },
    OtherForm { name: "HTML as text", advice: "the saved page itself", signs: &["&lt;table", "&lt;html"] },
    OtherForm {
        name: "HTML whose text a script writes",
        advice: COPY,
        signs: &["id=\"root\"", "id=\"__next\"", "id=\"app\""],
    },
    OtherForm { name: "HTML within another text", advice: COPY, signs: &["\n<table", "\n\n<h2"] },
];

/// Names the form in the error, if the file was refused as a whole. An error within an operation is more exact.
pub(super) fn named(bytes: &[u8], error: ParseError) -> ParseError {
    let start: String = bytes.iter().take(64).map(|b| char::from(*b)).collect();
    let begins = |form: &&OtherForm| form.signs.iter().any(|sign| start.trim_start().starts_with(sign));
    let has_no_operation = error.expected.starts_with(FIRST_OPERATION);
    let is_whole = has_no_operation || error.at == Location::Pointer("/swagger".to_owned());
    let text = if is_whole { String::from_utf8_lossy(bytes) } else { Cow::default() };
    let contains = |form: &&OtherForm| form.signs.iter().any(|sign| text.contains(sign));
    let is_kind = |form: &&OtherForm| !form.name.starts_with("HTML of") || text.trim_start().starts_with('<');
    match BEGINNINGS.iter().find(begins).or_else(|| CONTENTS.iter().filter(is_kind).find(contains)) {
        Some(form) => ParseError::new(Location::Page, form.advice, form.name),
        None if has_no_operation => {
            let expected = format!("{}; if it shows operations in another way, use {CONTRACT}", error.expected);
            ParseError { expected, ..error }
        }
        None => error,
    }
}

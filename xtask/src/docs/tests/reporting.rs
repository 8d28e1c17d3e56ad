//! How a comparison reads, in each format.

use super::*;
use crate::docs::diff::Format;
use crate::docs::diff::compare::compare;
use crate::docs::diff::edits::plan;
use crate::docs::diff::render;
use crate::docs::page::{Location, SourceCoverage, UnrecognizedSection};

/// One of each thing a report can say.
fn report(format: Format) -> String {
    let source = "GET /tasks query source string optional ~00000007";
    let new = edited(&[
        (source, &format!("{source}\nGET /tasks query team_id[] integer optional")),
        ("response 200 total integer", "response 200 count integer"),
        ("data[].project.id integer", "data[].project.id string"),
        ("data[].start_date string ~00000009", "data[].start_date string ~ffffffff"),
        ("POST /tasks body tag_ids integer[]\n", ""),
        ("PATCH /tasks/bulk example array", "PATCH /tasks/bulk example object"),
    ]);
    let comparison = compare(&small(), &new, SourceCoverage::default());
    let plan = plan(&Spec::parse(FIXTURE_SPEC).unwrap(), &small(), &new, &comparison.changes);
    let unrecognized = vec![UnrecognizedSection { at: Location::Line(7), heading: "Scopes".to_owned(), lines: 2 }];
    let reading =
        ParsedPage { inventory: new, unrecognized, notes: vec!["a remark".to_owned()], ..ParsedPage::default() };
    let report =
        render::Report { comparison: &comparison, page: &reading, plan: Some(&plan), spec: "openapi/focus.yaml" };
    report.render(format)
}

#[test]
fn as_text() {
    insta::assert_snapshot!("report_text", report(Format::Text));
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!("report_markdown", report(Format::Markdown));
}

#[test]
fn as_json() {
    insta::assert_snapshot!("report_json", report(Format::Json));
}

#[test]
fn a_failed_check_as_text() {
    let spec =
        FIXTURE_SPEC.replacen("        total:\n          type: integer", "        total:\n          type: number", 1);
    let spec = spec.replacen("      required: [id]\n      x-docs: {required: []}", "      required: [id]", 1);
    let page = edited(&[("query order_by[] string", "query order_by string")]);
    let report = checked(&spec, &page);
    insta::assert_snapshot!("check_text", check::render(&report, &Spec::parse(&spec).unwrap(), "openapi/focus.yaml"));
}

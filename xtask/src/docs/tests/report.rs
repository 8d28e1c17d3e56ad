//! Tests the reports of a comparison and of a check, in each format.

use super::applying::planned;
use super::*;
use crate::docs::check::expected_facts::expected_facts;
use crate::docs::diff::causes::causes;
use crate::docs::diff::compare::compare;
use crate::docs::diff::{Format, render};
use crate::docs::page::{Location, UnrecognizedSection};

/// Formats a report with every kind of entry.
fn report(format: Format) -> String {
    let source = "GET /tasks query source string optional ~00000007";
    let new = edited(&[
        (source, &format!("{source}\nGET /tasks query team_id integer[] optional spelling=brackets")),
        ("response 200 total integer", "response 200 count integer"),
        ("data[].project.id integer", "data[].project.id string"),
        ("data[].start_date string ~00000009", "data[].start_date string ~ffffffff"),
        ("POST /tasks body tag_ids integer[]\n", ""),
        ("PATCH /tasks/bulk example body array", "PATCH /tasks/bulk example body object"),
    ]);
    let committed = Spec::parse(FIXTURE_SPEC).unwrap();
    let comparison = compare(&small(), &new, &expected_facts(&committed));
    let entries = causes(&comparison.changes);
    let (plan, _) = planned(&new);
    let unrecognized =
        vec![UnrecognizedSection { location: Location::Line(7), heading: "Scopes".to_owned(), lines: 2 }];
    let page = ParsedPage { inventory: new, unrecognized, notes: vec!["a remark".to_owned()], ..ParsedPage::default() };
    let report = render::Report {
        comparison: &comparison,
        entries: &entries,
        page: &page,
        plan: Some((&committed, &plan)),
        spec: "openapi/focus.yaml",
        applied: false,
    };
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
    let spec = spec("        total:\n          type: integer", "        total:\n          type: number");
    let spec = spec.replacen("      required: [id]\n      x-docs: {required: []}", "      required: [id]", 1);
    let page = edited(&[("order_by string[] optional spelling=brackets", "order_by string[] optional")]);
    let report = checked(&spec, &page);
    insta::assert_snapshot!("check_text", check::render(&report, &Spec::parse(&spec).unwrap(), "openapi/focus.yaml"));
}

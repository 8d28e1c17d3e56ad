//! Unit tests of the docs commands: exact facts, exact changes, exact refusals.
//!
//! They use a small invented page (`fixture.facts`) and its spec (`fixture.yaml`), printed as a page in each form with
//! descriptions of this project. No test depends on the vendor's current page.

mod applying;
mod applying_shared;
mod commands;
mod contract;
mod departures;
mod forms;
mod fuzz;
mod impact;
mod inexpressible;
mod judging;
mod large_contract;
mod leftovers;
mod marks;
mod mutations;
mod noticing;
mod other_contracts;
mod print;
mod programs;
mod reading;
mod refusing;
mod report;
mod second_page;
mod some_uses;

use super::check::{self, Report};
use super::facts;
use super::inventory::{Inventory, Operation};
use super::page::{self, ParseError, ParsedPage, PathSelection};
use super::spec::Spec;
use print::{PrintForm, page as print};

const FIXTURE: &str = include_str!("tests/fixture.facts");
const FIXTURE_SPEC: &str = include_str!("tests/fixture.yaml");
const FORMS: [PrintForm; 4] = [PrintForm::Flat, PrintForm::Tabs, PrintForm::Html, PrintForm::Swagger];

fn small() -> Inventory {
    facts::from_text(FIXTURE).unwrap()
}

/// Returns the small page with some lines changed, added (a new line needs a line to follow) or removed.
fn edited(edits: &[(&str, &str)]) -> Inventory {
    edit_facts(FIXTURE, edits)
}

fn edit_facts(text: &str, edits: &[(&str, &str)]) -> Inventory {
    let mut text = text.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "the fixture has no {from:?}");
        text = text.replace(from, to);
    }
    let count = |wanted: fn(&str) -> bool| text.lines().filter(|l| !l.starts_with('#') && wanted(l)).count();
    let operations = count(|l| l.split(' ').nth(2) == Some("title"));
    let header = format!("# format 2, operations {operations}, facts {}", count(|l| !l.is_empty()));
    let lines: Vec<&str> = text.lines().map(|l| if l.starts_with("# format") { header.as_str() } else { l }).collect();
    facts::from_text(&lines.join("\n")).unwrap()
}

fn read(page: &str) -> Result<ParsedPage, ParseError> {
    page::read(page.as_bytes(), &PathSelection::All)
}

fn reread(inventory: &Inventory, form: PrintForm) -> ParsedPage {
    read(&print(inventory, form)).unwrap()
}

fn checked(spec: &str, inventory: &Inventory) -> Report {
    check::compare(&[inventory], &check::expected_facts::expected_facts(&Spec::parse(spec).unwrap()))
}

/// Returns the spec of the fixture with one part changed.
fn spec(from: &str, to: &str) -> String {
    assert!(FIXTURE_SPEC.contains(from), "fixture.yaml has no {from:?}: change the test with the fixture");
    FIXTURE_SPEC.replacen(from, to, 1)
}

/// Returns the page with another line below one of its lines.
fn page_with(line: &str, after: &str) -> Inventory {
    edited(&[(line, &format!("{line}\n{after}"))])
}

/// Formats the report, one line per cause, and the marks that are not true any more.
fn reported(report: &Report) -> String {
    const ITEMS: &str = "/paths/~1organizations~1{organization_id}~1workspaces~1{workspace_id}~1";
    let causes = report.causes.iter().map(|cause| {
        let place = cause.pointer.clone().unwrap_or_default().replace(ITEMS, "…/");
        format!("{place}: {}: {}", cause.what, cause.todo)
    });
    let untrue =
        report.untrue.iter().map(|mark| format!("untrue: {} at {}", mark.key, mark.pointer.replace(ITEMS, "…/")));
    let mut lines: Vec<String> = causes.chain(untrue).collect();
    lines.sort();
    lines.join("\n")
}

#[track_caller]
fn holds(report: &Report) {
    assert_eq!(reported(report), "");
}

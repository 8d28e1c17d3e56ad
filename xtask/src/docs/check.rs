//! `docs check`: holds the spec against the inventory, fact by fact.
//!
//! `spec` reads the document, `expected` with `operation` and `schema` says what it says in the page's terms, `compare`
//! decides. `docs diff` uses the same to find the place in the spec that a change of the page is about.
//!
//! Where the spec says more or other than the page, `x-docs` says what the page has. Each mark has to be true, and has
//! to be on something an operation uses:
//!
//! | mark | on | the page |
//! |---|---|---|
//! | `name: 'x[]'` | a parameter | spells it so; with `[]`, its type is that of one item |
//! | `type: integer` | a schema | has this type only, wherever the schema is used |
//! | `field: items` | an array used as a body or an answer | has an object with this one field |
//! | `absent: true` | an operation, parameter, body, answer, media type or property | does not have it |
//! | `required: []` | an object with `required` | marks no field as required |
//! | `nullable: absent` | a schema with `nullable: true` | has no null mark there |
//! | `limits: absent` | a schema with `minLength`, `maxLength`, `minItems` or `maxItems` | states no such limit |
//! | `parameter: {name, in, type, required}` | a form body | has a parameter instead |
//! | `table: sometimes` | an array or object property | prints its table in some places only |
//! | `unlisted: true` | a schema or header | says nothing of it |
//! | `security: basic` | a security scheme | shows basic authentication |
//! | `why: …` | beside any of these | |
//!
//! Without a mark, each of these is a silent departure and fails, as do `format`, `enum`, `pattern`, `minimum` and
//! `maximum` on a schema without `type`.

mod compare;
pub(crate) mod expected_facts;

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

pub(crate) use self::compare::{Report, compare};
use super::spec::{Spec, in_words};
use super::{CommandContext, Outcome, files};

/// Holds the spec against the inventory, fact by fact.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The spec [default: openapi/focus.yaml]
    #[arg(long)]
    spec: Option<PathBuf>,
    /// The inventory [default: openapi/docs/tasks.facts]
    #[arg(long)]
    facts: Option<PathBuf>,
}

impl Check {
    pub(crate) fn run(&self, context: &mut CommandContext<'_>) -> Result<Outcome> {
        let inventory = files::read_facts(&files::path_or(self.facts.as_deref(), context.root, files::FACTS))?;
        let path = files::path_or(self.spec.as_deref(), context.root, files::SPEC);
        let spec = Spec::read(&path)?;
        let report = compare(&inventory, &expected_facts::expected_facts(&spec));
        context.print(&render(&report, &spec, &files::display(&path, context.root)))?;
        Ok(if report.is_clean() { Outcome::Clean } else { Outcome::Changed })
    }
}

/// Each failure with its place and what to do, then the two counts.
pub(crate) fn render(report: &Report, spec: &Spec, file: &str) -> String {
    let place = |pointer: &str| match spec.span(pointer) {
        Some(span) => format!("{file}:{} ({})", span.first, in_words(pointer)),
        None => format!("{file} ({})", in_words(pointer)),
    };
    let mut out = String::new();
    for failing in &report.failing {
        let _ = writeln!(out, "fails      {}\n           {}", failing.fact, failing.todo);
        if let Some(pointer) = &failing.pointer {
            let _ = writeln!(out, "           {}", place(pointer));
        }
    }
    for departure in &report.untrue {
        let _ = writeln!(out, "untrue     x-docs.{}\n           {}", departure.key, place(&departure.pointer));
    }
    for problem in &report.problems {
        let _ = writeln!(
            out,
            "problem    {}\n           {}\n           {}",
            problem.what,
            problem.todo,
            place(&problem.pointer)
        );
    }
    let (facts, departures) = (report.facts, report.departures);
    let _ = writeln!(out, "facts {}/{facts}", facts - report.failing.len());
    let _ = writeln!(out, "departures {}/{departures}", departures - report.untrue.len());
    if !report.problems.is_empty() {
        let _ = writeln!(out, "problems {}", report.problems.len());
    }
    out
}

//! The report of a comparison, for a terminal, a pull request or a script.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Format;
use super::compare::{Change, Comparison, Kind};
use super::marks::Mark;
use crate::docs::facts::Section;
use crate::docs::page::Reading;

pub(super) struct Report<'a> {
    comparison: &'a Comparison,
    reading: &'a Reading,
}

impl<'a> Report<'a> {
    pub(super) fn new(comparison: &'a Comparison, reading: &'a Reading) -> Self {
        Self { comparison, reading }
    }

    pub(super) fn render(&self, format: Format) -> String {
        let mut out = String::new();
        for c in &self.comparison.changes {
            let _ = writeln!(out, "{:?} {} {} {:?}", c.mark, c.key.operation(), c.key.subject(), c.kind);
        }
        out
    }
}

//! Reads and writes the committed counts, and compares new counts with them.
//!
//! The file contains only values that are the same in every run, and the compiler with which they were counted, which
//! the workflow installs. Lower is better for all of them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::Metric;

const PATH: &str = "tests/benches/baseline.txt";

/// The share by which a count may be higher than the committed value.
const TOLERANCE: f64 = 0.03;

/// The committed counts by the name of their metric.
#[derive(Debug)]
pub(crate) struct Baseline(BTreeMap<String, (f64, String)>);

/// Reads the committed counts.
pub(crate) fn read(root: &Path) -> Result<Baseline> {
    let text = fs::read_to_string(root.join(PATH))
        .with_context(|| format!("cannot read {PATH}: write it with `cargo xtask bench --update`"))?;
    let (committed, used) = (compiler_of(&text), compiler()?);
    if committed != Some(used.as_str()) {
        eprintln!("the counts of {PATH} are those of rustc {}, this is rustc {used}", committed.unwrap_or("?"));
    }
    parse(&text)
}

/// Returns the compiler named in a baseline.
fn compiler_of(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("# rustc "))
}

/// Returns the version of the compiler in use, `1.95.0`.
fn compiler() -> Result<String> {
    let output = Command::new("rustc").arg("--version").output().context("cannot run rustc")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.split(' ').nth(1).context("`rustc --version` names no version")?;
    Ok(version.to_owned())
}

fn parse(text: &str) -> Result<Baseline> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entry = |line: &str| -> Result<(String, (f64, String))> {
        let mut fields = line.split(' ').skip(1);
        let (name, value, unit) = (fields.next(), fields.next(), fields.next());
        let value = value.and_then(|value| value.parse().ok());
        let wrong =
            || format!("{PATH}: `{line}` is not `metric NAME VALUE UNIT`; write it with `cargo xtask bench --update`");
        Ok((name.with_context(wrong)?.to_owned(), (value.with_context(wrong)?, unit.with_context(wrong)?.to_owned())))
    };
    Ok(Baseline(lines.map(entry).collect::<Result<_>>()?))
}

/// Writes the counts of these metrics and keeps those of metrics that were not run.
pub(crate) fn update(root: &Path, metrics: &[Metric]) -> Result<()> {
    let mut all = if root.join(PATH).exists() { read(root)?.0 } else { BTreeMap::new() };
    for metric in metrics.iter().filter(|metric| metric.counted) {
        all.insert(metric.name.clone(), (metric.text().parse()?, metric.unit.to_owned()));
    }
    let mut text =
        String::from("# Written by `cargo xtask bench --update`; compared by `cargo xtask bench --check`.\n");
    writeln!(text, "# rustc {}", compiler()?)?;
    for (name, (value, unit)) in all {
        writeln!(text, "metric {name} {value} {unit}")?;
    }
    fs::write(root.join(PATH), text).with_context(|| format!("cannot write {PATH}"))
}

impl Baseline {
    /// Reports every count above the committed value plus the tolerance. Returns whether all counts are within it.
    pub(crate) fn compare(&self, metrics: &[Metric]) -> bool {
        let complaints: Vec<String> = metrics.iter().filter_map(|metric| self.complaint(metric)).collect();
        for complaint in &complaints {
            eprintln!("{complaint}");
        }
        complaints.is_empty()
    }

    fn complaint(&self, metric: &Metric) -> Option<String> {
        if !metric.counted {
            return None;
        }
        let name = &metric.name;
        let update = format!("If that is intended, update {PATH}: cargo xtask bench --update {}", metric.row);
        let Some((committed, unit)) = self.0.get(name) else {
            return Some(format!("{name}: {} {}, and no value is committed. {update}", metric.text(), metric.unit));
        };
        // A metric that is a difference of two measurements may be zero or negative.
        let more = metric.value - committed;
        if more <= committed.abs() * TOLERANCE {
            return None;
        }
        let percent = more / committed.abs() * 100.0;
        Some(format!("{name}: {} {unit}, {percent:.1} % more than the committed {committed}. {update}", metric.text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITTED: &str =
        "# a comment\nmetric connections 1 connections\nmetric startup 1.5 instructions/instructions\n";

    fn complaint(metric: &Metric) -> Option<String> {
        parse(COMMITTED).expect("the text above is a baseline").complaint(metric)
    }

    #[test]
    fn a_count_within_three_percent_is_accepted() {
        assert_eq!(complaint(&Metric::counted("startup", 1.54, "instructions/instructions")), None);
        assert_eq!(complaint(&Metric::counted("startup", 0.1, "instructions/instructions")), None);
    }

    #[test]
    fn a_higher_count_is_reported_with_both_values_and_the_command() {
        let metric = Metric { row: "startup", ..Metric::counted("startup", 1.56, "instructions/instructions") };
        let expected = "startup: 1.560 instructions/instructions, 4.0 % more than the committed 1.5. If that is intended, \
                        update tests/benches/baseline.txt: cargo xtask bench --update startup";
        assert_eq!(complaint(&metric).as_deref(), Some(expected));
    }

    #[test]
    fn a_count_that_was_zero_may_not_grow() {
        let baseline = parse("metric first_task_bytes 0 bytes").expect("the line is a baseline");
        assert!(baseline.complaint(&Metric::counted("first_task_bytes", 1.0, "bytes")).is_some());
    }

    #[test]
    fn the_compiler_of_a_baseline_is_read_from_its_comment() {
        assert_eq!(compiler_of("# a comment\n# rustc 1.95.0\nmetric connections 1 connections\n"), Some("1.95.0"));
        assert_eq!(compiler_of(COMMITTED), None);
    }

    #[test]
    fn a_time_is_not_compared() {
        assert_eq!(complaint(&Metric::timed("startup", 9.0, "time/time")), None);
    }

    #[test]
    fn a_count_without_a_committed_value_is_reported() {
        let text = complaint(&Metric::counted("requests", 9.0, "requests")).unwrap_or_default();
        assert!(text.contains("no value is committed"), "the message does not say so: {text}");
    }

    #[test]
    fn a_line_of_another_form_names_the_command_that_writes_the_file() {
        let error = parse("metric startup").expect_err("the line has no value").to_string();
        assert!(error.contains("cargo xtask bench --update"), "the message names no command: {error}");
    }
}

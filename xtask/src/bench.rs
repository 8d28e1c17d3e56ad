//! `cargo xtask bench`: compares focus-api with handwritten programs and prints one line per metric.
//!
//! This file has the arguments and the loop over the rows. `bench/rows.rs` lists the rows, `bench/lab.rs` starts
//! programs and counts, `bench/dependent.rs` measures the build of a dependent, `bench/extra_members.rs` unknown
//! members, and `bench/python.rs` a generated Python client. `bench/baseline.rs` compares with the committed values;
//! `bench/growth.rs` and `bench/plot.rs` draw the plot.

mod baseline;
mod dependent;
mod extra_members;
mod growth;
mod lab;
mod plot;
mod python;
mod rows;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::artifact;
use lab::{Lab, Skip};
use rows::{ROWS, Row};

/// Arguments of `cargo xtask bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Rows to run, by name or by a prefix of it; all rows if none is given.
    names: Vec<String>,
    /// Compare the counts with tests/benches/baseline.txt; exit 1 if one is more than 3 % higher.
    #[arg(long)]
    check: bool,
    /// Write the counts to tests/benches/baseline.txt, and the plot of the row `growth` beside it.
    #[arg(long, conflicts_with = "check")]
    update: bool,
}

/// One measured value.
#[derive(Clone, Debug)]
pub(crate) struct Metric {
    name: String,
    /// The name on the command line of the row that measures it.
    row: &'static str,
    value: f64,
    unit: &'static str,
    /// Whether it is counted, so that every run has the same value, which is in the baseline. Times are not.
    counted: bool,
}

impl Metric {
    fn counted(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), row: "", value, unit, counted: true }
    }

    fn timed(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), row: "", value, unit, counted: false }
    }

    /// Returns the value with its significant digits.
    fn text(&self) -> String {
        if self.value.fract() == 0.0 || self.value.abs() >= 1000.0 {
            format!("{:.0}", self.value)
        } else {
            format!("{:.3}", self.value)
        }
    }
}

impl Arguments {
    /// Runs the selected rows.
    pub(crate) fn run(self) -> Result<ExitCode> {
        let root = artifact::root();
        let selected = self.select()?;
        let mut lab = Lab::new(root, self.update);
        // Read first, so that a missing file is found before the run.
        let baseline = if self.check { Some(baseline::read(root)?) } else { None };
        println!("# cargo xtask bench: metric <name> <value> <unit>");
        let (mut metrics, mut failed) = (Vec::new(), false);
        for row in selected {
            eprintln!("{}: {}", row.name, row.about);
            match (row.run)(&mut lab) {
                Ok(mut found) => {
                    for metric in &mut found {
                        metric.row = row.name;
                        println!("metric {} {} {}", metric.name, metric.text(), metric.unit);
                    }
                    metrics.extend(found);
                }
                Err(error) => match error.downcast_ref::<Skip>() {
                    Some(skip) => println!("skipped {}: {skip}", row.name),
                    // The other rows can still be measured.
                    None => {
                        eprintln!("error: the row `{}` cannot be measured: {error:#}", row.name);
                        failed = true;
                    }
                },
            }
        }
        if self.update {
            baseline::update(root, &metrics)?;
        }
        let compared = baseline.is_none_or(|baseline| baseline.compare(&metrics));
        Ok(if failed || !compared { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn select(&self) -> Result<Vec<&'static Row>> {
        for name in &self.names {
            if !ROWS.iter().any(|row| row.name.starts_with(name.as_str())) {
                let names: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
                bail!("there is no row `{name}`; rows are {}", names.join(", "));
            }
        }
        let named = |row: &&Row| self.names.iter().any(|name| row.name.starts_with(name.as_str()));
        // A comparison of counts skips rows without counts.
        let unnamed = |row: &&Row| self.names.is_empty() && (row.counted || !self.check);
        Ok(ROWS.iter().filter(|row| named(row) || unnamed(row)).collect())
    }
}

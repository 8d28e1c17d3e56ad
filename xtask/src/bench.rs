//! `cargo xtask bench`: measures focus-api against programs written by hand, one line per metric.
//!
//! Here are the arguments and the run. Which rows there are is in `bench/rows.rs`; how programs are started and counted
//! in `bench/lab.rs`; what building a dependent costs in `bench/dependent.rs`; what unknown
//! members cost in `bench/extra_members.rs`; the Python peer in `bench/python.rs`; the
//! comparison with committed values in `bench/baseline.rs`; the plot in `bench/growth.rs` and `bench/plot.rs`.

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
    /// Rows to run, by their name or the beginning of it; all rows if there is none.
    names: Vec<String>,
    /// Compare the counts with tests/benches/baseline.txt, and exit 1 where one is more than 3 % higher.
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
    /// The row that measures it, which is what the command line takes.
    row: &'static str,
    value: f64,
    unit: &'static str,
    /// Counted values repeat from run to run and are in the baseline; measured times are not.
    counted: bool,
}

impl Metric {
    fn counted(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), row: "", value, unit, counted: true }
    }

    fn timed(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), row: "", value, unit, counted: false }
    }

    /// The value with the digits that mean something.
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
        // Read first: a missing file should not cost a run.
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
                    // The other rows are still worth their time.
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
        // A comparison of counts does not wait for rows that have none.
        let unnamed = |row: &&Row| self.names.is_empty() && (row.counted || !self.check);
        Ok(ROWS.iter().filter(|row| named(row) || unnamed(row)).collect())
    }
}

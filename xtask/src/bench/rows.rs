//! The rows of the table in tests/benches/README.md, each with the jobs it compares.

use anyhow::Result;

use super::Metric;
use super::lab::{Lab, Settings};

/// Something that is measured; it prints one line or several.
pub(crate) struct Row {
    /// The name on the command line, and of its first metric.
    pub(crate) name: &'static str,
    /// What it compares.
    pub(crate) about: &'static str,
    pub(crate) run: fn(&mut Lab) -> Result<Vec<Metric>>,
}

const fn row(name: &'static str, about: &'static str, run: fn(&mut Lab) -> Result<Vec<Metric>>) -> Row {
    Row { name, about, run }
}

/// Every row, in the order in which they are printed.
pub(crate) const ROWS: &[Row] = &[
    row("get_vs_reqwest", "one get ÷ reqwest + serde_json, instructions and allocations", |lab| {
        call(lab, "get", "get_vs_reqwest")
    }),
    row("patch_vs_reqwest", "one patch ÷ reqwest + serde_json, instructions and allocations", |lab| {
        call(lab, "patch", "patch_vs_reqwest")
    }),
];

/// One call of the crate against the same by hand: two ratios, and the four numbers they are made of.
fn call(lab: &mut Lab, verb: &str, name: &str) -> Result<Vec<Metric>> {
    const REPEATED: u32 = 200;
    let settings: Settings<'_> = &["tasks=100"];
    let (sdk, bare) = (format!("sdk-{verb}"), format!("bare-{verb}"));
    let allocated = |lab: &mut Lab, job: &str| -> Result<f64> {
        let once = lab.allocations(job, settings, REPEATED)?.count;
        Ok((lab.allocations(job, settings, 2 * REPEATED)?.count - once) / f64::from(REPEATED))
    };
    let allocations = [allocated(lab, &sdk)?, allocated(lab, &bare)?];
    let instructions = [lab.instructions(&sdk, settings, REPEATED)?, lab.instructions(&bare, settings, REPEATED)?];
    Ok(vec![
        Metric::counted(name, instructions[0] / instructions[1], "instructions/instructions"),
        Metric::counted(format!("{name}_allocations"), allocations[0] / allocations[1], "allocations/allocations"),
        Metric::counted(format!("{verb}_instructions"), instructions[0], "instructions"),
        Metric::counted(format!("{verb}_instructions_reqwest"), instructions[1], "instructions"),
        Metric::counted(format!("{verb}_allocations"), allocations[0], "allocations"),
        Metric::counted(format!("{verb}_allocations_reqwest"), allocations[1], "allocations"),
    ])
}

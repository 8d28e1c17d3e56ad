//! Wall times as the median of interleaved rounds: on a shared machine, only times of the same round can be compared.

use std::time::Instant;

use anyhow::Result;
use tokio::runtime::Runtime;

use crate::jobs::Prepared;

/// The times of a job, in milliseconds.
#[derive(Debug)]
pub struct Timing {
    /// Median of all rounds.
    pub millis: f64,
    /// Median of the ratio to the first job in the same round.
    pub ratio: f64,
}

/// Runs the jobs one after another, `rounds` times. If there are several rounds, one more runs before them as a
/// warm-up.
///
/// # Errors
/// The first error of a job.
pub fn compare(runtime: &Runtime, jobs: &[Prepared], rounds: usize) -> Result<Vec<Timing>> {
    for job in jobs.iter().filter(|_| rounds > 1) {
        runtime.block_on(job.run(1))?;
    }
    let mut times = vec![Vec::with_capacity(rounds); jobs.len()];
    for _ in 0..rounds {
        for (job, times) in jobs.iter().zip(&mut times) {
            let start = Instant::now();
            runtime.block_on(job.run(1))?;
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let first = times.first().cloned().unwrap_or_default();
    Ok(times
        .into_iter()
        .map(|times| {
            let ratios = times.iter().zip(&first).map(|(time, first)| time / first).collect();
            Timing { millis: median(times), ratio: median(ratios) }
        })
        .collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

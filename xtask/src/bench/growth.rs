//! The row `growth`: time and memory at several numbers of tasks.

use anyhow::{Context, Result};

use super::Metric;
use super::lab::Lab;
use super::plot::{Panel, Series, draw};

/// Number of tasks, its name in metrics, and number of timed rounds.
const SIZES: [(u32, &str, u32); 3] = [(100, "100", 101), (10_000, "10k", 11), (1_000_000, "1M", 1)];

/// Job, its name in metrics, and its label in the plot.
const JOBS: [(&str, &str, &str); 2] =
    [("sdk-stream", "stream", "focus-api, streamed"), ("bare-complete", "whole", "reqwest, body decoded at once")];

/// Measures every size, and writes the plot.
pub(super) fn measure(lab: &mut Lab) -> Result<Vec<Metric>> {
    let (mut metrics, mut times, mut peaks) = (Vec::new(), [const { Vec::new() }; 2], [const { Vec::new() }; 2]);
    for (tasks, size, rounds) in SIZES {
        let settings = format!("tasks={tasks}");
        let timings = lab.compare(&JOBS.map(|job| job.0), &[&settings], rounds)?;
        for (index, ((job, name, _), timing)) in JOBS.into_iter().zip(timings).enumerate() {
            let peak = lab.peak(job, &[&settings], 1)?;
            metrics.push(Metric::timed(format!("growth_{name}_{size}"), timing.millis, "ms"));
            metrics.push(Metric::timed(format!("growth_{name}_{size}_peak"), peak, "bytes"));
            times[index].push((f64::from(tasks), timing.millis));
            peaks[index].push((f64::from(tasks), peak / 1_048_576.0));
        }
    }
    let series = |points: [Vec<(f64, f64)>; 2]| {
        JOBS.into_iter().zip(points).map(|((_, _, label), points)| Series { label, points }).collect()
    };
    let panels =
        [Panel { title: "time, ms", series: series(times) }, Panel { title: "peak heap, MiB", series: series(peaks) }];
    let path = if lab.update { lab.root().join("tests/benches/growth.svg") } else { lab.scratch()?.join("growth.svg") };
    std::fs::write(&path, draw("tasks in the list", &panels))
        .with_context(|| format!("cannot write {}", path.display()))?;
    eprintln!("growth: wrote {}", path.display());
    Ok(metrics)
}

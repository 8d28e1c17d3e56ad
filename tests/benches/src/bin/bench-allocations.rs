//! Runs one job and prints its allocations: `allocations bytes peak_bytes`.
//!
//! A separate program, because a counting allocator adds instructions to every allocation. Building the clients is not
//! counted, opening the connection is.
//!
//! `bench-allocations JOB N BASE_URL`

use anyhow::{Result, bail};
use focus_benches::jobs::Prepared;
use focus_benches::runtime;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [job, n, base] = &arguments[..] else { bail!("usage: bench-allocations JOB N BASE_URL") };
    let (runtime, n) = (runtime()?, n.parse()?);
    let prepared = Prepared::new(job.parse()?, base)?;
    let mut outcome = Ok(());
    let counted = allocation_counter::measure(|| outcome = runtime.block_on(prepared.run(n)));
    outcome?;
    println!("{} {} {}", counted.count_total, counted.bytes_total, counted.bytes_max);
    Ok(())
}

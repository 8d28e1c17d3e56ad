//! Runs one job `n` times and ends, as the process that valgrind counts; or compares the wall times of several jobs.
//!
//! - `bench-client run JOB N BASE_URL` prints nothing.
//! - `bench-client compare ROUNDS BASE_URL JOB...` prints a line per job: median milliseconds, median ratio to the
//!   first.
//! - `bench-client first-task` prints how many bytes after its last byte a streamed task is yielded.

use anyhow::{Result, bail};
use focus_benches::jobs::Prepared;
use focus_benches::{first_task, runtime, wall};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["run", job, n, base] => {
            let prepared = Prepared::new(job.parse()?, base)?;
            runtime()?.block_on(prepared.run(n.parse()?))
        }
        ["compare", rounds, base, ref jobs @ ..] => {
            let jobs: Result<Vec<_>> = jobs.iter().map(|job| Prepared::new(job.parse()?, base)).collect();
            for timing in wall::compare(&runtime()?, &jobs?, rounds.parse()?)? {
                println!("{} {}", timing.millis, timing.ratio);
            }
            Ok(())
        }
        ["first-task"] => {
            println!("{}", runtime()?.block_on(first_task::bytes_after_first_task())?);
            Ok(())
        }
        _ => bail!("usage: bench-client run JOB N BASE_URL | compare ROUNDS BASE_URL JOB... | first-task"),
    }
}

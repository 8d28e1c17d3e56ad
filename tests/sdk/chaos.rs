//! Random runs of bulk changes, lists and streams under random faults, each compared with the state of the server.
//!
//! A run depends only on its seed. `CHAOS_RUNS` and `CHAOS_SEED` choose how many runs and the first seed.

mod bulk;
mod lists;

use focus_tests::Random;

/// The number of runs in the ordinary tests.
const RUNS: u64 = 200;

fn number(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} must be a number, got {text:?}")),
        Err(_) => default,
    }
}

#[test]
fn no_random_run_contradicts_the_state_of_the_server() {
    let (runs, first) = (number("CHAOS_RUNS", RUNS), number("CHAOS_SEED", 1));
    let mut contradictions = 0_u64;
    let (mut inputs, mut requests) = (0, 0);
    for seed in first..first.saturating_add(runs) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let result = runtime.block_on(one(seed));
        match result {
            Ok(counts) => {
                inputs += counts.inputs;
                requests += counts.requests;
            }
            Err(contradiction) => {
                contradictions += 1;
                println!("seed {seed}: {contradiction}");
            }
        }
    }
    println!(
        "chaos: {runs} runs from seed {first}, {inputs} inputs, {requests} requests, {contradictions} contradictions"
    );
    assert_eq!(contradictions, 0, "repeat a run with CHAOS_RUNS=1 CHAOS_SEED=<its seed>");
}

/// The inputs and requests of a run.
struct Counts {
    inputs: usize,
    requests: usize,
}

/// Executes a run; an error describes a contradiction.
async fn one(seed: u64) -> Result<Counts, String> {
    let mut random = Random::new(seed);
    match random.below(6) {
        0..=3 => bulk::run(&mut random).await,
        4 => lists::list(&mut random).await,
        _ => lists::stream(&mut random).await,
    }
}

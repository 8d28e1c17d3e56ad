//! The programs of `cargo xtask bench`: a client that runs one job `n` times, the peers it is compared with, and their
//! server.
//!
//! Every call of focus-api is in [`sdk`], so that a change of its API touches one file. The command in `xtask` starts
//! the processes, counts and prints; the programs in `src/bin` only read arguments.

pub mod canned;
pub mod first_task;
pub mod jobs;
pub mod peers;
pub mod sdk;
pub mod server;
pub mod wall;

/// A key in the valid format, which no service accepts.
const API_KEY: &str = "toggl_sk_0123456789abcdef0123456789abcdef";
const ORGANIZATION: i64 = 1234;
const WORKSPACE: i64 = 5678;

/// Makes a runtime with one thread, so that everything a client does is counted on that thread.
///
/// # Errors
/// When the operating system offers no event queue.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

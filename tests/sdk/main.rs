//! Tests of `focus-api` against the fake server: what leaves, what comes back, and what happens when things go wrong.

#![allow(clippy::unwrap_used, reason = "clippy's leave for tests does not reach their helper functions")]

mod bulk;
mod errors;
mod first_floor;
mod guard;
mod pagers;
mod quota;
mod retry;
mod streaming;
mod traces;

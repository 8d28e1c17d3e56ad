//! Tests of `focus-api` against the fake server: what leaves, what comes back, and what happens when things go wrong.

#![allow(clippy::unwrap_used, reason = "a test states its expectation by unwrapping, its helpers too")]

mod bad_input;
mod created;
mod drafts;
mod examples;
mod filter_values;
mod filters;
mod first_floor;
mod patches;
mod round_trip;
mod secrets;
mod values;
mod wire;

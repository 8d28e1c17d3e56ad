//! Tests of `focus-api` against the fake server: requests, responses and failures.

#![allow(clippy::unwrap_used, reason = "a test states its expectation by unwrapping, its helpers too")]
// Every example brings its own copy of the support modules, and the tests run all examples in one binary.
#![allow(clippy::duplicate_mod)]

mod adoption;
mod bulk;
mod cancellation;
mod cases;
mod chaos;
mod compression;
mod created;
mod drafts;
mod errors;
mod examples;
mod filter_values;
mod filters;
mod fuzz_corpus;
mod guard;
mod invalid_arguments;
mod mistaken_responses;
mod pagers;
mod patches;
mod quota;
mod reliability;
mod retry;
mod round_trip;
mod secrets;
mod smoke;
mod streaming;
mod traces;
mod transport_rules;
mod values;
mod wire;

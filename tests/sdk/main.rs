//! Tests of `focus-api` against the fake server: requests, responses and failures.

#![allow(clippy::unwrap_used, reason = "tests and their helpers state expectations by unwrapping")]
// Every example includes a copy of the support modules, and the tests run all examples in one binary.
#![allow(clippy::duplicate_mod)]

mod bulk;
mod cancellation;
mod cases;
mod chaos;
mod compression;
mod convenience;
mod created;
mod drafts;
mod errors;
mod examples;
mod filter_values;
mod filters;
mod fuzz_corpus;
mod guard;
mod invalid_arguments;
mod mismatched_responses;
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

//! Tests of the fake through HTTP, in one binary: linking several binaries takes longer than running the tests.

mod admission;
mod bulk;
mod changes;
mod common;
mod faults;
mod filters;
mod lists;
mod malformed_input;
#[cfg(unix)]
mod program;
mod protocol;
mod sorting;
mod tasks;
mod workflows;

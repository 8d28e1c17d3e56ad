//! Tests of the fake through HTTP, as a client sees it. One binary, since linking several takes longer than running them.

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

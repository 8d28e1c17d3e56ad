//! Unusual inputs from the network, the service and the program, by kind: one file of the library handles each kind,
//! and each row here is one input next to similar ones.
//!
//! The result of every operation under every fault is in the table of `reliability.rs`.

mod acceptance;
mod bounds;
mod bulk;
mod completeness;
mod custom;
mod elements;
mod other_types;
mod quota;
mod redaction;
mod selection;
mod stored;
mod streams;
mod transport;
mod values;

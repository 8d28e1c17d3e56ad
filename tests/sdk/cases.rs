//! Inputs of a hostile network, an unusual service and an unlucky program, by kind: each kind is decided in one file of
//! the library, and each row here is one input with its neighbours.
//!
//! What every operation makes of every fault is the table of `reliability.rs`.

mod acceptance;
mod bounds;
mod bulk;
mod completeness;
mod quota;
mod redaction;
mod selection;
mod streams;
mod transport;
mod values;

//! Rules for the repository as a whole, as tests: its manifests, and the module graph of each crate.
//!
//! They are unit tests, because an integration test would make `cargo test` compile the library twice: with its tests, and
//! without them for the program.

mod manifests;
mod module_graph;

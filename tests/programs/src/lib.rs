//! Shared code of the programs in `examples/`: the workspace they work on, output on a terminal, and an image to
//! upload.
//!
//! `demo` and `terminal` are the files that the examples of `focus-api` use. The programs are run by `tests/sdk`, and
//! as processes by `tests/programs.rs`.

#![doc(test(attr(deny(warnings))))]

mod command;
#[path = "../../../focus-api/examples/support/demo.rs"]
mod demo;
mod json;
#[path = "../../../focus-api/examples/support/terminal.rs"]
mod terminal;
mod whiteboard;

pub use command::{columns, exit_code, say};
pub use demo::Demo;
pub use json::json_line;
pub use terminal::{day, fit, hours, unless_closed, wrap};
pub use whiteboard::whiteboard;

/// The program of the README of `focus-api-raw` compiles without warnings.
#[cfg(doctest)]
#[doc = include_str!("../../../focus-api-raw/README.md")]
struct ReadmeOfTheGeneratedClient;

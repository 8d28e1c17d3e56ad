//! Shared code of the programs in `examples/`: the workspace they work on, output on a terminal, and an image to upload.
//!
//! The first two are the files that the examples of `focus-api` use; the programs themselves are run by `tests/sdk`.

#![doc(test(attr(deny(warnings))))]

#[path = "../../../focus-api/examples/support/demo.rs"]
mod demo;
mod picture;
#[path = "../../../focus-api/examples/support/terminal.rs"]
mod terminal;

pub use demo::Demo;
pub use picture::whiteboard;
pub use terminal::{day, fit, hours, unless_closed, wrap};

/// The program of the README of `focus-api-raw` compiles without warnings.
#[cfg(doctest)]
#[doc = include_str!("../../../focus-api-raw/README.md")]
struct ReadmeOfTheGeneratedClient;

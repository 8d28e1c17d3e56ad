//! Shared code of the programs in `examples/`: the workspace they work on, output on a terminal, and an image to upload.
//!
//! The first two are the files that the examples of `focus-api` use; the programs themselves are run by `tests/sdk`.

#[path = "../../../focus-api/examples/support/demo.rs"]
mod demo;
mod picture;
#[path = "../../../focus-api/examples/support/terminal.rs"]
mod terminal;

pub use demo::Demo;
pub use picture::whiteboard;
pub use terminal::{day, fit, hours, unless_closed, wrap};

//! The program `cargo xtask`; `lib.rs` has the commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::run()
}

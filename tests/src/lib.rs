//! Helpers of the tests: clients of the fake server, a clock without real time, and requests as text. [`spec`] reads
//! the tables of the OpenAPI document.

#![doc(test(attr(deny(warnings))))]

mod clock;
#[cfg(test)]
mod documents;
pub mod fuzz;
mod random;
mod seed;
pub mod spec;
mod stall;
mod wire;

use focus_api::{Client, ClientBuilder, Tasks};
use focus_fake::FakeFocus;

pub use clock::ManualClock;
pub use random::Random;
pub use seed::{FIRST, fake_of, ids, ids_of, insert, seeded};
pub use stall::{HeldClock, settle, time_out_at};
pub use wire::{line, lines, wire};

/// Returns the settings of a client of this server, with defaults for everything else.
pub fn builder(fake: &FakeFocus) -> ClientBuilder {
    Client::builder().base_url(fake.base_url()).api_key(fake.api_key())
}

/// Returns the tasks of the server's workspace, through a client with default settings.
///
/// # Panics
/// If the client cannot be built.
#[must_use]
pub fn tasks(fake: &FakeFocus) -> Tasks {
    tasks_of(fake, builder(fake))
}

/// Returns the tasks of the server's workspace, through a client with these settings.
///
/// # Panics
/// As [`tasks`].
#[must_use]
pub fn tasks_of(fake: &FakeFocus, builder: ClientBuilder) -> Tasks {
    let client = builder.build().expect("the settings are valid");
    client.workspace(fake.organization_id(), fake.workspace_id()).tasks()
}

/// Compiles the programs of the READMEs without warnings.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../../README.md")]
    struct Repository;
    #[doc = include_str!("../../focus-api/README.md")]
    struct Crate;
}

//! What the tests and examples share: a client connected to the fake server, a clock that need not be waited for, and a
//! way to show a request. [`spec`] tells what the API's document lists.

mod clock;
mod demo;
mod picture;
mod seed;
pub mod spec;
mod text;
mod wire;

use focus_api::{Client, ClientBuilder, Tasks};
use focus_fake::FakeFocus;

pub use clock::ManualClock;
pub use demo::Demo;
pub use picture::whiteboard;
pub use seed::{FIRST, fake_of, ids, ids_of, insert, seeded};
pub use text::{day, fit, hours, wrap};
pub use wire::{line, lines, wire};

/// Settings for a client of this server, with nothing else decided.
pub fn builder(fake: &FakeFocus) -> ClientBuilder {
    Client::builder().base_url(fake.base_url()).api_key(fake.api_key())
}

/// The tasks of the server's workspace, through a client as it comes.
///
/// # Panics
/// If the client cannot be made, which no test expects.
#[must_use]
pub fn tasks(fake: &FakeFocus) -> Tasks {
    tasks_of(fake, builder(fake))
}

/// The tasks of the server's workspace, through a client with these settings.
///
/// # Panics
/// As [`tasks`].
#[must_use]
pub fn tasks_of(fake: &FakeFocus, builder: ClientBuilder) -> Tasks {
    let client = builder.build().expect("the settings are right");
    client.workspace(fake.organization_id(), fake.workspace_id()).tasks()
}

/// The program of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

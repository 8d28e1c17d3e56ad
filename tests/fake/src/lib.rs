//! An in-memory stand-in for the Toggl Focus Tasks API, for tests and for trying things out.
//!
//! ```
//! use focus_fake::{FakeFocus, Fault};
//!
//! # async fn example() {
//! let fake = FakeFocus::builder().tasks(250).quota(30).start().await;
//! fake.fault(Fault::status(503).header("Retry-After", "2").on("list_tasks"));
//!
//! // Point a client at `fake.base_url()` with `fake.api_key()`, let it work, then judge what it did:
//! let sent = fake.take_requests();
//! assert!(sent.iter().all(|request| request.header("authorization").is_some()));
//! # }
//! ```
//!
//! The server listens on a real socket on the loopback interface, so any HTTP client can talk to it, from async and
//! from blocking code. It keeps state: what is created can be listed, what is patched stays patched. It holds the
//! workspace of a small agency ([`World`]), the same in every run, and its clock stands still until it is told to
//! move ([`FakeFocus::advance`]).
//!
//! # How true it is
//! What is known about the real service is imitated closely: statuses, error bodies, paging, quota, the many ways in
//! which a list leaves things out. Where nothing is known the code says so, next to the choice made, in brackets:
//! *doc* (the vendor says so), *live* (someone saw it), *client* (a shipping client relies on it), *inferred*,
//! *unknown*. Several of the unknowns can be switched on the [`FakeFocusBuilder`], so that a client can be tested against both
//! answers.
//!
//! # What is where
//! - [`FakeFocus`] and [`FakeFocusBuilder`]: starting, looking, seeding.
//! - [`Fault`]: everything that can go wrong with a request.
//! - [`RecordedRequest`]: what arrived.
//! - [`World`]: what tasks can point at.
//! - [`OPERATIONS`]: the names used throughout.
//!
//! The crate depends on no part of the client it is used to test, on purpose: two readings of the same facts that
//! agree are worth more than one.

mod auth;
mod body;
mod builder;
mod clock;
mod error;

mod fake;
mod fault;
mod filter;
mod list;
mod operations;
mod order;
mod query;
mod quota;
mod request_log;
mod route;
mod server;
mod service;
mod store;
mod task;
mod view;
pub mod world;

pub use builder::FakeFocusBuilder;
pub use fake::FakeFocus;
pub use fault::Fault;
pub use request_log::RecordedRequest;
pub use route::OPERATIONS;
pub use world::World;

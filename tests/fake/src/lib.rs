//! An in-memory server of the Toggl Focus Tasks API with scripted faults, for tests of your own integration.
//!
//! ```
//! use focus_fake::{FakeFocus, Fault};
//!
//! # async fn example() {
//! let fake = FakeFocus::builder().tasks(250).quota(30).start().await;
//! fake.fault(Fault::status(503).header("Retry-After", "2").on("list_tasks"));
//!
//! // Point a client at `fake.base_url()` with `fake.api_key()`, let it work, then check what it did:
//! let sent = fake.take_requests();
//! assert!(sent.iter().all(|request| request.header("authorization").is_some()));
//! # }
//! ```
//!
//! The server listens on a real socket of the loopback interface, so any HTTP client can talk to it, from async and from
//! blocking code. It keeps state: what is created can be listed, what is patched stays patched. It holds the workspace
//! of a small agency ([`World`]), the same in every run, and its clock is still until a test moves it
//! ([`FakeFocus::advance`]).
//!
//! # How close it is to the service
//! What is known about the real service is imitated closely: statuses, error bodies, paging, quota, the ways in which a
//! list leaves things out. Where something is not certain the code says so next to the choice made, in brackets: *doc*
//! (the vendor says so), *live* (someone saw it), *client* (a shipping client relies on it), *inferred*, *unknown*.
//! Several of the unknowns can be switched on the [`FakeFocusBuilder`], so that a client can be tested against both
//! behaviours. Every invalid input is refused with a 4xx and the API's error object; no input makes the server fail.
//!
//! # What is where
//! - [`FakeFocus`] and [`FakeFocusBuilder`]: starting, inspecting, seeding, connections.
//! - [`Fault`]: everything that can go wrong with a request, with [`Gate`], [`RedirectTarget`], [`ContentCoding`] and
//!   [`HttpDateForm`].
//! - [`RecordedRequest`]: what arrived.
//! - [`World`]: what tasks can refer to.
//! - [`OPERATIONS`]: the names of the operations.
//!
//! # Tests that do not depend on speed
//! Nothing needs to wait for real time: [`Gate`] holds a response until the test opens it,
//! [`FakeFocus::wait_for_requests`] returns when a request has arrived, and quota windows and idle connections follow
//! [`FakeFocus::advance`]. [`Fault::delay`] and [`Fault::chunk_interval`] are the only real clocks.
//!
//! The crate depends on no part of the client that it is used to test, on purpose: two readings of the same facts that
//! agree are worth more than one.

mod admission;
mod auth;
mod builder;
mod clock;
mod error;
mod fake;
mod fault;
mod filter;
mod gate;
mod list;
mod operations;
mod order;
mod query;
mod quota;
mod request_log;
mod route;
mod server;
mod service;
mod state;
mod store;
mod task;
mod task_body;
mod view;
mod wire;
pub mod world;

pub use builder::FakeFocusBuilder;
pub use fake::FakeFocus;
pub use fault::{ContentCoding, Fault, HttpDateForm, RedirectTarget, secret_spellings};
pub use gate::Gate;
pub use request_log::RecordedRequest;
pub use route::OPERATIONS;
pub use world::World;

/// The programs of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! An in-memory server of the Toggl Focus Tasks API with scripted faults, for tests of your integration.
//!
//! ```
//! use focus_fake::{FakeFocus, Fault};
//!
//! # async fn example() {
//! let fake = FakeFocus::builder().tasks(250).quota(30).start().await;
//! fake.fault(Fault::status(503).header("Retry-After", "2").on("list_tasks"));
//!
//! // Let a client use `fake.base_url()` and `fake.api_key()`, then check
//! // the requests that it sent:
//! let sent = fake.take_requests();
//! assert!(
//!     sent.iter().all(|request| request.header("authorization").is_some())
//! );
//! # }
//! ```
//!
//! The server listens on a real socket of the loopback interface, so any HTTP client can talk to it, from async and
//! from blocking code. It keeps state: a created task is listed, a patched task stays patched. It has the workspace of
//! a small agency ([`World`]), which is the same in every run, and its clock advances only when a test advances it
//! ([`FakeFocus::advance`]).
//!
//! # How close it is to the service
//! The fake imitates the known behaviour of the service: statuses, error bodies, paging, quota, which tasks a list
//! leaves out. The source names the origin of each behaviour in brackets: *doc* (the vendor documents it), *live* (it
//! was observed), *client* (a published client relies on it), *inferred*, *unknown*. [`FakeFocusBuilder`] has switches
//! for several of the unknowns, so that a client can be tested against both behaviours. Every invalid input gets a 4xx
//! with the API's error object; no input makes the server fail.
//!
//! # Overview
//! - [`FakeFocus`] and [`FakeFocusBuilder`]: start and settings of a fake, recorded requests, stored tasks,
//!   connections.
//! - [`Fault`]: scripted failures of requests, with [`Gate`], [`RedirectTarget`], [`ContentCoding`] and
//!   [`HttpDateFormat`].
//! - [`RecordedRequest`]: a request as the fake received it.
//! - [`World`]: the projects, statuses, tags and people that tasks refer to.
//! - [`OPERATIONS`]: the ids, methods and paths of the operations.
//!
//! # Tests that do not depend on speed
//! No test needs to wait for real time: a response waits at a [`Gate`] until the test opens it,
//! [`FakeFocus::wait_for_requests`] returns when a request has arrived, and quota windows and idle connections follow
//! [`FakeFocus::advance`]. Only [`Fault::delay`] and [`Fault::chunk_interval`] use real time.
//!
//! The crate deliberately shares no code with a client: two independent implementations of the same facts check each
//! other.

mod admission;
mod auth;
mod builder;
mod clock;
mod error;
mod fake;
mod fault;
mod filter;
mod gate;
#[rustfmt::skip]
mod generated;
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
pub use fault::{ContentCoding, Fault, HttpDateFormat, RedirectTarget, secret_spellings};
pub use gate::Gate;
pub use generated::OPERATIONS;
pub use request_log::RecordedRequest;
pub use route::Operation;
pub use world::World;

/// Compiles the programs of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

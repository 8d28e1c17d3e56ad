//! The Toggl Focus Tasks API, one builder an operation, generated from `openapi/focus.yaml`.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use focus_api_raw::{Client, ClientSettings, RequestHeaders};
//!
//! let headers = RequestHeaders::new("Bearer toggl_sk_0123456789abcdef0123456789abcdef".parse()?);
//! let settings = ClientSettings::new(headers);
//! let client = Client::new_with_client("https://focus.toggl.com/api", reqwest::Client::new(), settings);
//! let page = client.list_tasks().organization_id(1).workspace_id(2).pinned(true).send().await?;
//! for task in page.data.iter().flatten() {
//!     println!("{:?}", task.name);
//! }
//! # Ok(()) }
//! ```
//!
//! Most programs want `focus-api` instead, which pages, retries, types the errors and watches the quota. This crate is
//! the layer below: what the document says, typed, and nothing decided. It offers every parameter of the docs page, the
//! superseded ones included.
//!
//! # What is generated and what is not
//! [`Client`], [`types`] and [`builder`] come from the generator, at build time inside the repository and from a
//! committed, byte-identical snapshot elsewhere (feature `codegen`). By hand: the headers every request carries
//! ([`RequestHeaders`]), the layer it is sent through ([`Middleware`]), the leaf types [`Nullable`], [`OrNone`], [`IdFilter`], [`Sort`] and the open enumerations, and the one multipart
//! operation, [`Client::extract_tasks_from_image`].
//!
//! # Errors
//! Every status but the documented success arrives as [`Error::UnexpectedResponse`], unread, with headers and body.

mod due;
mod extra;
mod extract;
mod headers;
mod id;
mod id_filter;
mod lenient;
mod middleware;
mod nullable;
mod one_or_many;
mod operation;
mod or_none;
mod query;
mod request_dates;
mod request_lists;
mod setters;
mod sort;
mod values;

// Not ours to lint: the generator's own style. `missing_docs` would ask for a doc comment on every builder method.
#[allow(
    clippy::all,
    missing_docs,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    unreachable_pub,
    unused_imports,
    unused_qualifications,
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    clippy::semicolon_if_nothing_returned,
    clippy::uninlined_format_args,
    clippy::unwrap_used
)]
#[rustfmt::skip]
mod generated {
    #[cfg(feature = "codegen")]
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
    #[cfg(not(feature = "codegen"))]
    include!("generated/client.rs");
}

pub use extra::Extra;
pub use extract::{ExtractTasksFromImage, FilePart};
pub use generated::values::*;
pub use generated::{ByteStream, Client, ClientInfo, Error, OPERATIONS, ResponseValue, builder, operations, types};
pub use headers::RequestHeaders;
pub use id_filter::IdFilter;
pub use middleware::{ClientSettings, Middleware, MiddlewareFuture};
pub use nullable::Nullable;
pub use one_or_many::OneOrMany;
pub use operation::{BodyShape, Operation, Success};
pub use or_none::OrNone;
pub use query::{QueryPairs, QueryValue};
pub use sort::Sort;
pub use values::UnknownValue;

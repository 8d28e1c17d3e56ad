//! Generated client of the Toggl Focus Tasks API, with one builder for each operation of `openapi/focus.yaml`.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use focus_api_raw::{Client, ClientSettings, RequestHeaders};
//!
//! let headers = RequestHeaders::new(
//!     "Bearer toggl_sk_0123456789abcdef0123456789abcdef".parse()?,
//! );
//! let settings = ClientSettings::new(headers);
//! let client = Client::new_with_client(
//!     "https://focus.toggl.com/api",
//!     reqwest::Client::new(),
//!     settings,
//! );
//! let page = client
//!     .list_tasks()
//!     .organization_id(1)
//!     .workspace_id(2)
//!     .pinned(true)
//!     .send()
//!     .await?;
//! for task in page.data.iter().flatten() {
//!     println!("{:?}", task.name);
//! }
//! # Ok(()) }
//! ```
//!
//! Most programs should use `focus-api`, which adds paging, retries, typed errors and quota tracking. This crate is the
//! layer below: it has a typed method for every operation and parameter of the docs page, superseded parameters
//! included, and makes no decisions for its caller.
//!
//! # Generated code
//! [`Client`], [`types`], [`builder`] and [`operations`] are generated. The package contains the generated file, and a
//! build compiles that file. With the feature `codegen`, the build script generates the code again, with the same
//! result.
//!
//! The rest is written by hand: the headers of every request ([`RequestHeaders`]), the layer that sends it
//! ([`Middleware`]), the types of single values ([`Nullable`], [`OrNone`], [`IdFilter`], [`Sort`], the open
//! enumerations), the unknown members of responses ([`Extra`]), and the one multipart operation,
//! [`Client::extract_tasks_from_image`].
//!
//! # Errors
//! Every status other than the documented success is an [`Error::UnexpectedResponse`], which has the headers and the
//! body as it arrived.

mod arguments;
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
mod reader;
mod request_dates;
mod request_lists;
mod setters;
mod sort;
mod values;

// Generated code follows the generator's style, not these lints. It has no doc comments on the methods of builders.
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

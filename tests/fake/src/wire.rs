//! HTTP/1.1 on the level of bytes: reading requests, writing responses, keeping connections.
//!
//! The server speaks HTTP itself instead of using a web framework, because most faults worth scripting lie below the
//! level at which frameworks let a handler act: half a status line, a reset in the middle of the headers, a length that
//! does not fit the body, bytes that are not HTTP at all. What is served is decided in `service.rs`.

pub(crate) mod connection;
pub(crate) mod connections;
mod framing;
mod read;
mod response;
mod write;

pub(crate) use framing::encode_head;
pub(crate) use read::RequestHead;
pub(crate) use response::{Body, Response};
pub(crate) use write::Outgoing;

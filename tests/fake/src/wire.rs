//! HTTP/1.1 at the level of bytes: reading requests, writing responses, managing connections.
//!
//! The server implements HTTP itself instead of using a web framework, because a handler of a framework cannot produce
//! most of the faults: half a status line, a reset in the middle of the headers, a length that does not match the body,
//! bytes that are not HTTP. The content of responses is decided in `service.rs`.

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

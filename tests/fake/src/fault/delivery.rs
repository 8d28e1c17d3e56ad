//! Methods that change how a response is sent: its timing, framing and chunks, and where it is interrupted.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::Fault;
use super::content::{header_name, header_value};
use crate::gate::Gate;
use crate::wire::encode_head;

/// How a response is sent. By default it is sent completely and without delay.
#[derive(Debug, Clone, Default)]
pub(crate) struct Delivery {
    /// Real time before anything is sent.
    pub(crate) delay: Duration,
    /// Encoded 1xx responses that are sent first.
    pub(crate) interim: Vec<Bytes>,
    pub(crate) framing: Framing,
    pub(crate) trailers: HeaderMap,
    /// Size in bytes of the writes in which the head is sent.
    pub(crate) head_write_size: Option<usize>,
    pub(crate) splitting: Splitting,
    /// Real time between two writes.
    pub(crate) interval: Duration,
    /// The number of bytes after which the body ends as if it were complete.
    pub(crate) limit: Option<usize>,
    pub(crate) interruption: Option<Interruption>,
    /// The gate that ends a stall or an endless body.
    pub(crate) gate: Option<Gate>,
    /// The bytes that are repeated after the body.
    pub(crate) filler: Option<Bytes>,
    /// Whether an interrupted connection ends with a TCP reset.
    pub(crate) reset: bool,
    pub(crate) after: AfterResponse,
}

/// How the end of the body is marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Framing {
    /// By `Content-Length` if the body is known and sent in one write, otherwise by the chunked encoding.
    #[default]
    Auto,
    Chunked,
    ContentLength,
    /// By the end of the connection, as in HTTP/1.0.
    UntilClose,
}

/// Where the body is split into separate writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Splitting {
    #[default]
    AsProduced,
    OfSize(usize),
    SplitAt(Vec<usize>),
}

/// A point in a response. The bytes of the body are counted without what the chunked encoding adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    BeforeHead,
    InHead(usize),
    InBody(usize),
}

/// An interruption at a point in a response: the connection ends, or nothing more is sent until a gate opens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interruption {
    pub(crate) at: Position,
    pub(crate) stalls: bool,
}

/// The state of the connection after a complete response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum AfterResponse {
    #[default]
    KeepAlive,
    Close,
}

impl Delivery {
    /// Returns a delivery after which the connection ends.
    pub(crate) fn closing() -> Self {
        Self { after: AfterResponse::Close, ..Self::default() }
    }
}

/// Methods that decide how a response is sent. Positions in the body count its bytes after the content coding and
/// without the chunked encoding.
impl Fault {
    /// Waits, in real time, before responding. The operation, if it runs, has already run: a client time-out does not
    /// undo it. Prefer [`Fault::until`] where the test can decide when to continue.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delivery.delay = delay;
        self
    }

    /// Sends an interim response first, for example 100, 102 or 103, with these headers.
    ///
    /// ```
    /// # use focus_fake::Fault;
    /// let hints = Fault::response()
    ///     .interim(103, &[("Link", "</style.css>; rel=preload")]);
    /// # let _ = hints;
    /// ```
    ///
    /// # Panics
    /// If the status is not between 100 and 199, or a header is malformed.
    pub fn interim(mut self, status: u16, headers: &[(&str, &str)]) -> Self {
        let status = match StatusCode::from_u16(status) {
            Ok(status) if status.is_informational() => status,
            _ => panic!("{status} is not the status of an interim response: it must be between 100 and 199"),
        };
        let headers = headers.iter().map(|(name, value)| (header_name(name), header_value(value.as_bytes()))).collect();
        self.delivery.interim.push(encode_head(status, &headers).into());
        self
    }

    /// Closes the connection instead of sending the head. On [`Fault::response`] this equals [`Fault::lose_response`].
    pub fn disconnect_before_head(self) -> Self {
        self.interruption(Position::BeforeHead, false)
    }

    /// Closes the connection after this many bytes of the status line and headers.
    pub fn disconnect_in_head(self, bytes: usize) -> Self {
        self.interruption(Position::InHead(bytes), false)
    }

    /// Closes the connection after this many bytes of the body; 0 is directly after the headers. `Content-Length`, if
    /// sent, is the length of the complete body.
    pub fn disconnect_after(self, bytes: usize) -> Self {
        self.interruption(Position::InBody(bytes), false)
    }

    /// Ends the connection with a TCP reset where the fault would close it.
    pub fn with_reset(mut self) -> Self {
        self.delivery.reset = true;
        self
    }

    /// Sends nothing, and keeps the connection open.
    pub fn stall_before_head(self) -> Self {
        self.interruption(Position::BeforeHead, true)
    }

    /// Sends this many bytes of the status line and headers, then nothing, and keeps the connection open.
    pub fn stall_in_head(self, bytes: usize) -> Self {
        self.interruption(Position::InHead(bytes), true)
    }

    /// Sends this many bytes of the body, then nothing, and keeps the connection open.
    pub fn stall_after(self, bytes: usize) -> Self {
        self.interruption(Position::InBody(bytes), true)
    }

    /// Continues a stalled response, or ends an endless body, once the gate is open.
    pub fn until(mut self, gate: &Gate) -> Self {
        self.delivery.gate = Some(gate.clone());
        self
    }

    fn interruption(mut self, at: Position, stalls: bool) -> Self {
        self.delivery.interruption = Some(Interruption { at, stalls });
        self
    }

    /// Sends the body in chunks of this many bytes, each in a separate write and as a chunk of the chunked encoding.
    ///
    /// # Panics
    /// If the size is zero.
    pub fn drip(mut self, bytes: usize) -> Self {
        assert!(bytes > 0, "a chunk needs at least one byte");
        self.delivery.splitting = Splitting::OfSize(bytes);
        self
    }

    /// Sends the status line and headers in separate writes of this many bytes.
    ///
    /// # Panics
    /// If the size is zero.
    pub fn drip_head(mut self, bytes: usize) -> Self {
        assert!(bytes > 0, "a chunk needs at least one byte");
        self.delivery.head_write_size = Some(bytes);
        self
    }

    /// Splits the body at these offsets; each chunk is a separate write and a chunk of the chunked encoding. Offsets of
    /// 0 and beyond the end of the body have no effect.
    pub fn split_at(mut self, offsets: impl IntoIterator<Item = usize>) -> Self {
        self.delivery.splitting = Splitting::SplitAt(offsets.into_iter().collect());
        self
    }

    /// Waits, in real time, between two chunks of the head or the body.
    pub fn chunk_interval(mut self, interval: Duration) -> Self {
        self.delivery.interval = interval;
        self
    }

    /// Ends the body after this many bytes as if it were complete: valid HTTP with incomplete JSON. With
    /// [`Fault::declare_length`] the declared length is wrong too.
    pub fn truncate_body(mut self, bytes: usize) -> Self {
        self.delivery.limit = Some(bytes);
        self
    }

    /// Sends this `Content-Length` regardless of the body's length. If the body is shorter, the connection is closed
    /// after it; if it is longer, all of it is sent.
    pub fn declare_length(self, bytes: u64) -> Self {
        self.header("Content-Length", &bytes.to_string())
    }

    /// Sends `Content-Length`, also for a body that is sent in chunks or produced while it is sent.
    pub fn content_length(mut self) -> Self {
        self.delivery.framing = Framing::ContentLength;
        self
    }

    /// Sends the body in the chunked encoding, also if its length is known.
    pub fn chunked(mut self) -> Self {
        self.delivery.framing = Framing::Chunked;
        self
    }

    /// Sends the body in the chunked encoding, with this trailer field after it.
    ///
    /// # Panics
    /// If the name or the value is malformed.
    pub fn trailer(mut self, name: &str, value: &str) -> Self {
        self.delivery.trailers.append(header_name(name), header_value(value.as_bytes()));
        self
    }

    /// Sends neither `Content-Length` nor the chunked encoding: the body ends with the connection.
    pub fn until_close(mut self) -> Self {
        self.delivery.framing = Framing::UntilClose;
        self
    }

    /// Repeats these bytes after the body until the client disconnects or the gate of [`Fault::until`] opens.
    ///
    /// ```
    /// # use focus_fake::{Fault, Gate};
    /// let gate = Gate::new();
    /// let fault = Fault::status(503).endless(" ").until(&gate);
    /// # let _ = fault;
    /// ```
    ///
    /// # Panics
    /// If `filler` is empty.
    pub fn endless(mut self, filler: impl Into<Bytes>) -> Self {
        let filler = filler.into();
        assert!(!filler.is_empty(), "an endless body needs at least one byte to repeat");
        self.delivery.filler = Some(filler);
        self
    }

    /// Closes the connection after the response and sends `Connection: close`.
    pub fn close_connection(self) -> Self {
        self.header("Connection", "close").close_silently()
    }

    /// Closes the connection after the response without `Connection: close`.
    pub fn close_silently(mut self) -> Self {
        self.delivery.after = AfterResponse::Close;
        self
    }
}

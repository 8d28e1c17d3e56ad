//! Writing a response: its framing, its separate writes, and the points at which a fault ends or stalls it.
//!
//! The content is decided in `service.rs`, how it is sent in [`Delivery`]; `framing.rs` encodes heads and chunks.

use std::io;

use bytes::Bytes;
use http::header;
use tokio::net::TcpStream;

use super::framing;
use super::response::{Body, Response};
use crate::fault::{AfterResponse, Delivery, Interruption, Position, Splitting};
use crate::gate::Gate;

/// The size in bytes of a write of an endless body.
const FILLER_SIZE: usize = 16 * 1024;

/// The state of the connection after a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    KeepAlive,
    Close,
    Reset,
}

/// The end of writing before the response is complete: the fault decides how the connection ends, or the client has
/// disconnected.
struct Stop(Next);

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self(Next::Close)
    }
}

/// The bytes to write for a request.
pub(crate) enum Outgoing {
    /// A response. `head_only` omits the content, for HEAD.
    Response { response: Response, head_only: bool },
    /// Arbitrary bytes that replace a response.
    Raw(Bytes),
    /// No response: the connection ends.
    Nothing,
}

/// Writes a response as the delivery describes.
///
/// `on_head` runs before the last byte of the head is written, `on_complete` before the last byte of a response after
/// which the connection stays open: when a client has received these bytes, the record is already updated.
pub(crate) async fn send(
    stream: &TcpStream,
    outgoing: Outgoing,
    delivery: &Delivery,
    on_head: impl FnOnce(),
    on_complete: impl FnOnce(),
) -> Next {
    let mut writer = Writer { stream, delivery, pending: Bytes::new(), sent: 0, interrupted: false, joined: false };
    let result = match writer.send(outgoing, on_head).await {
        Ok(next) => {
            if next == Next::KeepAlive {
                on_complete();
            }
            writer.flush().await.map(|()| next)
        }
        Err(stop) => Err(stop),
    };
    match result {
        Ok(next) | Err(Stop(next)) => next,
    }
}

struct Writer<'a> {
    stream: &'a TcpStream,
    delivery: &'a Delivery,
    /// The latest write, delayed until it is known whether it is the last one.
    pending: Bytes,
    /// Bytes of the content sent so far.
    sent: usize,
    /// Whether the scripted interruption is over.
    interrupted: bool,
    /// Whether head and body are one write. A client is done with a response without content when it has its head: with
    /// two writes it would be a matter of speed whether bytes behind that head arrive on an open connection.
    joined: bool,
}

impl Writer<'_> {
    async fn send(&mut self, outgoing: Outgoing, on_head: impl FnOnce()) -> Result<Next, Stop> {
        if !self.delivery.delay.is_zero() {
            tokio::time::sleep(self.delivery.delay).await;
        }
        for interim in &self.delivery.interim {
            self.write(interim.clone()).await?;
        }
        self.interrupt_at(Position::BeforeHead).await?;
        match outgoing {
            Outgoing::Nothing => Ok(self.ending()),
            Outgoing::Raw(bytes) => {
                on_head();
                self.body(Body::Full(bytes), false).await?;
                self.interrupt_at_end(false).await?;
                Ok(self.ending())
            }
            Outgoing::Response { response, head_only } => self.response(response, head_only, on_head).await,
        }
    }

    async fn response(
        &mut self,
        mut response: Response,
        head_only: bool,
        on_head: impl FnOnce(),
    ) -> Result<Next, Stop> {
        let chunked = framing::add_headers(&mut response, self.delivery);
        self.joined = framing::has_no_content(response.status)
            && self.delivery.head_write_size.is_none()
            && matches!(self.delivery.splitting, Splitting::AsProduced);
        self.head(&framing::encode_head(response.status, &response.headers), on_head).await?;
        if head_only {
            return Ok(self.after_response(true));
        }
        let declared = response.headers.get(header::CONTENT_LENGTH);
        let declared = declared.and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<u64>().ok());
        let is_framed = chunked || declared.is_some() || framing::has_no_content(response.status);
        self.body(response.body, chunked).await?;
        let is_complete = declared.is_none_or(|declared| declared <= self.sent as u64);
        self.interrupt_at_end(!chunked && is_framed && is_complete).await?;
        if let Some(filler) = &self.delivery.filler {
            self.endless(filler, chunked).await?;
        }
        if chunked {
            self.write(framing::last_chunk(&self.delivery.trailers).into()).await?;
        }
        Ok(self.after_response(is_framed && (chunked || is_complete)))
    }

    async fn head(&mut self, head: &[u8], on_head: impl FnOnce()) -> Result<(), Stop> {
        let mut start = 0;
        if let Some(Interruption { at: Position::InHead(bytes), .. }) = self.delivery.interruption {
            start = bytes.min(head.len().saturating_sub(1));
            self.write_split(&head[..start]).await?;
            self.interrupt_at(Position::InHead(bytes)).await?;
        }
        on_head();
        self.write_split(&head[start..]).await
    }

    async fn write_split(&mut self, head: &[u8]) -> Result<(), Stop> {
        for part in head.chunks(self.delivery.head_write_size.unwrap_or(usize::MAX)) {
            self.write(Bytes::copy_from_slice(part)).await?;
            if self.delivery.head_write_size.is_some() {
                self.pause().await;
            }
        }
        Ok(())
    }

    async fn body(&mut self, body: Body, chunked: bool) -> Result<(), Stop> {
        let chunks: Box<dyn Iterator<Item = Bytes> + Send> = match body {
            Body::Full(bytes) => Box::new(std::iter::once(bytes)),
            Body::Chunks(chunks) => chunks,
        };
        for mut chunk in chunks {
            while !chunk.is_empty() {
                self.interrupt_at(Position::InBody(self.sent)).await?;
                let size = self.next_write_size(chunk.len());
                if size == 0 {
                    return Ok(());
                }
                let part = chunk.split_to(size);
                self.write(if chunked { framing::encode_chunk(&part) } else { part }).await?;
                self.sent += size;
                // All connections share one thread; a large body must not block the others.
                self.pause().await;
            }
        }
        Ok(())
    }

    /// Returns how many of the available bytes belong to the next write.
    fn next_write_size(&self, available: usize) -> usize {
        let mut size = available.min(self.delivery.limit.unwrap_or(usize::MAX).saturating_sub(self.sent));
        if let (Some(Interruption { at: Position::InBody(at), .. }), false) =
            (self.delivery.interruption, self.interrupted)
        {
            size = size.min(at.saturating_sub(self.sent));
        }
        match &self.delivery.splitting {
            Splitting::AsProduced => size,
            Splitting::OfSize(bytes) => size.min(*bytes),
            Splitting::SplitAt(offsets) => {
                let next = offsets.iter().filter(|offset| **offset > self.sent).min();
                size.min(next.map_or(usize::MAX, |next| next - self.sent))
            }
        }
    }

    /// Repeats the filler until the gate opens or the client disconnects.
    async fn endless(&mut self, filler: &Bytes, chunked: bool) -> Result<(), Stop> {
        self.flush().await?;
        let block: Bytes = filler.repeat(FILLER_SIZE.div_ceil(filler.len().max(1))).into();
        let block = if chunked { framing::encode_chunk(&block) } else { block };
        // The filler may end only between two writes, or a chunk would be malformed.
        while !self.delivery.gate.as_ref().is_some_and(Gate::is_open) {
            write_all(self.stream, &block).await?;
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Ends or stalls the response if the fault interrupts it at this position.
    async fn interrupt_at(&mut self, position: Position) -> Result<(), Stop> {
        match self.delivery.interruption {
            Some(interruption) if interruption.at == position && !self.interrupted => self.interrupt(false).await,
            _ => Ok(()),
        }
    }

    /// The body is shorter than the scripted position: the stall or disconnect applies at its end.
    async fn interrupt_at_end(&mut self, is_complete: bool) -> Result<(), Stop> {
        match self.delivery.interruption {
            Some(Interruption { at: Position::InBody(_), .. }) if !self.interrupted => {
                self.interrupt(is_complete).await
            }
            _ => Ok(()),
        }
    }

    /// Ends or stalls the response. A response that stalls when it is complete has no client that waits for it: it is
    /// not counted at the gate, but the next request on its connection is.
    async fn interrupt(&mut self, is_complete: bool) -> Result<(), Stop> {
        self.interrupted = true;
        self.flush().await?;
        let Some(Interruption { stalls: true, .. }) = self.delivery.interruption else {
            return Err(Stop(self.ending()));
        };
        match &self.delivery.gate {
            Some(gate) if is_complete => gate.opened().await,
            Some(gate) => {
                gate.arrive();
                gate.opened().await;
            }
            // The connection's task ends when the client disconnects or the server stops.
            None => std::future::pending().await,
        }
        Ok(())
    }

    /// Returns how a connection without a complete response ends.
    fn ending(&self) -> Next {
        if self.delivery.reset { Next::Reset } else { Next::Close }
    }

    fn after_response(&self, is_complete: bool) -> Next {
        match self.delivery.after {
            AfterResponse::KeepAlive if is_complete => Next::KeepAlive,
            _ => self.ending(),
        }
    }

    async fn pause(&self) {
        if self.delivery.interval.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(self.delivery.interval).await;
        }
    }

    /// Writes the pending bytes and keeps the new ones as pending.
    async fn write(&mut self, bytes: Bytes) -> Result<(), Stop> {
        if self.joined && !self.pending.is_empty() {
            self.pending = [&self.pending[..], &bytes].concat().into();
            return Ok(());
        }
        self.flush().await?;
        self.pending = bytes;
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Stop> {
        let pending = std::mem::take(&mut self.pending);
        write_all(self.stream, &pending).await
    }
}

async fn write_all(stream: &TcpStream, mut bytes: &[u8]) -> Result<(), Stop> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

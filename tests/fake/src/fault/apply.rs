//! Applying a fault to an answer: its headers, its content, and the way its bytes arrive.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use bytes::Bytes;
use futures_core::Stream;
use serde_json::Value;
use tokio::time::Sleep;

use super::{Ending, Fault, HeaderEdit, ItemEdit};
use crate::error::{ApiError, json_response};

impl Fault {
    /// The answer in place of the operation's.
    pub(crate) fn stub_response(&self, trace_id: &str) -> Response<Body> {
        let status = self.status.unwrap_or_default();
        json_response(status, &ApiError::scripted(status).body(trace_id))
    }

    /// Changes an answer as scripted.
    pub(crate) async fn apply(&self, response: Response<Body>) -> Response<Body> {
        let (mut parts, mut body) = response.into_parts();
        if let Some(status) = self.status {
            parts.status = status;
        }
        if let Some(bytes) = &self.body {
            body = Body::from(bytes.clone());
        }
        if !self.items.is_empty() {
            // Our own bodies always collect; a streamed one has no errors of its own.
            let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
            body = Body::from(self.edit_items(bytes));
        }
        if self.ending != Ending::Whole || self.chunk.is_some() {
            let whole = body.size_hint().exact();
            if let (Some(length), Ending::Abort(_) | Ending::Stall(_), None) = (whole, self.ending, self.chunk) {
                // The promise is made in full, then broken: that is what makes it a fault.
                parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            }
            body = Body::from_stream(Bent::new(body, self));
        }
        self.edit_headers(&mut parts.headers);
        Response::from_parts(parts, body)
    }

    fn edit_headers(&self, headers: &mut HeaderMap) {
        for edit in &self.headers {
            match edit {
                HeaderEdit::Set(name, value) => {
                    headers.insert(name.clone(), value.clone());
                }
                HeaderEdit::Drop(name) => {
                    headers.remove(name);
                }
                HeaderEdit::Rename(from, to) => {
                    if let Some(value) = headers.remove(from) {
                        headers.insert(to.clone(), value);
                    }
                }
            }
        }
    }

    fn edit_items(&self, bytes: Bytes) -> Bytes {
        let Ok(mut answer) = serde_json::from_slice::<Value>(&bytes) else {
            return bytes;
        };
        for edit in &self.items {
            let (ItemEdit::Set(nth, ..) | ItemEdit::Remove(nth, _) | ItemEdit::Replace(nth, _)) = edit;
            let Some(item) = nth_item(&mut answer, *nth) else {
                continue;
            };
            match edit {
                ItemEdit::Replace(_, value) => *item = value.clone(),
                ItemEdit::Set(_, field, value) => {
                    if let Some(item) = item.as_object_mut() {
                        item.insert(field.clone(), value.clone());
                    }
                }
                ItemEdit::Remove(_, field) => {
                    if let Some(item) = item.as_object_mut() {
                        item.remove(field);
                    }
                }
            }
        }
        Bytes::from(answer.to_string())
    }
}

/// The nth task of an answer, whichever of its three forms it has: bare array, page, single object.
fn nth_item(answer: &mut Value, nth: usize) -> Option<&mut Value> {
    let paged = answer.get("data").is_some_and(Value::is_array);
    let list = if paged { answer.get_mut("data")? } else { answer };
    if list.is_array() { list.get_mut(nth) } else { (nth == 0).then_some(list) }
}

/// A body that arrives in pieces, or does not arrive.
struct Bent {
    inner: BodyDataStream,
    waiting: Bytes,
    /// Bytes that may still be sent before the ending.
    left: usize,
    ending: Ending,
    chunk: usize,
    pause: Duration,
    resting: Option<Pin<Box<Sleep>>>,
    /// Whether the transport had a chance to send the piece before.
    flushed: bool,
    over: bool,
}

impl Bent {
    fn new(body: Body, fault: &Fault) -> Self {
        let left = match fault.ending {
            Ending::Whole => usize::MAX,
            Ending::Abort(bytes) | Ending::Cut(bytes) | Ending::Stall(bytes) => bytes,
        };
        Self {
            inner: body.into_data_stream(),
            waiting: Bytes::new(),
            left,
            ending: fault.ending,
            chunk: fault.chunk.unwrap_or(usize::MAX),
            pause: fault.pause,
            resting: None,
            // The headers have to leave before anything goes wrong with the body.
            flushed: false,
            over: false,
        }
    }

    fn end(&mut self, context: &Context<'_>) -> Poll<Option<Result<Bytes, Broken>>> {
        match self.ending {
            Ending::Whole | Ending::Cut(_) => Poll::Ready(None),
            // Nobody will wake this task again; it goes when the client or the fake does.
            Ending::Stall(_) => Poll::Pending,
            Ending::Abort(_) if !self.flushed => {
                // What was sent before has to leave first, or the client would see less than was scripted.
                self.flushed = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Ending::Abort(_) => {
                self.over = true;
                Poll::Ready(Some(Err(Broken)))
            }
        }
    }
}

impl Stream for Bent {
    type Item = Result<Bytes, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.over {
            return Poll::Ready(None);
        }
        if let Some(rest) = &mut this.resting {
            if rest.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            this.resting = None;
            this.flushed = true;
        }
        if this.left == 0 {
            return this.end(context);
        }
        while this.waiting.is_empty() {
            match Pin::new(&mut this.inner).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => this.waiting = bytes,
                Poll::Ready(Some(Err(_)) | None) => {
                    // The body was shorter than the script: a stall still stalls, a break still breaks.
                    this.left = 0;
                    return this.end(context);
                }
                Poll::Pending => return Poll::Pending,
            }
        }
        if this.chunk != usize::MAX && !this.flushed {
            this.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let size = this.waiting.len().min(this.chunk).min(this.left);
        let piece = this.waiting.split_to(size);
        this.left -= size;
        this.flushed = false;
        if !this.pause.is_zero() {
            this.resting = Some(Box::pin(tokio::time::sleep(this.pause)));
        }
        Poll::Ready(Some(Ok(piece)))
    }
}

/// Why a body ended early. Nobody reads it: its only effect is that the connection closes.
#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the script ends the connection here")
    }
}

impl std::error::Error for Broken {}

//! Reads bodies: in memory up to a size limit, or as a stream with a time-out between two chunks.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use sync_wrapper::SyncWrapper;
use tokio::time::Sleep;

use crate::error::BodyError;

/// The maximum size of the body of an error, in bytes.
const MAX_ERROR_BODY: usize = 64 * 1024;

/// The default time-out for reading the body of an error.
const ERROR_BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// How the body of a success is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyMode {
    /// Into memory. For a GET request, an incomplete body is a failed attempt.
    Buffered,
    /// By the caller, while it arrives.
    Streaming,
    /// By the generated client, for every status.
    Unread,
}

/// A body as it was received.
#[derive(Debug)]
pub(crate) enum ReceivedBody {
    Buffered(Bytes),
    /// The status arrived, but not the complete body.
    Incomplete(BodyError),
    Streaming(reqwest::Response),
}

impl ReceivedBody {
    /// Returns the bytes of a body in memory; empty for any other body.
    pub(super) fn as_buffered(&self) -> &[u8] {
        match self {
            Self::Buffered(bytes) => bytes,
            Self::Incomplete(_) | Self::Streaming(_) => &[],
        }
    }
}

/// Reads a body into memory. A body that arrives in one chunk, as most do, is not copied.
pub(super) async fn read(mut response: reqwest::Response, limit: usize) -> Result<Bytes, BodyError> {
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(BodyError::TooLarge(limit));
    }
    let mut chunk = async || response.chunk().await.map_err(BodyError::Interrupted);
    let Some(first) = chunk().await? else { return Ok(Bytes::new()) };
    let Some(second) = chunk().await? else {
        return if first.len() > limit { Err(BodyError::TooLarge(limit)) } else { Ok(first) };
    };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    loop {
        if body.len() > limit {
            return Err(BodyError::TooLarge(limit));
        }
        match chunk().await? {
            Some(next) => body.extend_from_slice(&next),
            None => return Ok(body.freeze()),
        }
    }
}

/// Reads the body of an error up to the limits. A failure is ignored, because it would hide the error.
pub(super) async fn read_error_body(mut response: reqwest::Response, timeout: Option<Duration>) -> Bytes {
    let mut body = BytesMut::new();
    let reading = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            let room = MAX_ERROR_BODY - body.len();
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if body.len() == MAX_ERROR_BODY {
                break;
            }
        }
    };
    // The bytes that arrived before the time-out are kept.
    let limit = timeout.map_or(ERROR_BODY_TIMEOUT, |timeout| timeout.min(ERROR_BODY_TIMEOUT));
    let _ = tokio::time::timeout(limit, reading).await;
    body.freeze()
}

/// A body that is still arriving. It ends with an error if no chunk arrives within the idle time-out.
pub(crate) struct BodyStream {
    chunks: SyncWrapper<Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>>,
    idle: Option<IdleTimer>,
}

/// Measures the time that the reader waits for the next chunk, without the time between reads.
struct IdleTimer {
    limit: Duration,
    sleep: Pin<Box<Sleep>>,
    is_running: bool,
}

impl BodyStream {
    pub(super) fn new(response: reqwest::Response, idle_timeout: Option<Duration>) -> Self {
        let timer = |limit| IdleTimer { limit, sleep: Box::pin(tokio::time::sleep(limit)), is_running: true };
        Self { chunks: SyncWrapper::new(Box::pin(response.bytes_stream())), idle: idle_timeout.map(timer) }
    }
}

impl Stream for BodyStream {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(chunk) = this.chunks.get_mut().as_mut().poll_next(cx) {
            if let Some(idle) = &mut this.idle {
                idle.is_running = false;
            }
            return Poll::Ready(chunk.map(|chunk| chunk.map_err(BodyError::Interrupted)));
        }
        let Some(idle) = &mut this.idle else { return Poll::Pending };
        if !idle.is_running {
            idle.is_running = true;
            // A time-out beyond the range of the clock is not a limit.
            let Some(end) = tokio::time::Instant::now().checked_add(idle.limit) else {
                this.idle = None;
                return Poll::Pending;
            };
            idle.sleep.as_mut().reset(end);
        }
        ready!(idle.sleep.as_mut().poll(cx));
        let limit = idle.limit;
        this.idle = None;
        Poll::Ready(Some(Err(BodyError::Idle(limit))))
    }
}

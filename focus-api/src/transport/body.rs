//! Reading bodies: in memory up to a limit, or piece by piece with a limit on the silence between two pieces.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use sync_wrapper::SyncWrapper;
use tokio::time::Sleep;

use crate::error::BodyError;

/// The most that is read of the body of an error.
const MAX_ERROR_BODY: usize = 64 * 1024;

/// How long the body of an error is read where nothing else limits it.
const ERROR_BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// How the body of a success is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyMode {
    /// Into memory. An incomplete body is a failed attempt of a read.
    Buffered,
    /// By the caller, while it arrives.
    Streaming,
    /// By the generated client, whatever the status is.
    Unread,
}

/// A body as it was received.
#[derive(Debug)]
pub(crate) enum ReceivedBody {
    Buffered(Bytes),
    /// The status arrived, the body did not.
    Incomplete(BodyError),
    Streaming(reqwest::Response),
}

impl ReceivedBody {
    /// Returns the bytes of a body in memory, none of any other.
    pub(super) fn as_buffered(&self) -> &[u8] {
        match self {
            Self::Buffered(bytes) => bytes,
            Self::Incomplete(_) | Self::Streaming(_) => &[],
        }
    }
}

/// Reads a body into memory. Most bodies arrive in one piece, which is then not copied.
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

/// Reads the body of an error as far as it arrives within the limits. An error about reading an error would hide it.
pub(super) async fn read_error_body(mut response: reqwest::Response, timeout: Option<Duration>) -> Bytes {
    let mut body = BytesMut::new();
    let reading = async {
        while let Ok(Some(piece)) = response.chunk().await {
            let room = MAX_ERROR_BODY - body.len();
            body.extend_from_slice(&piece[..piece.len().min(room)]);
            if body.len() == MAX_ERROR_BODY {
                break;
            }
        }
    };
    // Whatever came until then is kept.
    let limit = timeout.map_or(ERROR_BODY_TIMEOUT, |timeout| timeout.min(ERROR_BODY_TIMEOUT));
    let _ = tokio::time::timeout(limit, reading).await;
    body.freeze()
}

/// A body that is still arriving.
///
/// Ends with an error if no piece arrives within the idle limit.
pub(crate) struct BodyStream {
    pieces: SyncWrapper<Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>>,
    idle: Option<IdleTimer>,
}

/// Measures how long the reader has been waiting; the time it spends on its own work does not count.
struct IdleTimer {
    limit: Duration,
    sleep: Pin<Box<Sleep>>,
    is_running: bool,
}

impl BodyStream {
    pub(super) fn new(response: reqwest::Response, idle_timeout: Option<Duration>) -> Self {
        let timer = |limit| IdleTimer { limit, sleep: Box::pin(tokio::time::sleep(limit)), is_running: true };
        Self { pieces: SyncWrapper::new(Box::pin(response.bytes_stream())), idle: idle_timeout.map(timer) }
    }
}

impl Stream for BodyStream {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(piece) = this.pieces.get_mut().as_mut().poll_next(cx) {
            if let Some(idle) = &mut this.idle {
                idle.is_running = false;
            }
            return Poll::Ready(piece.map(|piece| piece.map_err(BodyError::Interrupted)));
        }
        let Some(idle) = &mut this.idle else { return Poll::Pending };
        if !idle.is_running {
            idle.is_running = true;
            // A limit beyond the range of the clock is no limit.
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

//! [`TaskStream`]: tasks read one by one from an answer that is still arriving.
//!
//! How bytes become tasks is `stream/decoder.rs`; here are the connection, the filter guard and the end.

mod decoder;
mod opening;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use focus_api_raw::types::Task;
use futures_core::{FusedStream, Stream};
use futures_util::{StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;

use crate::error::{Error, Lost};
use crate::policy::FilterGuard;
use crate::transport::{Body, Reply};
use decoder::{Decoder, Step};

/// The tasks of a workspace, decoded while they arrive.
///
/// A [`Stream`] that is `Send` and `'static`; [`next`](Self::next) and [`try_collect`](Self::try_collect) need no
/// extension trait. It holds about one task and one piece of the answer in memory, however long the answer is.
///
/// A task that cannot be read is an error in its place, and the stream goes on. An answer that breaks off is an error
/// that says how many tasks had arrived, and the end.
#[must_use = "tasks are read only while the stream is"]
pub struct TaskStream<T = Task> {
    lost: Lost,
    body: Option<Body>,
    decoder: Decoder<T>,
    guard: FilterGuard,
}

impl<T: DeserializeOwned> TaskStream<T> {
    pub(crate) fn new(reply: Reply, guard: FilterGuard, max_item_bytes: usize) -> Self {
        let lost = reply.lost;
        let decoder = Decoder::new(lost.operation.id, max_item_bytes);
        Self { lost, body: Some(reply.into_body()), decoder, guard }
    }

    /// The next task, an error in its place, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }

    /// All tasks.
    ///
    /// # Errors
    /// The first error, be it one task that cannot be read. To keep the others, use [`next`](Self::next).
    pub async fn try_collect(self) -> Result<Vec<T>, Error> {
        TryStreamExt::try_collect(self).await
    }

    fn end(&mut self, error: Option<Error>) -> Poll<Option<Result<T, Error>>> {
        self.body = None;
        Poll::Ready(error.map(|error| Err(error.within(&self.lost))))
    }
}

impl<T: DeserializeOwned> Stream for TaskStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            let Some(body) = &mut this.body else { return Poll::Ready(None) };
            match this.decoder.step() {
                Step::Item { value, json, index } => {
                    let found = if this.guard.is_idle() { None } else { this.guard.contradiction(json) };
                    let value = *value;
                    return match found {
                        Some(found) => {
                            let error = Error::filter_ignored(this.lost.operation.id, found.filter, index);
                            this.end(Some(error))
                        }
                        None => Poll::Ready(Some(value.map_err(|error| error.within(&this.lost)))),
                    };
                }
                Step::End => return this.end(None),
                Step::Broken(error) => return this.end(Some(error)),
                Step::NeedMore => {}
            }
            match ready!(body.as_mut().poll_next(cx)) {
                Some(Ok(bytes)) => this.decoder.push(&bytes),
                Some(Err(error)) => {
                    let rest = format!(" after {} tasks; those that arrived are whole", this.decoder.count());
                    let error = Error::broken_off(&this.lost, &rest, error.is_timeout(), Some(error));
                    return this.end(Some(error));
                }
                None => this.decoder.finish(),
            }
        }
    }
}

impl<T: DeserializeOwned> FusedStream for TaskStream<T> {
    fn is_terminated(&self) -> bool {
        self.body.is_none()
    }
}

impl<T> fmt::Debug for TaskStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskStream").field("over", &self.body.is_none()).finish_non_exhaustive()
    }
}

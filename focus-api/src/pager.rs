//! Following a list from page to page: [`Items`] and [`Pages`], and the [`Position`] to continue from.
//!
//! When to ask for which page is decided in `pager/walk.rs`; here are the two streams people hold.

mod walk;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use focus_api_raw::types::Task;
use futures_core::{FusedStream, Stream};
use futures_util::{StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};

pub(crate) use walk::{Pager, Reach};

use crate::error::Error;
use crate::page::{DecodedPage as Leaf, Page};

/// Where a pager stands: what it will deliver next. Keep it to continue later, also after an error.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), Box<dyn std::error::Error>> {
/// let mut items = tasks.list().max_requests(5).items();
/// while let Some(task) = items.next().await { /* … */ }
/// let saved = serde_json::to_string(&items.position())?;
/// // In the next hour, with the same filters and order:
/// let mut items = tasks.list().resume(serde_json::from_str(&saved)?).items();
/// # let _ = items; Ok(()) }
/// ```
///
/// The service counts pages anew for every request. Should tasks appear or vanish in between, some may come twice and
/// some not at all; sorting by `created_at` keeps that small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The page, from 1.
    pub page: u32,
    /// How many of its tasks were delivered.
    pub skip: u32,
    /// Tasks a page; the number of a page means nothing without it.
    pub per_page: u32,
}

/// The tasks of a list, one by one.
///
/// A [`Stream`] that is `Send` and `'static`; [`next`](Self::next) and [`try_collect`](Self::try_collect) need no
/// extension trait. After an error that ended a page, the stream is over; [`position`](Self::position) still says where
/// it stands. After a task that could not be read, it goes on.
#[must_use = "a stream asks for nothing until it is read"]
pub struct Items<T = Task> {
    pager: Pager<T>,
    page: VecDeque<Result<T, Error>>,
    position: Position,
    left: Option<u64>,
    skip: u32,
    over: bool,
}

// The tasks in the buffer are never pinned.
impl<T> Unpin for Items<T> {}

impl<T: Send + 'static> Items<T> {
    pub(crate) fn new(pager: Pager<T>) -> Self {
        let Reach { skip, max_items, .. } = *pager.reach();
        let position = Position { skip, ..pager.position() };
        Self { pager, page: VecDeque::new(), position, left: max_items, skip, over: false }
    }

    /// The next task, an error in its place, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }

    /// All tasks up to the end.
    ///
    /// # Errors
    /// The first error, be it one task that cannot be read. To keep the others, use [`next`](Self::next).
    pub async fn try_collect(self) -> Result<Vec<T>, Error> {
        TryStreamExt::try_collect(self).await
    }

    /// Where this stream stands.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Whether the list was read to its end. `false` after an error or a limit: then [`position`](Self::position) says
    /// where to continue.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.page.is_empty() && self.pager.is_complete()
    }

    /// How many tasks match on all pages together, where the list says so and the first page has arrived.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pager.total()
    }

    fn take(&mut self, leaf: Leaf<T>) {
        // The number that was asked for, whatever number the answer bears.
        self.position = Position { page: self.pager.delivered(), skip: 0, per_page: leaf.per_page };
        self.page = leaf.elements.into();
        // Only the first page of a resumed stream was read before.
        for _ in 0..std::mem::take(&mut self.skip) {
            if self.page.pop_front().is_some() {
                self.position.skip += 1;
            }
        }
    }
}

impl<T: Send + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if this.over || this.left == Some(0) {
                this.over = true;
                return Poll::Ready(None);
            }
            if let Some(task) = this.page.pop_front() {
                this.position.skip += 1;
                this.left = this.left.map(|left| left - 1);
                if this.page.is_empty() {
                    this.position = this.pager.after(this.position);
                }
                this.pager.work_ahead(cx);
                return Poll::Ready(Some(task));
            }
            match ready!(this.pager.poll_leaf(cx)) {
                Some(Ok(leaf)) => this.take(leaf),
                Some(Err(error)) => {
                    this.over = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => this.over = true,
            }
        }
    }
}

impl<T: Send + 'static> FusedStream for Items<T> {
    fn is_terminated(&self) -> bool {
        self.over
    }
}

/// The pages of a list, one by one. Everything said of [`Items`] holds here too.
#[must_use = "a stream asks for nothing until it is read"]
pub struct Pages<T = Task> {
    pager: Pager<T>,
    /// What of the first page was read before.
    skip: usize,
    over: bool,
}

impl<T: Send + 'static> Pages<T> {
    pub(crate) fn new(pager: Pager<T>) -> Self {
        let skip = pager.reach().skip as usize;
        Self { pager, skip, over: false }
    }

    /// The next page, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        StreamExt::next(self).await
    }

    /// All pages up to the end.
    ///
    /// # Errors
    /// The first error. Tasks that cannot be read are none: each page lists its own.
    pub async fn try_collect(self) -> Result<Vec<Page<T>>, Error> {
        TryStreamExt::try_collect(self).await
    }

    /// Where this stream stands.
    #[must_use]
    pub fn position(&self) -> Position {
        self.pager.position()
    }

    /// Whether the list was read to its end. `false` after an error or a limit: then [`position`](Self::position) says
    /// where to continue.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.pager.is_complete()
    }

    /// How many tasks match on all pages together, where the list says so and the first page has arrived.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pager.total()
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let mut next = ready!(self.pager.poll_leaf(cx));
        self.over = !matches!(next, Some(Ok(_)));
        if let Some(Ok(leaf)) = &mut next {
            let read_before = std::mem::take(&mut self.skip).min(leaf.elements.len());
            leaf.elements.drain(..read_before);
        }
        self.pager.work_ahead(cx);
        Poll::Ready(next.map(|leaf| leaf.map(Page::from)))
    }
}

impl<T: Send + 'static> FusedStream for Pages<T> {
    fn is_terminated(&self) -> bool {
        self.over
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("position", &self.position).field("over", &self.over).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("over", &self.over).finish_non_exhaustive()
    }
}

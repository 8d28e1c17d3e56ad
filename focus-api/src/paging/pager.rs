//! [`Pager`]: decides which page to request, when to request it, and when the list is complete.
//!
//! A list with a total ends at the page that follows from the total, a list without one at the first page that is not
//! full. No request is sent for a page that is known to be empty. The numbers of a list are used only if they agree
//! with the tasks: a total below the number of tasks is ignored, a page without a new task is an error, and a list that
//! ends before its total is an error at its end.

use std::collections::{HashSet, VecDeque};
use std::task::{Context, Poll, ready};

use focus_api_raw::types::TaskId;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;
use sync_wrapper::SyncWrapper;

use super::PageCursor;
use super::page::DecodedPage;
use crate::error::Error;
use crate::workspace::Workspace;

/// The number of pages, a million tasks, after which a list is considered endless.
const MAX_PAGES: u32 = 10_000;

/// The maximum number of pages that are requested in advance.
const MAX_PREFETCH: usize = 64;

/// The limits of a pager.
#[derive(Clone, Debug, Default)]
pub(crate) struct PagerLimits {
    pub(crate) max_items: Option<u64>,
    pub(crate) max_requests: Option<u32>,
    pub(crate) prefetch: usize,
    pub(crate) resumed: Option<PageCursor>,
}

impl PagerLimits {
    /// Returns the number of tasks on the first page that were returned before.
    pub(crate) fn skip(&self) -> u32 {
        self.resumed.map_or(0, |cursor| cursor.skip)
    }
}

type Fetched<T> = Result<DecodedPage<T>, Error>;
type Fetch<T> = Box<dyn Fn(u32) -> BoxFuture<'static, Fetched<T>> + Send + Sync>;

/// Requests pages, in order.
pub(crate) struct Pager<T> {
    operation: &'static str,
    fetch: Fetch<T>,
    limits: PagerLimits,
    workspace: Workspace,
    /// Wrapped because a future is not `Sync`, but a pager should be.
    in_flight: SyncWrapper<FuturesOrdered<BoxFuture<'static, Fetched<T>>>>,
    in_flight_count: usize,
    /// Pages that arrived before they were needed.
    arrived: VecDeque<Fetched<T>>,
    /// The next page to return.
    next: u32,
    /// The next page to request.
    to_request: u32,
    requested: u32,
    per_page: u32,
    /// The number of tasks on the pages before the first one and on the returned ones.
    received: u64,
    /// The last page, once known.
    last: Option<u32>,
    total: Option<u64>,
    /// Whether the total of an earlier page implied a further page.
    was_total_ahead: bool,
    seen: HashSet<TaskId>,
    /// The number of times that a task arrived again, because the list changed while it was read.
    repeated: u64,
    /// Whether the latest page had elements, but none with a valid id.
    was_without_ids: bool,
    /// An error that was found when the last page arrived. It is returned after its tasks.
    contradiction: Option<Error>,
    /// Whether an element was an error of the service instead of a task.
    names_error: bool,
    is_over: bool,
}

// Pages and their tasks are never pinned.
impl<T> Unpin for Pager<T> {}

impl<T: Send + 'static> Pager<T> {
    pub(crate) fn new(
        operation: &'static str,
        fetch: Fetch<T>,
        first: u32,
        per_page: u32,
        limits: PagerLimits,
        workspace: Workspace,
    ) -> Self {
        Self {
            operation,
            fetch,
            limits,
            workspace,
            in_flight: SyncWrapper::new(FuturesOrdered::new()),
            in_flight_count: 0,
            arrived: VecDeque::new(),
            next: first,
            to_request: first,
            requested: 0,
            per_page,
            received: u64::from(first.saturating_sub(1)) * u64::from(per_page),
            last: None,
            total: None,
            was_total_ahead: false,
            seen: HashSet::new(),
            repeated: 0,
            was_without_ids: false,
            contradiction: None,
            names_error: false,
            is_over: false,
        }
    }

    pub(crate) fn limits(&self) -> &PagerLimits {
        &self.limits
    }

    pub(crate) fn cursor(&self) -> PageCursor {
        PageCursor { page: self.next, skip: 0, per_page: self.per_page }
    }

    pub(crate) fn total(&self) -> Option<u64> {
        self.total
    }

    /// Returns the number of the latest returned page.
    pub(crate) fn delivered(&self) -> u32 {
        self.next.saturating_sub(1)
    }

    /// Returns whether the last page was returned, the total of the list agrees with its tasks, and no error of the
    /// service was in place of a task.
    pub(crate) fn is_complete(&self) -> bool {
        self.contradiction.is_none() && !self.names_error && self.last.is_some_and(|last| self.next > last)
    }

    /// Returns an error if the list ended at its limit on requests.
    pub(crate) fn require_end(&self) -> Result<(), Error> {
        match self.limits.max_requests {
            Some(most) if self.requested >= most && self.last.is_none_or(|last| self.next <= last) => {
                let what = format!("the list did not end within {most} requests, the limit set by `max_requests`");
                Err(Error::paging(self.operation, what))
            }
            _ => Ok(()),
        }
    }

    /// Returns the cursor after the last task of a page.
    ///
    /// After a full page it is the beginning of the next page, which may be empty. A page that was not full may get
    /// more tasks until the list is resumed, so the cursor stays on it.
    pub(crate) fn cursor_after(&self, cursor: PageCursor) -> PageCursor {
        if cursor.skip < cursor.per_page && self.last.is_none_or(|last| cursor.page >= last) {
            return cursor;
        }
        PageCursor { page: cursor.page.saturating_add(1), skip: 0, ..cursor }
    }

    /// Returns the next page.
    pub(crate) fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Fetched<T>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        // Before any page is looked at: pages requested in advance may lie beyond an end that has moved.
        if self.last.is_some_and(|last| self.next > last) {
            self.end();
            return Poll::Ready(self.contradiction.clone().map(Err));
        }
        self.request_pages(1);
        let next = match self.arrived.pop_front() {
            Some(result) => Some(result),
            None => ready!(self.poll_in_flight(cx)),
        };
        let Some(result) = next else {
            // No page was requested, since the limit on requests is reached.
            self.end();
            return Poll::Ready(None);
        };
        let result = result.and_then(|page| self.receive(page));
        if result.is_err() {
            self.end();
        }
        Poll::Ready(Some(result))
    }

    /// Ends the list and cancels the requests in flight.
    fn end(&mut self) {
        self.is_over = true;
        self.in_flight = SyncWrapper::new(FuturesOrdered::new());
        self.in_flight_count = 0;
        self.arrived.clear();
    }

    /// Polls the requests for pages in advance while the caller processes the current page.
    pub(crate) fn poll_prefetch(&mut self, cx: &mut Context<'_>) {
        if self.is_over {
            return;
        }
        self.request_pages(0);
        while let Poll::Ready(Some(result)) = self.poll_in_flight(cx) {
            self.arrived.push_back(result);
        }
    }

    fn poll_in_flight(&mut self, cx: &mut Context<'_>) -> Poll<Option<Fetched<T>>> {
        let next = ready!(self.in_flight.get_mut().poll_next_unpin(cx));
        self.in_flight_count = self.in_flight_count.saturating_sub(usize::from(next.is_some()));
        Poll::Ready(next)
    }

    /// Requests the page that is `needed` now, and more pages with `prefetch`.
    fn request_pages(&mut self, needed: usize) {
        let ahead = if self.last.is_some() { self.limits.prefetch.min(MAX_PREFETCH) } else { 0 };
        // No page is returned after a failed one.
        let failed = self.arrived.iter().any(Result::is_err);
        while !failed && self.pending() < needed + ahead {
            let is_beyond_end = self.last.is_some_and(|last| self.to_request > last);
            let is_beyond_limit = self.limits.max_requests.is_some_and(|most| self.requested >= most);
            // Quota and item limit only restrict pages that are requested in advance.
            let is_early = self.pending() >= needed;
            if is_beyond_end || is_beyond_limit || is_early && (self.exceeds_quota() || self.exceeds_items()) {
                return;
            }
            self.in_flight.get_mut().push_back((self.fetch)(self.to_request));
            self.in_flight_count += 1;
            self.to_request = self.to_request.saturating_add(1);
            self.requested = self.requested.saturating_add(1);
        }
    }

    fn pending(&self) -> usize {
        self.in_flight_count + self.arrived.len()
    }

    /// Returns whether the known quota does not allow another request besides those in flight.
    fn exceeds_quota(&self) -> bool {
        let transport = self.workspace.client().transport();
        let organization = Some(self.workspace.organization_id().0);
        let known = transport.quota.known_remaining(organization, transport.clock.now());
        known.is_some_and(|left| left <= self.in_flight_count as u64)
    }

    /// Returns whether the requested pages contain all tasks up to the limit.
    fn exceeds_items(&self) -> bool {
        let requested = u64::from(self.requested) * u64::from(self.per_page);
        self.limits.max_items.is_some_and(|most| requested >= most.saturating_add(u64::from(self.limits.skip())))
    }

    /// Updates the end of the list from a page, and refuses an inconsistent page.
    fn receive(&mut self, page: DecodedPage<T>) -> Fetched<T> {
        let is_error = |element: &Result<T, Error>| element.as_ref().is_err_and(|error| error.code().is_some());
        self.names_error |= page.elements.iter().any(is_error);
        let known: Vec<TaskId> = page.ids.iter().copied().flatten().collect();
        let mut has_new = false;
        for id in &known {
            let is_new = self.seen.insert(*id);
            has_new |= is_new;
            self.repeated += u64::from(!is_new);
        }
        // One page of undecodable tasks is accepted. A second one in a row is an error, because such a list could
        // continue up to the limit on pages.
        let is_without_ids = known.is_empty() && !page.elements.is_empty();
        let is_repeated = !has_new && !known.is_empty();
        if is_repeated || is_without_ids && self.was_without_ids {
            let what = format!("page {} contains no task that was not on the pages before it", self.next);
            return Err(Error::paging(self.operation, what));
        }
        self.was_without_ids = is_without_ids;
        let count = page.elements.len() as u64;
        let is_full = count >= u64::from(page.per_page.max(1));
        self.received = self.received.saturating_add(count);
        self.per_page = page.per_page;
        // A page without a total does not end a list whose earlier pages had one. A total below the number of received
        // tasks is ignored.
        self.total = page.total.or(self.total).filter(|total| *total >= self.received);
        let is_total_reached = self.total == Some(self.received);
        self.was_total_ahead |= self.total.is_some() && !is_total_reached;
        self.last = if count == 0 || self.total.is_none() && !is_full {
            Some(self.next)
        } else if is_total_reached && is_full && !self.was_total_ahead {
            // A total equal to the page size may be the count of this page only. The next page decides.
            None
        } else if is_total_reached {
            Some(self.next)
        } else {
            // The latest total is used, because a list can change while it is read.
            self.total.map(|total| last_page(total, page.per_page).max(self.next))
        };
        let is_last = self.last == Some(self.next);
        self.contradiction = self.contradiction().filter(|_| is_last).map(|what| Error::paging(self.operation, what));
        if self.last != Some(self.next) && self.requested >= MAX_PAGES {
            return Err(Error::paging(self.operation, format!("the list did not end within {MAX_PAGES} pages")));
        }
        if self.next == u32::MAX {
            if self.last != Some(self.next) {
                return Err(Error::paging(self.operation, "the list did not end before the largest page number"));
            }
            // Without this, the saturated page number would be requested again and again.
            self.last = Some(u32::MAX - 1);
        }
        self.next = self.next.saturating_add(1);
        Ok(page)
    }

    /// Returns the contradiction in the list if it ends at this page.
    fn contradiction(&self) -> Option<String> {
        if let Some(total) = self.total.filter(|total| *total > self.received) {
            return Some(format!("the total of the list is {total} tasks, but it ends after {}", self.received));
        }
        // If a task arrived twice, another one may have moved to a page that was already read.
        (self.repeated > 0).then(|| {
            format!(
                "the list changed while it was read: {} of its tasks arrived twice, others may be missing",
                self.repeated
            )
        })
    }
}

/// Returns the last page that a total allows.
fn last_page(total: u64, per_page: u32) -> u32 {
    u32::try_from(total.div_ceil(u64::from(per_page.max(1)))).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;

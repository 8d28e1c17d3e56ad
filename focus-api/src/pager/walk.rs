//! [`Pager`]: which page to ask for, when, and when to stop.
//!
//! A list with a total ends at the page the total puts last; one without ends at the first page that is not full. In
//! both cases no request is spent on what is already known.

use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use focus_api_raw::types::TaskId;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;

use super::Position;
use crate::error::Error;
use crate::page::DecodedPage as Leaf;
use crate::workspace::Workspace;

/// Pages after which a list without total is taken for endless: a million tasks.
const ENDLESS: u32 = 10_000;

/// How far to go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    pub(crate) max_items: Option<u64>,
    pub(crate) max_requests: Option<u32>,
    pub(crate) fetch_ahead: usize,
    pub(crate) skip: u32,
}

type Fetch<T> = Box<dyn Fn(u32) -> BoxFuture<'static, Result<Leaf<T>, Error>> + Send + Sync>;

/// Asks for pages, in order.
pub(crate) struct Pager<T> {
    operation: &'static str,
    fetch: Fetch<T>,
    reach: Reach,
    workspace: Workspace,
    in_flight: FuturesOrdered<BoxFuture<'static, Result<Leaf<T>, Error>>>,
    /// Pages that arrived ahead of their turn.
    arrived: VecDeque<Result<Leaf<T>, Error>>,
    /// The next page to deliver.
    next: u32,
    /// The next page to ask for.
    ask: u32,
    asked: u32,
    per_page: u32,
    /// The last page there is, once known.
    last: Option<u32>,
    total: Option<u64>,
    previous: Vec<Option<TaskId>>,
    over: bool,
}

// Neither pages nor the tasks in them are ever pinned.
impl<T> Unpin for Pager<T> {}

impl<T: Send + 'static> Pager<T> {
    pub(crate) fn new(
        operation: &'static str,
        fetch: Fetch<T>,
        first: u32,
        per_page: u32,
        reach: Reach,
        workspace: Workspace,
    ) -> Self {
        Self {
            operation,
            fetch,
            reach,
            workspace,
            in_flight: FuturesOrdered::new(),
            arrived: VecDeque::new(),
            next: first,
            ask: first,
            asked: 0,
            per_page,
            last: None,
            total: None,
            previous: Vec::new(),
            over: false,
        }
    }

    pub(crate) fn reach(&self) -> &Reach {
        &self.reach
    }

    pub(crate) fn position(&self) -> Position {
        Position { page: self.next, skip: 0, per_page: self.per_page }
    }

    pub(crate) fn total(&self) -> Option<u64> {
        self.total
    }

    /// The page delivered last.
    pub(crate) fn delivered(&self) -> u32 {
        self.next.saturating_sub(1)
    }

    /// Whether the last page was delivered.
    pub(crate) fn is_complete(&self) -> bool {
        self.last.is_some_and(|last| self.next > last)
    }

    /// The position behind a page that was delivered to its last task.
    ///
    /// Of a list without total that may be the end only if the page was full; the next page is then empty. A page that
    /// was not full may have grown by the time one comes back, so its position stays.
    pub(crate) fn after(&self, position: Position) -> Position {
        if position.skip < position.per_page && self.last.is_none_or(|last| position.page >= last) {
            return position;
        }
        Position { page: position.page + 1, skip: 0, ..position }
    }

    /// The next page.
    pub(crate) fn poll_leaf(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Leaf<T>, Error>>> {
        if self.over {
            return Poll::Ready(None);
        }
        self.ask_for_more(1);
        let next = match self.arrived.pop_front() {
            Some(result) => Some(result),
            None => ready!(self.in_flight.poll_next_unpin(cx)),
        };
        let Some(result) = next else {
            self.over = true;
            return Poll::Ready(None);
        };
        let result = result.and_then(|leaf| self.accept(leaf));
        if result.is_err() {
            self.over = true;
            self.in_flight = FuturesOrdered::new();
            self.arrived.clear();
        }
        Poll::Ready(Some(result))
    }

    /// Keeps the pages ahead on their way while somebody works on the current one: a request moves on only when polled.
    pub(crate) fn work_ahead(&mut self, cx: &mut Context<'_>) {
        if self.over || self.reach.fetch_ahead == 0 {
            return;
        }
        self.ask_for_more(0);
        while let Poll::Ready(Some(result)) = self.in_flight.poll_next_unpin(cx) {
            self.arrived.push_back(result);
        }
    }

    /// Keeps the page that is `needed` now on its way, and with `fetch_ahead` some more.
    fn ask_for_more(&mut self, needed: usize) {
        let ahead = if self.last.is_some() { self.reach.fetch_ahead } else { 0 };
        // Behind a page that failed nothing will be wanted.
        let failed = self.arrived.iter().any(Result::is_err);
        while !failed && self.in_flight.len() + self.arrived.len() < needed + ahead {
            let beyond_end = self.last.is_some_and(|last| self.ask > last);
            let beyond_reach = self.reach.max_requests.is_some_and(|most| self.asked >= most);
            // The page that is needed now is asked for in any case; the ones ahead only if they will be of use.
            let early = self.in_flight.len() + self.arrived.len() >= needed;
            if beyond_end || beyond_reach || early && (self.beyond_quota() || self.beyond_items()) {
                return;
            }
            self.in_flight.push_back((self.fetch)(self.ask));
            self.ask = self.ask.saturating_add(1);
            self.asked += 1;
        }
    }

    /// Whether the quota is known not to allow another request beside those on their way.
    fn beyond_quota(&self) -> bool {
        let shared = &self.workspace.client.shared;
        let known = shared.quota.known_remaining(self.workspace.organization_id().0, shared.clock.now());
        known.is_some_and(|left| left <= self.in_flight.len() as u64)
    }

    /// Whether the pages asked for hold all the tasks that are wanted.
    fn beyond_items(&self) -> bool {
        let asked = u64::from(self.asked) * u64::from(self.per_page);
        self.reach.max_items.is_some_and(|most| asked >= most.saturating_add(u64::from(self.reach.skip)))
    }

    /// Learns from a page where the list ends, and refuses one that cannot be right.
    fn accept(&mut self, leaf: Leaf<T>) -> Result<Leaf<T>, Error> {
        let full = leaf.elements.len() as u64 >= u64::from(leaf.per_page);
        // One task alone comes again when another one appears in front of it.
        if leaf.ids.len() > 1 && leaf.ids.iter().any(Option::is_some) && leaf.ids == self.previous {
            let what = format!("page {} holds the same tasks as the page before it", self.next);
            return Err(Error::paging(self.operation, what));
        }
        if leaf.total.is_none() && full && self.asked >= ENDLESS {
            let what = format!("the list did not end within {ENDLESS} pages");
            return Err(Error::paging(self.operation, what));
        }
        self.previous.clone_from(&leaf.ids);
        self.per_page = leaf.per_page;
        self.total = leaf.total.or(self.total);
        // The newest word on the end counts: lists grow and shrink while they are read.
        self.last = match leaf.last_page() {
            Some(last) => Some(last.max(self.next)),
            None if full => None,
            None => Some(self.next),
        };
        self.next = self.next.saturating_add(1);
        Ok(leaf)
    }
}

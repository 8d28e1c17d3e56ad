//! The four lists that come in pages. They differ in their filters, so the filter set is the parameter.

use std::marker::PhantomData;

use focus_api_raw as raw;
use focus_api_raw::types::{
    ListRecurringTasksQuery, ListTaskChildrenQuery, ListTaskParentsQuery, ListTasksQuery, Task, TaskId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::decode::Ids;
use crate::error::Error;
use crate::page::{DecodedPage as Leaf, Page};
use crate::pager::{Items, Pager, Pages, Position, Reach};
use crate::policy::FilterGuard;
use crate::request::{Endpoint, Request};
use crate::transport::{Manner, Reply, Sent, pairs};
use crate::workspace::{Workspace, check_filter_ids, check_id};

/// The service's own page size, where none is asked for.
const DEFAULT_PER_PAGE: u32 = 50;

/// The largest page the service gives, and what the pagers ask for unless told otherwise.
const MAX_PER_PAGE: u32 = 100;

/// A list, by its filter set; see [`Tasks::list`](crate::Tasks::list), [`recurring`](crate::Tasks::recurring),
/// [`children`](crate::Tasks::children) and [`parents`](crate::Tasks::parents).
#[derive(Debug)]
pub struct List<Q, T = Task> {
    query: Q,
    /// The task the list is about, for the two lists around a task.
    task: Option<TaskId>,
    reach: Reach,
    reads: PhantomData<fn() -> T>,
}

// By hand, because a derive would ask for `T: Clone`.
impl<Q: Clone, T> Clone for List<Q, T> {
    fn clone(&self) -> Self {
        Self { query: self.query.clone(), task: self.task, reach: self.reach.clone(), reads: PhantomData }
    }
}

/// A filter set of one of the lists. Implemented by the generated query types.
pub trait ListQuery: Clone + Serialize + Send + Sync + 'static {
    #[doc(hidden)]
    const ID: &'static str;

    #[doc(hidden)]
    fn paging(&mut self) -> (&mut Option<u32>, &mut Option<u32>);

    #[doc(hidden)]
    fn guard(&self) -> FilterGuard;

    #[doc(hidden)]
    fn start(raw: raw::Client, at: &Workspace, task: Option<TaskId>) -> Sent<'static>;
}

macro_rules! list_query {
    ($query:ident by $operation:ident $(of $task:ident)?, guarded by $guard:expr) => {
        impl ListQuery for $query {
            const ID: &'static str = stringify!($operation);

            fn paging(&mut self) -> (&mut Option<u32>, &mut Option<u32>) {
                (&mut self.page, &mut self.per_page)
            }

            fn guard(&self) -> FilterGuard {
                let guard: fn(&Self) -> FilterGuard = $guard;
                guard(self)
            }

            fn start(raw: raw::Client, at: &Workspace, task: Option<TaskId>) -> Sent<'static> {
                let (organization, workspace) = (at.organization_id(), at.workspace_id());
                Box::pin(async move {
                    let call = raw.$operation().organization_id(organization).workspace_id(workspace);
                    $(let call = match task {
                        Some($task) => call.task_id($task),
                        None => call,
                    };)?
                    let _ = task;
                    raw::unread::take(call.send().await)
                })
            }
        }
    };
}

list_query!(ListTasksQuery by list_tasks, guarded by |query| query.into());
list_query!(ListRecurringTasksQuery by list_recurring_tasks, guarded by |query| query.into());
// The docs page says these lists hold the task itself beside its relatives; whether filters apply to it is not said.
list_query!(ListTaskChildrenQuery by list_task_children of task, guarded by |_| FilterGuard::default());
list_query!(ListTaskParentsQuery by list_task_parents of task, guarded by |_| FilterGuard::default());

impl<Q, T> List<Q, T> {
    pub(super) fn new(query: Q, task: Option<TaskId>) -> Self {
        Self { query, task, reach: Reach::default(), reads: PhantomData }
    }
}

impl<Q: ListQuery, T: DeserializeOwned + Send + 'static> Endpoint for List<Q, T> {
    type Output = Page<T>;
    const ID: &'static str = Q::ID;

    fn check(&self) -> Result<(), Error> {
        if let Some(task) = self.task {
            check_id(Self::ID, "task id", task.0)?;
        }
        let mut query = self.query.clone();
        let (page, per_page) = query.paging();
        match (*page, *per_page) {
            (Some(0), _) => Err(Error::argument(Self::ID, "there is no page 0: pages begin at 1")),
            (_, Some(size)) if size == 0 || size > MAX_PER_PAGE => {
                let what = format!("a page of {size} tasks is not possible: 1 to {MAX_PER_PAGE} are");
                Err(Error::argument(Self::ID, what))
            }
            _ => check_filter_ids(Self::ID, &self.query()),
        }
    }

    fn query(&self) -> Vec<(String, String)> {
        pairs(&self.query)
    }

    fn start(&mut self, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        Q::start(raw, at, self.task)
    }

    async fn finish(self, reply: Reply, guarded: bool) -> Result<Page<T>, Error> {
        self.read(reply, guarded).await.map(Page::from)
    }
}

impl<Q: ListQuery, T: DeserializeOwned + 'static> List<Q, T> {
    async fn read(mut self, reply: Reply, guarded: bool) -> Result<Leaf<T>, Error> {
        let guard = if guarded { self.query.guard() } else { FilterGuard::default() };
        let (page, per_page) = self.query.paging();
        let (page, per_page) = (page.unwrap_or(1), per_page.unwrap_or(DEFAULT_PER_PAGE));
        let lost = reply.lost;
        let mut leaf = Leaf::read(Q::ID, &reply.whole().await?.body, page, per_page, &guard, Ids::Read)
            .map_err(|error| error.within(&lost))?;
        let elements = leaf.elements.into_iter().map(|element| element.map_err(|error| error.within(&lost)));
        leaf.elements = elements.collect();
        Ok(leaf)
    }
}

impl<T> Request<List<ListTasksQuery, T>> {
    focus_api_raw::list_tasks_query_setters! { .endpoint.query }
}

impl<T> Request<List<ListRecurringTasksQuery, T>> {
    focus_api_raw::list_recurring_tasks_query_setters! { .endpoint.query }
}

impl<T> Request<List<ListTaskChildrenQuery, T>> {
    focus_api_raw::list_task_children_query_setters! { .endpoint.query }
}

impl<T> Request<List<ListTaskParentsQuery, T>> {
    focus_api_raw::list_task_parents_query_setters! { .endpoint.query }
}

impl<Q: ListQuery, T: DeserializeOwned + Send + 'static> Request<List<Q, T>> {
    /// The filter set as it stands, to be kept or compared.
    #[must_use]
    pub fn query_value(&self) -> &Q {
        &self.endpoint.query
    }

    pub(super) fn query_mut(&mut self) -> &mut Q {
        &mut self.endpoint.query
    }

    /// Whether lists are checked against their filters; see
    /// [`ErrorKind::FilterIgnored`](crate::ErrorKind::FilterIgnored).
    pub fn filter_guard(mut self, on: bool) -> Self {
        self.options = self.options.filter_guard(on);
        self
    }

    /// Reads the tasks into a type of your own.
    pub fn decode_as<U>(self) -> Request<List<Q, U>> {
        let List { query, task, reach, .. } = self.endpoint;
        let endpoint = List { query, task, reach, reads: PhantomData };
        Request { workspace: self.workspace, options: self.options, endpoint }
    }

    /// Ends [`items`](Self::items) after this many tasks.
    pub fn max_items(mut self, count: u64) -> Self {
        self.endpoint.reach.max_items = Some(count);
        self
    }

    /// Ends [`items`](Self::items) and [`pages`](Self::pages) after this many pages, each of which is a request. What is
    /// left can be read later, from the pager's position.
    pub fn max_requests(mut self, count: u32) -> Self {
        self.endpoint.reach.max_requests = Some(count);
        self
    }

    /// Asks for up to this many pages in advance, while the current one is being worked on.
    ///
    /// Only where the list says how many pages there are, and never for more than the quota is known to allow. Pages
    /// still come in order. Without this, a page is asked for when it is needed.
    pub fn fetch_ahead(mut self, pages: usize) -> Self {
        self.endpoint.reach.fetch_ahead = pages;
        self
    }

    /// Continues where another pager over the same list stopped.
    pub fn resume(mut self, position: Position) -> Self {
        let (page, per_page) = self.endpoint.query.paging();
        (*page, *per_page) = (Some(position.page), Some(position.per_page));
        self.endpoint.reach.skip = position.skip;
        self
    }

    /// The tasks one by one, page after page; a task that cannot be read is an error in its place.
    ///
    /// # Errors
    /// Its stream yields every kind but `Configuration` late: wrong arguments are the first element.
    ///
    /// # Requests
    /// One for every 100 tasks, or for every [`per_page`](Request::per_page), when the first task of a page is asked for.
    pub fn items(self) -> Items<T> {
        Items::new(self.pager())
    }

    /// The pages one by one.
    ///
    /// # Requests
    /// One a page.
    pub fn pages(self) -> Pages<T> {
        Pages::new(self.pager())
    }

    fn pager(mut self) -> Pager<T> {
        let (page, per_page) = self.endpoint.query.paging();
        let first = page.unwrap_or(1);
        let per_page = *per_page.get_or_insert(MAX_PER_PAGE);
        let reach = self.endpoint.reach.clone();
        let workspace = self.workspace.clone();
        let fetch = move |number: u32| {
            let mut request = self.clone();
            *request.endpoint.query.paging().0 = Some(number);
            Box::pin(request.leaf()) as _
        };
        Pager::new(Q::ID, Box::new(fetch), first, per_page, reach, workspace)
    }

    async fn leaf(mut self) -> Result<Leaf<T>, Error> {
        let reply = self.exchange(Manner::Whole).await?;
        let guarded = self.guarded();
        self.endpoint.read(reply, guarded).await
    }
}

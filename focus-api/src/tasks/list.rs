//! The four lists with pages: [`ListTasks`], [`ListRecurringTasks`], [`ListTaskChildren`], [`ListTaskParents`].
//!
//! Each has the generated setters of its filters. One macro implements the common methods. `tasks/filters.rs` has the
//! filters that are ranges; `paging` reads the pages.

use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::{
    ListRecurringTasksQuery, ListTaskChildrenQuery, ListTaskParentsQuery, ListTasksQuery, TaskId,
};
use serde::de::DeserializeOwned;

use super::validate::{self, MAX_PER_PAGE};
use crate::decode::{self, Ids};
use crate::endpoint::{self, Endpoint, RequestContext};
use crate::error::Error;
use crate::paging::{DecodedPage, Items, Page, PageCursor, Pager, PagerLimits, Pages};
use crate::policy::FilterGuard;
use crate::request::{decoding_request, request_methods};
use crate::transport::{BodyMode, Response, append_query};
use crate::workspace::Workspace;

/// Declares a list: its type, its operation, its task if it has one, and the filters that its filter guard checks.
macro_rules! list_request {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { query: $query:ident $(, $task:ident: TaskId)? } = $operation:ident by $builder:ident,
        filters $setters:ident, checked by $check:expr
    ) => {
        decoding_request! {
            $(#[$meta])*
            pub struct $name<T> {
                query: $query,
                $($task: TaskId,)?
                limits: PagerLimits,
            }
        }

        impl $name {
            pub(super) fn new(workspace: &Workspace, $($task: TaskId,)? query: $query) -> Self {
                let context = RequestContext::new(workspace);
                let limits = PagerLimits::default();
                Self { context, query, $($task,)? limits, decoded: std::marker::PhantomData }
            }
        }

        /// # Filters
        ///
        /// See the example of [`Tasks::list`](crate::Tasks::list).
        impl<T> $name<T> {
            focus_api_raw::$setters! { .query }
        }

        list_methods!($name);
        request_methods!($name<T> => Page<T>);

        impl<T: DeserializeOwned + Send + 'static> Endpoint for $name<T> {
            type Output = Page<T>;
            const OPERATION: &'static Operation = raw::operations::$operation;

            fn context(&self) -> &RequestContext {
                &self.context
            }

            fn validate(&self) -> Result<(), Error> {
                let id = Self::OPERATION.id;
                $(validate::task_id(id, self.$task)?;)?
                self.validate_cursor()?;
                validate::page(id, self.query.page, self.query.per_page)?;
                validate::filters(id, &self.query)
            }

            fn build(&self, raw: &raw::Client) -> Result<reqwest::Request, raw::Error> {
                let (organization, workspace) = self.context.ids();
                let call = raw.$builder().organization_id(organization).workspace_id(workspace);
                $(let call = call.task_id(self.$task);)?
                let mut request = call.into_request()?;
                let arrays = self.context.workspace.client().transport().settings.arrays;
                append_query(request.url_mut(), &self.query, arrays);
                if self.query.per_page.is_none() {
                    // The service's default is 50, which needs twice as many requests.
                    request.url_mut().query_pairs_mut().append_pair("per_page", &MAX_PER_PAGE.to_string());
                }
                Ok(request)
            }

            fn decode(self, response: Response) -> Result<Page<T>, Error> {
                let mut page = self.decode_page(&response, Ids::Skip)?;
                // The tasks before the cursor.
                let skipped = page.elements.len().min(self.limits.skip() as usize);
                page.elements.drain(..skipped);
                Ok(Page::from(page))
            }
        }

        impl<T: DeserializeOwned + Send + 'static> $name<T> {
            fn decode_page(&self, response: &Response, ids: Ids) -> Result<DecodedPage<T>, Error> {
                let check: fn(&$query) -> FilterGuard = $check;
                let check = if self.context.filter_guard() { check(&self.query) } else { FilterGuard::default() };
                let id = Self::OPERATION.id;
                let list = decode::list(id, response.bytes()?, &check, ids)?;
                let requested = self.query.per_page.unwrap_or(MAX_PER_PAGE);
                let count = list.elements.len();
                // A page size above the requested one, or below the number of tasks on the page, is ignored.
                let positive = |value: Option<u64>| value.and_then(|value| u32::try_from(value).ok()).filter(|value| *value > 0);
                let per_page = positive(list.per_page).filter(|size| *size <= requested && *size as usize >= count).unwrap_or(requested);
                let number = positive(list.page).or(self.query.page).unwrap_or(1);
                let elements = list.elements.into_iter();
                let elements = elements.map(|task| task.map_err(|error| error.with_context(&response.context)));
                Ok(DecodedPage { elements: elements.collect(), ids: list.ids, number, per_page, total: list.total })
            }
        }

        impl<T> $name<T> {
            /// Returns the filters, for example to store them. [`Tasks::list_with`](crate::Tasks::list_with) reads
            /// them.
            #[must_use]
            pub fn query(&self) -> &$query {
                &self.query
            }
        }
    };
}

/// Implements the common methods of lists, except the options of the call.
macro_rules! list_methods {
    ($name:ident) => {
        /// # Reading the list
        ///
        /// See the examples of [`paging`](crate::paging).
        impl<T: DeserializeOwned + Send + 'static> $name<T> {
            /// Returns the tasks one by one, across all pages. A task that cannot be decoded is an error at its
            /// position.
            ///
            /// # Errors
            /// The stream yields the errors. The error of an invalid argument is its first element.
            ///
            /// # Requests
            /// One for every 100 tasks, or for `per_page` tasks, when the first task of a page is needed.
            pub fn items(self) -> Items<T> {
                Items::new(self.pager())
            }

            /// Returns the pages one by one.
            ///
            /// # Errors
            /// As for [`items`](Self::items).
            ///
            /// # Requests
            /// One per page.
            pub fn pages(self) -> Pages<T> {
                Pages::new(self.pager())
            }

            fn pager(mut self) -> Pager<T> {
                let first = self.query.page.unwrap_or(1);
                let per_page = *self.query.per_page.get_or_insert(MAX_PER_PAGE);
                let limits = self.limits.clone();
                let workspace = self.context.workspace.clone();
                let valid = self.validate_cursor();
                // The pager continues at the cursor; the requests for its pages have other numbers.
                self.limits.resumed = None;
                let fetch = move |number: u32| {
                    let (mut request, valid) = (self.clone(), valid.clone());
                    request.query.page = Some(number);
                    Box::pin(async move {
                        valid?;
                        request.fetch_page().await
                    }) as _
                };
                Pager::new(Self::OPERATION.id, Box::new(fetch), first, per_page, limits, workspace)
            }

            /// Refuses a page or a page size that was set after [`resume`](Self::resume): the cursor counts the tasks of
            /// its own page.
            fn validate_cursor(&self) -> Result<(), Error> {
                let Some(PageCursor { page, skip, per_page }) = self.limits.resumed else { return Ok(()) };
                let what = if (self.query.page, self.query.per_page) != (Some(page), Some(per_page)) {
                    format!("the cursor continues on page {page} with `per_page` {per_page}, but one of them was set to another number")
                } else if skip > per_page {
                    format!("the cursor skips {skip} tasks, which is more than a page has")
                } else {
                    return Ok(());
                };
                Err(Error::invalid_argument(Self::OPERATION.id, what))
            }

            async fn fetch_page(self) -> Result<DecodedPage<T>, Error> {
                let response = endpoint::send(&self, BodyMode::Buffered).await?;
                self.decode_page(&response, Ids::Read).map_err(|error| error.with_context(&response.context))
            }
        }

        /// # Limits
        ///
        /// See the examples of [`paging`](crate::paging) and [`PageCursor`].
        impl<T> $name<T> {
            /// Ends [`items`](Self::items) after this number of tasks.
            pub fn max_items(mut self, count: u64) -> Self {
                self.limits.max_items = Some(count);
                self
            }

            /// Ends [`items`](Self::items) and [`pages`](Self::pages) after this number of pages, each of which is one
            /// request. The rest of the list can be read later, from the pager's cursor.
            pub fn max_requests(mut self, count: u32) -> Self {
                self.limits.max_requests = Some(count);
                self
            }

            /// Requests up to this number of pages in advance, while the caller processes the current page.
            ///
            /// At most 64 pages are requested in advance, only if the list has a total, and never more than the known
            /// quota allows. The order of pages does not change. By default a page is requested when it is needed.
            pub fn prefetch(mut self, pages: usize) -> Self {
                self.limits.prefetch = pages;
                self
            }

            /// Continues at the position of another pager over the same list. The page size is that of the cursor. If the
            /// request itself is awaited, it returns the rest of the page.
            pub fn resume(mut self, cursor: PageCursor) -> Self {
                (self.query.page, self.query.per_page) = (Some(cursor.page), Some(cursor.per_page));
                self.limits.resumed = Some(cursor);
                self
            }

            /// Sets whether the tasks are checked against the filters; see
            /// [`ErrorKind::FilterIgnored`](crate::ErrorKind::FilterIgnored).
            pub fn filter_guard(mut self, on: bool) -> Self {
                self.context.options = self.context.options.filter_guard(on);
                self
            }
        }
    };
}

list_request! {
    /// Lists the tasks of a workspace, filtered and sorted. Created by [`Tasks::list`](crate::Tasks::list).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::{OrderBy, Priority};
    ///
    /// let mut urgent = tasks
    ///     .list()
    ///     .priority(Priority::High)
    ///     .order_by(OrderBy::EndDate.asc())
    ///     .items();
    /// while let Some(task) = urgent.next().await {
    ///     println!("{:?}", task?.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// [`items`](Self::items) reads the list to its end task by task, [`pages`](Self::pages) page by page. Awaiting the
    /// request reads one page, which is the first unless [`page`](Self::page) is set.
    ///
    /// # Requests
    /// One per page. A page has 100 tasks unless [`per_page`](Self::per_page) is set.
    pub struct ListTasks { query: ListTasksQuery } = LIST_TASKS by list_tasks,
    filters __list_tasks_query_setters, checked by |query| query.into()
}

list_request! {
    /// Lists the instances of recurring tasks. Created by [`Tasks::recurring`](crate::Tasks::recurring).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::ids::RecurringTaskId;
    ///
    /// let instances = tasks
    ///     .recurring()
    ///     .recurring_task([RecurringTaskId(12)])
    ///     .items()
    ///     .try_collect()
    ///     .await?;
    /// # let _ = instances; Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One per page; one more if the last page is full, because this list has no total.
    pub struct ListRecurringTasks { query: ListRecurringTasksQuery } = LIST_RECURRING_TASKS by list_recurring_tasks,
    filters __list_recurring_tasks_query_setters, checked by |query| query.into()
}

list_request! {
    /// Lists the subtasks of a task. According to the docs page, the list includes the task itself. Created by
    /// [`Tasks::children`](crate::Tasks::children).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// let family = tasks.children(id).items().try_collect().await?;
    /// # let _ = family; Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One per page; one more if the last page is full, because this list has no total.
    pub struct ListTaskChildren { query: ListTaskChildrenQuery, task: TaskId } = LIST_TASK_CHILDREN by list_task_children,
    // It is not documented whether filters apply to the task itself, so none is checked.
    filters __list_task_children_query_setters, checked by |_| FilterGuard::default()
}

list_request! {
    /// Lists the ancestors of a task. According to the docs page, the list includes the task itself. Created by
    /// [`Tasks::parents`](crate::Tasks::parents).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// let path = tasks.parents(id).items().try_collect().await?;
    /// # let _ = path; Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One per page; one more if the last page is full, because this list has no total.
    pub struct ListTaskParents { query: ListTaskParentsQuery, task: TaskId } = LIST_TASK_PARENTS by list_task_parents,
    // As for the children.
    filters __list_task_parents_query_setters, checked by |_| FilterGuard::default()
}

//! [`Request`]: a call about to be made, with its options. What it does is its [`Endpoint`].

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use focus_api_raw as raw;
use focus_api_raw::Operation;
use serde::Serialize;

use crate::error::Error;
use crate::policy::{CallOptions, QuotaPolicy, RetryPolicy};
use crate::transport::{self, Call, Manner, RawResponse, Reply, Sent};
use crate::workspace::Workspace;

/// A call about to be made. Nothing is sent until it is awaited, or one of its sending methods is.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
/// use std::time::Duration;
///
/// let task = tasks.get(id).timeout(Duration::from_secs(5)).await?;
/// # let _ = task; Ok(()) }
/// ```
///
/// The methods here are the same for every call; those of the operation itself stand in further `impl` blocks below.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until the request is awaited"]
pub struct Request<E> {
    pub(crate) workspace: Workspace,
    pub(crate) options: CallOptions,
    pub(crate) endpoint: E,
}

/// What a [`Request`] does: one operation of the API. Implemented by this crate alone.
pub trait Endpoint: Sized + Send + 'static {
    /// What a success brings.
    type Output: Send;

    /// The operation's id in the API's document.
    const ID: &'static str;

    #[doc(hidden)]
    const MANNER: Manner = Manner::Whole;

    /// Refuses what cannot succeed, before a request is spent on it.
    #[doc(hidden)]
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Query pairs beside those the generated method sets.
    #[doc(hidden)]
    fn query(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Calls the generated method.
    #[doc(hidden)]
    fn start(&mut self, raw: raw::Client, workspace: &Workspace) -> Sent<'static>;

    /// Reads the answer.
    #[doc(hidden)]
    fn finish(self, reply: Reply, guarded: bool) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

impl<E> Request<E> {
    pub(crate) fn new(workspace: &Workspace, endpoint: E) -> Self {
        Self { workspace: workspace.clone(), options: CallOptions::default(), endpoint }
    }

    /// Replaces all options at once.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// How long one attempt may take; see [`CallOptions::timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// How long the whole call may take; see [`CallOptions::deadline`].
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.options = self.options.deadline(deadline);
        self
    }

    /// When to send again; see [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options = self.options.retry(policy);
        self
    }

    /// What to do when the quota is spent.
    pub fn quota(mut self, policy: QuotaPolicy) -> Self {
        self.options = self.options.quota(policy);
        self
    }

    /// Adds a query pair this crate knows nothing of.
    pub fn extra_query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.options = self.options.extra_query(name, value);
        self
    }

    /// Adds a field to the JSON body; see [`CallOptions::extra_body`].
    pub fn extra_body(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.options = self.options.extra_body(name, value);
        self
    }
}

impl<E: Endpoint> Request<E> {
    /// Sends the request and reads the answer. Awaiting the request does the same.
    ///
    /// # Errors
    /// Every [`ErrorKind`](crate::ErrorKind) but `Paging`.
    ///
    /// # Requests
    /// One, and at most [two more](RetryPolicy) where repeating is safe.
    pub async fn send(self) -> Result<E::Output, Error> {
        self.send_counted().await.0
    }

    /// As [`send`](Self::send), with the number of requests it took.
    pub(crate) async fn send_counted(mut self) -> (Result<E::Output, Error>, u32) {
        match self.exchange(E::MANNER).await {
            Ok(reply) => {
                let (guarded, lost) = (self.guarded(), reply.lost);
                (self.endpoint.finish(reply, guarded).await.map_err(|error| error.within(&lost)), lost.requests)
            }
            Err(error) => {
                let requests = error.requests();
                (Err(error), requests)
            }
        }
    }

    /// Sends the request and returns the answer as it came.
    ///
    /// # Errors
    /// As [`send`](Self::send), but for those of reading the body.
    ///
    /// # Requests
    /// As [`send`](Self::send).
    pub async fn send_raw(mut self) -> Result<RawResponse, Error> {
        self.exchange(Manner::Whole).await?.whole().await
    }

    pub(crate) fn guarded(&self) -> bool {
        self.options.filter_guard.unwrap_or(self.workspace.client.shared.filter_guard)
    }

    pub(crate) async fn exchange(&mut self, manner: Manner) -> Result<Reply, Error> {
        self.workspace.check(E::ID)?;
        self.endpoint.check()?;
        let client = &self.workspace.client;
        let call = Call {
            operation: operation(E::ID),
            organization: self.workspace.organization_id().0,
            options: &self.options,
            query: self.endpoint.query(),
            manner,
        };
        let (endpoint, workspace) = (&mut self.endpoint, &self.workspace);
        transport::call(&client.shared, &client.raw, call, |raw| endpoint.start(raw, workspace)).await
    }
}

impl<E: Endpoint> IntoFuture for Request<E> {
    type Output = Result<E::Output, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// The generated entry of an operation this crate names. A test holds every name against the table.
pub(crate) fn operation(id: &'static str) -> &'static Operation {
    Operation::named(id).expect("endpoints name operations of the document")
}

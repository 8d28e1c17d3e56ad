//! From a call to its answer: the bottom of this crate, right above the generated one.
//!
//! [`call`] runs one operation of `focus-api-raw` through a [`Courier`], which applies the policy to every attempt, and
//! takes the answer unread. Nothing here knows what an operation means.

mod courier;
mod encode;
mod reply;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use focus_api_raw as raw;
use focus_api_raw::Operation;
use futures_util::future::BoxFuture;

pub(crate) use courier::Courier;
// Named in the hidden part of a public trait, so public; nobody outside can reach the module.
#[allow(unreachable_pub)]
pub use courier::Manner;
pub use encode::ArrayEncoding;
pub(crate) use encode::pairs;
pub(crate) use reply::Body;
pub use reply::RawResponse;
#[allow(unreachable_pub)] // As for `Manner`.
pub use reply::Reply;

use crate::clock::Clock;
use crate::error::{Error, Lost};
use crate::policy::{CallOptions, QuotaLog, QuotaPolicy, RetryPolicy};

/// What all calls of a client share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) quota: QuotaLog,
    pub(crate) quota_policy: QuotaPolicy,
    pub(crate) retry: RetryPolicy,
    /// For one attempt; streams have none.
    pub(crate) timeout: Duration,
    pub(crate) arrays: ArrayEncoding,
    pub(crate) filter_guard: bool,
    /// Sends what is read while it arrives: the one that gives up when an answer stands still.
    pub(crate) streaming: Option<reqwest::Client>,
    /// Requests sent so far.
    pub(crate) requests: AtomicU64,
}

/// What a generated method returns, its answer left unread.
#[allow(unreachable_pub)] // As for `Manner`.
pub type Sent<'a> = BoxFuture<'a, Result<reqwest::Response, raw::Error>>;

/// One call of an operation.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) organization: i64,
    pub(crate) options: &'a CallOptions,
    /// Query pairs beside those the generated method sets.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) manner: Manner,
}

/// Sends a call and returns its answer, which is a success.
pub(crate) async fn call<'a>(
    shared: &Arc<Shared>,
    client: &raw::Client,
    call: Call<'_>,
    send: impl FnOnce(raw::Client) -> Sent<'a>,
) -> Result<Reply, Error> {
    let Call { operation, organization, options, query, manner } = call;
    let courier = Courier::new(shared.clone(), options.clone(), query, manner);
    let counter = courier.counter();
    let result = send(client.with_middleware(Arc::new(courier))).await;

    let lost =
        Lost { operation, requests: counter.count(), quota: shared.quota.get(Some(organization), shared.clock.now()) };
    match result {
        Ok(response) if response.status().is_success() => Ok(Reply::new(lost, response)),
        Ok(response) => {
            let retry_after = crate::policy::retry_after(&response);
            let (status, headers) = (response.status(), response.headers().clone());
            // An error about reading an error would hide it.
            let body = response.bytes().await.unwrap_or_default();
            Err(Error::refused(lost, status, headers, &body, retry_after))
        }
        Err(raw::Error::CommunicationError(error)) => Err(Error::lost(lost, error)),
        Err(other) => Err(Error::argument(operation.id, other.to_string())),
    }
}

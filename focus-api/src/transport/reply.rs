//! A successful answer, before anybody has made sense of its body.

use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};

use super::courier::BrokenOff;
use crate::error::{Error, Lost};
use crate::policy::Quota;

/// A successful answer; its body may still be arriving.
pub struct Reply {
    /// What an error about the body has to say of the exchange.
    pub(crate) lost: Lost,
    response: Response,
}

/// A body that is still arriving.
pub(crate) type Body = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send + Sync>>;

impl Reply {
    pub(crate) fn new(lost: Lost, response: Response) -> Self {
        Self { lost, response }
    }

    /// The whole answer. Costs no waiting for answers that were asked for as a whole.
    pub(crate) async fn whole(self) -> Result<RawResponse, Error> {
        let (status, headers) = (self.response.status(), self.response.headers().clone());
        let broken = |timed_out| Error::broken_off(&self.lost, "", timed_out, None);
        if let Some(BrokenOff { timed_out }) = self.response.extensions().get() {
            return Err(broken(*timed_out));
        }
        let body = self.response.bytes().await.map_err(|error| broken(error.is_timeout()))?;
        Ok(RawResponse { operation: self.lost.operation.id, status, headers, body })
    }

    /// The body, piece by piece.
    pub(crate) fn into_body(self) -> Body {
        Box::pin(self.response.bytes_stream())
    }
}

/// A successful answer as it came: status, headers and bytes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RawResponse {
    /// The operation, by its id in the API's document.
    pub operation: &'static str,
    /// The status, a 2xx.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl RawResponse {
    /// What this answer says of the quota.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        Quota::from_headers(&self.headers)
    }
}
